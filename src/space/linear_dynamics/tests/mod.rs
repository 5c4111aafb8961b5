//! The steering against closed forms, reference values and the theory. "Webb" is Webb & van den Berg 2012.

mod candidates;
mod curves;
mod optimality;
mod reach;
mod references;
mod values;

use super::*;
use crate::random::{Rng, unit};

fn system<const D: usize>(system: &System) -> Linear<D> {
    let (model, coordinates) = system.model_at(&[1.0; D]).unwrap();
    Linear::new(&model, coordinates.as_ref()).unwrap()
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

/// Two modes that grow, one of them with a swing, one that decays, and a constant drift.
fn unstable_model() -> Model {
    let matrix = |rows: &[[f64; 3]]| {
        Matrix::from_rows(&rows.iter().map(|r| r.to_vec()).collect::<Vec<_>>()).unwrap()
    };
    let b = Matrix::from_rows(&[vec![0.0], vec![1.0], vec![0.5]]).unwrap();
    let a = matrix(&[[0.0, 1.0, 0.0], [-2.0, 0.6, 1.0], [0.0, -0.5, -3.0]]);
    Model::new(a, b, vec![0.1, 0.0, -0.2], Matrix::diagonal(&[0.5])).unwrap()
}

/// Where a system is after some time without controls, by short steps of the series of its drift.
fn coasted<const D: usize>(model: &Model, from: &State<D>, time: f64) -> State<D> {
    const STEPS: usize = 64;
    let (mut x, h) = (*from, time / STEPS as f64);
    for _ in 0..STEPS {
        let mut term = model.derivative(&x, &[0.0; D][..model.controls()]);
        let mut factor = h;
        for k in 2..16 {
            (0..D).for_each(|i| x[i] += factor * term[i]);
            term = model.a.times_vector(&term);
            factor *= h / k as f64;
        }
    }
    x
}

/// The car about a state.
fn car_at(x: &State<5>) -> (Model, Linear<5>) {
    let car = System::Car {
        weights: [1.0, 50.0],
    };
    let (model, coordinates) = car.model_at(x).unwrap();
    let linear = Linear::new(&model, coordinates.as_ref()).unwrap();
    (model, linear)
}

/// Random states of a system.
fn draw<const D: usize>(rng: &mut Rng, size: &[f64]) -> State<D> {
    std::array::from_fn(|i| size[i] * (2.0 * unit(rng) - 1.0))
}
