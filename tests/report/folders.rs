//! Folders of results read back: joined, with holes, and damaged.

use crate::batch::{Batch, CONVERGENCE, RUNS, two_planners};
use prolate::experiment::stored::{self, StoredError};
use prolate::plot::study::Settings;
use prolate::report;
use std::fs;
use tempfile::TempDir;

#[test]
fn folders_are_joined_and_runs_that_are_there_twice_count_once() {
    let home = TempDir::new().unwrap();
    let batch = two_planners();
    let (a, b) = (
        batch.write(&home.path().join("a")),
        batch.write(&home.path().join("b")),
    );
    let stored = stored::read(&[a, b]).unwrap();
    assert_eq!(stored.scenarios[0].runs[0].len(), 10);
    assert!(
        stored
            .warnings
            .iter()
            .any(|w| w.starts_with("20 runs are there more than once")),
        "{:?}",
        stored.warnings
    );
}

#[test]
fn missing_shards_are_named_and_the_others_read_together() {
    let home = TempDir::new().unwrap();
    let whole = two_planners();
    let rows: Vec<&str> = whole.runs.lines().skip(1).collect();
    for (shard, part) in [(1, &rows[..8]), (3, &rows[8..])] {
        let text = format!("{RUNS}{}\n", part.join("\n"));
        fs::write(home.path().join(format!("runs.{shard}-of-4.csv")), text).unwrap();
    }
    fs::write(
        home.path().join("convergence.1-of-4.csv"),
        &whole.convergence,
    )
    .unwrap();
    let stored = stored::read(&[home.path().to_path_buf()]).unwrap();
    let runs: usize = stored.scenarios[0].runs.iter().map(Vec::len).sum();
    assert_eq!(runs, 20);
    assert!(
        stored.scenarios[0]
            .runs
            .iter()
            .flatten()
            .all(|run| !run.trace.is_empty())
    );
    assert!(
        stored
            .warnings
            .contains(&"shards 2/4, 4/4 are missing".to_owned()),
        "{:?}",
        stored.warnings
    );
}

#[test]
fn single_runs_of_plan_are_read_beside_batches() {
    let home = TempDir::new().unwrap();
    let scenario = "space: {bounds: [[0, 1], [0, 1]]}\nstart: [0.1, 0.5]\ngoal: {state: [0.9, 0.5]}\noptimum: 0.8\n";
    fs::write(home.path().join("easy.yaml"), scenario).unwrap();
    for (seed, range) in [("1", "0.2"), ("2", "0.2"), ("1", "0.4")] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_prolate"))
            .current_dir(home.path())
            .args([
                "plan",
                "easy.yaml",
                "-p",
                "rrt-star",
                "-n",
                "500",
                "-s",
                seed,
                "--set",
            ])
            .args([
                &format!("range={range}"),
                "--no-plots",
                "-o",
                &format!("{seed}-{range}"),
            ])
            .output()
            .unwrap();
        assert!(output.status.success());
    }
    let folders = ["1-0.2", "2-0.2", "1-0.4"].map(|name| home.path().join(name));
    let stored = stored::read(&folders).unwrap();
    let labels: Vec<&str> = stored.planners.iter().map(|p| p.label.as_str()).collect();
    assert_eq!(labels, ["rrt-star range=0.2", "rrt-star range=0.4"]);
    let scenario = &stored.scenarios[0];
    assert_eq!(
        (
            scenario.optimum,
            scenario.runs[0].len(),
            scenario.runs[1].len()
        ),
        (Some(0.8), 2, 1)
    );
    assert!(scenario.runs[0][0].trace.len() > 1);
    report::draw(&stored, &home.path().join("report"), &Settings::default()).unwrap();
}

#[test]
fn times_to_within_a_share_of_the_optimum_are_told_for_each_share() {
    let home = TempDir::new().unwrap();
    let mut batch = Batch::new();
    // 46, 4.7, 1.3 and 0.67 per cent above the optimum of 1.5, a tenth of a second apart.
    let events = [(100, 2.2), (200, 1.57), (300, 1.52), (400, 1.51)];
    let name = "a \"w\", 2";
    for run in 1..=9 {
        batch.add(name, "rrt-star", run, 1.0, &events);
    }
    batch.write(home.path());
    let put = |name: &str, text: &str| fs::write(home.path().join(name), text).unwrap();
    put(
        "world.yaml",
        "name: 'a \"w\", 2'\nspace: {bounds: [[0, 2], [0, 2]]}\nstart: [0.1, 0.5]\ngoal: {state: [1.6, 0.5]}\n\
         optimum: 1.5\n",
    );
    put(
        "experiment.yaml",
        "experiment: e\nscenarios: [world.yaml]\nplanners: [rrt-star]\nruns: 9\nstop: {iterations: 1000}\n",
    );
    let stored = stored::read(&[home.path().to_path_buf()]).unwrap();
    let text = report::statistics_csv(&stored, 0.95);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    let cell = |column: &str| &rows[0][header.iter().position(|it| it == column).unwrap()];
    assert_eq!(cell("scenario"), name);
    for (percent, time) in [(5, "0.2"), (2, "0.3"), (1, "0.4")] {
        assert_eq!(cell(&format!("time_to_{percent}_percent_s")), time);
    }
}

#[test]
fn a_malformed_row_is_named_with_its_file_and_line() {
    let home = TempDir::new().unwrap();
    let error = |runs: &str, convergence: &str| -> StoredError {
        fs::write(home.path().join("runs.csv"), runs).unwrap();
        fs::write(home.path().join("convergence.csv"), convergence).unwrap();
        stored::read(&[home.path().to_path_buf()]).unwrap_err()
    };
    let good = two_planners();
    let broken = good
        .runs
        .replacen("true", "perhaps", 2)
        .replacen("perhaps", "true", 1);
    let said = error(&broken, CONVERGENCE).to_string();
    assert!(
        said.contains("runs.csv:3:") && said.contains("column 5"),
        "{said}"
    );
    let said = error(&format!("{RUNS}a,b,1\n"), CONVERGENCE).to_string();
    assert!(
        said.contains("runs.csv:2:") && said.contains("3 columns"),
        "{said}"
    );
    let said = error("scenario,planner\na,b\n", CONVERGENCE).to_string();
    assert!(
        said.contains("runs.csv:1:") && said.contains("there is no column `run`"),
        "{said}"
    );
    let said = error(&good.runs, &good.convergence.replacen(",10,", ",ten,", 1)).to_string();
    assert!(said.contains("convergence.csv:3:"), "{said}");
    let nothing = TempDir::new().unwrap();
    let error = stored::read(&[nothing.path().to_path_buf()]).unwrap_err();
    assert!(matches!(error, StoredError::Nothing(_)));
}

#[test]
fn a_line_that_is_still_being_written_is_left_out() {
    let home = TempDir::new().unwrap();
    let batch = two_planners();
    let mut cut = batch.clone();
    cut.runs.truncate(batch.runs.len() - 5);
    cut.convergence.truncate(batch.convergence.len() - 3);
    let stored = stored::read(&[cut.write(home.path())]).unwrap();
    let runs: usize = stored.scenarios[0].runs.iter().map(Vec::len).sum();
    assert_eq!(runs, 19);
    assert!(
        stored
            .warnings
            .iter()
            .any(|w| w.contains("1 run that is not in runs.csv")),
        "{:?}",
        stored.warnings
    );
}

#[test]
fn an_experiment_gives_optima_and_parameters_and_a_broken_one_takes_nothing_away() {
    let home = TempDir::new().unwrap();
    two_planners().write(home.path());
    let put = |name: &str, text: &str| fs::write(home.path().join(name), text).unwrap();
    fs::create_dir(home.path().join("scenarios")).unwrap();
    put(
        "scenarios/world.yaml",
        "space: {bounds: [[0, 2], [0, 2]]}\nstart: [0.1, 0.5]\ngoal: {state: [1.6, 0.5]}\noptimum: 1.5\n",
    );
    put(
        "experiment.yaml",
        "experiment: e\nscenarios: [scenarios/world.yaml]\n\
         planners: [rrt, {label: rrt-star, rrt-star: {range: 0.5}}]\nruns: 10\nstop: {iterations: 1000}\n",
    );
    put(
        "machine.json",
        "{\"cpu\": \"a <cpu>\", \"sessions\": [{\"jobs\": 2, \"load\": 0.123456}]}",
    );
    let stored = stored::read(&[home.path().to_path_buf()]).unwrap();
    assert_eq!(stored.warnings, Vec::<String>::new());
    assert_eq!(
        (
            stored.experiments[0].name.as_str(),
            stored.scenarios[0].optimum
        ),
        ("e", Some(1.5))
    );
    assert_eq!(stored.planners[1].number("range"), Some(0.5));
    assert!(stored.planners[1].parameters.len() > 1 && !stored.scenarios[0].timed);
    let facts = [("cpu", "a <cpu>"), ("sessions", "jobs 2, load 0.123")];
    assert_eq!(
        stored.machines,
        [facts.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec()]
    );
    report::draw(&stored, home.path(), &Settings::default()).unwrap();
    assert!(home.path().join("plots/world-gap-iterations.svg").exists());

    put(
        "experiment.yaml",
        "experiment: e\nscenarios: [elsewhere.yaml]\n",
    );
    let stored = stored::read(&[home.path().to_path_buf()]).unwrap();
    assert!(
        stored.warnings[0].contains("experiment.yaml cannot be read"),
        "{:?}",
        stored.warnings
    );
    assert_eq!(stored.scenarios[0].runs.len(), 2);
    put("machine.json", "{\n\"cpu\": }");
    let said = stored::read(&[home.path().to_path_buf()])
        .unwrap_err()
        .to_string();
    assert!(said.contains("machine.json:2:"), "{said}");
}
