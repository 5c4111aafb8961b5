//! What a path costs, found by other means than the planners'.
//!
//! Along a segment the weight is constant between the places at which the segment crosses a border of a region. The
//! borders of a convex piece are crossed at most twice: on either side of the place where the segment is deepest
//! inside, found by bisection. Between neighbouring crossings of any piece, the weight in the middle counts.

use super::convex::{Piece, between, region_pieces};
use super::distance;
use crate::scenario::inside::signed_distance_to_polygon;
use crate::scenario::{Objective, Scenario};
use crate::world::{Robot, Shape};

const POINT: Robot = Robot::Ball { radius: 0.0 };

/// The cost of `path` under the scenario's objective.
pub fn of_path(scenario: &Scenario, path: &[Vec<f64>]) -> f64 {
    let segments = path.windows(2).map(|w| (&w[0], &w[1]));
    match &scenario.objective {
        Objective::PathLength => segments
            .map(|(a, b)| distance(a, b))
            .fold(0.0, |sum, length| sum + length),
        Objective::CostMap { default, regions } => segments
            .map(|(a, b)| integral(*default, regions, a, b))
            .sum(),
    }
}

fn integral(default: f64, regions: &[(Shape, f64)], a: &[f64], b: &[f64]) -> f64 {
    let mut borders = vec![0.0, 1.0];
    for (shape, _) in regions {
        for piece in region_pieces(shape, &POINT, a, b, 0.0) {
            borders.extend(crossings(&piece, a, b));
        }
    }
    borders.sort_by(f64::total_cmp);
    let sum: f64 = borders
        .windows(2)
        .filter(|w| w[0] < w[1])
        .map(|w| {
            let x = between(a, b, 0.5 * (w[0] + w[1]));
            let last = regions.iter().rev().find(|(shape, _)| contains(shape, &x));
            (w[1] - w[0]) * last.map_or(default, |(_, weight)| *weight)
        })
        .sum();
    sum * distance(a, b)
}

/// The parameters at which the segment enters and leaves the piece.
fn crossings(piece: &Piece, a: &[f64], b: &[f64]) -> Vec<f64> {
    let (deepest, depth) = piece.nearest(a, b);
    /// A side of a polygon has no inside: the segment meets it where it comes this near, relative to its own length.
    const CONTACT: f64 = 1e-12;
    /// Halves of 1 until the rounding of 1 is left.
    const HALVINGS: usize = 53;
    if depth > CONTACT * distance(a, b) {
        return Vec::new();
    }
    let outside = |t: f64| piece.signed_distance(&between(a, b, t)) > 0.0;
    [0.0, 1.0]
        .into_iter()
        .map(|end| {
            if !outside(end) {
                return end;
            }
            let (mut inner, mut outer) = (deepest, end);
            for _ in 0..HALVINGS {
                let middle = 0.5 * (inner + outer);
                if outside(middle) {
                    outer = middle;
                } else {
                    inner = middle;
                }
            }
            inner
        })
        .collect()
}

/// Whether the closed region holds `x`.
fn contains(shape: &Shape, x: &[f64]) -> bool {
    match shape {
        Shape::Polygon { vertices } => signed_distance_to_polygon(vertices, [x[0], x[1]]) <= 0.0,
        _ => region_pieces(shape, &POINT, x, x, 0.0)
            .iter()
            .any(|piece| piece.signed_distance(x) <= 0.0),
    }
}
