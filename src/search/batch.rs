//! Batches of free samples: what FMT* and PRM* plan over.
//!
//! A batch is the start, at least one state of each goal region that has a free one to be found, and n free samples in
//! all with these. It is drawn a little at a time, so that a driver can stop in between. Samples for a share, that of
//! the goal or of one of the scenario's regions, are marked: the others, the *even* ones, are those that the k-nearest
//! rule counts. An anytime search runs a batch after the other, each of twice the size, and keeps the best path of all.
//! The samples of a batch are the first ones of the next: independent samples stay independent when more are added, so
//! each batch is as good as one drawn at once. All batches together cost at most twice the last.
//!
//! Once there is a path, no sample helps through which no better one can run. Later batches leave those out and draw
//! the others alone, as Informed RRT* does (`informed`): what is kept of a batch is then as uniform over that set as
//! what is drawn for the next, and the radii are those for its measure.
//!
//! The radii of FMT* and PRM* need the measure of the free space. It is at most the measure of the bounds times the
//! share p of free states, and the draws tell of that: with h hits among m uniform draws p <= h/m + sqrt(log(1/a) / 2m)
//! at a confidence of 1 - a = 95 % (Hoeffding 1963). Where samples are not uniform the measure of the bounds serves. A
//! density of at least l times the uniform one asks for a radius that is l^(-1/d) times as long (Janson et al. 2015,
//! section 5).

use super::goal_states::goal_states;
use super::near::Nearness;
use super::sampler::{Biased, Sampler};
use super::samples::Samples;
use super::view::Checks;
use crate::geometry::State;
use crate::memory::{growing_to, held, sum};
use crate::neighbours::{FEW, InParts, Pace, copied};
use crate::problem::{GoalRegion, Oracle, Problem};
use crate::random::{self, Rng};
use crate::record::Forest;
use crate::space::Space;
use std::sync::Arc;

/// A path and its cost.
type Found<const D: usize> = (f64, Vec<State<D>>);

/// The samples, and the best path of the batches so far.
pub struct Batches<'a, S: Space<D>, const D: usize> {
    /// The problem.
    pub problem: &'a Problem<S, D>,
    /// Its collision checker.
    pub oracle: Oracle<'a, S, D>,
    sampler: Biased<'a, S, D>,
    rng: Rng,
    /// The start, then the samples.
    points: Arc<Vec<State<D>>>,
    is_goal: Vec<bool>,
    /// Whether a sample is of the even ones: not drawn in a goal region nor in one of the scenario's regions.
    is_even: Arc<Vec<bool>>,
    /// The samples on their way into an order.
    arranging: Option<InParts<'a, Arranged<D>>>,
    /// Samples of the present batch when it is complete.
    size: usize,
    /// Whether batches after the first path are drawn where a better one can run; at first not.
    pub informed: bool,
    /// How many of the samples are sifted since the batch became larger, and how many of these were kept; none where
    /// nothing is to be left out.
    sifted: Option<(usize, usize)>,
    /// The share of the samples that is drawn in goal regions.
    goal_share: f64,
    /// Samples from goal regions.
    goals: usize,
    /// Draws in goal regions that were not free.
    goal_misses: usize,
    /// Uniform draws, and how many of them were free.
    draws: u64,
    hits: u64,
    best: Option<Found<D>>,
}

impl<'a, S: Space<D>, const D: usize> Batches<'a, S, D> {
    /// The first batch, of `size` samples, none of them drawn. `sampler` has no goal bias of its own; `goal_bias` is
    /// the share of the samples that lie in goal regions.
    pub fn new(
        problem: &'a Problem<S, D>,
        sampler: Biased<'a, S, D>,
        size: usize,
        goal_bias: f64,
        seed: u64,
    ) -> Self {
        let oracle = Oracle::new(&problem.space);
        let start_is_goal = problem.goal.contains(&problem.start);
        let mut batches = Self {
            problem,
            oracle,
            sampler,
            rng: random::seeded(seed),
            points: Arc::new(vec![problem.start]),
            is_goal: vec![start_is_goal],
            is_even: Arc::new(vec![true]),
            arranging: None,
            size: size.max(1),
            informed: false,
            sifted: None,
            // Goals that are states need to be there once.
            goal_share: match problem.goal.regions().iter().all(is_state) {
                true => 0.0,
                false => goal_bias,
            },
            goals: 0,
            goal_misses: 0,
            draws: 0,
            hits: 0,
            best: start_is_goal.then(|| (0.0, vec![problem.start])),
        };
        /// Fewer states than any sample has neighbours; more may be a cluster.
        const FEW: usize = 8;
        let is_even = problem.goal.regions().len() <= FEW;
        for goal in goal_states(problem, &batches.oracle, &mut batches.rng) {
            batches.add(goal, is_even);
            batches.goals += 1;
        }
        batches
    }

    fn add(&mut self, x: State<D>, is_even: bool) {
        // Nobody else has them but while they are arranged.
        Arc::make_mut(&mut self.is_even).push(is_even);
        self.is_goal.push(self.problem.goal.contains(&x));
        Arc::make_mut(&mut self.points).push(x);
    }

    /// The start and the samples so far.
    pub fn points(&self) -> &[State<D>] {
        &self.points
    }

    /// Does a part of arranging the samples so that those near one are found. Once that is done they stand in that
    /// order, the start first. The nearness is the same for all parts.
    pub fn arrange(&mut self, nearness: Nearness) -> Option<Samples<D>> {
        let mut arranging = self.arranging.take().unwrap_or_else(|| {
            let (points, is_even) = (self.points.clone(), self.is_even.clone());
            InParts::new(arranged(self.problem, points, is_even, nearness))
        });
        match arranging.advance() {
            None => {
                self.arranging = Some(arranging);
                None
            }
            Some(arranged) => {
                self.points = Arc::new(arranged.points);
                self.is_goal = arranged.is_goal;
                self.is_even = Arc::new(arranged.is_even);
                Some(arranged.samples)
            }
        }
    }

    /// Whether the sample `id` is in the goal.
    #[inline]
    pub fn is_goal(&self, id: u32) -> bool {
        self.is_goal[id as usize]
    }

    /// The number of samples, without the start.
    pub fn samples(&self) -> usize {
        self.points.len() - 1
    }

    /// Draws some samples; whether the batch is complete.
    pub fn draw(&mut self) -> bool {
        /// Draws between two looks at the clock.
        const AT_ONCE: usize = 128;
        let best = self.informing_cost();
        if best < f64::INFINITY && self.sifted.is_some() {
            self.leave_out(best);
            return false;
        }
        for _ in 0..AT_ONCE {
            if self.samples() >= self.size {
                return true;
            }
            self.draw_one();
        }
        self.samples() >= self.size || self.is_hopeless()
    }

    /// Whether hardly anything is free: no batch would ever be complete.
    pub fn is_hopeless(&self) -> bool {
        /// Draws among which less than one was free.
        const MOST: u64 = 1_000_000;
        self.draws > MOST * (self.hits + 1)
    }

    /// Draws a state and keeps it where it is free; whether it is.
    pub fn draw_one(&mut self) -> bool {
        /// Draws in the goal among which less than one was free, after which its share falls to the sampler.
        const MOST_MISSES: usize = 1_000;
        let wanted = self.goal_share * self.size.min(self.samples() + 1) as f64;
        let in_goal = (self.goals as f64) < wanted.floor()
            && self.goal_misses <= MOST_MISSES * (self.goals + 1);
        let best = self.informing_cost();
        let (x, is_of_a_share) = if in_goal {
            (self.sampler.draw_goal(&mut self.rng), true)
        } else {
            let sampler = &mut self.sampler;
            sampler.draw_from_all(&self.oracle, best, &mut self.rng)
        };
        let is_free = self.oracle.state_is_free(&x);
        if in_goal {
            self.goal_misses += usize::from(!is_free);
        } else {
            self.draws += 1;
            self.hits += u64::from(is_free);
        }
        if is_free {
            self.goals += usize::from(in_goal);
            self.add(x, !is_of_a_share);
        }
        is_free
    }

    /// An upper bound on the measure of the free space.
    fn free_measure(&self) -> f64 {
        /// log(1 / 0.05), halved.
        const CONFIDENCE: f64 = 1.497_866_136_776_995;
        let whole = self.sampler.measure(self.informing_cost());
        if self.sampler.density() < 1.0 || self.draws == 0 {
            return whole;
        }
        let draws = self.draws as f64;
        whole * (self.hits as f64 / draws + (CONFIDENCE / draws).sqrt()).min(1.0)
    }

    /// The measure of the free space over the least density of samples in it: what the radii are computed from.
    pub fn measure(&self) -> f64 {
        let density = (1.0 - self.goal_share) * self.sampler.density();
        // Without a lower bound the theorems have nothing to say: the radius is that of uniform samples.
        self.free_measure() / if density > 0.0 { density } else { 1.0 }
    }

    /// As [`Sampler::widened`].
    pub fn widened(&self, radius: f64) -> f64 {
        self.sampler.widened(self.informing_cost(), radius)
    }

    /// The cost that samples are to beat, infinite where they need not or cannot.
    fn informing_cost(&self) -> f64 {
        let (problem, best) = (self.problem, self.best_cost());
        if self.informed && best > problem.cost_bound_through(&problem.start) {
            best
        } else {
            f64::INFINITY
        }
    }

    /// Notes a path of this batch.
    pub fn found(&mut self, cost: f64, path: Vec<State<D>>) {
        if cost < self.best_cost() {
            self.best = Some((cost, path));
        }
    }

    /// Makes the batch twice as large.
    pub fn double(&mut self) {
        self.size = 2 * self.samples().max(1);
        self.sifted = Some((0, 0));
    }

    /// Goes on leaving out all samples, but those in the goal, through which no path costs less than `best`.
    fn leave_out(&mut self, best: f64) {
        let Some((from, mut kept)) = self.sifted else {
            return;
        };
        let (points, is_even) = (&mut self.points, &mut self.is_even);
        let (points, is_even) = (Arc::make_mut(points), Arc::make_mut(is_even));
        let to = points.len().min(from + FEW);
        for id in from..to {
            let is_useful = self.problem.cost_bound_through(&points[id]) < best;
            if id == 0 || self.is_goal[id] || is_useful {
                points[kept] = points[id];
                self.is_goal[kept] = self.is_goal[id];
                is_even[kept] = is_even[id];
                kept += 1;
            }
        }
        self.sifted = Some((to, kept));
        if to == points.len() {
            points.truncate(kept);
            self.is_goal.truncate(kept);
            is_even.truncate(kept);
            // The share of free draws is another one in a smaller set.
            (self.draws, self.hits) = (0, 0);
            self.sifted = None;
        }
    }

    /// The cost of the best path.
    pub fn best_cost(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |(cost, _)| *cost)
    }

    /// The best path.
    pub fn best_path(&self) -> Option<Vec<State<D>>> {
        self.best.as_ref().map(|(_, path)| path.clone())
    }

    /// The collision checks so far.
    pub fn checks(&self) -> Checks {
        Checks::of(&self.oracle)
    }

    /// Bytes that the containers hold.
    pub fn memory(&self) -> usize {
        held(&self.points) + held(&self.is_goal) + held(&self.is_even)
    }

    /// Samples of the present batch when it is complete, with the start.
    pub fn size_ahead(&self) -> usize {
        self.size.saturating_add(1).max(self.points.len())
    }

    /// Bytes that they may take until the present batch is drawn.
    pub fn memory_ahead(&self) -> usize {
        let size = self.size_ahead();
        sum([
            growing_to(&self.points, size),
            growing_to(&self.is_goal, size),
            growing_to(&self.is_even, size),
        ])
    }
}

/// Samples in the order of their cells.
struct Arranged<const D: usize> {
    samples: Samples<D>,
    points: Vec<State<D>>,
    is_goal: Vec<bool>,
    is_even: Vec<bool>,
}

async fn arranged<S: Space<D>, const D: usize>(
    problem: &Problem<S, D>,
    points: Arc<Vec<State<D>>>,
    is_even: Arc<Vec<bool>>,
    nearness: Nearness,
) -> Arranged<D> {
    let mut pace = Pace::default();
    let samples = Samples::arranged(&points, &is_even, nearness, &mut pace).await;
    let points = copied(samples.points(), &mut pace).await;
    let mut is_goal = Vec::with_capacity(points.len());
    for few in points.chunks(FEW) {
        is_goal.extend(few.iter().map(|x| problem.goal.contains(x)));
        pace.spend(few.len()).await;
    }
    let is_even = (0..points.len() as u32).map(|id| samples.is_even(id));
    Arranged {
        is_even: is_even.collect(),
        samples,
        points,
        is_goal,
    }
}

fn is_state<const D: usize>(region: &GoalRegion<D>) -> bool {
    matches!(region, GoalRegion::State(_))
}

/// The start and the samples of a batch, each with its cost and its parent where these are known; others have none.
pub fn forest_of<const D: usize>(
    points: &[State<D>],
    labels: impl ExactSizeIterator<Item = (f64, Option<u32>)>,
) -> Forest {
    let unknown = points.len() - labels.len();
    let labels = labels.chain(std::iter::repeat_n((f64::INFINITY, None), unknown));
    let (mut costs, parents): (Vec<f64>, Vec<_>) = labels.unzip();
    costs[0] = 0.0;
    Forest {
        dimension: D,
        states: points.as_flattened().to_vec(),
        parents,
        costs,
        ..Forest::default()
    }
}

/// The states from a root to `id`, by their parents.
pub fn path_to<const D: usize>(
    points: &[State<D>],
    parent: impl Fn(u32) -> Option<u32>,
    id: u32,
) -> Vec<State<D>> {
    let ids = std::iter::successors(Some(id), |&v| parent(v));
    let mut path: Vec<_> = ids.map(|v| points[v as usize]).collect();
    path.reverse();
    path
}
