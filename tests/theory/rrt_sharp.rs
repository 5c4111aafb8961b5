//! RRT# (Arslan & Tsiotras 2012).

use super::brute::{dijkstra, rrg};
use super::common::{BoxWorld, empty_square, two_boxes, window};
use super::{equal, mean, random_boxes, spec, standard_error, states, steps};
use prolate::planner::Spec;
use prolate::search::near::Nearness;
use prolate::search::radius;

const FACTOR: f64 = 1.1;

/// RRT# or RRT* with one rule of nearness and range.
fn grown(name: &str, rule: &str, range: f64) -> Spec {
    spec(&format!(
        "{name} sampler=uniform goal-bias=0.05 range={range} neighbors={rule} rewire-factor={FACTOR}"
    ))
}

/// A range that extensions often exceed and near vertices sometimes do.
fn range<const D: usize>(world: &BoxWorld<D>) -> f64 {
    0.15 * world.bounds().largest_extent()
}

/// RRT*'s tree is part of RRT#'s graph, of which RRT# knows the shortest paths.
#[test]
fn rrt_sharp_is_never_worse_than_rrt_star_at_any_iteration() {
    fn check<const D: usize>(world: &BoxWorld<D>, rule: &str, seed: u64) -> usize {
        let mut star = grown("rrt-star", rule, range(world))
            .build(&world.problem, seed)
            .unwrap();
        let mut sharp = grown("rrt-sharp", rule, range(world))
            .build(&world.problem, seed)
            .unwrap();
        let mut better = 0;
        for i in 0..3_000 {
            star.step();
            sharp.step();
            let (star, sharp) = (star.best_cost(), sharp.best_cost());
            assert!(
                sharp <= star * (1.0 + 1e-9),
                "{}, {rule}, seed {seed}, iteration {i}: {sharp} above {star}",
                world.name
            );
            better += usize::from(sharp < star);
        }
        assert_eq!(star.vertices(), sharp.vertices());
        better
    }
    let mut better = 0;
    for rule in ["radius", "k-nearest"] {
        for seed in 1..=4 {
            better += check(&empty_square(), rule, seed);
            better += check(&two_boxes(), rule, seed);
            better += check(&window(), rule, seed);
            better += check(&random_boxes::<2>(12, seed), rule, seed);
            better += check(&random_boxes::<3>(20, seed), rule, seed);
        }
    }
    assert!(better > 10_000, "of 120 000 iterations {better} are better");
}

/// After every iteration the goal's cost is that of a shortest path in the RRG, here put together by brute force from
/// the vertices in the order of their insertion and compared 30 times on the way.
#[test]
fn rrt_sharps_goal_cost_is_dijkstras_on_its_rrg() {
    fn check<const D: usize>(world: &BoxWorld<D>, rule: &str, seed: u64) {
        let range = range(world);
        let mut planner = grown("rrt-sharp", rule, range)
            .build(&world.problem, seed)
            .unwrap();
        let marks: Vec<_> = (0..30)
            .map(|_| {
                steps(planner.as_mut(), 50);
                (planner.vertices(), planner.best_cost())
            })
            .collect();
        let points = states(planner.as_ref());
        let measure = world.bounds().measure();
        let nearness = |n| match rule {
            "radius" => {
                let gamma = radius::gamma_prm_star(D, measure);
                Nearness::Within((FACTOR * gamma * radius::shrinking(D, n)).min(range))
            }
            _ => Nearness::Nearest(radius::nearest_count(D, n, FACTOR)),
        };
        let edges = rrg(&points, &world.boxes, nearness);
        for &(n, cost) in &marks {
            let costs = dijkstra(&edges, n);
            let goals = (0..n).filter(|&v| world.problem.goal.contains(&points[v]));
            let least = goals.map(|v| costs[v]).fold(f64::INFINITY, f64::min);
            assert!(
                equal(cost, least),
                "{}, {rule}, seed {seed}, {n} vertices: {cost} is not {least}",
                world.name
            );
        }
        assert!(marks[29].1.is_finite());
    }
    for rule in ["radius", "k-nearest"] {
        for seed in 1..=3 {
            check(&empty_square(), rule, seed);
            check(&two_boxes(), rule, seed);
            check(&window(), rule, seed);
            check(&random_boxes::<2>(12, seed), rule, seed);
            check(&random_boxes::<3>(20, seed), rule, seed);
        }
    }
}

/// The variants that leave out more are ahead in the end, with fewer vertices. Paired on the same samples, after
/// 12 000 iterations on the empty square. A pilot of 40 runs with other seeds found the differences of `all` and v1,
/// and of v1 and v2, at 0.85 and 1.04 of their standard deviations: a mean over 40 runs is on the wrong side in less
/// than one of 10^7 cases. v2 and v3 did not differ in any run; by chance they are three standard errors apart in one
/// of 10^3 cases.
#[test]
fn the_variants_of_rrt_sharp_come_in_the_papers_order() {
    const RUNS: u64 = 40;
    let world = empty_square();
    let run = |name: &str| -> (Vec<f64>, Vec<f64>) {
        let spec = spec(&format!(
            "{name} sampler=uniform goal-bias=0 range=2 neighbors=radius rewire-factor={FACTOR}"
        ));
        let ends = (1_001..=1_000 + RUNS).map(|seed| {
            let mut planner = spec.build(&world.problem, seed).unwrap();
            steps(planner.as_mut(), 12_000);
            (planner.best_cost(), planner.vertices() as f64)
        });
        ends.unzip()
    };
    let (star, _) = run("rrt-star pruning=false");
    let [all, v1, v2, v3] =
        ["all", "v1", "v2", "v3"].map(|word| run(&format!("rrt-sharp inclusion={word}")));
    for (sharp, star) in all.0.iter().zip(&star) {
        assert!(*sharp <= star * (1.0 + 1e-9));
    }
    let gain = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>();
    let (first, second) = (gain(&all.0, &v1.0), gain(&v1.0, &v2.0));
    assert!(mean(&first) > 0.0, "v1 gains {}", mean(&first));
    assert!(mean(&second) > 0.0, "v2 gains {}", mean(&second));
    let third = gain(&v2.0, &v3.0);
    assert!(mean(&third).abs() <= 3.0 * standard_error(&third));
    for run in 0..RUNS as usize {
        let kept = [&v3, &v2, &v1, &all].map(|variant| variant.1[run]);
        assert!(kept.is_sorted_by(|a, b| a < b), "vertices {kept:?}");
    }
}
