//! What `plan` tells people of its run.

use crate::optimum::STATED_ROUNDING;
use crate::record::StopReason;
use crate::results::Summary;
use crate::scenario::Scenario;
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
    let mut text = format!(
        "{} on {}, seed {}: ",
        summary.planner, summary.scenario, summary.seed
    );
    match (summary.cost, summary.first_cost) {
        (Some(cost), Some(first)) => {
            let _ = write!(text, "cost {cost:.6}");
            text.push_str(&describe_gap(summary, cost));
            if let Some(raw) = summary.raw_cost {
                let from = match scenario.dynamics {
                    Some(_) => "driven          the linear models' path costs",
                    None => "shortened       from",
                };
                let _ = write!(text, "\n{from} {raw:.6}");
            }
            text.push_str(&describe_verdict(summary));
            let time = summary.first_solution_time_s.unwrap_or(0.0);
            let _ = write!(text, "\nfirst path      after {time:.4} s, cost {first:.6}");
        }
        _ if summary.stop_reason == StopReason::NoPath.name() => {
            text.push_str("no path found, for there is none into the goal");
        }
        _ => text.push_str("no path found"),
    }
    if let Some(cost) = linear_cost.filter(|_| !summary.solved) {
        let _ = write!(
            text,
            "\nnot driven      the linear models have a path of cost {cost:.6} (--set refine=false)"
        );
    }
    if let Some(count) = summary.uncertain_connections {
        let _ = write!(
            text,
            "\nnot connected   {count} times two states, whose cost could not be had to certainty"
        );
    }
    let _ = writeln!(
        text,
        "\nran             {:.3} s, {} iterations, {} vertices, {} motion checks (stopped by: {})",
        summary.time_s,
        summary.iterations,
        summary.vertices,
        summary.motion_checks,
        summary.stop_reason
    );
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
fn describe_gap(summary: &Summary, cost: f64) -> String {
    let Some(optimum) = summary.optimum else {
        return String::new();
    };
    let gap = cost / optimum - 1.0;
    let is_computed = summary.optimum_source == Some("computed");
    if gap < -STATED_ROUNDING && !is_computed {
        return format!(", BELOW the scenario's optimum {optimum}, which is wrong");
    }
    let gap = 100.0 * gap.max(0.0);
    let computed = match summary.optimum_width {
        Some(width) => format!(" (computed, to within {width:.1e})"),
        None if is_computed => " (computed)".to_owned(),
        None => String::new(),
    };
    format!(", {gap:.3} % above the optimum {optimum:.6}{computed}")
}

/// Whether the trajectory holds, and for what.
fn describe_verdict(summary: &Summary) -> String {
    let (Some(holds), Some(defect)) = (summary.trajectory_holds, summary.defect) else {
        return String::new();
    };
    let state = summary.defect_state.as_deref().unwrap_or_default();
    let said = match (holds, summary.trajectory_note.as_deref()) {
        (true, note) => note.unwrap_or("holds").to_owned(),
        (false, why) => format!("DOES NOT HOLD: {}", why.unwrap_or_default()),
    };
    format!("\ntrajectory      {said}; defect {defect:.1e} in {state}")
}
