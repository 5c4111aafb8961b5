//! Spaces: what a motion is, what it costs and whether it is free.
//!
//! A space knows states and its world; it never sees a tree. Planners are generic over [`Space`], and those that extend
//! towards samples over [`Steer`] as well, so that one planner serves every system that has the parts it needs.

mod cost_map;
mod euclidean;
pub mod linear_dynamics;

use crate::geometry::{Aabb, State};
pub use cost_map::CostMap;
pub use euclidean::{Euclidean, Objective};

/// An optimal connection of two states, obstacles ignored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Connection<M> {
    /// Its cost, not negative.
    pub cost: f64,
    /// What replays it between its two states.
    pub motion: M,
}

/// What is known of an optimal connection, obstacles ignored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Estimate<M> {
    /// The connection itself.
    Is(Connection<M>),
    /// It costs at least this.
    AtLeast(f64),
}

/// A state space with its bounds, its local connections and its obstacles.
pub trait Space<const D: usize>: Sync {
    /// What replays a connection: `()` for a straight segment.
    type Motion: Copy + Default;

    /// Where states are: already shrunk by the robot.
    fn bounds(&self) -> &Aabb<D>;

    /// The optimal connection, obstacles ignored; `None` where there is none.
    fn connect(&self, from: &State<D>, to: &State<D>) -> Option<Connection<Self::Motion>>;

    /// As [`Space::connect`], where the squared Euclidean distance of the two is known already.
    fn connect_near(
        &self,
        from: &State<D>,
        to: &State<D>,
        _squared_distance: f64,
    ) -> Option<Connection<Self::Motion>> {
        self.connect(from, to)
    }

    /// What a unit of Euclidean length costs at least: the factor that makes a straight-line distance admissible.
    fn least_weight(&self) -> f64;

    /// What a unit of Euclidean length costs at most.
    fn greatest_weight(&self) -> f64;

    /// Whether the state is within the bounds and clear of obstacles.
    fn state_is_free(&self, x: &State<D>) -> bool;

    /// Whether the motion between two states within the bounds is clear of obstacles.
    fn motion_is_free(&self, from: &State<D>, motion: &Self::Motion, to: &State<D>) -> bool;
}

/// A space in which one can go a part of the way.
pub trait Steer<const D: usize>: Space<D> {
    /// The state nearest to `towards` that a motion of length `range` reaches from `from`: exactly `towards` where it
    /// is within `range`.
    fn steer(&self, from: &State<D>, towards: &State<D>, range: f64) -> State<D>;
}
