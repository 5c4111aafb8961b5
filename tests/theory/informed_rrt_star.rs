//! Informed RRT* (Gammell, Srinivasa & Barfoot 2014).

use super::common::{BoxWorld, cube};
use super::{mean, median, spec, steps};
use prolate::geometry::{Aabb, distance};
use prolate::planner::{Spec, Spheroid};
use prolate::problem::{GoalRegion, Oracle};
use prolate::random;

/// Gammell et al. 2014, equations of section IV: C is a rotation that takes the first axis to the foci's line.
#[test]
fn the_spheroids_rotation_is_orthogonal_with_determinant_one() {
    fn check<const D: usize>() {
        let mut rng = random::seeded(D as u64);
        for trial in 0..200 {
            let start: [f64; D] = random::in_unit_ball(&mut rng);
            let mut goal: [f64; D] = random::in_unit_ball(&mut rng);
            if trial < 2 * D {
                // Along an axis, either way, and almost so.
                goal = start;
                goal[trial % D] += if trial < D { 1.0 } else { -1.0 };
            } else if trial < 3 * D {
                goal = start;
                goal[0] += 1.0;
                goal[trial % D] += 1e-9;
            }
            let spheroid = Spheroid::new(&start, &goal);
            let mut columns = vec![[0.0; D]; D];
            for (i, column) in columns.iter_mut().enumerate() {
                let mut e = [0.0; D];
                e[i] = 1.0;
                *column = spheroid.rotate(&e);
            }
            let c_min = distance(&start, &goal);
            for i in 0..D {
                let axis = (goal[i] - start[i]) / c_min;
                assert!((columns[0][i] - axis).abs() < 1e-12);
                for j in 0..D {
                    let dot: f64 = (0..D).map(|k| columns[i][k] * columns[j][k]).sum();
                    let delta = if i == j { 1.0 } else { 0.0 };
                    assert!((dot - delta).abs() < 1e-12);
                }
            }
            assert!((determinant(columns) - 1.0).abs() < 1e-10);
        }
    }
    check::<2>();
    check::<3>();
    check::<4>();
    check::<7>();
}

fn determinant<const D: usize>(mut m: Vec<[f64; D]>) -> f64 {
    let mut det = 1.0;
    for i in 0..D {
        let pivot = (i..D)
            .max_by(|&a, &b| m[a][i].abs().total_cmp(&m[b][i].abs()))
            .unwrap();
        if pivot != i {
            m.swap(i, pivot);
            det = -det;
        }
        det *= m[i][i];
        for r in i + 1..D {
            let f = m[r][i] / m[i][i];
            let row = m[i];
            for (target, value) in m[r].iter_mut().zip(row) {
                *target -= f * value;
            }
        }
    }
    det
}

/// Every sample lies in the spheroid, and the mean of |x - s| + |x - g| is (d c^2 + c_min^2) / ((d + 1) c)
/// (Gammell et al. 2014, section III). 40 000 samples: the standard error is below 0.0006, eight of them are allowed.
/// The measures for c_min = 1, c = 1.5 are computed values.
#[test]
fn informed_samples_fill_the_spheroid_uniformly() {
    fn check<const D: usize>(measure: f64) {
        let mut goal = [0.3; D];
        let start = [0.3; D];
        goal[D - 1] += 0.6;
        goal[0] += 0.8;
        let spheroid = Spheroid::new(&start, &goal);
        let (c, c_min, d) = (1.5, 1.0, D as f64);
        assert!((spheroid.measure(c) - measure).abs() < 1e-6);
        let mut rng = random::seeded(3);
        let sums: Vec<f64> = (0..40_000)
            .map(|_| {
                let x = spheroid.stretch(c, &random::in_unit_ball(&mut rng));
                let sum = distance(&x, &start) + distance(&x, &goal);
                assert!(sum <= c * (1.0 + 1e-12));
                sum
            })
            .collect();
        let expected = (d * c * c + c_min * c_min) / ((d + 1.0) * c);
        assert!((mean(&sums) - expected).abs() < 0.005, "d = {D}");
    }
    check::<2>(1.317153);
    check::<3>(0.981748);
    check::<4>(0.646556);
    check::<6>(0.211585);
    check::<8>(0.051931);
}

/// A square obstacle of random width between start and goal, in a box world of width `l`; start and goal are 100 apart
/// (Gammell et al. 2014, figure 5a).
fn width_world(l: f64, w: f64) -> (BoxWorld<2>, f64) {
    let world = BoxWorld::new(
        "width",
        cube(-l / 2.0, l / 2.0),
        vec![Aabb::new([-w / 2.0; 2], [w / 2.0; 2])],
        [-50.0, 0.0],
        vec![GoalRegion::State([50.0, 0.0])],
    );
    let optimum = 2.0 * (50.0 - w / 2.0).hypot(w / 2.0) + w;
    (world, optimum)
}

/// The median number of iterations to within 2 % of the optimum, over worlds with w in [25, 50].
fn iterations_to_two_percent(spec: &Spec, l: f64, runs: u64) -> f64 {
    let counts = (1..=runs).map(|seed| {
        let mut rng = random::seeded(1_000 + seed);
        let (world, optimum) = width_world(l, 25.0 + 25.0 * random::unit(&mut rng));
        let mut planner = spec.build(&world.problem, seed).unwrap();
        let mut n = 0;
        while planner.best_cost() > 1.02 * optimum && n < 200_000 {
            planner.step();
            n += 1;
        }
        assert!(planner.best_cost() >= optimum);
        f64::from(n)
    });
    median(counts.collect())
}

/// Gammell et al. 2014, figure 8: Informed RRT* does not notice how wide the world is, RRT* does. The prototype's
/// medians were 210 and 201 iterations against 2 435 and 43 118 at widths 200 and 1000.
#[test]
fn informed_rrt_star_does_not_notice_the_worlds_width_and_rrt_star_does() {
    let star = spec("rrt-star neighbors=k-nearest rewire-factor=1.1 pruning=false");
    let informed =
        spec("informed-rrt-star neighbors=k-nearest rewire-factor=1.1 pruning=true path-bias=0");
    let ratio = |spec: &Spec, runs| {
        iterations_to_two_percent(spec, 1000.0, runs) / iterations_to_two_percent(spec, 200.0, runs)
    };
    let (flat, growing) = (ratio(&informed, 31), ratio(&star, 15));
    assert!(growing > 10.0, "RRT* grows by {growing}");
    assert!(flat < 2.0, "Informed RRT* grows by {flat}");
}

/// In an empty world with all vertices near the goal is connected to the start as soon as it is sampled, one draw in
/// twenty. The number of iterations is a geometric one: more than half of 101 runs need over 30 of them once in 10^8
/// times.
#[test]
fn informed_rrt_star_with_an_infinite_radius_is_exact_at_once() {
    let (start, goal) = ([-0.5, 0.0], [0.5, 0.0]);
    let goals = vec![GoalRegion::State(goal)];
    let world = BoxWorld::new("empty", cube(-2.0, 2.0), vec![], start, goals);
    let spec = spec(
        "informed-rrt-star goal-bias=0.05 rewire-factor=inf range=inf pruning=false path-bias=0",
    );
    let counts = (1..=101).map(|seed| {
        let mut planner = spec.build(&world.problem, seed).unwrap();
        let is_exact = |cost: f64| cost <= distance(&start, &goal) * (1.0 + 1e-12);
        let mut n = 0;
        while !is_exact(planner.best_cost()) {
            planner.step();
            n += 1;
        }
        f64::from(n)
    });
    let iterations = median(counts.collect());
    assert!(iterations <= 30.0, "{iterations}");
}

/// Where every sample is connected to both foci, the expected error falls by (d - 1) / (d + 1) with each sample, near
/// the optimum. 40 000 samples: the standard error is below 0.0015, six of them are allowed.
#[test]
fn the_informed_sets_error_falls_linearly() {
    fn check<const D: usize>() {
        let (start, mut goal) = ([0.0; D], [0.0; D]);
        goal[0] = 1.0;
        let spheroid = Spheroid::new(&start, &goal);
        let mut rng = random::seeded(7);
        let error = 1e-6;
        let shares = (0..40_000).map(|_| {
            let x = spheroid.stretch(1.0 + error, &random::in_unit_ball(&mut rng));
            (distance(&start, &x) + distance(&x, &goal) - 1.0) / error
        });
        let (share, d) = (mean(&shares.collect::<Vec<_>>()), D as f64);
        assert!(
            (share - (d - 1.0) / (d + 1.0)).abs() < 0.01,
            "d = {D}: {share}"
        );
    }
    check::<2>();
    check::<3>();
    check::<6>();
}

/// In an empty world RRT*'s radius, taken from the measure of the shrinking spheroid alone, sees ever fewer vertices
/// and the search stalls a few thousandths above the optimum. Informed RRT* goes on to rounding, under either rule of
/// nearness.
#[test]
fn informed_rrt_star_does_not_stall_when_its_spheroid_becomes_thin() {
    let (start, goal) = ([0.2, 0.3], [0.9, 0.7]);
    let world = BoxWorld::new(
        "empty",
        cube(0.0, 1.0),
        vec![],
        start,
        vec![GoalRegion::State(goal)],
    );
    let optimum = distance(&start, &goal);
    for neighbors in ["radius", "k-nearest"] {
        let spec = spec(&format!(
            "informed-rrt-star neighbors={neighbors} rewire-factor=1.1 pruning=true path-bias=0"
        ));
        let errors = (1..=15).map(|seed| {
            let mut planner = spec.build(&world.problem, seed).unwrap();
            steps(planner.as_mut(), 3_000);
            planner.best_cost() / optimum - 1.0
        });
        let error = median(errors.collect());
        assert!(error.abs() < 1e-9, "{neighbors}: {error}");
    }
}

/// The union of the informed sets of two goals is sampled uniformly: the share of the draws in a small disc is its
/// share of the union's measure, wherever it lies. 40 000 draws, four standard errors: a false alarm in 1e-4.
#[test]
fn several_informed_sets_are_sampled_as_one() {
    use prolate::planner::Informed;
    use prolate::search::points::Points;
    use prolate::search::sampler::Sampler;
    let (start, goals) = ([0.0, 0.0], [[1.0, 0.1], [1.0, -0.1]]);
    let world = BoxWorld::new(
        "two goals",
        cube(-3.0, 3.0),
        vec![],
        start,
        goals.map(GoalRegion::State).to_vec(),
    );
    let length = 1.2;
    let admits = |x: &[f64; 2]| {
        goals
            .iter()
            .any(|goal| distance(&start, x) + distance(x, goal) < length)
    };
    let mut rng = random::seeded(1);
    // The union's measure, by counting.
    let bounds = cube::<2>(-1.5, 1.5);
    let n = 4_000_000;
    let hits = (0..n).filter(|_| admits(&random::in_box(&mut rng, &bounds)));
    let measure = bounds.measure() * hits.count() as f64 / f64::from(n);

    let oracle = Oracle::new(&world.problem.space);
    let mut sampler = Informed::new(&world.problem, Points::Random);
    let draws: Vec<_> = (0..40_000)
        .map(|_| sampler.draw(&oracle, length, &mut rng))
        .collect();
    assert!(draws.iter().all(admits));
    // In the overlap of both sets, and in only one of them.
    for center in [[0.5, 0.0], [0.62, 0.33]] {
        let radius = 0.03;
        let share = std::f64::consts::PI * radius * radius / measure;
        let inside = draws.iter().filter(|x| distance(x, &center) <= radius);
        let found = inside.count() as f64 / draws.len() as f64;
        let error = (share / draws.len() as f64).sqrt();
        assert!(
            (found - share).abs() < 4.0 * error,
            "{center:?}: {found} is not {share}"
        );
    }
}
