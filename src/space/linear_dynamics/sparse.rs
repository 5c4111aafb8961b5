//! Matrices with few entries, on arrays: what is multiplied again and again.

use super::lanes::Number;
use super::matrix::Matrix;

/// The entries of a matrix that are not 0, each with its row and column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparse(Vec<(usize, usize, f64)>);

impl Sparse {
    /// The entries of `matrix` times `factor`, column by column: a product then seldom adds twice in a row to the same
    /// sum.
    pub fn of(matrix: &Matrix, factor: f64) -> Self {
        let mut entries = Vec::new();
        for j in 0..matrix.columns() {
            for i in 0..matrix.rows() {
                let x = matrix.at(i, j);
                if x != 0.0 {
                    entries.push((i, j, factor * x));
                }
            }
        }
        Self(entries)
    }

    /// The product with a vector.
    #[inline(always)]
    pub fn times<T: Number, const N: usize>(&self, x: &[T; N]) -> [T; N] {
        let mut product = [T::default(); N];
        for &(i, j, a) in &self.0 {
            product[i] = product[i] + x[j].scaled(a);
        }
        product
    }

    /// The entries: row, column, value.
    #[inline]
    pub fn entries(&self) -> &[(usize, usize, f64)] {
        &self.0
    }
}
