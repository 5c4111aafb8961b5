//! Where a motion is at a few moments, from its arrival time alone: what is out of bounds or in an obstacle there is found out
//! before there is a curve.

use super::{Graded, Pair};
use crate::geometry::State;
use crate::space::linear_dynamics::lanes::Number;
use crate::space::linear_dynamics::matrix::Matrix;
use crate::space::linear_dynamics::polynomial::value;
use crate::space::linear_dynamics::sparse::Sparse;

/// Shares of a motion's time at which it is looked at before all of it is checked, the most telling first.
pub(super) const LOOKS: [f64; 7] = [0.5, 0.25, 0.75, 0.375, 0.625, 0.125, 0.875];

/// The state and the controls at a share of a motion's time, as linear functions of the scaled residual.
#[derive(Clone, Debug)]
pub(super) struct Along {
    share: f64,
    states: Sparse,
    pub controls: Sparse,
}

/// What S(t)^-1 q(t) says of the state and the controls at this share of the way, by which the states at all times t are
/// scaled alike: G(s t) e^{A'(1 - s)t} G(t)^-1 = S(t) M S(t)^-1, with M as it is at t = 1, and so for the controls.
pub(super) fn along<const D: usize>(
    share: f64,
    a: &Matrix,
    nilpotency: usize,
    powers: &[usize; D],
    g: &Matrix,
    inverse_of_g: &Matrix,
    gain: &Matrix,
) -> Along {
    let mut costate = Matrix::identity(D);
    let mut term = Matrix::identity(D);
    let transposed = a.transposed();
    for k in 1..nilpotency {
        term = term.times(&transposed).scaled((1.0 - share) / k as f64);
        costate.add(1.0, &term);
    }
    let costate = costate.times(inverse_of_g);
    let scale = powers.map(|power| share.sqrt() * share.powi(power as i32));
    let scale = Matrix::diagonal(&scale);
    let gramian = scale.times(g).times(&scale);
    Along {
        share,
        states: Sparse::of(&gramian.times(&costate), 1.0),
        controls: Sparse::of(&gain.times(&costate), 1.0),
    }
}

impl<const D: usize> Graded<D> {
    /// The state at a look.
    #[inline(always)]
    pub(super) fn state_at<T: Number>(
        &self,
        look: &Along,
        pair: &Pair<T, D>,
        scaled: &[T; D],
        time: T,
        scale: &[T; D],
    ) -> [T; D] {
        let pulled = look.states.times(scaled);
        let now = time.scaled(look.share);
        let mut state = pair.from;
        for i in 0..D {
            let drift = value(&pair.residual[i][1..self.terms[i]], now) * now;
            state[i] = state[i] - drift + pulled[i] * scale[i];
        }
        match &self.change {
            None => state,
            Some(change) => change.back.times(&state),
        }
    }

    /// Shows the states at the looks of the motion that takes `time`, until `see` says false; returns whether it never did.
    pub fn look(
        &self,
        from: &State<D>,
        to: &State<D>,
        time: f64,
        mut see: impl FnMut(&State<D>) -> bool,
    ) -> bool {
        let pair = self.pair_of(from, to);
        let scale = self.scale(time);
        let scaled = self.scaled_residual(&pair.residual, time, &scale);
        let mut looks = self.looks.iter();
        looks.all(|look| see(&self.state_at(look, &pair, &scaled, time, &scale)))
    }
}
