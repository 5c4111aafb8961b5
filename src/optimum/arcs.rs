//! Arcs between polygons: a polygon within a disc, one around it, and their Minkowski sums with convex shapes.
//!
//! The inner polygon has its corners on the circle, the outer one touches the circle at the same directions. So both
//! reach exactly as far as the disc does in these directions: walls whose normals are among them are not moved. With
//! directions alpha apart, the inner outline is shorter than the arc by a share of about alpha^2 / 24, the outer one
//! longer by alpha^2 / 12.

use super::corners::{Point, cross, minus};
use std::f64::consts::TAU;

/// Which side of the truth an approximation is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Obstacles are too small: paths are too short.
    Inner,
    /// Obstacles are too large: paths are free, and too long.
    Outer,
}

/// The unit disc's polygon with `sides` directions, a multiple of 4, evenly from that of x, and further ones;
/// anticlockwise.
pub(super) fn disc(side: Side, sides: usize, further: &[Point]) -> Vec<Point> {
    let mut angles: Vec<f64> = (0..sides).map(|i| TAU * i as f64 / sides as f64).collect();
    angles.extend(further.iter().map(|n| n[1].atan2(n[0]).rem_euclid(TAU)));
    angles.sort_by(f64::total_cmp);
    // Nearly equal directions would meet at a point that rounding moves far.
    angles.dedup_by(|b, a| *b - *a < 1e-6);
    if angles.len() > sides && TAU - angles[angles.len() - 1] < 1e-6 {
        angles.pop();
    }
    let at = |angle: f64, radius: f64| [radius * angle.cos(), radius * angle.sin()];
    match side {
        Side::Inner => angles.iter().map(|angle| at(*angle, 1.0)).collect(),
        Side::Outer => (0..angles.len())
            .map(|i| {
                let next = if i + 1 < angles.len() {
                    angles[i + 1]
                } else {
                    angles[0] + TAU
                };
                let half = 0.5 * (next - angles[i]);
                at(angles[i] + half, 1.0 / half.cos())
            })
            .collect(),
    }
}

/// The Minkowski sum of the hull of `points` and the polygon `disc` times `radius`, anticlockwise.
pub(super) fn sum(points: &[Point], disc: &[Point], radius: f64) -> Vec<Point> {
    let mut all = Vec::with_capacity(points.len() * disc.len());
    for p in points {
        all.extend(
            disc.iter()
                .map(|d| [p[0] + radius * d[0], p[1] + radius * d[1]]),
        );
    }
    hull(all)
}

/// The convex hull, anticlockwise, without points on its edges (Andrew 1979).
pub(super) fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    let mut hull: Vec<Point> = Vec::new();
    for pass in 0..2 {
        let base = hull.len();
        for i in 0..points.len() {
            let p = if pass == 0 {
                points[i]
            } else {
                points[points.len() - 1 - i]
            };
            while hull.len() >= base + 2 {
                let (a, b) = (hull[hull.len() - 2], hull[hull.len() - 1]);
                if cross(minus(b, a), minus(p, b)) > 0.0 {
                    break;
                }
                hull.pop();
            }
            hull.push(p);
        }
        hull.pop();
    }
    hull
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimum::corners::{length, signed_area};

    #[test]
    fn the_disc_lies_between_its_polygons_and_the_given_directions_are_exact() {
        let tilted = [0.6, 0.8];
        for sides in [4, 16, 64] {
            let inner = disc(Side::Inner, sides, &[tilted]);
            let outer = disc(Side::Outer, sides, &[tilted]);
            assert!(inner.iter().all(|p| (length(*p) - 1.0).abs() < 1e-15));
            assert!(outer.iter().all(|p| length(*p) > 1.0));
            let pi = std::f64::consts::PI;
            assert!(signed_area(&inner) < pi && pi < signed_area(&outer));
            for polygon in [inner, outer] {
                for n in [tilted, [1.0, 0.0], [0.0, -1.0]] {
                    let reach = polygon.iter().map(|p| p[0] * n[0] + p[1] * n[1]);
                    assert!((reach.fold(0.0, f64::max) - 1.0).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn the_hull_of_a_square_and_points_in_it_is_the_square() {
        let square = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
        let mut points = square.to_vec();
        points.extend([[0.5, 0.5], [0.5, 0.0], [1.0, 0.25], [0.0, 0.0]]);
        assert_eq!(hull(points), square);
    }
}
