//! Steering by numbers, for any controllable system.
//!
//! With xbar(t) = e^{At} x0 + (integral of e^{As}) c and the Gramian G(t) the cost of arriving at time t is
//! c(t) = t + (x1 - xbar(t))' G(t)^-1 (x1 - xbar(t)) (Webb & van den Berg 2012, equation 10). Neither e^{At} nor G(t) depends
//! on the states: they are computed once, on a grid of times that is geometric at first and then as fine as the system's
//! fastest motion asks for, each G(t) with its scaled Cholesky factors. A connection walks along the grid until the time
//! exceeds the best cost found, which no later arrival can beat since c(t) >= t. Where the cost at a node is below that of
//! both its neighbours, the derivative c'(t) = 1 - 2 (A x1 + c)' d - d' B R^-1 B' d with d = G^-1 (x1 - xbar) (equation 12)
//! is brought to zero between them.
//!
//! A minimum is missed only if it lies between two nodes and shows at neither. Two neighbours differ by 5 % in time or by
//! a tenth of the system's fastest time constant, whichever is less.
//!
//! The paper integrates the Gramian by Runge-Kutta for each pair of states; the grid does that once.

use super::cholesky::Cholesky;
use super::matrix::Matrix;
use super::model::Model;

/// The first time, relative to the system's fastest time constant.
const FIRST: f64 = 1e-4;
/// From one time to the next at first.
const RATIO: f64 = 1.05;
/// The longest step, relative to the fastest time constant.
const STEP: f64 = 0.1;
/// The most times: connections that take longer than the last are not found.
const MOST: usize = 4_000;
/// Terms of a series over one step: 0.2^14 / 14! is below the rounding of 1.
const SERIES: u32 = 14;

/// A time with what the system does until then.
#[derive(Clone, Debug)]
pub struct Node {
    /// The time.
    pub time: f64,
    /// e^{At}.
    pub flow: Matrix,
    /// The integral of e^{As} c from 0 to t.
    pub drift: Vec<f64>,
    /// G(t).
    pub gramian: Matrix,
}

/// The numerical method for one system.
#[derive(Clone, Debug)]
pub struct General {
    a: Matrix,
    c: Vec<f64>,
    /// B R^-1 B'.
    spread: Matrix,
    grid: Vec<(Node, Cholesky)>,
}

impl General {
    /// The method for a system.
    pub fn new(model: &Model) -> Self {
        let spread = model.b.times(&model.gain());
        let mut general = Self {
            a: model.a.clone(),
            c: model.c.clone(),
            spread,
            grid: Vec::new(),
        };
        let fastest = 1.0 / model.a.norm().max(f64::MIN_POSITIVE);
        let unit = if fastest.is_finite() {
            fastest.min(1.0)
        } else {
            1.0
        };
        let mut node = general.advanced(&general.origin(), FIRST * unit);
        while general.grid.len() < MOST {
            // An unstable system's Gramian cannot be inverted for ever.
            let Some(factor) = Some(&node.gramian)
                .filter(|g| g.is_finite())
                .and_then(Cholesky::of)
            else {
                break;
            };
            let step = ((RATIO - 1.0) * node.time).min(STEP * fastest);
            let next = general.advanced(&node, step);
            general.grid.push((node, factor));
            node = next;
        }
        general
    }

    /// Time 0.
    pub fn origin(&self) -> Node {
        let n = self.a.rows();
        Node {
            time: 0.0,
            flow: Matrix::identity(n),
            drift: vec![0.0; n],
            gramian: Matrix::zeros(n, n),
        }
    }

    /// The times of the grid.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.grid.iter().map(|(node, _)| node)
    }

    /// What the system does until `step` after `node`, by the series of e^{As}, of the drift and of G' = AG + GA' + BR^-1B'.
    fn advanced(&self, node: &Node, step: f64) -> Node {
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
                gramian.add(1.0, &self.spread);
            }
            drift.iter_mut().for_each(|d| *d *= factor);
            gramian = gramian.scaled(factor);
            next.flow.add(1.0, &flow);
            next.drift.iter_mut().zip(&drift).for_each(|(d, x)| *d += x);
            next.gramian.add(1.0, &gramian);
        }
        next
    }

    /// What the system does until `time`, from the nearest earlier node.
    fn node_at(&self, time: f64) -> Node {
        let after = self.grid.partition_point(|(node, _)| node.time <= time);
        match after.checked_sub(1).map(|i| &self.grid[i].0) {
            Some(node) => {
                // Beyond the grid's end a series over the whole rest would not converge.
                let rest = time - node.time;
                let steps = (rest * self.a.norm() / STEP).ceil().max(1.0);
                (0..steps as usize).fold(node.clone(), |n, _| self.advanced(&n, rest / steps))
            }
            None => self.advanced(&self.origin(), time),
        }
    }

    /// x1 - xbar(t).
    fn residual(node: &Node, from: &[f64], to: &[f64], out: &mut [f64]) {
        for (i, out) in out.iter_mut().enumerate() {
            let flow: f64 = node.flow.row(i).iter().zip(from).map(|(a, x)| a * x).sum();
            *out = to[i] - flow - node.drift[i];
        }
    }

    /// The least cost below `budget` and its arrival time.
    pub fn connect(&self, from: &[f64], to: &[f64], budget: f64) -> Option<(f64, f64)> {
        let mut best = (budget, 0.0);
        let mut residual = vec![0.0; to.len()];
        // The costs at the last two nodes, the earlier first.
        let mut costs = [f64::INFINITY; 2];
        for (k, (node, factor)) in self.grid.iter().enumerate() {
            if costs[0] >= costs[1] && node.time >= best.0.max(costs[1]) {
                break;
            }
            Self::residual(node, from, to, &mut residual);
            factor.forward(&mut residual);
            let cost = node.time + residual.iter().map(|x| x * x).sum::<f64>();
            if k > 0 && costs[1] <= costs[0] && costs[1] <= cost {
                let low = if k > 1 { self.grid[k - 2].0.time } else { 0.0 };
                let found = self.minimum(from, to, low, self.grid[k - 1].0.time, node.time);
                if found.0 < best.0 {
                    best = found;
                }
            }
            costs = [costs[1], cost];
            if node.time >= best.0 {
                break;
            }
        }
        (best.1 > 0.0).then_some(best)
    }

    /// The least cost between two times, and when, from a time between them that is better than both.
    fn minimum(&self, from: &[f64], to: &[f64], low: f64, middle: f64, high: f64) -> (f64, f64) {
        let slope = |time: f64| self.cost_and_slope(from, to, time);
        let (cost, at_middle) = slope(middle);
        let mut best = (cost, middle);
        let (mut a, mut b) = if at_middle > 0.0 {
            (low, middle)
        } else {
            (middle, high)
        };
        let (mut fa, mut fb) = if at_middle > 0.0 {
            (slope(low.max(0.5 * middle)).1, at_middle)
        } else {
            (at_middle, slope(high).1)
        };
        a = if at_middle > 0.0 {
            a.max(0.5 * middle)
        } else {
            a
        };
        if !(fa < 0.0 && fb > 0.0) {
            return best;
        }
        // Regula falsi, with the weight of an end that stays for long halved (Illinois).
        let mut side = 0;
        for _ in 0..60 {
            let time = (a * fb - b * fa) / (fb - fa);
            if !(a < time && time < b) {
                break;
            }
            let (cost, f) = slope(time);
            if cost < best.0 {
                best = (cost, time);
            }
            // Near a minimum the cost says nothing of the time, its slope does.
            if f == 0.0 || (b - a) <= 4.0 * f64::EPSILON * b {
                return (cost, time);
            }
            if f < 0.0 {
                (a, fa) = (time, f);
                fb *= if side < 0 { 0.5 } else { 1.0 };
                side = -1;
            } else {
                (b, fb) = (time, f);
                fa *= if side > 0 { 0.5 } else { 1.0 };
                side = 1;
            }
        }
        best
    }

    fn cost_and_slope(&self, from: &[f64], to: &[f64], time: f64) -> (f64, f64) {
        let node = self.node_at(time);
        let mut residual = vec![0.0; to.len()];
        Self::residual(&node, from, to, &mut residual);
        let Some(factor) = Cholesky::of(&node.gramian) else {
            return (f64::INFINITY, -1.0);
        };
        let d = factor.solve(&residual);
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        let mut velocity = self.a.times_vector(to);
        velocity.iter_mut().zip(&self.c).for_each(|(v, c)| *v += c);
        let slope = 1.0 - 2.0 * dot(&velocity, &d) - dot(&d, &self.spread.times_vector(&d));
        (time + dot(&residual, &d).max(0.0), slope)
    }

    /// d = G(t)^-1 (x1 - xbar(t)), and e^{A't} d, the costates at the end and at the beginning.
    pub fn costates(&self, from: &[f64], to: &[f64], time: f64) -> (Vec<f64>, Vec<f64>) {
        let node = self.node_at(time);
        let mut residual = vec![0.0; to.len()];
        Self::residual(&node, from, to, &mut residual);
        let d = Cholesky::of(&node.gramian).map_or(vec![0.0; to.len()], |f| f.solve(&residual));
        let first = node.flow.transposed().times_vector(&d);
        (d, first)
    }

    /// As for graded systems: the least of t + r(t)^2 over the grid.
    pub fn cost_of_measure(&self, measure: f64) -> f64 {
        let n = self.a.rows();
        let ball = crate::geometry::unit_ball_measure(n);
        self.grid
            .iter()
            .map(|(node, factor)| {
                let unit = ball * factor.root_of_determinant();
                node.time + libm::pow(measure / unit, 2.0 / n as f64)
            })
            .fold(f64::INFINITY, f64::min)
    }
}
