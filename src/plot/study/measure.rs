//! What is spent on a run: time, iterations, or collision checks.

use crate::experiment::stored::{Moment, Run};

/// A measure of effort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Seconds, from the start of building the planner.
    Time,
    /// Iterations of the planner.
    Iterations,
    /// Motions checked for collision.
    Checks,
}

impl Measure {
    /// The word in file names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Iterations => "iterations",
            Self::Checks => "checks",
        }
    }

    /// An axis' title.
    pub fn label(self) -> &'static str {
        match self {
            Self::Time => "time [s]",
            Self::Iterations => "iterations",
            Self::Checks => "motion checks",
        }
    }

    /// Where a run stood.
    pub fn of(self, moment: &Moment) -> f64 {
        match self {
            Self::Time => moment.time_s,
            Self::Iterations => moment.iteration as f64,
            Self::Checks => moment.motion_checks as f64,
        }
    }

    /// Where a run ended.
    pub fn end(self, run: &Run) -> f64 {
        match self {
            Self::Time => run.row.time_s,
            Self::Iterations => run.row.iterations as f64,
            Self::Checks => run.row.motion_checks as f64,
        }
    }
}

/// The improvements of a run as pairs of place and cost.
///
/// Of a solved run whose convergence was not stored only the end is known, and by time the first solution.
pub fn events(run: &Run, measure: Measure) -> Vec<[f64; 2]> {
    let mut events = run.events(|moment| measure.of(moment));
    if events.is_empty() && run.row.solved {
        if let (Measure::Time, Some(cost)) = (measure, run.row.first_cost) {
            events.push([run.first_time(), cost]);
        }
        events.push([measure.end(run), run.cost()]);
    }
    events
}
