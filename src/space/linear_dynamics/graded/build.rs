//! The numbers of the closed form, from those of the system.

use super::looks::along;
use super::{Change, Coordinates, Graded, HIGHEST_POWER, RESIDUAL, Square};
use crate::space::linear_dynamics::cholesky::Cholesky;
use crate::space::linear_dynamics::matrix::Matrix;
use crate::space::linear_dynamics::model::Model;
use crate::space::linear_dynamics::polynomial::TERMS;
use crate::space::linear_dynamics::sparse::Sparse;

impl<const D: usize> Graded<D> {
    /// The closed form of a system of D states, in its own coordinates or in others; `None` where it has none.
    pub fn new(model: &Model, coordinates: Option<&Coordinates>) -> Option<Self> {
        let nilpotency = model.nilpotency()?;
        let (a, b, c) = match coordinates {
            None => (model.a.clone(), model.b.clone(), model.c.clone()),
            Some(Coordinates { to, back }) => (
                clean(&[to, &model.a, back]),
                clean(&[to, &model.b]),
                to.times_vector(&model.c),
            ),
        };
        let (powers, responses) = responses::<D>(&a, &b, nilpotency)?;
        if powers.iter().any(|p| *p > HIGHEST_POWER) {
            return None;
        }
        let weight = model.r.inverse_of_definite()?;
        let mut g = Matrix::zeros(D, D);
        for i in 0..D {
            let weighted = weight.times_vector(&responses[i]);
            for j in 0..D {
                let dot: f64 = weighted.iter().zip(&responses[j]).map(|(x, y)| x * y).sum();
                let (p, q) = (powers[i], powers[j]);
                g.set(
                    i,
                    j,
                    dot / (factorial(p) * factorial(q) * (p + q + 1) as f64),
                );
            }
        }
        let factor = Cholesky::of(&g)?;
        let inverse_of_g = g.inverse_of_definite()?;
        let inverse = Sparse::of(&inverse_of_g, 1.0);
        let terms = residual_terms::<D>(&a, &c, nilpotency);
        let squares = squares(&inverse_of_g, &powers, &terms)?;
        let divisor = 2 * powers.iter().max()? + 1;
        let last = |square: &Square| 2 * square.powers[1] - 1;
        let energy_terms = squares.iter().map(last).max()?;
        let enough = energy_terms.max(divisor + 2) <= TERMS && terms.iter().all(|t| *t <= RESIDUAL);
        let scale = coordinates.map_or(1.0, |coordinates| determinant(&coordinates.to));
        let looks = along(&a, nilpotency, &powers, &g, &inverse_of_g);
        enough.then(|| Self {
            change: coordinates.map(|coordinates| Change {
                to: Sparse::of(&coordinates.to, 1.0),
                transposed: Sparse::of(&coordinates.to.transposed(), 1.0),
                back: Sparse::of(&coordinates.back, 1.0),
            }),
            looks,
            drift: Sparse::of(&a, 1.0),
            constant: std::array::from_fn(|i| c[i]),
            powers,
            terms,
            longest: terms.iter().copied().max().unwrap_or(1),
            squares,
            inverse,
            divisor,
            energy_terms,
            root_of_determinant: factor.root_of_determinant() / scale.abs(),
            exponent: powers.iter().map(|p| *p as f64 + 0.5).sum(),
        })
    }
}

/// The power with which an impulse shows in each state, and the response rho; `None` where some state has several.
fn responses<const D: usize>(
    a: &Matrix,
    b: &Matrix,
    nilpotency: usize,
) -> Option<([usize; D], Vec<Vec<f64>>)> {
    let size = |row: &[f64]| row.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    let mut powers = [usize::MAX; D];
    let mut found = vec![Vec::new(); D];
    let mut block = b.clone();
    for k in 0..nilpotency.max(1) {
        for i in 0..D {
            if size(block.row(i)) > 0.0 {
                if powers[i] != usize::MAX {
                    return None;
                }
                powers[i] = k;
                found[i] = block.row(i).to_vec();
            }
        }
        block = a.times(&block);
    }
    powers
        .iter()
        .all(|p| *p != usize::MAX)
        .then_some((powers, found))
}

/// The quadratic form of g^-1, of states with these powers and residuals with so many terms, as a sum of squares: it is
/// L L' with L lower triangular where the states come in the order of falling powers, so that the long residuals are in
/// few of the squares.
fn squares<const D: usize>(
    inverse_of_g: &Matrix,
    powers: &[usize; D],
    terms: &[usize; D],
) -> Option<Vec<Square>> {
    let mut order: [usize; D] = std::array::from_fn(|i| i);
    order.sort_by_key(|&i| std::cmp::Reverse(powers[i]));
    let mut ordered = Matrix::zeros(D, D);
    for i in 0..D {
        for j in 0..D {
            ordered.set(i, j, inverse_of_g.at(order[i], order[j]));
        }
    }
    let factor = Cholesky::of(&ordered)?;
    let greatest = *powers.iter().max()?;
    let square = |k: usize| {
        let entries = (k..D).map(|i| (order[i], factor.at(i, k)));
        let factors: Vec<_> = entries.filter(|(_, x)| *x != 0.0).collect();
        let first = factors.iter().map(|(i, _)| greatest - powers[*i]).min()?;
        let end = factors
            .iter()
            .map(|(i, _)| greatest - powers[*i] + terms[*i])
            .max()?;
        let powers = [first, end];
        Some(Square { factors, powers })
    };
    (0..D).map(square).collect()
}

/// How many coefficients each row of e^{At} x + (integral of e^{As}) c has, at least 1.
fn residual_terms<const D: usize>(a: &Matrix, c: &[f64], nilpotency: usize) -> [usize; D] {
    let mut terms = [1; D];
    let mut power = Matrix::identity(D);
    let mut constant = c.to_vec();
    for k in 0..=nilpotency {
        for (i, terms) in terms.iter_mut().enumerate() {
            if power.row(i).iter().any(|x| *x != 0.0) {
                *terms = (*terms).max(k + 1);
            }
            if constant[i] != 0.0 {
                *terms = (*terms).max(k + 2);
            }
        }
        power = power.times(a);
        constant = a.times_vector(&constant);
    }
    terms
}

/// The product, with 0 where the terms of an entry cancel up to rounding.
fn clean(factors: &[&Matrix]) -> Matrix {
    /// Relative to what the terms add up to without their signs.
    const ROUNDING: f64 = 1e-13;
    let product = |of: &dyn Fn(&Matrix) -> Matrix| {
        let mut product = of(factors[0]);
        for factor in &factors[1..] {
            product = product.times(&of(factor));
        }
        product
    };
    let mut product_of_signs = product(&Matrix::clone);
    let size = product(&Matrix::absolute);
    for i in 0..size.rows() {
        for j in 0..size.columns() {
            if product_of_signs.at(i, j).abs() <= ROUNDING * size.at(i, j) {
                product_of_signs.set(i, j, 0.0);
            }
        }
    }
    product_of_signs
}

fn factorial(n: usize) -> f64 {
    (1..=n).fold(1.0, |product, k| product * k as f64)
}

/// The determinant, by that of T T'.
fn determinant(matrix: &Matrix) -> f64 {
    let square = matrix.times(&matrix.transposed());
    Cholesky::of(&square).map_or(0.0, |factor| factor.root_of_determinant())
}
