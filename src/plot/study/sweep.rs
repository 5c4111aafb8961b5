//! Success, final cost and time against a setting that is swept.
//!
//! Every value is one planner of the experiment. A marker is the share of solved runs, the median of the final costs,
//! or the median of the times, with its interval; unsolved and unreached runs are infinite, and of an infinite median
//! the interval alone is shown, from its lower end upwards. Where the optimum is known the time is that to the tightest
//! of 1, 2, 5 and 10 % above it that a median reaches for every value; else it is that of the first solution. For the
//! number of samples of a batch planner the time is that of the whole run, and collision checks stand below.

use super::super::axis::Axis;
use super::super::figure::{Figure, Layer};
use super::super::item::{Item, Markers};
use super::super::legend::{Entry, Sign};
use super::super::style::Look;
use super::variants::{Variant, keys, variants};
use super::{Chart, Measure, Plot, Study, axes, events, file_name, short};
use crate::experiment::stored::{Results, Run};
use crate::statistics::{Estimate, Interval, Sample, proportion, reached};

/// Tolerances in percent, tightest first.
const TOLERANCES: [f64; 4] = [1.0, 2.0, 5.0, 10.0];

/// One plot for each setting that is swept.
pub fn plots(study: &Study<'_>, scenario: &Results) -> Vec<Plot> {
    let keys = keys(study, scenario).into_iter();
    keys.map(|key| plot(study, scenario, &key)).collect()
}

fn plot(study: &Study<'_>, scenario: &Results, key: &str) -> Plot {
    let lines = variants(study, scenario, key);
    let confidence = study.settings.confidence;
    let median = |of: &dyn Fn(&Run) -> f64, runs: &[Run]| {
        Sample::new(runs.iter().map(of)).median(confidence)
    };
    let figure = |label: String, of: &dyn Fn(&Run) -> f64| {
        layer(scenario, &lines, label, None, &|runs| median(of, runs))
    };
    let share = |runs: &[Run]| {
        let solved = runs.iter().filter(|run| run.row.solved).count();
        proportion(solved as u64, runs.len() as u64, confidence)
    };
    let bounds = Some(Axis::linear(-0.08, 1.08));
    let mut layers = vec![
        layer(scenario, &lines, "solved".to_owned(), bounds, &share),
        figure("final cost".to_owned(), &Run::cost),
    ];
    if key == "samples" {
        layers.push(figure("time [s]".to_owned(), &|run| run.row.time_s));
        layers.push(figure("motion checks".to_owned(), &|run| {
            run.row.motion_checks as f64
        }));
    } else {
        let target = |percent: f64| scenario.optimum.map(|o| o + 0.01 * percent * o.abs());
        let time = |target: f64| move |run: &Run| reached(&events(run, Measure::Time), target);
        let met = |percent: &f64| {
            let Some(target) = target(*percent) else {
                return false;
            };
            let members = lines.iter().flat_map(|line| &line.members);
            members
                .map(|(_, p)| median(&time(target), &scenario.runs[*p]).value)
                .all(f64::is_finite)
        };
        match TOLERANCES
            .into_iter()
            .find(met)
            .and_then(|percent| Some((percent, target(percent)?)))
        {
            Some((percent, target)) => {
                layers.push(figure(format!("time to {percent} % [s]"), &time(target)))
            }
            None => layers.push(figure("first path [s]".to_owned(), &Run::first_time)),
        }
    }
    layers[0].height = 150.0;
    let values = lines
        .iter()
        .flat_map(|line| line.members.iter().map(|member| member.0));
    let legend = lines
        .iter()
        .map(|line| Entry::new(Sign::Curve(line.look), short(&line.label)));
    let percent = study.percent();
    Plot {
        file: format!("{}-sweep-{}", file_name(&scenario.name), file_name(key)),
        caption: format!(
            "Success, median final cost and median times against `{key}`, each with its {percent} interval; unsolved runs \
             are counted as infinite. Where several planners have a value, their markers stand side by side."
        ),
        chart: Chart::Figure(Figure {
            width: study.settings.width,
            title: scenario.name.clone(),
            note: format!("medians and {percent} intervals, {}", study.count(scenario)),
            legend: legend.collect(),
            axis: axes::around(values),
            label: key.to_owned(),
            footnotes: Vec::new(),
            layers,
        }),
    }
}

/// A panel of one figure for each value.
fn layer(
    scenario: &Results,
    lines: &[Variant],
    label: String,
    axis: Option<Axis>,
    of: &dyn Fn(&[Run]) -> Estimate,
) -> Layer {
    let mut items = Vec::new();
    let mut seen = Vec::new();
    for (line, shift) in lines.iter().zip(shifts(lines.len())) {
        let points: Vec<(f64, Estimate)> = line
            .members
            .iter()
            .map(|(value, p)| (*value, of(&scenario.runs[*p])))
            .collect();
        seen.extend(points.iter().map(|(_, estimate)| *estimate));
        items.extend(linked(&points, line.look, shift));
    }
    Layer {
        label,
        axis: axis.unwrap_or_else(|| axes::around_estimates(seen)),
        height: 200.0,
        items,
        level: if axis.is_some() { &[0.0, 1.0] } else { &[] },
        words: None,
    }
}

/// By how many pixels each of `n` lines with markers at the same places is moved to the right, so that none hides
/// another.
pub fn shifts(n: usize) -> impl Iterator<Item = f64> {
    /// From one line to the next where they are few, and from the first to the last at most: far less than from one
    /// place to the next.
    const APART: f64 = 7.0;
    const MOST: f64 = 28.0;
    let apart = APART.min(MOST / (n.max(2) - 1) as f64);
    (0..n).map(move |k| apart * (k as f64 - 0.5 * (n.max(1) - 1) as f64))
}

/// Markers with upright intervals, linked by a line; where a value is infinite, its interval from its lower end
/// upwards.
pub fn linked(points: &[(f64, Estimate)], look: Look, shift: f64) -> Vec<Item> {
    let mut items: Vec<Item> = points
        .split(|(_, e)| !e.value.is_finite())
        .filter(|part| part.len() > 1)
        .map(|part| Item::Line {
            corners: part.iter().map(|(x, e)| [*x, e.value]).collect(),
            look,
            markers: Markers::None,
            shift,
        })
        .collect();
    items.extend(
        points
            .iter()
            .filter(|(_, e)| e.value.is_finite() || e.interval.low.is_finite())
            .map(|(x, y)| Item::Cross {
                x: Estimate {
                    value: *x,
                    interval: Interval::UNBOUNDED,
                },
                y: *y,
                look,
                shift,
            }),
    );
    items
}
