//! [`Timeout`]: how long a call may take, from a `Duration`, an `Option<Duration>` or milliseconds.

use std::time::{Duration, Instant};

/// How long to wait: a number of milliseconds, or for ever.
///
/// Made from an integer (milliseconds, any negative number means for ever), a [`Duration`] (rounded up to whole
/// milliseconds) or an `Option<Duration>` (`None` means for ever). What does not fit is cut to about 24 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timeout(i32);

impl Timeout {
    /// No limit.
    pub const FOREVER: Self = Self(-1);
    /// Do not wait.
    pub const ZERO: Self = Self(0);

    /// The time in milliseconds; -1 means for ever.
    pub const fn as_millis(self) -> i32 {
        self.0
    }

    /// The time, or `None` for ever.
    pub fn duration(self) -> Option<Duration> {
        u64::try_from(self.0).ok().map(Duration::from_millis)
    }

    /// When the time is up, counted from now; `None` means never.
    pub(crate) fn deadline(self) -> Option<Instant> {
        Instant::now().checked_add(self.duration()?)
    }

    /// What is left until `deadline`, rounded up.
    pub(crate) fn until(deadline: Option<Instant>) -> Self {
        deadline.map(|at| at.saturating_duration_since(Instant::now())).into()
    }
}

impl From<Duration> for Timeout {
    fn from(time: Duration) -> Self {
        let millis = time.as_nanos().div_ceil(1_000_000);
        Self(i32::try_from(millis).unwrap_or(i32::MAX))
    }
}

impl From<Option<Duration>> for Timeout {
    fn from(time: Option<Duration>) -> Self {
        time.map_or(Self::FOREVER, Self::from)
    }
}

impl From<i32> for Timeout {
    fn from(millis: i32) -> Self {
        Self(millis.max(-1))
    }
}

impl From<i64> for Timeout {
    fn from(millis: i64) -> Self {
        Self(i32::try_from(millis.max(-1)).unwrap_or(i32::MAX))
    }
}

impl From<u32> for Timeout {
    fn from(millis: u32) -> Self {
        Self(i32::try_from(millis).unwrap_or(i32::MAX))
    }
}

impl From<u64> for Timeout {
    fn from(millis: u64) -> Self {
        Self(i32::try_from(millis).unwrap_or(i32::MAX))
    }
}

impl From<Timeout> for Option<Duration> {
    fn from(timeout: Timeout) -> Self {
        timeout.duration()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_round_up_and_saturate() {
        assert_eq!(Timeout::from(Duration::from_nanos(1)).as_millis(), 1);
        assert_eq!(Timeout::from(Duration::from_millis(7)).as_millis(), 7);
        assert_eq!(Timeout::from(Duration::MAX).as_millis(), i32::MAX);
        assert_eq!(Timeout::from(Duration::ZERO).as_millis(), 0);
    }

    #[test]
    fn none_and_every_negative_number_mean_for_ever() {
        assert_eq!(Timeout::from(None), Timeout::FOREVER);
        assert_eq!(Timeout::from(-7), Timeout::FOREVER);
        assert_eq!(Timeout::from(i64::MIN), Timeout::FOREVER);
        assert_eq!(Timeout::FOREVER.duration(), None);
    }

    #[test]
    fn large_numbers_saturate() {
        assert_eq!(Timeout::from(u64::MAX).as_millis(), i32::MAX);
        assert_eq!(Timeout::from(i64::MAX).as_millis(), i32::MAX);
    }
}
