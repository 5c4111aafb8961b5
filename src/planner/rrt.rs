//! RRT, the rapidly-exploring random tree (LaValle 1998), as Karaman & Frazzoli 2011 state it (Algorithm 3).
//!
//! Each iteration draws a sample, steers from the nearest vertex towards it by at most `range`, and keeps the new state
//! where the motion to it is free. The nearest vertex is the one with the largest Voronoi region to conquer, so the tree
//! rushes into open space: a path is found with a probability that tends to one exponentially fast, if one exists with
//! clearance.
//!
//! The tree goes on growing after its first path, as in the paper, and the best of all goal vertices counts. Its cost does
//! not tend to the optimum: RRT is almost surely suboptimal (Theorem 33), which is what RRT* mends.
//!
//! An iteration costs one nearest-neighbour query, O(log n), and one motion check.
//!
//! Departures from the paper: a share of the samples is drawn from the goal (`goal-bias`), and a sample that is a vertex
//! already adds none.

use super::settings::{Range, Settings, Visitor};
use super::{Checks, Planner, Step, forest_of, path_of};
use crate::geometry::State;
use crate::neighbours::NeighbourIndex;
use crate::problem::{Oracle, Problem};
use crate::random::{self, Rng};
use crate::record::Forest;
use crate::search::extend::{extend, range_or_default};
use crate::search::sampler::{Sampler, Uniform};
use crate::search::tree::Tree;
use crate::space::Steer;

/// The settings of RRT.
#[derive(Clone, Debug, PartialEq)]
pub struct RrtSettings {
    /// The longest extension, a length; 0: 20 % of the largest extent of the bounds.
    pub range: f64,
    /// The share of samples drawn from the goal, in [0, 1].
    pub goal_bias: f64,
}

impl Default for RrtSettings {
    fn default() -> Self {
        Self {
            range: 0.0,
            goal_bias: 0.05,
        }
    }
}

impl Settings for RrtSettings {
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
    }
}

/// RRT on a problem.
pub struct Rrt<'a, S: Steer<D>, const D: usize> {
    problem: &'a Problem<S, D>,
    oracle: Oracle<'a, S, D>,
    sampler: Uniform<'a, D>,
    rng: Rng,
    range: f64,
    index: NeighbourIndex<D>,
    tree: Tree<S::Motion>,
}

impl<'a, S: Steer<D>, const D: usize> Rrt<'a, S, D> {
    /// The tree of the start alone.
    pub fn new(problem: &'a Problem<S, D>, settings: &RrtSettings, seed: u64) -> Self {
        let mut index = NeighbourIndex::new();
        index.insert(&problem.start);
        Self {
            problem,
            oracle: Oracle::new(&problem.space),
            sampler: Uniform::new(problem, settings.goal_bias),
            rng: random::seeded(seed),
            range: range_or_default(settings.range, &problem.space),
            index,
            tree: Tree::new(problem.goal.contains(&problem.start)),
        }
    }
}

impl<S: Steer<D>, const D: usize> Planner<D> for Rrt<'_, S, D> {
    fn step(&mut self) -> Step {
        let sample = self.sampler.draw(self.best_cost(), &mut self.rng);
        let Some(extension) = extend(
            self.problem,
            &self.oracle,
            &self.index,
            &sample,
            self.range,
            f64::INFINITY,
        ) else {
            return Step::Rejected;
        };
        let (x, from) = (extension.x, extension.from);
        self.index.insert(&x);
        let is_goal = self.problem.goal.contains(&x);
        self.tree.add(from.id, from.edge, from.motion, is_goal);
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
        self.tree.memory() + self.index.memory()
    }
}
