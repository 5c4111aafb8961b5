//! `prolate planners`: what there is, and what it can be told.

use super::{Failure, Outcome, print};
use crate::planner::Spec;
use std::fmt::Write;

/// Arguments of `prolate planners`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The planner to describe; all are listed without it
    name: Option<String>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let text = match &arguments.name {
        None => list(),
        Some(name) => describe(&super::named(name)?),
    };
    print(&text);
    Ok(Outcome::Success)
}

fn list() -> String {
    let mut text = String::new();
    for spec in Spec::all() {
        let about = spec.about();
        let _ = writeln!(text, "{:<21} {}", spec.name(), about.summary);
        let _ = writeln!(text, "{:<21} {}", "", about.paper);
    }
    text.push_str("\nprolate planners NAME describes one with its parameters.\n");
    text
}

fn describe(spec: &Spec) -> String {
    let about = spec.about();
    let mut text = format!(
        "{}: {}\n{}\n\n{}\n\nparameters\n",
        spec.name(),
        about.summary,
        about.paper,
        about.story
    );
    for parameter in spec.parameters() {
        let _ = writeln!(
            text,
            "  {:<14} default {:<10} {}\n  {:<14} {}",
            parameter.key,
            parameter.value.to_string(),
            parameter.legal,
            "",
            parameter.meaning
        );
    }
    let _ = writeln!(
        text,
        "\nin a scenario    planner: {{{}: {{goal-bias: 0.1}}}}\non the command line    -p {} --set goal-bias=0.1",
        spec.name(),
        spec.name()
    );
    text
}
