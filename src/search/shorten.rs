//! Shortens a path by shortcuts.
//!
//! Two places of the path are chosen at random, by length, within its segments and not only at its vertices; where the
//! motion between them is free and the path becomes cheaper by it, it replaces what lies between. Then vertices that
//! can be passed by are left out. The homotopy class of the path hardly changes, so the result is good and not optimal;
//! it is as cheap to get as a few hundred motion checks, which is why everyone does it after RRT or RRT-Connect.
//!
//! The cost never rises: a change is made only if it lowers the cost, which is the space's, so that weights count. The
//! path stays valid: each motion of the result was itself checked, also what remains of the two segments in which a
//! shortcut begins and ends.

use crate::geometry::State;
use crate::problem::Oracle;
use crate::random::{self, Rng};
use crate::space::Steer;

/// Relative: gains below this are rounding.
const LEAST_GAIN: f64 = 1e-9;

/// Tries in a row without a gain after which there is nothing left to gain, as it seems.
const TRIES: usize = 200;

/// Tries in all; the gains of the later ones are small.
const MOST_TRIES: usize = 5_000;

/// A path with the cost of each of its motions.
struct Path<'a, S, const D: usize> {
    space: &'a S,
    oracle: &'a Oracle<'a, S, D>,
    states: Vec<State<D>>,
    /// That of the motion from state i to state i + 1.
    costs: Vec<f64>,
}

impl<S: Steer<D>, const D: usize> Path<'_, S, D> {
    fn cost(&self, from: &State<D>, to: &State<D>) -> f64 {
        let connection = self.space.connect(from, to);
        connection.map_or(f64::INFINITY, |connection| connection.cost)
    }

    fn is_free(&self, from: &State<D>, to: &State<D>) -> bool {
        let connection = self.space.connect(from, to);
        connection.is_some_and(|c| self.oracle.motion_is_free(from, &c.motion, to))
    }

    /// Replaces what lies between the states `i` and `j` by `between`, if that is cheaper and free.
    fn replace(&mut self, i: usize, j: usize, between: &[State<D>]) -> bool {
        let mut states = vec![self.states[i]];
        states.extend(between);
        states.push(self.states[j]);
        states.dedup();
        let costs: Vec<f64> = states.windows(2).map(|w| self.cost(&w[0], &w[1])).collect();
        let before: f64 = self.costs[i..j].iter().sum();
        let gain = before - costs.iter().sum::<f64>();
        if gain <= LEAST_GAIN * before || !states.windows(2).all(|w| self.is_free(&w[0], &w[1])) {
            return false;
        }
        self.states.splice(i..=j, states);
        self.costs.splice(i..j, costs);
        true
    }

    /// The segment at this cost from the start, and the state there.
    fn at(&self, mut cost: f64) -> (usize, State<D>) {
        let last = self.costs.len() - 1;
        let mut segment = 0;
        while segment < last && cost > self.costs[segment] {
            cost -= self.costs[segment];
            segment += 1;
        }
        let (a, b) = (&self.states[segment], &self.states[segment + 1]);
        let share = (cost / self.costs[segment]).clamp(0.0, 1.0);
        let length = share * crate::geometry::distance(a, b);
        (segment, self.space.steer(a, b, length))
    }

    fn try_shortcut(&mut self, rng: &mut Rng) -> bool {
        let whole: f64 = self.costs.iter().sum();
        let (s, t) = (whole * random::unit(rng), whole * random::unit(rng));
        let ((i, a), (j, b)) = (self.at(s.min(t)), self.at(s.max(t)));
        i < j && self.replace(i, j + 1, &[a, b])
    }

    /// Leaves out vertices until there is none that its neighbours can do without.
    fn skip_vertices(&mut self) {
        let mut i = 0;
        while i + 2 < self.states.len() {
            match self.replace(i, i + 2, &[]) {
                // The vertex before has another neighbour now.
                true => i = i.saturating_sub(1),
                false => i += 1,
            }
        }
    }
}

/// A path from the same start to the same end that costs no more than `path`, whose motions are all free.
pub fn shorten<S: Steer<D>, const D: usize>(
    space: &S,
    oracle: &Oracle<S, D>,
    path: &[State<D>],
    rng: &mut Rng,
) -> Vec<State<D>> {
    let mut states = path.to_vec();
    states.dedup();
    let mut path = Path {
        space,
        oracle,
        costs: Vec::new(),
        states,
    };
    path.costs = (path.states.windows(2))
        .map(|w| path.cost(&w[0], &w[1]))
        .collect();
    path.skip_vertices();
    let mut failures = 0;
    for _ in 0..MOST_TRIES {
        if path.states.len() < 3 || failures == TRIES {
            break;
        }
        failures = if path.try_shortcut(rng) {
            0
        } else {
            failures + 1
        };
    }
    path.skip_vertices();
    path.states
}
