//! Results for the tools that people already use: OMPL's benchmark logs and Planner Arena's database.
//!
//! Both say the same things in two forms. [`content`] says what: an experiment for each scenario, its planners with
//! their settings, a row of attributes for each run, and rows of progress. [`ompl_log`] and [`planner_arena`] write it.
//! OMPL's own `ompl_benchmark_statistics` turns such logs into such a database, and the two databases hold the same.

pub mod content;
pub mod ompl_log;
pub mod planner_arena;
