//! Certifies a trajectory: times, states and controls, from whatever planner.
//!
//! Between the rows of a file states and controls are interpolated by polynomials through up to six rows of one leg; a leg
//! ends where a time stands twice, as controls jump there. That is all that is known of how the file came about.
//!
//! - **Dynamics**: the equations of a linear system are integrated from each row to the next under the interpolated controls;
//!   the *defect* is the sum of how far that leads away from the rows: the states are those of the system up to disturbances
//!   that add up to it, and it must be rounding. (To integrate on from where that leads would refute the true motions of
//!   unstable systems, which multiply the rounding of a file's digits.) Of the car the true equations are integrated from
//!   the first row of each leg to its end, and the defect is the farthest that this leads away; a car's path was planned for linear models, so its defect is reported, and judged only
//!   against a limit that the caller gives, which then holds for every state.
//! - **Bounds** of states and controls hold at every row and between.
//! - **Obstacles**: the chord from row to row keeps farther away than the curve bulges, or is halved until it does; where
//!   that cannot be shown by a bounded number of halvings, there is a contact.
//! - **Cost**: the integral of 1 + u' R u, by Gauss' rule.

mod judge;

use super::{
    END_TOLERANCE, Fault, apart, begins_elsewhere, can_be_judged, differs, distance,
    ends_elsewhere, extents, within,
};
use crate::scenario::{Dynamics, Scenario};
use judge::{Judge, Leg, Overflow};

/// Relative to a state's extent: how far rows of a linear system may lie from where its controls lead.
const DEFECT_TOLERANCE: f64 = 1e-6;
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
    let mut verdict = TrajectoryVerdict {
        faults: Vec::new(),
        cost: 0.0,
        duration: 0.0,
        defect: (0.0, 0),
        defects: vec![0.0; scenario.dimension()],
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
    let goal = ends_elsewhere(scenario, &extents, &last.state);
    verdict.faults.extend(start.into_iter().chain(goal));
    if let Some(row) = (1..rows.len()).find(|&i| rows[i].time < rows[i - 1].time) {
        verdict.faults.push(Fault::Time { row });
        return verdict;
    }
    verdict.faults.extend(jump(rows, &extents));
    let judge = Judge::new(scenario, dynamics, &extents);
    let mut row = 0;
    for leg in rows.chunk_by(|a, b| a.time < b.time) {
        if let Err(Overflow(k)) = judge.leg(&Leg(leg), &mut verdict) {
            return verdict.nothing_but(Fault::Overflow { row: row + k });
        }
        row += leg.len();
    }
    verdict
        .faults
        .extend(misled(dynamics, &extents, &verdict, max_defect));
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
) -> Option<Fault> {
    let rounding =
        |i: usize| (dynamics.system.is_linear()).then_some(DEFECT_TOLERANCE * extents[i]);
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
            clearance: 0.0,
            ..self
        }
    }
}
