//! Draws beside the best path, kept only where they make it cheaper: local biasing and node rejection after Akgun &
//! Stilman 2011.
//!
//! Where the best path bends round an obstacle, the states that improve it lie close to it: they become rare much
//! faster, as the path nears the optimum, than those of an informed set around the whole of it, whose obstacles are in
//! the way. Here a vertex of the path is chosen, and a state around it at a distance of any order of magnitude. It
//! enters the tree if the path becomes cheaper at once by a detour through it, from any vertex of the path to any later
//! one, so that what lies between falls away. Most draws fail by their lengths alone, without a query or a collision
//! check.
//!
//! This leads to the best path of its own class and to no other; for the others there are the draws from the whole set.

use super::growing::Growing;
use super::near::NearSet;
use super::sampler::is_one_state;
use crate::geometry::{State, distance};
use crate::memory::{growing_to, held};
use crate::random::{self, Rng};
use crate::space::{Estimate, Steer};

/// The longest step away from the path over the shortest, as a logarithm: three orders of magnitude.
///
/// Lengths are spread so that more than half of the steps are of the first order.
const MAGNITUDES: f64 = 6.9;

/// Relative: gains below this are rounding, or as good as that.
const LEAST_GAIN: f64 = 1e-9;

/// The best path, and memory for its connections to the state at hand.
pub struct BesidePath<M> {
    /// The cost of the path in `vertices`; infinite before there is one.
    cost: f64,
    vertices: Vec<u32>,
    connections: NearSet<M>,
}

impl<M: Copy + Default> Default for BesidePath<M> {
    fn default() -> Self {
        Self {
            cost: f64::INFINITY,
            vertices: Vec::new(),
            connections: NearSet::default(),
        }
    }
}

impl<M: Copy + Default> BesidePath<M> {
    /// Forgets the path: the tree's vertices have other numbers now.
    pub fn forget(&mut self) {
        self.cost = f64::INFINITY;
    }

    /// Draws a state beside the best path and adds it to the tree if the path becomes cheaper by it; whether it does.
    pub fn improve<S: Steer<D, Motion = M>, const D: usize>(
        &mut self,
        growing: &mut Growing<'_, S, D>,
        rng: &mut Rng,
    ) -> bool {
        let best = growing.tree.best_cost();
        if best != self.cost {
            let goal = growing.tree.best_goal();
            self.vertices = goal.map_or(Vec::new(), |id| growing.tree.path_to(id));
            self.cost = best;
        }
        let Some(x) = self.draw(growing, rng) else {
            return false;
        };
        let Growing {
            problem,
            oracle,
            index,
            tree,
        } = growing;
        self.connections.clear();
        for &id in &self.vertices {
            if let Some(connection) = problem.space.connect(index.point(id), &x) {
                self.connections.add(id, Estimate::Is(connection));
            }
        }
        // What x may cost at most to be of use: to a later vertex, or as the end of the path.
        let is_goal = problem.goal.contains(&x);
        let worth = |id: u32| tree.cost(id) * (1.0 - LEAST_GAIN);
        let path = self.connections.vertices();
        let limits = path.iter().map(|near| worth(near.id) - near.edge);
        let end = if is_goal {
            best * (1.0 - LEAST_GAIN)
        } else {
            0.0
        };
        let limit = limits.fold(end, f64::max);
        let parent = self.connections.cheapest_parent(
            |id| tree.cost(id),
            limit,
            |_, _| None,
            |near| oracle.motion_is_free(index.point(near.id), &near.motion, &x),
        );
        let Some(parent) = parent else {
            return false;
        };
        let cost = tree.cost(parent.id) + parent.edge;
        // The last one gains the most: the way to it along the others is no shorter.
        let mut later = self.connections.vertices().iter().rev();
        let child = later.find(|near| {
            cost + near.edge < worth(near.id)
                && oracle.motion_is_free(&x, &near.motion, index.point(near.id))
        });
        if child.is_none() && cost >= end {
            return false;
        }
        let new = tree.add(parent.id, parent.edge, parent.motion, is_goal);
        if let Some(child) = child {
            tree.rewire(child.id, new, child.edge, child.motion);
        }
        index.insert(&x);
        true
    }

    /// A state around a vertex of the path that is neither its start nor a goal of one state.
    fn draw<S: Steer<D>, const D: usize>(
        &self,
        growing: &Growing<'_, S, D>,
        rng: &mut Rng,
    ) -> Option<State<D>> {
        let problem = growing.problem;
        let is_fixed = is_one_state(&problem.goal);
        let count = (self.vertices.len() - 1).checked_sub(usize::from(is_fixed));
        let count = count.filter(|&count| count > 0)?;
        let chosen = 1 + (random::unit(rng) * count as f64) as usize;
        let at = |i: usize| growing.index.point(self.vertices[i]);
        let here = at(chosen);
        let next = (chosen + 1).min(self.vertices.len() - 1);
        let longest = distance(here, at(chosen - 1)).max(distance(here, at(next)));
        let u = random::unit(rng);
        let length = longest * libm::exp(-MAGNITUDES * u * u);
        let step = random::in_unit_ball::<D>(rng);
        let x = std::array::from_fn(|i| here[i] + length * step[i]);
        problem.space.bounds().contains(&x).then_some(x)
    }

    /// Bytes that the containers hold.
    pub fn memory(&self) -> usize {
        held(&self.vertices) + self.connections.memory()
    }

    /// Bytes that they may take in a tree of so many vertices.
    pub fn memory_ahead(&self, vertices: usize) -> usize {
        let most = self.connections.most_near(vertices);
        growing_to(&self.vertices, most) + self.connections.memory_ahead(vertices)
    }
}
