//! Systems with linear dynamics, x' = A x + B u + c, and optimal motions between their states.
//!
//! A motion from one state to another takes a time tau of its own choice and costs the integral of 1 + u' R u: time,
//! and effort weighed by R. The cheapest one is known exactly (Webb & van den Berg 2012, section IV): its arrival time
//! is the best stationary point of a scalar function, and its states and controls along the way are known at every
//! time. Every motion that a planner makes here is such an optimal one; there is no integration of guesses, no boundary
//! value problem.
//!
//! The cost is no distance: from a to b it differs from that from b to a, and a fast state is far from the place just
//! behind it. So neighbours are found in boxes around what is within a cost, forward or backward (`reach.rs`).
//!
//! - `model`, `systems`: the numbers, checked; the double integrator, the quadrotor, the car, any linear system;
//! - `graded`, `polynomial`: arrival times in closed form; `general`, `arriving`: by numbers, for all other systems,
//!   over the spans of time of `spans`, `span`, `series` and `triangle` in the coordinates of `split` and
//!   `eigenvalues`, in doubles or in the numbers of `twofold`; `sweep`: their motions;
//! - `candidates`: the connections of one state with many; `lanes`: numbers many at a time;
//! - `linear`: both, and the curves; `reach`: boxes; `curve`: bounds and obstacles along curves; `trajectory`: a path's
//!   motions one after the other; `drive`: what a system that is not linear itself does to follow a path;
//! - `matrix`, `cholesky`, `sparse`: the little linear algebra that this takes.
//!
//! The car is linearised about one end of each motion, the state that was new when the motion was made; [`End`] says
//! which, so that the motion can be replayed.
//!
//! Departures from the paper: it evaluates arrival times numerically by Runge-Kutta where there is no closed form; here
//! the Gramians are computed once for each system. It checks curves at samples; here they are checked along the whole.

mod arriving;
mod candidates;
mod cholesky;
mod curve;
mod drive;
mod eigenvalues;
mod general;
mod graded;
mod lanes;
mod linear;
mod matrix;
mod model;
mod pace;
mod polynomial;
mod reach;
mod reach_grid;
mod series;
mod span;
mod spans;
mod sparse;
mod split;
mod sweep;
mod systems;
mod trajectory;
mod triangle;
mod twofold;

use super::{Connection, Space};
use crate::geometry::{Aabb, State};
pub use cholesky::Cholesky;
pub use curve::Limits;
pub use drive::{Course, Drive, DrivenMotions};
pub use general::General;
pub use graded::{Coordinates, Graded};
use linear::Method;
pub use linear::{Linear, Piece};
pub use matrix::Matrix;
pub use model::{Fault, Model};
pub use reach::{Direction, Reach};
use std::borrow::Cow;
pub use systems::System;
pub use trajectory::LinearMotions;

/// An end of a motion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// Its first state.
    From,
    /// Its last state.
    #[default]
    To,
}

/// What replays a motion between its two states.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Arrival {
    /// How long it takes, in seconds.
    pub time: f64,
    /// About which end a system that is not linear was linearised.
    pub about: End,
}

/// The state space of a system of D states, among the obstacles of its places.
pub struct LinearDynamics<const D: usize> {
    system: System,
    /// The one model of a linear system.
    fixed: Option<Linear<D>>,
    limits: Limits<D>,
}

/// The system as it is near one state.
pub struct Local<'a, const D: usize> {
    linear: Cow<'a, Linear<D>>,
    /// One by the least and the greatest rates of the states within the bounds.
    slowness: [State<D>; 2],
    /// Where motions are when they are made: the state is their first or last one.
    about: State<D>,
    limits: &'a Limits<D>,
}

impl<const D: usize> LinearDynamics<D> {
    /// The space of a system of D states within limits.
    ///
    /// # Errors
    /// A linear system that is not controllable.
    pub fn new(system: System, limits: Limits<D>) -> Result<Self, Fault> {
        let fixed = match system.is_linear() {
            true => Some(Linear::new(&system.model_at(&[])?.0, None)?),
            false => None,
        };
        Ok(Self {
            system,
            fixed,
            limits,
        })
    }

    /// The system.
    pub fn system(&self) -> &System {
        &self.system
    }

    /// How many pairs of states were not connected so far, since their costs could not be had to certainty.
    pub fn refused(&self) -> u64 {
        match self.fixed.as_ref().map(Linear::method) {
            Some(Method::General(general)) => general.refused(),
            _ => 0,
        }
    }

    /// What motions must keep to.
    pub fn limits(&self) -> &Limits<D> {
        &self.limits
    }

    fn linear_at(&self, x: &State<D>) -> Option<Cow<'_, Linear<D>>> {
        linear_at(&self.system, self.fixed.as_ref(), x)
    }

    /// The system near `x`; `None` where it is not controllable there.
    pub fn near(&self, x: &State<D>) -> Option<Local<'_, D>> {
        let linear = self.linear_at(x)?;
        let rates = linear.rates(&self.limits.states, &self.limits.controls);
        Some(Local {
            linear,
            slowness: rates.map(|rates| rates.map(|rate| 1.0 / rate)),
            about: *x,
            limits: &self.limits,
        })
    }

    /// The model that a motion follows.
    fn model_of(
        &self,
        from: &State<D>,
        arrival: &Arrival,
        to: &State<D>,
    ) -> Option<Cow<'_, Linear<D>>> {
        self.linear_at(arrival.about(from, to))
    }

    /// The pieces of a motion, in order.
    pub fn curve(&self, from: &State<D>, arrival: &Arrival, to: &State<D>) -> Vec<Piece<D>> {
        let mut pieces = Vec::new();
        if let Some(linear) = self.model_of(from, arrival, to) {
            linear.walk(from, to, arrival.time, |piece| {
                pieces.push(piece.clone());
                true
            });
        }
        pieces
    }
}

/// The model of a system near `x`, which is `fixed` where the system is linear; `None` where it is not controllable
/// there.
fn linear_at<'a, const D: usize>(
    system: &System,
    fixed: Option<&'a Linear<D>>,
    x: &State<D>,
) -> Option<Cow<'a, Linear<D>>> {
    match fixed {
        Some(linear) => Some(Cow::Borrowed(linear)),
        None => {
            let (model, coordinates) = system.model_at(x).ok()?;
            Some(Cow::Owned(Linear::new(&model, coordinates.as_ref()).ok()?))
        }
    }
}

impl Arrival {
    /// The state that the motion between these was linearised about.
    fn about<'a, const D: usize>(&self, from: &'a State<D>, to: &'a State<D>) -> &'a State<D> {
        match self.about {
            End::From => from,
            End::To => to,
        }
    }
}

impl<const D: usize> Local<'_, D> {
    /// The optimal motion from `from` to `to`, one of which is the state at hand, if it costs less than `budget`.
    #[inline]
    pub fn connect(
        &self,
        from: &State<D>,
        to: &State<D>,
        budget: f64,
    ) -> Option<Connection<Arrival>> {
        let (cost, time) = self.linear.connect(from, to, budget)?;
        let direction = if *from == self.about {
            Direction::Forward
        } else {
            Direction::Backward
        };
        Some(self.arriving(direction, cost, time))
    }

    /// The connection with this cost and arrival time.
    fn arriving(&self, direction: Direction, cost: f64, time: f64) -> Connection<Arrival> {
        let about = match direction {
            Direction::Forward => End::From,
            Direction::Backward => End::To,
        };
        Connection {
            cost,
            motion: Arrival { time, about },
        }
    }

    /// Whether the motion keeps within the bounds and clear of obstacles. One of its ends is the state at hand.
    pub fn motion_is_free(&self, from: &State<D>, motion: &Arrival, to: &State<D>) -> bool {
        let surroundings = &self.limits.surroundings;
        if let Method::Graded(graded) = self.linear.method() {
            // Most motions that are blocked are found out by a few places, long before the curve is there.
            let is_free = |x: &State<D>| surroundings.place_is_free(&self.limits.place(x));
            let position = &self.limits.position;
            if !surroundings.is_empty() && !graded.look(from, to, motion.time, position, is_free) {
                return false;
            }
        }
        let admits = |piece: &Piece<D>| self.limits.admit(piece);
        self.linear.walk(from, to, motion.time, admits)
    }

    /// What it takes to correct where the system itself ends under the controls of a motion: the effort e' G^-1 e, e
    /// the way from the motion's end to the system's, G the motion's Gramian; 0 for a linear system. One of the
    /// motion's ends is the state at hand; `system` is the space's.
    pub fn repair(&self, system: &System, from: &State<D>, motion: &Arrival, to: &State<D>) -> f64 {
        /// Steps of integration: what they miss is far below what can be corrected.
        const STEPS: usize = 16;
        if system.is_linear() {
            return 0.0;
        }
        let mut x = *from;
        self.linear.walk(from, to, motion.time, |piece| {
            let h = piece.length / STEPS as f64;
            for k in 0..STEPS {
                let [u, w] = [k, k + 1].map(|k| piece.at(piece.start + h * k as f64).1);
                x = drive::step(system, &x, [&u, &w], h);
            }
            true
        });
        // The costate at the end is G^-1 times the way that the controls make.
        let [(_, there), (_, here)] =
            [&x, to].map(|end| self.linear.costates(from, end, motion.time));
        (0..D).map(|i| (x[i] - to[i]) * (there[i] - here[i])).sum()
    }

    /// What a motion within the bounds costs at least: the time that its slowest state takes.
    #[inline]
    pub fn lower_bound(&self, from: &State<D>, to: &State<D>) -> f64 {
        let [least, most] = &self.slowness;
        let mut bound = 0.0;
        for i in 0..D {
            let way = to[i] - from[i];
            let time = way * if way > 0.0 { most[i] } else { least[i] };
            // The wrong way, or no way at all, of a rate of 0.
            let time = if time < 0.0 { f64::INFINITY } else { time };
            if time > bound {
                bound = time;
            }
        }
        bound
    }

    /// As [`Local::lower_bound`], into a box.
    pub fn lower_bound_into(&self, from: &State<D>, to: &Aabb<D>) -> f64 {
        let nearest = std::array::from_fn(|i| from[i].clamp(to.min[i], to.max[i]));
        self.lower_bound(from, &nearest)
    }

    /// A box that contains every state within `cost` of the state at hand, `Direction::Backward` those that reach it.
    pub fn reach(&self, cost: f64, direction: Direction) -> Aabb<D> {
        self.linear.reach(&self.about, cost, direction)
    }

    /// The cost within which a set of at least this measure is reached at one time.
    pub fn cost_of_measure(&self, measure: f64) -> f64 {
        self.linear.cost_of_measure(measure)
    }
}

impl<const D: usize> Space<D> for LinearDynamics<D> {
    type Motion = Arrival;

    fn bounds(&self) -> &Aabb<D> {
        &self.limits.states
    }

    fn connect(&self, from: &State<D>, to: &State<D>) -> Option<Connection<Arrival>> {
        self.near(to)?.connect(from, to, f64::INFINITY)
    }

    /// Nothing: where the drift leads costs no effort, and states have no common unit of length.
    fn least_weight(&self) -> f64 {
        0.0
    }

    fn greatest_weight(&self) -> f64 {
        f64::INFINITY
    }

    fn state_is_free(&self, x: &State<D>) -> bool {
        self.limits.states.contains(x)
            && self
                .limits
                .surroundings
                .place_is_free(&self.limits.place(x))
    }

    fn motion_is_free(&self, from: &State<D>, motion: &Arrival, to: &State<D>) -> bool {
        match self.model_of(from, motion, to) {
            Some(linear) => linear.walk(from, to, motion.time, |piece| self.limits.admit(piece)),
            None => false,
        }
    }
}

#[cfg(test)]
mod tests;
