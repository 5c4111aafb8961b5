//! Small dense matrices for what is done once a system, and for the general steering method.
//!
//! Sizes are those of a system: at most 12 states. Nothing here is fast for large matrices, and nothing needs to be.

use super::cholesky::Cholesky;
use super::twofold::Real;
use std::ops::Range;

/// A matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix<T = f64> {
    rows: usize,
    columns: usize,
    entries: Vec<T>,
}

impl<T: Real> Matrix<T> {
    /// All entries 0.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            rows,
            columns,
            entries: vec![T::default(); rows * columns],
        }
    }

    /// The identity.
    pub fn identity(n: usize) -> Self {
        let mut matrix = Self::zeros(n, n);
        for i in 0..n {
            matrix.set(i, i, T::all(1.0));
        }
        matrix
    }

    /// The same matrix in other numbers.
    pub fn of(matrix: &Matrix) -> Self {
        Self {
            rows: matrix.rows,
            columns: matrix.columns,
            entries: matrix.entries.iter().map(|x| T::all(*x)).collect(),
        }
    }

    /// The nearest matrix of doubles.
    pub fn rounded(&self) -> Matrix {
        Matrix {
            rows: self.rows,
            columns: self.columns,
            entries: self.entries.iter().map(|x| x.value()).collect(),
        }
    }

    /// All entries, row by row.
    pub fn entries(&self) -> &[T] {
        &self.entries
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The entry in row `i` and column `j`.
    #[inline]
    pub fn at(&self, i: usize, j: usize) -> T {
        self.entries[i * self.columns + j]
    }

    /// Row `i`.
    #[inline]
    pub fn row(&self, i: usize) -> &[T] {
        &self.entries[i * self.columns..][..self.columns]
    }

    /// Sets the entry in row `i` and column `j`.
    #[inline]
    pub fn set(&mut self, i: usize, j: usize, x: T) {
        self.entries[i * self.columns + j] = x;
    }

    /// The product with another matrix.
    pub fn times(&self, other: &Self) -> Self {
        let mut product = Self::zeros(self.rows, other.columns);
        for i in 0..self.rows {
            for k in 0..self.columns {
                let x = self.at(i, k);
                if x != T::default() {
                    let sums = &mut product.entries[i * other.columns..][..other.columns];
                    for (sum, y) in sums.iter_mut().zip(other.row(k)) {
                        *sum = *sum + x * *y;
                    }
                }
            }
        }
        product
    }

    /// The product with a vector.
    pub fn times_vector(&self, x: &[T]) -> Vec<T> {
        (0..self.rows).map(|i| dot(self.row(i), x)).collect()
    }

    /// The transpose.
    pub fn transposed(&self) -> Self {
        let mut other = Self::zeros(self.columns, self.rows);
        for i in 0..self.rows {
            for j in 0..self.columns {
                other.set(j, i, self.at(i, j));
            }
        }
        other
    }

    /// Every entry times `factor`.
    pub fn scaled(&self, factor: f64) -> Self {
        Self {
            entries: self.entries.iter().map(|x| x.scaled(factor)).collect(),
            ..*self
        }
    }

    /// Every entry divided by `divisor`.
    pub fn divided(&self, divisor: f64) -> Self {
        Self {
            entries: self.entries.iter().map(|x| *x / T::all(divisor)).collect(),
            ..*self
        }
    }

    /// Adds `factor` times another matrix.
    pub fn add(&mut self, factor: f64, other: &Self) {
        for (x, y) in self.entries.iter_mut().zip(&other.entries) {
            *x = *x + y.scaled(factor);
        }
    }

    /// X with M X = `right`, by elimination with the largest pivot of each column; `None` where M is singular.
    pub fn solve(&self, right: &Self) -> Option<Self> {
        let (n, columns) = (self.rows, right.columns);
        let (mut m, mut x) = (self.clone(), right.clone());
        for k in 0..n {
            let pivot = (k..n).max_by(|&i, &j| {
                m.at(i, k)
                    .value()
                    .abs()
                    .total_cmp(&m.at(j, k).value().abs())
            })?;
            let size = m.at(pivot, k).value().abs();
            if !(size > 0.0 && size.is_finite()) {
                return None;
            }
            m.swap_rows(k, pivot);
            x.swap_rows(k, pivot);
            for i in k + 1..n {
                let factor = m.at(i, k) / m.at(k, k);
                for j in k + 1..n {
                    m.set(i, j, m.at(i, j) - factor * m.at(k, j));
                }
                for j in 0..columns {
                    x.set(i, j, x.at(i, j) - factor * x.at(k, j));
                }
            }
        }
        for j in 0..columns {
            for i in (0..n).rev() {
                let known = (i + 1..n).fold(x.at(i, j), |rest, k| rest - m.at(i, k) * x.at(k, j));
                x.set(i, j, known / m.at(i, i));
            }
        }
        Some(x)
    }

    fn swap_rows(&mut self, i: usize, j: usize) {
        for k in 0..self.columns {
            self.entries
                .swap(i * self.columns + k, j * self.columns + k);
        }
    }

    /// The inverse; `None` where there is none.
    pub fn inverse(&self) -> Option<Self> {
        self.solve(&Self::identity(self.rows))
    }

    /// Rows and columns in the given ranges.
    pub fn block(&self, rows: Range<usize>, columns: Range<usize>) -> Self {
        let mut block = Self::zeros(rows.len(), columns.len());
        for (p, i) in rows.enumerate() {
            for (q, j) in columns.clone().enumerate() {
                block.set(p, q, self.at(i, j));
            }
        }
        block
    }
}

impl Matrix {
    /// The diagonal matrix with these entries.
    pub fn diagonal(entries: &[f64]) -> Self {
        let mut matrix = Self::zeros(entries.len(), entries.len());
        for (i, &x) in entries.iter().enumerate() {
            matrix.set(i, i, x);
        }
        matrix
    }

    /// The matrix with these rows; `None` where they differ in length.
    pub fn from_rows(rows: &[Vec<f64>]) -> Option<Self> {
        let columns = rows.first().map_or(0, Vec::len);
        rows.iter().all(|row| row.len() == columns).then(|| Self {
            rows: rows.len(),
            columns,
            entries: rows.concat(),
        })
    }

    /// Every entry without its sign.
    pub fn absolute(&self) -> Self {
        Self {
            entries: self.entries.iter().map(|x| x.abs()).collect(),
            ..*self
        }
    }

    /// The greatest sum of sizes over a row: the norm that belongs to the maximum norm of vectors.
    pub fn norm(&self) -> f64 {
        let sum = |i| self.row(i).iter().map(|x| x.abs()).sum::<f64>();
        (0..self.rows).map(sum).fold(0.0, f64::max)
    }

    /// Whether every entry is finite.
    pub fn is_finite(&self) -> bool {
        self.entries.iter().all(|x| x.is_finite())
    }

    /// Whether every entry is 0.
    pub fn is_zero(&self) -> bool {
        self.entries.iter().all(|x| *x == 0.0)
    }

    /// The exponential, by its series at a scale where that converges at once, and squaring.
    pub fn exponential(&self) -> Self {
        /// 0.5^20 / 20! is far below the rounding of 1.
        const TERMS: u32 = 20;
        let norm = self.norm();
        let mut squarings = 0;
        while norm / f64::from(1u32 << squarings) > 0.5 && squarings < 30 {
            squarings += 1;
        }
        let x = self.scaled(1.0 / f64::from(1u32 << squarings));
        let mut sum = Self::identity(self.rows);
        let mut term = sum.clone();
        for k in 1..TERMS {
            term = term.times(&x).scaled(1.0 / f64::from(k));
            sum.add(1.0, &term);
        }
        for _ in 0..squarings {
            sum = sum.times(&sum);
        }
        sum
    }

    /// The determinant.
    pub fn determinant(&self) -> f64 {
        let (n, mut m) = (self.rows, self.clone());
        let mut product = 1.0;
        for k in 0..n {
            let largest = (k..n).max_by(|&i, &j| m.at(i, k).abs().total_cmp(&m.at(j, k).abs()));
            let pivot = largest.unwrap_or(k);
            if m.at(pivot, k) == 0.0 {
                return 0.0;
            }
            if pivot != k {
                m.swap_rows(k, pivot);
                product = -product;
            }
            product *= m.at(k, k);
            for i in k + 1..n {
                let factor = m.at(i, k) / m.at(k, k);
                for j in k + 1..n {
                    m.set(i, j, m.at(i, j) - factor * m.at(k, j));
                }
            }
        }
        product
    }

    /// The inverse of a symmetric positive definite matrix; `None` where it is none, up to rounding.
    pub fn inverse_of_definite(&self) -> Option<Self> {
        let factor = Cholesky::of(self)?;
        let mut inverse = Self::zeros(self.rows, self.rows);
        for j in 0..self.rows {
            let mut unit = vec![0.0; self.rows];
            unit[j] = 1.0;
            let column = factor.solve(&unit);
            for (i, x) in column.into_iter().enumerate() {
                inverse.set(i, j, x);
            }
        }
        Some(inverse)
    }
}

/// The scalar product of two vectors.
#[inline]
pub fn dot<T: Real>(x: &[T], y: &[T]) -> T {
    let products = x.iter().zip(y).map(|(x, y)| *x * *y);
    products.fold(T::default(), |sum, x| sum + x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_of_a_rotation_is_the_rotation() {
        let turn = Matrix::from_rows(&[vec![0.0, 20.0], vec![-20.0, 0.0]]).unwrap();
        let e = turn.exponential();
        assert!((e.at(0, 0) - 20f64.cos()).abs() < 1e-12);
        assert!((e.at(0, 1) - 20f64.sin()).abs() < 1e-12);
    }
}
