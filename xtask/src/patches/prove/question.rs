//! A `Test:` line of a patch: which program is run, with which arguments, on which build of the library.

use std::str::FromStr;

use crate::test::machine::{ALL_TRANSPORTS, Need, OPENPGM, SANITIZERS, lacking};

/// A program of `tests/c`, and what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) program: String,
    /// `{ipc}`, `{tcp}` and `{ws}` stand for endpoints that nobody uses.
    pub(crate) arguments: Vec<String>,
    /// The one part of it that is run, where it has parts (`IN_CHILD`).
    pub(crate) part: Option<String>,
    /// How often it runs; one failure is one.
    pub(crate) runs: usize,
    /// Another patch made the fault: it is in the series without this one, and not in stock libzmq.
    pub(crate) in_series: bool,
    pub(crate) build: Build,
}

/// How the library and the program are compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Build {
    /// With the draft API and the ws transport.
    pub(crate) draft: bool,
    /// With CURVE.
    pub(crate) curve: bool,
    /// Waits by `select`, in its own threads and in the caller's.
    pub(crate) select: bool,
    /// With PGM.
    pub(crate) pgm: bool,
    /// With every transport and mechanism; the program is a test of `tests/tests/transports`.
    pub(crate) transports: bool,
    /// `thread`, `address` or `undefined`.
    pub(crate) sanitizer: Option<String>,
    /// What makes a race certain.
    pub(crate) delays: Vec<Delay>,
}

/// A thread that sleeps before a line of libzmq.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Delay {
    pub(crate) milliseconds: u32,
    pub(crate) file: String,
    /// The line, without its indentation; the only one in the file.
    pub(crate) line: String,
}

impl Build {
    /// What this machine lacks for it.
    pub(crate) fn lack(&self) -> Option<String> {
        let needs: [(bool, &[Need]); 3] =
            [(self.transports, ALL_TRANSPORTS), (self.pgm, &[OPENPGM]), (self.sanitizer.is_some(), &[SANITIZERS])];
        needs.into_iter().filter(|(is_needed, _)| *is_needed).find_map(|(_, needs)| lacking(needs))
    }
}

/// `PROGRAM [ARGUMENT]...`, then conditions, each after `; `.
impl FromStr for Question {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split("; ");
        let mut words = parts.next().unwrap_or_default().split_whitespace().map(str::to_owned);
        let program = words.next().ok_or("which program?")?;
        let mut question = Self {
            program,
            arguments: words.collect(),
            part: None,
            runs: 1,
            in_series: false,
            build: Build::default(),
        };
        for condition in parts {
            question.add(condition).ok_or_else(|| format!("`{condition}` is no condition ({CONDITIONS})"))?;
        }
        Ok(question)
    }
}

impl Question {
    /// By what the fault is shown.
    pub(crate) fn how(&self) -> &'static str {
        match &self.build {
            Build { delays, .. } if !delays.is_empty() => "proved with a delay",
            Build { sanitizer: Some(_), .. } => "proved under a sanitizer",
            _ if self.in_series => "proved in the series",
            _ => "proved",
        }
    }

    fn add(&mut self, condition: &str) -> Option<()> {
        if condition == "draft" {
            self.build.draft = true;
        } else if condition == "curve" {
            self.build.curve = true;
        } else if condition == "select" {
            self.build.select = true;
        } else if condition == "pgm" {
            self.build.pgm = true;
        } else if condition == "series" {
            self.in_series = true;
        } else if condition == "transports" {
            self.build.transports = true;
        } else if let Some(part) = condition.strip_prefix("part ") {
            self.part = Some(part.to_owned());
        } else if let Some(runs) = condition.strip_suffix(" runs") {
            self.runs = runs.parse().ok().filter(|runs| *runs > 0)?;
        } else if let Some(sanitizer @ ("thread" | "address" | "undefined")) = condition.strip_suffix(" sanitizer") {
            self.build.sanitizer = Some(sanitizer.to_owned());
        } else {
            let (milliseconds, place) = condition.strip_prefix("delay ")?.split_once(" ms in ")?;
            let (file, line) = place.split_once(" before ")?;
            let (milliseconds, file) = (milliseconds.parse().ok()?, file.to_owned());
            self.build.delays.push(Delay { milliseconds, file, line: line.to_owned() });
        }
        Some(())
    }
}

impl Delay {
    /// The source with the delay in it.
    pub(crate) fn insert(&self, source: &str) -> Result<String, String> {
        let places: Vec<usize> =
            source.lines().enumerate().filter(|(_, line)| line.trim() == self.line).map(|(index, _)| index).collect();
        let [place] = places.as_slice() else {
            return Err(format!("{} has the line `{}` {} times, not once", self.file, self.line, places.len()));
        };
        let sleep = format!("usleep ({} * 1000);", self.milliseconds);
        let lines = source.lines().enumerate();
        let lines = lines.flat_map(|(index, line)| [(index == *place).then_some(sleep.as_str()), Some(line)]);
        Ok(format!("#include <unistd.h>\n{}\n", lines.flatten().collect::<Vec<_>>().join("\n")))
    }
}

const CONDITIONS: &str = "part NAME; draft; curve; select; pgm; transports; series; N runs; thread, address or undefined sanitizer; delay N ms in FILE before LINE, the last with the line's text";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_is_a_program_with_arguments_and_conditions() {
        let text = "ipc_loss {ipc} 1; part a; draft; 20 runs; delay 5 ms in src/pipe.cpp before delete this;";
        let question: Question = text.parse().unwrap();
        assert_eq!((question.program.as_str(), question.runs, question.build.draft), ("ipc_loss", 20, true));
        assert_eq!(question.arguments, ["{ipc}", "1"]);
        assert_eq!(question.part.as_deref(), Some("a"));
        assert_eq!(question.build.delays[0].line, "delete this;");
        assert_eq!("x; thread sanitizer".parse::<Question>().unwrap().build.sanitizer.as_deref(), Some("thread"));
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for text in ["", "x; 0 runs", "x; drafts", "x; memory sanitizer", "x; delay 5 ms in f"] {
            assert!(text.parse::<Question>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_delay_stands_before_the_one_line_it_names() {
        let delay = Delay { milliseconds: 3, file: "f".into(), line: "b ();".into() };
        assert_eq!(
            delay.insert("a ();\n  b ();\n").unwrap(),
            "#include <unistd.h>\na ();\nusleep (3 * 1000);\n  b ();\n"
        );
        assert!(delay.insert("b ();\nb ();\n").is_err());
        assert!(delay.insert("c ();\n").is_err());
    }
}
