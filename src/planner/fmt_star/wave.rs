//! A wave of FMT*: the expansion of z (Janson et al. 2015, Algorithm 1, lines 6 to 16).

use super::{FmtStar, NONE, Near, Status};
use crate::geometry::squared_distance;
use crate::neighbours::Neighbour;
use crate::space::Space;

/// An unvisited sample's choice of the open vertex to be connected to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    /// The cost that it would have.
    pub(super) cost: f64,
    /// The vertex.
    pub(super) from: u32,
    /// How many vertices had been opened when it was chosen.
    pub(super) opened: u32,
}

impl Choice {
    pub(super) const NONE: Self = Self {
        cost: f64::INFINITY,
        from: NONE,
        opened: 0,
    };
}

/// Samples of near sets that are looked at between two looks at the clock.
pub(super) const AT_ONCE: usize = 4_000;

impl<S: Space<D>, const D: usize> FmtStar<'_, S, D> {
    /// The samples near `x`, itself among them.
    pub(super) fn look_around(&mut self, x: u32) -> Near {
        let reach = self.samples.near(x, &mut self.found);
        let mut ids = self.spare.pop().unwrap_or_default();
        ids.clear();
        let former = ids.capacity();
        ids.extend(self.found.iter().map(|y| y.id));
        self.near_room += ids.capacity() - former;
        Near { ids, reach }
    }

    /// The sample `y` as seen from `x`.
    pub(super) fn seen(&self, y: u32, x: u32) -> Neighbour {
        Neighbour {
            id: y,
            squared_distance: squared_distance(self.samples.point(y), self.samples.point(x)),
        }
    }

    /// Takes the near set of `x`, which is looked up only once.
    fn take_near(&mut self, x: u32) -> Near {
        match self.near[x as usize].take() {
            Some(near) => near,
            None => self.look_around(x),
        }
    }

    /// Connects the unvisited samples near `z` that can be, and closes `z`. Of a long expansion it does a part; whether
    /// it is done.
    pub(super) fn expand(&mut self, z: u32) -> bool {
        /// What a sample costs beside its near set: a query and the check of a motion.
        const AS_MANY_AS: usize = 100;
        if self.visited == 0 {
            let near_z = self.take_near(z);
            let (room, statuses) = (&mut self.unvisited, &self.statuses);
            self.to_visit = with_status(&near_z.ids, statuses, Status::Unvisited, room);
            self.spare.push(near_z.ids);
        }
        let mut looked_at = 0;
        while self.visited < self.to_visit {
            if looked_at >= AT_ONCE {
                return false;
            }
            let x = self.unvisited[self.visited];
            let near_x = self.take_near(x);
            looked_at += near_x.ids.len() + AS_MANY_AS;
            if self.samples.reaches(&near_x.reach, &self.seen(z, x)) {
                self.connect(x, &near_x);
            }
            self.near[x as usize] = Some(near_x);
            self.visited += 1;
        }
        self.visited = 0;
        for i in 0..self.to_visit {
            let x = self.unvisited[i];
            if self.statuses[x as usize] == Status::New {
                self.make_open(x);
            }
        }
        self.statuses[z as usize] = Status::Closed;
        true
    }

    pub(super) fn make_open(&mut self, x: u32) {
        self.statuses[x as usize] = Status::Open;
        self.open.set(x, self.vertices[x as usize].cost);
        self.opened.push(x);
    }

    /// Connects `x` to the open vertex that gives it the least cost, if the motion is free.
    fn connect(&mut self, x: u32, near: &Near) {
        let former = self.vertices[x as usize].blocked;
        let Some(best) = self.best_open(x, near) else {
            return;
        };
        let (space, samples) = (&self.batches.problem.space, &self.samples);
        let (from, to) = (samples.point(best.from), samples.point(x));
        let is_free = former.from != best.from
            && space.connect(from, to).is_some_and(|connection| {
                let oracle = &self.batches.oracle;
                oracle.motion_is_free(from, &connection.motion, to)
            });
        let vertex = &mut self.vertices[x as usize];
        if is_free {
            vertex.cost = best.cost;
            vertex.parent = best.from;
            self.statuses[x as usize] = Status::New;
        } else {
            vertex.blocked = best;
        }
    }

    /// The open vertex near `x` that gives it the least cost, obstacles ignored.
    ///
    /// Where the former choice is still open, only vertices that were opened since then can be better.
    fn best_open(&mut self, x: u32, near: &Near) -> Option<Choice> {
        let mut room = std::mem::take(&mut self.near_and_open);
        let (space, points) = (&self.batches.problem.space, self.samples.points());
        let to = &points[x as usize];
        let former = self.vertices[x as usize].blocked;
        let is_open = |y: u32| self.statuses[y as usize] == Status::Open;
        let mut best = Choice {
            opened: self.opened.len() as u32,
            ..Choice::NONE
        };
        let mut consider = |y: Neighbour| {
            if let Some(edge) = space.connect_near(&points[y.id as usize], to, y.squared_distance) {
                let cost = self.vertices[y.id as usize].cost + edge.cost;
                if cost < best.cost {
                    (best.cost, best.from) = (cost, y.id);
                }
            }
        };
        if former.from != NONE && is_open(former.from) {
            let since = &self.opened[former.opened as usize..];
            let open = since.iter().filter(|y| is_open(**y));
            consider(self.seen(former.from, x));
            open.map(|&y| self.seen(y, x))
                .filter(|y| self.samples.reaches(&near.reach, y))
                .for_each(consider);
        } else {
            let count = with_status(&near.ids, &self.statuses, Status::Open, &mut room);
            let open = room[..count].iter().map(|&y| self.seen(y, x));
            open.for_each(consider);
        }
        self.near_and_open = room;
        (best.from != NONE).then_some(best)
    }
}

/// Writes those of the samples that have this status to the front of `room`, which only grows; their number.
///
/// Without a branch for each sample: at the border of the tree, where waves are, one is as likely as another.
fn with_status(near: &[u32], statuses: &[Status], wanted: Status, room: &mut Vec<u32>) -> usize {
    if room.len() < near.len() {
        room.resize(near.len(), 0);
    }
    let mut count = 0;
    for &sample in near {
        room[count] = sample;
        count += usize::from(statuses[sample as usize] == wanted);
    }
    count
}
