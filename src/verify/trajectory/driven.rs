//! What the system itself does under the controls of a trajectory.
//!
//! Controls are linear between rows; two rows of one time are a jump of the controls. The true equations are integrated
//! from the first row's state to the end, never taking up the state of another row: where that leads is the *driven
//! course*. It must end in the goal, keep to all bounds and clear of all obstacles; and the rows' states must say where
//! it is. Between two rows the Runge-Kutta method takes twice as many steps until that changes nothing.

use super::judge::{Judge, Leg};
use super::{Row, TrajectoryVerdict};
use crate::space::linear_dynamics::System;

/// Relative to a state's extent: what halving the steps between two rows may change.
const CONVERGED: f64 = 1e-11;
/// Steps between two rows at first, and at most.
const FEWEST: usize = 2;
const MOST: usize = 1 << 14;

/// Judges the driven course from the first row on, all but its end; returns that end. `None` where it cannot be
/// computed.
pub(super) fn judge(
    judge: &Judge<'_>,
    rows: &[Row],
    verdict: &mut TrajectoryVerdict,
) -> Option<Vec<f64>> {
    let system = &judge.dynamics.system;
    let position = system.position();
    let mut state = rows.first()?.state.clone();
    // Finite states and controls: what is no number ends the integration.
    for (k, pair) in rows.windows(2).enumerate() {
        let driven = between(system, judge.extents, &state, &pair[0], &pair[1])?;
        state.clone_from(&driven.last()?.state);
        let (defect, defects) = (verdict.defect, verdict.defects.clone());
        judge.leg(&Leg(&driven), verdict).ok()?;
        // That is how the driven course deviates from itself.
        (verdict.defect, verdict.defects) = (defect, defects);
        let off: Vec<f64> = (0..state.len())
            .map(|i| (state[i] - rows[k + 1].state[i]).abs())
            .collect();
        for (i, defect) in off.iter().enumerate() {
            verdict.defects[i] = verdict.defects[i].max(*defect);
            let (worst, at) = verdict.defect;
            if defect / judge.extents[i] > worst / judge.extents[at] {
                verdict.defect = (*defect, i);
            }
        }
        let place = position.iter().map(|i| off[*i]).fold(0.0, f64::hypot);
        verdict.off = verdict.off.max(place);
    }
    if let [only] = rows {
        judge.leg(&Leg(std::slice::from_ref(only)), verdict).ok()?;
    }
    Some(state)
}

/// The driven course from one row to the next; a row alone where they are of one time.
fn between(system: &System, extents: &[f64], from: &[f64], a: &Row, b: &Row) -> Option<Vec<Row>> {
    let whole = b.time - a.time;
    let control = |share: f64| -> Vec<f64> {
        let pairs = a.control.iter().zip(&b.control);
        pairs.map(|(u, w)| u + share * (w - u)).collect()
    };
    let first = Row {
        time: a.time,
        state: from.to_vec(),
        control: if whole > 0.0 {
            a.control.clone()
        } else {
            b.control.clone()
        },
    };
    if whole <= 0.0 {
        return Some(vec![first]);
    }
    let integrated = |steps: usize| -> Vec<Row> {
        let h = whole / steps as f64;
        let mut rows = vec![first.clone()];
        for s in 0..steps {
            let share = |part: f64| (s as f64 + part) / steps as f64;
            let controls = [0.0, 0.5, 1.0].map(|part| control(share(part)));
            let state = advance(system, &rows[s].state, &controls, h);
            rows.push(Row {
                time: a.time + whole * share(1.0),
                state,
                control: controls[2].clone(),
            });
        }
        rows
    };
    let mut steps = FEWEST;
    let mut coarse = integrated(steps);
    while steps < MOST {
        steps *= 2;
        let fine = integrated(steps);
        let ends = coarse.last()?.state.iter().zip(&fine.last()?.state);
        let same = |((x, y), extent): ((&f64, &f64), &f64)| (x - y).abs() <= CONVERGED * extent;
        if ends.zip(extents).all(same) {
            return Some(fine);
        }
        coarse = fine;
    }
    None
}

/// One step of the classical Runge-Kutta method under controls at its begin, middle and end.
fn advance(system: &System, x: &[f64], controls: &[Vec<f64>; 3], h: f64) -> Vec<f64> {
    let along =
        |k: &[f64], h: f64| -> Vec<f64> { x.iter().zip(k).map(|(x, k)| x + h * k).collect() };
    let [begin, middle, end] = controls;
    let a = system.derivative(x, begin);
    let b = system.derivative(&along(&a, 0.5 * h), middle);
    let c = system.derivative(&along(&b, 0.5 * h), middle);
    let d = system.derivative(&along(&c, h), end);
    (0..x.len())
        .map(|i| x[i] + h / 6.0 * (a[i] + 2.0 * (b[i] + c[i]) + d[i]))
        .collect()
}
