//! Boxes around what is reached, and how much is reached.

use super::*;
use crate::geometry::Aabb;
use crate::random::{in_box, seeded};

/// 1e5 random pairs a system: whatever is within the cost lies in the box, forward and backward.
#[test]
fn the_box_of_reach_contains_everything_within_the_cost() {
    fn contains<const D: usize>(linear: &Linear<D>, size: &[f64], budget: f64, pairs: usize) {
        let mut rng = seeded(5);
        let mut within = 0;
        for _ in 0..pairs / 50 {
            let x = draw(&mut rng, size);
            let cost = budget * unit(&mut rng);
            let ahead = linear.reach(&x, cost, Direction::Forward);
            let behind = linear.reach(&x, cost, Direction::Backward);
            for _ in 0..50 {
                // Around where the drift leads, so that many are within the cost.
                let near: State<D> = draw(&mut rng, size);
                let share = unit(&mut rng);
                let y: State<D> = std::array::from_fn(|i| x[i] + share * share * (near[i] - x[i]));
                if linear.connect(&x, &y, cost).is_some() {
                    within += 1;
                    assert!(ahead.contains(&y), "{x:?} {y:?} {cost}");
                }
                if linear.connect(&y, &x, cost).is_some() {
                    within += 1;
                    assert!(behind.contains(&y), "{y:?} {x:?} {cost}");
                }
            }
        }
        assert!(within > pairs / 50, "{within} of {pairs}");
    }
    contains(
        &integrator::<4>(0.25),
        &[20.0, 20.0, 10.0, 10.0],
        12.0,
        100_000,
    );
    let size = [2.5, 2.5, 2.5, 2.0, 2.0, 2.0, 0.5, 0.5, 1.0, 1.0];
    contains(&system::<10>(&QUADROTOR), &size, 5.0, 100_000);
    let (_, linear) = car_at(&[0.0, 0.0, 0.5, 4.0, 0.1]);
    contains(&linear, &[20.0, 20.0, 1.0, 6.0, 0.2], 20.0, 100_000);
    contains(
        &Linear::<2>::new(&oscillator_model(), None).unwrap(),
        &[2.0, 4.0],
        3.0,
        100_000,
    );
}

/// The box is no larger than it need be: reached states come near each of its faces.
#[test]
fn the_box_of_reach_is_tight() {
    let linear = integrator::<2>(1.0);
    let cost = 4.0;
    let around = linear.reach(&[0.0, 1.0], cost, Direction::Forward);
    let mut reached = Aabb::EMPTY;
    for i in -200..=200 {
        for j in -200..=200 {
            let y = [0.05 * f64::from(i), 0.05 * f64::from(j)];
            if linear.connect(&[0.0, 1.0], &y, cost).is_some() {
                reached.include(&y);
            }
        }
    }
    for i in 0..2 {
        assert!(
            around.extents()[i] < 1.15 * reached.extents()[i],
            "{around:?} {reached:?}"
        );
    }
}

/// For the double integrator with R = 1 the ellipse that is reached at time t for less than C has the measure
/// pi (C - t) t^2 / sqrt(12), which is greatest at t = 2 C / 3.
#[test]
fn the_cost_of_a_measure_reaches_that_measure() {
    let linear = integrator::<2>(1.0);
    for measure in [0.5, 4.0, 30.0] {
        let cost = linear.cost_of_measure(measure);
        let ellipse = std::f64::consts::PI * 4.0 / 27.0 * cost.powi(3) / 12f64.sqrt();
        assert!(
            (ellipse / measure - 1.0).abs() < 1e-9,
            "{ellipse} {measure}"
        );
        // What is reached at any time is more.
        let around = linear.reach(&[0.0, 1.0], cost, Direction::Forward);
        let mut rng = seeded(1);
        let draws = 10_000;
        let within = |y: &State<2>| linear.connect(&[0.0, 1.0], y, cost).is_some();
        let hits = (0..draws)
            .filter(|_| within(&in_box(&mut rng, &around)))
            .count();
        assert!(around.measure() * hits as f64 / f64::from(draws) > measure);
    }
    let (model, _) = System::DoubleIntegrator {
        axes: 1,
        weight: 1.0,
    }
    .model_at(&[])
    .unwrap();
    let general = Linear::<2>::by_numbers(&model)
        .unwrap()
        .cost_of_measure(4.0);
    assert!((general / linear.cost_of_measure(4.0) - 1.0).abs() < 1e-3);
}
