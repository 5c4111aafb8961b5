//! Whether a known optimum can be one: no path is cheaper than the straight line to the goal at the least weight.

use super::cover::distance_to_box;
use super::decode::Draft;
use super::reader::Reader;
use super::words::{apart, full};
use super::{GoalShape, Objective};

/// Known optima are written with rounded digits; one below the bound by this share is no mistake.
const OPTIMUM_ROUNDING: f64 = 1e-6;

/// No path is cheaper than the straight line at the least weight.
pub(crate) fn check_optimum<'t>(draft: &Draft<'t>, reader: &mut Reader<'t>) {
    let (Some((at, optimum)), Some((_, start)), Some(objective)) =
        (draft.optimum, &draft.start, &draft.objective)
    else {
        return;
    };
    // With dynamics no length bounds a cost.
    if draft.dynamics.is_some() {
        return;
    }
    let weight = match objective {
        Objective::PathLength => 1.0,
        Objective::CostMap { default, regions } => regions
            .iter()
            .fold(*default, |least, (_, weight)| least.min(*weight)),
    };
    let far = |goal: &GoalShape| match goal {
        GoalShape::State(x) => distance_to_box(x, x, start),
        GoalShape::Ball { center, radius } => distance_to_box(center, center, start) - radius,
        GoalShape::Box { min, max } => distance_to_box(min, max, start),
    };
    let one_dimension = draft
        .goal
        .iter()
        .all(|(_, goal)| goal.dimension() == start.len());
    if draft.goal.is_empty() || !one_dimension {
        return;
    }
    let nearest = draft
        .goal
        .iter()
        .map(|(_, goal)| far(goal))
        .fold(f64::INFINITY, f64::min);
    let bound = weight * nearest.max(0.0);
    if optimum < bound * (1.0 - OPTIMUM_ROUNDING) {
        let finding = reader.error(at, "the optimum is below what any path costs");
        finding.label(format!(
            "the straight line to the goal already costs {}",
            apart(optimum, bound).1
        ));
        if weight != 1.0 {
            finding.help(format!("at the least weight, {}", full(weight)));
        }
    }
}
