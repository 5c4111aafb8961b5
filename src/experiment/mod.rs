//! Experiments: many runs, and what they leave.
//!
//! A folder of results holds `runs.csv` (a row a run), `convergence.csv` (its events), `experiment.yaml` (the resolved
//! experiment, which repeats it) and `machine.json`. [`rows`] has the rows of the first two.

pub mod rows;
