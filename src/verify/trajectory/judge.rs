//! Judging the legs of a trajectory one by one.

mod chord;

use super::{Row, TrajectoryVerdict};
use crate::scenario::{Dynamics, Scenario};
use crate::space::linear_dynamics::Model;
use crate::verify::{Fault, within};

/// Relative to a state's extent: how far interpolation may overstep a bound that the rows keep.
const BOUND_TOLERANCE: f64 = 1e-9;
/// Rows that an interpolation goes through.
const ROWS: usize = 6;
/// Steps from row to row, of what is looked at between them and of integration at first; and at most.
const STEPS: usize = 4;
const MOST_STEPS: usize = 1 << 10;
/// Relative to a state's extent: what more steps of integration may change, so that the sum over 1e6 rows is far below
/// what refutes.
const CONVERGED: f64 = 1e-13;

/// Something that was computed from this row of a leg, from 0, is not finite.
pub(super) struct Overflow(pub usize);

/// Rows between two jumps of the controls.
pub(super) struct Leg<'a>(pub &'a [Row]);

impl Leg<'_> {
    /// State and controls at a time between row `k` and the next, by the polynomial through the rows around (Lagrange).
    /// The shares are divided before they are multiplied, for times so small that their products vanish.
    fn at(&self, k: usize, time: f64) -> (Vec<f64>, Vec<f64>) {
        let n = self.0.len().min(ROWS);
        let first = (k + 1).saturating_sub(ROWS / 2).min(self.0.len() - n);
        let rows = &self.0[first..first + n];
        let mut weights = [1.0; ROWS];
        for (i, weight) in weights.iter_mut().enumerate().take(n) {
            for other in rows.iter().enumerate().filter(|row| row.0 != i) {
                *weight *= (time - other.1.time) / (rows[i].time - other.1.time);
            }
        }
        let sum = |of: &dyn Fn(&Row) -> f64| {
            let terms = rows.iter().zip(weights);
            terms.map(|(row, weight)| weight * of(row)).sum()
        };
        let (d, m) = (rows[0].state.len(), rows[0].control.len());
        (
            (0..d).map(|i| sum(&|row| row.state[i])).collect(),
            (0..m).map(|i| sum(&|row| row.control[i])).collect(),
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
    /// The model of a linear system.
    model: Option<Model>,
}

impl<'a> Judge<'a> {
    /// What the scenario asks of legs.
    pub fn new(scenario: &'a Scenario, dynamics: &'a Dynamics, extents: &'a [f64]) -> Self {
        Self {
            scenario,
            dynamics,
            extents,
            model: Some(&dynamics.system)
                .filter(|system| system.is_linear())
                .and_then(|system| Some(system.model_at(&[]).ok()?.0)),
        }
    }

    /// Judges one leg of a trajectory.
    pub fn leg(&self, leg: &Leg<'_>, verdict: &mut TrajectoryVerdict) -> Result<(), Overflow> {
        let weight = self.dynamics.system.weight();
        let mut integrated = leg.0[0].state.clone();
        let is_linear = self.model.is_some();
        self.bounds(&leg.0[0].state, &leg.0[0].control, leg.0[0].time, verdict);
        if let [only] = leg.0 {
            let ends = [&only.state, &only.state];
            self.chord(leg, 0, [only.time; 2], ends, verdict)?;
        }
        for (k, pair) in leg.0.windows(2).enumerate() {
            let (from, to) = (pair[0].time, pair[1].time);
            let step = (to - from) / STEPS as f64;
            for s in 0..STEPS {
                let time = from + step * s as f64;
                let (x, u) = leg.at(k, time + step);
                if !(is_finite(&x) && is_finite(&u)) {
                    return Err(Overflow(k + 1));
                }
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
            let from_row = if is_linear {
                &pair[0].state
            } else {
                &integrated
            };
            integrated = self.integrated(leg, k, from_row, [from, to]);
            for (i, x) in integrated.iter().enumerate() {
                let off = (x - pair[1].state[i]).abs();
                verdict.defects[i] = match is_linear {
                    true => verdict.defects[i] + off,
                    false => verdict.defects[i].max(off),
                };
                let defect = verdict.defects[i];
                let (worst, at) = verdict.defect;
                if defect / self.extents[i] > worst / self.extents[at] {
                    verdict.defect = (defect, i);
                }
            }
            // Differences of what is finite may not be.
            if !(is_finite(&integrated) && is_finite(&verdict.defects) && verdict.cost.is_finite())
            {
                return Err(Overflow(k + 1));
            }
            let ends = [&pair[0].state, &pair[1].state];
            self.chord(leg, k, [from, to], ends, verdict)?;
        }
        Ok(())
    }

    /// Where the interpolated controls lead from this state at row `k` to the next row: the Runge-Kutta method takes
    /// twice as many steps until that changes nothing, as often as a stiff system may need it.
    fn integrated(
        &self,
        leg: &Leg<'_>,
        k: usize,
        from: &[f64],
        [start, end]: [f64; 2],
    ) -> Vec<f64> {
        let lead = |steps: usize| {
            let step = (end - start) / steps as f64;
            (0..steps).fold(from.to_vec(), |x, s| {
                let time = start + step * s as f64;
                let controls = [0.0, 0.5, 1.0].map(|share| leg.at(k, time + share * step).1);
                self.advance(&x, &controls, step)
            })
        };
        let mut steps = STEPS;
        let mut coarse = lead(steps);
        while steps < MOST_STEPS {
            steps *= 2;
            let fine = lead(steps);
            let mut states = coarse.iter().zip(&fine).zip(self.extents);
            let is_same =
                |((x, y), extent): ((&f64, &f64), &f64)| (x - y).abs() <= CONVERGED * extent;
            if states.all(is_same) {
                return fine;
            }
            coarse = fine;
        }
        coarse
    }

    /// One step of the classical Runge-Kutta method under controls at its begin, middle and end.
    fn advance(&self, x: &[f64], controls: &[Vec<f64>; 3], step: f64) -> Vec<f64> {
        let f = |x: &[f64], u: &[f64]| match &self.model {
            Some(model) => model.derivative(x, u),
            None => self.dynamics.system.derivative(x, u),
        };
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
        let known = |f: &Fault| matches!(f, Fault::Limit { .. });
        if verdict.faults.iter().any(known) {
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
            if !within(by, BOUND_TOLERANCE * extent) {
                let names = [system.state_names(), system.control_names()].concat();
                let name = names[i].clone();
                verdict.faults.push(Fault::Limit { name, time, by });
                return;
            }
        }
    }
}

fn is_finite(numbers: &[f64]) -> bool {
    numbers.iter().all(|x| x.is_finite())
}
