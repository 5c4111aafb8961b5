//! Motions joined into a trajectory: states and controls against time.

use super::{Arrival, LinearDynamics, Piece};
use crate::geometry::State;
use crate::record::Moment;

/// Moments are left out where they would lie nearer than this share of `dt` to a joint: what interpolates between rows
/// dislikes rows that are all but one.
const NEAREST: f64 = 1e-3;

/// The states and controls along a path, whose states each come with the motion that leads to them: a moment at every multiple
/// of `dt`, and two where motions meet, for the controls of both.
pub fn trajectory<const D: usize>(
    space: &LinearDynamics<D>,
    path: &[(State<D>, Option<Arrival>)],
    dt: f64,
) -> Vec<Moment> {
    let controls = space.system().controls();
    let moment = |time: f64, state: &State<D>, control: &State<D>| Moment {
        time,
        state: state.to_vec(),
        control: control[..controls].to_vec(),
    };
    let mut moments = Vec::new();
    let mut start = 0.0;
    for pair in path.windows(2) {
        let (from, to) = (&pair[0].0, &pair[1].0);
        let Some(motion) = pair[1].1 else { continue };
        let pieces = space.curve(from, &motion, to);
        let times = times(start, start + motion.time, dt);
        for (k, &time) in times.iter().enumerate() {
            let (mut state, control) = at(&pieces, (time - start).min(motion.time));
            if k == 0 {
                state = *from;
            } else if k + 1 == times.len() {
                state = *to;
            }
            moments.push(moment(time, &state, &control));
        }
        start += motion.time;
    }
    // A path of one state: nothing happens.
    if moments.is_empty() {
        let first = path.first().map(|(state, _)| moment(0.0, state, &[0.0; D]));
        moments.extend(first);
    }
    moments
}

/// When there are rows from one time to another: at both, and at the multiples of `dt` between them.
pub(super) fn times(start: f64, end: f64, dt: f64) -> Vec<f64> {
    let mut times = vec![start];
    let mut k = (start / dt).floor() + 1.0;
    while k * dt < end - NEAREST * dt {
        if k * dt > start + NEAREST * dt {
            times.push(k * dt);
        }
        k += 1.0;
    }
    times.push(end);
    times
}

/// State and controls at a time since the start of the first piece.
fn at<const D: usize>(pieces: &[Piece<D>], time: f64) -> (State<D>, State<D>) {
    let after = pieces.partition_point(|piece| piece.start <= time);
    match pieces.get(after.saturating_sub(1)) {
        Some(piece) => piece.at(time),
        None => ([0.0; D], [0.0; D]),
    }
}
