//! What theory says of every optimal motion, and the general method beside the closed form.

use super::*;
use crate::random::seeded;

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
    // The Hamiltonian vanishes all along: 1 - 2 (A x + c)' y - y' S y = 0.
    let vanishes = |x: &State<D>, y: &State<D>| {
        let controls = model.gain().times_vector(y);
        let u: State<D> = std::array::from_fn(|i| controls.get(i).copied().unwrap_or(0.0));
        let (drift, energy) = (linear.derivative(x, &[0.0; D]), weight(&u));
        let along: f64 = (0..D).map(|i| drift[i] * y[i]).sum();
        let size = (0..D)
            .map(|i| (drift[i] * y[i]).abs())
            .fold(1.0 + energy, f64::max);
        assert!(
            (1.0 - 2.0 * along - energy).abs() < 1e-6 * size,
            "{} {size} {time} {cost} {from:?} {to:?}",
            1.0 - 2.0 * along - energy
        );
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
            // What is left is the optimal motion of the time that is left; at the end itself its costate is not to be
            // had.
            if t < 0.95 * time {
                vanishes(&x, &linear.costates(&x, to, time - t).0);
            }
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
    let (first, end) = linear.costates(from, to, time);
    vanishes(from, &first);
    vanishes(to, &end);
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

#[test]
fn every_motion_is_optimal_and_follows_the_dynamics() {
    let mut rng = seeded(21);
    let (model, _) = System::DoubleIntegrator {
        axes: 3,
        weight: 0.25,
    }
    .model_at(&[])
    .unwrap();
    let linear = Linear::<6>::new(&model, None).unwrap();
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
    let linear = Linear::<10>::new(&model, None).unwrap();
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
    for _ in 0..100 {
        let size = [20.0, 20.0, 1.5, 3.0, 0.2];
        let (mut from, mut to) = (draw(&mut rng, &size), draw(&mut rng, &size));
        from[3] += 4.0;
        to[3] += 4.0;
        let (model, linear) = car_at(&to);
        assert!(linear.is_closed(), "whatever the heading");
        assert_optimal(&linear, &model, &from, &to);
    }
    let model = oscillator_model();
    let linear = Linear::<2>::new(&model, None).unwrap();
    assert!(!linear.is_closed());
    for _ in 0..50 {
        assert_optimal(
            &linear,
            &model,
            &draw(&mut rng, &[3.0, 3.0]),
            &draw(&mut rng, &[3.0, 3.0]),
        );
    }
    // Modes that grow, one that swings, and a constant drift.
    let model = unstable_model();
    let linear = Linear::<3>::new(&model, None).unwrap();
    for _ in 0..50 {
        assert_optimal(
            &linear,
            &model,
            &draw(&mut rng, &[1.0, 1.0, 1.0]),
            &draw(&mut rng, &[1.0, 1.0, 1.0]),
        );
    }
}

#[test]
fn the_general_method_agrees_with_the_closed_form() {
    fn agrees<const D: usize>(system: &System, size: &[f64], pairs: usize) {
        let (model, _) = system.model_at(&[]).unwrap();
        let (closed, general) = (
            Linear::<D>::new(&model, None).unwrap(),
            Linear::<D>::by_numbers(&model).unwrap(),
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
