//! What a step of a planner costs at the neighbour index, by dimension and number of points.
//!
//! Points and queries are uniform in the unit cube. `within` has RRT*'s radius, `k-nearest` its number of neighbours,
//! both with a rewire factor of 1.1; `insert` is a point's share of building the index up to the number. `batch-tree`
//! and `batch-grid` arrange all points and ask with that radius what is near each.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use prolate::geometry::{Aabb, State, unit_ball_measure};
use prolate::neighbours::{Grid, NeighbourIndex};
use prolate::random::{in_box, seeded};
use std::hint::black_box;
use std::time::Duration;

const REWIRE_FACTOR: f64 = 1.1;

/// RRT*'s radius in the unit cube.
fn radius(d: usize, n: usize) -> f64 {
    let (d, n, zeta) = (d as f64, n as f64, unit_ball_measure(d));
    REWIRE_FACTOR * (2.0 * (1.0 + 1.0 / d) / zeta * n.ln() / n).powf(1.0 / d)
}

/// RRT*'s number of neighbours.
fn count(d: usize, n: usize) -> usize {
    let factor = REWIRE_FACTOR * std::f64::consts::E * (1.0 + 1.0 / d as f64);
    (factor * (n as f64).ln()).ceil() as usize
}

fn dimension<const D: usize>(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(format!("{D}-D"));
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    let cube = Aabb::new([0.0; D], [1.0; D]);
    for n in [1000, 10_000, 100_000] {
        let mut rng = seeded(1);
        let mut draw = |n| -> Vec<State<D>> { (0..n).map(|_| in_box(&mut rng, &cube)).collect() };
        let (points, queries) = (draw(n), draw(1000));
        let index = NeighbourIndex::from_points(points.clone());
        let mut out = Vec::new();

        group.throughput(Throughput::Elements(queries.len() as u64));
        group.bench_function(BenchmarkId::new("nearest", n), |b| {
            b.iter(|| {
                queries.iter().for_each(|x| {
                    black_box(index.nearest(x));
                })
            });
        });
        group.bench_function(BenchmarkId::new("within", n), |b| {
            b.iter(|| {
                queries
                    .iter()
                    .for_each(|x| index.within(x, radius(D, n), black_box(&mut out)))
            });
        });
        group.bench_function(BenchmarkId::new("k-nearest", n), |b| {
            b.iter(|| {
                queries
                    .iter()
                    .for_each(|x| index.k_nearest(x, count(D, n), black_box(&mut out)))
            });
        });
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function(BenchmarkId::new("insert", n), |b| {
            b.iter(|| {
                let mut index = NeighbourIndex::<D>::new();
                points.iter().for_each(|x| {
                    index.insert(x);
                });
                index.len()
            });
        });
        group.bench_function(BenchmarkId::new("from-points", n), |b| {
            b.iter(|| NeighbourIndex::from_points(points.clone()).len());
        });
        let radius = radius(D, n);
        group.bench_function(BenchmarkId::new("batch-tree", n), |b| {
            b.iter(|| {
                let tree = NeighbourIndex::along_cells(points.clone());
                let ask = |x| tree.within(x, radius, black_box(&mut out));
                tree.points().iter().for_each(ask);
            });
        });
        group.bench_function(BenchmarkId::new("batch-grid", n), |b| {
            b.iter(|| {
                let grid = Grid::along_cells(points.clone(), radius);
                let ask = |x| grid.within(x, black_box(&mut out));
                grid.points().iter().for_each(ask);
            });
        });
    }
}

fn all(criterion: &mut Criterion) {
    dimension::<2>(criterion);
    dimension::<3>(criterion);
    dimension::<4>(criterion);
    dimension::<6>(criterion);
    dimension::<8>(criterion);
}

criterion_group!(benches, all);
criterion_main!(benches);
