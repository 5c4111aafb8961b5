//! The least length of paths of the plane, against Dijkstra's algorithm on the whole visibility graph with exact
//! predicates.
//!
//! Everything lies on a lattice, also flat boxes and points. Each obstacle is convex; its sum with the robot is grown by
//! 2^-40 of a step, and a path may touch what is grown but not enter it. So whatever touches leaves no way between, and
//! lengths are off by far less than a billionth. Coordinates are whole multiples of 2^-40, so that cross products in 128
//! bits are exact.

use crate::contact::touches;
use crate::exact::exact;
use crate::for_all;
use crate::scenes::empty;
use prolate::optimum::{Answer, Grade, Limit, Optimum, optimum};
use prolate::scenario::{GoalShape, Scenario};
use prolate::verify::verify;
use prolate::world::{Robot, Shape};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

/// Units to a step of the lattice.
const STEP: i128 = 1 << 40;

/// The bounds, in steps.
const SIDE: i128 = 8;

/// In units.
type Point = [i128; 2];

/// In steps.
type Place = [i8; 2];

#[derive(Clone, Debug)]
enum Sketch {
    /// Two corners, of which coordinates may be the same.
    Box(Place, Place),
    Triangle([Place; 3]),
}

#[derive(Clone, Debug)]
enum Body {
    Point,
    /// Half extents in quarters of a step.
    Box(Place),
    /// The radius in quarters of a step.
    Disc(i8),
}

#[derive(Clone, Debug)]
enum Target {
    State(Place),
    Box(Place, Place),
}

#[derive(Clone, Debug)]
struct Task {
    step: f64,
    sketches: Vec<Sketch>,
    body: Body,
    start: Place,
    target: Target,
}

fn place() -> impl Strategy<Value = Place> {
    [0..=SIDE as i8, 0..=SIDE as i8]
}

/// Worlds for these bodies, with triangles or without.
fn tasks(
    body: impl Strategy<Value = Body>,
    target: impl Strategy<Value = Target>,
    triangles: u32,
) -> impl Strategy<Value = Task> {
    let flat = (place(), 0..2usize, 0..=SIDE as i8).prop_map(|(a, axis, to)| {
        let mut b = a;
        b[axis] = to;
        Sketch::Box(a, b)
    });
    let sketch = prop_oneof![
        2 => flat,
        2 => (place(), place()).prop_map(|(a, b)| Sketch::Box(a, b)),
        triangles => [place(), place(), place()].prop_map(Sketch::Triangle),
    ];
    let step = prop_oneof![Just(1.0), Just(0.1), Just(1.0 / 3.0), Just(1e4)];
    let parts = (step, vec(sketch, 0..6), body, place(), target);
    parts.prop_map(|(step, sketches, body, start, target)| Task {
        step,
        sketches,
        body,
        start,
        target,
    })
}

/// Whether `p` is to the left of the line from `u` to `v` (positive), on it, or to the right of it.
fn turn(u: Point, v: Point, p: Point) -> i128 {
    (v[0] - u[0]) * (p[1] - u[1]) - (v[1] - u[1]) * (p[0] - u[0])
}

/// The convex hull, anticlockwise, without points on its edges.
fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort();
    points.dedup();
    let half = |points: &mut dyn Iterator<Item = &Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for p in points {
            while chain.len() > 1 && turn(chain[chain.len() - 2], chain[chain.len() - 1], *p) <= 0 {
                chain.pop();
            }
            chain.push(*p);
        }
        chain.pop();
        chain
    };
    let mut lower = half(&mut points.iter());
    lower.extend(half(&mut points.iter().rev()));
    lower
}

/// Whether the segment enters the polygon, which is convex and has an area: no edge's line and not its own parts them.
fn enters(polygon: &[Point], a: Point, b: Point) -> bool {
    let n = polygon.len();
    let beside = |i: usize| {
        let (u, v) = (polygon[i], polygon[(i + 1) % n]);
        turn(u, v, a) <= 0 && turn(u, v, b) <= 0
    };
    let is_left = |p: &Point| turn(a, b, *p) >= 0;
    let is_right = |p: &Point| turn(a, b, *p) <= 0;
    let own = a != b && (polygon.iter().all(is_left) || polygon.iter().all(is_right));
    !own && !(0..n).any(beside)
}

/// A world of the reference.
struct Reference {
    polygons: Vec<Vec<Point>>,
    bounds: [Point; 2],
}

impl Reference {
    /// The obstacles' sums with the hull of `body`, grown, and the bounds that leave it room.
    fn new(obstacles: &[Vec<Point>], body: &[Point]) -> Self {
        let grown = |corners: &Vec<Point>| {
            let mut sums = Vec::new();
            for p in corners {
                for q in body {
                    for (x, y) in [(1, 1), (1, -1), (-1, 1), (-1, -1)] {
                        sums.push([p[0] + q[0] + x, p[1] + q[1] + y]);
                    }
                }
            }
            hull(sums)
        };
        let reach = [0, 1].map(|i| body.iter().map(|q| q[i]).max().unwrap());
        Self {
            polygons: obstacles.iter().map(grown).collect(),
            bounds: [reach, reach.map(|r| SIDE * STEP - r)],
        }
    }

    fn is_free(&self, a: Point, b: Point) -> bool {
        let [low, high] = self.bounds;
        let inside = |x: &Point| (0..2).all(|i| low[i] <= x[i] && x[i] <= high[i]);
        inside(&a) && inside(&b) && !self.polygons.iter().any(|p| enters(p, a, b))
    }

    /// The states of a box in which a shortest path can end: the nearest one to each vertex, and where outlines cross
    /// the box's, give or take two units, of which one is outside of what is crossed.
    fn ends(&self, vertices: &[Point], min: Point, max: Point) -> Vec<Point> {
        let min = [0, 1].map(|i| min[i].max(self.bounds[0][i]));
        let max = [0, 1].map(|i| max[i].min(self.bounds[1][i]));
        if min[0] > max[0] || min[1] > max[1] {
            return Vec::new();
        }
        let within = |x: &Point| [0, 1].map(|i| x[i].clamp(min[i], max[i]));
        let mut ends: Vec<Point> = vertices.iter().map(within).collect();
        for polygon in &self.polygons {
            for (i, p) in polygon.iter().enumerate() {
                let q = polygon[(i + 1) % polygon.len()];
                for axis in 0..2 {
                    let (other, along) = (1 - axis, q[axis] - p[axis]);
                    for side in [min[axis], max[axis]] {
                        if along == 0 || (p[axis] < side) == (q[axis] < side) {
                            continue;
                        }
                        let at = p[other] + (side - p[axis]) * (q[other] - p[other]) / along;
                        ends.extend((at - 2..=at + 2).map(|at| {
                            let mut x = [side; 2];
                            x[other] = at;
                            within(&x)
                        }));
                    }
                }
            }
        }
        ends.sort();
        ends.dedup();
        ends
    }

    /// The length of the shortest path in steps; none where there is none.
    fn shortest(&self, start: Point, target: &Target) -> Option<f64> {
        let mut vertices = vec![start];
        vertices.extend(
            self.polygons
                .iter()
                .flatten()
                .filter(|p| self.is_free(**p, **p)),
        );
        let inner = vertices.len();
        let scaled = |x: &Place| x.map(|x| i128::from(x) * STEP);
        let ends = match target {
            Target::State(x) => vec![scaled(x)],
            Target::Box(a, b) => {
                let (a, b) = (scaled(a), scaled(b));
                let min = [0, 1].map(|i| a[i].min(b[i]));
                let max = [0, 1].map(|i| a[i].max(b[i]));
                self.ends(&vertices, min, max)
            }
        };
        vertices.extend(ends.into_iter().filter(|x| self.is_free(*x, *x)));
        let mut cost = vec![f64::INFINITY; vertices.len()];
        let mut is_done = vec![false; vertices.len()];
        cost[0] = 0.0;
        loop {
            let open = (0..vertices.len()).filter(|v| !is_done[*v] && cost[*v].is_finite());
            let v = open.min_by(|v, w| cost[*v].total_cmp(&cost[*w]))?;
            if v >= inner {
                return Some(cost[v]);
            }
            is_done[v] = true;
            for w in 0..vertices.len() {
                let [x, y] = [0, 1].map(|i| (vertices[v][i] - vertices[w][i]) as f64 / STEP as f64);
                let through = cost[v] + x.hypot(y);
                if through < cost[w] && self.is_free(vertices[v], vertices[w]) {
                    cost[w] = through;
                }
            }
        }
    }
}

impl Task {
    fn scenario(&self) -> Scenario {
        let at = |x: &Place| x.map(|x| self.step * f64::from(x)).to_vec();
        let quarters = |x: i8| 0.25 * self.step * f64::from(x);
        let corners = |a: &Place, b: &Place| {
            let low = [0, 1].map(|i| a[i].min(b[i]));
            let high = [0, 1].map(|i| a[i].max(b[i]));
            (at(&low), at(&high))
        };
        let shape = |sketch: &Sketch| match sketch {
            Sketch::Box(a, b) => {
                let (min, max) = corners(a, b);
                Shape::Box { min, max }
            }
            Sketch::Triangle(vertices) => Shape::Polygon {
                vertices: vertices.iter().map(|v| [at(v)[0], at(v)[1]]).collect(),
            },
        };
        Scenario {
            bounds: vec![[0.0, at(&[SIDE as i8; 2])[0]]; 2],
            robot: match &self.body {
                Body::Point => Robot::Ball { radius: 0.0 },
                Body::Box(half) => Robot::Box {
                    half_extents: half.map(quarters).to_vec(),
                },
                Body::Disc(radius) => Robot::Ball {
                    radius: quarters(*radius),
                },
            },
            start: at(&self.start),
            goal: vec![match &self.target {
                Target::State(x) => GoalShape::State(at(x)),
                Target::Box(a, b) => {
                    let (min, max) = corners(a, b);
                    GoalShape::Box { min, max }
                }
            }],
            ..empty(self.sketches.iter().map(shape).collect())
        }
    }

    /// The obstacles' corners, in units.
    fn obstacles(&self) -> Vec<Vec<Point>> {
        let scaled = |x: &Place| x.map(|x| i128::from(x) * STEP);
        let corners = |sketch: &Sketch| match sketch {
            Sketch::Box(a, b) => [*a, [a[0], b[1]], *b, [b[0], a[1]]]
                .map(|x| scaled(&x))
                .to_vec(),
            Sketch::Triangle(vertices) => vertices.map(|x| scaled(&x)).to_vec(),
        };
        self.sketches.iter().map(corners).collect()
    }

    /// Whether triangles have an area, and the robot keeps off obstacles at the start and within the bounds there, and
    /// at the goal if that is a state.
    fn is_valid(&self, scenario: &Scenario) -> bool {
        let has_area = |sketch: &Sketch| match sketch {
            Sketch::Box(..) => true,
            Sketch::Triangle([u, v, w]) => {
                let [u, v, w] = [u, v, w].map(|x| x.map(i128::from));
                turn(u, v, w) != 0
            }
        };
        let is_free = |x: &Vec<f64>| {
            let touches = |shape| touches(shape, &scenario.robot, x, x, &exact(1e-6 * self.step));
            let inside = |i: usize| {
                let [low, high] = scenario.bounds[i];
                let reach = scenario.robot.reach(i);
                low + reach <= x[i] && x[i] <= high - reach
            };
            inside(0) && inside(1) && !scenario.obstacles.iter().any(touches)
        };
        let goal_is_free = match &scenario.goal[0] {
            GoalShape::State(x) => is_free(x),
            _ => true,
        };
        self.sketches.iter().all(has_area) && is_free(&scenario.start) && goal_is_free
    }
}

/// What the program says, of which the path is certified.
fn found(scenario: &Scenario) -> Result<Option<Optimum>, TestCaseError> {
    match optimum(scenario, &Limit::NONE) {
        Answer::Known(found) => {
            prop_assert!(found.lower <= found.upper, "{found:?}");
            if !found.path.is_empty() {
                let verdict = verify(scenario, &found.path, None);
                prop_assert!(verdict.faults.is_empty(), "{:?}", verdict.faults);
                let size = scenario.bounds[0][1];
                let longest = found.upper + 1e-9 * size * found.path.len() as f64;
                prop_assert!(verdict.length <= longest, "{} {found:?}", verdict.length);
            }
            Ok(Some(found))
        }
        Answer::NoPath(_) => Ok(None),
        other => Err(TestCaseError::fail(format!("{other:?}"))),
    }
}

fn agrees(task: Task) -> TestCaseResult {
    let scenario = task.scenario();
    if !task.is_valid(&scenario) {
        return Ok(());
    }
    let [x, y] = match &task.body {
        Body::Box(half) => half.map(|h| i128::from(h) * STEP / 4),
        _ => [0, 0],
    };
    let body = [[x, y], [x, -y], [-x, y], [-x, -y]];
    let reference = Reference::new(&task.obstacles(), &body);
    let start = task.start.map(|x| i128::from(x) * STEP);
    let expected = reference
        .shortest(start, &task.target)
        .map(|length| length * task.step);
    match (found(&scenario)?, expected) {
        (None, None) => {}
        (Some(found), Some(expected)) => {
            prop_assert_eq!(found.grade, Grade::Exact);
            prop_assert_eq!(found.lower, found.upper);
            let off = (found.upper - expected).abs();
            prop_assert!(
                off <= 1e-9 * expected + 1e-10 * task.step,
                "{found:?} is not {expected}"
            );
        }
        (found, expected) => prop_assert!(false, "{found:?} is not {expected:?}"),
    }
    Ok(())
}

/// The discs of which the hull lies within and around that of radius 1, as whole units.
fn discs(radius: i128) -> [Vec<Point>; 2] {
    const SIDES: usize = 24;
    let outer = 1.0 / (std::f64::consts::PI / SIDES as f64).cos();
    [1.0, outer].map(|scale| {
        let corner = |i: usize| {
            let angle = std::f64::consts::TAU * i as f64 / SIDES as f64;
            [angle.cos(), angle.sin()].map(|x| (x * scale * radius as f64).round() as i128)
        };
        (0..SIDES).map(corner).collect()
    })
}

fn is_enclosed(task: Task) -> TestCaseResult {
    let scenario = task.scenario();
    let Body::Disc(radius) = task.body else {
        return Ok(());
    };
    if !task.is_valid(&scenario) {
        return Ok(());
    }
    let start = task.start.map(|x| i128::from(x) * STEP);
    let [inner, outer] = discs(i128::from(radius) * STEP / 4).map(|body| {
        let mut reference = Reference::new(&task.obstacles(), &body);
        // The bounds are shrunk by the radius itself.
        let reach = [i128::from(radius) * STEP / 4; 2];
        reference.bounds = [reach, reach.map(|r| SIDE * STEP - r)];
        reference
            .shortest(start, &task.target)
            .map(|length| length * task.step)
    });
    let found = found(&scenario)?;
    let slack = 1e-9 * task.step;
    match (inner, &found) {
        (None, Some(found)) => {
            prop_assert!(found.upper.is_infinite(), "there is no path: {found:?}")
        }
        (Some(inner), Some(found)) => {
            prop_assert!(found.upper >= inner - slack, "{found:?} below {inner}")
        }
        _ => {}
    }
    if let Some(outer) = outer {
        let lower = found.as_ref().map_or(f64::INFINITY, |found| found.lower);
        prop_assert!(
            lower <= outer * (1.0 + 1e-12) + slack,
            "{found:?} above {outer}"
        );
    }
    Ok(())
}

fn state() -> impl Strategy<Value = Target> {
    place().prop_map(Target::State)
}

#[test]
fn a_points_shortest_path_among_flat_boxes_and_triangles_is_dijkstras() {
    for_all(1_500, tasks(Just(Body::Point), state(), 1), agrees);
}

#[test]
fn a_boxs_shortest_path_is_dijkstras() {
    let half = [0..3i8, 0..3i8].prop_map(Body::Box);
    for_all(1_000, tasks(half, state(), 1), agrees);
}

#[test]
fn a_shortest_path_into_a_box_is_dijkstras() {
    let target = (place(), place()).prop_map(|(a, b)| Target::Box(a, b));
    for_all(1_000, tasks(Just(Body::Point), target, 2), agrees);
}

#[test]
fn a_discs_shortest_path_is_enclosed_by_the_bounds() {
    let disc = (1..5i8).prop_map(Body::Disc);
    for_all(150, tasks(disc, state(), 1), is_enclosed);
}

/// The edge crosses the goal's border at a corner of it, and once more: which crossing of the edge belongs to which a
/// little beside it is not told by their number.
#[test]
fn an_end_at_a_goals_corner_is_not_mistaken_for_another() {
    let task = Task {
        step: 0.1,
        sketches: vec![Sketch::Triangle([[0, 0], [1, 7], [3, 5]])],
        body: Body::Point,
        start: [0, 1],
        target: Target::Box([2, 0], [3, 6]),
    };
    agrees(task).unwrap();
}
