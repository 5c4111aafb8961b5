//! What OMPL's tools know of a benchmark, made of our tables.
//!
//! OMPL's experiment is one problem: here a scenario. Its planners are ours under their labels, with all of their
//! settings. A run's attributes carry OMPL's names where it has one for the thing (`time`, `memory`, `status`,
//! `solved`, `best_cost`, `iterations`, `graph_states`, `collision_checks` for motions), and plain ones else. Progress
//! has at most one row for each moment: of several the last.

use crate::experiment::machine::Machine;
use crate::experiment::rows::{RunKey, RunRow, TraceRow};
use crate::experiment::tables::{Tables, names};
use crate::experiment::{Entry, Experiment};
use crate::files::{self, FileError};
use crate::planner::{Spec, Value};
use crate::record::StopReason;
use std::path::{Path, PathBuf};

/// A name of a column and its type, as OMPL's logs and databases call them.
pub type Column = (&'static str, &'static str);

/// The attributes of runs, in order.
pub const ATTRIBUTES: [Column; 14] = [
    ("time", "REAL"),
    ("memory", "REAL"),
    ("status", "ENUM"),
    ("solved", "BOOLEAN"),
    ("best_cost", "REAL"),
    ("first_cost", "REAL"),
    ("time_to_first_solution", "REAL"),
    ("iterations", "INTEGER"),
    ("graph_states", "INTEGER"),
    ("collision_checks", "INTEGER"),
    ("state_checks", "INTEGER"),
    ("run", "INTEGER"),
    ("run_seed", "INTEGER"),
    ("stop_reason", "ENUM"),
];

/// The attributes of progress, in order; the time is the first.
pub const PROGRESS: [Column; 5] = [
    ("time", "REAL"),
    ("best_cost", "REAL"),
    ("iterations", "INTEGER"),
    ("graph_states", "INTEGER"),
    ("collision_checks", "INTEGER"),
];

/// The words for OMPL's planner status, by number.
pub const STATUS: [&str; 10] = [
    "Unknown status",
    "Invalid start",
    "Invalid goal",
    "Unrecognized goal type",
    "Timeout",
    "Approximate solution",
    "Exact solution",
    "Crash",
    "Abort",
    "Infeasible",
];

/// Why runs ended, by number.
const REASONS: [&str; 9] = [
    "time",
    "iterations",
    "cost",
    "finished",
    "interrupted",
    crate::experiment::rows::CRASHED,
    crate::experiment::rows::REFUTED,
    "no-path",
    "memory",
];

/// The enumerations: a name, and the words from 0.
pub const ENUMS: [(&str, &[&str]); 2] = [("status", &STATUS), ("stop_reason", &REASONS)];

/// The columns of experiments before the parameters, as Planner Arena expects them.
pub const EXPERIMENT: [Column; 12] = [
    ("id", "INTEGER PRIMARY KEY AUTOINCREMENT"),
    ("name", "VARCHAR(512)"),
    ("totaltime", "REAL"),
    ("timelimit", "REAL"),
    ("memorylimit", "REAL"),
    ("runcount", "INTEGER"),
    ("version", "VARCHAR(128)"),
    ("hostname", "VARCHAR(1024)"),
    ("cpuinfo", "TEXT"),
    ("date", "DATETIME"),
    ("seed", "VARCHAR(24)"),
    ("setup", "TEXT"),
];

/// A value; numbers that are not finite are null.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
}

/// A benchmark of one problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Benchmark {
    /// The scenario's name.
    pub name: String,
    /// Seconds that all its runs took together.
    pub total_time: f64,
    /// The most seconds for a run, where they end by the clock.
    pub time_limit: Option<f64>,
    /// Runs for each planner.
    pub runs: u64,
    /// The program and its version.
    pub version: String,
    /// The machine's name.
    pub hostname: String,
    /// The machine's facts, a line each.
    pub cpu: String,
    /// When it began.
    pub date: String,
    /// The experiment's seed.
    pub seed: u64,
    /// The scenario and the limits, as text.
    pub setup: String,
    /// What the scenario was made from: name, type and value.
    pub parameters: Vec<(String, &'static str, String)>,
    /// The planners that have runs.
    pub planners: Vec<Planner>,
}

/// A planner of a benchmark.
#[derive(Clone, Debug, PartialEq)]
pub struct Planner {
    /// Its label.
    pub name: String,
    /// All of its settings.
    pub settings: Vec<(String, String)>,
    /// Its runs.
    pub runs: Vec<Run>,
}

/// A run.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The [`ATTRIBUTES`].
    pub attributes: Vec<Cell>,
    /// Rows of [`PROGRESS`], their times rising.
    pub progress: Vec<Vec<Cell>>,
}

/// A benchmark for each scenario that has runs.
///
/// # Errors
/// Where a planner cannot plan on a scenario.
pub fn benchmarks(tables: &Tables, machine: &Machine) -> Result<Vec<Benchmark>, String> {
    let experiment = &tables.experiment;
    let jobs = experiment.jobs()?;
    let mut found = Vec::new();
    for (index, entry) in experiment.scenarios.iter().enumerate() {
        let mut benchmark = about(experiment, entry, machine);
        for (number, configuration) in experiment.planners.iter().enumerate() {
            // The planner as it ran.
            let spec = jobs.spec(index, number);
            let planner = planner(tables, entry, &configuration.label, spec);
            if !planner.runs.is_empty() {
                benchmark.planners.push(planner);
            }
        }
        let name = &entry.scenario.name;
        let times = tables.runs.values().filter(|row| row.scenario == *name);
        benchmark.total_time = times.map(|row| row.time_s).fold(0.0, |sum, t| sum + t);
        if !benchmark.planners.is_empty() {
            found.push(benchmark);
        }
    }
    Ok(found)
}

/// What is said of a benchmark before its planners.
fn about(experiment: &Experiment, entry: &Entry, machine: &Machine) -> Benchmark {
    let budget = experiment.budget(&entry.scenario);
    let limits = [
        ("time", budget.time.map(|t| format!("{t} s"))),
        ("iterations", budget.iterations.map(|n| n.to_string())),
        ("cost", budget.cost.map(|c| c.to_string())),
        ("optimum", entry.optimum().map(|c| c.to_string())),
    ];
    let mut setup = format!("experiment: {}\n", experiment.name);
    for (key, limit) in limits {
        if let Some(limit) = limit {
            setup += &format!("{key}: {limit}\n");
        }
    }
    setup += entry.text.trim_end();
    setup.push('\n');
    let first = machine.sessions.first();
    Benchmark {
        name: entry.scenario.name.clone(),
        total_time: 0.0,
        time_limit: budget.time,
        runs: experiment.runs,
        version: format!("prolate {}", machine.version),
        hostname: machine.hostname.clone(),
        cpu: format!(
            "{}\n{}, {}\n{} cores, {} threads, {} MB\n",
            machine.cpu,
            machine.architecture,
            machine.system,
            machine.physical_cores,
            machine.logical_cores,
            machine.memory_mb
        ),
        date: first.map_or_else(
            || "unknown".to_owned(),
            |session| {
                session
                    .date
                    .replace('T', " ")
                    .trim_end_matches('Z')
                    .to_owned()
            },
        ),
        seed: experiment.seed,
        setup,
        parameters: entry.parameters.iter().map(parameter).collect(),
        planners: Vec::new(),
    }
}

/// A parameter with a name that is legal for a column and taken by no other.
fn parameter((key, value): &(String, Value)) -> (String, &'static str, String) {
    let mut name: String = key
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let taken = EXPERIMENT.iter().any(|(column, _)| *column == name);
    if taken || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name.insert_str(0, "parameter_");
    }
    match value {
        Value::Number(x) => (name, "REAL", x.to_string()),
        Value::Flag(x) => (name, "BOOLEAN", u8::from(*x).to_string()),
        Value::Word(x) => (name, "VARCHAR(128)", x.clone()),
    }
}

fn planner(tables: &Tables, entry: &Entry, label: &str, spec: &Spec) -> Planner {
    let mut settings = vec![("planner".to_owned(), spec.name().to_owned())];
    let parameters = spec.parameters().into_iter();
    settings.extend(parameters.map(|p| (p.key.to_owned(), p.value.to_string())));
    let numbers = 1..=tables.experiment.runs;
    let runs = numbers.filter_map(|run| {
        let key = RunKey {
            scenario: entry.scenario.name.clone(),
            planner: label.to_owned(),
            run,
        };
        let row = tables.runs.get(&key)?;
        let events = tables.events.get(&key).map_or(&[][..], Vec::as_slice);
        Some(Run {
            attributes: attributes(row),
            progress: progress(events),
        })
    });
    Planner {
        name: label.to_owned(),
        settings,
        runs: runs.collect(),
    }
}

fn whole(x: u64) -> Cell {
    // Counts and seeds stay below 2^53.
    Cell::Whole(x as i64)
}

fn real(x: Option<f64>) -> Cell {
    match x {
        Some(x) if x.is_finite() => Cell::Real(x),
        _ => Cell::Null,
    }
}

fn attributes(row: &RunRow) -> Vec<Cell> {
    let status = if row.has_crashed() {
        "Crash"
    } else if row.solved {
        "Exact solution"
    } else if row.stop_reason == StopReason::Interrupted.name() {
        "Abort"
    } else if row.stop_reason == StopReason::NoPath.name() {
        // OMPL's word for a planner that knows that there is no solution.
        "Infeasible"
    } else {
        "Timeout"
    };
    let number_of = |words: &[&str], word: &str| {
        let number = words.iter().position(|w| *w == word);
        number.map_or(Cell::Null, |n| Cell::Whole(n as i64))
    };
    vec![
        real(Some(row.time_s)),
        real(Some(row.peak_memory_mb)),
        number_of(&STATUS, status),
        Cell::Whole(i64::from(row.solved)),
        real(row.cost),
        real(row.first_cost),
        real(row.first_solution_time_s),
        whole(row.iterations),
        whole(row.vertices),
        whole(row.motion_checks),
        whole(row.state_checks),
        whole(row.run),
        whole(row.seed),
        number_of(&REASONS, &row.stop_reason),
    ]
}

fn progress(events: &[TraceRow]) -> Vec<Vec<Cell>> {
    let mut rows: Vec<&TraceRow> = events.iter().collect();
    rows.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    // The time is a key: of rows of one moment the last counts.
    rows.reverse();
    rows.dedup_by(|a, b| a.time_s == b.time_s);
    rows.reverse();
    let cells = |row: &&TraceRow| {
        vec![
            real(Some(row.time_s)),
            real(row.cost),
            whole(row.iteration),
            whole(row.vertices),
            whole(row.motion_checks),
        ]
    };
    rows.iter().map(cells).collect()
}

/// The first machine that the folders tell of; an unknown one where they tell of none.
///
/// # Errors
/// Where a file cannot be read or is none of `bench`'s.
pub fn machine(folders: &[PathBuf]) -> Result<Machine, String> {
    for folder in folders {
        let names = names(folder).map_err(|error| error.to_string())?;
        let is_machine = |name: &&String| name.starts_with("machine") && name.ends_with(".json");
        if let Some(name) = names.iter().find(is_machine) {
            return read_machine(&folder.join(name));
        }
    }
    let unknown = || "unknown".to_owned();
    Ok(Machine {
        hostname: unknown(),
        system: unknown(),
        architecture: unknown(),
        cpu: unknown(),
        physical_cores: 0,
        logical_cores: 0,
        memory_mb: 0.0,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        sessions: Vec::new(),
    })
}

fn read_machine(path: &Path) -> Result<Machine, String> {
    let text = files::read_text(path).map_err(|error: FileError| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}
