//! RRT* (Karaman & Frazzoli 2011, Algorithm 6): an RRT whose vertices choose the best parent near them and improve
//! their neighbours.
//!
//! Each iteration extends the tree as RRT does. The new vertex then takes as parent the near vertex that gives it the
//! least cost, and every near vertex that would be cheaper through the new one is moved below it. "Near" is within
//! min(gamma (log n / n)^(1/d), range), a radius that shrinks just slowly enough: with gamma above its bound
//! (Theorem 38; `rewire-factor` above 1) the best cost tends to the optimum almost surely, on problems with a robustly
//! optimal path. Or it is one of the k(n) nearest (section 3), the default: in high dimensions the radius is soon cut
//! by the range, and the count is not. `search/radius.rs` has both and what the theorems ask of them.
//! RRT* keeps a new state exactly where RRT does, so that both grow the same vertices on the same samples.
//!
//! An iteration costs two index queries and, in expectation, O(log n) near vertices, of which only those that can
//! change the tree are checked for collision.
//!
//! The sampler is a parameter: Informed RRT* is this planner with another one.
//!
//! Departures from the paper: goal bias; a sample that is a vertex already adds none; `pruning`, off by default, drops
//! samples and vertices through which no path can beat the best (Gammell et al. 2018); `path-bias`, 0 by default, draws
//! a share of the samples beside the best path (`search/beside.rs`).

use super::parts::{Common, NearRule, Neighbors, factors_of_growing, visit_range};
use super::settings::{Range, Settings, Visitor};
use super::{Planner, Step};
use crate::geometry::State;
use crate::memory::sum;
use crate::neighbours::NeighbourIndex;
use crate::problem::Problem;
use crate::random::{self, Rng};
use crate::search::beside::BesidePath;
use crate::search::extend::range_or_default;
use crate::search::growing::Growing;
use crate::search::near::{NearSet, Nearness};
use crate::search::radius;
use crate::search::sampler::{Biased, Sampler};
use crate::search::view::View;
use crate::space::Steer;

/// The settings of RRT* and Informed RRT*.
#[derive(Clone, Debug, PartialEq)]
pub struct RrtStarSettings {
    /// The longest extension, a length; 0: 20 % of the diagonal of the bounds.
    pub range: f64,
    /// Which vertices are near.
    pub near: NearRule,
    /// Whether vertices and samples that cannot improve the path are dropped.
    pub pruning: bool,
    /// The share of the draws that fall beside the best path once there is one, in [0, 1].
    pub path_bias: f64,
    /// Those of all planners.
    pub common: Common,
}

impl Default for RrtStarSettings {
    fn default() -> Self {
        Self {
            range: 0.0,
            near: NearRule::default(),
            pruning: false,
            path_bias: 0.0,
            common: Common::default(),
        }
    }
}

impl Settings for RrtStarSettings {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        visit_range(visitor, &mut self.range);
        self.near.visit(
            visitor,
            "multiplies the theoretical radius, and the count by its d-th power; .inf: all vertices; \
             0: 1.1 until there is a path, then 2, with k-nearest 1.1 in the plane and 1.3 above 6 dimensions; \
             with pruning 1.5 in the plane, 2.5 in 3 and 4 dimensions, 2 above",
        );
        visitor.flag(
            "pruning",
            &mut self.pruning,
            "drop vertices and samples that cannot improve the path",
        );
        visitor.number(
            "path-bias",
            &mut self.path_bias,
            Range::within(0.0, 1.0),
            "once there is a path, the share of the samples drawn beside it and kept where they make it cheaper",
        );
        self.common.visit(visitor);
    }
}

/// The factors where none is given, until there is a path and from then on.
///
/// Where pruning keeps the tree within the informed set, its vertices are few, and most of them may be near. On two
/// worlds each of the families with a wall and with a centred box, Informed RRT* came within 2 % of the optimum in four
/// dimensions in a fifth to two thirds of the time that it takes with the factor 2; in eight it was at 6 to 9 % after
/// half a second, and at 17 to 23 % with 1.3, before draws fell beside the path.
fn default_factors(rule: Neighbors, dimension: usize, pruning: bool) -> [f64; 2] {
    if !pruning {
        return factors_of_growing(rule, dimension);
    }
    let informed = match dimension {
        0..=2 => 1.5,
        3..=4 => 2.5,
        _ => 2.0,
    };
    [1.1, informed]
}

/// RRT* on a problem, with samples from a sampler.
pub struct RrtStar<'a, S: Steer<D>, const D: usize> {
    growing: Growing<'a, S, D>,
    sampler: Biased<'a, S, D>,
    rng: Rng,
    settings: RrtStarSettings,
    range: f64,
    /// The factor of the radius until there is a path, and from then on.
    factors: [f64; 2],
    near: NearSet<S::Motion>,
    beside: BesidePath<S::Motion>,
    /// The best cost at the last pruning, and the measure of the set that samples spread over.
    pruned_at: (f64, f64),
    /// The most that the containers held before a pruning, in bytes.
    held: usize,
}

impl<'a, S: Steer<D>, const D: usize> RrtStar<'a, S, D> {
    /// The tree of the start alone.
    pub fn new(
        problem: &'a Problem<S, D>,
        sampler: Biased<'a, S, D>,
        settings: &RrtStarSettings,
        seed: u64,
    ) -> Self {
        Self {
            growing: Growing::new(problem),
            sampler,
            rng: random::seeded(seed),
            settings: settings.clone(),
            range: range_or_default(settings.range, &problem.space),
            factors: default_factors(settings.near.rule(D), D, settings.pruning)
                .map(|factor| settings.near.factor_or(factor)),
            near: NearSet::default(),
            beside: BesidePath::default(),
            pruned_at: (f64::INFINITY, f64::INFINITY),
            held: 0,
        }
    }

    fn nearness(&self) -> Nearness {
        let n = self.growing.tree.len();
        let factor = self.factors[usize::from(self.best_cost().is_finite())];
        self.settings.near.nearness(D, n, factor, || {
            // The vertices are spread over the informed set only where the others are pruned.
            let best = match self.settings.pruning {
                true => self.best_cost(),
                false => f64::INFINITY,
            };
            let gamma = radius::gamma_rrt_star(D, self.sampler.measure(best));
            let shrinking = factor * gamma * radius::shrinking(D, n);
            self.sampler.widened(best, shrinking).min(self.range)
        })
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
        let Growing {
            problem,
            index,
            tree,
            ..
        } = &mut self.growing;
        let kept = tree.prune(|id| problem.cost_bound_through(index.point(id)) <= best);
        if kept.len() < index.len() {
            let points = kept.iter().map(|&id| *index.point(id)).collect();
            *index = NeighbourIndex::from_points(points);
            self.beside.forget();
        }
    }

    /// Whether this draw is one beside the best path.
    fn is_beside_path(&mut self) -> bool {
        let share = self.settings.path_bias;
        share > 0.0 && self.best_cost().is_finite() && random::unit(&mut self.rng) < share
    }

    /// An iteration of the paper; whether the tree grows.
    fn grow(&mut self) -> bool {
        let best = self.growing.best_cost();
        let oracle = &self.growing.oracle;
        let sample = self.sampler.draw(oracle, best, &mut self.rng);
        let limit = if self.settings.pruning {
            best
        } else {
            f64::INFINITY
        };
        let Some(extension) = self.growing.extend(&sample, self.range, limit) else {
            return false;
        };
        let (x, nearness) = (extension.x, self.nearness());
        let Growing {
            problem,
            oracle,
            index,
            tree,
        } = &mut self.growing;
        self.near.gather(&problem.space, index, &x, nearness);
        let parent = self
            .near
            .choose_parent(oracle, |id| tree.cost(id), index, &x, extension.from);
        let is_goal = problem.goal.contains(&x);
        let new = tree.add(parent.id, parent.edge, parent.motion, is_goal);
        self.near.rewire(oracle, tree, index, &x, new);
        index.insert(&x);
        true
    }
}

impl<S: Steer<D>, const D: usize> Planner<D> for RrtStar<'_, S, D> {
    fn step(&mut self) -> Step {
        let grew = if self.is_beside_path() {
            self.beside.improve(&mut self.growing, &mut self.rng)
        } else {
            self.grow()
        };
        if !grew {
            return Step::Rejected;
        }
        if self.settings.pruning {
            self.prune();
        }
        Step::Grew
    }

    fn view(&self) -> &dyn View<D> {
        &self.growing
    }

    fn memory(&self) -> usize {
        let now = self.growing.memory() + self.near.memory() + self.beside.memory();
        now.max(self.held)
    }

    fn memory_ahead(&self, steps: usize) -> usize {
        let n = self.growing.vertices();
        let pruning = match self.settings.pruning {
            true => {
                let points = n * size_of::<State<D>>();
                let index = NeighbourIndex::<D>::memory_to_build(n);
                self.growing.tree.memory_to_prune() + points + index
            }
            false => 0,
        };
        sum([
            self.growing.memory_ahead(steps),
            self.near.memory_ahead(n),
            self.beside.memory_ahead(n),
            pruning,
        ])
    }
}
