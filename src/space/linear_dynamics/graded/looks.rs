//! Where a motion is at a few moments, from its arrival time alone: what is out of bounds or in an obstacle there is
//! found out before there is a curve.

use super::{Graded, Pair, Scale};
use crate::geometry::State;
use crate::space::linear_dynamics::lanes::Number;
use crate::space::linear_dynamics::matrix::Matrix;
use crate::space::linear_dynamics::polynomial::value;

/// Shares of a motion's time at which it is looked at before all of it is checked, the most telling first.
pub(super) const LOOKS: [f64; 7] = [0.5, 0.25, 0.75, 0.375, 0.625, 0.125, 0.875];

/// As many of the looks are at many motions at once; for these the others tell little.
pub(super) const LOOKS_AT_MANY: usize = 3;

/// The state at a share of a motion's time, as a linear function of the scaled residual.
#[derive(Clone, Debug)]
pub(super) struct Along {
    share: f64,
    /// By state: parts of the scaled residual with their factors.
    rows: Vec<Vec<(usize, f64)>>,
}

/// A motion of a pair of states.
pub(super) struct Motion<'a, T, const D: usize> {
    pub pair: &'a Pair<T, D>,
    pub time: T,
    pub scale: &'a Scale<T, D>,
    /// S(t)^-1 q(t).
    pub scaled: &'a [T; D],
}

/// What S(t)^-1 q(t) says of the state at each of the looks, by which the states at all times t are scaled alike: at a
/// share s, G(s t) e^{A'(1 - s)t} G(t)^-1 = S(t) M S(t)^-1, with M as it is at t = 1.
pub(super) fn along<const D: usize>(
    a: &Matrix,
    nilpotency: usize,
    powers: &[usize; D],
    g: &Matrix,
    inverse_of_g: &Matrix,
) -> [Along; LOOKS.len()] {
    // A'^k g^-1 / k!.
    let transposed = a.transposed();
    let mut costates = vec![inverse_of_g.clone()];
    for k in 1..nilpotency {
        let next = transposed.times(&costates[k - 1]);
        costates.push(next.scaled(1.0 / k as f64));
    }
    LOOKS.map(|share| {
        let mut costate = inverse_of_g.clone();
        let mut weight = 1.0;
        for term in &costates[1..] {
            weight *= 1.0 - share;
            costate.add(weight, term);
        }
        let scale = powers.map(|power| share.sqrt() * share.powi(power as i32));
        let mut gramian = g.clone();
        for i in 0..D {
            for j in 0..D {
                gramian.set(i, j, scale[i] * g.at(i, j) * scale[j]);
            }
        }
        let product = gramian.times(&costate);
        let entries = |row: &[f64]| {
            let entries = row.iter().copied().enumerate();
            entries.filter(|(_, x)| *x != 0.0).collect()
        };
        Along {
            share,
            rows: (0..D).map(|i| entries(product.row(i))).collect(),
        }
    })
}

impl<const D: usize> Graded<D> {
    /// At a look, the values of the states that are `wanted`; the others have any value.
    #[inline(always)]
    pub(super) fn state_at<T: Number>(
        &self,
        look: &Along,
        wanted: &[usize],
        motion: &Motion<'_, T, D>,
    ) -> [T; D] {
        let mut state = [T::default(); D];
        match &self.change {
            None => {
                for &i in wanted {
                    state[i] = self.coordinate_at(look, i, motion);
                }
                state
            }
            Some(change) => {
                for i in 0..D {
                    state[i] = self.coordinate_at(look, i, motion);
                }
                change.back.times(&state)
            }
        }
    }

    /// At a look, the value of a coordinate of the closed form.
    #[inline(always)]
    fn coordinate_at<T: Number>(&self, look: &Along, i: usize, motion: &Motion<'_, T, D>) -> T {
        let now = motion.time.scaled(look.share);
        let mut pulled = T::default();
        for &(j, x) in &look.rows[i] {
            pulled = pulled + motion.scaled[j].scaled(x);
        }
        let drift = value(&motion.pair.residual[i][1..self.terms[i]], now) * now;
        motion.pair.from[i] - drift + pulled * motion.scale.up[i]
    }

    /// Shows the states, of which `wanted` are right, at the looks that are not for many at once, of the motion that
    /// takes `time`, until `see` says false; returns whether it never did.
    pub fn look(
        &self,
        from: &State<D>,
        to: &State<D>,
        time: f64,
        wanted: &[usize],
        mut see: impl FnMut(&State<D>) -> bool,
    ) -> bool {
        let pair = self.pair_of(from, to);
        let scale = self.scale(time);
        let scaled = self.scaled_residual(&pair.residual, time, &scale);
        let motion = Motion {
            pair: &pair,
            time,
            scale: &scale,
            scaled: &scaled,
        };
        let mut looks = self.looks[LOOKS_AT_MANY..].iter();
        looks.all(|look| see(&self.state_at(look, wanted, &motion)))
    }
}
