//! Boxes around what is within a cost.
//!
//! A state is reached from x at time t for less than C only if its distance from xbar(t) in each coordinate i is at
//! most sqrt((C - t) G_ii(t)): the ellipsoid of equation 15 of Webb & van den Berg (2012), boxed. The union over 0 <= t
//! <= C is boxed piece by piece over short intervals of time: G_ii only grows, C - t only falls, and the drift is
//! bounded over the interval, so the box holds everything within the cost, and somewhat more.
//!
//! The states *from which* x is reached are those that the reversed system x' = -Ax - Bu - c reaches.

use super::matrix::Matrix;
use super::model::Model;
use super::reach_grid::Grid;
use super::sparse::Sparse;
use crate::geometry::{Aabb, State};

/// Which way motions go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the state at hand to others.
    Forward,
    /// From others to the state at hand.
    Backward,
}

/// Pieces of time; more make the boxes a little smaller.
const PIECES: usize = 24;

/// Relative growth of the boxes, far above the rounding of their faces.
const SLACK: f64 = 1e-9;

/// Coefficients of polynomials in the time: chains of up to 12 integrators and a constant drift.
const TERMS: usize = 14;

/// The boxes of one system in one direction.
#[derive(Clone, Debug)]
pub enum Reach<const D: usize> {
    /// A nilpotent: drift and Gramian are polynomials.
    Polynomial {
        /// A.
        drift: Sparse,
        /// c.
        constant: State<D>,
        /// Coefficients of the drift.
        terms: usize,
        /// The coefficients of each G_ii.
        gramian: Vec<Vec<f64>>,
    },
    /// Any other: on a grid of times.
    Grid(Box<Grid>),
}

impl<const D: usize> Reach<D> {
    /// The boxes of a system of D states, whose A has this nilpotency.
    pub fn new(model: &Model, nilpotency: Option<usize>, direction: Direction) -> Self {
        let sign = match direction {
            Direction::Forward => 1.0,
            Direction::Backward => -1.0,
        };
        let directed = Model {
            a: model.a.scaled(sign),
            b: model.b.scaled(sign),
            c: model.c.iter().map(|c| sign * c).collect(),
            r: model.r.clone(),
        };
        match nilpotency {
            Some(nilpotency) => Self::Polynomial {
                drift: Sparse::of(&directed.a, 1.0),
                constant: std::array::from_fn(|i| directed.c[i]),
                terms: nilpotency + 1,
                gramian: diagonal(&directed, nilpotency),
            },
            None => Self::Grid(Box::new(Grid::new(&directed))),
        }
    }

    /// A box that contains every state within `cost` of `x`.
    pub fn around(&self, x: &State<D>, cost: f64) -> Aabb<D> {
        if !cost.is_finite() {
            return Aabb::new([f64::NEG_INFINITY; D], [f64::INFINITY; D]);
        }
        let mut reached = Aabb::EMPTY;
        reached.include(x);
        match self {
            Self::Polynomial {
                drift,
                constant,
                terms,
                gramian,
            } => {
                let flow = flow(drift, constant, *terms, x);
                for k in 0..PIECES {
                    let low = cost * k as f64 / PIECES as f64;
                    let high = cost * (k + 1) as f64 / PIECES as f64;
                    for i in 0..D {
                        let half = ((cost - low) * polynomial(&gramian[i], high)).sqrt();
                        let [least, most] = range(&flow[i][..*terms], low, high);
                        reached.min[i] = reached.min[i].min(least - half);
                        reached.max[i] = reached.max[i].max(most + half);
                    }
                }
            }
            Self::Grid(grid) => {
                if !grid.include(x, cost, &mut reached) {
                    return Aabb::new([f64::NEG_INFINITY; D], [f64::INFINITY; D]);
                }
            }
        }
        reached.grown(&reached.extents().map(|extent| SLACK * extent))
    }
}

/// The coefficients of xbar(t) from `x`.
fn flow<const D: usize>(
    drift: &Sparse,
    constant: &State<D>,
    terms: usize,
    x: &State<D>,
) -> [[f64; TERMS]; D] {
    let mut flow = [[0.0; TERMS]; D];
    let mut term = *x;
    for k in 0..terms {
        for i in 0..D {
            flow[i][k] = term[i];
        }
        let next = drift.times(&term);
        term = std::array::from_fn(|i| {
            let constant = if k == 0 { constant[i] } else { 0.0 };
            (next[i] + constant) / (k + 1) as f64
        });
    }
    flow
}

/// The coefficients of G_ii(t), for each i.
fn diagonal(model: &Model, nilpotency: usize) -> Vec<Vec<f64>> {
    let gain = model.gain();
    let n = model.states();
    // Row i of A^k B / k!, for each k, and the same times R^-1.
    let mut responses = Vec::new();
    let mut block = Matrix::identity(n);
    for k in 0..nilpotency.max(1) {
        let response = block.times(&model.b);
        let weighted = block.times(&gain.transposed());
        responses.push((response, weighted));
        block = block.times(&model.a).scaled(1.0 / (k + 1) as f64);
    }
    let mut diagonal = vec![vec![0.0; 2 * nilpotency.max(1)]; n];
    for (i, coefficients) in diagonal.iter_mut().enumerate() {
        for (k, (response, _)) in responses.iter().enumerate() {
            for (l, (_, weighted)) in responses.iter().enumerate() {
                let dot: f64 = response
                    .row(i)
                    .iter()
                    .zip(weighted.row(i))
                    .map(|(x, y)| x * y)
                    .sum();
                coefficients[k + l + 1] += dot / (k + l + 1) as f64;
            }
        }
    }
    diagonal
}

fn polynomial(p: &[f64], t: f64) -> f64 {
    p.iter().rev().fold(0.0, |sum, c| sum * t + c)
}

/// Bounds of a polynomial between two times that are not negative: what grows at its least and what falls at its most.
fn range(p: &[f64], low: f64, high: f64) -> [f64; 2] {
    let (mut least, mut most) = (0.0, 0.0);
    let (mut low_power, mut high_power) = (1.0, 1.0);
    for &c in p {
        let (at_low, at_high) = (c * low_power, c * high_power);
        least += at_low.min(at_high);
        most += at_low.max(at_high);
        low_power *= low;
        high_power *= high;
    }
    [least, most]
}
