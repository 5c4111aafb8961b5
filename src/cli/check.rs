//! `prolate check`: validates scenarios and experiments and describes them.

use super::optimum::summary;
use super::{Failure, Outcome, foresight, input, lines, print};
use crate::experiment::{self, Experiment};
use crate::numbers;
use crate::optimum::{Answer, Limit, optimum};
use crate::scenario::dispatch::{count_connections, count_free};
use crate::scenario::tree::{self, Tree};
use crate::scenario::{self, Document, Dynamics, GoalShape, Objective, Scenario, words};
use crate::space::linear_dynamics::{General, System};
use crate::world::{Cell, Robot, Shape};
use std::path::PathBuf;

/// Pairs of states that a system is asked to join.
const PAIRS: u64 = 1_000;
/// For all that is drawn here.
const SEED: u64 = 1;

/// Arguments of `prolate check`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The scenarios and experiments; `-` is standard input
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// Only validate: print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Runs the command: every file is looked at, also after one with errors.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    input::read_once(&arguments.scenarios)?;
    let mut reports = Vec::new();
    for path in &arguments.scenarios {
        let told = input::document(path)
            .map_err(|report| report.to_string())
            .and_then(|document| told(&document));
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

/// What there is to say of a valid scenario or experiment.
///
/// # Errors
/// What is wrong with it.
fn told(document: &Document) -> Result<String, String> {
    let Document { file, text } = document;
    let name = file.display().to_string();
    if experiment::is_experiment(text) {
        return experiment::parse(document)
            .map(|experiment| describe_experiment(&name, &experiment))
            .map_err(|reports| super::joined(&reports));
    }
    let scenario = scenario::parse(text, file).map_err(|report| report.to_string())?;
    describe(&name, &scenario, text)
}

fn describe_experiment(file: &str, experiment: &Experiment) -> String {
    let scenarios = experiment.scenarios.iter();
    let scenarios: Vec<&str> = scenarios
        .map(|entry| entry.scenario.name.as_str())
        .collect();
    let planners = experiment.planners.iter();
    let planners: Vec<&str> = planners.map(|planner| planner.label.as_str()).collect();
    let runs = format!(
        "{} of each planner on each scenario, {} in all",
        experiment.runs,
        experiment.runs * (scenarios.len() * planners.len()) as u64
    );
    let mut text = format!("{file}: a valid experiment\n");
    for (key, value) in [
        ("  name", &experiment.name),
        ("  scenarios", &scenarios.join(", ")),
        ("  planners", &planners.join(", ")),
        ("  runs", &runs),
    ] {
        text += &lines::entry(key, value, 15);
    }
    let warnings = foresight::of_experiment(experiment).unwrap_or_else(|error| vec![error]);
    for warning in warnings {
        text += &lines::entry("  warning", &warning, 15);
    }
    text
}

/// The description of a valid scenario.
///
/// # Errors
/// A system of which no pair of states is joined.
fn describe(file: &str, scenario: &Scenario, source: &str) -> Result<String, String> {
    let mut text = format!("{file}: valid\n");
    let mut line = |key: &str, value: String| {
        text += &lines::entry(&format!("  {key}"), &value, 15);
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
            format!(
                "cost map: {default}, {} of other weight",
                words::count(count, "region")
            ),
        );
    }
    if let Some(dynamics) = &scenario.dynamics {
        let joined = count_connections(scenario, dynamics, PAIRS, SEED);
        if joined == 0 {
            return Err(not_joined(file, dynamics));
        }
        line(
            "connections",
            format!("{joined} of {PAIRS} random pairs of states are joined, obstacles aside"),
        );
    }
    line("optimum", least_cost(scenario));
    for index in idle_unknown(scenario, source) {
        line(
            "note",
            format!("`unknown` of obstacle {index} says nothing: no cell of its map is unknown"),
        );
    }
    for warning in foresight::of_scenario(scenario) {
        line("warning", warning);
    }
    Ok(text)
}

/// The obstacles, counted from 1 in their list, that are maps without unknown cells and say what unknown cells are.
fn idle_unknown(scenario: &Scenario, source: &str) -> Vec<usize> {
    let value = |tree: &Tree, key: &str| match tree {
        Tree::Map(entries) => entries
            .iter()
            .find(|(name, _)| matches!(name, Tree::Text(name) if name == key))
            .map(|(_, value)| value.clone()),
        _ => None,
    };
    // Parsing a large scenario to look for a word would take longer than the word is worth.
    let root = source.contains("unknown").then(|| tree::parse(source));
    let items = root.and_then(|root| value(&root.ok()?, "obstacles"));
    let Some(Tree::List(items)) = items else {
        return Vec::new();
    };
    let says_unknown =
        |item: &Tree| value(item, "map").is_some_and(|map| value(&map, "unknown").is_some());
    let is_idle = |(item, shape): (&Tree, &Shape)| {
        let Shape::Map(map) = shape else { return false };
        !map.cells.contains(&Cell::Unknown) && says_unknown(item)
    };
    let pairs = items.iter().zip(&scenario.obstacles).enumerate();
    pairs
        .filter(|(_, pair)| is_idle(*pair))
        .map(|(i, _)| i + 1)
        .collect()
}

/// What there is to say of a system that joins no states.
fn not_joined(file: &str, dynamics: &Dynamics) -> String {
    let condition = match &dynamics.system {
        System::Linear { model, .. } => General::new(model).map(|general| general.condition()),
        _ => None,
    };
    let why = condition.map_or(String::new(), |condition| {
        format!(
            ": the condition of what the controls reach is {condition:.1e} at best, so that no cost can be had to \
             certainty; other units, other inputs or narrower bounds would help"
        )
    });
    format!(
        "error: {file}: the system joins none of {PAIRS} random pairs of states within the bounds{why}"
    )
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
                let count = |kind: Cell| map.cells.iter().filter(|cell| **cell == kind).count();
                let unknown = match count(Cell::Unknown) {
                    0 => "no unknown ones".to_owned(),
                    n if map.unknown_is_blocked => format!("{n} unknown ones, which are blocked"),
                    n => format!("{n} unknown ones, which are free"),
                };
                let turned = match map.yaw {
                    0.0 => String::new(),
                    yaw => format!(", turned by {yaw} radians"),
                };
                parts.push(format!(
                    "a map of {} x {} cells of {}{turned} ({} occupied cells, {unknown}, and {} free ones)",
                    map.width,
                    map.height,
                    map.resolution,
                    count(Cell::Occupied),
                    count(Cell::Free)
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
        true => numbers::cost(measure),
        false => format!("beyond {:e}", f64::MAX),
    };
    format!(
        "{:.3} % of the bounds (95 %: {:.3} to {:.3} %), measure {measure}",
        100.0 * share,
        100.0 * (center - half).max(0.0),
        100.0 * (center + half).min(1.0),
    )
}
