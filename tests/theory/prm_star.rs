//! PRM* (Karaman & Frazzoli 2011, Algorithm 4).

use super::brute::{dijkstra, roadmap};
use super::common::{BoxWorld, empty_square, two_boxes, window};
use super::{equal, finish, mean, random_boxes, spec, states};
use prolate::geometry::State;
use prolate::planner::Planner;
use prolate::search::near::Nearness;
use prolate::search::radius;
use std::f64::consts::E;

/// What the radii of a batch are computed from: the measure of the bounds times the most that the share of free states
/// can be, at a confidence of 95 % (Hoeffding 1963). Of a batch without goal bias whose goal regions have free centres,
/// all state checks but those of the centres are uniform draws.
pub fn free_measure<const D: usize>(world: &BoxWorld<D>, planner: &dyn Planner<D>) -> f64 {
    let centers = world.problem.goal.regions().len();
    let draws = planner.checks().states as f64 - centers as f64;
    let hits = (planner.vertices() - 1 - centers) as f64;
    let margin = (20f64.ln() / (2.0 * draws)).sqrt();
    world.bounds().measure() * (hits / draws + margin).min(1.0)
}

/// The least cost of a goal state.
fn least_goal_cost<const D: usize>(world: &BoxWorld<D>, points: &[State<D>], costs: &[f64]) -> f64 {
    let ids = 0..points.len();
    let goals = ids.filter(|&v| world.problem.goal.contains(&points[v]));
    goals.map(|v| costs[v]).fold(f64::INFINITY, f64::min)
}

#[test]
fn prm_star_is_a_brute_force_disc_graph_and_dijkstra() {
    fn check<const D: usize>(world: &BoxWorld<D>, rule: &str, factor: f64, n: usize) {
        let mut solved = 0;
        for seed in 1..=4 {
            let mut planner = spec(&format!(
                "prm-star sampler=uniform goal-bias=0 batches=one samples={n} neighbors={rule} rewire-factor={factor}"
            ))
            .build(&world.problem, seed).unwrap();
            finish(planner.as_mut());
            let nearness = match rule {
                "radius" => {
                    let gamma = radius::gamma_prm_star(D, free_measure(world, planner.as_ref()));
                    Nearness::Within(factor * gamma * radius::shrinking(D, n))
                }
                _ => Nearness::Nearest(radius::nearest_count(D, n, factor)),
            };
            let points = states(planner.as_ref());
            let edges = roadmap(&points, &world.boxes, nearness);
            let forest = planner.forest();
            let found = forest.edges.len() + forest.parents.iter().flatten().count();
            let degrees: usize = edges.iter().map(Vec::len).sum();
            assert_eq!(2 * found, degrees, "{}, {rule}, seed {seed}", world.name);
            let least = least_goal_cost(world, &points, &dijkstra(&edges, points.len()));
            let cost = planner.best_cost();
            assert!(
                equal(cost, least),
                "{}, {rule}, seed {seed}: {cost} is not {least}",
                world.name
            );
            solved += usize::from(cost.is_finite());
        }
        assert!(
            solved >= 2 || factor < 1.0,
            "{}: {solved} solved",
            world.name
        );
    }
    for rule in ["radius", "k-nearest"] {
        for factor in [1.1, 0.6] {
            check(&empty_square(), rule, factor, 800);
            check(&two_boxes(), rule, factor, 800);
            check(&window(), rule, factor, 800);
            check(&random_boxes::<2>(12, 1), rule, factor, 500);
            check(&random_boxes::<3>(20, 1), rule, factor, 500);
            check(&random_boxes::<5>(20, 1), rule, factor, 300);
        }
    }
}

/// For a picture: the tree whole, and of the other edges as many as were asked for, spread evenly, with how many more
/// there are.
#[test]
fn a_sparse_roadmap_is_a_part_of_the_whole_one() {
    let world = two_boxes();
    let mut planner = spec("prm-star batches=one samples=800")
        .build(&world.problem, 1)
        .unwrap();
    finish(planner.as_mut());
    let whole = planner.forest();
    assert_eq!(whole.edges_left_out, 0);
    for most in [1, 10, 1_000, whole.edges.len() + 800, usize::MAX] {
        let some = planner.view().sparse_forest(most);
        assert_eq!(
            (&some.parents, &some.states),
            (&whole.parents, &whole.states)
        );
        assert!(some.edges.len() <= most);
        let mut others = whole.edges.iter();
        assert!(
            some.edges
                .iter()
                .all(|edge| others.any(|other| other == edge)),
            "{most}"
        );
        if some.edges.len() > 100 {
            // One in so many is taken of all edges, those of the tree among them.
            let told = (some.edges.len() + some.edges_left_out) as f64;
            assert!(
                (told / whole.edges.len() as f64 - 1.0).abs() < 0.1,
                "{told}"
            );
        }
        if most >= whole.edges.len() + 800 {
            assert_eq!(some, whole);
        }
    }
}

/// Checks of motions for each sample.
pub fn checks_per_sample<const D: usize>(text: &str, world: &BoxWorld<D>, n: usize) -> f64 {
    let runs = (1..=5).map(|seed| {
        let mut planner = spec(&format!("{text} samples={n}"))
            .build(&world.problem, seed)
            .unwrap();
        finish(planner.as_mut());
        planner.checks().motions as f64 / n as f64
    });
    mean(&runs.collect::<Vec<_>>())
}

/// A sample has 2^d (1 + 1/d) f^d log n others within its radius, by its definition, and each motion is checked once;
/// borders cut discs, less so the smaller these are. Of the pairs that see each other by the k-nearest rule there are
/// at least half of k a sample and, as most are mutual, not many more.
#[test]
fn prm_stars_checks_per_sample_grow_with_the_logarithm() {
    let (radius, count) = (0.5 * 6.0 * 1.21, 1.5 * E * 1.21);
    for (rule, least, most) in [
        ("radius", 0.75 * radius, radius),
        ("k-nearest", 0.5 * count, 0.63 * count),
    ] {
        let text = format!("prm-star goal-bias=0 batches=one neighbors={rule} rewire-factor=1.1");
        for world in [empty_square(), two_boxes()] {
            let checks = [250, 1_000, 4_000, 16_000].map(|n| checks_per_sample(&text, &world, n));
            for (checks, n) in checks.iter().zip([250f64, 1_000.0, 4_000.0, 16_000.0]) {
                let share = checks / n.ln();
                assert!((least..most).contains(&share), "{rule}, {n}: {share}");
            }
            assert!(checks[3] > 1.5 * checks[0]);
        }
    }
}
