//! Batches of runs made up for tests.

use prolate::experiment::seed_of;
use prolate::experiment::stored::{self, Stored};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub const RUNS: &str = "scenario,planner,run,seed,solved,first_solution_time_s,first_cost,cost,time_s,iterations,vertices,motion_checks,\
                    state_checks,peak_memory_mb,stop_reason\n";
pub const CONVERGENCE: &str = "scenario,planner,run,time_s,iteration,vertices,motion_checks,cost\n";

/// A batch in the making: rows of `runs.csv` and `convergence.csv`.
#[derive(Clone)]
pub struct Batch {
    pub runs: String,
    pub convergence: String,
}

impl Batch {
    pub fn new() -> Self {
        Self {
            runs: RUNS.into(),
            convergence: CONVERGENCE.into(),
        }
    }

    /// A run of 1 s and 1 000 iterations with these improvements (iteration, cost); the time is a thousandth of the
    /// iteration in seconds, times `slowness`.
    pub fn add(
        &mut self,
        scenario: &str,
        planner: &str,
        run: u64,
        slowness: f64,
        events: &[(u64, f64)],
    ) {
        // That of an experiment with the default seed.
        let seed = seed_of(1, scenario, run);
        let time = |i: u64| slowness * i as f64 / 1000.0;
        let [scenario, planner] =
            [scenario, planner].map(|name| format!("\"{}\"", name.replace('"', "\"\"")));
        let solved = match (events.first(), events.last()) {
            (Some(first), Some(last)) => format!("true,{},{},{}", time(first.0), first.1, last.1),
            _ => "false,,,".into(),
        };
        let key = format!("{scenario},{planner},{run}");
        let end = time(1000);
        self.runs += &format!("{key},{seed},{solved},{end},1000,500,3000,0,0.5,iterations\n");
        let mut places: Vec<u64> = vec![1, 10, 100, 1000];
        places.extend(events.iter().map(|event| event.0));
        places.sort_unstable();
        places.dedup();
        for i in places {
            let cost = events.iter().rev().find(|event| event.0 <= i);
            let cost = cost.map_or(String::new(), |event| event.1.to_string());
            self.convergence += &format!("{key},{},{i},{},{},{cost}\n", time(i), i / 2, 3 * i);
        }
    }

    pub fn write(&self, folder: &Path) -> PathBuf {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("runs.csv"), &self.runs).unwrap();
        fs::write(folder.join("convergence.csv"), &self.convergence).unwrap();
        folder.to_path_buf()
    }
}

/// Ten runs of two planners; run k of A is first solved at iteration 20 k with cost 3 + k / 10 and ends with 2 + k /
/// 100, and run 10 of B is unsolved.
pub fn two_planners() -> Batch {
    let mut batch = Batch::new();
    for k in 1..=10 {
        let x = k as f64;
        batch.add("world", "rrt", k, 1.0, &[(20 * k, 3.0 + x / 10.0)]);
        let events = [(20 * k, 3.0 + x / 10.0), (500, 2.0 + x / 100.0)];
        batch.add(
            "world",
            "rrt-star",
            k,
            4.0,
            if k < 10 { &events } else { &[] },
        );
    }
    batch
}

pub fn read(batch: &Batch) -> Stored {
    let folder = TempDir::new().unwrap();
    stored::read(&[batch.write(folder.path())]).unwrap()
}
