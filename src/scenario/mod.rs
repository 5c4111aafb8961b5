//! Scenarios: the problems that files describe.

use crate::world::{Robot, Shape};

/// A valid scenario: every check that does not need a planner has passed.
#[derive(Clone, Debug)]
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
    /// What is minimised.
    pub objective: Objective,
    /// Regions that take a share of the samples.
    pub sampling: Vec<SamplingRegion>,
    /// The planner and its settings, where the scenario names one.
    pub planner: Option<crate::planner::Spec>,
    /// When to stop.
    pub stop: Budget,
    /// The seed.
    pub seed: u64,
}

impl Scenario {
    /// The number of dimensions, 2 to 16.
    pub fn dimension(&self) -> usize {
        self.bounds.len()
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

/// When a run stops: whichever comes first. All `None`: nothing was said.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Budget {
    /// Seconds.
    pub time: Option<f64>,
    /// Iterations of the planner.
    pub iterations: Option<u64>,
    /// A cost that is good enough.
    pub cost: Option<f64>,
}
