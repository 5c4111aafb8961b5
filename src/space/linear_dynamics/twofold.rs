//! Numbers of twice the precision: the unevaluated sum of two doubles, some 31 decimal digits.
//!
//! What a sum or a product of doubles loses to rounding is itself a double that can be computed (Knuth 1969, Dekker
//! 1971). The numerical method repeats in these numbers what plain doubles cannot certify.

use super::lanes::Number;
use std::ops::{Add, Div, Mul, Sub};

/// A number that the numerical method computes with.
pub trait Real: Number + PartialEq + Send + Sync {
    /// The rounding of 1.
    const EPSILON: f64;

    /// The nearest double.
    fn value(self) -> f64;
}

impl Real for f64 {
    const EPSILON: f64 = f64::EPSILON;

    #[inline(always)]
    fn value(self) -> f64 {
        self
    }
}

/// A sum of two doubles, of which the second is below the rounding of the first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Twofold {
    high: f64,
    low: f64,
}

/// The sum of two doubles and its rounding.
#[inline(always)]
fn sum(a: f64, b: f64) -> [f64; 2] {
    let s = a + b;
    let t = s - a;
    [s, (a - (s - t)) + (b - t)]
}

/// The product of two doubles and its rounding; by halves of 26 bits, which multiply exactly.
#[inline(always)]
fn product(a: f64, b: f64) -> [f64; 2] {
    /// 2^27 + 1.
    const SPLIT: f64 = 134_217_729.0;
    let halves = |x: f64| {
        let t = SPLIT * x;
        let high = t - (t - x);
        [high, x - high]
    };
    let p = a * b;
    let ([a, c], [b, d]) = (halves(a), halves(b));
    [p, ((a * b - p) + a * d + c * b) + c * d]
}

impl Twofold {
    /// The sum of two doubles, the first no smaller.
    #[inline(always)]
    fn of(high: f64, low: f64) -> Self {
        let s = high + low;
        Self {
            high: s,
            low: low - (s - high),
        }
    }
}

impl Add for Twofold {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let [s, e] = sum(self.high, other.high);
        let [t, f] = sum(self.low, other.low);
        let first = Self::of(s, e + t);
        Self::of(first.high, first.low + f)
    }
}

impl Sub for Twofold {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self + Self {
            high: -other.high,
            low: -other.low,
        }
    }
}

impl Mul for Twofold {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        let [p, e] = product(self.high, other.high);
        Self::of(p, e + (self.high * other.low + self.low * other.high))
    }
}

impl Div for Twofold {
    type Output = Self;

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        // Two digits of a division by hand, and what the second leaves.
        let first = self.high / other.high;
        let rest = self - other * Self::all(first);
        let second = rest.high / other.high;
        let rest = rest - other * Self::all(second);
        Self::of(first, second) + Self::all(rest.high / other.high)
    }
}

impl Number for Twofold {
    #[inline(always)]
    fn all(x: f64) -> Self {
        Self { high: x, low: 0.0 }
    }

    #[inline(always)]
    fn root(self) -> Self {
        if self.high <= 0.0 {
            return Self::all(self.high.sqrt());
        }
        // A step of Newton's method doubles the digits.
        let root = Self::all(self.high.sqrt());
        (root + self / root).scaled(0.5)
    }
}

impl Real for Twofold {
    /// 2^-100: a few units of 2^-104 are lost in each operation.
    const EPSILON: f64 = 7.888609052210118e-31;

    #[inline(always)]
    fn value(self) -> f64 {
        self.high + self.low
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{seeded, unit};

    #[test]
    fn operations_and_their_inverses_cancel_to_thirty_digits() {
        let mut rng = seeded(8);
        let mut draw = || {
            let x = Twofold::all(2.0 * unit(&mut rng) - 1.0);
            x + Twofold::all(1e-17 * unit(&mut rng))
        };
        for _ in 0..10_000 {
            let (a, b) = (draw(), draw());
            let off = |x: Twofold, y: Twofold| ((x - y).value() / y.value()).abs();
            assert!(off((a / b) * b, a) < 10.0 * Twofold::EPSILON);
            assert!(off((a + b) - b, a) * a.value().abs() < 10.0 * Twofold::EPSILON);
            let square = a * a;
            assert!(off(square.root() * square.root(), square) < 10.0 * Twofold::EPSILON);
        }
        // (1 + e)^2 - 1 - 2 e = e^2, which doubles round away.
        let e = Twofold::all(1e-9);
        let one = Twofold::all(1.0);
        let rest = (one + e) * (one + e) - one - e - e;
        assert!((rest.value() / 1e-18 - 1.0).abs() < 1e-12);
    }
}
