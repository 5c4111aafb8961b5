//! Judging the legs of a trajectory one by one.

use super::{Row, TrajectoryVerdict};
use crate::scenario::{Dynamics, Scenario};
use crate::verify::{Fault, nearest};

/// Relative to a state's extent: how far interpolation may overstep a bound that the rows keep.
const BOUND_TOLERANCE: f64 = 1e-9;
/// Rows that an interpolation goes through.
const ROWS: usize = 6;
/// Steps of integration from row to row.
const STEPS: usize = 4;

/// Rows between two jumps of the controls.
pub(super) struct Leg<'a>(pub &'a [Row]);

impl Leg<'_> {
    /// State and controls at a time between row `k` and the next, by Neville's scheme through the rows around.
    fn at(&self, k: usize, time: f64) -> (Vec<f64>, Vec<f64>) {
        let n = self.0.len().min(ROWS);
        let first = (k + 1).saturating_sub(ROWS / 2).min(self.0.len() - n);
        let rows = &self.0[first..first + n];
        let interpolate = |of: &dyn Fn(&Row) -> f64| {
            let mut p: Vec<f64> = rows.iter().map(of).collect();
            for width in 1..n {
                for i in 0..n - width {
                    let (a, b) = (rows[i].time, rows[i + width].time);
                    p[i] = ((time - b) * p[i] + (a - time) * p[i + 1]) / (a - b);
                }
            }
            p[0]
        };
        let (d, m) = (rows[0].state.len(), rows[0].control.len());
        (
            (0..d).map(|i| interpolate(&|row| row.state[i])).collect(),
            (0..m).map(|i| interpolate(&|row| row.control[i])).collect(),
        )
    }
}

/// What legs are judged by.
pub(super) struct Judge<'a> {
    /// Bounds, obstacles and robot.
    pub scenario: &'a Scenario,
    /// The system.
    pub dynamics: &'a Dynamics,
    /// The extents of the states.
    pub extents: &'a [f64],
    /// A chord that bulges less is the curve.
    pub bulge: f64,
}

impl Judge<'_> {
    /// Judges one leg of a trajectory that begins at `start`.
    pub fn leg(&self, leg: &Leg<'_>, start: f64, verdict: &mut TrajectoryVerdict) {
        let weight = self.dynamics.system.weight();
        let mut integrated = leg.0[0].state.clone();
        self.bounds(&leg.0[0].state, &leg.0[0].control, leg.0[0].time, verdict);
        if leg.0.len() == 1 {
            self.chord(
                leg,
                0,
                [start, start],
                [&leg.0[0].state, &leg.0[0].state],
                verdict,
            );
        }
        for (k, pair) in leg.0.windows(2).enumerate() {
            let (from, to) = (pair[0].time, pair[1].time);
            let step = (to - from) / STEPS as f64;
            for s in 0..STEPS {
                let time = from + step * s as f64;
                let controls = [0.0, 0.5, 1.0].map(|share| leg.at(k, time + share * step).1);
                integrated = self.advance(&integrated, &controls, step);
                let (x, u) = leg.at(k, time + step);
                self.bounds(&x, &u, time + step, verdict);
                // Gauss' rule with three nodes: exact for controls of degree 2, and of order 6.
                let node = 0.5 * 0.6f64.sqrt();
                for (share, w) in [(0.5 - node, 5.0), (0.5, 8.0), (0.5 + node, 5.0)] {
                    let u = leg.at(k, time + share * step).1;
                    let ru = weight.times_vector(&u);
                    let effort: f64 = ru.iter().zip(&u).map(|(a, b)| a * b).sum();
                    verdict.cost += step * w / 18.0 * (1.0 + effort);
                }
            }
            for (i, x) in integrated.iter().enumerate() {
                let defect = (x - pair[1].state[i]).abs();
                // Compared by the share of the extent.
                let (worst, at) = verdict.defect;
                if defect.is_nan() || defect * self.extents[at] > worst * self.extents[i] {
                    verdict.defect = (defect, i);
                }
            }
            self.chord(
                leg,
                k,
                [from, to],
                [&pair[0].state, &pair[1].state],
                verdict,
            );
        }
    }

    /// One step of the classical Runge-Kutta method under controls at its begin, middle and end.
    fn advance(&self, x: &[f64], controls: &[Vec<f64>; 3], step: f64) -> Vec<f64> {
        let f = |x: &[f64], u: &[f64]| self.dynamics.system.derivative(x, u);
        let along =
            |k: &[f64], h: f64| -> Vec<f64> { x.iter().zip(k).map(|(x, k)| x + h * k).collect() };
        let [begin, middle, end] = controls;
        let a = f(x, begin);
        let b = f(&along(&a, 0.5 * step), middle);
        let c = f(&along(&b, 0.5 * step), middle);
        let d = f(&along(&c, step), end);
        (0..x.len())
            .map(|i| x[i] + step / 6.0 * (a[i] + 2.0 * (b[i] + c[i]) + d[i]))
            .collect()
    }

    /// Notes the first state or control that is out of bounds.
    fn bounds(&self, x: &[f64], u: &[f64], time: f64, verdict: &mut TrajectoryVerdict) {
        let told = |f: &Fault| matches!(f, Fault::Limit { .. });
        if verdict.faults.iter().any(told) {
            return;
        }
        let system = &self.dynamics.system;
        let states = self
            .scenario
            .bounds
            .iter()
            .enumerate()
            .map(|(i, [low, high])| {
                let reach = self.scenario.reach(i);
                (x[i], low + reach, high - reach)
            });
        let controls = self.dynamics.control_bounds.iter().zip(u);
        let controls = controls.map(|([low, high], u)| (*u, *low, *high));
        for (i, (value, low, high)) in states.chain(controls).enumerate() {
            let by = (low - value).max(value - high);
            let extent = if (high - low).is_finite() {
                high - low
            } else {
                0.0
            };
            if by > BOUND_TOLERANCE * extent {
                let names = [system.state_names(), system.control_names()].concat();
                let name = names[i].clone();
                verdict.faults.push(Fault::Limit { name, time, by });
                return;
            }
        }
    }

    /// Judges the curve between two times, which lie between row `k` and the next, against the obstacles.
    fn chord(
        &self,
        leg: &Leg<'_>,
        k: usize,
        times: [f64; 2],
        ends: [&Vec<f64>; 2],
        verdict: &mut TrajectoryVerdict,
    ) {
        let place = |x: &Vec<f64>| -> Vec<f64> {
            let position = self.scenario.position();
            position.iter().map(|i| x[*i]).collect()
        };
        let (a, b) = (place(ends[0]), place(ends[1]));
        let middle_time = 0.5 * (times[0] + times[1]);
        let middle = if times[0] < times[1] {
            leg.at(k, middle_time).0
        } else {
            ends[0].clone()
        };
        let off = place(&middle);
        let mut off: Vec<f64> = (0..a.len()).map(|i| off[i] - 0.5 * (a[i] + b[i])).collect();
        // Being early or late on the chord is no bulge, as long as it is on the chord.
        let way: Vec<f64> = (0..a.len()).map(|i| b[i] - a[i]).collect();
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        let share = dot(&off, &way) / dot(&way, &way);
        if share.abs() < 0.25 {
            off.iter_mut().zip(&way).for_each(|(o, w)| *o -= share * w);
        }
        // A parabola bulges most in its middle; twice that covers what is of higher degree.
        let bulge = 2.0 * dot(&off, &off).sqrt();
        let halve = bulge > self.bulge && middle_time > times[0] && middle_time < times[1];
        for (obstacle, shape) in self.scenario.obstacles.iter().enumerate() {
            let enough = (verdict.clearance + bulge).max(0.0);
            let (at, near) = nearest(shape, &self.scenario.robot, &a, &b, enough);
            if near > bulge {
                verdict.clearance = verdict.clearance.min(near - bulge);
            } else if halve {
                self.chord(leg, k, [times[0], middle_time], [ends[0], &middle], verdict);
                self.chord(leg, k, [middle_time, times[1]], [&middle, ends[1]], verdict);
                return;
            } else {
                verdict.clearance = verdict.clearance.min(near);
                let told = |f: &Fault| matches!(f, Fault::Contact { .. });
                if near <= 0.0 && !verdict.faults.iter().any(told) {
                    verdict.faults.push(Fault::Contact {
                        time: times[0] + at * (times[1] - times[0]),
                        position: a.clone(),
                        obstacle,
                        depth: -near,
                    });
                }
            }
        }
    }
}
