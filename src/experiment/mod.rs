//! Experiments: many runs of several planners on several scenarios, and what they leave.
//!
//! An [`Experiment`] says what is to be run. Its runs are the product of scenarios, planners with their settings, and
//! the numbers 1 to `runs`; each is a function of the experiment alone, for its seed comes from (experiment seed,
//! scenario name, run) by a stable hash ([`seed_of`]). All planners therefore see the same samples, and no run depends
//! on which others there are, on their order, on the number of jobs or on the machine that it runs on.
//!
//! - `file`: experiments from YAML; `family`: scenarios made by a rule; `resolved`: the experiment that repeats the
//!   results.
//! - [`batch`]: jobs over threads; [`folder`]: what is finished is on disk, whatever happens next; [`shard`]: the part
//!   of one machine of several; [`machine`]: the facts of the computer.
//! - [`rows`]: the rows of `runs.csv` and `convergence.csv`; [`tables`]: all of one experiment's, read back as they
//!   are;
//!   [`stored`]: folders of results read back and joined for pictures and reports.

pub mod batch;
mod decode;
pub mod family;
mod file;
pub mod folder;
pub mod machine;
pub mod resolved;
pub mod rows;
pub mod running;
pub mod shard;
pub mod stored;
pub mod tables;

pub use file::{is_experiment, load, parse};

use crate::optimum::Known;
use crate::planner::{Spec, Value};
use crate::scenario::{Budget, Scenario};
use rows::RunKey;
use std::path::{Path, PathBuf};

/// Runs of each planner on each scenario where nothing is said.
pub const DEFAULT_RUNS: u64 = 10;

/// What is to be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Experiment {
    /// Its name, which is fit for a folder's.
    pub name: String,
    /// The scenarios, each with a name of its own.
    pub scenarios: Vec<Entry>,
    /// The planners with their settings, each with a label of its own.
    pub planners: Vec<Configuration>,
    /// Runs of each planner on each scenario.
    pub runs: u64,
    /// When a run stops; where it is empty each scenario's own `stop` counts, and then [`Budget::FALLBACK`].
    pub stop: Budget,
    /// The seed that all runs' seeds come from.
    pub seed: u64,
    /// Runs at a time, where it is said.
    pub jobs: Option<usize>,
}

/// A scenario of an experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The scenario.
    pub scenario: Scenario,
    /// The YAML that it was read from.
    pub text: String,
    /// The file that the YAML stood in or, for a scenario of a family, would stand in.
    pub file: PathBuf,
    /// What a family made it from: `family`, `dimension` and its parameters; empty for a file.
    pub parameters: Vec<(String, Value)>,
    /// The least cost where the scenario itself does not say it, for the plots.
    pub optimum: Option<f64>,
    /// How far above that the least cost may be, where it is the lower end of a bracket.
    pub optimum_width: Option<f64>,
    /// What is known of it before it is planned.
    pub known: Known,
}

impl Entry {
    /// The known least cost.
    pub fn optimum(&self) -> Option<f64> {
        self.scenario.optimum.or(self.optimum)
    }
}

/// A planner with settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Configuration {
    /// What the results call it: the planner's name where no label is given, with the settings that are swept.
    pub label: String,
    /// The planner's name.
    pub planner: String,
    /// The settings that the experiment makes; the scenario's own ones for the same planner stand below them.
    pub settings: Vec<(String, Value)>,
}

impl Configuration {
    /// The planner with its default settings, under its own name; `None` where there is no such planner.
    pub fn named(planner: &str) -> Option<Self> {
        Spec::named(planner).map(|_| Self {
            label: planner.to_owned(),
            planner: planner.to_owned(),
            settings: Vec::new(),
        })
    }

    /// The planner as it runs on `scenario`.
    ///
    /// # Errors
    /// Where it cannot plan there, or a setting is not legal.
    pub fn spec(&self, scenario: &Scenario) -> Result<Spec, String> {
        let own = scenario.planner.clone();
        let mut spec = own
            .filter(|spec| spec.name() == self.planner)
            .or_else(|| Spec::named(&self.planner))
            .ok_or_else(|| format!("there is no planner `{}`", self.planner))?;
        for (key, value) in &self.settings {
            spec.set(key, value)?;
        }
        scenario.accepts(&spec)?;
        Ok(spec)
    }

    /// Whether it says how many samples the planner is to draw: then that is the count that ends its runs.
    fn sets_samples(&self) -> bool {
        self.settings.iter().any(|(key, _)| key == "samples")
    }
}

/// A run that is to be done.
#[derive(Clone, Debug)]
pub struct Job {
    /// What tells it from all others.
    pub key: RunKey,
    /// The scenario, as an index into the experiment's.
    pub scenario: usize,
    /// The planner with all settings.
    pub spec: Spec,
    /// The seed.
    pub seed: u64,
    /// When it stops.
    pub budget: Budget,
    /// Whether the memory of the budget is what somebody has said, and not a share of the machine's.
    pub is_limit_given: bool,
}

impl Experiment {
    /// Every run: run by run, in each the scenarios in their order, on each the planners in an order drawn for it, so
    /// that what drifts while a batch runs (temperature, other load) falls on all planners alike.
    ///
    /// # Errors
    /// Where a planner cannot plan on a scenario.
    pub fn jobs(&self) -> Result<Vec<Job>, String> {
        let mut jobs = Vec::new();
        for run in 1..=self.runs {
            for (index, entry) in self.scenarios.iter().enumerate() {
                let seed = seed_of(self.seed, &entry.scenario.name, run);
                let mut order: Vec<usize> = (0..self.planners.len()).collect();
                order.sort_by_key(|p| stable_hash(seed, self.planners[*p].label.as_bytes(), 0));
                for planner in order {
                    jobs.push(self.job(index, &self.planners[planner], run, seed)?);
                }
            }
        }
        Ok(jobs)
    }

    fn job(&self, scenario: usize, by: &Configuration, run: u64, seed: u64) -> Result<Job, String> {
        let world = &self.scenarios[scenario].scenario;
        let mut spec = by
            .spec(world)
            .map_err(|message| format!("`{}` on {}: {message}", by.label, world.name))?;
        let mut budget = self.budget(world);
        if by.sets_samples() {
            // One batch of that many, which no other count may end.
            budget.iterations = None;
            if !by.settings.iter().any(|(key, _)| key == "batches") {
                spec.set("batches", &Value::Word("one".to_owned()))?;
            }
        }
        // The record shows the planner as it ran.
        spec.settle(budget.iterations);
        Ok(Job {
            key: RunKey {
                scenario: world.name.clone(),
                planner: by.label.clone(),
                run,
            },
            scenario,
            spec,
            seed,
            is_limit_given: budget.memory.is_some(),
            budget,
        })
    }

    /// When runs on `scenario` stop.
    pub fn budget(&self, scenario: &Scenario) -> Budget {
        self.stop.over(scenario.stop).over(Budget::FALLBACK)
    }

    /// Whether some runs end by the clock, so that what else the machine does changes their results.
    pub fn is_timed(&self) -> bool {
        let timed = |entry: &Entry| self.budget(&entry.scenario).time.is_some();
        self.scenarios.iter().any(timed)
    }

    /// The folder that results go to where none is named.
    pub fn default_folder(&self) -> PathBuf {
        Path::new("out").join(&self.name)
    }
}

/// The seed of a run, below 2^53: a stable hash of the experiment's seed, the scenario's name and the run.
pub fn seed_of(experiment_seed: u64, scenario: &str, run: u64) -> u64 {
    stable_hash(experiment_seed, scenario.as_bytes(), run) >> 11
}

/// FNV-1a over both numbers and the name, with the finaliser of SplitMix64 so that every bit depends on all of them.
fn stable_hash(first: u64, name: &[u8], last: u64) -> u64 {
    let bytes = first.to_le_bytes().into_iter();
    let bytes = bytes.chain(name.iter().copied()).chain(last.to_le_bytes());
    let mut hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn seeds_are_stable_distinct_and_exact_as_floating_point_numbers() {
        let mut seen = HashSet::new();
        for seed in [1, 2] {
            for scenario in ["a", "b", "ab"] {
                for run in 1..=1_000 {
                    let value = seed_of(seed, scenario, run);
                    assert!(value < 1 << 53);
                    assert!(seen.insert(value));
                }
            }
        }
        // Results on disk depend on these.
        assert_eq!(seed_of(1, "wall-gap", 1), 3_688_086_822_268_751);
        assert_eq!(seed_of(7, "wall-gap", 100), 2_819_459_973_174_350);
    }
}
