//! prolate: sampling-based motion planning, for the command line and for programs.
//!
//! # The layers
//! Each module uses only those above it in this list; a test enforces it.
//!
//! | | |
//! |---|---|
//! | [`geometry`], [`random`], [`memory`], [`record`], [`files`] | points and boxes; the one random generator; what containers take; what a run leaves; whole files |
//! | [`neighbours`], [`world`] | the k-d tree index, and a grid for batches; obstacles with exact tests for points and segments |
//! | [`space`] | what a motion is, what it costs, whether it is free |
//! | [`problem`] | start, goal, and the counted collision checker |
//! | [`search`] | the planners' kit of parts: tree, near set, radius, samplers |
//! | [`planner`] | the planners, one a file, each a value that takes one step at a time |
//! | [`run`] | the driver: loop, clock, budget, record |
//! | [`scenario`], [`verify`], [`results`] | YAML files; the independent certificate; the files of a run |
//! | [`optimum`], [`experiment`], [`statistics`] | the least length that paths can have; batches of runs, and their files; what many runs say |
//! | [`plot`], [`report`], [`export`] | pictures; the page of an experiment; results for the tools of others |
//! | [`cli`] | the command line |
//!
//! # Invariants
//! - A world knows positions, never states. A space knows states, never trees. A planner knows no clock, file, print or
//!   thread.
//! - No planner names another.
//! - The dimension becomes a type in [`scenario::dispatch`] and is a number again in the record that [`run`] returns.
//! - A run is a function of scenario, settings, seed and budget; only times and memory differ. The wall clock enters
//!   through a time budget alone, and the machine's memory through a limit that most runs never reach, in the driver.
//! - Every collision check of a planner goes through [`problem::Oracle`], which counts it.
//!
//! # Example
//! A world is anything that tells whether a segment is free; here a closure that forbids a disc.
//!
//! ```
//! use prolate::geometry::{Aabb, distance};
//! use prolate::planner::Spec;
//! use prolate::problem::{Goal, GoalRegion, Problem};
//! use prolate::record::Keep;
//! use prolate::run::{Budget, WallClock, drive};
//! use prolate::space::{Euclidean, Objective};
//! use prolate::world::sampled;
//!
//! let world = sampled(0.001, |x: &[f64; 2]| distance(x, &[0.5, 0.5]) > 0.2);
//! let space = Euclidean::new(Aabb::new([0.0; 2], [1.0; 2]), world, Objective::PathLength);
//! let goal = Goal::new(vec![GoalRegion::State([0.9, 0.5])]);
//! let problem = Problem::new(space, [0.1, 0.5], goal);
//!
//! let mut planner = Spec::named("rrt-star").unwrap().build(&problem, 1).unwrap();
//! let budget = Budget { iterations: Some(2_000), ..Budget::default() };
//! let record = drive(planner.as_mut(), &budget, &WallClock::start(), &mut (), Keep::Nothing);
//! // Two tangents of length sqrt(0.4^2 - 0.2^2) and the arc of 60 degrees between them.
//! let optimum = 2.0 * 0.12f64.sqrt() + 0.2 * std::f64::consts::PI / 3.0;
//! assert!(optimum < record.end.cost && record.end.cost < 1.05 * optimum);
//! ```

pub mod cli;
pub mod experiment;
pub mod export;
pub mod files;
pub mod geometry;
pub mod memory;
pub mod neighbours;
pub mod numbers;
pub mod optimum;
pub mod planner;
pub mod plot;
pub mod problem;
pub mod random;
pub mod record;
pub mod report;
pub mod results;
pub mod run;
pub mod scenario;
pub mod search;
pub mod space;
pub mod statistics;
pub mod verify;
pub mod world;
