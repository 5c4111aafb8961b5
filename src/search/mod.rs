//! The kit of parts that planners share: trees and graphs, near sets and radii, samplers, batches.

pub mod adjacency;
pub mod batch;
pub mod beside;
pub mod extend;
pub mod goal_states;
pub mod graph;
pub mod growing;
pub mod held;
pub mod near;
pub mod obstacle_samplers;
pub mod points;
pub mod queue;
pub mod radius;
pub mod sampler;
pub mod samples;
pub mod shorten;
pub mod tree;
pub mod view;
