//! The states by which planners that do not wait for a sample in the goal know it.

use crate::geometry::{State, squared_distance};
use crate::problem::{GoalRegion, Oracle, Problem};
use crate::random::Rng;
use crate::space::Space;

/// A free state of each goal region that has one to be found: its centre, else the free one nearest to the centre of a
/// thousand random states.
pub fn goal_states<S: Space<D>, const D: usize>(
    problem: &Problem<S, D>,
    oracle: &Oracle<S, D>,
    rng: &mut Rng,
) -> Vec<State<D>> {
    let regions = problem.goal.regions().iter();
    regions
        .filter_map(|region| goal_state(region, oracle, rng))
        .collect()
}

fn goal_state<S: Space<D>, const D: usize>(
    region: &GoalRegion<D>,
    oracle: &Oracle<S, D>,
    rng: &mut Rng,
) -> Option<State<D>> {
    /// Enough for a region of which one part in a hundred is free.
    const TRIES: usize = 1_000;
    let (center, radius) = region.enclosing_ball();
    if oracle.state_is_free(&center) {
        return Some(center);
    }
    if radius == 0.0 {
        return None;
    }
    let draws = (0..TRIES).map(|_| region.sample(rng));
    let free = draws.filter(|x| oracle.state_is_free(x));
    let away = |x: &State<D>| squared_distance(x, &center);
    free.min_by(|a, b| away(a).total_cmp(&away(b)))
}
