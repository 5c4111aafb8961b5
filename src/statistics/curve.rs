//! Success and median cost of many runs against time, iterations or collision checks.
//!
//! The best cost of a run is a step function of the place (a time, a number of iterations): infinite before the first
//! solution, then falling at each improvement, and held after the run's end. A statistic of n such functions changes
//! only where one of them does, so that the curve is computed at these places and is exact between them.
//!
//! The runs' costs are kept sorted while the places are walked through: O(E (log E + n)) for E improvements of n runs,
//! where the n is one move of memory.

use super::order::median_ranks;
use super::{Estimate, Interval};

/// The best cost of a run: pairs of place and cost, in order.
pub type Events = Vec<[f64; 2]>;

/// The state of all runs from a place on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// From here on.
    pub place: f64,
    /// Runs that have a solution.
    pub solved: usize,
    /// The median of all runs' costs, unsolved ones being infinite, with its interval.
    pub cost: Estimate,
}

/// A step function of the place.
#[derive(Clone, Debug, Default)]
pub struct Curve {
    /// Number of runs.
    pub runs: usize,
    /// The levels, each holding until the next; empty before the first solution of any run.
    pub levels: Vec<Level>,
}

impl Curve {
    /// The curve of runs given by their events; those with a place or cost that is not finite are ignored.
    pub fn new(runs: &[Events], confidence: f64) -> Self {
        let n = runs.len();
        let mut events: Vec<(f64, usize, f64)> = Vec::new();
        for (run, its) in runs.iter().enumerate() {
            let finite = its.iter().filter(|e| e[0].is_finite() && e[1].is_finite());
            events.extend(finite.map(|e| (e[0], run, e[1])));
        }
        // A stable sort: improvements of a run at the same place stay in order.
        events.sort_by(|a, b| a.0.total_cmp(&b.0));
        let ranks = median_ranks(n, confidence);
        let mut now = vec![f64::INFINITY; n];
        let mut sorted = now.clone();
        let mut levels: Vec<Level> = Vec::new();
        for (i, &(place, run, cost)) in events.iter().enumerate() {
            let old = std::mem::replace(&mut now[run], cost);
            change(&mut sorted, old, cost);
            if events.get(i + 1).is_some_and(|next| next.0 == place) {
                continue;
            }
            let interval = ranks.map_or(Interval::UNBOUNDED, |[l, u]| Interval {
                low: sorted[l - 1],
                high: sorted[u - 1],
            });
            let value = sorted[n.div_ceil(2) - 1];
            let level = Level {
                place,
                solved: sorted.partition_point(|c| c.is_finite()),
                cost: Estimate { value, interval },
            };
            let same = |last: &Level| last.solved == level.solved && last.cost == level.cost;
            if !levels.last().is_some_and(same) {
                levels.push(level);
            }
        }
        Self { runs: n, levels }
    }

    /// The level at a place; `None` before the first solution of any run.
    pub fn at(&self, place: f64) -> Option<&Level> {
        let after = self.levels.partition_point(|level| level.place <= place);
        after.checked_sub(1).map(|i| &self.levels[i])
    }
}

/// Replaces one `old` by `new` in a sorted row.
fn change(sorted: &mut [f64], old: f64, new: f64) {
    let from = sorted.partition_point(|x| *x < old);
    let to = sorted.partition_point(|x| *x < new);
    if to <= from {
        sorted[to..=from].rotate_right(1);
        sorted[to] = new;
    } else {
        sorted[from..to].rotate_left(1);
        sorted[to - 1] = new;
    }
}

/// The place where a run first has a cost of at most `target`: infinite (censored) where it never has one.
pub fn reached(events: &[[f64; 2]], target: f64) -> f64 {
    let first = events.iter().find(|event| event[1] <= target);
    first.map_or(f64::INFINITY, |event| event[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;
    use crate::statistics::Sample;

    /// Falling costs at rising places; some runs are never solved.
    fn runs(n: usize) -> Vec<Events> {
        let mut rng = random::seeded(4);
        let mut run = |i: usize| {
            let (mut place, mut cost) = (0.0, 10.0);
            let mut event = |_| {
                // Places on a lattice, so that runs meet.
                place += (10.0 * random::unit(&mut rng)).round() / 10.0;
                cost *= 0.5 + 0.5 * random::unit(&mut rng);
                [place, cost]
            };
            (0..if i % 4 == 3 { 0 } else { 6 })
                .map(&mut event)
                .collect()
        };
        (0..n).map(&mut run).collect()
    }

    #[test]
    fn a_curve_holds_the_median_of_all_runs_at_every_place() {
        let runs = runs(41);
        let curve = Curve::new(&runs, 0.95);
        for i in 0..700 {
            let place = 0.01 * f64::from(i) - 0.5;
            let cost = |run: &Events| {
                let before = run.iter().rev().find(|event| event[0] <= place);
                before.map_or(f64::INFINITY, |event| event[1])
            };
            let sample = Sample::new(runs.iter().map(cost));
            match curve.at(place) {
                Some(level) => {
                    assert_eq!(level.cost, sample.median(0.95));
                    assert_eq!(level.solved, sample.finite());
                }
                None => assert_eq!(sample.finite(), 0),
            }
        }
        assert!(curve.levels.windows(2).all(|w| w[0].place < w[1].place));
    }

    #[test]
    fn a_target_is_reached_at_the_first_improvement_below_it_or_never() {
        let events = [[1.0, 5.0], [2.0, 3.0], [4.0, 2.0]];
        assert_eq!(reached(&events, 3.0), 2.0);
        assert_eq!(reached(&events, 2.5), 4.0);
        assert_eq!(reached(&events, 1.0), f64::INFINITY);
        assert_eq!(reached(&[], 1.0), f64::INFINITY);
    }

    #[test]
    fn no_runs_and_unsolved_runs_give_no_levels() {
        assert!(Curve::new(&[], 0.99).levels.is_empty());
        assert!(Curve::new(&[vec![], vec![]], 0.99).levels.is_empty());
        let one = Curve::new(&[vec![[1.0, 2.0]]], 0.99);
        assert_eq!(one.at(0.5), None);
        let level = one.at(3.0).expect("solved");
        assert_eq!((level.solved, level.cost.value), (1, 2.0));
        assert_eq!(level.cost.interval, Interval::UNBOUNDED);
    }
}
