//! The settings of FMT*.

use crate::planner::parts::{BatchSettings, Common, NearRule, Neighbors};
use crate::planner::settings::{Choice, Settings, Visitor, visit_choice};

/// What to do when no open vertex is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// The batch has failed.
    Stop,
    /// More samples are drawn.
    Resample,
}

impl Choice for OnFailure {
    const WORDS: &'static [(&'static str, Self)] =
        &[("stop", Self::Stop), ("resample", Self::Resample)];
}

/// The settings of FMT*.
#[derive(Clone, Debug, PartialEq)]
pub struct FmtStarSettings {
    /// How many samples.
    pub batch: BatchSettings,
    /// Which samples are near.
    pub near: NearRule,
    /// What to do when no open vertex is left.
    pub on_failure: OnFailure,
    /// Those of all planners.
    pub common: Common,
}

impl Default for FmtStarSettings {
    fn default() -> Self {
        Self {
            batch: BatchSettings::default(),
            near: NearRule::default(),
            on_failure: OnFailure::Stop,
            common: Common::default(),
        }
    }
}

impl Settings for FmtStarSettings {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        self.batch.visit(visitor);
        self.near.visit(
            visitor,
            "multiplies the theoretical radius, and the count by its d-th power; .inf: all samples; 0: 2, with k-nearest \
             1.5 in 2 to 4 dimensions, 1.1 in 5 and 6, 1 above",
        );
        visit_choice(
            visitor,
            "on-failure",
            &mut self.on_failure,
            "when no open vertex is left: report failure, or draw up to as many samples again",
        );
        self.common.visit(visitor);
    }
}

/// The default factor by the rule for this dimension: measured as that of the other planners is. With more, near sets
/// soon hold all samples, and every wave looks at all of them.
pub(super) fn default_factor(rule: Neighbors, dimension: usize) -> f64 {
    match (rule, dimension) {
        (Neighbors::KNearest, 0..=4) => 1.5,
        (Neighbors::KNearest, 5 | 6) => 1.1,
        (Neighbors::KNearest, _) => 1.0,
        _ => 2.0,
    }
}
