//! What arriving at one time costs, with slope and curvature, and the least cost between two times.
//!
//! Everything here is generic over the numbers it is computed in; what comes out are doubles.

use super::matrix::dot;
use super::series::STEP;
use super::span::Span;
use super::spans::{MOST_STATES, Spans, Vector};
use super::twofold::Real;

/// The most that rounding may do to a cost, relative to it.
pub const UNCERTAINTY: f64 = 1e-6;
/// What rounding does to a row of L or to a coordinate of r, in roundings of their size: costs of random systems,
/// beside a reference of a hundred digits, were off by a tenth of the bound that this makes to twice that bound.
const ROUNDING: f64 = 1.0;
/// How many times as much it may be at worst: of 1 600 costs one was off by 40 times that bound.
const WORST: f64 = 64.0;

/// The ends of a motion in split coordinates.
pub(super) struct Pair<'a, T = f64> {
    spans: &'a Spans<T>,
    from: Vector<T>,
    to: Vector<T>,
    /// From one to the other.
    way: Vector<T>,
    /// What the terms of the three add up to without their signs.
    sizes: [Vector; 3],
    /// A x + c at each end.
    rates: [Vector<T>; 2],
}

/// Cost and slope of arriving at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub time: f64,
    pub cost: f64,
    pub slope: f64,
}

/// All that is known of arriving at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arriving {
    pub time: f64,
    pub cost: f64,
    /// c' and c''.
    slope: f64,
    curvature: f64,
    /// What rounding is likely to have done to the cost, by its first-order bound.
    pub uncertainty: f64,
    /// The Hamiltonian at the start, and the sum of its terms without their signs.
    first_hamiltonian: [f64; 2],
}

impl<'a, T: Real> Pair<'a, T> {
    /// Two states of a system.
    pub fn new(spans: &'a Spans<T>, from: &[f64], to: &[f64]) -> Self {
        let [x, y] = [from, to].map(|x| x.iter().map(|x| T::all(*x)).collect::<Vec<T>>());
        let way: Vec<T> = x.iter().zip(&y).map(|(x, y)| *y - *x).collect();
        let sizes = |x: &[T]| -> Vector {
            let mut sizes = [0.0; MOST_STATES];
            for (i, size) in sizes.iter_mut().enumerate().take(x.len()) {
                let row = spans.split.to.row(i).iter().zip(x);
                *size = row.map(|(t, x)| (t.value() * x.value()).abs()).sum();
            }
            sizes
        };
        let ends = [&x, &y].map(|x| spans.coordinates(x));
        Self {
            spans,
            sizes: [&x, &y, &way].map(|x| sizes(x)),
            way: spans.coordinates(&way),
            rates: ends.map(|z| spans.rate(&z)),
            from: ends[0],
            to: ends[1],
        }
    }

    /// The span of any time.
    pub fn at(&self, time: f64) -> Span<T> {
        self.spans.at(time)
    }

    fn size(&self) -> usize {
        self.spans.series.size
    }

    /// What the drift lacks, in the coordinates of the Gramian.
    fn residual(&self, span: &Span<T>) -> Vector<T> {
        let (n, steady) = (self.size(), self.spans.series.steady);
        let mut rest = [T::default(); MOST_STATES];
        let states = [&self.from, &self.to, &self.way].map(|z| &z[..n]);
        span.residual(states, steady, &mut rest[..n]);
        rest
    }

    /// The cost of arriving at the end of a span; infinite where its digits are rounding.
    pub fn known_cost(&self, span: &Span<T>) -> f64 {
        let n = self.size();
        let mut e = self.residual(span);
        span.forward(&mut e[..n]);
        let cost = span.time + dot(&e[..n], &e[..n]).value();
        match span.is_known && cost.is_finite() {
            true => cost,
            false => f64::INFINITY,
        }
    }

    /// No arrival within the span, which is no longer than a step of the series, costs less: in each coordinate what
    /// the drift lacks cannot shrink faster than it moves, and what controls reach only grows.
    pub fn least_within(&self, span: &Span<T>) -> f64 {
        let n = self.size();
        let steady = self.spans.series.steady;
        // Within a step of the series no drift changes by more than this factor.
        let most = libm::exp(STEP);
        let size = |rates: &[T]| rates.iter().fold(0.0_f64, |m, x| m.max(x.value().abs()));
        let speeds = [
            size(&self.rates[0][..steady]),
            size(&self.rates[1][steady..n]),
        ];
        (0..n).fold(0.0, |least: f64, i| {
            let speed = speeds[usize::from(i >= steady)];
            let way = self.way[i].value().abs() - most * speed * span.time;
            let share = way.max(0.0) / span.reach(i);
            least.max(share * share)
        })
    }

    /// (L L')^-1 r: of the steady coordinates the costate at the end, of the growing ones that at the start.
    pub fn costate(&self, span: &Span<T>) -> Vector<T> {
        let n = self.size();
        let mut d = self.residual(span);
        span.forward(&mut d[..n]);
        span.backward(&mut d[..n]);
        d
    }

    /// Cost and slope at the end of a span.
    pub fn look(&self, span: &Span<T>) -> Look {
        let (n, steady) = (self.size(), self.spans.series.steady);
        let mut d = self.residual(span);
        span.forward(&mut d[..n]);
        let energy = dot(&d[..n], &d[..n]).value();
        span.backward(&mut d[..n]);
        span.growing_to_end(&mut d[..n], steady);
        Look {
            time: span.time,
            cost: span.time
                + if energy.is_finite() {
                    energy
                } else {
                    f64::INFINITY
                },
            slope: self.hamiltonian(1, &d)[0],
        }
    }

    /// The Hamiltonian at one end with this costate, and the sum of its terms without their signs.
    fn hamiltonian(&self, end: usize, y: &Vector<T>) -> [f64; 2] {
        let n = self.size();
        let pushes = self.spans.push(y);
        let effort = pushes.fold(T::default(), |sum, push| sum + push * push);
        let (rate, y) = (&self.rates[end][..n], &y[..n]);
        let along = dot(rate, y);
        let sizes = rate
            .iter()
            .zip(y)
            .map(|(r, y)| (r.value() * y.value()).abs());
        let size = 1.0 + effort.value() + 2.0 * sizes.sum::<f64>();
        [(T::all(1.0) - along - along - effort).value(), size]
    }

    /// All that is known of arriving at the end of a span.
    pub fn arriving(&self, span: &Span<T>) -> Arriving {
        let (n, steady) = (self.size(), self.spans.series.steady);
        let mut d = self.residual(span);
        span.forward(&mut d[..n]);
        let energy = dot(&d[..n], &d[..n]).value();
        span.backward(&mut d[..n]);
        let (mut end, mut first) = (d, d);
        span.growing_to_end(&mut end[..n], steady);
        span.steady_to_begin(&mut first[..n], steady);
        // c'' = 2 v' A' d + 2 v' G^-1 v with v = A x1 + c + B R^-1 B' d.
        let mut v = self.rates[1];
        self.spans.add_push(&mut v, &end);
        let along = dot(&v[..n], &self.spans.transposed_drift(&end)[..n]);
        let mut w = v;
        span.growing_to_begin(&mut w[..n], steady);
        span.forward(&mut w[..n]);
        Arriving {
            time: span.time,
            cost: span.time + energy,
            slope: self.hamiltonian(1, &end)[0],
            curvature: 2.0 * (along + dot(&w[..n], &w[..n])).value(),
            uncertainty: self.doubt(span, &d, energy.sqrt()),
            first_hamiltonian: self.hamiltonian(0, &first),
        }
    }

    /// To first order the energy r' G^-1 r changes by 2 d' (change of r - change of L L^-1 r).
    fn doubt(&self, span: &Span<T>, d: &Vector<T>, effort: f64) -> f64 {
        let (n, steady) = (self.size(), self.spans.series.steady);
        let sizes = self.sizes.each_ref().map(|size| &size[..n]);
        let size = |i: usize| span.size_of_residual(i, sizes, steady);
        let each = |i: usize| d[i].value().abs() * (effort * span.reach(i) + size(i));
        2.0 * ROUNDING * T::EPSILON * (0..n).map(each).sum::<f64>()
    }

    /// The minimum between two times, if the cost falls at the first and rises at the second.
    pub fn minimum(&self, times: [f64; 2]) -> Option<Arriving> {
        /// Each step at least halves the bracket in four or takes nearly all that Newton's method leaves.
        const STEPS: usize = 60;
        /// Steps that find any minimum that stands out of rounding.
        const FEW: usize = 6;
        /// Relative: what is left to gain when the slope, too, is as near to zero as it can be brought.
        const GAIN: f64 = 1e-22;
        /// Relative: what is left to gain when steps that do not bring the slope nearer to zero are rounding.
        const ENOUGH: f64 = 1e-13;
        let [mut low, mut high] = self.bracket(times)?;
        let mut best = if low.cost < high.cost { low } else { high };
        for step in 0..STEPS {
            let halves = step % 4 == 3;
            let time = match halves {
                true => 0.5 * (low.time + high.time),
                false => root_between(&low, &high),
            };
            let rise = low.cost.max(high.cost) - best.cost;
            let is_flat = step >= FEW && rise <= best.uncertainty;
            if is_flat || !(low.time < time && time < high.time) {
                break;
            }
            let here = self.arriving(&self.spans.at(time));
            let stalled = !halves && here.slope.abs() > 0.5 * best.slope.abs();
            if here.cost < best.cost || here.slope.abs() < best.slope.abs() {
                best = here;
            }
            if here.gain() <= GAIN * here.cost || (stalled && best.gain() <= ENOUGH * best.cost) {
                return Some(best);
            }
            match here.slope < 0.0 {
                true => low = here,
                false => high = here,
            }
        }
        // What is left of the bracket is within rounding.
        Some(best.flat())
    }

    /// Times about these between which the slope, in the numbers at hand, rises through zero. Rounding may have moved
    /// that by a few steps.
    fn bracket(&self, times: [f64; 2]) -> Option<[Arriving; 2]> {
        const MOVES: usize = 4;
        let [mut low, mut high] = times.map(|time| self.arriving(&self.spans.at(time)));
        let step = high.time - low.time;
        for _ in 0..MOVES {
            if low.slope < 0.0 && high.slope >= 0.0 {
                return Some([low, high]);
            }
            if high.slope < 0.0 {
                low = high;
                high = self.arriving(&self.spans.at(high.time + step));
            } else if low.time > step {
                high = low;
                low = self.arriving(&self.spans.at(low.time - step));
            }
        }
        None
    }
}

impl Look {
    /// Whether the cost falls there. What overflows falls, as it does towards shorter times.
    pub fn falls(&self) -> bool {
        self.slope < 0.0 || self.slope.is_nan()
    }

    /// About the least cost between this time and a later one: the lower of the parabolas that start with cost and
    /// slope at either end, less what they differ by.
    pub fn least_until(&self, later: &Self) -> f64 {
        let curvature = (later.slope - self.slope) / (later.time - self.time);
        let [a, b] = [self, later].map(|end| end.cost - 0.5 * end.slope * end.slope / curvature);
        let least = a.min(b) - (a - b).abs();
        if least.is_nan() {
            f64::NEG_INFINITY
        } else {
            least
        }
    }
}

impl Arriving {
    /// What a step of Newton's method would gain, were the slope the one at hand.
    fn gain_of(&self, slope: f64) -> f64 {
        let gain = 0.5 * slope * slope / self.curvature;
        if slope == 0.0 || gain >= 0.0 {
            gain.max(0.0)
        } else {
            f64::INFINITY
        }
    }

    fn gain(&self) -> f64 {
        self.gain_of(self.slope)
    }

    /// The same where the slope is known to be zero, up to rounding.
    pub fn flat(self) -> Self {
        Self { slope: 0.0, ..self }
    }

    /// What the cost is at least. Where rounding outweighs a direction of L, it makes it stronger and the cost lower.
    pub fn at_least(&self) -> f64 {
        self.cost - (WORST * self.uncertainty).min(0.5 * self.cost)
    }

    /// Whether the motion satisfies its certificate.
    pub fn is_certain(&self) -> bool {
        let [first, size] = self.first_hamiltonian;
        let most = UNCERTAINTY * self.cost;
        WORST * self.uncertainty <= most
            && self.gain() <= most
            && (self.gain_of(first) <= most
                || first.abs() <= UNCERTAINTY.sqrt() * size + most / self.time)
    }
}

/// Where the cubic through slopes and curvatures of both ends has its root, the slope rising through 0 between them.
fn root_between(low: &Arriving, high: &Arriving) -> f64 {
    /// Of the regula falsi with the weight of an end that stays halved (Illinois): it takes half a dozen to rounding.
    const STEPS: usize = 16;
    let h = high.time - low.time;
    let (a, b) = (low.slope, high.slope);
    let (p, q) = (h * low.curvature, h * high.curvature);
    let value = |s: f64| {
        let r = 1.0 - s;
        r * r * ((1.0 + 2.0 * s) * a + s * p) + s * s * ((3.0 - 2.0 * s) * b - r * q)
    };
    let (mut from, mut to, mut at_from, mut at_to) = (0.0, 1.0, a, b);
    let mut root = 0.0;
    let mut side = 0;
    for _ in 0..STEPS {
        root = from - at_from * (to - from) / (at_to - at_from);
        let f = value(root);
        if f == 0.0 || !(from < root && root < to) {
            break;
        }
        if f < 0.0 {
            (from, at_from) = (root, f);
            at_to *= if side < 0 { 0.5 } else { 1.0 };
            side = -1;
        } else {
            (to, at_to) = (root, f);
            at_from *= if side > 0 { 0.5 } else { 1.0 };
            side = 1;
        }
    }
    low.time + h * root.clamp(0.0, 1.0)
}
