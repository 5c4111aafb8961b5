//! From the tree of an experiment's file to its parts. One method a key; what is wrong is noted and the reading goes on.

use super::family::{FAMILIES, Family, Parameter, SHARED};
use super::{Configuration, DEFAULT_RUNS};
use crate::planner::{Spec, Value};
use crate::scenario::reader::{Fields, Reader};
use crate::scenario::scalar::setting_value;
use crate::scenario::tree::Tree;
use crate::scenario::{Budget, DEFAULT_SEED};
use std::path::{Path, PathBuf};

const KEYS: [&str; 7] = [
    "experiment",
    "scenarios",
    "planners",
    "runs",
    "stop",
    "seed",
    "jobs",
];

/// The parts that could be read.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) sources: Vec<Source>,
    pub(super) planners: Vec<Configuration>,
    pub(super) runs: u64,
    pub(super) stop: Budget,
    pub(super) seed: u64,
    pub(super) jobs: Option<usize>,
}

/// Where a scenario comes from.
#[derive(Debug)]
pub(super) enum Source {
    /// A file, with what the experiment says of it.
    File {
        path: PathBuf,
        optimum: Option<f64>,
        parameters: Vec<(String, Value)>,
    },
    /// A member of a family.
    Member {
        name: String,
        text: String,
        parameters: Vec<(String, Value)>,
    },
}

/// Reads the parts of the file in `folder`.
pub(super) fn decode<'t>(reader: &mut Reader<'t>, root: &'t Tree, folder: &Path) -> Option<Draft> {
    let fields = reader.map(root, "the experiment", &KEYS)?;
    let mut decoder = Decoder { reader, folder };
    Some(Draft {
        name: decoder.name(fields).unwrap_or_default(),
        sources: decoder.sources(fields),
        planners: decoder.planners(fields),
        runs: decoder
            .count(fields, "runs", "the number of runs")
            .unwrap_or(DEFAULT_RUNS),
        stop: decoder.reader.stop(fields),
        seed: fields
            .get("seed")
            .and_then(|at| decoder.reader.integer(at, "the seed", 0))
            .unwrap_or(DEFAULT_SEED),
        jobs: decoder
            .count(fields, "jobs", "the number of jobs")
            .map(|jobs| jobs as usize),
    })
}

struct Decoder<'r, 't, 'p> {
    reader: &'r mut Reader<'t>,
    folder: &'p Path,
}

impl<'t> Decoder<'_, 't, '_> {
    fn count(&mut self, fields: Fields<'t>, key: &str, what: &str) -> Option<u64> {
        self.reader.integer(fields.get(key)?, what, 1)
    }

    fn name(&mut self, fields: Fields<'t>) -> Option<String> {
        let at = self.reader.required(
            &fields,
            "the experiment",
            "experiment",
            "experiment: my-study",
        )?;
        self.reader
            .folder_name(at, "the experiment's name")
            .map(str::to_owned)
    }

    fn sources(&mut self, fields: Fields<'t>) -> Vec<Source> {
        let example = "scenarios: [my_scenario.yaml]";
        let at = self
            .reader
            .required(&fields, "the experiment", "scenarios", example);
        let Some(at) = at else {
            return Vec::new();
        };
        let Some(items) = self.reader.list(at, "`scenarios`") else {
            return Vec::new();
        };
        if items.is_empty() {
            self.reader
                .error(at, "an experiment needs at least one scenario")
                .label("the list is empty");
        }
        let mut sources = Vec::new();
        for item in items {
            match item {
                Tree::Text(pattern) => self.files(item, pattern, &mut sources),
                Tree::Map(_) if has_key(item, "family") => self.family(item, &mut sources),
                Tree::Map(_) => sources.extend(self.file(item)),
                _ => {
                    self.reader
                        .wrong_kind(item, "a scenario", "a file, a pattern or a map")
                        .help("write `path/to/scenario.yaml`, `\"folder/*.yaml\"` or `{family: wall-gap, dimension: 4}`");
                }
            }
        }
        sources
    }

    /// The files that a path or a pattern means. Experiments among the files of a pattern are left out.
    fn files(&mut self, at: &'t Tree, pattern: &str, sources: &mut Vec<Source>) {
        let is_pattern = pattern.contains(['*', '?', '[']);
        let found = find(self.folder, pattern).and_then(|files| match files.len() {
            0 => Err("nothing is there".to_owned()),
            _ => Ok(files),
        });
        let files = match found {
            Ok(files) => files,
            Err(message) => {
                self.reader
                    .error(at, format!("there is no scenario `{pattern}`"))
                    .label(message)
                    .help("paths begin at the experiment's folder, or where nothing is there at the present one");
                return;
            }
        };
        let is_scenario = |path: &PathBuf| {
            !is_pattern
                || !std::fs::read_to_string(path).is_ok_and(|text| super::is_experiment(&text))
        };
        let files = files.into_iter().filter(is_scenario);
        sources.extend(files.map(|path| Source::File {
            path,
            optimum: None,
            parameters: Vec::new(),
        }));
    }

    /// A file with what is known of it, as the resolved experiment has it.
    fn file(&mut self, at: &'t Tree) -> Option<Source> {
        let keys = ["file", "optimum", "parameters"];
        let fields = self.reader.map(at, "a scenario", &keys)?;
        let example = "file: my_scenario.yaml";
        let file = self
            .reader
            .required(&fields, "a scenario", "file", example)?;
        let name = self.reader.text(file, "the file")?;
        let optimum = fields.get("optimum");
        let optimum = optimum.and_then(|at| self.reader.positive(at, "the optimum"));
        let mut parameters = Vec::new();
        if let Some(at) = fields.get("parameters") {
            let Tree::Map(entries) = at else {
                self.reader.wrong_kind(at, "`parameters`", "a map");
                return None;
            };
            for (key, value) in entries {
                let key = self.reader.text(key, "a parameter's name")?;
                parameters.push((key.to_owned(), self.scalar(value)?));
            }
        }
        let path = match find(self.folder, &glob::Pattern::escape(name)) {
            Ok(files) if files.len() == 1 => files[0].clone(),
            _ => {
                self.reader
                    .error(file, format!("there is no scenario `{name}`"));
                return None;
            }
        };
        Some(Source::File {
            path,
            optimum,
            parameters,
        })
    }

    /// The members of a family that an item means: one, or as many as its sweeps have combinations.
    fn family(&mut self, at: &'t Tree, sources: &mut Vec<Source>) {
        let Some(family) = self.family_of(at) else {
            return;
        };
        let parameters: Vec<&Parameter> = SHARED.iter().chain(family.parameters).collect();
        let mut keys = vec!["family", "sweep"];
        keys.extend(parameters.iter().map(|p| p.key));
        let what = format!("the family `{}`", family.name);
        let Some(fields) = self.reader.map(at, &what, &keys) else {
            return;
        };
        let before = self.reader.count();
        let mut members: Vec<Vec<(String, f64)>> = vec![Vec::new()];
        for parameter in &parameters {
            let Some(value) = fields.get(parameter.key) else {
                continue;
            };
            if let Some(x) = self.parameter(value, parameter) {
                members[0].push((parameter.key.to_owned(), x));
            }
        }
        let set = members[0].clone();
        for (key, values) in self.sweep(&fields, &what) {
            let Some(parameter) = parameters.iter().find(|p| p.key == key_text(key)) else {
                let legal: Vec<&str> = parameters.iter().map(|p| p.key).collect();
                let word = key_text(key);
                let told = format!("parameter `{word}` of {what}");
                self.reader.unknown(key, word, &told, "parameters", &legal);
                continue;
            };
            if set.iter().any(|(k, _)| k == parameter.key) {
                self.reader
                    .error(key, format!("`{}` is both set and swept", parameter.key));
            }
            let values: Vec<f64> = values
                .iter()
                .filter_map(|value| self.parameter(value, parameter))
                .collect();
            let with = |member: &Vec<(String, f64)>, x: f64| {
                let mut member = member.clone();
                member.push((parameter.key.to_owned(), x));
                member
            };
            let all = members.iter();
            members = all
                .flat_map(|member| values.iter().map(move |x| with(member, *x)))
                .collect();
        }
        if self.reader.count() > before {
            return;
        }
        for given in members {
            match family.member(&given) {
                Ok((name, text, parameters)) => sources.push(Source::Member {
                    name,
                    text,
                    parameters,
                }),
                Err(message) => {
                    self.reader
                        .error(at, format!("{what} has no such member"))
                        .label(message);
                }
            }
        }
    }

    fn family_of(&mut self, at: &'t Tree) -> Option<&'static Family> {
        let Tree::Map(entries) = at else {
            return None;
        };
        let (_, value) = entries.iter().find(|(key, _)| key_text(key) == "family")?;
        let names = FAMILIES.map(|family| family.name);
        let index = self.reader.word(value, "the family", &names)?;
        Some(&FAMILIES[index])
    }

    fn parameter(&mut self, at: &'t Tree, parameter: &Parameter) -> Option<f64> {
        let what = format!("`{}`", parameter.key);
        let whole = matches!(parameter.key, "dimension" | "seed" | "boxes");
        let x = match whole {
            true => self.reader.integer(at, &what, 0)? as f64,
            false => self.reader.number(at, &what)?,
        };
        if (parameter.least..=parameter.most).contains(&x) {
            return Some(x);
        }
        let (least, most) = (parameter.least, parameter.most);
        self.reader
            .error(at, format!("{what} must be from {least} to {most}"))
            .label(parameter.meaning);
        None
    }

    /// The keys of `sweep` with their values; every value is a list that is not empty.
    fn sweep(&mut self, fields: &Fields<'t>, what: &str) -> Vec<(&'t Tree, &'t [Tree])> {
        let Some(at) = fields.get("sweep") else {
            return Vec::new();
        };
        let Tree::Map(entries) = at else {
            self.reader
                .wrong_kind(at, &format!("the sweep of {what}"), "a map")
                .help("write for example `sweep: {gap: [0.02, 0.05]}`");
            return Vec::new();
        };
        let mut all = Vec::new();
        for (key, values) in entries {
            if self.reader.text(key, "a key of a sweep").is_none() {
                continue;
            }
            match self
                .reader
                .list(values, &format!("the sweep of `{}`", key_text(key)))
            {
                Some([]) => {
                    self.reader
                        .error(values, format!("the sweep of `{}` is empty", key_text(key)));
                }
                Some(values) => all.push((key, values)),
                None => {}
            }
        }
        all
    }

    fn scalar(&mut self, at: &'t Tree) -> Option<Value> {
        let value = setting_value(at);
        if value.is_none() {
            self.reader
                .wrong_kind(at, "the value", "a number, `true`, `false` or a word");
        }
        value
    }

    fn planners(&mut self, fields: Fields<'t>) -> Vec<Configuration> {
        let mut planners = Vec::new();
        let Some(at) = fields.get("planners") else {
            return planners;
        };
        let items = self.reader.list(at, "`planners`").unwrap_or_default();
        for item in items {
            for planner in self.configurations(item) {
                if let Some(_same) = planners
                    .iter()
                    .find(|p: &&Configuration| p.label == planner.label)
                {
                    self.reader
                        .error(item, format!("two planners are called `{}`", planner.label))
                        .help("give one of them a `label`");
                }
                planners.push(planner);
            }
        }
        planners
    }

    /// What an item of `planners` means: one planner, or as many as its sweeps have combinations.
    fn configurations(&mut self, at: &'t Tree) -> Vec<Configuration> {
        let entries: &[(Tree, Tree)] = match at {
            Tree::Map(entries) => entries,
            _ => {
                let spec = self.reader.planner(at);
                let named = spec.and_then(|spec| Configuration::named(spec.name()));
                return named.into_iter().collect();
            }
        };
        let own = |(key, _): &&(Tree, Tree)| matches!(key_text(key), "label" | "sweep");
        let planners: Vec<&(Tree, Tree)> = entries.iter().filter(|entry| !own(entry)).collect();
        let [(key, settings)] = planners.as_slice() else {
            let names: Vec<_> = planners.iter().map(|(key, _)| key_text(key)).collect();
            self.reader
                .error(at, "an item of `planners` names one planner")
                .label(format!("this one names {}", match names.len() {
                    0 => "none".to_owned(),
                    _ => names.join(", "),
                }))
                .help("write for example `{label: IRRT*, informed-rrt-star: {range: 0.3}, sweep: {rewire-factor: [1.001, 1.1]}}`");
            return Vec::new();
        };
        let Some(mut spec) = self.reader.planner(key) else {
            return Vec::new();
        };
        let mut base = Configuration {
            label: spec.name().to_owned(),
            planner: spec.name().to_owned(),
            settings: Vec::new(),
        };
        if *settings != Tree::Null {
            if self.reader.settings(&mut spec, settings).is_none() {
                return Vec::new();
            }
            base.settings = pairs(settings);
        }
        let mut items = Vec::new();
        for (key, value) in entries.iter().filter(own) {
            match key_text(key) {
                "label" => match self.reader.folder_name(value, "the label") {
                    Some(label) => base.label = label.to_owned(),
                    None => return Vec::new(),
                },
                _ => items.push(value),
            }
        }
        let mut all = vec![base];
        for sweep in items {
            all = self.swept(sweep, &spec, all);
        }
        all
    }

    /// Every configuration of `all` with every combination of the values of a sweep.
    fn swept(
        &mut self,
        at: &'t Tree,
        spec: &Spec,
        mut all: Vec<Configuration>,
    ) -> Vec<Configuration> {
        let Tree::Map(entries) = at else {
            self.reader
                .wrong_kind(at, "`sweep`", "a map")
                .help("write for example `sweep: {rewire-factor: [1.001, 1.1]}`");
            return Vec::new();
        };
        let parameters = spec.parameters();
        let legal: Vec<&str> = parameters.iter().map(|p| p.key).collect();
        for (key, values) in entries {
            let word = key_text(key);
            if !legal.contains(&word) {
                let what = format!("setting `{word}` of `{}`", spec.name());
                self.reader.unknown(key, word, &what, "settings", &legal);
                return Vec::new();
            }
            if all
                .iter()
                .any(|c| c.settings.iter().any(|(k, _)| k == word))
            {
                self.reader
                    .error(key, format!("`{word}` is both set and swept"));
                return Vec::new();
            }
            let Some(values) = self.reader.list(values, &format!("the sweep of `{word}`")) else {
                return Vec::new();
            };
            if values.is_empty() {
                self.reader
                    .error(key, format!("the sweep of `{word}` is empty"));
                return Vec::new();
            }
            let mut next = Vec::new();
            for configuration in &all {
                for at in values {
                    let Some(value) = self.scalar(at) else {
                        continue;
                    };
                    if let Err(message) = spec.clone().set(word, &value) {
                        self.reader.error(at, message);
                        continue;
                    }
                    let mut with = configuration.clone();
                    with.label = format!("{} {word}={value}", with.label);
                    with.settings.push((word.to_owned(), value));
                    next.push(with);
                }
            }
            all = next;
        }
        all
    }
}

/// The files that a pattern means: from `folder`, or where nothing is there from the present one; sorted.
fn find(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>, String> {
    let from_folder = match folder.as_os_str().is_empty() || Path::new(pattern).is_absolute() {
        true => pattern.to_owned(),
        false => format!(
            "{}/{pattern}",
            glob::Pattern::escape(&folder.to_string_lossy())
        ),
    };
    for pattern in [from_folder.as_str(), pattern] {
        let paths = glob::glob(pattern).map_err(|error| error.to_string())?;
        let files: Vec<PathBuf> = paths.flatten().filter(|path| path.is_file()).collect();
        if !files.is_empty() {
            return Ok(files);
        }
    }
    Ok(Vec::new())
}

fn has_key(map: &Tree, word: &str) -> bool {
    let Tree::Map(entries) = map else {
        return false;
    };
    entries.iter().any(|(key, _)| key_text(key) == word)
}

/// A key as text; empty where it is none.
fn key_text(key: &Tree) -> &str {
    match key {
        Tree::Text(text) => text,
        _ => "",
    }
}

/// The entries of a map of settings that has been found to be legal.
fn pairs(settings: &Tree) -> Vec<(String, Value)> {
    let Tree::Map(entries) = settings else {
        return Vec::new();
    };
    let pair =
        |(key, value): &(Tree, Tree)| Some((key_text(key).to_owned(), setting_value(value)?));
    entries.iter().filter_map(pair).collect()
}
