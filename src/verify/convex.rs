//! Obstacles cut into convex pieces, and how near a segment comes to one.
//!
//! The signed distance to a convex set is a convex function of the point, so along a segment it has one valley, and a
//! golden-section search finds its floor to rounding. That is all the geometry there is here: nothing is shared with
//! the exact tests that planners use, so that the two can be held against each other.
//!
//! A robot that does not turn is dealt with by growing the pieces: a ball moves the surface outwards, a box widens it.

use super::turned::TurnedMap;
use crate::scenario::inside::{edges, signed_distance_to_box, signed_distance_to_polygon};
use crate::world::{GridMap, Robot, Shape};

/// A convex closed set.
#[derive(Clone, Debug)]
pub enum Piece {
    /// A box, or a point where the corners are one; grown by `radius`.
    Box {
        /// The lower corner.
        min: Vec<f64>,
        /// The upper corner.
        max: Vec<f64>,
        /// How far the surface is moved outwards.
        radius: f64,
    },
    /// A side of a polygon, widened by `half` and grown by `radius`.
    Edge {
        /// Its ends.
        ends: [[f64; 2]; 2],
        /// How far it is widened along the axes.
        half: [f64; 2],
        /// How far the surface is moved outwards.
        radius: f64,
    },
    /// All x with `sign * (x[axis] - at) <= 0`.
    HalfSpace {
        /// The coordinate.
        axis: usize,
        /// The border.
        at: f64,
        /// 1 or -1.
        sign: f64,
    },
    /// A convex polygon of the plane, grown by `radius`.
    Convex {
        /// Its corners in order.
        corners: Vec<[f64; 2]>,
        /// How far the surface is moved outwards.
        radius: f64,
    },
    /// All x of the plane with `inwards · (x - through) <= reach`.
    HalfPlane {
        /// A point of the border before it is moved.
        through: [f64; 2],
        /// The unit normal of the border that leads out of the piece.
        inwards: [f64; 2],
        /// How far the border is moved along it.
        reach: f64,
    },
}

impl Piece {
    /// The distance from `x` to the piece, negative inside; 1-Lipschitz and convex in x.
    pub fn signed_distance(&self, x: &[f64]) -> f64 {
        match self {
            Self::Box { min, max, radius } => signed_distance_to_box(min, max, None, x) - radius,
            Self::Edge { ends, half, radius } => {
                let [a, b] = ends;
                let to_edge = |s: f64| {
                    let p = [a[0] + s * (b[0] - a[0]), a[1] + s * (b[1] - a[1])];
                    signed_distance_to_box(&p, &p, Some(half), &x[..2])
                };
                valley(to_edge).1 - radius
            }
            Self::HalfSpace { axis, at, sign } => sign * (x[*axis] - at),
            Self::Convex { corners, radius } => {
                signed_distance_to_polygon(corners, [x[0], x[1]]) - radius
            }
            Self::HalfPlane {
                through,
                inwards,
                reach,
            } => {
                let along = |i: usize| inwards[i] * (x[i] - through[i]);
                along(0) + along(1) - reach
            }
        }
    }

    /// The size of the numbers that a distance from a nearby place is computed from, besides the place's own: a
    /// radius, and the ends of an edge, of which the nearest point is computed.
    pub fn size(&self) -> f64 {
        match self {
            Self::Box { radius, .. } | Self::Convex { radius, .. } => *radius,
            Self::Edge { ends, radius, .. } => {
                let [x, y] = [0, 1].map(|i| ends[0][i].abs().max(ends[1][i].abs()));
                radius + x.hypot(y)
            }
            Self::HalfSpace { .. } | Self::HalfPlane { .. } => 0.0,
        }
    }

    /// The parameter t in [0, 1] at which `a + t (b - a)` comes nearest, or deepest, and the signed distance there.
    pub fn nearest(&self, a: &[f64], b: &[f64]) -> (f64, f64) {
        valley(|t| self.signed_distance(&between(a, b, t)))
    }
}

/// The point `a + t (b - a)`.
pub fn between(a: &[f64], b: &[f64], t: f64) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + t * (b - a)).collect()
}

/// The lowest point of a convex function on [0, 1], by golden section: (argument, value). The value is NaN where the
/// function is so at one of the ends or at the last places that were looked at.
pub fn valley(f: impl Fn(f64) -> f64) -> (f64, f64) {
    /// 0.618^80 is below 1e-16: the bracket has shrunk to rounding.
    const STEPS: usize = 80;
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (0.0, 1.0);
    let (mut t, mut u) = (1.0 - golden, golden);
    let (mut at_t, mut at_u) = (f(t), f(u));
    let ends = [(0.0, f(0.0)), (1.0, f(1.0))];
    for _ in 0..STEPS {
        if at_t <= at_u {
            high = u;
            (u, at_u) = (t, at_t);
            t = high - golden * (high - low);
            at_t = f(t);
        } else {
            low = t;
            (t, at_t) = (u, at_u);
            u = low + golden * (high - low);
            at_u = f(u);
        }
    }
    // What is no number is lower than all, so that it is not lost.
    let lower = |best: (f64, f64), x: (f64, f64)| match x.1 < best.1 || x.1.is_nan() {
        true => x,
        false => best,
    };
    ends.into_iter().fold(lower((t, at_t), (u, at_u)), lower)
}

/// The pieces of `shape`, grown by the robot, that may lie within `margin` of the segment from `a` to `b`. Of a
/// polygon: its edges, so that whoever asks must also ask whether an end of the segment lies within.
pub fn pieces(shape: &Shape, robot: &Robot, a: &[f64], b: &[f64], margin: f64) -> Vec<Piece> {
    let mut found = match shape {
        Shape::Map(map) if map.yaw == 0.0 => outside(map, robot),
        Shape::Map(map) => {
            let (radius, half) = body(robot, 2);
            TurnedMap::new(map, radius, [half[0], half[1]]).outside()
        }
        _ => Vec::new(),
    };
    found.extend(region_pieces(shape, robot, a, b, margin));
    found
}

/// As [`pieces`], of a region instead of an obstacle: the outside of a map is none of it.
pub fn region_pieces(
    shape: &Shape,
    robot: &Robot,
    a: &[f64],
    b: &[f64],
    margin: f64,
) -> Vec<Piece> {
    let (radius, half) = body(robot, a.len());
    match shape {
        Shape::Box { min, max } => vec![Piece::Box {
            min: min.iter().zip(&half).map(|(x, h)| x - h).collect(),
            max: max.iter().zip(&half).map(|(x, h)| x + h).collect(),
            radius,
        }],
        Shape::Ball {
            center,
            radius: own,
        } => vec![Piece::Box {
            min: center.iter().zip(&half).map(|(x, h)| x - h).collect(),
            max: center.iter().zip(&half).map(|(x, h)| x + h).collect(),
            radius: own + radius,
        }],
        Shape::Polygon { vertices } => edges(vertices)
            .map(|(start, end)| Piece::Edge {
                ends: [start, end],
                half: [half[0], half[1]],
                radius,
            })
            .collect(),
        Shape::Map(map) if map.yaw == 0.0 => {
            map_pieces(map, radius, [half[0], half[1]], a, b, margin)
        }
        Shape::Map(map) => TurnedMap::new(map, radius, [half[0], half[1]]).cells(a, b, margin),
    }
}

/// The robot's radius and half extents.
fn body(robot: &Robot, dimension: usize) -> (f64, Vec<f64>) {
    match robot {
        Robot::Ball { radius } => (*radius, vec![0.0; dimension]),
        Robot::Box { half_extents } => (0.0, half_extents.clone()),
    }
}

/// The four sides beyond which a map is blocked, moved inwards by the robot.
fn outside(map: &GridMap, robot: &Robot) -> Vec<Piece> {
    let [low, high] = map.extent();
    let sides =
        |axis: usize| {
            let reach = robot.reach(axis);
            [(low[axis] + reach, 1.0), (high[axis] - reach, -1.0)]
                .map(|(at, sign)| Piece::HalfSpace { axis, at, sign })
        };
    [0, 1].into_iter().flat_map(sides).collect()
}

fn map_pieces(
    map: &GridMap,
    radius: f64,
    half: [f64; 2],
    a: &[f64],
    b: &[f64],
    margin: f64,
) -> Vec<Piece> {
    let [low, _] = map.extent();
    let reach = [half[0] + radius, half[1] + radius];
    let mut found = Vec::new();
    // Saturating casts; one more cell on each side, since a cell's border belongs to it.
    let cells = |axis: usize, count: usize| {
        let side = margin + reach[axis];
        let from = (a[axis].min(b[axis]) - side - low[axis]) / map.resolution - 1.0;
        let to = (a[axis].max(b[axis]) + side - low[axis]) / map.resolution + 2.0;
        (from as usize).min(count)..(to as usize).min(count)
    };
    for row in cells(1, map.height) {
        for column in cells(0, map.width) {
            if map.is_blocked(column, row) {
                let corner = |offset: usize, sign: f64| {
                    let index = [column + offset, row + offset];
                    (0..2)
                        .map(|i| low[i] + map.resolution * index[i] as f64 + sign * half[i])
                        .collect()
                };
                found.push(Piece::Box {
                    min: corner(0, -1.0),
                    max: corner(1, 1.0),
                    radius,
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_valley_of_a_convex_function_is_found_to_rounding() {
        for floor in [0.0, 1e-9, 0.3, 0.77, 1.0] {
            let (t, value) = valley(|t| (t - floor).abs());
            assert!((t - floor).abs() < 1e-15 && value < 1e-15);
        }
        assert!(valley(|t| if t < 0.5 { t } else { f64::NAN }).1.is_nan());
        assert!(valley(|t| if t < 0.5 { -f64::NAN } else { t }).1.is_nan());
        // A flat floor.
        assert_eq!(valley(|t| (0.4 - t).max(t - 0.6).max(0.0)).1, 0.0);
    }

    #[test]
    fn a_piece_is_as_near_as_its_nearest_point() {
        let piece = Piece::Box {
            min: vec![1.0, 1.0],
            max: vec![2.0, 2.0],
            radius: 0.25,
        };
        let (t, distance) = piece.nearest(&[0.0, 1.0], &[1.0, 0.0]);
        assert!((t - 0.5).abs() < 1e-7);
        assert!((distance - (0.5f64.sqrt() - 0.25)).abs() < 1e-15);
        let edge = Piece::Edge {
            ends: [[0.0, 0.0], [1.0, 1.0]],
            half: [0.1, 0.1],
            radius: 0.0,
        };
        // The point (1, 0) is 0.8 from the widened diagonal's nearest line x - y = 0.2.
        assert!((edge.signed_distance(&[1.0, 0.0]) - 0.8 / 2f64.sqrt()).abs() < 1e-12);
    }
}
