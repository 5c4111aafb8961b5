//! The connections between one state and many: what kinodynamic RRT* asks for most.
//!
//! Most candidates are out of the budget, or leave the bounds of states and controls. Of graded systems many
//! connections are computed at once, exactly, and those that leave the bounds or are blocked at a few moments are
//! dropped; of other systems a bound on each cost is told.

use super::graded::{Scratch, connect_many};
use super::lanes::{Bits, LANES, Many};
use super::linear::Method;
use super::{Arrival, Direction, Local};
use crate::geometry::State;
use crate::space::Estimate;

impl<const D: usize> Local<'_, D> {
    /// Shows what is known of the connections from (`Direction::Backward`) or to (`Direction::Forward`) those of
    /// `points` that `ids` name, in this order. Left out are connections that cost no less than the budget of their id,
    /// and some that are certain to leave the bounds or to be blocked.
    pub fn estimates(
        &self,
        points: &[State<D>],
        ids: &[u32],
        direction: Direction,
        budget: impl Fn(u32) -> f64,
        mut see: impl FnMut(u32, Estimate<Arrival>),
    ) {
        let mut batch = Batch {
            ids: [0; LANES],
            states: [Many([1.0; LANES]); D],
            budget: Many([0.0; LANES]),
            count: 0,
            hint: 1.0,
        };
        let mut scratch = Scratch::new();
        let is_closed = self.linear.is_closed();
        for &id in ids {
            let point = &points[id as usize];
            let budget = budget(id);
            if budget <= 0.0 {
                continue;
            }
            let bound = match direction {
                _ if is_closed && budget == f64::INFINITY => 0.0,
                Direction::Backward => self.lower_bound(point, &self.about),
                Direction::Forward => self.lower_bound(&self.about, point),
            };
            if bound >= budget {
                continue;
            }
            if !is_closed {
                see(id, Estimate::AtLeast(bound));
                continue;
            }
            batch.add(id, point, budget);
            if batch.count == LANES {
                self.connect_batch(&mut batch, &mut scratch, points, direction, &mut see);
            }
        }
        self.connect_batch(&mut batch, &mut scratch, points, direction, &mut see);
    }

    fn connect_batch(
        &self,
        batch: &mut Batch<D>,
        scratch: &mut Scratch<D>,
        points: &[State<D>],
        direction: Direction,
        see: &mut impl FnMut(u32, Estimate<Arrival>),
    ) {
        let Method::Graded(graded) = self.linear.method() else {
            return;
        };
        if batch.count == 0 {
            return;
        }
        let here = self.about.map(|x| Many([x; LANES]));
        let (from, to) = match direction {
            Direction::Backward => (&batch.states, &here),
            Direction::Forward => (&here, &batch.states),
        };
        let answer = connect_many(
            graded,
            from,
            to,
            &batch.budget,
            self.limits,
            batch.hint,
            scratch,
        );
        for (l, &id) in batch.ids[..batch.count].iter().enumerate() {
            let is_set = |bits: Bits| bits >> l & 1 == 1;
            let connection = if !is_set(answer.proven) {
                let point = &points[id as usize];
                match direction {
                    Direction::Backward => self.connect(point, &self.about, batch.budget.0[l]),
                    Direction::Forward => self.connect(&self.about, point, batch.budget.0[l]),
                }
            } else if is_set(answer.promising) {
                batch.hint = answer.time.0[l];
                if !self.is_free_at_looks(scratch, l) {
                    continue;
                }
                Some(self.arriving(direction, answer.cost.0[l], answer.time.0[l]))
            } else {
                None
            };
            if let Some(connection) = connection {
                see(id, Estimate::Is(connection));
            }
        }
        batch.count = 0;
    }
}

impl<const D: usize> Local<'_, D> {
    /// Whether the motion of this lane is clear of obstacles at the looks.
    fn is_free_at_looks(&self, scratch: &Scratch<D>, lane: usize) -> bool {
        let surroundings = &self.limits.surroundings;
        surroundings.is_empty()
            || scratch.looks.iter().all(|look| {
                let mut place = [0.0; 3];
                for (p, &i) in place.iter_mut().zip(&self.limits.position) {
                    *p = look[i].0[lane];
                }
                surroundings.place_is_free(&place)
            })
    }
}

/// States that wait until there are enough. Lanes that wait for nothing hold some state with a budget of 0.
struct Batch<const D: usize> {
    ids: [u32; LANES],
    states: [Many; D],
    budget: Many,
    count: usize,
    /// An arrival time that was found last.
    hint: f64,
}

impl<const D: usize> Batch<D> {
    fn add(&mut self, id: u32, state: &State<D>, budget: f64) {
        let l = self.count;
        self.ids[l] = id;
        for i in 0..D {
            self.states[i].0[l] = state[i];
        }
        self.budget.0[l] = budget;
        self.count += 1;
    }
}
