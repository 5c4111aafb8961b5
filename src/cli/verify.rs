//! `prolate verify`: certifies a path, or a trajectory where the scenario has dynamics.

use super::{Failure, Outcome, input, lines, load, print};
use crate::numbers;
use crate::scenario::{Dynamics, Report, Scenario};
use crate::verify::rows::{Wanted, read};
use crate::verify::trajectory::{Row, TrajectoryVerdict, verify_linear_models, verify_trajectory};
use crate::verify::{Fault, Verdict, verify};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Arguments of `prolate verify`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The scenario; `-` is standard input, here or for the path
    scenario: PathBuf,
    /// The path: one state a row, start first, with white space, tabs, commas or semicolons between the numbers, with
    /// or without a header; or a printed nav_msgs/Path. With dynamics a trajectory: t, the states, the controls
    path: PathBuf,
    /// Which columns of the file are meant, by name or by number from 1, in the order of the states [example: x_m,y_m
    /// or 2,3]
    #[arg(long, value_name = "COLUMNS", allow_hyphen_values = true)]
    select: Option<String>,
    /// What the path is said to cost
    #[arg(long, allow_hyphen_values = true, value_parser = not_negative)]
    cost: Option<f64>,
    /// With dynamics: how far a state may lie from where the controls lead; by default rounding for linear systems, a
    /// thousandth of the extents for the car, and for its linear models no limit
    #[arg(long, value_name = "DEFECT", allow_hyphen_values = true, value_parser = not_negative)]
    max_defect: Option<f64>,
    /// What a trajectory is judged as: the motion of the system itself, or, of a car, as the paper plans it, that of
    /// its linear models
    #[arg(long, value_enum, default_value_t = Model::System)]
    model: Model,
    /// Print JSON: whether it `holds`, the `faults`, the figures
    #[arg(long)]
    json: bool,
    /// Print nothing, only set the exit status
    #[arg(short, long)]
    quiet: bool,
}

/// What a trajectory is judged as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Model {
    /// The system that the scenario names
    System,
    /// Its linear models
    Linear,
}

fn not_negative(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() && x >= 0.0 => Ok(x),
        _ => Err("a finite number of at least 0 is needed".into()),
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    input::read_once([&arguments.scenario, &arguments.path])?;
    let scenario = load(&arguments.scenario)?;
    let (file, text) = input::text(&arguments.path)?;
    let read = Read {
        arguments,
        scenario: &scenario,
        file: &file,
        text: &text,
    };
    let told = match &scenario.dynamics {
        None => judge_path(&read)?,
        Some(dynamics) => judge_trajectory(&read, dynamics)?,
    };
    if arguments.json {
        print(&told.json());
    } else if !arguments.quiet {
        print(&told.text());
    }
    Ok(if told.faults.is_empty() {
        Outcome::Success
    } else {
        Outcome::Negative
    })
}

/// What is read, and what is asked of it.
struct Read<'a> {
    arguments: &'a Arguments,
    scenario: &'a Scenario,
    /// What the text is called.
    file: &'a Path,
    /// The path or the trajectory.
    text: &'a str,
}

/// A verdict as it is printed: the faults, and each figure as its key, its text and its value.
struct Told {
    what: &'static str,
    faults: Vec<Fault>,
    figures: Vec<(&'static str, String, Value)>,
}

impl Told {
    /// For people.
    fn text(&self) -> String {
        let mut text = match self.faults.is_empty() {
            true => format!("verified: the {} holds\n", self.what),
            false => "rejected\n".to_owned(),
        };
        for fault in &self.faults {
            text += &lines::entry(" ", &fault.to_string(), 2);
        }
        for (key, words, value) in &self.figures {
            let is_told = *key != "clearance" || !value.is_null();
            if is_told {
                let _ = writeln!(text, "{key:<10} {words}");
            }
        }
        text
    }

    /// For scripts.
    fn json(&self) -> String {
        let faults: Vec<String> = self.faults.iter().map(Fault::to_string).collect();
        let mut value = json!({"holds": faults.is_empty(), "faults": faults});
        for (key, _, figure) in &self.figures {
            value[key] = figure.clone();
        }
        format!("{value:#}\n")
    }
}

/// The clearance, which is infinite where there are no obstacles.
fn clearance(x: f64) -> (&'static str, String, Value) {
    let value = Some(x).filter(|x| x.is_finite());
    ("clearance", numbers::cost(x), json!(value))
}

/// The verdict on the path.
fn judge_path(read: &Read) -> Result<Told, Failure> {
    let scenario = read.scenario;
    let names: Vec<String> = (0..scenario.dimension()).map(|i| format!("x{i}")).collect();
    let path = rows(read, &names, "the scenario's states have")?;
    let verdict = verify(scenario, &path, read.arguments.cost);
    let Verdict { cost, length, .. } = verdict;
    let figures = vec![
        ("states", path.len().to_string(), json!(path.len())),
        ("cost", cost.to_string(), json!(cost)),
        ("length", length.to_string(), json!(length)),
        clearance(verdict.clearance),
    ];
    Ok(Told {
        what: "path",
        faults: verdict.faults,
        figures,
    })
}

/// The rows of the file, as numbers of these names.
fn rows(it: &Read, names: &[String], whose: &str) -> Result<Vec<Vec<f64>>, Report> {
    let wanted = Wanted {
        names,
        whose,
        start: &it.scenario.start,
        select: it.arguments.select.as_deref(),
    };
    read(it.text, it.file, &wanted)
}

/// As [`judge_path`], for a trajectory.
fn judge_trajectory(read: &Read, dynamics: &Dynamics) -> Result<Told, Failure> {
    let arguments = read.arguments;
    let system = &dynamics.system;
    let states = system.states();
    let names = [
        vec!["t".to_owned()],
        system.state_names(),
        system.control_names(),
    ]
    .concat();
    let rows: Vec<Row> = rows(read, &names, "a trajectory's rows have")?
        .into_iter()
        .map(|row| Row {
            time: row[0],
            state: row[1..=states].to_vec(),
            control: row[states + 1..].to_vec(),
        })
        .collect();
    let (cost, limit) = (arguments.cost, arguments.max_defect);
    let judge = match arguments.model {
        Model::System => verify_trajectory,
        Model::Linear => verify_linear_models,
    };
    let verdict = judge(read.scenario, dynamics, &rows, cost, limit);
    let TrajectoryVerdict { cost, duration, .. } = verdict;
    let (defect, state) = verdict.defect;
    let state = &names[1 + state];
    let figures = vec![
        ("rows", rows.len().to_string(), json!(rows.len())),
        ("cost", cost.to_string(), json!(cost)),
        ("duration", duration.to_string(), json!(duration)),
        (
            "defect",
            format!("{}, of {state}", numbers::significant(defect, 4)),
            json!({"by": defect, "state": state}),
        ),
        clearance(verdict.clearance),
    ];
    Ok(Told {
        what: "trajectory",
        faults: verdict.faults,
        figures,
    })
}
