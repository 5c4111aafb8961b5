//! The eigenvalues of a small real matrix: the exponents of a system's motions.
//!
//! The classical way (Golub & Van Loan 2013, chapter 7): the matrix is balanced, brought to Hessenberg form by
//! Householder reflections, and the shifted QR algorithm of Francis splits off one real eigenvalue or one pair at a
//! time. Balancing first takes out rows and columns that hold an eigenvalue by themselves (Parlett & Reinsch 1969): of
//! a chain of integrators, whose eigenvalue of multiplicity n rounding would scatter by its n-th root, that leaves
//! nothing to iterate.

use super::matrix::Matrix;

/// An eigenvalue, or with its conjugate one of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eigenvalue {
    /// The real part: the rate at which motions grow.
    pub re: f64,
    /// The imaginary part: their angular frequency.
    pub im: f64,
}

impl Eigenvalue {
    /// The size.
    pub fn size(&self) -> f64 {
        libm::hypot(self.re, self.im)
    }
}

/// The eigenvalues of a square matrix, each as often as it occurs; `None` where the iteration does not come to an end.
pub fn eigenvalues(matrix: &Matrix) -> Option<Vec<Eigenvalue>> {
    let (mut found, mut rest) = isolated(matrix);
    let scale = balance(&rest);
    rest = scaled(&rest, &scale);
    hessenberg(&mut rest);
    francis(&mut rest, &mut found)?;
    Some(found)
}

/// The powers of 2 that make the rows of diag(1/s) M diag(s) as large as its columns.
pub fn balance(matrix: &Matrix) -> Vec<f64> {
    /// A step that gains less ends the search, as in LAPACK.
    const GAIN: f64 = 0.95;
    /// Each round gains at least a twentieth somewhere; numbers have 2 000 powers of 2.
    const ROUNDS: usize = 10_000;
    let n = matrix.rows();
    let mut scale = vec![1.0; n];
    for _ in 0..ROUNDS {
        let mut changed = false;
        for i in 0..n {
            let (mut row, mut column) = (0.0, 0.0);
            for j in (0..n).filter(|&j| j != i) {
                row += (matrix.at(i, j) * scale[j] / scale[i]).abs();
                column += (matrix.at(j, i) * scale[i] / scale[j]).abs();
            }
            if !(row > 0.0 && column > 0.0 && (row + column).is_finite()) {
                continue;
            }
            let (before, mut factor) = (row + column, 1.0);
            while column < 0.5 * row {
                (column, row, factor) = (2.0 * column, 0.5 * row, 2.0 * factor);
            }
            while column > 2.0 * row {
                (column, row, factor) = (0.5 * column, 2.0 * row, 0.5 * factor);
            }
            if row + column < GAIN * before {
                scale[i] *= factor;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    scale
}

/// diag(1/s) M diag(s).
pub fn scaled(matrix: &Matrix, s: &[f64]) -> Matrix {
    let mut scaled = matrix.clone();
    for i in 0..s.len() {
        for j in 0..s.len() {
            scaled.set(i, j, matrix.at(i, j) * s[j] / s[i]);
        }
    }
    scaled
}

/// The eigenvalues that rows or columns with nothing else in them hold, and the matrix of the rest.
fn isolated(matrix: &Matrix) -> (Vec<Eigenvalue>, Matrix) {
    let mut left: Vec<usize> = (0..matrix.rows()).collect();
    let mut found = Vec::new();
    let alone = |i: usize, left: &[usize]| {
        let mut others = left.iter().filter(|&&j| j != i);
        others.clone().all(|&j| matrix.at(i, j) == 0.0) || others.all(|&j| matrix.at(j, i) == 0.0)
    };
    while let Some(k) = (0..left.len()).find(|&k| alone(left[k], &left)) {
        let i = left.remove(k);
        found.push(Eigenvalue {
            re: matrix.at(i, i),
            im: 0.0,
        });
    }
    let mut rest = Matrix::zeros(left.len(), left.len());
    for (p, &i) in left.iter().enumerate() {
        for (q, &j) in left.iter().enumerate() {
            rest.set(p, q, matrix.at(i, j));
        }
    }
    (found, rest)
}

/// Replaces the matrix by a similar one that is 0 below its first subdiagonal.
fn hessenberg(m: &mut Matrix) {
    let n = m.rows();
    for k in 0..n.saturating_sub(2) {
        let size = (k + 1..n).fold(0.0, |size, i| libm::hypot(size, m.at(i, k)));
        if (k + 2..n).all(|i| m.at(i, k) == 0.0) {
            continue;
        }
        let mut v: Vec<f64> = (k + 1..n).map(|i| m.at(i, k)).collect();
        v[0] += size.copysign(v[0]);
        let square: f64 = v.iter().map(|x| x * x).sum();
        for j in 0..n {
            let along: f64 = (k + 1..n).map(|i| v[i - k - 1] * m.at(i, j)).sum();
            for i in k + 1..n {
                m.set(i, j, m.at(i, j) - 2.0 * along / square * v[i - k - 1]);
            }
        }
        for i in 0..n {
            let along: f64 = (k + 1..n).map(|j| m.at(i, j) * v[j - k - 1]).sum();
            for j in k + 1..n {
                m.set(i, j, m.at(i, j) - 2.0 * along / square * v[j - k - 1]);
            }
        }
        for i in k + 2..n {
            m.set(i, k, 0.0);
        }
    }
}

/// The eigenvalues of a Hessenberg matrix, added to `found`.
fn francis(h: &mut Matrix, found: &mut Vec<Eigenvalue>) -> Option<()> {
    /// Steps for one eigenvalue, as in LAPACK; two or three are usual.
    const STEPS: usize = 60;
    let mut end = h.rows();
    while end > 0 {
        let mut steps = 0;
        loop {
            let start = active_start(h, end);
            if start + 1 == end {
                found.push(Eigenvalue {
                    re: h.at(start, start),
                    im: 0.0,
                });
                end -= 1;
                break;
            }
            if start + 2 == end {
                found.extend(pair(h, start));
                end -= 2;
                break;
            }
            if steps == STEPS {
                return None;
            }
            steps += 1;
            double_step(h, start, end, steps % 10 == 0);
        }
    }
    Some(())
}

/// The first row of the last block of rows before `end` whose subdiagonal has no 0, up to rounding.
fn active_start(h: &mut Matrix, end: usize) -> usize {
    for k in (1..end).rev() {
        let beside = h.at(k - 1, k - 1).abs() + h.at(k, k).abs();
        let beside = if beside == 0.0 { h.norm() } else { beside };
        if h.at(k, k - 1).abs() <= f64::EPSILON * beside {
            h.set(k, k - 1, 0.0);
            return k;
        }
    }
    0
}

/// The eigenvalues of the two rows from `k`.
fn pair(h: &Matrix, k: usize) -> [Eigenvalue; 2] {
    let (a, b, c, d) = (
        h.at(k, k),
        h.at(k, k + 1),
        h.at(k + 1, k),
        h.at(k + 1, k + 1),
    );
    let half = 0.5 * (a - d);
    let discriminant = half * half + b * c;
    if discriminant < 0.0 {
        let im = (-discriminant).sqrt();
        let re = 0.5 * (a + d);
        return [Eigenvalue { re, im }, Eigenvalue { re, im: -im }];
    }
    // The larger distance first, so that nothing cancels.
    let far = half + discriminant.sqrt().copysign(half);
    let other = if far == 0.0 { d } else { d - b * c / far };
    [
        Eigenvalue {
            re: d + far,
            im: 0.0,
        },
        Eigenvalue { re: other, im: 0.0 },
    ]
}

/// One double-shift step on the rows from `start` to before `end`; now and then with other shifts, so that no cycle
/// stays.
fn double_step(h: &mut Matrix, start: usize, end: usize, exceptional: bool) {
    let n = h.rows();
    let (p, q) = (end - 2, end - 1);
    let (mut sum, mut product) = (
        h.at(p, p) + h.at(q, q),
        h.at(p, p) * h.at(q, q) - h.at(p, q) * h.at(q, p),
    );
    if exceptional {
        let size = h.at(q, p).abs() + h.at(p, p - 1).abs();
        (sum, product) = (1.5 * size, size * size);
    }
    let (a, b) = (h.at(start, start), h.at(start, start + 1));
    let (c, d) = (h.at(start + 1, start), h.at(start + 1, start + 1));
    let mut x = [
        a * a + b * c - sum * a + product,
        c * (a + d - sum),
        c * h.at(start + 2, start + 1),
    ];
    for k in start..end - 1 {
        let rows = if k + 2 < end { 3 } else { 2 };
        let largest = x[..rows].iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        if largest > 0.0 {
            reflect(h, &x[..rows], largest, k, n);
        }
        x = [0, 1, 2].map(|i| {
            if k + 1 + i < end {
                h.at(k + 1 + i, k)
            } else {
                0.0
            }
        });
        if k > start {
            for i in k + 1..(k + rows).min(n) {
                h.set(i, k - 1, 0.0);
            }
        }
    }
}

/// Reflects rows and columns from `k` on, so that a first column `x` becomes a multiple of the first unit vector.
fn reflect(h: &mut Matrix, x: &[f64], largest: f64, k: usize, n: usize) {
    let mut v: Vec<f64> = x.iter().map(|x| x / largest).collect();
    let size = v.iter().map(|x| x * x).sum::<f64>().sqrt();
    v[0] += size.copysign(v[0]);
    let square: f64 = v.iter().map(|x| x * x).sum();
    for j in 0..n {
        let along: f64 = v.iter().enumerate().map(|(i, v)| v * h.at(k + i, j)).sum();
        for (i, v) in v.iter().enumerate() {
            h.set(k + i, j, h.at(k + i, j) - 2.0 * along / square * v);
        }
    }
    for i in 0..n {
        let along: f64 = v.iter().enumerate().map(|(j, v)| v * h.at(i, k + j)).sum();
        for (j, v) in v.iter().enumerate() {
            h.set(i, k + j, h.at(i, k + j) - 2.0 * along / square * v);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{seeded, unit};

    fn sorted(matrix: &Matrix) -> Vec<(f64, f64)> {
        let mut values: Vec<_> = (eigenvalues(matrix).unwrap().iter())
            .map(|e| (e.re, e.im))
            .collect();
        values.sort_by(|a, b| a.partial_cmp(b).unwrap());
        values
    }

    #[test]
    fn a_companion_matrix_has_the_roots_of_its_polynomial() {
        // (x - 1) (x + 2) (x^2 + 2 x + 5) = x^4 + 3 x^3 + 5 x^2 + x - 10.
        let rows = [
            vec![-3.0, -5.0, -1.0, 10.0],
            vec![1.0, 0.0, 0.0, 0.0],
            vec![0.0, 1.0, 0.0, 0.0],
            vec![0.0, 0.0, 1.0, 0.0],
        ];
        let expected = [(-2.0, 0.0), (-1.0, -2.0), (-1.0, 2.0), (1.0, 0.0)];
        for (found, expected) in sorted(&Matrix::from_rows(&rows).unwrap())
            .iter()
            .zip(expected)
        {
            assert!((found.0 - expected.0).abs() < 1e-12, "{found:?}");
            assert!((found.1 - expected.1).abs() < 1e-12, "{found:?}");
        }
    }

    /// Rounding would scatter an eigenvalue of multiplicity 12 by 1e-16^(1/12), a twentieth.
    #[test]
    fn the_eigenvalues_of_a_chain_are_exactly_zero() {
        for down in [false, true] {
            let mut chain = Matrix::zeros(12, 12);
            for i in 0..11 {
                let (p, q) = if down { (i + 1, i) } else { (i, i + 1) };
                chain.set(p, q, 1e3);
            }
            assert!(sorted(&chain).iter().all(|e| *e == (0.0, 0.0)));
        }
    }

    /// Sums and sums of squares of the eigenvalues are the traces of the matrix and its square.
    #[test]
    fn random_matrices_have_eigenvalues_that_add_up() {
        let mut rng = seeded(3);
        for case in 0..400 {
            let n = 2 + case % 11;
            let mut m = Matrix::zeros(n, n);
            for i in 0..n {
                for j in 0..n {
                    let x: f64 = 2.0 * unit(&mut rng) - 1.0;
                    m.set(
                        i,
                        j,
                        x * 10f64.powi((case % 5) as i32 * (i as i32 - j as i32)),
                    );
                }
            }
            let values = eigenvalues(&m).unwrap();
            assert_eq!(values.len(), n);
            let trace = |m: &Matrix| (0..n).map(|i| m.at(i, i)).sum::<f64>();
            let size: f64 = values.iter().map(|e| e.size() * e.size()).sum();
            let sum: f64 = values.iter().map(|e| e.re).sum();
            assert!((sum - trace(&m)).abs() < 1e-10 * size.sqrt());
            let squares: f64 = values.iter().map(|e| e.re * e.re - e.im * e.im).sum();
            assert!((squares - trace(&m.times(&m))).abs() < 1e-9 * size);
        }
    }
}
