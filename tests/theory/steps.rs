//! A step does a bounded amount of work, whatever the settings: then every budget and every signal is answered soon.
//! Counted in checks and vertices, not in time.

use super::common::{BoxWorld, ball, cube, two_boxes};
use super::{random_boxes, spec};
use prolate::planner::Step;

/// Checks of motions, and vertices, that a step may add.
const MOST: u64 = 2_100;

/// The most checks of motions and the most vertices that a step of the planner added, within this many steps.
fn largest_step<const D: usize>(world: &BoxWorld<D>, text: &str, steps: usize) -> (u64, u64) {
    let mut planner = spec(text).build(&world.problem, 1).unwrap();
    let (mut checks, mut vertices) = (0, 0);
    for _ in 0..steps {
        let before = (planner.checks().motions, planner.vertices() as u64);
        let step = planner.step();
        checks = checks.max(planner.checks().motions - before.0);
        vertices = vertices.max((planner.vertices() as u64).saturating_sub(before.1));
        if step == Step::Finished {
            break;
        }
    }
    (checks, vertices)
}

#[test]
fn a_step_does_a_bounded_amount_of_work_with_any_setting() {
    fn check<const D: usize>(world: &BoxWorld<D>) {
        for text in [
            "fmt-star samples=4000 batches=one rewire-factor=inf",
            "fmt-star samples=4000 batches=one neighbors=k-nearest rewire-factor=100",
            "fmt-star samples=300 rewire-factor=inf on-failure=resample",
            "prm-star samples=4000 batches=one rewire-factor=inf",
            "prm-star samples=4000 batches=one neighbors=k-nearest rewire-factor=1e300",
            "rrt-connect range=1e-6",
            "rrt-connect range=1e-300",
            "rrt range=1e-6",
            "rrt-star range=1e-6 rewire-factor=inf",
            "rrt-sharp range=1e-6",
            "informed-rrt-star range=1e-6",
        ] {
            let (checks, vertices) = largest_step(world, text, 4_000);
            assert!(checks <= MOST, "{text} on {}: {checks} checks", world.name);
            assert!(
                vertices <= MOST,
                "{text} on {}: {vertices} vertices",
                world.name
            );
        }
    }
    check(&two_boxes());
    check(&random_boxes::<4>(20, 1));
    let goal = vec![ball([0.9; 6], 1e-3)];
    check(&BoxWorld::new(
        "empty",
        cube(0.0, 1.0),
        vec![],
        [0.1; 6],
        goal,
    ));
}

/// A connection that takes many steps ends where one that takes a single step does.
#[test]
fn a_connection_in_parts_arrives() {
    let world = two_boxes();
    let mut planner = spec("rrt-connect range=2e-4")
        .build(&world.problem, 1)
        .unwrap();
    let (mut parts, mut steps) = (0, 0);
    loop {
        steps += 1;
        assert!(steps < 100_000, "no path");
        match planner.step() {
            Step::Prepared => parts += 1,
            Step::Finished => break,
            _ => {}
        }
    }
    assert!(parts > 0 && planner.best_cost() < 5.0, "{parts} parts");
    let path = planner.best_path().unwrap();
    assert!(world.problem.goal.contains(path.last().unwrap()));
}

/// A range that rounding undoes leads nowhere, and is no reason to stay in an iteration for ever.
#[test]
fn a_range_below_rounding_ends_an_iteration() {
    let world = two_boxes();
    let mut planner = spec("rrt-connect range=1e-300")
        .build(&world.problem, 1)
        .unwrap();
    let ends = (0..100).filter(|_| planner.step() != Step::Prepared);
    assert_eq!(ends.count(), 100);
}
