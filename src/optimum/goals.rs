//! Where a shortest path can end.
//!
//! Let the last segment run from v to a point t on the border of a goal region. Where t can move along the border to
//! both sides, t is the region's point nearest to v: the region is convex. Else an obstacle or the bounds hold it on
//! one side, and t is where their outline crosses the region's border. So there are two kinds of ends: for each vertex
//! and region the nearest point, and once and for all the crossings. A goal that obstacles cover in part needs nothing
//! else.

use super::corners::{Point, cross, length, minus};
use super::model::{Model, edges, rectangle};
use crate::geometry::Aabb;
use crate::scenario::{GoalShape, Scenario};
use crate::world::{GridMap, Shape};

/// A goal region of the plane.
#[derive(Clone, Copy, Debug)]
pub(super) enum Region {
    /// A disc, or a point where the radius is 0.
    Disc { center: Point, radius: f64 },
    /// A box within the bounds.
    Box(Aabb<2>),
}

impl Region {
    /// The regions of a scenario's goal, boxes cut to the bounds.
    pub fn all(scenario: &Scenario, bounds: &Aabb<2>) -> Vec<Self> {
        let region = |goal: &GoalShape| match goal {
            GoalShape::State(x) => Self::Disc {
                center: [x[0], x[1]],
                radius: 0.0,
            },
            GoalShape::Ball { center, radius } => Self::Disc {
                center: [center[0], center[1]],
                radius: *radius,
            },
            GoalShape::Box { min, max } => Self::Box(Aabb::new(
                std::array::from_fn(|i| min[i].max(bounds.min[i])),
                std::array::from_fn(|i| max[i].min(bounds.max[i])),
            )),
        };
        scenario.goal.iter().map(region).collect()
    }

    /// The distance from `x`, 0 inside.
    pub fn distance(&self, x: Point) -> f64 {
        match self {
            Self::Disc { center, radius } => (length(minus(x, *center)) - radius).max(0.0),
            Self::Box(region) => region.squared_distance_to(&x).sqrt(),
        }
    }

    /// The point nearest to `x`, which is outside.
    pub fn nearest(&self, x: Point) -> Point {
        match self {
            Self::Disc { center, radius } if *radius == 0.0 => *center,
            Self::Disc { center, radius } => {
                let away = minus(x, *center);
                let scale = radius / length(away);
                [center[0] + away[0] * scale, center[1] + away[1] * scale]
            }
            Self::Box(region) => std::array::from_fn(|i| x[i].clamp(region.min[i], region.max[i])),
        }
    }

    /// A box around the region, a little too large.
    fn surroundings(&self, margin: f64) -> Aabb<2> {
        match self {
            Self::Disc { center, radius } => {
                Aabb::new(*center, *center).grown(&[radius + margin; 2])
            }
            Self::Box(region) => region.grown(&[margin; 2]),
        }
    }

    /// Where the segment crosses the region's border, each side of a box in a place of its own, and the way in and the
    /// way out of a disc.
    fn crossings(&self, (u, v): (Point, Point)) -> [Option<Point>; 4] {
        let mut found = [None; 4];
        let d = minus(v, u);
        let at = |t: f64| [u[0] + t * d[0], u[1] + t * d[1]];
        match self {
            Self::Disc { center, radius } => {
                let off = minus(u, *center);
                let square = d[0] * d[0] + d[1] * d[1];
                let half = off[0] * d[0] + off[1] * d[1];
                // The distance of the line from the centre, rather than a discriminant that cancels.
                let beside = cross(d, off) / square.sqrt();
                let root = ((radius - beside) * (radius + beside) / square).sqrt();
                let ways = [-half / square - root, -half / square + root];
                for (found, t) in found.iter_mut().zip(ways) {
                    // Not where the line misses the disc: then t is not a number.
                    if (0.0..=1.0).contains(&t) {
                        *found = Some(at(t));
                    }
                }
            }
            Self::Box(region) => {
                let sides = [0, 1].map(|axis| [region.min, region.max].map(|x| (axis, x[axis])));
                for (found, (axis, side)) in found.iter_mut().zip(sides.into_iter().flatten()) {
                    let t = (side - u[axis]) / d[axis];
                    let mut x = at(t);
                    x[axis] = side;
                    let other = 1 - axis;
                    let within = region.min[other] <= x[other] && x[other] <= region.max[other];
                    if (0.0..=1.0).contains(&t) && within {
                        *found = Some(x);
                    }
                }
            }
        }
        found
    }
}

/// Where outlines cross the regions' borders: of grown obstacles, and a little off them. They may be blocked.
pub(super) fn crossings(model: &Model, regions: &[Region]) -> Vec<[Point; 2]> {
    let mut found = Vec::new();
    for region in regions {
        if matches!(region, Region::Disc { radius, .. } if *radius == 0.0) {
            continue;
        }
        let margin = model.half[0].max(model.half[1]) + 2.0 * model.outset;
        let near = region.surroundings(margin);
        for edge in &outline(model, &near) {
            for [touching, clear] in grown(model, *edge) {
                let on_and_off = region
                    .crossings(touching)
                    .into_iter()
                    .zip(region.crossings(clear));
                // Only where an outset makes a difference is there one without the other.
                found.extend(on_and_off.filter_map(|(on, off)| Some([on.or(off)?, off?])));
            }
        }
        let sides = rectangle(&model.bounds.min, &model.bounds.max);
        let on = edges(&sides).flat_map(|side| region.crossings(side));
        found.extend(on.flatten().map(|x| [x, x]));
    }
    found
}

/// What may be an edge of the outline of an obstacle grown by the robot, from that obstacle's edge: touching and clear.
fn grown(model: &Model, (u, v): (Point, Point)) -> Vec<[(Point, Point); 2]> {
    let corners = rectangle(&[-1.0; 2], &[1.0; 2]);
    let mut found = Vec::with_capacity(8);
    for towards in corners {
        let ([u, u_clear], [v, v_clear]) = (model.grown(u, towards), model.grown(v, towards));
        found.push([(u, v), (u_clear, v_clear)]);
    }
    // The box around a corner; that around `v` comes with the next edge.
    for (from, to) in edges(&corners) {
        let ([a, a_clear], [b, b_clear]) = (model.grown(u, from), model.grown(u, to));
        found.push([(a, b), (a_clear, b_clear)]);
    }
    found
}

/// The edges of obstacles that may meet the box.
fn outline(model: &Model, near: &Aabb<2>) -> Vec<(Point, Point)> {
    let mut found = Vec::new();
    let meets = |(u, v): &(Point, Point)| {
        (0..2).all(|i| u[i].min(v[i]) <= near.max[i] && near.min[i] <= u[i].max(v[i]))
    };
    for shape in &model.shapes {
        match shape {
            Shape::Box { min, max } => found.extend(edges(&rectangle(min, max)).filter(meets)),
            Shape::Polygon { vertices } => found.extend(edges(vertices).filter(meets)),
            Shape::Map(map) => cells(map, near, &mut found),
            Shape::Ball { .. } => {}
        }
    }
    found
}

/// The sides of blocked cells near the box, with the obstacle to the left: where one ends another begins.
fn cells(map: &GridMap, near: &Aabb<2>, found: &mut Vec<(Point, Point)>) {
    let turn = map.turn();
    let [low, high] = turn.box_back([near.min, near.max]);
    // Casts saturate; a cell more on each side, for rounding.
    let first = |i: usize| ((low[i] - map.origin[i]) / map.resolution - 1.0) as usize;
    let last = |i: usize| ((high[i] - map.origin[i]) / map.resolution + 1.0) as usize;
    let at = |c: usize, r: usize| turn.forth(super::corners::lattice(map, c, r));
    let mut side = |from: (usize, usize), to: (usize, usize), is_ahead: bool| {
        let (u, v) = (at(from.0, from.1), at(to.0, to.1));
        found.push(if is_ahead { (u, v) } else { (v, u) });
    };
    for row in first(1)..=last(1).min(map.height - 1) {
        for column in first(0)..=last(0).min(map.width - 1) {
            let own = map.is_blocked(column, row);
            if own != (column == 0 || map.is_blocked(column - 1, row)) {
                side((column, row), (column, row + 1), !own);
            }
            if own != (row == 0 || map.is_blocked(column, row - 1)) {
                side((column, row), (column + 1, row), own);
            }
            if !own && column + 1 == map.width {
                side((column + 1, row), (column + 1, row + 1), false);
            }
            if !own && row + 1 == map.height {
                side((column, row + 1), (column + 1, row + 1), true);
            }
        }
    }
}
