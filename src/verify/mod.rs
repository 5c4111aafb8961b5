//! Certifies a path, from whatever planner it comes.
//!
//! A path holds when it begins at the start, ends in the goal, keeps within the bounds, touches no obstacle and costs
//! what it is said to cost. All of it is judged from the scenario alone, by other means than the planners': collisions
//! and clearance by the convex distance to each obstacle's pieces ([`convex`]), costs by the places at which a segment
//! crosses a region's border ([`cost`]).
//!
//! **No number passes by being none.** Comparisons are such that NaN fails them, nothing is within a tolerance that is
//! infinite, loops have a bound, and where a number is so large that its square overflows the verdict is that, and
//! nothing else ([`Fault::Overflow`]).
//!
//! The clearance is the least distance between the robot's body and any obstacle along the path; 0 or less is a
//! collision, since obstacles are closed.

mod clearance;
pub mod convex;
pub mod cost;
pub mod of_run;
pub mod rows;
pub mod trajectory;
mod turned;

use crate::numbers;
use crate::scenario::{GoalShape, Scenario};
use clearance::{closest, is_clear, nearest};
use convex::between;
use std::fmt;

/// The largest number that is judged: the squares of all differences can be added.
const LARGEST: f64 = 1e150;

/// Relative to a state's extent: how far the ends of a path that went through decimal text may lie from where they
/// belong.
const END_TOLERANCE: f64 = 1e-9;

/// Relative: how far a cost may differ from the one that is claimed.
const COST_TOLERANCE: f64 = 1e-9;

/// What is wrong with a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// It has no state.
    Empty,
    /// A number is not finite, or so large that what is computed with it is not; nothing else is judged then.
    Overflow {
        /// The row, from 0.
        row: usize,
    },
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
    /// Where the controls of a trajectory lead cannot be computed.
    NotDriven,
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
            Self::Overflow { row } => write!(
                f,
                "not finite: the numbers overflow at row {}, so that nothing can be judged",
                row + 1
            ),
            Self::Start(by) => write!(
                f,
                "the path begins {} away from the start",
                numbers::cost(*by)
            ),
            Self::Goal(by) => write!(f, "the path ends {} away from the goal", numbers::cost(*by)),
            Self::OutOfBounds { state, axis, by } => write!(
                f,
                "state {state} is out of bounds: x{axis} by {} (the bounds are shrunk by the robot)",
                numbers::cost(*by)
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
                 ({:.1} % of the way), {} deep",
                segment + 1,
                obstacle + 1,
                100.0 * at,
                numbers::cost(*depth)
            ),
            Self::Time { row } => write!(f, "the time falls at row {}", row + 1),
            Self::Jump { row, by } => {
                write!(
                    f,
                    "the state jumps by {} at row {}",
                    numbers::cost(*by),
                    row + 1
                )
            }
            Self::Limit { name, time, by } => {
                write!(
                    f,
                    "{name} is out of bounds by {} at t = {time}",
                    numbers::cost(*by)
                )
            }
            Self::Contact {
                time,
                position,
                obstacle,
                depth,
            } => write!(
                f,
                "the trajectory meets obstacle {} at t = {time}, near {position:?}, {} deep",
                obstacle + 1,
                numbers::cost(*depth)
            ),
            Self::Defect { name, by } => write!(
                f,
                "the controls do not lead where the states say: {name} is off by {}",
                numbers::cost(*by)
            ),
            Self::NotDriven => write!(f, "where the controls lead cannot be computed"),
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
        return Verdict::nothing_but(Fault::Empty);
    };
    if let Some(row) = path.iter().position(|x| !can_be_judged(x)) {
        return Verdict::nothing_but(Fault::Overflow { row });
    }
    let cost = cost::of_path(scenario, path);
    if !cost.is_finite() {
        let row = path.len() - 1;
        return Verdict::nothing_but(Fault::Overflow { row });
    }
    let extents = extents(scenario);
    let mut faults = Vec::new();
    faults.extend(begins_elsewhere(scenario, &extents, first));
    faults.extend(ends_elsewhere(scenario, &extents, last, END_TOLERANCE));
    faults.extend(
        path.iter()
            .enumerate()
            .find_map(|(i, x)| out_of_bounds(scenario, i, x)),
    );
    let (collision, clearance) = closest(scenario, path);
    faults.extend(collision);
    faults.extend(differs(cost, claimed, COST_TOLERANCE));
    Verdict {
        faults,
        cost,
        length: path
            .windows(2)
            .fold(0.0, |sum, w| sum + distance(&w[0], &w[1])),
        clearance: clearance.max(0.0),
    }
}

impl Verdict {
    /// The verdict on a path of which nothing but this is known.
    fn nothing_but(fault: Fault) -> Self {
        Self {
            faults: vec![fault],
            cost: f64::INFINITY,
            length: f64::INFINITY,
            clearance: 0.0,
        }
    }
}

/// Whether a number is within a tolerance: NaN is within none, and within one that is not finite is nothing.
fn within(by: f64, tolerance: f64) -> bool {
    by <= tolerance && tolerance.is_finite()
}

/// Whether no number is beyond what is judged.
fn can_be_judged(numbers: &[f64]) -> bool {
    numbers.iter().all(|x| x.abs() <= LARGEST)
}

/// The fault of a cost that is not the claimed one, up to a relative tolerance.
fn differs(found: f64, claimed: Option<f64>, tolerance: f64) -> Option<Fault> {
    let claimed = claimed?;
    let largest = found.abs().max(claimed.abs());
    let agrees = within((found - claimed).abs(), tolerance * largest);
    (!agrees).then_some(Fault::Cost { claimed, found })
}

/// The length of a vector; its squares neither overflow nor vanish.
fn norm(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(0.0, f64::hypot)
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    norm(a.iter().zip(b).map(|(a, b)| a - b))
}

fn extents(scenario: &Scenario) -> Vec<f64> {
    let bounds = scenario.bounds.iter();
    bounds.map(|[low, high]| high - low).collect()
}

/// The greatest share of its extent by which a number of one state differs from that of the other; NaN where one is.
fn apart(extents: &[f64], a: &[f64], b: &[f64]) -> f64 {
    let shares = (a.iter().zip(b).zip(extents)).map(|((a, b), extent)| (a - b).abs() / extent);
    shares.fold(0.0, |most, share| {
        if share > most || share.is_nan() {
            share
        } else {
            most
        }
    })
}

fn begins_elsewhere(scenario: &Scenario, extents: &[f64], first: &[f64]) -> Option<Fault> {
    let share = apart(extents, first, &scenario.start);
    (!within(share, END_TOLERANCE)).then(|| Fault::Start(distance(first, &scenario.start)))
}

/// The fault of a path that ends outside of the goal, of which a state is met within `tolerance`, relative to the
/// extents.
fn ends_elsewhere(
    scenario: &Scenario,
    extents: &[f64],
    last: &[f64],
    tolerance: f64,
) -> Option<Fault> {
    let goals = scenario.goal.iter();
    let nearest: Vec<_> = goals
        .map(|goal| (goal, nearest_in_goal(goal, last)))
        .collect();
    let ends = |(goal, x): &(&GoalShape, Vec<f64>)| {
        let is_state = matches!(goal, GoalShape::State(_));
        let tolerance = if is_state { tolerance } else { END_TOLERANCE };
        within(apart(extents, last, x), tolerance)
    };
    if nearest.iter().any(ends) {
        return None;
    }
    let away = nearest.iter().map(|(_, x)| distance(x, last));
    Some(Fault::Goal(away.fold(f64::INFINITY, f64::min)))
}

/// The state of a goal that is nearest to `x`.
fn nearest_in_goal(goal: &GoalShape, x: &[f64]) -> Vec<f64> {
    match goal {
        GoalShape::State(state) => state.clone(),
        GoalShape::Ball { center, radius } => {
            let share = radius / distance(center, x);
            if share >= 1.0 {
                return x.to_vec();
            }
            between(center, x, share)
        }
        GoalShape::Box { min, max } => (0..x.len()).map(|i| x[i].clamp(min[i], max[i])).collect(),
    }
}

fn out_of_bounds(scenario: &Scenario, state: usize, x: &[f64]) -> Option<Fault> {
    (0..x.len()).find_map(|axis| {
        let shrink = scenario.robot.reach(axis);
        let [low, high] = scenario.bounds[axis];
        let by = ((low + shrink) - x[axis]).max(x[axis] - (high - shrink));
        (!within(by, 0.0)).then_some(Fault::OutOfBounds { state, axis, by })
    })
}
