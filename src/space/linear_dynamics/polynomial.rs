//! Polynomials on an interval: where they rise through zero, and between which bounds they stay.
//!
//! In the Bernstein basis of an interval a polynomial lies within the hull of its coefficients, takes the first and the
//! last one at the ends, and has at most as many zeros as its coefficients have changes of sign (Descartes' rule).
//! Halving the interval (de Casteljau) makes both sharp. So zeros are isolated and bounds are decided, not sampled.

use super::lanes::Number;

/// The most coefficients that a polynomial may have here.
pub const TERMS: usize = 28;

/// Halvings after which an interval is as good as a point.
const DEEPEST: u32 = 50;

/// The binomial coefficients.
const BINOMIALS: [[f64; TERMS]; TERMS] = {
    let mut table = [[0.0; TERMS]; TERMS];
    let mut n = 0;
    while n < TERMS {
        table[n][0] = 1.0;
        let mut k = 1;
        while k <= n {
            table[n][k] = table[n - 1][k - 1] + if k < n { table[n - 1][k] } else { 0.0 };
            k += 1;
        }
        n += 1;
    }
    table
};

/// The value at `t` of the polynomial with these coefficients, that of the constant term first.
#[inline(always)]
pub fn value<T: Number>(p: &[T], t: T) -> T {
    let mut sum = T::default();
    for k in (0..p.len()).rev() {
        sum = sum * t + p[k];
    }
    sum
}

/// The slope at `t`.
#[inline]
fn slope(p: &[f64], t: f64) -> f64 {
    let mut sum = 0.0;
    for k in (1..p.len()).rev() {
        sum = sum * t + k as f64 * p[k];
    }
    sum
}

/// Writes the Bernstein coefficients on [0, `length`] of the polynomial `p` to the front of `out`.
#[inline(always)]
pub fn bernstein<T: Number>(p: &[T], length: T, out: &mut [T; TERMS]) {
    let n = p.len() - 1;
    // Coefficients with respect to t / length, divided by the binomials, then sums of differences.
    let mut power = T::all(1.0);
    for k in 0..=n {
        out[k] = (p[k] * power).scaled(1.0 / BINOMIALS[n][k]);
        power = power * length;
    }
    for round in 1..=n {
        for j in (round..=n).rev() {
            out[j] = out[j] + out[j - 1];
        }
    }
}

/// Halves the interval of the Bernstein coefficients `b`: they become those of the left half, `right` those of the
/// right.
#[inline]
pub fn halve(b: &mut [f64], right: &mut [f64]) {
    let n = b.len() - 1;
    right[n] = b[n];
    for round in 1..=n {
        for j in (round..=n).rev() {
            b[j] = 0.5 * (b[j - 1] + b[j]);
        }
        right[n - round] = b[n];
    }
}

fn sign_changes(b: &[f64]) -> usize {
    let (mut changes, mut last) = (0, 0.0);
    for &c in b {
        if c != 0.0 {
            if last * c < 0.0 {
                changes += 1;
            }
            last = c.signum();
        }
    }
    changes
}

/// Calls `found` with every place in (0, `high`] where `p` goes from below zero to above it, from left to right.
/// `guess` is where one may be: a good guess saves time, and no guess changes what is found but for rounding.
pub fn rising_zeros(p: &[f64], high: f64, guess: f64, found: &mut impl FnMut(f64)) {
    let mut b = [0.0; TERMS];
    bernstein(p, high, &mut b);
    isolate(p, &mut b[..p.len()], [0.0, high, guess], DEEPEST, found);
}

fn isolate(
    p: &[f64],
    b: &mut [f64],
    [low, high, guess]: [f64; 3],
    depth: u32,
    found: &mut impl FnMut(f64),
) {
    let n = b.len() - 1;
    match sign_changes(b) {
        0 => {}
        1 => {
            // The one change is a fall or a rise as the first and last coefficient that is not zero say.
            if b.iter().find(|c| **c != 0.0).is_some_and(|c| *c < 0.0) {
                found(crossing(p, low, high, guess));
            }
        }
        // Several zeros that no halving tells apart: if they change the sign, as one.
        _ if depth == 0 => {
            if b[0] < 0.0 && b[n] > 0.0 {
                found(0.5 * (low + high));
            }
        }
        _ => {
            let mut right = [0.0; TERMS];
            let middle = 0.5 * (low + high);
            halve(b, &mut right[..=n]);
            isolate(p, b, [low, middle, guess], depth - 1, found);
            // A zero at the middle itself belongs to neither half's changes.
            if b[n] == 0.0 && slope(p, middle) > 0.0 {
                found(middle);
            }
            isolate(p, &mut right[..=n], [middle, high, guess], depth - 1, found);
        }
    }
}

/// The only zero of `p`, which rises there, between `low` and `high`: Newton's method from `guess`, with halving where
/// that leaves.
fn crossing(p: &[f64], mut low: f64, mut high: f64, guess: f64) -> f64 {
    /// Relative: Newton's next step is the square of this one.
    const SMALL: f64 = 1e-9;
    let inside = |t: f64, low: f64, high: f64| {
        if low < t && t < high {
            t
        } else {
            0.5 * (low + high)
        }
    };
    let mut t = inside(guess, low, high);
    for _ in 0..80 {
        let (mut y, mut slope) = (0.0, 0.0);
        for c in p.iter().rev() {
            slope = slope * t + y;
            y = y * t + c;
        }
        if y < 0.0 {
            low = t;
        } else {
            high = t;
        }
        // Also where the quotient is no number.
        let next = inside(t - y / slope, low, high);
        if (next - t).abs() <= SMALL * t {
            return next;
        }
        t = next;
    }
    t
}

/// Whether the polynomial with Bernstein coefficients `b` stays within the closed interval from `low` to `high`.
///
/// True is certain. False means that it leaves, or touches a border in the inside of the interval up to rounding.
pub fn stays_within(b: &[f64], low: f64, high: f64) -> bool {
    /// A tangent border halves the distance four times a halving: after this many it is met.
    const DEPTH: u32 = 30;
    fn decide(b: &mut [f64], low: f64, high: f64, depth: u32) -> bool {
        let n = b.len() - 1;
        let within = |c: f64| low <= c && c <= high;
        if !(within(b[0]) && within(b[n])) {
            return false;
        }
        if b.iter().all(|c| within(*c)) {
            return true;
        }
        if depth == 0 {
            return false;
        }
        let mut right = [0.0; TERMS];
        halve(b, &mut right[..=n]);
        decide(b, low, high, depth - 1) && decide(&mut right[..=n], low, high, depth - 1)
    }
    let mut copy = [0.0; TERMS];
    copy[..b.len()].copy_from_slice(b);
    decide(&mut copy[..b.len()], low, high, DEPTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_zeros(zeros: &[f64]) -> Vec<f64> {
        let mut p = vec![1.0];
        for z in zeros {
            let mut next = vec![0.0; p.len() + 1];
            for (k, c) in p.iter().enumerate() {
                next[k + 1] += c;
                next[k] -= z * c;
            }
            p = next;
        }
        p
    }

    fn rises(p: &[f64], high: f64) -> Vec<f64> {
        let mut found = Vec::new();
        rising_zeros(p, high, 0.0, &mut |t| found.push(t));
        found
    }

    #[test]
    fn every_rise_and_nothing_else_is_found() {
        // Rises at 5, 3, 1 and -7; falls between.
        let p = with_zeros(&[5.0, 4.0, 3.0, 2.0, 1.0, -7.0]);
        let found = rises(&p, 10.0);
        assert_eq!(found.len(), 3, "{found:?}");
        for (t, expected) in found.iter().zip([1.0, 3.0, 5.0]) {
            assert!((t - expected).abs() < 1e-10);
        }
        assert_eq!(rises(&p, 4.5).len(), 2);
        // Touches, but does not cross.
        assert!(rises(&with_zeros(&[2.0, 2.0]), 3.0).is_empty());
        // The middle of the interval is a zero.
        assert_eq!(rises(&with_zeros(&[1.0, 2.0, 3.0]), 4.0).len(), 2);
    }

    #[test]
    fn close_zeros_are_told_apart() {
        let found = rises(&with_zeros(&[1.0, 1.0001, 1.0002]), 7.3);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn halves_have_the_values_of_the_whole() {
        let p = [1.0, -2.0, 0.5, 3.0];
        let mut b = [0.0; TERMS];
        bernstein(&p, 2.0, &mut b);
        assert!((b[3] - value(&p, 2.0)).abs() < 1e-12);
        let mut right = [0.0; TERMS];
        halve(&mut b[..4], &mut right[..4]);
        assert!((b[3] - value(&p, 1.0)).abs() < 1e-12 && (right[0] - b[3]).abs() < 1e-12);
    }

    #[test]
    fn a_polynomial_stays_within_its_range_and_not_within_less() {
        // t (2 - t) on [0, 2] has the range [0, 1]; the end at 0 lies on the border.
        let mut b = [0.0; TERMS];
        bernstein(&[0.0, 2.0, -1.0], 2.0, &mut b);
        assert!(stays_within(&b[..3], 0.0, 1.0 + 1e-9));
        assert!(!stays_within(&b[..3], 0.0, 1.0 - 1e-9));
        assert!(!stays_within(&b[..3], 1e-9, 2.0));
    }
}
