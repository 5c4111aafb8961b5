//! The plane: orientation, edges and outlines, with every doubt decided for contact.
//!
//! An orientation is a difference of two products. It comes with a bound on its own rounding error (Shewchuk, "Adaptive
//! precision floating-point arithmetic and fast robust geometric predicates", 1997: 3 + 16 units of 2^-53); a value
//! within its bound counts as zero, that is as contact. So whatever touches is found to touch, shared corners,
//! horizontal and collinear edges included, and a miss is only ever reported where there is one.

use super::segment::{greatest, least};
use crate::geometry::Aabb;

/// A point of the plane.
pub(super) type Point = [f64; 2];

/// The rounding error of an orientation, relative to the sum of the sizes of its two products.
const ORIENTATION_ERROR: f64 = 3.4e-16;

/// The first two coordinates; missing ones are 0.
#[inline(always)]
pub(super) fn plane(x: &[f64]) -> Point {
    super::segment::first(x)
}

/// Twice the signed area of the triangle `u`, `v`, `p` (positive where `p` is to the left of the line from `u` to `v`),
/// and a bound of its rounding error.
#[inline(always)]
pub(super) fn orientation(u: Point, v: Point, p: Point) -> (f64, f64) {
    let left = (v[0] - u[0]) * (p[1] - u[1]);
    let right = (v[1] - u[1]) * (p[0] - u[0]);
    (left - right, ORIENTATION_ERROR * (left.abs() + right.abs()))
}

/// Whether the closed segments `u v` and `p q` come within `half` of each other in both directions at once: whether `p
/// q` meets `u v` grown by the box of these half extents.
///
/// Two convex sets in the plane are apart if and only if the normal of an edge separates them. Here the sets are the
/// parallelogram of all differences and the box, and the normals those of the axes, of `u v` and of `p q`.
#[inline(always)]
pub(super) fn segments_meet(u: Point, v: Point, p: Point, q: Point, half: Point) -> bool {
    let overlaps = |i: usize| {
        (least(u[i], v[i]) - greatest(p[i], q[i]) <= half[i])
            & (least(p[i], q[i]) - greatest(u[i], v[i]) <= half[i])
    };
    overlaps(0) & overlaps(1) & straddles(u, v, p, q, half) & straddles(p, q, u, v, half)
}

/// Whether `p` and `q` are not both strictly on the same side of the line through `u` and `v`, grown by the box.
#[inline(always)]
fn straddles(u: Point, v: Point, p: Point, q: Point, half: Point) -> bool {
    let ((first, e), (second, f)) = (orientation(u, v, p), orientation(u, v, q));
    let grown = (v[0] - u[0]).abs() * half[1] + (v[1] - u[1]).abs() * half[0];
    let reach = grown + greatest(e, f);
    (least(first, second) <= reach) & (greatest(first, second) >= -reach)
}

/// The squared distance from `x` to the closed segment `u v`.
#[inline(always)]
pub(super) fn squared_distance_to_segment(x: Point, u: Point, v: Point) -> f64 {
    let d = [v[0] - u[0], v[1] - u[1]];
    let e = [x[0] - u[0], x[1] - u[1]];
    let square = d[0] * d[0] + d[1] * d[1];
    let along = (e[0] * d[0] + e[1] * d[1]) / square;
    // Where the segment is a point this is not a number, and the comparisons give 0.
    let t = least(1.0, greatest(along, 0.0));
    let off = [e[0] - t * d[0], e[1] - t * d[1]];
    off[0] * off[0] + off[1] * off[1]
}

/// Whether `x` lies in the closed region inside the outline, the outline itself included; either orientation.
pub(super) fn outline_contains(outline: &[Point], x: Point) -> bool {
    let mut inside = false;
    for (u, v) in edges(outline) {
        let (side, error) = orientation(u, v, x);
        // Half-open in y, so that a corner on the ray counts once: the parity of the edges to the right of x.
        let straddles = (u[1] > x[1]) != (v[1] > x[1]);
        // Also beside a corner, where the edge's bounding box ends before the doubt does.
        if side.abs() <= error && (straddles || bounds_of(&[u, v]).contains(&x)) {
            return true;
        }
        if straddles {
            inside ^= (side > 0.0) == (v[1] > u[1]);
        }
    }
    inside
}

/// The edges of the outline, the closing one last.
pub(super) fn edges(outline: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    let next = outline.iter().skip(1).chain(outline.first());
    outline.iter().copied().zip(next.copied())
}

/// The least box that contains the points.
pub(super) fn bounds_of(points: &[Point]) -> Aabb<2> {
    let mut bounds = Aabb::EMPTY;
    for x in points {
        bounds.include(x);
    }
    bounds
}
