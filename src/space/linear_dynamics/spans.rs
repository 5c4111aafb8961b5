//! The spans of a system at all times, computed when first asked for.
//!
//! Times are base * 2^k (1 + i / m), octave after octave, as fine as the system's motions at that time ask for: a mode
//! that has decayed asks for nothing more. A span of an octave's start is twice that of the octave before; each of the
//! others is joined of an earlier one and a span of a power of 2, so that no span comes from more than some tens of
//! joints and none carries more than their rounding.

use super::eigenvalues::{Eigenvalue, eigenvalues};
use super::matrix::dot;
use super::model::Model;
use super::series::Series;
use super::span::Span;
use super::split::Split;
use super::twofold::Real;
use std::sync::OnceLock;

/// The octaves below the longest step of a series, and those above.
const BELOW: usize = 64;
const ABOVE: usize = 64;
/// The fewest times of an octave, for systems without any rhythm: costs fall by powers of the time.
const FEWEST: usize = 16;
/// The most. A system that would need more is not looked at that late.
const MOST: usize = 16_384;
/// From one time to the next, by the largest eigenvalue that is alive: some ten times for each swing of the cost, which
/// swings twice as fast as its fastest mode.
const RESOLUTION: f64 = 0.3;
/// Exponentials of less than minus this are below rounding.
const DEAD: f64 = 37.0;

/// The most states of a system.
pub const MOST_STATES: usize = 12;
/// A state in split coordinates; those that a system does not have are 0.
pub type Vector<T = f64> = [T; MOST_STATES];

/// The spans of one system.
#[derive(Debug)]
pub struct Spans<T = f64> {
    /// The system in split coordinates.
    pub series: Series<T>,
    /// Its split.
    pub split: Split<T>,
    eigenvalues: Vec<Eigenvalue>,
    /// The longest step of the series, or 1 s where the system has no pace, rounded down to a power of 2.
    base: f64,
    powers: Vec<OnceLock<Span<T>>>,
    octaves: Vec<OnceLock<Vec<Span<T>>>>,
}

impl Spans {
    /// The spans of a system; `None` where its eigenvalues are not to be had.
    pub fn of(model: &Model) -> Option<Self> {
        let eigenvalues = eigenvalues(&model.a)?;
        Self::new(model, Split::of(&model.a, &eigenvalues), eigenvalues)
    }

    /// The same in other numbers.
    pub fn refined<T: Real>(&self, model: &Model) -> Option<Spans<T>> {
        let split = self.split.refined(&model.a)?;
        Spans::new(model, split, self.eigenvalues.clone())
    }

    /// The logarithm of the square root of the Gramian's determinant, in split coordinates at the end.
    pub fn log_of_measure(&self, span: &Span) -> f64 {
        let growth: f64 = (0..self.split.growing.rows())
            .map(|i| self.split.growing.at(i, i))
            .sum();
        span.log_of_determinant(self.series.size) + growth * span.time
    }

    /// What is added to that in the system's own coordinates.
    pub fn log_of_change(&self) -> f64 {
        libm::log(self.split.back.determinant().abs())
    }
}

impl<T: Real> Spans<T> {
    fn new(model: &Model, split: Split<T>, eigenvalues: Vec<Eigenvalue>) -> Option<Self> {
        let series = Series::new(model, &split)?;
        let longest = Some(series.longest()).filter(|t| t.is_finite());
        let exponent = libm::floor(libm::log2(longest.unwrap_or(1.0)));
        Some(Self {
            series,
            split,
            eigenvalues,
            base: libm::exp2(exponent),
            powers: (0..BELOW + ABOVE + 1).map(|_| OnceLock::new()).collect(),
            octaves: (0..BELOW + ABOVE).map(|_| OnceLock::new()).collect(),
        })
    }

    /// The octave of the longest step of a series.
    pub fn middle(&self) -> usize {
        BELOW
    }

    /// The lowest octave that has times between its start and its end.
    pub fn lowest(&self) -> usize {
        MOST.ilog2() as usize
    }

    /// The number of octaves.
    pub fn count(&self) -> usize {
        self.octaves.len()
    }

    /// When an octave begins.
    pub fn begin(&self, octave: usize) -> f64 {
        self.base * libm::exp2(octave as f64 - BELOW as f64)
    }

    /// The span until an octave begins.
    pub fn power(&self, octave: usize) -> &Span<T> {
        // From below, so that the recursion is one call deep.
        if octave > BELOW && self.powers[octave - 1].get().is_none() {
            for below in BELOW..octave {
                self.power(below);
            }
        }
        self.powers[octave].get_or_init(|| match octave > BELOW {
            true => {
                let half = self.power(octave - 1);
                self.series.joined(half, half)
            }
            false => self.series.span(self.begin(octave)),
        })
    }

    /// How many times an octave has; `None` where they would be too many.
    fn times(&self, octave: usize) -> Option<usize> {
        let begin = self.begin(octave);
        let alive = self.eigenvalues.iter();
        let alive = alive.filter(|e| e.re.abs() * begin < DEAD);
        let rate = alive.fold(0.0, |rate: f64, e| rate.max(e.size()));
        let wanted = begin * rate / RESOLUTION;
        (wanted <= MOST as f64).then(|| FEWEST.max((wanted.ceil() as usize).next_power_of_two()))
    }

    /// The spans of an octave, the shortest first; `None` where they would be too many.
    pub fn octave(&self, octave: usize) -> Option<&[Span<T>]> {
        let times = self.times(octave)?;
        let spans = self.octaves[octave].get_or_init(|| {
            let mut spans = Vec::with_capacity(times);
            spans.push(self.power(octave).clone());
            for i in 1..times {
                let last = i.trailing_zeros() as usize;
                let step = self.power(octave + last - times.ilog2() as usize);
                let joined = self.series.joined(&spans[i & (i - 1)], step);
                spans.push(joined);
            }
            spans
        });
        Some(spans)
    }

    /// The exponents of the system's motions.
    pub fn eigenvalues(&self) -> &[Eigenvalue] {
        &self.eigenvalues
    }

    /// When all exponentials are below rounding, so that no later span differs; infinite where one does not decay.
    pub fn settled(&self) -> f64 {
        let slowest = self.eigenvalues.iter();
        DEAD / slowest.fold(f64::INFINITY, |rate, e| rate.min(e.re.abs()))
    }

    /// The span of any time.
    pub fn at(&self, time: f64) -> Span<T> {
        let octave = BELOW as f64 + libm::floor(libm::log2(time / self.base));
        let octave = (octave.max(0.0) as usize).min(self.count() - 1);
        let mut octave = if self.begin(octave) > time {
            octave.saturating_sub(1)
        } else {
            octave
        };
        if self.begin(octave) > time {
            return self.series.span(time);
        }
        let known = self.octaves[octave].get().map(|spans| {
            let after = spans.partition_point(|span| span.time <= time);
            &spans[after.max(1) - 1]
        });
        let mut span = known.unwrap_or_else(|| self.power(octave)).clone();
        // Powers of 2 as long as a series would not converge, and a series for the rest.
        while time - span.time > self.series.longest() && octave > 0 {
            octave -= 1;
            let step = self.power(octave);
            if span.time + step.time <= time {
                span = self.series.joined(&span, step);
            }
        }
        let rest = time - span.time;
        if rest > 0.0 {
            span = self.series.extended(&span, rest);
            span.time = time;
        }
        span
    }

    /// A state in split coordinates.
    pub fn coordinates(&self, x: &[T]) -> Vector<T> {
        let mut z = [T::default(); MOST_STATES];
        for (i, z) in z.iter_mut().enumerate().take(x.len()) {
            *z = dot(self.split.to.row(i), x);
        }
        z
    }

    /// A z for a state in split coordinates.
    pub fn linear_rate(&self, z: &Vector<T>) -> Vector<T> {
        let mut rate = [T::default(); MOST_STATES];
        self.each_entry(|i, j, a| rate[i] = rate[i] + a * z[j]);
        rate
    }

    /// The drift A z + c at a state in split coordinates.
    pub fn rate(&self, z: &Vector<T>) -> Vector<T> {
        let mut rate = self.linear_rate(z);
        let constant = self.series.constant.iter();
        rate.iter_mut()
            .zip(constant)
            .for_each(|(r, c)| *r = *r + *c);
        rate
    }

    /// A' y for a costate in split coordinates.
    pub fn transposed_drift(&self, y: &Vector<T>) -> Vector<T> {
        let mut turned = [T::default(); MOST_STATES];
        self.each_entry(|i, j, a| turned[j] = turned[j] + a * y[i]);
        turned
    }

    /// W' B' y for a costate in split coordinates, control by control: its square is the effort.
    pub fn push(&self, y: &Vector<T>) -> impl Iterator<Item = T> {
        let input = &self.series.input;
        let push =
            |j: usize| (0..input.rows()).fold(T::default(), |sum, i| sum + input.at(i, j) * y[i]);
        (0..input.columns()).map(push)
    }

    /// Adds B R^-1 B' y, what the controls of a costate push, to `v`.
    pub fn add_push(&self, v: &mut Vector<T>, y: &Vector<T>) {
        let input = &self.series.input;
        for (j, push) in self.push(y).enumerate() {
            for i in 0..input.rows() {
                v[i] = v[i] + push * input.at(i, j);
            }
        }
    }

    /// Shows the entries of both blocks.
    fn each_entry(&self, mut see: impl FnMut(usize, usize, T)) {
        let blocks = [
            (&self.split.steady, 0),
            (&self.split.growing, self.series.steady),
        ];
        for (block, first) in blocks {
            for i in 0..block.rows() {
                for (j, a) in block.row(i).iter().enumerate() {
                    see(first + i, first + j, *a);
                }
            }
        }
    }
}
