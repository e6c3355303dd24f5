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
use program::{Answer, Ending};
use question::{Build, Question};
use transports::Transports;

/// Asks the questions of the patches that are named, or of all. With `without`, one patch alone is taken out of the series, instead
/// of all: what it fixes must then be broken.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let plan = Plan::read(arguments)?;
    let mut answers = Answers::new();
    for build in plan.builds() {
        let lack = build.lack();
        for source in plan.sources(build) {
            let subject = match &lack {
                Some(lack) => Subject::None(Answer::not_run(lack)),
                None => Subject::build(&source, build),
            };
            for task in plan.tasks().filter(|task| task.question.build == *build && task.is_asked_of(&source)) {
                if answers.contains_key(&(source.clone(), task.test)) {
                    continue;
                }
                let wanted = if source == Source::Patched { program::Wanted::Pass } else { program::Wanted::Fail };
                let answer = subject.ask(task.question, wanted)?;
                println!("{source}, {}: {answer}", task.test);
                answers.insert((source.clone(), task.test), answer);
            }
        }
    }
    plan.report(&answers)
}

/// By the library and the text of the test, which several patches may name.
type Answers<'a> = BTreeMap<(Source, &'a str), Answer>;

/// Who is asked.
enum Subject<'a> {
    Library(Library<'a>),
    Transports(Transports),
    /// Nobody, and this answers every question.
    None(Answer),
}

impl<'a> Subject<'a> {
    fn build(source: &Source, build: &'a Build) -> Self {
        let built = if build.transports {
            Transports::build(source, build).map(Self::Transports)
        } else {
            Library::build(source, build).map(Self::Library)
        };
        built.unwrap_or_else(|error| Self::None(Answer::not_built(&error.to_string())))
    }

    fn ask(&self, question: &Question, wanted: program::Wanted) -> Outcome<Answer> {
        match self {
            Self::Library(library) => library.ask(question, wanted),
            Self::Transports(tests) => tests.ask(question, wanted),
            Self::None(answer) => Ok(answer.clone()),
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

    fn tasks(&self) -> impl Iterator<Item = Task<'_>> {
        self.patches.iter().flat_map(|(patch, proofs)| proofs.iter().filter_map(|proof| self.task(patch, proof)))
    }

    fn task<'a>(&self, patch: &Patch, proof: &'a Proof) -> Option<Task<'a>> {
        match proof {
            Proof::Program(test, question) => {
                let base = if question.in_series { Source::Without(patch.name.clone()) } else { self.base.clone() };
                Some(Task { test, question, base })
            }
            Proof::None(_) => None,
        }
    }

    fn builds(&self) -> BTreeSet<&Build> {
        self.tasks().map(|task| &task.question.build).collect()
    }

    /// The libraries that are built so, the patched one last.
    fn sources(&self, build: &Build) -> BTreeSet<Source> {
        let bases = self.tasks().filter(|task| task.question.build == *build).map(|task| task.base);
        bases.chain([Source::Patched]).collect()
    }

    fn report(&self, answers: &Answers<'_>) -> Outcome {
        let (mut proved, mut unshown, mut open, mut not_run) = (0, 0, Vec::new(), Vec::new());
        println!("\n| patch | test | {} | patched | |\n|---|---|---|---|---|", self.base);
        for (patch, proofs) in &self.patches {
            let name = &patch.name;
            if proofs.is_empty() {
                open.push(name.as_str());
                println!("| {name} | no `Test:` in its header | | | OPEN |");
            }
            for proof in proofs {
                let Some(task) = self.task(patch, proof) else {
                    unshown += 1;
                    println!("| {name} | {proof} | | | not shown |");
                    continue;
                };
                let (before, after) = (&answers[&(task.base, task.test)], &answers[&(Source::Patched, task.test)]);
                let verdict = match Verdict::of(before.ending, after.ending) {
                    Verdict::Proved => {
                        proved += 1;
                        task.question.how()
                    }
                    Verdict::NotRun => {
                        let why = if before.ending == Ending::NotRun { before } else { after };
                        not_run.push(format!("{name}, `{proof}`: {why}"));
                        "not run"
                    }
                    Verdict::Open => {
                        open.push(name.as_str());
                        "OPEN"
                    }
                };
                println!("| {name} | `{proof}` | {before} | {after} | {verdict} |");
            }
        }
        println!("\n{proved} tests fail without and pass with the patches; {unshown} patches are not shown by a test");
        if !not_run.is_empty() {
            println!("{} tests did not run:\n{}", not_run.len(), not_run.join("\n"));
        }
        if open.is_empty() { Ok(()) } else { Err(format!("open: {}", open.join(", ")).into()) }
    }
}

/// A question, with the library that has the fault.
struct Task<'a> {
    test: &'a str,
    question: &'a Question,
    base: Source,
}

impl Task<'_> {
    fn is_asked_of(&self, source: &Source) -> bool {
        *source == Source::Patched || *source == self.base
    }
}

/// What the two answers say of a patch.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Proved,
    /// For what this machine lacks.
    NotRun,
    Open,
}

impl Verdict {
    fn of(before: Ending, after: Ending) -> Self {
        match (before, after) {
            (Ending::Failed, Ending::Passed) => Self::Proved,
            // An end that is wrong whatever the other would have been.
            (Ending::Passed | Ending::NotBuilt, _) | (_, Ending::Failed | Ending::NotBuilt) => Self::Open,
            (Ending::NotRun, _) | (_, Ending::NotRun) => Self::NotRun,
        }
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

impl fmt::Display for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program(text, _) | Self::None(text) => formatter.write_str(text),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_is_proved_by_a_test_that_fails_without_it_and_passes_with_it() {
        assert_eq!(Verdict::of(Ending::Failed, Ending::Passed), Verdict::Proved);
        for (before, after) in [
            (Ending::Passed, Ending::Passed),
            (Ending::Failed, Ending::Failed),
            (Ending::NotBuilt, Ending::Passed),
            (Ending::Failed, Ending::NotBuilt),
        ] {
            assert_eq!(Verdict::of(before, after), Verdict::Open, "{before:?}, {after:?}");
        }
    }

    #[test]
    fn what_the_machine_lacks_leaves_nothing_open_unless_the_other_answer_is_wrong() {
        assert_eq!(Verdict::of(Ending::NotRun, Ending::NotRun), Verdict::NotRun);
        assert_eq!(Verdict::of(Ending::Failed, Ending::NotRun), Verdict::NotRun);
        assert_eq!(Verdict::of(Ending::NotRun, Ending::Failed), Verdict::Open);
        assert_eq!(Verdict::of(Ending::Passed, Ending::NotRun), Verdict::Open);
    }

    #[test]
    fn each_question_goes_to_the_library_with_the_fault_and_to_the_patched_one() {
        let plan = Plan {
            patches: ["one", "one; series", "none, why"]
                .into_iter()
                .map(|test| (Patch::parse("0007-x", HEADER).unwrap(), vec![Proof::read(test).unwrap()]))
                .collect(),
            base: Source::Pristine,
        };
        let asked: Vec<_> = plan.tasks().map(|task| task.base).collect();
        assert_eq!(asked, [Source::Pristine, Source::Without("0007-x".into())]);
        let build = Build::default();
        let sources: Vec<_> = plan.sources(&build).into_iter().collect();
        assert_eq!(sources, [Source::Pristine, Source::Without("0007-x".into()), Source::Patched]);
    }

    const HEADER: &str = "Subject: s\nWhy: w\nProof: p\nUpstream: none\n\n--- a/f\n+++ b/f\n@@ -1,1 +1,1 @@\n-a\n+b\n";
}
