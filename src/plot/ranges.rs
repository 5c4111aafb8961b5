//! The ranges of the axes of a run's convergence.
//!
//! **Across.** An axis is logarithmic where the run's end is more than 50 times the place of the first solution: on a
//! linear axis everything would happen within the first few pixels. It then begins shortly before the first solution.
//! Otherwise it begins at 0.
//!
//! **Upwards.** The axis shows everything from the lower of final cost and optimum to the first cost, unless the first
//! cost would squash the rest: where it is more than eight times as far from the lower end as the median of the
//! improvements, the curve is cut at these eight times. Half of all improvements so always have an eighth of the
//! height, and the first cost is then given as a number at an arrow above the cut.

use super::axis::Axis;

/// End over first solution from which on an axis is logarithmic.
const LOGARITHMIC_FROM: f64 = 50.0;
/// How much farther than the median of the improvements the top may be from the lower end.
const MEDIAN_MULTIPLE: f64 = 8.0;

/// The axis of an effort, from the place of the first solution and the end: see the module's documentation.
pub fn across(first: Option<f64>, end: f64) -> Axis {
    let end = if end > 0.0 { end } else { 1.0 };
    match first {
        Some(first) if first > 0.0 && end / first > LOGARITHMIC_FROM => {
            Axis::logarithmic(first / 1.6, end)
        }
        _ => Axis::linear(0.0, end),
    }
}

/// The axis of the cost, and where the curve is cut: see the module's documentation.
pub fn upwards(costs: &[f64], optimum: Option<f64>) -> (Axis, f64) {
    let (Some(first), Some(last)) = (costs.first(), costs.last()) else {
        return (Axis::linear(0.0, 1.0), 1.0);
    };
    let least = costs.iter().copied().fold(*last, f64::min);
    let low = optimum.map_or(least, |optimum| optimum.min(least));
    let high = costs
        .iter()
        .copied()
        .fold(*first, f64::max)
        .max(optimum.unwrap_or(low));
    let median = costs[(costs.len() - 1) / 2];
    let cap = low + MEDIAN_MULTIPLE * (median - low);
    let high = if cap > low {
        high.min(cap.max(optimum.unwrap_or(low)))
    } else {
        high
    };
    let tight = Axis::linear(low, high);
    let span = tight.high - tight.low;
    // Room below for the lowest line and above for the first solution's words.
    let axis = Axis::linear(tight.low - 0.08 * span, tight.high + 0.16 * span);
    (axis, tight.high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_is_logarithmic_only_where_the_first_solution_comes_early() {
        assert!(!across(Some(1.0), 50.0).logarithmic);
        assert!(across(Some(1.0), 51.0).logarithmic);
        assert!(!across(Some(0.0), 51.0).logarithmic);
        assert!(!across(None, 0.0).logarithmic);
    }

    #[test]
    fn half_of_the_improvements_have_a_tenth_of_the_height() {
        let costs = [900.0, 2.4, 2.2, 2.1, 2.05];
        let (axis, cut) = upwards(&costs, Some(2.0));
        assert!(cut < 10.0 && cut < axis.high && axis.low < 2.0);
        assert!(axis.place(2.2) - axis.place(2.0) > 0.1);
        let (axis, cut) = upwards(&[3.0, 2.5, 2.0], Some(1.9));
        assert!(cut == 3.0 && axis.high > 3.0);
    }
}
