//! `prolate check`: validates scenarios and experiments and describes them.

mod scenario;

use super::{Failure, Outcome, foresight, input, lines, print};
use crate::experiment::{self, Experiment};
use crate::scenario::{Document, Report, parse};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Arguments of `prolate check`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The scenarios and experiments; `-` is standard input
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// Print JSON: `valid`, and for each of the `files` what is known of it, or its `problems`
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Only validate: print nothing but errors
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

/// What there is to say of a valid file: for each fact its key, what it is in words, and its value.
#[derive(Debug, Default)]
struct Told {
    title: String,
    facts: Vec<(&'static str, String, Value)>,
    /// What is legal and may not be meant: a kind, `note` or `warning`, and words.
    remarks: Vec<(&'static str, String)>,
}

impl Told {
    /// Adds a fact.
    fn add(&mut self, key: &'static str, words: impl Into<String>, value: impl Into<Value>) {
        self.facts.push((key, words.into(), value.into()));
    }

    /// For people.
    fn text(&self) -> String {
        let mut text = format!("{}\n", self.title);
        for (key, words, _) in &self.facts {
            text += &lines::entry(&format!("  {key}"), words, 15);
        }
        for (kind, words) in &self.remarks {
            text += &lines::entry(&format!("  {kind}"), words, 15);
        }
        text
    }

    /// For scripts: the same keys, with `_` for spaces.
    fn json(&self) -> Map<String, Value> {
        let facts = self.facts.iter();
        let mut map: Map<String, Value> = facts
            .map(|(key, _, value)| (key.replace(' ', "_"), value.clone()))
            .collect();
        for (key, kind) in [("notes", "note"), ("warnings", "warning")] {
            let words = self.remarks.iter().filter(|(of, _)| *of == kind);
            let words: Vec<&str> = words.map(|(_, words)| &words[..]).collect();
            map.insert(key.to_owned(), json!(words));
        }
        map
    }
}

/// What is wrong with a file: in words, and by its problems.
#[derive(Debug)]
struct Refusal {
    text: String,
    problems: Vec<Value>,
}

impl From<Vec<Report>> for Refusal {
    fn from(reports: Vec<Report>) -> Self {
        Self {
            text: super::joined(&reports),
            problems: reports.iter().flat_map(problems).collect(),
        }
    }
}

/// The problems of a report as JSON.
fn problems(report: &Report) -> Vec<Value> {
    let one = |problem: &crate::scenario::Problem| {
        let place = problem.place.as_ref();
        let file = problem.file.as_deref().unwrap_or(report.file());
        json!({
            "file": file.display().to_string(),
            "line": place.map(|place| place.line),
            "column": place.map(|place| place.column),
            "title": problem.title,
            "label": problem.label,
            "help": problem.help,
        })
    };
    report.problems().iter().map(one).collect()
}

/// Runs the command: every file is looked at, also after one with errors.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    input::read_once(&arguments.scenarios)?;
    let (mut files, mut refusals) = (Vec::new(), Vec::new());
    for path in &arguments.scenarios {
        let told = input::document(path)
            .map_err(|report| Refusal::from(vec![report]))
            .and_then(|document| told(&document));
        let mut entry = Map::new();
        entry.insert("file".into(), path.display().to_string().into());
        entry.insert("valid".into(), told.is_ok().into());
        match told {
            Ok(told) if arguments.json => entry.extend(told.json()),
            Ok(_) if arguments.quiet => {}
            Ok(told) => print(&told.text()),
            Err(refusal) => {
                entry.insert("problems".into(), refusal.problems.into());
                refusals.push(refusal.text);
            }
        }
        files.push(Value::Object(entry));
    }
    if arguments.json {
        let value = json!({"valid": refusals.is_empty(), "files": files});
        print(&format!("{value:#}\n"));
    }
    if refusals.is_empty() {
        Ok(Outcome::Success)
    } else {
        Err(refusals.join("\n").into())
    }
}

/// What there is to say of a valid scenario or experiment.
///
/// # Errors
/// What is wrong with it.
fn told(document: &Document) -> Result<Told, Refusal> {
    let Document { file, text } = document;
    if experiment::is_experiment(text) {
        let experiment = experiment::parse(document)?;
        return Ok(of_experiment(document, &experiment));
    }
    let scenario = parse(text, file).map_err(|report| vec![report])?;
    scenario::told(file, &scenario, text)
}

fn of_experiment(document: &Document, experiment: &Experiment) -> Told {
    let mut told = Told {
        title: format!("{}: a valid experiment", document.file.display()),
        ..Told::default()
    };
    let scenarios = experiment.scenarios.iter();
    let scenarios: Vec<&str> = scenarios.map(|entry| &entry.scenario.name[..]).collect();
    let planners = experiment.planners.iter();
    let planners: Vec<&str> = planners.map(|planner| &planner.label[..]).collect();
    let all = experiment.runs * (scenarios.len() * planners.len()) as u64;
    told.add("name", &experiment.name, experiment.name.clone());
    told.add("scenarios", scenarios.join(", "), scenarios);
    told.add("planners", planners.join(", "), planners);
    let runs = experiment.runs;
    told.add(
        "runs",
        format!("{runs} of each planner on each scenario, {all} in all"),
        json!({"each": runs, "all": all}),
    );
    let warnings = foresight::of_experiment(experiment).unwrap_or_else(|error| vec![error]);
    let warnings = warnings.into_iter().map(|words| ("warning", words));
    told.remarks.extend(warnings);
    told
}
