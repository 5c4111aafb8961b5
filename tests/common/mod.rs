#![allow(dead_code)] // each test file uses its part
//! Worlds for tests, an independent dense collision check, and the program itself.

pub mod program;

use prolate::geometry::{Aabb, State, lerp};
use prolate::planner::{Spec, Value};
use prolate::problem::{Goal, GoalRegion, Problem};
use prolate::space::{Euclidean, Objective, Space};
use prolate::world::{Obstacles, Robot, Shape};

pub type BoxProblem<const D: usize> = Problem<Euclidean<Obstacles<D>, D>, D>;

/// A problem among boxes, and the boxes.
pub struct BoxWorld<const D: usize> {
    pub name: &'static str,
    pub problem: BoxProblem<D>,
    pub boxes: Vec<Aabb<D>>,
}

impl<const D: usize> BoxWorld<D> {
    pub fn new(
        name: &'static str,
        bounds: Aabb<D>,
        boxes: Vec<Aabb<D>>,
        start: State<D>,
        goal: Vec<GoalRegion<D>>,
    ) -> Self {
        let shapes: Vec<_> = boxes
            .iter()
            .map(|b| Shape::Box {
                min: b.min.to_vec(),
                max: b.max.to_vec(),
            })
            .collect();
        let obstacles = Obstacles::new(&shapes, &Robot::Ball { radius: 0.0 });
        let space = Euclidean::new(bounds, obstacles, Objective::PathLength);
        let problem = Problem::new(space, start, Goal::new(goal));
        Self {
            name,
            problem,
            boxes,
        }
    }

    pub fn bounds(&self) -> &Aabb<D> {
        self.problem.space.bounds()
    }

    /// Whether no point of a dense sampling of the segment lies in a box.
    pub fn densely_free(&self, a: &State<D>, b: &State<D>) -> bool {
        const POINTS: u32 = 500;
        (0..=POINTS).all(|i| {
            let x = lerp(a, b, f64::from(i) / f64::from(POINTS));
            !self.boxes.iter().any(|obstacle| obstacle.contains(&x))
        })
    }
}

pub fn cube<const D: usize>(low: f64, high: f64) -> Aabb<D> {
    Aabb::new([low; D], [high; D])
}

pub fn ball<const D: usize>(center: State<D>, radius: f64) -> GoalRegion<D> {
    GoalRegion::Ball { center, radius }
}

/// The square of Karaman & Frazzoli's first experiments: ours is [-10, 10]^2 with the goal box [7, 9]^2.
/// The least cost is 7 sqrt(2).
pub fn empty_square() -> BoxWorld<2> {
    BoxWorld::new(
        "empty square",
        cube(-10.0, 10.0),
        vec![],
        [0.0, 0.0],
        vec![GoalRegion::Box(cube(7.0, 9.0))],
    )
}

/// Two boxes between start and goal.
pub fn two_boxes() -> BoxWorld<2> {
    BoxWorld::new(
        "two boxes",
        cube(0.0, 1.0),
        vec![
            Aabb::new([0.3, 0.0], [0.4, 0.7]),
            Aabb::new([0.6, 0.35], [0.7, 1.0]),
        ],
        [0.1, 0.1],
        vec![ball([0.9, 0.9], 0.05)],
    )
}

/// A wall with a window in space; a state and a box are goals.
pub fn window() -> BoxWorld<3> {
    let wall =
        |min: [f64; 2], max: [f64; 2]| Aabb::new([0.45, min[0], min[1]], [0.55, max[0], max[1]]);
    BoxWorld::new(
        "window",
        cube(0.0, 1.0),
        vec![
            wall([0.0, 0.0], [0.6, 1.0]),
            wall([0.9, 0.0], [1.0, 1.0]),
            wall([0.6, 0.0], [0.9, 0.3]),
            wall([0.6, 0.7], [0.9, 1.0]),
        ],
        [0.1, 0.2, 0.2],
        vec![
            GoalRegion::State([0.9, 0.3, 0.8]),
            GoalRegion::Box(cube(0.9, 1.0)),
        ],
    )
}

/// Every planner of straight motions as it is, those of batches with so many samples in the first, and with each of its
/// settings turned to another side; and what each is called.
pub fn variants(samples: f64) -> Vec<(String, Spec)> {
    let mut all = Vec::new();
    for mut spec in Spec::of_straight_motions() {
        let _ = spec.set("samples", &Value::Number(samples));
        all.push((spec.name().to_owned(), spec));
    }
    for (name, spec) in all.clone() {
        for (key, value) in [
            ("neighbors", "radius"),
            ("neighbors", "k-nearest"),
            ("rewire-factor", "inf"),
            ("rewire-factor", "0.5"),
            ("pruning", "true"),
            ("pruning", "false"),
            ("path-bias", "0"),
            ("path-bias", "0.8"),
            ("goal-bias", "0.3"),
            ("sampler", "halton"),
            ("sampler", "gaussian"),
            ("sampler", "bridge"),
            ("inclusion", "v1"),
            ("inclusion", "v2"),
            ("inclusion", "v3"),
            ("batches", "one"),
            ("batches", "doubling"),
            ("informed", "false"),
            ("on-failure", "resample"),
        ] {
            let mut other = spec.clone();
            if other.set(key, &value_of(value)).is_ok() && other != spec {
                all.push((format!("{name} {key}={value}"), other));
            }
        }
    }
    all
}

/// A setting's value as it is written.
pub fn value_of(text: &str) -> Value {
    let flag = text.parse().map(Value::Flag);
    let number = text.parse().map(Value::Number);
    number.unwrap_or(flag.unwrap_or(Value::Word(text.into())))
}
