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

/// Without any energy left for controls, at the edge of the box, where a constant drift counts most.
#[test]
fn the_box_of_reach_contains_what_coasting_comes_to() {
    let model = Model {
        c: vec![0.0, 500.0],
        ..oscillator_model()
    };
    let linear = Linear::<2>::new(&model, None).unwrap();
    let mut rng = seeded(14);
    for _ in 0..1_000 {
        let x: State<2> = draw(&mut rng, &[0.05, 0.05]);
        let time = 2.0 * unit(&mut rng);
        let y = coasted(&model, &x, time * (1.0 - 1e-9));
        let ahead = linear.reach(&x, time, Direction::Forward);
        assert!(ahead.contains(&y), "{x:?} {y:?} {time}");
        let behind = linear.reach(&y, time, Direction::Backward);
        assert!(behind.contains(&x), "{y:?} {x:?} {time}");
    }
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

/// The least of t + r^2 over all times, where the ball of radius r, mapped by the square root of the Gramian, has the
/// measure; the Gramian by small steps of Runge and Kutta's method.
fn cost_of_measure<const D: usize>(model: &Model, measure: f64) -> f64 {
    const STEP: f64 = 1e-3;
    let spread = model.b.times(&model.gain());
    let rate = |g: &Matrix| {
        let left = model.a.times(g);
        let mut rate = left.transposed();
        rate.add(1.0, &left);
        rate.add(1.0, &spread);
        rate
    };
    let moved = |g: &Matrix, h: f64, k: &Matrix| {
        let mut g = g.clone();
        g.add(h, k);
        g
    };
    let mut g = Matrix::zeros(D, D);
    let mut least = f64::INFINITY;
    for k in 1.. {
        let time = f64::from(k) * STEP;
        if time >= least {
            break;
        }
        let a = rate(&g);
        let b = rate(&moved(&g, 0.5 * STEP, &a));
        let c = rate(&moved(&g, 0.5 * STEP, &b));
        let d = rate(&moved(&g, STEP, &c));
        for (weight, k) in [(1.0, a), (2.0, b), (2.0, c), (1.0, d)] {
            g.add(weight * STEP / 6.0, &k);
        }
        let ball = crate::geometry::unit_ball_measure(D) * g.determinant().abs().sqrt();
        least = least.min(time + (measure / ball).powf(2.0 / D as f64));
    }
    least
}

#[test]
fn the_cost_of_a_measure_is_the_least_over_all_times() {
    for measure in (0..12).map(|k| 0.01 * 2.3_f64.powi(k)) {
        let least = cost_of_measure::<2>(&oscillator_model(), measure);
        let linear = Linear::<2>::new(&oscillator_model(), None).unwrap();
        let found = linear.cost_of_measure(measure);
        assert!(
            (found / least - 1.0).abs() < 2e-3,
            "{measure}: {found} {least}"
        );
        let least = cost_of_measure::<3>(&unstable_model(), measure);
        let linear = Linear::<3>::new(&unstable_model(), None).unwrap();
        let found = linear.cost_of_measure(measure);
        assert!(
            (found / least - 1.0).abs() < 2e-3,
            "{measure}: {found} {least}"
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
