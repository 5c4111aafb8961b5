//! The problem that a planner solves: from a start state into a goal, through a space, with every check counted.

use crate::geometry::{Aabb, State, distance, squared_distance};
use crate::random::{self, Rng};
use crate::space::Space;
use crate::world::Region;
use rand::RngExt;
use std::cell::Cell;

/// A part of the goal: a closed set of states.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GoalRegion<const D: usize> {
    /// One state.
    State(State<D>),
    /// All states within `radius` of `center`.
    Ball {
        /// The centre.
        center: State<D>,
        /// The radius, positive.
        radius: f64,
    },
    /// All states of a box.
    Box(Aabb<D>),
}

impl<const D: usize> GoalRegion<D> {
    /// Whether `x` lies in the region.
    #[inline]
    pub fn contains(&self, x: &State<D>) -> bool {
        match self {
            Self::State(goal) => x == goal,
            Self::Ball { center, radius } => squared_distance(x, center) <= radius * radius,
            Self::Box(region) => region.contains(x),
        }
    }

    /// The Euclidean distance from `x` to the region, 0 inside.
    #[inline]
    pub fn distance(&self, x: &State<D>) -> f64 {
        match self {
            Self::State(goal) => distance(x, goal),
            Self::Ball { center, radius } => (distance(x, center) - radius).max(0.0),
            Self::Box(region) => region.squared_distance_to(x).sqrt(),
        }
    }

    /// The ball around the region: its centre and its radius, 0 for a state.
    pub fn enclosing_ball(&self) -> (State<D>, f64) {
        match self {
            Self::State(goal) => (*goal, 0.0),
            Self::Ball { center, radius } => (*center, *radius),
            Self::Box(region) => (region.center(), 0.5 * distance(&region.min, &region.max)),
        }
    }

    /// The smallest box around the region.
    pub fn enclosing_box(&self) -> Aabb<D> {
        match self {
            Self::State(goal) => Aabb::new(*goal, *goal),
            Self::Ball { center, radius } => Aabb::new(*center, *center).grown(&[*radius; D]),
            Self::Box(region) => *region,
        }
    }

    /// A state uniform in the region.
    pub fn sample(&self, rng: &mut Rng) -> State<D> {
        match self {
            Self::State(goal) => *goal,
            Self::Ball { center, radius } => {
                let x = random::in_unit_ball::<D>(rng);
                std::array::from_fn(|i| center[i] + radius * x[i])
            }
            Self::Box(region) => random::in_box(rng, region),
        }
    }
}

/// The goal: any of its regions.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal<const D: usize> {
    regions: Vec<GoalRegion<D>>,
}

impl<const D: usize> Goal<D> {
    /// The union of `regions`, of which there is at least one.
    pub fn new(regions: Vec<GoalRegion<D>>) -> Self {
        assert!(!regions.is_empty(), "a goal has at least one region");
        Self { regions }
    }

    /// The regions.
    pub fn regions(&self) -> &[GoalRegion<D>] {
        &self.regions
    }

    /// Whether `x` is a goal state.
    #[inline]
    pub fn contains(&self, x: &State<D>) -> bool {
        self.regions.iter().any(|region| region.contains(x))
    }

    /// The Euclidean distance from `x` to the goal, 0 inside: with a space's least weight, an admissible cost to go.
    #[inline]
    pub fn distance(&self, x: &State<D>) -> f64 {
        self.regions
            .iter()
            .map(|region| region.distance(x))
            .fold(f64::INFINITY, f64::min)
    }

    /// A goal state: a region with equal chances, and a state uniform in it.
    pub fn sample(&self, rng: &mut Rng) -> State<D> {
        let i = match self.regions.len() {
            1 => 0,
            n => rng.random_range(0..n as u64) as usize,
        };
        self.regions[i].sample(rng)
    }
}

/// A planning problem.
#[derive(Clone, Debug)]
pub struct Problem<S, const D: usize> {
    /// The space with its bounds, costs and obstacles.
    pub space: S,
    /// The start, a free state.
    pub start: State<D>,
    /// The goal.
    pub goal: Goal<D>,
    /// Regions that take a share of the samples; the shares together are at most 1.
    pub regions: Vec<(Region<D>, f64)>,
}

impl<S: Space<D>, const D: usize> Problem<S, D> {
    /// The problem without sampling regions.
    pub fn new(space: S, start: State<D>, goal: Goal<D>) -> Self {
        Self {
            space,
            start,
            goal,
            regions: Vec::new(),
        }
    }

    /// No path from `x` into the goal costs less than this: the straight line.
    #[inline]
    pub fn cost_bound_to_go(&self, x: &State<D>) -> f64 {
        self.space.least_weight() * self.goal.distance(x)
    }

    /// No path through `x` costs less than this: the straight line from the start, and on to the goal.
    #[inline]
    pub fn cost_bound_through(&self, x: &State<D>) -> f64 {
        self.space.least_weight() * (distance(&self.start, x) + self.goal.distance(x))
    }
}

/// The counted collision checker: the only way by which a planner asks whether something is free.
#[derive(Debug)]
pub struct Oracle<'a, S, const D: usize> {
    space: &'a S,
    states: Cell<u64>,
    motions: Cell<u64>,
}

impl<'a, S: Space<D>, const D: usize> Oracle<'a, S, D> {
    /// An oracle that has not been asked yet.
    pub fn new(space: &'a S) -> Self {
        Self {
            space,
            states: Cell::new(0),
            motions: Cell::new(0),
        }
    }

    /// Whether `x` is free.
    #[inline]
    pub fn state_is_free(&self, x: &State<D>) -> bool {
        self.states.set(self.states.get() + 1);
        self.space.state_is_free(x)
    }

    /// Whether the motion is free.
    #[inline]
    pub fn motion_is_free(&self, from: &State<D>, motion: &S::Motion, to: &State<D>) -> bool {
        self.motions.set(self.motions.get() + 1);
        self.space.motion_is_free(from, motion, to)
    }

    /// Whether the motion is free that `is_free` checks, by means that know more of it than the space does.
    #[inline]
    pub fn motion_is_free_by(&self, is_free: impl FnOnce() -> bool) -> bool {
        self.motions.set(self.motions.get() + 1);
        is_free()
    }

    /// How many states were checked.
    pub fn state_checks(&self) -> u64 {
        self.states.get()
    }

    /// How many motions were checked.
    pub fn motion_checks(&self) -> u64 {
        self.motions.get()
    }
}
