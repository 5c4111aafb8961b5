//! How closely rows must follow each other to show a motion.
//!
//! A motion of a system with fast modes has layers at its ends: there states and controls change within the modes' time
//! constants, between them slowly. What is read off rows that are farther apart misses them. So a trajectory has,
//! besides a row every `dt`, rows at both ends as far apart as the modes that are still alive ask for.

use super::eigenvalues::Eigenvalue;
use crate::record::Pace;

/// From one row to the next, by the largest exponent that is alive: polynomials through six such rows are right to 1e-7
/// of the layer.
const SHARE: f64 = 0.15;
/// Exponentials of less than minus this are below rounding.
const DEAD: f64 = 37.0;
/// The most rows for the sake of modes that do not decay: where they would be more, rows come every `dt`.
const MOST_ROWS: f64 = 1e6;
/// The most rows of a layer.
const MOST_IN_LAYER: usize = 100_000;

/// The pace of a motion that takes `duration`, with rows at least every `dt`.
pub fn pace(exponents: &[Eigenvalue], duration: f64, dt: f64) -> Pace {
    let half = 0.5 * duration;
    let decays = |e: &&Eigenvalue| e.re.abs() * half >= DEAD;
    let fastest = |modes: &mut dyn Iterator<Item = &Eigenvalue>| {
        SHARE / modes.fold(0.0, |rate: f64, e| rate.max(e.size()))
    };
    let throughout = fastest(&mut exponents.iter().filter(|e| !decays(e)));
    let spacing = match duration <= MOST_ROWS * throughout {
        true => dt.min(throughout),
        false => dt,
    };
    let mut layer = Vec::new();
    let mut time = 0.0;
    while layer.len() < MOST_IN_LAYER {
        let alive = |e: &&Eigenvalue| decays(e) && e.re.abs() * time < DEAD;
        let step = fastest(&mut exponents.iter().filter(alive));
        time += step;
        if step >= spacing || time >= half {
            break;
        }
        layer.push(time);
    }
    Pace { spacing, layer }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAST: Eigenvalue = Eigenvalue { re: -1e3, im: 0.0 };

    /// A layer of 37 time constants at 0.15 each, whatever the duration; none where rows are close enough anyway.
    #[test]
    fn a_fast_mode_asks_for_a_layer_and_a_mode_that_never_dies_for_close_rows() {
        let slow = Eigenvalue { re: 0.0, im: 0.5 };
        let layered = pace(&[FAST, slow], 10.0, 0.01);
        assert_eq!(layered.spacing, 0.01);
        assert_eq!(layered.layer.len(), (DEAD / SHARE).ceil() as usize);
        assert!(pace(&[FAST, slow], 10.0, 1e-5).layer.is_empty());
        let swing = Eigenvalue { re: 0.0, im: 1e3 };
        let close = pace(&[swing, slow], 10.0, 0.01);
        assert!(close.spacing < 2e-4 && close.layer.is_empty());
        let long = pace(&[swing], 1e9, 0.01);
        assert!(long.spacing == 0.01 && long.layer.is_empty());
        let ringing = Eigenvalue { re: -1e-6, im: 1e6 };
        assert_eq!(pace(&[ringing], 1e9, 0.01).layer.len(), MOST_IN_LAYER);
        assert_eq!(pace(&[], 10.0, 0.01).spacing, 0.01);
    }
}
