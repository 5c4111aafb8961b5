//! What holds for every planner after every step, checked by other means than the planners' own.

mod common;

use common::{BoxWorld, cube, empty_square, two_boxes, variants, window};
use prolate::geometry::{Aabb, State, distance};
use prolate::planner::{Planner, Spec, Step, Value};
use prolate::problem::{Goal, GoalRegion, Problem};
use prolate::record::Forest;
use prolate::space::{CostMap, Euclidean, Objective};
use prolate::world::{Obstacles, Robot, Shape};
use std::collections::BTreeSet;

/// Iterations that are watched: more than a first batch and the search of its roadmap take.
const STEPS: usize = 1_000;

/// Samples of a batch planner's first batch.
const SAMPLES: f64 = 150.0;

fn state<const D: usize>(forest: &Forest, id: usize) -> State<D> {
    forest.state(id).try_into().unwrap()
}

/// Every vertex reaches a root by its parents; vertex 0 is one.
fn assert_forest(forest: &Forest) {
    let mut reaches_root: Vec<bool> = forest.parents.iter().map(Option::is_none).collect();
    assert!(reaches_root[0], "the start has no parent");
    for id in 0..forest.len() {
        let mut way = Vec::new();
        let mut at = id;
        while !reaches_root[at] {
            way.push(at);
            assert!(way.len() <= forest.len(), "a cycle through vertex {id}");
            at = forest.parents[at].unwrap() as usize;
        }
        for v in way {
            reaches_root[v] = true;
        }
    }
}

/// The cost of every vertex is its parent's and the edge's; one without a cost has no parent.
fn assert_costs<const D: usize>(forest: &Forest) {
    assert_eq!(forest.costs[0], 0.0);
    for (id, parent) in forest.parents.iter().enumerate() {
        assert!(
            parent.is_none() || forest.costs[id].is_finite(),
            "vertex {id}"
        );
        if let Some(parent) = *parent {
            let edge = distance::<D>(&state(forest, id), &state(forest, parent as usize));
            let (cost, least) = (forest.costs[id], forest.costs[parent as usize] + edge);
            assert!((cost - least).abs() <= 1e-12 * least, "vertex {id}");
        }
    }
}

/// No edge that is new since `known` meets an obstacle.
fn assert_edges_free<const D: usize>(
    world: &BoxWorld<D>,
    forest: &Forest,
    known: &mut BTreeSet<([u64; D], [u64; D])>,
) {
    let parents = forest.parents.iter().enumerate();
    let edges = parents.filter_map(|(id, parent)| Some([(*parent)?, id as u32]));
    for [a, b] in edges.chain(forest.edges.iter().copied()) {
        let (a, b) = (state(forest, a as usize), state(forest, b as usize));
        if known.insert((a.map(f64::to_bits), b.map(f64::to_bits))) {
            assert!(world.densely_free(&a, &b), "{}: {a:?} to {b:?}", world.name);
        }
    }
}

/// The best path starts at the start, ends in the goal, is free, and costs what the planner says.
fn assert_path<const D: usize>(world: &BoxWorld<D>, planner: &dyn Planner<D>) {
    let Some(path) = planner.best_path() else {
        assert!(planner.best_cost().is_infinite());
        return;
    };
    let problem = &world.problem;
    assert_eq!(path[0], problem.start);
    assert!(problem.goal.contains(path.last().unwrap()));
    let length: f64 = path.windows(2).map(|w| distance(&w[0], &w[1])).sum();
    assert!((length - planner.best_cost()).abs() <= 1e-12 * length);
    assert!(length >= problem.goal.distance(&problem.start) * (1.0 - 1e-12));
}

/// The best cost is the least cost of a goal vertex, as far as the planner's vertices are one tree from the start.
fn assert_best_of_all_goals<const D: usize>(world: &BoxWorld<D>, forest: &Forest, best: f64) {
    let goal_costs = (0..forest.len())
        .filter(|&id| world.problem.goal.contains(&state(forest, id)))
        .map(|id| forest.costs[id]);
    assert_eq!(best, goal_costs.fold(f64::INFINITY, f64::min));
}

fn conforms<const D: usize>(world: &BoxWorld<D>) {
    for (name, spec) in variants(SAMPLES) {
        let what = format!("{name} on {}", world.name);
        let grows_one_tree = ["rrt", "rrt-star", "rrt-sharp", "informed-rrt-star"];
        let grows_one_tree = grows_one_tree.contains(&spec.name());
        let mut planner = spec.build(&world.problem, 5).unwrap();
        let mut twin = spec.build(&world.problem, 5).unwrap();
        let (mut known, mut best) = (BTreeSet::new(), f64::INFINITY);
        let mut steps = 0;
        while steps < STEPS {
            let before = planner.vertices();
            let step = planner.step();
            steps += usize::from(step != Step::Prepared);
            assert_eq!(step, twin.step(), "the same seed takes the same steps");
            let prunes = spec.name() == "informed-rrt-star" || name.contains("pruning=true");
            if grows_one_tree && !prunes {
                assert_eq!(
                    planner.vertices() - before,
                    usize::from(step == Step::Grew),
                    "{what}"
                );
            }
            assert!(
                step != Step::Rejected || planner.vertices() == before,
                "{what}"
            );
            let forest = planner.forest();
            // A batch that is not done shows the one before.
            assert!(forest.len() <= planner.vertices(), "{what}");
            assert_forest(&forest);
            assert_costs::<D>(&forest);
            assert_edges_free(world, &forest, &mut known);
            assert_path(world, planner.as_ref());
            assert!(planner.best_cost() <= best, "the best cost never rises");
            best = planner.best_cost();
            if grows_one_tree {
                assert_best_of_all_goals(world, &forest, best);
            }
            if step == Step::Finished {
                break;
            }
        }
        // Half of the theoretical radius and single batches promise nothing.
        let may_fail = what.contains("rewire-factor=0.5") || what.contains("batches=one");
        assert!(best.is_finite() || may_fail, "{what}: no path");
        assert_eq!(planner.forest(), twin.forest());
        assert_eq!(planner.checks(), twin.checks());
    }
}

#[test]
fn every_planner_conforms_in_the_empty_square() {
    conforms(&empty_square());
}

#[test]
fn every_planner_conforms_among_boxes() {
    conforms(&two_boxes());
}

#[test]
fn every_planner_conforms_in_space_with_several_goals() {
    conforms(&window());
}

/// A leaf through which no path can beat the best is dropped, at the latest when the best cost has changed by 5 %.
#[test]
fn pruning_drops_leaves_that_cannot_improve_the_path() {
    let world = BoxWorld::new(
        "centre square",
        cube(-1.0, 1.0),
        vec![cube(-0.1, 0.1)],
        [-0.3, 0.0],
        vec![GoalRegion::State([0.3, 0.0])],
    );
    for name in ["rrt-star", "informed-rrt-star"] {
        let mut spec = Spec::named(name).unwrap();
        spec.set("pruning", &Value::Flag(true)).unwrap();
        let mut planner = spec.build(&world.problem, 3).unwrap();
        let mut first = f64::INFINITY;
        let mut pruned = false;
        let mut compared = 0;
        for i in 0..20_000 {
            let before = planner.vertices();
            let held = (i < 6_000).then(|| planner.forest());
            planner.step();
            if first.is_infinite() {
                first = planner.best_cost();
            }
            if planner.vertices() < before {
                pruned = true;
                let forest = planner.forest();
                let parents: Vec<_> = forest.parents.iter().flatten().collect();
                for id in 0..forest.len() {
                    let bound = world.problem.cost_bound_through(&state(&forest, id));
                    let is_leaf = !parents.contains(&&(id as u32));
                    assert!(!is_leaf || bound <= planner.best_cost() * (1.0 + 1e-12));
                }
                // And nothing else is dropped.
                let kept: Vec<State<2>> = (0..forest.len()).map(|id| state(&forest, id)).collect();
                for held in held.iter() {
                    let states = (0..held.len()).map(|id| state::<2>(held, id));
                    let mut useful = states.filter(|x| {
                        let bound = world.problem.cost_bound_through(x);
                        bound <= planner.best_cost() * (1.0 - 1e-12)
                    });
                    assert!(useful.all(|x| kept.contains(&x)), "{name}");
                    compared += 1;
                }
            }
        }
        assert!(pruned && planner.best_cost() < first, "{name}");
        assert!(compared > 0, "{name}");
    }
}

/// A weight that is the same everywhere, here a power of two so that nothing is rounded, is another unit of cost: the
/// same vertices on the same samples, at costs that are multiplied by it.
#[test]
fn a_constant_weight_changes_nothing_but_the_costs() {
    let block = Shape::Box {
        min: vec![0.4, 0.2],
        max: vec![0.6, 0.9],
    };
    for name in [
        "rrt",
        "rrt-connect",
        "rrt-star",
        "rrt-sharp",
        "informed-rrt-star",
        "fmt-star",
        "prm-star",
    ] {
        let run = |weight: Option<f64>| {
            let objective = match weight {
                None => Objective::PathLength,
                Some(weight) => Objective::LineIntegral(CostMap::new(weight, vec![])),
            };
            let obstacles =
                Obstacles::new(std::slice::from_ref(&block), &Robot::Ball { radius: 0.0 });
            let space = Euclidean::new(cube(0.0, 1.0), obstacles, objective);
            let goal = Goal::new(vec![GoalRegion::State([0.9, 0.5])]);
            let problem = Problem::new(space, [0.1, 0.4], goal);
            let spec = Spec::named(name).unwrap();
            let mut planner = spec.build(&problem, 5).unwrap();
            for _ in 0..4_000 {
                planner.step();
            }
            (planner.forest(), planner.best_cost())
        };
        let (plain, cost) = run(None);
        assert!(plain.len() > 2 && cost.is_finite(), "{name}");
        for weight in [2.0, 0.25] {
            let (weighted, best) = run(Some(weight));
            assert!(weighted.states == plain.states, "{name}, {weight}");
            assert!(weighted.parents == plain.parents, "{name}, {weight}");
            assert_eq!(best, weight * cost, "{name}, {weight}");
        }
    }
}

/// Two goal states: the one that is reached first must not hide the nearer one.
#[test]
fn every_optimal_planner_finds_the_nearest_of_several_goal_states() {
    let world = BoxWorld::new(
        "two goal states",
        cube(0.0, 10.0),
        vec![Aabb::new([5.2, 4.5], [5.6, 5.5])],
        [5.0, 5.0],
        vec![GoalRegion::State([1.0, 5.0]), GoalRegion::State([6.0, 5.0])],
    );
    // RRT and RRT-Connect promise no good path.
    for spec in &Spec::of_straight_motions()[2..] {
        for seed in 1..=5 {
            let mut planner = spec.build(&world.problem, seed).unwrap();
            for _ in 0..5_000 {
                planner.step();
            }
            assert!(planner.best_cost() < 2.0, "{spec:?}, seed {seed}");
        }
    }
}

#[test]
fn a_start_in_the_goal_is_a_path_of_one_state_that_costs_nothing() {
    let mut world = empty_square();
    world.problem.start = [8.0, 8.0];
    for spec in Spec::of_straight_motions() {
        let planner = spec.build(&world.problem, 1).unwrap();
        assert_eq!(planner.best_cost(), 0.0);
        assert_eq!(planner.best_path(), Some(vec![[8.0, 8.0]]));
    }
}
