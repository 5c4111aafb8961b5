//! Figures that no run has.

use crate::experiment::rows::{CRASHED, REFUTED, RunRow, TraceRow};
use crate::record::StopReason;
use serde::de::DeserializeOwned;

/// Rows that can be judged alone.
pub trait Judged: DeserializeOwned {
    /// The columns that there must be, with commas between.
    const HEADER: &'static str;

    /// The column with a value that no run has, and what is wrong with it.
    fn fault(&self) -> Option<(&'static str, String)>;
}

/// What is wrong with a number that is to be finite and at least 0.
fn of_number(column: &'static str, x: f64) -> Option<(&'static str, String)> {
    let wrong = if !x.is_finite() {
        "not finite"
    } else if x < 0.0 {
        "below 0"
    } else {
        return None;
    };
    Some((column, format!("{x} is {wrong}")))
}

/// The first fault of numbers that may be missing.
pub fn of_numbers(numbers: &[(&'static str, Option<f64>)]) -> Option<(&'static str, String)> {
    let mut known = numbers.iter();
    known.find_map(|(column, x)| x.and_then(|x| of_number(column, x)))
}

impl Judged for RunRow {
    const HEADER: &'static str = "scenario,planner,run,seed,solved,first_solution_time_s,first_cost,cost,time_s,iterations,vertices,motion_checks,state_checks,peak_memory_mb,stop_reason";

    fn fault(&self) -> Option<(&'static str, String)> {
        let numbers = of_numbers(&[
            ("first_solution_time_s", self.first_solution_time_s),
            ("first_cost", self.first_cost),
            ("cost", self.cost),
            ("time_s", Some(self.time_s)),
            ("peak_memory_mb", Some(self.peak_memory_mb)),
        ]);
        if numbers.is_some() {
            return numbers;
        }
        if self.run == 0 {
            return Some(("run", "runs are counted from 1".into()));
        }
        let of_path = [
            ("first_solution_time_s", self.first_solution_time_s),
            ("first_cost", self.first_cost),
            ("cost", self.cost),
        ];
        for (column, figure) in of_path {
            if figure.is_some() != self.solved {
                let message = match self.solved {
                    true => "the run is solved and there is none",
                    false => "the run is not solved and there is one",
                };
                return Some((column, message.into()));
            }
        }
        if self.first_solution_time_s > Some(self.time_s) {
            let message = format!("it is after the end of the run, at {} s", self.time_s);
            return Some(("first_solution_time_s", message));
        }
        if let (Some(first), Some(last)) = (self.first_cost, self.cost)
            && last > first * (1.0 + 1e-9)
        {
            let message = format!("it is {last}, above that of the first path, {first}");
            return Some(("cost", message));
        }
        let is_known = [CRASHED, REFUTED].contains(&&self.stop_reason[..])
            || StopReason::ALL
                .iter()
                .any(|reason| reason.name() == self.stop_reason);
        (!is_known).then(|| {
            let message = format!(
                "`{}` is not a reason for which a run ends",
                self.stop_reason
            );
            ("stop_reason", message)
        })
    }
}

impl Judged for TraceRow {
    const HEADER: &'static str =
        "scenario,planner,run,time_s,iteration,vertices,motion_checks,cost";

    fn fault(&self) -> Option<(&'static str, String)> {
        of_numbers(&[("time_s", Some(self.time_s)), ("cost", self.cost)])
    }
}
