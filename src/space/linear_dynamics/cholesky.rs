//! The factors of symmetric positive definite matrices, scaled first.

use super::matrix::Matrix;

/// A symmetric positive definite matrix as D L L' D, with L lower triangular and D diagonal.
///
/// D takes the square roots of the diagonal out first. The Gramians of chains of integrators have entries that differ
/// by powers of the time; what is left after scaling is the same matrix at all times, and well enough conditioned.
#[derive(Clone, Debug)]
pub struct Cholesky {
    n: usize,
    factor: Vec<f64>,
    scale: Vec<f64>,
}

impl Cholesky {
    /// The factors of `matrix`; `None` where it is not positive definite, up to rounding.
    pub fn of(matrix: &Matrix) -> Option<Self> {
        /// A pivot below this share of its diagonal entry is rounding.
        const LEAST_PIVOT: f64 = 1e-13;
        let n = matrix.rows();
        let scale: Vec<f64> = (0..n).map(|i| matrix.at(i, i).sqrt()).collect();
        if !scale.iter().all(|s| s.is_finite() && *s > 0.0) {
            return None;
        }
        let mut factor = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let mut x = matrix.at(i, j) / (scale[i] * scale[j]);
                for k in 0..j {
                    x -= factor[i * n + k] * factor[j * n + k];
                }
                if i == j {
                    if x.is_nan() || x < LEAST_PIVOT {
                        return None;
                    }
                    factor[i * n + i] = x.sqrt();
                } else {
                    factor[i * n + j] = x / factor[j * n + j];
                }
            }
        }
        Some(Self { n, factor, scale })
    }

    /// The entry of D L in row `i` and column `j`.
    pub fn at(&self, i: usize, j: usize) -> f64 {
        self.scale[i] * self.factor[i * self.n + j]
    }

    /// Replaces `x` by L^-1 D^-1 x, whose squared length is x' M^-1 x.
    pub fn forward(&self, x: &mut [f64]) {
        for i in 0..self.n {
            let mut sum = x[i] / self.scale[i];
            for k in 0..i {
                sum -= self.factor[i * self.n + k] * x[k];
            }
            x[i] = sum / self.factor[i * self.n + i];
        }
    }

    /// Solves M y = x.
    pub fn solve(&self, x: &[f64]) -> Vec<f64> {
        let mut y = x.to_vec();
        self.forward(&mut y);
        for i in (0..self.n).rev() {
            for k in i + 1..self.n {
                y[i] -= self.factor[k * self.n + i] * y[k];
            }
            y[i] /= self.factor[i * self.n + i];
        }
        for (y, s) in y.iter_mut().zip(&self.scale) {
            *y /= s;
        }
        y
    }

    /// The square root of the determinant.
    pub fn root_of_determinant(&self) -> f64 {
        (0..self.n)
            .map(|i| self.scale[i] * self.factor[i * self.n + i])
            .product()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badly_scaled_matrix_is_inverted_to_rounding() {
        let s = [1e-9, 1.0, 1e7];
        let base = [[2.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 1.0]];
        let rows: Vec<Vec<f64>> = (0..3)
            .map(|i| (0..3).map(|j| s[i] * base[i][j] * s[j]).collect())
            .collect();
        let matrix = Matrix::from_rows(&rows).unwrap();
        let product = matrix.times(&matrix.inverse_of_definite().unwrap());
        for i in 0..3 {
            for j in 0..3 {
                let scaled = product.at(i, j) * s[j] / s[i];
                let expected = if i == j { 1.0 } else { 0.0 };
                assert!((scaled - expected).abs() < 1e-12, "{i} {j}");
            }
        }
    }

    #[test]
    fn an_indefinite_matrix_has_no_factors() {
        let matrix = Matrix::from_rows(&[vec![1.0, 2.0], vec![2.0, 1.0]]).unwrap();
        assert!(Cholesky::of(&matrix).is_none());
    }
}
