//! Axes that fit curves of many runs.

use super::super::axis::Axis;
use super::super::ranges::across;
use super::Measure;
use crate::statistics::{Curve, Estimate, Interval};

/// How much farther the top may be from the lower end than three quarters of all curves.
const MULTIPLE: f64 = 5.0;
/// How much farther an end of a curve may be from the lower end than the top would otherwise be, to be shown.
const ENDS: f64 = 3.0;
/// The same of the end of a curve's band.
const BANDS: f64 = 1.25;
/// Places at which curves are looked at to choose an axis.
const PLACES: u32 = 100;

/// The axis of a measure from the first solution to the end. Times are logarithmic; counts where the end is far from
/// the first solution.
pub fn effort(measure: Measure, first: f64, end: f64) -> Axis {
    if measure == Measure::Time && first > 0.0 && end > first {
        return Axis::logarithmic(first / 1.6, end.max(2.0 * first));
    }
    across((first.is_finite() && first > 0.0).then_some(first), end)
}

/// The axis of the cost for curves over the axis `x`.
///
/// It begins at the least of all costs and the optimum and shows the first costs, unless these would squash the rest:
/// where they are more than five times as far from the lower end as the curves are on three quarters of their length,
/// curves are cut at these five times. What curves end with is shown up to three times as far, and what their bands end
/// with where that takes little room.
pub fn cost(curves: &[(&Curve, f64)], x: &Axis, optimum: Option<f64>, firsts: &[f64]) -> Axis {
    let place = |k: u32| {
        let share = f64::from(k) / f64::from(PLACES);
        if x.logarithmic {
            x.low * libm::pow(x.high / x.low, share)
        } else {
            x.low + share * (x.high - x.low)
        }
    };
    let mut seen: Vec<f64> = Vec::new();
    let mut ends: Vec<[f64; 2]> = Vec::new();
    let mut low = optimum.unwrap_or(f64::INFINITY);
    for (curve, end) in curves {
        let levels = (0..=PLACES).map(place).filter(|p| p <= end);
        let levels = levels.filter_map(|p| curve.at(p));
        seen.extend(
            levels
                .map(|level| level.cost.value)
                .filter(|c| c.is_finite()),
        );
        if let Some(level) = curve.levels.last() {
            let lowest = [level.cost.value, level.cost.interval.low];
            low = lowest
                .into_iter()
                .filter(|c| c.is_finite())
                .fold(low, f64::min);
            ends.push([level.cost.value, level.cost.interval.high]);
            seen.extend(Some(level.cost.value).filter(|c| c.is_finite()));
        }
    }
    if seen.is_empty() {
        let at = if low.is_finite() { low } else { 0.0 };
        return Axis::linear(at, at + at.abs().max(1.0));
    }
    seen.sort_by(f64::total_cmp);
    let most = seen[(seen.len() - 1) * 3 / 4];
    let finite = firsts.iter().copied().filter(|c| c.is_finite());
    let high = finite.fold(seen[seen.len() - 1], f64::max);
    let cap = low + MULTIPLE * (most - low);
    let high = if cap > low { high.min(cap) } else { high };
    let stretched = |i: usize, high: f64, times: f64| {
        let ends = ends.iter().map(|end| end[i]);
        let near = ends.filter(|end| *end <= low + times * (high - low));
        near.fold(high, f64::max)
    };
    let high = stretched(1, stretched(0, high, ENDS), BANDS);
    let tight = Axis::linear(low, high);
    let span = tight.high - tight.low;
    Axis::linear(tight.low - 0.06 * span, tight.high + 0.08 * span)
}

/// An axis around estimates: all values, and of their intervals as much as is not farther from the values than these
/// are from each other.
pub fn around_estimates(estimates: impl IntoIterator<Item = Estimate>) -> Axis {
    // Of an infinite value the interval's lower end is shown.
    let shown = |e: &Estimate| {
        if e.value.is_finite() {
            e.value
        } else {
            e.interval.low
        }
    };
    let finite = |e: &Estimate| shown(e).is_finite();
    let estimates: Vec<Estimate> = estimates.into_iter().filter(finite).collect();
    let values = estimates.iter().map(shown);
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.clone().fold(f64::NEG_INFINITY, f64::max);
    let near = |end: f64| {
        if low > 0.0 && high >= 10.0 * low {
            end >= low * low / high && end <= high * high / low
        } else {
            // Where all values are equal their intervals alone make a range.
            low == high || (end >= 2.0 * low - high && end <= 2.0 * high - low)
        }
    };
    let bounded = estimates
        .iter()
        .filter(|e| e.interval != Interval::UNBOUNDED);
    let ends = bounded.flat_map(|e| [e.interval.low, e.interval.high]);
    let beyond = ends.clone().filter(|end| !near(*end));
    // An interval without both ends is not drawn.
    let beyond = beyond.filter(|_| low < high);
    let is_cut = [
        beyond.clone().any(|end| end < low),
        beyond.clone().any(|end| end > high),
    ];
    let shown = values.clone().chain(ends.filter(|end| near(*end)));
    with_room(shown, is_cut)
}

/// An axis around values: logarithmic where they are positive and span a decade or more.
pub fn around(values: impl IntoIterator<Item = f64>) -> Axis {
    with_room(values, [false; 2])
}

/// As [`around`], with more room below or above, where something is cut and its mark is not to lie on a value.
fn with_room(values: impl IntoIterator<Item = f64>, is_cut: [bool; 2]) -> Axis {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values.into_iter().filter(|v| v.is_finite()) {
        low = low.min(value);
        high = high.max(value);
    }
    if low > high {
        return Axis::linear(0.0, 1.0);
    }
    if low > 0.0 && high / low >= 10.0 {
        let [below, above] = is_cut.map(|is_cut| {
            let share = if is_cut { 0.15 } else { 0.06 };
            libm::pow(high / low, share)
        });
        return Axis::logarithmic(low / below, high * above);
    }
    let tight = Axis::linear(low, high);
    let [below, above] = is_cut.map(|is_cut| {
        let share = if is_cut { 0.15 } else { 0.08 };
        share * (tight.high - tight.low)
    });
    Axis::linear(tight.low - below, tight.high + above)
}
