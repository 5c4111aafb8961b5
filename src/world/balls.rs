//! Balls, eight at a time, by the squared distance from the centre to the segment.
//!
//! The point of the segment nearest to the centre c has the parameter `(c - a) . (b - a) / |b - a|^2`, clamped to [0,
//! 1]; the ball is met if and only if that point lies in it. A ball robot grows a ball into a bigger ball.
//!
//! Rounding moves the contact by a few units in the last place of the coordinates; `segment::squared_reach`
//! errs to the side of a collision.
//!
//! Complexity: O(D) for a block of eight.

use super::boxes::not_negative;
use super::packed::{Block, LANES, pad};
use super::segment::{SLACK, Segment, greatest, least, squared_reach};
use crate::geometry::{Aabb, State};

/// Relative slack of a bounding box, far above the roundings of the exact test and far below what costs a query time.
const BOUNDS_SLACK: f64 = 1e-9;

/// A closed ball.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ball<const D: usize> {
    /// Its centre.
    pub center: State<D>,
    /// Its radius.
    pub radius: f64,
}

/// Eight balls.
pub(super) struct Balls<const D: usize> {
    center: [[f64; LANES]; D],
    /// The squared radius without and, for each unit of the segment's extent, with what rounding may add.
    reach: [f64; LANES],
    reach_by_extent: [f64; LANES],
}

impl<const D: usize> Block<D> for Balls<D> {
    type Item = Ball<D>;

    const FLAT_BLOCKS: usize = 6;

    fn bounds(ball: &Ball<D>) -> Aabb<D> {
        loosened(&Aabb::new(ball.center, ball.center), ball.radius)
    }

    fn pack(items: &[Ball<D>]) -> Self {
        Self {
            center: std::array::from_fn(|i| pad(items, 0.0, |b| b.center[i])),
            // No squared distance is at most this.
            reach: pad(items, f64::MIN, |b| squared_reach(b.radius, 0.0)),
            reach_by_extent: pad(items, 0.0, |b| SLACK * b.radius),
        }
    }

    #[inline(always)]
    fn is_hit(&self, s: &Segment<D>) -> bool {
        let mut along = [0.0; LANES];
        for i in 0..D {
            for (l, along) in along.iter_mut().enumerate() {
                *along += (self.center[i][l] - s.a[i]) * s.d[i];
            }
        }
        let t = along.map(|t| least(greatest(t * s.inverse_square, 0.0), 1.0));
        let mut square = [0.0; LANES];
        for i in 0..D {
            for l in 0..LANES {
                let off = (self.center[i][l] - s.a[i]) - t[l] * s.d[i];
                square[l] += off * off;
            }
        }
        // What counts where the radius is less than a rounding.
        let least_reach = 0.5 * SLACK * s.extent;
        let least_reach = least_reach * least_reach;
        // A difference of equal numbers is plus 0.
        not_negative(&std::array::from_fn(|l| {
            (self.reach[l] + least_reach) + self.reach_by_extent[l] * s.extent - square[l]
        })) != 0
    }
}

/// `core` grown by `radius` and a little more, so that rounding cannot make it miss what the exact test finds.
pub(super) fn loosened<const D: usize>(core: &Aabb<D>, radius: f64) -> Aabb<D> {
    let size = radius + largest(&core.min).max(largest(&core.max));
    core.grown(&[radius + BOUNDS_SLACK * size; D])
}

/// The size of the largest coordinate.
pub(super) fn largest<const D: usize>(x: &State<D>) -> f64 {
    x.iter().fold(0.0, |size: f64, c| size.max(c.abs()))
}
