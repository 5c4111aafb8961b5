//! Whether the curve between two rows is clear of obstacles.
//!
//! The curve keeps as close to its chord as it bulges. A chord that is farther from an obstacle than that proves its
//! piece of the curve clear; any other is halved, which quarters the bulge. A piece that is not proved clear before the
//! halvings are used up, or before its bulge is rounding, counts as a contact, and the first contact ends all halving:
//! what is refuted need not be looked at further.

use super::{Judge, Leg, Overflow, TrajectoryVerdict};
use crate::verify::{Fault, is_clear, nearest, norm};

/// Relative to the largest extent: a chord that bulges less than this is the curve.
const BULGE: f64 = 1e-11;
/// Relative to the coordinates: what interpolation adds to a bulge by rounding.
const ROUNDING: f64 = 64.0 * f64::EPSILON;
/// The most halvings between two rows: the full tree of 12 levels, which make a bulge 16 million times smaller
/// everywhere; near single places halvings go deeper.
const HALVINGS: usize = 1 << 12;

/// A piece of a curve between two times.
struct Chord {
    times: [f64; 2],
    ends: [Vec<f64>; 2],
}

impl Judge<'_> {
    /// Judges the curve between two times, which lie between row `k` and the next, against the obstacles.
    pub(super) fn chord(
        &self,
        leg: &Leg<'_>,
        k: usize,
        times: [f64; 2],
        ends: [&Vec<f64>; 2],
        verdict: &mut TrajectoryVerdict,
    ) -> Result<(), Overflow> {
        let is_contact = |f: &Fault| matches!(f, Fault::Contact { .. });
        if self.scenario.obstacles.is_empty() || verdict.faults.iter().any(is_contact) {
            return Ok(());
        }
        let ends = ends.map(Vec::clone);
        let mut open = vec![Chord { times, ends }];
        let mut halvings = 0;
        while let Some(chord) = open.pop() {
            let [from, to] = chord.times;
            let time = 0.5 * (from + to);
            let middle = if from < to {
                leg.at(k, time).0
            } else {
                chord.ends[0].clone()
            };
            let bulge = self.bulge(&chord.ends, &middle);
            if !bulge.is_finite() {
                return Err(Overflow(k + 1));
            }
            let Some(contact) = self.doubt(&chord, bulge, verdict) else {
                continue;
            };
            let is_curved = bulge > self.least_bulge(&chord.ends);
            if !(is_curved && from < time && time < to && halvings < HALVINGS) {
                verdict.clearance = 0.0;
                verdict.faults.push(contact);
                return Ok(());
            }
            halvings += 1;
            let [first, last] = chord.ends;
            let halves = [
                ([time, to], [middle.clone(), last]),
                ([from, time], [first, middle]),
            ];
            open.extend(halves.map(|(times, ends)| Chord { times, ends }));
        }
        Ok(())
    }

    /// The contact that there may be, where a chord with this bulge does not prove that there is none.
    fn doubt(&self, chord: &Chord, bulge: f64, verdict: &mut TrajectoryVerdict) -> Option<Fault> {
        let [a, b] = [0, 1].map(|end| self.place(&chord.ends[end]));
        for (obstacle, shape) in self.scenario.obstacles.iter().enumerate() {
            let enough = (verdict.clearance + bulge).max(0.0);
            let (at, near) = nearest(shape, &self.scenario.robot, &a, &b, enough);
            if !is_clear(near - bulge, &a, &b) {
                let [from, to] = chord.times;
                return Some(Fault::Contact {
                    time: from + at * (to - from),
                    position: a,
                    obstacle,
                    depth: (-near).max(0.0),
                });
            }
            verdict.clearance = verdict.clearance.min(near - bulge);
        }
        None
    }

    /// How far the curve that passes through `middle` half way may be from its chord.
    fn bulge(&self, ends: &[Vec<f64>; 2], middle: &[f64]) -> f64 {
        let [a, b] = [0, 1].map(|end| self.place(&ends[end]));
        let mut off = self.place(middle);
        for (i, off) in off.iter_mut().enumerate() {
            *off -= 0.5 * (a[i] + b[i]);
        }
        // Being early or late on the chord is no bulge, as long as it is on the chord.
        let way: Vec<f64> = a.iter().zip(&b).map(|(a, b)| b - a).collect();
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        let share = dot(&off, &way) / dot(&way, &way);
        if share.abs() < 0.25 {
            off.iter_mut().zip(&way).for_each(|(o, w)| *o -= share * w);
        }
        // A parabola bulges most in its middle; twice that covers what is of higher degree.
        2.0 * norm(off.into_iter())
    }

    /// A bulge that is no more than rounding.
    fn least_bulge(&self, ends: &[Vec<f64>; 2]) -> f64 {
        let largest = |numbers: &[f64]| numbers.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        let size = ends.iter().map(|x| largest(&self.place(x)));
        let size = size.fold(0.0, f64::max);
        (BULGE * largest(self.extents)).max(ROUNDING * size)
    }

    /// The place of a state.
    fn place(&self, x: &[f64]) -> Vec<f64> {
        let position = self.scenario.position();
        position.iter().map(|i| x[*i]).collect()
    }
}
