//! Lower triangles, stored row by row: the square roots of Gramians.

use super::matrix::dot;
use super::twofold::Real;

/// Row `i` of a triangle that is stored row by row.
pub fn row_of<T>(factor: &[T], i: usize) -> &[T] {
    &factor[i * (i + 1) / 2..][..=i]
}

/// Whether the diagonal of a triangle stands above its rounding.
pub fn is_known<T: Real>(factor: &[T], n: usize) -> bool {
    /// In roundings of a row's length: some tens of joints leave less.
    const JOINTS: f64 = 500.0;
    (0..n).all(|i| {
        let row = row_of(factor, i);
        row[i].value().abs() > JOINTS * T::EPSILON * dot(row, row).value().sqrt()
    })
}

/// The triangle L with L L' = X X' for X of n rows of this width: each row is reflected onto its first free
/// coordinates.
pub fn triangular<T: Real>(x: &mut [T], n: usize, width: usize) -> Vec<T> {
    let mut factor = vec![T::default(); n * (n + 1) / 2];
    let mut v = vec![T::default(); width];
    for i in 0..n {
        let row = &x[i * width..][..width];
        let known = i.min(width);
        let free = &row[known..];
        let target = &mut factor[i * (i + 1) / 2..][..=i];
        target[..known].copy_from_slice(&row[..known]);
        let largest = free.iter().fold(0.0_f64, |m, x| m.max(x.value().abs()));
        if !(largest > 0.0 && largest.is_finite()) {
            continue;
        }
        // A power of 2, so that the scaling is exact.
        let scale = libm::exp2(libm::floor(libm::log2(largest)));
        let v = &mut v[..free.len()];
        v.iter_mut()
            .zip(free)
            .for_each(|(v, x)| *v = x.scaled(1.0 / scale));
        let size = dot(v, v).root();
        let signed = if v[0].value() < 0.0 {
            size.scaled(-1.0)
        } else {
            size
        };
        target[i] = signed.scaled(-scale);
        v[0] = v[0] + signed;
        let weight = T::all(2.0) / dot(v, v);
        for below in i + 1..n {
            let rest = &mut x[below * width + i..][..v.len()];
            let along = weight * dot(rest, v);
            rest.iter_mut()
                .zip(&*v)
                .for_each(|(x, v)| *x = *x - along * *v);
        }
    }
    factor
}
