//! Paths that touch an obstacle in one point, exactly, in many dimensions: rounding must not call them free, neither in
//! the planners' tests nor in the certificate. All coordinates are whole numbers, so that the contact itself is not
//! rounded.

use prolate::random::{Rng, seeded};
use prolate::scenario::dispatch::segment_is_free;
use prolate::scenario::{Scenario, parse};
use prolate::verify::{Fault, verify};
use prolate::world::{Robot, Shape};
use rand::RngExt;
use std::path::Path;

/// Vectors of whole numbers with a whole length, which is the last number; the others are zero.
const NORMALS: [(&[i64], i64); 6] = [
    (&[1], 1),
    (&[3, 4], 5),
    (&[1, 2, 2], 3),
    (&[2, 3, 6], 7),
    (&[1, 1, 1, 1], 2),
    (&[1, 3, 3, 9], 10),
];

/// A world with one obstacle and a segment that touches it at one point.
struct Touch {
    shape: Shape,
    robot: Robot,
    ends: [Vec<f64>; 2],
    /// A direction that leads away from the obstacle.
    away: Vec<f64>,
}

fn numbers(x: &[i64]) -> Vec<f64> {
    x.iter().map(|x| *x as f64).collect()
}

fn vector(rng: &mut Rng, d: usize, most: i64) -> Vec<i64> {
    (0..d).map(|_| rng.random_range(-most..=most)).collect()
}

fn plus(a: &[i64], k: i64, b: &[i64]) -> Vec<i64> {
    a.iter().zip(b).map(|(a, b)| a + k * b).collect()
}

fn dot(a: &[i64], b: &[i64]) -> i64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// A normal of a whole length in this dimension.
fn normal(rng: &mut Rng, d: usize) -> (Vec<i64>, i64) {
    loop {
        let (short, length) = NORMALS[rng.random_range(0..NORMALS.len())];
        if short.len() > d {
            continue;
        }
        let mut whole = vec![0; d];
        let first = rng.random_range(0..=d - short.len());
        for (i, x) in short.iter().enumerate() {
            whole[first + i] = if rng.random_bool(0.5) { *x } else { -*x };
        }
        return (whole, length);
    }
}

/// The segment through `at` along `along`, of a length that is no power of two.
fn segment(rng: &mut Rng, at: &[i64], along: &[i64]) -> [Vec<f64>; 2] {
    let [before, after] = [0; 2].map(|_| rng.random_range(1..60));
    [plus(at, -before, along), plus(at, after, along)].map(|x| numbers(&x))
}

/// A ball, or what a ball robot makes of a point; the segment is perpendicular to the radius. The contact's coordinates
/// and the radius are as large as is said: the distance of a small place from a large ball is a difference of large
/// numbers.
fn round(rng: &mut Rng, d: usize, place: i64, largest: i64) -> Touch {
    let (n, length) = normal(rng, d);
    let scale = rng.random_range(1..largest);
    let u = vector(rng, d, 9);
    let along: Vec<i64> = plus(&vec![0; d], length * length, &u);
    let along = plus(&along, -dot(&u, &n), &n);
    let at = vector(rng, d, place);
    let center = plus(&at, -scale, &n);
    let radius = (scale * length) as f64;
    // How much of the radius is the obstacle's own; without any it is a box without width.
    let own = [1.0, 0.25, 0.0][rng.random_range(0..3)];
    let center = numbers(&center);
    let shape = match own > 0.0 {
        true => Shape::Ball {
            center,
            radius: own * radius,
        },
        false => Shape::Box {
            min: center.clone(),
            max: center,
        },
    };
    let robot = Robot::Ball {
        radius: (1.0 - own) * radius,
    };
    Touch {
        shape,
        robot,
        ends: segment(rng, &at, &along),
        away: numbers(&n),
    }
}

/// A box's corner, edge or side of any dimension that the segment passes, for a point or a box; the box may be flat.
fn square(rng: &mut Rng, d: usize) -> Touch {
    let at = vector(rng, d, 500);
    let half: Vec<i64> = match rng.random_bool(0.5) {
        true => vec![0; d],
        false => (0..d).map(|_| rng.random_range(0..4)).collect(),
    };
    // In the first two directions the segment meets an edge between two sides, upwards in one and downwards in the
    // other.
    let mut along = vector(rng, d, 9);
    let (i, j) = (0, rng.random_range(1..d));
    along[i] = rng.random_range(1..9);
    along[j] = -rng.random_range(1..9);
    let mut min = at.clone();
    let mut max = at.clone();
    for k in 0..d {
        min[k] -= rng.random_range(0..3) * rng.random_range(0..300);
        // Elsewhere the contact may be anywhere along the box.
        if k != i && k != j && rng.random_bool(0.5) {
            max[k] += rng.random_range(0..300);
        }
    }
    let (min, max) = (plus(&min, 1, &half), plus(&max, -1, &half));
    let mut away = vec![0.0; d];
    (away[i], away[j]) = (1.0, 1.0);
    let robot = match half.iter().all(|h| *h == 0) {
        true => Robot::Ball { radius: 0.0 },
        false => Robot::Box {
            half_extents: numbers(&half),
        },
    };
    // Grown, the lower corner moves down again; a box that became inside out is a flat one.
    let min: Vec<i64> = min.iter().zip(&max).map(|(a, b)| *a.min(b)).collect();
    Touch {
        shape: Shape::Box {
            min: numbers(&min),
            max: numbers(&max),
        },
        robot,
        ends: segment(rng, &at, &along),
        away,
    }
}

fn scenario(d: usize, shape: Shape, robot: Robot) -> Scenario {
    let list = |x: &str| vec![x; d].join(", ");
    let text = format!(
        "space: {{bounds: [{}]}}\nstart: [{}]\ngoal: {{state: [{}]}}\n",
        list("[-1e6, 1e6]"),
        list("9e5"),
        list("-9e5")
    );
    let scenario = parse(&text, Path::new("a.yaml")).unwrap_or_else(|report| panic!("{report}"));
    Scenario {
        obstacles: vec![shape],
        robot,
        ..scenario
    }
}

fn collides(scenario: &Scenario, ends: &[Vec<f64>; 2]) -> bool {
    let faults = verify(scenario, ends, None).faults;
    faults.iter().any(|f| matches!(f, Fault::Collision { .. }))
}

#[test]
fn what_touches_collides_in_every_dimension_and_what_is_apart_by_a_billionth_is_free() {
    let mut rng = seeded(3);
    let (mut touching, mut called_free, mut certified) = (0, 0, 0);
    for d in [2, 3, 4, 5, 6, 8, 12, 16] {
        for k in 0..400 {
            let touch = match k % 4 {
                0 => round(&mut rng, d, 500, 9),
                2 => round(&mut rng, d, 5, 100_000),
                _ => square(&mut rng, d),
            };
            let world = scenario(d, touch.shape, touch.robot);
            let [a, b] = &touch.ends;
            touching += 1;
            called_free += usize::from(segment_is_free(&world, a, b));
            certified += usize::from(!collides(&world, &touch.ends));
            let off = |x: &[f64]| -> Vec<f64> {
                x.iter()
                    .zip(&touch.away)
                    .map(|(x, n)| x + 1e-6 * n)
                    .collect()
            };
            let apart = touch.ends.each_ref().map(|x| off(x));
            assert!(segment_is_free(&world, &apart[0], &apart[1]));
            assert!(!collides(&world, &apart));
        }
    }
    assert_eq!((touching, called_free, certified), (3_200, 0, 0));
}

/// A ball smaller than any rounding of the way that touches an edge: also what is added to its radius is not to vanish
/// with it.
#[test]
fn a_ball_smaller_than_rounding_that_touches_is_found() {
    let edge = Shape::Box {
        min: vec![10_000.0; 3],
        max: vec![10_004.999_999_999_998, 10_005.000_000_000_004, 10_000.0],
    };
    let corner = Shape::Ball {
        center: vec![10_004.999_999_999_998, 10_000.0, 10_000.0],
        radius: 0.0,
    };
    let from = [10_004.999_999_999_998, 10_000.0, 9_999.999_999_999_998];
    let to = [10_005.0, 10_000.0, 10_001.0];
    for shape in [edge, corner] {
        let text = "space: {bounds: [[10000, 10008], [10000, 10008], [9999, 10008]]}\n\
            start: [10001, 10001, 10001]\ngoal: {state: [10006, 10006, 10006]}\n";
        let mut scenario = parse(text, Path::new("a.yaml")).unwrap();
        scenario.obstacles = vec![shape];
        scenario.robot = Robot::Ball {
            radius: 3.308_722_450_206_092_5e-24,
        };
        assert!(!segment_is_free(&scenario, &from, &to));
        assert!(!segment_is_free(&scenario, &to, &from));
    }
}
