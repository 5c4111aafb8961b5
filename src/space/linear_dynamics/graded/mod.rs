//! Steering in closed form, for systems whose states are powers of the time away from their controls.
//!
//! Call a system *graded* where A is nilpotent and an impulse on the controls shows in state i as rho_i s^(a_i) / a_i!,
//! one power of the time s since. Chains of integrators are: for the double integrator a is 1 for positions and 0 for
//! velocities; for the quadrotor 3, 2, 1, 0 along each lateral chain. Then the weighted controllability Gramian (Webb &
//! van den Berg 2012, equation 6) is
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
//! through zero (equation 13). The smallest is not always the best: fast states have a cheap early and an expensive
//! late minimum, or the reverse.
//!
//! A linear change of coordinates may come before, which is how the linearised car becomes graded.
//!
//! The formulas are written for plain numbers and for lanes of them (`lanes.rs`); `many` connects many pairs of states
//! at once, `looks` knows where a motion is at a few moments, `build` computes the constants.

mod build;
mod looks;
mod many;
mod positive;

use looks::{Along, LOOKS};
pub use many::{Scratch, connect_many};

use super::lanes::Number;
use super::matrix::Matrix;
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

/// T, its transpose and its inverse.
#[derive(Clone, Debug)]
struct Change {
    to: Sparse,
    transposed: Sparse,
    back: Sparse,
}

/// The closed form for one system.
#[derive(Clone, Debug)]
pub struct Graded<const D: usize> {
    /// None for the identity.
    change: Option<Change>,
    looks: [Along; LOOKS.len()],
    drift: Sparse,
    constant: State<D>,
    /// a_i.
    powers: [usize; D],
    /// How many coefficients the residual of each state has.
    terms: [usize; D],
    /// The most of `terms`.
    longest: usize,
    /// g^-1 as a sum of squares: the terms of each one.
    squares: Vec<Square>,
    inverse: Sparse,
    /// The power of t by which the energy is divided: twice the greatest a_i, and one.
    divisor: usize,
    /// Coefficients of the energy's numerator.
    energy_terms: usize,
    /// The square root of det G(t) is `root_of_determinant` t^`exponent`.
    root_of_determinant: f64,
    exponent: f64,
}

/// A linear function of the residual whose square is a part of the energy.
#[derive(Clone, Debug)]
struct Square {
    /// States with their factors.
    factors: Vec<(usize, f64)>,
    /// Multiplied by t^(greatest a_i), the powers of t from the first on to before the second.
    powers: [usize; 2],
}

/// The residual's coefficients, those of state i in row i.
type Residual<T, const D: usize> = [[T; RESIDUAL]; D];

/// S(t), which is diagonal.
struct Scale<T, const D: usize> {
    /// t^(a_i + 1/2).
    up: [T; D],
    /// 1 / t^(a_i + 1/2).
    down: [T; D],
}

/// A pair of states.
#[derive(Clone, Debug)]
struct Pair<T, const D: usize> {
    /// The first one, in the coordinates of the closed form.
    from: [T; D],
    /// q(t) = x1 - xbar(t).
    residual: Residual<T, D>,
}

impl<T: Number, const D: usize> Pair<T, D> {
    fn empty() -> Self {
        Self {
            from: [T::default(); D],
            residual: [[T::default(); RESIDUAL]; D],
        }
    }
}

impl<const D: usize> Graded<D> {
    /// Makes the pair of these states; of the residual only the coefficients that there are.
    #[inline(always)]
    fn pair<T: Number>(&self, from: &[T; D], to: &[T; D], pair: &mut Pair<T, D>) {
        let changed;
        let (from, to) = match &self.change {
            None => (from, to),
            Some(change) => {
                changed = [change.to.times(from), change.to.times(to)];
                (&changed[0], &changed[1])
            }
        };
        let q = &mut pair.residual;
        for i in 0..D {
            q[i][0] = to[i] - from[i];
        }
        pair.from = *from;
        // xbar(t) is the sum of its derivatives at 0, each A times the one before, times t^k / k!.
        for k in 1..self.longest {
            for i in 0..D {
                let constant = if k == 1 { -self.constant[i] } else { 0.0 };
                q[i][k] = T::all(constant);
            }
            let factor = if k == 1 { -1.0 } else { 1.0 / k as f64 };
            for &(i, j, a) in self.drift.entries() {
                let before = if k == 1 { from[j] } else { q[j][k - 1] };
                q[i][k] = q[i][k] + before.scaled(factor * a);
            }
        }
    }

    fn pair_of(&self, from: &State<D>, to: &State<D>) -> Pair<f64, D> {
        let mut pair = Pair::empty();
        self.pair(from, to, &mut pair);
        pair
    }

    /// Writes the coefficients of the energy times t^divisor to the front of `energy`.
    #[inline(always)]
    fn energy<T: Number>(&self, q: &Residual<T, D>, energy: &mut [T; TERMS]) {
        let zero = T::default();
        for k in 0..self.length() {
            energy[k] = zero;
        }
        let greatest = self.divisor / 2;
        let mut sum = [zero; RESIDUAL + HIGHEST_POWER];
        for Square { factors, powers } in &self.squares {
            let [first, end] = *powers;
            for k in first..end {
                sum[k] = zero;
            }
            for &(i, x) in factors {
                let shift = greatest - self.powers[i];
                for k in 0..self.terms[i] {
                    sum[shift + k] = sum[shift + k] + q[i][k].scaled(x);
                }
            }
            for k in first..end {
                energy[2 * k] = energy[2 * k] + sum[k] * sum[k];
                let twice = sum[k].scaled(2.0);
                for l in k + 1..end {
                    energy[k + l] = energy[k + l] + twice * sum[l];
                }
            }
        }
    }

    /// The energy of a scaled residual.
    #[inline(always)]
    fn energy_of<T: Number>(&self, scaled: &[T; D]) -> T {
        let mut energy = T::default();
        for square in &self.squares {
            let mut sum = T::default();
            for &(i, x) in &square.factors {
                sum = sum + scaled[i].scaled(x);
            }
            energy = energy + sum * sum;
        }
        energy
    }

    /// Writes the coefficients of t^(divisor + 1) c'(t), from those of the energy.
    #[inline(always)]
    fn derivative<T: Number>(&self, energy: &[T; TERMS], derivative: &mut [T; TERMS]) {
        for k in 0..self.length() {
            derivative[k] = energy[k].scaled(k as f64 - self.divisor as f64);
        }
        let slope = &mut derivative[self.divisor + 1];
        *slope = *slope + T::all(1.0);
    }

    /// Coefficients of the derivative, and of every polynomial that stands for a cost.
    #[inline(always)]
    fn length(&self) -> usize {
        self.energy_terms.max(self.divisor + 2)
    }

    /// The diagonals of S(t) and of its inverse.
    #[inline(always)]
    fn scale<T: Number>(&self, time: T) -> Scale<T, D> {
        let one = T::all(1.0);
        let (inverse, root) = (one / time, time.root());
        let (mut powers, mut inverses) = ([root; HIGHEST_POWER + 1], [root; HIGHEST_POWER + 1]);
        inverses[0] = root * inverse;
        for k in 1..=self.divisor / 2 {
            powers[k] = powers[k - 1] * time;
            inverses[k] = inverses[k - 1] * inverse;
        }
        let (mut up, mut down) = ([root; D], [root; D]);
        for i in 0..D {
            up[i] = powers[self.powers[i]];
            down[i] = inverses[self.powers[i]];
        }
        Scale { up, down }
    }

    /// S(t)^-1 q(t).
    #[inline(always)]
    fn scaled_residual<T: Number>(
        &self,
        q: &Residual<T, D>,
        time: T,
        scale: &Scale<T, D>,
    ) -> [T; D] {
        let mut scaled = [time; D];
        for i in 0..D {
            scaled[i] = value(&q[i][..self.terms[i]], time) * scale.down[i];
        }
        scaled
    }

    /// The least cost below `budget` and its arrival time.
    pub fn connect(&self, from: &State<D>, to: &State<D>, budget: f64) -> Option<(f64, f64)> {
        let q = self.pair_of(from, to).residual;
        let mut energy = [0.0; TERMS];
        self.energy(&q, &mut energy);
        let numerator = &energy[..self.energy_terms];
        let cost = |t: f64| t + value(numerator, t) / t.power(self.divisor);
        // The best arrival time is at most the best cost, and that at most the cost of any time.
        let (guess, bound) = some_cost(&cost);
        let high = budget.min(bound * (1.0 + 1e-9));
        let mut derivative = [0.0; TERMS];
        self.derivative(&energy, &mut derivative);
        let mut best = (budget, 0.0);
        rising_zeros(&derivative[..self.length()], high, guess, &mut |time| {
            // Not from `energy`, whose terms cancel where the drift alone almost arrives.
            let scaled = self.scaled_residual(&q, time, &self.scale(time));
            let cost = time + self.energy_of(&scaled);
            if cost < best.0 {
                best = (cost, time);
            }
        });
        (best.1 > 0.0).then_some(best)
    }

    /// d = G(t)^-1 (x1 - xbar(t)), the costate at the end.
    pub fn costate(&self, from: &State<D>, to: &State<D>, time: f64) -> State<D> {
        let scale = self.scale(time);
        let q = self.pair_of(from, to).residual;
        let scaled = self.inverse.times(&self.scaled_residual(&q, time, &scale));
        let d: State<D> = std::array::from_fn(|i| scaled[i] * scale.down[i]);
        match &self.change {
            None => d,
            Some(change) => change.transposed.times(&d),
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
