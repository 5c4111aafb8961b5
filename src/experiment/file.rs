//! Reading an experiment from a file, with the scenarios that it names.

use super::decode::{Source, decode};
use super::family::Made;
use super::{Configuration, Entry, Experiment};
use crate::optimum::{Known, Limit};
use crate::scenario::reader::Reader;
use crate::scenario::tree::{self, Tree};
use crate::scenario::{self, Document, Report, syntax, words};
use std::path::Path;

/// Whether a text is an experiment and not a scenario: it has the key `experiment`.
pub fn is_experiment(text: &str) -> bool {
    let has_key = |root: Tree| match root {
        Tree::Map(entries) => {
            (entries.iter()).any(|(key, _)| matches!(key, Tree::Text(word) if word == "experiment"))
        }
        _ => false,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Parsing a large scenario to look for a word would take longer than the word is worth.
    text.contains("experiment") && tree::parse(text).is_ok_and(has_key)
}

/// Reads the experiment in the file `path` and every scenario that it names.
///
/// # Errors
/// All problems of the file, or else those of its scenarios.
pub fn load(path: &Path) -> Result<Experiment, Vec<Report>> {
    parse(&Document::read(path).map_err(|report| vec![report])?)
}

/// Reads the experiment in the text, and every scenario that it names.
///
/// # Errors
/// All problems of the text, or else those of its scenarios.
pub fn parse(document: &Document) -> Result<Experiment, Vec<Report>> {
    let Document { file: path, text } = document;
    let root = tree::parse(text).map_err(|error| vec![syntax::report(path, text, error)])?;
    let mut reader = Reader::default();
    let folder = path.parent().unwrap_or(Path::new(""));
    let draft = decode(&mut reader, &root, folder);
    if reader.count() > 0 {
        return Err(vec![reader.report(&root, text, path)]);
    }
    let Some(draft) = draft else {
        // Not reached: a part is missing only where something was said about it.
        return Err(vec![of_file(path, "the experiment is not complete", "")]);
    };
    let mut scenarios = Vec::new();
    let mut reports = Vec::new();
    for source in draft.sources {
        match entry(source, path) {
            Ok(entry) => scenarios.push(with_optimum(entry)),
            Err(report) => reports.push(report),
        }
    }
    if !reports.is_empty() {
        return Err(reports);
    }
    let mut experiment = Experiment {
        name: draft.name,
        scenarios,
        planners: draft.planners,
        runs: draft.runs,
        stop: draft.stop,
        seed: draft.seed,
        jobs: draft.jobs,
    };
    experiment
        .settle()
        .map_err(|message| vec![of_file(path, &message, "")])?;
    Ok(experiment)
}

impl Experiment {
    /// An experiment on these scenarios, without a file of its own; its planners are those that the scenarios name.
    ///
    /// # Errors
    /// The problems of the scenarios, those that cannot be read among them, in words.
    pub fn of_scenarios(
        documents: impl IntoIterator<Item = Result<Document, Report>>,
    ) -> Result<Self, String> {
        let mut scenarios = Vec::new();
        let mut reports = Vec::new();
        for document in documents {
            match document.and_then(entry_of) {
                Ok(entry) => scenarios.push(with_optimum(entry)),
                Err(report) => reports.push(report.to_string()),
            }
        }
        if !reports.is_empty() {
            return Err(reports.join("\n\n"));
        }
        let name = match scenarios.as_slice() {
            [only] => format!("bench-{}", only.scenario.name),
            [first, rest @ ..] => format!("bench-{}-and-{}-more", first.scenario.name, rest.len()),
            [] => "bench".to_owned(),
        };
        Ok(Self {
            name,
            scenarios,
            planners: Vec::new(),
            runs: super::DEFAULT_RUNS,
            stop: scenario::Budget::default(),
            seed: scenario::DEFAULT_SEED,
            jobs: None,
        })
    }

    /// Fills in the planners where none are named, and checks that every run can be made.
    ///
    /// # Errors
    /// Where scenarios share a name, name different planners, or do not suit a planner.
    pub fn settle(&mut self) -> Result<(), String> {
        for (i, entry) in self.scenarios.iter().enumerate() {
            let name = &entry.scenario.name;
            let same = |other: &&Entry| other.scenario.name == *name;
            if let Some(other) = self.scenarios[..i].iter().find(same) {
                return Err(format!(
                    "two scenarios are called `{name}`: {} and {}",
                    other.file.display(),
                    entry.file.display()
                ));
            }
        }
        if self.planners.is_empty() {
            for entry in &self.scenarios {
                let own = entry.scenario.planner.as_ref().map(|spec| spec.name());
                let name = own.unwrap_or_else(|| entry.scenario.default_planner());
                if !self.planners.iter().any(|planner| planner.planner == name) {
                    self.planners.extend(Configuration::named(name));
                }
            }
            if self.planners.len() > 1 {
                let names: Vec<&str> = self.planners.iter().map(|p| p.label.as_str()).collect();
                return Err(format!(
                    "the scenarios name different planners ({}); say which ones are to run, with `planners` or -p",
                    names.join(", ")
                ));
            }
        }
        self.are_few()?;
        for entry in &self.scenarios {
            for planner in &self.planners {
                planner.spec(&entry.scenario).map_err(|message| {
                    format!("`{}` on {}: {message}", planner.label, entry.scenario.name)
                })?;
            }
        }
        Ok(())
    }
}

impl Experiment {
    /// Whether there are no more runs than an experiment may have.
    fn are_few(&self) -> Result<(), String> {
        /// Each of a millisecond, they take a quarter of an hour; their rows take some 300 MB when they are read.
        const MOST: u128 = 1_000_000;
        let [scenarios, planners] = [self.scenarios.len(), self.planners.len()];
        let runs = scenarios as u128 * planners as u128 * u128::from(self.runs);
        if runs <= MOST {
            return Ok(());
        }
        Err(format!(
            "the experiment has {runs} runs: {} on {}, {} each; at most {MOST} are allowed",
            words::count(planners, "planner"),
            words::count(scenarios, "scenario"),
            self.runs
        ))
    }
}

fn entry(source: Source, experiment: &Path) -> Result<Entry, Report> {
    match source {
        Source::File {
            path,
            optimum,
            optimum_width,
            parameters,
        } => Ok(Entry {
            optimum,
            optimum_width,
            parameters,
            ..entry_of(Document::read(&path)?)?
        }),
        Source::Member(Made {
            name,
            text,
            parameters,
        }) => {
            let file = experiment.with_file_name(format!("{name}.yaml"));
            Ok(Entry {
                scenario: scenario::parse(&text, &file)?,
                text,
                file,
                parameters,
                optimum: None,
                optimum_width: None,
                known: Known::default(),
            })
        }
    }
}

/// Looks for the least cost where nothing says it and it is cheap to know.
fn with_optimum(mut entry: Entry) -> Entry {
    match entry.optimum() {
        Some(stated) => entry.known = Known::stated(stated),
        None => {
            entry.known = Known::of(&entry.scenario, &Limit::CHEAP);
            let reference = entry.known.reference;
            entry.optimum = reference.map(|reference| reference.cost);
            let width = reference.map(|reference| reference.width);
            entry.optimum_width = width.filter(|width| *width > 0.0);
        }
    }
    entry
}

fn entry_of(document: Document) -> Result<Entry, Report> {
    let Document { file, text } = document;
    Ok(Entry {
        scenario: scenario::parse(&text, &file)?,
        text,
        file,
        parameters: Vec::new(),
        optimum: None,
        optimum_width: None,
        known: Known::default(),
    })
}

/// A problem of a whole file.
fn of_file(path: &Path, title: &str, label: &str) -> Report {
    Report::of_file(path, title.to_owned(), label.to_owned(), None)
}
