//! Where things are: obstacles, and exact answers about points and segments among them.
//!
//! A world knows positions, never states. Obstacles are closed sets: touching is a collision.

mod balls;
mod bits;
mod boxes;
mod field;
mod ladder;
mod map;
pub mod map_file;
mod obstacles;
mod packed;
mod places;
mod plane;
mod polygon;
mod region;
mod rounded;
mod sampled;
mod segment;
mod shape;
mod turn;
mod turned_box;

use crate::geometry::State;
pub use ladder::{Ladder, Place, Surroundings};
pub use obstacles::Obstacles;
pub use region::Region;
pub use sampled::sampled;
pub use shape::{Cell, GridMap, Robot, Shape};
pub use turn::Turn;

/// What a planner must know of the obstacles: which points and which segments are free.
///
/// Any closure `|a, b| -> bool` that answers for the closed segment from `a` to `b` is a world too.
pub trait World<const D: usize>: Sync {
    /// Whether the point `x` is free.
    fn point_is_free(&self, x: &State<D>) -> bool;

    /// Whether every point of the closed segment from `a` to `b` is free.
    fn segment_is_free(&self, a: &State<D>, b: &State<D>) -> bool;
}

impl<const D: usize, F> World<D> for F
where
    F: Fn(&State<D>, &State<D>) -> bool + Sync,
{
    fn point_is_free(&self, x: &State<D>) -> bool {
        self(x, x)
    }

    fn segment_is_free(&self, a: &State<D>, b: &State<D>) -> bool {
        self(a, b)
    }
}
