//! Proofs that polynomials in lanes are nowhere negative on an interval, by their coefficients in its Bernstein basis.

use crate::space::linear_dynamics::lanes::{Bits, Many, Number};
use crate::space::linear_dynamics::polynomial::TERMS;

/// Halvings of an interval after which a proof is given up.
const DEEPEST: usize = 4;

/// Bernstein coefficients of the parts of an interval.
pub(super) struct Parts([[Many; TERMS]; DEEPEST + 2]);

impl Parts {
    pub(super) fn new() -> Self {
        Self([[Many::default(); TERMS]; DEEPEST + 2])
    }

    /// The whole interval, or what is to be halved.
    #[inline(always)]
    pub(super) fn first(&mut self) -> &mut [Many; TERMS] {
        &mut self.0[0]
    }

    /// Those of the lanes `among` in which the polynomial with the first `m` of these coefficients is proven not to be
    /// negative, after at most `deepest` halvings.
    #[inline(always)]
    pub(super) fn not_negative(&mut self, m: usize, among: Bits, deepest: usize) -> Bits {
        let mut open = among;
        let mut depths = [0; DEEPEST + 2];
        // The last part that is still to be proven.
        let mut last = 0;
        loop {
            let part = &self.0[last];
            let depth = depths[last];
            // At its ends a polynomial is the coefficient.
            open &= !(part[0].negative() | part[m - 1].negative());
            let unsure = some_negative(&part[..m]) & open;
            if unsure != 0 && depth < deepest.min(DEEPEST) {
                let (head, tail) = self.0.split_at_mut(last + 1);
                split(&mut head[last][..m], &mut tail[0][..m], Many::all(0.5));
                depths[last] = depth + 1;
                depths[last + 1] = depth + 1;
                last += 1;
                continue;
            }
            open &= !unsure;
            if open == 0 || last == 0 {
                return open;
            }
            last -= 1;
        }
    }

    /// As [`Parts::not_negative`], of both parts into which the interval is cut at this share of it.
    #[inline(always)]
    pub(super) fn not_negative_beside(
        &mut self,
        m: usize,
        share: Many,
        among: Bits,
        late: &mut [Many; TERMS],
    ) -> Bits {
        split(&mut self.0[0][..m], &mut late[..m], share);
        let early = self.not_negative(m, among, DEEPEST);
        self.0[0][..m].copy_from_slice(&late[..m]);
        self.not_negative(m, early, DEEPEST)
    }
}

/// Cuts the interval at this share of it: `b` becomes that of the left part (de Casteljau's algorithm).
#[inline(always)]
fn split(b: &mut [Many], right: &mut [Many], share: Many) {
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
fn some_negative(numbers: &[Many]) -> Bits {
    let mut least = Many::all(f64::INFINITY);
    for k in 0..numbers.len() {
        least = numbers[k].least(least);
    }
    least.negative()
}
