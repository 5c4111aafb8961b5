//! prolate: sampling-based motion planning.

pub mod files;
pub mod geometry;
pub mod neighbours;
pub mod planner;
pub mod plot;
pub mod problem;
pub mod random;
pub mod record;
pub mod run;
pub mod scenario;
pub mod search;
pub mod space;
pub mod verify;
pub mod world;
