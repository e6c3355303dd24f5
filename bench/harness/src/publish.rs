//! Writes what people read: the tables, the pictures, and the section of the page on performance.

use std::fs;
use std::path::Path;

use crate::Outcome;
use crate::peers::Place;
use crate::plots;
use crate::results::Results;
use crate::table::{Detail, legend, participants, tables, targets};

const BEGIN: &str = "<!-- benchmark: written by cargo xtask bench -->";
const END: &str = "<!-- end of benchmark -->";

/// Writes `table.md` and the pictures into a folder.
pub(crate) fn report(results: &Results, folder: &Path) -> Outcome {
    plots::draw(results, folder)?;
    let text = format!(
        "# Results\n\n{}\n{}\n## Targets\n\n{}\n## Tables\n\nWith the quartiles of the rounds in parentheses.\n\n{}",
        legend(results),
        participants(results),
        targets(results),
        tables(results, Detail::Everything)
    );
    Ok(fs::write(folder.join("table.md"), text.trim_end().to_owned() + "\n")?)
}

/// Replaces the section between the marks in `docs/performance.md`.
pub(crate) fn page(results: &Results, place: &Place) -> Outcome {
    let path = place.page();
    let page = fs::read_to_string(&path)?;
    let pictures = "![messages a second over tcp, by size](../bench/results/throughput-tcp.svg)\n\n\
                    ![round trips](../bench/results/latency.svg)\n";
    let section = format!(
        "{}\nEvery figure with its quartiles is in [bench/results/table.md](../bench/results/table.md).\n\n{pictures}\n\
         ### Targets\n\n{}\n{}",
        legend(results),
        targets(results),
        tables(results, Detail::Brief)
    );
    fs::write(&path, with_section(&page, &section)?)?;
    Ok(())
}

fn with_section(page: &str, section: &str) -> Outcome<String> {
    let marks = page.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = marks.ok_or("docs/performance.md has lost the marks of the benchmark's section")?;
    Ok(format!("{before}{BEGIN}\n\n{}\n\n{END}{after}", section.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_is_replaced_and_nothing_else() {
        let page = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
        let once = with_section(&page, "new\n").expect("it has marks");
        assert_eq!(once, format!("before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"));
        assert_eq!(with_section(&once, "new").expect("it has marks"), once);
        assert!(with_section("no marks", "new").is_err());
    }
}
