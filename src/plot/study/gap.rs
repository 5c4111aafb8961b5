//! How far the median cost is above the optimum, on log-log axes.
//!
//! The gap is cost / optimum - 1. Gaps below what is known of the optimum are no numbers: where it is the lower end of
//! a bracket, the axis ends at the bracket's width, and everywhere at 1e-9. A curve that comes so far leaves the panel
//! there.

use super::super::axis::Axis;
use super::super::figure::{Figure, Layer};
use super::progress::{Course, across, cost_band, courses, median_lines};
use super::{Chart, MOST_BANDS, Measure, Plot, Study, file_name};
use crate::experiment::stored::Results;

/// Gaps below it are rounding of the optimum, which is given with about ten digits.
const LEAST: f64 = 1e-9;

/// The plot; `None` where no optimum is known, or it is zero, or nothing was solved.
pub fn plot(study: &Study<'_>, scenario: &Results, measure: Measure) -> Option<Plot> {
    let optimum = scenario.optimum.filter(|o| *o > 0.0 && o.is_finite())?;
    let courses = courses(study, scenario, measure);
    let gap = |cost: f64| cost / optimum - 1.0;
    let least = LEAST.max(scenario.optimum_width.unwrap_or(0.0) / optimum);
    let (low, high) = range(&courses, gap, least)?;
    let first = courses
        .iter()
        .map(|c| c.earliest)
        .fold(f64::INFINITY, f64::min);
    let axis = match across(&courses, measure) {
        axis if axis.logarithmic || first <= 0.0 => axis,
        axis => Axis::logarithmic(first / 1.6, axis.high.max(2.0 * first)),
    };
    let bands = courses.len() <= MOST_BANDS;
    let mut items = Vec::new();
    if bands {
        let band = |c: &Course| cost_band(c, study.looks[c.planner], gap);
        items.extend(courses.iter().filter_map(band));
    }
    items.extend(median_lines(study, &courses, gap));
    let suffix = if measure == Measure::Time {
        String::new()
    } else {
        format!("-{}", measure.word())
    };
    let percent = study.percent();
    let note = if bands {
        format!(" and {percent} bands")
    } else {
        String::new()
    };
    Some(Plot {
        file: format!("{}-gap{suffix}", file_name(&scenario.name)),
        caption: format!(
            "How far the median cost is above the optimum {optimum}, relative to it, against {}.{}",
            measure.label().trim_end_matches(" [s]"),
            study
                .bracket(scenario)
                .map_or_else(String::new, |words| format!(" {words}"))
        ),
        chart: Chart::Figure(Figure {
            width: study.settings.width,
            title: scenario.name.clone(),
            note: format!("medians{note}, {}", study.count(scenario)),
            legend: courses.iter().map(|c| study.entry(c.planner)).collect(),
            axis,
            label: measure.label().to_owned(),
            footnotes: study.bracket(scenario).into_iter().collect(),
            layers: vec![Layer {
                label: "gap to the optimum".to_owned(),
                axis: Axis::logarithmic(low, high),
                height: 420.0,
                items,
                level: &[],
                words: None,
            }],
        }),
    })
}

/// The range of the gaps that are shown, none below `least`: of all medians, and of their bands what is not a decade
/// below.
fn range(courses: &[Course], gap: impl Fn(f64) -> f64, least: f64) -> Option<(f64, f64)> {
    let levels = || courses.iter().flat_map(|c| &c.curve.levels);
    let known = |gap: &f64| gap.is_finite() && *gap > least;
    let medians: Vec<f64> = levels().map(|l| gap(l.cost.value)).filter(known).collect();
    let high = medians.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let low = medians.iter().copied().fold(high, f64::min);
    let ends = levels().flat_map(|l| [l.cost.interval.low, l.cost.interval.high]);
    let ends: Vec<f64> = ends.map(gap).filter(known).collect();
    let high = ends.iter().copied().fold(high, f64::max);
    let near = ends.iter().copied().filter(|end| *end >= 0.1 * low);
    let low = near.fold(low, f64::min);
    (high > least).then(|| (low.max(least) / 1.6, high * 1.6))
}
