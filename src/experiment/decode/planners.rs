//! The key `planners`: names, names with settings, and sweeps of settings.

use super::{Decoder, key_text};
use crate::experiment::Configuration;
use crate::planner::{Spec, Value};
use crate::scenario::reader::Fields;
use crate::scenario::scalar::setting_value;
use crate::scenario::tree::Tree;

impl<'t> Decoder<'_, 't, '_> {
    /// All planners, in order; no two have one label.
    pub(super) fn planners(&mut self, fields: Fields<'t>) -> Vec<Configuration> {
        let mut planners = Vec::new();
        let Some(at) = fields.get("planners") else {
            return planners;
        };
        let items = self.reader.list(at, "`planners`").unwrap_or_default();
        for item in items {
            for planner in self.configurations(item) {
                let same = |p: &Configuration| p.label == planner.label;
                if planners.iter().any(same) {
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
                .wrong_kind(at, "`sweep`", "a mapping")
                .help("write for example `sweep: {rewire-factor: [1.001, 1.1]}`");
            return Vec::new();
        };
        let lengths = entries.iter().map(|(_, values)| match values {
            Tree::List(values) => values.len(),
            _ => 1,
        });
        if !self.are_few(at, lengths.chain([all.len()])) {
            return Vec::new();
        }
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

/// The entries of a map of settings that has been found to be legal.
fn pairs(settings: &Tree) -> Vec<(String, Value)> {
    let Tree::Map(entries) = settings else {
        return Vec::new();
    };
    let pair =
        |(key, value): &(Tree, Tree)| Some((key_text(key).to_owned(), setting_value(value)?));
    entries.iter().filter_map(pair).collect()
}
