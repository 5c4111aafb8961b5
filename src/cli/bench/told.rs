//! What `bench` tells people: what it is about to do, and what came of it.

use super::{Machine, Shard};
use crate::experiment::Experiment;
use crate::experiment::running::Begun;
use crate::experiment::stored::{Run, Stored};
use crate::statistics::Sample;
use std::fmt::Write;

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
                entry.scenario.name, reference.cost, reference.width
            );
        }
    }
    text
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A table of what the runs came to, by scenario and planner.
pub fn summary(stored: &Stored) -> String {
    let mut text = String::new();
    let labels = stored.planners.iter().map(|planner| planner.label.as_str());
    let labels: Vec<&str> = labels.collect();
    let width = labels.iter().map(|label| label.chars().count()).max();
    let width = width.unwrap_or(0).max("planner".len());
    for scenario in &stored.scenarios {
        let _ = writeln!(
            text,
            "{}\n  {:width$}  {:>9}  {:>14}  {:>12}  {:>8}",
            scenario.name, "planner", "solved", "first path [s]", "median cost", "gap"
        );
        for (label, runs) in labels.iter().zip(&scenario.runs) {
            if runs.is_empty() {
                continue;
            }
            let solved = runs.iter().filter(|run| run.row.solved).count();
            let first = Sample::new(runs.iter().map(Run::first_time)).percentile(50.0);
            let cost = Sample::new(runs.iter().map(Run::cost)).percentile(50.0);
            let gap = scenario.optimum.filter(|_| cost.is_finite());
            let gap = gap.map(|optimum| format!("{:.2} %", 100.0 * (cost / optimum - 1.0)));
            let _ = writeln!(
                text,
                "  {label:width$}  {:>9}  {:>14}  {:>12}  {:>8}",
                format!("{solved}/{}", runs.len()),
                known(first, 4),
                known(cost, 6),
                gap.unwrap_or_default()
            );
            let refuted = runs.iter().filter(|run| run.row.is_refuted()).count();
            if refuted > 0 {
                let _ = writeln!(
                    text,
                    "  {label:width$}  of {} the trajectory does not hold: not solved",
                    count(refuted, "run")
                );
            }
        }
    }
    text
}

/// The number, or a dash where it is infinite.
fn known(x: f64, decimals: usize) -> String {
    if x.is_finite() {
        format!("{x:.decimals$}")
    } else {
        "-".to_owned()
    }
}
