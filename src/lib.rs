//! prolate: sampling-based motion planning.

pub mod files;
pub mod geometry;
pub mod neighbours;
pub mod planner;
pub mod random;
pub mod record;
pub mod scenario;
pub mod world;
