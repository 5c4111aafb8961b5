//! What is known of the experiment and of the machine.

use super::{About, Labelled, StoredError, malformed};
use crate::experiment::{Configuration, Experiment, resolved};
use crate::files;
use crate::planner::Value;
use std::path::Path;

/// What an experiment says of its scenarios and planners.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The experiment in words.
    pub about: Option<About>,
    /// The experiment, where it can be read.
    pub experiment: Option<Experiment>,
    /// Its planners.
    pub planners: Vec<Labelled>,
    /// Its scenarios.
    pub scenarios: Vec<KnownScenario>,
}

/// What is known of a scenario.
#[derive(Clone, Debug, Default)]
pub struct KnownScenario {
    /// Its name.
    pub name: String,
    /// Its least cost.
    pub optimum: Option<f64>,
    /// How far above that it may be, where that is the lower end of a bracket.
    pub optimum_width: Option<f64>,
    /// What a family made it from.
    pub parameters: Vec<(String, Value)>,
    /// Whether its runs end by the clock.
    pub timed: bool,
}

impl Known {
    /// The scenario of this name, which is added where there is none.
    pub fn scenario(&mut self, name: &str) -> &mut KnownScenario {
        let index = self.scenarios.iter().position(|s| s.name == name);
        let index = index.unwrap_or_else(|| {
            self.scenarios.push(KnownScenario {
                name: name.to_owned(),
                ..KnownScenario::default()
            });
            self.scenarios.len() - 1
        });
        &mut self.scenarios[index]
    }
}

/// Reads `experiment.yaml` with the scenarios beside it; `None` where there is none. An experiment that cannot be read
/// any more, as when a scenario was moved away, takes nothing from the results: it is a warning.
pub fn read(folder: &Path, warnings: &mut Vec<String>) -> Result<Option<Known>, StoredError> {
    let file = folder.join(resolved::FILE);
    if !file.is_file() {
        return Ok(None);
    }
    let text = files::read_text(&file)?;
    let mut known = Known::default();
    let mut about = About {
        name: folder
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
        folder: folder.to_path_buf(),
        text,
    };
    match crate::experiment::load(&file) {
        Ok(experiment) => {
            about.name.clone_from(&experiment.name);
            known.planners = experiment
                .planners
                .iter()
                .map(|p| labelled(p, &experiment))
                .collect();
            for entry in &experiment.scenarios {
                let scenario = known.scenario(&entry.scenario.name);
                scenario.optimum = entry.optimum();
                // What the scenario itself states has no width.
                let found = entry.scenario.optimum.is_none();
                scenario.optimum_width = entry.optimum_width.filter(|_| found);
                scenario.parameters.clone_from(&entry.parameters);
                scenario.timed = experiment.budget(&entry.scenario).time.is_some();
            }
            known.experiment = Some(experiment);
        }
        Err(reports) => {
            let first = reports
                .first()
                .map_or_else(String::new, ToString::to_string);
            let why = first.lines().next().unwrap_or_default();
            warnings.push(format!(
                "{} cannot be read, so that optima and parameters are not known: {why}",
                file.display()
            ));
        }
    }
    known.about = Some(about);
    Ok(Some(known))
}

/// The planner with the settings that it runs with.
fn labelled(planner: &Configuration, experiment: &Experiment) -> Labelled {
    let specs = experiment.scenarios.iter();
    let mut specs = specs.filter_map(|entry| planner.spec(&entry.scenario).ok());
    let parameters = specs.next().map_or_else(Vec::new, |spec| spec.parameters());
    Labelled {
        label: planner.label.clone(),
        planner: planner.planner.clone(),
        settings: planner.settings.clone(),
        parameters: parameters
            .into_iter()
            .map(|p| (p.key.to_owned(), p.value))
            .collect(),
    }
}

/// Reads `machine.json`, or the files of shards: the facts of each as words.
pub fn machines(folder: &Path) -> Result<Vec<Vec<(String, String)>>, StoredError> {
    let mut machines = Vec::new();
    for (file, _) in super::bench::files_of(folder, "machine", "json")? {
        let text = files::read_text(&file)?;
        let json: serde_json::Value = serde_json::from_str(&text)
            .map_err(|error| malformed(&file, Some(error.line() as u64), error.to_string()))?;
        let mut facts = Vec::new();
        for (key, value) in json.as_object().into_iter().flatten() {
            let key = key.replace('_', " ");
            match value.as_array() {
                // Each time that the program worked there.
                Some(list) => facts.extend(list.iter().map(|item| (key.clone(), words(item)))),
                None => facts.push((key, words(value))),
            }
        }
        machines.push(facts);
    }
    Ok(machines)
}

/// A value of JSON for people.
fn words(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(word) => word.clone(),
        serde_json::Value::Null => "unknown".to_owned(),
        // Thousandths are enough for loads and seconds.
        serde_json::Value::Number(x) if x.is_f64() => {
            let x = x.as_f64().unwrap_or(f64::NAN);
            ((x * 1000.0).round() / 1000.0).to_string()
        }
        serde_json::Value::Object(fields) => {
            let field = |(key, value): (&String, &serde_json::Value)| {
                format!("{} {}", key.replace('_', " "), words(value))
            };
            fields.iter().map(field).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
