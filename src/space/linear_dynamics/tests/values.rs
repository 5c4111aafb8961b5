//! Costs and arrival times: reference values, closed forms, scaling.

use super::*;
use crate::geometry::Aabb;
use crate::random::{in_box, seeded};

/// Cost and time to six digits.
fn assert_connection<const D: usize>(
    linear: &Linear<D>,
    from: State<D>,
    to: State<D>,
    time: f64,
    cost: f64,
) {
    let (c, t) = linear.connect(&from, &to, f64::INFINITY).unwrap();
    assert!(
        (c - cost).abs() < 6e-7 * cost.max(1.0),
        "{from:?} {to:?}: {c} is not {cost}"
    );
    assert!(
        (t - time).abs() < 6e-7 * time.max(1.0),
        "{from:?} {to:?}: {t} is not {time}"
    );
}

#[test]
fn the_double_integrator_has_the_reference_values_in_one_dimension() {
    for (from, to, one, quarter) in [
        (
            [0.0, 0.0],
            [1.0, 0.0],
            (2.449490, 3.265986),
            (1.732051, 2.309401),
        ),
        (
            [0.0, 0.0],
            [1.0, 1.0],
            (1.645751, 2.337835),
            (1.302776, 1.659565),
        ),
        (
            [0.0, 0.0],
            [10.0, 0.0],
            (7.745967, 10.327956),
            (5.477226, 7.302967),
        ),
        (
            [0.0, 1.0],
            [1.0, -1.0],
            (2.885231, 4.771221),
            (1.881856, 2.863401),
        ),
        ([0.0, 2.0], [1.0, 0.0], (1.162278, 4.805061), (1.0, 2.0)),
        ([0.0, 0.0], [0.0, 1.0], (2.0, 4.0), (1.0, 2.0)),
        ([0.0, -1.0], [0.0, 1.0], (2.0, 4.0), (1.0, 2.0)),
        (
            [0.0, 0.0],
            [100.0, 0.0],
            (24.494897, 32.659863),
            (17.320508, 23.094011),
        ),
    ] {
        assert_connection(&integrator::<2>(1.0), from, to, one.0, one.1);
        assert_connection(&integrator::<2>(0.25), from, to, quarter.0, quarter.1);
    }
}

#[test]
fn the_double_integrator_has_the_reference_values_in_the_plane() {
    for (from, to, one, quarter) in [
        (
            [0.0; 4],
            [1.0, 1.0, 0.0, 0.0],
            (2.912951, 3.883934),
            (2.059767, 2.746356),
        ),
        (
            [0.0; 4],
            [3.0, 4.0, 0.0, 0.0],
            (5.477226, 7.302967),
            (3.872983, 5.163978),
        ),
        (
            [0.0, 0.0, 1.0, 0.0],
            [5.0, 5.0, 0.0, 1.0],
            (5.251100, 6.566488),
            (3.952636, 4.967441),
        ),
        (
            [0.0, 0.0, 1.0, -1.0],
            [2.0, 3.0, -1.0, 0.5],
            (5.430974, 8.303989),
            (3.624675, 5.268938),
        ),
        (
            [0.0; 4],
            [10.0, 0.0, 5.0, 0.0],
            (4.219544, 10.192473),
            (3.520797, 5.394618),
        ),
        (
            [15.0, 50.0, 0.0, 0.0],
            [140.0, 50.0, 0.0, 0.0],
            (27.386128, 36.514837),
            (19.364917, 25.819889),
        ),
    ] {
        assert_connection(&integrator::<4>(1.0), from, to, one.0, one.1);
        assert_connection(&integrator::<4>(0.25), from, to, quarter.0, quarter.1);
    }
    let back = ([2.0, 3.0, -1.0, 0.5], [0.0, 0.0, 1.0, -1.0]);
    assert_connection(&integrator::<4>(0.25), back.0, back.1, 3.209752, 4.497549);
}

/// The first place where the derivative vanishes is not always the best.
#[test]
fn the_best_of_several_minima_is_taken() {
    let linear = integrator::<2>(1.0);
    assert_connection(&linear, [0.0, 10.0], [3.0, 10.0], 0.299989, 0.299994);
    assert_connection(&linear, [0.0, 4.0], [2.0, 3.0], 0.572742, 2.320079);
    // Against a fine scan of all arrival times.
    let mut rng = seeded(4);
    let mut later = 0;
    for _ in 0..3_000 {
        let (a, v0, v1) = (
            40.0 * unit(&mut rng) - 20.0,
            20.0 * unit(&mut rng) - 10.0,
            20.0 * unit(&mut rng) - 10.0,
        );
        let cost = |t: f64| {
            t + 12.0 * (a - 0.5 * t * (v0 + v1)).powi(2) / t.powi(3) + (v1 - v0).powi(2) / t
        };
        let times: Vec<f64> = (0..4_000).map(|k| 1e-2 * 1.0025f64.powi(k)).collect();
        let best = times.iter().map(|t| cost(*t)).fold(f64::INFINITY, f64::min);
        let (c, t) = linear.connect(&[0.0, v0], &[a, v1], f64::INFINITY).unwrap();
        assert!(c <= best * (1.0 + 1e-9), "{a} {v0} {v1}: {c} above {best}");
        assert!((c - cost(t)).abs() < 1e-9 * c);
        let first = times
            .windows(3)
            .find(|w| cost(w[1]) < cost(w[0]) && cost(w[1]) <= cost(w[2]));
        later += usize::from(first.is_some_and(|w| w[1] < 0.99 * t));
    }
    assert!(later > 20, "the case occurs: {later}");
}

#[test]
fn the_quadrotor_has_the_reference_values() {
    let linear = system::<10>(&QUADROTOR);
    let at = |p: [f64; 3], v: [f64; 3]| [p[0], p[1], p[2], v[0], v[1], v[2], 0.0, 0.0, 0.0, 0.0];
    let (zero, x) = ([0.0; 3], [1.0, 0.0, 0.0]);
    for (from, to, time, cost) in [
        (at(zero, zero), at(x, zero), 2.438373, 2.786712),
        (
            at(zero, zero),
            at([0.0, 0.0, 1.0], zero),
            1.224745,
            1.632993,
        ),
        (at(zero, zero), at([1.0; 3], zero), 2.674065, 3.078488),
        (
            at([2.5, -1.0, 4.0], zero),
            at([-2.5, 1.0, 1.0], zero),
            3.764192,
            4.374253,
        ),
        (at(zero, zero), at([1.0, 0.0, 1.0], x), 1.767806, 2.022017),
        (
            at(zero, x),
            at([1.0, 1.0, 0.5], [0.0, 1.0, 0.0]),
            1.826820,
            2.022353,
        ),
    ] {
        assert_connection(&linear, from, to, time, cost);
    }
    // The numbers of Webb's own program.
    let other = system::<10>(&System::Quadrotor {
        mass: 0.5,
        arm: 0.17145,
        inertia: 0.1,
        gravity: 9.81,
        weights: [0.025, 0.05, 0.05],
    });
    for (to, time, cost) in [
        (x, 1.828056, 2.089207),
        ([0.0, 0.0, 1.0], 0.688725, 0.918300),
        ([1.0; 3], 1.997062, 2.287738),
    ] {
        assert_connection(&other, at(zero, zero), at(to, zero), time, cost);
    }
    let (from, to) = (at([2.5, -1.0, 4.0], zero), at([-2.5, 1.0, 1.0], zero));
    assert_connection(&other, from, to, 2.796514, 3.213653);
}

#[test]
fn the_car_has_the_reference_values() {
    let car = System::Car {
        weights: [1.0, 50.0],
    };
    let about = |x: &State<5>| {
        let (_, linear) = car_at(x);
        assert!(linear.is_closed());
        linear
    };
    let quarter = std::f64::consts::FRAC_PI_4;
    for (from, to, time, cost) in [
        (
            [0.0, 0.0, 0.0, 5.0, 0.0],
            [10.0, 2.0, 0.0, 5.0, 0.0],
            2.190017,
            7.794728,
        ),
        (
            [0.0, 0.0, 0.0, 1.0, 0.0],
            [10.0, 5.0, quarter, 5.0, 0.0],
            3.724950,
            9.528375,
        ),
        (
            [0.0, 0.0, 0.0, 5.0, 0.0],
            [10.0, 2.0, 0.2, 6.0, 0.05],
            1.887052,
            6.001031,
        ),
    ] {
        assert_connection(&about(&to), from, to, time, cost);
    }
    let (from, to) = ([0.0, 0.0, 0.0, 1.0, 0.0], [10.0, 5.0, quarter, 5.0, 0.0]);
    assert_connection(&about(&from), from, to, 9.660407, 17.145493);
    assert_eq!(
        car.model_at(&[0.0; 5]).err(),
        Some(Fault::Uncontrollable(3)),
        "a car that stands still changes its speed, its curvature and its place along its heading"
    );
}

#[test]
fn rest_to_rest_scales_as_theory_says() {
    for a in [0.01, 1.0, 50.0] {
        for r in [0.01, 1.0, 9.0] {
            let (cost, time) = integrator::<2>(r)
                .connect(&[0.0, 0.0], &[a, 0.0], f64::INFINITY)
                .unwrap();
            let expected = (36.0 * r * a * a).powf(0.25);
            assert!((time / expected - 1.0).abs() < 1e-9);
            assert!((cost / (4.0 / 3.0 * expected) - 1.0).abs() < 1e-12);
        }
    }
    // A lateral hop of the quadrotor is a chain of four integrators.
    let b: f64 = 9.8 * 0.17145 / 0.1;
    let mut to = [0.0; 10];
    to[1] = 0.7;
    let (cost, _) = system::<10>(&QUADROTOR)
        .connect(&[0.0; 10], &to, f64::INFINITY)
        .unwrap();
    let time = (352_800.0 * 0.49 / (b * b)).powf(0.125);
    assert!((cost / (8.0 / 7.0 * time) - 1.0).abs() < 1e-12);
}

#[test]
fn a_state_costs_nothing_from_itself_and_coasting_no_more_than_its_time() {
    let linear = integrator::<2>(1.0);
    // The formula alone would say 6.928203.
    assert_eq!(
        linear.connect(&[3.0, 1.0], &[3.0, 1.0], f64::INFINITY),
        Some((0.0, 0.0))
    );
    for v in [0.1, 1.0, 20.0] {
        for time in [0.01, 1.0, 30.0] {
            let (cost, _) = linear
                .connect(&[0.0, v], &[v * time, v], f64::INFINITY)
                .unwrap();
            assert!(cost <= time * (1.0 + 1e-12), "{v} {time}: {cost}");
        }
    }
}

/// However short the time: the drift itself brings the states together, no control need.
#[test]
fn coasting_costs_no_more_than_its_time_where_motions_are_no_polynomials() {
    let model = oscillator_model();
    let linear = Linear::<2>::new(&model, None).unwrap();
    for time in [1e-5, 1e-3, 0.1, 2.0] {
        let to = coasted(&model, &[1.0, 2.0], time);
        let (cost, _) = linear.connect(&[1.0, 2.0], &to, f64::INFINITY).unwrap();
        assert!(cost <= time * (1.0 + 1e-6), "{time}: {cost}");
    }
}

#[test]
fn a_budget_finds_the_same_connection_or_none() {
    let linear = integrator::<4>(0.25);
    let bounds = Aabb::new([-5.0; 4], [5.0; 4]);
    let mut rng = seeded(9);
    for _ in 0..500 {
        let (a, b) = (in_box(&mut rng, &bounds), in_box(&mut rng, &bounds));
        let (cost, time) = linear.connect(&a, &b, f64::INFINITY).unwrap();
        let (again, _) = linear.connect(&a, &b, cost * 1.001).unwrap();
        assert!((again - cost).abs() < 1e-12 * cost);
        assert_eq!(linear.connect(&a, &b, cost * 0.999), None);
        assert!(time <= cost);
    }
}
