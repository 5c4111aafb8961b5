//! The tree that RRT# shows of its graph: parents, and what the ways by them cost.
//!
//! A vertex' lmc is the g of its parent and the edge, and a parent that is not consistent has a g above its own lmc: its
//! neighbours have not been told yet. The numbers that a vertex keeps therefore do not add up along a way that no best path
//! takes. The way itself is there all the same, and costs what its edges cost: that is what is shown. On the best path,
//! and wherever all vertices on the way are consistent, it is lmc.
//!
//! The parents make a tree: lmc of a vertex is the g of its parent and an edge, and g is never below lmc, so that lmc falls
//! from a vertex to its parent; of two that are equal by rounding, neither can have become the other's parent.

use super::{NONE, RrtSharp};
use crate::space::Steer;

/// The parent and the cost of each vertex: none and infinite where no vertex of finite g reaches it.
pub(super) fn of<S: Steer<D>, const D: usize>(
    planner: &RrtSharp<'_, S, D>,
) -> (Vec<Option<u32>>, Vec<f64>) {
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
