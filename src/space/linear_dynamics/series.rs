//! Spans of time from series, and longer ones from shorter ones.

use super::matrix::{Matrix, dot};
use super::model::Model;
use super::span::Span;
use super::split::Split;
use super::triangle::{is_known, row_of, triangular};
use super::twofold::Real;

/// Terms of series over a step of at most [`STEP`] by the norm of A: 0.5^24 / 24! is below the rounding of twofold
/// numbers.
const TERMS: usize = 24;
/// The longest step of a series, by the norm of A.
pub const STEP: f64 = 0.5;
/// The first power that counts as high: states of motions that are polynomials have twice as many terms.
const FIRST_HIGH: usize = 8;
/// Nodes of Gauss' quadrature over the shortest spans. With d states to an input the weakest direction of G is smaller
/// than the strongest by some (t |A|)^(2 d); the error of 28 nodes is below it for the 12 states of the largest
/// systems.
const NODES: usize = 28;
/// Nodes over a step that goes on from a longer span, whose weak directions are known already.
const FEWER_NODES: usize = 12;

/// A system in the coordinates of its split, ready for series.
#[derive(Clone, Debug)]
pub struct Series<T = f64> {
    /// The number of coordinates.
    pub size: usize,
    /// How many of them are steady.
    pub steady: usize,
    /// The columns of B W with W W' = R^-1, in split coordinates.
    pub input: Matrix<T>,
    /// c in split coordinates.
    pub constant: Vec<T>,
    /// The norm of both blocks.
    pub norm: f64,
    /// What the norms of their high powers grow by from one to the next: less than the norm where eigenvectors are far
    /// from orthogonal.
    pub growth: f64,
    /// A_s^k / k! and (-A_g)^k / k!.
    powers: [Vec<Matrix<T>>; 2],
    /// The same, times the rows of the input.
    responses: [Vec<Matrix<T>>; 2],
    /// The nodes and weights on [0, 1].
    nodes: Vec<[T; 2]>,
    fewer_nodes: Vec<[T; 2]>,
}

impl<T: Real> Series<T> {
    /// The series of a system; `None` where R cannot be factored.
    pub fn new(model: &Model, split: &Split<T>) -> Option<Self> {
        let (n, steady) = (model.states(), split.steady_coordinates());
        let weighting = Matrix::of(&model.weighting()?);
        let input = split.to.times(&Matrix::of(&model.b)).times(&weighting);
        let minus = split.growing.scaled(-1.0);
        let blocks = [&split.steady, &minus];
        let rows = [
            input.block(0..steady, 0..input.columns()),
            input.block(steady..n, 0..input.columns()),
        ];
        let powers = blocks.map(|block| {
            let mut powers = vec![Matrix::identity(block.rows())];
            for k in 1..TERMS {
                let next = powers[k - 1].times(block).divided(k as f64);
                powers.push(next);
            }
            powers
        });
        let mut growth = 0.0_f64;
        for power in powers
            .iter()
            .flat_map(|powers| powers.iter().enumerate().skip(FIRST_HIGH))
        {
            let (k, power) = power;
            let factorial: f64 = (1..=k).map(|i| i as f64).product();
            let norm = power.rounded().norm() * factorial;
            growth = growth.max(libm::pow(norm, 1.0 / k as f64));
        }
        let responses = [0, 1].map(|b| powers[b].iter().map(|p| p.times(&rows[b])).collect());
        Some(Self {
            size: n,
            steady,
            constant: split
                .to
                .times_vector(&model.c.iter().map(|c| T::all(*c)).collect::<Vec<_>>()),
            norm: split
                .steady
                .rounded()
                .norm()
                .max(split.growing.rounded().norm()),
            growth,
            input,
            powers,
            responses,
            nodes: gauss(NODES),
            fewer_nodes: gauss(FEWER_NODES),
        })
    }

    /// The longest span that the series serve.
    pub fn longest(&self) -> f64 {
        STEP / self.norm
    }

    /// The span of this length, no longer than [`Series::longest`].
    pub fn span(&self, time: f64) -> Span<T> {
        self.span_by(time, &self.nodes)
    }

    fn span_by(&self, time: f64, nodes: &[[T; 2]]) -> Span<T> {
        let t = T::all(time);
        let (n, m) = (self.size, self.input.columns());
        let mut drift = Vec::with_capacity(n);
        let [ahead, back] = [0, 1].map(|b| horner(&self.powers[b], t));
        let changes = [0, 1].map(|b| {
            let mut change = horner(&self.powers[b][1..], t);
            change.iter_mut().for_each(|x| *x = *x * t);
            change
        });
        for (b, rows) in [(0, 0..self.steady), (1, self.steady..n)] {
            drift.extend(self.integral(b, t, &self.constant[rows]));
        }
        let mut columns = vec![T::default(); n * nodes.len() * m];
        let width = nodes.len() * m;
        for (k, [at, weight]) in nodes.iter().enumerate() {
            let root = (*weight * t).root();
            for (b, first, age) in [(0, 0, T::all(1.0) - *at), (1, self.steady, *at)] {
                let response = horner(&self.responses[b], age * t);
                for (i, row) in response.chunks(m).enumerate() {
                    for (j, x) in row.iter().enumerate() {
                        columns[(first + i) * width + k * m + j] = root * *x;
                    }
                }
            }
        }
        let factor = triangular(&mut columns, n, width);
        Span {
            time,
            ahead,
            back,
            changes: Some(changes),
            drift,
            is_known: is_known(&factor, n),
            factor,
        }
    }

    /// The integral of e^{Ms} c over the time, M the block at hand.
    fn integral(&self, block: usize, time: T, c: &[T]) -> Vec<T> {
        let mut sum = vec![T::default(); c.len()];
        for (k, power) in self.powers[block].iter().enumerate().rev() {
            let term = power.times_vector(c);
            for (sum, term) in sum.iter_mut().zip(term) {
                *sum = (*sum * time) + term / T::all((k + 1) as f64);
            }
        }
        sum.iter_mut().for_each(|x| *x = *x * time);
        sum
    }

    /// A span and a step after it, no longer than [`Series::longest`].
    pub fn extended(&self, span: &Span<T>, step: f64) -> Span<T> {
        self.joined(span, &self.span_by(step, &self.fewer_nodes))
    }

    /// Two spans, one after the other.
    pub fn joined(&self, first: &Span<T>, second: &Span<T>) -> Span<T> {
        let (n, s) = (self.size, self.steady);
        let g = n - s;
        let mut drift = vec![T::default(); n];
        for i in 0..s {
            drift[i] = second.drift[i] + dot(&second.ahead[i * s..][..s], &first.drift[..s]);
        }
        for i in 0..g {
            drift[s + i] = first.drift[s + i] + dot(&first.back[i * g..][..g], &second.drift[s..]);
        }
        let mut x = vec![T::default(); 2 * n * n];
        for i in 0..n {
            let row = &mut x[2 * n * i..][..2 * n];
            // What is carried through the other span, and what is not.
            let (moved, kept, flow, block) = match i < s {
                true => (0, n, &second.ahead[i * s..][..s], 0),
                false => (n, 0, &first.back[(i - s) * g..][..g], s),
            };
            let (carried, own) = if i < s {
                (first, second)
            } else {
                (second, first)
            };
            for (k, f) in flow.iter().enumerate() {
                let at = block + k;
                for (j, l) in row_of(&carried.factor, at).iter().enumerate() {
                    row[moved + j] = row[moved + j] + *f * *l;
                }
            }
            row[kept..][..=i].copy_from_slice(row_of(&own.factor, i));
        }
        let factor = triangular(&mut x, n, 2 * n);
        let time = first.time + second.time;
        let changes = first.changes.as_ref().zip(second.changes.as_ref());
        let changes = changes.filter(|_| time <= self.longest());
        Span {
            time,
            changes: changes.map(|(a, b)| {
                [(0, s), (1, g)].map(|(k, n)| {
                    let mut both = product(&a[k], &b[k], n);
                    let sums = a[k].iter().zip(&b[k]).map(|(a, b)| *a + *b);
                    both.iter_mut().zip(sums).for_each(|(x, sum)| *x = *x + sum);
                    both
                })
            }),
            ahead: product(&second.ahead, &first.ahead, s),
            back: product(&first.back, &second.back, g),
            drift,
            is_known: is_known(&factor, n),
            factor,
        }
    }
}

/// The sum of coefficient k times t^k, row by row.
fn horner<T: Real>(coefficients: &[Matrix<T>], t: T) -> Vec<T> {
    let mut sum = vec![T::default(); coefficients[0].rows() * coefficients[0].columns()];
    for coefficient in coefficients.iter().rev() {
        for (sum, x) in sum.iter_mut().zip(coefficient.entries()) {
            *sum = *sum * t + *x;
        }
    }
    sum
}

/// The product of two square matrices of n rows.
fn product<T: Real>(a: &[T], b: &[T], n: usize) -> Vec<T> {
    let mut product = vec![T::default(); n * n];
    for i in 0..n {
        for k in 0..n {
            let x = a[i * n + k];
            for j in 0..n {
                product[i * n + j] = product[i * n + j] + x * b[k * n + j];
            }
        }
    }
    product
}

/// The nodes and weights of Gauss' quadrature on [0, 1]: the roots of Legendre's polynomial by Newton's method.
fn gauss<T: Real>(count: usize) -> Vec<[T; 2]> {
    /// Newton's method doubles the digits of a start that has two.
    const STEPS: usize = 8;
    let one = T::all(1.0);
    let node = |k: usize| {
        let guess = std::f64::consts::PI * (k as f64 + 0.75) / (count as f64 + 0.5);
        let mut x = T::all(libm::cos(guess));
        let mut slope = one;
        for _ in 0..STEPS {
            let (mut p, mut q) = (one, T::default());
            for j in 0..count {
                let next = x.scaled(2.0 * j as f64 + 1.0) * p - q.scaled(j as f64);
                (p, q) = (next / T::all(j as f64 + 1.0), p);
            }
            slope = (x * p - q).scaled(count as f64) / (x * x - one);
            x = x - p / slope;
        }
        [(one - x).scaled(0.5), one / ((one - x * x) * slope * slope)]
    };
    (0..count).map(node).collect()
}
