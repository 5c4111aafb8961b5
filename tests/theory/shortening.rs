//! Shortening: random shortcuts over a path that was found.

use super::common::{BoxWorld, ball, cube, empty_square, two_boxes, window};
use super::{length, median, random_boxes, spec};
use prolate::geometry::{State, distance, lerp};
use prolate::problem::{Goal, Oracle, Problem};
use prolate::record::Keep;
use prolate::run::{Budget, Clock, drive, shorten_path};
use prolate::space::{CostMap, Euclidean, Objective, Space};
use prolate::world::{Obstacles, Region, Robot, Shape};

struct Still;

impl Clock for Still {
    fn seconds(&self) -> f64 {
        0.0
    }
}

/// A path as it was found and as it was shortened.
fn shortened<const D: usize>(name: &str, world: &BoxWorld<D>, seed: u64) -> [Vec<State<D>>; 2] {
    let problem = &world.problem;
    let mut planner = spec(&format!("{name} range=0 goal-bias=0.05"))
        .build(problem, seed)
        .unwrap();
    let budget = Budget {
        cost: Some(f64::MAX),
        ..Budget::default()
    };
    let mut record = drive(planner.as_mut(), &budget, &Still, &mut (), Keep::Nothing);
    let states = |path: &[Vec<f64>]| -> Vec<State<D>> {
        let states = path.iter().map(|x| x.as_slice().try_into().unwrap());
        states.collect()
    };
    let found = states(&record.path);
    shorten_path(&mut record, problem, seed, &Still);
    let shorter = states(&record.path);
    let cost = |path: &[State<D>]| cost(world, path);
    let event = record.shortened.unwrap();
    assert!((cost(&found) - record.end.cost).abs() <= 1e-12 * cost(&found));
    assert!((cost(&shorter) - event.cost).abs() <= 1e-12 * cost(&found));
    assert!(cost(&shorter) <= cost(&found), "{name} on {}", world.name);
    assert!(event.motion_checks >= record.end.motion_checks);
    [found, shorter]
}

/// What a path costs.
fn cost<const D: usize>(world: &BoxWorld<D>, path: &[State<D>]) -> f64 {
    let space = &world.problem.space;
    let motions = path.windows(2);
    motions
        .map(|w| space.connect(&w[0], &w[1]).unwrap().cost)
        .sum()
}

#[test]
fn shortening_keeps_the_ends_and_never_makes_a_path_dearer_or_invalid() {
    fn check<const D: usize>(world: &BoxWorld<D>) {
        for name in ["rrt", "rrt-connect"] {
            for seed in 1..=10 {
                let [found, shorter] = shortened(name, world, seed);
                assert_eq!(found[0], shorter[0]);
                assert_eq!(found.last(), shorter.last());
                let mut motions = shorter.windows(2);
                assert!(motions.all(|w| world.densely_free(&w[0], &w[1])));
                // No vertex can be left out.
                for w in shorter.windows(3) {
                    let whole = cost(world, w);
                    let gain = whole - cost(world, &[w[0], w[2]]);
                    let oracle = Oracle::new(&world.problem.space);
                    let is_free = oracle.motion_is_free(&w[0], &(), &w[2]);
                    assert!(!is_free || gain <= 1e-9 * whole, "{name} on {}", world.name);
                }
            }
        }
    }
    check(&empty_square());
    check(&two_boxes());
    check(&window());
    check(&costly_middle());
    for seed in 1..=3 {
        check(&random_boxes::<2>(12, seed));
        check(&random_boxes::<3>(20, seed));
        check(&random_boxes::<5>(20, seed));
    }
}

/// The unit square with a disc in the middle that costs ten times as much.
fn costly_middle() -> BoxWorld<2> {
    let (start, goal) = ([0.1, 0.5], vec![ball([0.9, 0.5], 0.05)]);
    let mut world = BoxWorld::new("costly middle", cube(0.0, 1.0), vec![], start, goal.clone());
    let disc = Shape::Ball {
        center: vec![0.5, 0.5],
        radius: 0.2,
    };
    let weights = CostMap::new(1.0, vec![(Region::new(&disc), 10.0)]);
    let obstacles = Obstacles::new(&[], &Robot::Ball { radius: 0.0 });
    let space = Euclidean::new(cube(0.0, 1.0), obstacles, Objective::LineIntegral(weights));
    world.problem = Problem::new(space, start, Goal::new(goal));
    world
}

/// A path around the disc stays there and becomes cheaper: straight lines through it are shorter, and dearer.
#[test]
fn shortening_counts_costs_and_not_lengths() {
    let world = costly_middle();
    let mut around = 0;
    for seed in 1..=40 {
        let [found, shorter] = shortened("rrt", &world, seed);
        let crosses = |path: &[State<2>]| {
            let dense = path
                .windows(2)
                .flat_map(|w| (0..=100).map(|i| lerp(&w[0], &w[1], f64::from(i) / 100.0)));
            dense.into_iter().any(|x| distance(&x, &[0.5, 0.5]) < 0.19)
        };
        if !crosses(&found) {
            around += 1;
            assert!(!crosses(&shorter), "seed {seed}");
            assert!(cost(&world, &shorter) < cost(&world, &found), "seed {seed}");
        }
    }
    assert!(around >= 3, "{around}");
}

/// All paths past the two boxes are of one class: over the first and under the second. The median of 31 shortened paths
/// is within 2 % of the shortest one with the same end.
#[test]
fn a_shortened_path_is_nearly_the_shortest_of_its_class() {
    let world = two_boxes();
    for name in ["rrt", "rrt-connect"] {
        let ratio = |before: bool| {
            let ratios = (1..=31).map(|seed| {
                let [found, shorter] = shortened(name, &world, seed);
                let corners = [[0.3, 0.7], [0.4, 0.7], [0.6, 0.35], [0.7, 0.35]];
                let ends = [found[0], *found.last().unwrap()];
                let optimum = length(&[&ends[..1], &corners, &ends[1..]].concat());
                assert!(length(&shorter) >= optimum * (1.0 - 1e-12));
                length(if before { &found } else { &shorter }) / optimum
            });
            median(ratios.collect())
        };
        let (found, shorter) = (ratio(true), ratio(false));
        assert!(found > 1.1 && shorter < 1.02, "{name}: {found}, {shorter}");
    }
}
