//! A scenario of the plane as polygons, maps and a box for a robot: as it is, or with polygons for arcs.
//!
//! Boxes, polygons and maps with a point or a box for a robot have straight outlines when they are grown by the robot,
//! and stay as they are. A disc makes arcs: of a disc obstacle, and at the convex corners of everything that a disc
//! robot surrounds. These are put between two polygons (`arcs`); then the robot is a point:
//!
//! - a box or a convex polygon grown by a disc becomes the hull of its corners' sums;
//! - another polygon becomes itself and the sums of its edges;
//! - a map becomes itself, a strip along each stretch of border and a slice of the disc at each convex corner.
//!
//! A disc within the outset is too small for sides: it lies between a point and a box.

use super::arcs::{Side, disc, sum};
use super::corners::{self, Corner, Point, cross, lattice, minus, signed_area};
use crate::geometry::Aabb;
use crate::scenario::Scenario;
use crate::world::{GridMap, Obstacles, Robot, Shape};

/// How far from the grown obstacles paths keep, relative to the largest extent or coordinate: far above the rounding of
/// exact tests (2^-48 at most) and far below what anyone reads of a length.
const OUTSET: f64 = 1.0 / (1u64 << 36) as f64;

/// Directions may differ by so much of a length, relative to the outset, and still be the same: vertices that are an
/// outset apart have directions that are good to three digits.
const SLACK: f64 = 1.0 / 1024.0;

/// Sides of a polygon in place of a disc are as many as this number of corners allows, within the limits below.
const ARC_CORNERS: usize = 64_000;
const MOST_SIDES: usize = 512;
const LEAST_SIDES: usize = 32;

/// Obstacles of the plane with straight outlines.
pub(super) struct Model {
    /// The obstacles; none is a ball.
    pub shapes: Vec<Shape>,
    /// Half the extents of the box by which obstacles grow.
    pub half: Point,
    /// Where the robot's reference point may be.
    pub bounds: Aabb<2>,
    /// How far from the grown obstacles paths keep.
    pub outset: f64,
    /// Exact tests of the same obstacles, grown by the slack: what they let pass is free beyond all rounding, as
    /// certificates ask for.
    pub obstacles: Obstacles<2>,
}

impl Model {
    /// The scenario as it is; `None` where it has arcs.
    pub fn exact(scenario: &Scenario) -> Option<Self> {
        let half = match &scenario.robot {
            Robot::Ball { radius } if *radius > 0.0 => return None,
            Robot::Ball { .. } => [0.0; 2],
            Robot::Box { half_extents } => [half_extents[0], half_extents[1]],
        };
        let has_arcs = |shape: &Shape| matches!(shape, Shape::Ball { .. });
        if scenario.obstacles.iter().any(has_arcs) {
            return None;
        }
        Some(Self::new(scenario, scenario.obstacles.clone(), half))
    }

    /// The scenario with polygons of this many sides for discs.
    pub fn polygonal(scenario: &Scenario, side: Side, sides: usize) -> Self {
        let least = OUTSET * size(&bounds(scenario));
        let (radius, half) = match &scenario.robot {
            Robot::Ball { radius } if *radius <= least => (0.0, [tiny(*radius, side); 2]),
            Robot::Ball { radius } => (*radius, [0.0; 2]),
            Robot::Box { half_extents } => (0.0, [half_extents[0], half_extents[1]]),
        };
        let mut shapes = Vec::new();
        for shape in &scenario.obstacles {
            match shape {
                Shape::Ball { center, radius: r } if r + radius <= least => {
                    let reach = tiny(r + radius, side);
                    shapes.push(Shape::Box {
                        min: center.iter().map(|x| x - reach).collect(),
                        max: center.iter().map(|x| x + reach).collect(),
                    });
                }
                _ => grow(shape, radius, side, sides, &mut shapes),
            }
        }
        Self::new(scenario, shapes, half)
    }

    fn new(scenario: &Scenario, shapes: Vec<Shape>, half: Point) -> Self {
        let bounds = bounds(scenario);
        let outset = OUTSET * size(&bounds);
        let robot = Robot::Box {
            half_extents: half.map(|h| h + SLACK * outset).to_vec(),
        };
        Self {
            obstacles: Obstacles::new(&shapes, &robot),
            outset,
            shapes,
            half,
            bounds,
        }
    }

    /// All convex corners, also those that other obstacles cover.
    pub fn corners(&self) -> Vec<Corner> {
        let mut found = Vec::new();
        for shape in &self.shapes {
            match shape {
                Shape::Box { min, max } => corners::of_box(&rectangle(min, max), &mut found),
                Shape::Polygon { vertices } => {
                    corners::of_polygon(&apart(vertices, self.slack()), &mut found);
                }
                Shape::Map(map) => corners::of_map(map, &mut found),
                Shape::Ball { .. } => {}
            }
        }
        found
    }

    /// Differences below this have no direction.
    pub fn slack(&self) -> f64 {
        SLACK * self.outset
    }

    /// The maps.
    pub fn maps(&self) -> impl Iterator<Item = &GridMap> {
        self.shapes.iter().filter_map(|shape| match shape {
            Shape::Map(map) => Some(&**map),
            _ => None,
        })
    }

    /// The point or corner `at`, grown towards `towards` by the robot: to touch the obstacle, and to keep clear of it.
    pub fn grown(&self, at: Point, towards: Point) -> [Point; 2] {
        [0.0, self.outset].map(|by| {
            let along = |i: usize| at[i] + towards[i] * (self.half[i] + by);
            [along(0), along(1)]
        })
    }
}

/// Where the robot's reference point may be.
fn bounds(scenario: &Scenario) -> Aabb<2> {
    Aabb::new(
        std::array::from_fn(|i| scenario.bounds[i][0] + scenario.reach(i)),
        std::array::from_fn(|i| scenario.bounds[i][1] - scenario.reach(i)),
    )
}

/// The largest extent or coordinate.
fn size(bounds: &Aabb<2>) -> f64 {
    let coordinates = bounds.min.into_iter().chain(bounds.max);
    coordinates.fold(bounds.largest_extent(), |size: f64, x| size.max(x.abs()))
}

/// Half the side of the box within or around a disc that is too small for sides.
fn tiny(radius: f64, side: Side) -> f64 {
    match side {
        Side::Inner => 0.0,
        Side::Outer => radius,
    }
}

/// The outline without the vertices that are no further than this from the one before.
fn apart(outline: &[Point], least: f64) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(outline.len());
    for vertex in outline {
        let far = |other: &Point| corners::length(minus(*vertex, *other)) > least;
        if kept.last().is_none_or(far) && kept.first().is_none_or(far) {
            kept.push(*vertex);
        }
    }
    kept
}

/// The corners of a box, anticlockwise.
pub(super) fn rectangle(min: &[f64], max: &[f64]) -> [Point; 4] {
    [
        [min[0], min[1]],
        [max[0], min[1]],
        [max[0], max[1]],
        [min[0], max[1]],
    ]
}

/// How many sides a disc's polygon can have for the corners to stay few: a multiple of 4.
pub(super) fn sides(scenario: &Scenario) -> usize {
    let round = matches!(&scenario.robot, Robot::Ball { radius } if *radius > 0.0);
    let discs = |shape: &Shape| match shape {
        Shape::Ball { .. } => 1,
        _ if !round => 0,
        Shape::Box { .. } => 1,
        Shape::Polygon { vertices } if is_convex(vertices) => 1,
        Shape::Polygon { vertices } => vertices.len(),
        Shape::Map(map) => corners::of_cells(map).count() / 4,
    };
    let discs: usize = scenario.obstacles.iter().map(discs).sum();
    (ARC_CORNERS / discs.max(1)).clamp(LEAST_SIDES, MOST_SIDES) / 4 * 4
}

/// The obstacle, grown by a disc of this radius, with polygons for arcs.
fn grow(shape: &Shape, radius: f64, side: Side, sides: usize, into: &mut Vec<Shape>) {
    match shape {
        Shape::Ball {
            center,
            radius: own,
        } => {
            let polygon = sum(
                &[[center[0], center[1]]],
                &disc(side, sides, &[]),
                own + radius,
            );
            into.push(Shape::Polygon { vertices: polygon });
        }
        _ if radius == 0.0 => into.push(shape.clone()),
        Shape::Box { min, max } => {
            let vertices = sum(&rectangle(min, max), &disc(side, sides, &[]), radius);
            into.push(Shape::Polygon { vertices });
        }
        Shape::Polygon { vertices } if is_convex(vertices) => {
            let normals: Vec<Point> = edges(vertices).flat_map(normals).collect();
            let vertices = sum(vertices, &disc(side, sides, &normals), radius);
            into.push(Shape::Polygon { vertices });
        }
        Shape::Polygon { vertices } => {
            into.push(shape.clone());
            for (u, v) in edges(vertices) {
                let disc = disc(side, sides, &normals((u, v)));
                let vertices = sum(&[u, v], &disc, radius);
                into.push(Shape::Polygon { vertices });
            }
        }
        Shape::Map(map) => {
            into.push(shape.clone());
            let turn = map.turn();
            // Turned as a whole: what has a corner in common before has it afterwards.
            into.extend(strips(map, radius).map(|[min, max]| match turn.is_none() {
                true => Shape::Box {
                    min: min.to_vec(),
                    max: max.to_vec(),
                },
                false => Shape::Polygon {
                    vertices: rectangle(&min, &max).map(|x| turn.forth(x)).to_vec(),
                },
            }));
            let disc = disc(side, sides, &[]);
            into.extend(slices(map, radius, &disc).map(|slice| Shape::Polygon {
                vertices: slice.into_iter().map(|x| turn.forth(x)).collect(),
            }));
        }
    }
}

/// The two unit normals of an edge.
fn normals((u, v): (Point, Point)) -> [Point; 2] {
    let d = corners::unit(minus(v, u));
    [[d[1], -d[0]], [-d[1], d[0]]]
}

/// The edges of an outline, the closing one last.
pub(super) fn edges(outline: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    let next = outline.iter().skip(1).chain(outline.first());
    outline.iter().copied().zip(next.copied())
}

fn is_convex(vertices: &[Point]) -> bool {
    let n = vertices.len();
    let turn = signed_area(vertices);
    (0..n).all(|i| {
        let (a, b, c) = (vertices[i], vertices[(i + 1) % n], vertices[(i + 2) % n]);
        cross(minus(b, a), minus(c, b)) * turn >= 0.0
    })
}

/// Every stretch of border between blocked and free cells, widened by the radius to both sides, as the lower and upper
/// corner of a box in the map's own axes.
fn strips(map: &GridMap, radius: f64) -> impl Iterator<Item = [Point; 2]> {
    let mut found = Vec::new();
    // Lines along x, then along y; cells beyond the map are blocked.
    for axis in 0..2 {
        let size = [map.width, map.height];
        let (length, lines) = (size[axis], size[1 - axis]);
        let blocked = |along: usize, line: Option<usize>| {
            let Some(line) = line else { return true };
            let cell = if axis == 0 {
                [along, line]
            } else {
                [line, along]
            };
            map.is_blocked(cell[0], cell[1])
        };
        for line in 0..=lines {
            let is_border =
                |along: usize| blocked(along, Some(line)) != blocked(along, line.checked_sub(1));
            let mut along = 0;
            while along < length {
                let from = along;
                while along < length && is_border(along) {
                    along += 1;
                }
                if along > from {
                    let [mut min, mut max] = [from, along].map(|k| {
                        let [x, y] = if axis == 0 { [k, line] } else { [line, k] };
                        lattice(map, x, y)
                    });
                    min[1 - axis] -= radius;
                    max[1 - axis] += radius;
                    found.push([min, max]);
                }
                along += 1;
            }
        }
    }
    found.into_iter()
}

/// The quarter of a disc at every convex corner of a map, in the map's own axes.
fn slices(map: &GridMap, radius: f64, disc: &[Point]) -> impl Iterator<Item = Vec<Point>> {
    corners::of_cells(map).map(move |(corner, ([x, y], ..))| {
        // Rounding leaves a little beside the axes of what belongs on them.
        let inside = |d: &&Point| d[0] * x > 1e-9 && d[1] * y > 1e-9;
        let axes = [[0.0, 0.0], [x, 0.0], [0.0, y]];
        let points = disc.iter().filter(inside).copied().chain(axes);
        let at = |d: Point| [corner[0] + radius * d[0], corner[1] + radius * d[1]];
        super::arcs::hull(points.map(at).collect())
    })
}
