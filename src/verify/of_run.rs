//! The verdict on what a run leaves: its trajectory, by the same judgement as that of a file.

use super::Fault;
use super::trajectory::{Row, TrajectoryVerdict, verify_linear_models, verify_trajectory};
use crate::record::{Moment, RunRecord};
use crate::scenario::{Dynamics, Scenario};

/// The most rows that are judged one by one. Of more, as many are judged that are evenly spread: the motion is the
/// same.
const MOST_ROWS: f64 = 2e5;

/// What was found of a run's trajectory.
#[derive(Clone, Debug, PartialEq)]
pub struct RunVerdict {
    /// What is wrong; nothing where the trajectory holds.
    pub faults: Vec<Fault>,
    /// What it holds for, where that is not the system itself.
    pub note: Option<String>,
    /// The farthest that a state is from where the controls lead.
    pub defect: f64,
    /// The name of that state.
    pub state: String,
}

impl RunVerdict {
    /// Whether the trajectory holds.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Judges the trajectory of a run on a scenario; `None` where there is none. Where a system that is not linear was not
/// to drive its path itself, the linear models are judged, and the note says how far the system itself is off.
pub fn verify_run(scenario: &Scenario, record: &RunRecord) -> Option<RunVerdict> {
    let (dynamics, trajectory) = (scenario.dynamics.as_ref()?, record.trajectory.as_ref()?);
    let mut rows = Vec::new();
    let mut push = |moment: &Moment| {
        rows.push(Row {
            time: moment.time,
            state: moment.state.clone(),
            control: moment.control.clone(),
        });
    };
    if trajectory.rows() <= MOST_ROWS {
        let Ok(()) = trajectory.visit(|moment| -> Result<(), std::convert::Infallible> {
            push(moment);
            Ok(())
        });
    } else {
        trajectory.sample(MOST_ROWS as usize, push);
    }
    let verdict = verify_trajectory(scenario, dynamics, &rows, None, None);
    if dynamics.system.is_linear() || record.linear_cost.is_some() {
        return Some(RunVerdict::new(
            dynamics,
            verdict.faults.clone(),
            &verdict,
            None,
        ));
    }
    let models = verify_linear_models(scenario, dynamics, &rows, None, None);
    let holds = if models.faults.is_empty() {
        "holds"
    } else {
        "does not hold"
    };
    let note = format!(
        "{holds} for the linear models; the car itself is {:.3} m off",
        verdict.off
    );
    Some(RunVerdict::new(
        dynamics,
        models.faults,
        &verdict,
        Some(note),
    ))
}

impl RunVerdict {
    fn new(
        dynamics: &Dynamics,
        faults: Vec<Fault>,
        verdict: &TrajectoryVerdict,
        note: Option<String>,
    ) -> Self {
        let (defect, state) = verdict.defect;
        Self {
            faults,
            note,
            defect,
            state: dynamics.system.state_names()[state].clone(),
        }
    }
}
