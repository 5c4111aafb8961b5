//! The ends and the bounds of a path, against the same in rational numbers.
//!
//! A path may begin and end a billionth of the extent beside where it should, in each coordinate; and it may lie on the
//! bounds that the robot leaves, but not beyond them.

use crate::exact::{Rational, exact};
use crate::for_all;
use crate::scenes::{Lattice, Mark, Scene, mark, placed_scenes, size};
use prolate::scenario::{GoalShape, Scenario};
use prolate::verify::{Fault, verify};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

/// How far the ends may be off, relative to the extents.
const TOLERANCE: f64 = 1e-9;

/// What is not decided, relative to the tolerance: it is a product.
const DOUBT: f64 = 1e-6;

/// A part of the goal, before the lattice is known.
#[derive(Clone, Debug)]
enum Target {
    /// The path's end.
    Reached,
    State(Vec<Mark>),
    Ball(Vec<Mark>, Mark),
    Box(Vec<Mark>, Vec<Mark>),
}

fn target(dimension: usize) -> impl Strategy<Value = Target> {
    let marks = || vec(mark(), dimension);
    prop_oneof![
        Just(Target::Reached),
        marks().prop_map(Target::State),
        (marks(), mark()).prop_map(|(center, radius)| Target::Ball(center, radius)),
        (marks(), marks()).prop_map(|(a, b)| Target::Box(a, b)),
    ]
}

impl Target {
    fn goal(&self, lattice: &Lattice, end: &[f64]) -> GoalShape {
        match self {
            Self::Reached => GoalShape::State(end.to_vec()),
            Self::State(x) => GoalShape::State(lattice.point(x)),
            Self::Ball(center, radius) => GoalShape::Ball {
                center: lattice.point(center),
                radius: lattice.length(*radius),
            },
            Self::Box(a, b) => {
                let (a, b) = (lattice.point(a), lattice.point(b));
                GoalShape::Box {
                    min: a.iter().zip(&b).map(|(a, b)| a.min(*b)).collect(),
                    max: a.iter().zip(&b).map(|(a, b)| a.max(*b)).collect(),
                }
            }
        }
    }
}

/// Displacements of the ends, in tolerances.
fn shifts(dimension: usize) -> impl Strategy<Value = Vec<f64>> {
    let few = vec![0.0, 0.5, -0.5, 0.99999, -0.99999, 1.00001, -1.00001, 3.0];
    vec(proptest::sample::select(few), dimension)
}

/// A scene with other bounds and goals, of which the ends are displaced.
fn displaced(dimension: usize) -> impl Strategy<Value = Scene> {
    let goals = vec(target(dimension), 1..3);
    let bounds = vec((0..3, 0..3), dimension);
    let shifts = (shifts(dimension), shifts(dimension));
    let parts = (placed_scenes(dimension, 0), bounds, goals, shifts);
    parts.prop_map(|((lattice, mut scene), bounds, goals, shifts)| {
        let side = |step: i32| lattice.at((step, 0, 0.0));
        let bounds = bounds
            .iter()
            .map(|(low, high)| [side(*low), side(8 - *high)]);
        scene.scenario.bounds = bounds.collect();
        let path = &mut scene.path;
        let end = path[path.len() - 1].clone();
        scene.scenario.goal = goals.iter().map(|goal| goal.goal(&lattice, &end)).collect();
        for i in 0..end.len() {
            let [low, high] = scene.scenario.bounds[i];
            let unit = TOLERANCE * (high - low);
            let last = path.len() - 1;
            path[0][i] += unit * shifts.0[i];
            path[last][i] += unit * shifts.1[i];
        }
        scene
    })
}

/// Whether all of these are within a tolerance of the extents, times a factor.
fn are_within(scenario: &Scenario, off: &[Rational], factor: f64) -> bool {
    off.iter().zip(&scenario.bounds).all(|(off, [low, high])| {
        let extent = &exact(*high) - &exact(*low);
        off.abs() <= &extent * &exact(TOLERANCE * factor)
    })
}

/// Whether a state is within the tolerance, times a factor, of a part of the goal.
fn is_in(scenario: &Scenario, goal: &GoalShape, x: &[f64], factor: f64) -> bool {
    let minus = |a: f64, b: f64| &exact(a) - &exact(b);
    let off: Vec<Rational> = match goal {
        GoalShape::State(state) => x.iter().zip(state).map(|(x, y)| minus(*x, *y)).collect(),
        GoalShape::Box { min, max } => (0..x.len())
            .map(|i| minus(x[i], x[i].clamp(min[i], max[i])))
            .collect(),
        GoalShape::Ball { center, radius } => {
            let from_center = x.iter().zip(center).map(|(x, c)| minus(*x, *c).square());
            let square = from_center.fold(exact(0.0), |sum, x| &sum + &x);
            // Somewhere between these lies what is within the tolerance in each coordinate; the nearest state of the
            // ball is rounded.
            let extents = scenario.bounds.iter().map(|[low, high]| high - low);
            let largest = x.iter().chain(center).fold(0.0f64, |m, x| m.max(x.abs()));
            let rounding = 4.0 * f64::EPSILON * largest;
            let more = match factor < 1.0 {
                true => extents.fold(f64::INFINITY, f64::min) * TOLERANCE * factor - rounding,
                false => extents.sum::<f64>() * TOLERANCE * factor + rounding,
            };
            let reach = &exact(*radius) + &exact(more);
            if reach.sign() < 0 {
                return false;
            }
            return square <= reach.square();
        }
    };
    are_within(scenario, &off, factor)
}

fn ends_are_judged_exactly(scene: Scene) -> TestCaseResult {
    let scenario = &scene.scenario;
    let faults = verify(scenario, &scene.path, None).faults;
    let is_there = |found: fn(&Fault) -> bool| faults.iter().any(found);
    let first = &scene.path[0];
    let last = &scene.path[scene.path.len() - 1];
    let (less, more) = (1.0 - DOUBT, 1.0 + DOUBT);

    let begins = |factor: f64| {
        is_in(
            scenario,
            &GoalShape::State(scenario.start.clone()),
            first,
            factor,
        )
    };
    let starts_elsewhere = is_there(|fault| matches!(fault, Fault::Start(_)));
    prop_assert!(
        !(begins(less) && starts_elsewhere),
        "it begins at the start"
    );
    prop_assert!(begins(more) || starts_elsewhere, "it begins elsewhere");

    let ends = |factor: f64| {
        scenario
            .goal
            .iter()
            .any(|goal| is_in(scenario, goal, last, factor))
    };
    let ends_elsewhere = is_there(|fault| matches!(fault, Fault::Goal(_)));
    prop_assert!(!(ends(less) && ends_elsewhere), "it ends in the goal");
    prop_assert!(ends(more) || ends_elsewhere, "it ends elsewhere");

    // A bound and the robot are added with one rounding; without a robot with none.
    let leaves = |doubt: f64| {
        scene.path.iter().any(|x| {
            (0..x.len()).any(|i| {
                let reach = scenario.robot.reach(i);
                let doubt = if reach == 0.0 { 0.0 } else { doubt };
                let reach = &exact(reach) + &exact(doubt);
                let [low, high] = scenario.bounds[i].map(exact);
                &exact(x[i]) - &reach < low || &exact(x[i]) + &reach > high
            })
        })
    };
    let rounding = f64::EPSILON * size(&scene);
    let is_outside = is_there(|fault| matches!(fault, Fault::OutOfBounds { .. }));
    prop_assert!(!leaves(-rounding) || is_outside, "it leaves the bounds");
    prop_assert!(
        leaves(rounding) || !is_outside,
        "it keeps within the bounds"
    );
    Ok(())
}

#[test]
fn ends_and_bounds_of_paths_in_the_plane_are_judged_exactly() {
    for_all(1_000, displaced(2), ends_are_judged_exactly);
}

#[test]
fn ends_and_bounds_of_paths_in_space_are_judged_exactly() {
    for_all(1_000, displaced(3), ends_are_judged_exactly);
}
