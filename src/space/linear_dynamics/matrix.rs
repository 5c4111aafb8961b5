//! Small dense matrices for what is done once a system, and for the general steering method.
//!
//! Sizes are those of a system: at most 12 states. Nothing here is fast for large matrices, and nothing needs to be.

use super::cholesky::Cholesky;

/// A matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    entries: Vec<f64>,
}

impl Matrix {
    /// All entries 0.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            rows,
            columns,
            entries: vec![0.0; rows * columns],
        }
    }

    /// The identity.
    pub fn identity(n: usize) -> Self {
        let mut matrix = Self::zeros(n, n);
        for i in 0..n {
            matrix.set(i, i, 1.0);
        }
        matrix
    }

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
    pub fn at(&self, i: usize, j: usize) -> f64 {
        self.entries[i * self.columns + j]
    }

    /// Row `i`.
    #[inline]
    pub fn row(&self, i: usize) -> &[f64] {
        &self.entries[i * self.columns..][..self.columns]
    }

    /// Sets the entry in row `i` and column `j`.
    #[inline]
    pub fn set(&mut self, i: usize, j: usize, x: f64) {
        self.entries[i * self.columns + j] = x;
    }

    /// The product with another matrix.
    pub fn times(&self, other: &Self) -> Self {
        let mut product = Self::zeros(self.rows, other.columns);
        for i in 0..self.rows {
            for k in 0..self.columns {
                let x = self.at(i, k);
                if x != 0.0 {
                    for j in 0..other.columns {
                        product.entries[i * other.columns + j] += x * other.at(k, j);
                    }
                }
            }
        }
        product
    }

    /// The product with a vector.
    pub fn times_vector(&self, x: &[f64]) -> Vec<f64> {
        let dot = |i| self.row(i).iter().zip(x).map(|(a, b)| a * b).sum();
        (0..self.rows).map(dot).collect()
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
            entries: self.entries.iter().map(|x| factor * x).collect(),
            ..*self
        }
    }

    /// Adds `factor` times another matrix.
    pub fn add(&mut self, factor: f64, other: &Self) {
        for (x, y) in self.entries.iter_mut().zip(&other.entries) {
            *x += factor * y;
        }
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

    /// How many directions the columns span, relative to their sizes.
    pub fn rank(&self) -> usize {
        /// Columns that lie this near to the span of others belong to it: far above the rounding of 12 x 144 sums, far
        /// below what a user would call a direction.
        const TOLERANCE: f64 = 1e-9;
        let transposed = self.transposed();
        let mut left: Vec<Vec<f64>> = (0..self.columns)
            .filter_map(|j| normalised(transposed.row(j).to_vec()))
            .collect();
        let mut rank = 0;
        loop {
            let size = |v: &Vec<f64>| v.iter().map(|x| x * x).sum::<f64>();
            let largest =
                (0..left.len()).max_by(|&a, &b| size(&left[a]).total_cmp(&size(&left[b])));
            let Some(pivot) = largest.filter(|&j| size(&left[j]) > TOLERANCE * TOLERANCE) else {
                return rank;
            };
            let Some(unit) = normalised(left.swap_remove(pivot)) else {
                return rank;
            };
            rank += 1;
            for column in &mut left {
                let along: f64 = column.iter().zip(&unit).map(|(x, u)| x * u).sum();
                for (x, u) in column.iter_mut().zip(&unit) {
                    *x -= along * u;
                }
            }
        }
    }
}

/// The vector at length 1; `None` for 0.
fn normalised(mut x: Vec<f64>) -> Option<Vec<f64>> {
    // Twice, so that neither tiny nor huge entries are lost in their squares.
    for _ in 0..2 {
        let largest = x.iter().fold(0.0_f64, |m, c| m.max(c.abs()));
        if largest == 0.0 || !largest.is_finite() {
            return None;
        }
        x.iter_mut().for_each(|c| *c /= largest);
        let norm = x.iter().map(|c| c * c).sum::<f64>().sqrt();
        x.iter_mut().for_each(|c| *c /= norm);
    }
    Some(x)
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

    #[test]
    fn the_rank_does_not_depend_on_scale() {
        let rows = [vec![1e-8, 1.0, 1.0], vec![0.0, 1e-3, 1e-3]];
        assert_eq!(Matrix::from_rows(&rows).unwrap().rank(), 2);
        let rows = [vec![1.0, 2.0], vec![2.0, 4.0]];
        assert_eq!(Matrix::from_rows(&rows).unwrap().rank(), 1);
    }
}
