//! What PRM* holds, and what it may take in the steps to come.
//!
//! The edges are most of it, and their number is known when they are there. Everything else is known from the number of
//! samples, before the first of them is drawn.

use super::{AT_ONCE, Label, Phase, PrmStar};
use crate::memory::{growing_to, held, sum};
use crate::search::samples::Samples;
use crate::space::Space;

impl<S: Space<D>, const D: usize> PrmStar<'_, S, D> {
    /// Bytes that the containers hold now.
    pub(super) fn now(&self) -> usize {
        let before = self.before.as_ref();
        let before = before.map_or(0, |(points, roadmap, labels)| {
            held(points) + roadmap.memory() + held(labels)
        });
        before
            + self.batches.memory()
            + self.samples.memory()
            + self.roadmap.memory()
            + held(&self.found)
            + held(&self.reaches)
            + held(&self.labels)
            + self.queue.memory()
    }

    /// Bytes that the containers may take during so many steps to come; while samples are drawn, until all are in their
    /// places.
    pub(super) fn room_ahead(&self, steps: usize) -> usize {
        let before = self.before.as_ref();
        let before = before.map_or(0, |(points, roadmap, labels)| {
            sum([held(points), roadmap.memory_ahead(0, 0), held(labels)])
        });
        let n = match self.phase {
            Phase::Sampling | Phase::Arranging => self.batches.size_ahead(),
            _ => self.samples.points().len(),
        };
        let (vertices, edges) = match self.phase {
            Phase::Connecting(_) => (steps, steps.saturating_mul(AT_ONCE)),
            _ => (0, 0),
        };
        /// Where the edges of a vertex begin and end.
        const IN_ROADMAP: usize = 2 * size_of::<u32>();
        let batch = match self.phase {
            // What there is becomes the batch before, beside a new one.
            Phase::Sampling | Phase::Arranging => sum([
                Samples::<D>::memory_to_arrange(n),
                n.saturating_mul(IN_ROADMAP + size_of::<Label>()),
            ]),
            _ => 0,
        };
        sum([
            before,
            batch,
            self.batches.memory_ahead(),
            self.samples.memory_ahead(0),
            self.roadmap.memory_ahead(vertices, edges),
            growing_to(&self.found, n),
            growing_to(&self.reaches, n),
            growing_to(&self.labels, n),
            self.queue.memory_ahead(n),
        ])
    }
}
