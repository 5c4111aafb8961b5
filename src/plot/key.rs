//! The key of a scene: which signs need an explanation, and the tints of weights.

use super::canvas::Stroke;
use super::legend::{Entry, Sign};
use super::style::{self, Colour, faint};
use super::{number, solid, tree};
use crate::record::RunRecord;
use crate::scenario::{GoalShape, Objective, Scenario};
use crate::world::{Cell, Robot, Shape};

/// Weights beyond this number are shown by a selection.
const MOST_WEIGHTS: usize = 6;

/// The line of the informed set.
pub const INFORMED: Stroke<'static> = Stroke {
    colour: style::INFORMED,
    width: 2.5,
    dashes: &[11.0, 7.0],
};

/// The band that a robot sweeps.
pub const BAND: Colour = faint(style::ROUTE, 0.25);

/// The tint of a region with this weight; `extremes` are the least and the greatest weight of the scenario.
///
/// Weights above the default are yellow, weights below it green; the tint's strength grows with the logarithm of the ratio.
pub fn tint(weight: f64, default: f64, extremes: [f64; 2]) -> Colour {
    let strength = |end: f64| {
        let all = libm::log(end / default);
        if all == 0.0 {
            0.0
        } else {
            libm::log(weight / default) / all
        }
    };
    if weight > default {
        style::mix(
            style::PAPER,
            style::DEAR,
            0.15 + 0.6 * strength(extremes[1]),
        )
    } else if weight < default {
        style::mix(
            style::PAPER,
            style::CHEAP,
            0.15 + 0.6 * strength(extremes[0]),
        )
    } else {
        style::PAPER
    }
}

/// The least and the greatest weight.
pub fn extremes(default: f64, regions: &[(Shape, f64)]) -> [f64; 2] {
    regions
        .iter()
        .fold([default; 2], |[low, high], (_, weight)| {
            [low.min(*weight), high.max(*weight)]
        })
}

/// Whether the robot is more than a point.
pub fn has_size(robot: &Robot) -> bool {
    match robot {
        Robot::Ball { radius } => *radius > 0.0,
        Robot::Box { half_extents } => half_extents.iter().any(|h| *h > 0.0),
    }
}

/// Everything that the picture needs an explanation of.
pub fn entries(scenario: &Scenario, record: &RunRecord) -> Vec<Entry> {
    let in_space = scenario.dimension() == 3;
    let mut entries = vec![Entry::new(Sign::Start, "start")];
    let state = scenario
        .goal
        .iter()
        .any(|g| matches!(g, GoalShape::State(_)));
    let region = scenario
        .goal
        .iter()
        .any(|g| !matches!(g, GoalShape::State(_)));
    if state {
        entries.push(Entry::new(Sign::Star, "goal"));
    }
    if region {
        let words = if state { "goal region" } else { "goal" };
        entries.push(Entry::new(
            Sign::Area(faint(style::GOAL, 0.35), style::GOAL),
            words,
        ));
    }
    let route = Stroke::solid(style::ROUTE, style::PATH);
    if record.path.len() > 1 {
        if has_size(&scenario.robot) && !in_space {
            entries.push(Entry::new(
                Sign::Band(route, BAND),
                "path and robot's width",
            ));
        } else {
            entries.push(Entry::new(Sign::Line(route), "path"));
        }
        if in_space {
            entries.push(Entry::new(Sign::Line(solid::SHADOW), "path on the floor"));
        }
    }
    if let Some(forest) = record.forest.as_ref().filter(|f| !f.is_empty()) {
        let what = if forest.edges.is_empty() {
            "tree"
        } else {
            "roadmap"
        };
        // Curves have more places than the tree has vertices.
        let vertices = match record.curves {
            Some(_) => record.end.vertices,
            None => forest.len() as u64,
        };
        let mut words = format!("{what}, {} vertices", number::count(vertices));
        let one_in = tree::one_edge_in(forest);
        if one_in > 1 {
            words += &format!(", 1 of {} edges", number::count(one_in as u64));
        }
        let stroke = Stroke::solid(style::TREE, 2.0);
        entries.push(Entry::new(Sign::Line(stroke), words));
    }
    if !scenario.obstacles.is_empty() {
        let fill = if in_space {
            solid::OBSTACLE
        } else {
            style::OBSTACLE
        };
        entries.push(Entry::new(Sign::Area(fill, style::OBSTACLE), "obstacle"));
    }
    let unknown = |blocked: bool| {
        scenario.obstacles.iter().any(|shape| {
            matches!(shape, Shape::Map(map) if map.unknown_is_blocked == blocked
                && map.cells.contains(&Cell::Unknown))
        })
    };
    if unknown(true) {
        entries.push(Entry::new(
            Sign::Area(style::UNKNOWN, style::UNKNOWN),
            "unknown, blocked",
        ));
    }
    if unknown(false) {
        let sign = Sign::Area(style::UNKNOWN_FREE, style::UNKNOWN);
        entries.push(Entry::new(sign, "unknown, free"));
    }
    if let Objective::CostMap { default, regions } = &scenario.objective {
        weights(*default, regions, &mut entries);
    }
    entries
}

/// The key of a cost map: a tint for each weight, or for some where there are many.
fn weights(default: f64, regions: &[(Shape, f64)], entries: &mut Vec<Entry>) {
    let mut all: Vec<f64> = regions.iter().map(|(_, weight)| *weight).collect();
    all.push(default);
    all.sort_by(f64::total_cmp);
    all.dedup();
    let last = all.len() - 1;
    if last >= MOST_WEIGHTS {
        let pick = |i: usize| all[i * last / (MOST_WEIGHTS - 1)];
        all = (0..MOST_WEIGHTS).map(pick).collect();
    }
    for weight in all {
        let fill = tint(weight, default, extremes(default, regions));
        let elsewhere = if weight == default {
            " (elsewhere)"
        } else {
            ""
        };
        let words = format!("weight {}{elsewhere}", number::figure(weight, 3));
        entries.push(Entry::new(Sign::Area(fill, style::SOFT), words));
    }
}
