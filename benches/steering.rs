//! Optimal motions between states at random: in closed form, and by the general method that serves systems without one.
//!
//! Both search all arrival times and give the same answer (`optimality.rs` among the tests of `space/linear_dynamics`).

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use prolate::geometry::{Aabb, State};
use prolate::random::{in_box, seeded};
use prolate::space::linear_dynamics::{General, Graded, System};
use std::hint::black_box;
use std::time::Duration;

/// Pairs of states asked in turn.
const PAIRS: usize = 256;

fn system<const D: usize>(criterion: &mut Criterion, name: &str, system: &System, bound: f64) {
    let mut rng = seeded(1);
    let bounds = Aabb::new([-bound; D], [bound; D]);
    let mut draw = || -> State<D> { in_box(&mut rng, &bounds) };
    let pairs: Vec<_> = (0..PAIRS).map(|_| (draw(), draw())).collect();
    // The car is linearised about one state for all.
    let (model, coordinates) = system.model_at(&pairs[0].0).expect("controllable");
    let graded = Graded::<D>::new(&model, coordinates.as_ref()).expect("a closed form");
    let general = General::new(&model).expect("eigenvalues");
    let mut group = criterion.benchmark_group("connect");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .throughput(Throughput::Elements(PAIRS as u64));
    group.bench_function(BenchmarkId::new("closed form", name), |b| {
        b.iter(|| {
            for (from, to) in &pairs {
                black_box(graded.connect(from, to, f64::INFINITY));
            }
        });
    });
    group.bench_function(BenchmarkId::new("general", name), |b| {
        b.iter(|| {
            for (from, to) in &pairs {
                black_box(general.connect(from, to, f64::INFINITY));
            }
        });
    });
}

fn all(criterion: &mut Criterion) {
    let integrator = System::DoubleIntegrator {
        axes: 2,
        weight: 0.25,
    };
    system::<4>(criterion, "double integrator", &integrator, 5.0);
    let quadrotor = System::Quadrotor {
        mass: 0.5,
        arm: 0.17145,
        inertia: 0.1,
        gravity: 9.8,
        weights: [0.25, 0.5, 0.5],
    };
    system::<10>(criterion, "quadrotor", &quadrotor, 1.0);
    let car = System::Car {
        weights: [1.0, 1.0],
    };
    system::<5>(criterion, "car", &car, 5.0);
}

criterion_group!(benches, all);
criterion_main!(benches);
