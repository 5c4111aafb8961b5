//! RRT* (Karaman & Frazzoli 2011, Algorithm 6): an RRT whose vertices choose the best parent near them and improve their
//! neighbours.
//!
//! Each iteration extends the tree as RRT does. The new vertex then takes as parent the near vertex that gives it the
//! least cost, and every near vertex that would be cheaper through the new one is moved below it. "Near" is within
//! min(gamma (log n / n)^(1/d), range), a radius that shrinks just slowly enough: with gamma above its bound
//! (Theorem 38; `rewire-factor` above 1) the best cost tends to the optimum almost surely, on problems with a robustly
//! optimal path. Or it is one of the k(n) nearest (section 3), the default: in high dimensions the radius is soon cut by
//! the range, and the count is not. `search/radius.rs` has both and what the theorems ask of them.
//! RRT* keeps a new state exactly where RRT does, so that both grow the same vertices on the same samples.
//!
//! An iteration costs two index queries and, in expectation, O(log n) near vertices, of which only those that can change
//! the tree are checked for collision.
//!
//! The sampler is a parameter: Informed RRT* is this planner with another one.
//!
//! Departures from the paper: goal bias; a sample that is a vertex already adds none; `pruning`, off by default, drops samples and vertices through which no path can beat the best (Gammell et al. 2018).

use super::settings::{Choice, Range, Settings, Visitor, visit_choice};
use super::{Checks, Planner, Step, forest_of, path_of};
use crate::geometry::State;
use crate::neighbours::NeighbourIndex;
use crate::problem::{Oracle, Problem};
use crate::random::{self, Rng};
use crate::record::Forest;
use crate::search::extend::{extend, range_or_default};
use crate::search::near::{NearSet, Nearness};
use crate::search::radius;
use crate::search::sampler::Sampler;
use crate::search::tree::Tree;
use crate::space::Steer;

/// Which vertices count as near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbors {
    /// All within a shrinking radius.
    Radius,
    /// A slowly growing number of nearest ones.
    KNearest,
}

impl Choice for Neighbors {
    const WORDS: &'static [(&'static str, Self)] =
        &[("radius", Self::Radius), ("k-nearest", Self::KNearest)];
}

/// The settings of RRT* and Informed RRT*.
#[derive(Clone, Debug, PartialEq)]
pub struct RrtStarSettings {
    /// The longest extension, a length; 0: 20 % of the largest extent of the bounds.
    pub range: f64,
    /// The share of samples drawn from the goal, in [0, 1].
    pub goal_bias: f64,
    /// The rule of nearness.
    pub neighbors: Neighbors,
    /// What the theoretical radius is multiplied by, and the count by its d-th power; infinite for no limit; 0: 1.1 in the
    /// plane, 2 in higher dimensions.
    pub rewire_factor: f64,
    /// Whether vertices and samples that cannot improve the path are dropped.
    pub pruning: bool,
}

impl Default for RrtStarSettings {
    fn default() -> Self {
        Self {
            range: 0.0,
            goal_bias: 0.05,
            neighbors: Neighbors::KNearest,
            rewire_factor: 0.0,
            pruning: false,
        }
    }
}

impl Settings for RrtStarSettings {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        visitor.number(
            "range",
            &mut self.range,
            Range::at_least(0.0),
            "longest extension of the tree; 0: 20 % of the largest extent",
        );
        visitor.number(
            "goal-bias",
            &mut self.goal_bias,
            Range::within(0.0, 1.0),
            "share of the samples drawn from the goal",
        );
        visit_choice(
            visitor,
            "neighbors",
            &mut self.neighbors,
            "which vertices count as near",
        );
        visitor.number(
            "rewire-factor",
            &mut self.rewire_factor,
            Range::at_least(0.0),
            "multiplies the theoretical radius, and the count by its d-th power; .inf: all vertices; \
             0: 1.1 in the plane, 2 in higher dimensions",
        );
        visitor.flag(
            "pruning",
            &mut self.pruning,
            "drop vertices and samples that cannot improve the path",
        );
    }
}

/// The factor that stands for "not given".
///
/// Measured on generated worlds at equal times: in the plane a larger factor gains little on the way to the optimum and
/// delays the first path; in four, six and eight dimensions long edges matter, and with 1.1 the cost of Informed RRT*
/// after a second is two to four times as far from the optimum as with 2.
fn factor_or_default(factor: f64, dimension: usize) -> f64 {
    match dimension {
        _ if factor > 0.0 => factor,
        2 => 1.1,
        _ => 2.0,
    }
}

/// RRT* on a problem, with samples from a sampler.
pub struct RrtStar<'a, S: Steer<D>, const D: usize> {
    problem: &'a Problem<S, D>,
    oracle: Oracle<'a, S, D>,
    /// One virtual call an iteration, so that the planner is compiled once for all samplers.
    sampler: Box<dyn Sampler<D> + 'a>,
    rng: Rng,
    settings: RrtStarSettings,
    range: f64,
    factor: f64,
    index: NeighbourIndex<D>,
    tree: Tree<S::Motion>,
    near: NearSet<S::Motion>,
    /// The best cost at the last pruning, and the measure of the set that samples spread over.
    pruned_at: (f64, f64),
    /// The most that the containers held before a pruning, in bytes.
    held: usize,
}

impl<'a, S: Steer<D>, const D: usize> RrtStar<'a, S, D> {
    /// The tree of the start alone.
    pub fn new(
        problem: &'a Problem<S, D>,
        sampler: Box<dyn Sampler<D> + 'a>,
        settings: &RrtStarSettings,
        seed: u64,
    ) -> Self {
        let mut index = NeighbourIndex::new();
        index.insert(&problem.start);
        Self {
            problem,
            oracle: Oracle::new(&problem.space),
            sampler,
            rng: random::seeded(seed),
            settings: settings.clone(),
            range: range_or_default(settings.range, &problem.space),
            factor: factor_or_default(settings.rewire_factor, D),
            index,
            tree: Tree::new(problem.goal.contains(&problem.start)),
            near: NearSet::default(),
            pruned_at: (f64::INFINITY, f64::INFINITY),
            held: 0,
        }
    }

    fn nearness(&self) -> Nearness {
        let (n, factor) = (self.tree.len(), self.factor);
        match self.settings.neighbors {
            _ if factor.is_infinite() => Nearness::Within(f64::INFINITY),
            Neighbors::KNearest => Nearness::Nearest(radius::nearest_count(D, n, factor)),
            Neighbors::Radius => {
                // The vertices are spread over the informed set only where the others are pruned.
                let best = match self.settings.pruning {
                    true => self.best_cost(),
                    false => f64::INFINITY,
                };
                let gamma = radius::gamma_rrt_star(D, self.sampler.measure(best));
                let shrinking = factor * gamma * radius::shrinking(D, n);
                let radius = self.sampler.widened(best, shrinking);
                Nearness::Within(radius.min(self.range))
            }
        }
    }

    /// Drops what cannot improve the best path, once that has fallen by enough to be worth the work.
    fn prune(&mut self) {
        /// As in Gammell et al. 2018: the best cost has changed by 5 %.
        const COST: f64 = 0.95;
        /// Near the optimum much smaller changes empty most of the informed set, so its measure counts as well.
        const MEASURE: f64 = 0.8;
        let best = self.best_cost();
        if best >= self.pruned_at.0 {
            return;
        }
        let measure = self.sampler.measure(best);
        if best > COST * self.pruned_at.0 && measure > MEASURE * self.pruned_at.1 {
            return;
        }
        self.pruned_at = (best, measure);
        self.held = self.memory();
        let (index, problem) = (&self.index, self.problem);
        let kept = self
            .tree
            .prune(|id| problem.cost_bound_through(index.point(id)) <= best);
        if kept.len() < index.len() {
            let points = kept.iter().map(|&id| *index.point(id)).collect();
            self.index = NeighbourIndex::from_points(points);
        }
    }
}

impl<S: Steer<D>, const D: usize> Planner<D> for RrtStar<'_, S, D> {
    fn step(&mut self) -> Step {
        let best = self.best_cost();
        let sample = self.sampler.draw(best, &mut self.rng);
        let limit = if self.settings.pruning {
            best
        } else {
            f64::INFINITY
        };
        let Some(extension) = extend(
            self.problem,
            &self.oracle,
            &self.index,
            &sample,
            self.range,
            limit,
        ) else {
            return Step::Rejected;
        };
        let x = extension.x;
        let (space, nearness) = (&self.problem.space, self.nearness());
        self.near.gather(space, &self.index, &x, nearness);
        let parent =
            self.near
                .choose_parent(&self.oracle, &self.tree, &self.index, &x, extension.from);
        let is_goal = self.problem.goal.contains(&x);
        let new = self
            .tree
            .add(parent.id, parent.edge, parent.motion, is_goal);
        self.near
            .rewire(&self.oracle, &mut self.tree, &self.index, &x, new);
        self.index.insert(&x);
        if self.settings.pruning {
            self.prune();
        }
        Step::Grew
    }

    fn best_cost(&self) -> f64 {
        self.tree.best_cost()
    }

    fn best_path(&self) -> Option<Vec<State<D>>> {
        path_of(&self.tree, &self.index)
    }

    fn forest(&self) -> Forest {
        forest_of(&self.tree, &self.index)
    }

    fn vertices(&self) -> usize {
        self.tree.len()
    }

    fn checks(&self) -> Checks {
        Checks::of(&self.oracle)
    }

    fn memory(&self) -> usize {
        let now = self.tree.memory() + self.index.memory() + self.near.memory();
        now.max(self.held)
    }
}
