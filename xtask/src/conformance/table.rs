//! What came of it, a row a program.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::upstream_tests::Verdict;

type Verdicts = BTreeMap<String, Verdict>;

/// The verdicts of each build, and stock libzmq's.
#[derive(Debug, Default)]
pub(crate) struct Table {
    builds: Vec<(String, Verdicts)>,
    stock: Verdicts,
    /// Programs that fail in a build without our patches too.
    excused: BTreeSet<(String, String)>,
}

impl Table {
    pub(crate) fn add(&mut self, build: &str, verdicts: Verdicts) {
        self.builds.push((build.to_owned(), verdicts));
    }

    pub(crate) fn set_stock(&mut self, verdicts: Verdicts) {
        self.stock = verdicts;
    }

    /// The programs that fail in a build and not on stock libzmq.
    pub(crate) fn unexplained(&self, build: &str) -> Vec<String> {
        let verdicts = self.builds.iter().filter(|(name, _)| name == build).flat_map(|(_, verdicts)| verdicts);
        verdicts
            .filter(|(name, verdict)| fails(verdict) && !self.is_excused(build, name))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Takes note of what fails in the same build without our patches.
    pub(crate) fn excuse(&mut self, build: &str, pristine: Verdicts) {
        let failing = pristine.into_iter().filter(|(_, verdict)| fails(verdict));
        self.excused.extend(failing.map(|(name, _)| (build.to_owned(), name)));
    }

    pub(crate) fn failures(&self) -> usize {
        self.builds.iter().map(|(build, _)| self.unexplained(build).len()).sum()
    }

    fn is_excused(&self, build: &str, program: &str) -> bool {
        self.stock.get(program).is_some_and(fails) || self.excused.contains(&(build.to_owned(), program.to_owned()))
    }

    fn word(&self, build: &str, program: &str, verdict: Option<&Verdict>) -> &'static str {
        let stock_fails = self.stock.get(program).is_some_and(fails);
        match verdict {
            None => "",
            Some(Verdict::Passed) if stock_fails => "cured",
            Some(Verdict::Passed) => "pass",
            Some(Verdict::Skipped(_)) => "skip",
            Some(Verdict::Failed(_)) if self.is_excused(build, program) => "fails as stock",
            Some(Verdict::Failed(_)) => "FAIL",
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let programs: BTreeSet<&String> =
            self.builds.iter().flat_map(|(_, verdicts)| verdicts.keys()).chain(self.stock.keys()).collect();
        let columns: Vec<&str> = self.builds.iter().map(|(build, _)| build.as_str()).collect();
        writeln!(f, "\n| program | stock | {} |", columns.join(" | "))?;
        writeln!(f, "|---|---|{}", "---|".repeat(columns.len()))?;
        for program in &programs {
            let stock = match self.stock.get(*program) {
                None => "",
                Some(Verdict::Passed) => "pass",
                Some(Verdict::Skipped(_)) => "skip",
                Some(Verdict::Failed(_)) => "fail",
            };
            let words: Vec<&str> =
                self.builds.iter().map(|(build, all)| self.word(build, program, all.get(*program))).collect();
            writeln!(f, "| {program} | {stock} | {} |", words.join(" | "))?;
        }
        writeln!(f)?;
        for (build, verdicts) in
            self.builds.iter().map(|(build, all)| (build.as_str(), all)).chain([("stock", &self.stock)])
        {
            let count = |wanted: fn(&Verdict) -> bool| verdicts.values().filter(|verdict| wanted(verdict)).count();
            let skipped = count(|verdict| matches!(verdict, Verdict::Skipped(_)));
            writeln!(
                f,
                "{build}: {} passed, {skipped} skipped, {} failed",
                count(|verdict| *verdict == Verdict::Passed),
                count(fails)
            )?;
            for (program, verdict) in verdicts {
                match verdict {
                    Verdict::Passed => {}
                    Verdict::Skipped(why) => writeln!(f, "  {program}: skipped: {why}")?,
                    Verdict::Failed(why) => writeln!(f, "  {program}: failed: {why}")?,
                }
            }
        }
        Ok(())
    }
}

fn fails(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Failed(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stock_does_not_share_is_a_failure() {
        let failed = || Verdict::Failed("exit status: 1".into());
        let all = |verdicts: [Verdict; 4]| {
            ["cured", "excused", "new", "shared"].map(str::to_owned).into_iter().zip(verdicts).collect::<Verdicts>()
        };
        let mut table = Table::default();
        table.add("patched cc poll", all([Verdict::Passed, failed(), failed(), failed()]));
        table.set_stock(all([failed(), Verdict::Passed, Verdict::Passed, failed()]));
        assert_eq!(table.unexplained("patched cc poll"), ["excused", "new"]);
        table.excuse("patched cc poll", all([failed(), failed(), Verdict::Passed, failed()]));
        assert_eq!(table.failures(), 1);
        let text = table.to_string();
        assert!(text.contains("| cured | fail | cured |") && text.contains("| new | pass | FAIL |"), "{text}");
        assert!(text.contains("| excused | pass | fails as stock |"), "{text}");
    }
}
