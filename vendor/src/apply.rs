//! Applying a patch: every hunk exactly where it says, or not at all.
//!
//! diffy parses, but is not asked to apply: it searches the whole file for a hunk's context, and would put a hunk with little
//! context silently into the wrong function.

use std::ops::Range;
use std::path::Path;

use diffy::patch_set::{FileOperation, ParseOptions, PatchSet};
use diffy::{Hunk, HunkRange, Line};

use crate::{Checksums, Error, PATCHED, Patch, Result, Tree};

impl Tree {
    /// This tree with the whole series applied.
    ///
    /// # Errors
    ///
    /// As [`Tree::apply`], and [`Error::Patched`] when the result is not what the committed checksums say.
    pub fn patched(&self, series: &[Patch]) -> Result<Self> {
        let mut tree = self.clone();
        series.iter().try_for_each(|patch| tree.apply(patch))?;
        let committed = Checksums::read(Path::new(PATCHED))?.within(self.extent);
        match committed.first_difference(&tree.changes_since(self)) {
            None => Ok(tree),
            Some(file) => Err(Error::Patched {
                file: file.to_owned(),
            }),
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
        let starts = self.place(patch, Placement::Unique)?;
        Ok(renumber(&patch.text, &starts))
    }

    /// Applies the hunks and returns the first line of each before and after, counted as in hunk headers.
    fn place(&mut self, patch: &Patch, placement: Placement) -> Result<Vec<Starts>> {
        let mut starts = Vec::new();
        for part in PatchSet::parse_bytes(patch.text.as_bytes(), ParseOptions::unidiff()) {
            let malformed = |problem: String| Error::Patch {
                patch: patch.name.clone(),
                problem,
            };
            let part = part.map_err(|error| malformed(error.to_string()))?;
            let file = self.target(part.operation()).map_err(malformed)?;
            let Some(diff) = part.patch().as_text().filter(|_| self.extent.holds(&file)) else {
                continue;
            };
            let image = self.files.remove(&file).unwrap_or_default();
            let misfit = |(hunk, problem)| Error::Hunk {
                patch: patch.name.clone(),
                file: file.clone(),
                hunk,
                problem,
            };
            let (patched, mut placed) =
                apply_hunks(&image, diff.hunks(), placement).map_err(misfit)?;
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
            false if !is_new && self.extent.holds(file) => {
                Err(format!("it changes {file}, which is not there"))
            }
            _ => Ok(file.to_owned()),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Placement {
    /// Where the hunk says.
    Stated,
    /// Where the hunk says or, if it does not fit there, in the only place where it does.
    Unique,
}

/// The first line of a hunk in the old file and in the new one.
type Starts = (usize, usize);

/// The number of a hunk, from 1, and what is wrong with it.
type Misfit = (usize, String);

fn apply_hunks(
    image: &[u8],
    hunks: &[Hunk<'_, [u8]>],
    placement: Placement,
) -> Result<(Vec<u8>, Vec<Starts>), Misfit> {
    let lines: Vec<&[u8]> = image.split_inclusive(|byte| *byte == b'\n').collect();
    let mut output: Vec<&[u8]> = Vec::with_capacity(lines.len());
    let mut starts = Vec::new();
    let mut done = 0;
    for (number, hunk) in hunks.iter().enumerate() {
        let rest = lines.get(done..).unwrap_or_default();
        let at = position(rest, done, hunk, placement).map_err(|problem| (number + 1, problem))?;
        output.extend(rest.iter().take(at - done));
        let start = (
            header_start(at, hunk.old_range()),
            header_start(output.len(), hunk.new_range()),
        );
        if placement == Placement::Stated && start.1 != hunk.new_range().start() {
            return Err((
                number + 1,
                format!(
                    "it says +{} where +{} is right",
                    hunk.new_range().start(),
                    start.1
                ),
            ));
        }
        starts.push(start);
        output.extend(hunk.lines().iter().filter_map(added));
        done = at + hunk.old_range().len();
    }
    output.extend(lines.get(done..).unwrap_or_default());
    Ok((output.concat(), starts))
}

/// The index of the line at which a hunk applies; `rest` are the file's lines from index `done` on.
fn position(
    rest: &[&[u8]],
    done: usize,
    hunk: &Hunk<'_, [u8]>,
    placement: Placement,
) -> Result<usize, String> {
    let before: Vec<&[u8]> = hunk.lines().iter().filter_map(expected).collect();
    let stated = stated_index(hunk.old_range());
    let fits = |at: &usize| {
        *at >= done
            && rest
                .get(range(*at - done, before.len()))
                .is_some_and(|lines| lines == before)
    };
    if fits(&stated) {
        return Ok(stated);
    }
    let places: Vec<usize> = (done..=done + rest.len()).filter(fits).collect();
    let line = |at: usize| header_start(at, hunk.old_range());
    let problem = match places.as_slice() {
        [place] if placement == Placement::Unique => return Ok(*place),
        [] => "it fits nowhere in the file".to_owned(),
        [place] => format!("it would fit at line {}", line(*place)),
        places => format!(
            "it would fit at {} lines, the first is {}",
            places.len(),
            line(*places.first().unwrap_or(&0))
        ),
    };
    Err(format!(
        "it does not sit at line {}, where it says; {problem}",
        hunk.old_range().start()
    ))
}

fn range(start: usize, len: usize) -> Range<usize> {
    start..start.saturating_add(len)
}

/// Lines count from 1, but an empty range names the line before it.
fn stated_index(range: HunkRange) -> usize {
    if range.is_empty() {
        range.start()
    } else {
        range.start().saturating_sub(1)
    }
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

/// Rewrites the hunk headers of a patch, in their order, to start where `starts` says.
fn renumber(text: &str, starts: &[Starts]) -> String {
    let mut starts = starts.iter();
    let mut body = (0, 0);
    let mut renumbered = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if body == (0, 0)
            && let Some((old, new, tail)) = parse_header(line)
            && let Some((old_start, new_start)) = starts.next()
        {
            body = (old, new);
            renumbered.push_str(&format!(
                "@@ -{} +{} @@{tail}",
                show(*old_start, old),
                show(*new_start, new)
            ));
            continue;
        }
        match line.as_bytes().first() {
            Some(b'-') => body.0 = body.0.saturating_sub(1),
            Some(b'+') => body.1 = body.1.saturating_sub(1),
            Some(b'\\') => {}
            _ => body = (body.0.saturating_sub(1), body.1.saturating_sub(1)),
        }
        renumbered.push_str(line);
    }
    renumbered
}

/// The lengths in a hunk header, and what follows it.
fn parse_header(line: &str) -> Option<(usize, usize, &str)> {
    let (old, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
    let (new, tail) = rest.split_once(" @@")?;
    let len = |range: &str| {
        range
            .split_once(',')
            .map_or(Some(1), |(_, len)| len.parse().ok())
    };
    Some((len(old)?, len(new)?, tail))
}

fn show(start: usize, len: usize) -> String {
    if len == 1 {
        start.to_string()
    } else {
        format!("{start},{len}")
    }
}
