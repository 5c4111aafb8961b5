//! The systems: the paper's three, and any linear one.
//!
//! | system | states | controls | x' |
//! |---|---|---|---|
//! | double integrator | position, velocity | acceleration | p' = v, v' = u |
//! | quadrotor, linearised at hover | position, velocity, rotation, its rate | thrust, two torques | p' = v; v' = (g r_y, -g r_x, u_f / m); r' = w; w' = (l / j) u |
//! | car | place, heading, speed, curvature | rates of speed and curvature | x' = v cos theta, y' = v sin theta, theta' = v kappa, v' = u_v, kappa' = u_kappa |
//! | linear | any | any | A x + B u + c |
//!
//! The car is not linear. As in section V of Webb & van den Berg (2012) it is linearised at each new sample, with u =
//! 0: A = df/dx, c = f(x, 0) - A x. It is controllable where v is not 0. Its linearisation is graded in the coordinates
//! (along, v, across, its rate, its rate's rate), where along and across are measured from the heading of the sample:
//! along'' = u_v and across''' = v kappa u_v + v^2 u_kappa, with the sample's v and kappa.

use super::graded::Coordinates;
use super::matrix::Matrix;
use super::model::{Fault, Model};
use crate::geometry::State;

/// A system's equations and its cost.
#[derive(Clone, Debug, PartialEq)]
pub enum System {
    /// Position and velocity along 1 to 3 axes; the control is the acceleration.
    DoubleIntegrator {
        /// Number of axes.
        axes: usize,
        /// R is this times the identity.
        weight: f64,
    },
    /// Ten states, linearised at hover.
    Quadrotor {
        /// In kilograms.
        mass: f64,
        /// From the centre to a rotor, in metres.
        arm: f64,
        /// Moment of inertia about a horizontal axis, in kilogram square metres.
        inertia: f64,
        /// In metres per square second.
        gravity: f64,
        /// The diagonal of R.
        weights: [f64; 3],
    },
    /// Five states, linearised at each sample.
    Car {
        /// The diagonal of R.
        weights: [f64; 2],
    },
    /// Any controllable linear system.
    Linear {
        /// Its matrices.
        model: Model,
        /// The states that are places.
        position: Vec<usize>,
    },
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

impl System {
    /// Number of states.
    pub fn states(&self) -> usize {
        match self {
            Self::DoubleIntegrator { axes, .. } => 2 * axes,
            Self::Quadrotor { .. } => 10,
            Self::Car { .. } => 5,
            Self::Linear { model, .. } => model.states(),
        }
    }

    /// Number of controls.
    pub fn controls(&self) -> usize {
        match self {
            Self::DoubleIntegrator { axes, .. } => *axes,
            Self::Quadrotor { .. } => 3,
            Self::Car { .. } => 2,
            Self::Linear { model, .. } => model.controls(),
        }
    }

    /// The states that are coordinates of the place, 1 to 3.
    pub fn position(&self) -> Vec<usize> {
        match self {
            Self::DoubleIntegrator { axes, .. } => (0..*axes).collect(),
            Self::Quadrotor { .. } => vec![0, 1, 2],
            Self::Car { .. } => vec![0, 1],
            Self::Linear { position, .. } => position.clone(),
        }
    }

    /// The names of the states.
    pub fn state_names(&self) -> Vec<String> {
        match self {
            Self::DoubleIntegrator { axes, .. } => {
                let axes = &["x", "y", "z"][..*axes];
                let of = |kind: &str| {
                    axes.iter()
                        .map(|a| format!("{kind}{a}"))
                        .collect::<Vec<_>>()
                };
                [of("p"), of("v")].concat()
            }
            Self::Quadrotor { .. } => {
                names(&["px", "py", "pz", "vx", "vy", "vz", "rx", "ry", "wx", "wy"])
            }
            Self::Car { .. } => names(&["x", "y", "theta", "v", "kappa"]),
            Self::Linear { model, .. } => (0..model.states()).map(|i| format!("x{i}")).collect(),
        }
    }

    /// The names of the controls.
    pub fn control_names(&self) -> Vec<String> {
        match self {
            Self::DoubleIntegrator { axes, .. } => {
                let axes = &["x", "y", "z"][..*axes];
                axes.iter().map(|a| format!("u{a}")).collect()
            }
            Self::Quadrotor { .. } => names(&["uf", "ux", "uy"]),
            Self::Car { .. } => names(&["uv", "ukappa"]),
            Self::Linear { model, .. } => (0..model.controls()).map(|i| format!("u{i}")).collect(),
        }
    }

    /// R.
    pub fn weight(&self) -> Matrix {
        match self {
            Self::DoubleIntegrator { axes, weight } => Matrix::identity(*axes).scaled(*weight),
            Self::Quadrotor { weights, .. } => Matrix::diagonal(weights),
            Self::Car { weights } => Matrix::diagonal(weights),
            Self::Linear { model, .. } => model.r.clone(),
        }
    }

    /// Whether the system is linear, so that one model serves everywhere.
    pub fn is_linear(&self) -> bool {
        !matches!(self, Self::Car { .. })
    }

    /// The linear model at the state `x`, with the coordinates in which it is graded.
    ///
    /// # Errors
    /// Where the model is not controllable: for the car where it stands still.
    pub fn model_at(&self, x: &[f64]) -> Result<(Model, Option<Coordinates>), Fault> {
        match self {
            Self::DoubleIntegrator { axes, .. } => {
                let n = *axes;
                let (mut a, mut b) = (Matrix::zeros(2 * n, 2 * n), Matrix::zeros(2 * n, n));
                for i in 0..n {
                    a.set(i, n + i, 1.0);
                    b.set(n + i, i, 1.0);
                }
                let model = Model::new(a, b, vec![0.0; 2 * n], self.weight())?;
                Ok((model, None))
            }
            Self::Quadrotor {
                mass,
                arm,
                inertia,
                gravity,
                ..
            } => {
                let (mut a, mut b) = (Matrix::zeros(10, 10), Matrix::zeros(10, 3));
                for i in 0..3 {
                    a.set(i, 3 + i, 1.0);
                }
                a.set(3, 7, *gravity);
                a.set(4, 6, -gravity);
                for i in 0..2 {
                    a.set(6 + i, 8 + i, 1.0);
                    b.set(8 + i, 1 + i, arm / inertia);
                }
                b.set(5, 0, 1.0 / mass);
                let model = Model::new(a, b, vec![0.0; 10], self.weight())?;
                Ok((model, None))
            }
            Self::Car { .. } => self.car_at(x),
            Self::Linear { model, .. } => Ok((model.clone(), None)),
        }
    }

    fn car_at(&self, x: &[f64]) -> Result<(Model, Option<Coordinates>), Fault> {
        let (theta, v, kappa) = (x[2], x[3], x[4]);
        let (sin, cos) = (libm::sin(theta), libm::cos(theta));
        let (a, b) = (car_drift(x), car_input());
        let still = a.times_vector(x);
        let c = (0..5).map(|i| self.derivative(x, &[0.0; 2])[i] - still[i]);
        let model = Model::new(a, b, c.collect(), self.weight())?;
        // Rows: along, v, across, across', across''. The last two are v theta and v (kappa v + v kappa).
        let rows = [
            [cos, sin, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 1.0, 0.0],
            [-sin, cos, 0.0, 0.0, 0.0],
            [0.0, 0.0, v, 0.0, 0.0],
            [0.0, 0.0, 0.0, v * kappa, v * v],
        ];
        let back = [
            [cos, 0.0, -sin, 0.0, 0.0],
            [sin, 0.0, cos, 0.0, 0.0],
            [0.0, 0.0, 0.0, 1.0 / v, 0.0],
            [0.0, 1.0, 0.0, 0.0, 0.0],
            [0.0, -kappa / v, 0.0, 0.0, 1.0 / (v * v)],
        ];
        let matrix = |rows: [[f64; 5]; 5]| Matrix::from_rows(&rows.map(|row| row.to_vec()));
        let coordinates = matrix(rows).zip(matrix(back));
        Ok((
            model,
            coordinates.map(|(to, back)| Coordinates { to, back }),
        ))
    }

    /// How the true x' changes with the state, A = df/dx, at this state.
    pub fn jacobian(&self, x: &[f64]) -> Matrix {
        match self {
            Self::Car { .. } => car_drift(x),
            _ => self
                .model_at(x)
                .map_or(Matrix::zeros(0, 0), |(model, _)| model.a),
        }
    }

    /// How the true x' changes with the controls, B, everywhere.
    pub fn input(&self) -> Matrix {
        match self {
            Self::Car { .. } => car_input(),
            _ => self
                .model_at(&[])
                .map_or(Matrix::zeros(0, 0), |(model, _)| model.b),
        }
    }

    /// As [`System::derivative`], of states as arrays; `u` begins with the controls.
    #[inline]
    pub fn rate<const D: usize>(&self, x: &State<D>, u: &State<D>) -> State<D> {
        match self {
            Self::Car { .. } => {
                let rate = car_rate(x, u);
                std::array::from_fn(|i| rate[i])
            }
            _ => {
                let rate = self.derivative(x, &u[..self.controls()]);
                std::array::from_fn(|i| rate[i])
            }
        }
    }

    /// The true x' at this state under these controls.
    pub fn derivative(&self, x: &[f64], u: &[f64]) -> Vec<f64> {
        if let Self::Car { .. } = self {
            return car_rate(x, u).to_vec();
        }
        let Ok((model, _)) = self.model_at(x) else {
            return vec![f64::NAN; x.len()];
        };
        model.derivative(x, u)
    }
}

/// The car's x'.
fn car_rate(x: &[f64], u: &[f64]) -> [f64; 5] {
    let (theta, v, kappa) = (x[2], x[3], x[4]);
    let (sin, cos) = libm::sincos(theta);
    [v * cos, v * sin, v * kappa, u[0], u[1]]
}

fn car_drift(x: &[f64]) -> Matrix {
    let (theta, v, kappa) = (x[2], x[3], x[4]);
    let (sin, cos) = (libm::sin(theta), libm::cos(theta));
    let mut a = Matrix::zeros(5, 5);
    for (i, j, value) in [
        (0, 2, -v * sin),
        (0, 3, cos),
        (1, 2, v * cos),
        (1, 3, sin),
        (2, 3, kappa),
        (2, 4, v),
    ] {
        a.set(i, j, value);
    }
    a
}

fn car_input() -> Matrix {
    let mut b = Matrix::zeros(5, 2);
    b.set(3, 0, 1.0);
    b.set(4, 1, 1.0);
    b
}
