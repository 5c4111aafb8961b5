//! Segments against obstacles: by shape, number and dimension, and over maps.
//!
//! Obstacles fill a fixed share of the unit cube, so that many are small. Segments have a length of 0.03, as a
//! planner's.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use prolate::geometry::State;
use prolate::random::{Rng, in_unit_ball, seeded, unit};
use prolate::world::{Cell, GridMap, Obstacles, Robot, Shape, World};
use std::hint::black_box;
use std::sync::Arc;

/// Segments asked in turn, so that no branch predictor learns them by heart.
const SEGMENTS: usize = 4096;

/// The share of the cube that the obstacles' volumes add up to.
const FILL: f64 = 0.2;

fn point<const D: usize>(rng: &mut Rng) -> State<D> {
    std::array::from_fn(|_| unit(rng))
}

fn segments<const D: usize>(rng: &mut Rng, length: f64) -> Vec<(State<D>, State<D>)> {
    let segment = |rng: &mut Rng| {
        let (a, step): (State<D>, State<D>) = (point(rng), in_unit_ball(rng));
        let norm = step.iter().map(|c| c * c).sum::<f64>().sqrt();
        let b = std::array::from_fn(|i| (a[i] + step[i] * length / norm).clamp(0.0, 1.0));
        (a, b)
    };
    (0..SEGMENTS).map(|_| segment(rng)).collect()
}

fn shapes<const D: usize>(kind: &str, count: usize, rng: &mut Rng) -> Vec<Shape> {
    let half = 0.5 * (FILL / count as f64).powf(1.0 / D as f64);
    let shape = |rng: &mut Rng| {
        let center: State<D> = point(rng);
        match kind {
            "boxes" => Shape::Box {
                min: center.iter().map(|c| c - half).collect(),
                max: center.iter().map(|c| c + half).collect(),
            },
            "balls" => Shape::Ball {
                center: center.to_vec(),
                radius: half,
            },
            _ => Shape::Polygon {
                vertices: [
                    [-1.0, -1.0],
                    [1.0, -1.0],
                    [0.0, 0.0],
                    [1.0, 1.0],
                    [-1.0, 1.0],
                ]
                .map(|[x, y]| [center[0] + half * x, center[1] + half * y])
                .to_vec(),
            },
        }
    };
    (0..count).map(|_| shape(rng)).collect()
}

fn ask<const D: usize>(
    group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>,
    id: BenchmarkId,
    world: &Obstacles<D>,
    segments: &[(State<D>, State<D>)],
) {
    let mut next = 0;
    group.bench_function(id, |bench| {
        bench.iter(|| {
            next = (next + 1) % segments.len();
            let (a, b) = &segments[next];
            black_box(world.segment_is_free(a, b))
        });
    });
}

fn among<const D: usize>(criterion: &mut Criterion, kind: &str, robot: f64, counts: &[usize]) {
    let name = if robot > 0.0 { "disc" } else { "point" };
    let mut group = criterion.benchmark_group(format!("{kind}/{name}/{D}D"));
    let mut rng = seeded(1);
    let segments = segments(&mut rng, 0.03);
    for &count in counts {
        let shapes = shapes::<D>(kind, count, &mut rng);
        let world = Obstacles::<D>::new(&shapes, &Robot::Ball { radius: robot });
        ask(
            &mut group,
            BenchmarkId::from_parameter(count),
            &world,
            &segments,
        );
    }
}

fn shapes_by_count(criterion: &mut Criterion) {
    const COUNTS: [usize; 7] = [10, 45, 100, 300, 1000, 10_000, 100_000];
    among::<2>(criterion, "boxes", 0.0, &COUNTS);
    among::<3>(criterion, "boxes", 0.0, &COUNTS);
    among::<6>(criterion, "boxes", 0.0, &COUNTS);
    among::<2>(criterion, "boxes", 0.005, &COUNTS);
    among::<3>(criterion, "boxes", 0.005, &COUNTS);
    among::<2>(criterion, "balls", 0.0, &COUNTS);
    among::<3>(criterion, "balls", 0.0, &COUNTS);
    among::<2>(criterion, "polygons", 0.0, &COUNTS[..5]);
    among::<2>(criterion, "polygons", 0.005, &COUNTS[..5]);
}

/// A map of the unit square with a share of blocked cells in square clumps.
fn map(size: usize, rng: &mut Rng) -> Shape {
    let mut cells = vec![Cell::Free; size * size];
    let clump = size / 50;
    for _ in 0..250 {
        let column = (unit(rng) * (size - clump) as f64) as usize;
        let row = (unit(rng) * (size - clump) as f64) as usize;
        for r in row..row + clump {
            cells[r * size + column..][..clump].fill(Cell::Occupied);
        }
    }
    Shape::Map(Arc::new(GridMap {
        file: "bench".to_owned(),
        width: size,
        height: size,
        resolution: 1.0 / size as f64,
        origin: [0.0; 2],
        yaw: 0.0,
        cells,
        unknown_is_blocked: true,
        y_down: false,
    }))
}

fn maps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("map");
    let mut rng = seeded(2);
    for size in [512, 4096] {
        let map = map(size, &mut rng);
        for radius in [0.0, 0.005] {
            let world = Obstacles::<2>::new(std::slice::from_ref(&map), &Robot::Ball { radius });
            for length in [0.03, 0.3] {
                let name = format!("{size}/radius {radius}/length {length}");
                let segments = segments(&mut rng, length);
                ask(
                    &mut group,
                    BenchmarkId::from_parameter(name),
                    &world,
                    &segments,
                );
            }
        }
    }
    group.sample_size(10);
    let map = map(4096, &mut rng);
    group.bench_function("build 4096", |bench| {
        bench.iter(|| {
            Obstacles::<2>::new(std::slice::from_ref(&map), &Robot::Ball { radius: 0.01 })
        });
    });
    let boxes = shapes::<2>("boxes", 100_000, &mut rng);
    group.bench_function("build 100000 boxes", |bench| {
        bench.iter(|| Obstacles::<2>::new(&boxes, &Robot::Ball { radius: 0.0 }));
    });
}

criterion_group!(benches, shapes_by_count, maps);
criterion_main!(benches);
