//! A scenario with dynamics as the picture of a scene sees it: a world of places.
//!
//! Everything that is a state becomes its place, the path becomes the curve of the trajectory, and the tree's edges
//! become their curves. What is left is a scenario without dynamics, which the scene draws as any other.

use crate::record::{Forest, RunRecord};
use crate::scenario::{GoalShape, Scenario};

/// Places along the trajectory: more than a picture has pixels across.
const PLACES: usize = 3_000;

/// The scenario and the record as places.
pub fn places(scenario: &Scenario, record: &RunRecord) -> (Scenario, RunRecord) {
    let position = scenario.position();
    let place = |x: &[f64]| -> Vec<f64> { position.iter().map(|i| x[*i]).collect() };
    let goal = |goal: &GoalShape| match goal {
        GoalShape::State(x) => GoalShape::State(place(x)),
        GoalShape::Ball { center, radius } => GoalShape::Ball {
            center: place(center),
            radius: *radius,
        },
        GoalShape::Box { min, max } => GoalShape::Box {
            min: place(min),
            max: place(max),
        },
    };
    let shown = Scenario {
        bounds: position.iter().map(|i| scenario.bounds[*i]).collect(),
        start: place(&scenario.start),
        goal: scenario.goal.iter().map(goal).collect(),
        dynamics: None,
        ..scenario.clone()
    };
    let mut path = Vec::new();
    if let Some(trajectory) = &record.trajectory {
        trajectory.sample(PLACES, |moment| path.push(place(&moment.state)));
    }
    let curves = RunRecord {
        trace: Vec::new(),
        milestones: Vec::new(),
        path,
        forest: record.curves.clone(),
        // Says that the forest has more places than vertices.
        curves: Some(Forest::default()),
        trajectory: None,
        linear_cost: None,
        ..*record
    };
    (shown, curves)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;
    use std::path::Path;

    #[test]
    fn states_become_places() {
        let text = "space: {bounds: [[0, 10], [-1, 1], [0, 20], [-1, 1]]}\n\
                    dynamics:\n  linear:\n    A: [[0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]\n    \
                    B: [[0, 0], [1, 0], [0, 0], [0, 1]]\n    position: [2, 0]\n\
                    start: [1, 0, 2, 0]\ngoal: {box: {min: [8, 0, 18, 0], max: [9, 0, 19, 0]}}\n";
        let scenario = parse(text, Path::new("a.yaml")).unwrap_or_else(|report| panic!("{report}"));
        let record = crate::scenario::dispatch::run(
            &scenario,
            &crate::scenario::dispatch::Setup {
                spec: &crate::planner::Spec::named("kinodynamic-rrt-star").unwrap(),
                seed: 1,
                budget: &crate::run::Budget {
                    iterations: Some(10),
                    ..Default::default()
                },
                keep: crate::record::Keep::Everything,
            },
            crate::run::WallClock::start,
            &mut (),
        );
        let (places, curves) = places(&scenario, &record);
        assert_eq!(places.bounds, [[0.0, 20.0], [0.0, 10.0]]);
        assert_eq!(places.start, [2.0, 1.0]);
        assert!(matches!(&places.goal[..], [GoalShape::Box { min, .. }] if min == &[18.0, 8.0]));
        assert!(curves.path.iter().all(|x| x.len() == 2));
        let forest = curves.forest.unwrap();
        assert_eq!(forest.dimension, 2);
        assert_eq!(forest.states.len(), 2 * forest.len());
        assert!(forest.len() as u64 >= record.end.vertices);
    }
}
