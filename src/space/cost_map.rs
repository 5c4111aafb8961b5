//! A positive weight that is constant on regions, and its exact line integral along a segment.
//!
//! The weight at a point is that of the *last* region that holds it, else the default. Along a segment it is therefore
//! a step function whose steps lie where the segment enters or leaves a region, and the integral is the sum of weight
//! times length over the steps. Nothing is sampled: the parameters at which a segment crosses a region come from the
//! region in closed form.
//!
//! O(k log k) for a segment that crosses region borders k times, and one cheap rejection for each region that it
//! misses.

use crate::geometry::{State, distance};
use crate::world::Region;

/// The weight of every point.
#[derive(Clone, Debug)]
pub struct CostMap<const D: usize> {
    default: f64,
    regions: Vec<(Region<D>, f64)>,
    least: f64,
    greatest: f64,
}

impl<const D: usize> CostMap<D> {
    /// The weight `default` with exceptions; where regions overlap, the last one counts. All weights are positive.
    pub fn new(default: f64, regions: Vec<(Region<D>, f64)>) -> Self {
        let weights = || regions.iter().map(|(_, weight)| *weight);
        let least = weights().fold(default, f64::min);
        let greatest = weights().fold(default, f64::max);
        Self {
            default,
            regions,
            least,
            greatest,
        }
    }

    /// The least weight anywhere.
    pub fn least_weight(&self) -> f64 {
        self.least
    }

    /// The greatest weight anywhere.
    pub fn greatest_weight(&self) -> f64 {
        self.greatest
    }

    /// The line integral of the weight along the segment from `a` to `b`: weight times length.
    pub fn integral(&self, a: &State<D>, b: &State<D>) -> f64 {
        let length = distance(a, b);
        // The part of [0, 1] that no later region has claimed, as disjoint intervals in order.
        let mut unclaimed = vec![(0.0, 1.0)];
        let (mut crossed, mut rest) = (Vec::new(), Vec::new());
        let mut sum = 0.0;
        for (region, weight) in self.regions.iter().rev() {
            crossed.clear();
            region.intervals(a, b, &mut crossed);
            if crossed.is_empty() {
                continue;
            }
            sum += weight * claim(&unclaimed, &crossed, &mut rest);
            std::mem::swap(&mut unclaimed, &mut rest);
        }
        sum += self.default * unclaimed.iter().map(|(from, to)| to - from).sum::<f64>();
        length * sum
    }
}

/// Removes the intervals `taken` from `from`, writes what is left to `rest`, and returns the measure of what was
/// removed. All are disjoint and in order.
fn claim(from: &[(f64, f64)], taken: &[(f64, f64)], rest: &mut Vec<(f64, f64)>) -> f64 {
    rest.clear();
    let mut removed = 0.0;
    for &(start, end) in from {
        let mut at = start;
        for &(low, high) in taken {
            let (low, high) = (low.max(at), high.min(end));
            if low < high {
                if at < low {
                    rest.push((at, low));
                }
                removed += high - low;
                at = high;
            }
        }
        if at < end {
            rest.push((at, end));
        }
    }
    removed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Shape;

    fn strip(low: f64, high: f64, weight: f64) -> (Region<2>, f64) {
        let shape = Shape::Box {
            min: vec![low, -1.0],
            max: vec![high, 1.0],
        };
        (Region::new(&shape), weight)
    }

    #[test]
    fn the_last_region_wins_where_regions_overlap() {
        let map = CostMap::new(1.0, vec![strip(1.0, 4.0, 10.0), strip(2.0, 3.0, 0.5)]);
        // 1 at weight 1, 1 at 10, 1 at 0.5, 1 at 10, 1 at 1.
        let cost = map.integral(&[0.0, 0.0], &[5.0, 0.0]);
        assert!((cost - 22.5).abs() < 1e-12, "{cost}");
        assert_eq!((map.least_weight(), map.greatest_weight()), (0.5, 10.0));
    }

    #[test]
    fn the_integral_is_symmetric_and_additive() {
        let map = CostMap::new(2.0, vec![strip(0.3, 0.7, 3.0), strip(0.6, 2.0, 1.0)]);
        let (a, m, b) = ([0.0, 0.2], [0.65, -0.125], [1.0, -0.3]);
        let whole = map.integral(&a, &b);
        assert!((whole - map.integral(&b, &a)).abs() < 1e-12);
        assert!((whole - map.integral(&a, &m) - map.integral(&m, &b)).abs() < 1e-12);
    }
}
