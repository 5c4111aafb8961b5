//! The least length of paths of the plane, against Dijkstra's algorithm on the whole visibility graph.
//!
//! Everything lies on a lattice, also flat boxes and points, so that obstacles touch and corners are in line.

use crate::contact::touches;
use crate::exact::exact;
use crate::for_all;
use crate::scenes::empty;
use crate::visibility::{Place, Point, Reference, SIDE, STEP, Target, turn};
use prolate::optimum::{Answer, Grade, Limit, Optimum, optimum};
use prolate::scenario::{GoalShape, Scenario};
use prolate::verify::verify;
use prolate::world::{Robot, Shape};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

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
