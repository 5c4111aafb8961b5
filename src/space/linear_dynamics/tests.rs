//! The steering against closed forms, reference values and the theory. "Webb" is Webb & van den Berg 2012.

use super::*;
use crate::geometry::{Aabb, State};
use crate::random::{Rng, in_box, seeded, unit};

fn system<const D: usize>(system: &System) -> Linear<D> {
    let (model, coordinates) = system.model_at(&[1.0; D]).unwrap();
    Linear::new(&model, coordinates.as_ref())
}

fn integrator<const D: usize>(weight: f64) -> Linear<D> {
    system(&System::DoubleIntegrator {
        axes: D / 2,
        weight,
    })
}

const QUADROTOR: System = System::Quadrotor {
    mass: 0.5,
    arm: 0.17145,
    inertia: 0.1,
    gravity: 9.8,
    weights: [0.25, 0.5, 0.5],
};

fn oscillator_model() -> Model {
    let matrix = |rows: [[f64; 2]; 2]| Matrix::from_rows(&rows.map(|r| r.to_vec())).unwrap();
    let b = Matrix::from_rows(&[vec![0.0], vec![1.0]]).unwrap();
    let r = Matrix::diagonal(&[0.5]);
    Model::new(matrix([[0.0, 1.0], [-4.0, -0.4]]), b, vec![0.1, 0.3], r).unwrap()
}

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
}

#[test]
fn the_car_has_the_reference_values() {
    let car = System::Car {
        weights: [1.0, 50.0],
    };
    let about = |x: &State<5>| {
        let (model, coordinates) = car.model_at(x).unwrap();
        let linear = Linear::<5>::new(&model, coordinates.as_ref());
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

/// What theory says of an optimal motion, for one pair of states (A8 of the notes on the paper).
fn assert_optimal<const D: usize>(
    linear: &Linear<D>,
    model: &Model,
    from: &State<D>,
    to: &State<D>,
) {
    let Some((cost, time)) = linear.connect(from, to, f64::INFINITY) else {
        panic!("no connection of {from:?} and {to:?}");
    };
    assert!(time <= cost);
    let scale = from.iter().chain(to).fold(1.0_f64, |m, x| m.max(x.abs()));
    let (mut last, mut energy) = (*from, 0.0);
    let mut middle = None;
    let close = |a: &State<D>, b: &State<D>, what: &str| {
        for i in 0..D {
            assert!(
                (a[i] - b[i]).abs() < 1e-8 * scale,
                "{what}: {a:?} is not {b:?}"
            );
        }
    };
    let weight = |u: &State<D>| {
        let ru = model.r.times_vector(&u[..model.controls()]);
        ru.iter().zip(u).map(|(a, b)| a * b).sum::<f64>()
    };
    linear.walk(from, to, time, |piece| {
        let h = piece.length;
        close(&piece.at(piece.start).0, &last, "pieces meet");
        // Gauss-Legendre with five nodes is exact for degree 9; cut the piece to be exact beyond.
        const CUTS: usize = 8;
        for k in 0..CUTS {
            let (low, step) = (piece.start + h * k as f64 / CUTS as f64, h / CUTS as f64);
            for (x, w) in [
                (0.0, 0.568_888_888_888_888_9),
                (0.538_469_310_105_683, 0.478_628_670_499_366_47),
                (-0.538_469_310_105_683, 0.478_628_670_499_366_47),
                (0.906_179_845_938_664, 0.236_926_885_056_189_08),
                (-0.906_179_845_938_664, 0.236_926_885_056_189_08),
            ] {
                let (_, u) = piece.at(low + 0.5 * step * (1.0 + x));
                energy += 0.5 * step * w * weight(&u);
            }
        }
        // The dynamics hold within the piece.
        for k in 0..=4 {
            let t = piece.start + h * f64::from(k) / 4.0;
            let (x, u) = piece.at(t);
            let slope: State<D> = std::array::from_fn(|i| {
                (1..piece.terms).rev().fold(0.0, |sum, k| {
                    sum * (t - piece.start) + k as f64 * piece.states[i][k]
                })
            });
            close(&slope, &linear.derivative(&x, &u), "x' = A x + B u + c");
        }
        let time_here = piece.start + 0.4 * h;
        if middle.is_none() && time_here > 0.35 * time {
            middle = Some((piece.at(time_here).0, time_here));
        }
        last = piece.at(piece.start + h).0;
        true
    });
    close(&last, to, "the motion arrives");
    assert!(
        (time + energy - cost).abs() < 1e-8 * cost,
        "{} is not {cost}",
        time + energy
    );
    // The Hamiltonian vanishes all along: 1 - 2 (A x + c)' y - y' S y = 0, here at both ends.
    let (first, end) = linear.costates(from, to, time);
    for (x, y) in [(from, &first), (to, &end)] {
        let controls = model.gain().times_vector(y);
        let u: State<D> = std::array::from_fn(|i| controls.get(i).copied().unwrap_or(0.0));
        let (drift, energy) = (linear.derivative(x, &[0.0; D]), weight(&u));
        let along: f64 = (0..D).map(|i| drift[i] * y[i]).sum();
        let size = (0..D)
            .map(|i| (drift[i] * y[i]).abs())
            .fold(1.0 + energy, f64::max);
        assert!((1.0 - 2.0 * along - energy).abs() < 1e-6 * size);
    }
    // A part of an optimal motion is optimal.
    if let Some((x, at)) = middle {
        let (to_middle, t) = linear.connect(from, &x, f64::INFINITY).unwrap();
        let (rest, _) = linear.connect(&x, to, f64::INFINITY).unwrap();
        assert!(
            (to_middle + rest - cost).abs() < 1e-7 * cost,
            "{to_middle} + {rest} is not {cost}"
        );
        assert!((t - at).abs() < 1e-3 * time);
    }
}

/// Random states of a system.
fn draw<const D: usize>(rng: &mut Rng, size: &[f64]) -> State<D> {
    std::array::from_fn(|i| size[i] * (2.0 * unit(rng) - 1.0))
}

#[test]
fn every_motion_is_optimal_and_follows_the_dynamics() {
    let mut rng = seeded(21);
    let (model, _) = System::DoubleIntegrator {
        axes: 3,
        weight: 0.25,
    }
    .model_at(&[])
    .unwrap();
    let linear = Linear::<6>::new(&model, None);
    assert!(linear.is_closed());
    for _ in 0..200 {
        let size = [20.0, 20.0, 20.0, 5.0, 5.0, 5.0];
        assert_optimal(
            &linear,
            &model,
            &draw(&mut rng, &size),
            &draw(&mut rng, &size),
        );
    }
    let (model, _) = QUADROTOR.model_at(&[]).unwrap();
    let linear = Linear::<10>::new(&model, None);
    assert!(linear.is_closed());
    for _ in 0..100 {
        let size = [2.5, 2.5, 2.5, 5.0, 5.0, 5.0, 1.0, 1.0, 5.0, 5.0];
        assert_optimal(
            &linear,
            &model,
            &draw(&mut rng, &size),
            &draw(&mut rng, &size),
        );
    }
    let car = System::Car {
        weights: [1.0, 50.0],
    };
    for _ in 0..100 {
        let size = [20.0, 20.0, 1.5, 3.0, 0.2];
        let (mut from, mut to) = (draw(&mut rng, &size), draw(&mut rng, &size));
        from[3] += 4.0;
        to[3] += 4.0;
        let (model, coordinates) = car.model_at(&to).unwrap();
        let linear = Linear::<5>::new(&model, coordinates.as_ref());
        assert!(linear.is_closed(), "whatever the heading");
        assert_optimal(&linear, &model, &from, &to);
    }
    let model = oscillator_model();
    let linear = Linear::<2>::new(&model, None);
    assert!(!linear.is_closed());
    for _ in 0..50 {
        assert_optimal(
            &linear,
            &model,
            &draw(&mut rng, &[3.0, 3.0]),
            &draw(&mut rng, &[3.0, 3.0]),
        );
    }
}

#[test]
fn the_general_method_agrees_with_the_closed_form() {
    fn agrees<const D: usize>(system: &System, size: &[f64], pairs: usize) {
        let (model, _) = system.model_at(&[]).unwrap();
        let (closed, general) = (
            Linear::<D>::new(&model, None),
            Linear::<D>::by_numbers(&model),
        );
        let mut rng = seeded(33);
        for _ in 0..pairs {
            let (a, b) = (draw(&mut rng, size), draw(&mut rng, size));
            let (c, t) = closed.connect(&a, &b, f64::INFINITY).unwrap();
            let (d, u) = general.connect(&a, &b, f64::INFINITY).unwrap();
            assert!((c - d).abs() < 1e-8 * c, "{a:?} {b:?}: {c} {d}");
            assert!((t - u).abs() < 1e-5 * t, "{a:?} {b:?}: {t} {u}");
            let (first, _) = closed.costates(&a, &b, t);
            let (other, _) = general.costates(&a, &b, t);
            let scale = first.iter().fold(1.0_f64, |m, x| m.max(x.abs()));
            for i in 0..D {
                assert!((first[i] - other[i]).abs() < 1e-8 * scale);
            }
        }
    }
    let integrator = System::DoubleIntegrator {
        axes: 2,
        weight: 0.25,
    };
    agrees::<4>(&integrator, &[20.0, 20.0, 10.0, 10.0], 300);
    agrees::<10>(
        &QUADROTOR,
        &[2.5, 2.5, 2.5, 5.0, 5.0, 5.0, 1.0, 1.0, 5.0, 5.0],
        60,
    );
}

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
    let car = System::Car {
        weights: [1.0, 50.0],
    };
    let (model, coordinates) = car.model_at(&[0.0, 0.0, 0.5, 4.0, 0.1]).unwrap();
    let linear = Linear::<5>::new(&model, coordinates.as_ref());
    contains(&linear, &[20.0, 20.0, 1.0, 6.0, 0.2], 20.0, 100_000);
    contains(
        &Linear::<2>::new(&oscillator_model(), None),
        &[2.0, 4.0],
        3.0,
        20_000,
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
    let general = Linear::<2>::by_numbers(&model).cost_of_measure(4.0);
    assert!((general / linear.cost_of_measure(4.0) - 1.0).abs() < 1e-3);
}

/// A space of the double integrator in the plane, with one ball in the way, and its dense check.
fn guarded(radius: f64) -> LinearDynamics<4> {
    use crate::world::{Ladder, Robot, Shape};
    let shapes = [Shape::Ball {
        center: vec![5.0, 5.0],
        radius: 2.0,
    }];
    let limits = Limits {
        states: Aabb::new([0.0, 0.0, -4.0, -4.0], [10.0, 10.0, 4.0, 4.0]),
        controls: vec![[-6.0, 6.0]; 2],
        position: vec![0, 1],
        surroundings: Box::new(Ladder::<2>::new(&shapes, &Robot::Ball { radius }, 10.0)),
    };
    let system = System::DoubleIntegrator {
        axes: 2,
        weight: 0.25,
    };
    LinearDynamics::new(system, limits).unwrap()
}

/// Accepted means free at each of 2000 samples; refused means that some sample violates a limit by all but nothing.
#[test]
fn a_motion_is_free_exactly_where_dense_samples_are() {
    let space = guarded(0.3);
    let bounds = *space.bounds();
    let mut rng = seeded(17);
    let (mut free, mut refused) = (0, 0);
    for _ in 0..4_000 {
        let (a, b) = (in_box(&mut rng, &bounds), in_box(&mut rng, &bounds));
        if !space.state_is_free(&a) || !space.state_is_free(&b) {
            continue;
        }
        let connection = space.connect(&a, &b).unwrap();
        // How far beyond its limits the motion is at most; negative where it keeps a distance.
        let mut beyond = f64::NEG_INFINITY;
        for piece in space.curve(&a, &connection.motion, &b) {
            for k in 0..=2_000 {
                let (x, u) = piece.at(piece.start + piece.length * f64::from(k) / 2_000.0);
                for i in 0..4 {
                    beyond = beyond.max(bounds.min[i] - x[i]).max(x[i] - bounds.max[i]);
                }
                beyond = beyond.max(u[0].abs() - 6.0).max(u[1].abs() - 6.0);
                let off = (x[0] - 5.0).hypot(x[1] - 5.0);
                beyond = beyond.max(2.3 - off);
            }
        }
        if space.motion_is_free(&a, &connection.motion, &b) {
            free += 1;
            assert!(beyond < 1e-9, "{a:?} {b:?}: {beyond}");
        } else {
            refused += 1;
            assert!(beyond > -1e-4, "{a:?} {b:?}: {beyond}");
        }
    }
    assert!(free > 300 && refused > 300, "{free} {refused}");
}

/// Straight by in the middle of the bounds: 1e-3 beside the grown ball is free, the contact is not.
#[test]
fn a_motion_may_pass_an_obstacle_closely_but_not_touch_it() {
    let space = guarded(0.5);
    for (gap, expected) in [(1e-3, true), (1e-5, true), (0.0, false), (-1e-6, false)] {
        let y = 7.5 + gap;
        let (a, b) = ([1.0, y, 1.0, 0.0], [9.0, y, 1.0, 0.0]);
        let motion = space.connect(&a, &b).unwrap().motion;
        assert_eq!(space.motion_is_free(&a, &motion, &b), expected, "{gap}");
    }
}
