//! The two moves of RRT* (Karaman & Frazzoli 2011, Algorithm 6): a new vertex chooses its parent among the near ones,
//! and then offers itself as parent to them.
//!
//! Both are the paper's, with fewer collision checks. A near vertex is checked as a parent only if it would give a
//! lower cost than the parent already known to be reachable, in order of that cost, and the first free one wins: it is
//! the argmin of the paper's line 8, because all cheaper ones have just been found blocked. A near vertex is checked
//! for rewiring only if its cost would fall. A vertex that was blocked as a parent is not checked again: its cost plus
//! edge is below the new vertex' cost, so the new vertex cannot be the better parent for it.
//!
//! Where connections are expensive to compute, as those of systems with dynamics, the set may hold lower bounds on
//! their costs: a bound gives way to the connection itself when its turn comes, and most turns never come.

use super::tree::Tree;
use crate::geometry::State;
use crate::memory::{growing, growing_to, held};
use crate::neighbours::{Neighbour, NeighbourIndex};
use crate::problem::Oracle;
use crate::space::{Connection, Estimate, Space};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Which vertices count as near.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Nearness {
    /// All within this distance.
    Within(f64),
    /// This many nearest ones.
    Nearest(usize),
}

/// A vertex with its connection to or from the state at hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near<M> {
    /// The vertex.
    pub id: u32,
    /// The connection's cost.
    pub edge: f64,
    /// What replays the connection.
    pub motion: M,
}

impl<M> Near<M> {
    /// Takes the connection in the place of its bound; no connection: infinitely expensive.
    fn become_connection(&mut self, connection: Option<Connection<M>>) {
        match connection {
            Some(Connection { cost, motion }) => {
                self.edge = cost;
                self.motion = motion;
            }
            None => self.edge = f64::INFINITY,
        }
    }
}

/// A cost as a key: totally ordered.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cost(f64);

impl Eq for Cost {}

impl PartialOrd for Cost {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cost {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// The vertices near a state. Its memory is used again from one state to the next.
#[derive(Clone, Debug)]
pub struct NearSet<M> {
    found: Vec<Neighbour>,
    near: Vec<Near<M>>,
    /// Whether an edge's cost is a lower bound yet; for a set of connections, empty.
    bounds: Vec<bool>,
    /// Costs with places in `near`: of better parents, the best on top; then of vertices to rewire.
    better: BinaryHeap<Reverse<(Cost, u32)>>,
}

impl<M: Copy> Default for NearSet<M> {
    fn default() -> Self {
        Self {
            found: Vec::new(),
            near: Vec::new(),
            bounds: Vec::new(),
            better: BinaryHeap::new(),
        }
    }
}

impl<M: Copy + Default> NearSet<M> {
    /// Fills the set with the vertices near `x` that `space` can connect to it.
    pub fn gather<S: Space<D, Motion = M>, const D: usize>(
        &mut self,
        space: &S,
        index: &NeighbourIndex<D>,
        x: &State<D>,
        nearness: Nearness,
    ) {
        match nearness {
            Nearness::Within(radius) => index.within(x, radius, &mut self.found),
            Nearness::Nearest(count) => index.k_nearest(x, count, &mut self.found),
        }
        self.clear();
        self.near.extend(self.found.iter().filter_map(|found| {
            let from = index.point(found.id);
            let connection = space.connect_near(from, x, found.squared_distance)?;
            Some(Near {
                id: found.id,
                edge: connection.cost,
                motion: connection.motion,
            })
        }));
    }

    /// Empties the set.
    pub fn clear(&mut self) {
        self.near.clear();
        self.bounds.clear();
    }

    /// Adds a vertex with what is known of its connection.
    pub fn add(&mut self, id: u32, estimate: Estimate<M>) {
        let (edge, motion) = match estimate {
            Estimate::Is(Connection { cost, motion }) => (cost, motion),
            Estimate::AtLeast(bound) => (bound, M::default()),
        };
        self.near.push(Near { id, edge, motion });
        self.bounds.push(matches!(estimate, Estimate::AtLeast(_)));
    }

    /// The vertices, in the order of the index.
    pub fn vertices(&self) -> &[Near<M>] {
        &self.near
    }

    /// The parent of least cost for `x`: `known`, whose motion is known to be free, or a near vertex. `cost_to_come` is
    /// that of a vertex. Vertices that turn out to be blocked are left in the set with infinite edges.
    pub fn choose_parent<S: Space<D, Motion = M>, const D: usize>(
        &mut self,
        oracle: &Oracle<S, D>,
        cost_to_come: impl Fn(u32) -> f64,
        index: &NeighbourIndex<D>,
        x: &State<D>,
        known: Near<M>,
    ) -> Near<M> {
        let limit = cost_to_come(known.id) + known.edge;
        let is_free = |near: &Near<M>| oracle.motion_is_free(index.point(near.id), &near.motion, x);
        self.cheapest_parent(cost_to_come, limit, |_, _| None, is_free)
            .unwrap_or(known)
    }

    /// The near vertex that gives the least cost, if that is below `limit`, over a motion that is free. `connect`
    /// computes the connection from a vertex, if it costs less than a budget, where the set holds bounds.
    pub fn cheapest_parent(
        &mut self,
        cost_to_come: impl Fn(u32) -> f64,
        limit: f64,
        mut connect: impl FnMut(u32, f64) -> Option<Connection<M>>,
        mut is_free: impl FnMut(&Near<M>) -> bool,
    ) -> Option<Near<M>> {
        let mut better = std::mem::take(&mut self.better).into_vec();
        better.clear();
        for (place, near) in self.near.iter().enumerate() {
            let cost = cost_to_come(near.id) + near.edge;
            if cost < limit {
                better.push(Reverse((Cost(cost), place as u32)));
            }
        }
        // A heap, for mostly the first or the second is free and the others need no order.
        self.better = BinaryHeap::from(better);
        while let Some(Reverse((_, place))) = self.better.pop() {
            let near = &mut self.near[place as usize];
            if self.bounds.get(place as usize) == Some(&true) {
                self.bounds[place as usize] = false;
                let to_come = cost_to_come(near.id);
                near.become_connection(connect(near.id, limit - to_come));
                if to_come + near.edge < limit {
                    let cost = Cost(to_come + near.edge);
                    self.better.push(Reverse((cost, place)));
                }
                continue;
            }
            if is_free(near) {
                return Some(*near);
            }
            near.edge = f64::INFINITY;
        }
        None
    }

    /// Makes vertex `new` at `x` the parent of every near vertex whose cost falls by it. The space is symmetric.
    pub fn rewire<S: Space<D, Motion = M>, const D: usize>(
        &mut self,
        oracle: &Oracle<S, D>,
        tree: &mut Tree<M>,
        index: &NeighbourIndex<D>,
        x: &State<D>,
        new: u32,
    ) {
        self.rewire_by(
            tree,
            new,
            |_, _| None,
            |near| oracle.motion_is_free(x, &near.motion, index.point(near.id)),
        );
    }

    /// Makes vertex `new` the parent of every near vertex whose cost falls by it over a motion that is free. `connect`
    /// computes the connection to a vertex, if it costs less than a budget, where the set holds bounds.
    pub fn rewire_by(
        &mut self,
        tree: &mut Tree<M>,
        new: u32,
        mut connect: impl FnMut(u32, f64) -> Option<Connection<M>>,
        mut is_free: impl FnMut(&Near<M>) -> bool,
    ) {
        let cost = tree.cost(new);
        let mut improved = std::mem::take(&mut self.better).into_vec();
        improved.clear();
        for (place, near) in self.near.iter().enumerate() {
            let former = tree.cost(near.id);
            if cost + near.edge < former {
                improved.push(Reverse((Cost(former), place as u32)));
            }
        }
        // The most expensive first: a descendant then leaves the branch of its ancestor before that is updated, and no
        // vertex is updated twice.
        improved.sort_unstable();
        for &Reverse((former, place)) in &improved {
            let near = &mut self.near[place as usize];
            if self.bounds.get(place as usize) == Some(&true) {
                self.bounds[place as usize] = false;
                near.become_connection(connect(near.id, former.0 - cost));
            }
            if cost + near.edge < former.0 && is_free(near) {
                tree.rewire(near.id, new, near.edge, near.motion);
            }
        }
        improved.clear();
        self.better = BinaryHeap::from(improved);
    }

    /// Bytes that the set's containers hold.
    pub fn memory(&self) -> usize {
        held(&self.found) + held(&self.near) + held(&self.bounds)
    }

    /// How many vertices are taken to be near the next state, of so many: all where they are few, or four times what
    /// the set has had room for.
    pub fn most_near(&self, vertices: usize) -> usize {
        const FEW: usize = 1 << 14;
        let room = self.near.capacity().max(self.found.capacity());
        vertices.min(FEW.max(4 * room))
    }

    /// Bytes that the set may take for the next state, among so many vertices.
    pub fn memory_ahead(&self, vertices: usize) -> usize {
        let most = self.most_near(vertices);
        growing_to(&self.found, most)
            + growing_to(&self.near, most)
            + growing_to(&self.bounds, most)
            + growing(self.better.capacity(), most, size_of::<(Cost, u32)>())
    }
}
