//! FMT* beyond a failed batch: more samples, one by one, until the search can go on.
//!
//! The paper reports failure and leaves what then to others. Here each further sample is connected as RRT* would: to
//! the closed vertex near it that gives it the least cost over a free motion. It is then open, so that the waves go on
//! from it; or, where it cannot be connected, unvisited, so that later waves may reach it.

use super::{FmtStar, Status, Vertex};
use crate::planner::Step;
use crate::space::Space;

impl<S: Space<D>, const D: usize> FmtStar<'_, S, D> {
    /// Draws a sample; if it can be connected to a closed vertex, the search goes on from it.
    pub(super) fn resample(&mut self) -> Step {
        if self.batches.samples() >= self.most_samples || self.batches.is_hopeless() {
            return self.end_batch();
        }
        if !self.batches.draw_one() {
            return Step::Prepared;
        }
        let place = self.samples.points().len();
        let x = self.samples.insert(&self.batches.points()[place]);
        self.vertices.push(Vertex::UNVISITED);
        self.statuses.push(Status::Unvisited);
        self.near.push(None);
        let near = self.look_around(x);
        for &y in &near.ids {
            if let Some(near_y) = self.near[y as usize].as_mut() {
                let former = near_y.ids.capacity();
                near_y.ids.push(x);
                self.near_room += near_y.ids.capacity() - former;
            }
        }
        let (space, samples) = (&self.batches.problem.space, &self.samples);
        let to = samples.point(x);
        let mut parents: Vec<_> = (near.ids.iter())
            .filter(|y| self.statuses[**y as usize] == Status::Closed)
            .filter_map(|&y| {
                let y = self.seen(y, x);
                let from = samples.point(y.id);
                let connection = space.connect_near(from, to, y.squared_distance)?;
                let cost = self.vertices[y.id as usize].cost + connection.cost;
                Some((cost, y.id, connection.motion))
            })
            .collect();
        parents.sort_by(|a, b| a.0.total_cmp(&b.0));
        let oracle = &self.batches.oracle;
        let is_free = |(_, y, motion): &&(f64, u32, S::Motion)| {
            oracle.motion_is_free(samples.point(*y), motion, to)
        };
        let Some(&(cost, parent, _)) = parents.iter().find(is_free) else {
            return Step::Prepared;
        };
        self.vertices[x as usize] = Vertex {
            cost,
            parent,
            ..Vertex::UNVISITED
        };
        self.make_open(x);
        self.advance()
    }
}
