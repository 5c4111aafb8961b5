//! What planners hold after some steps in random worlds, against what their words mean.
//!
//! A tree is a tree, each of its edges touches no obstacle, exactly, and costs are sums of lengths; the best cost is
//! that of a vertex in the goal and never rises; a roadmap's path is a shortest one; no path beats the optimum, and
//! where there is no path none is found.

use crate::contact::touches;
use crate::exact::{Rational, exact};
use crate::for_all;
use crate::scenes::{Scene, placed_scenes, size};
use prolate::geometry::State;
use prolate::optimum::{Answer, Limit, optimum};
use prolate::planner::{Planner, Spec, Step, Value};
use prolate::record::Forest;
use prolate::scenario::dispatch::problem;
use prolate::scenario::{GoalShape, Scenario};
use prolate::verify::verify;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use std::collections::HashSet;

/// What is free by less, relative to the largest number, may be refused.
const MARGIN: f64 = 64.0 * f64::EPSILON;

/// Steps of planners that never finish.
const STEPS: usize = 150;

/// A planner with some settings, a seed, and a goal region in place of a state.
#[derive(Clone, Debug)]
struct Plan {
    planner: usize,
    neighbors: Option<&'static str>,
    sampler: &'static str,
    factor: Option<f64>,
    is_pruning: bool,
    goal_bias: f64,
    samples: u32,
    seed: u64,
    /// The goal's radius in extents; a box where negative, the state where 0.
    goal: f64,
}

fn plan() -> impl Strategy<Value = Plan> {
    let words = |words: &[&'static str]| proptest::sample::select(words.to_vec());
    let neighbors = prop_oneof![Just(None), words(&["radius", "k-nearest"]).prop_map(Some)];
    let factor = prop_oneof![
        Just(None),
        (0.3..3.0).prop_map(Some),
        Just(Some(f64::INFINITY))
    ];
    let search = (
        0..7usize,
        neighbors,
        words(&["uniform", "halton", "gaussian", "bridge"]),
    );
    let goal = prop_oneof![1 => Just(0.0), 2 => 0.02..0.3, 1 => -0.3..-0.02];
    let rest = (
        factor,
        any::<bool>(),
        0.0..0.5,
        10..80u32,
        0..1_000u64,
        goal,
    );
    (search, rest).prop_map(
        |((planner, neighbors, sampler), (factor, is_pruning, goal_bias, samples, seed, goal))| {
            Plan {
                planner,
                neighbors,
                sampler,
                factor,
                is_pruning,
                goal_bias,
                samples,
                seed,
                goal,
            }
        },
    )
}

impl Plan {
    fn spec(&self) -> Spec {
        let all = Spec::of_straight_motions();
        let mut spec = all[self.planner % all.len()].clone();
        let word = |word: &str| Value::Word(word.into());
        let mut set = |key: &str, value: Value| {
            // Not every planner has every setting.
            let _ = spec.set(key, &value);
        };
        set("batches", word("one"));
        set("samples", Value::Number(f64::from(self.samples)));
        set("sampler", word(self.sampler));
        set("pruning", Value::Flag(self.is_pruning));
        set("goal-bias", Value::Number(self.goal_bias));
        if let Some(rule) = self.neighbors {
            set("neighbors", word(rule));
        }
        if let Some(factor) = self.factor {
            set("rewire-factor", Value::Number(factor));
        }
        spec
    }

    /// The goal around the end of the scene's path.
    fn goal(&self, scenario: &Scenario, end: &[f64]) -> GoalShape {
        let reach = self.goal.abs() * (scenario.bounds[0][1] - scenario.bounds[0][0]);
        if self.goal == 0.0 {
            GoalShape::State(end.to_vec())
        } else if self.goal > 0.0 {
            GoalShape::Ball {
                center: end.to_vec(),
                radius: reach,
            }
        } else {
            GoalShape::Box {
                min: end.iter().map(|x| x - reach).collect(),
                max: end.iter().map(|x| x + 0.5 * reach).collect(),
            }
        }
    }
}

/// Whether the robot touches an obstacle on the way.
fn collides(scenario: &Scenario, a: &[f64], b: &[f64], margin: &Rational) -> bool {
    let mut shapes = scenario.obstacles.iter();
    shapes.any(|shape| touches(shape, &scenario.robot, a, b, margin))
}

/// Whether the robot stands free within the bounds, beyond rounding.
fn is_free(scenario: &Scenario, x: &[f64], margin: f64) -> bool {
    let is_inside = (0..x.len()).all(|i| {
        let [low, high] = scenario.bounds[i];
        let reach = scenario.robot.reach(i) + margin;
        low + reach < x[i] && x[i] < high - reach
    });
    is_inside && !collides(scenario, x, x, &exact(margin))
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter()
        .zip(b)
        .fold(0.0, |sum, (a, b)| f64::hypot(sum, a - b))
}

fn is_near(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

/// A tree, or several: every vertex has a root, its cost is its parent's and the edge's length.
fn is_a_forest(forest: &Forest, start: &[f64]) -> TestCaseResult {
    prop_assert_eq!(forest.state(0), start);
    prop_assert_eq!(forest.parents[0], None);
    prop_assert_eq!(forest.costs[0], 0.0);
    for id in 0..forest.len() {
        let (mut at, mut steps) = (id, 0);
        while let Some(parent) = forest.parents[at] {
            at = parent as usize;
            steps += 1;
            prop_assert!(steps < forest.len(), "a cycle through {id}");
        }
        if let Some(parent) = forest.parents[id] {
            let parent = parent as usize;
            let edge = distance(forest.state(id), forest.state(parent));
            let (cost, sum) = (forest.costs[id], forest.costs[parent] + edge);
            prop_assert!(is_near(cost, sum), "the cost of {id} is {cost}, not {sum}");
        }
    }
    Ok(())
}

/// The edges of the trees and of the roadmap.
fn edges(forest: &Forest) -> Vec<[usize; 2]> {
    let parents = forest.parents.iter().zip(0..);
    let mut all: Vec<[usize; 2]> = parents
        .filter_map(|(p, id)| Some([(*p)? as usize, id]))
        .collect();
    all.extend(forest.edges.iter().map(|edge| edge.map(|v| v as usize)));
    all
}

/// The lengths of shortest paths from vertex 0, by relaxing all edges until nothing changes.
fn shortest(forest: &Forest) -> Vec<f64> {
    let lengths: Vec<_> = edges(forest)
        .into_iter()
        .map(|[u, v]| (u, v, distance(forest.state(u), forest.state(v))))
        .collect();
    let mut cost = vec![f64::INFINITY; forest.len()];
    cost[0] = 0.0;
    loop {
        let before = cost.clone();
        for (u, v, length) in &lengths {
            cost[*v] = cost[*v].min(cost[*u] + length);
            cost[*u] = cost[*u].min(cost[*v] + length);
        }
        if cost == before {
            return cost;
        }
    }
}

fn planners_hold_what_they_say<const D: usize>((scene, plan): (Scene, Plan)) -> TestCaseResult {
    let rounding = MARGIN * size(&scene);
    let mut scenario = scene.scenario.clone();
    let end = &scene.path[scene.path.len() - 1];
    scenario.goal = vec![plan.goal(&scenario, end)];
    if !is_free(&scenario, &scenario.start, rounding) || !is_free(&scenario, end, rounding) {
        return Ok(());
    }
    let problem = problem::<D>(&scenario);
    let spec = plan.spec();
    let Some(mut planner) = spec.build(&problem, plan.seed) else {
        return Err(TestCaseError::fail("it is not built"));
    };
    let is_in_goal = |x: &[f64]| {
        let x: State<D> = std::array::from_fn(|i| x[i]);
        problem.goal.contains(&x)
    };
    let (mut best, mut done, mut known) = (planner.best_cost(), 0, HashSet::new());
    let mut is_finished = false;
    while done < STEPS && !is_finished {
        let step = planner.step();
        done += usize::from(step != Step::Prepared);
        is_finished = step == Step::Finished;
        prop_assert!(
            planner.best_cost() <= best,
            "the best cost rises from {best}"
        );
        let improves = planner.best_cost() < best;
        best = planner.best_cost();
        // What is looked at costs more than a step.
        if !(improves || is_finished || done == STEPS) {
            continue;
        }
        let forest = planner.forest();
        is_a_forest(&forest, &scenario.start)?;
        for [u, v] in edges(&forest) {
            let (a, b) = (forest.state(u), forest.state(v));
            let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            if known.insert((bits(a), bits(b))) {
                let is_hit = collides(&scenario, a, b, &exact(0.0));
                prop_assert!(!is_hit, "the edge from {a:?} to {b:?} touches");
            }
        }
        let goals = (0..forest.len()).filter(|id| is_in_goal(forest.state(*id)));
        if ["rrt", "rrt-star", "rrt-sharp", "informed-rrt-star"].contains(&spec.name()) {
            let least = goals
                .map(|id| forest.costs[id])
                .fold(f64::INFINITY, f64::min);
            prop_assert_eq!(best, least, "the best vertex of the goal");
        } else if spec.name() == "prm-star" && is_finished {
            let costs = shortest(&forest);
            let least = goals.map(|id| costs[id]).fold(f64::INFINITY, f64::min);
            prop_assert!(is_near(best, least), "{best} is not the roadmap's {least}");
        }
    }
    let known = match D {
        2 => optimum(&scenario, &Limit::NONE),
        _ => return path_holds(&scenario, planner.as_ref(), rounding),
    };
    match known {
        Answer::Known(optimum) => {
            let least = optimum.lower * (1.0 - 1e-9);
            prop_assert!(best >= least, "{best} is below the optimum: {optimum:?}");
        }
        Answer::NoPath(_) => prop_assert!(best.is_infinite(), "there is no path of {best}"),
        other => prop_assert!(false, "{other:?}"),
    }
    path_holds(&scenario, planner.as_ref(), rounding)
}

/// The best path is certified at its cost, if it is free by more than rounding.
fn path_holds<const D: usize>(
    scenario: &Scenario,
    planner: &dyn Planner<D>,
    rounding: f64,
) -> TestCaseResult {
    let Some(path) = planner.best_path() else {
        prop_assert!(planner.best_cost().is_infinite());
        return Ok(());
    };
    let path: Vec<Vec<f64>> = path.iter().map(|x| x.to_vec()).collect();
    let mut segments = path.windows(2);
    let is_doubtful = |w: &[Vec<f64>]| collides(scenario, &w[0], &w[1], &exact(rounding));
    let is_doubtful = segments.any(is_doubtful);
    let faults = verify(scenario, &path, Some(planner.best_cost())).faults;
    prop_assert!(is_doubtful || faults.is_empty(), "{faults:?}");
    Ok(())
}

/// Scenes and plans.
fn plans(dimension: usize) -> impl Strategy<Value = (Scene, Plan)> {
    let scenes = placed_scenes(dimension, 3).prop_map(|(_, scene)| scene);
    (scenes, plan())
}

#[test]
fn planners_of_the_plane_hold_trees_and_roadmaps_that_are_free_and_cost_what_they_say() {
    for_all(400, plans(2), planners_hold_what_they_say::<2>);
}

#[test]
fn planners_of_space_hold_trees_and_roadmaps_that_are_free_and_cost_what_they_say() {
    for_all(400, plans(3), planners_hold_what_they_say::<3>);
}
