//! What a system does over a span of time, in numbers that never grow.
//!
//! The coordinates are those of `split.rs`. Of the steady block the span maps the state at its start to that at its
//! end, z(t) = e^{At} z(0) + ..., and of the growing block the state at the end back to that at the start, z(0) =
//! e^{-At} z(t) - ...: all exponentials decay, however long the span. What controls can do is the range of
//!
//! (integral of e^{A_s (t - s)} B_s u(s) ds,  integral of e^{-A_g s} B_g u(s) ds),
//!
//! the change of the steady coordinates at the end and of the growing ones at the start. Its Gramian G is that of Webb
//! & van den Berg (2012, equation 6) in these coordinates. It is never formed: of two vectors that differ in size by
//! 1e8, as they do for every system with several states to an input, its entries would keep nothing of the smaller one.
//! Only a triangular factor L with G = L L' is there. Over a short span its columns are those of Gauss' quadrature; a
//! span of two parts, the earlier a and the later b, has
//!
//! L L' = X X' with X = [ Phi_b L_a  L_b ; L_a  Psi_a L_b ],
//!
//! the steady rows above the growing ones, Phi = e^{A_s t} and Psi = e^{-A_g t}, and reflections from the right bring X
//! to triangular form. They treat each row by itself, so every row is right to its own rounding: rows of different
//! units cost nothing.

use super::matrix::dot;
use super::triangle::row_of;
use super::twofold::Real;

/// A span of time.
#[derive(Clone, Debug)]
pub struct Span<T = f64> {
    /// How long it is.
    pub time: f64,
    /// e^{A_s t}, row by row.
    pub ahead: Vec<T>,
    /// e^{-A_g t}, row by row.
    pub back: Vec<T>,
    /// Both less the identity, for spans no longer than a step of the series: of states that are near to each other the
    /// difference has all its digits, and so has what a short span changes.
    pub changes: Option<[Vec<T>; 2]>,
    /// The integrals of e^{A_s s} c_s and of e^{-A_g s} c_g, one after the other.
    pub drift: Vec<T>,
    /// The rows of L, each up to its diagonal.
    pub factor: Vec<T>,
    /// Whether the diagonal of L stands above its rounding.
    pub is_known: bool,
}

impl<T: Real> Span<T> {
    /// What the drift lacks from one state to another, in the coordinates of the Gramian, into `rest`; `way` is their
    /// difference.
    pub fn residual(&self, [from, to, way]: [&[T]; 3], steady: usize, rest: &mut [T]) {
        let growing = from.len() - steady;
        let (kept, ahead, back) = match &self.changes {
            Some([ahead, back]) => (way, ahead, back),
            None => (to, &self.ahead, &self.back),
        };
        for i in 0..steady {
            let drifted = dot(&ahead[i * steady..][..steady], &from[..steady]);
            rest[i] = kept[i] - drifted - self.drift[i];
        }
        for i in 0..growing {
            let drifted = dot(&back[i * growing..][..growing], &to[steady..]);
            let at = steady + i;
            let pulled = match self.changes.is_some() {
                true => drifted + way[at],
                false => drifted - from[at],
            };
            rest[at] = pulled - self.drift[at];
        }
    }

    /// What the terms of coordinate `i` of the residual add up to without their signs, for states whose terms add up
    /// so.
    pub fn size_of_residual(&self, i: usize, [from, to, way]: [&[f64]; 3], steady: usize) -> f64 {
        let growing = from.len() - steady;
        let sum = |row: &[T], x: &[f64]| -> f64 {
            row.iter().zip(x).map(|(f, x)| f.value().abs() * x).sum()
        };
        let (ahead, back) = match &self.changes {
            Some([ahead, back]) => (ahead, back),
            None => (&self.ahead, &self.back),
        };
        let (moved, kept) = match i.checked_sub(steady) {
            None => (sum(&ahead[i * steady..][..steady], &from[..steady]), to[i]),
            Some(g) => (sum(&back[g * growing..][..growing], &to[steady..]), from[i]),
        };
        let kept = if self.changes.is_some() { way[i] } else { kept };
        moved + kept + self.drift[i].value().abs()
    }

    /// Replaces x by L^-1 x.
    pub fn forward(&self, x: &mut [T]) {
        for i in 0..x.len() {
            let row = row_of(&self.factor, i);
            x[i] = (x[i] - dot(&row[..i], &x[..i])) / row[i];
        }
    }

    /// Replaces x by L'^-1 x.
    pub fn backward(&self, x: &mut [T]) {
        for i in (0..x.len()).rev() {
            let row = row_of(&self.factor, i);
            let value = x[i] / row[i];
            x[i] = value;
            for (x, l) in x.iter_mut().zip(&row[..i]) {
                *x = *x - value * *l;
            }
        }
    }

    /// e^{-A_g' t} x for the growing coordinates of x, which it replaces; the steady ones stay.
    pub fn growing_to_end(&self, x: &mut [T], steady: usize) {
        transposed_times(&self.back, &mut x[steady..]);
    }

    /// e^{-A_g t} x for the growing coordinates of x, which it replaces; the steady ones stay.
    pub fn growing_to_begin(&self, x: &mut [T], steady: usize) {
        let growing = x.len() - steady;
        let product: Vec<T> = (0..growing)
            .map(|i| dot(&self.back[i * growing..][..growing], &x[steady..]))
            .collect();
        x[steady..].copy_from_slice(&product);
    }

    /// e^{A_s' t} x for the steady coordinates of x, which it replaces; the growing ones stay.
    pub fn steady_to_begin(&self, x: &mut [T], steady: usize) {
        transposed_times(&self.ahead, &mut x[..steady]);
    }

    /// The length of row `i` of L: the square root of G_ii.
    pub fn reach(&self, i: usize) -> f64 {
        let row = row_of(&self.factor, i);
        dot(row, row).value().sqrt()
    }

    /// The condition of L with its rows brought to length 1, in the maximum norm: what the rounding of states may grow
    /// by. Infinite where L is singular.
    pub fn condition(&self, size: usize) -> f64 {
        let lengths: Vec<f64> = (0..size).map(|i| self.reach(i)).collect();
        let mut sums = vec![0.0; size];
        let mut sums_of_inverse = vec![0.0; size];
        for j in 0..size {
            let mut column = vec![T::default(); size];
            column[j] = T::all(lengths[j]);
            self.forward(&mut column);
            for i in 0..size {
                sums_of_inverse[i] += column[i].value().abs();
                if j <= i {
                    sums[i] += (row_of(&self.factor, i)[j].value() / lengths[i]).abs();
                }
            }
        }
        let norm = |sums: &[f64]| {
            sums.iter()
                .fold(0.0_f64, |m, x| if *x > m || x.is_nan() { *x } else { m })
        };
        let condition = norm(&sums) * norm(&sums_of_inverse);
        if condition.is_finite() {
            condition
        } else {
            f64::INFINITY
        }
    }

    /// The logarithm of the determinant of L.
    pub fn log_of_determinant(&self, size: usize) -> f64 {
        (0..size)
            .map(|i| libm::log(row_of(&self.factor, i)[i].value().abs()))
            .sum()
    }
}

fn transposed_times<T: Real>(matrix: &[T], x: &mut [T]) {
    let n = x.len();
    let mut product = vec![T::default(); n];
    for (k, factor) in x.iter().enumerate() {
        for (p, m) in product.iter_mut().zip(&matrix[k * n..][..n]) {
            *p = *p + *factor * *m;
        }
    }
    x.copy_from_slice(&product);
}
