//! Worlds in which many samples lie close together: in small goals, and in small regions with a share of the samples.

use super::common::{BoxWorld, ball, cube};
use super::{finish, mean, random_boxes, spec};
use prolate::geometry::{State, distance};
use prolate::problem::GoalRegion;
use prolate::random::{self, in_box, unit};
use prolate::world::{Region, Shape};

/// A cube of sides 1 with a few boxes, a goal of a size from 1e-4 to 1e-2 whose samples are more than any sample has
/// neighbours, and up to two regions as small, one of them around the start.
fn clustered<const D: usize>(seed: u64) -> BoxWorld<D> {
    let mut rng = random::seeded(seed);
    let mut size = || 10f64.powf(-2.0 - 2.0 * unit(&mut rng));
    let sizes = [size(), size(), size()];
    let goal = match seed % 3 {
        0 => GoalRegion::Box(cube(0.9 - sizes[0], 0.9 + sizes[0])),
        _ => ball([0.9; D], sizes[0]),
    };
    let mut world = random_boxes::<D>(if seed.is_multiple_of(2) { 0 } else { 4 }, seed);
    world = BoxWorld::new(
        "clusters",
        cube(0.0, 1.0),
        world.boxes,
        [0.1; D],
        vec![goal],
    );
    let elsewhere = in_box(&mut rng, &cube(0.1, 0.9));
    let middles: [State<D>; 2] = [[0.1; D], elsewhere];
    for (middle, size) in middles.iter().zip(&sizes[1..]).take(seed as usize % 3) {
        let corner = |sign: f64| middle.iter().map(|c| c + sign * size).collect();
        let shape = Shape::Box {
            min: corner(-1.0),
            max: corner(1.0),
        };
        world.problem.regions.push((Region::new(&shape), 0.3));
    }
    world
}

#[test]
fn no_cluster_of_samples_is_cut_off_from_the_rest() {
    fn check<const D: usize>() {
        for seed in 0..10 {
            let world = clustered::<D>(seed);
            for name in ["fmt-star", "prm-star"] {
                let text = format!(
                    "{name} samples=1500 batches=one goal-bias=0.3 neighbors=k-nearest rewire-factor=1"
                );
                let mut planner = spec(&text).build(&world.problem, seed).unwrap();
                finish(planner.as_mut());
                let straight = distance(&world.problem.start, &[0.9; D]);
                let cost = planner.best_cost();
                assert!(
                    cost < 1.5 * straight,
                    "{name}, d = {D}, seed {seed}: {cost}"
                );
            }
        }
    }
    check::<2>();
    check::<3>();
    check::<4>();
    check::<5>();
}

/// All of the samples from two small regions, as shares that leave none for the rest of the space, are no reason to
/// fail either where a motion joins them.
#[test]
fn shares_that_leave_no_even_sample_are_planned_over() {
    let mut world = BoxWorld::new(
        "shares",
        cube(0.0, 1.0),
        vec![],
        [0.1; 4],
        vec![ball([0.9; 4], 0.01)],
    );
    let region = |low: f64, high: f64| {
        Region::new(&Shape::Box {
            min: vec![low; 4],
            max: vec![high; 4],
        })
    };
    world.problem.regions = vec![(region(0.0, 0.2), 0.5), (region(0.8, 1.0), 0.5)];
    for name in ["fmt-star", "prm-star"] {
        let text = format!("{name} samples=500 batches=one goal-bias=0");
        let mut planner = spec(&text).build(&world.problem, 1).unwrap();
        finish(planner.as_mut());
        assert!(planner.best_cost().is_finite(), "{name}");
    }
}

/// A goal ball of a thousandth of the extent, 5 % of the samples in it, and the defaults: from some thousands of
/// samples on they are more than any sample has neighbours. The excess over the straight line falls by the logarithm of
/// the samples alone, but a path there is with every number.
#[test]
fn a_small_goal_in_an_empty_world_is_reached_with_any_number_of_samples() {
    fn check<const D: usize>(name: &str, most: f64) {
        let (mut start, mut goal) = ([0.5; D], [0.5; D]);
        (start[0], goal[0]) = (0.1, 0.9);
        (start[1], goal[1]) = (0.3, 0.7);
        let goal_ball = vec![ball(goal, 0.001)];
        let world = BoxWorld::new("empty", cube(0.0, 1.0), vec![], start, goal_ball);
        let least = distance(&start, &goal) - 0.001;
        for n in [1_000, 4_000, 16_000] {
            let costs = (1..=3).map(|seed| {
                let text = format!("{name} samples={n} batches=one");
                let mut planner = spec(&text).build(&world.problem, seed).unwrap();
                finish(planner.as_mut());
                assert!(planner.best_cost() >= least * (1.0 - 1e-12));
                planner.best_cost() / least - 1.0
            });
            let excess = mean(&costs.collect::<Vec<_>>());
            assert!(excess < most, "{name}, d = {D}, n = {n}: {excess}");
        }
    }
    check::<4>("fmt-star", 0.05);
    check::<4>("prm-star", 0.15);
    check::<5>("fmt-star", 0.15);
    check::<5>("prm-star", 0.2);
}
