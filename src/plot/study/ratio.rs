//! The time of RRT* divided by that of RRT at equal numbers of iterations, as in Karaman & Frazzoli (2011), figures 18
//! and 19.
//!
//! Theory says that the ratio tends to a constant. Runs are paired by seed, for then both planners see the same
//! samples, and read at the iterations where every run is recorded (1, 2, 4, 6, 10, 18, …) and at the end. A marker is
//! the median over the pairs with its interval; a place that fewer than half of the pairs have is left out. Intervals
//! are shown as far as three times the greatest median.

use super::super::figure::{Figure, Layer};
use super::super::legend::{Entry, Sign};
use super::sweep::{linked, shifts};
use super::{Chart, Plot, Study, axes, file_name, short};
use crate::experiment::stored::{Results, Run};
use crate::record::milestone;
use crate::statistics::{Estimate, Sample};
use std::collections::{BTreeMap, HashMap};

/// How much farther than the greatest median intervals are shown.
const MULTIPLE: f64 = 3.0;

/// The places of a run that other runs have too: iterations and times.
fn places(run: &Run) -> BTreeMap<u64, f64> {
    let mut k = 0;
    let mut places = BTreeMap::new();
    for moment in &run.trace {
        while milestone(k) < moment.iteration && k < 64 {
            k += 1;
        }
        if milestone(k) == moment.iteration && moment.time_s > 0.0 {
            places.entry(moment.iteration).or_insert(moment.time_s);
        }
    }
    // The end, unless it would hide the place before it.
    let last = places.keys().next_back().copied().unwrap_or(0);
    if run.row.time_s > 0.0 && 2 * run.row.iterations > 3 * last {
        places.insert(run.row.iterations, run.row.time_s);
    }
    places
}

/// The plot; `None` where there are no pairs of RRT* and RRT.
pub fn plot(study: &Study<'_>, scenario: &Results) -> Option<Plot> {
    let planners = &study.stored.planners;
    let named = |name: &str| -> Vec<usize> {
        let present = study.present(scenario).into_iter();
        present.filter(|p| planners[*p].planner == name).collect()
    };
    let base = *named("rrt").first()?;
    let mut lines: Vec<(usize, Vec<(f64, Estimate)>)> = Vec::new();
    for star in named("rrt-star") {
        let points = ratios(study, &scenario.runs[base], &scenario.runs[star]);
        if !points.is_empty() {
            lines.push((star, points));
        }
    }
    let all = || lines.iter().flat_map(|(_, points)| points);
    all().next()?;
    let items = lines
        .iter()
        .zip(shifts(lines.len()))
        .flat_map(|((p, points), shift)| linked(points, study.looks[*p], shift));
    let greatest = |of: fn(&Estimate) -> f64| {
        let all = all().map(|(_, e)| of(e));
        all.filter(|x| x.is_finite()).fold(1.0, f64::max)
    };
    let most = MULTIPLE * greatest(|e| e.value);
    let high = (greatest(|e| e.value).max(greatest(|e| e.interval.high))).min(most);
    let below = &planners[base].label;
    let legend = lines.iter().map(|(p, _)| {
        let words = format!("{} / {}", short(&planners[*p].label), short(below));
        Entry::new(Sign::Curve(study.looks[*p]), words)
    });
    let percent = study.percent();
    Some(Plot {
        file: format!("{}-ratio", file_name(&scenario.name)),
        caption: format!(
            "The time of RRT* divided by that of RRT (`{below}`) at equal numbers of iterations: medians over pairs of runs of the \
             same seed, with {percent} intervals."
        ),
        chart: Chart::Figure(Figure {
            width: study.settings.width,
            title: scenario.name.clone(),
            note: format!("median over runs of the same seed, {percent} intervals"),
            legend: legend.collect(),
            axis: axes::around(all().map(|(x, _)| *x)),
            label: "iterations".to_owned(),
            footnotes: Vec::new(),
            layers: vec![Layer {
                label: "time ratio".to_owned(),
                axis: super::super::axis::Axis::linear(0.0, 1.08 * high),
                height: 380.0,
                items: items.collect(),
                level: &[],
                words: None,
            }],
        }),
    })
}

/// The ratio at each common place.
fn ratios(study: &Study<'_>, below: &[Run], above: &[Run]) -> Vec<(f64, Estimate)> {
    let by_seed: HashMap<u64, &Run> = below.iter().map(|run| (run.row.seed, run)).collect();
    let mut found: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    let mut pairs = 0;
    for run in above {
        let Some(other) = by_seed.get(&run.row.seed) else {
            continue;
        };
        pairs += 1;
        let times = places(other);
        for (iteration, time) in places(run) {
            if let Some(below) = times.get(&iteration) {
                found.entry(iteration).or_default().push(time / below);
            }
        }
    }
    found.retain(|_, ratios| 2 * ratios.len() >= pairs);
    let median = |ratios: Vec<f64>| Sample::new(ratios).median(study.settings.confidence);
    found
        .into_iter()
        .map(|(i, ratios)| (i as f64, median(ratios)))
        .collect()
}
