//! Every planner on every scenario that comes with the program, and with each of its settings turned on some of them.

use super::common::{value_of, variants};
use super::{Hash, compare};
use prolate::experiment::is_experiment;
use prolate::planner::Spec;
use prolate::plot::{Convergence, Heading, Scene, canvas};
use prolate::record::{Forest, Keep, RunRecord, TracePoint};
use prolate::run::{Budget, Clock};
use prolate::scenario::dispatch::{Setup, run};
use prolate::scenario::{Scenario, load};
use std::path::{Path, PathBuf};

/// A clock on which no time passes.
struct Still;

impl Clock for Still {
    fn seconds(&self) -> f64 {
        0.0
    }
}

/// The files of scenarios in a folder, from the project's root.
pub fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = std::fs::read_dir(folder).unwrap();
    let is_scenario = |file: &PathBuf| {
        let is_yaml = file.extension().is_some_and(|it| it == "yaml");
        let text = || std::fs::read_to_string(file).unwrap();
        is_yaml && !is_experiment(&text()) && !text().starts_with("image")
    };
    let mut files: Vec<PathBuf> = files
        .map(|it| it.unwrap().path())
        .filter(is_scenario)
        .collect();
    files.sort();
    files
}

fn scenarios(folder: &str) -> Vec<Scenario> {
    let load = |file: &PathBuf| load(file).unwrap_or_else(|report| panic!("{report}"));
    files(folder).iter().map(load).collect()
}

fn scenario(name: &str) -> Scenario {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.yaml"));
    load(&file).unwrap_or_else(|report| panic!("{report}"))
}

fn planned(scenario: &Scenario, spec: &Spec, iterations: u64) -> RunRecord {
    let setup = Setup {
        spec,
        seed: scenario.seed,
        budget: &Budget {
            iterations: Some(iterations),
            ..Budget::default()
        },
        keep: Keep::Everything,
    };
    run(scenario, &setup, || Still, &mut ())
}

fn hash_of_forest(forest: Option<&Forest>) -> String {
    let Some(forest) = forest else {
        return "-".into();
    };
    let hash = Hash::new().numbers(&forest.states).numbers(&forest.costs);
    let parents = forest
        .parents
        .iter()
        .map(|it| it.map_or(u64::MAX, u64::from));
    let ends = forest.edges.iter().flatten().map(|it| u64::from(*it));
    parents.chain(ends).fold(hash, Hash::number).told()
}

/// The figures of a run, and hashes of its path, its tree, its events and its trajectory.
fn line(name: &str, record: &RunRecord) -> String {
    let point = |hash: Hash, it: &TracePoint| {
        let counts = [it.iteration, it.vertices, it.motion_checks, it.state_checks];
        counts
            .into_iter()
            .fold(hash, Hash::number)
            .number(it.cost.to_bits())
    };
    let events = record
        .trace
        .iter()
        .chain(&record.milestones)
        .chain(&record.shortened);
    let end = &record.end;
    let mut line = format!(
        "{name}: {} {} {} {} {:?} {:?} {} path {} tree {} {} events {} memory {}",
        end.iteration,
        end.vertices,
        end.motion_checks,
        end.state_checks,
        end.cost,
        record.cost(),
        record.stop.name(),
        Hash::new().numbers(record.path.iter().flatten()).told(),
        hash_of_forest(record.forest.as_ref()),
        hash_of_forest(record.curves.as_ref()),
        events.fold(Hash::new(), point).told(),
        record.peak_memory,
    );
    if let Some(trajectory) = &record.trajectory {
        let hash = trajectory.moments().iter().fold(Hash::new(), |hash, row| {
            hash.numbers([&row.time])
                .numbers(&row.state)
                .numbers(&row.control)
        });
        line += &format!(" trajectory {}", hash.told());
    }
    line
}

/// Hashes of the scene and the convergence as SVG and as PNG.
fn pictures(scenario: &Scenario, spec: &Spec, record: &RunRecord) -> String {
    let heading = Heading {
        scenario: &scenario.name,
        planner: spec.name(),
        seed: scenario.seed,
        optimum_width: 0.0,
    };
    let mut told = Vec::new();
    if let Ok(scene) = Scene::new(&heading, scenario, record) {
        told.push(
            Hash::new()
                .bytes(canvas::svg(&scene).unwrap().as_bytes())
                .told(),
        );
        told.push(Hash::new().bytes(&canvas::png(&scene).unwrap()).told());
    }
    let convergence = Convergence::new(&heading, record, scenario.optimum);
    told.push(
        Hash::new()
            .bytes(canvas::svg(&convergence).unwrap().as_bytes())
            .told(),
    );
    told.push(
        Hash::new()
            .bytes(&canvas::png(&convergence).unwrap())
            .told(),
    );
    told.join(" ")
}

fn every_planner(name: &str, folder: &str, iterations: u64) {
    let mut lines = Vec::new();
    for scenario in scenarios(folder) {
        for spec in Spec::all() {
            if scenario.accepts(&spec).is_ok() {
                let record = planned(&scenario, &spec, iterations);
                lines.push(line(&format!("{} {}", scenario.name, spec.name()), &record));
            }
        }
    }
    compare(&format!("runs/{name}.txt"), &lines);
}

#[test]
fn every_planner_on_our_own_scenarios() {
    every_planner("own", "scenarios", 1_500);
}

#[test]
fn every_planner_on_odd_scenarios() {
    every_planner("odd", "tests/golden/worlds", 1_500);
}

#[test]
fn every_planner_on_the_scenarios_of_the_papers() {
    every_planner("papers", "scenarios/papers", 700);
}

fn every_setting(name: &str, iterations: u64) {
    let scenario = scenario(name);
    let mut lines = Vec::new();
    for (variant, mut spec) in variants(100.0) {
        lines.push(line(&variant, &planned(&scenario, &spec, iterations)));
        if spec.set("shorten", &value_of("true")).is_ok() {
            let record = planned(&scenario, &spec, iterations);
            lines.push(line(&format!("{variant} shorten=true"), &record));
        }
    }
    compare(&format!("runs/settings_{name}.txt"), &lines);
}

#[test]
fn every_setting_in_the_plane() {
    every_setting("wall_gap", 1_000);
    every_setting("several_goals", 1_000);
}

#[test]
fn every_setting_in_space() {
    every_setting("spheres_3d", 1_000);
}

#[test]
fn every_setting_under_a_cost_map() {
    every_setting("refraction", 1_000);
}

#[test]
fn every_setting_in_four_dimensions() {
    every_setting("wall_gap_4d", 1_000);
}

#[test]
fn every_setting_of_a_disc_in_an_office() {
    every_setting("ros_office", 1_000);
}

#[test]
fn systems_with_dynamics() {
    let mut lines = Vec::new();
    for scenario in scenarios("scenarios/kinodynamic") {
        for set in [
            "dt=0.01",
            "refine=false",
            "pruning=false",
            "rewire-factor=inf",
            "sampler=halton",
        ] {
            let mut spec = Spec::named("kinodynamic-rrt-star").unwrap();
            let (key, value) = set.split_once('=').unwrap();
            spec.set(key, &value_of(value)).unwrap();
            let record = planned(&scenario, &spec, 300);
            lines.push(line(&format!("{} {set}", scenario.name), &record));
        }
    }
    compare("runs/kinodynamic.txt", &lines);
}

#[test]
fn pictures_of_every_scenario() {
    let mut lines = Vec::new();
    let folders = [
        "scenarios",
        "scenarios/papers",
        "scenarios/kinodynamic",
        "tests/golden/worlds",
    ];
    for folder in folders {
        for scenario in scenarios(folder) {
            let name = match scenario.dynamics {
                Some(_) => "kinodynamic-rrt-star",
                None => "rrt-star",
            };
            let spec = Spec::named(name).unwrap();
            let record = planned(&scenario, &spec, 60);
            let pictures = pictures(&scenario, &spec, &record);
            lines.push(format!("{}: {pictures}", scenario.name));
        }
    }
    compare("pictures.txt", &lines);
}
