//! Experiments: many runs of several planners on several scenarios, and what they leave.
//!
//! An [`Experiment`] says what is to be run. Its runs are the product of scenarios, planners with their settings, and
//! the numbers 1 to `runs`; each is a function of the experiment alone, for its seed comes from (experiment seed,
//! scenario name, run) by a stable hash ([`seed_of`]). All planners therefore see the same samples, and no run depends
//! on which others there are, on their order, on the number of jobs or on the machine that it runs on.
//!
//! - `file`: experiments from YAML; `family`: scenarios made by a rule; `resolved`: the experiment that repeats the
//!   results.
//! - [`jobs`]: the runs, one after the other; [`batch`]: jobs over threads; [`folder`]: what is finished is on disk,
//!   whatever happens next; [`shard`]: the part of one machine of several; [`machine`]: the facts of the computer.
//! - [`rows`]: the rows of `runs.csv` and `convergence.csv`; [`reading`]: the same read back and checked; [`tables`]:
//!   all of one experiment's; [`stored`]: folders of results joined for pictures and reports.

pub mod batch;
mod decode;
pub mod family;
mod file;
pub mod folder;
pub mod jobs;
pub mod machine;
pub mod reading;
pub mod resolved;
pub mod rows;
pub mod running;
pub mod shard;
pub mod stored;
pub mod tables;

pub use file::{is_experiment, load, parse};
pub use jobs::Job;

use crate::optimum::Known;
use crate::planner::{Spec, Value};
use crate::scenario::{Budget, Scenario};
use jobs::Jobs;
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

impl Experiment {
    /// Every run, in the order in which they are done.
    ///
    /// # Errors
    /// Where a planner cannot plan on a scenario.
    pub fn jobs(&self) -> Result<Jobs<'_>, String> {
        Jobs::new(self)
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

    /// What drifts while a batch runs falls on all planners alike: each comes first about equally often, on the same
    /// scenario and run always in the same order, and all have the same seed there.
    #[test]
    fn planners_take_turns_to_come_first() {
        let text =
            "space: {bounds: [[0, 1], [0, 1]]}\nstart: [0.1, 0.1]\ngoal: {state: [0.9, 0.9]}\n";
        let document = crate::scenario::Document {
            file: "w.yaml".into(),
            text: text.to_owned(),
        };
        let mut experiment = Experiment::of_scenarios([Ok(document)]).unwrap();
        let planners = ["rrt", "rrt-star", "prm-star", "rrt-connect"];
        experiment.planners = planners
            .iter()
            .map(|name| Configuration::named(name).unwrap())
            .collect();
        experiment.runs = 400;
        let jobs: Vec<Job> = experiment.jobs().unwrap().collect();
        assert_eq!(jobs.len(), 1_600);
        let mut first = [0; 4];
        for (group, run) in jobs.chunks(4).zip(1..) {
            assert!(
                group
                    .iter()
                    .all(|job| job.key.run == run && job.seed == group[0].seed)
            );
            let labels: HashSet<&str> = group.iter().map(|job| &job.key.planner[..]).collect();
            assert_eq!(labels.len(), 4);
            let place = planners
                .iter()
                .position(|name| *name == group[0].key.planner);
            first[place.unwrap()] += 1;
        }
        // 100 each, with a standard deviation below 9.
        assert!(
            first.iter().all(|count| (60..140).contains(count)),
            "{first:?}"
        );
        let again = experiment.jobs().unwrap().map(|job| job.key);
        assert!(again.eq(jobs.iter().map(|job| job.key.clone())));
    }

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
