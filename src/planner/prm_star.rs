//! PRM*, the optimal probabilistic roadmap (Karaman & Frazzoli 2011, Algorithm 4): a batch of free samples, all motions
//! between near ones, and a shortest path over them.
//!
//! Every vertex is connected to all vertices within gamma (log n / n)^(1/d) that it sees; with gamma above its bound
//! (Theorem 34; `rewire-factor` above 1) the cost of the shortest path in the roadmap tends to the optimum almost
//! surely as the number of samples n grows. Or each vertex is connected to its k nearest (Theorem 35, k = e (1 + 1/d)
//! log n). Compared on the same samples and radius, FMT* never finds a better path; it asks for about one collision
//! check a sample, and the roadmap for O(log n). The roadmap can serve other starts and goals.
//!
//! A step connects one vertex. Then the roadmap is searched by A* with the straight line to the goal as bound on the
//! cost to go, which is consistent, so the first goal vertex that is taken from the queue is the best one.
//!
//! The best cost does not fall steadily with n: the radius shrinks. Doubling batches keep the best path of all.
//!
//! O(n log n) time for queries and search, O(n log n) collision checks; an edge takes 24 bytes.
//!
//! Departures from the paper: samples in the goal regions (`goal-bias`) and in the scenario's regions, which the
//! k-nearest rule does not count, so that a cluster of them is not cut off: they come in addition where they are no
//! farther than the k-th (`search/samples.rs`; the theorem then holds for the even samples alone); a radius that is
//! widened where the bounds are thinner than its ball (`search/radius.rs`); `batches: doubling`, an anytime form that
//! runs batches of doubling size, from the first path on over the states through which a better one can run
//! (`informed`, see `search/batch.rs`).

mod memory;

use super::parts::{BatchSettings, Common, NearRule, Neighbors};
use super::settings::{Settings, Visitor};
use super::{Planner, Step};
use crate::geometry::State;
use crate::neighbours::Neighbour;
use crate::problem::Problem;
use crate::record::Forest;
use crate::search::batch::{Batches, forest_of, path_to};
use crate::search::graph::Graph;
use crate::search::queue::Queue;
use crate::search::radius;
use crate::search::sampler::Biased;
use crate::search::samples::{Reach, Samples};
use crate::search::view::{Checks, View};
use crate::space::Space;

/// The settings of PRM*.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrmStarSettings {
    /// How many samples.
    pub batch: BatchSettings,
    /// Which samples are near.
    pub near: NearRule,
    /// Those of all planners.
    pub common: Common,
}

impl Settings for PrmStarSettings {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        self.batch.visit(visitor);
        self.near.visit(
            visitor,
            "multiplies the theoretical radius, and the count by its d-th power; .inf: all samples; 0: 1.5, with k-nearest \
             1.1 in the plane",
        );
        self.common.visit(visitor);
    }
}

/// Stands for "no sample".
const NONE: u32 = u32::MAX;

/// What the search knows of a vertex: the least cost found so far, and from where.
#[derive(Clone, Copy, Debug)]
struct Label {
    cost: f64,
    parent: u32,
}

impl Label {
    fn parent(&self) -> Option<u32> {
        (self.parent != NONE).then_some(self.parent)
    }
}

/// A batch's samples, roadmap and labels.
type Done<M, const D: usize> = (Vec<State<D>>, Graph<M>, Vec<Label>);

/// Motions between two looks at the clock.
const AT_ONCE: usize = 1_024;

/// What the next step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Draws samples.
    Sampling,
    /// Puts them in order.
    Arranging,
    /// Connects this vertex to those near it.
    Connecting(u32),
    /// Searches the roadmap.
    Searching,
    /// Nothing.
    Over,
}

/// PRM* on a problem.
pub struct PrmStar<'a, S: Space<D>, const D: usize> {
    batches: Batches<'a, S, D>,
    settings: PrmStarSettings,
    phase: Phase,
    samples: Samples<D>,
    roadmap: Graph<S::Motion>,
    /// How far the near set of each vertex reaches that is connected; not needed where being near is symmetric.
    reaches: Vec<Reach>,
    labels: Vec<Label>,
    queue: Queue<f64>,
    found: Vec<Neighbour>,
    /// How many of those found are tried, of a vertex that is not done.
    tried: usize,
    /// The samples of the batch before, their roadmap and labels, to be shown while this one is not done.
    before: Option<Done<S::Motion, D>>,
    /// The most that the containers held when a batch began, in bytes.
    held: usize,
}

impl<'a, S: Space<D>, const D: usize> PrmStar<'a, S, D> {
    /// The first batch, of which nothing is drawn yet.
    pub fn new(
        problem: &'a Problem<S, D>,
        sampler: Biased<'a, S, D>,
        settings: &PrmStarSettings,
        seed: u64,
    ) -> Self {
        let goal_bias = settings.common.goal_bias;
        let batches = settings.batch.begin(problem, sampler, goal_bias, seed);
        Self {
            batches,
            settings: settings.clone(),
            phase: Phase::Sampling,
            samples: Samples::default(),
            roadmap: Graph::default(),
            reaches: Vec::new(),
            labels: Vec::new(),
            queue: Queue::default(),
            found: Vec::new(),
            tried: 0,
            before: None,
            held: 0,
        }
    }

    /// Goes on putting the samples in order; then all vertices are there, without edges.
    fn begin(&mut self) {
        self.held = View::memory(self);
        let n = self.batches.samples().max(1);
        let default_factor = match self.settings.near.rule(D) {
            Neighbors::KNearest if D <= 2 => 1.1,
            _ => 1.5,
        };
        let factor = self.settings.near.factor_or(default_factor);
        let nearness = self.settings.near.nearness(D, n, factor, || {
            let gamma = radius::gamma_prm_star(D, self.batches.measure());
            let radius = factor * gamma * radius::shrinking(D, n);
            self.batches.widened(radius)
        });
        let Some(samples) = self.batches.arrange(nearness) else {
            return;
        };
        let samples = std::mem::replace(&mut self.samples, samples);
        let room = Graph::with_room(self.samples.points().len());
        let roadmap = std::mem::replace(&mut self.roadmap, room);
        let labels = std::mem::take(&mut self.labels);
        self.before = (!labels.is_empty()).then(|| (samples.into_points(), roadmap, labels));
        self.reaches.clear();
        self.queue.clear();
        self.phase = Phase::Connecting(0);
    }

    /// Adds the free motions between `v` and those near it that have not been tried from the other end. Of a large near
    /// set it tries a part; whether all are tried.
    fn connect(&mut self, v: u32) -> bool {
        let x = *self.samples.point(v);
        if self.tried == 0 {
            let reach = self.samples.near(v, &mut self.found);
            if !self.samples.is_symmetric() {
                self.reaches.push(reach);
            }
            self.roadmap.add_vertex();
        }
        let end = self.found.len().min(self.tried + AT_ONCE);
        let (space, oracle) = (&self.batches.problem.space, &self.batches.oracle);
        let is_symmetric = self.samples.is_symmetric();
        for u in &self.found[self.tried..end] {
            // Where v is near an earlier u, u has tried it.
            let seen_from_u = Neighbour { id: v, ..*u };
            let was_tried = u.id < v
                && (is_symmetric
                    || self
                        .samples
                        .reaches(&self.reaches[u.id as usize], &seen_from_u));
            if u.id == v || was_tried {
                continue;
            }
            let y = self.samples.point(u.id);
            let Some(connection) = space.connect_near(&x, y, u.squared_distance) else {
                continue;
            };
            if oracle.motion_is_free(&x, &connection.motion, y) {
                let (cost, motion) = (connection.cost, connection.motion);
                self.roadmap.add_edge(u.id, cost, motion);
            }
        }
        let is_done = end == self.found.len();
        self.tried = if is_done { 0 } else { end };
        is_done
    }

    fn begin_search(&mut self) {
        let unknown = Label {
            cost: f64::INFINITY,
            parent: NONE,
        };
        self.labels.resize(self.samples.points().len(), unknown);
        self.labels[0].cost = 0.0;
        self.queue.set(0, self.bound_to_go(0));
        self.phase = Phase::Searching;
    }

    fn bound_to_go(&self, v: u32) -> f64 {
        self.batches.problem.cost_bound_to_go(self.samples.point(v))
    }

    /// Goes on with A* for a while.
    fn search(&mut self) -> Step {
        /// Edges between two looks at the clock, and vertices.
        const AT_ONCE: usize = 100_000;
        /// What a vertex costs beside its edges.
        const AS_MANY_AS: usize = 100;
        let mut seen = 0;
        while seen < AT_ONCE {
            seen += AS_MANY_AS;
            match self.queue.pop() {
                Some((_, v)) if self.batches.is_goal(v) => {
                    let cost = self.labels[v as usize].cost;
                    let parent = |v: u32| self.labels[v as usize].parent();
                    let path = path_to(self.samples.points(), parent, v);
                    self.batches.found(cost, path);
                    return self.end_batch();
                }
                Some((_, v)) => seen += self.relax(v),
                None => return self.end_batch(),
            }
        }
        Step::Prepared
    }

    /// Offers `v` as parent to all that it is connected to; the number of these.
    fn relax(&mut self, v: u32) -> usize {
        let mut next = self.roadmap.first(v);
        let mut count = 0;
        while let Some(id) = next {
            count += 1;
            let edge = self.roadmap.edge(id);
            let (u, cost) = (edge.other(v), self.labels[v as usize].cost + edge.cost);
            if cost < self.labels[u as usize].cost {
                self.labels[u as usize] = Label { cost, parent: v };
                self.queue.set(u, cost + self.bound_to_go(u));
            }
            next = self.roadmap.after(v, id);
        }
        count
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
        matches!(self.phase, Phase::Connecting(_) | Phase::Searching)
    }
}

impl<S: Space<D>, const D: usize> Planner<D> for PrmStar<'_, S, D> {
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
            Phase::Connecting(v) if (v as usize) < self.samples.points().len() => {
                if !self.connect(v) {
                    return Step::Prepared;
                }
                self.phase = Phase::Connecting(v + 1);
                Step::Grew
            }
            Phase::Connecting(_) => {
                self.begin_search();
                Step::Prepared
            }
            Phase::Searching => self.search(),
            Phase::Over => Step::Finished,
        }
    }

    fn view(&self) -> &dyn View<D> {
        self
    }
}

impl<S: Space<D>, const D: usize> View<D> for PrmStar<'_, S, D> {
    fn best_cost(&self) -> f64 {
        self.batches.best_cost()
    }

    fn best_path(&self) -> Option<Vec<State<D>>> {
        self.batches.best_path()
    }

    /// The roadmap of the batch before, or of this one if it is the first or done; the edges that the search came along
    /// make a tree.
    fn forest(&self) -> Forest {
        self.sparse_forest(usize::MAX)
    }

    fn sparse_forest(&self, most_edges: usize) -> Forest {
        let (points, roadmap, labels) = match &self.before {
            Some((points, roadmap, labels)) if self.is_at_work() => (&points[..], roadmap, labels),
            _ if self.labels.is_empty() => (self.batches.points(), &self.roadmap, &self.labels),
            _ => (self.samples.points(), &self.roadmap, &self.labels),
        };
        let labelled = labels.iter().map(|label| (label.cost, label.parent()));
        let forest = forest_of(points, labelled);
        let is_of_tree = |a: u32, b: u32| forest.parents[a as usize] == Some(b);
        let one_in = roadmap.edges().len().div_ceil(most_edges.max(1)).max(1);
        let some = roadmap.edges().iter().step_by(one_in);
        // Room at once: there may be millions, and a vector that grows copies them again and again.
        let mut edges = Vec::with_capacity(some.len());
        let ends = some.map(|edge| [edge.from, edge.to]);
        edges.extend(ends.filter(|&[a, b]| !is_of_tree(a, b) && !is_of_tree(b, a)));
        Forest {
            edges_left_out: (one_in - 1) * edges.len(),
            edges,
            ..forest
        }
    }

    /// The samples of the present batch, or of the one that is shown while that has more.
    fn vertices(&self) -> usize {
        let shown = match &self.before {
            Some((points, ..)) if self.is_at_work() => points.len(),
            _ if self.labels.is_empty() => 0,
            _ => self.samples.points().len(),
        };
        shown.max(self.batches.points().len())
    }

    fn further_edges(&self) -> usize {
        self.roadmap.edges().len()
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
