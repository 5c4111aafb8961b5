//! The pieces of a turned map: its cells as polygons in the plane, and the half-planes beyond its sides.
//!
//! Everything stays where it is in the plane: cells are turned, not paths, and a box for a robot keeps its sides along
//! the plane's axes. A cell grown by such a box is the sum of two rectangles, a polygon of eight sides.

use super::convex::Piece;
use crate::world::GridMap;

type Point = [f64; 2];

/// In roundings of 2^-52 of the distance from the origin and of the origin: how far a corner may be from where it is
/// said to be.
const ROUNDINGS: f64 = 4.0;

/// A turned map.
pub(super) struct TurnedMap<'a> {
    map: &'a GridMap,
    /// The direction of the rows; that of the columns is a quarter turn to its left.
    along: Point,
    radius: f64,
    half: Point,
}

impl<'a> TurnedMap<'a> {
    /// The map and a robot's radius and half extents.
    pub fn new(map: &'a GridMap, radius: f64, half: Point) -> Self {
        Self {
            map,
            along: [libm::cos(map.yaw), libm::sin(map.yaw)],
            radius,
            half,
        }
    }

    /// The vector in the plane of so many units along the rows and along the columns.
    fn vector(&self, along: f64, up: f64) -> Point {
        let [c, s] = self.along;
        [along * c - up * s, along * s + up * c]
    }

    fn corner(&self, column: usize, row: usize) -> Point {
        let side = |count: usize| count as f64 * self.map.resolution;
        let [x, y] = self.vector(side(column), side(row));
        [self.map.origin[0] + x, self.map.origin[1] + y]
    }

    /// The radius, and what corners may be off.
    fn reach(&self) -> f64 {
        let size =
            [self.map.width, self.map.height].map(|count| count as f64 * self.map.resolution);
        let [x, y] = self.map.origin;
        self.radius + ROUNDINGS * f64::EPSILON * (x.hypot(y) + size[0].hypot(size[1]))
    }

    /// What is beyond the four sides, moved inwards by the robot.
    pub fn outside(&self) -> Vec<Piece> {
        let far = self.corner(self.map.width, self.map.height);
        let beyond = |through: Point, along: f64, up: f64| {
            let inwards = self.vector(along, up);
            let of_box = inwards[0].abs() * self.half[0] + inwards[1].abs() * self.half[1];
            Piece::HalfPlane {
                through,
                inwards,
                reach: self.reach() + of_box,
            }
        };
        vec![
            beyond(self.map.origin, 1.0, 0.0),
            beyond(self.map.origin, 0.0, 1.0),
            beyond(far, -1.0, 0.0),
            beyond(far, 0.0, -1.0),
        ]
    }

    /// The blocked cells, grown by the robot, that may lie within `margin` of the segment from `a` to `b`.
    pub fn cells(&self, a: &[f64], b: &[f64], margin: f64) -> Vec<Piece> {
        let map = self.map;
        let side = margin + self.radius + self.half[0].hypot(self.half[1]);
        // In cells, saturating; one more on each side.
        let range = |direction: Point, count: usize| {
            let at = |x: &[f64]| {
                direction[0] * (x[0] - map.origin[0]) + direction[1] * (x[1] - map.origin[1])
            };
            let (from, to) = (at(a).min(at(b)) - side, at(a).max(at(b)) + side);
            ((from / map.resolution - 1.0) as usize).min(count)
                ..((to / map.resolution + 2.0) as usize).min(count)
        };
        let columns = range(self.along, map.width);
        let mut found = Vec::new();
        for row in range(self.vector(0.0, 1.0), map.height) {
            for column in columns.clone() {
                if map.is_blocked(column, row) {
                    found.push(Piece::Convex {
                        corners: self.grown(column, row),
                        radius: self.reach(),
                    });
                }
            }
        }
        found
    }

    /// The corners of a cell's sum with the box: each corner of the one with each of the other whose normals it shares.
    fn grown(&self, column: usize, row: usize) -> Vec<Point> {
        let cell = [[0, 0], [1, 0], [1, 1], [0, 1]].map(|[c, r]| self.corner(column + c, row + r));
        if self.half == [0.0; 2] {
            return cell.to_vec();
        }
        // Of two rectangles one of which is turned by less than a quarter, the sides take turns. Every corner of the
        // cell is that of the lower left after the quarter turns that the yaw holds.
        let [c, s] = self.along;
        let quarters = match (c >= 0.0, s >= 0.0) {
            (true, true) => 0,
            (false, true) => 1,
            (false, false) => 2,
            (true, false) => 3,
        };
        let [x, y] = self.half;
        let body = [[-x, -y], [x, -y], [x, y], [-x, y]];
        let sum = |p: Point, q: Point| [p[0] + q[0], p[1] + q[1]];
        // The cell's side from its corner k leads between the directions of two sides of the body.
        (0..4)
            .flat_map(|k| {
                let (from, to) = (cell[k], cell[(k + 1) % 4]);
                let at = body[(k + quarters + 1) % 4];
                [sum(from, at), sum(to, at)]
            })
            .collect()
    }
}
