//! Certifies a trajectory: times, states and controls, from whatever planner.
//!
//! A verdict is one about the system that the scenario names.
//!
//! - **A linear system**: between the rows states and controls are interpolated by polynomials through up to six rows
//!   of one leg; a leg ends where a time stands twice, as controls jump there. The equations are integrated from each
//!   row to the next under the interpolated controls; the *defect* is the sum of how far that leads away from the rows:
//!   the states are those of the system up to disturbances that add up to it, and it must be rounding. (To integrate on
//!   from where that leads would refute the true motions of unstable systems, which multiply the rounding of a file's
//!   digits.)
//! - **A system that is not linear, the car**: its controls are linear between rows, and its true equations are
//!   integrated from the first row to the end of the file (`driven`). What is judged is where that leads: the goal (a
//!   state within 1e-3 of the extents, or a region), bounds and obstacles. The defect is how far the rows' states are
//!   from there; more than 1e-3 of an extent refutes. [`verify_linear_models`] judges the paper's linear models
//!   instead, as those of a linear system, with the defect against the true equations, which refutes only beyond a
//!   limit that the caller gives.
//! - **Bounds** of states and controls hold at every row and between.
//! - **Obstacles**: the chord from row to row keeps farther away than the curve bulges, or is halved until it does;
//!   where that cannot be shown by a bounded number of halvings, there is a contact.
//! - **Cost**: the integral of 1 + u' R u, by Gauss' rule.

mod driven;
mod judge;

use super::{
    END_TOLERANCE, Fault, apart, begins_elsewhere, can_be_judged, differs, distance,
    ends_elsewhere, extents, within,
};
use crate::scenario::{Dynamics, Scenario};
use judge::{Judge, Leg, Overflow};

/// Relative to a state's extent: how far rows of a linear system may lie from where its controls lead.
const DEFECT_TOLERANCE: f64 = 1e-6;
/// Relative to a state's extent: how far the car may end from a goal state, and rows may lie from the driven course.
const DRIVEN_TOLERANCE: f64 = 1e-3;
/// Relative: how far a cost may differ from the one that is claimed; the controls went through an interpolation.
const COST_TOLERANCE: f64 = 1e-8;

/// One row of a trajectory.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The time, in seconds.
    pub time: f64,
    /// The state.
    pub state: Vec<f64>,
    /// The controls.
    pub control: Vec<f64>,
}

/// What was found of a trajectory.
#[derive(Clone, Debug, PartialEq)]
pub struct TrajectoryVerdict {
    /// What is wrong; nothing, if the trajectory holds.
    pub faults: Vec<Fault>,
    /// What it costs.
    pub cost: f64,
    /// How long it takes.
    pub duration: f64,
    /// The farthest that a state is from where the controls lead, and which state, compared by the share of the extent.
    pub defect: (f64, usize),
    /// The farthest that each state is.
    pub defects: Vec<f64>,
    /// The farthest that the place of a row is from where the controls lead, for a system that is not linear.
    pub off: f64,
    /// The least distance between the robot and an obstacle; infinite without obstacles, 0 in a collision.
    pub clearance: f64,
}

/// Judges the trajectory of a scenario with these dynamics; its rows have as many numbers as the system asks for.
pub fn verify_trajectory(
    scenario: &Scenario,
    dynamics: &Dynamics,
    rows: &[Row],
    claimed: Option<f64>,
    max_defect: Option<f64>,
) -> TrajectoryVerdict {
    let drives = !dynamics.system.is_linear();
    judged(scenario, dynamics, rows, claimed, max_defect, drives)
}

/// As [`verify_trajectory`], for the paper's linear models where the system is not linear.
pub fn verify_linear_models(
    scenario: &Scenario,
    dynamics: &Dynamics,
    rows: &[Row],
    claimed: Option<f64>,
    max_defect: Option<f64>,
) -> TrajectoryVerdict {
    judged(scenario, dynamics, rows, claimed, max_defect, false)
}

fn judged(
    scenario: &Scenario,
    dynamics: &Dynamics,
    rows: &[Row],
    claimed: Option<f64>,
    max_defect: Option<f64>,
    drives: bool,
) -> TrajectoryVerdict {
    let mut verdict = TrajectoryVerdict {
        faults: Vec::new(),
        cost: 0.0,
        duration: 0.0,
        defect: (0.0, 0),
        defects: vec![0.0; scenario.dimension()],
        off: 0.0,
        clearance: f64::INFINITY,
    };
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return verdict.nothing_but(Fault::Empty);
    };
    let judged = |row: &Row| {
        can_be_judged(&[row.time]) && can_be_judged(&row.state) && can_be_judged(&row.control)
    };
    if let Some(row) = rows.iter().position(|row| !judged(row)) {
        return verdict.nothing_but(Fault::Overflow { row });
    }
    verdict.duration = last.time - first.time;
    let extents = extents(scenario);
    let start = begins_elsewhere(scenario, &extents, &first.state);
    verdict.faults.extend(start);
    if let Some(row) = (1..rows.len()).find(|&i| rows[i].time < rows[i - 1].time) {
        verdict.faults.push(Fault::Time { row });
        return verdict;
    }
    let judge = Judge::new(scenario, dynamics, &extents);
    let end = if drives {
        match driven::judge(&judge, rows, &mut verdict) {
            Some(end) => end,
            None => return verdict.nothing_but(Fault::NotDriven),
        }
    } else {
        verdict.faults.extend(jump(rows, &extents));
        last.state.clone()
    };
    let tolerance = if drives {
        DRIVEN_TOLERANCE
    } else {
        END_TOLERANCE
    };
    let goal = ends_elsewhere(scenario, &extents, &end, tolerance);
    verdict.faults.extend(goal);
    let mut row = 0;
    let legs = if drives { &[] } else { rows };
    for leg in legs.chunk_by(|a, b| a.time < b.time) {
        if let Err(Overflow(k)) = judge.leg(&Leg(leg), &mut verdict) {
            return verdict.nothing_but(Fault::Overflow { row: row + k });
        }
        row += leg.len();
    }
    verdict
        .faults
        .extend(misled(dynamics, &extents, &verdict, max_defect, drives));
    verdict
        .faults
        .extend(differs(verdict.cost, claimed, COST_TOLERANCE));
    verdict.clearance = verdict.clearance.max(0.0);
    verdict
}

/// The first joint at which the state jumps.
fn jump(rows: &[Row], extents: &[f64]) -> Option<Fault> {
    let jumps = |i: &usize| {
        let (before, after) = (&rows[i - 1], &rows[*i]);
        before.time == after.time
            && !within(apart(extents, &before.state, &after.state), END_TOLERANCE)
    };
    let row = (1..rows.len()).find(jumps)?;
    let by = distance(&rows[row].state, &rows[row - 1].state);
    Some(Fault::Jump { row, by })
}

/// The state that is farthest beyond where it may lie from where the controls lead, by the share of its extent.
fn misled(
    dynamics: &Dynamics,
    extents: &[f64],
    verdict: &TrajectoryVerdict,
    max_defect: Option<f64>,
    drives: bool,
) -> Option<Fault> {
    let share = match (drives, dynamics.system.is_linear()) {
        (true, _) => Some(DRIVEN_TOLERANCE),
        (false, true) => Some(DEFECT_TOLERANCE),
        (false, false) => None,
    };
    let rounding = |i: usize| share.map(|share| share * extents[i]);
    let beyond = |i: &usize| {
        let limit = max_defect.or_else(|| rounding(*i));
        limit.is_some_and(|limit| !within(verdict.defects[*i], limit))
    };
    let share = |i: &usize| verdict.defects[*i] / extents[*i];
    let states = 0..extents.len();
    let worst = states
        .filter(beyond)
        .max_by(|a, b| share(a).total_cmp(&share(b)))?;
    Some(Fault::Defect {
        name: dynamics.system.state_names()[worst].clone(),
        by: verdict.defects[worst],
    })
}

impl TrajectoryVerdict {
    /// The verdict on a trajectory of which nothing but this is known.
    fn nothing_but(self, fault: Fault) -> Self {
        Self {
            faults: vec![fault],
            cost: f64::INFINITY,
            defect: (f64::INFINITY, 0),
            defects: vec![f64::INFINITY; self.defects.len()],
            off: f64::INFINITY,
            clearance: 0.0,
            ..self
        }
    }
}
