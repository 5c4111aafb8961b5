//! From a scenario to a planner at work: the one place where the dimension becomes a type.
//!
//! Scenarios and records know the dimension as a number, spaces and planners as a type parameter. Each function here
//! turns one into the other and back, so that nothing outside sees it.

use super::{Dynamics, GoalShape, Objective, SamplingRegion, Scenario};
use crate::geometry::{Aabb, State};
use crate::planner::Spec;
use crate::problem::{Goal, GoalRegion, Problem};
use crate::random;
use crate::record::{Keep, Motions, RunRecord, Trajectory};
use crate::run::{Budget, Clock, Observer, drive, shorten_path};
use crate::search::held::{Held, PlaceSource};
use crate::space::linear_dynamics::{DrivenMotions, Limits, LinearDynamics, LinearMotions};
use crate::space::{self, CostMap, Euclidean, Space};
use crate::world::{Ladder, Obstacles, Place, Region, Surroundings};
use std::sync::Arc;

/// Evaluates the expression with the constant `D` set to the dimension, one instance for each of 2 to 16.
macro_rules! with_dimension {
    ($dimension:expr, $body:expr) => {
        with_dimension!($dimension, $body, 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    };
    ($dimension:expr, $body:expr, $($d:literal)*) => {
        match $dimension {
            $($d => { const D: usize = $d; $body })*
            other => unreachable!("a valid scenario has other dimensions than {other}"),
        }
    };
}

/// As [`with_dimension`], for the places of a system.
macro_rules! with_places {
    ($dimension:expr, $body:expr) => {
        with_dimension!($dimension, $body, 1 2 3)
    };
}

/// As [`with_dimension`], for the states of a system.
macro_rules! with_states {
    ($dimension:expr, $body:expr) => {
        with_dimension!($dimension, $body, 2 3 4 5 6 7 8 9 10 11 12)
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
    /// What the record is to hold of the vertices and edges.
    pub keep: Keep,
}

/// Runs a planner on a scenario that accepts it ([`Scenario::accepts`]). The clock starts when obstacles are built and
/// the planner is about to be, for it times the planner.
pub fn run<'c, C: Clock + 'c>(
    scenario: &Scenario,
    setup: &Setup,
    start_clock: impl FnOnce() -> C,
    observer: &mut dyn Observer,
) -> RunRecord {
    let mut start_clock = Some(start_clock);
    let mut start = || -> Box<dyn Clock + 'c> {
        let start = start_clock.take().expect("a run starts one clock");
        Box::new(start())
    };
    run_by(scenario, setup, &mut start, observer)
}

/// As [`run`], compiled once for all clocks: every planner in every dimension is in here.
fn run_by<'c>(
    scenario: &Scenario,
    setup: &Setup,
    start_clock: &mut dyn FnMut() -> Box<dyn Clock + 'c>,
    observer: &mut dyn Observer,
) -> RunRecord {
    if let Some(dynamics) = &scenario.dynamics {
        return run_dynamic(scenario, dynamics, setup, start_clock, observer);
    }
    let mut spec = setup.spec.clone();
    let budget = Budget {
        iterations: spec.settle(setup.budget.iterations),
        ..*setup.budget
    };
    with_dimension!(scenario.dimension(), {
        let problem = problem::<D>(scenario);
        let clock = start_clock();
        let planner = spec.build(&problem, setup.seed);
        let mut planner = planner.expect("a scenario without dynamics accepts no other planner");
        let mut record = drive(
            planner.as_mut(),
            &budget,
            clock.as_ref(),
            observer,
            setup.keep,
        );
        if spec.common().shorten {
            shorten_path(&mut record, &problem, setup.seed, clock.as_ref());
        }
        record
    })
}

/// How many of `draws` uniform states within the shrunk bounds are free.
pub fn count_free(scenario: &Scenario, draws: u64, seed: u64) -> u64 {
    if let Some(dynamics) = &scenario.dynamics {
        return with_states!(scenario.dimension(), {
            let problem = dynamic_problem::<D>(scenario, dynamics);
            free_among(&problem.space, draws, seed)
        });
    }
    with_dimension!(scenario.dimension(), {
        free_among(&problem::<D>(scenario).space, draws, seed)
    })
}

fn free_among<S: Space<D>, const D: usize>(space: &S, draws: u64, seed: u64) -> u64 {
    let mut rng = random::seeded(seed);
    (0..draws)
        .filter(|_| space.state_is_free(&random::in_box(&mut rng, space.bounds())))
        .count() as u64
}

/// How many of so many pairs of uniform states within the shrunk bounds are joined by an optimal motion, obstacles and
/// bounds aside.
pub fn count_connections(scenario: &Scenario, dynamics: &Dynamics, pairs: u64, seed: u64) -> u64 {
    with_states!(scenario.dimension(), {
        let space = dynamic_problem::<D>(scenario, dynamics).space;
        let mut rng = random::seeded(seed);
        let mut draw = || random::in_box(&mut rng, space.bounds());
        let joined = |_: &u64| space.connect(&draw(), &draw()).is_some();
        (0..pairs).filter(joined).count() as u64
    })
}

/// Runs a planner on a scenario with dynamics.
fn run_dynamic<'c>(
    scenario: &Scenario,
    dynamics: &Dynamics,
    setup: &Setup,
    start_clock: &mut dyn FnMut() -> Box<dyn Clock + 'c>,
    observer: &mut dyn Observer,
) -> RunRecord {
    with_states!(scenario.dimension(), {
        let problem = dynamic_problem::<D>(scenario, dynamics);
        let held = held(scenario, dynamics);
        let clock = start_clock();
        let planner = setup.spec.build_kinodynamic(&problem, &held, setup.seed);
        let mut planner = planner.expect("a scenario with dynamics accepts no other planner");
        let mut record = drive(
            &mut planner,
            setup.budget,
            clock.as_ref(),
            observer,
            setup.keep,
        );
        if record.solved() {
            let motions: Arc<dyn Motions> = match planner.driven() {
                Some(course) => Arc::new(DrivenMotions::new(&dynamics.system, course.clone())),
                None => Arc::new(LinearMotions::new(&problem.space, &planner.motions())),
            };
            record.trajectory = Some(Trajectory::new(motions, planner.dt()));
        }
        record.linear_cost = planner.linear_cost();
        record.uncertain_connections = problem.space.refused();
        record.curves = (setup.keep != Keep::Nothing).then(|| planner.curves());
        record
    })
}

/// The problem that a valid scenario with dynamics describes.
pub fn dynamic_problem<const D: usize>(
    scenario: &Scenario,
    dynamics: &Dynamics,
) -> Problem<LinearDynamics<D>, D> {
    let position = dynamics.system.position();
    let states = bounds(scenario);
    let (shapes, robot) = (&scenario.obstacles, &scenario.robot);
    let surroundings: Box<dyn Surroundings> = with_places!(position.len(), {
        let bounds = places::<D>(scenario, &position);
        Box::new(Ladder::new(shapes, robot, &bounds))
    });
    let limits = Limits {
        states,
        controls: dynamics.control_bounds.clone(),
        position,
        surroundings,
    };
    let space = LinearDynamics::new(dynamics.system.clone(), limits);
    let goal = scenario
        .goal
        .iter()
        .map(|shape| goal_region(shape, &states));
    Problem::new(
        space.expect("a valid scenario's system is controllable"),
        state(&scenario.start),
        Goal::new(goal.collect()),
    )
}

/// What the scenario says of samples of states.
fn held(scenario: &Scenario, dynamics: &Dynamics) -> Held {
    let position = dynamics.system.position();
    let source = |region: &SamplingRegion| -> (PlaceSource, f64) {
        let source = with_places!(position.len(), {
            let bounds = places::<D>(scenario, &position);
            place_source(Region::new(&region.shape), bounds)
        });
        (source, region.share)
    };
    Held {
        regions: scenario.sampling.iter().map(source).collect(),
        fixed: dynamics.fixed.clone(),
        position,
    }
}

/// The bounds of places, shrunk by the robot.
fn places<const P: usize>(scenario: &Scenario, position: &[usize]) -> Aabb<P> {
    let low = std::array::from_fn(|k| scenario.bounds[position[k]][0]);
    let high = std::array::from_fn(|k| scenario.bounds[position[k]][1]);
    Aabb::new(low, high).grown(&std::array::from_fn(|k| -scenario.robot.reach(k)))
}

/// Draws from a region, which may reach beyond the bounds.
fn place_source<const P: usize>(region: Region<P>, bounds: Aabb<P>) -> PlaceSource {
    /// Enough to hit a part that is a hundredth of the region; then the whole space serves.
    const TRIES: usize = 1_000;
    Box::new(move |rng| {
        let within = (0..TRIES)
            .map(|_| region.sample(rng))
            .find(|x| bounds.contains(x));
        let x = within.unwrap_or_else(|| random::in_box(rng, &bounds));
        let mut place: Place = [0.0; 3];
        place[..P].copy_from_slice(&x);
        place
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
    let shrink = std::array::from_fn(|i| -scenario.reach(i));
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

/// Whether the straight motion from `a` to `b` is free, in a scenario without dynamics.
pub fn segment_is_free(scenario: &Scenario, a: &[f64], b: &[f64]) -> bool {
    with_dimension!(scenario.dimension(), {
        let space = problem::<D>(scenario).space;
        let (a, b) = (state(a), state(b));
        space.state_is_free(&b) && space.motion_is_free(&a, &(), &b)
    })
}
