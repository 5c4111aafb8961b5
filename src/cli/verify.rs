//! `prolate verify`: certifies a path.

use super::{Failure, Outcome, load, print};
use crate::files;
use crate::verify::{Verdict, verify};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Arguments of `prolate verify`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The scenario
    scenario: PathBuf,
    /// The path: one state a row, start first, with or without the header x0,x1,…
    path: PathBuf,
    /// What the path is said to cost
    #[arg(long, allow_negative_numbers = true, value_parser = finite)]
    cost: Option<f64>,
    /// Print nothing, only set the exit status
    #[arg(short, long)]
    quiet: bool,
}

fn finite(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() => Ok(x),
        _ => Err("a finite number is needed".into()),
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let scenario = load(&arguments.scenario)?;
    let text = files::read_text(&arguments.path)?;
    let path = parse_path(&text, &arguments.path, scenario.dimension())?;
    let verdict = verify(&scenario, &path, arguments.cost);
    if !arguments.quiet {
        print(&describe(&verdict, path.len()));
    }
    Ok(if verdict.faults.is_empty() {
        Outcome::Success
    } else {
        Outcome::Negative
    })
}

fn describe(verdict: &Verdict, states: usize) -> String {
    let mut text = String::new();
    if verdict.faults.is_empty() {
        text.push_str("verified: the path holds\n");
    } else {
        text.push_str("rejected\n");
    }
    for fault in &verdict.faults {
        let _ = writeln!(text, "  {fault}");
    }
    let _ = writeln!(text, "states     {states}");
    let _ = writeln!(text, "cost       {}", verdict.cost);
    let _ = writeln!(text, "length     {}", verdict.length);
    if verdict.clearance.is_finite() {
        let _ = writeln!(text, "clearance  {:.6e}", verdict.clearance);
    }
    text
}

/// Reads the states of a path, one a row; a first row that does not begin with a number is a header.
fn parse_path(text: &str, file: &Path, dimension: usize) -> Result<Vec<Vec<f64>>, String> {
    let mut path = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (row, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let at = |column: usize, message: String| {
            format!(
                "error: {message}\n  --> {}:{}:{column}\n   |\n{:>2} | {line}",
                file.display(),
                row + 1,
                row + 1
            )
        };
        if row == 0 && is_header(line) {
            let names = line.split(',').map(str::trim);
            if names.clone().next() == Some("t") {
                let message = "a trajectory (first column t) needs a scenario with dynamics";
                return Err(at(1, message.into()));
            }
            if !names.eq((0..dimension).map(|i| format!("x{i}"))) {
                let legal: Vec<_> = (0..dimension).map(|i| format!("x{i}")).collect();
                return Err(at(1, format!("the header must be {}", legal.join(","))));
            }
            continue;
        }
        let mut state = Vec::with_capacity(dimension);
        let mut column = 1;
        for cell in line.split(',') {
            match cell.trim().parse::<f64>() {
                Ok(x) if x.is_finite() => state.push(x),
                _ => {
                    return Err(at(
                        column,
                        format!("`{}` is not a finite number", cell.trim()),
                    ));
                }
            }
            column += cell.chars().count() + 1;
        }
        if state.len() != dimension {
            let message = format!(
                "the row has {} numbers, the scenario's states have {dimension}",
                state.len()
            );
            return Err(at(1, message));
        }
        path.push(state);
    }
    if path.is_empty() {
        return Err(format!(
            "{} holds no states; a path has one state a row: {dimension} numbers with commas between",
            file.display()
        ));
    }
    Ok(path)
}

fn is_header(line: &str) -> bool {
    let first = line.split(',').next().unwrap_or("").trim();
    first.parse::<f64>().is_err() && first.starts_with(|c: char| c.is_alphabetic())
}
