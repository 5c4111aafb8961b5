//! A tree that grows from the start: what RRT and RRT* consist of, apart from how they grow it.

use super::extend::{Extension, extend};
use super::tree::Tree;
use super::view::{Checks, View};
use crate::geometry::State;
use crate::memory::sum;
use crate::neighbours::NeighbourIndex;
use crate::problem::{Oracle, Problem};
use crate::record::Forest;
use crate::space::{Space, Steer};

/// The tree, the index of its vertices, and the problem.
pub struct Growing<'a, S: Space<D>, const D: usize> {
    /// The problem.
    pub problem: &'a Problem<S, D>,
    /// Its collision checker.
    pub oracle: Oracle<'a, S, D>,
    /// The vertices' places; ids are the tree's.
    pub index: NeighbourIndex<D>,
    /// The vertices' parents and costs.
    pub tree: Tree<S::Motion>,
}

impl<'a, S: Space<D>, const D: usize> Growing<'a, S, D> {
    /// The tree of the start alone.
    pub fn new(problem: &'a Problem<S, D>) -> Self {
        let mut index = NeighbourIndex::new();
        index.insert(&problem.start);
        Self {
            problem,
            oracle: Oracle::new(&problem.space),
            index,
            tree: Tree::new(problem.goal.contains(&problem.start)),
        }
    }
}

impl<S: Steer<D>, const D: usize> Growing<'_, S, D> {
    /// [`extend`]s the tree towards `sample`.
    #[inline]
    pub fn extend(
        &self,
        sample: &State<D>,
        range: f64,
        limit: f64,
    ) -> Option<Extension<S::Motion, D>> {
        extend(
            self.problem,
            &self.oracle,
            &self.index,
            sample,
            range,
            limit,
        )
    }
}

impl<S: Space<D>, const D: usize> View<D> for Growing<'_, S, D> {
    fn best_cost(&self) -> f64 {
        self.tree.best_cost()
    }

    fn best_path(&self) -> Option<Vec<State<D>>> {
        let ids = self.tree.path_to(self.tree.best_goal()?);
        Some(ids.into_iter().map(|id| *self.index.point(id)).collect())
    }

    fn forest(&self) -> Forest {
        let ids = 0..self.tree.len() as u32;
        Forest {
            dimension: D,
            states: self.index.points().as_flattened().to_vec(),
            parents: ids.clone().map(|id| self.tree.parent(id)).collect(),
            costs: ids.map(|id| self.tree.cost(id)).collect(),
            ..Forest::default()
        }
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

    /// A step adds one vertex.
    fn memory_ahead(&self, steps: usize) -> usize {
        sum([
            self.tree.memory_ahead(steps),
            self.index.memory_ahead(steps),
        ])
    }
}
