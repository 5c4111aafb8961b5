//! A system's motions, those that grow apart from those that do not.
//!
//! In coordinates z = T^-1 x the matrix A falls into two blocks: one whose eigenvalues have real parts of at most 0, up
//! to a threshold just above, and one whose motions grow. The numerical method follows the first forward and the second
//! backward in time, so that nothing that it computes ever grows (`span.rs`).
//!
//! The two subspaces come from the sign of A - sigma I (Roberts 1980): Newton's iteration X <- (X + X^-1) / 2 leads to
//! a matrix S whose (I + S) / 2 projects to the motions that grow faster than sigma. Orthonormal bases of both make T.
//! What the iteration leaves between the blocks is taken out by Sylvester equations, so that the blocks are those of A
//! up to rounding.
//!
//! Where several thresholds would do, the least one is taken whose T is well conditioned: eigenvalues that belong
//! together (a chain of integrators that rounding has scattered) are not torn apart. Of a system that does not grow, T
//! is a scaling by powers of 2, which is exact.

use super::eigenvalues::{Eigenvalue, balance, scaled};
use super::matrix::Matrix;
use super::twofold::Real;

/// A system's matrix in two blocks.
#[derive(Clone, Debug)]
pub struct Split<T = f64> {
    /// T^-1: from states to coordinates.
    pub to: Matrix<T>,
    /// T.
    pub back: Matrix<T>,
    /// The block of what does not grow. Its coordinates come first.
    pub steady: Matrix<T>,
    /// The block of what grows.
    pub growing: Matrix<T>,
}

impl Split {
    /// The blocks of a square matrix with these eigenvalues.
    pub fn of(a: &Matrix, eigenvalues: &[Eigenvalue]) -> Self {
        /// A worse condition of T costs more digits than the blocks save.
        const WORST: f64 = 1e5;
        let scale = balance(a);
        let balanced = scaled(a, &scale);
        let bases = thresholds(eigenvalues, balanced.norm())
            .into_iter()
            .filter_map(|(threshold, growing)| split_at(&balanced, threshold, growing))
            .find(|bases| bases.back.norm() * bases.to.norm() <= WORST);
        let inverse: Vec<f64> = scale.iter().map(|s| 1.0 / s).collect();
        let (scale, inverse) = (Matrix::diagonal(&scale), Matrix::diagonal(&inverse));
        match bases {
            Some(bases) => Self {
                to: bases.to.times(&inverse),
                back: scale.times(&bases.back),
                steady: bases.steady,
                growing: bases.growing,
            },
            None => Self {
                to: inverse,
                back: scale,
                steady: balanced,
                growing: Matrix::zeros(0, 0),
            },
        }
    }

    /// The same in other numbers, with blocks that are those of A to the rounding of those.
    pub fn refined<T: Real>(&self, a: &Matrix) -> Option<Split<T>> {
        let steady = self.steady.rows();
        if self.growing.rows() == 0 {
            // A scaling by powers of 2.
            return Some(Split {
                to: Matrix::of(&self.to),
                back: Matrix::of(&self.back),
                steady: Matrix::of(&self.steady),
                growing: Matrix::zeros(0, 0),
            });
        }
        Split::corrected(&Matrix::of(a), Matrix::of(&self.back), steady)
    }
}

impl<T: Real> Split<T> {
    /// The split by a matrix whose first columns nearly span what is steady, the others what grows.
    fn corrected(a: &Matrix<T>, mut back: Matrix<T>, steady: usize) -> Option<Self> {
        /// The first leaves squares of what is left of a good start, the second their squares; one more for a bad
        /// start.
        const CORRECTIONS: usize = 3;
        let n = a.rows();
        let mut to = back.inverse()?;
        for _ in 0..CORRECTIONS {
            let m = to.times(a).times(&back);
            let rounded = m.rounded();
            let (first, second) = (
                rounded.block(0..steady, 0..steady),
                rounded.block(steady..n, steady..n),
            );
            let upper = sylvester(&first, &second, &rounded.block(0..steady, steady..n))?;
            let lower = sylvester(&second, &first, &rounded.block(steady..n, 0..steady))?;
            let mut step = Matrix::identity(n);
            for i in 0..steady {
                for j in steady..n {
                    step.set(i, j, T::all(-upper.at(i, j - steady)));
                    step.set(j, i, T::all(-lower.at(j - steady, i)));
                }
            }
            back = back.times(&step);
            to = back.inverse()?;
        }
        let m = to.times(a).times(&back);
        Some(Self {
            steady: m.block(0..steady, 0..steady),
            growing: m.block(steady..n, steady..n),
            to,
            back,
        })
    }

    /// How many coordinates do not grow.
    pub fn steady_coordinates(&self) -> usize {
        self.steady.rows()
    }
}

/// Thresholds between what grows and what does not, the least first, each with the number of eigenvalues above it.
fn thresholds(eigenvalues: &[Eigenvalue], norm: f64) -> Vec<(f64, usize)> {
    /// Relative to the matrix: real parts below are 0 up to rounding.
    const ROUNDING: f64 = 1e-12;
    let mut rates: Vec<f64> = eigenvalues.iter().map(|e| e.re).collect();
    rates.sort_by(f64::total_cmp);
    let grows = |rate: f64| rate > ROUNDING * norm;
    let mut found = Vec::new();
    for (i, &rate) in rates.iter().enumerate().filter(|(_, rate)| grows(**rate)) {
        let below = if i > 0 { rates[i - 1] } else { -rate };
        if rate - below > ROUNDING * norm {
            found.push((0.5 * (rate + below.max(-rate)), rates.len() - i));
        }
    }
    found
}

/// The split of a balanced matrix into what grows faster than `threshold`, so many dimensions, and the rest.
fn split_at(a: &Matrix, threshold: f64, growing: usize) -> Option<Split> {
    let n = a.rows();
    let steady = n - growing;
    let mut shifted = a.clone();
    shifted.add(-threshold, &Matrix::identity(n));
    let sign = sign(&shifted)?;
    let projector = |direction: f64| {
        let mut p = Matrix::identity(n).scaled(0.5);
        p.add(0.5 * direction, &sign);
        p
    };
    let (low, high) = (
        basis(&projector(-1.0), steady)?,
        basis(&projector(1.0), growing)?,
    );
    let mut back = Matrix::zeros(n, n);
    for i in 0..n {
        for j in 0..n {
            let x = if j < steady {
                low.at(i, j)
            } else {
                high.at(i, j - steady)
            };
            back.set(i, j, x);
        }
    }
    Split::corrected(a, back, steady)
}

/// The sign of a matrix without eigenvalues on the imaginary axis.
fn sign(matrix: &Matrix) -> Option<Matrix> {
    /// Scaled, the iteration needs some ten steps, and some more where an eigenvalue is near the axis.
    const STEPS: usize = 60;
    /// What is left then is for the corrections.
    const ENOUGH: f64 = 1e-10;
    let mut x = matrix.clone();
    for _ in 0..STEPS {
        let inverse = x.inverse()?;
        let scale = (inverse.norm() / x.norm()).sqrt();
        if !scale.is_finite() {
            return None;
        }
        let mut next = x.scaled(0.5 * scale);
        next.add(0.5 / scale, &inverse);
        let mut change = next.clone();
        change.add(-1.0, &x);
        x = next;
        if change.norm() <= ENOUGH * x.norm() {
            return Some(x);
        }
    }
    None
}

/// An orthonormal basis of the range of a projector of this rank, by its largest columns first.
fn basis(projector: &Matrix, rank: usize) -> Option<Matrix> {
    let n = projector.rows();
    let mut columns: Vec<Vec<f64>> = (0..n)
        .map(|j| (0..n).map(|i| projector.at(i, j)).collect())
        .collect();
    let mut basis = Matrix::zeros(n, rank);
    let square = |v: &Vec<f64>| v.iter().map(|x| x * x).sum::<f64>();
    for k in 0..rank {
        let largest = (0..columns.len())
            .max_by(|&a, &b| square(&columns[a]).total_cmp(&square(&columns[b])))?;
        let mut unit = columns.swap_remove(largest);
        let size = square(&unit).sqrt();
        if !(size > 0.0 && size.is_finite()) {
            return None;
        }
        unit.iter_mut().for_each(|x| *x /= size);
        // Twice is enough.
        for column in &mut columns {
            for _ in 0..2 {
                let along: f64 = column.iter().zip(&unit).map(|(x, u)| x * u).sum();
                column
                    .iter_mut()
                    .zip(&unit)
                    .for_each(|(x, u)| *x -= along * u);
            }
        }
        for (i, x) in unit.iter().enumerate() {
            basis.set(i, k, *x);
        }
    }
    Some(basis)
}

/// X with A X - X B = C, as one system of linear equations.
fn sylvester(a: &Matrix, b: &Matrix, c: &Matrix) -> Option<Matrix> {
    let (n, m) = (a.rows(), b.rows());
    let mut equations = Matrix::zeros(n * m, n * m);
    let mut right = Matrix::zeros(n * m, 1);
    for i in 0..n {
        for j in 0..m {
            let row = i * m + j;
            right.set(row, 0, c.at(i, j));
            for k in 0..n {
                let at = k * m + j;
                equations.set(row, at, equations.at(row, at) + a.at(i, k));
            }
            for k in 0..m {
                let at = i * m + k;
                equations.set(row, at, equations.at(row, at) - b.at(k, j));
            }
        }
    }
    let x = equations.solve(&right)?;
    let mut solution = Matrix::zeros(n, m);
    for i in 0..n {
        for j in 0..m {
            solution.set(i, j, x.at(i * m + j, 0));
        }
    }
    Some(solution)
}
