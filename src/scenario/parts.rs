//! Decoding what a scenario says of the search: objective, sampling, planner and budget.

use super::decode::Decoder;
use super::numbers::why_no_number;
use super::reader::Fields;
use super::scalar::{parse_time, setting_value};
use super::tree::Tree;
use super::words::brief;
use super::{Budget, Objective, SamplingRegion};
use crate::planner::{Spec, Value};

/// Shares that are meant to add up to 1 may miss it by their rounding.
const SHARE_ROUNDING: f64 = 1e-9;

const OBJECTIVES: [&str; 2] = ["path-length", "cost-map"];

impl<'t> Decoder<'t, '_> {
    /// The objective; the path's length where nothing is said.
    pub(crate) fn objective(&mut self, fields: Fields<'t>) -> Option<Objective> {
        if let (Some((key, _)), Some(_)) = (fields.entry("objective"), fields.get("dynamics")) {
            self.reader
                .error(key, "a scenario with dynamics has no objective")
                .label("leave this out")
                .help("its cost is the time and the effort of the controls, 1 + u' R u for each second");
            return None;
        }
        let at = match fields.get("objective") {
            None => return Some(Objective::PathLength),
            Some(at @ Tree::Map(_)) => at,
            Some(at) => {
                return match self.reader.word(at, "the objective", &OBJECTIVES)? {
                    0 => Some(Objective::PathLength),
                    _ => {
                        self.reader
                            .error(at, "the objective `cost-map` needs its weights")
                            .label("write `{cost-map: {default: 1.0, regions: […]}}`");
                        None
                    }
                };
            }
        };
        let fields = self.reader.map(at, "the objective", &["cost-map"])?;
        let at = self.reader.required(
            &fields,
            "the objective",
            "cost-map",
            "cost-map: {default: 1.0, regions: []}",
        )?;
        let map = self
            .reader
            .map(at, "the cost map", &["default", "regions"])?;
        let default = match map.get("default") {
            Some(at) => self.reader.positive(at, "the default weight"),
            None => Some(1.0),
        };
        let items = match map.get("regions") {
            Some(at) => self.reader.list(at, "the regions of the cost map")?,
            None => &[],
        };
        let mut regions = Vec::with_capacity(items.len());
        for item in items {
            let Some((shape, fields)) = self.shape(item, "a region", &["weight"]) else {
                continue;
            };
            let weight = self
                .reader
                .required(&fields, "a region", "weight", "weight: 2.0");
            if let Some(w) = weight.and_then(|at| self.reader.positive(at, "the weight")) {
                regions.push((shape, w));
            }
        }
        Some(Objective::CostMap {
            default: default?,
            regions,
        })
    }

    /// The sampling regions that could be read, each with its list item.
    pub(crate) fn sampling(&mut self, fields: Fields<'t>) -> Vec<(&'t Tree, SamplingRegion)> {
        let mut sampling = Vec::new();
        let Some(at) = fields.get("sampling") else {
            return sampling;
        };
        let has_dynamics = fields.get("dynamics").is_some();
        let Some(fields) = self.reader.map(at, "`sampling`", &["regions", "fixed"]) else {
            return sampling;
        };
        if let Some((key, _)) = fields.entry("fixed").filter(|_| !has_dynamics) {
            self.reader
                .error(key, "states can be fixed only where there are dynamics")
                .label("leave this out");
        }
        let Some(at) = fields.get("regions") else {
            return sampling;
        };
        let mut sum = 0.0;
        for item in self
            .reader
            .list(at, "the sampling regions")
            .unwrap_or_default()
        {
            let Some((shape, fields)) = self.shape(item, "a sampling region", &["share"]) else {
                continue;
            };
            let share = self
                .reader
                .required(&fields, "a sampling region", "share", "share: 0.1");
            let Some((at, share)) = share.and_then(|at| Some((at, self.share(at)?))) else {
                continue;
            };
            let before = sum;
            sum += share;
            if sum > 1.0 + SHARE_ROUNDING && before <= 1.0 + SHARE_ROUNDING {
                self.reader
                    .error(
                        at,
                        "the shares of the sampling regions add up to more than 1",
                    )
                    .label(format!("up to this one they are {}", brief(sum)));
            }
            sampling.push((item, SamplingRegion { shape, share }));
        }
        sampling
    }

    fn share(&mut self, at: &'t Tree) -> Option<f64> {
        let share = self.reader.number(at, "the share")?;
        if share > 0.0 && share <= 1.0 {
            return Some(share);
        }
        self.reader
            .error(at, "the share must be above 0 and at most 1")
            .label("a share of all samples");
        None
    }

    /// The planner with its settings, which fits to the dynamics or their absence.
    pub(crate) fn planner(&mut self, fields: Fields<'t>, has_dynamics: bool) -> Option<Spec> {
        let at = fields.get("planner")?;
        let spec = self.any_planner(at)?;
        // Dynamics that could not be read have been told.
        let has_dynamics = has_dynamics || fields.get("dynamics").is_some();
        if spec.needs_dynamics() == has_dynamics {
            return Some(spec);
        }
        let (title, label) = match has_dynamics {
            true => (
                "with dynamics the planner must be `kinodynamic-rrt-star`",
                format!("`{}` plans straight motions", spec.name()),
            ),
            false => (
                "this planner needs `dynamics`",
                "the scenario has none".to_owned(),
            ),
        };
        self.reader.error(at, title).label(label);
        None
    }

    fn any_planner(&mut self, at: &'t Tree) -> Option<Spec> {
        let all = Spec::all();
        let names: Vec<&str> = all.iter().map(Spec::name).collect();
        if let Tree::Text(name) = at {
            let found = Spec::named(name);
            if found.is_none() {
                self.reader
                    .unknown(at, name, &format!("planner `{name}`"), "planners", &names);
            }
            return found;
        }
        let Tree::Map(entries) = at else {
            self.reader
                .error(
                    at,
                    "the planner must be a name, or a map from its name to its settings",
                )
                .label(format!("this is {}", at.kind()))
                .help("write for example `planner: {rrt-star: {range: 0.2}}`");
            return None;
        };
        let [(key, settings)] = entries.as_slice() else {
            self.reader
                .error(at, "a scenario names one planner")
                .label(format!("this map has {} keys", entries.len()))
                .help("settings stand below the name: `planner: {rrt-star: {range: 0.2}}`");
            return None;
        };
        let name = self.reader.text(key, "the planner's name")?;
        let Some(mut spec) = Spec::named(name) else {
            self.reader
                .unknown(key, name, &format!("planner `{name}`"), "planners", &names);
            return None;
        };
        if *settings != Tree::Null {
            self.settings(&mut spec, settings)?;
        }
        Some(spec)
    }

    fn settings(&mut self, spec: &mut Spec, at: &'t Tree) -> Option<()> {
        let before = self.reader.count();
        let parameters = spec.parameters();
        let keys: Vec<&str> = parameters.iter().map(|p| p.key).collect();
        let what = format!("the settings of `{}`", spec.name());
        let fields = self.reader.map(at, &what, &keys)?;
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
                self.reader.error(at, legal).label(label);
                continue;
            };
            if let Err(message) = spec.set(parameter.key, &value) {
                let finding = self.reader.error(at, message);
                finding.label(parameter.meaning);
                if let (Value::Word(word), Value::Number(_)) = (&value, &parameter.value)
                    && let Some(help) = why_no_number(word)
                {
                    finding.help(help);
                }
            }
        }
        (self.reader.count() == before).then_some(())
    }

    /// The budget.
    pub(crate) fn stop(&mut self, fields: Fields<'t>) -> Budget {
        let mut budget = Budget::default();
        let Some(at) = fields.get("stop") else {
            return budget;
        };
        let Some(stop) = self
            .reader
            .map(at, "`stop`", &["time", "iterations", "cost"])
        else {
            return budget;
        };
        budget.time = stop.get("time").and_then(|at| self.time(at));
        budget.iterations = stop
            .get("iterations")
            .and_then(|at| self.reader.integer(at, "the number of iterations", 1));
        budget.cost = stop
            .get("cost")
            .and_then(|at| self.reader.positive(at, "the cost to stop at"));
        budget
    }

    fn time(&mut self, at: &'t Tree) -> Option<f64> {
        let Tree::Text(text) = at else {
            if matches!(at, Tree::Float(x) if x.is_infinite()) {
                self.reader
                    .error(at, "the time must be finite")
                    .label("for no limit leave it out");
                return None;
            }
            return self.reader.positive(at, "the time");
        };
        match parse_time(text) {
            Ok(time) => Some(time),
            Err(message) => {
                self.reader.error(at, message);
                None
            }
        }
    }
}
