//! How near a path comes to obstacles, and whether that is a collision.

use super::convex::{Piece, between, pieces};
use super::{Fault, distance, norm};
use crate::scenario::Scenario;
use crate::scenario::inside::signed_distance_to_polygon;
use crate::world::{Robot, Shape};

/// Relative to the coordinates: what comes nearer than this is a contact, since a place along a segment is known no
/// better. Counted in halves of the machine's epsilon: 5 for a coordinate of the place; 8 for the parameter at which
/// the search ends, which is within 4 of the best and counts as much as the segment is long, up to twice the
/// coordinates; as much again where the search was misled by the first 5; and some for the distance itself.
const ROUNDING: f64 = 16.0 * f64::EPSILON;

/// The first collision along the path, and the least clearance.
pub(super) fn closest(scenario: &Scenario, path: &[Vec<f64>]) -> (Option<Fault>, f64) {
    let mut clearance = f64::INFINITY;
    let mut collision = None;
    // A path of one state is a segment of no length.
    let last = path.len().max(2) - 1;
    for segment in 0..last {
        let (a, b) = (&path[segment], &path[(segment + 1).min(path.len() - 1)]);
        for (obstacle, shape) in scenario.obstacles.iter().enumerate() {
            let (at, near) = nearest(shape, &scenario.robot, a, b, clearance);
            clearance = clearance.min(near);
            if !is_clear(near, a, b) && collision.is_none() {
                collision = Some(Fault::Collision {
                    segment,
                    at,
                    position: between(a, b, at),
                    obstacle,
                    depth: (-near).max(0.0),
                });
            }
        }
    }
    (collision, clearance)
}

/// Whether a distance from the segment is one in spite of rounding.
pub(super) fn is_clear(near: f64, a: &[f64], b: &[f64]) -> bool {
    // Each coordinate has an error of its own, so their squares add up.
    near > ROUNDING * norm(a.iter().zip(b).map(|(x, y)| x.abs().max(y.abs())))
}

/// Where the segment comes nearest to `shape`, and how near; distances above `enough` need not be exact. What cannot be
/// told is a contact.
pub(super) fn nearest(
    shape: &Shape,
    robot: &Robot,
    a: &[f64],
    b: &[f64],
    enough: f64,
) -> (f64, f64) {
    /// Looks at a map, each four times as wide as the one before; the last one sees all of it.
    const LOOKS: usize = 16;
    if let Shape::Polygon { vertices } = shape {
        // No edge is met within a polygon, so its inside is asked for at one end.
        let inside = signed_distance_to_polygon(vertices, [a[0], a[1]]);
        if inside <= 0.0 || inside.is_nan() {
            return (0.0, inside.min(0.0));
        }
    }
    // Maps have very many cells: look at those near the segment first, and further away only where there are none.
    if let Shape::Map(map) = shape {
        let mut margin = map.resolution;
        for _ in 0..LOOKS {
            let best = nearest_of(&pieces(shape, robot, a, b, margin), a, b, enough);
            if best.1 <= margin || margin >= enough {
                return best;
            }
            margin *= 4.0;
        }
    }
    nearest_of(&pieces(shape, robot, a, b, f64::INFINITY), a, b, enough)
}

/// Where the segment comes nearest to one of the pieces.
fn nearest_of(pieces: &[Piece], a: &[f64], b: &[f64], enough: f64) -> (f64, f64) {
    let half_length = 0.5 * distance(a, b);
    let middle = between(a, b, 0.5);
    let mut best = (0.0, f64::INFINITY);
    for piece in pieces {
        let from_middle = piece.signed_distance(&middle);
        let rounding = ROUNDING * (half_length + from_middle.abs());
        let bound = from_middle - half_length - rounding;
        if bound > best.1.min(enough).max(0.0) {
            continue;
        }
        let near = piece.nearest(a, b);
        if near.1.is_nan() {
            return (near.0, 0.0);
        }
        // Pieces may be far larger than the path is.
        let near = (near.0, near.1 - ROUNDING * piece.size());
        if near.1 < best.1 {
            best = near;
        }
    }
    best
}
