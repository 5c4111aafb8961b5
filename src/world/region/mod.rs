//! Shapes as regions: of weight, of sampling, of goals.
//!
//! A region is a shape as it stands, without a robot. It says which points it holds, which parts of a segment lie in it
//! (for exact line integrals), what box bounds it, and it can be sampled uniformly.
//!
//! The part of a segment in a region is found from the parameters at which the segment can enter or leave: the two
//! faces of each direction of a box, the two roots of a ball's quadratic, the crossings with a polygon's edges or with
//! the lines of a map's grid. Between two such parameters that follow each other all points are inside or none is, so
//! one look at the middle decides. Exact up to the rounding of the parameters; a mere touch is an interval of length 0
//! and may be left out, a slide along a border counts as inside.
//!
//! A map as a region is its blocked cells, which are asked in the map's own axes where it is turned; unlike as an
//! obstacle, nothing outside of the map belongs to it. In more than two dimensions polygons and maps are prisms,
//! endless in the other directions; samples have zeros there.
//!
//! Complexity: O(D) for boxes and balls; O(k log k + c k) for a polygon of k corners and c crossings; O(c log c) for a
//! map and c grid lines crossed.

mod cells;
mod trapezoids;

use super::plane::{Point, bounds_of, edges, orientation, outline_contains, plane};
use super::segment::{Segment, first};
use super::shape::{GridMap, Shape};
use super::turn::Turn;
use crate::geometry::{Aabb, State, squared_distance};
use crate::random::{Rng, in_box, in_unit_ball};
use cells::{
    blocked_bounds, blocked_up_to_rows, push_grid_lines, sample_cell, touches_blocked_cell,
};
use std::sync::Arc;
use trapezoids::Trapezoids;

/// Intervals of the parameter that are closer than this are one: far below any length that matters to an integral.
const SAME_PARAMETER: f64 = 1e-12;

/// A closed set of positions.
#[derive(Clone, Debug)]
pub struct Region<const D: usize> {
    kind: Kind<D>,
}

#[derive(Clone, Debug)]
enum Kind<const D: usize> {
    Box(Aabb<D>),
    Ball {
        center: State<D>,
        radius: f64,
    },
    Polygon {
        corners: Vec<Point>,
        bounds: Aabb<2>,
        pieces: Trapezoids,
    },
    Map {
        map: Arc<GridMap>,
        turn: Turn,
        /// The number of blocked cells up to and including each row.
        blocked: Vec<usize>,
    },
}

impl<const D: usize> Region<D> {
    /// The region of this shape, which is valid and of dimension D; maps and polygons use the first two coordinates.
    pub fn new(shape: &Shape) -> Self {
        let kind = match shape {
            Shape::Box { min, max } => Kind::Box(Aabb::new(first(min), first(max))),
            Shape::Ball { center, radius } => Kind::Ball {
                center: first(center),
                radius: *radius,
            },
            Shape::Polygon { vertices } => Kind::Polygon {
                corners: vertices.clone(),
                bounds: bounds_of(vertices),
                pieces: Trapezoids::new(vertices),
            },
            Shape::Map(map) => Kind::Map {
                map: Arc::clone(map),
                turn: map.turn(),
                blocked: blocked_up_to_rows(map),
            },
        };
        Self { kind }
    }

    /// Whether `x` lies in the region, its border included.
    pub fn contains(&self, x: &State<D>) -> bool {
        match &self.kind {
            Kind::Box(b) => b.contains(x),
            Kind::Ball { center, radius } => squared_distance(center, x) <= radius * radius,
            Kind::Polygon {
                corners, bounds, ..
            } => {
                let x = plane(x);
                bounds.contains(&x) && outline_contains(corners, x)
            }
            Kind::Map { map, turn, .. } => touches_blocked_cell(map, turn.back(plane(x))),
        }
    }

    /// The parts of the segment from `a` to `b` in the region: replaces `out` by the intervals of the parameter t in
    /// [0, 1] for which `a + t (b - a)` lies in it, in order and disjoint. For a = b it is all of [0, 1] or nothing.
    pub fn intervals(&self, a: &State<D>, b: &State<D>, out: &mut Vec<(f64, f64)>) {
        out.clear();
        if a == b {
            if self.contains(a) {
                out.push((0.0, 1.0));
            }
            return;
        }
        let s = Segment::new(a, b);
        match &self.kind {
            Kind::Box(bounds) => out.extend(in_slabs(&s, bounds)),
            Kind::Ball { center, radius } => out.extend(in_ball(&s, center, *radius)),
            Kind::Polygon { corners, .. } => {
                let mut cuts = vec![0.0, 1.0];
                for (u, v) in edges(corners) {
                    push_crossings(plane(a), plane(b), u, v, &mut cuts);
                }
                self.between(&s, cuts, out);
            }
            Kind::Map { map, turn, .. } => {
                let mut cuts = vec![0.0, 1.0];
                let (from, to) = (turn.back(plane(a)), turn.back(plane(b)));
                for i in 0..2 {
                    push_grid_lines(map, i, from[i], to[i], &mut cuts);
                }
                self.between(&s, cuts, out);
            }
        }
    }

    /// The intervals between cuts whose middles lie in the region.
    fn between(&self, s: &Segment<D>, mut cuts: Vec<f64>, out: &mut Vec<(f64, f64)>) {
        cuts.retain(|t| (0.0..=1.0).contains(t));
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if to - from <= SAME_PARAMETER || !self.contains(&s.at(0.5 * (from + to))) {
                continue;
            }
            match out.last_mut() {
                Some(last) if from - last.1 <= 2.0 * SAME_PARAMETER => last.1 = to,
                _ => out.push((from, to)),
            }
        }
    }

    /// The least box that contains the region; infinite in the directions of a prism, empty for a map without blocked
    /// cells.
    pub fn bounding_box(&self) -> Aabb<D> {
        match &self.kind {
            Kind::Box(b) => *b,
            Kind::Ball { center, radius } => Aabb::new(*center, *center).grown(&[*radius; D]),
            Kind::Polygon { bounds, .. } => prism(bounds),
            Kind::Map { map, .. } => prism(&blocked_bounds(map)),
        }
    }

    /// A point uniform in the region.
    ///
    /// Where there is nothing to draw from: the middle of a polygon without area, anywhere in a map without a blocked
    /// cell.
    pub fn sample(&self, rng: &mut Rng) -> State<D> {
        match &self.kind {
            Kind::Box(b) => in_box(rng, b),
            Kind::Ball { center, radius } => {
                let offset: State<D> = in_unit_ball(rng);
                std::array::from_fn(|i| center[i] + radius * offset[i])
            }
            Kind::Polygon { pieces, bounds, .. } => {
                first(&pieces.sample(rng).unwrap_or_else(|| bounds.center()))
            }
            Kind::Map { map, turn, blocked } => {
                let [min, max] = map.extent();
                let cell = sample_cell(rng, map, blocked);
                let bounds = cell.unwrap_or(Aabb::new(min, max));
                first(&turn.forth(in_box(rng, &bounds)))
            }
        }
    }
}

/// A box of the plane, endless in all other directions.
fn prism<const D: usize>(bounds: &Aabb<2>) -> Aabb<D> {
    Aabb::new(
        std::array::from_fn(|i| bounds.min.get(i).copied().unwrap_or(f64::NEG_INFINITY)),
        std::array::from_fn(|i| bounds.max.get(i).copied().unwrap_or(f64::INFINITY)),
    )
}

/// The interval in which the segment lies between all faces of the box.
fn in_slabs<const D: usize>(s: &Segment<D>, b: &Aabb<D>) -> Option<(f64, f64)> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for i in 0..D {
        if s.hi[i] < b.min[i] || s.lo[i] > b.max[i] {
            return None;
        }
        if s.inverse[i] != 0.0 {
            let (t, u) = (
                (b.min[i] - s.a[i]) * s.inverse[i],
                (b.max[i] - s.a[i]) * s.inverse[i],
            );
            enter = enter.max(t.min(u));
            leave = leave.min(t.max(u));
        }
    }
    (enter <= leave).then_some((enter, leave))
}

/// The interval in which the segment lies in the ball: around the parameter nearest to the centre, half a chord each
/// way.
fn in_ball<const D: usize>(s: &Segment<D>, center: &State<D>, radius: f64) -> Option<(f64, f64)> {
    let along: f64 = (0..D).map(|i| (center[i] - s.a[i]) * s.d[i]).sum();
    let middle = along * s.inverse_square;
    let foot: State<D> = std::array::from_fn(|i| s.a[i] + middle * s.d[i]);
    let left = radius * radius - squared_distance(&foot, center);
    if left < 0.0 {
        return None;
    }
    let half = (left * s.inverse_square).sqrt();
    let (enter, leave) = ((middle - half).max(0.0), (middle + half).min(1.0));
    (enter <= leave).then_some((enter, leave))
}

/// Adds the parameters at which the segment `a b` meets the edge `u v`: the crossing, and the edge's ends where they
/// lie on the segment's line. More cuts than needed do no harm.
fn push_crossings(a: Point, b: Point, u: Point, v: Point, cuts: &mut Vec<f64>) {
    let d = [b[0] - a[0], b[1] - a[1]];
    let square = d[0] * d[0] + d[1] * d[1];
    let ((from, e), (to, f)) = (orientation(u, v, a), orientation(u, v, b));
    for x in [u, v] {
        let (side, error) = orientation(a, b, x);
        if side.abs() <= error {
            cuts.push(((x[0] - a[0]) * d[0] + (x[1] - a[1]) * d[1]) / square);
        }
    }
    let ((left, _), (right, _)) = (orientation(a, b, u), orientation(a, b, v));
    let parallel = from.abs() <= e && to.abs() <= f;
    if !parallel && (left > 0.0) != (right > 0.0) {
        cuts.push(from / (from - to));
    }
}
