//! The figures of one planner on one scenario.

use crate::experiment::rows::CRASHED;
use crate::experiment::stored::{Results, Run};
use crate::plot::study::{Measure, events};
use crate::statistics::{Estimate, Interval, Sample, proportion, reached};

/// How near to the optimum runs are asked for, in percent.
pub const TOLERANCES: [f64; 3] = [5.0, 2.0, 1.0];

/// Medians with their intervals; unsolved and unreached runs are infinite.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The planner, as an index into the results'.
    pub planner: usize,
    /// Number of runs.
    pub runs: usize,
    /// Runs that found a path.
    pub solved: usize,
    /// Runs that ended in a defect of the program; they count as unsolved.
    pub crashed: usize,
    /// The share of solved runs.
    pub success: Estimate,
    /// When the first path was found, in seconds.
    pub first_time: Estimate,
    /// The first path's cost.
    pub first_cost: Estimate,
    /// The last path's cost.
    pub cost: Estimate,
    /// How far the last cost is above the optimum, relative to it, where that is known and positive.
    pub gap: Option<Estimate>,
    /// How long it took to come near the optimum, where that is known and positive.
    pub within: Vec<Within>,
    /// How long runs took, in seconds.
    pub time: Estimate,
    /// Iterations.
    pub iterations: Estimate,
    /// Motions checked.
    pub motion_checks: Estimate,
    /// The most memory held, in 1e6 bytes.
    pub memory: Estimate,
}

/// The time to within a tolerance of the optimum.
#[derive(Clone, Copy, Debug)]
pub struct Within {
    /// The tolerance in percent.
    pub percent: f64,
    /// The median time in seconds.
    pub time: Estimate,
    /// Runs that came so far.
    pub reached: usize,
}

impl Figures {
    /// The figures of each planner with runs of the scenario.
    pub fn all(scenario: &Results, confidence: f64) -> Vec<Self> {
        let with_runs = (0..scenario.runs.len()).filter(|p| !scenario.runs[*p].is_empty());
        with_runs
            .map(|p| Self::new(p, scenario, confidence))
            .collect()
    }

    fn new(planner: usize, scenario: &Results, confidence: f64) -> Self {
        let runs = &scenario.runs[planner];
        let sample = |of: &dyn Fn(&Run) -> f64| Sample::new(runs.iter().map(of));
        let median = |of: &dyn Fn(&Run) -> f64| sample(of).median(confidence);
        let solved = runs.iter().filter(|run| run.row.solved).count();
        let optimum = scenario.optimum.filter(|o| *o > 0.0 && o.is_finite());
        let cost = median(&Run::cost);
        let within = |optimum: f64| {
            let one = |percent: f64| {
                let target = optimum * (1.0 + 0.01 * percent);
                let times = sample(&|run| reached(&events(run, Measure::Time), target));
                Within {
                    percent,
                    time: times.median(confidence),
                    reached: times.finite(),
                }
            };
            TOLERANCES.map(one).to_vec()
        };
        Self {
            planner,
            runs: runs.len(),
            solved,
            crashed: runs
                .iter()
                .filter(|run| run.row.stop_reason == CRASHED)
                .count(),
            success: proportion(solved as u64, runs.len() as u64, confidence),
            first_time: median(&Run::first_time),
            first_cost: median(&|run| {
                let cost = run.row.first_cost.filter(|_| run.row.solved);
                cost.unwrap_or(f64::INFINITY)
            }),
            gap: optimum.map(|o| Estimate {
                value: cost.value / o - 1.0,
                interval: Interval {
                    low: cost.interval.low / o - 1.0,
                    high: cost.interval.high / o - 1.0,
                },
            }),
            cost,
            within: optimum.map_or_else(Vec::new, within),
            time: median(&|run| run.row.time_s),
            iterations: median(&|run| run.row.iterations as f64),
            motion_checks: median(&|run| run.row.motion_checks as f64),
            memory: median(&|run| run.row.peak_memory_mb),
        }
    }
}
