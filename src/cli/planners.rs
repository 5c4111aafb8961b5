//! `prolate planners`: what there is, and what it can be told.

use super::{Failure, Outcome, lines, print};
use crate::planner::Spec;
use crate::results;
use serde_json::{Value, json};
use std::fmt::Write;

/// Arguments of `prolate planners`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The planner to describe; all are listed without it
    name: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let text = match &arguments.name {
        None if arguments.json => {
            let planners: Vec<Value> = Spec::all().iter().map(of_planner).collect();
            format!("{:#}\n", json!({"planners": planners}))
        }
        None => list(),
        Some(name) if arguments.json => format!("{:#}\n", of_planner(&super::named(name)?)),
        Some(name) => describe(&super::named(name)?),
    };
    print(&text);
    Ok(Outcome::Success)
}

/// All of a planner, for scripts.
fn of_planner(spec: &Spec) -> Value {
    let about = spec.about();
    let parameters = spec.parameters().into_iter().map(|parameter| {
        json!({
            "key": parameter.key,
            "default": results::json(&parameter.value),
            "legal": parameter.legal,
            "meaning": parameter.meaning,
        })
    });
    json!({
        "name": spec.name(),
        "summary": about.summary,
        "paper": about.paper,
        "story": about.story,
        "parameters": parameters.collect::<Vec<Value>>(),
    })
}

fn list() -> String {
    let mut text = String::new();
    for spec in Spec::all() {
        let about = spec.about();
        text += &lines::entry(spec.name(), about.summary, 22);
        text += &lines::entry("", about.paper, 22);
    }
    text.push_str("\nprolate planners NAME describes one with its parameters.\n");
    text
}

fn describe(spec: &Spec) -> String {
    let about = spec.about();
    let title = format!("{}: {}", spec.name(), about.summary);
    let paragraphs = [&title, about.paper, "", about.story];
    let mut text: String = paragraphs
        .map(|paragraph| lines::folded(paragraph, 0, 0) + "\n")
        .concat();
    text.push_str("\nparameters\n");
    for parameter in spec.parameters() {
        let value = parameter.value.to_string();
        let key = format!("  {:<14} default {value}", parameter.key);
        text += &lines::entry(&key, &parameter.legal.to_string(), 39);
        text += &lines::entry("", parameter.meaning, 17);
    }
    let _ = writeln!(
        text,
        "\nin a scenario    planner: {{{}: {{goal-bias: 0.1}}}}\non the command line    -p {} --set goal-bias=0.1",
        spec.name(),
        spec.name()
    );
    text
}
