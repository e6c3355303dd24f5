//! What the sanitizers write about a program, as findings that can be compared.

use std::fs;
use std::path::Path;

use crate::Outcome;

/// Something that a sanitizer complains about, by what stays the same from run to run and from build to build.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// `data race`, `heap-use-after-free`, or the text of an undefined behaviour without its numbers.
    pub(crate) kind: String,
    /// The functions where it happens: two of a race, else one.
    pub(crate) functions: Vec<String>,
}

/// A finding, and where it was in one of the runs.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) finding: Finding,
    /// `ctx.cpp:812`.
    pub(crate) lines: Vec<String>,
}

/// Reads what the sanitizer has left in the folder of a program: one file for each process.
pub(crate) fn read(folder: &Path) -> Outcome<Vec<Report>> {
    let mut reports = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(LOG) {
            reports.extend(parse(&String::from_utf8_lossy(&fs::read(entry.path())?)));
        }
    }
    reports.sort_by(|one, other| one.finding.cmp(&other.finding));
    reports.dedup_by(|one, other| one.finding == other.finding);
    Ok(reports)
}

/// The files' name, before the process id.
pub(crate) const LOG: &str = "sanitizer";

fn parse(text: &str) -> Vec<Report> {
    let mut reports: Vec<(String, Vec<Stack>)> = Vec::new();
    let mut in_stack = false;
    for line in text.lines() {
        if let Some(kind) = kind(line) {
            reports.push((kind, Vec::new()));
            in_stack = false;
        }
        // Whose object it is the sanitizer looks up through a pipe, and it takes one that it cannot make for an answer.
        if line.starts_with("<memory cannot be printed>") {
            reports.pop_if(|(kind, _)| kind.contains("does not point to an object of type"));
        }
        let frame = Frame::parse(line);
        if let (Some((_, stacks)), Some(frame)) = (reports.last_mut(), &frame) {
            if !in_stack {
                stacks.push(Vec::new());
            }
            stacks.iter_mut().next_back().into_iter().for_each(|stack| stack.push(frame.clone()));
        }
        in_stack = frame.is_some();
    }
    reports.into_iter().map(|(kind, stacks)| Report::new(kind, &stacks)).collect()
}

type Stack = Vec<Frame>;

#[derive(Clone, Debug)]
struct Frame {
    function: String,
    /// The source file with its folder, and the line; nothing where the compiler left none.
    place: Option<String>,
}

impl Report {
    fn new(kind: String, stacks: &[Stack]) -> Self {
        // A race is between two; the other stacks tell where memory and threads come from.
        let count = if kind.contains("race") { 2 } else { 1 };
        let mut tops: Vec<&Frame> = stacks.iter().take(count).filter_map(|stack| top(stack)).collect();
        tops.sort_by(|one, other| one.function.cmp(&other.function));
        let line = |frame: &&Frame| {
            let place = frame.place.as_deref().unwrap_or(&frame.function);
            place.rsplit('/').next().unwrap_or(place).to_owned()
        };
        let lines = tops.iter().map(line).collect();
        let functions = tops.iter().map(|frame| frame.function.clone()).collect();
        Self { finding: Finding { kind, functions }, lines }
    }
}

/// The first frame that is neither the sanitizer's nor the standard library's.
fn top(stack: &Stack) -> Option<&Frame> {
    let foreign = ["/libsanitizer/", "/include/c++/", "/bits/", "/sysdeps/", "/glibc"];
    let is_own =
        |frame: &&Frame| frame.place.as_ref().is_some_and(|place| !foreign.iter().any(|folder| place.contains(folder)));
    stack.iter().find(is_own).or_else(|| stack.first())
}

/// The kind of finding that a line begins.
fn kind(line: &str) -> Option<String> {
    let after = |mark: &str| line.split_once(mark).map(|(_, rest)| rest);
    if let Some(rest) = after("WARNING: ThreadSanitizer: ") {
        return Some(rest.split(" (pid=").next().unwrap_or(rest).to_owned());
    }
    if let Some(rest) = after("ERROR: AddressSanitizer: ") {
        // `SEGV on unknown address`, `heap-use-after-free on address`.
        return Some(rest.split([' ', ':']).next().unwrap_or(rest).to_owned());
    }
    if line.starts_with("Direct leak of ") {
        return Some("leak".to_owned());
    }
    after(": runtime error: ").map(without_numbers)
}

fn without_numbers(text: &str) -> String {
    let is_number = |word: &str| word.trim_start_matches('-').starts_with(|first: char| first.is_ascii_digit());
    let words = text.split(' ').map(|word| if is_number(word) { "N" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

impl Frame {
    /// `    #1 0x55 in zmq::ctx_t::f(int) /src/ctx.cpp:12:3 (libzmq.so.5+0x1)`; TSan has no address.
    fn parse(line: &str) -> Option<Self> {
        let (number, rest) = line.trim_start().strip_prefix('#')?.split_once(' ')?;
        number.parse::<u32>().ok()?;
        let rest = match rest.split_once(" in ") {
            Some((address, rest)) if address.starts_with("0x") => rest,
            _ => rest,
        };
        let (function, place) = match rest.split_once(" /") {
            Some((function, place)) => {
                let place = format!("/{}", place.split_whitespace().next().unwrap_or_default());
                (function, Some(place))
            }
            None => (rest.split(" (").next().unwrap_or(rest), None),
        };
        let function = function.replace("(anonymous namespace)::", "");
        let name = match function.split_once('(') {
            Some((name, _)) if !name.is_empty() => name,
            _ => &function,
        };
        Some(Self { function: name.trim().to_owned(), place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_race_is_between_two_functions_of_libzmq() {
        let text = "==================
WARNING: ThreadSanitizer: data race (pid=7)
  Write of size 8 at 0x7b by thread T1:
    #0 memcpy ../../../../src/libsanitizer/sanitizer_common/x.inc:827 (libtsan.so.2+0x6)
    #1 zmq::pipe_t::write(zmq::msg_t*) /w/source/src/pipe.cpp:9 (libzmq.so.5+0x1)
    #2 main /w/tests/a.c:1 (a+0x1)

  Previous read of size 8 at 0x7b by main thread:
    #0 zmq::ctx_t::connect(int) /w/source/src/ctx.cpp:812 (libzmq.so.5+0x1)

  Location is heap block of size 8 at 0x7b allocated by main thread:
    #0 malloc ../../../../src/libsanitizer/tsan/x.cpp:1 (libtsan.so.2+0x6)

SUMMARY: ThreadSanitizer: data race /w/source/src/pipe.cpp:9 in zmq::pipe_t::write(zmq::msg_t*)
==================
";
        let [report] = parse(text).try_into().unwrap();
        assert_eq!(report.finding.kind, "data race");
        assert_eq!(report.finding.functions, ["zmq::ctx_t::connect", "zmq::pipe_t::write"]);
        assert_eq!(report.lines, ["ctx.cpp:812", "pipe.cpp:9"]);
    }

    #[test]
    fn undefined_behaviour_is_known_by_its_text_without_numbers() {
        let text = "/w/src/timers.cpp:9:3: runtime error: signed integer overflow: 5 + 9223 cannot be represented
    #0 0x7f12 in zmq::timers_t::add(unsigned long) /w/src/timers.cpp:9
    #1 0x7f13 in main /w/a.c:1
";
        let [report] = parse(text).try_into().unwrap();
        assert_eq!(report.finding.kind, "signed integer overflow: N + N cannot be represented");
        assert_eq!(report.finding.functions, ["zmq::timers_t::add"]);
    }

    #[test]
    fn an_object_that_the_sanitizer_could_not_look_at_is_no_finding() {
        let text = |memory: &str| {
            format!(
                "/w/src/own.cpp:10:5: runtime error: member call on address 0x55 which does not point to an object of type 'own_t'
0x55: note: object has invalid vptr
{memory}
    #0 0x7f in zmq::own_t::own_t() /w/src/own.cpp:10
"
            )
        };
        assert!(parse(&text("<memory cannot be printed>")).is_empty());
        assert_eq!(parse(&text(" 00 00 00 00")).len(), 1);
    }

    #[test]
    fn each_direct_leak_is_a_finding_and_an_error_has_its_first_stack() {
        let leaks = "==1==ERROR: LeakSanitizer: detected memory leaks

Direct leak of 8 byte(s) in 1 object(s) allocated from:
    #0 0x7f in operator new(unsigned long) ../../../../src/libsanitizer/asan/asan_new_delete.cpp:95
    #1 0x7f in zmq::a() /w/src/a.cpp:4

Indirect leak of 8 byte(s) in 1 object(s) allocated from:
    #0 0x7f in zmq::b() /w/src/b.cpp:4
";
        let [leak] = parse(leaks).try_into().unwrap();
        assert_eq!((leak.finding.kind.as_str(), leak.lines[0].as_str()), ("leak", "a.cpp:4"));
        let freed = "==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x6 at pc 0x7
    #0 0x7f in zmq::c() /w/src/c.cpp:4

freed by thread T0 here:
    #0 0x7f in free x
";
        let [freed] = parse(freed).try_into().unwrap();
        assert_eq!((freed.finding.kind.as_str(), freed.lines.len()), ("heap-use-after-free", 1));
    }
}
