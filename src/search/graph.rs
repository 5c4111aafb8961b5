//! A graph that grows by a vertex at a time, with edges that can be gone both ways: the roadmap of PRM*.
//!
//! Each edge is held once, by the vertex that it was added with; the edges of one vertex lie together. The other end
//! finds it through a list of links inside the edges. A vertex' edges are thus walked without allocation, and an edge
//! takes 24 bytes and what replays its motion.

use crate::memory::{growing_by, held, sum};

/// Stands for "no edge".
const NONE: u32 = u32::MAX;

/// An edge between two vertices.
#[derive(Clone, Copy, Debug)]
pub struct Edge<M> {
    /// Its cost, either way.
    pub cost: f64,
    /// The vertex that it was added with.
    pub from: u32,
    /// Its other end.
    pub to: u32,
    /// The next edge that ends in `to`.
    next: u32,
    /// What replays the motion from `from` to `to`.
    pub motion: M,
}

impl<M> Edge<M> {
    /// The end that is not `v`.
    #[inline]
    pub fn other(&self, v: u32) -> u32 {
        if self.from == v { self.to } else { self.from }
    }
}

/// The graph.
#[derive(Clone, Debug)]
pub struct Graph<M> {
    edges: Vec<Edge<M>>,
    /// For each vertex the number of edges before its own; and the number of all.
    starts: Vec<u32>,
    /// For each vertex the first edge that ends in it.
    ends: Vec<u32>,
}

impl<M: Copy> Default for Graph<M> {
    fn default() -> Self {
        Self {
            edges: Vec::new(),
            starts: vec![0],
            ends: Vec::new(),
        }
    }
}

impl<M: Copy> Graph<M> {
    /// The graph without vertices, in which edges may end in any of `n` vertices before that one is added. They can be
    /// walked when all are.
    pub fn with_room(n: usize) -> Self {
        Self {
            ends: vec![NONE; n],
            ..Self::default()
        }
    }

    /// Adds a vertex without edges. Edges are added to the last vertex only.
    pub fn add_vertex(&mut self) {
        self.starts.push(self.edges.len() as u32);
        if self.ends.len() + 1 < self.starts.len() {
            self.ends.push(NONE);
        }
    }

    /// Adds an edge from the last vertex to the vertex `to`.
    pub fn add_edge(&mut self, to: u32, cost: f64, motion: M) {
        let id = self.edges.len() as u32;
        let from = self.starts.len() as u32 - 2;
        let next = std::mem::replace(&mut self.ends[to as usize], id);
        self.edges.push(Edge {
            cost,
            from,
            to,
            next,
            motion,
        });
        self.starts[from as usize + 1] = id + 1;
    }

    /// The edge with this number.
    #[inline]
    pub fn edge(&self, id: u32) -> &Edge<M> {
        &self.edges[id as usize]
    }

    /// All edges.
    pub fn edges(&self) -> &[Edge<M>] {
        &self.edges
    }

    /// The first edge of `v`.
    #[inline]
    pub fn first(&self, v: u32) -> Option<u32> {
        let own = self.starts[v as usize];
        let id = if own < self.starts[v as usize + 1] {
            own
        } else {
            self.ends[v as usize]
        };
        (id != NONE).then_some(id)
    }

    /// The edge of `v` after `id`.
    #[inline]
    pub fn after(&self, v: u32, id: u32) -> Option<u32> {
        let edge = &self.edges[id as usize];
        let next = if edge.to == v {
            edge.next
        } else if id + 1 < self.starts[v as usize + 1] {
            id + 1
        } else {
            self.ends[v as usize]
        };
        (next != NONE).then_some(next)
    }

    /// Bytes that the graph's containers hold.
    pub fn memory(&self) -> usize {
        held(&self.edges) + held(&self.starts) + held(&self.ends)
    }

    /// Bytes that they may take while so many vertices and edges are added.
    pub fn memory_ahead(&self, vertices: usize, edges: usize) -> usize {
        sum([
            growing_by(&self.edges, edges),
            growing_by(&self.starts, vertices),
            growing_by(&self.ends, vertices),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_walk_over_an_edge() {
        let mut graph = Graph::<()>::default();
        let links: [&[u32]; 5] = [&[], &[0], &[0, 1], &[], &[2, 0, 3]];
        for to in links {
            graph.add_vertex();
            for &to in to {
                graph.add_edge(to, 1.0, ());
            }
        }
        let neighbours = |v: u32| {
            let edges = std::iter::successors(graph.first(v), |&id| graph.after(v, id));
            let mut found: Vec<_> = edges.map(|id| graph.edge(id).other(v)).collect();
            found.sort_unstable();
            found
        };
        assert_eq!(neighbours(0), [1, 2, 4]);
        assert_eq!(neighbours(1), [0, 2]);
        assert_eq!(neighbours(2), [0, 1, 4]);
        assert_eq!(neighbours(3), [4]);
        assert_eq!(neighbours(4), [0, 2, 3]);
    }
}
