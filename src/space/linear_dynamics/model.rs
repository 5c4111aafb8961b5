//! A linear system with its cost, as numbers: x' = A x + B u + c, and 1 + u' R u for each unit of time.

use super::cholesky::Cholesky;
use super::matrix::Matrix;
use std::collections::VecDeque;
use std::fmt;

/// A controllable linear system and its cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The drift matrix A, n x n.
    pub a: Matrix,
    /// The input matrix B, n x m.
    pub b: Matrix,
    /// The constant drift c, n numbers.
    pub c: Vec<f64>,
    /// The weight R of the controls in the cost, m x m, symmetric and positive definite.
    pub r: Matrix,
}

/// Why numbers make no system.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// A is not square.
    NotSquare,
    /// B has another number of rows than A, or no columns.
    InputShape,
    /// There are more controls than states.
    TooManyControls,
    /// c has another length than A has rows.
    DriftShape,
    /// R is not m x m.
    WeightShape,
    /// R is not symmetric.
    WeightNotSymmetric,
    /// R is not positive definite.
    WeightNotDefinite,
    /// The eigenvalues of A are not to be had.
    NoEigenvalues,
    /// The controls reach all directions, one of them so weakly that on its way there rounding grows as many times.
    NearlyUncontrollable(f64),
    /// The controls reach only this many directions of the state space.
    Uncontrollable(usize),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSquare => write!(f, "`A` must have as many rows as columns"),
            Self::InputShape => write!(f, "`B` must have a row for each state"),
            Self::TooManyControls => write!(f, "`B` must have no more columns than rows"),
            Self::DriftShape => write!(f, "`c` must have a number for each state"),
            Self::WeightShape => write!(f, "`R` must have a row and a column for each control"),
            Self::WeightNotSymmetric => write!(f, "`R` must be symmetric"),
            Self::WeightNotDefinite => write!(f, "`R` must be positive definite"),
            Self::NoEigenvalues => write!(f, "the eigenvalues of `A` cannot be computed"),
            Self::NearlyUncontrollable(condition) => write!(
                f,
                "the controls all but miss some direction of the state space: the condition of what they reach is {condition:.1e} at best"
            ),
            Self::Uncontrollable(rank) => {
                write!(
                    f,
                    "the controls reach only {rank} directions of the state space"
                )
            }
        }
    }
}

impl Model {
    /// The system with these numbers, which are finite.
    ///
    /// # Errors
    /// Where shapes do not fit, R is not symmetric and positive definite, or (A, B) is not controllable.
    pub fn new(a: Matrix, b: Matrix, c: Vec<f64>, r: Matrix) -> Result<Self, Fault> {
        /// Relative: what a matrix written in decimals may lack of symmetry.
        const ASYMMETRY: f64 = 1e-9;
        let (n, m) = (a.rows(), b.columns());
        if a.columns() != n || n == 0 {
            return Err(Fault::NotSquare);
        }
        if b.rows() != n || m == 0 {
            return Err(Fault::InputShape);
        }
        if m > n {
            return Err(Fault::TooManyControls);
        }
        if c.len() != n {
            return Err(Fault::DriftShape);
        }
        if r.rows() != m || r.columns() != m {
            return Err(Fault::WeightShape);
        }
        let symmetric =
            |i: usize, j: usize| (r.at(i, j) - r.at(j, i)).abs() <= ASYMMETRY * r.norm();
        if !(0..m).all(|i| (0..m).all(|j| symmetric(i, j))) {
            return Err(Fault::WeightNotSymmetric);
        }
        if r.inverse_of_definite().is_none() {
            return Err(Fault::WeightNotDefinite);
        }
        let model = Self { a, b, c, r };
        let rank = model.reachable_directions();
        if rank < n {
            return Err(Fault::Uncontrollable(rank));
        }
        Ok(model)
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.a.rows()
    }

    /// Number of controls.
    pub fn controls(&self) -> usize {
        self.b.columns()
    }

    /// How many directions of the state space the controls reach: those of B, and what A makes of each that is reached.
    ///
    /// Each direction is brought to length 1 before A turns it on, as in Arnoldi's iteration: the columns of Kalman's
    /// matrix [B, AB, A^2 B, ...] all but agree with each other where a system has fast and slow motions.
    fn reachable_directions(&self) -> usize {
        /// Relative to the terms of a vector: what lies that near to the span of others is there up to rounding.
        const ROUNDING: f64 = 1e-13;
        let n = self.states();
        let length = |x: &[f64]| x.iter().fold(0.0, |sum, x| libm::hypot(sum, *x));
        let columns = self.b.transposed();
        let columns = (0..self.controls()).map(|j| columns.row(j).to_vec());
        // Each vector with the length of its terms without their signs.
        let mut waiting: VecDeque<_> = columns.map(|x| (length(&x), x)).collect();
        let absolute = self.a.absolute();
        let mut reached: Vec<Vec<f64>> = Vec::new();
        while let Some((size, mut x)) = waiting.pop_front() {
            // Twice is enough.
            for unit in reached.iter().chain(&reached) {
                let along: f64 = x.iter().zip(unit).map(|(x, u)| x * u).sum();
                x.iter_mut().zip(unit).for_each(|(x, u)| *x -= along * u);
            }
            let left = length(&x);
            if left <= ROUNDING * size || left.is_nan() || reached.len() == n {
                continue;
            }
            x.iter_mut().for_each(|x| *x /= left);
            let terms = absolute.times_vector(&x.iter().map(|x| x.abs()).collect::<Vec<_>>());
            waiting.push_back((length(&terms), self.a.times_vector(&x)));
            reached.push(x);
        }
        reached.len()
    }

    /// R^-1 B': what turns a costate into controls.
    pub fn gain(&self) -> Matrix {
        let inverse = self.r.inverse_of_definite();
        // `new` has seen to it that there is one.
        let inverse = inverse.unwrap_or_else(|| Matrix::identity(self.controls()));
        inverse.times(&self.b.transposed())
    }

    /// x' = A x + B u + c.
    pub fn derivative(&self, x: &[f64], u: &[f64]) -> Vec<f64> {
        let (drift, push) = (self.a.times_vector(x), self.b.times_vector(u));
        let rates = drift.iter().zip(&push).zip(&self.c);
        rates.map(|((drift, push), c)| drift + push + c).collect()
    }

    /// W with W W' = R^-1; `None` where R is not definite.
    pub fn weighting(&self) -> Option<Matrix> {
        let (m, factor) = (self.controls(), Cholesky::of(&self.r)?);
        let mut lower = Matrix::zeros(m, m);
        for i in 0..m {
            for j in 0..=i {
                lower.set(i, j, factor.at(i, j));
            }
        }
        Some(lower.inverse()?.transposed())
    }

    /// The least k with A^k = 0, if there is one: then every e^{At} is a polynomial of degree k - 1.
    pub fn nilpotency(&self) -> Option<usize> {
        let mut power = Matrix::identity(self.states());
        for k in 0..=self.states() {
            if power.is_zero() {
                return Some(k);
            }
            power = power.times(&self.a);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> Matrix {
        Matrix::from_rows(&rows.iter().map(|r| r.to_vec()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_model_that_makes_no_sense_is_refused_for_its_reason() {
        let a = matrix(&[&[0.0, 1.0], &[0.0, 0.0]]);
        let b = matrix(&[&[0.0], &[1.0]]);
        let (c, r) = (vec![0.0; 2], matrix(&[&[1.0]]));
        let new = |a: &Matrix, b: &Matrix, c: &[f64], r: &Matrix| {
            Model::new(a.clone(), b.clone(), c.to_vec(), r.clone()).err()
        };
        assert_eq!(new(&a, &b, &c, &r), None);
        assert_eq!(new(&b, &b, &c, &r), Some(Fault::NotSquare));
        assert_eq!(new(&a, &r, &c, &r), Some(Fault::InputShape));
        assert_eq!(new(&a, &b, &[0.0], &r), Some(Fault::DriftShape));
        assert_eq!(new(&a, &b, &c, &a), Some(Fault::WeightShape));
        let minus = matrix(&[&[-1.0]]);
        assert_eq!(new(&a, &b, &c, &minus), Some(Fault::WeightNotDefinite));
        // The control pushes the position, and nothing changes the velocity.
        let push = matrix(&[&[1.0], &[0.0]]);
        assert_eq!(new(&a, &push, &c, &r), Some(Fault::Uncontrollable(1)));
        let b = Matrix::identity(2);
        let skew = matrix(&[&[1.0, 0.5], &[0.0, 1.0]]);
        assert_eq!(new(&a, &b, &c, &skew), Some(Fault::WeightNotSymmetric));
    }

    #[test]
    fn nilpotency_is_the_length_of_the_longest_chain() {
        let a = matrix(&[&[0.0, 1.0], &[0.0, 0.0]]);
        let b = matrix(&[&[0.0], &[1.0]]);
        let r = matrix(&[&[1.0]]);
        let model = Model::new(a.clone(), b.clone(), vec![0.0; 2], r.clone()).unwrap();
        assert_eq!(model.nilpotency(), Some(2));
        let a = matrix(&[&[0.0, 1.0], &[-1.0, 0.0]]);
        let model = Model::new(a, b, vec![0.0; 2], r).unwrap();
        assert_eq!(model.nilpotency(), None);
    }
}
