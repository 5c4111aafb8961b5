//! Axis-aligned boxes, eight at a time, by the slab test.
//!
//! A segment meets a closed box if and only if the intervals of the parameter t over which it lies between the two
//! faces of each direction, and [0, 1], have a common point. Intervals are compared after a cheaper test that already
//! settles most cases: whether the segment's bounding box meets the box. That comparison is exact in floating point,
//! and it decides alone in the directions in which the segment is flat, so that no zero is ever divided by.
//!
//! The slab test itself rounds. [`SLACK`] covers that, so that a segment that touches a box is always found to touch
//! it; a free segment is refused only where moving it by a few units in the last place of its length would make it
//! touch.
//!
//! Boxes are stored as structures of arrays in blocks of eight. Every step is an operation on eight lanes, the lanes'
//! answers are sign bits, and the eight bits are gathered with integer operations: this form the compiler turns into
//! vector instructions as it stands, which it does not do for comparisons (measured: three times slower).
//!
//! A box that contains another is hit wherever that one is, bit by bit, because every operation used is monotone: this
//! makes the same test correct for the nodes of the tree in `packed.rs`.
//!
//! A box robot grows a box into a bigger box. A ball grows it into a rounded box (`rounded.rs`).
//!
//! Complexity: O(D) for a block of eight.

use super::packed::{Block, LANES, pad};
use super::segment::{Segment, greatest, least};
use crate::geometry::Aabb;

/// Covers the roundings of the two ends of intervals that are compared: four each of at most 2^-53, twice over.
const SLACK: f64 = 1.0 / (1u64 << 49) as f64;

/// A coordinate beyond every world: a box there misses every segment.
const FAR_AWAY: f64 = 1e300;

/// Eight boxes.
pub(super) struct Boxes<const D: usize> {
    min: [[f64; LANES]; D],
    max: [[f64; LANES]; D],
}

impl<const D: usize> Boxes<D> {
    /// The bits of the boxes that the segment meets.
    #[inline(always)]
    #[allow(clippy::needless_range_loop)] // lanes of several arrays: one index says it best
    pub fn mask(&self, s: &Segment<D>) -> u8 {
        let mut overlap = [f64::INFINITY; LANES];
        for i in 0..D {
            for l in 0..LANES {
                let common = least(s.hi[i] - self.min[i][l], self.max[i][l] - s.lo[i]);
                overlap[l] = least(common, overlap[l]);
            }
        }
        let near_by = not_negative(&overlap);
        if near_by == 0 {
            return 0;
        }
        let mut enter = [0.0; LANES];
        let mut leave = [1.0 + SLACK; LANES];
        for i in 0..D {
            if s.inverse[i] == 0.0 {
                continue;
            }
            let (near, far) = if s.inverse[i] > 0.0 {
                (&self.min[i], &self.max[i])
            } else {
                (&self.max[i], &self.min[i])
            };
            for l in 0..LANES {
                enter[l] = greatest((near[l] - s.a[i]) * s.inverse[i], enter[l]);
                leave[l] = least((far[l] - s.a[i]) * s.inverse[i] + SLACK, leave[l]);
            }
        }
        near_by & not_negative(&std::array::from_fn(|l| leave[l] - enter[l]))
    }
}

impl<const D: usize> Block<D> for Boxes<D> {
    type Item = Aabb<D>;

    const FLAT_BLOCKS: usize = 16;

    fn bounds(item: &Aabb<D>) -> Aabb<D> {
        *item
    }

    fn pack(items: &[Aabb<D>]) -> Self {
        // Adding 0 makes a plus of a minus 0, so that no difference of equal coordinates is a minus 0.
        Self {
            min: std::array::from_fn(|i| pad(items, FAR_AWAY, |b| b.min[i] + 0.0)),
            max: std::array::from_fn(|i| pad(items, FAR_AWAY, |b| b.max[i] + 0.0)),
        }
    }

    #[inline(always)]
    fn is_hit(&self, s: &Segment<D>) -> bool {
        self.mask(s) != 0
    }
}

/// The byte whose bit `l` tells whether lane `l` is positive or plus 0. Lanes must not be minus 0.
#[inline(always)]
pub(super) fn not_negative(x: &[f64; LANES]) -> u8 {
    let mut negative = 0;
    for (l, x) in x.iter().enumerate() {
        // One bit higher than wanted, so that all lanes do the same operations.
        negative |= (x.to_bits() >> (62 - l)) & (2 << l);
    }
    !(negative >> 1) as u8
}
