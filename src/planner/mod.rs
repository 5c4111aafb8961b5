//! The planners, by name.

use serde::Deserialize;

/// A planner and its settings.
#[derive(Clone, Debug, PartialEq)]
pub enum Spec {
    /// RRT.
    Rrt(RrtSettings),
    /// RRT*.
    RrtStar(RrtStarSettings),
    /// Informed RRT*.
    InformedRrtStar(RrtStarSettings),
}

/// Which vertices count as near.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Neighbors {
    /// All within a shrinking radius.
    Radius,
    /// A slowly growing number of nearest ones.
    KNearest,
}

/// The settings of RRT.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct RrtSettings {
    /// The longest extension; 0: 20 % of the largest extent.
    pub range: f64,
    /// The share of samples drawn from the goal, in [0, 1].
    pub goal_bias: f64,
}

impl Default for RrtSettings {
    fn default() -> Self {
        Self {
            range: 0.0,
            goal_bias: 0.05,
        }
    }
}

/// The settings of RRT* and Informed RRT*.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct RrtStarSettings {
    /// The longest extension; 0: 20 % of the largest extent.
    pub range: f64,
    /// The share of samples drawn from the goal, in [0, 1].
    pub goal_bias: f64,
    /// The rule of nearness; `None`: the measured default of the dimension.
    pub neighbors: Option<Neighbors>,
    /// What the theoretical radius or count is multiplied by; above 1, infinite for no limit.
    pub rewire_factor: f64,
    /// Whether vertices that cannot improve the path are dropped; `None`: the planner's own default.
    pub pruning: Option<bool>,
}

impl Default for RrtStarSettings {
    fn default() -> Self {
        Self {
            range: 0.0,
            goal_bias: 0.05,
            neighbors: None,
            rewire_factor: 1.1,
            pruning: None,
        }
    }
}
