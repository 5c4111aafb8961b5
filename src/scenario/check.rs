//! What the parts of a scenario mean to each other.
//!
//! The start and every goal state must lie within the bounds, which shrink by the robot, and outside of all obstacles,
//! which grow by it; both are closed sets. A goal region needs a part within the bounds that no single obstacle covers;
//! its centre may be blocked.
//!
//! A check is left out where one of its parts is missing; that has been reported already.

use super::GoalShape;
use super::cover::extent;
use super::decode::Draft;
use super::inside::{Overlap, overlap};
use super::optimum::check_optimum;
use super::reader::Reader;
use super::tree::Tree;
use super::words::{apart, axis, brief, full};
use crate::space::linear_dynamics::System;
use crate::world::{GridMap, Robot, Shape};

/// Depths below this share of the coordinates are rounding: the robot touches.
const TOUCHING: f64 = 1e-12;

pub(super) const OUTSIDE: &str = "everything outside of a map is blocked, and so is its border";
pub(super) const UNKNOWN: &str =
    "unknown cells are blocked; with `unknown: free` beside the map's file they are not";

/// Runs all checks.
pub(crate) fn check<'t>(draft: &Draft<'t>, reader: &mut Reader<'t>) {
    if draft.lacks_dynamics {
        return;
    }
    let (Some(bounds), Some((body, robot))) = (&draft.bounds, &draft.robot) else {
        check_optimum(draft, reader);
        return;
    };
    let before = reader.count();
    let d = bounds.len();
    let system = draft
        .dynamics
        .as_ref()
        .map(|(_, dynamics)| &dynamics.system);
    let position = system.map_or_else(|| (0..d).collect(), System::position);
    let names = system.map(System::state_names);
    if !places_have_body(robot, position.len()) || position.iter().any(|i| *i >= d) {
        return;
    }
    let margin = |i: usize| {
        let axis = position.iter().position(|p| *p == i);
        axis.map_or(0.0, |axis| robot.reach(axis))
    };
    let shrunk: Vec<[f64; 2]> = (0..d)
        .map(|i| [bounds[i][0] + margin(i), bounds[i][1] - margin(i)])
        .collect();
    let checker = Checker {
        bounds,
        bounds_are_maps: draft.bounds_are_maps,
        shrunk: &shrunk,
        robot,
        obstacles: &draft.obstacles,
        tight: (0..d).any(|i| shrunk[i][0] >= shrunk[i][1]),
        position: &position,
        names: names.as_deref(),
    };
    if let Some(i) = (0..d).find(|i| shrunk[*i][0] >= shrunk[*i][1]) {
        let (robot, space) = (2.0 * margin(i), bounds[i][1] - bounds[i][0]);
        reader
            .error(
                body,
                format!(
                    "the robot leaves no room between the bounds of {}",
                    checker.axis(i)
                ),
            )
            .label(format!(
                "it is {} wide, the space {}",
                brief(robot),
                brief(space)
            ));
    }
    if let Some((at, x)) = &draft.start {
        checker.state(reader, at, x, "the start state", "the robot at the start");
    }
    for (at, goal) in &draft.goal {
        match goal {
            GoalShape::State(x) => {
                checker.state(reader, at, x, "the goal state", "the robot at the goal");
            }
            GoalShape::Ball { center, radius } => {
                let min: Vec<_> = center.iter().map(|c| c - radius).collect();
                let max: Vec<_> = center.iter().map(|c| c + radius).collect();
                checker.region(reader, at, &min, &max, Some((center, *radius)));
            }
            GoalShape::Box { min, max } => checker.region(reader, at, min, max, None),
        }
    }
    for (at, region) in &draft.sampling {
        if let Some((min, max)) = extent(&region.shape)
            && min.len() == position.len()
        {
            checker.reaches_bounds(reader, at, &position, &min, &max, "the sampling region");
        }
    }
    // A start or goal in the wrong place makes the optimum wrong as well.
    if reader.count() == before {
        check_optimum(draft, reader);
    }
}

pub(super) struct Checker<'a, 't> {
    pub(super) bounds: &'a [[f64; 2]],
    /// Whether they are those of the maps: what lies outside of them lies outside of a map.
    pub(super) bounds_are_maps: bool,
    /// The bounds for the robot's reference point.
    pub(super) shrunk: &'a [[f64; 2]],
    pub(super) robot: &'a Robot,
    pub(super) obstacles: &'a [(&'t Tree, Shape)],
    /// Whether the shrunk bounds are empty.
    pub(super) tight: bool,
    /// Which numbers of a state are the place.
    pub(super) position: &'a [usize],
    /// The names of a system's states.
    pub(super) names: Option<&'a [String]>,
}

/// Whether the robot's body has as many dimensions as places.
fn places_have_body(robot: &Robot, d: usize) -> bool {
    match robot {
        Robot::Ball { .. } => true,
        Robot::Box { half_extents } => half_extents.len() == d,
    }
}

impl<'t> Checker<'_, 't> {
    pub(super) fn is_point(&self) -> bool {
        self.bounds == self.shrunk
    }

    /// The name of coordinate `i` of a state.
    pub(super) fn axis(&self, i: usize) -> String {
        match self.names {
            Some(names) => names[i].clone(),
            None => axis(i, self.bounds.len()),
        }
    }

    /// What the bounds are.
    pub(super) fn within(&self) -> &'static str {
        match self.bounds_are_maps {
            true => "the map",
            false => "the bounds",
        }
    }

    /// The place of a state.
    pub(super) fn place(&self, x: &[f64]) -> Vec<f64> {
        self.position.iter().map(|i| x[*i]).collect()
    }

    /// A state must be within the bounds and free.
    fn state(&self, reader: &mut Reader<'t>, at: &'t Tree, x: &[f64], state: &str, robot: &str) {
        let d = self.bounds.len();
        if x.len() != d {
            return;
        }
        let beyond = |i: &usize| x[*i] < self.shrunk[*i][0] || x[*i] > self.shrunk[*i][1];
        let told = self.tight || self.bounds_are_maps;
        if let Some(i) = (0..d).find(beyond).filter(|_| !told) {
            let side = usize::from(x[i] > self.shrunk[i][1]);
            let than = ["below", "above"][side];
            let (limit, bound) = (self.shrunk[i][side], self.bounds[i][side]);
            let (shown, shown_limit) = apart(x[i], limit);
            let finding = reader.error(at, format!("{state} is outside of the bounds"));
            let axis = self.axis(i);
            finding.label(format!("{axis} is {shown}, {than} {shown_limit}"));
            if limit != bound {
                let how = ["plus", "less"][side];
                let by = full((bound - limit).abs());
                finding.label(format!(
                    ": the bound {} {how} the robot's {by}",
                    full(bound)
                ));
            }
        }
        let mut hits: Vec<(&'t Tree, &Shape, Overlap)> = Vec::new();
        let x = &self.place(x)[..];
        for (node, shape) in self.obstacles {
            if dimension(shape) == x.len()
                && let Some(found) = overlap(shape, self.robot, x)
            {
                hits.push((node, shape, found));
            }
        }
        let depth = |hit: &Overlap| match hit {
            Overlap::Deep(depth) => *depth,
            _ => f64::INFINITY,
        };
        let others = hits.len().saturating_sub(1);
        let Some((node, shape, hit)) = hits
            .into_iter()
            .max_by(|a, b| depth(&a.2).total_cmp(&depth(&b.2)))
        else {
            return;
        };
        let size = x.iter().fold(1.0_f64, |size, c| size.max(c.abs()));
        let touches = depth(&hit) <= TOUCHING * size;
        let who = if self.is_point() { state } else { robot };
        let is_outside = |map: &GridMap| {
            let [low, high] = map.extent();
            let x = map.turn().back([x[0], x[1]]);
            (0..2).any(|i| x[i] < low[i] || x[i] > high[i])
        };
        let how = match (&hit, self.is_point()) {
            (Overlap::OffMap, _) if matches!(shape, Shape::Map(map) if is_outside(map)) => {
                "is outside of the map"
            }
            (Overlap::OffMap, _) => "reaches out of a map",
            (Overlap::Unknown(..), true) => "is in an unknown cell",
            (Overlap::Unknown(..), false) => "overlaps an unknown cell",
            _ if touches => "touches an obstacle",
            (_, true) => "is inside an obstacle",
            (_, false) => "overlaps an obstacle",
        };
        let finding = reader.error(at, format!("{who} {how}"));
        let place = match &hit {
            Overlap::Deep(depth) if !touches => format!("{} inside ", brief(*depth)),
            Overlap::Cell(a, b) => format!("in the occupied cell {} of ", cell(shape, *a, *b)),
            Overlap::Unknown(a, b) => format!("in the unknown cell {} of ", cell(shape, *a, *b)),
            _ => String::new(),
        };
        finding
            .label(format!("{place}the {} of ", noun(shape)))
            .line_of(node);
        if let (Overlap::OffMap, Shape::Map(map)) = (&hit, shape) {
            finding.label(format!(" covers {}", covered(map)));
            finding.help(OUTSIDE);
        } else if matches!(hit, Overlap::Unknown(..)) {
            finding.help(UNKNOWN);
        } else if matches!(hit, Overlap::Deep(_)) && !self.is_point() {
            finding.label(", grown by the robot");
        }
        if touches {
            finding.help("obstacles are closed sets: to touch one is a collision");
        }
        match others {
            0 => finding,
            1 => finding.label(", and one more obstacle"),
            n => finding.label(format!(", and {n} more obstacles")),
        };
    }
}

/// `[x, x] x [y, y]`.
fn span(low: [f64; 2], high: [f64; 2]) -> String {
    let side = |i: usize| format!("[{}, {}]", full(low[i]), full(high[i]));
    format!("{} x {}", side(0), side(1))
}

/// The part of the plane that a map covers.
pub(super) fn covered(map: &GridMap) -> String {
    let [low, high] = map.extent();
    if map.turn().is_none() {
        return span(low, high);
    }
    let [width, height] = [0, 1].map(|i| brief(high[i] - low[i]));
    let [x, y] = low.map(full);
    format!(
        "{width} x {height} from [{x}, {y}], turned by {} about it",
        full(map.yaw)
    )
}

/// A cell with these corners in the map's own axes: where it is upright by its sides, else by its middle.
fn cell(shape: &Shape, low: [f64; 2], high: [f64; 2]) -> String {
    match shape {
        Shape::Map(map) if !map.turn().is_none() => {
            let middle = [0, 1].map(|i| 0.5 * (low[i] + high[i]));
            let [x, y] = map.turn().forth(middle).map(brief);
            format!("around [{x}, {y}]")
        }
        _ => span(low, high),
    }
}

pub(super) fn noun(shape: &Shape) -> &'static str {
    match shape {
        Shape::Box { .. } => "box",
        Shape::Ball { .. } => "ball",
        Shape::Polygon { .. } => "polygon",
        Shape::Map(_) => "map",
    }
}

pub(super) fn dimension(shape: &Shape) -> usize {
    match shape {
        Shape::Box { min, .. } => min.len(),
        Shape::Ball { center, .. } => center.len(),
        Shape::Polygon { .. } | Shape::Map(_) => 2,
    }
}
