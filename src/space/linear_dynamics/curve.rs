//! Whether a motion keeps within its bounds and clear of obstacles: decided along the whole curve, not at samples.
//!
//! A curve is a chain of polynomials in the time. Each state and control lies within the hull of its Bernstein
//! coefficients, so that bounds are decided by halving (`polynomial.rs`). The place deviates from its chord at most as
//! far as the Bernstein coefficients deviate from those of the chord, which are spread evenly along it; if the chord is
//! free of obstacles grown by that much, the piece is free (`world/ladder.rs`). Where that does not decide, the middle
//! of the piece is looked at and both halves are; halving quarters the deviation.
//!
//! **Guarantee.** What is called free is free, at every time. What is called not free leaves its bounds, touches an
//! obstacle, or comes nearer to one than the ladder's least margin, 5e-7 of the extent.

use super::linear::{COEFFICIENTS, Piece};
use super::polynomial::{TERMS, bernstein, halve, stays_within, value};
use crate::geometry::Aabb;
use crate::world::{Place, Surroundings};

/// What a motion must keep to.
pub struct Limits<const D: usize> {
    /// The bounds of the states, those of places shrunk by the robot.
    pub states: Aabb<D>,
    /// The bounds of each control; infinite where there are none.
    pub controls: Vec<[f64; 2]>,
    /// Which states are the place.
    pub position: Vec<usize>,
    /// The obstacles.
    pub surroundings: Box<dyn Surroundings>,
}

/// The Bernstein coefficients of the place.
type Net = [[f64; TERMS]; 3];

impl<const D: usize> Limits<D> {
    /// The place of a state.
    pub fn place(&self, x: &[f64; D]) -> Place {
        let mut place = [0.0; 3];
        for (p, &i) in place.iter_mut().zip(&self.position) {
            *p = x[i];
        }
        place
    }

    /// Whether the piece keeps within all bounds and clear of all obstacles.
    pub fn admit(&self, piece: &Piece<D>) -> bool {
        /// Shares of the time to look at first: most motions that are not free are found out there.
        const LOOKS: [f64; 3] = [0.5, 0.25, 0.75];
        if !LOOKS
            .iter()
            .all(|share| self.admits_at(piece, share * piece.length))
        {
            return false;
        }
        let n = piece.terms;
        let mut b = [0.0; TERMS];
        let mut within = |p: &[f64; COEFFICIENTS], low: f64, high: f64| {
            if !(low.is_finite() || high.is_finite()) {
                return true;
            }
            bernstein(&p[..n], piece.length, &mut b);
            stays_within(&b[..n], low, high)
        };
        let mut controls = self.controls.iter().zip(&piece.controls);
        controls.all(|([low, high], p)| within(p, *low, *high))
            && (0..D).all(|i| {
                let [low, high] = self.slack_bounds(i);
                within(&piece.states[i], low, high)
            })
            && (self.surroundings.is_empty() || self.is_clear(piece))
    }

    /// The bounds of state `i`, wider by rounding: a motion may begin or end on a bound.
    fn slack_bounds(&self, i: usize) -> [f64; 2] {
        /// Relative to the bounds: the rounding of a polynomial of degree 8.
        const ROUNDING: f64 = 1e-12;
        let (low, high) = (self.states.min[i], self.states.max[i]);
        let slack = ROUNDING * low.abs().max(high.abs());
        [low - slack, high + slack]
    }

    /// Whether the moment `t` after the piece's start is within all bounds and clear.
    #[inline]
    fn admits_at(&self, piece: &Piece<D>, t: f64) -> bool {
        let n = piece.terms;
        for (p, [low, high]) in piece.controls.iter().zip(&self.controls) {
            let u = value(&p[..n], t);
            if u < *low || u > *high {
                return false;
            }
        }
        // The velocities leave their bounds more often than the places, and come behind them.
        let mut x = [0.0; D];
        for i in (0..D).rev() {
            x[i] = value(&piece.states[i][..n], t);
            let [low, high] = self.slack_bounds(i);
            if x[i] < low || x[i] > high {
                return false;
            }
        }
        self.surroundings.is_empty() || self.surroundings.place_is_free(&self.place(&x))
    }

    fn is_clear(&self, piece: &Piece<D>) -> bool {
        let n = piece.terms;
        let mut net: Net = [[0.0; TERMS]; 3];
        for (net, &i) in net.iter_mut().zip(&self.position) {
            bernstein(&piece.states[i][..n], piece.length, net);
        }
        match self.answer(&net, n) {
            Some(answer) => answer,
            None => self.halves_are_clear(&mut net, n),
        }
    }

    fn halves_are_clear(&self, net: &mut Net, n: usize) -> bool {
        let mut right: Net = [[0.0; TERMS]; 3];
        for i in 0..self.position.len() {
            halve(&mut net[i][..n], &mut right[i][..n]);
        }
        for half in [net, &mut right] {
            let clear = match self.answer(half, n) {
                Some(answer) => answer,
                None => {
                    self.surroundings.place_is_free(&end(half, n - 1))
                        && self.halves_are_clear(half, n)
                }
            };
            if !clear {
                return false;
            }
        }
        true
    }

    /// Whether the piece of a curve is free, where its chord tells.
    fn answer(&self, net: &Net, n: usize) -> Option<bool> {
        /// Relative: what rounding may add to a deviation.
        const ROUNDING: f64 = 1e-12;
        let (a, b) = (end(net, 0), end(net, n - 1));
        let mut square = 0.0_f64;
        let mut size = 0.0_f64;
        for j in 0..n {
            let share = if n > 1 {
                j as f64 / (n - 1) as f64
            } else {
                0.0
            };
            let mut sum = 0.0;
            for i in 0..self.position.len() {
                let off = net[i][j] - (a[i] + share * (b[i] - a[i]));
                sum += off * off;
                size = size.max(net[i][j].abs());
            }
            square = square.max(sum);
        }
        let deviation = square.sqrt() + ROUNDING * size;
        if !deviation.is_finite() {
            return Some(false);
        }
        match self.surroundings.chord_is_free(&a, &b, deviation) {
            Some(true) => Some(true),
            // Too near to tell: a contact.
            _ if deviation <= self.surroundings.least_margin() => Some(false),
            _ => None,
        }
    }
}

fn end(net: &Net, j: usize) -> Place {
    [net[0][j], net[1][j], net[2][j]]
}
