//! Grown obstacles against densely sampled segments and distances that are computed in another way.

use crate::lattice;
use prolate::geometry::{Aabb, State, distance, lerp};
use prolate::random::{Rng, seeded, unit};
use prolate::world::{Obstacles, Robot, Shape, World};

/// The distance between the robot at `x` and the shape; 0 where they touch or overlap.
fn gap<const D: usize>(shape: &Shape, robot: &Robot, x: &State<D>) -> f64 {
    let (body, radius) = match robot {
        Robot::Ball { radius } => (Aabb::new(*x, *x), *radius),
        Robot::Box { half_extents } => (
            Aabb::new(*x, *x).grown(&std::array::from_fn(|i| half_extents[i])),
            0.0,
        ),
    };
    let apart = match shape {
        Shape::Box { min, max } => {
            let between = |i: usize| (min[i] - body.max[i]).max(body.min[i] - max[i]).max(0.0);
            (0..D).map(|i| between(i).powi(2)).sum::<f64>().sqrt()
        }
        Shape::Ball { center, radius } => {
            let center: State<D> = std::array::from_fn(|i| center[i]);
            (body.squared_distance_to(&center).sqrt() - radius).max(0.0)
        }
        Shape::Polygon { vertices } => {
            let body = Aabb::new([body.min[0], body.min[1]], [body.max[0], body.max[1]]);
            polygon_gap(vertices, &body)
        }
        Shape::Map(_) => unreachable!(),
    };
    (apart - radius).max(0.0)
}

/// The distance between a polygon and a box: 0 if one holds the other's corner, else that of their edges.
fn polygon_gap(corners: &[[f64; 2]], body: &Aabb<2>) -> f64 {
    let n = corners.len();
    let frame = [
        body.min,
        [body.max[0], body.min[1]],
        body.max,
        [body.min[0], body.max[1]],
    ];
    if inside(corners, body.min) || corners.iter().any(|c| body.contains(c)) {
        return 0.0;
    }
    let mut least = f64::INFINITY;
    for i in 0..n {
        for k in 0..4 {
            let (u, v) = (corners[i], corners[(i + 1) % n]);
            least = least.min(edge_gap(u, v, frame[k], frame[(k + 1) % 4]));
        }
    }
    least
}

/// By the sum of signed angles.
fn inside(corners: &[[f64; 2]], x: [f64; 2]) -> bool {
    let n = corners.len();
    let turn = |i: usize| {
        let (u, v) = (corners[i], corners[(i + 1) % n]);
        let (u, v) = ([u[0] - x[0], u[1] - x[1]], [v[0] - x[0], v[1] - x[1]]);
        (u[0] * v[1] - u[1] * v[0]).atan2(u[0] * v[0] + u[1] * v[1])
    };
    (0..n).map(turn).sum::<f64>().abs() > 3.0
}

/// The distance of two segments: 0 where they cross, else from an end to the other segment.
fn edge_gap(u: [f64; 2], v: [f64; 2], p: [f64; 2], q: [f64; 2]) -> f64 {
    let cross = |o: [f64; 2], a: [f64; 2], b: [f64; 2]| {
        (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
    };
    if cross(u, v, p) * cross(u, v, q) < 0.0 && cross(p, q, u) * cross(p, q, v) < 0.0 {
        return 0.0;
    }
    let to = |x: [f64; 2], a: [f64; 2], b: [f64; 2]| {
        let (d, e) = ([b[0] - a[0], b[1] - a[1]], [x[0] - a[0], x[1] - a[1]]);
        let square = d[0] * d[0] + d[1] * d[1];
        let t = if square > 0.0 {
            (d[0] * e[0] + d[1] * e[1]) / square
        } else {
            0.0
        };
        distance(&x, &lerp(&a, &b, t.clamp(0.0, 1.0)))
    };
    to(u, p, q)
        .min(to(v, p, q))
        .min(to(p, u, v))
        .min(to(q, u, v))
}

/// The least value of a convex function, by ternary search.
fn least_along(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..80 {
        let (s, t) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if f(s) <= f(t) {
            high = t;
        } else {
            low = s;
        }
    }
    f(low).min(f(high))
}

/// The least gap along the segment: densely, then by a search around each least sample.
fn least_gap<const D: usize>(shape: &Shape, robot: &Robot, a: &State<D>, b: &State<D>) -> f64 {
    const SAMPLES: usize = 120;
    let f = |t: f64| gap(shape, robot, &lerp(a, b, t));
    let values: Vec<f64> = (0..=SAMPLES)
        .map(|k| f(k as f64 / SAMPLES as f64))
        .collect();
    let mut least = values.iter().copied().fold(f64::INFINITY, f64::min);
    if least == 0.0 {
        return 0.0;
    }
    for k in 0..=SAMPLES {
        let (before, after) = (k.saturating_sub(1), (k + 1).min(SAMPLES));
        if values[k] <= values[before] && values[k] <= values[after] {
            let (low, high) = (
                before as f64 / SAMPLES as f64,
                after as f64 / SAMPLES as f64,
            );
            least = least.min(least_along(f, low, high));
        }
    }
    least
}

fn shape<const D: usize>(rng: &mut Rng, kind: usize) -> Shape {
    let x = |rng: &mut Rng| -> State<D> { std::array::from_fn(|_| unit(rng)) };
    // Larger in more dimensions, so that hits stay frequent.
    let size = 0.15 * D as f64;
    match kind {
        0 => {
            let (center, half) = (x(rng), x(rng));
            Shape::Box {
                min: (0..D).map(|i| center[i] - size * half[i]).collect(),
                max: (0..D).map(|i| center[i] + size * half[i]).collect(),
            }
        }
        1 => Shape::Ball {
            center: x(rng).to_vec(),
            radius: 0.05 + size * unit(rng),
        },
        _ => {
            let (angle, size) = (std::f64::consts::TAU * unit(rng), 0.02 + 0.05 * unit(rng));
            let (s, c) = angle.sin_cos();
            let turned = |p: &[i64; 2]| {
                let (x, y) = (size * p[0] as f64, size * p[1] as f64);
                [0.5 + c * x - s * y, 0.5 + s * x + c * y]
            };
            Shape::Polygon {
                vertices: lattice::polygon(rng).iter().map(turned).collect(),
            }
        }
    }
}

/// Ends at random, or on a segment that is flat in all directions but one, or the same twice.
fn segment<const D: usize>(rng: &mut Rng) -> (State<D>, State<D>) {
    let x = |rng: &mut Rng| -> State<D> { std::array::from_fn(|_| 1.6 * unit(rng) - 0.3) };
    let (a, b) = (x(rng), x(rng));
    match (unit(rng) * 6.0) as usize {
        0 => (a, a),
        1 => {
            let mut flat = a;
            flat[D - 1] = b[D - 1];
            (a, flat)
        }
        2 => (a, lerp(&a, &b, 0.1)),
        _ => (a, b),
    }
}

/// A hit has a gap of almost 0, and no hit a gap that is not 0. Both happen often.
fn agrees<const D: usize>(kind: usize, robot: &Robot, seed: u64, cases: usize) {
    let mut rng = seeded(seed);
    let mut hits = 0;
    for _ in 0..cases {
        let shape = shape::<D>(&mut rng, kind);
        let (a, b) = segment::<D>(&mut rng);
        let world = Obstacles::<D>::new(std::slice::from_ref(&shape), robot);
        let gap = least_gap(&shape, robot, &a, &b);
        let hit = !world.segment_is_free(&a, &b);
        hits += usize::from(hit);
        if hit {
            assert!(gap < 1e-9, "hit at {gap}: {shape:?} {robot:?} {a:?} {b:?}");
        } else {
            assert!(gap > 0.0, "missed: {shape:?} {robot:?} {a:?} {b:?}");
        }
        assert_eq!(world.segment_is_free(&b, &a), !hit, "{shape:?} {a:?} {b:?}");
    }
    assert!(hits > cases / 50 && hits < cases, "{hits} of {cases}");
}

fn all_robots_agree<const D: usize>(kind: usize, cases: usize) {
    let half_extents = (0..D).map(|i| 0.05 + 0.04 * i as f64).collect();
    for (k, robot) in [
        Robot::Ball { radius: 0.0 },
        Robot::Ball { radius: 0.12 },
        Robot::Box { half_extents },
    ]
    .iter()
    .enumerate()
    {
        agrees::<D>(kind, robot, (100 * D + 10 * kind + k) as u64, cases);
    }
}

#[test]
fn a_segment_hits_a_grown_box_where_the_robots_gap_to_it_vanishes() {
    all_robots_agree::<2>(0, 3000);
    all_robots_agree::<3>(0, 3000);
    all_robots_agree::<5>(0, 3000);
}

#[test]
fn a_segment_hits_a_grown_ball_where_the_robots_gap_to_it_vanishes() {
    all_robots_agree::<2>(1, 3000);
    all_robots_agree::<3>(1, 3000);
    all_robots_agree::<5>(1, 3000);
}

#[test]
fn a_segment_hits_a_grown_polygon_where_the_robots_gap_to_it_vanishes() {
    all_robots_agree::<2>(2, 400);
}

/// Many obstacles answer as each alone; sizes around a block, a plain loop, and trees of two and three levels.
fn many_are_the_union_of_each<const D: usize>(robot: &Robot) {
    for count in [0, 1, 7, 8, 9, 63, 64, 65, 130, 600] {
        let mut rng = seeded(count as u64);
        let kinds = if D == 2 { 3 } else { 2 };
        let small = |rng: &mut Rng, k: usize| {
            let at: State<D> = std::array::from_fn(|_| unit(rng));
            let size = 0.3 * unit(rng) / (1.0 + count as f64).powf(1.0 / D as f64);
            match k % kinds {
                0 => Shape::Box {
                    min: at.to_vec(),
                    max: at.iter().map(|c| c + size).collect(),
                },
                1 => Shape::Ball {
                    center: at.to_vec(),
                    radius: size,
                },
                _ => Shape::Polygon {
                    vertices: vec![[at[0], at[1]], [at[0] + size, at[1]], [at[0], at[1] + size]],
                },
            }
        };
        let shapes: Vec<Shape> = (0..count).map(|k| small(&mut rng, k)).collect();
        let alone: Vec<_> = shapes
            .iter()
            .map(|s| Obstacles::<D>::new(std::slice::from_ref(s), robot))
            .collect();
        let world = Obstacles::<D>::new(&shapes, robot);
        assert_eq!(world.is_empty(), count == 0);
        for _ in 0..1500 {
            let (a, b) = segment::<D>(&mut rng);
            let b = lerp(&a, &b, 0.3 * unit(&mut rng));
            let free = alone.iter().all(|one| one.segment_is_free(&a, &b));
            assert_eq!(world.segment_is_free(&a, &b), free, "{count} {a:?} {b:?}");
        }
    }
}

#[test]
fn many_obstacles_are_the_union_of_each_alone() {
    many_are_the_union_of_each::<2>(&Robot::Ball { radius: 0.0 });
    many_are_the_union_of_each::<2>(&Robot::Ball { radius: 0.01 });
    many_are_the_union_of_each::<2>(&Robot::Box {
        half_extents: vec![0.01, 0.02],
    });
    many_are_the_union_of_each::<3>(&Robot::Ball { radius: 0.0 });
    many_are_the_union_of_each::<5>(&Robot::Ball { radius: 0.01 });
}
