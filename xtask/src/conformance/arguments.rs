//! Which builds are asked for.

use lexopt::Parser;
use lexopt::prelude::*;

use crate::Outcome;
use crate::build::{self, Request};
use crate::upstream_tests::require_some;
use crate::value;

/// What to type.
pub(crate) const HELP: &str = "\
cargo xtask conformance [OPTIONS]

Runs upstream's own tests (139 programs, and 7 that look inside) on libzmq as it is built here, and on stock libzmq, and shows
where they differ. Fails if a test fails that does not fail on stock libzmq.

--builder NAME,..   cc, cmake, autotools; else all
--poller NAME,..    epoll, poll, select; else all. Without both options cc with all, and the others with epoll
--only TEXT         only the programs whose names have this in them
-q, --quiet         only the table
";

/// The features whose tests there are; the libraries of the others need not be on every machine.
const FEATURES: &str = "draft,ws";

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) builds: Vec<Build>,
    only: String,
    pub(crate) quiet: bool,
}

/// A way to build libzmq.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Build {
    builder: String,
    poller: String,
    source: &'static str,
}

/// Reads the command line; `None` if only help is wanted.
pub(crate) fn read(arguments: &[&str]) -> Outcome<Option<Asked>> {
    let (mut builders, mut pollers, mut only, mut quiet) = (Vec::new(), Vec::new(), String::new(), false);
    let mut parser = Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("builder") => builders.extend(words(&value::of("--builder", &mut parser)?)),
            Long("poller") => pollers.extend(words(&value::of("--poller", &mut parser)?)),
            Long("only") => only = value::of("--only", &mut parser)?,
            Short('q') | Long("quiet") => quiet = true,
            Short('h') | Long("help") => return Ok(None),
            unknown => return Err(format!("{}\n\n{HELP}", unknown.unexpected()).into()),
        }
    }
    require_some(&only, &[])?;
    let builds = builds(&builders, &pollers);
    let asked = Asked { builds, only, quiet };
    // A name that is none is refused before anything is built.
    asked.builds.iter().try_for_each(|build| asked.request(build).map(drop))?;
    Ok(Some(asked))
}

impl Asked {
    /// What the builder is asked for.
    pub(crate) fn request(&self, build: &Build) -> Outcome<Request> {
        let words =
            ["--builder", &build.builder, "--poller", &build.poller, "--source", build.source, "--with", FEATURES];
        let quiet = if self.quiet { &["--quiet"][..] } else { &[] };
        let arguments: Vec<&str> = words.iter().chain(quiet).copied().collect();
        build::read(&arguments)?.ok_or_else(|| "no build is asked for".into())
    }

    pub(crate) fn wants(&self, program: &str) -> bool {
        program.contains(&self.only)
    }
}

impl Build {
    fn new(builder: &str, poller: &str) -> Self {
        Self { builder: builder.to_owned(), poller: poller.to_owned(), source: "patched" }
    }

    /// The one whose headers the programs are compiled with.
    pub(crate) fn reference() -> Self {
        Self::new("cc", "epoll")
    }

    /// Stock libzmq as upstream would build it here.
    pub(crate) fn stock() -> Self {
        Self::new("cmake", "epoll").pristine()
    }

    /// The same, without our patches.
    pub(crate) fn pristine(&self) -> Self {
        Self { source: "pristine", ..self.clone() }
    }

    /// The column's name.
    pub(crate) fn label(&self) -> String {
        format!("{} {} {}", self.source, self.builder, self.poller)
    }
}

fn words(names: &str) -> Vec<String> {
    names.split(',').map(str::to_owned).collect()
}

fn builds(builders: &[String], pollers: &[String]) -> Vec<Build> {
    if builders.is_empty() && pollers.is_empty() {
        let pairs = [("cc", "epoll"), ("cc", "poll"), ("cc", "select"), ("cmake", "epoll"), ("autotools", "epoll")];
        return pairs.map(|(builder, poller)| Build::new(builder, poller)).into();
    }
    let or = |given: &[String], default: &[&str]| -> Vec<String> {
        if given.is_empty() { default.iter().map(|name| (*name).to_owned()).collect() } else { given.to_vec() }
    };
    let (builders, pollers) = (or(builders, &["cc", "cmake", "autotools"]), or(pollers, &["epoll", "poll", "select"]));
    builders.iter().flat_map(|builder| pollers.iter().map(move |poller| Build::new(builder, poller))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_is_every_builder_and_every_poller_once() {
        let asked = read(&[]).unwrap().unwrap();
        let labels: Vec<String> = asked.builds.iter().map(Build::label).collect();
        assert_eq!(labels.len(), 5);
        assert!(
            labels.contains(&"patched cc select".to_owned()) && labels.contains(&"patched autotools epoll".to_owned())
        );
    }

    #[test]
    fn names_are_combined_and_wrong_ones_refused() {
        let asked = read(&["--builder", "cc,cmake", "--poller", "poll,select"]).unwrap().unwrap();
        assert_eq!(asked.builds.len(), 4);
        let error = read(&["--poller", "kqueue"]).unwrap_err().to_string();
        assert!(error.contains("kqueue"), "{error}");
        assert!(read(&["--fast"]).is_err() && read(&["--builder", "--quiet"]).is_err());
        assert!(read(&["--only", "test_nothing"]).is_err() && read(&["--only", "test_pair"]).is_ok());
    }
}
