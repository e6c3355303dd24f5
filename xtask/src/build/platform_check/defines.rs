//! Macros as a build defines them, and which of them libzmq's source reads.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::Path;

use super::super::request::Request;
use super::super::toolchain::Language;
use crate::Outcome;

/// Macros by name, with their values; one that is defined as nothing counts as 1, which nobody can tell apart by asking
/// whether it is defined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Defines(BTreeMap<String, String>);

/// A macro that two builds define differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    OnlyOurs(String),
    OnlyTheirs(String),
    Value { name: String, ours: String, theirs: String },
}

impl Defines {
    /// What is defined once the header was read: of what it says itself, what the compiler takes.
    pub(crate) fn of_header(request: &Request, header: &Path) -> Outcome<Self> {
        let text = fs::read_to_string(header).map_err(|error| format!("{}: {error}", header.display()))?;
        let said: HashSet<&str> = text.lines().filter_map(|line| define(line).map(|(name, _)| name)).collect();
        let mut command = request.toolchain.compiler(Language::Cxx)?.to_command();
        command.args(["-E", "-dM", "-x", "c++", "-D_GNU_SOURCE"]).arg(header);
        let output = command.output()?;
        if !output.status.success() {
            return Err(
                format!("{} cannot be read:\n{}", header.display(), String::from_utf8_lossy(&output.stderr)).into()
            );
        }
        let taken = String::from_utf8(output.stdout)?;
        let mut defines = Self::default();
        for (name, value) in taken.lines().filter_map(define).filter(|(name, _)| said.contains(name)) {
            defines.add(name, value);
        }
        Ok(defines)
    }

    /// What a command line defines.
    pub(crate) fn add_flags<'a, S: AsRef<OsStr> + 'a>(&mut self, flags: impl IntoIterator<Item = &'a S>) {
        for flag in flags {
            let Some(define) = flag.as_ref().to_str().and_then(|flag| flag.strip_prefix("-D")) else { continue };
            let (name, value) = define.split_once('=').unwrap_or((define, ""));
            self.add(name, value);
        }
    }

    fn add(&mut self, name: &str, value: &str) {
        let value = if value.is_empty() { "1" } else { value };
        self.0.insert(name.to_owned(), value.to_owned());
    }

    /// Without those that nobody reads.
    pub(crate) fn only(mut self, read: &HashSet<String>) -> Self {
        self.0.retain(|name, _| read.contains(name));
        self
    }

    /// How many are defined in both alike.
    pub(crate) fn agreements(&self, theirs: &Self) -> usize {
        self.0.iter().filter(|(name, value)| theirs.0.get(*name) == Some(value)).count()
    }

    /// What is not, by name.
    pub(crate) fn differences(&self, theirs: &Self) -> Vec<Difference> {
        let mut differences: Vec<Difference> = self
            .0
            .iter()
            .filter_map(|(name, ours)| match theirs.0.get(name) {
                None => Some(Difference::OnlyOurs(name.clone())),
                Some(theirs) if theirs == ours => None,
                Some(theirs) => {
                    Some(Difference::Value { name: name.clone(), ours: ours.clone(), theirs: theirs.clone() })
                }
            })
            .collect();
        let foreign = theirs.0.keys().filter(|name| !self.0.contains_key(*name));
        differences.extend(foreign.map(|name| Difference::OnlyTheirs(name.clone())));
        differences
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnlyOurs(name) => write!(f, "{name} is only in ours"),
            Self::OnlyTheirs(name) => write!(f, "{name} is not in ours"),
            Self::Value { name, ours, theirs } => write!(f, "{name} is {ours} in ours and {theirs} here"),
        }
    }
}

/// The names that the source below `root` has in it: a macro of another name makes no difference.
pub(crate) fn read_by(root: &Path) -> Outcome<HashSet<String>> {
    let mut names = HashSet::new();
    for folder in ["src", "include", "external/sha1", "external/wepoll"] {
        for entry in fs::read_dir(root.join(folder))? {
            let file = entry?.path();
            let is_code = ["c", "cpp", "h", "hpp"].iter().any(|kind| file.extension().is_some_and(|is| is == *kind));
            // What a build has written there would be its own witness.
            if is_code && file.file_name().is_some_and(|name| name != "platform.hpp") {
                let text = fs::read_to_string(&file)?;
                let words = text.split(|char: char| !char.is_ascii_alphanumeric() && char != '_');
                names.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
            }
        }
    }
    Ok(names)
}

/// The name and the value of a line `#define NAME VALUE`, also indented or with blanks behind the `#`.
fn define(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("define")?;
    let rest = rest.strip_prefix([' ', '\t'])?.trim();
    Some(rest.split_once([' ', '\t']).map_or((rest, ""), |(name, value)| (name, value.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defines(flags: &[&str]) -> Defines {
        let mut defines = Defines::default();
        defines.add_flags(flags);
        defines
    }

    #[test]
    fn nothing_and_one_are_the_same_and_another_value_is_not() {
        let ours = defines(&["-DA", "-DB=64", "-DC", "-O3"]);
        let theirs = defines(&["-DA=1", "-DB=128", "-DD"]);
        assert_eq!(ours.agreements(&theirs), 1);
        let differences: Vec<String> = ours.differences(&theirs).iter().map(ToString::to_string).collect();
        assert_eq!(differences, ["B is 64 in ours and 128 here", "C is only in ours", "D is not in ours"]);
    }

    #[test]
    fn what_nobody_reads_is_left_out() {
        let read = HashSet::from(["A".to_owned()]);
        assert_eq!(defines(&["-DA", "-DB"]).only(&read), defines(&["-DA"]));
    }

    #[test]
    fn a_define_is_read_as_the_compiler_reads_it() {
        assert_eq!(define("#define A"), Some(("A", "")));
        assert_eq!(define("  # define A  64 "), Some(("A", "64")));
        assert_eq!(define("/* #undef A */"), None);
        assert_eq!(define("#defined A"), None);
    }
}
