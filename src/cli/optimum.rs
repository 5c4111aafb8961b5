//! `prolate optimum`: the least cost that paths can have.

use super::{Failure, Outcome, input, print, streams};
use crate::files;
use crate::numbers;
use crate::optimum::{Answer, Effort, Grade, Limit, Optimum, optimum};
use crate::results::path_csv;
use crate::scenario::{self, Document};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Arguments of `prolate optimum`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The scenario; `-` is standard input
    scenario: PathBuf,
    /// Write a free path beside the shortest one, which touches the obstacles; `prolate verify` certifies it; `-` is
    /// standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Print JSON
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Print nothing, only set the exit status
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let Document { file: named, text } = input::document(&arguments.scenario)?;
    let scenario = scenario::parse(&text, &named)?;
    let to_output = arguments
        .output
        .as_deref()
        .is_some_and(streams::is_standard_output);
    if to_output && arguments.json {
        return Err(Failure::from(
            "--json and `-o -` both write to standard output",
        ));
    }
    let begin = Instant::now();
    let answer = optimum(&scenario, &Limit::NONE);
    let seconds = begin.elapsed().as_secs_f64();
    let (effort, found) = match &answer {
        Answer::Known(optimum) => (&optimum.effort, Some(optimum)),
        Answer::NoPath(effort) | Answer::Limit(effort) => (effort, None),
        Answer::Dynamics => {
            return Err(Failure::from(format!(
                "{} has dynamics: its costs are time and effort, and no optimum is computed for them; \
                 `prolate check` shows what the scenario states",
                named.display()
            )));
        }
    };
    if let (Some(file), Some(optimum)) = (&arguments.output, found) {
        if optimum.path.is_empty() {
            return Err(Failure::from(format!(
                "no path is known ({}), so {} is not written",
                optimum.grade,
                file.display()
            )));
        }
        let path = path_csv(&optimum.path);
        match to_output {
            true => print(&path),
            false if is_same(file, &arguments.scenario) => {
                return Err(format!("{} is the scenario itself", file.display()).into());
            }
            false => files::replace(file, path.as_bytes())?,
        }
    }
    if to_output && found.is_none() && !arguments.quiet {
        streams::tell("there is no path into the goal\n");
    }
    if !arguments.quiet && !to_output {
        print(&if arguments.json {
            json(&scenario.name, found, effort, seconds)
        } else {
            describe(found, effort, seconds)
        });
    }
    Ok(match found {
        Some(_) => Outcome::Success,
        None => Outcome::Negative,
    })
}

/// Whether both are the same file.
fn is_same(a: &Path, b: &Path) -> bool {
    let whole = [a, b].map(|path| fs::canonicalize(path).ok());
    whole[0].is_some() && whole[0] == whole[1]
}

fn describe(found: Option<&Optimum>, effort: &Effort, seconds: f64) -> String {
    let mut text = String::new();
    match found {
        Some(optimum) => {
            let _ = writeln!(text, "{:<10} {}", "optimum", summary(optimum));
            for (i, corner) in optimum.corners.iter().enumerate() {
                let key = if i == 0 { "path" } else { "" };
                let _ = writeln!(text, "{key:<10} {corner:?}");
            }
        }
        None => text.push_str("there is no path into the goal\n"),
    }
    let Effort {
        corners,
        expansions,
        ..
    } = effort;
    let _ = writeln!(text, "{:<10} {corners}, {expansions} expanded", "corners");
    let _ = writeln!(text, "{:<10} {}", "time", numbers::time(seconds));
    text
}

/// The optimum in a line.
pub fn summary(optimum: &Optimum) -> String {
    let Optimum {
        lower,
        upper,
        grade,
        ..
    } = optimum;
    match grade {
        Grade::Exact => format!("{upper} ({grade})"),
        _ if upper.is_finite() => format!("at least {lower}, at most {upper} ({grade})"),
        _ => format!("at least {lower} ({grade})"),
    }
}

fn json(scenario: &str, found: Option<&Optimum>, effort: &Effort, seconds: f64) -> String {
    let finite = |x: f64| Some(x).filter(|x| x.is_finite());
    let grade = match found.map(|optimum| optimum.grade) {
        Some(Grade::Exact) => "exact",
        Some(_) => "bounds",
        None => "no-path",
    };
    let value = serde_json::json!({
        "scenario": scenario,
        "grade": grade,
        "optimum": found.and_then(Optimum::exact),
        "lower": found.map(|optimum| optimum.lower),
        "upper": found.and_then(|optimum| finite(optimum.upper)),
        "because": found.filter(|o| o.grade != Grade::Exact).map(|o| o.grade.to_string()),
        "path": found.map(|optimum| &optimum.corners),
        "corners": effort.corners,
        "expansions": effort.expansions,
        "time_s": seconds,
        "version": env!("CARGO_PKG_VERSION"),
    });
    format!("{value:#}\n")
}
