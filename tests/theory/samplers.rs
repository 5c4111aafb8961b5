//! Where samples lie.

use super::common::{BoxWorld, ball, cube};
use super::spec;
use prolate::geometry::{Aabb, State};
use prolate::problem::Oracle;
use prolate::random;
use prolate::search::obstacle_samplers::{NearObstacles, Search};
use prolate::search::points::{Halton, Points};
use prolate::search::sampler::{Sampler, Uniform};

/// A wall across the unit square with a slit of a hundredth of its height.
fn slit() -> BoxWorld<2> {
    BoxWorld::new(
        "slit",
        cube(0.0, 1.0),
        vec![
            Aabb::new([0.4, -0.1], [0.6, 0.495]),
            Aabb::new([0.4, 0.505], [0.6, 1.1]),
        ],
        [0.1, 0.1],
        vec![ball([0.9, 0.9], 0.05)],
    )
}

/// 20 000 draws of free states.
fn draws(world: &BoxWorld<2>, search: Option<Search>) -> Vec<State<2>> {
    let even = Box::new(Uniform::new(world.bounds(), Points::Random));
    let mut sampler: Box<dyn Sampler<_, 2>> = match search {
        None => even,
        Some(search) => Box::new(NearObstacles::new(even, search, &world.problem.space)),
    };
    let oracle = Oracle::new(&world.problem.space);
    let mut rng = random::seeded(1);
    let draws = (0..20_000).map(|_| sampler.draw(&oracle, f64::INFINITY, &mut rng));
    draws.collect()
}

fn share(draws: &[State<2>], is_counted: impl Fn(&State<2>) -> bool) -> f64 {
    draws.iter().filter(|x| is_counted(x)).count() as f64 / draws.len() as f64
}

/// The half of the draws that is even has its even share near the borders of obstacles and bounds; the other half is
/// free and, as steps are 0.05 wide, nine of ten are within 0.1. Five standard errors are 0.018.
#[test]
fn gaussian_draws_line_the_borders_of_obstacles() {
    let world = slit();
    let lines_a_border = |x: &State<2>| {
        let inside = |x: &State<2>| world.boxes.iter().any(|b| b.contains(x));
        let to_box = world.boxes.iter().map(|b| b.squared_distance_to(x));
        let to_bounds = x.iter().flat_map(|c| [*c, 1.0 - c]);
        let least = to_box.map(f64::sqrt).chain(to_bounds).fold(1.0, f64::min);
        !inside(x) && least < 0.1
    };
    let even = share(&draws(&world, None), lines_a_border);
    let found = share(&draws(&world, Some(Search::Gaussian)), lines_a_border);
    let other_half = 2.0 * found - even;
    assert!(other_half > 0.9, "{other_half}");
    assert!(even < 0.6, "{even}");
}

/// The right half of the unit square is full of boxes with passages of width 0.04 between them, less than the step.
fn passages() -> BoxWorld<2> {
    let (mut boxes, goal) = (Vec::new(), vec![ball([0.1, 0.9], 0.05)]);
    for i in 0..5 {
        for j in 0..10 {
            let (x, y) = (0.52 + 0.1 * f64::from(i), 0.02 + 0.1 * f64::from(j));
            boxes.push(Aabb::new([x, y], [x + 0.06, y + 0.06]));
        }
    }
    BoxWorld::new("passages", cube(0.0, 1.0), boxes, [0.1, 0.1], goal)
}

/// A passage is among boxes, which the left half of the square has none of, and is free. Five standard errors are
/// 0.018.
#[test]
fn bridge_draws_lie_in_passages() {
    let world = passages();
    let is_in_passage = |x: &State<2>| x[0] > 0.52 && !world.boxes.iter().any(|b| b.contains(x));
    let even = share(&draws(&world, None), is_in_passage);
    let found = share(&draws(&world, Some(Search::Bridge)), is_in_passage);
    let other_half = 2.0 * found - even;
    assert!(even < 0.35, "{even}");
    assert!(other_half > 0.95, "{other_half}");
}

/// The density bound of both: every part of the bounds has half of its even share or more. Four standard errors of a
/// cell's 400 even draws: a false alarm in 3 of 10^3, over 25 cells.
#[test]
fn half_of_the_draws_are_even() {
    let world = slit();
    for search in [Search::Gaussian, Search::Bridge] {
        let draws = draws(&world, Some(search));
        for cell in 0..25 {
            let (i, j) = ((cell / 5) as f64 / 5.0, (cell % 5) as f64 / 5.0);
            let cell = Aabb::new([i, j], [i + 0.2, j + 0.2]);
            let found = share(&draws, |x| cell.contains(x)) * draws.len() as f64;
            assert!(found > 400.0 - 4.0 * 20.0, "{search:?}, {cell:?}: {found}");
        }
    }
}

/// The largest difference between the share of points in a box from the origin and the box' measure, over 2 000 boxes.
fn discrepancy<const D: usize>(points: &[State<D>]) -> f64 {
    let mut rng = random::seeded(5);
    let boxes = (0..2_000).map(|_| {
        let corner: State<D> = random::in_box(&mut rng, &cube(0.0, 1.0));
        let inside = |x: &&State<D>| x.iter().zip(&corner).all(|(x, c)| x < c);
        let share = points.iter().filter(inside).count() as f64 / points.len() as f64;
        (share - corner.iter().product::<f64>()).abs()
    });
    boxes.fold(0.0, f64::max)
}

/// n random points have a discrepancy of about n^(-1/2), Halton's of log^d n / n: in two and three dimensions a quarter
/// of it at 4 096 points, in six half.
#[test]
fn haltons_points_are_spread_more_evenly_than_random_ones() {
    fn check<const D: usize>(most: f64) {
        let points = |points: Points, seed: u64| -> Vec<State<D>> {
            let (mut uniform, mut rng) =
                (Uniform::new(&cube(0.0, 1.0), points), random::seeded(seed));
            (0..4_096).map(|_| uniform.place(&mut rng)).collect()
        };
        let of = |halton: bool| {
            let runs = (1..=5).map(|seed| {
                let stream = match halton {
                    true => Points::Halton(Halton::new(seed)),
                    false => Points::Random,
                };
                discrepancy(&points(stream, seed))
            });
            runs.sum::<f64>() / 5.0
        };
        let (halton, random) = (of(true), of(false));
        assert!(halton < most * random, "d = {D}: {halton}, {random}");
    }
    check::<2>(0.25);
    check::<3>(0.25);
    check::<6>(0.5);
}

/// Planners with the same sampler and seed see the same samples: those of the batch planners are the same ones.
#[test]
fn batch_planners_draw_the_same_samples() {
    let world = slit();
    for sampler in ["uniform", "halton", "gaussian", "bridge"] {
        let states = ["fmt-star", "prm-star"].map(|name| {
            let text = format!("{name} samples=500 batches=one sampler={sampler} goal-bias=0.05");
            let mut planner = spec(&text).build(&world.problem, 3).unwrap();
            super::finish(planner.as_mut());
            // Their order is that of the cells, which differ with the radius.
            let mut states = planner.forest().states.as_chunks::<2>().0.to_vec();
            states.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
            states
        });
        assert!(states[0] == states[1], "{sampler}");
    }
}
