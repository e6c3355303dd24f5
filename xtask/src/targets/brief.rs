//! `--brief`: whether what our patches change still compiles for the systems that nobody here works on.

use std::time::Instant;

use super::list::{Row, Run, TARGETS};
use super::request;
use crate::Outcome;
use crate::build;

/// One target of each system that is not Linux: another processor takes no other lines of libzmq.
pub(super) fn rows() -> Vec<&'static Row> {
    let is_foreign = |row: &&Row| matches!(row.run, Run::No) && row.triple.starts_with("x86_64");
    TARGETS.iter().filter(is_foreign).collect()
}

/// Compiles libzmq's sources for each of them.
pub(super) fn run(rows: &[&'static Row], quiet: bool) -> Outcome {
    let mut failed = Vec::new();
    println!("target                       objects      s");
    for row in rows {
        if !quiet {
            eprintln!("{}", row.triple);
        }
        let start = Instant::now();
        match request(row).and_then(|request| build::check(&request)) {
            Ok(objects) => println!("{:<29}{objects:>7}{:>7.0}", row.triple, start.elapsed().as_secs_f64()),
            Err(error) => {
                eprintln!("{error}");
                failed.push(format!("{} does not compile", row.triple));
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n").into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_but_linux_is_there_once() {
        let triples: Vec<&str> = rows().iter().map(|row| row.triple).collect();
        assert_eq!(triples, ["x86_64-apple-darwin", "x86_64-unknown-freebsd", "x86_64-pc-windows-gnu"]);
    }
}
