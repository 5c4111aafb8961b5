//! Many connections at once.
//!
//! The arrival time is found by descending over powers of two and then Halley's method, kept between the neighbours of
//! the best power of two. That is *a* minimum, c* at t*. It is the best one if no time does better: the polynomial
//!
//! P(t) = t^k (t - c*) + (numerator of the energy), with k the power that the energy is divided by,
//!
//! is t^k (c(t) - c*), so it must not be negative anywhere in (0, c*]; later times cost more than c* by themselves. P
//! has a double zero at t*; divided by (t - t*)^2 it is a polynomial whose coefficients in the Bernstein basis of parts
//! of [0, c*] are, nearly always, all positive, and that proves it. Lanes without that proof are left to the method
//! that isolates all zeros.
//!
//! Before that the same polynomial with the budget in the place of c* proves of most candidates that they cost more.

use super::looks::{LOOKS_AT_MANY, Motion};
use super::positive::Parts;
use super::{Graded, Pair};
use crate::space::linear_dynamics::Limits;
use crate::space::linear_dynamics::lanes::{ALL, Bits, LANES, Many, Number};
use crate::space::linear_dynamics::polynomial::{TERMS, bernstein, value};

/// What is known of many connections; a bit stands for a lane.
pub struct Answer {
    /// Costs.
    pub cost: Many,
    /// Arrival times.
    pub time: Many,
    /// Whether cost and time are those of the optimum.
    pub proven: Bits,
    /// Whether the optimum costs less than its budget and keeps, where it was looked at, within the bounds.
    pub promising: Bits,
}

/// Memory for the work on many pairs, used again from one to the next.
pub struct Scratch<const D: usize> {
    pair: Pair<Many, D>,
    energy: [Many; TERMS],
    derivative: [Many; TERMS],
    /// Memory for a polynomial.
    spare: [Many; TERMS],
    parts: Parts,
    /// Where the motions are at the looks.
    pub looks: [[Many; D]; LOOKS_AT_MANY],
}

impl<const D: usize> Scratch<D> {
    /// Memory.
    pub fn new() -> Self {
        let polynomial = [Many::default(); TERMS];
        Self {
            pair: Pair::empty(),
            energy: polynomial,
            derivative: polynomial,
            spare: polynomial,
            parts: Parts::new(),
            looks: [[Many::default(); D]; LOOKS_AT_MANY],
        }
    }
}

/// Relative: a bound that is overstepped by less is left to the check of the whole curve.
const SLACK: f64 = 1e-9;

/// The connections of many pairs that each cost less than a budget; `hint` is a time near that of most.
#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub fn connect_many<const D: usize>(
    graded: &Graded<D>,
    from: &[Many; D],
    to: &[Many; D],
    budget: &Many,
    limits: &Limits<D>,
    hint: f64,
    scratch: &mut Scratch<D>,
) -> Answer {
    let Scratch {
        pair,
        energy,
        derivative,
        spare,
        parts,
        looks,
    } = scratch;
    graded.pair(from, to, pair);
    graded.energy(&pair.residual, energy);
    let zero = Many::default();
    let mut way = zero;
    for i in 0..D {
        let step = from[i] - to[i];
        way = way + step * step;
    }
    // Of a state and itself the formulas know nothing.
    let moves = (zero - way).negative();
    let affordable = !(graded.exceeds(energy, *budget, parts) & moves);
    if affordable == 0 {
        return Answer {
            cost: *budget,
            time: *budget,
            proven: ALL,
            promising: 0,
        };
    }
    let (time, settled) = graded.stationary(energy, [derivative, spare, parts.first()], hint);
    let scale = graded.scale(time);
    let scaled = graded.scaled_residual(&pair.residual, time, &scale);
    let cost = time + graded.energy_of(&scaled);
    let dear = affordable & moves & (*budget - cost).negative();
    let exceeding = graded.exceeds_beside(energy, *budget, time, dear, parts, spare);
    let affordable = affordable & !exceeding;
    // No number proves nothing.
    let candidates = affordable & settled & moves & finite(cost);
    let proven = !affordable | graded.is_least(energy, time, cost, candidates, parts, spare);
    let mut promising = affordable & (cost - *budget).negative();
    if promising & proven != 0 {
        let motion = Motion {
            pair,
            time,
            scale: &scale,
            scaled: &scaled,
        };
        promising &= graded.keep_bounds(&motion, limits, looks);
    }
    Answer {
        cost,
        time,
        proven,
        promising,
    }
}

impl<const D: usize> Graded<D> {
    #[inline(always)]
    fn cost_at(&self, energy: &[Many; TERMS], time: Many, inverse: Many) -> Many {
        time + value(&energy[..self.energy_terms], time) * inverse.power(self.divisor)
    }

    /// A time at which the derivative vanishes, of the lanes whose bits are set.
    #[inline(always)]
    fn stationary(
        &self,
        energy: &[Many; TERMS],
        [derivative, slopes, curvatures]: [&mut [Many; TERMS]; 3],
        hint: f64,
    ) -> (Many, Bits) {
        /// Halley's next step is the cube of this one.
        const SMALL: f64 = 1e-6;
        /// Halving alone would take 20.
        const STEPS: u32 = 25;
        let (mut time, mut inverse) = (Many::all(hint), Many::all(1.0 / hint));
        let mut best = self.cost_at(energy, time, inverse);
        for factor in [2.0, 0.5] {
            for _ in 0..60 {
                let (next, inverse_of_next) = (time.scaled(factor), inverse.scaled(1.0 / factor));
                let cost = self.cost_at(energy, next, inverse_of_next);
                time = cost.less(best, next, time);
                inverse = cost.less(best, inverse_of_next, inverse);
                let improved = (cost - best).negative();
                best = cost.less(best, cost, best);
                if improved == 0 {
                    break;
                }
            }
        }
        self.derivative(energy, derivative);
        let n = self.length();
        // Three simple sums are turned into vector instructions, one of three terms is not.
        for k in 1..n {
            slopes[k - 1] = derivative[k].scaled(k as f64);
        }
        for k in 1..n - 1 {
            curvatures[k - 1] = slopes[k].scaled(0.5 * k as f64);
        }
        let (mut low, mut high) = (time.scaled(0.5), time.scaled(2.0));
        let zero = Many::default();
        let mut settled = 0;
        for _ in 0..STEPS {
            let y = value(&derivative[..n], time);
            let slope = value(&slopes[..n - 1], time);
            let half = value(&curvatures[..n - 2], time);
            low = y.less(zero, time, low);
            high = y.less(zero, high, time);
            let step = y * slope / (slope * slope - y * half);
            let next = time - step;
            // Also where the quotient is no number.
            let middle = (low + high).scaled(0.5);
            let next = next.less(low, middle, next);
            let next = next.not_above(high, middle);
            settled = (step * step - (time * time).scaled(SMALL * SMALL)).negative();
            time = next;
            if settled == ALL {
                break;
            }
        }
        (time, settled)
    }

    /// Those of the lanes `among` in which it is proven that no time costs less than `cost`, which is the minimum at
    /// `time`.
    #[inline(always)]
    fn is_least(
        &self,
        energy: &mut [Many; TERMS],
        time: Many,
        cost: Many,
        among: Bits,
        parts: &mut Parts,
        spare: &mut [Many; TERMS],
    ) -> Bits {
        if among == 0 {
            return 0;
        }
        let n = self.length();
        let p = energy;
        p[self.divisor] = p[self.divisor] - cost;
        p[self.divisor + 1] = p[self.divisor + 1] + Many::all(1.0);
        // Twice divided by (t - time), from the highest coefficient down; the remainders are rounding.
        for last in [0, 1] {
            for k in (last + 1..n - 1).rev() {
                p[k] = p[k] + time * p[k + 1];
            }
        }
        let m = n - 2;
        bernstein(&p[2..n], cost, parts.first());
        let proven = parts.not_negative(m, among, 0);
        if proven == among {
            return proven;
        }
        // Both sides of `time` apart: it is near the end.
        bernstein(&p[2..n], cost, parts.first());
        proven | parts.not_negative_beside(m, time / cost, among & !proven, spare)
    }

    /// Writes t^k (c(t) - `budget`) on [0, `budget`].
    #[inline(always)]
    fn excess(&self, energy: &mut [Many; TERMS], budget: Many, parts: &mut Parts) {
        let n = self.length();
        let k = self.divisor;
        let kept = [energy[k], energy[k + 1]];
        energy[k] = energy[k] - budget;
        energy[k + 1] = energy[k + 1] + Many::all(1.0);
        bernstein(&energy[..n], budget, parts.first());
        [energy[k], energy[k + 1]] = kept;
    }

    /// Lanes in which it is proven at once that every time costs at least `budget`.
    #[inline(always)]
    fn exceeds(&self, energy: &mut [Many; TERMS], budget: Many, parts: &mut Parts) -> Bits {
        let finite = finite(budget);
        if finite == 0 {
            return 0;
        }
        self.excess(energy, budget, parts);
        parts.not_negative(self.length(), finite, 1)
    }

    /// The same for the lanes `among`, once a minimum at `time` is known to cost more.
    #[inline(always)]
    fn exceeds_beside(
        &self,
        energy: &mut [Many; TERMS],
        budget: Many,
        time: Many,
        among: Bits,
        parts: &mut Parts,
        spare: &mut [Many; TERMS],
    ) -> Bits {
        // The difference of infinities is no number, whose sign is anything.
        let among = among & finite(budget);
        if among == 0 {
            return 0;
        }
        self.excess(energy, budget, parts);
        let share = (time / budget).least(Many::all(1.0));
        parts.not_negative_beside(self.length(), share, among, spare)
    }

    /// The lanes whose motions keep within the bounds of all states in the middle, and of the place at the other looks.
    /// Where these are kept, so are nearly always those of the other states and the controls.
    #[inline(always)]
    fn keep_bounds(
        &self,
        motion: &Motion<'_, Many, D>,
        limits: &Limits<D>,
        looks: &mut [[Many; D]; LOOKS_AT_MANY],
    ) -> Bits {
        let mut all = [0; D];
        for i in 0..D {
            all[i] = i;
        }
        let mut beyond = Many::all(f64::NEG_INFINITY);
        for k in 0..LOOKS_AT_MANY {
            let wanted = if k == 0 { &all } else { &limits.position[..] };
            looks[k] = self.state_at(&self.looks[k], wanted, motion);
            for &i in wanted {
                let (low, high) = (limits.states.min[i], limits.states.max[i]);
                beyond = over(looks[k][i], low, high).greatest(beyond);
            }
        }
        beyond.negative()
    }
}

/// The lanes with finite numbers.
#[inline(always)]
fn finite(x: Many) -> Bits {
    let mut bits = 0;
    for l in 0..LANES {
        bits |= Bits::from(x.0[l].is_finite()) << l;
    }
    bits
}

/// By how much `x` oversteps a bound, and the slack.
#[inline(always)]
fn over(x: Many, low: f64, high: f64) -> Many {
    let (low, high) = (low - SLACK * low.abs(), high + SLACK * high.abs());
    (Many::all(low) - x).greatest(x - Many::all(high))
}
