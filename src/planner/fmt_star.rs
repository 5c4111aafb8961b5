//! FMT*, the fast marching tree (Janson, Schmerling, Clark & Pavone 2015): a shortest-path tree over a batch of samples
//! that is grown outwards by cost, with about one collision check a sample.
//!
//! All samples are unvisited at first, the start is open. The open vertex z of least cost is expanded: each unvisited x
//! near z looks for the open vertex y near *x* that gives it the least cost, obstacles ignored, and only the motion
//! from that y is checked. If it is free, x is connected and will be open in the next wave; if not, x waits for a later
//! z. Then z is closed. Ignoring obstacles in the choice is what saves the checks, and it is wrong only near obstacles,
//! for a share of the samples that vanishes as their number n grows: the cost tends to the optimum in probability, for
//! a radius of gamma (log n / n)^(1/d) with gamma as in Theorem 4.1 (`search/radius.rs`; `rewire-factor` is the
//! theorem's 1 + eta). Without obstacles the tree is exactly that of the shortest paths in the disc graph: FMT* and
//! PRM* then agree.
//!
//! The k-nearest form (section 5) expands z to x where each is one of the k nearest of the other; y is one of the k
//! nearest of x, k = 2^d (e/d) log n.
//!
//! O(n log n) time, one index query a sample, about n collision checks. A step expands one z. If no open vertex is
//! left, the batch has failed; that is a result. With `on-failure: resample` up to n more samples are then drawn one by
//! one, each connected to the best closed vertex near it, and the search goes on from there.
//!
//! Departures from the paper:
//! - Samples in the goal regions (`goal-bias`) and in the scenario's regions. The theorem's samples are uniform, or of
//!   a density of at least l times the uniform one (section 5), which a radius l^(-1/d) times as long makes up for; so
//!   does the radius rule here. It says nothing of mutual nearest neighbours, and indeed more than k samples in a small
//!   goal are each other's nearest: nothing connects them to the rest. The k-nearest rule therefore counts the even
//!   samples alone, and adds of the others those that are no farther, k at most (`search/samples.rs`). The even samples
//!   are uniform, so the theorem holds for them alone whatever the shares, and each goal sample has its k nearest among
//!   them.
//! - Where the bounds are thinner than the ball of the radius, it is widened until as much of it lies within
//!   (`search/radius.rs`).
//! - Under a cost map the radius remains one of length, as PRM*'s does. The paper's is one of cost, multiplied by the
//!   greatest weight, so that it holds all samples within the radius; under a weight of 100 it holds all within a
//!   hundred radii of cheap ground as well: near sets of all samples, and quadratic time. Within a plain radius the
//!   first z that meets x may lie on expensive ground while a better one is still to be reached. That is so on the
//!   borders of the weights alone, as the lazy choice of y is wrong on those of obstacles alone: for a share of the
//!   samples that vanishes as n grows.
//! - `batches: doubling`, an anytime form that runs batches of doubling size, from the first path on over the states
//!   through which a better one can run (`informed`, see `search/batch.rs`).
//! - A motion from y to x that was found blocked is not checked again when x next chooses the same y.

mod memory;
mod resample;
mod settings;
mod wave;

pub use settings::{FmtStarSettings, OnFailure};

use super::parts::Neighbors;
use super::{Planner, Step};
use crate::geometry::State;
use crate::neighbours::Neighbour;
use crate::problem::Problem;
use crate::record::Forest;
use crate::search::batch::{Batches, forest_of, path_to};
use crate::search::near::Nearness;
use crate::search::queue::Queue;
use crate::search::radius;
use crate::search::sampler::Biased;
use crate::search::samples::{Reach, Samples};
use crate::search::view::{Checks, View};
use crate::space::Space;
use wave::Choice;

/// Where a sample stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Unvisited,
    /// Connected in this wave, open from the next on.
    New,
    Open,
    Closed,
}

/// Stands for "no sample".
const NONE: u32 = u32::MAX;

/// A sample of the batch.
#[derive(Clone, Copy, Debug)]
struct Vertex {
    cost: f64,
    parent: u32,
    /// The last choice, whose motion was found blocked.
    blocked: Choice,
}

impl Vertex {
    fn parent(&self) -> Option<u32> {
        (self.parent != NONE).then_some(self.parent)
    }

    const UNVISITED: Self = Self {
        cost: f64::INFINITY,
        parent: NONE,
        blocked: Choice::NONE,
    };
}

/// The samples near one, and how far they reach.
///
/// Distances are computed again for the few that matter: near sets are most of what is held.
struct Near {
    ids: Vec<u32>,
    reach: Reach,
}

/// What the next step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Draws samples.
    Sampling,
    /// Puts them in order.
    Arranging,
    /// Expands this vertex.
    Expanding(u32),
    /// Draws one more sample.
    Resampling,
    /// Nothing.
    Over,
}

/// FMT* on a problem.
pub struct FmtStar<'a, S: Space<D>, const D: usize> {
    batches: Batches<'a, S, D>,
    settings: FmtStarSettings,
    phase: Phase,
    samples: Samples<D>,
    vertices: Vec<Vertex>,
    /// Apart from the vertices, for every near set is searched for open ones.
    statuses: Vec<Status>,
    /// The near sets that were looked up and may be needed again: those of unvisited and open samples.
    near: Vec<Option<Near>>,
    /// Near sets that are not needed any more, for their memory.
    spare: Vec<Vec<u32>>,
    /// Samples that all of these have room for.
    near_room: usize,
    /// The most that the containers held when a batch began, in bytes.
    held: usize,
    /// Memory for what the index finds, for the samples of a near set that are unvisited, and for those of another that
    /// are open.
    found: Vec<Neighbour>,
    unvisited: Vec<u32>,
    /// How many unvisited ones an expansion visits, and how many of them it has visited.
    to_visit: usize,
    visited: usize,
    near_and_open: Vec<u32>,
    open: Queue<f64>,
    /// The vertices that were opened, in this order.
    opened: Vec<u32>,
    /// Samples at which resampling gives up.
    most_samples: usize,
    /// The samples of the batch before and where they stood, to be shown while this one is not done.
    before: Option<(Vec<State<D>>, Vec<Vertex>)>,
}

impl<'a, S: Space<D>, const D: usize> FmtStar<'a, S, D> {
    /// The first batch, of which nothing is drawn yet.
    pub fn new(
        problem: &'a Problem<S, D>,
        sampler: Biased<'a, S, D>,
        settings: &FmtStarSettings,
        seed: u64,
    ) -> Self {
        let goal_bias = settings.common.goal_bias;
        let batches = settings.batch.begin(problem, sampler, goal_bias, seed);
        Self {
            batches,
            settings: settings.clone(),
            phase: Phase::Sampling,
            samples: Samples::default(),
            vertices: Vec::new(),
            statuses: Vec::new(),
            near: Vec::new(),
            spare: Vec::new(),
            near_room: 0,
            held: 0,
            found: Vec::new(),
            unvisited: Vec::new(),
            to_visit: 0,
            visited: 0,
            near_and_open: Vec::new(),
            open: Queue::default(),
            opened: Vec::new(),
            most_samples: 0,
            before: None,
        }
    }

    /// Goes on putting the samples in order; then the start is open, all samples are unvisited.
    fn begin(&mut self) {
        self.held = View::memory(self);
        let nearness = self.choose_nearness();
        let Some(samples) = self.batches.arrange(nearness) else {
            return;
        };
        let samples = std::mem::replace(&mut self.samples, samples);
        let vertices = std::mem::take(&mut self.vertices);
        self.before = (!vertices.is_empty()).then(|| (samples.into_points(), vertices));
        let n = self.samples.points().len();
        self.vertices.resize(n, Vertex::UNVISITED);
        self.vertices[0].cost = 0.0;
        self.statuses.clear();
        self.statuses.resize(n, Status::Unvisited);
        self.statuses[0] = Status::Open;
        self.near.clear();
        self.near.resize_with(n, || None);
        self.near_room = self.spare.iter().map(Vec::capacity).sum();
        self.open.clear();
        self.opened.clear();
        self.opened.push(0);
        self.most_samples = 2 * self.batches.samples();
        self.phase = Phase::Expanding(0);
    }

    fn choose_nearness(&mut self) -> Nearness {
        let (near, n) = (&self.settings.near, self.batches.samples().max(1));
        let factor = near.factor_or(settings::default_factor(near.rule(D), D));
        let gamma = radius::gamma_fmt_star(D, self.batches.measure());
        let radius = match factor.is_finite() {
            true => {
                let radius = factor * gamma * radius::shrinking(D, n);
                self.batches.widened(radius)
            }
            false => f64::INFINITY,
        };
        match near.rule(D) {
            Neighbors::KNearest if factor.is_finite() => {
                Nearness::Nearest(radius::nearest_count_fmt_star(D, n, factor))
            }
            _ => Nearness::Within(radius),
        }
    }

    /// Chooses the next z, or ends the batch at a goal or where no vertex is open.
    fn advance(&mut self) -> Step {
        match self.open.pop() {
            Some((cost, z)) if self.batches.is_goal(z) => {
                let parent = |v: u32| self.vertices[v as usize].parent();
                let path = path_to(self.samples.points(), parent, z);
                self.batches.found(cost, path);
                self.end_batch()
            }
            Some((_, z)) => {
                self.phase = Phase::Expanding(z);
                Step::Grew
            }
            None if self.settings.on_failure == OnFailure::Resample => {
                self.phase = Phase::Resampling;
                Step::Prepared
            }
            None => self.end_batch(),
        }
    }

    fn end_batch(&mut self) -> Step {
        let step = self.settings.batch.end(&mut self.batches);
        self.phase = match step {
            Step::Finished => Phase::Over,
            _ => Phase::Sampling,
        };
        step
    }

    /// Whether a batch is begun and not done.
    fn is_at_work(&self) -> bool {
        matches!(self.phase, Phase::Expanding(_) | Phase::Resampling)
    }
}

impl<S: Space<D>, const D: usize> Planner<D> for FmtStar<'_, S, D> {
    fn step(&mut self) -> Step {
        match self.phase {
            Phase::Sampling => {
                if self.batches.draw() {
                    self.phase = Phase::Arranging;
                }
                Step::Prepared
            }
            Phase::Arranging => {
                self.begin();
                Step::Prepared
            }
            Phase::Expanding(z) => match self.expand(z) {
                true => self.advance(),
                false => Step::Prepared,
            },
            Phase::Resampling => self.resample(),
            Phase::Over => Step::Finished,
        }
    }

    fn view(&self) -> &dyn View<D> {
        self
    }
}

impl<S: Space<D>, const D: usize> View<D> for FmtStar<'_, S, D> {
    fn best_cost(&self) -> f64 {
        self.batches.best_cost()
    }

    fn best_path(&self) -> Option<Vec<State<D>>> {
        self.batches.best_path()
    }

    /// The samples of the batch before, or of this one if it is the first or done, with the tree that connects them.
    fn forest(&self) -> Forest {
        let (points, vertices) = match &self.before {
            Some((points, vertices)) if self.is_at_work() => (&points[..], vertices),
            _ if self.vertices.is_empty() => (self.batches.points(), &self.vertices),
            _ => (self.samples.points(), &self.vertices),
        };
        forest_of(points, vertices.iter().map(|v| (v.cost, v.parent())))
    }

    /// The samples of the present batch, or of the one that is shown while that has more.
    fn vertices(&self) -> usize {
        let shown = match &self.before {
            Some((points, _)) if self.is_at_work() => points.len(),
            _ if self.vertices.is_empty() => 0,
            _ => self.samples.points().len(),
        };
        shown.max(self.batches.points().len())
    }

    fn checks(&self) -> Checks {
        self.batches.checks()
    }

    fn memory(&self) -> usize {
        self.now().max(self.held)
    }

    fn memory_ahead(&self, steps: usize) -> usize {
        self.room_ahead(steps)
    }
}
