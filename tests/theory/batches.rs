//! Batches of samples, as FMT* and PRM* take them: one of a given size, or one after the other of twice the size.

use super::common::{BoxWorld, ball, cube, two_boxes, window};
use super::{finish, spec, states, steps};
use prolate::geometry::{Aabb, State, distance};
use prolate::planner::{Planner, Step};
use prolate::problem::GoalRegion;
use prolate::record::Keep;
use prolate::run::{Budget, Clock, drive};
use prolate::search::radius;
use prolate::world::{Region, Shape};

const PLANNERS: [&str; 3] = [
    "fmt-star on-failure=stop",
    "fmt-star on-failure=resample",
    "prm-star",
];

/// A clock that stands still.
struct Still;

impl Clock for Still {
    fn seconds(&self) -> f64 {
        0.0
    }
}

/// Steps until a batch is complete.
fn finish_batch<const D: usize>(planner: &mut dyn Planner<D>) {
    while planner.step() != Step::Completed {}
}

#[test]
fn a_batch_keeps_the_samples_of_the_one_before() {
    fn check<const D: usize>(world: &BoxWorld<D>) {
        for name in PLANNERS {
            for sampler in ["uniform", "halton", "bridge"] {
                let mut planner = spec(&format!(
                    "{name} batches=doubling informed=false samples=100 sampler={sampler} goal-bias=0.05"
                ))
                .build(&world.problem, 3)
                .unwrap();
                let (mut before, mut best) = (Vec::<State<D>>::new(), f64::INFINITY);
                for batch in 0..5 {
                    finish_batch(planner.as_mut());
                    let mut states = states(planner.as_ref());
                    states.sort_by(|a, b| a.partial_cmp(b).unwrap());
                    let is_there = |x: &State<D>| {
                        states
                            .binary_search_by(|y| y.partial_cmp(x).unwrap())
                            .is_ok()
                    };
                    assert!(before.iter().all(is_there), "{name}, {sampler}");
                    if !name.contains("resample") {
                        assert_eq!(states.len(), (100 << batch) + 1, "{name}");
                    }
                    before = states;
                    assert!(planner.best_cost() <= best);
                    best = planner.best_cost();
                }
                assert!(best.is_finite(), "{name}, {sampler}");
            }
        }
    }
    check(&two_boxes());
    check(&window());
}

/// What a batch leaves out, and what it draws, once there is a path: all states are there that were and can improve it,
/// and no other is drawn.
#[test]
fn an_informed_batch_is_drawn_where_a_better_path_can_run() {
    fn check<const D: usize>(world: &BoxWorld<D>) {
        for name in PLANNERS {
            let spec = spec(&format!("{name} batches=doubling samples=100 goal-bias=0"));
            let mut planner = spec.build(&world.problem, 3).unwrap();
            let (mut before, mut best) = (Vec::<State<D>>::new(), f64::INFINITY);
            let mut left_out = 0;
            for _ in 0..6 {
                finish_batch(planner.as_mut());
                let states = states(planner.as_ref());
                let can_improve = |x: &State<D>| world.problem.cost_bound_through(x) < best;
                let is_goal = |x: &State<D>| world.problem.goal.contains(x);
                let is_in = |x: &State<D>, set: &[State<D>]| set.contains(x);
                for x in &before {
                    assert!(is_in(x, &states) || !can_improve(x), "{name}: lost");
                    left_out += usize::from(!is_in(x, &states));
                }
                for x in states.iter().filter(|x| !is_in(x, &before)) {
                    assert!(can_improve(x) || is_goal(x), "{name}: of no use");
                }
                assert!(planner.best_cost() <= best);
                (before, best) = (states, planner.best_cost());
            }
            assert!(best.is_finite() && left_out > 0, "{name}: {best}");
        }
    }
    let block = Aabb::new([0.45, 0.3], [0.55, 0.6]);
    let goal_of_block = vec![ball([0.9, 0.5], 0.05)];
    check(&BoxWorld::new(
        "block",
        cube(0.0, 1.0),
        vec![block],
        [0.1, 0.5],
        goal_of_block.clone(),
    ));
    // A region of which a part can hold no better path: what is drawn there lies in the other part.
    let mut world = BoxWorld::new(
        "block and region",
        cube(0.0, 1.0),
        vec![block],
        [0.1, 0.5],
        goal_of_block.clone(),
    );
    let region = Shape::Box {
        min: vec![0.3, 0.5],
        max: vec![0.7, 1.0],
    };
    world.problem.regions = vec![(Region::new(&region), 0.5)];
    check(&world);
    let block = Aabb::new([0.45, 0.3, 0.3], [0.55, 0.6, 0.7]);
    let goal = vec![ball([0.9, 0.5, 0.5], 0.05)];
    check(&BoxWorld::new(
        "block",
        cube(0.0, 1.0),
        vec![block],
        [0.1, 0.5, 0.5],
        goal,
    ));
}

#[test]
fn every_batch_that_ends_with_a_path_is_an_event() {
    let world = two_boxes();
    for name in PLANNERS {
        let spec = spec(&format!(
            "{name} batches=doubling samples=50 goal-bias=0.05"
        ));
        let mut planner = spec.build(&world.problem, 1).unwrap();
        let mut expected = Vec::new();
        for iteration in 1.. {
            let mut step = planner.step();
            while step == Step::Prepared {
                step = planner.step();
            }
            if step == Step::Completed && planner.best_cost().is_finite() {
                expected.push((iteration, planner.best_cost()));
            }
            if iteration == 10_000 {
                break;
            }
        }
        let budget = Budget {
            iterations: Some(10_000),
            ..Budget::default()
        };
        let mut planner = spec.build(&world.problem, 1).unwrap();
        let record = drive(planner.as_mut(), &budget, &Still, &mut (), Keep::Nothing);
        let events: Vec<_> = record.trace.iter().map(|e| (e.iteration, e.cost)).collect();
        assert_eq!(events, expected, "{name}");
        assert!(events.len() >= 4 && events.is_sorted_by(|a, b| a.1 >= b.1));
    }
}

#[test]
fn a_budget_of_n_iterations_is_one_batch_of_n_samples() {
    let world = two_boxes();
    for name in PLANNERS {
        let n = 700;
        let mut settled = spec(&format!(
            "{name} samples=123 batches=by-budget goal-bias=0.05"
        ));
        assert_eq!(settled.settle(Some(n)), None);
        let given = spec(&format!("{name} samples={n} batches=one goal-bias=0.05"));
        assert_eq!(settled, given);
        let mut planner = settled.build(&world.problem, 1).unwrap();
        finish(planner.as_mut());
        assert_eq!(planner.vertices() as u64, n + 1);
        assert!(planner.best_cost().is_finite());

        let mut timed = spec(&format!(
            "{name} samples=123 batches=by-budget goal-bias=0.05"
        ));
        assert_eq!(timed.settle(None), None);
        assert_eq!(
            timed,
            spec(&format!(
                "{name} samples=123 batches=doubling goal-bias=0.05"
            ))
        );
        let mut doubling = timed.clone();
        assert_eq!(doubling.settle(Some(n)), Some(n), "a limit for the driver");
    }
}

/// A wall between start and goal; a goal inside of a box, which leaves no goal state; a start in a pocket of measure
/// 10^-8, out of which hardly a free sample is to be had.
fn unsolvable() -> [BoxWorld<2>; 3] {
    let unit = cube(0.0, 1.0);
    let goal = vec![ball([0.9, 0.5], 0.05)];
    let wall = vec![Aabb::new([0.4, -0.1], [0.6, 1.1])];
    let block = vec![Aabb::new([0.7, 0.3], [1.0, 0.7])];
    let pocket = vec![
        Aabb::new([-0.1, -0.1], [1.1, 0.4999]),
        Aabb::new([-0.1, 0.5001], [1.1, 1.1]),
        Aabb::new([0.1001, -0.1], [1.1, 1.1]),
        Aabb::new([-0.1, -0.1], [0.0999, 1.1]),
    ];
    [
        BoxWorld::new("wall", unit, wall, [0.1, 0.5], goal.clone()),
        BoxWorld::new("blocked goal", unit, block, [0.1, 0.5], goal.clone()),
        BoxWorld::new("pocket", unit, pocket, [0.1, 0.5], goal),
    ]
}

#[test]
fn an_unsolvable_world_ends_a_batch_without_a_path() {
    for world in unsolvable() {
        for name in PLANNERS {
            let spec = spec(&format!("{name} samples=200 batches=one goal-bias=0.05"));
            let mut planner = spec.build(&world.problem, 1).unwrap();
            while planner.step() != Step::Finished {
                let what = format!("{name} does not end in the world of the {}", world.name);
                assert!(planner.checks().states < 5_000_000, "{what}");
            }
            assert!(planner.best_cost().is_infinite() && planner.best_path().is_none());
        }
    }
}

/// Janson et al. 2015, section 5: a density of at least l times the uniform one asks for a radius l^(-1/d) times as
/// long. PRM*'s roadmap tells its radius: the longest edge is as long to a hundredth.
#[test]
fn half_of_the_samples_from_a_region_widen_the_radius_by_the_dth_root_of_2() {
    fn check<const D: usize>() {
        let longest_edge = |share: f64| {
            let goal = vec![GoalRegion::State([0.9; D])];
            let mut world = BoxWorld::new("empty", cube(0.0, 1.0), vec![], [0.1; D], goal);
            let corner = Shape::Box {
                min: vec![0.0; D],
                max: vec![0.5; D],
            };
            if share > 0.0 {
                world.problem.regions = vec![(Region::new(&corner), share)];
            }
            let mut planner =
                spec("prm-star samples=1500 batches=one neighbors=radius rewire-factor=1.1")
                    .build(&world.problem, 1)
                    .unwrap();
            finish(planner.as_mut());
            let (states, forest) = (states(planner.as_ref()), planner.forest());
            let edge = |[a, b]: [u32; 2]| distance(&states[a as usize], &states[b as usize]);
            forest.edges.into_iter().map(edge).fold(0.0, f64::max)
        };
        let radius = 1.1 * radius::gamma_prm_star(D, 1.0) * radius::shrinking(D, 1_500);
        let root = 2f64.powf(1.0 / D as f64);
        for (share, expected) in [(0.0, radius), (0.5, root * radius)] {
            let longest = longest_edge(share);
            assert!(longest <= expected * (1.0 + 1e-12), "d = {D}: {longest}");
            assert!(longest >= 0.99 * expected, "d = {D}: {longest}");
        }
    }
    check::<2>();
    check::<3>();
}

/// Without a limit the first batch is followed by others; its end is no end of the search.
#[test]
fn doubling_goes_on_after_a_batch_without_a_path() {
    let [wall, ..] = unsolvable();
    for name in PLANNERS {
        let spec = spec(&format!("{name} samples=50 batches=doubling"));
        let mut planner = spec.build(&wall.problem, 1).unwrap();
        for _ in 0..3 {
            finish_batch(planner.as_mut());
        }
        steps(planner.as_mut(), 10);
        assert!(planner.vertices() > 200 && planner.best_cost().is_infinite());
    }
}
