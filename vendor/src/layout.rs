//! The text of a patch, line by line: what is a hunk's header, what its body.

/// The first line of a hunk in the old file and in the new one, counted as in its header.
pub(crate) type Starts = (usize, usize);

/// Rewrites the hunk headers of a patch, in their order, to start where `starts` says.
pub(crate) fn renumbered(text: &str, starts: &[Starts]) -> String {
    let mut starts = starts.iter();
    let renumber = |(line, part)| match part {
        Part::Hunk { old, new, tail } => match starts.next() {
            Some(start) => format!("@@ -{} +{} @@{tail}", range(start.0, old), range(start.1, new)),
            None => String::from(line),
        },
        _ => String::from(line),
    };
    parts(text).map(renumber).collect()
}

/// The number of the first line, from 1, that is neither before the diff nor part of it.
pub(crate) fn stray_line(text: &str) -> Option<usize> {
    Some(parts(text).position(|(_, part)| part == Part::Stray)? + 1)
}

#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    /// What comes before the diff, names of files, empty lines.
    Between,
    /// A hunk's header: the numbers of lines before and after, and what follows the ranges.
    Hunk { old: usize, new: usize, tail: &'a str },
    /// A line of a hunk.
    Body,
    /// A line that looks like part of a hunk and is outside of any.
    Stray,
}

fn parts(text: &str) -> impl Iterator<Item = (&str, Part<'_>)> {
    let mut left = (0, 0);
    let mut in_diff = false;
    text.split_inclusive('\n').map(move |line| {
        let part = if left != (0, 0) {
            left = after(line, left);
            Part::Body
        } else if let Some((old, new, tail)) = hunk_header(line).filter(|_| in_diff) {
            left = (old, new);
            Part::Hunk { old, new, tail }
        } else {
            let is_name = ["--- ", "+++ ", "diff ", "\\ "].iter().any(|start| line.starts_with(start));
            in_diff |= line.starts_with("--- ");
            if !in_diff || is_name || line.trim().is_empty() { Part::Between } else { Part::Stray }
        };
        (line, part)
    })
}

/// How many lines of a hunk are left, before and after, when `line` has been seen.
fn after(line: &str, (old, new): (usize, usize)) -> (usize, usize) {
    match line.as_bytes().first() {
        Some(b'-') => (old.saturating_sub(1), new),
        Some(b'+') => (old, new.saturating_sub(1)),
        Some(b'\\') => (old, new),
        _ => (old.saturating_sub(1), new.saturating_sub(1)),
    }
}

/// The lengths in a hunk's header, and what follows the ranges.
fn hunk_header(line: &str) -> Option<(usize, usize, &str)> {
    let (old, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
    let (new, tail) = rest.split_once(" @@")?;
    let len = |range: &str| range.split_once(',').map_or(Some(1), |(_, len)| len.parse().ok());
    Some((len(old)?, len(new)?, tail))
}

fn range(start: usize, len: usize) -> String {
    if len == 1 { start.to_string() } else { format!("{start},{len}") }
}
