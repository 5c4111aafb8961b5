//! RRT, the rapidly-exploring random tree (LaValle 1998), as Karaman & Frazzoli 2011 state it (Algorithm 3).
//!
//! Each iteration draws a sample, steers from the nearest vertex towards it by at most `range`, and keeps the new state
//! where the motion to it is free. The nearest vertex is the one with the largest Voronoi region to conquer, so the
//! tree rushes into open space: a path is found with a probability that tends to one exponentially fast, if one exists
//! with clearance.
//!
//! The tree goes on growing after its first path, as in the paper, and the best of all goal vertices counts. Its cost
//! does not tend to the optimum: RRT is almost surely suboptimal (Theorem 33), which is what RRT* mends.
//!
//! An iteration costs one nearest-neighbour query, O(log n), and one motion check.
//!
//! Departures from the paper: a share of the samples is drawn from the goal (`goal-bias`), and a sample that is a
//! vertex already adds none.

use super::parts::{Common, visit_range};
use super::settings::{Settings, Visitor};
use super::{Planner, Step};
use crate::problem::Problem;
use crate::random::{self, Rng};
use crate::search::extend::range_or_default;
use crate::search::growing::Growing;
use crate::search::sampler::{Biased, Sampler};
use crate::search::view::View;
use crate::space::Steer;

/// The settings of RRT.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RrtSettings {
    /// The longest extension, a length; 0: 20 % of the diagonal of the bounds.
    pub range: f64,
    /// Those of all planners.
    pub common: Common,
}

impl Settings for RrtSettings {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        visit_range(visitor, &mut self.range);
        self.common.visit(visitor);
    }
}

/// RRT on a problem.
pub struct Rrt<'a, S: Steer<D>, const D: usize> {
    growing: Growing<'a, S, D>,
    sampler: Biased<'a, S, D>,
    rng: Rng,
    range: f64,
}

impl<'a, S: Steer<D>, const D: usize> Rrt<'a, S, D> {
    /// The tree of the start alone.
    pub fn new(
        problem: &'a Problem<S, D>,
        sampler: Biased<'a, S, D>,
        settings: &RrtSettings,
        seed: u64,
    ) -> Self {
        Self {
            growing: Growing::new(problem),
            sampler,
            rng: random::seeded(seed),
            range: range_or_default(settings.range, &problem.space),
        }
    }
}

impl<S: Steer<D>, const D: usize> Planner<D> for Rrt<'_, S, D> {
    fn step(&mut self) -> Step {
        let growing = &mut self.growing;
        let best = growing.best_cost();
        let sample = self.sampler.draw(&growing.oracle, best, &mut self.rng);
        let Some(extension) = growing.extend(&sample, self.range, f64::INFINITY) else {
            return Step::Rejected;
        };
        let (x, from) = (extension.x, extension.from);
        growing.index.insert(&x);
        let is_goal = growing.problem.goal.contains(&x);
        growing.tree.add(from.id, from.edge, from.motion, is_goal);
        Step::Grew
    }

    fn view(&self) -> &dyn View<D> {
        &self.growing
    }
}
