//! The command line: arguments in, files and figures out, and an exit status that scripts can trust.
//!
//! Exit status: 0 a path was found or verified; 1 no path within the budget, or verification failed; 2 usage, bad
//! input, unreadable or unwritable files and streams; 130 and 143 after SIGINT and SIGTERM, with what was found written
//! first. Results go to standard output and files; progress and messages to standard error.

mod bench;
mod check;
mod export;
mod foresight;
mod input;
mod lines;
mod memory;
mod optimum;
mod paint;
mod pictures;
mod plan;
mod planners;
mod plot;
mod progress;
mod signals;
mod streams;
mod verify;

use crate::experiment::reading::Faults;
use crate::planner::Spec;
use crate::scenario::{self, Document, Report, Scenario};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use streams::{print, warn};

/// Sampling-based motion planning: YAML scenarios in; paths, convergence curves and pictures out.
#[derive(Debug, Parser)]
#[command(name = "prolate", version, propagate_version = true, max_term_width = lines::WIDTH)]
struct Arguments {
    /// Colour messages: auto, always or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    color: paint::When,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Plan once: write the path, the convergence curve and the pictures
    Plan(plan::Arguments),
    /// Run planners on scenarios many times: tables, plots and a report; resumes what was interrupted
    Bench(bench::Arguments),
    /// Draw plots and report again from stored results of `plan` or `bench`
    Plot(plot::Arguments),
    /// Validate scenarios and experiments and describe them
    Check(check::Arguments),
    /// Certify a path independently of any planner
    Verify(verify::Arguments),
    /// The least cost that paths can have: exact in the plane among boxes, polygons and maps, elsewhere bounds
    Optimum(optimum::Arguments),
    /// Write the results of `bench` for OMPL's tools: benchmark logs or the database of Planner Arena
    Export(export::Arguments),
    /// List the planners, or describe one with its parameters
    Planners(planners::Arguments),
}

/// Why a command could not do its work; the message is for people, the status is 2.
#[derive(Debug)]
pub struct Failure(String);

impl<E: Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// What a command that did its work found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// What was asked for.
    Success,
    /// That there is no path, or none that holds.
    Negative,
    /// Only what this signal left time for.
    Signalled(u8),
}

impl Outcome {
    /// The status that stands for it.
    fn status(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Negative => 1,
            // The convention of shells: 128 and the signal's number.
            Self::Signalled(signal) => 128 + signal,
        }
    }
}

/// Runs the program with the process' arguments.
pub fn main() -> ExitCode {
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let when = paint::When::of_arguments(words);
    let matches = Arguments::command()
        .color(when.for_clap())
        .try_get_matches();
    let status = match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => {
            arguments.color.choose();
            run(&arguments.command)
        }
        Err(answer) => streams::show(&answer),
    };
    ExitCode::from(streams::status(status))
}

/// Runs a command, and tells of what keeps it from its work. Returns the exit status.
fn run(command: &Command) -> u8 {
    let outcome = signals::watch()
        .map_err(Failure::from)
        .and_then(|()| match command {
            Command::Plan(arguments) => plan::run(arguments),
            Command::Bench(arguments) => bench::run(arguments),
            Command::Plot(arguments) => plot::run(arguments),
            Command::Check(arguments) => check::run(arguments),
            Command::Verify(arguments) => verify::run(arguments),
            Command::Optimum(arguments) => optimum::run(arguments),
            Command::Export(arguments) => export::run(arguments),
            Command::Planners(arguments) => planners::run(arguments),
        });
    match outcome {
        Ok(outcome) => outcome.status(),
        Err(Failure(message)) => {
            // Reports of scenarios are whole already.
            let message = message.trim_end();
            let begin = match message.starts_with("error") {
                true => "",
                false => "error: ",
            };
            streams::tell(&format!("{begin}{message}\n"));
            2
        }
    }
}

/// Says which rows were left out.
fn warn_of(faults: &Faults) {
    for fault in &faults.0 {
        warn(&format!("{fault}; left out"));
    }
}

/// The folder of results that `-o` names.
///
/// # Errors
/// Where it is `-`, which is standard output everywhere else.
fn output_folder(named: Option<&PathBuf>) -> Result<Option<PathBuf>, Failure> {
    match named {
        Some(path) if path == Path::new("-") => Err(Failure::from(
            "-o names a folder here, and `-` is standard output; `./-` is a folder of this name",
        )),
        named => Ok(named.cloned()),
    }
}

/// Several reports as one text.
fn joined(reports: &[Report]) -> String {
    let texts: Vec<String> = reports.iter().map(ToString::to_string).collect();
    texts.join("\n\n")
}

/// Reads a scenario.
fn load(path: &Path) -> Result<Scenario, Failure> {
    let Document { file, text } = input::document(path)?;
    Ok(scenario::parse(&text, &file)?)
}

/// The planner of this name.
fn named(name: &str) -> Result<Spec, Failure> {
    Spec::named(name).ok_or_else(|| {
        let names: Vec<_> = Spec::all().iter().map(Spec::name).collect();
        Failure(scenario::no_such("planner", name, &names))
    })
}
