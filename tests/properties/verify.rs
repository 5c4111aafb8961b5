//! Certificates and the planners' own test of motions against exact verdicts.
//!
//! Obstacles are closed, so that touching is a collision: of a path that touches, exactly, nothing may call it free,
//! however it rounds. What is free by more than roundings of the largest number must be called free.

use crate::contact::touches;
use crate::exact::{Rational, exact};
use crate::for_all;
use crate::scenes::{Scene, scenes, size};
use prolate::scenario::Scenario;
use prolate::scenario::dispatch::segment_is_free;
use prolate::verify::{Fault, verify};
use prolate::world::Robot;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

/// Relative to the largest number of a scene: what is free by more is called free. The certificate needs 16 halves of
/// an epsilon of each coordinate, of both ends, and of radii; maps 32 epsilons.
const MARGIN: f64 = 64.0 * f64::EPSILON;

/// A path of one state is a segment without length.
fn segments(path: &[Vec<f64>]) -> impl Iterator<Item = (&Vec<f64>, &Vec<f64>)> {
    let last = path.len().max(2) - 1;
    (0..last).map(|i| (&path[i], &path[(i + 1).min(path.len() - 1)]))
}

/// Whether the robot, grown by this much, touches an obstacle somewhere on the path.
fn path_touches(scene: &Scene, margin: &Rational) -> bool {
    let scenario = &scene.scenario;
    segments(&scene.path).any(|(a, b)| {
        let mut shapes = scenario.obstacles.iter();
        shapes.any(|shape| touches(shape, &scenario.robot, a, b, margin))
    })
}

fn verdicts_are_exact(scene: Scene) -> TestCaseResult {
    let scenario = &scene.scenario;
    let verdict = verify(scenario, &scene.path, None);
    let is_collision = |fault: &Fault| matches!(fault, Fault::Collision { .. });
    let collides = verdict.faults.iter().any(is_collision);
    let margin = exact(MARGIN * size(&scene));
    if path_touches(&scene, &exact(0.0)) {
        prop_assert!(collides, "it touches and is certified");
        prop_assert!(verdict.clearance <= MARGIN * size(&scene));
    } else if !path_touches(&scene, &margin) {
        prop_assert!(!collides, "it is free and refused: {:?}", verdict.faults);
    }
    // The clearance of a box that meets polygons is not what a margin measures.
    let clearance = verdict.clearance;
    if matches!(scenario.robot, Robot::Ball { .. }) && clearance.is_finite() {
        let slack = 1e-12 * size(&scene);
        prop_assert!(
            path_touches(&scene, &exact(clearance + slack)),
            "nothing is as near as {clearance}"
        );
        prop_assert!(
            clearance <= slack || !path_touches(&scene, &exact(clearance - slack)),
            "something is nearer than {clearance}"
        );
    }
    Ok(())
}

fn motions_are_exact(scene: Scene) -> TestCaseResult {
    let margin = exact(MARGIN * size(&scene));
    // The bounds are another matter.
    let wide = vec![[-1e200, 1e200]; scene.path[0].len()];
    let scenario = &Scenario {
        bounds: wide,
        ..scene.scenario
    };
    for (a, b) in segments(&scene.path) {
        let touches = |margin: &Rational| {
            let mut shapes = scenario.obstacles.iter();
            shapes.any(|shape| touches(shape, &scenario.robot, a, b, margin))
        };
        let is_free = segment_is_free(scenario, a, b);
        if touches(&exact(0.0)) {
            prop_assert!(!is_free, "it touches and is called free: {a:?} {b:?}");
        } else if !touches(&margin) {
            prop_assert!(is_free, "it is free and refused: {a:?} {b:?}");
        }
    }
    Ok(())
}

#[test]
fn a_path_in_the_plane_is_certified_if_and_only_if_it_touches_nothing() {
    for_all(1_000, scenes(2, 3), verdicts_are_exact);
}

#[test]
fn a_path_in_space_is_certified_if_and_only_if_it_touches_nothing() {
    for_all(1_000, scenes(3, 3), verdicts_are_exact);
}

#[test]
fn a_motion_in_the_plane_is_free_if_and_only_if_it_touches_nothing() {
    for_all(1_000, scenes(2, 3), motions_are_exact);
}

#[test]
fn a_motion_in_space_is_free_if_and_only_if_it_touches_nothing() {
    for_all(1_000, scenes(3, 3), motions_are_exact);
}
