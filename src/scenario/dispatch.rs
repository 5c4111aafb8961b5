//! From a scenario to a planner at work: the one place where the dimension becomes a type.
//!
//! Scenarios and records know the dimension as a number, spaces and planners as a type parameter. Each function here turns
//! one into the other and back, so that nothing outside sees it.

use super::{GoalShape, Objective, Scenario};
use crate::geometry::{Aabb, State};
use crate::planner::Spec;
use crate::problem::{Goal, GoalRegion, Problem};
use crate::random;
use crate::record::RunRecord;
use crate::run::{Budget, Clock, Observer, drive, shorten_path};
use crate::space::{self, CostMap, Euclidean, Space};
use crate::world::{Obstacles, Region};

/// Evaluates the expression with the constant `D` set to the dimension, one instance for each of 2 to 16.
macro_rules! with_dimension {
    ($dimension:expr, $body:expr) => {
        with_dimension!($dimension, $body, 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    };
    ($dimension:expr, $body:expr, $($d:literal)*) => {
        match $dimension {
            $($d => { const D: usize = $d; $body })*
            other => unreachable!("a valid scenario has 2 to 16 dimensions, not {other}"),
        }
    };
}

/// What a run is made of besides the scenario.
#[derive(Clone, Debug)]
pub struct Setup<'a> {
    /// The planner and its settings.
    pub spec: &'a Spec,
    /// The seed.
    pub seed: u64,
    /// When to stop.
    pub budget: &'a Budget,
    /// Whether the record is to hold the vertices and edges.
    pub keep_forest: bool,
}

/// Runs a planner on a scenario. The clock starts when obstacles are built and the planner is about to be, for it times
/// the planner.
pub fn run<C: Clock>(
    scenario: &Scenario,
    setup: &Setup,
    start_clock: impl FnOnce() -> C,
    observer: &mut dyn Observer,
) -> RunRecord {
    let mut spec = setup.spec.clone();
    let budget = Budget {
        iterations: spec.settle(setup.budget.iterations),
        ..*setup.budget
    };
    with_dimension!(scenario.dimension(), {
        let problem = problem::<D>(scenario);
        let clock = start_clock();
        let mut planner = spec.build(&problem, setup.seed);
        let mut record = drive(
            planner.as_mut(),
            &budget,
            &clock,
            observer,
            setup.keep_forest,
        );
        if spec.common().shorten {
            shorten_path(&mut record, &problem, setup.seed, &clock);
        }
        record
    })
}

/// How many of `draws` uniform states within the shrunk bounds are free.
pub fn count_free(scenario: &Scenario, draws: u64, seed: u64) -> u64 {
    with_dimension!(scenario.dimension(), {
        let space = problem::<D>(scenario).space;
        let mut rng = random::seeded(seed);
        (0..draws)
            .filter(|_| space.state_is_free(&random::in_box(&mut rng, space.bounds())))
            .count() as u64
    })
}

/// The problem that a valid scenario describes.
pub fn problem<const D: usize>(scenario: &Scenario) -> Problem<Euclidean<Obstacles<D>, D>, D> {
    let objective = match &scenario.objective {
        Objective::PathLength => space::Objective::PathLength,
        Objective::CostMap { default, regions } => {
            let regions = regions.iter().map(|(shape, w)| (Region::new(shape), *w));
            space::Objective::LineIntegral(CostMap::new(*default, regions.collect()))
        }
    };
    let obstacles = Obstacles::new(&scenario.obstacles, &scenario.robot);
    let bounds = bounds(scenario);
    let goal = scenario
        .goal
        .iter()
        .map(|shape| goal_region(shape, &bounds));
    let goal = goal.collect();
    Problem {
        space: Euclidean::new(bounds, obstacles, objective),
        start: state(&scenario.start),
        goal: Goal::new(goal),
        regions: scenario
            .sampling
            .iter()
            .map(|region| (Region::new(&region.shape), region.share))
            .collect(),
    }
}

/// The bounds, shrunk by the robot.
fn bounds<const D: usize>(scenario: &Scenario) -> Aabb<D> {
    let shrink = std::array::from_fn(|i| -scenario.robot.reach(i));
    let low = std::array::from_fn(|i| scenario.bounds[i][0]);
    let high = std::array::from_fn(|i| scenario.bounds[i][1]);
    Aabb::new(low, high).grown(&shrink)
}

fn state<const D: usize>(numbers: &[f64]) -> State<D> {
    std::array::from_fn(|i| numbers[i])
}

/// A box is cut to the bounds: the same goal, and every draw from it can be used.
fn goal_region<const D: usize>(shape: &GoalShape, bounds: &Aabb<D>) -> GoalRegion<D> {
    match shape {
        GoalShape::State(x) => GoalRegion::State(state(x)),
        GoalShape::Ball { center, radius } => GoalRegion::Ball {
            center: state(center),
            radius: *radius,
        },
        GoalShape::Box { min, max } => GoalRegion::Box(Aabb::new(
            std::array::from_fn(|i| min[i].max(bounds.min[i])),
            std::array::from_fn(|i| max[i].min(bounds.max[i])),
        )),
    }
}
