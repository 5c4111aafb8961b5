//! The names of all files that the program writes into folders of results. It removes no others, and of these only
//! what is known to be its own ([`foreign`](super::foreign)).
//!
//! | written by | files | before a new run in the same folder |
//! |---|---|---|
//! | `plan` | [`RUN`] | replaced together; `path.csv` is removed where there is no path |
//! | `plan` | [`TREE`], [`TRAJECTORY`], [`PICTURES`] | removed, then written where they are asked for |
//! | `plot`, `bench` | [`REPORT`], and the pictures in [`PLOTS`] that the report shows | removed by `plan`, and by `bench` as soon as there are more runs than they tell of |
//! | `bench` | [`BATCH`], the tables of shards, `scenarios/`, `.lock` | never removed; only the same experiment goes on in their folder |
//! | `bench` | `running.csv` | removed when the batch ends in order |
//!
//! `plan` does not write where a batch is, and no batch begins where a run of `plan` is, as both have a
//! `convergence.csv`. `optimum` and `export` write the one file that they are told to, `check`, `verify` and `planners`
//! none.

/// What `plan` always writes: the path where there is one, its improvements, and the figures.
pub const RUN: [&str; 3] = ["path.csv", "convergence.csv", "summary.json"];

/// The tree of `plan --save-tree`.
pub const TREE: [&str; 2] = ["tree.csv", "tree.graphml"];

/// The trajectory of `plan` on a scenario with dynamics.
pub const TRAJECTORY: &str = "trajectory.csv";

/// The pictures of `plan`.
pub const PICTURES: [&str; 6] = [
    "convergence.svg",
    "convergence.png",
    "scene.svg",
    "scene.png",
    "trajectory.svg",
    "trajectory.png",
];

/// What `plot` and `bench` write about runs.
pub const REPORT: [&str; 2] = ["report.html", "statistics.csv"];

/// The folder of their pictures.
pub const PLOTS: &str = "plots";

/// What `bench` writes: the experiment, its tables, and the machine.
pub const BATCH: [&str; 4] = [
    "experiment.yaml",
    "runs.csv",
    "convergence.csv",
    "machine.json",
];
