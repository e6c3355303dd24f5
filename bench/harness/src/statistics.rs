//! Medians, quartiles, and what is noise.

use serde::{Deserialize, Serialize};

/// Less than this is noise wherever it is measured.
pub(crate) const LEAST_NOISE: f64 = 0.02;

/// Fewer single ratios than that tell little of how far they can go.
const FEW: usize = 8;

/// The middle of some numbers and how far they spread.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

impl Spread {
    /// `None` of no numbers.
    pub(crate) fn of(mut numbers: Vec<f64>) -> Option<Self> {
        numbers.sort_by(f64::total_cmp);
        let at = |share| quantile(&numbers, share);
        Some(Self { median: at(0.5)?, lower: at(0.25)?, upper: at(0.75)? })
    }
}

/// The value below which that share of the sorted numbers lies, between two of them if need be.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * (sorted.len().checked_sub(1)?) as f64;
    let (below, above) = (sorted.get(place.floor() as usize)?, sorted.get(place.ceil() as usize)?);
    Some(below + (above - below) * place.fract())
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    Better,
    Even,
    Worse,
}

/// Whether gains (1 is as good as the other) lie beyond the noise: the median does, and three quarters of the rounds agree.
pub(crate) fn verdict(gain: Spread, noise: f64) -> Verdict {
    let least = noise.ln_1p();
    if gain.median.ln() > least && gain.lower > 1.0 {
        Verdict::Better
    } else if gain.median.ln() < -least && gain.upper < 1.0 {
        Verdict::Worse
    } else {
        Verdict::Even
    }
}

/// The noise of a cell, as a share: how far the reference is from itself. `here` are its gains over itself in this cell,
/// and `group` in all cells of the group: three quarters of the single ones (all, if they are few) are nearer to 1, and so is
/// their median here.
pub(crate) fn noise(here: &[f64], group: &[f64]) -> f64 {
    let distance = |gain: f64| gain.ln().abs();
    let mut distances: Vec<f64> = group.iter().copied().map(distance).collect();
    distances.sort_by(f64::total_cmp);
    let share = if distances.len() < FEW { 1.0 } else { 0.75 };
    let single = quantile(&distances, share).unwrap_or_default();
    let median = Spread::of(here.to_vec()).map_or(0.0, |spread| distance(spread.median));
    single.max(median).exp_m1().max(LEAST_NOISE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_numbers() {
        let spread = Spread::of(vec![4.0, 1.0, 3.0, 2.0, 5.0]).expect("numbers");
        assert_eq!(spread, Spread { median: 3.0, lower: 2.0, upper: 4.0 });
        let spread = Spread::of(vec![1.0, 2.0]).expect("numbers");
        assert_eq!((spread.lower, spread.median, spread.upper), (1.25, 1.5, 1.75));
        assert_eq!(Spread::of(Vec::new()), None);
    }

    #[test]
    fn noise_is_what_the_reference_differs_from_itself() {
        assert_eq!(noise(&[1.0, 1.0, 1.0], &[1.0, 1.0, 1.0]), LEAST_NOISE);
        let group = [0.9, 1.0, 1.1, 1.0, 1.0, 1.0, 1.0, 1.0, 0.95, 1.05, 0.5];
        assert!(noise(&[1.0], &group) > 0.05 && noise(&[1.0], &group) < 0.12);
        assert!((noise(&[1.0], &[1.0, 0.5]) - 1.0).abs() < 1e-9);
        assert!((noise(&[1.5, 1.5], &[1.0]) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_gain_within_the_noise_is_none() {
        let gain = |median| Spread { median, lower: median, upper: median };
        assert_eq!(verdict(gain(1.05), 0.1), Verdict::Even);
        assert_eq!(verdict(gain(0.92), 0.1), Verdict::Even);
        assert_eq!(verdict(gain(1.2), 0.1), Verdict::Better);
        assert_eq!(verdict(gain(0.8), 0.1), Verdict::Worse);
        assert_eq!(verdict(Spread { median: 0.8, lower: 0.7, upper: 1.1 }, 0.1), Verdict::Even);
    }
}
