//! Boxes with rounded corners: all points within a radius of a box. What a ball robot makes of a box, or a box robot of
//! a ball.
//!
//! The squared distance from the point at parameter t of a segment to the box is a convex function of t, quadratic
//! between breakpoints: the parameters at which the segment crosses the plane of a face, at most 2 D of them. The sign
//! of the derivative at a breakpoint tells on which side the minimum lies; after all breakpoints have been looked at,
//! in any order, what remains of [0, 1] holds the minimum and no breakpoint, so that the minimum is that of one
//! parabola: exact in any dimension, without sorting and without iteration to a tolerance.
//!
//! Before that, eight at a time: a segment that misses the box grown by the radius is free, one that meets the box
//! itself is not.
//!
//! Complexity: O(D) for a block of eight, and O(D^2) for each box between the two quick answers.

use super::balls::{largest, loosened};
use super::boxes::Boxes;
use super::packed::{Block, LANES, pad};
use super::segment::{Segment, squared_reach};
use crate::geometry::Aabb;

/// All points within `radius` of `core`.
#[derive(Clone, Copy, Debug)]
pub(super) struct RoundedBox<const D: usize> {
    /// The box.
    pub core: Aabb<D>,
    /// The radius.
    pub radius: f64,
}

/// Eight rounded boxes.
pub(super) struct RoundedBoxes<const D: usize> {
    grown: Boxes<D>,
    inner: Boxes<D>,
    core: [Aabb<D>; LANES],
    radius: [f64; LANES],
}

impl<const D: usize> Block<D> for RoundedBoxes<D> {
    type Item = RoundedBox<D>;

    const FLAT_BLOCKS: usize = 16;

    fn bounds(item: &RoundedBox<D>) -> Aabb<D> {
        loosened(&item.core, item.radius)
    }

    fn pack(items: &[RoundedBox<D>]) -> Self {
        let grown: Vec<_> = items.iter().map(Self::bounds).collect();
        let inner: Vec<_> = items.iter().map(|item| item.core).collect();
        Self {
            grown: Boxes::pack(&grown),
            inner: Boxes::pack(&inner),
            core: std::array::from_fn(|l| inner.get(l).copied().unwrap_or(Aabb::EMPTY)),
            radius: pad(items, 0.0, |item| item.radius),
        }
    }

    #[inline(always)]
    fn is_hit(&self, s: &Segment<D>) -> bool {
        let mut open = self.grown.mask(s);
        if open == 0 {
            return false;
        }
        if self.inner.mask(s) != 0 {
            return true;
        }
        while open != 0 {
            let l = open.trailing_zeros() as usize;
            open &= open - 1;
            let size = s.extent + largest(&s.a);
            if squared_distance(s, &self.core[l]) <= squared_reach(self.radius[l], size) {
                return true;
            }
        }
        false
    }
}

/// The squared distance between the segment and the box.
#[allow(clippy::needless_range_loop)] // coordinates of several arrays: one index says it best
pub(super) fn squared_distance<const D: usize>(s: &Segment<D>, core: &Aabb<D>) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    if slope(s, core, low) >= 0.0 {
        return core.squared_distance_to(&s.a);
    }
    if slope(s, core, high) <= 0.0 {
        return core.squared_distance_to(&s.b);
    }
    for i in 0..D {
        for face in [core.min[i], core.max[i]] {
            // A flat direction has the inverse 0 and gives t = 0, which is never inside.
            let t = (face - s.a[i]) * s.inverse[i];
            if low < t && t < high {
                if slope(s, core, t) < 0.0 {
                    low = t;
                } else {
                    high = t;
                }
            }
        }
    }
    // Between `low` and `high` the same faces are the nearest: one parabola, with the slope `first + t second`.
    let middle = s.at(0.5 * (low + high));
    let (mut first, mut second) = (0.0, 0.0);
    for i in 0..D {
        let off = outside(middle[i], core.min[i], core.max[i]);
        if off != 0.0 {
            let face = if off < 0.0 { core.min[i] } else { core.max[i] };
            first += (s.a[i] - face) * s.d[i];
            second += s.d[i] * s.d[i];
        }
    }
    let t = if second > 0.0 { -first / second } else { low };
    core.squared_distance_to(&s.at(t.max(low).min(high)))
}

/// Half the derivative of the squared distance to the box at parameter `t`.
fn slope<const D: usize>(s: &Segment<D>, core: &Aabb<D>, t: f64) -> f64 {
    let x = s.at(t);
    (0..D)
        .map(|i| outside(x[i], core.min[i], core.max[i]) * s.d[i])
        .sum()
}

/// How far `x` is above `max` (positive) or below `min` (negative); 0 between.
fn outside(x: f64, min: f64, max: f64) -> f64 {
    if x > max {
        x - max
    } else if x < min {
        x - min
    } else {
        0.0
    }
}
