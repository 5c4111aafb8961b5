//! Square matrices of D rows on the stack: what a recursion over many knots multiplies.

use crate::geometry::State;
use crate::space::linear_dynamics::Matrix;

/// A D x D matrix, row by row. Matrices of fewer rows or columns have zeros beyond them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Square<const D: usize>(pub [[f64; D]; D]);

impl<const D: usize> Square<D> {
    pub const ZERO: Self = Self([[0.0; D]; D]);

    /// The matrix with these entries on its diagonal.
    pub fn diagonal(entries: &State<D>) -> Self {
        let mut result = Self::ZERO;
        for i in 0..D {
            result.0[i][i] = entries[i];
        }
        result
    }

    /// A matrix of at most D rows and columns.
    pub fn of(matrix: &Matrix) -> Self {
        let mut result = Self::ZERO;
        for i in 0..matrix.rows().min(D) {
            for (j, x) in matrix.row(i).iter().enumerate() {
                result.0[i][j] = *x;
            }
        }
        result
    }

    /// This plus `factor` times `other`.
    pub fn plus(&self, factor: f64, other: &Self) -> Self {
        let mut result = *self;
        for i in 0..D {
            for j in 0..D {
                result.0[i][j] += factor * other.0[i][j];
            }
        }
        result
    }

    /// This times `other`.
    pub fn times(&self, other: &Self) -> Self {
        let mut result = Self::ZERO;
        for i in 0..D {
            for (k, x) in self.0[i].iter().enumerate() {
                for j in 0..D {
                    result.0[i][j] += x * other.0[k][j];
                }
            }
        }
        result
    }

    /// This times `x`.
    pub fn apply(&self, x: &State<D>) -> State<D> {
        std::array::from_fn(|i| (0..D).map(|j| self.0[i][j] * x[j]).sum())
    }
}

/// `a` plus `factor` times `b`.
pub(super) fn plus<const D: usize>(a: &State<D>, factor: f64, b: &State<D>) -> State<D> {
    std::array::from_fn(|i| a[i] + factor * b[i])
}
