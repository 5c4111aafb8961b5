//! The reader's planners and budgets: what scenarios and experiments have in common.

use super::Budget;
use super::numbers::why_no_number;
use super::reader::{Fields, Reader};
use super::scalar::{parse_memory, parse_time, setting_value};
use super::tree::Tree;
use super::words::count;
use crate::planner::{Spec, Value};

impl<'t> Reader<'t> {
    /// A planner: its name, or a mapping from its name to its settings.
    pub(crate) fn planner(&mut self, at: &'t Tree) -> Option<Spec> {
        let all = Spec::all();
        let names: Vec<&str> = all.iter().map(Spec::name).collect();
        if let Tree::Text(name) = at {
            let found = Spec::named(name);
            if found.is_none() {
                self.unknown(at, name, &format!("planner `{name}`"), "planners", &names);
            }
            return found;
        }
        let Tree::Map(entries) = at else {
            self.error(
                at,
                "the planner must be a name, or a mapping from its name to its settings",
            )
            .label(format!("this is {}", at.kind()))
            .help("write for example `planner: {rrt-star: {range: 0.2}}`");
            return None;
        };
        let [(key, settings)] = entries.as_slice() else {
            self.error(at, "a scenario names one planner")
                .label(format!("this mapping has {}", count(entries.len(), "key")))
                .help("settings stand below the name: `planner: {rrt-star: {range: 0.2}}`");
            return None;
        };
        let name = self.text(key, "the planner's name")?;
        let Some(mut spec) = Spec::named(name) else {
            self.unknown(key, name, &format!("planner `{name}`"), "planners", &names);
            return None;
        };
        if *settings != Tree::Null {
            self.settings(&mut spec, settings)?;
        }
        Some(spec)
    }

    /// Sets what the map `at` says.
    pub(crate) fn settings(&mut self, spec: &mut Spec, at: &'t Tree) -> Option<()> {
        let before = self.count();
        let parameters = spec.parameters();
        let keys: Vec<&str> = parameters.iter().map(|p| p.key).collect();
        let what = format!("the settings of `{}`", spec.name());
        let fields = self.map(at, &what, &keys)?;
        for parameter in &parameters {
            let Some((_, at)) = fields.entry(parameter.key) else {
                continue;
            };
            let Some(value) = setting_value(at) else {
                let legal = format!("`{}` must be {}", parameter.key, parameter.legal);
                let label = match at {
                    Tree::Float(_) => "this is not a number".to_owned(),
                    Tree::Null => "there is nothing here".to_owned(),
                    other => format!("this is {}", other.kind()),
                };
                self.error(at, legal).label(label);
                continue;
            };
            if let Err(message) = spec.set(parameter.key, &value) {
                let finding = self.error(at, message);
                finding.label(parameter.meaning);
                if let (Value::Word(word), Value::Number(_)) = (&value, &parameter.value)
                    && let Some(help) = why_no_number(word)
                {
                    finding.help(help);
                }
            }
        }
        (self.count() == before).then_some(())
    }

    /// The budget under the key `stop`; empty where there is none.
    pub(crate) fn stop(&mut self, fields: Fields<'t>) -> Budget {
        let mut budget = Budget::default();
        let Some(at) = fields.get("stop") else {
            return budget;
        };
        let Some(stop) = self.map(at, "`stop`", &["time", "iterations", "cost", "memory"]) else {
            return budget;
        };
        budget.time = stop.get("time").and_then(|at| self.time(at));
        budget.iterations = stop
            .get("iterations")
            .and_then(|at| self.integer(at, "the number of iterations", 1));
        budget.cost = stop
            .get("cost")
            .and_then(|at| self.positive(at, "the cost to stop at"));
        budget.memory = stop.get("memory").and_then(|at| self.memory(at));
        budget
    }

    fn memory(&mut self, at: &'t Tree) -> Option<u64> {
        let text = match at {
            Tree::Text(text) => text.clone(),
            Tree::Integer(x) => x.to_string(),
            Tree::Float(x) => x.to_string(),
            _ => {
                self.wrong_kind(at, "the memory", "a size, as `2GB`");
                return None;
            }
        };
        match parse_memory(&text) {
            Ok(memory) => Some(memory),
            Err(message) => {
                self.error(at, message);
                None
            }
        }
    }

    fn time(&mut self, at: &'t Tree) -> Option<f64> {
        let Tree::Text(text) = at else {
            if matches!(at, Tree::Float(x) if x.is_infinite()) {
                self.error(at, "the time must be finite")
                    .label("for no limit leave it out");
                return None;
            }
            return self.positive(at, "the time");
        };
        match parse_time(text) {
            Ok(time) => Some(time),
            Err(message) => {
                self.error(at, message);
                None
            }
        }
    }
}
