//! The least length that paths can have: exact in the plane among straight outlines, elsewhere between bounds.
//!
//! Obstacles are closed sets, so the free space is open where it meets them: paths come as near as they like to a
//! shortest path that touches corners, and the optimum is an infimum. It is the limit of the shortest paths among
//! obstacles that are grown by less and less, since every path keeps some distance. So this grows them by an outset of
//! 2^-36 of the world's size, lets paths touch the grown corners, and tests every segment by the same exact tests as
//! planners against the obstacles as they are, but for 2^-46 of that size: a segment may cut a grown corner, and
//! between an end and a corner that are in line it may come nearer than rounding. What comes out is a free path, which
//! `verify` certifies; and moved back to the corners that it goes around it is the limit, whose length is the optimum.
//! Whatever touches is closed this way without being looked for: obstacles side by side, cells at a corner, an obstacle
//! at the border of the space. A path may run along the bounds, which are closed, but not between them and an obstacle
//! that touches them. Of a passage narrower than two outsets nothing is promised.
//!
//! - A shortest path of the plane turns at convex corners only (Lozano-Pérez & Wesley, 1979): `corners`. A box for a
//!   robot that does not turn grows obstacles into others with straight outlines.
//! - It ends at the nearest point of the goal, or where an outline crosses the goal's border: `goals`.
//! - The visibility graph is explored by A* and never built: `search`, in maps with `rows`.
//! - With arcs, of disc obstacles or a disc robot, polygons within and around them give a lower and an upper bound:
//!   `model`, `arcs`.
//! - What of it serves runs, before they begin: `known`.
//! - With a cost map, the least weight times the shortest length is a lower bound, and what the shortest path costs an
//!   upper.
//! - In more than two dimensions the straight line to the goal is a lower bound, and exact where it is free.

mod arcs;
mod corners;
mod goals;
mod known;
mod model;
mod rows;
mod search;

use crate::scenario::{GoalShape, Objective, Scenario, dispatch};
use crate::verify::cost;
pub use known::{Known, Reference, STATED_ROUNDING};

use arcs::Side;
use goals::Region;
use model::Model;
use search::{End, Taut, search};
use std::fmt;

/// Relative: bounds that differ by no more than rounding are one number.
const SAME: f64 = 1e-12;

/// How much may be looked at: a count, so that the answer is the same on every machine.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The most vertices and intervals that are looked at from others; some ten million take a second.
    pub looks: u64,
}

impl Limit {
    /// Never give up.
    pub const NONE: Self = Self { looks: u64::MAX };
    /// About a tenth of a second among obstacles of the usual kind: before a run, whose time it is not part of.
    pub const BRIEF: Self = Self { looks: 1_000_000 };
    /// Well under a second: for those who would like to know the optimum and can do without.
    pub const CHEAP: Self = Self { looks: 4_000_000 };
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Vertices of the visibility graph.
    pub corners: u64,
    /// Vertices whose successors were looked for.
    pub expansions: u64,
    /// Vertices and intervals that were looked at.
    pub looks: u64,
}

/// How well the optimum is known, and why not better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// To rounding.
    Exact,
    /// Arcs lie between polygons of so many sides.
    Arcs(usize),
    /// The weights of a cost map are only bounded.
    Weights,
    /// The space has more than two dimensions and the straight line is blocked.
    StraightLine,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact => write!(f, "exact"),
            Self::Arcs(sides) => write!(f, "discs between polygons of {sides} sides"),
            Self::Weights => write!(f, "the shortest path, by the least weight and by its own"),
            Self::StraightLine => write!(
                f,
                "the straight line, which is blocked: beyond the plane no more is known"
            ),
        }
    }
}

/// The least cost, or what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// No path costs less.
    pub lower: f64,
    /// Paths come as near to this as they like; infinite where none is known.
    pub upper: f64,
    /// How well it is known.
    pub grade: Grade,
    /// The limit of the paths that approach `upper`: start, corners, end. Empty where none is known.
    pub corners: Vec<Vec<f64>>,
    /// A free path beside it, longer by less than 1e-9 of the world's size for every corner. Empty where none is known.
    pub path: Vec<Vec<f64>>,
    /// What was done.
    pub effort: Effort,
}

impl Optimum {
    /// The optimum where it is known to rounding.
    pub fn exact(&self) -> Option<f64> {
        (self.grade == Grade::Exact).then_some(self.upper)
    }
}

/// What there is to say of a scenario's optimum.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The optimum or bounds of it.
    Known(Optimum),
    /// There is no path into the goal.
    NoPath(Effort),
    /// The limit was reached.
    Limit(Effort),
    /// Costs are not lengths: with dynamics they are time and effort.
    Dynamics,
}

impl Answer {
    /// The optimum where it is known to rounding.
    pub fn exact(&self) -> Option<f64> {
        match self {
            Self::Known(optimum) => optimum.exact(),
            _ => None,
        }
    }
}

/// The least cost of the scenario's paths, within a limit.
pub fn optimum(scenario: &Scenario, limit: &Limit) -> Answer {
    if scenario.dynamics.is_some() {
        return Answer::Dynamics;
    }
    let answer = if scenario.dimension() == 2 {
        in_the_plane(scenario, limit)
    } else {
        straight_line(scenario)
    };
    match answer {
        Answer::Known(optimum) => Answer::Known(weighted(scenario, optimum)),
        other => other,
    }
}

fn in_the_plane(scenario: &Scenario, limit: &Limit) -> Answer {
    let mut effort = Effort::default();
    let solve = |model: &Model, effort: &mut Effort| {
        let regions = Region::all(scenario, &model.bounds);
        let start = [scenario.start[0], scenario.start[1]];
        search(model, start, &regions, limit, effort)
    };
    if let Some(model) = Model::exact(scenario) {
        return match solve(&model, &mut effort) {
            End::Found(taut) => {
                let length = length(&taut);
                Answer::Known(known(length, Some(taut), Grade::Exact, effort))
            }
            End::NoPath => Answer::NoPath(effort),
            End::Limit => Answer::Limit(effort),
        };
    }
    let sides = model::sides(scenario);
    let mut bound = |side| solve(&Model::polygonal(scenario, side, sides), &mut effort);
    let lower = match bound(Side::Inner) {
        End::Found(taut) => length(&taut),
        // What smaller obstacles block is blocked.
        End::NoPath => return Answer::NoPath(effort),
        End::Limit => return Answer::Limit(effort),
    };
    let upper = match bound(Side::Outer) {
        End::Found(taut) => Some(taut),
        End::NoPath => None,
        End::Limit => return Answer::Limit(effort),
    };
    Answer::Known(known(lower, upper, Grade::Arcs(sides), effort))
}

/// The straight line to the nearest point of the goal.
fn straight_line(scenario: &Scenario) -> Answer {
    let ends = scenario.goal.iter().map(|goal| nearest(scenario, goal));
    let length = |end: &[f64]| {
        let squares = end
            .iter()
            .zip(&scenario.start)
            .map(|(a, b)| (a - b) * (a - b));
        squares.sum::<f64>().sqrt()
    };
    let mut ends: Vec<(f64, Vec<f64>)> = ends.map(|end| (length(&end), end)).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let lower = ends[0].0;
    let free = ends
        .into_iter()
        .find(|(_, end)| dispatch::segment_is_free(scenario, &scenario.start, end));
    let mut optimum = known(lower, None, Grade::StraightLine, Effort::default());
    if let Some((upper, end)) = free {
        optimum.upper = upper;
        optimum.path = vec![scenario.start.clone(), end];
        optimum.path.dedup();
        optimum.corners = optimum.path.clone();
    }
    settle(&mut optimum);
    Answer::Known(optimum)
}

/// The goal region's point that is nearest to the start; of a box, within the bounds.
fn nearest(scenario: &Scenario, goal: &GoalShape) -> Vec<f64> {
    let start = &scenario.start;
    match goal {
        GoalShape::State(x) => x.clone(),
        GoalShape::Ball { center, radius } => {
            let away = start.iter().zip(center).map(|(x, c)| x - c);
            let far = away.clone().map(|d| d * d).sum::<f64>().sqrt();
            let scale = if far > *radius { radius / far } else { 1.0 };
            away.zip(center).map(|(d, c)| c + scale * d).collect()
        }
        GoalShape::Box { min, max } => (0..start.len())
            .map(|i| {
                let [low, high] = scenario.bounds[i];
                let (low, high) = (low + scenario.reach(i), high - scenario.reach(i));
                start[i].clamp(min[i].max(low), max[i].min(high))
            })
            .collect(),
    }
}

/// Lengths as costs.
fn weighted(scenario: &Scenario, mut optimum: Optimum) -> Optimum {
    let Objective::CostMap { default, regions } = &scenario.objective else {
        return optimum;
    };
    let weights = regions.iter().map(|(_, weight)| *weight);
    optimum.lower *= weights.fold(*default, f64::min);
    if !optimum.path.is_empty() {
        optimum.upper = cost::of_path(scenario, &optimum.path);
    }
    if optimum.grade == Grade::Exact {
        optimum.grade = Grade::Weights;
    }
    settle(&mut optimum);
    optimum
}

fn known(lower: f64, upper: Option<Taut>, grade: Grade, effort: Effort) -> Optimum {
    let states = |path: &[[f64; 2]]| path.iter().map(|x| x.to_vec()).collect();
    let mut optimum = Optimum {
        lower,
        upper: upper.as_ref().map_or(f64::INFINITY, length),
        grade,
        corners: upper.as_ref().map_or(Vec::new(), |t| states(&t.touching)),
        path: upper.as_ref().map_or(Vec::new(), |t| states(&t.clear)),
        effort,
    };
    settle(&mut optimum);
    optimum
}

/// Bounds that meet are exact.
fn settle(optimum: &mut Optimum) {
    if optimum.upper <= optimum.lower * (1.0 + SAME) {
        optimum.grade = Grade::Exact;
        optimum.lower = optimum.upper;
    }
}

/// The length of the path that touches.
fn length(taut: &Taut) -> f64 {
    let segments = taut.touching.windows(2);
    let lengths = segments.map(|w| corners::length(corners::minus(w[1], w[0])));
    // Not `sum`, which makes a minus 0 of nothing.
    lengths.fold(0.0, |sum, length| sum + length)
}
