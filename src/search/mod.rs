//! The kit of parts that planners share: the tree, the near set, the radius and the samplers.

pub mod extend;
pub mod near;
pub mod radius;
pub mod sampler;
pub mod tree;
