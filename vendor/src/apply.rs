//! Applying a patch: every hunk exactly where it says, or not at all.
//!
//! diffy parses, but is not asked to apply: it searches the whole file for a hunk's context, and would put a hunk with little
//! context silently into the wrong function.

use std::ops::Range;

use diffy::patch_set::{FileOperation, ParseOptions, PatchSet};
use diffy::{Hunk, HunkRange, Line};

use crate::layout::{Starts, renumbered};
use crate::{Checksums, Error, Patch, Result, Tree};

impl Tree {
    /// This tree with the whole series applied.
    ///
    /// # Errors
    ///
    /// As [`Tree::apply`], and [`Error::Patched`] when the result is not what the committed checksums say.
    pub fn patched(&self, series: &[Patch]) -> Result<Self> {
        let mut tree = self.clone();
        series.iter().try_for_each(|patch| tree.apply(patch))?;
        let committed = Checksums::patched()?.within(self.extent);
        match committed.differences(&tree.changes_since(self)).next() {
            None => Ok(tree),
            Some(file) => Err(Error::Patched { file: file.to_owned() }),
        }
    }

    /// Applies a patch; what it says about files beyond the tree's extent is left out.
    ///
    /// # Errors
    ///
    /// [`Error::Hunk`] when a line of context or a removed line is not, byte for byte, at the line that the hunk
    /// states for the file as it is after the earlier patches. The tree is then half patched and of no use.
    pub fn apply(&mut self, patch: &Patch) -> Result<()> {
        self.place(patch, Placement::Stated).map(drop)
    }

    /// Applies a patch whose hunks may have moved, and returns its text with the line numbers as they should be.
    ///
    /// # Errors
    ///
    /// [`Error::Hunk`] when a hunk is not where it says, and fits nowhere else or in several places.
    pub fn apply_renumbered(&mut self, patch: &Patch) -> Result<String> {
        let starts = self.place(patch, Placement::Moved)?;
        Ok(renumbered(&patch.text, &starts))
    }

    /// Applies the hunks and returns the first line of each before and after, counted as in hunk headers.
    fn place(&mut self, patch: &Patch, placement: Placement) -> Result<Vec<Starts>> {
        let mut starts = Vec::new();
        for part in PatchSet::parse_bytes(patch.text.as_bytes(), ParseOptions::unidiff()) {
            let malformed = |problem: String| Error::Patch { patch: patch.name.clone(), problem };
            let part = part.map_err(|error| malformed(error.to_string()))?;
            let file = self.target(part.operation()).map_err(malformed)?;
            let Some(diff) = part.patch().as_text().filter(|_| self.extent.holds(&file)) else {
                continue;
            };
            let image = self.files.remove(&file).unwrap_or_default();
            let misfit = |(hunk, problem)| Error::Hunk { patch: patch.name.clone(), file: file.clone(), hunk, problem };
            let (patched, mut placed) = apply_hunks(&image, diff.hunks(), placement).map_err(misfit)?;
            self.files.insert(file, patched);
            starts.append(&mut placed);
        }
        Ok(starts)
    }

    fn target(&self, operation: &FileOperation<'_, [u8]>) -> Result<String, String> {
        let (file, is_new) = match operation {
            FileOperation::Create(file) => (file, true),
            FileOperation::Modify { modified, .. } => (modified, false),
            _ => return Err("it may change or add files, not remove or rename them".to_owned()),
        };
        let file = String::from_utf8_lossy(file);
        let Some(file) = file.strip_prefix("b/") else {
            return Err(format!("the path `{file}` does not start with b/"));
        };
        match self.files.contains_key(file) {
            true if is_new => Err(format!("it adds {file}, which is there already")),
            false if !is_new && self.extent.holds(file) => Err(format!("it changes {file}, which is not there")),
            _ => Ok(file.to_owned()),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Placement {
    /// Where the hunk says.
    Stated,
    /// Where the hunk says, moved as far as the one before it, or else in the only place where it fits.
    Moved,
}

/// The number of a hunk, from 1, and what is wrong with it.
type Misfit = (usize, String);

fn apply_hunks(image: &[u8], hunks: &[Hunk<'_, [u8]>], placement: Placement) -> Result<(Vec<u8>, Vec<Starts>), Misfit> {
    let lines: Vec<&[u8]> = image.split_inclusive(|byte| *byte == b'\n').collect();
    let mut output: Vec<&[u8]> = Vec::with_capacity(lines.len());
    let mut starts = Vec::new();
    let mut done = 0;
    let mut drift = 0;
    for (index, hunk) in hunks.iter().enumerate() {
        let misfit = |problem| (index + 1, problem);
        let (old, new) = (hunk.old_range(), hunk.new_range());
        let stated = stated_index(old).saturating_add_signed(drift);
        let at = position(&lines, done, hunk, stated, placement).map_err(misfit)?;
        output.extend(lines.get(done..at).unwrap_or_default());
        let start = (header_start(at, old), header_start(output.len(), new));
        if placement == Placement::Stated && start.1 != new.start() {
            return Err(misfit(format!("it says +{} where +{} is right", new.start(), start.1)));
        }
        starts.push(start);
        output.extend(hunk.lines().iter().filter_map(added));
        done = at + old.len();
        drift = start.0.wrapping_sub(old.start()).cast_signed();
    }
    output.extend(lines.get(done..).unwrap_or_default());
    Ok((output.concat(), starts))
}

/// The index of the line at which a hunk applies, at or after the line `done`.
fn position(
    lines: &[&[u8]],
    done: usize,
    hunk: &Hunk<'_, [u8]>,
    stated: usize,
    placement: Placement,
) -> Result<usize, String> {
    let before: Vec<&[u8]> = hunk.lines().iter().filter_map(expected).collect();
    let fits = |at: &usize| *at >= done && lines.get(range(*at, before.len())) == Some(&before);
    if fits(&stated) {
        return Ok(stated);
    }
    let places: Vec<usize> = (done..=lines.len()).filter(fits).collect();
    let line = |at: usize| header_start(at, hunk.old_range());
    let elsewhere = match places.as_slice() {
        [place] if placement == Placement::Moved => return Ok(*place),
        [] => "it fits nowhere below the hunk before it".to_owned(),
        [place] => format!("it would fit at line {}", line(*place)),
        [first, rest @ ..] => format!("it would fit at line {} and {} others", line(*first), rest.len()),
    };
    Err(format!("it does not fit at line {}, where it says; {elsewhere}", line(stated)))
}

fn range(start: usize, len: usize) -> Range<usize> {
    start..start.saturating_add(len)
}

/// Lines count from 1, but an empty range names the line before it.
fn stated_index(range: HunkRange) -> usize {
    if range.is_empty() { range.start() } else { range.start().saturating_sub(1) }
}

fn header_start(index: usize, range: HunkRange) -> usize {
    if range.is_empty() { index } else { index + 1 }
}

fn expected<'a>(line: &Line<'a, [u8]>) -> Option<&'a [u8]> {
    match line {
        Line::Context(text) | Line::Delete(text) => Some(text),
        Line::Insert(_) => None,
    }
}

fn added<'a>(line: &Line<'a, [u8]>) -> Option<&'a [u8]> {
    match line {
        Line::Context(text) | Line::Insert(text) => Some(text),
        Line::Delete(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Error, Extent, Patch, Tree};

    const SOURCE: &str = "one\n}\ntwo\n}\nthree\n}\nfour";

    fn tree() -> Tree {
        let file = |name: &str| (name.to_owned(), SOURCE.into());
        Tree { extent: Extent::Build, files: [file("src/a.cpp"), file("src/b.cpp")].into() }
    }

    fn patch(diff: &str) -> Patch {
        let header = "Subject: s\nWhy: w\nProof: p\nUpstream: none\n\n";
        Patch::parse("0001-test", &format!("{header}{diff}")).unwrap()
    }

    fn change(hunks: &str) -> Patch {
        patch(&format!("--- a/src/a.cpp\n+++ b/src/a.cpp\n{hunks}"))
    }

    fn applied(patch: &Patch) -> String {
        let mut tree = tree();
        tree.apply(patch).unwrap();
        assert_eq!(tree.get("src/b.cpp"), Some(SOURCE.as_bytes()));
        String::from_utf8(tree.get("src/a.cpp").unwrap().to_vec()).unwrap()
    }

    fn refused(patch: &Patch) -> String {
        let error = tree().apply(patch).unwrap_err().to_string();
        error.lines().next().unwrap().to_owned()
    }

    #[test]
    fn hunks_apply_at_their_stated_lines() {
        let patch = change(
            "@@ -2,2 +2,3 @@ context\n }\n-two\n+2\n+2.5\n@@ -7 +8 @@\n-four\n\\ No newline at end of file\n+4\n",
        );
        assert_eq!(applied(&patch), "one\n}\n2\n2.5\n}\nthree\n}\n4\n");
    }

    #[test]
    fn a_hunk_without_context_inserts_after_its_stated_line() {
        assert_eq!(applied(&change("@@ -1,0 +2 @@\n+new\n")), format!("one\nnew{}", &SOURCE[3..]));
        assert_eq!(applied(&change("@@ -0,0 +1 @@\n+new\n")), format!("new\n{SOURCE}"));
    }

    #[test]
    fn a_hunk_that_fits_elsewhere_is_refused() {
        let one_place = change("@@ -2,2 +2,2 @@\n }\n-three\n+3\n");
        assert_eq!(
            refused(&one_place),
            "0001-test: src/a.cpp: hunk 1: it does not fit at line 2, where it says; it would fit at line 4."
        );
        let places = change("@@ -1 +1 @@\n-}\n+]\n");
        assert!(refused(&places).ends_with("it would fit at line 2 and 2 others."), "{}", refused(&places));
        let nowhere = change("@@ -1 +1 @@\n-one\n+1\n@@ -2 +2 @@\n-one\n+1\n");
        assert!(refused(&nowhere).contains("hunk 2"), "{}", refused(&nowhere));
        assert!(refused(&nowhere).ends_with("it fits nowhere below the hunk before it."), "{}", refused(&nowhere));
    }

    #[test]
    fn a_hunk_that_differs_in_white_space_is_refused() {
        refused(&change("@@ -1 +1 @@\n-one \n+1\n"));
        refused(&change("@@ -7 +7 @@\n-four\n+4\n"));
    }

    #[test]
    fn a_hunk_with_a_wrong_line_in_the_new_file_is_refused() {
        let problem = refused(&change("@@ -1 +2 @@\n-one\n+1\n"));
        assert!(problem.ends_with("it says +2 where +1 is right."), "{problem}");
    }

    #[test]
    fn a_new_file_is_added_once() {
        let mut tree = tree();
        let addition = patch("--- /dev/null\n+++ b/src/c.cpp\n@@ -0,0 +1 @@\n+new\n");
        tree.apply(&addition).unwrap();
        assert_eq!(tree.get("src/c.cpp"), Some(&b"new\n"[..]));
        let again = tree.apply(&addition).unwrap_err().to_string();
        assert_eq!(again, "0001-test: it adds src/c.cpp, which is there already");
    }

    #[test]
    fn files_that_are_not_there_are_refused_and_those_beyond_the_extent_left_out() {
        let elsewhere = |file: &str| patch(&format!("--- a/{file}\n+++ b/{file}\n@@ -1 +1 @@\n-one\n+1\n"));
        assert_eq!(refused(&elsewhere("src/d.cpp")), "0001-test: it changes src/d.cpp, which is not there");
        assert_eq!(applied(&elsewhere("tests/a.cpp")), SOURCE);
    }

    #[test]
    fn removals_and_garbage_are_refused() {
        refused(&patch("--- a/src/a.cpp\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n"));
        refused(&patch("no diff at all\n"));
        assert!(matches!(tree().apply(&patch("")), Err(Error::Patch { .. })));
    }

    #[test]
    fn refreshing_finds_hunks_that_moved_and_keeps_the_rest_of_the_text() {
        let tail = "\n }\n-three\n+3\n+3\n";
        let moved =
            change(&format!("@@ -2,2 +2,3 @@ f{tail}@@ -4,2 +5 @@\n-}}\n four\n\\ No newline at end of file\n"));
        let right =
            change(&format!("@@ -4,2 +4,3 @@ f{tail}@@ -6,2 +7 @@\n-}}\n four\n\\ No newline at end of file\n"));
        refused(&moved);
        assert_eq!(tree().apply_renumbered(&moved).unwrap(), right.text);
        assert_eq!(tree().apply_renumbered(&right).unwrap(), right.text);
        applied(&right);
    }

    #[test]
    fn refreshing_does_not_guess_between_places() {
        assert!(tree().apply_renumbered(&change("@@ -1 +1 @@\n-}\n+]\n")).is_err());
    }
}
