//! The files that a run leaves: their names, their columns, their keys. Scripts depend on them.
//!
//! Numbers are written with as many digits as it takes to read the same number back. What is not known (an unsolved
//! run's cost) is an empty cell in CSV and `null` in JSON.

pub mod foreign;
pub mod own_files;

use crate::planner::{Spec, Value};
use crate::record::{Forest, RunRecord, Trajectory};
use crate::scenario::{Dynamics, Scenario};
use crate::verify::Fault;
use crate::verify::of_run::RunVerdict;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;

/// `summary.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The scenario's name.
    pub scenario: String,
    /// The planner's name.
    pub planner: &'static str,
    /// The planner's settings.
    pub parameters: BTreeMap<&'static str, serde_json::Value>,
    /// The seed.
    pub seed: u64,
    /// Whether a path was found.
    pub solved: bool,
    /// The path's cost.
    pub cost: Option<f64>,
    /// The cost before the path was shortened, where that was asked for; where a system that is not linear drives its
    /// path itself, what the linear models' path costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_cost: Option<f64>,
    /// With dynamics: whether the trajectory holds for the system itself, or for what `trajectory_note` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trajectory_holds: Option<bool>,
    /// What the trajectory holds for, where that is not the system itself; or why it does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trajectory_note: Option<String>,
    /// With dynamics: the farthest that a state is from where the controls lead the system itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defect: Option<f64>,
    /// The state that `defect` is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defect_state: Option<String>,
    /// With dynamics, where there were any: how often two states were not connected, since what that costs could not be
    /// had to certainty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertain_connections: Option<u64>,
    /// The first path's cost.
    pub first_cost: Option<f64>,
    /// When the first path was found, in seconds.
    pub first_solution_time_s: Option<f64>,
    /// How long the run took, in seconds.
    pub time_s: f64,
    /// Iterations done.
    pub iterations: u64,
    /// Vertices at the end.
    pub vertices: u64,
    /// Motions checked.
    pub motion_checks: u64,
    /// States checked.
    pub state_checks: u64,
    /// The most that the planner's containers held, in 1e6 bytes: their elements ([`crate::memory`]).
    pub peak_memory_mb: f64,
    /// Why the run ended.
    pub stop_reason: &'static str,
    /// The known least cost.
    pub optimum: Option<f64>,
    /// Where it is known from: `stated` by the scenario, or `computed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optimum_source: Option<&'static str>,
    /// How far above it the least cost may be, where it is the lower end of a bracket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optimum_width: Option<f64>,
    /// This program's version.
    pub version: &'static str,
}

impl Summary {
    /// The summary of a run.
    pub fn new(scenario: &Scenario, spec: &Spec, seed: u64, record: &RunRecord) -> Self {
        let first = record.trace.first();
        let parameters = spec.parameters().into_iter();
        Self {
            scenario: scenario.name.clone(),
            planner: spec.name(),
            parameters: parameters.map(|p| (p.key, json(&p.value))).collect(),
            seed,
            solved: record.solved(),
            cost: record.solved().then_some(record.cost()),
            raw_cost: record.raw_cost(),
            trajectory_holds: None,
            trajectory_note: None,
            defect: None,
            defect_state: None,
            uncertain_connections: Some(record.uncertain_connections).filter(|count| *count > 0),
            first_cost: first.map(|event| event.cost),
            first_solution_time_s: first.map(|event| event.time_s),
            time_s: record.last().time_s,
            iterations: record.end.iteration,
            vertices: record.end.vertices,
            motion_checks: record.last().motion_checks,
            state_checks: record.end.state_checks,
            peak_memory_mb: record.peak_memory as f64 / 1e6,
            stop_reason: record.stop.name(),
            optimum: scenario.optimum,
            optimum_source: scenario.optimum.map(|_| "stated"),
            optimum_width: None,
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// The summary with the verdict on the run's trajectory.
    pub fn judged(self, verdict: Option<&RunVerdict>) -> Self {
        let Some(verdict) = verdict else {
            return self;
        };
        let fault = verdict.faults.first().map(Fault::to_string);
        Self {
            trajectory_holds: Some(verdict.holds()),
            trajectory_note: verdict.note.clone().or(fault),
            defect: Some(verdict.defect),
            defect_state: Some(verdict.state.clone()),
            ..self
        }
    }

    /// As JSON, with a line end.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("numbers and words are JSON");
        text.push('\n');
        text
    }
}

/// A setting's value. JSON has no infinity: it stands as the word that a scenario would use.
pub fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Number(x) if x.is_finite() => (*x).into(),
        Value::Flag(x) => (*x).into(),
        other => other.to_string().into(),
    }
}

/// `path.csv`: a header `x0,x1,…` and one state a row, start first.
pub fn path_csv(path: &[Vec<f64>]) -> String {
    let dimension = path.first().map_or(0, Vec::len);
    let header = (0..dimension).map(|i| format!("x{i}"));
    let mut text = header.collect::<Vec<_>>().join(",");
    text.push('\n');
    for state in path {
        push_row(&mut text, state);
    }
    text
}

/// Writes `trajectory.csv` row by row: a header `t`, the states' names, the controls' names; a row for each moment.
///
/// # Errors
/// Those of `out`.
pub fn write_trajectory_csv(
    dynamics: &Dynamics,
    trajectory: &Trajectory,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let system = &dynamics.system;
    let names = [
        vec!["t".to_owned()],
        system.state_names(),
        system.control_names(),
    ]
    .concat();
    let mut text = names.join(",");
    text.push('\n');
    out.write_all(text.as_bytes())?;
    trajectory.visit(|moment| {
        text.clear();
        let _ = write!(text, "{},", moment.time);
        push_row(&mut text, moment.state.iter().chain(&moment.control));
        out.write_all(text.as_bytes())
    })
}

fn push_row<'a>(text: &mut String, numbers: impl IntoIterator<Item = &'a f64>) {
    for (i, x) in numbers.into_iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        let _ = write!(text, "{comma}{x}");
    }
    text.push('\n');
}

/// `convergence.csv`: a row for every improvement, also by shortening, and for every batch that ended with a path.
pub fn convergence_csv(record: &RunRecord) -> String {
    let mut text = String::from("time_s,iteration,vertices,motion_checks,state_checks,cost\n");
    let shortened = record.shortened.iter();
    let shortened = shortened.filter(|event| event.cost < record.end.cost);
    for event in record.trace.iter().chain(shortened) {
        let _ = writeln!(
            text,
            "{},{},{},{},{},{}",
            event.time_s,
            event.iteration,
            event.vertices,
            event.motion_checks,
            event.state_checks,
            event.cost
        );
    }
    text
}

/// Writes `tree.csv` row by row: `id,parent,cost,x0,…`; a root's parent is empty, and so are the parent and the cost of
/// a vertex that is not reached.
///
/// # Errors
/// Those of `out`.
pub fn write_tree_csv(forest: &Forest, out: &mut dyn io::Write) -> io::Result<()> {
    let mut text = String::from("id,parent,cost");
    for i in 0..forest.dimension {
        let _ = write!(text, ",x{i}");
    }
    text.push('\n');
    for id in 0..forest.len() {
        let parent = forest.parents[id].map_or(String::new(), |p| p.to_string());
        let _ = write!(text, "{id},{parent},{},", known(forest.costs[id]));
        push_row(&mut text, forest.state(id));
        out.write_all(text.as_bytes())?;
        text.clear();
    }
    out.write_all(text.as_bytes())
}

/// The number, or nothing where it is infinite.
fn known(cost: f64) -> String {
    if cost.is_finite() {
        cost.to_string()
    } else {
        String::new()
    }
}

/// Writes `tree.graphml`: the same for tools that read graphs.
///
/// # Errors
/// Those of `out`.
pub fn write_tree_graphml(forest: &Forest, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
         <key id=\"cost\" for=\"node\" attr.name=\"cost\" attr.type=\"double\"/>\n",
    )?;
    for i in 0..forest.dimension {
        writeln!(
            out,
            "<key id=\"x{i}\" for=\"node\" attr.name=\"x{i}\" attr.type=\"double\"/>"
        )?;
    }
    out.write_all(b"<graph edgedefault=\"directed\">\n")?;
    for id in 0..forest.len() {
        write!(out, "<node id=\"n{id}\">")?;
        if forest.costs[id].is_finite() {
            write!(out, "<data key=\"cost\">{}</data>", forest.costs[id])?;
        }
        for (i, x) in forest.state(id).iter().enumerate() {
            write!(out, "<data key=\"x{i}\">{x}</data>")?;
        }
        out.write_all(b"</node>\n")?;
    }
    for (id, parent) in forest.parents.iter().enumerate() {
        if let Some(parent) = parent {
            writeln!(out, "<edge source=\"n{parent}\" target=\"n{id}\"/>")?;
        }
    }
    for [from, to] in &forest.edges {
        writeln!(
            out,
            "<edge source=\"n{from}\" target=\"n{to}\" directed=\"false\"/>"
        )?;
    }
    out.write_all(b"</graph>\n</graphml>\n")
}
