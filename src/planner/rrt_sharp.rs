//! RRT# (Arslan & Tsiotras 2012): an RRG whose promising vertices know their least cost after every iteration.
//!
//! Where RRT* repairs its tree around the new vertex only, RRT# keeps all edges of the graph and passes every
//! improvement on as far as it goes. A vertex has two costs: g, which its neighbours have been told of, and lmc, the
//! least of g + edge over its neighbours. It is consistent if both are equal. Inconsistent vertices wait in a queue,
//! ordered by Key = (min(g, lmc) + h, min(g, lmc)), with h a bound on the cost to go; `reduce_inconsistency` takes one
//! after the other, sets g to lmc and offers it to the neighbours, until none is left whose key is below that of the
//! best goal vertex.
//!
//! After each iteration every vertex that can be on a best path is therefore consistent (no promising one is
//! inconsistent), and the cost of the goal is that of a shortest path in the RRG: never above that of RRT* on the same
//! samples. Vertices that cannot improve the path may stay inconsistent, and most do; that is what an iteration saves.
//!
//! The variants leave out vertices that promise nothing (`inclusion`): `v1` those that no vertex with finite g reaches,
//! `v2` those whose parent's key, `v3` those whose own key is not below that of the goal. They see fewer vertices and
//! may be behind early, and ahead in the end.
//!
//! An iteration costs two index queries, O(log n) near vertices, and a queue operation for each vertex whose cost is
//! passed on. The graph holds O(log n) edges a vertex, each as eight bytes (`search/adjacency.rs`): what a motion costs
//! is computed again, to the same bits, when a walk may lower a cost over it.
//!
//! The tree that is shown has each vertex below its parent, and the cost of the way there: at most lmc, and equal to it
//! wherever the vertices on the way are consistent. A vertex that none of finite g reaches has no cost yet, and no
//! parent.
//!
//! Departures from the paper: goal bias; a sample that is a vertex already adds none; the nearest vertex is a candidate
//! parent also outside of the radius; an edge is checked for collision when it would first lower a cost, and its
//! verdict is kept, which leaves all costs as they are and saves most checks. g never is below lmc, since the graph
//! only grows.

mod settings;
mod view;

pub use settings::{Inclusion, RrtSharpSettings};

use super::{Planner, Step};
use crate::geometry::State;
use crate::neighbours::NeighbourIndex;
use crate::problem::{Oracle, Problem};
use crate::random::{self, Rng};
use crate::search::adjacency::{Adjacency, Link, Verdict};
use crate::search::extend::{extend, range_or_default};
use crate::search::near::{NearSet, Nearness};
use crate::search::queue::Queue;
use crate::search::radius;
use crate::search::sampler::{Biased, Sampler};
use crate::search::view::View;
use crate::space::{Connection, Steer};

/// (min(g, lmc) + h, min(g, lmc)), in lexicographic order.
type Key = [f64; 2];

/// Stands for "no vertex".
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Vertex {
    /// The cost that the neighbours know.
    g: f64,
    /// The least of g + edge over the neighbours.
    lmc: f64,
    /// A bound on the cost to go.
    h: f64,
    /// The neighbour that `lmc` is from.
    parent: u32,
    is_goal: bool,
}

impl Vertex {
    fn key(&self) -> Key {
        let cost = self.g.min(self.lmc);
        [cost + self.h, cost]
    }
}

/// RRT# on a problem.
pub struct RrtSharp<'a, S: Steer<D>, const D: usize> {
    problem: &'a Problem<S, D>,
    oracle: Oracle<'a, S, D>,
    sampler: Biased<'a, S, D>,
    rng: Rng,
    settings: RrtSharpSettings,
    range: f64,
    /// The factor of the radius until there is a path, and from then on.
    factors: [f64; 2],
    index: NeighbourIndex<D>,
    vertices: Vec<Vertex>,
    graph: Adjacency,
    queue: Queue<Key>,
    near: NearSet<S::Motion>,
    /// The goal vertex of least key.
    best_goal: u32,
}

impl<'a, S: Steer<D>, const D: usize> RrtSharp<'a, S, D> {
    /// The graph of the start alone.
    pub fn new(
        problem: &'a Problem<S, D>,
        sampler: Biased<'a, S, D>,
        settings: &RrtSharpSettings,
        seed: u64,
    ) -> Self {
        let mut planner = Self {
            problem,
            oracle: Oracle::new(&problem.space),
            sampler,
            rng: random::seeded(seed),
            settings: settings.clone(),
            range: range_or_default(settings.range, &problem.space),
            factors: settings::default_factors(settings.near.rule(D), D)
                .map(|factor| settings.near.factor_or(factor)),
            index: NeighbourIndex::new(),
            vertices: Vec::new(),
            graph: Adjacency::default(),
            queue: Queue::default(),
            near: NearSet::default(),
            best_goal: NONE,
        };
        planner.add_vertex(&problem.start, 0.0, NONE);
        planner.vertices[0].g = 0.0;
        planner
    }

    fn nearness(&self) -> Nearness {
        let n = self.vertices.len();
        let factor = self.factors[usize::from(self.best_goal != NONE)];
        self.settings.near.nearness(D, n, factor, || {
            let gamma = radius::gamma_prm_star(D, self.sampler.measure(f64::INFINITY));
            let shrinking = factor * gamma * radius::shrinking(D, n);
            let widened = self.sampler.widened(f64::INFINITY, shrinking);
            widened.min(self.range)
        })
    }

    /// Key(v*_goal), infinite while no goal vertex is reached.
    fn goal_key(&self) -> Key {
        match self.best_goal {
            NONE => [f64::INFINITY; 2],
            id => self.vertices[id as usize].key(),
        }
    }

    /// Whether the graph takes in a vertex with this cost, parent and bound on the cost to go.
    fn includes(&self, lmc: f64, parent: u32, h: f64) -> bool {
        match self.settings.inclusion {
            Inclusion::All => true,
            Inclusion::V1 => lmc.is_finite(),
            Inclusion::V2 => self.vertices[parent as usize].key() < self.goal_key(),
            Inclusion::V3 => [lmc + h, lmc] < self.goal_key(),
        }
    }

    /// Adds `x` to vertices and index, with g infinite.
    fn add_vertex(&mut self, x: &State<D>, lmc: f64, parent: u32) -> u32 {
        let id = self.index.insert(x);
        self.graph.add_vertex();
        self.vertices.push(Vertex {
            g: f64::INFINITY,
            lmc,
            h: self.problem.cost_bound_to_go(x),
            parent,
            is_goal: self.problem.goal.contains(x),
        });
        self.consider_goal(id);
        id
    }

    /// Adds the edges between the last vertex, the near ones and the nearest one, whose edge is known to be free.
    fn add_edges(&mut self, nearest: u32, parent: u32) {
        let mut nearest_is_near = false;
        for near in self.near.vertices() {
            nearest_is_near |= near.id == nearest;
            let verdict = if near.id == nearest || near.id == parent {
                Verdict::Free
            } else {
                Verdict::Unknown
            };
            // A blocked one was marked when the parent was chosen.
            if near.edge.is_finite() {
                self.graph.add_edge(near.id, verdict);
            }
        }
        if !nearest_is_near {
            self.graph.add_edge(nearest, Verdict::Free);
        }
    }

    /// The connection between two vertices, as it was when the later one was added: from the earlier one.
    #[inline]
    fn connect(&self, a: u32, b: u32) -> Option<Connection<S::Motion>> {
        let (earlier, later) = (self.index.point(a.min(b)), self.index.point(a.max(b)));
        self.problem.space.connect(earlier, later)
    }

    /// Keeps the best goal vertex, whose key can only have fallen.
    fn consider_goal(&mut self, id: u32) {
        let vertex = &self.vertices[id as usize];
        if vertex.is_goal && vertex.key() < self.goal_key() {
            self.best_goal = id;
        }
    }

    /// Puts an inconsistent vertex into the queue, or gives it its new key, and takes a consistent one out.
    fn update_queue(&mut self, id: u32) {
        let vertex = &self.vertices[id as usize];
        if vertex.g == vertex.lmc {
            self.queue.remove(id);
        } else {
            self.queue.set(id, vertex.key());
        }
    }

    /// Makes promising vertices consistent until none is left that is not.
    fn reduce_inconsistency(&mut self) {
        while let Some((key, x)) = self.queue.first() {
            if key >= self.goal_key() {
                break;
            }
            self.queue.pop();
            let g = self.vertices[x as usize].lmc;
            self.vertices[x as usize].g = g;
            let mut walk = self.graph.walk(x);
            while let Some(link) = self.graph.next(&mut walk) {
                self.offer(x, g, &link);
            }
        }
    }

    /// Offers `x` of cost `g` as parent to the other end of an edge.
    #[inline]
    fn offer(&mut self, x: u32, g: f64, link: &Link) {
        // Most neighbours cost less than `x` does, and no edge lowers their costs.
        if link.verdict == Verdict::Blocked || g >= self.vertices[link.to as usize].lmc {
            return;
        }
        let Some(Connection { cost, motion }) = self.connect(x, link.to) else {
            return;
        };
        if g + cost < self.vertices[link.to as usize].lmc && self.edge_is_free(x, link, &motion) {
            let s = &mut self.vertices[link.to as usize];
            (s.lmc, s.parent) = (g + cost, x);
            self.consider_goal(link.to);
            self.update_queue(link.to);
        }
    }

    /// Whether the edge of `x` is free, which is found out when it is first asked for.
    fn edge_is_free(&mut self, x: u32, link: &Link, motion: &S::Motion) -> bool {
        if link.verdict != Verdict::Unknown {
            return link.verdict == Verdict::Free;
        }
        let (later, earlier) = (x.max(link.to), x.min(link.to));
        let (from, to) = (self.index.point(later), self.index.point(earlier));
        let is_free = self.oracle.motion_is_free(from, motion, to);
        let verdict = match is_free {
            true => Verdict::Free,
            false => Verdict::Blocked,
        };
        self.graph.judge(x, link, verdict);
        is_free
    }
}

impl<S: Steer<D>, const D: usize> Planner<D> for RrtSharp<'_, S, D> {
    fn step(&mut self) -> Step {
        let [_, best] = self.goal_key();
        let sample = self.sampler.draw(&self.oracle, best, &mut self.rng);
        let (problem, limit) = (self.problem, f64::INFINITY);
        let Some(extension) = extend(
            problem,
            &self.oracle,
            &self.index,
            &sample,
            self.range,
            limit,
        ) else {
            return Step::Rejected;
        };
        let (x, nearest) = (extension.x, extension.from);
        let nearness = self.nearness();
        self.near.gather(&problem.space, &self.index, &x, nearness);
        let g = |id: u32| self.vertices[id as usize].g;
        let parent = self
            .near
            .choose_parent(&self.oracle, g, &self.index, &x, nearest);
        let lmc = g(parent.id) + parent.edge;
        if !self.includes(lmc, parent.id, problem.cost_bound_to_go(&x)) {
            return Step::Rejected;
        }
        let new = self.add_vertex(&x, lmc, parent.id);
        self.add_edges(nearest.id, parent.id);
        self.update_queue(new);
        self.reduce_inconsistency();
        Step::Grew
    }

    fn view(&self) -> &dyn View<D> {
        self
    }
}

#[cfg(test)]
mod tests;
