//! Batch planners: what a number of samples buys, as median time and median cost.
//!
//! A planner whose `samples` are swept has a point for each number of samples: the medians of its runs' times and
//! costs, with both intervals. Points of one planner are linked in order of samples. All other planners improve one
//! solution as they go and have their curve of the median cost over time; where a point of a batch lies below it, the
//! batch was better at that time.

use super::super::canvas::Point;
use super::super::figure::{Figure, Layer};
use super::super::item::{Item, Markers};
use super::super::legend::{Entry, Sign};
use super::progress::{courses, median_lines};
use super::variants::variants;
use super::{Chart, Measure, Plot, Study, axes, file_name, short};
use crate::experiment::stored::{Results, Run};
use crate::statistics::{Estimate, Interval, Sample};

/// The plot; `None` where no number of samples is swept, or nothing was solved.
pub fn plot(study: &Study<'_>, scenario: &Results) -> Option<Plot> {
    let lines = variants(study, scenario, "samples");
    let confidence = study.settings.confidence;
    let median = |p: usize, of: fn(&Run) -> f64| {
        Sample::new(scenario.runs[p].iter().map(of)).median(confidence)
    };
    let mut items = Vec::new();
    let mut seen: Vec<[Estimate; 2]> = Vec::new();
    let others = courses(study, scenario, Measure::Time);
    items.extend(median_lines(study, &others, |c| c));
    for line in &lines {
        let places: Vec<[Estimate; 2]> = line
            .members
            .iter()
            .map(|(_, p)| [median(*p, |run| run.row.time_s), median(*p, Run::cost)])
            .filter(|[time, cost]| time.value.is_finite() && cost.value.is_finite())
            .collect();
        let corners: Vec<Point> = places.iter().map(|[x, y]| [x.value, y.value]).collect();
        let look = line.look;
        // One number of samples makes no line, and none no curve.
        if corners.len() > 1 {
            items.push(Item::Line {
                corners,
                look,
                markers: Markers::None,
                shift: 0.0,
            });
        }
        items.extend(places.iter().map(|[x, y]| Item::Cross {
            x: *x,
            y: *y,
            look,
            shift: 0.0,
        }));
        seen.extend(places);
    }
    if seen.is_empty() {
        return None;
    }
    let ends = others.iter().flat_map(|c| [c.place.value, c.end]);
    let times = seen.iter().flat_map(|[time, _]| {
        let Interval { low, high } = time.interval;
        // An interval without ends says nothing, and one that begins at 0 has no place on a logarithmic axis.
        let ends = [low, high].into_iter().filter(|end| *end > 0.0);
        ends.chain([time.value])
    });
    let axis = axes::around(times.chain(ends));
    let curves: Vec<_> = others.iter().map(|c| (&c.curve, c.end)).collect();
    let costs = seen
        .iter()
        .flat_map(|[_, cost]| [cost.value, cost.interval.low]);
    let costs = costs.filter(|c| c.is_finite());
    let lowest = costs.clone().fold(f64::INFINITY, f64::min);
    let lowest = scenario.optimum.map_or(lowest, |o| o.min(lowest));
    let of_curves = axes::cost(&curves, &axis, Some(lowest), &[]);
    let highest = seen
        .iter()
        .map(|[_, cost]| cost.value)
        .fold(of_curves.high, f64::max);
    // Intervals are held where they do not squash the rest.
    let tops = seen.iter().map(|[_, cost]| cost.interval.high);
    let most = lowest + 2.0 * (highest - lowest);
    let highest = tops.filter(|top| *top <= most).fold(highest, f64::max);
    let room = 0.06 * (highest - lowest);
    let legend = others.iter().map(|c| study.entry(c.planner));
    let batches = lines
        .iter()
        .map(|line| Entry::new(Sign::Curve(line.look), short(&line.label)));
    let percent = study.percent();
    Some(Plot {
        file: format!("{}-frontier", file_name(&scenario.name)),
        caption: format!(
            "Median time and median cost for each number of samples of the batch planners, with {percent} intervals; curves are \
             the median costs of planners that improve their solution as they go."
        ),
        chart: Chart::Figure(Figure {
            width: study.settings.width,
            title: scenario.name.clone(),
            note: format!("a marker for each number of samples, {percent} intervals"),
            legend: legend.chain(batches).collect(),
            axis,
            label: Measure::Time.label().to_owned(),
            footnotes: Vec::new(),
            layers: vec![Layer {
                label: "median cost".to_owned(),
                axis: super::super::axis::Axis::linear(lowest - room, highest + room),
                height: 420.0,
                items,
                level: &[],
                words: None,
            }],
        }),
    })
}
