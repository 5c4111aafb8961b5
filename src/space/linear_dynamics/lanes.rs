//! Numbers in lanes: one formula for one pair of states or for many at once.
//!
//! Formulas are written over [`Number`], which is a plain `f64` or [`Many`] of them. On lanes every step is a loop of
//! constant length without branches, which the compiler turns into vector instructions; choices between lanes are
//! arithmetic comparisons. No operation is contracted or reordered, so lanes give the bits of the plain numbers.
//! Iterators and closures are not for such formulas: what is not inlined is compiled for plain instructions.

use std::ops::{Add, Div, Mul, Sub};

/// Lanes of [`Many`]: twice as many as fit any register, so that one half works while the other waits.
pub const LANES: usize = 16;

/// A bit for each lane.
pub type Bits = u16;

/// All lanes.
pub const ALL: Bits = Bits::MAX;

/// What formulas are written over; the default is 0.
pub trait Number:
    Copy + Default + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    /// This value in all lanes.
    fn all(x: f64) -> Self;

    /// The square root of each lane.
    fn root(self) -> Self;

    /// Each lane times `factor`.
    #[inline(always)]
    fn scaled(self, factor: f64) -> Self {
        self * Self::all(factor)
    }

    /// A small power, by multiplication.
    #[inline(always)]
    fn power(self, exponent: usize) -> Self {
        let mut product = Self::all(1.0);
        for _ in 0..exponent {
            product = product * self;
        }
        product
    }
}

impl Number for f64 {
    #[inline(always)]
    fn all(x: f64) -> Self {
        x
    }

    #[inline(always)]
    fn root(self) -> Self {
        self.sqrt()
    }
}

/// Many numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Many(pub [f64; LANES]);

impl Many {
    /// The lesser ones; of no number, those of `other`.
    #[inline(always)]
    pub fn least(self, other: Self) -> Self {
        self.less(other, self, other)
    }

    /// The greater ones; of no number, those of `other`.
    #[inline(always)]
    pub fn greatest(self, other: Self) -> Self {
        other.less(self, self, other)
    }

    /// `yes` in the lanes where this is less than `other`, elsewhere `no`.
    #[inline(always)]
    pub fn less(self, other: Self, yes: Self, no: Self) -> Self {
        let mut out = [0.0; LANES];
        for l in 0..LANES {
            out[l] = if self.0[l] < other.0[l] {
                yes.0[l]
            } else {
                no.0[l]
            };
        }
        Self(out)
    }

    /// This where it is a number and not above `high`, elsewhere `otherwise`.
    #[inline(always)]
    pub fn not_above(self, high: Self, otherwise: Self) -> Self {
        let mut out = [0.0; LANES];
        for l in 0..LANES {
            out[l] = if self.0[l] <= high.0[l] {
                self.0[l]
            } else {
                otherwise.0[l]
            };
        }
        Self(out)
    }

    /// The lanes that are below 0, or minus 0.
    #[inline(always)]
    pub fn negative(self) -> Bits {
        let mut bits = 0;
        for l in 0..LANES {
            bits |= ((self.0[l].to_bits() >> 63) as Bits) << l;
        }
        bits
    }
}

impl Number for Many {
    #[inline(always)]
    fn all(x: f64) -> Self {
        Self([x; LANES])
    }

    #[inline(always)]
    fn root(self) -> Self {
        let mut out = [0.0; LANES];
        for l in 0..LANES {
            out[l] = self.0[l].sqrt();
        }
        Self(out)
    }
}

/// The operation lane by lane. A macro, since a closure is compiled for other instructions than those of its caller.
macro_rules! lane_by_lane {
    ($($trait:ident $method:ident $operator:tt)*) => {$(
        impl $trait for Many {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                let mut out = [0.0; LANES];
                for l in 0..LANES {
                    out[l] = self.0[l] $operator other.0[l];
                }
                Self(out)
            }
        }
    )*};
}

lane_by_lane! {
    Add add +
    Sub sub -
    Mul mul *
    Div div /
}
