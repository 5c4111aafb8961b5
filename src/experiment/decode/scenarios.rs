//! The key `scenarios`: files, patterns, and members of families.

use super::{Decoder, Source, key_text};
use crate::experiment::family::{FAMILIES, Family, Parameter, SHARED};
use crate::experiment::is_experiment;
use crate::scenario::Document;
use crate::scenario::reader::Fields;
use crate::scenario::tree::Tree;
use std::path::{Path, PathBuf};

impl<'t> Decoder<'_, 't, '_> {
    /// All scenarios, in order.
    pub(super) fn sources(&mut self, fields: Fields<'t>) -> Vec<Source> {
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
                        .wrong_kind(item, "a scenario", "a file, a pattern or a mapping")
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
            !is_pattern || !Document::read(path).is_ok_and(|it| is_experiment(&it.text))
        };
        let files = files.into_iter().filter(is_scenario);
        sources.extend(files.map(|path| Source::File {
            path,
            optimum: None,
            optimum_width: None,
            parameters: Vec::new(),
        }));
    }

    /// A file with what is known of it, as the resolved experiment has it.
    fn file(&mut self, at: &'t Tree) -> Option<Source> {
        let keys = ["file", "optimum", "optimum-width", "parameters"];
        let fields = self.reader.map(at, "a scenario", &keys)?;
        let example = "file: my_scenario.yaml";
        let file = self
            .reader
            .required(&fields, "a scenario", "file", example)?;
        let name = self.reader.text(file, "the file")?;
        let optimum = fields.get("optimum");
        let optimum = optimum.and_then(|at| self.reader.positive(at, "the optimum"));
        let width = fields.get("optimum-width");
        let optimum_width = width.and_then(|at| self.reader.positive(at, "the optimum's width"));
        let mut parameters = Vec::new();
        if let Some(at) = fields.get("parameters") {
            let Tree::Map(entries) = at else {
                self.reader.wrong_kind(at, "`parameters`", "a mapping");
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
            optimum_width,
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
        let swept = self.sweep(&fields, &what);
        let lengths = swept.iter().map(|(_, values)| values.len());
        if !self.are_few(fields.get("sweep").unwrap_or(at), lengths) {
            return;
        }
        for (key, values) in swept {
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
                Ok(made) => sources.push(Source::Member(made)),
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
                .wrong_kind(at, &format!("the sweep of {what}"), "a mapping")
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
