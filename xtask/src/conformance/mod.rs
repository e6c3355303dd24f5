//! `cargo xtask conformance`: upstream's own tests, on libzmq as each builder makes it and with each poller.

mod arguments;
mod table;

use std::collections::BTreeMap;
use std::time::Instant;

use crate::Outcome;
use crate::build::{self, Progress};
use crate::upstream_tests::{Kit, Program, Verdict, run_all};
use arguments::{Asked, Build};
use table::Table;

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let Some(asked) = arguments::read(arguments)? else {
        print!("{}", arguments::HELP);
        return Ok(());
    };
    let start = Instant::now();
    let bench = Bench::new(&asked)?;
    let mut table = Table::default();
    for build in &asked.builds {
        table.add(&build.label(), bench.examine(build)?);
    }
    // Held against what stock libzmq does: all of it once, and for each build what fails there.
    table.set_stock(bench.examine(&Build::stock())?);
    for build in &asked.builds {
        let failed = table.unexplained(&build.label());
        if !failed.is_empty() {
            table.excuse(&build.label(), bench.examine_some(&build.pristine(), &failed)?);
        }
    }
    print!("{table}");
    println!("in {:.0} s", start.elapsed().as_secs_f64());
    match table.failures() {
        0 => Ok(()),
        count => Err(format!("{count} failures that stock libzmq does not have").into()),
    }
}

/// The programs, and what it takes to run them.
struct Bench<'a> {
    asked: &'a Asked,
    kit: Kit,
    programs: Vec<Program>,
}

impl<'a> Bench<'a> {
    fn new(asked: &'a Asked) -> Outcome<Self> {
        let progress = Progress::new(asked.quiet);
        let request = asked.request(&Build::reference())?;
        let prefix = build::install(&request)?;
        let kit = Kit::compile(&request, &build::gather(&request)?, &progress)?;
        let programs = kit.link(&request, &prefix, &progress)?;
        Ok(Self { asked, kit, programs })
    }

    fn examine(&self, build: &Build) -> Outcome<BTreeMap<String, Verdict>> {
        self.examine_if(build, |_| true)
    }

    fn examine_some(&self, build: &Build, names: &[String]) -> Outcome<BTreeMap<String, Verdict>> {
        self.examine_if(build, |name| names.iter().any(|wanted| wanted == name))
    }

    fn examine_if(&self, build: &Build, wanted: impl Fn(&str) -> bool) -> Outcome<BTreeMap<String, Verdict>> {
        let progress = Progress::new(self.asked.quiet);
        if !self.asked.quiet {
            eprintln!("{}", build.label());
        }
        let request = self.asked.request(build)?;
        let prefix = build::install(&request)?;
        let mut programs = self.programs.clone();
        programs.extend(self.kit.link_units(&request, &prefix, &progress)?);
        programs.retain(|program| wanted(&program.name) && self.asked.wants(&program.name));
        let library = prefix.root.join("lib").into_os_string();
        let folder = request.work().join("conformance");
        let verdicts = run_all(&programs, (&[], &[("LD_LIBRARY_PATH", library)]), &folder, &progress)?;
        let absent = self.kit.absent().iter().filter(|name| wanted(name) && self.asked.wants(name));
        let absent = absent.map(|name| (name.clone(), Verdict::Skipped("it needs a feature that is not built".into())));
        Ok(verdicts.into_iter().chain(absent).collect())
    }
}
