//! A predicate of points as a world: for checkers that know nothing of segments.

use super::World;
use crate::geometry::{State, distance, lerp};

/// At most this many intervals are looked at along one segment, so that no resolution makes a check endless.
const MAX_INTERVALS: u64 = 1 << 20;

/// The world in which exactly the points that `is_free` accepts are free.
///
/// **The one approximate world.** A segment is looked at in points at most `resolution` apart (in scenario units), its
/// ends included: an obstacle that is thinner than that can be missed. All other worlds are exact. The resolution must
/// be positive; with any other, and beyond 2^20 points, a segment is looked at in about 2^20 points.
///
/// Points are looked at coarse first: a long overlap is found after a few.
pub fn sampled<const D: usize>(
    resolution: f64,
    is_free: impl Fn(&State<D>) -> bool + Sync,
) -> impl World<D> {
    Sampled {
        resolution,
        is_free,
    }
}

struct Sampled<F> {
    resolution: f64,
    is_free: F,
}

impl<const D: usize, F> World<D> for Sampled<F>
where
    F: Fn(&State<D>) -> bool + Sync,
{
    fn point_is_free(&self, x: &State<D>) -> bool {
        (self.is_free)(x)
    }

    fn segment_is_free(&self, a: &State<D>, b: &State<D>) -> bool {
        if !self.point_is_free(a) || !self.point_is_free(b) {
            return false;
        }
        let length = distance(a, b);
        if length == 0.0 {
            return true;
        }
        let wanted = (length / self.resolution).ceil();
        let intervals = if 1.0 <= wanted && wanted < MAX_INTERVALS as f64 {
            wanted as u64
        } else {
            MAX_INTERVALS
        };
        // Every index below `intervals` is an odd multiple of exactly one power of two.
        let mut stride = intervals.next_power_of_two();
        while stride > 1 {
            let half = stride / 2;
            let mut k = half;
            while k < intervals {
                if !self.point_is_free(&lerp(a, b, k as f64 / intervals as f64)) {
                    return false;
                }
                k += stride;
            }
            stride = half;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn a_sampled_segment_is_looked_at_in_points_at_most_the_resolution_apart() {
        for (length, resolution) in [(1.0, 0.3), (1.0, 0.25), (0.2, 0.3), (7.0, 0.01)] {
            let seen = Mutex::new(Vec::new());
            let world = sampled(resolution, |x: &State<2>| {
                seen.lock().unwrap().push(x[0]);
                true
            });
            assert!(world.segment_is_free(&[0.0, 1.0], &[length, 1.0]));
            drop(world);
            let mut seen = seen.into_inner().unwrap();
            seen.sort_by(f64::total_cmp);
            assert_eq!((seen[0], seen[seen.len() - 1]), (0.0, length));
            assert!(seen.windows(2).all(|w| w[1] - w[0] <= resolution + 1e-12));
            assert!(seen.len() <= (length / resolution).ceil() as usize + 1);
        }
    }

    #[test]
    fn a_resolution_that_is_not_positive_still_ends() {
        for resolution in [0.0, -1.0, f64::NAN, 1e-300] {
            let world = sampled(resolution, |x: &State<2>| x[0] < 0.5);
            assert!(!world.segment_is_free(&[0.0, 0.0], &[1.0, 0.0]));
            assert!(world.segment_is_free(&[0.0, 0.0], &[0.4, 0.0]));
        }
    }
}
