//! Percentiles and the median's interval, from ranks.
//!
//! Let X_1 <= … <= X_n be the sorted values and m the median of the distribution. Each value lies below m with a
//! probability of at most a half, so that the number of values below m is, for a continuous distribution, a binomial
//! number with n trials and probability 1/2. X_l <= m < X_u says that at least l and at most u - 1 values are at or
//! below m; the probability of that is P(l <= Bin(n, 1/2) <= u - 1) whatever the distribution (Conover 1999, section
//! 3.2), and at least that where values may be equal, if the upper end is counted in.

use super::binomial::mass;
use super::{Estimate, Interval};

/// Values in order, with infinity for those that were not reached.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    sorted: Vec<f64>,
}

impl Sample {
    /// The sample of these values; what is not a number counts as not reached.
    pub fn new(values: impl IntoIterator<Item = f64>) -> Self {
        let reached = |x: f64| if x.is_nan() { f64::INFINITY } else { x };
        let mut sorted: Vec<f64> = values.into_iter().map(reached).collect();
        sorted.sort_by(f64::total_cmp);
        Self { sorted }
    }

    /// Number of values, infinite ones included.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// The values, smallest first.
    pub fn values(&self) -> &[f64] {
        &self.sorted
    }

    /// Number of finite values.
    pub fn finite(&self) -> usize {
        self.sorted.partition_point(|x| x.is_finite())
    }

    /// The `percent`-th percentile: the smallest value that at least so many percent of the values do not exceed, X_k
    /// with k = ceil(n percent / 100) and k >= 1.
    ///
    /// It is a value that was observed; there is no interpolation, which has no meaning between a finite and an
    /// infinite value. Not a number for an empty sample.
    pub fn percentile(&self, percent: f64) -> f64 {
        let n = self.sorted.len();
        if n == 0 {
            return f64::NAN;
        }
        // The product is a whole number but for rounding where it is meant to be one.
        let rank = (n as f64 * percent / 100.0 - 1e-9).ceil().max(1.0) as usize;
        self.sorted[rank.min(n) - 1]
    }

    /// The 50th percentile with its interval [X_l, X_u) by [`median_ranks`]: finite as soon as half of the values are.
    ///
    /// Where the sample is too small for the confidence the interval is unbounded.
    pub fn median(&self, confidence: f64) -> Estimate {
        let value = self.percentile(50.0);
        let interval =
            median_ranks(self.sorted.len(), confidence).map_or(Interval::UNBOUNDED, |[l, u]| {
                Interval {
                    low: self.sorted[l - 1],
                    high: self.sorted[u - 1],
                }
            });
        Estimate { value, interval }
    }
}

/// The ranks l < u, from 1 to n, of the narrowest [X_l, X_u) with P(l <= Bin(n, 1/2) <= u - 1) of at least
/// `confidence`; the lower pair where several are equally narrow. `None` where even [X_1, X_n) has less.
///
/// At 99 % and n = 100 these are 37 and 63, with 0.99066. O(n).
pub fn median_ranks(n: usize, confidence: f64) -> Option<[usize; 2]> {
    let masses: Vec<f64> = (0..=n as u64).map(|k| mass(k, n as u64, 0.5)).collect();
    let mut best: Option<[usize; 2]> = None;
    // The window [l, u) of numbers of successes, and its probability.
    let (mut u, mut covered) = (1, 0.0);
    for l in 1..n {
        while u < n && covered < confidence {
            covered += masses[u];
            u += 1;
        }
        if covered < confidence {
            break;
        }
        if best.is_none_or(|[a, b]| u - l < b - a) {
            best = Some([l, u]);
        }
        covered -= masses[l];
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{at_least, at_most};

    #[test]
    fn ranks_equal_those_of_a_search_through_all_pairs() {
        // The first of the narrowest pairs l < u with scipy.stats.binom.cdf(u - 1, n, 0.5) - binom.cdf(l - 1, n, 0.5)
        // >= confidence, scipy 1.17.1
        let cases = [
            (100, 0.99, Some([37, 63])),
            (10, 0.99, Some([1, 10])),
            (7, 0.99, None),
            (8, 0.99, Some([1, 8])),
            (50, 0.99, Some([15, 34])),
            (30, 0.95, Some([10, 21])),
            (31, 0.95, Some([9, 21])),
            (400, 0.99, Some([174, 226])),
            (5, 0.95, None),
            (6, 0.95, Some([1, 6])),
            (1, 0.5, None),
            (3, 0.5, Some([1, 3])),
            (0, 0.99, None),
        ];
        for (n, confidence, ranks) in cases {
            assert_eq!(median_ranks(n, confidence), ranks, "{n} at {confidence}");
        }
    }

    #[test]
    fn the_interval_of_a_hundred_runs_covers_the_median_with_0_99066() {
        // binom.cdf(62, 100, 0.5) - binom.cdf(36, 100, 0.5)
        let covered = 1.0 - at_most(36, 100, 0.5) - at_least(63, 100, 0.5);
        assert!((covered - 0.990_664_951_879_355_2).abs() < 1e-12);
        let sample = Sample::new((1..=100).map(f64::from));
        let median = sample.median(0.99);
        assert_eq!(median.value, 50.0);
        assert_eq!(
            median.interval,
            Interval {
                low: 37.0,
                high: 63.0
            }
        );
    }

    #[test]
    fn percentiles_are_observed_values() {
        // numpy.percentile(values, percent, method="inverted_cdf")
        let sample = Sample::new([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0]);
        let cases = [
            (5.0, 1.0),
            (10.0, 1.0),
            (25.0, 2.0),
            (50.0, 3.0),
            (75.0, 5.0),
            (90.0, 6.0),
            (95.0, 9.0),
            (100.0, 9.0),
            (0.0, 1.0),
        ];
        for (percent, value) in cases {
            assert_eq!(sample.percentile(percent), value, "{percent}");
        }
    }

    #[test]
    fn the_median_is_finite_exactly_where_half_of_the_runs_are_solved() {
        let with = |solved: usize, n: usize| {
            let cost = |i| if i < solved { i as f64 } else { f64::INFINITY };
            Sample::new((0..n).map(cost)).median(0.95)
        };
        assert_eq!(with(5, 10).value, 4.0);
        assert_eq!(with(4, 10).value, f64::INFINITY);
        // The upper rank of ten at 95 % is 9.
        assert!(with(9, 10).interval.high.is_finite());
        assert_eq!(with(7, 10).interval.high, f64::INFINITY);
        assert_eq!(with(0, 10).interval.low, f64::INFINITY);
    }

    #[test]
    fn samples_too_small_for_the_confidence_have_no_bounds() {
        assert!(Sample::new([]).median(0.99).value.is_nan());
        let one = Sample::new([2.0]).median(0.99);
        assert_eq!((one.value, one.interval), (2.0, Interval::UNBOUNDED));
        assert_eq!(Sample::new([f64::NAN]).median(0.99).value, f64::INFINITY);
    }
}
