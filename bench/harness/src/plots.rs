//! The results as pictures.

use std::error::Error;
use std::fs;
use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::Outcome;
use crate::cells::Cell;
use crate::metrics::{Metric, metrics};
use crate::peers::AGAIN;
use crate::results::{CellResult, Results};

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A line of a picture: a name, and points.
type Line = (String, Vec<(f64, f64)>);

const SIZE: (u32, u32) = (860, 520);
/// Well told apart on white, ours first.
const COLOURS: &[(u8, u8, u8)] = &[
    (0, 0, 0),
    (200, 30, 30),
    (230, 110, 0),
    (120, 60, 160),
    (20, 110, 200),
    (20, 150, 110),
    (150, 110, 20),
    (220, 100, 170),
    (90, 160, 30),
    (60, 180, 200),
    (130, 130, 200),
    (170, 150, 130),
    (110, 110, 110),
    (180, 180, 180),
];

/// Writes a picture for each group that has something to draw.
pub(crate) fn draw(results: &Results, folder: &Path) -> Outcome {
    fs::create_dir_all(folder)?;
    let pairs = results.pairs();
    let mut groups: Vec<String> = pairs.iter().map(|(cell, _)| cell.group()).collect();
    groups.dedup();
    for group in groups {
        let columns: Vec<_> = pairs.iter().filter(|(cell, _)| cell.group() == group).collect();
        let Some((first, _)) = columns.first() else { continue };
        for metric in metrics(first.work).iter().filter(|metric| metric.counts()) {
            let is_main = *metric == metrics(first.work)[0];
            let name = if is_main { group.clone() } else { format!("{group}-{}", metric.name) };
            let path = folder.join(format!("{name}.svg"));
            let drawn = if group == "latency" {
                bars(results, &columns, *metric, &path)
            } else {
                lines(results, &columns, *metric, &group, &path)
            };
            drawn.map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}

/// Who is drawn, with the place of the colour.
fn drawn(results: &Results) -> Vec<String> {
    results.present().filter(|peer| peer.name != AGAIN).map(|peer| peer.name.clone()).collect()
}

fn colour(index: usize) -> RGBColor {
    let (red, green, blue) = COLOURS[index % COLOURS.len()];
    RGBColor(red, green, blue)
}

/// Ours and the reference are what the picture is about.
fn width(name: &str) -> u32 {
    if ["stock", "c", "c-batch", "rust", "rust-batch"].contains(&name) { 3 } else { 1 }
}

/// Lines over the cells, which stand at equal distances; the values between powers of ten.
fn lines(
    results: &Results,
    columns: &[&(Cell, &CellResult)],
    metric: Metric,
    group: &str,
    path: &Path,
) -> Result<(), Box<dyn Error>> {
    let line = |peer: &String| -> Line {
        let points = columns.iter().enumerate().filter_map(|(place, (cell, result))| {
            Some((place as f64, results.value(cell, result, metric, peer)?.median))
        });
        (peer.clone(), points.collect())
    };
    let lines: Vec<(usize, Line)> = drawn(results).iter().map(line).enumerate().collect();
    let values = lines.iter().flat_map(|(_, (_, points))| points).map(|(_, value)| *value);
    let Some((low, high)) = range(values) else { return Ok(()) };
    let (low, high) = (10_f64.powf(low.log10().floor()), 10_f64.powf(high.log10().floor() + 1.0));
    let count = columns.len() as f64;

    let area: Area<'_> = SVGBackend::new(path, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(format!("{group}: {}", metric.of), ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(90)
        // The names stand to the right of the lines.
        .build_cartesian_2d(-0.2..count - 0.8 + 0.35 * count, (low..high).log_scale())?;
    let title = |x: &f64| {
        let is_place = (x - x.round()).abs() < 0.01 && *x >= -0.01;
        columns.get(x.round() as usize).filter(|_| is_place).map_or_else(String::new, |(cell, _)| cell.title())
    };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(columns.len() * 2)
        .x_label_formatter(&title)
        .y_label_formatter(&|y| metric.show(*y))
        .light_line_style(BLACK.mix(0.05))
        .draw()?;
    for (index, (name, points)) in lines.iter().filter(|(_, (_, points))| !points.is_empty()) {
        let style = colour(*index).stroke_width(width(name));
        chart
            .draw_series(LineSeries::new(points.iter().copied(), style).point_size(width(name)))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], style));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK.mix(0.2))
        .draw()?;
    Ok(area.present()?)
}

/// Groups of bars, one for each cell and in it one for each peer.
fn bars(
    results: &Results,
    columns: &[&(Cell, &CellResult)],
    metric: Metric,
    path: &Path,
) -> Result<(), Box<dyn Error>> {
    let peers = drawn(results);
    let value = |cell: &Cell, result: &CellResult, peer: &str| results.value(cell, result, metric, peer);
    let values = columns.iter().flat_map(|(cell, result)| peers.iter().filter_map(|peer| value(cell, result, peer)));
    let Some((_, high)) = range(values.map(|value| value.median)) else { return Ok(()) };
    let step = (peers.len() + 2) as f64;

    let area: Area<'_> = SVGBackend::new(path, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(format!("REQ and REP: {}", metric.of), ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(90)
        // The names stand to the right of the bars.
        .build_cartesian_2d(0.0..step * columns.len() as f64 * 1.3, 0.0..high * 1.1)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(0)
        .y_label_formatter(&|y| metric.show(*y))
        .light_line_style(WHITE)
        .draw()?;
    for (column, (cell, _)) in columns.iter().enumerate() {
        let place = (column as f64 * step + 1.0, high * 1.08);
        chart.draw_series([Text::new(cell.title(), place, ("sans-serif", 14))])?;
    }
    for (index, peer) in peers.iter().enumerate() {
        let bars = columns.iter().enumerate().filter_map(|(column, (cell, result))| {
            let left = column as f64 * step + index as f64 + 1.0;
            let height = value(cell, result, peer)?.median;
            Some(Rectangle::new([(left, 0.0), (left + 0.9, height)], colour(index).filled()))
        });
        chart
            .draw_series(bars)?
            .label(peer)
            .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 12, y + 5)], colour(index).filled()));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK.mix(0.2))
        .draw()?;
    Ok(area.present()?)
}

/// The least and the greatest; `None` of nothing.
fn range(numbers: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    numbers.fold(None, |range, number| {
        Some(range.map_or((number, number), |(low, high): (f64, f64)| (low.min(number), high.max(number))))
    })
}
