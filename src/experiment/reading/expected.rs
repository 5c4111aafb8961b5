//! Which runs there may be.

use crate::experiment::rows::RunRow;
use crate::experiment::shard::Shard;
use crate::experiment::{Experiment, seed_of};
use std::collections::{HashMap, HashSet};

/// The runs that an experiment, or a shard of it, has.
#[derive(Debug)]
pub struct Expected<'a> {
    experiment: &'a Experiment,
    shard: Option<Shard>,
    scenarios: HashMap<&'a str, usize>,
    planners: HashSet<&'a str>,
}

impl<'a> Expected<'a> {
    /// Those of `experiment`, or of the shard.
    pub fn new(experiment: &'a Experiment, shard: Option<Shard>) -> Self {
        let names = experiment.scenarios.iter().map(|it| &it.scenario.name[..]);
        let labels = experiment.planners.iter().map(|it| &it.label[..]);
        Self {
            experiment,
            shard,
            scenarios: names.zip(0..).collect(),
            planners: labels.collect(),
        }
    }

    /// Why the row is none of these runs.
    pub fn fault(&self, row: &RunRow) -> Option<String> {
        let scenario = self.scenarios.get(&row.scenario[..]);
        let is_known = (1..=self.experiment.runs).contains(&row.run)
            && self.planners.contains(&row.planner[..]);
        let Some(scenario) = scenario.filter(|_| is_known) else {
            let RunRow {
                run,
                planner,
                scenario,
                ..
            } = row;
            return Some(format!(
                "run {run} of `{planner}` on {scenario} is not one of this experiment's"
            ));
        };
        if let Some(shard) = self.shard
            && !shard.holds(*scenario, row.run, self.experiment)
        {
            return Some(format!("the run is not one of shard {shard}"));
        }
        let seed = seed_of(self.experiment.seed, &row.scenario, row.run);
        (row.seed != seed).then(|| {
            let run = row.run;
            format!(
                "column 4, `seed`: {} is not the seed of run {run} on {} in this experiment, {seed}",
                row.seed, row.scenario
            )
        })
    }
}
