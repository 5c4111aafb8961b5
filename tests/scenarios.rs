//! Every scenario that comes with the program, with every planner: solved, verified, and never better than the optimum.

use prolate::experiment;
use prolate::planner::Spec;
use prolate::record::Keep;
use prolate::run::{Budget, WallClock};
use prolate::scenario::dispatch::{Setup, run};
use prolate::scenario::{Scenario, load};
use prolate::verify::verify;
use std::path::{Path, PathBuf};

fn scenario_files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        .collect();
    files.sort();
    assert!(files.len() >= 12);
    files
}

fn is_experiment(file: &PathBuf) -> bool {
    experiment::is_experiment(&std::fs::read_to_string(file).unwrap())
}

fn scenario(name: &str) -> Scenario {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.yaml"));
    load(&file).unwrap_or_else(|report| panic!("{report}"))
}

/// The path after `iterations`, and its cost.
fn plan(scenario: &Scenario, spec: &Spec, seed: u64, iterations: u64) -> (Vec<Vec<f64>>, f64) {
    let setup = Setup {
        spec,
        seed,
        budget: &Budget {
            iterations: Some(iterations),
            ..Budget::default()
        },
        keep: Keep::Nothing,
    };
    let record = run(scenario, &setup, WallClock::start, &mut ());
    (record.path, record.end.cost)
}

/// Worlds whose openings take more samples than a test has time for, by most planners.
const TOO_HARD: [&str; 2] = ["double-enclosure-8d", "j15-maze-5d"];

fn every_planner_solves(folder: &str) {
    for file in scenario_files(folder)
        .iter()
        .filter(|file| !is_experiment(file))
    {
        let scenario = load(file).unwrap_or_else(|report| panic!("{report}"));
        for spec in Spec::of_straight_motions() {
            let (path, cost) = plan(&scenario, &spec, scenario.seed, 5_000);
            if path.is_empty() && TOO_HARD.contains(&scenario.name.as_str()) {
                continue;
            }
            let what = format!("{} on {}", spec.name(), scenario.name);
            assert!(!path.is_empty(), "{what}: no path");
            let verdict = verify(&scenario, &path, Some(cost));
            assert!(verdict.faults.is_empty(), "{what}: {:?}", verdict.faults);
            let optimum = scenario.optimum.unwrap_or(0.0);
            assert!(
                cost >= optimum * (1.0 - 1e-9),
                "{what}: {cost} is below {optimum}"
            );
        }
    }
}

#[test]
fn every_planner_solves_every_scenario_and_every_path_holds() {
    every_planner_solves("scenarios");
}

#[test]
fn the_experiments_of_the_papers_can_be_run() {
    let files = scenario_files("scenarios/papers");
    let experiments: Vec<_> = files.iter().filter(|file| is_experiment(file)).collect();
    assert_eq!(experiments.len(), 5);
    for file in experiments {
        let experiment = experiment::load(file).unwrap_or_else(|reports| panic!("{reports:?}"));
        let name = file
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .replace('_', "-");
        assert_eq!(experiment.name, name);
        assert!(experiment.jobs().unwrap().next().is_some());
    }
}

#[test]
fn every_planner_solves_the_papers_worlds_and_every_path_holds() {
    every_planner_solves("scenarios/papers");
}

/// Karaman & Frazzoli 2011, figure 17: a path through regions of different cost is refracted as light is.
#[test]
fn rrt_star_finds_the_refracted_path() {
    let scenario = scenario("refraction");
    let optimum = scenario.optimum.unwrap();
    for seed in 1..=5 {
        let (path, cost) = plan(&scenario, &Spec::named("rrt-star").unwrap(), seed, 20_000);
        assert!(
            optimum <= cost && cost <= 1.02 * optimum,
            "seed {seed}: {cost}"
        );
        assert!(verify(&scenario, &path, Some(cost)).faults.is_empty());
    }
}

/// The start's and the goal's check, and the planners' own, are written apart from each other.
#[test]
fn what_the_scenario_calls_free_is_free_for_planners_too() {
    for file in scenario_files("scenarios") {
        let scenario = load(&file).unwrap_or_else(|report| panic!("{report}"));
        let still = Scenario {
            goal: vec![prolate::scenario::GoalShape::State(scenario.start.clone())],
            ..scenario.clone()
        };
        let (path, cost) = plan(&still, &Spec::named("rrt").unwrap(), 1, 1);
        assert_eq!((path, cost), (vec![scenario.start.clone()], 0.0));
        assert!(
            verify(&still, &[scenario.start], Some(0.0))
                .faults
                .is_empty()
        );
    }
}
