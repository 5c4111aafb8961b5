//! The optimal motion of the numerical method, in pieces.
//!
//! A motion is a chain of pieces, each so short that the series of state and costate about its start converges at once.
//! What decays in one direction of time is followed in that direction: steady states and the costates of growing ones
//! from the start, growing states and the costates of steady ones from the end. So nothing that rounding leaves ever
//! grows.

use super::general::General;
use super::linear::{COEFFICIENTS, Piece};
use super::matrix::Matrix;
use super::spans::{MOST_STATES, Spans, Vector};
use crate::geometry::State;

/// The longest piece, by the growth of the powers of A: 0.5^15 / 15! is below the rounding of 1.
const LENGTH: f64 = 0.5;
/// The most pieces of a motion; one that would need more is not followed.
const MOST_PIECES: f64 = 1e5;

/// The coefficients of state and costate in split coordinates.
type Series = [[Vector; COEFFICIENTS]; 2];

struct Sweep<'a> {
    spans: &'a Spans,
    /// T R^-1 B' in split coordinates: from costates to controls.
    gain: Matrix,
    length: f64,
}

/// How many pieces a motion takes; `None` where they would be too many.
pub fn pieces(spans: &Spans, time: f64) -> Option<f64> {
    let pieces = (time * spans.series.growth / LENGTH).ceil().max(1.0);
    (pieces <= MOST_PIECES).then_some(pieces)
}

/// Shows the pieces of the motion that takes `time`, in order, until `see` says false; returns whether it never did.
/// False too for a motion of too many pieces, which no connection is.
pub fn walk<const D: usize>(
    general: &General,
    gain: &Matrix,
    [from, to]: [&State<D>; 2],
    time: f64,
    mut see: impl FnMut(&Piece<D>) -> bool,
) -> bool {
    let spans = general.spans();
    let Some(pieces) = pieces(spans, time) else {
        return false;
    };
    let sweep = Sweep {
        spans,
        gain: gain.times(&spans.split.to.transposed()),
        length: time / pieces,
    };
    let states = sweep.states(general, from, to, time, pieces as usize);
    states.iter().enumerate().all(|(k, ends)| {
        let start = k as f64 * sweep.length;
        see(&sweep.piece(&sweep.series(ends), start))
    })
}

impl Sweep<'_> {
    /// State and costate at the start of each piece.
    fn states<const D: usize>(
        &self,
        general: &General,
        from: &State<D>,
        to: &State<D>,
        time: f64,
        pieces: usize,
    ) -> Vec<[Vector; 2]> {
        let (n, steady) = (D, self.spans.series.steady);
        let step = self.spans.at(self.length);
        let (_, costate) = general.costate(from, to, time);
        let [first, last] = [from, to].map(|x| self.spans.coordinates(x));
        let mut ends = vec![[first, [0.0; MOST_STATES]]; pieces + 1];
        ends[pieces][0] = last;
        ends[pieces][1][..steady].copy_from_slice(&costate[..steady]);
        ends[0][1][steady..n].copy_from_slice(&costate[steady..n]);
        for k in 0..pieces {
            let mut y = ends[k][1];
            step.growing_to_end(&mut y[..n], steady);
            ends[k + 1][1][steady..n].copy_from_slice(&y[steady..n]);
        }
        for k in (0..pieces).rev() {
            let mut y = ends[k + 1][1];
            step.steady_to_begin(&mut y[..n], steady);
            ends[k][1][..steady].copy_from_slice(&y[..steady]);
        }
        for k in (1..pieces).rev() {
            let z = self.at_end(&ends[k + 1], -self.length);
            ends[k][0][steady..n].copy_from_slice(&z[steady..n]);
        }
        for k in 0..pieces.saturating_sub(1) {
            let z = self.at_end(&ends[k], self.length);
            ends[k + 1][0][..steady].copy_from_slice(&z[..steady]);
        }
        ends.pop();
        ends
    }

    /// The state a time after (before, where it is negative) this state and costate.
    fn at_end(&self, ends: &[Vector; 2], time: f64) -> Vector {
        let [states, _] = self.series(ends);
        let mut sum = [0.0; MOST_STATES];
        for z in states.iter().rev() {
            for i in 0..MOST_STATES {
                sum[i] = sum[i] * time + z[i];
            }
        }
        sum
    }

    /// The series about this state and costate.
    fn series(&self, [state, costate]: &[Vector; 2]) -> Series {
        let mut series = [[[0.0; MOST_STATES]; COEFFICIENTS]; 2];
        let (mut z, mut y) = (*state, *costate);
        for k in 0..COEFFICIENTS {
            series[0][k] = z;
            series[1][k] = y;
            let next = (k + 1) as f64;
            let mut rate = self.spans.linear_rate(&z);
            if k == 0 {
                rate.iter_mut()
                    .zip(&self.spans.series.constant)
                    .for_each(|(r, c)| *r += c);
            }
            self.spans.add_push(&mut rate, &y);
            z = rate.map(|r| r / next);
            y = self.spans.transposed_drift(&y).map(|r| -r / next);
        }
        series
    }

    /// The piece in the system's own coordinates.
    fn piece<const D: usize>(&self, [states, costates]: &Series, start: f64) -> Piece<D> {
        let mut piece = Piece {
            start,
            length: self.length,
            terms: COEFFICIENTS,
            states: [[0.0; COEFFICIENTS]; D],
            controls: [[0.0; COEFFICIENTS]; D],
        };
        let dot = |row: &[f64], z: &Vector| row.iter().zip(z).map(|(t, z)| t * z).sum::<f64>();
        for k in 0..COEFFICIENTS {
            for i in 0..D {
                piece.states[i][k] = dot(self.spans.split.back.row(i), &states[k]);
            }
            for j in 0..self.gain.rows() {
                piece.controls[j][k] = dot(self.gain.row(j), &costates[k]);
            }
        }
        piece
    }
}
