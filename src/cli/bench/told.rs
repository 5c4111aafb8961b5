//! What `bench` tells people: what it is about to do, and what came of it.

use super::{Failure, Machine, RunRow, Shard};
use crate::experiment::Experiment;
use crate::experiment::rows::from_csv;
use crate::statistics::Sample;
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
    text
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// The rows of a table of runs.
pub fn read(path: &Path) -> Result<Vec<RunRow>, Failure> {
    let bytes = std::fs::read(path)?;
    let rows: Result<Vec<RunRow>, csv::Error> = from_csv(bytes.as_slice()).collect();
    Ok(rows?)
}

/// A table of what the runs came to, by scenario and planner.
pub fn summary(rows: &[RunRow], path: &Path, shard: Option<Shard>) -> String {
    let mut text = String::new();
    let mut scenario = "";
    let groups = rows.chunk_by(|a, b| a.scenario == b.scenario && a.planner == b.planner);
    let width = rows
        .iter()
        .map(|row| row.planner.len())
        .max()
        .unwrap_or(0)
        .max(7);
    for group in groups {
        let first = &group[0];
        if first.scenario != scenario {
            scenario = &first.scenario;
            let _ = writeln!(
                text,
                "{scenario}\n  {:width$}  {:>9}  {:>14}  {:>12}",
                "planner", "solved", "first path [s]", "median cost"
            );
        }
        let solved = group.iter().filter(|row| row.solved).count();
        let _ = writeln!(
            text,
            "  {:width$}  {:>9}  {:>14}  {:>12}",
            first.planner,
            format!("{solved}/{}", group.len()),
            median(group, |row| row.first_solution_time_s, 4),
            median(group, |row| row.cost, 6),
        );
    }
    let _ = writeln!(text, "written to      {}", path.display());
    let (runs, convergence) = (
        Shard::file(shard, "runs", "csv"),
        Shard::file(shard, "convergence", "csv"),
    );
    let _ = writeln!(text, "  {runs}, {convergence}, experiment.yaml");
    text
}

/// The median of what runs came to, where those that came to nothing are above all others.
fn median(rows: &[RunRow], of: impl Fn(&RunRow) -> Option<f64>, decimals: usize) -> String {
    let sample = Sample::new(rows.iter().map(|row| of(row).unwrap_or(f64::INFINITY)));
    let median = sample.percentile(50.0);
    if median.is_finite() {
        format!("{median:.decimals$}")
    } else {
        "-".to_owned()
    }
}
