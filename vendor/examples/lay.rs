//! Lays libzmq's source with the patches applied into a folder, and says where it came from.
//!
//! `cargo run -p libzmq-src --example lay -- /tmp/libzmq` prints the source's folder, the version and the patches.

use std::env;
use std::path::Path;

use libzmq_src::{Error, PrepareOptions, locate, prepare};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(folder) = env::args_os().nth(1) else {
        return Err("say in which folder".into());
    };
    match lay(Path::new(&folder)) {
        Err(error) => Err(error.to_string().into()),
        Ok(()) => Ok(()),
    }
}

fn lay(folder: &Path) -> Result<(), Error> {
    println!("{}", locate()?.display());
    let prepared = prepare(folder, &PrepareOptions::default())?;
    println!("{}", prepared.version);
    prepared.patches.iter().for_each(|patch| println!("{patch}"));
    Ok(())
}
