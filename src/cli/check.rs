//! `prolate check`: validates scenarios and experiments and describes them.

use super::optimum::summary;
use super::{Failure, Outcome, print};
use crate::experiment::{self, Experiment};
use crate::optimum::{Answer, Limit, optimum};
use crate::scenario::dispatch::count_free;
use crate::scenario::{self, GoalShape, Objective, Scenario};
use crate::world::{Robot, Shape};
use std::fmt::Write;
use std::path::PathBuf;

/// Arguments of `prolate check`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The scenarios and experiments
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// Only validate: print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Runs the command: every file is looked at, also after one with errors.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let mut reports = Vec::new();
    for path in &arguments.scenarios {
        let file = path.display().to_string();
        let told = if super::is_experiment(path) {
            experiment::load(path)
                .map(|experiment| describe_experiment(&file, &experiment))
                .map_err(|reports| super::joined(&reports))
        } else {
            scenario::load(path)
                .map(|scenario| describe(&file, &scenario))
                .map_err(|report| report.to_string())
        };
        match told {
            Ok(_) if arguments.quiet => {}
            Ok(text) => print(&text),
            Err(report) => reports.push(report),
        }
    }
    if reports.is_empty() {
        Ok(Outcome::Success)
    } else {
        Err(reports.join("\n").into())
    }
}

fn describe_experiment(file: &str, experiment: &Experiment) -> String {
    let scenarios = experiment.scenarios.iter();
    let scenarios: Vec<&str> = scenarios
        .map(|entry| entry.scenario.name.as_str())
        .collect();
    let planners = experiment.planners.iter();
    let planners: Vec<&str> = planners.map(|planner| planner.label.as_str()).collect();
    format!(
        "{file}: a valid experiment\n  name         {}\n  scenarios    {}\n  planners     {}\n  runs         {} of each planner on each scenario, {} in all\n",
        experiment.name,
        scenarios.join(", "),
        planners.join(", "),
        experiment.runs,
        experiment.runs * (scenarios.len() * planners.len()) as u64
    )
}

fn describe(file: &str, scenario: &Scenario) -> String {
    let mut text = format!("{file}: valid\n");
    let mut line = |key: &str, value: String| {
        let _ = writeln!(text, "  {key:<12} {value}");
    };
    line("name", scenario.name.clone());
    if let Some(description) = &scenario.description {
        line("about", description.trim().to_string());
    }
    line("dimension", scenario.dimension().to_string());
    let extents = scenario.bounds.iter();
    let extents: Vec<_> = extents
        .map(|[low, high]| format!("[{low}, {high}]"))
        .collect();
    line("extents", extents.join(" x "));
    line("obstacles", obstacles(&scenario.obstacles));
    line(
        "robot",
        match &scenario.robot {
            Robot::Ball { radius } if *radius == 0.0 => "a point".into(),
            Robot::Ball { radius } => format!("a ball of radius {radius}"),
            Robot::Box { half_extents } => format!("a box with half extents {half_extents:?}"),
        },
    );
    line("free volume", free_volume(scenario));
    line("start", format!("{:?}", scenario.start));
    let goals: Vec<_> = scenario.goal.iter().map(goal).collect();
    line("goal", goals.join(" or "));
    if let Objective::CostMap { default, regions } = &scenario.objective {
        let count = regions.len();
        line(
            "objective",
            format!("cost map: {default}, {count} regions of other weight"),
        );
    }
    line("optimum", least_cost(scenario));
    text
}

/// The optimum as the scenario states it, or else as it is computed.
fn least_cost(scenario: &Scenario) -> String {
    match (scenario.optimum, &scenario.optimum_source) {
        (Some(optimum), Some(source)) => return format!("{optimum} ({})", source.trim()),
        (Some(optimum), None) => return optimum.to_string(),
        (None, _) => {}
    }
    match optimum(scenario, &Limit::CHEAP) {
        Answer::Known(optimum) => format!("computed: {}", summary(&optimum)),
        Answer::NoPath(_) => "there is no path into the goal".into(),
        Answer::Limit(_) => "not known; `prolate optimum` computes it, which takes longer".into(),
        Answer::Dynamics => "not known".into(),
    }
}

fn obstacles(shapes: &[Shape]) -> String {
    let mut counts = [
        ("box", "boxes", 0),
        ("ball", "balls", 0),
        ("polygon", "polygons", 0),
    ];
    let mut parts = Vec::new();
    for shape in shapes {
        match shape {
            Shape::Box { .. } => counts[0].2 += 1,
            Shape::Ball { .. } => counts[1].2 += 1,
            Shape::Polygon { .. } => counts[2].2 += 1,
            Shape::Map(map) => {
                let blocked = (0..map.height)
                    .flat_map(|row| (0..map.width).map(move |column| (column, row)))
                    .filter(|&(column, row)| map.is_blocked(column, row))
                    .count();
                parts.push(format!(
                    "a map of {} x {} cells of {} ({blocked} blocked)",
                    map.width, map.height, map.resolution
                ));
            }
        }
    }
    for (one, many, count) in counts {
        if count > 0 {
            parts.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    }
    if parts.is_empty() {
        "none".into()
    } else {
        parts.join(", ")
    }
}

fn goal(shape: &GoalShape) -> String {
    match shape {
        GoalShape::State(state) => format!("{state:?}"),
        GoalShape::Ball { center, radius } => format!("a ball of radius {radius} at {center:?}"),
        GoalShape::Box { min, max } => format!("a box from {min:?} to {max:?}"),
    }
}

/// The free share of the bounds, estimated from uniform draws, with its 95 % confidence interval (Wilson 1927).
fn free_volume(scenario: &Scenario) -> String {
    const DRAWS: u64 = 100_000;
    const SEED: u64 = 1;
    /// The 97.5 % point of the normal distribution.
    const Z: f64 = 1.959963984540054;
    let share = count_free(scenario, DRAWS, SEED) as f64 / DRAWS as f64;
    let n = DRAWS as f64;
    let scale = 1.0 / (1.0 + Z * Z / n);
    let center = scale * (share + Z * Z / (2.0 * n));
    let half = scale * Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole: f64 = scenario
        .bounds
        .iter()
        .enumerate()
        .map(|(axis, [low, high])| high - low - 2.0 * scenario.reach(axis))
        .product();
    let measure = share * whole;
    let measure = match whole.is_finite() {
        true => format!("{measure:.6}"),
        false => format!("beyond {:e}", f64::MAX),
    };
    format!(
        "{:.3} % of the bounds (95 %: {:.3} to {:.3} %), measure {measure}",
        100.0 * share,
        100.0 * (center - half).max(0.0),
        100.0 * (center + half).min(1.0),
    )
}
