//! Matrices with few entries, on arrays: what is multiplied again and again.

use super::matrix::Matrix;

/// The entries of a matrix that are not 0, each with its row and column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparse(Vec<(usize, usize, f64)>);

impl Sparse {
    /// The entries of `matrix` times `factor`.
    pub fn of(matrix: &Matrix, factor: f64) -> Self {
        let mut entries = Vec::new();
        for i in 0..matrix.rows() {
            for j in 0..matrix.columns() {
                let x = matrix.at(i, j);
                if x != 0.0 {
                    entries.push((i, j, factor * x));
                }
            }
        }
        Self(entries)
    }

    /// The product with a vector.
    #[inline]
    pub fn times<const N: usize>(&self, x: &[f64; N]) -> [f64; N] {
        let mut product = [0.0; N];
        for &(i, j, a) in &self.0 {
            product[i] += a * x[j];
        }
        product
    }

    /// The quadratic form x' M x.
    #[inline]
    pub fn form<const N: usize>(&self, x: &[f64; N]) -> f64 {
        self.0.iter().map(|&(i, j, a)| a * x[i] * x[j]).sum()
    }

    /// The entries: row, column, value.
    #[inline]
    pub fn entries(&self) -> &[(usize, usize, f64)] {
        &self.0
    }
}
