//! The move that RRT, RRT* and RRT# share: from the nearest vertex towards a sample (Karaman & Frazzoli 2011, Algorithm
//! 3, lines 3 to 6).

use crate::geometry::{State, distance};
use crate::neighbours::NeighbourIndex;
use crate::problem::{Oracle, Problem};
use crate::search::near::Near;
use crate::space::{Space, Steer};

/// The range that stands for "not given": 20 % of the diagonal of the bounds, as in OMPL.
///
/// In the plane that is little more than 20 % of the largest extent. In many dimensions the latter is short, and first
/// paths behind a wall with a window and in double enclosures take several times as long.
pub fn range_or_default<S: Space<D>, const D: usize>(range: f64, space: &S) -> f64 {
    const SHARE_OF_DIAGONAL: f64 = 0.2;
    let bounds = space.bounds();
    if range > 0.0 {
        range
    } else {
        SHARE_OF_DIAGONAL * distance(&bounds.min, &bounds.max)
    }
}

/// A new state and the vertex that it was reached from, over a motion that is known to be free.
pub struct Extension<M, const D: usize> {
    /// The new state.
    pub x: State<D>,
    /// The nearest vertex, and the connection from it.
    pub from: Near<M>,
}

/// Steers from the vertex nearest to `sample` towards it, at most `range` far.
///
/// `None` where the motion is not free, where the sample is a vertex already (a set of vertices does not grow by a
/// member), or where no path through the new state can cost less than `limit`.
#[inline]
pub fn extend<S: Steer<D>, const D: usize>(
    problem: &Problem<S, D>,
    oracle: &Oracle<S, D>,
    index: &NeighbourIndex<D>,
    sample: &State<D>,
    range: f64,
    limit: f64,
) -> Option<Extension<S::Motion, D>> {
    let nearest = index.nearest(sample)?;
    if nearest.squared_distance == 0.0 {
        return None;
    }
    extend_from(nearest.id, problem, oracle, index, sample, range, limit)
}

/// The same from vertex `id`, which is known to be the nearest and not at `sample`.
#[inline]
pub fn extend_from<S: Steer<D>, const D: usize>(
    id: u32,
    problem: &Problem<S, D>,
    oracle: &Oracle<S, D>,
    index: &NeighbourIndex<D>,
    sample: &State<D>,
    range: f64,
    limit: f64,
) -> Option<Extension<S::Motion, D>> {
    let origin = index.point(id);
    let x = problem.space.steer(origin, sample, range);
    if limit.is_finite() && problem.cost_bound_through(&x) >= limit {
        return None;
    }
    let connection = problem.space.connect(origin, &x)?;
    if !oracle.motion_is_free(origin, &connection.motion, &x) {
        return None;
    }
    let from = Near {
        id,
        edge: connection.cost,
        motion: connection.motion,
    };
    Some(Extension { x, from })
}
