//! The general method against optima of a hundred digits (`tests/linear_systems/reference.py`) and closed forms.

use super::*;
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap();
    list.iter().map(|x| x.as_f64().unwrap()).collect()
}

fn matrix(rows: &[Vec<f64>]) -> Matrix {
    Matrix::from_rows(rows).unwrap()
}

fn matrix_of(value: &Value) -> Matrix {
    let rows = value.as_array().unwrap();
    matrix(&rows.iter().map(numbers).collect::<Vec<_>>())
}

/// Connects all pairs of stored systems at their optima; how many there are.
fn connect_all(text: &str) -> usize {
    let systems: Vec<Value> = serde_json::from_str(text).unwrap();
    let mut pairs = 0;
    for (k, system) in systems.iter().enumerate() {
        let part = |key: &str| matrix_of(&system[key]);
        let constant = numbers(&system["c"]);
        let model = Model::new(part("A"), part("B"), constant, part("R")).unwrap();
        let general = General::new(&model).unwrap();
        for pair in system["pairs"].as_array().unwrap() {
            let [cost, time] = ["cost", "time"].map(|key| pair[key].as_f64().unwrap());
            let ends = ["from", "to"].map(|key| numbers(&pair[key]));
            let found = general.connect(&ends[0], &ends[1], f64::INFINITY);
            let (found, at) = found.unwrap_or_else(|| panic!("system {k} at {time}: none"));
            let off = (found / cost - 1.0).abs();
            assert!(
                off < 1e-6,
                "system {k}: {found} at {at} for {cost} at {time}"
            );
            pairs += 1;
        }
    }
    pairs
}

/// 200 systems of 2 to 12 states and 1 to 4 controls, real parts from -100 to 2, and 800 pairs of states at distances
/// from 0.1 to 100, half of them reached by a control: all connect, at costs from 0.1 to 1e26 and conditions up to
/// 1e13.
#[test]
fn random_systems_connect_at_their_optima() {
    let drawn = include_str!("../../../../tests/linear_systems/systems.json");
    assert!(connect_all(drawn) >= 800);
}

/// A system of another seed: in one of its pairs rounding takes 8e-6 off the costs of all late arrivals, so that they
/// bound the least cost too low.
#[test]
fn a_bound_that_rounding_has_made_too_low_hides_no_optimum() {
    assert_eq!(
        connect_all(include_str!("../../../../tests/linear_systems/found.json")),
        4
    );
}

/// x^(n) = u.
fn chain(n: usize, weight: f64) -> Model {
    let (mut a, mut b) = (Matrix::zeros(n, n), Matrix::zeros(n, 1));
    for i in 0..n - 1 {
        a.set(i, i + 1, 1.0);
    }
    b.set(n - 1, 0, 1.0);
    Model::new(a, b, vec![0.0; n], Matrix::diagonal(&[weight])).unwrap()
}

/// Rest to rest over a distance a the least effort in time t is K a^2 / t^(2n - 1) with K = (2n - 1) ((2n - 2)! / (n -
/// 1)!)^2.
#[test]
fn chains_of_two_to_twelve_integrators_have_their_closed_form() {
    for n in 2..=12 {
        for (weight, distance) in [(1.0, 1.0), (0.25, 125.0), (1e-9, 3.0), (1e6, 40.0)] {
            let general = General::new(&chain(n, weight)).unwrap();
            let (from, mut to) = (vec![0.0; n], vec![0.0; n]);
            to[0] = distance;
            let odd = (2 * n - 1) as f64;
            let product: f64 = (n..=2 * n - 2).map(|k| k as f64).product();
            let effort = odd * product * product * weight * distance * distance;
            let time = (odd * effort).powf(1.0 / (odd + 1.0));
            let cost = time * (1.0 + 1.0 / odd);
            let (found, _) = general.connect(&from, &to, f64::INFINITY).unwrap();
            assert!((found / cost - 1.0).abs() < 1e-6, "{n}: {found} for {cost}");
        }
    }
}

/// A double integrator whose control goes through a lag, from rest to rest 5 away; the references are golden sections
/// over block exponentials of up to 9 000 digits.
#[test]
fn a_lag_of_a_second_to_a_millisecond_loses_no_connection() {
    let cases = [
        (1.0, 9.216674859399692),
        (0.1, 7.502878542349379),
        (0.01, 7.322967344513324),
        (0.001, 7.304967433313326),
    ];
    for (lag, expected) in cases {
        let a = matrix(&[
            vec![0.0, 1.0, 0.0],
            vec![0.0, 0.0, 1.0],
            vec![0.0, 0.0, -1.0 / lag],
        ]);
        let b = matrix(&[vec![0.0], vec![0.0], vec![1.0 / lag]]);
        let model = Model::new(a, b, vec![0.0; 3], Matrix::identity(1)).unwrap();
        let general = General::new(&model).unwrap();
        let found = general.connect(&[0.0; 3], &[5.0, 0.0, 0.0], f64::INFINITY);
        let (cost, _) = found.unwrap();
        assert!((cost / expected - 1.0).abs() < 1e-9, "{lag}: {cost}");
    }
}

/// A cart with a pole that stands up, linearised: unstable, with two marginal modes.
#[test]
fn the_cart_with_its_pole_has_its_reference_value() {
    let a = matrix(&[
        vec![0.0, 1.0, 0.0, 0.0],
        vec![0.0, 0.0, -0.9810000000000001, 0.0],
        vec![0.0, 0.0, 0.0, 1.0],
        vec![0.0, 0.0, 21.582000000000004, 0.0],
    ]);
    let b = matrix(&[vec![0.0], vec![1.0], vec![0.0], vec![-2.0]]);
    let model = Model::new(a, b, vec![0.0; 4], Matrix::identity(1)).unwrap();
    let general = General::new(&model).unwrap();
    let found = general.connect(&[0.0; 4], &[1.0, 0.0, 0.0, 0.0], f64::INFINITY);
    let (cost, time) = found.unwrap();
    assert!((cost / 4.278324323788 - 1.0).abs() < 1e-9, "{cost}");
    assert!((time / 3.417912 - 1.0).abs() < 1e-5, "{time}");
}

/// A hardly damped oscillator is within reach of what it coasts to at that one moment: a minimum of no width between
/// times that cost 1e5, after shallower ones in each period before.
#[test]
fn a_state_that_is_within_reach_at_one_moment_only_is_reached_then() {
    let (damping, weight) = (1e-4, 1e10);
    let a = matrix(&[vec![0.0, 1.0], vec![-1.0, -2.0 * damping]]);
    let b = matrix(&[vec![0.0], vec![1.0]]);
    let model = Model::new(a, b, vec![0.0; 2], Matrix::diagonal(&[weight])).unwrap();
    let general = General::new(&model).unwrap();
    let omega = (1.0 - damping * damping).sqrt();
    for time in [50.11_f64, 62.13, 63.62] {
        let (decay, phase) = ((-damping * time).exp(), omega * time);
        let place = decay * (phase.cos() + damping / omega * phase.sin());
        let speed = -decay / omega * phase.sin();
        let found = general.connect(&[1.0, 0.0], &[place, speed], f64::INFINITY);
        let (cost, _) = found.unwrap();
        assert!((cost / time - 1.0).abs() < 1e-6, "{time}: {cost}");
    }
}

/// Two modes that one input drives alike, up to 5e-13: what cannot be certified is neither connected nor passed over.
#[test]
fn a_pair_without_a_certificate_does_not_connect_and_is_counted() {
    let a = matrix(&[vec![-1.0, 0.0], vec![0.0, -1.0 - 5e-13]]);
    let b = matrix(&[vec![1.0], vec![1.0]]);
    let model = Model::new(a, b, vec![0.0; 2], Matrix::identity(1)).unwrap();
    let general = General::new(&model).unwrap();
    let mut rng = crate::random::seeded(3);
    let pairs = 100;
    let connected = (0..pairs).filter(|_| {
        let [from, to]: [State<2>; 2] = std::array::from_fn(|_| draw(&mut rng, &[10.0, 10.0]));
        general.connect(&from, &to, f64::INFINITY).is_some()
    });
    let connected = connected.count() as u64;
    assert!(general.refused() > 0);
    assert_eq!(connected + general.refused(), pairs);
}
