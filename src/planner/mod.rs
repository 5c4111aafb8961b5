//! The planners: what they share, and each by its name.
//!
//! A planner is a value that takes one step at a time. It knows no clock, no file and no thread; whoever drives it decides
//! when to stop and what to write down, and a test can look at it after every step. Adding one costs a file, a variant of
//! [`Spec`] and the lines that the compiler then asks for.

mod informed_rrt_star;
mod rrt;
mod rrt_star;
pub mod settings;

pub use informed_rrt_star::{Informed, Spheroid};
pub use rrt::{Rrt, RrtSettings};
pub use rrt_star::{Neighbors, RrtStar, RrtStarSettings};
pub use settings::{Parameter, Value};

use crate::geometry::State;
use crate::neighbours::NeighbourIndex;
use crate::problem::{Oracle, Problem};
use crate::record::Forest;
use crate::search::sampler::Uniform;
use crate::search::tree::Tree;
use crate::space::{Space, Steer};

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A vertex was added.
    Grew,
    /// Nothing was added.
    Rejected,
    /// There is nothing left to do.
    Finished,
}

/// How many collision checks were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    /// Of states.
    pub states: u64,
    /// Of motions.
    pub motions: u64,
}

impl Checks {
    fn of<S: Space<D>, const D: usize>(oracle: &Oracle<S, D>) -> Self {
        Self {
            states: oracle.state_checks(),
            motions: oracle.motion_checks(),
        }
    }
}

/// A planner at work on a problem.
pub trait Planner<const D: usize> {
    /// Does one iteration.
    fn step(&mut self) -> Step;

    /// The cost of the best path, infinite before there is one. It never rises.
    fn best_cost(&self) -> f64;

    /// The states of the best path, start first.
    fn best_path(&self) -> Option<Vec<State<D>>>;

    /// The vertices and edges as they are, for pictures and for tests.
    fn forest(&self) -> Forest;

    /// Number of vertices.
    fn vertices(&self) -> usize;

    /// The collision checks made so far.
    fn checks(&self) -> Checks;

    /// The most bytes that the planner's containers have held.
    fn memory(&self) -> usize;
}

/// The states along the path to the best goal vertex of `tree`.
fn path_of<M: Copy + Default, const D: usize>(
    tree: &Tree<M>,
    index: &NeighbourIndex<D>,
) -> Option<Vec<State<D>>> {
    let ids = tree.path_to(tree.best_goal()?);
    Some(ids.into_iter().map(|id| *index.point(id)).collect())
}

/// The vertices and edges of `tree`.
fn forest_of<M: Copy + Default, const D: usize>(
    tree: &Tree<M>,
    index: &NeighbourIndex<D>,
) -> Forest {
    let ids = 0..tree.len() as u32;
    Forest {
        dimension: D,
        states: ids.clone().flat_map(|id| *index.point(id)).collect(),
        parents: ids.clone().map(|id| tree.parent(id)).collect(),
        costs: ids.map(|id| tree.cost(id)).collect(),
    }
}

/// What a planner is, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// One line.
    pub summary: &'static str,
    /// Where it comes from.
    pub paper: &'static str,
}

/// A planner and its settings.
#[derive(Clone, Debug, PartialEq)]
pub enum Spec {
    /// RRT (LaValle 1998), as stated by Karaman & Frazzoli 2011.
    Rrt(RrtSettings),
    /// RRT* (Karaman & Frazzoli 2011).
    RrtStar(RrtStarSettings),
    /// Informed RRT* (Gammell et al. 2014).
    InformedRrtStar(RrtStarSettings),
}

impl Spec {
    /// Every planner with its default settings.
    pub fn all() -> Vec<Self> {
        vec![
            Self::Rrt(RrtSettings::default()),
            Self::RrtStar(RrtStarSettings::default()),
            Self::InformedRrtStar(RrtStarSettings {
                pruning: true,
                ..RrtStarSettings::default()
            }),
        ]
    }

    /// The planner of this name with its default settings.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|spec| spec.name() == name)
    }

    /// Its name in files and on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Rrt(_) => "rrt",
            Self::RrtStar(_) => "rrt-star",
            Self::InformedRrtStar(_) => "informed-rrt-star",
        }
    }

    /// What it is and where it comes from.
    pub fn about(&self) -> About {
        match self {
            Self::Rrt(_) => About {
                summary: "a tree that explores fast: a first path soon, not an optimal one",
                paper: "LaValle 1998; as in Karaman & Frazzoli 2011, Algorithm 3",
            },
            Self::RrtStar(_) => About {
                summary: "an RRT that rewires itself: the cost tends to the optimum",
                paper: "Karaman & Frazzoli 2011, Algorithm 6",
            },
            Self::InformedRrtStar(_) => About {
                summary: "RRT* that samples only where a better path can run",
                paper: "Gammell, Srinivasa & Barfoot 2014",
            },
        }
    }

    /// Sets the setting `key`.
    ///
    /// # Errors
    /// Says what would be legal.
    pub fn set(&mut self, key: &str, value: &Value) -> Result<(), String> {
        settings::set(self.settings(), key, value)
    }

    /// Every setting with its present value, what is legal and what it does.
    pub fn parameters(&self) -> Vec<Parameter> {
        settings::list(self.clone().settings())
    }

    /// The planner at its start on `problem`.
    pub fn build<'a, S: Steer<D>, const D: usize>(
        &self,
        problem: &'a Problem<S, D>,
        seed: u64,
    ) -> Box<dyn Planner<D> + 'a> {
        match self {
            Self::Rrt(settings) => Box::new(Rrt::new(problem, settings, seed)),
            Self::RrtStar(settings) => {
                let sampler = Box::new(Uniform::new(problem, settings.goal_bias));
                Box::new(RrtStar::new(problem, sampler, settings, seed))
            }
            Self::InformedRrtStar(settings) => {
                let sampler = Box::new(Informed::new(problem, settings.goal_bias));
                Box::new(RrtStar::new(problem, sampler, settings, seed))
            }
        }
    }

    fn settings(&mut self) -> &mut dyn settings::Settings {
        match self {
            Self::Rrt(settings) => settings,
            Self::RrtStar(settings) | Self::InformedRrtStar(settings) => settings,
        }
    }
}
