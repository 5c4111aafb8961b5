//! The planners: what they share, and each by its name.
//!
//! A planner is a value that takes one step at a time. It knows no clock, no file and no thread; whoever drives it
//! decides when to stop and what to write down, and a test can look at it after every step. Adding one costs a file, a
//! variant of [`Spec`] and the lines that the compiler then asks for.

mod fmt_star;
mod informed_rrt_star;
mod kinodynamic_rrt_star;
pub mod parts;
mod prm_star;
mod rrt;
mod rrt_connect;
mod rrt_sharp;
mod rrt_star;
pub mod settings;

pub use fmt_star::{FmtStar, FmtStarSettings, OnFailure};
pub use informed_rrt_star::{Informed, Spheroid};
pub use kinodynamic_rrt_star::{KinodynamicRrtStar, KinodynamicSettings};
pub use parts::{BatchMode, BatchSettings, Common, NearRule, Neighbors, Sampling};
pub use prm_star::{PrmStar, PrmStarSettings};
pub use rrt::{Rrt, RrtSettings};
pub use rrt_connect::{RrtConnect, RrtConnectSettings};
pub use rrt_sharp::{Inclusion, RrtSharp, RrtSharpSettings};
pub use rrt_star::{RrtStar, RrtStarSettings};
pub use settings::{Parameter, Value};

use crate::geometry::State;
use crate::problem::Problem;
use crate::record::Forest;
use crate::search::held::Held;
use crate::search::sampler::Uniform;
use crate::search::view::{Checks, View};
use crate::space::Steer;
use crate::space::linear_dynamics::LinearDynamics;

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A vertex was added.
    Grew,
    /// Nothing was added.
    Rejected,
    /// A batch is complete, with a path or without; the next step begins another.
    Completed,
    /// There is nothing left to do.
    Finished,
    /// A part of the work between iterations was done: samples were drawn, or a roadmap searched. Not an iteration.
    Prepared,
}

/// A planner at work on a problem.
pub trait Planner<const D: usize> {
    /// Does one iteration, or a part of the work between iterations.
    fn step(&mut self) -> Step;

    /// The state of the search.
    fn view(&self) -> &dyn View<D>;

    /// The cost of the best path, infinite before there is one. It never rises.
    fn best_cost(&self) -> f64 {
        self.view().best_cost()
    }

    /// The states of the best path, start first.
    fn best_path(&self) -> Option<Vec<State<D>>> {
        self.view().best_path()
    }

    /// The vertices and edges as they are, for pictures and for tests.
    fn forest(&self) -> Forest {
        self.view().forest()
    }

    /// Number of vertices.
    fn vertices(&self) -> usize {
        self.view().vertices()
    }

    /// The collision checks made so far.
    fn checks(&self) -> Checks {
        self.view().checks()
    }

    /// The most bytes that the planner's containers have held.
    fn memory(&self) -> usize {
        self.view().memory()
    }

    /// The most bytes that they may take during so many steps to come.
    fn memory_ahead(&self, steps: usize) -> usize {
        self.view().memory_ahead(steps)
    }
}

/// What a planner is, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// One line.
    pub summary: &'static str,
    /// Where it comes from.
    pub paper: &'static str,
    /// What it does and what to expect of it.
    pub story: &'static str,
}

/// A planner and its settings.
#[derive(Clone, Debug, PartialEq)]
pub enum Spec {
    /// RRT (LaValle 1998), as stated by Karaman & Frazzoli 2011.
    Rrt(RrtSettings),
    /// RRT-Connect (Kuffner & LaValle 2000).
    RrtConnect(RrtConnectSettings),
    /// RRT* (Karaman & Frazzoli 2011).
    RrtStar(RrtStarSettings),
    /// RRT# (Arslan & Tsiotras 2012).
    RrtSharp(RrtSharpSettings),
    /// Informed RRT* (Gammell et al. 2014).
    InformedRrtStar(RrtStarSettings),
    /// FMT* (Janson et al. 2015).
    FmtStar(FmtStarSettings),
    /// PRM* (Karaman & Frazzoli 2011).
    PrmStar(PrmStarSettings),
    /// Kinodynamic RRT* (Webb & van den Berg 2012).
    KinodynamicRrtStar(KinodynamicSettings),
}

impl Spec {
    /// Every planner with its default settings.
    pub fn all() -> Vec<Self> {
        vec![
            Self::Rrt(RrtSettings::default()),
            Self::RrtConnect(RrtConnectSettings::default()),
            Self::RrtStar(RrtStarSettings::default()),
            Self::RrtSharp(RrtSharpSettings::default()),
            Self::InformedRrtStar(RrtStarSettings {
                pruning: true,
                path_bias: 0.5,
                ..RrtStarSettings::default()
            }),
            Self::FmtStar(FmtStarSettings::default()),
            Self::PrmStar(PrmStarSettings::default()),
            Self::KinodynamicRrtStar(KinodynamicSettings::default()),
        ]
    }

    /// Every planner of straight motions with its default settings: those that [`Spec::build`] builds.
    pub fn of_straight_motions() -> Vec<Self> {
        let mut all = Self::all();
        all.retain(|spec| !spec.needs_dynamics());
        all
    }

    /// Whether the planner is for problems with dynamics; all others are for those without.
    pub fn needs_dynamics(&self) -> bool {
        matches!(self, Self::KinodynamicRrtStar(_))
    }

    /// The planner of this name with its default settings.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|spec| spec.name() == name)
    }

    /// Its name in files and on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Rrt(_) => "rrt",
            Self::RrtConnect(_) => "rrt-connect",
            Self::RrtStar(_) => "rrt-star",
            Self::RrtSharp(_) => "rrt-sharp",
            Self::InformedRrtStar(_) => "informed-rrt-star",
            Self::FmtStar(_) => "fmt-star",
            Self::PrmStar(_) => "prm-star",
            Self::KinodynamicRrtStar(_) => "kinodynamic-rrt-star",
        }
    }

    /// What it is and where it comes from.
    pub fn about(&self) -> About {
        match self {
            Self::Rrt(_) => About {
                summary: "a tree that explores fast: a first path soon, not an optimal one",
                paper: "LaValle 1998; as in Karaman & Frazzoli 2011, Algorithm 3",
                story: "Extends the nearest vertex towards each sample. Goes on after the first path, whose\n\
                        cost hardly falls: RRT almost surely does not tend to the optimum.",
            },
            Self::RrtConnect(_) => About {
                summary: "two trees that grow towards each other: the first path soonest, and no better one",
                paper: "Kuffner & LaValle 2000",
                story: "Grows one tree from the start and one from the goal, and extends the other tree to each\n\
                        new vertex as far as the way is free. Ends with the first path, which is crooked;\n\
                        shorten=true straightens it.",
            },
            Self::RrtStar(_) => About {
                summary: "an RRT that rewires itself: the cost tends to the optimum",
                paper: "Karaman & Frazzoli 2011, Algorithm 6",
                story: "Each new vertex takes the best parent near it and becomes the parent of every near vertex\n\
                        that is cheaper through it. Grows the same vertices as RRT on the same samples.",
            },
            Self::RrtSharp(_) => About {
                summary: "a graph in which every promising vertex knows its least cost after every iteration",
                paper: "Arslan & Tsiotras 2012",
                story: "Keeps all edges of RRG and passes each improvement on to every vertex that can be on a\n\
                        better path. Never worse than RRT* on the same samples and near sets, at more work and\n\
                        memory for each: about nine bytes an edge. In its tree a vertex that is not consistent yet has\n\
                        the cost of the way by the parents; one that is not reached has neither cost nor parent.",
            },
            Self::InformedRrtStar(_) => About {
                summary: "RRT* that samples only where a better path can run",
                paper: "Gammell, Srinivasa & Barfoot 2014",
                story: "Once there is a path, samples come from the ellipsoid of states through which a shorter\n\
                        one can run, half of them from beside the path (path-bias=0: none, as in the paper). The\n\
                        planner to begin with where the goal is a state or a small region.",
            },
            Self::FmtStar(_) => About {
                summary: "a tree over a batch of samples, grown outwards by cost with about one check a sample",
                paper: "Janson, Schmerling, Clark & Pavone 2015, Algorithm 1",
                story: "Plans over samples drawn beforehand: as many as the budget of iterations says, or, with a\n\
                        budget of time, batches of doubling size of which the best path is kept. For worlds in\n\
                        which collision checks are expensive. Departures: with k-nearest, samples drawn in goals and\n\
                        sampling regions are not counted, so that no cluster of them is cut off; a radius wider than\n\
                        the bounds grows until its ball holds its share of them; under a cost map it stays a length.\n\
                        A batch whose samples would not fit into the memory (--max-memory) is not begun.",
            },
            Self::PrmStar(_) => About {
                summary: "a roadmap of all free motions between near samples of a batch, and its shortest path",
                paper: "Karaman & Frazzoli 2011, Algorithm 4",
                story: "Plans over samples drawn beforehand, like fmt-star, and checks every motion between near\n\
                        ones. Never worse than fmt-star on the same samples and radius, at many more checks.\n\
                        Departures: with k-nearest, samples drawn in goals and sampling regions are not counted; a\n\
                        radius wider than the bounds grows until its ball holds its share of them. A batch whose samples\n\
                        would not fit into the memory (--max-memory) is not begun.",
            },
            Self::KinodynamicRrtStar(_) => About {
                summary: "RRT* for systems with linear dynamics: exact optimal motions, time-stamped states and controls",
                paper: "Webb & van den Berg 2012, Algorithm 1",
                story: "Joins states by exact optimal motions of x' = A x + B u + c, of least time and effort, checked along\n\
                        the whole curve. For scenarios with `dynamics`: double-integrator, quadrotor, car, linear.",
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

    /// The planner at its start on `problem`; `None` for a planner that needs dynamics ([`Spec::build_kinodynamic`]).
    pub fn build<'a, S: Steer<D>, const D: usize>(
        &self,
        problem: &'a Problem<S, D>,
        seed: u64,
    ) -> Option<Box<dyn Planner<D> + 'a>> {
        // Batch planners count their samples in the goal themselves.
        let goal_bias = match self {
            Self::FmtStar(_) | Self::PrmStar(_) => 0.0,
            _ => self.common().goal_bias,
        };
        let common = Common {
            goal_bias,
            ..self.common().clone()
        };
        let sampler = common.sampler(problem, seed, |points| match self {
            Self::InformedRrtStar(_) | Self::FmtStar(_) | Self::PrmStar(_) => {
                Box::new(Informed::new(problem, points))
            }
            _ => Box::new(Uniform::new(problem.space.bounds(), points)),
        });
        Some(match self {
            Self::Rrt(settings) => Box::new(Rrt::new(problem, sampler, settings, seed)),
            Self::RrtConnect(settings) => {
                Box::new(RrtConnect::new(problem, sampler, settings, seed))
            }
            Self::RrtStar(settings) | Self::InformedRrtStar(settings) => {
                Box::new(RrtStar::new(problem, sampler, settings, seed))
            }
            Self::RrtSharp(settings) => Box::new(RrtSharp::new(problem, sampler, settings, seed)),
            Self::FmtStar(settings) => Box::new(FmtStar::new(problem, sampler, settings, seed)),
            Self::PrmStar(settings) => Box::new(PrmStar::new(problem, sampler, settings, seed)),
            Self::KinodynamicRrtStar(_) => return None,
        })
    }

    /// The planner at its start on a problem with dynamics; `None` for a planner of straight motions.
    pub fn build_kinodynamic<'a, const D: usize>(
        &self,
        problem: &'a Problem<LinearDynamics<D>, D>,
        held: &'a Held,
        seed: u64,
    ) -> Option<KinodynamicRrtStar<'a, D>> {
        match self {
            Self::KinodynamicRrtStar(settings) => {
                Some(KinodynamicRrtStar::new(problem, held, settings, seed))
            }
            _ => None,
        }
    }

    /// Settles settings that depend on the budget, of which `iterations` is the part that counts; what of it is left
    /// for the driver to watch.
    pub fn settle(&mut self, iterations: Option<u64>) -> Option<u64> {
        match self {
            Self::FmtStar(settings) => settings.batch.settle(iterations),
            Self::PrmStar(settings) => settings.batch.settle(iterations),
            _ => iterations,
        }
    }

    /// Whether it comes into the goal only by chance: it draws nothing from it, and neither begins there nor tries to
    /// join it.
    pub fn leaves_the_goal_to_chance(&self) -> bool {
        let draws_from_it = self.common().goal_bias > 0.0;
        match self {
            Self::Rrt(_) | Self::RrtStar(_) | Self::RrtSharp(_) | Self::InformedRrtStar(_) => {
                !draws_from_it
            }
            Self::RrtConnect(_)
            | Self::FmtStar(_)
            | Self::PrmStar(_)
            | Self::KinodynamicRrtStar(_) => false,
        }
    }

    /// The settings that every planner has.
    pub fn common(&self) -> &Common {
        match self {
            Self::Rrt(settings) => &settings.common,
            Self::RrtStar(settings) | Self::InformedRrtStar(settings) => &settings.common,
            Self::RrtConnect(settings) => &settings.common,
            Self::RrtSharp(settings) => &settings.common,
            Self::FmtStar(settings) => &settings.common,
            Self::PrmStar(settings) => &settings.common,
            Self::KinodynamicRrtStar(settings) => &settings.common,
        }
    }

    fn settings(&mut self) -> &mut dyn settings::Settings {
        match self {
            Self::Rrt(settings) => settings,
            Self::RrtStar(settings) | Self::InformedRrtStar(settings) => settings,
            Self::RrtConnect(settings) => settings,
            Self::RrtSharp(settings) => settings,
            Self::FmtStar(settings) => settings,
            Self::PrmStar(settings) => settings,
            Self::KinodynamicRrtStar(settings) => settings,
        }
    }
}
