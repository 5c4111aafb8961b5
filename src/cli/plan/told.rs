//! What `plan` tells people of its run.

use crate::cli::lines;
use crate::numbers;
use crate::optimum::STATED_ROUNDING;
use crate::record::StopReason;
use crate::results::Summary;
use crate::scenario::Scenario;
use crate::scenario::words::{count, count_of};
use std::fmt::Write;
use std::path::Path;

/// What there is to say of a file that was written, in the order of the files.
const FILES: [(&str, &str); 4] = [
    ("path.csv", "the path, one state a row"),
    ("trajectory.csv", "states and controls against time"),
    ("convergence.csv", "every improvement of the cost"),
    ("summary.json", "the figures of the run"),
];

/// The summary for people: the run, and the files of these `names` that were written into `folder`.
pub fn describe(
    summary: &Summary,
    folder: &Path,
    names: &[&str],
    scenario: &Scenario,
    linear_cost: Option<f64>,
) -> String {
    let what = match summary.cost {
        Some(cost) => format!("cost {}", numbers::cost(cost)),
        None if summary.stop_reason == StopReason::NoPath.name() => {
            "no path found, for there is none into the goal".to_owned()
        }
        None => "no path found".to_owned(),
    };
    let (planner, seed) = (summary.planner, summary.seed);
    let title = format!("{planner} on {}, seed {seed}: {what}", summary.scenario);
    let mut text = lines::folded(&title, 0, 16) + "\n";
    let mut line = |key: &str, value: &str| text += &lines::entry(key, value, 16);
    if let (Some(cost), Some(first)) = (summary.cost, summary.first_cost) {
        if let Some(gap) = describe_gap(summary, cost) {
            line("gap", &gap);
        }
        if let Some(raw) = summary.raw_cost.map(numbers::cost) {
            match scenario.dynamics {
                Some(_) => line("driven", &format!("the linear models' path costs {raw}")),
                None => line("shortened", &format!("from {raw}")),
            }
        }
        if let Some(verdict) = describe_verdict(summary) {
            line("trajectory", &verdict);
        }
        let time = numbers::time(summary.first_solution_time_s.unwrap_or(0.0));
        let first = numbers::cost(first);
        line("first path", &format!("after {time}, cost {first}"));
    }
    if let Some(cost) = linear_cost.filter(|_| !summary.solved) {
        let cost = numbers::cost(cost);
        let why = format!("the linear models have a path of cost {cost} (--set refine=false)");
        line("not driven", &why);
    }
    if let Some(times) = summary.uncertain_connections {
        let times = count(times, "time");
        let why = format!("{times} two states, whose cost could not be had to certainty");
        line("not connected", &why);
    }
    let ran = [
        numbers::time(summary.time_s),
        count(summary.iterations, "iteration"),
        count_of(summary.vertices, "vertex", "vertices"),
        count(summary.motion_checks, "motion check"),
    ];
    let ran = format!("{} (stopped by: {})", ran.join(", "), summary.stop_reason);
    line("ran", &ran);
    if !names.is_empty() {
        let _ = writeln!(text, "written to      {}", folder.display());
        text.push_str(&describe_files(names));
    }
    text
}

/// The files that there are, and what to look at.
fn describe_files(names: &[&str]) -> String {
    let mut text = String::new();
    for (name, what) in FILES {
        if names.contains(&name) {
            let _ = writeln!(text, "  {name:<18} {what}");
        }
    }
    let trees: Vec<_> = names
        .iter()
        .filter(|name| name.starts_with("tree."))
        .copied()
        .collect();
    if !trees.is_empty() {
        let _ = writeln!(text, "  {}", trees.join(", "));
    }
    let pictures: Vec<String> = names
        .iter()
        .filter(|name| name.ends_with(".svg"))
        .map(|name| format!("{name} or .png"))
        .collect();
    if !pictures.is_empty() {
        let _ = writeln!(text, "look at         {}", pictures.join(", "));
    }
    text
}

/// How far the cost is above the optimum, where that is known.
fn describe_gap(summary: &Summary, cost: f64) -> Option<String> {
    let optimum = summary.optimum?;
    let gap = cost / optimum - 1.0;
    let is_computed = summary.optimum_source == Some("computed");
    if gap < -STATED_ROUNDING && !is_computed {
        return Some(format!(
            "BELOW the scenario's optimum {optimum}, which is wrong"
        ));
    }
    let gap = 100.0 * gap.max(0.0);
    let computed = match summary.optimum_width {
        Some(width) => format!(" (computed, to within {width:.1e})"),
        None if is_computed => " (computed)".to_owned(),
        None => String::new(),
    };
    let (gap, optimum) = (numbers::significant(gap, 3), numbers::cost(optimum));
    Some(format!("{gap} % above the optimum {optimum}{computed}"))
}

/// Whether the trajectory holds, and for what.
fn describe_verdict(summary: &Summary) -> Option<String> {
    let (holds, defect) = (summary.trajectory_holds?, summary.defect?);
    let state = summary.defect_state.as_deref().unwrap_or_default();
    let said = match (holds, summary.trajectory_note.as_deref()) {
        (true, note) => note.unwrap_or("holds").to_owned(),
        (false, why) => format!("DOES NOT HOLD: {}", why.unwrap_or_default()),
    };
    Some(format!("{said}; defect {defect:.1e} in {state}"))
}
