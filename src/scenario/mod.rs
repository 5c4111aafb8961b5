//! Scenarios: the problems that files describe.
//!
//! A scenario is a YAML file: space, obstacles, robot, start, goal, objective, and what is said of the search. [`load`]
//! reads one. It gives a [`Scenario`] on which every check that needs no planner has passed, or a [`Report`] of all
//! problems of the file at once, each with its line and what would be legal.
//!
//! The way there is a pipeline of small parts, each a file of its own:
//!
//! - `document`: a text with the name of where it came from;
//! - `tree`, `syntax`: text to a tree of plain values, with limits on size and nesting;
//! - `reader`, `numbers`: a toolkit that takes values from nodes and collects what is wrong;
//! - `decode`, `space`, `dynamics`, `shapes`, `goal`, `parts`, `polygon`, `scalar`, `search`: the tree to the parts of
//!   a scenario, each valid in itself;
//! - `check`, `region`, `inside`, `cover`, `optimum`: what the parts mean to each other;
//! - `marks`, `report`: only where something is wrong, from nodes back to lines, and the layout.
//!
//! Obstacles, bounds and goals are closed sets: touching an obstacle is a collision. Obstacles grow and bounds shrink
//! by the robot. Without `space` the bounds are those of the map, of several maps what they have in common, since
//! everything outside of a map is blocked. Coordinates are finite and at most 1e100 in magnitude.

mod check;
mod cover;
mod decode;
mod document;
mod dynamics;
mod file;
mod goal;
pub(crate) mod inside;
mod map_instead;
mod marks;
mod numbers;
mod optimum;
mod parts;
mod polygon;
pub(crate) mod reader;
mod region;
mod report;
pub(crate) mod scalar;
mod search;
mod shapes;
mod space;
pub(crate) mod syntax;
pub(crate) mod tree;
mod turned;
pub(crate) mod words;

pub use document::Document;
pub use dynamics::Dynamics;
pub use file::{load, parse};
pub use report::{Place, Problem, Report};
pub use scalar::{memory_text, parse_count, parse_memory, parse_time, parse_value};
pub(crate) use words::no_such;

pub mod dispatch;

pub use crate::run::Budget;
use crate::world::{Robot, Shape};

/// The seed of a scenario that names none.
pub const DEFAULT_SEED: u64 = 1;

/// A valid scenario: every check that does not need a planner has passed.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its name; the file's stem by default.
    pub name: String,
    /// One line for people.
    pub description: Option<String>,
    /// The known least cost.
    pub optimum: Option<f64>,
    /// Where the optimum is known from.
    pub optimum_source: Option<String>,
    /// One [low, high] for each dimension, not yet shrunk by the robot.
    pub bounds: Vec<[f64; 2]>,
    /// The obstacles, not yet grown by the robot.
    pub obstacles: Vec<Shape>,
    /// The robot's body.
    pub robot: Robot,
    /// The start state.
    pub start: Vec<f64>,
    /// The goal: any of these regions.
    pub goal: Vec<GoalShape>,
    /// What is minimised; with dynamics it is time and effort.
    pub objective: Objective,
    /// The system, where the robot has dynamics. Bounds, start and goal are then full states; obstacles, robot and
    /// sampling regions are places.
    pub dynamics: Option<Dynamics>,
    /// Regions that take a share of the samples, of which together at most 1.
    pub sampling: Vec<SamplingRegion>,
    /// The planner and its settings, where the scenario names one.
    pub planner: Option<crate::planner::Spec>,
    /// When to stop.
    pub stop: Budget,
    /// The seed.
    pub seed: u64,
}

impl Scenario {
    /// The number of dimensions, 2 to 16; with dynamics that of the states.
    pub fn dimension(&self) -> usize {
        self.bounds.len()
    }

    /// Which numbers of a state are the place.
    pub fn position(&self) -> Vec<usize> {
        match &self.dynamics {
            Some(dynamics) => dynamics.system.position(),
            None => (0..self.dimension()).collect(),
        }
    }

    /// How far the robot reaches along the coordinate `i` of a state; states that are no place have no body.
    pub fn reach(&self, i: usize) -> f64 {
        let axis = self.position().iter().position(|p| *p == i);
        axis.map_or(0.0, |axis| self.robot.reach(axis))
    }

    /// The planner that serves where none is named.
    pub fn default_planner(&self) -> &'static str {
        match &self.dynamics {
            Some(_) => "kinodynamic-rrt-star",
            None => "informed-rrt-star",
        }
    }

    /// Whether the planner can plan here.
    ///
    /// # Errors
    /// Says which planners can.
    pub fn accepts(&self, spec: &crate::planner::Spec) -> Result<(), String> {
        match (&self.dynamics, spec.needs_dynamics()) {
            (Some(_), false) => Err(format!(
                "`{}` plans straight motions, and this scenario has dynamics; use `{}`",
                spec.name(),
                self.default_planner()
            )),
            (None, true) => Err(format!(
                "`{}` needs a scenario with `dynamics`",
                spec.name()
            )),
            _ => Ok(()),
        }
    }
}

/// A part of the goal: a closed set.
#[derive(Clone, Debug, PartialEq)]
pub enum GoalShape {
    /// One state.
    State(Vec<f64>),
    /// A ball with positive radius.
    Ball {
        /// Its centre.
        center: Vec<f64>,
        /// Its radius.
        radius: f64,
    },
    /// An axis-aligned box.
    Box {
        /// The lower corner.
        min: Vec<f64>,
        /// The upper corner.
        max: Vec<f64>,
    },
}

impl GoalShape {
    /// Whether draws from all of the space almost surely miss it: a state, or a box without width.
    pub fn has_no_volume(&self) -> bool {
        match self {
            Self::State(_) => true,
            Self::Ball { radius, .. } => *radius == 0.0,
            Self::Box { min, max } => min.iter().zip(max).any(|(a, b)| a == b),
        }
    }

    /// The number of dimensions.
    pub fn dimension(&self) -> usize {
        match self {
            Self::State(x) => x.len(),
            Self::Ball { center, .. } => center.len(),
            Self::Box { min, .. } => min.len(),
        }
    }
}

/// What a path costs.
#[derive(Clone, Debug, PartialEq)]
pub enum Objective {
    /// The Euclidean length.
    PathLength,
    /// The line integral of a weight: `default` where no region holds the point, else the last region's that does.
    CostMap {
        /// The weight outside of all regions, positive.
        default: f64,
        /// The regions in order, each with its positive weight.
        regions: Vec<(Shape, f64)>,
    },
}

/// A region that takes a share of the samples.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplingRegion {
    /// Where.
    pub shape: Shape,
    /// Its share of all samples, in (0, 1]; all shares together are at most 1.
    pub share: f64,
}
