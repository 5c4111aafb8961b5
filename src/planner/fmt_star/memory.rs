//! What FMT* holds, and what it may take in the steps to come.
//!
//! Near sets are most of it. How large they will be is known when they are looked up, and no sooner; everything else is
//! known from the number of samples, before the first of them is drawn.

use super::{FmtStar, Near, Phase, Status, Vertex};
use crate::geometry::State;
use crate::memory::{growing_by, growing_to, held, sum};
use crate::search::samples::Samples;
use crate::space::Space;

/// Bytes of a sample beside its place and its near set.
const SAMPLE: usize = size_of::<Vertex>() + size_of::<Status>() + size_of::<Option<Near>>();

impl<S: Space<D>, const D: usize> FmtStar<'_, S, D> {
    /// Bytes that the containers hold now.
    pub(super) fn now(&self) -> usize {
        let near = self.near.iter().flatten().map(|near| &near.ids);
        let near = near.chain(&self.spare);
        let near = near.chain([&self.unvisited, &self.near_and_open, &self.opened]);
        let before = self.before.as_ref();
        self.batches.memory()
            + self.samples.memory()
            + held(&self.vertices)
            + held(&self.statuses)
            + held(&self.near)
            + near.map(|near| held(near)).sum::<usize>()
            + held(&self.spare)
            + held(&self.found)
            + self.open.memory()
            + before.map_or(0, |(points, vertices)| held(points) + held(vertices))
    }

    /// Bytes that the containers may take during so many steps to come; while samples are drawn, until all are in their
    /// places.
    pub(super) fn room_ahead(&self, steps: usize) -> usize {
        let near_room = self.near_room * size_of::<u32>();
        let held = self.samples.memory_ahead(0)
            + growing_by(&self.vertices, 0)
            + growing_by(&self.statuses, 0)
            + growing_by(&self.near, 0)
            + growing_by(&self.opened, 0)
            + growing_by(&self.spare, steps)
            + near_room
            + self
                .before
                .as_ref()
                .map_or(0, |(points, vertices)| held(points) + held(vertices));
        let n = match self.phase {
            Phase::Sampling | Phase::Arranging => self.batches.size_ahead(),
            _ => self.samples.points().len(),
        };
        let room = |vector: &Vec<u32>| growing_to(vector, n);
        let any = sum([
            held,
            self.batches.memory_ahead(),
            growing_to(&self.found, n),
            room(&self.unvisited),
            room(&self.near_and_open),
            self.open.memory_ahead(n),
        ]);
        let more = match self.phase {
            Phase::Sampling | Phase::Arranging => sum([
                Samples::<D>::memory_to_arrange(n),
                n.saturating_mul(SAMPLE),
                room(&self.opened),
            ]),
            // Samples of near sets that a step looks at, and of the last of these.
            Phase::Expanding(_) => sum([
                steps.saturating_mul(2 * size_of::<u32>() * (super::wave::AT_ONCE + n)),
                room(&self.opened),
            ]),
            // Each near set may get a sample more, for which it takes twice its room.
            Phase::Resampling => sum([
                2 * near_room,
                steps.saturating_mul(n * size_of::<u32>()),
                self.samples.memory_ahead(steps),
                growing_by(&self.vertices, steps),
                growing_by(&self.statuses, steps),
                growing_by(&self.near, steps),
                growing_by(&self.opened, steps),
                size_of::<State<D>>(),
            ]),
            Phase::Over => 0,
        };
        sum([any, more])
    }
}
