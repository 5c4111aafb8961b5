//! The settings of RRT#.

use crate::planner::parts::{Common, NearRule, Neighbors, factors_of_growing, visit_range};
use crate::planner::settings::{Choice, Settings, Visitor, visit_choice};

/// Which new vertices the graph takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inclusion {
    /// All that RRT takes.
    All,
    /// Those with a parent of finite g.
    V1,
    /// Of those, the ones whose parent is promising.
    V2,
    /// Of those of `V1`, the ones that are promising themselves.
    V3,
}

impl Choice for Inclusion {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("all", Self::All),
        ("v1", Self::V1),
        ("v2", Self::V2),
        ("v3", Self::V3),
    ];
}

/// The settings of RRT#.
#[derive(Clone, Debug, PartialEq)]
pub struct RrtSharpSettings {
    /// The longest extension, a length; 0: 20 % of the diagonal of the bounds.
    pub range: f64,
    /// Which vertices are near.
    pub near: NearRule,
    /// Which new vertices the graph takes in.
    pub inclusion: Inclusion,
    /// Those of all planners.
    pub common: Common,
}

impl Default for RrtSharpSettings {
    fn default() -> Self {
        Self {
            range: 0.0,
            near: NearRule::default(),
            inclusion: Inclusion::All,
            common: Common::default(),
        }
    }
}

impl Settings for RrtSharpSettings {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        visit_range(visitor, &mut self.range);
        self.near.visit(
            visitor,
            "multiplies the theoretical radius, and the count by its d-th power; .inf: all vertices; \
             0: 1.1 until there is a path, then 1.3 in the plane and 1.5 above, with k-nearest 1.1 in the plane, 1.5 in \
             3 to 6 dimensions and 1.3 above",
        );
        visit_choice(
            visitor,
            "inclusion",
            &mut self.inclusion,
            "which new vertices are kept: all, or those that have a parent of finite cost (v1), a promising parent (v2), \
             or that are promising themselves (v3)",
        );
        self.common.visit(visitor);
    }
}

/// The factors where none is given, until there is a path and from then on: lower than those of RRT*, as all edges are
/// kept, which would take gigabytes.
pub(super) fn default_factors(rule: Neighbors, dimension: usize) -> [f64; 2] {
    let most = if dimension <= 2 { 1.3 } else { 1.5 };
    factors_of_growing(rule, dimension).map(|factor| factor.min(most))
}
