//! `cargo xtask patches prove`: the test of every patch fails on stock libzmq and passes on the patched one.

mod library;
mod program;
mod question;
mod transports;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use libzmq_src::Patch;

use super::series;
use crate::Outcome;
use library::{Library, Source};
use program::Answer;
use question::{Build, Question};
use transports::Transports;

/// Asks the questions of the patches that are named, or of all. With `without`, one patch alone is taken out of the series, instead
/// of all: what it fixes must then be broken.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let plan = Plan::read(arguments)?;
    let mut answers: BTreeMap<(bool, &str), Answer> = BTreeMap::new();
    for build in plan.builds() {
        for source in [&plan.base, &Source::Patched] {
            let subject = Subject::build(source, build)?;
            for (test, question) in plan.questions().filter(|(_, question)| question.build == *build) {
                let wanted = if *source == Source::Patched { program::Wanted::Pass } else { program::Wanted::Fail };
                let answer = subject.ask(question, wanted)?;
                println!("{source}, {test}: {answer}");
                answers.insert((*source == Source::Patched, test), answer);
            }
        }
    }
    plan.report(&answers)
}

/// Who is asked.
enum Subject<'a> {
    Library(Library<'a>),
    Transports(Transports),
}

impl<'a> Subject<'a> {
    fn build(source: &Source, build: &'a Build) -> Outcome<Self> {
        if build.transports {
            return Ok(Self::Transports(Transports::build(source, build)?));
        }
        Ok(Self::Library(Library::build(source, build)?))
    }

    fn ask(&self, question: &Question, wanted: program::Wanted) -> Outcome<Answer> {
        match self {
            Self::Library(library) => library.ask(question, wanted),
            Self::Transports(tests) => tests.ask(question, wanted),
        }
    }
}

/// What is asked, and of which library.
struct Plan {
    patches: Vec<(Patch, Vec<Proof>)>,
    base: Source,
}

/// A `Test:` of a patch.
enum Proof {
    Program(String, Question),
    /// Not shown by a program, and why.
    None(String),
}

impl Plan {
    fn read(arguments: &[&str]) -> Outcome<Self> {
        let (names, base) = match arguments {
            ["--without", name] => (vec![*name], Source::Without((*name).to_owned())),
            names if names.iter().all(|name| !name.starts_with('-')) => (names.to_vec(), Source::Pristine),
            _ => return Err(super::USAGE.into()),
        };
        let series = series()?;
        let is_called = |patch: &Patch, name: &str| patch.name == name || patch.name.get(5..) == Some(name);
        if let Some(unknown) = names.iter().find(|name| !series.iter().any(|patch| is_called(patch, name))) {
            return Err(format!("there is no patch `{unknown}`").into());
        }
        let mut patches = Vec::new();
        for patch in series {
            if names.is_empty() || names.iter().any(|name| is_called(&patch, name)) {
                let proofs = patch.tests.iter().map(|test| Proof::read(test)).collect::<Outcome<_>>();
                let proofs = proofs.map_err(|error| format!("{}: {error}", patch.name))?;
                patches.push((patch, proofs));
            }
        }
        Ok(Self { patches, base })
    }

    /// The programs to run; those that several patches name, once for each text.
    fn questions(&self) -> impl Iterator<Item = (&str, &Question)> {
        let mut seen = BTreeSet::new();
        let proofs = self.patches.iter().flat_map(|(_, proofs)| proofs);
        proofs.filter_map(move |proof| match proof {
            Proof::Program(test, question) => seen.insert(test).then_some((test.as_str(), question)),
            Proof::None(_) => None,
        })
    }

    fn builds(&self) -> BTreeSet<&Build> {
        self.questions().map(|(_, question)| &question.build).collect()
    }

    fn report(&self, answers: &BTreeMap<(bool, &str), Answer>) -> Outcome {
        let (mut proved, mut open, mut unshown) = (0, Vec::new(), 0);
        println!("\n| patch | test | {} | patched | |\n|---|---|---|---|---|", self.base);
        for (patch, proofs) in &self.patches {
            if proofs.is_empty() {
                open.push(patch.name.as_str());
                println!("| {} | no `Test:` in its header | | | OPEN |", patch.name);
            }
            for proof in proofs {
                let (test, question) = match proof {
                    Proof::None(reason) => {
                        unshown += 1;
                        println!("| {} | {reason} | | | not shown |", patch.name);
                        continue;
                    }
                    Proof::Program(test, question) => (test.as_str(), question),
                };
                let (Some(before), Some(after)) = (answers.get(&(false, test)), answers.get(&(true, test))) else {
                    continue;
                };
                let is_proved = !before.passed && after.passed;
                if is_proved {
                    proved += 1
                } else {
                    open.push(patch.name.as_str())
                }
                let verdict = if is_proved { question.build.how() } else { "OPEN" };
                println!("| {} | `{test}` | {before} | {after} | {verdict} |", patch.name);
            }
        }
        println!("\n{proved} tests fail without and pass with the patches; {unshown} patches are not shown by a test");
        if open.is_empty() { Ok(()) } else { Err(format!("open: {}", open.join(", ")).into()) }
    }
}

impl Proof {
    fn read(test: &str) -> Outcome<Self> {
        match test.strip_prefix("none, ") {
            Some(reason) => Ok(Self::None(reason.to_owned())),
            None => {
                Ok(Self::Program(test.to_owned(), test.parse().map_err(|error| format!("`Test: {test}`: {error}"))?))
            }
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pristine => formatter.write_str("stock"),
            Self::Without(name) => write!(formatter, "without {name}"),
            Self::Patched => formatter.write_str("patched"),
        }
    }
}
