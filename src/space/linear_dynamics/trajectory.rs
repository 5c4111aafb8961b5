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
        let end = start + motion.time;
        moments.push(moment(start, from, &at(&pieces, 0.0).1));
        let mut k = (start / dt).floor() + 1.0;
        while k * dt < end - NEAREST * dt {
            if k * dt > start + NEAREST * dt {
                let (state, control) = at(&pieces, k * dt - start);
                moments.push(moment(k * dt, &state, &control));
            }
            k += 1.0;
        }
        moments.push(moment(end, to, &at(&pieces, motion.time).1));
        start = end;
    }
    // A path of one state: nothing happens.
    if moments.is_empty() {
        let first = path.first().map(|(state, _)| moment(0.0, state, &[0.0; D]));
        moments.extend(first);
    }
    moments
}

/// State and controls at a time since the start of the first piece.
fn at<const D: usize>(pieces: &[Piece<D>], time: f64) -> (State<D>, State<D>) {
    let after = pieces.partition_point(|piece| piece.start <= time);
    match pieces.get(after.saturating_sub(1)) {
        Some(piece) => piece.at(time),
        None => ([0.0; D], [0.0; D]),
    }
}
