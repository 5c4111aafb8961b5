//! What systems whose A is not nilpotent reach, on a grid of times.
//!
//! Drift and Gramian are carried from time to time by their series, in the system's own coordinates. Only the diagonal
//! of the Gramian is asked for, sums of positive terms, so that growth costs no digits. Where the grid ends everything
//! is taken to be reached.

use super::matrix::Matrix;
use super::model::Model;
use crate::geometry::{Aabb, State};

/// The first time, by the norm of A.
const FIRST: f64 = 1e-4;
/// From one time to the next at first.
const RATIO: f64 = 1.05;
/// The longest step, by the norm of A.
const STEP: f64 = 0.1;
/// The most times.
const MOST: usize = 4_000;
/// Terms of a series over one step: 0.2^14 / 14! is below the rounding of 1.
const SERIES: u32 = 14;

/// A time with what the system does until then.
#[derive(Clone, Debug)]
struct Node {
    time: f64,
    /// e^{At}.
    flow: Matrix,
    /// The integral of e^{As} c from 0 to t.
    drift: Vec<f64>,
    /// G(t).
    gramian: Matrix,
}

/// The grid of one system.
#[derive(Clone, Debug)]
pub struct Grid {
    a: Matrix,
    /// A without signs.
    size: Matrix,
    c: Vec<f64>,
    /// From time 0 on.
    nodes: Vec<Node>,
}

impl Grid {
    /// The grid of a system whose A is not 0.
    pub fn new(model: &Model) -> Self {
        let n = model.states();
        let spread = model.b.times(&model.gain());
        let mut grid = Self {
            a: model.a.clone(),
            size: model.a.absolute(),
            c: model.c.clone(),
            nodes: Vec::new(),
        };
        let unit = 1.0 / model.a.norm();
        let mut node = Node {
            time: 0.0,
            flow: Matrix::identity(n),
            drift: vec![0.0; n],
            gramian: Matrix::zeros(n, n),
        };
        while grid.nodes.len() < MOST && node.gramian.is_finite() && node.flow.is_finite() {
            let step = ((RATIO - 1.0) * node.time).clamp(FIRST * unit, STEP * unit);
            let next = grid.advanced(&node, &spread, step);
            grid.nodes.push(node);
            node = next;
        }
        grid
    }

    /// What the system does until `step` after `node`, by the series of e^{As}, of the drift and of G' = AG + GA' +
    /// BR^-1B'.
    fn advanced(&self, node: &Node, spread: &Matrix, step: f64) -> Node {
        let mut next = node.clone();
        next.time += step;
        let (mut flow, mut drift, mut gramian) =
            (node.flow.clone(), node.drift.clone(), node.gramian.clone());
        for k in 1..=SERIES {
            let factor = step / f64::from(k);
            flow = self.a.times(&flow).scaled(factor);
            drift = self.a.times_vector(&drift);
            let left = self.a.times(&gramian);
            gramian = left.transposed();
            gramian.add(1.0, &left);
            if k == 1 {
                drift.iter_mut().zip(&self.c).for_each(|(d, c)| *d += c);
                gramian.add(1.0, spread);
            }
            drift.iter_mut().for_each(|d| *d *= factor);
            gramian = gramian.scaled(factor);
            next.flow.add(1.0, &flow);
            next.drift.iter_mut().zip(&drift).for_each(|(d, x)| *d += x);
            next.gramian.add(1.0, &gramian);
        }
        next
    }

    /// Makes the box hold every state within `cost` of `x`; false where the grid ends before.
    pub fn include<const D: usize>(&self, x: &State<D>, cost: f64, reached: &mut Aabb<D>) -> bool {
        for pair in self.nodes.windows(2) {
            let [node, next] = pair else { break };
            if node.time >= cost {
                return true;
            }
            let mut at = node.flow.times_vector(x);
            at.iter_mut().zip(&node.drift).for_each(|(x, d)| *x += d);
            let moved = self.moved(&at, next.time - node.time);
            for i in 0..D {
                let half = ((cost - node.time) * next.gramian.at(i, i)).sqrt() + moved[i];
                reached.min[i] = reached.min[i].min(at[i] - half);
                reached.max[i] = reached.max[i].max(at[i] + half);
            }
        }
        false
    }

    /// How far each coordinate drifts at most from `at` within `step`: sum over k of |A|^k |A x + c| step^(k+1) /
    /// (k+1)!.
    fn moved(&self, at: &[f64], step: f64) -> Vec<f64> {
        /// With |A| step at most 0.1 each term is less than a tenth of the one before; the last stands for all that
        /// follow.
        const TERMS: u32 = 5;
        let mut term: Vec<f64> = self.a.times_vector(at);
        term.iter_mut()
            .zip(&self.c)
            .for_each(|(x, c)| *x = (*x + c).abs() * step);
        let mut sum = term.clone();
        for k in 1..TERMS {
            term = self.size.times_vector(&term);
            term.iter_mut().for_each(|x| *x *= step / f64::from(k + 1));
            let weight = if k + 1 == TERMS { 2.0 } else { 1.0 };
            sum.iter_mut()
                .zip(&term)
                .for_each(|(s, x)| *s += weight * x);
        }
        sum
    }
}
