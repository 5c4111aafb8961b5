//! A path's motions one after the other, each along the curve of its linear model.
//!
//! The motions own what replays them (the states, the arrival times, the model) and keep none of their curves: the
//! pieces of a curve are made one by one, and each is left when the times asked for have passed it.

use super::linear::Linear;
use super::pace::pace;
use super::{Arrival, LinearDynamics, Piece, System, linear_at};
use crate::geometry::State;
use crate::record::{Motions, Pace, See};

/// The motions of a path for the models that they were planned with.
#[derive(Clone, Debug)]
pub struct LinearMotions<const D: usize> {
    system: System,
    fixed: Option<Linear<D>>,
    legs: Vec<(State<D>, Arrival, State<D>)>,
}

impl<const D: usize> LinearMotions<D> {
    /// The motions along a path, whose states each come with the motion that leads to them. A path of one state is a
    /// motion that stays there.
    pub fn new(space: &LinearDynamics<D>, path: &[(State<D>, Option<Arrival>)]) -> Self {
        let leg = |pair: &[(State<D>, Option<Arrival>)]| Some((pair[0].0, pair[1].1?, pair[1].0));
        let mut legs: Vec<_> = path.windows(2).filter_map(leg).collect();
        if let ([], Some((x, _))) = (&legs[..], path.first()) {
            legs.push((*x, Arrival::default(), *x));
        }
        Self {
            system: space.system.clone(),
            fixed: space.fixed.clone(),
            legs,
        }
    }
}

impl<const D: usize> Motions for LinearMotions<D> {
    fn durations(&self) -> Vec<f64> {
        self.legs.iter().map(|(_, motion, _)| motion.time).collect()
    }

    fn pace(&self, i: usize, dt: f64) -> Pace {
        let exponents = self.fixed.as_ref().map_or(&[][..], Linear::exponents);
        pace(exponents, self.legs[i].1.time, dt)
    }

    fn along(&self, i: usize, times: &mut dyn Iterator<Item = f64>, see: &mut See<'_>) {
        let (from, motion, to) = &self.legs[i];
        let about = motion.about(from, to);
        let Some(linear) = linear_at(&self.system, self.fixed.as_ref(), about) else {
            return;
        };
        let mut rows = Rows::new(
            [*from, *to],
            motion.time,
            self.system.controls(),
            times,
            see,
        );
        linear.walk(from, to, motion.time, |piece| rows.pass(piece));
        rows.finish();
    }
}

/// Turns the pieces of a motion into the moments that are asked for, piece by piece.
pub(super) struct Rows<'a, const D: usize> {
    ends: [State<D>; 2],
    duration: f64,
    controls: usize,
    times: &'a mut dyn Iterator<Item = f64>,
    see: &'a mut See<'a>,
    /// The next time, where it is known.
    next: Option<f64>,
    /// The piece that was passed last: the one that the motion ends on is known by nothing coming after it.
    last: Option<Piece<D>>,
}

impl<'a, const D: usize> Rows<'a, D> {
    /// Moments of a motion between two states, which are taken as they are, of a system of so many controls.
    pub fn new(
        ends: [State<D>; 2],
        duration: f64,
        controls: usize,
        times: &'a mut dyn Iterator<Item = f64>,
        see: &'a mut See<'a>,
    ) -> Self {
        Self {
            next: times.next(),
            ends,
            duration,
            controls,
            times,
            see,
            last: None,
        }
    }

    /// Shows what comes before `piece`, the next one of the motion; whether there is more to be shown.
    pub fn pass(&mut self, piece: &Piece<D>) -> bool {
        let before = self.last.replace(piece.clone());
        before.is_none_or(|before| self.show(&before, piece.start))
    }

    /// Shows what is left after the last piece.
    pub fn finish(mut self) {
        if let Some(piece) = self.last.take() {
            self.show(&piece, f64::INFINITY);
        }
    }

    /// Shows the moments on a piece that lie before `end`; whether there are more.
    fn show(&mut self, piece: &Piece<D>, end: f64) -> bool {
        while let Some(time) = self.next.filter(|time| *time < end) {
            let (mut state, control) = piece.at(time);
            if time <= 0.0 {
                state = self.ends[0];
            } else if time >= self.duration {
                state = self.ends[1];
            }
            if (self.see)(&state, &control[..self.controls]).is_break() {
                self.next = None;
                break;
            }
            self.next = self.times.next();
        }
        self.next.is_some()
    }
}
