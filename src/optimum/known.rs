//! What is known of a scenario's costs before it is planned: the reference that gaps are measured from, a bound that no
//! path falls below, and that there is no path at all.
//!
//! A reference is the optimum that the scenario states, else the computed one, else the lower end of a bracket that is
//! narrow: then a gap is wrong by less than the bracket's width, and never too small.

use super::{Answer, Limit, optimum};
use crate::scenario::Scenario;

/// Relative to the lower end: a bracket narrower than this serves as the optimum. A hundredth of a percent is less than
/// any curve or table shows.
const NARROW: f64 = 1e-4;

/// Relative: how far an optimum that a scenario states may be rounded upwards.
pub const STATED_ROUNDING: f64 = 1e-6;

/// Relative: how far a computed length may be off.
const COMPUTED_ROUNDING: f64 = 1e-12;

/// A least cost to measure from; positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reference {
    /// The cost.
    pub cost: f64,
    /// How far above it the optimum may be.
    pub width: f64,
    /// Whether it was computed, and not stated by the scenario.
    pub is_computed: bool,
}

/// What is known of a scenario before it is planned.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Known {
    /// There is no path into the goal.
    pub has_no_path: bool,
    /// The least cost to measure from, where it is known well enough.
    pub reference: Option<Reference>,
    /// No path costs less; 0 where nothing is known.
    pub lower: f64,
}

impl Known {
    /// What a scenario states, or else what is computed within the limit.
    pub fn of(scenario: &Scenario, limit: &Limit) -> Self {
        match scenario.optimum {
            Some(cost) => Self::stated(cost),
            None => Self::computed(&optimum(scenario, limit)),
        }
    }

    /// Of an optimum that is stated.
    pub fn stated(cost: f64) -> Self {
        Self {
            has_no_path: false,
            reference: Some(Reference {
                cost,
                width: 0.0,
                is_computed: false,
            }),
            lower: cost * (1.0 - STATED_ROUNDING),
        }
    }

    fn computed(answer: &Answer) -> Self {
        let Answer::Known(found) = answer else {
            return Self {
                has_no_path: matches!(answer, Answer::NoPath(_)),
                ..Self::default()
            };
        };
        let width = found.upper - found.lower;
        // A gap relative to nothing is none.
        let serves = found.lower > 0.0 && width < NARROW * found.lower;
        Self {
            has_no_path: false,
            reference: serves.then_some(Reference {
                cost: found.lower,
                width,
                is_computed: true,
            }),
            lower: found.lower * (1.0 - COMPUTED_ROUNDING),
        }
    }
}
