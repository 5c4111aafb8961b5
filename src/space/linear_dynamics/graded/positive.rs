//! Proofs that polynomials in lanes are nowhere negative on an interval, by their coefficients in its Bernstein basis.

use crate::space::linear_dynamics::lanes::{ALL, Bits, Many, Number};

/// The lanes in which the polynomial with these Bernstein coefficients is proven not to be negative, after at most so many
/// halvings.
#[inline(always)]
pub(super) fn not_negative(b: &mut [Many], right: &mut [Many], halvings: usize) -> Bits {
    let mut proven = ALL;
    for round in 0..=halvings {
        let negative = some_negative(b);
        if negative == 0 {
            break;
        }
        if round == halvings {
            return proven & !negative;
        }
        // The right half is to be proven at once, for zeros crowd on the left.
        split(b, right, Many::all(0.5));
        proven &= !some_negative(right);
    }
    proven
}

/// Cuts the interval at this share of it: `b` becomes that of the left part (de Casteljau's algorithm).
#[inline(always)]
pub(super) fn split(b: &mut [Many], right: &mut [Many], share: Many) {
    let m = b.len();
    let rest = Many::all(1.0) - share;
    right[m - 1] = b[m - 1];
    for round in 1..m {
        for j in (round..m).rev() {
            b[j] = rest * b[j - 1] + share * b[j];
        }
        right[m - 1 - round] = b[m - 1];
    }
}

/// The lanes in which some number is negative.
#[inline(always)]
pub(super) fn some_negative(numbers: &[Many]) -> Bits {
    let mut least = Many::all(f64::INFINITY);
    for k in 0..numbers.len() {
        least = numbers[k].least(least);
    }
    least.negative()
}
