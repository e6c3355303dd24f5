//! The findings of all programs, on ours and on stock, side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::known;
use super::report::{Finding, Report};
use crate::upstream_tests::Verdict;

/// How a program went on one libzmq.
#[derive(Clone, Debug)]
pub(crate) struct Result {
    pub(crate) verdict: Verdict,
    pub(crate) reports: Vec<Report>,
}

/// By the names of the programs.
pub(crate) type Results = BTreeMap<String, Result>;

/// What came of one sanitizer.
pub(crate) struct Table {
    pub(crate) sanitizer: &'static str,
    pub(crate) ours: Results,
    /// Stock libzmq is asked for all of upstream's programs, and for those of ours that found something; in a brief run it is not.
    pub(crate) stock: Option<Results>,
    pub(crate) seconds: f64,
}

/// A finding, in all programs that have it.
struct Row {
    finding: Finding,
    lines: Vec<String>,
    programs: BTreeSet<String>,
    ours: bool,
    stock: bool,
}

impl Table {
    fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let results = [(true, Some(&self.ours)), (false, self.stock.as_ref())];
        let all =
            results.into_iter().flat_map(|(ours, results)| results.into_iter().flatten().map(move |one| (ours, one)));
        for (is_ours, (program, result)) in all {
            for Report { finding, lines } in &result.reports {
                let index = rows.iter().position(|row| row.finding == *finding).unwrap_or(rows.len());
                if index == rows.len() {
                    let (finding, lines, programs) = (finding.clone(), lines.clone(), BTreeSet::new());
                    rows.push(Row { finding, lines, programs, ours: false, stock: false });
                }
                if let Some(row) = rows.get_mut(index) {
                    row.ours |= is_ours;
                    row.stock |= !is_ours;
                    row.programs.insert(program.clone());
                }
            }
        }
        rows
    }

    /// The programs with a finding, or a failure, that one of the two has and the other has not.
    pub(crate) fn one_sided(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut only_ours, mut only_stock) = (BTreeSet::new(), BTreeSet::new());
        for row in self.rows() {
            match (row.ours, row.stock) {
                (true, false) => only_ours.extend(row.programs),
                (false, true) => only_stock.extend(row.programs),
                _ => {}
            }
        }
        (only_ours, only_stock)
    }

    /// What is the matter with ours alone and has no reason.
    pub(crate) fn unexplained(&self) -> usize {
        let rows = self.rows();
        let rows = rows.iter().filter(|row| row.ours && !row.stock && self.reason(row).is_none()).count();
        let is_open = |name: &str| !self.fails_on_stock(name) && known::excuse(self.sanitizer, name).is_none();
        rows + self.failures().filter(|(name, _)| is_open(name)).count()
    }

    fn reason(&self, row: &Row) -> Option<&'static str> {
        row.programs.iter().find_map(|program| known::reason(self.sanitizer, program, &row.finding))
    }

    /// Programs that fail on ours, for which no finding is the reason.
    fn failures(&self) -> impl Iterator<Item = (&str, &str)> {
        self.ours.iter().filter_map(|(name, result)| match &result.verdict {
            Verdict::Failed(why) if result.reports.is_empty() => Some((name.as_str(), why.as_str())),
            _ => None,
        })
    }

    fn fails_on_stock(&self, name: &str) -> bool {
        let result = self.stock.as_ref().and_then(|results| results.get(name));
        result.is_some_and(|result| matches!(result.verdict, Verdict::Failed(_)))
    }

    /// What a finding is called that has no excuse.
    fn unexcused(&self) -> &'static str {
        if self.stock.is_some() { "OURS ONLY" } else { "FOUND" }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows();
        let count = |is_it: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| is_it(row)).count();
        let skipped = self.ours.values().filter(|result| matches!(result.verdict, Verdict::Skipped(_))).count();
        let (programs, ours) = (self.ours.len(), count(&|row| row.ours));
        write!(f, "{}: {programs} programs ({skipped} cannot run here), {ours} findings on ours, ", self.sanitizer)?;
        if self.stock.is_some() {
            let (stock, cured) = (count(&|row| row.stock), count(&|row| row.stock && !row.ours));
            write!(f, "{stock} on stock, {cured} cured, ")?;
        }
        writeln!(f, "in {:.0} s", self.seconds)?;
        for row in &rows {
            let state = match (row.ours, row.stock) {
                (true, true) => "in both",
                (false, _) => "cured",
                (true, false) if self.reason(row).is_some() => "known",
                (true, false) => self.unexcused(),
            };
            let more =
                if row.programs.len() > 1 { format!(" and {} more", row.programs.len() - 1) } else { String::new() };
            let first = row.programs.first().map_or("", String::as_str);
            writeln!(f, "  {state:<10} {}: {}", row.finding.kind, row.finding.functions.join(" / "))?;
            writeln!(f, "             {} in {first}{more}", row.lines.join(" / "))?;
            if let Some(why) = self.reason(row) {
                writeln!(f, "             {why}")?;
            }
        }
        for (name, why) in self.failures() {
            let excuse = known::excuse(self.sanitizer, name);
            let state = match excuse {
                _ if self.fails_on_stock(name) => "in both",
                Some(_) => "known",
                None => self.unexcused(),
            };
            writeln!(f, "  {state:<10} {name} fails: {}", excuse.unwrap_or(why))?;
        }
        Ok(())
    }
}
