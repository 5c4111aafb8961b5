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
