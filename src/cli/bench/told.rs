//! What `bench` tells people: what it is about to do, and what came of it.

use super::{Machine, Shard};
use crate::experiment::Experiment;
use crate::experiment::running::Begun;
use crate::experiment::stored::{Run, Stored};
use crate::numbers::{Column, cost, unit_of_time};
use crate::scenario::words::count;
use crate::statistics::Sample;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

/// What is about to be done.
pub fn plan(
    experiment: &Experiment,
    shard: Option<Shard>,
    all: usize,
    left: usize,
    threads: usize,
    machine: &Machine,
) -> String {
    let mut text = format!(
        "{}: {} of {} on {}, {} each",
        experiment.name,
        count(all, "run"),
        count(experiment.planners.len(), "planner"),
        count(experiment.scenarios.len(), "scenario"),
        experiment.runs
    );
    if let Some(shard) = shard {
        let _ = write!(text, ", shard {shard}");
    }
    if left < all {
        let _ = write!(text, "; {} done before", all - left);
    }
    if left > 0 {
        let _ = write!(text, "; {threads} at a time");
        if experiment.is_timed() {
            let _ = write!(
                text,
                ", ended by the clock, on {} physical cores of which {} idle (-j overrules)",
                machine.physical_cores,
                machine.idle_cores()
            );
        }
    }
    text.push('\n');
    text + &widths(experiment)
}

/// The runs that the last session on a folder began and did not end, where it was killed.
pub fn left_behind(left: &[Begun]) -> Option<String> {
    let runs: Vec<String> = left
        .iter()
        .map(|begun| format!("{}, seed {}", begun.key, begun.seed))
        .collect();
    (!runs.is_empty()).then(|| {
        format!(
            "the batch was killed while it worked on {}; done again now. If it was for its memory, --max-memory or fewer runs at \
             a time (-j) help",
            runs.join("; ")
        )
    })
}

/// The optima that were computed to within a width only.
fn widths(experiment: &Experiment) -> String {
    let mut text = String::new();
    for entry in &experiment.scenarios {
        if let Some(reference) = entry.known.reference.filter(|r| r.width > 0.0) {
            let _ = writeln!(
                text,
                "{}: the optimum is computed, {} to within {:.1e}",
                entry.scenario.name,
                cost(reference.cost),
                reference.width
            );
        }
    }
    text
}

/// A table of what the runs came to, by scenario and planner.
pub fn summary(stored: &Stored) -> String {
    let mut text = String::new();
    let labels = stored.planners.iter().map(|planner| &planner.label[..]);
    let labels: Vec<&str> = labels.collect();
    let width = labels.iter().map(|label| label.chars().count()).max();
    // Longer labels have lines of their own, so that none is longer than a terminal is wide.
    let width = width.unwrap_or(0).clamp("planner".len(), 26);
    for scenario in &stored.scenarios {
        let ran = labels.iter().zip(&scenario.runs);
        let ran = ran.filter(|(_, runs)| !runs.is_empty());
        let ran: Vec<(&str, &[Run])> = ran.map(|(label, runs)| (*label, &runs[..])).collect();
        let median = |of: fn(&Run) -> f64| -> Vec<f64> {
            let medians = ran.iter().map(|(_, runs)| {
                let sample = Sample::new(runs.iter().map(of));
                sample.percentile(50.0)
            });
            medians.collect()
        };
        let costs = median(Run::cost);
        let optimum = scenario.optimum.filter(|optimum| *optimum > 0.0);
        let gap = |cost: &f64| 100.0 * (cost / optimum.unwrap_or(f64::NAN) - 1.0);
        let (unit, times) = times(&median(Run::first_time));
        let gaps = numbers(&costs.iter().map(gap).collect::<Vec<f64>>(), 3);
        let costs = numbers(&costs, 7);
        let title = format!("first path [{unit}]");
        let _ = write!(text, "{}\n  {:width$}", scenario.name, "planner");
        let _ = write!(
            text,
            "  {:>7}  {title:>15}  {:>12}",
            "solved", "median cost"
        );
        text.push_str(if optimum.is_some() {
            "        gap\n"
        } else {
            "\n"
        });
        for (i, (label, runs)) in ran.iter().enumerate() {
            let solved = runs.iter().filter(|run| run.row.solved).count();
            let solved = format!("{solved}/{}", runs.len());
            let label = match label.chars().count() > width {
                true => {
                    let _ = writeln!(text, "  {label}");
                    ""
                }
                false => label,
            };
            let _ = write!(text, "  {label:width$}  {solved:>7}  {:>15}", times[i]);
            let _ = write!(text, "  {:>12}", costs[i]);
            if optimum.is_some() {
                let percent = if gaps[i] == "-" { "" } else { " %" };
                let _ = write!(text, "  {:>9}", gaps[i].clone() + percent);
            }
            text.push('\n');
            let refuted = runs.iter().filter(|run| run.row.is_refuted()).count();
            if refuted > 0 {
                let _ = writeln!(
                    text,
                    "  {:width$}  of {} the trajectory does not hold: not solved",
                    "",
                    count(refuted, "run")
                );
            }
        }
    }
    text
}

/// The same for scripts: medians count unsolved runs as infinite, which is `null`.
pub fn summary_json(stored: &Stored, folder: &Path) -> Value {
    let finite = |x: f64| Some(x).filter(|x| x.is_finite());
    let mut scenarios = Vec::new();
    for scenario in &stored.scenarios {
        let mut planners = Vec::new();
        for (planner, runs) in stored.planners.iter().zip(&scenario.runs) {
            if runs.is_empty() {
                continue;
            }
            let median = |of: fn(&Run) -> f64| Sample::new(runs.iter().map(of)).percentile(50.0);
            let count = |is: fn(&Run) -> bool| runs.iter().filter(|run| is(run)).count();
            let cost = median(Run::cost);
            let optimum = scenario.optimum.filter(|optimum| *optimum > 0.0);
            let gap = optimum.and_then(|optimum| finite(cost / optimum - 1.0));
            planners.push(json!({
                "label": planner.label,
                "planner": planner.planner,
                "runs": runs.len(),
                "solved": count(|run| run.row.solved),
                "refuted": count(|run| run.row.is_refuted()),
                "crashed": count(|run| run.row.has_crashed()),
                "first_solution_time_s": finite(median(Run::first_time)),
                "cost": finite(cost),
                "gap": gap,
            }));
        }
        scenarios.push(json!({
            "scenario": scenario.name,
            "optimum": scenario.optimum,
            "optimum_width": scenario.optimum_width,
            "planners": planners,
        }));
    }
    json!({"folder": folder.display().to_string(), "scenarios": scenarios})
}

/// The numbers of a column, a dash where one is not finite.
fn numbers(numbers: &[f64], digits: usize) -> Vec<String> {
    let column = Column::of(numbers.iter().copied(), digits);
    let known = |x: &f64| match x.is_finite() {
        true => column.write(*x),
        false => "-".to_owned(),
    };
    numbers.iter().map(known).collect()
}

/// The times of a column in the unit that suits the largest of them.
fn times(seconds: &[f64]) -> (&'static str, Vec<String>) {
    let finite = seconds.iter().copied().filter(|t| t.is_finite());
    let (unit, size) = unit_of_time(finite.fold(0.0, f64::max));
    let scaled: Vec<f64> = seconds.iter().map(|t| t / size).collect();
    (unit, numbers(&scaled, 3))
}
