//! What a planner shows of itself to those who drive, record and draw it.

use crate::geometry::State;
use crate::problem::Oracle;
use crate::record::Forest;
use crate::space::Space;

/// How many collision checks were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    /// Of states.
    pub states: u64,
    /// Of motions.
    pub motions: u64,
}

impl Checks {
    /// What `oracle` was asked.
    pub fn of<S: Space<D>, const D: usize>(oracle: &Oracle<S, D>) -> Self {
        Self {
            states: oracle.state_checks(),
            motions: oracle.motion_checks(),
        }
    }
}

/// The present state of a search.
pub trait View<const D: usize> {
    /// The cost of the best path, infinite before there is one. It never rises.
    fn best_cost(&self) -> f64;

    /// The states of the best path, start first.
    fn best_path(&self) -> Option<Vec<State<D>>>;

    /// The vertices and edges as they are, for pictures and for tests.
    fn forest(&self) -> Forest;

    /// As [`View::forest`], with an even sample of the edges beside those from parents: at most so many, at least one.
    fn sparse_forest(&self, _most_edges: usize) -> Forest {
        self.forest()
    }

    /// Number of vertices.
    fn vertices(&self) -> usize;

    /// At most so many edges are in the forest beside those from parents.
    fn further_edges(&self) -> usize {
        0
    }

    /// The collision checks made so far.
    fn checks(&self) -> Checks;

    /// The most bytes that the containers have held ([`crate::memory`]).
    fn memory(&self) -> usize;

    /// The most bytes that the containers may take during so many steps to come, room included; before a batch is
    /// drawn, all that the samples of it will take.
    fn memory_ahead(&self, steps: usize) -> usize;
}
