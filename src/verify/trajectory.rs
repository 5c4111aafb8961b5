//! Certifies a trajectory: times, states and controls, from whatever planner.
//!
//! Between the rows of a file states and controls are interpolated by polynomials through up to six rows of one leg; a leg
//! ends where a time stands twice, as controls jump there. That is all that is known of how the file came about.
//!
//! - **Dynamics**: the true equations of the system (of the car the ones that are not linear) are integrated from the first
//!   row of each leg under the interpolated controls; the *defect* is how far that leads away from the rows. For a linear
//!   system it must be rounding; a car's path was planned for linear models, so its defect is told, and judged only against
//!   a limit that the caller gives.
//! - **Bounds** of states and controls hold at every row and between.
//! - **Obstacles**: the chord from row to row keeps farther away than the curve bulges, or is halved until it does.
//! - **Cost**: the integral of 1 + u' R u, by Gauss' rule.

mod judge;

use super::{END_TOLERANCE, Fault, distance_to_goal};
use crate::scenario::{Dynamics, Scenario};
use judge::{Judge, Leg};

/// Relative to a state's extent: how far rows of a linear system may lie from where its controls lead.
const DEFECT_TOLERANCE: f64 = 1e-6;
/// Relative: how far a cost may differ from the one that is claimed; the controls went through an interpolation.
const COST_TOLERANCE: f64 = 1e-8;
/// Relative to the extent: a chord that bulges less than this is the curve.
const BULGE: f64 = 1e-11;

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
    /// The farthest that a state is from where the controls lead, and which state.
    pub defect: (f64, usize),
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
        clearance: f64::INFINITY,
    };
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        verdict.faults.push(Fault::Empty);
        return verdict;
    };
    let extents: Vec<f64> = scenario
        .bounds
        .iter()
        .map(|[low, high]| high - low)
        .collect();
    let largest = extents.iter().copied().fold(0.0, f64::max);
    let away = |a: &[f64], b: &[f64]| {
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max)
    };
    let from_start = away(&first.state, &scenario.start);
    if from_start > END_TOLERANCE * largest {
        verdict.faults.push(Fault::Start(from_start));
    }
    let goals = scenario.goal.iter();
    let to_goal = goals
        .map(|goal| distance_to_goal(goal, &last.state))
        .fold(f64::INFINITY, f64::min);
    if to_goal > END_TOLERANCE * largest {
        verdict.faults.push(Fault::Goal(to_goal));
    }
    verdict.duration = last.time - first.time;
    if let Some(i) = (1..rows.len()).find(|&i| rows[i].time < rows[i - 1].time) {
        verdict.faults.push(Fault::Time { row: i });
        return verdict;
    }
    let is_joint = |i: &usize| rows[*i].time == rows[i - 1].time;
    for i in (1..rows.len()).filter(is_joint) {
        let by = away(&rows[i].state, &rows[i - 1].state);
        if by > END_TOLERANCE * largest {
            verdict.faults.push(Fault::Jump { row: i, by });
            break;
        }
    }
    let judge = Judge {
        scenario,
        dynamics,
        extents: &extents,
        bulge: BULGE * largest,
    };
    for leg in rows.chunk_by(|a, b| a.time < b.time) {
        judge.leg(&Leg(leg), first.time, &mut verdict);
    }
    let (defect, state) = verdict.defect;
    let limit = max_defect.or_else(|| {
        let is_linear = dynamics.system.is_linear();
        is_linear.then_some(DEFECT_TOLERANCE * extents[state])
    });
    if limit.is_some_and(|limit| defect > limit) {
        let name = dynamics.system.state_names()[state].clone();
        verdict.faults.push(Fault::Defect { name, by: defect });
    }
    let differs = |c: &f64| (verdict.cost - c).abs() > COST_TOLERANCE * c.abs().max(verdict.cost);
    verdict
        .faults
        .extend(claimed.filter(differs).map(|claimed| Fault::Cost {
            claimed,
            found: verdict.cost,
        }));
    verdict.clearance = verdict.clearance.max(0.0);
    verdict
}
