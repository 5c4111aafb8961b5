//! The key of a scene: which signs need an explanation, and the tints of weights.

use super::canvas::Stroke;
use super::legend::{Entry, Sign};
use super::style::{self, Colour, faint};
use super::{number, solid, tree};
use crate::record::{Forest, RunRecord};
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

/// The fill of a goal region in the plane.
pub const GOAL: Colour = faint(style::GOAL, 0.35);

/// The band that a robot sweeps.
pub const BAND: Colour = faint(style::ROUTE, 0.25);

/// The tint of a region with this weight; `extremes` are the least and the greatest weight of the scenario.
///
/// Weights above the default are yellow, weights below it green; the tint's strength grows with the logarithm of the
/// ratio.
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
            style::COSTLY,
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

/// What there is to be seen in a scene, besides what is seen in every one.
pub struct Shown {
    /// A goal region of some size.
    pub region: bool,
    /// A ring around a small one.
    pub ring: bool,
    /// An obstacle.
    pub obstacles: bool,
    /// Unknown cells of a map.
    pub unknown: bool,
    /// The weights of the regions that are seen; `None`: of all.
    pub weights: Option<Vec<f64>>,
    /// Some of the outline of the informed set.
    pub informed: bool,
}

impl Shown {
    /// Everything.
    pub const ALL: Self = Self {
        region: true,
        ring: true,
        obstacles: true,
        unknown: true,
        weights: None,
        informed: true,
    };
}

/// Everything that the picture needs an explanation of.
pub fn entries(scenario: &Scenario, record: &RunRecord, shown: &Shown) -> Vec<Entry> {
    let in_space = scenario.dimension() == 3;
    let mut entries = vec![Entry::new(Sign::Start, "start")];
    let state = scenario
        .goal
        .iter()
        .any(|g| matches!(g, GoalShape::State(_)));
    if state {
        entries.push(Entry::new(Sign::Star, "goal"));
    }
    let regions = scenario.goal.iter();
    let regions = regions.filter(|g| !matches!(g, GoalShape::State(_)));
    let regions = regions.count();
    if shown.region && regions > 0 {
        let words = if state || (shown.ring && regions > 1) {
            "goal region"
        } else {
            "goal"
        };
        let fill = if in_space { solid::GOAL } else { GOAL };
        entries.push(Entry::new(Sign::Area(fill, style::GOAL), words));
    }
    if shown.ring && regions > 0 {
        let words = if state || (shown.region && regions > 1) {
            "small goal region"
        } else {
            "goal, small"
        };
        entries.push(Entry::new(Sign::Ringed, words));
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
    let has_edges =
        |f: &&Forest| !f.edges.is_empty() || f.parents.iter().any(|parent| parent.is_some());
    if let Some(forest) = record.forest.as_ref().filter(has_edges) {
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
            words += &format!(", 1 edge in {}", number::count(one_in as u64));
        }
        let colour = if in_space {
            solid::tree_colour()
        } else {
            style::TREE
        };
        let stroke = Stroke::solid(colour, 2.0);
        entries.push(Entry::new(Sign::Line(stroke), words));
    }
    if shown.obstacles && !scenario.obstacles.is_empty() {
        let (fill, edge) = if in_space {
            let edge = style::mix(solid::OBSTACLE, style::INK, 0.35);
            (solid::OBSTACLE, edge)
        } else {
            (style::OBSTACLE, style::OBSTACLE)
        };
        let count = scenario.obstacles.len();
        let words = match in_space && count > solid::MOST_SHAPES {
            true => format!(
                "obstacle, the {} largest of {}",
                number::count(solid::MOST_SHAPES as u64),
                number::count(count as u64)
            ),
            false => "obstacle".to_owned(),
        };
        entries.push(Entry::new(Sign::Area(fill, edge), words));
    }
    let unknown = |blocked: bool| {
        shown.unknown
            && scenario.obstacles.iter().any(|shape| {
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
        let opacity = if in_space { solid::TINT } else { 1.0 };
        let all = || regions.iter().map(|(_, weight)| *weight).collect();
        let seen = shown.weights.clone().unwrap_or_else(all);
        let extremes = extremes(*default, regions);
        let tint = |weight| faint(tint(weight, *default, extremes), opacity);
        weights(*default, seen, tint, &mut entries);
    }
    if shown.informed {
        entries.push(Entry::new(Sign::Line(INFORMED), "informed set"));
    }
    entries
}

/// The key of a cost map: a tint for each weight that is seen, or for some where there are many.
fn weights(
    default: f64,
    mut all: Vec<f64>,
    tint: impl Fn(f64) -> Colour,
    entries: &mut Vec<Entry>,
) {
    all.push(default);
    all.sort_by(f64::total_cmp);
    all.dedup();
    let last = all.len() - 1;
    if last >= MOST_WEIGHTS {
        let pick = |i: usize| all[i * last / (MOST_WEIGHTS - 1)];
        all = (0..MOST_WEIGHTS).map(pick).collect();
    }
    for weight in all {
        let elsewhere = if weight == default {
            " (elsewhere)"
        } else {
            ""
        };
        let words = format!("weight {}{elsewhere}", number::figure(weight, 3));
        entries.push(Entry::new(Sign::Area(tint(weight), style::SOFT), words));
    }
}
