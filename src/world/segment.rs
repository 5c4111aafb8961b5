//! A segment prepared for many tests: what all of them need is computed once.

use crate::geometry::{State, lerp};

/// The closed segment from `a` to `b`; a point where they are equal.
pub(super) struct Segment<const D: usize> {
    /// The first end.
    pub a: State<D>,
    /// The second end.
    pub b: State<D>,
    /// `b - a`.
    pub d: State<D>,
    /// The lower corner of the segment's bounding box; never minus 0.
    pub lo: State<D>,
    /// The upper corner of the segment's bounding box; never minus 0.
    pub hi: State<D>,
    /// `1 / d[i]`, or 0 where that is not finite: the segment is flat in this direction, its bounding box tells all.
    pub inverse: State<D>,
    /// The sum of the sizes of `d`'s coordinates: at least the segment's length.
    pub extent: f64,
    /// `1 / |d|^2`, or 0 where that is not finite: the segment is a point.
    pub inverse_square: f64,
}

impl<const D: usize> Segment<D> {
    /// Prepares the segment from `a` to `b`.
    #[inline(always)]
    pub fn new(a: &State<D>, b: &State<D>) -> Self {
        let d: State<D> = std::array::from_fn(|i| b[i] - a[i]);
        Self {
            a: *a,
            b: *b,
            d,
            lo: std::array::from_fn(|i| least(a[i], b[i]) + 0.0),
            hi: std::array::from_fn(|i| greatest(a[i], b[i]) + 0.0),
            inverse: d.map(finite_inverse),
            extent: d.iter().map(|c| c.abs()).sum(),
            inverse_square: finite_inverse(d.iter().map(|c| c * c).sum()),
        }
    }

    /// The point `a + t (b - a)`.
    #[inline(always)]
    pub fn at(&self, t: f64) -> State<D> {
        lerp(&self.a, &self.b, t)
    }
}

/// What rounding may add to a distance, relative to the lengths that it is computed from: 32 roundings of 2^-53.
pub(super) const SLACK: f64 = 1.0 / (1u64 << 48) as f64;

/// The square of a radius and of what rounding may add to the distance of two things of this size that touch: with this
/// bound whatever touches is found to touch, also where the radius is less than a rounding.
#[inline(always)]
pub(super) fn squared_reach(radius: f64, size: f64) -> f64 {
    let reach = radius + 0.5 * SLACK * (radius + size);
    reach * reach
}

/// `1 / x`, or 0 where that is not finite.
#[inline(always)]
pub(super) fn finite_inverse(x: f64) -> f64 {
    let inverse = 1.0 / x;
    if inverse.is_finite() { inverse } else { 0.0 }
}

/// The lesser of two numbers, `y` where either is not a number: one machine instruction, unlike [`f64::min`].
#[inline(always)]
pub(super) fn least(x: f64, y: f64) -> f64 {
    if x < y { x } else { y }
}

/// The greater of two numbers, `y` where either is not a number: one machine instruction, unlike [`f64::max`].
#[inline(always)]
pub(super) fn greatest(x: f64, y: f64) -> f64 {
    if x > y { x } else { y }
}

/// The first coordinates of a point of R^D as an array of another length, the missing ones 0.
#[inline(always)]
pub(super) fn first<const N: usize>(x: &[f64]) -> [f64; N] {
    std::array::from_fn(|i| x.get(i).copied().unwrap_or(0.0))
}
