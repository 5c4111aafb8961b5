//! The runs of an experiment one after the other, each made when it is asked for: an experiment may have a million.

use super::rows::RunKey;
use super::{Configuration, Experiment, seed_of, stable_hash};
use crate::planner::{Spec, Value};
use crate::scenario::Budget;

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

/// All runs of an experiment: run by run, in each the scenarios in their order, on each the planners in an order drawn
/// for it, so that what drifts while a batch runs (temperature, other load) falls on all planners alike.
#[derive(Clone, Debug)]
pub struct Jobs<'a> {
    experiment: &'a Experiment,
    /// For each scenario and planner the job of no run.
    models: Vec<Vec<Job>>,
    /// The next run, from 1, and its next scenario.
    next: (u64, usize),
    /// The jobs of the present run and scenario that are still to come, from the last to the first.
    ahead: Vec<Job>,
}

impl<'a> Jobs<'a> {
    /// The jobs of `experiment`.
    ///
    /// # Errors
    /// Where a planner cannot plan on a scenario.
    pub fn new(experiment: &'a Experiment) -> Result<Self, String> {
        let models = |scenario| {
            let planners = experiment.planners.iter();
            planners
                .map(|by| model(experiment, scenario, by))
                .collect::<Result<Vec<Job>, String>>()
        };
        let models: Result<_, String> = (0..experiment.scenarios.len()).map(models).collect();
        Ok(Self {
            experiment,
            models: models?,
            next: (1, 0),
            ahead: Vec::new(),
        })
    }

    /// The planner `planner` of the experiment as it runs on the scenario `scenario`: its budget settles some of its
    /// settings.
    pub fn spec(&self, scenario: usize, planner: usize) -> &Spec {
        &self.models[scenario][planner].spec
    }

    /// The jobs of a run on a scenario, from the last to the first.
    fn of(&self, run: u64, scenario: usize) -> Vec<Job> {
        let name = &self.experiment.scenarios[scenario].scenario.name;
        let seed = seed_of(self.experiment.seed, name, run);
        let mut jobs = self.models[scenario].clone();
        for job in &mut jobs {
            job.key.run = run;
            job.seed = seed;
        }
        jobs.sort_by_key(|job| stable_hash(seed, job.key.planner.as_bytes(), 0));
        jobs.reverse();
        jobs
    }
}

impl Iterator for Jobs<'_> {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        while self.ahead.is_empty() {
            let (run, scenario) = self.next;
            if scenario == self.models.len() {
                self.next = (run + 1, 0);
            }
            if run > self.experiment.runs || self.models.is_empty() {
                return None;
            }
            if scenario < self.models.len() {
                self.ahead = self.of(run, scenario);
                self.next.1 += 1;
            }
        }
        self.ahead.pop()
    }
}

/// The job of a planner on a scenario, as run 0 without a seed.
fn model(experiment: &Experiment, scenario: usize, by: &Configuration) -> Result<Job, String> {
    let world = &experiment.scenarios[scenario].scenario;
    let mut spec = by
        .spec(world)
        .map_err(|message| format!("`{}` on {}: {message}", by.label, world.name))?;
    let mut budget = experiment.budget(world);
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
            run: 0,
        },
        scenario,
        spec,
        seed: 0,
        is_limit_given: budget.memory.is_some(),
        budget,
    })
}
