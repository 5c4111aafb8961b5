//! Folders of `plan`: one run each.

use super::about::Known;
use super::join::Part;
use super::{Labelled, Moment, StoredError, malformed};
use crate::experiment::reading::{self, Faults, Judged, of_numbers};
use crate::experiment::rows::RunRow;
use crate::files;
use crate::planner::Value;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What is read of `summary.json`.
#[derive(Deserialize)]
struct Summary {
    scenario: String,
    planner: String,
    #[serde(default)]
    parameters: BTreeMap<String, serde_json::Value>,
    seed: u64,
    solved: bool,
    cost: Option<f64>,
    first_cost: Option<f64>,
    first_solution_time_s: Option<f64>,
    time_s: f64,
    iterations: u64,
    vertices: u64,
    motion_checks: u64,
    state_checks: u64,
    peak_memory_mb: f64,
    stop_reason: String,
    optimum: Option<f64>,
    #[serde(default)]
    optimum_width: Option<f64>,
}

/// A row of `convergence.csv`.
#[derive(Deserialize)]
struct Event {
    time_s: f64,
    iteration: u64,
    motion_checks: u64,
    cost: f64,
}

impl Judged for Event {
    const HEADER: &'static str = "time_s,iteration,motion_checks,cost";

    fn fault(&self) -> Option<(&'static str, String)> {
        of_numbers(&[("time_s", Some(self.time_s)), ("cost", Some(self.cost))])
    }
}

/// Reads the folder, without the rows that it notes as faults.
pub fn read(folder: &Path, faults: &mut Faults) -> Result<Part, StoredError> {
    let file = folder.join("summary.json");
    let text = files::read_text(&file)?;
    let summary: Summary = serde_json::from_str(&text)
        .map_err(|error| malformed(&file, Some(error.line() as u64), error.to_string()))?;
    let mut part = Part {
        folder: folder.to_path_buf(),
        single: true,
        ..Part::default()
    };
    let settings = summary.parameters.iter();
    let settings: Vec<(String, Value)> = settings.map(|(key, x)| (key.clone(), value(x))).collect();
    part.known = Known {
        planners: vec![Labelled {
            label: summary.planner.clone(),
            planner: summary.planner.clone(),
            settings: settings.clone(),
            parameters: settings,
        }],
        ..Known::default()
    };
    part.known.scenario(&summary.scenario).optimum = summary.optimum;
    part.known.scenario(&summary.scenario).optimum_width = summary.optimum_width;
    part.known.scenario(&summary.scenario).timed = summary.stop_reason == "time";
    let [scenario, planner] = [&summary.scenario, &summary.planner].map(String::clone);
    let end = Moment {
        time_s: summary.time_s,
        iteration: summary.iterations,
        motion_checks: summary.motion_checks,
        cost: summary.cost.unwrap_or(f64::INFINITY),
    };
    let row = RunRow {
        scenario: scenario.clone(),
        planner: planner.clone(),
        run: 1,
        seed: summary.seed,
        solved: summary.solved,
        first_solution_time_s: summary.first_solution_time_s,
        first_cost: summary.first_cost,
        cost: summary.cost,
        time_s: summary.time_s,
        iterations: summary.iterations,
        vertices: summary.vertices,
        motion_checks: summary.motion_checks,
        state_checks: summary.state_checks,
        peak_memory_mb: summary.peak_memory_mb,
        stop_reason: summary.stop_reason,
    };
    match row.fault() {
        Some((key, message)) => {
            let line = line_of(&text, key);
            faults.add(&file, line, format!("`{key}`: {message}"));
        }
        None => part.found.add_run(row),
    }
    let file = folder.join("convergence.csv");
    if file.is_file() {
        let bytes = files::read_bytes(&file)?;
        reading::each(&file, &bytes, faults, |_, event: Event, _| {
            let moment = Moment {
                time_s: event.time_s,
                iteration: event.iteration,
                motion_checks: event.motion_checks,
                cost: event.cost,
            };
            part.found.add_moment(&scenario, &planner, 1, moment);
        });
        part.found.add_moment(&scenario, &planner, 1, end);
    } else {
        let place = folder.display();
        part.warnings.push(format!(
            "{place} has no convergence.csv: there is no curve of its run"
        ));
    }
    Ok(part)
}

/// The line of a key in JSON, from 1; the first one where it is not found.
fn line_of(text: &str, key: &str) -> u64 {
    let quoted = format!("\"{key}\"");
    let mut lines = (1..).zip(text.lines());
    let found = lines.find(|(_, line)| line.trim_start().starts_with(&quoted));
    found.map_or(1, |(number, _)| number)
}

fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Number(x) => Value::Number(x.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::Bool(x) => Value::Flag(*x),
        serde_json::Value::String(word) => super::value_of(word),
        other => Value::Word(other.to_string()),
    }
}
