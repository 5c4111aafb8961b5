//! What the papers prove or measure, on worlds of our own where they give no coordinates. A file a paper, or a part
//! that several planners share; `brute` has the plain answers.

#[path = "../common/mod.rs"]
mod common;

mod batches;
mod beside_path;
mod brute;
mod clusters;
mod fmt_star;
mod goal_states;
mod informed_rrt_star;
mod near_rule;
mod prm_star;
mod rrt_connect;
mod rrt_sharp;
mod rrt_star;
mod samplers;
mod shortening;
mod steps;
mod stretched;

use common::{BoxWorld, ball, cube, value_of};
use prolate::geometry::{Aabb, State, distance};
use prolate::planner::{Planner, Spec, Step};
use prolate::random;

/// The median of an odd number of values.
fn median(mut values: Vec<f64>) -> f64 {
    assert_eq!(values.len() % 2, 1);
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The standard error of a mean.
fn standard_error(values: &[f64]) -> f64 {
    let m = mean(values);
    let squares: f64 = values.iter().map(|x| (x - m) * (x - m)).sum();
    let n = values.len() as f64;
    (squares / (n - 1.0) / n).sqrt()
}

fn steps<const D: usize>(planner: &mut dyn Planner<D>, n: usize) {
    for _ in 0..n {
        planner.step();
    }
}

/// Runs a planner to its end; the number of its iterations.
fn finish<const D: usize>(planner: &mut dyn Planner<D>) -> usize {
    let mut iterations = 0;
    loop {
        let step = planner.step();
        iterations += usize::from(step != Step::Prepared);
        if step == Step::Finished {
            return iterations;
        }
    }
}

/// A planner by its name and its settings, as `rrt-star range=1 neighbors=radius`.
fn spec(text: &str) -> Spec {
    let mut words = text.split_whitespace();
    let mut spec = Spec::named(words.next().unwrap()).unwrap();
    for setting in words {
        let (key, value) = setting.split_once('=').unwrap();
        spec.set(key, &value_of(value)).unwrap();
    }
    spec
}

/// The states that a planner holds.
fn states<const D: usize>(planner: &dyn Planner<D>) -> Vec<State<D>> {
    let forest = planner.forest();
    let state = |id| forest.state(id).try_into().unwrap();
    (0..forest.len()).map(state).collect()
}

/// A unit cube with `count` random boxes that leave the start and a goal ball in opposite corners free.
fn random_boxes<const D: usize>(count: usize, seed: u64) -> BoxWorld<D> {
    let (start, goal) = ([0.1; D], [0.9; D]);
    let mut rng = random::seeded(seed);
    let mut boxes = Vec::new();
    while boxes.len() < count {
        let center: State<D> = random::in_box(&mut rng, &cube(0.0, 1.0));
        let half: State<D> = random::in_box(&mut rng, &cube(0.05, 0.15));
        let corner = |sign: f64| std::array::from_fn(|i| center[i] + sign * half[i]);
        let candidate = Aabb::new(corner(-1.0), corner(1.0));
        if candidate.squared_distance_to(&start) > 0.0 && candidate.squared_distance_to(&goal) > 0.0
        {
            boxes.push(candidate);
        }
    }
    let goal = ball(goal, 0.05);
    BoxWorld::new("random boxes", cube(0.0, 1.0), boxes, start, vec![goal])
}

/// The length of a path.
fn length<const D: usize>(path: &[State<D>]) -> f64 {
    path.windows(2).map(|w| distance(&w[0], &w[1])).sum()
}

/// Whether two costs are equal up to the rounding of their sums; infinite ones are.
fn equal(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-12 * b.abs()
}
