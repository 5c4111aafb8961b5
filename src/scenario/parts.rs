//! Decoding what a scenario says of the search: objective, sampling and planner.

use super::decode::Decoder;
use super::reader::Fields;
use super::tree::Tree;
use super::words::brief;
use super::{Objective, SamplingRegion};
use crate::planner::Spec;

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
        let spec = self.reader.planner(at)?;
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
}
