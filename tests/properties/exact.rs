//! Rational numbers without rounding: every double is one, and sums, differences, products and quotients of rational
//! numbers are. So a predicate that is computed with them is a proof.
//!
//! Fractions are not reduced: the expressions here are short, and a greatest common divisor after each operation costs
//! a hundred times what the longer integers do.

use num_bigint::{BigInt, Sign};
use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Sub};

/// A rational number: a fraction with a positive denominator, not reduced.
#[derive(Clone, Debug)]
pub struct Rational {
    numerator: BigInt,
    denominator: BigInt,
}

/// The value of a finite double.
pub fn exact(x: f64) -> Rational {
    assert!(x.is_finite(), "{x} is no rational number");
    let bits = x.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7ff) as i32, bits & ((1 << 52) - 1));
    // Subnormal numbers have the exponent of the least normal ones, and no leading one.
    let (mantissa, power) = match exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, exponent - 1075),
    };
    // Short fractions where that costs nothing.
    let zeros = if mantissa == 0 {
        0
    } else {
        mantissa.trailing_zeros() as i32
    };
    let (mantissa, power) = (
        mantissa >> zeros,
        if mantissa == 0 { 0 } else { power + zeros },
    );
    let sign = if x < 0.0 { Sign::Minus } else { Sign::Plus };
    let mantissa = BigInt::from_biguint(sign, mantissa.into());
    Rational {
        numerator: mantissa << power.max(0),
        denominator: BigInt::from(1) << (-power).max(0),
    }
}

/// The values of finite doubles.
pub fn all_exact(x: &[f64]) -> Vec<Rational> {
    x.iter().map(|x| exact(*x)).collect()
}

impl Rational {
    /// -1, 0 or 1.
    pub fn sign(&self) -> i32 {
        match self.numerator.sign() {
            Sign::Minus => -1,
            Sign::NoSign => 0,
            Sign::Plus => 1,
        }
    }

    pub fn square(&self) -> Self {
        self * self
    }

    pub fn abs(&self) -> Self {
        if self.sign() < 0 {
            &exact(0.0) - self
        } else {
            self.clone()
        }
    }
}

impl Add for &Rational {
    type Output = Rational;

    fn add(self, other: Self) -> Rational {
        if self.denominator == other.denominator {
            return Rational {
                numerator: &self.numerator + &other.numerator,
                denominator: self.denominator.clone(),
            };
        }
        Rational {
            numerator: &self.numerator * &other.denominator + &other.numerator * &self.denominator,
            denominator: &self.denominator * &other.denominator,
        }
    }
}

impl Sub for &Rational {
    type Output = Rational;

    fn sub(self, other: Self) -> Rational {
        let negative = Rational {
            numerator: -&other.numerator,
            denominator: other.denominator.clone(),
        };
        self + &negative
    }
}

impl Mul for &Rational {
    type Output = Rational;

    fn mul(self, other: Self) -> Rational {
        Rational {
            numerator: &self.numerator * &other.numerator,
            denominator: &self.denominator * &other.denominator,
        }
    }
}

impl Div for &Rational {
    type Output = Rational;

    fn div(self, other: Self) -> Rational {
        assert!(other.sign() != 0, "a division by zero");
        let numerator = &self.numerator * &other.denominator;
        let denominator = &self.denominator * &other.numerator;
        match other.sign() {
            1 => Rational {
                numerator,
                denominator,
            },
            _ => Rational {
                numerator: -numerator,
                denominator: -denominator,
            },
        }
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.numerator * &other.denominator).cmp(&(&other.numerator * &self.denominator))
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Rational {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Rational {}

#[test]
fn a_double_is_the_rational_that_it_stands_for() {
    let third = &exact(1.0) / &exact(3.0);
    assert!(exact(1.0 / 3.0) < third && third < exact((1.0f64 / 3.0).next_up()));
    assert_eq!(&exact(-0.75) * &exact(-8.0), exact(6.0));
    assert_eq!(exact(5e-324), &exact(1e-323) / &exact(2.0));
    assert_eq!(exact(-0.0), exact(0.0));
    // What doubles cannot tell: 0.1 + 0.2 is below the double that is written for the sum, and not 0.3.
    let sum = &exact(0.1) + &exact(0.2);
    assert!(exact(0.3) < sum && sum < exact(0.1 + 0.2));
    assert_eq!(&exact(1e300) / &exact(-1e300), exact(-1.0));
}
