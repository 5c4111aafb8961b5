//! Steering in closed form, for systems whose states are powers of the time away from their controls.
//!
//! Call a system *graded* where A is nilpotent and an impulse on the controls shows in state i as rho_i s^(a_i) / a_i!, one
//! power of the time s since. Chains of integrators are: for the double integrator a is 1 for positions and 0 for velocities;
//! for the quadrotor 3, 2, 1, 0 along each lateral chain. Then the weighted controllability Gramian (Webb & van den Berg
//! 2012, equation 6) is
//!
//! G(t) = S(t) g S(t) with S(t) = diag(t^(a_i + 1/2)) and g_ij = rho_i R^-1 rho_j' / (a_i! a_j! (a_i + a_j + 1)),
//!
//! so that one constant matrix is inverted, once, scaled as well as it can be. With the residual q(t) = x1 - xbar(t), a
//! vector of polynomials, the cost of arriving at time t (equation 10) is
//!
//! c(t) = t + sum over i, j of (g^-1)_ij q_i(t) q_j(t) t^(-a_i - a_j - 1),
//!
//! a polynomial divided by a power of t. Its derivative times a power of t is a polynomial, of degree 4 for the double
//! integrator, 8 for the quadrotor and 6 for the car, and the arrival time is the best of *all* places where it rises
//! through zero (equation 13). The smallest is not always the best: fast states have a cheap early and a dear late minimum,
//! or the reverse.
//!
//! A linear change of coordinates may come before, which is how the linearised car becomes graded.

use super::matrix::{Cholesky, Matrix};
use super::model::Model;
use super::polynomial::{TERMS, rising_zeros, value};
use super::sparse::Sparse;
use crate::geometry::{State, unit_ball_measure};

/// The most coefficients of a residual: chains of up to six integrators, with a constant drift.
const RESIDUAL: usize = 8;

/// The longest chain, counted from 0.
const HIGHEST_POWER: usize = 5;

/// A change of coordinates z = T x.
#[derive(Clone, Debug)]
pub struct Coordinates {
    /// T.
    pub to: Matrix,
    /// The inverse of T.
    pub back: Matrix,
}

/// The closed form for one system.
#[derive(Clone, Debug)]
pub struct Graded<const D: usize> {
    /// T and its transpose; none for the identity.
    change: Option<(Sparse, Sparse)>,
    drift: Sparse,
    constant: State<D>,
    /// a_i.
    powers: [usize; D],
    /// How many coefficients the residual of each state has.
    terms: [usize; D],
    /// g^-1: the diagonal and twice what is above it.
    upper: Vec<(usize, usize, f64)>,
    inverse: Sparse,
    /// The power of t by which the energy is divided: twice the greatest a_i, and one.
    divisor: usize,
    /// Coefficients of the energy's numerator.
    energy_terms: usize,
    /// The square root of det G(t) is `root_of_determinant` t^`exponent`.
    root_of_determinant: f64,
    exponent: f64,
}

/// The residual's coefficients, those of state i in row i.
type Residual<const D: usize> = [[f64; RESIDUAL]; D];

impl<const D: usize> Graded<D> {
    /// The closed form of a system of D states, in its own coordinates or in others; `None` where it has none.
    pub fn new(model: &Model, coordinates: Option<&Coordinates>) -> Option<Self> {
        let nilpotency = model.nilpotency()?;
        let (a, b, c) = match coordinates {
            None => (model.a.clone(), model.b.clone(), model.c.clone()),
            Some(Coordinates { to, back }) => (
                clean(&[to, &model.a, back]),
                clean(&[to, &model.b]),
                to.times_vector(&model.c),
            ),
        };
        let (powers, responses) = responses::<D>(&a, &b, nilpotency)?;
        if powers.iter().any(|p| *p > HIGHEST_POWER) {
            return None;
        }
        let weight = model.r.inverse_of_definite()?;
        let mut g = Matrix::zeros(D, D);
        for i in 0..D {
            let weighted = weight.times_vector(&responses[i]);
            for j in 0..D {
                let dot: f64 = weighted.iter().zip(&responses[j]).map(|(x, y)| x * y).sum();
                let (p, q) = (powers[i], powers[j]);
                g.set(
                    i,
                    j,
                    dot / (factorial(p) * factorial(q) * (p + q + 1) as f64),
                );
            }
        }
        let factor = Cholesky::of(&g)?;
        let inverse = Sparse::of(&g.inverse_of_definite()?, 1.0);
        let upper = inverse.entries().iter().filter(|(i, j, _)| i <= j);
        let upper: Vec<_> = upper
            .map(|&(i, j, x)| (i, j, if i == j { x } else { 2.0 * x }))
            .collect();
        let terms = residual_terms::<D>(&a, &c, nilpotency);
        let divisor = 2 * powers.iter().max()? + 1;
        let last = |&(i, j, _): &(usize, usize, f64)| {
            (terms[i] + terms[j] + divisor).saturating_sub(powers[i] + powers[j] + 2)
        };
        let energy_terms = upper.iter().map(last).max()?;
        let enough = energy_terms.max(divisor + 2) <= TERMS && terms.iter().all(|t| *t <= RESIDUAL);
        let scale = coordinates.map_or(1.0, |coordinates| determinant(&coordinates.to));
        enough.then(|| Self {
            change: coordinates.map(|coordinates| {
                let transposed = coordinates.to.transposed();
                (
                    Sparse::of(&coordinates.to, 1.0),
                    Sparse::of(&transposed, 1.0),
                )
            }),
            drift: Sparse::of(&a, 1.0),
            constant: std::array::from_fn(|i| c[i]),
            powers,
            terms,
            upper,
            inverse,
            divisor,
            energy_terms,
            root_of_determinant: factor.root_of_determinant() / scale.abs(),
            exponent: powers.iter().map(|p| *p as f64 + 0.5).sum(),
        })
    }

    /// q(t): what is left between the end and where the drift alone leads.
    #[inline]
    fn residual(&self, from: &State<D>, to: &State<D>) -> Residual<D> {
        let change = |x: &State<D>| match &self.change {
            None => *x,
            Some((matrix, _)) => matrix.times(x),
        };
        let (mut flow, end) = (change(from), change(to));
        let mut q = [[0.0; RESIDUAL]; D];
        for i in 0..D {
            q[i][0] = end[i] - flow[i];
        }
        let longest = self.terms.iter().copied().max().unwrap_or(1);
        for k in 1..longest {
            let mut next = self.drift.times(&flow);
            for i in 0..D {
                if k == 1 {
                    next[i] += self.constant[i];
                }
                next[i] /= k as f64;
                q[i][k] = -next[i];
            }
            flow = next;
        }
        q
    }

    /// The coefficients of the energy times t^divisor.
    #[inline]
    fn energy(&self, q: &Residual<D>) -> [f64; TERMS] {
        let mut energy = [0.0; TERMS];
        for &(i, j, x) in &self.upper {
            let shift = self.divisor - self.powers[i] - self.powers[j] - 1;
            for k in 0..self.terms[i] {
                let left = x * q[i][k];
                for l in 0..self.terms[j] {
                    energy[shift + k + l] += left * q[j][l];
                }
            }
        }
        energy
    }

    /// S(t)^-1 q(t).
    #[inline]
    fn scaled_residual(&self, q: &Residual<D>, time: f64) -> State<D> {
        let root = time.sqrt();
        std::array::from_fn(|i| {
            let power = time.powi(self.powers[i] as i32) * root;
            value(&q[i][..self.terms[i]], time) / power
        })
    }

    /// The least cost below `budget` and its arrival time.
    pub fn connect(&self, from: &State<D>, to: &State<D>, budget: f64) -> Option<(f64, f64)> {
        let q = self.residual(from, to);
        let energy = self.energy(&q);
        let energy = &energy[..self.energy_terms];
        let cost = |t: f64| t + value(energy, t) / t.powi(self.divisor as i32);
        // The best arrival time is at most the best cost, and that at most the cost of any time.
        let (guess, bound) = some_cost(&cost);
        let high = budget.min(bound * (1.0 + 1e-9));
        let mut derivative = [0.0; TERMS];
        for (k, e) in energy.iter().enumerate() {
            derivative[k] = (k as f64 - self.divisor as f64) * e;
        }
        derivative[self.divisor + 1] += 1.0;
        let mut best = (budget, 0.0);
        let length = self.energy_terms.max(self.divisor + 2);
        rising_zeros(&derivative[..length], high, guess, &mut |time| {
            // Not from `energy`, whose terms cancel where the drift alone almost arrives.
            let cost = time + self.inverse.form(&self.scaled_residual(&q, time)).max(0.0);
            if cost < best.0 {
                best = (cost, time);
            }
        });
        (best.1 > 0.0).then_some(best)
    }

    /// d = G(t)^-1 (x1 - xbar(t)), the costate at the end.
    pub fn costate(&self, from: &State<D>, to: &State<D>, time: f64) -> State<D> {
        let q = self.residual(from, to);
        let scaled = self.inverse.times(&self.scaled_residual(&q, time));
        let root = time.sqrt();
        let d: State<D> =
            std::array::from_fn(|i| scaled[i] / (time.powi(self.powers[i] as i32) * root));
        match &self.change {
            None => d,
            Some((_, transposed)) => transposed.times(&d),
        }
    }

    /// The least cost at which the states that are reached at some one time fill this measure, from whatever state: the
    /// least of t + r(t)^2, where the ellipsoid d' G(t)^-1 d < r^2 has the measure zeta_D r^D sqrt(det G(t)).
    pub fn cost_of_measure(&self, measure: f64) -> f64 {
        let n = D as f64;
        let ball = unit_ball_measure(D) * self.root_of_determinant;
        let square = libm::pow(measure / ball, 2.0 / n);
        let power = 2.0 * self.exponent / n;
        let time = libm::pow(square * power, 1.0 / (power + 1.0));
        time + square * libm::pow(time, -power)
    }
}

/// Some time near a minimum and the cost then, found by halving and doubling: any will do as a bound.
#[inline]
fn some_cost(cost: &impl Fn(f64) -> f64) -> (f64, f64) {
    let mut time = 1.0;
    let mut best = cost(time);
    for factor in [2.0, 0.5] {
        loop {
            let next = cost(time * factor);
            if next.is_nan() || next >= best {
                break;
            }
            time *= factor;
            best = next;
        }
    }
    (time, best)
}

/// The power with which an impulse shows in each state, and the response rho; `None` where some state has several.
fn responses<const D: usize>(
    a: &Matrix,
    b: &Matrix,
    nilpotency: usize,
) -> Option<([usize; D], Vec<Vec<f64>>)> {
    let size = |row: &[f64]| row.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    let mut powers = [usize::MAX; D];
    let mut found = vec![Vec::new(); D];
    let mut block = b.clone();
    for k in 0..nilpotency.max(1) {
        for i in 0..D {
            if size(block.row(i)) > 0.0 {
                if powers[i] != usize::MAX {
                    return None;
                }
                powers[i] = k;
                found[i] = block.row(i).to_vec();
            }
        }
        block = a.times(&block);
    }
    powers
        .iter()
        .all(|p| *p != usize::MAX)
        .then_some((powers, found))
}

/// How many coefficients each row of e^{At} x + (integral of e^{As}) c has, at least 1.
fn residual_terms<const D: usize>(a: &Matrix, c: &[f64], nilpotency: usize) -> [usize; D] {
    let mut terms = [1; D];
    let mut power = Matrix::identity(D);
    let mut constant = c.to_vec();
    for k in 0..=nilpotency {
        for (i, terms) in terms.iter_mut().enumerate() {
            if power.row(i).iter().any(|x| *x != 0.0) {
                *terms = (*terms).max(k + 1);
            }
            if constant[i] != 0.0 {
                *terms = (*terms).max(k + 2);
            }
        }
        power = power.times(a);
        constant = a.times_vector(&constant);
    }
    terms
}

/// The product, with 0 where the terms of an entry cancel up to rounding.
fn clean(factors: &[&Matrix]) -> Matrix {
    /// Relative to what the terms add up to without their signs.
    const ROUNDING: f64 = 1e-13;
    let product = |of: &dyn Fn(&Matrix) -> Matrix| {
        let mut product = of(factors[0]);
        for factor in &factors[1..] {
            product = product.times(&of(factor));
        }
        product
    };
    let mut product_of_signs = product(&Matrix::clone);
    let size = product(&Matrix::absolute);
    for i in 0..size.rows() {
        for j in 0..size.columns() {
            if product_of_signs.at(i, j).abs() <= ROUNDING * size.at(i, j) {
                product_of_signs.set(i, j, 0.0);
            }
        }
    }
    product_of_signs
}

fn factorial(n: usize) -> f64 {
    (1..=n).fold(1.0, |product, k| product * k as f64)
}

/// The determinant, by that of T T'.
fn determinant(matrix: &Matrix) -> f64 {
    let square = matrix.times(&matrix.transposed());
    Cholesky::of(&square).map_or(0.0, |factor| factor.root_of_determinant())
}
