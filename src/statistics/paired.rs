//! Comparisons seed by seed: how often A beats B.
//!
//! Under one seed two planners see the same samples, so that a pair of runs says more than two runs of different seeds.
//! This is the sign test (Conover 1999, section 3.4), shown as the share of the decided pairs that A wins with its
//! Clopper-Pearson interval: where the interval does not hold 1/2, one of the two is better with at least that
//! confidence.

use super::{Estimate, proportion};

/// Costs that differ by no more than this share are equal: two planners that find the same path may add up its length
/// in another order.
const EQUAL: f64 = 1e-9;

/// The outcomes of pairs of runs with the same seed. Smaller is better, and infinite is unsolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paired {
    /// Pairs where A is better; also those that only A solves.
    pub wins: u64,
    /// Pairs where B is better; also those that only B solves.
    pub losses: u64,
    /// Pairs without a difference: equal costs (to 1e-9 of them), or both unsolved. They decide nothing and are not
    /// counted in the share.
    pub ties: u64,
}

impl Paired {
    /// Compares the pairs (A, B).
    pub fn new(pairs: impl IntoIterator<Item = [f64; 2]>) -> Self {
        let mut counts = Self::default();
        for [a, b] in pairs {
            let equal = a == b || (a - b).abs() <= EQUAL * a.abs().max(b.abs());
            if equal && a.is_finite() == b.is_finite() {
                counts.ties += 1;
            } else if a < b {
                counts.wins += 1;
            } else {
                counts.losses += 1;
            }
        }
        counts
    }

    /// Pairs with a difference.
    pub fn decided(&self) -> u64 {
        self.wins + self.losses
    }

    /// The share of the decided pairs that A wins, with its interval; see [`proportion`] for what holds without any.
    pub fn share(&self, confidence: f64) -> Estimate {
        proportion(self.wins, self.decided(), confidence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Interval;

    const NONE: f64 = f64::INFINITY;

    #[test]
    fn a_solved_run_beats_an_unsolved_one_and_two_unsolved_ones_decide_nothing() {
        let pairs = [
            [1.0, 2.0],
            [2.0, 1.0],
            [1.0, NONE],
            [NONE, 3.0],
            [NONE, NONE],
            [2.0, 2.0],
        ];
        let found = Paired::new(pairs);
        assert_eq!(
            found,
            Paired {
                wins: 2,
                losses: 2,
                ties: 2
            }
        );
        assert_eq!(Paired::new([[1.0, 1.0 + 1e-12]]).ties, 1);
        assert_eq!(Paired::new([[1.0, 1.0 + 1e-6]]).wins, 1);
    }

    #[test]
    fn the_share_of_wins_has_the_binomial_interval() {
        let pairs = (0..12).map(|i| {
            if i < 7 {
                [1.0, 2.0]
            } else if i < 10 {
                [2.0, 1.0]
            } else {
                [1.0, 1.0]
            }
        });
        let share = Paired::new(pairs).share(0.95);
        // scipy.stats.binomtest(7, 10).proportion_ci(0.95, "exact")
        assert_eq!(share.value, 0.7);
        let Interval { low, high } = share.interval;
        assert!((low - 0.347_547_149_939_992_1).abs() < 1e-12);
        assert!((high - 0.933_260_488_822_265_5).abs() < 1e-12);
        assert!(Paired::new([]).share(0.95).value.is_nan());
    }
}
