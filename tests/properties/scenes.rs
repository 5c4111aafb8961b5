//! Random scenarios, of which contacts are frequent: coordinates are drawn as steps of a lattice, and then are left
//! there, are moved by a few roundings, or by a share of a step.

use crate::contact::{Point, is_simple};
use crate::exact::all_exact;
use prolate::run::Budget;
use prolate::scenario::{GoalShape, Objective, Scenario};
use prolate::world::{Cell, GridMap, Robot, Shape};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::Strategy;
use std::sync::Arc;

/// The steps of a lattice: a scene is about as wide.
const STEPS: i32 = 8;

/// A coordinate before it is known where the lattice lies: the step, roundings, and a share of a step.
pub type Mark = (i32, i32, f64);

pub fn mark() -> impl Strategy<Value = Mark> {
    (0..=STEPS, -2..=2, -0.5..0.5)
}

/// Where the lattice of a scene lies, and what is done to its points.
#[derive(Clone, Copy, Debug)]
pub struct Lattice {
    origin: f64,
    step: f64,
    noise: Noise,
}

#[derive(Clone, Copy, Debug)]
enum Noise {
    None,
    Roundings,
    Shares,
}

fn lattice() -> impl Strategy<Value = Lattice> {
    // Steps that are exact, that round, and large and small ones; origins that cost the steps some of their digits.
    let step = prop_oneof![
        4 => Just(1.0),
        4 => Just(0.1),
        1 => Just(1.0 / 3.0),
        1 => Just(1e-5),
        1 => Just(12_345.678),
    ];
    let origin = prop_oneof![
        4 => Just(0.0),
        2 => Just(-4.0),
        1 => Just(0.7),
        1 => Just(1e4),
        1 => Just(-1e9),
    ];
    let noise = prop_oneof![
        3 => Just(Noise::None),
        1 => Just(Noise::Roundings),
        2 => Just(Noise::Shares),
    ];
    (step, origin, noise).prop_map(|(step, origin, noise)| Lattice {
        origin: origin * step,
        step,
        noise,
    })
}

impl Lattice {
    /// The coordinate of a mark.
    pub fn at(&self, (step, roundings, share): Mark) -> f64 {
        let at = self.origin + self.step * f64::from(step);
        match self.noise {
            Noise::None => at,
            Noise::Shares => at + self.step * share,
            Noise::Roundings => (0..roundings.abs()).fold(at, |x, _| match roundings > 0 {
                true => x.next_up(),
                false => x.next_down(),
            }),
        }
    }

    /// The lattice that is larger by so many powers of ten, about the middle.
    fn magnified(&self, power: i32) -> Self {
        if power == 0 {
            return *self;
        }
        let middle = self.at((STEPS / 2, 0, 0.0));
        let step = self.step * 10f64.powi(power);
        Self {
            origin: middle - f64::from(STEPS / 2) * step,
            step,
            ..*self
        }
    }

    pub fn point(&self, marks: &[Mark]) -> Vec<f64> {
        marks.iter().map(|mark| self.at(*mark)).collect()
    }

    /// A length, from half a step on.
    pub fn length(&self, (steps, _, share): Mark) -> f64 {
        match self.noise {
            Noise::Shares => self.step * (0.5 + f64::from(steps) + share),
            _ => self.step * 0.5 * f64::from(1 + steps),
        }
    }
}

/// An obstacle before the lattice is known.
#[derive(Clone, Debug)]
pub struct Sketch {
    outline: Outline,
    /// By how many powers of ten it is larger than the scene.
    power: i32,
}

#[derive(Clone, Debug)]
enum Outline {
    Box(Vec<Mark>, Vec<Mark>),
    Ball(Vec<Mark>, Mark),
    Polygon(Vec<[Mark; 2]>),
    /// The lower corner, the resolution in halves of a step, columns, rows, and a bit for each cell.
    Map([Mark; 2], u8, usize, usize, u64),
}

/// Obstacles of a space of so many dimensions.
pub fn sketch(dimension: usize) -> impl Strategy<Value = Sketch> {
    let power = prop_oneof![8 => Just(0), 1 => 1..9];
    (outline(dimension), power).prop_map(|(outline, power)| Sketch { outline, power })
}

fn outline(dimension: usize) -> BoxedStrategy<Outline> {
    let marks = || vec(mark(), dimension);
    let round = (marks(), mark()).prop_map(|(center, radius)| Outline::Ball(center, radius));
    let square = (marks(), marks()).prop_map(|(a, b)| Outline::Box(a, b));
    if dimension != 2 {
        return prop_oneof![square, round].boxed();
    }
    let corner = || [mark(), mark()];
    let polygon = vec(corner(), 3..7).prop_map(Outline::Polygon);
    let map = (corner(), 1..4u8, 1..7usize, 1..7usize, any::<u64>());
    let map =
        map.prop_map(|(at, side, columns, rows, bits)| Outline::Map(at, side, columns, rows, bits));
    prop_oneof![3 => square, 2 => round, 4 => polygon, 1 => map].boxed()
}

impl Sketch {
    /// The obstacle; none where a polygon's edges would cross.
    pub fn shape(&self, lattice: &Lattice) -> Option<Shape> {
        let lattice = lattice.magnified(self.power);
        match &self.outline {
            Outline::Box(a, b) => {
                let (a, b) = (lattice.point(a), lattice.point(b));
                Some(Shape::Box {
                    min: a.iter().zip(&b).map(|(a, b)| a.min(*b)).collect(),
                    max: a.iter().zip(&b).map(|(a, b)| a.max(*b)).collect(),
                })
            }
            Outline::Ball(center, radius) => Some(Shape::Ball {
                center: lattice.point(center),
                radius: lattice.length(*radius),
            }),
            Outline::Polygon(corners) => {
                let at = |corner: &[Mark; 2]| corner.map(|mark| lattice.at(mark));
                let vertices: Vec<[f64; 2]> = corners.iter().map(at).collect();
                simple(&vertices).map(|vertices| Shape::Polygon { vertices })
            }
            Outline::Map(at, side, columns, rows, bits) => Some(Shape::Map(Arc::new(GridMap {
                file: String::new(),
                width: *columns,
                height: *rows,
                resolution: lattice.step * 0.5 * f64::from(*side),
                origin: at.map(|mark| lattice.at(mark)),
                yaw: 0.0,
                cells: (0..columns * rows)
                    .map(|i| match bits >> i & 1 {
                        0 => Cell::Free,
                        _ => Cell::Occupied,
                    })
                    .collect(),
                unknown_is_blocked: true,
                y_down: false,
            }))),
        }
    }
}

/// The corners in an order in which the outline does not cross itself: as they are, with two of them changed, or only
/// the first three of them.
fn simple(vertices: &[[f64; 2]]) -> Option<Vec<[f64; 2]>> {
    let n = vertices.len();
    let changed = (0..n)
        .flat_map(|i| (i..n).map(move |j| (i, j)))
        .map(|(i, j)| {
            let mut vertices = vertices.to_vec();
            vertices.swap(i, j);
            vertices
        });
    let first = vertices[..3].to_vec();
    changed.chain([first]).find(|vertices| {
        let exact: Vec<Point> = vertices.iter().map(|v| all_exact(v)).collect();
        is_simple(&exact)
    })
}

/// What a robot is made of.
#[derive(Clone, Debug)]
pub enum Body {
    Point,
    /// Half of a length.
    Ball(Mark),
    Box(Vec<Mark>),
}

pub fn body(dimension: usize) -> BoxedStrategy<Body> {
    // Small ones: a robot as wide as the scene touches everything.
    let size = || (0..=1, 0..=0, -0.5..0.5);
    let sizes = vec(size(), dimension).prop_map(Body::Box);
    prop_oneof![3 => Just(Body::Point), 3 => size().prop_map(Body::Ball), 1 => sizes].boxed()
}

impl Body {
    pub fn robot(&self, lattice: &Lattice) -> Robot {
        let half = |mark: &Mark| 0.5 * lattice.length(*mark);
        match self {
            Self::Point => Robot::Ball { radius: 0.0 },
            Self::Ball(radius) => Robot::Ball {
                radius: half(radius),
            },
            Self::Box(sizes) => Robot::Box {
                half_extents: sizes.iter().map(half).collect(),
            },
        }
    }
}

/// A scenario, and a path in it.
#[derive(Clone, Debug)]
pub struct Scene {
    pub scenario: Scenario,
    pub path: Vec<Vec<f64>>,
}

/// Scenes with up to so many obstacles, and paths that begin at the start and end at the goal's state.
pub fn scenes(dimension: usize, obstacles: usize) -> impl Strategy<Value = Scene> {
    placed_scenes(dimension, obstacles).prop_map(|(_, scene)| scene)
}

/// The same, with their lattices.
pub fn placed_scenes(
    dimension: usize,
    obstacles: usize,
) -> impl Strategy<Value = (Lattice, Scene)> {
    let states = vec(vec(mark(), dimension), 1..5);
    let sketches = vec(sketch(dimension), 0..=obstacles);
    let parts = (lattice(), body(dimension), sketches, states);
    parts.prop_map(move |(lattice, body, sketches, states)| {
        let path: Vec<Vec<f64>> = states.iter().map(|marks| lattice.point(marks)).collect();
        let obstacles = sketches.iter().filter_map(|sketch| sketch.shape(&lattice));
        let bound = |step: i32| lattice.at((step, 0, 0.0));
        let scene = Scene {
            scenario: Scenario {
                bounds: vec![[bound(0), bound(STEPS)]; dimension],
                robot: body.robot(&lattice),
                start: path[0].clone(),
                goal: vec![GoalShape::State(path[path.len() - 1].clone())],
                ..empty(obstacles.collect())
            },
            path,
        };
        (lattice, scene)
    })
}

/// A scenario of which nothing but the obstacles is said.
pub fn empty(obstacles: Vec<Shape>) -> Scenario {
    Scenario {
        name: "random".into(),
        description: None,
        optimum: None,
        optimum_source: None,
        bounds: Vec::new(),
        obstacles,
        robot: Robot::Ball { radius: 0.0 },
        start: Vec::new(),
        goal: Vec::new(),
        objective: Objective::PathLength,
        dynamics: None,
        sampling: Vec::new(),
        planner: None,
        stop: Budget::default(),
        seed: 1,
    }
}

/// The largest number of a scene: roundings are relative to it.
pub fn size(scene: &Scene) -> f64 {
    let scenario = &scene.scenario;
    let mut numbers: Vec<f64> = scene.path.concat();
    numbers.extend(scenario.bounds.concat());
    for shape in &scenario.obstacles {
        match shape {
            Shape::Box { min, max } => numbers.extend(min.iter().chain(max)),
            Shape::Ball { center, radius } => numbers.extend(center.iter().chain([radius])),
            Shape::Polygon { vertices } => numbers.extend(vertices.iter().flatten()),
            Shape::Map(map) => numbers.extend(map.bounds().iter().flatten()),
        }
    }
    numbers.iter().fold(0.0, |size, x| x.abs().max(size))
}
