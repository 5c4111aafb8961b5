//! Draws beside the best path (`path-bias`).

use super::common::{BoxWorld, ball, cube};
use super::{median, spec, steps};
use prolate::geometry::{Aabb, distance};
use prolate::problem::GoalRegion;

/// A box between start and goal, over whose edges the shortest path runs, of length 2 hypot(0.25, 0.2) + 0.4.
fn around_a_box<const D: usize>(goal: impl Fn([f64; D]) -> GoalRegion<D>) -> BoxWorld<D> {
    let (mut start, mut end) = ([0.0; D], [0.0; D]);
    (start[0], end[0]) = (-0.45, 0.45);
    let blocked = Aabb::new([-0.2; D], [0.2; D]);
    let bounds = cube(-0.5, 0.5);
    BoxWorld::new("box", bounds, vec![blocked], start, vec![goal(end)])
}

/// RRT* with draws beside its path finds the best one of a class, and has no informed set that would lead it out of the
/// others: it is asked where few of them are.
#[test]
fn the_cost_tends_to_the_optimum_in_any_dimension() {
    fn check<const D: usize>(names: &[&str]) {
        let world = around_a_box::<D>(GoalRegion::State);
        let optimum = 2.0 * 0.25f64.hypot(0.2) + 0.4;
        for name in names {
            let excesses = (1..=5).map(|seed| {
                let mut planner = spec(name).build(&world.problem, seed).unwrap();
                steps(planner.as_mut(), 10_000);
                assert!(planner.best_cost() >= optimum * (1.0 - 1e-12));
                planner.best_cost() / optimum - 1.0
            });
            let excess = median(excesses.collect());
            assert!(excess < 0.005, "{name} in {D} dimensions: {excess}");
        }
    }
    check::<2>(&["informed-rrt-star", "rrt-star path-bias=0.5"]);
    check::<4>(&["informed-rrt-star", "rrt-star path-bias=0.5"]);
    check::<6>(&["informed-rrt-star"]);
}

/// The path's end may slide in a goal region: the optimum ends on its border.
#[test]
fn the_end_of_the_path_slides_in_a_goal_region() {
    let world = around_a_box::<3>(|end| ball([end[0], 0.35, 0.0], 0.1));
    let mut planner = spec("informed-rrt-star path-bias=0.9").build(&world.problem, 1);
    let planner = planner.as_mut().unwrap();
    steps(planner.as_mut(), 30_000);
    // Over the box's first edge, straight to the ball.
    let to_edge = 0.25f64.hypot(0.2);
    let optimum = to_edge + (0.65f64).hypot(0.15) - 0.1;
    let excess = planner.best_cost() / optimum - 1.0;
    assert!((-1e-12..1e-4).contains(&excess), "{excess}");
}

/// A draw beside the path is kept if and only if the path becomes cheaper; and the tree stays a tree of free motions.
#[test]
fn a_draw_beside_the_path_is_kept_where_it_makes_the_path_cheaper() {
    let world = around_a_box::<4>(|end| ball(end, 0.05));
    let mut planner = spec("rrt-star path-bias=1")
        .build(&world.problem, 3)
        .unwrap();
    while planner.best_cost().is_infinite() {
        planner.step();
    }
    let mut kept = 0;
    for _ in 0..5_000 {
        let (vertices, cost) = (planner.vertices(), planner.best_cost());
        planner.step();
        let grew = planner.vertices() - vertices;
        assert_eq!(grew == 1, planner.best_cost() < cost);
        kept += grew;
    }
    assert!(kept > 20, "{kept}");
    let forest = planner.forest();
    let state = |id: u32| -> [f64; 4] { forest.states.as_chunks().0[id as usize] };
    for id in 1..forest.parents.len() as u32 {
        let parent = forest.parents[id as usize].unwrap();
        let (from, to) = (state(parent), state(id));
        assert!(world.densely_free(&from, &to));
        let cost = forest.costs[parent as usize] + distance(&from, &to);
        assert!((forest.costs[id as usize] - cost).abs() < 1e-12);
    }
}

/// The new vertex leads to the last vertex of the path that becomes cheaper over it: the way to that one along the
/// others is no shorter.
#[test]
fn a_draw_beside_the_path_leads_to_the_last_vertex_that_it_makes_cheaper() {
    let world = around_a_box::<2>(|end| ball(end, 0.05));
    let mut chosen = 0;
    for seed in 1..=20 {
        let mut planner = spec("rrt-star path-bias=1 range=0.05")
            .build(&world.problem, seed)
            .unwrap();
        while planner.best_cost().is_infinite() {
            planner.step();
        }
        for _ in 0..300 {
            let (former, path) = (planner.forest(), planner.best_path().unwrap());
            planner.step();
            let forest = planner.forest();
            if forest.len() == former.len() {
                continue;
            }
            let new = forest.len() as u32 - 1;
            let state = |id: usize| -> [f64; 2] { forest.states.as_chunks().0[id] };
            let x = state(new as usize);
            let id = |state: &[f64; 2]| former.states.as_chunks().0.iter().position(|y| y == state);
            let gains = |v: usize| {
                let over = forest.costs[new as usize] + distance(&x, &state(v));
                over < former.costs[v] * (1.0 - 1e-6) && world.densely_free(&x, &state(v))
            };
            let path: Vec<usize> = path.iter().filter_map(id).collect();
            let Some(last) = path.iter().rposition(|&v| gains(v)) else {
                continue;
            };
            assert_eq!(forest.parents[path[last]], Some(new), "seed {seed}");
            chosen += usize::from(path[..last].iter().filter(|&&v| gains(v)).count() > 0);
        }
    }
    assert!(chosen > 20, "{chosen}");
}
