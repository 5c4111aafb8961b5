//! Certifies a path, from whatever planner it comes.
//!
//! A path holds when it begins at the start, ends in the goal, keeps within the bounds, touches no obstacle and costs what
//! it is said to cost. All of it is judged from the scenario alone, by other means than the planners': collisions and
//! clearance by the convex distance to each obstacle's pieces ([`convex`]), costs by the places at which a segment crosses
//! a region's border ([`cost`]).
//!
//! The clearance is the least distance between the robot's body and any obstacle along the path; 0 or less is a collision,
//! since obstacles are closed.

pub mod convex;
pub mod cost;
pub mod trajectory;

use crate::scenario::inside::signed_distance_to_polygon;
use crate::scenario::{GoalShape, Scenario};
use crate::world::{Robot, Shape};
use convex::{between, pieces};
use std::fmt;

/// Relative to the largest extent: how far the ends of a path that went through decimal text may lie from where they
/// belong.
const END_TOLERANCE: f64 = 1e-9;

/// Relative: how far a cost may differ from the one that is claimed.
const COST_TOLERANCE: f64 = 1e-9;

/// What is wrong with a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// It has no state.
    Empty,
    /// It begins this far from the start.
    Start(f64),
    /// It ends this far from the goal.
    Goal(f64),
    /// A state lies outside of the bounds that the robot leaves.
    OutOfBounds {
        /// The state, from 0.
        state: usize,
        /// The coordinate.
        axis: usize,
        /// How far beyond the bound.
        by: f64,
    },
    /// A segment meets an obstacle.
    Collision {
        /// The segment's first state, from 0.
        segment: usize,
        /// Where along the segment, from 0 to 1, the overlap is deepest.
        at: f64,
        /// The robot's position there.
        position: Vec<f64>,
        /// The obstacle, from 0.
        obstacle: usize,
        /// How deep the overlap is.
        depth: f64,
    },
    /// The time falls at a row of a trajectory.
    Time {
        /// The row, from 0.
        row: usize,
    },
    /// The state of a trajectory jumps at a row.
    Jump {
        /// The row, from 0.
        row: usize,
        /// How far.
        by: f64,
    },
    /// A state or control of a trajectory is out of bounds.
    Limit {
        /// Its name.
        name: String,
        /// When.
        time: f64,
        /// How far beyond the bound.
        by: f64,
    },
    /// A trajectory meets an obstacle.
    Contact {
        /// When.
        time: f64,
        /// The robot's position about then.
        position: Vec<f64>,
        /// The obstacle, from 0.
        obstacle: usize,
        /// How deep the overlap is.
        depth: f64,
    },
    /// The controls of a trajectory do not lead where its states say.
    Defect {
        /// The state's name.
        name: String,
        /// How far from it they lead.
        by: f64,
    },
    /// It costs something else than claimed.
    Cost {
        /// What was claimed.
        claimed: f64,
        /// What it costs.
        found: f64,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the path has no state"),
            Self::Start(by) => write!(f, "the path begins {by:.6e} away from the start"),
            Self::Goal(by) => write!(f, "the path ends {by:.6e} away from the goal"),
            Self::OutOfBounds { state, axis, by } => write!(
                f,
                "state {state} is out of bounds: x{axis} by {by:.6e} (the bounds are shrunk by the robot)"
            ),
            Self::Collision {
                segment,
                at,
                position,
                obstacle,
                depth,
            } => write!(
                f,
                "the segment from state {segment} to {} meets obstacle {} at {position:?} \
                 ({:.1} % of the way), {depth:.6e} deep",
                segment + 1,
                obstacle + 1,
                100.0 * at
            ),
            Self::Time { row } => write!(f, "the time falls at row {}", row + 1),
            Self::Jump { row, by } => {
                write!(f, "the state jumps by {by:.6e} at row {}", row + 1)
            }
            Self::Limit { name, time, by } => {
                write!(f, "{name} is out of bounds by {by:.6e} at t = {time}")
            }
            Self::Contact {
                time,
                position,
                obstacle,
                depth,
            } => write!(
                f,
                "the trajectory meets obstacle {} at t = {time}, near {position:?}, {depth:.6e} deep",
                obstacle + 1
            ),
            Self::Defect { name, by } => write!(
                f,
                "the controls do not lead where the states say: {name} is off by {by:.6e}"
            ),
            Self::Cost { claimed, found } => {
                write!(f, "the path costs {found}, not {claimed}")
            }
        }
    }
}

/// What was found of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What is wrong; nothing, if the path holds. Of the collisions, the first along the path.
    pub faults: Vec<Fault>,
    /// What the path costs.
    pub cost: f64,
    /// Its Euclidean length.
    pub length: f64,
    /// The least distance between the robot and an obstacle; infinite without obstacles, 0 in a collision.
    pub clearance: f64,
}

/// Judges `path`, whose states have the scenario's dimension, and its cost if one is claimed.
pub fn verify(scenario: &Scenario, path: &[Vec<f64>], claimed: Option<f64>) -> Verdict {
    let (Some(first), Some(last)) = (path.first(), path.last()) else {
        return Verdict {
            faults: vec![Fault::Empty],
            cost: f64::INFINITY,
            length: 0.0,
            clearance: f64::INFINITY,
        };
    };
    let mut faults = Vec::new();
    let tolerance = END_TOLERANCE * largest_extent(scenario);
    let from_start = distance(first, &scenario.start);
    if from_start > tolerance {
        faults.push(Fault::Start(from_start));
    }
    let to_goal = scenario
        .goal
        .iter()
        .map(|goal| distance_to_goal(goal, last))
        .fold(f64::INFINITY, f64::min);
    if to_goal > tolerance {
        faults.push(Fault::Goal(to_goal));
    }
    faults.extend(
        path.iter()
            .enumerate()
            .find_map(|(i, x)| out_of_bounds(scenario, i, x)),
    );
    let (collision, clearance) = closest(scenario, path);
    faults.extend(collision);
    let cost = cost::of_path(scenario, path);
    let differs =
        |claimed: &f64| (cost - claimed).abs() > COST_TOLERANCE * cost.abs().max(claimed.abs());
    faults.extend(claimed.filter(differs).map(|claimed| Fault::Cost {
        claimed,
        found: cost,
    }));
    Verdict {
        faults,
        cost,
        length: path
            .windows(2)
            .fold(0.0, |sum, w| sum + distance(&w[0], &w[1])),
        clearance: clearance.max(0.0),
    }
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
    squares.sum::<f64>().sqrt()
}

fn largest_extent(scenario: &Scenario) -> f64 {
    let extents = scenario.bounds.iter().map(|[low, high]| high - low);
    extents.fold(0.0, f64::max)
}

fn distance_to_goal(goal: &GoalShape, x: &[f64]) -> f64 {
    match goal {
        GoalShape::State(state) => distance(state, x),
        GoalShape::Ball { center, radius } => (distance(center, x) - radius).max(0.0),
        GoalShape::Box { min, max } => {
            let nearest: Vec<f64> = (0..x.len()).map(|i| x[i].clamp(min[i], max[i])).collect();
            distance(&nearest, x)
        }
    }
}

fn out_of_bounds(scenario: &Scenario, state: usize, x: &[f64]) -> Option<Fault> {
    (0..x.len()).find_map(|axis| {
        let shrink = scenario.robot.reach(axis);
        let [low, high] = scenario.bounds[axis];
        let by = ((low + shrink) - x[axis]).max(x[axis] - (high - shrink));
        (by > 0.0).then_some(Fault::OutOfBounds { state, axis, by })
    })
}

/// The first collision along the path, and the least clearance.
fn closest(scenario: &Scenario, path: &[Vec<f64>]) -> (Option<Fault>, f64) {
    let mut clearance = f64::INFINITY;
    let mut collision = None;
    // A path of one state is a segment of no length.
    let last = path.len().max(2) - 1;
    for segment in 0..last {
        let (a, b) = (&path[segment], &path[(segment + 1).min(path.len() - 1)]);
        for (obstacle, shape) in scenario.obstacles.iter().enumerate() {
            let (at, near) = nearest(shape, &scenario.robot, a, b, clearance);
            clearance = clearance.min(near);
            if near <= 0.0 && collision.is_none() {
                collision = Some(Fault::Collision {
                    segment,
                    at,
                    position: between(a, b, at),
                    obstacle,
                    depth: -near,
                });
            }
        }
    }
    (collision, clearance)
}

/// Where the segment comes nearest to `shape`, and how near; distances above `enough` need not be exact.
fn nearest(shape: &Shape, robot: &Robot, a: &[f64], b: &[f64], enough: f64) -> (f64, f64) {
    if let Shape::Polygon { vertices } = shape {
        // No edge is met within a polygon, so its inside is asked for at one end.
        let inside = signed_distance_to_polygon(vertices, [a[0], a[1]]);
        if inside <= 0.0 {
            return (0.0, inside);
        }
    }
    let half_length = 0.5 * distance(a, b);
    let middle = between(a, b, 0.5);
    // Maps have very many cells: look at those near the segment first, and further away only where there are none.
    let mut margin = match shape {
        Shape::Map(map) => map.resolution,
        _ => f64::INFINITY,
    };
    loop {
        let mut best = (0.0, f64::INFINITY);
        for piece in pieces(shape, robot, a, b, margin) {
            let bound = piece.signed_distance(&middle) - half_length;
            if bound <= best.1.min(enough) || bound <= 0.0 {
                let near = piece.nearest(a, b);
                if near.1 < best.1 {
                    best = near;
                }
            }
        }
        if best.1 <= margin || margin >= enough {
            return best;
        }
        margin *= 4.0;
    }
}
