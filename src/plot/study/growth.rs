//! What it takes to come near the optimum, against a parameter of the scenarios: how planners grow.
//!
//! Scenarios belong together where a family made them with one number different (worlds of the same numbers and other
//! seeds are pooled), or, where no family did, where there are three or more whose names differ in a number that is a
//! word, as
//! `width-200`, `width-400`. A marker is the median of what the runs needed to come within 2 % of the optimum (5 or 10
//! % where no median comes that near; to the first solution where an optimum is not known), with its interval;
//! unreached runs are infinite, and of a median that is infinite too only the interval is shown, from its lower end
//! upwards.

use super::super::figure::{Figure, Layer};
use super::super::legend::Entry;
use super::sweep::{linked, shifts};
use super::{Chart, Measure, Plot, Study, axes, events, file_name};
use crate::experiment::stored::{Results, number_of};
use crate::planner::Value;
use crate::statistics::{Estimate, Sample, reached};
use std::collections::BTreeMap;

/// Tolerances in percent, the one of Gammell et al. (2014), figure 8, first.
const TOLERANCES: [f64; 3] = [2.0, 5.0, 10.0];
/// The parameter that makes another world of the same kind.
const SEED: &str = "seed";

/// Scenarios along a parameter.
struct Row<'a> {
    name: String,
    parameter: String,
    members: Vec<(f64, &'a Results)>,
}

/// One plot for each parameter.
pub fn plots(study: &Study<'_>) -> Vec<Plot> {
    let mut rows = by_parameter(&study.stored.scenarios);
    rows.extend(by_name(&study.stored.scenarios));
    let mut plots: Vec<Plot> = rows.iter().filter_map(|row| plot(study, row)).collect();
    // Several rows of one family may have one parameter.
    for i in 0..plots.len() {
        let same = plots[..i]
            .iter()
            .filter(|p| p.file == plots[i].file)
            .count();
        if same > 0 {
            plots[i].file = format!("{}-{}", plots[i].file, same + 1);
        }
    }
    plots
}

fn words(value: &Value) -> String {
    value.to_string()
}

/// The rows of families.
fn by_parameter(scenarios: &[Results]) -> Vec<Row<'_>> {
    let mut rows: BTreeMap<(String, String), Row<'_>> = BTreeMap::new();
    for scenario in scenarios {
        for (key, _) in scenario.parameters.iter().filter(|(key, _)| key != SEED) {
            let Some(value) = number_of(&scenario.parameters, key) else {
                continue;
            };
            let others = scenario
                .parameters
                .iter()
                .filter(|(k, _)| k != key && k != SEED);
            let others: Vec<String> = others.map(|(k, v)| format!("{k}={}", words(v))).collect();
            let family = scenario.parameters.iter().find(|(k, _)| k == "family");
            let new = || Row {
                name: family.map_or("family".to_owned(), |(_, v)| words(v)),
                parameter: key.clone(),
                members: Vec::new(),
            };
            let row = rows
                .entry((key.clone(), others.join(" ")))
                .or_insert_with(new);
            row.members.push((value, scenario));
        }
    }
    rows.into_values()
        .filter(|row| values(row).len() > 1)
        .collect()
}

/// The rows of names that differ in one number.
fn by_name(scenarios: &[Results]) -> Vec<Row<'_>> {
    let mut rows: BTreeMap<(String, String), Row<'_>> = BTreeMap::new();
    for scenario in scenarios.iter().filter(|s| s.parameters.is_empty()) {
        let Some((before, value, after)) = last_number(&scenario.name) else {
            continue;
        };
        let name = before.trim_end_matches(['-', '_', ' ']);
        // A number within a word, as in `p1`, counts and does not measure.
        if name == before {
            continue;
        }
        let parameter = match (after, name.rsplit(['-', '_', ' ']).next()) {
            ("d" | "-d" | "D", _) => "dimension".to_owned(),
            (_, Some(word)) if !word.is_empty() => word.to_owned(),
            _ => "number".to_owned(),
        };
        let new = || Row {
            name: name.to_owned(),
            parameter,
            members: Vec::new(),
        };
        let key = (before.to_owned(), after.to_owned());
        rows.entry(key)
            .or_insert_with(new)
            .members
            .push((value, scenario));
    }
    rows.into_values()
        .filter(|row| values(row).len() > 2)
        .collect()
}

/// The last number in a name, with what stands before and after it.
fn last_number(name: &str) -> Option<(&str, f64, &str)> {
    let end = name.rfind(|c: char| c.is_ascii_digit())? + 1;
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    let start = name[..end].rfind(|c| !digits(c)).map_or(0, |i| {
        i + name[i..].chars().next().map_or(1, char::len_utf8)
    });
    let number = name[start..end].parse().ok()?;
    Some((&name[..start], number, &name[end..]))
}

/// The different values, smallest first.
fn values(row: &Row<'_>) -> Vec<f64> {
    let mut values: Vec<f64> = row.members.iter().map(|member| member.0).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// The medians of each planner; `percent` above the optimum, or the first solution where it is `None`.
fn lines(
    study: &Study<'_>,
    row: &Row<'_>,
    measure: Measure,
    percent: Option<f64>,
) -> Vec<(usize, Vec<(f64, Estimate)>)> {
    let at = |value: f64, planner: usize| {
        let worlds = row.members.iter().filter(|member| member.0 == value);
        let efforts = worlds.flat_map(|(_, scenario)| {
            let target = percent
                .zip(scenario.optimum)
                .map(|(p, o)| o + 0.01 * p * o.abs());
            let target = target.unwrap_or(f64::MAX);
            scenario.runs[planner]
                .iter()
                .map(move |run| reached(&events(run, measure), target))
        });
        Sample::new(efforts)
    };
    let line = |planner: usize| {
        let samples = values(row)
            .into_iter()
            .map(|value| (value, at(value, planner)));
        let present = samples.filter(|(_, sample)| !sample.is_empty());
        let points =
            present.map(|(value, sample)| (value, sample.median(study.settings.confidence)));
        (planner, points.collect())
    };
    (0..study.stored.planners.len()).map(line).collect()
}

fn plot(study: &Study<'_>, row: &Row<'_>) -> Option<Plot> {
    let known = row
        .members
        .iter()
        .all(|(_, s)| s.optimum.is_some_and(|o| o > 0.0));
    let finite = |percent: &Option<f64>| {
        let lines = lines(study, row, Measure::Time, *percent);
        lines
            .iter()
            .any(|(_, points)| points.iter().filter(|(_, e)| e.value.is_finite()).count() > 1)
    };
    let candidates = TOLERANCES.iter().map(|p| Some(*p)).filter(|_| known);
    let percent = candidates.chain([None]).find(finite)?;
    let (what, caption) = match percent {
        Some(p) => (
            format!("to {p} %"),
            format!("to come within {p} % of the optimum"),
        ),
        None => ("to a path".to_owned(), "to find a first path".to_owned()),
    };
    let mut layers = Vec::new();
    let mut present = Vec::new();
    for measure in [Measure::Iterations, Measure::Time] {
        let lines = lines(study, row, measure, percent);
        let points = lines.iter().flat_map(|(_, points)| points);
        let axis = axes::around_estimates(points.map(|(_, e)| *e).filter(|e| e.value > 0.0));
        let (word, unit) = match measure {
            Measure::Time => ("time", " [s]"),
            _ => ("iterations", ""),
        };
        // Of a planner without a median there may be an interval to see.
        let with_runs = lines.into_iter().filter(|(_, points)| !points.is_empty());
        let lines: Vec<_> = with_runs.collect();
        present = lines.iter().map(|(p, _)| *p).collect();
        layers.push(Layer {
            label: format!("{word} {what}{unit}"),
            axis,
            height: 250.0,
            items: lines
                .iter()
                .zip(shifts(lines.len()))
                .flat_map(|((p, points), shift)| linked(points, study.looks[*p], shift))
                .collect(),
            level: &[],
            words: None,
        });
    }
    let legend: Vec<Entry> = present.into_iter().map(|p| study.entry(p)).collect();
    let confidence = study.percent();
    Some(Plot {
        file: format!(
            "{}-growth-{}",
            file_name(&row.name),
            file_name(&row.parameter)
        ),
        caption: format!(
            "What it takes {caption}, against {}: medians with {confidence} intervals; runs that did not come so far are counted \
             as infinite. Markers of one value stand side by side.",
            row.parameter
        ),
        chart: Chart::Figure(Figure {
            width: study.settings.width,
            title: row.name.clone(),
            note: format!("medians and {confidence} intervals"),
            legend,
            axis: axes::around(values(row)),
            label: row.parameter.clone(),
            footnotes: Vec::new(),
            layers,
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_number_of_a_name_is_its_parameter() {
        assert_eq!(
            last_number("g14-width-200"),
            Some(("g14-width-", 200.0, ""))
        );
        assert_eq!(last_number("cube-4d"), Some(("cube-", 4.0, "d")));
        assert_eq!(last_number("gap é0.05"), Some(("gap é", 0.05, "")));
        assert_eq!(last_number("empty"), None);
        assert_eq!(last_number("a1.2.3"), None);
    }
}
