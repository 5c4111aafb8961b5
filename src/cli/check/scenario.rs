//! What `check` says of a valid scenario.

use super::{Refusal, Told};
use crate::cli::foresight;
use crate::cli::optimum::summary;
use crate::numbers;
use crate::optimum::{Answer, Limit, optimum};
use crate::scenario::dispatch::{count_connections, count_free};
use crate::scenario::tree::{self, Tree};
use crate::scenario::{Dynamics, GoalShape, Objective, Scenario, words};
use crate::space::linear_dynamics::{General, System};
use crate::world::{Cell, GridMap, Robot, Shape};
use serde_json::{Value, json};
use std::path::Path;

/// Pairs of states that a system is asked to join.
const PAIRS: u64 = 1_000;
/// For all that is drawn here.
const SEED: u64 = 1;

/// The description of a valid scenario, which was read from `source`.
///
/// # Errors
/// A system of which no pair of states is joined.
pub(super) fn told(file: &Path, scenario: &Scenario, source: &str) -> Result<Told, Refusal> {
    let mut told = Told {
        title: format!("{}: valid", file.display()),
        ..Told::default()
    };
    told.add("name", &scenario.name, scenario.name.clone());
    if let Some(description) = scenario.description.as_deref().map(str::trim) {
        told.add("about", description, description);
    }
    let dimension = scenario.dimension();
    told.add("dimension", dimension.to_string(), dimension);
    let extents = scenario.bounds.iter();
    let extents: Vec<_> = extents
        .map(|[low, high]| format!("[{low}, {high}]"))
        .collect();
    told.add("extents", extents.join(" x "), json!(scenario.bounds));
    let (obstacles, value) = obstacles(&scenario.obstacles);
    told.add("obstacles", obstacles, value);
    let (robot, value) = robot(&scenario.robot);
    told.add("robot", robot, value);
    let (free, value) = free_volume(scenario);
    told.add("free volume", free, value);
    told.add(
        "start",
        format!("{:?}", scenario.start),
        json!(scenario.start),
    );
    let goals: Vec<(String, Value)> = scenario.goal.iter().map(goal).collect();
    let (words, values): (Vec<String>, Vec<Value>) = goals.into_iter().unzip();
    told.add("goal", words.join(" or "), values);
    if let Objective::CostMap { default, regions } = &scenario.objective {
        let regions = regions.len();
        let count = words::count(regions, "region");
        told.add(
            "objective",
            format!("cost map: {default}, {count} of other weight"),
            json!({"cost_map": {"default": default, "regions": regions}}),
        );
    }
    if let Some(dynamics) = &scenario.dynamics {
        let joined = count_connections(scenario, dynamics, PAIRS, SEED);
        if joined == 0 {
            return Err(not_joined(file, dynamics));
        }
        told.add(
            "connections",
            format!("{joined} of {PAIRS} random pairs of states are joined, obstacles aside"),
            json!({"joined": joined, "of": PAIRS}),
        );
    }
    let (words, value) = least_cost(scenario);
    told.add("optimum", words, value);
    for index in idle_unknown(scenario, source) {
        let words =
            format!("`unknown` of obstacle {index} says nothing: no cell of its map is unknown");
        told.remarks.push(("note", words));
    }
    let warnings = foresight::of_scenario(scenario).into_iter();
    told.remarks
        .extend(warnings.map(|words| ("warning", words)));
    Ok(told)
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
fn not_joined(file: &Path, dynamics: &Dynamics) -> Refusal {
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
    let file = file.display().to_string();
    let title =
        format!("the system joins none of {PAIRS} random pairs of states within the bounds{why}");
    Refusal {
        text: format!("error: {file}: {title}"),
        problems: vec![json!({"file": file, "title": title})],
    }
}

/// The optimum as the scenario states it, or else as it is computed.
fn least_cost(scenario: &Scenario) -> (String, Value) {
    if let Some(optimum) = scenario.optimum {
        let source = scenario.optimum_source.as_deref().map(str::trim);
        let words = match source {
            Some(source) => format!("{optimum} ({source})"),
            None => optimum.to_string(),
        };
        return (words, json!({"stated": optimum, "source": source}));
    }
    match optimum(scenario, &Limit::CHEAP) {
        Answer::Known(optimum) => {
            let upper = Some(optimum.upper).filter(|upper| upper.is_finite());
            let bounds = json!({"lower": optimum.lower, "upper": upper});
            (format!("computed: {}", summary(&optimum)), bounds)
        }
        Answer::NoPath(_) => {
            let words = "there is no path into the goal";
            (words.to_owned(), json!({"no_path": true}))
        }
        Answer::Limit(_) => {
            let words = "not known; `prolate optimum` computes it, which takes longer";
            (words.to_owned(), Value::Null)
        }
        Answer::Dynamics => ("not known".to_owned(), Value::Null),
    }
}

fn robot(robot: &Robot) -> (String, Value) {
    match robot {
        Robot::Ball { radius } => {
            let words = match *radius == 0.0 {
                true => "a point".to_owned(),
                false => format!("a ball of radius {radius}"),
            };
            (words, json!({"radius": radius}))
        }
        Robot::Box { half_extents } => (
            format!("a box with half extents {half_extents:?}"),
            json!({"half_extents": half_extents}),
        ),
    }
}

fn obstacles(shapes: &[Shape]) -> (String, Value) {
    let mut counts = [
        ("box", "boxes", 0),
        ("ball", "balls", 0),
        ("polygon", "polygons", 0),
    ];
    let (mut parts, mut maps) = (Vec::new(), Vec::new());
    for shape in shapes {
        match shape {
            Shape::Box { .. } => counts[0].2 += 1,
            Shape::Ball { .. } => counts[1].2 += 1,
            Shape::Polygon { .. } => counts[2].2 += 1,
            Shape::Map(map) => {
                let (words, value) = grid_map(map);
                parts.push(words);
                maps.push(value);
            }
        }
    }
    let value = json!({
        "boxes": counts[0].2, "balls": counts[1].2, "polygons": counts[2].2, "maps": maps,
    });
    let counts = counts.iter().filter(|(_, _, count)| *count > 0);
    parts.extend(counts.map(|(one, many, count)| words::count_of(count, one, many)));
    match parts.is_empty() {
        true => ("none".to_owned(), value),
        false => (parts.join(", "), value),
    }
}

fn grid_map(map: &GridMap) -> (String, Value) {
    let count = |kind: Cell| map.cells.iter().filter(|cell| **cell == kind).count();
    let [occupied, unknown, free] = [Cell::Occupied, Cell::Unknown, Cell::Free].map(count);
    let unknown_ones = match unknown {
        0 => "no unknown ones".to_owned(),
        n => {
            let are = if map.unknown_is_blocked {
                "blocked"
            } else {
                "free"
            };
            words::count_of(n, "unknown one, which is ", "unknown ones, which are ") + are
        }
    };
    let turned = match map.yaw {
        0.0 => String::new(),
        yaw => format!(", turned by {yaw} radians"),
    };
    let (width, height, resolution) = (map.width, map.height, map.resolution);
    let occupied_ones = words::count(occupied, "occupied cell");
    let free_ones = words::count(free, "free one");
    let words = format!(
        "a map of {width} x {height} cells of {resolution}{turned} ({occupied_ones}, {unknown_ones}, and {free_ones})"
    );
    let value = json!({
        "width": width, "height": height, "resolution": resolution, "yaw": map.yaw, "occupied": occupied,
        "unknown": unknown, "unknown_is_blocked": map.unknown_is_blocked, "free": free,
    });
    (words, value)
}

fn goal(shape: &GoalShape) -> (String, Value) {
    match shape {
        GoalShape::State(state) => (format!("{state:?}"), json!({"state": state})),
        GoalShape::Ball { center, radius } => (
            format!("a ball of radius {radius} at {center:?}"),
            json!({"ball": {"center": center, "radius": radius}}),
        ),
        GoalShape::Box { min, max } => (
            format!("a box from {min:?} to {max:?}"),
            json!({"box": {"min": min, "max": max}}),
        ),
    }
}

/// The free share of the bounds, estimated from uniform draws, with its 95 % confidence interval (Wilson 1927).
fn free_volume(scenario: &Scenario) -> (String, Value) {
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
    let (low, high) = ((center - half).max(0.0), (center + half).min(1.0));
    let told = match whole.is_finite() {
        true => numbers::cost(measure),
        false => format!("beyond {:e}", f64::MAX),
    };
    let words = format!(
        "{:.3} % of the bounds (95 %: {:.3} to {:.3} %), measure {told}",
        100.0 * share,
        100.0 * low,
        100.0 * high,
    );
    let measure = Some(measure).filter(|_| whole.is_finite());
    let value = json!({"share": share, "low": low, "high": high, "measure": measure});
    (words, value)
}
