//! A linear system ready to be steered: optimal connections, and the curves that they follow.
//!
//! With the costate d = G(tau)^-1 (x1 - xbar(tau)) at the end, the costate along the way is y(t) = e^{A'(tau - t)} d,
//! the controls are u = R^-1 B' y, and state and costate together follow one linear equation (Webb & van den Berg 2012,
//! equations 18 to 21): x' = A x + B R^-1 B' y + c, y' = -A' y. Where A is nilpotent its solution is a polynomial,
//! which is the closed form; elsewhere it is a chain of series, each over a time so short that what they leave out is
//! below rounding.

use super::eigenvalues::Eigenvalue;
use super::general::General;
use super::graded::{Coordinates, Graded};
use super::matrix::Matrix;
use super::model::{Fault, Model};
use super::polynomial::value;
use super::reach::{Direction, Reach};
use super::sparse::Sparse;
use super::sweep;
use crate::geometry::{Aabb, State};
use std::sync::Arc;

/// The most coefficients of a piece of a curve. Where a curve is no polynomial of so few, it is a chain of series.
pub const COEFFICIENTS: usize = 16;

/// Finds arrival times.
#[derive(Clone, Debug)]
pub enum Method<const D: usize> {
    /// In closed form.
    Graded(Box<Graded<D>>),
    /// By numbers.
    General(Arc<General>),
}

/// A controllable linear system of D states.
#[derive(Clone, Debug)]
pub struct Linear<const D: usize> {
    drift: Sparse,
    /// -A'.
    adjoint: Sparse,
    input: Sparse,
    /// B R^-1 B'.
    spread: Sparse,
    /// R^-1 B'.
    gain: Sparse,
    /// The same, with all entries.
    gains: Matrix,
    constant: State<D>,
    controls: usize,
    nilpotency: Option<usize>,
    method: Method<D>,
    forward: Reach<D>,
    backward: Reach<D>,
}

/// A piece of a curve: states and controls as polynomials in the time since its start.
#[derive(Clone, Debug)]
pub struct Piece<const D: usize> {
    /// When it starts.
    pub start: f64,
    /// How long it takes.
    pub length: f64,
    /// How many coefficients each polynomial has.
    pub terms: usize,
    /// The coefficients of each state.
    pub states: [[f64; COEFFICIENTS]; D],
    /// The coefficients of each control, of which there are at most D.
    pub controls: [[f64; COEFFICIENTS]; D],
}

impl<const D: usize> Piece<D> {
    /// State and controls at this time, which lies in the piece.
    pub fn at(&self, time: f64) -> (State<D>, State<D>) {
        let t = time - self.start;
        let of =
            |p: &[[f64; COEFFICIENTS]; D]| std::array::from_fn(|i| value(&p[i][..self.terms], t));
        (of(&self.states), of(&self.controls))
    }
}

impl<const D: usize> Linear<D> {
    /// The system, with the closed form where it has one, in its own coordinates or in these. The model has D states.
    ///
    /// # Errors
    /// A system that cannot be steered ([`General::steering`]).
    pub fn new(model: &Model, coordinates: Option<&Coordinates>) -> Result<Self, Fault> {
        match Graded::new(model, coordinates) {
            Some(graded) => Ok(Self::with(model, Method::Graded(Box::new(graded)))),
            None => Self::by_numbers(model),
        }
    }

    /// The system, with the general method even where there is a closed form.
    ///
    /// # Errors
    /// As for [`Linear::new`].
    pub fn by_numbers(model: &Model) -> Result<Self, Fault> {
        let general = General::steering(model)?;
        Ok(Self::with(model, Method::General(Arc::new(general))))
    }

    fn with(model: &Model, method: Method<D>) -> Self {
        let nilpotency = model.nilpotency();
        let gain = model.gain();
        let spread = model.b.times(&gain);
        Self {
            drift: Sparse::of(&model.a, 1.0),
            adjoint: Sparse::of(&model.a.transposed(), -1.0),
            input: Sparse::of(&model.b, 1.0),
            spread: Sparse::of(&spread, 1.0),
            gain: Sparse::of(&gain, 1.0),
            gains: gain,
            constant: std::array::from_fn(|i| model.c[i]),
            controls: model.controls(),
            nilpotency,
            method,
            forward: Reach::new(model, nilpotency, Direction::Forward),
            backward: Reach::new(model, nilpotency, Direction::Backward),
        }
    }

    /// What finds arrival times.
    pub fn method(&self) -> &Method<D> {
        &self.method
    }

    /// Whether the arrival time comes in closed form.
    pub fn is_closed(&self) -> bool {
        matches!(self.method, Method::Graded(_))
    }

    /// The exponents of the system's motions; none where its motions are polynomials.
    pub fn exponents(&self) -> &[Eigenvalue] {
        match &self.method {
            Method::Graded(_) => &[],
            Method::General(general) => general.spans().eigenvalues(),
        }
    }

    /// Number of controls.
    pub fn controls(&self) -> usize {
        self.controls
    }

    /// The least cost below `budget` of going from one state to another, and the time that it takes; 0 and 0 where they
    /// are the same, which the formulas do not know.
    #[inline]
    pub fn connect(&self, from: &State<D>, to: &State<D>, budget: f64) -> Option<(f64, f64)> {
        if from == to {
            return (budget > 0.0).then_some((0.0, 0.0));
        }
        match &self.method {
            Method::Graded(graded) => graded.connect(from, to, budget),
            Method::General(general) => general.connect(from, to, budget),
        }
    }

    /// The costates at the beginning and at the end of the motion that takes `time`.
    pub fn costates(&self, from: &State<D>, to: &State<D>, time: f64) -> (State<D>, State<D>) {
        match &self.method {
            Method::Graded(graded) => {
                let end = graded.costate(from, to, time);
                let (mut first, mut term) = (end, end);
                // Graded systems are nilpotent.
                for k in 1..self.nilpotency.unwrap_or(1) {
                    let next = self.adjoint.times(&term);
                    term = next.map(|x| -x * time / k as f64);
                    for i in 0..D {
                        first[i] += term[i];
                    }
                }
                (first, end)
            }
            Method::General(general) => {
                let (end, first) = general.costates(from, to, time);
                (
                    std::array::from_fn(|i| first[i]),
                    std::array::from_fn(|i| end[i]),
                )
            }
        }
    }

    /// Shows the pieces of the motion from `from` to `to` that takes `time`, in order, until `see` says false; returns
    /// whether it never did.
    pub fn walk(
        &self,
        from: &State<D>,
        to: &State<D>,
        time: f64,
        mut see: impl FnMut(&Piece<D>) -> bool,
    ) -> bool {
        if time <= 0.0 {
            return see(&self.piece(from, &[0.0; D], 0.0, 0.0, 1));
        }
        match &self.method {
            Method::Graded(_) => {
                // The equation of state and costate is nilpotent, of twice the index of A, and c adds one.
                let drifts = self.constant.iter().any(|c| *c != 0.0);
                let terms = 2 * self.nilpotency.unwrap_or(0) + usize::from(drifts);
                let (costate, _) = self.costates(from, to, time);
                see(&self.piece(from, &costate, 0.0, time, terms))
            }
            Method::General(general) => sweep::walk(general, &self.gains, [from, to], time, see),
        }
    }

    /// The series of state and controls from a state and a costate.
    fn piece(
        &self,
        state: &State<D>,
        costate: &State<D>,
        start: f64,
        length: f64,
        terms: usize,
    ) -> Piece<D> {
        let terms = terms.min(COEFFICIENTS);
        let mut piece = Piece {
            start,
            length,
            terms,
            states: [[0.0; COEFFICIENTS]; D],
            controls: [[0.0; COEFFICIENTS]; D],
        };
        let (mut x, mut y) = (*state, *costate);
        for k in 0..terms {
            let u = self.gain.times(&y);
            for i in 0..D {
                piece.states[i][k] = x[i];
                piece.controls[i][k] = u[i];
            }
            let (drift, push) = (self.drift.times(&x), self.spread.times(&y));
            let next = (k + 1) as f64;
            x = std::array::from_fn(|i| {
                let constant = if k == 0 { self.constant[i] } else { 0.0 };
                (drift[i] + push[i] + constant) / next
            });
            y = self.adjoint.times(&y).map(|y| y / next);
        }
        piece
    }

    /// A box that contains every state that is within `cost` of `x` in this direction.
    pub fn reach(&self, x: &State<D>, cost: f64, direction: Direction) -> Aabb<D> {
        match direction {
            Direction::Forward => self.forward.around(x, cost),
            Direction::Backward => self.backward.around(x, cost),
        }
    }

    /// The cost within which, from any state, a set of at least this measure is reached at one time.
    pub fn cost_of_measure(&self, measure: f64) -> f64 {
        match &self.method {
            Method::Graded(graded) => graded.cost_of_measure(measure),
            Method::General(general) => general.cost_of_measure(measure),
        }
    }

    /// The least and the greatest rate of change of each state, for states and controls within bounds.
    pub fn rates(&self, bounds: &Aabb<D>, control_bounds: &[[f64; 2]]) -> [State<D>; 2] {
        let (mut least, mut most) = (self.constant, self.constant);
        let mut add = |i: usize, a: f64, low: f64, high: f64| {
            least[i] += (a * low).min(a * high);
            most[i] += (a * low).max(a * high);
        };
        for &(i, j, a) in self.drift.entries() {
            add(i, a, bounds.min[j], bounds.max[j]);
        }
        for &(i, j, b) in self.input.entries() {
            add(i, b, control_bounds[j][0], control_bounds[j][1]);
        }
        [least, most]
    }

    /// x' = A x + B u + c.
    pub fn derivative(&self, x: &State<D>, u: &State<D>) -> State<D> {
        let (drift, push) = (self.drift.times(x), self.input.times(u));
        std::array::from_fn(|i| drift[i] + push[i] + self.constant[i])
    }
}
