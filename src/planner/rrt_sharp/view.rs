//! What RRT# shows of itself: its best path, and of its graph a tree of parents and of what the ways by them cost.
//!
//! A vertex' lmc is the g of its parent and the edge, and a parent that is not consistent has a g above its own lmc:
//! its neighbours have not been told yet. The numbers that a vertex keeps therefore do not add up along a way that no
//! best path takes. The way itself is there all the same, and costs what its edges cost: that is what is shown. On the
//! best path, and wherever all vertices on the way are consistent, it is lmc.
//!
//! The parents make a tree: lmc of a vertex is the g of its parent and an edge, and g is never below lmc, so that lmc
//! falls from a vertex to its parent; of two that are equal by rounding, neither can have become the other's parent.

use super::{NONE, RrtSharp};
use crate::geometry::State;
use crate::memory::{growing_by, held, sum};
use crate::record::Forest;
use crate::search::view::{Checks, View};
use crate::space::Steer;

impl<S: Steer<D>, const D: usize> View<D> for RrtSharp<'_, S, D> {
    fn best_cost(&self) -> f64 {
        self.goal_key()[1]
    }

    fn best_path(&self) -> Option<Vec<State<D>>> {
        let goal = (self.best_goal != NONE).then_some(self.best_goal)?;
        let parent = |v: &u32| {
            let parent = self.vertices[*v as usize].parent;
            (parent != NONE).then_some(parent)
        };
        let ids = std::iter::successors(Some(goal), parent);
        let mut path: Vec<_> = ids.map(|id| *self.index.point(id)).collect();
        path.reverse();
        Some(path)
    }

    fn forest(&self) -> Forest {
        let (parents, costs) = tree(self);
        Forest {
            dimension: D,
            states: self.index.points().as_flattened().to_vec(),
            parents,
            costs,
            ..Forest::default()
        }
    }

    fn vertices(&self) -> usize {
        self.vertices.len()
    }

    fn checks(&self) -> Checks {
        Checks::of(&self.oracle)
    }

    fn memory(&self) -> usize {
        self.index.memory()
            + held(&self.vertices)
            + self.graph.memory()
            + self.queue.memory()
            + self.near.memory()
    }

    /// A step adds one vertex, and edges to those near it and to the nearest one.
    fn memory_ahead(&self, steps: usize) -> usize {
        let n = self.vertices.len();
        let near = self.near.most_near(n) + 1;
        sum([
            self.index.memory_ahead(steps),
            growing_by(&self.vertices, steps),
            self.graph.memory_ahead(steps, near),
            self.queue.memory_ahead(n + steps),
            self.near.memory_ahead(n),
        ])
    }
}

/// The parent and the cost of each vertex: none and infinite where no vertex of finite g reaches it.
fn tree<S: Steer<D>, const D: usize>(planner: &RrtSharp<'_, S, D>) -> (Vec<Option<u32>>, Vec<f64>) {
    let vertices = &planner.vertices;
    let parents: Vec<_> = (vertices.iter())
        .map(|v| (v.parent != NONE && v.lmc.is_finite()).then_some(v.parent))
        .collect();
    let mut costs = vec![f64::INFINITY; vertices.len()];
    costs[0] = 0.0;
    let mut way = Vec::new();
    for id in 0..vertices.len() as u32 {
        // Up to the first ancestor whose cost is known, and down again.
        let mut at = id;
        while let (true, Some(parent)) = (costs[at as usize].is_infinite(), parents[at as usize]) {
            way.push((at, parent));
            at = parent;
        }
        while let Some((child, parent)) = way.pop() {
            let edge = planner.connect(parent, child);
            let edge = edge.map_or(f64::INFINITY, |connection| connection.cost);
            costs[child as usize] = costs[parent as usize] + edge;
        }
    }
    (parents, costs)
}
