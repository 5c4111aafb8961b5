//! `prolate export`: the logs and databases of OMPL's tools, from what `bench` has stored.

use prolate::experiment::rows::{RunRow, TraceRow, from_csv};
use rusqlite::Connection;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn prolate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_prolate"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Runs the experiment into `results` below the folder.
fn bench(folder: &Path, experiment: &str, more: &[&str]) {
    let file = folder.join("experiment.yaml");
    fs::write(&file, experiment).unwrap();
    let results = folder.join("results");
    let mut arguments = vec!["bench", text(&file), "-q", "-o", text(&results)];
    arguments.extend(more);
    assert_eq!(prolate(&arguments).status.code(), Some(0));
}

fn export(folder: &Path, format: &str, name: &str) -> Output {
    let (results, file) = (folder.join("results"), folder.join(name));
    prolate(&[
        "export",
        text(&results),
        "--format",
        format,
        "-o",
        text(&file),
    ])
}

const TWO: &str = "experiment: two
scenarios:
  - scenarios/wall_gap.yaml
  - {family: wall-gap, dimension: 2, seed: 1, gap: 0.02}
planners: [rrt-star, {label: P*, prm-star: {}}]
runs: 3
stop: {iterations: 200}
";

/// One scenario in which half of the runs find no path.
const HARD: &str = "experiment: hard
scenarios: [scenarios/wall_gap.yaml]
planners: [rrt]
runs: 12
stop: {iterations: 30}
";

/// Scenarios of an experiment are relative to its file.
fn absolute(experiment: &str) -> String {
    let root = format!("{}/scenarios/", env!("CARGO_MANIFEST_DIR"));
    experiment.replace("scenarios/", &root)
}

#[test]
fn the_database_has_planner_arenas_columns_in_their_places_and_all_rows() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    bench(folder, &absolute(TWO), &[]);
    let output = export(folder, "planner-arena-db", "arena.db");
    assert_eq!(output.status.code(), Some(0));
    let database = Connection::open(folder.join("arena.db")).unwrap();
    let columns = |table: &str| -> Vec<String> {
        let statement = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let names = statement.column_names().into_iter().map(str::to_owned);
        names.collect()
    };
    assert_eq!(
        columns("experiments")[..12].join(" "),
        "id name totaltime timelimit memorylimit runcount version hostname cpuinfo date seed setup"
    );
    assert!(columns("experiments")[12..].contains(&"gap".to_owned()));
    assert_eq!(columns("plannerConfigs"), ["id", "name", "settings"]);
    assert_eq!(columns("enums"), ["name", "value", "description"]);
    assert_eq!(columns("runs")[..3], ["id", "experimentid", "plannerid"]);
    assert_eq!(columns("progress")[..3], ["runid", "time", "best_cost"]);
    let count = |query: &str| -> i64 { database.query_row(query, [], |row| row.get(0)).unwrap() };
    assert_eq!(count("SELECT count(*) FROM experiments"), 2);
    assert_eq!(count("SELECT count(*) FROM runs"), 12);
    // The planners are the same in both experiments.
    assert_eq!(count("SELECT count(*) FROM plannerConfigs"), 2);
    let gap = "SELECT count(*) FROM experiments WHERE gap = 0.02 AND typeof(gap) = 'real'";
    assert_eq!(count(gap), 1);
}

#[test]
fn every_run_of_the_database_is_its_row_and_unsolved_ones_are_null() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    bench(folder, &absolute(HARD), &[]);
    export(folder, "planner-arena-db", "arena.db");
    let runs = fs::read(folder.join("results/runs.csv")).unwrap();
    let runs: Vec<RunRow> = from_csv(&runs[..]).map(Result::unwrap).collect();
    let unsolved = runs.iter().filter(|row| !row.solved).count();
    assert!(0 < unsolved && unsolved < runs.len(), "{unsolved}");
    let database = Connection::open(folder.join("arena.db")).unwrap();
    for row in &runs {
        let (cost, time, status): (Option<f64>, f64, String) = database
            .query_row(
                "SELECT best_cost, time, description FROM runs JOIN enums ON name = 'status' AND value = status
                 WHERE run = ?",
                [row.run as i64],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .unwrap();
        assert_eq!((cost, time), (row.cost, row.time_s));
        let expected = if row.solved {
            "Exact solution"
        } else {
            "Timeout"
        };
        assert_eq!(status, expected);
    }
    // Of events at one moment the last: so the least cost is the run's.
    let least: Option<f64> = database
        .query_row("SELECT min(best_cost) FROM progress", [], |row| row.get(0))
        .unwrap();
    let costs = runs.iter().filter_map(|row| row.cost);
    assert_eq!(least, costs.reduce(f64::min));
}

/// Reads a log as far as the format says, and returns the planners with their runs and moments.
fn read_log(log: &str) -> Vec<(String, Vec<Vec<String>>, Vec<usize>)> {
    let mut lines = log.lines();
    let mut next = || lines.next().expect("the log goes on");
    let count = |line: &str, words: &str| -> usize {
        let (number, rest) = line.split_once(' ').unwrap();
        assert_eq!(rest, words);
        number.parse().unwrap()
    };
    assert!(next().starts_with("prolate version "));
    assert!(next().starts_with("Experiment "));
    for _ in 0..count(next(), "experiment properties") {
        assert!(next().contains(" = "));
    }
    assert!(next().starts_with("Running on "));
    assert!(next().starts_with("Starting at "));
    for _ in 0..2 {
        assert_eq!(next(), "<<<|");
        while next() != "|>>>" {}
    }
    for words in [
        "is the random seed",
        "seconds per run",
        "MB per run",
        "runs per planner",
        "seconds spent to collect the data",
    ] {
        assert_eq!(next().split_once(' ').unwrap().1, words);
    }
    for _ in 0..count(next(), "enum types") {
        assert!(next().contains('|'));
    }
    let planners = count(next(), "planners");
    let mut found = Vec::new();
    for _ in 0..planners {
        let name = next().to_owned();
        for _ in 0..count(next(), "common properties") {
            assert!(next().contains(" = "));
        }
        let attributes = count(next(), "properties for each run");
        for _ in 0..attributes {
            next();
        }
        let mut runs = Vec::new();
        for _ in 0..count(next(), "runs") {
            let cells: Vec<String> = next().split("; ").map(str::to_owned).collect();
            assert_eq!(cells.len(), attributes + 1, "the last is closed too");
            runs.push(cells);
        }
        let columns = count(next(), "progress properties for each run");
        for _ in 0..columns {
            next();
        }
        let mut moments = Vec::new();
        for _ in 0..count(next(), "runs") {
            let row: Vec<&str> = next().split_terminator(';').collect();
            assert!(
                row.iter()
                    .all(|moment| moment.matches(',').count() == columns)
            );
            moments.push(row.len());
        }
        assert_eq!(next(), ".");
        found.push((name, runs, moments));
    }
    assert_eq!(lines.next(), None);
    found
}

#[test]
fn a_log_is_written_for_each_scenario_with_all_runs_and_moments() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    bench(folder, &absolute(TWO), &[]);
    let output = export(folder, "ompl-log", "results.log");
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stdout).unwrap();
    let files: Vec<&str> = told.lines().collect();
    assert_eq!(files.len(), 2);
    assert!(files[0].ends_with("results.wall-gap.log"), "{told}");
    let events = fs::read(folder.join("results/convergence.csv")).unwrap();
    let events: Vec<TraceRow> = from_csv(&events[..]).map(Result::unwrap).collect();
    let mut moments = 0;
    for file in files {
        let planners = read_log(&fs::read_to_string(file).unwrap());
        let names: Vec<&str> = planners.iter().map(|p| &p.0[..]).collect();
        assert_eq!(names, ["rrt-star", "P*"]);
        for (_, runs, progress) in planners {
            assert_eq!((runs.len(), progress.len()), (3, 3));
            moments += progress.iter().sum::<usize>();
        }
    }
    // Some moments may coincide, on a machine with a coarse clock.
    assert!(moments <= events.len() && 2 * moments > events.len());
}

/// All rows of a run at one moment: the last of them is where the run stood.
#[test]
fn of_rows_of_one_moment_the_last_is_exported() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    bench(folder, &absolute(TWO), &[]);
    let file = folder.join("results/convergence.csv");
    let table = fs::read_to_string(&file).unwrap();
    let events: Vec<TraceRow> = from_csv(table.as_bytes()).map(Result::unwrap).collect();
    let at_once = events
        .iter()
        .cloned()
        .map(|row| TraceRow { time_s: 0.5, ..row });
    let rows: Vec<TraceRow> = at_once.collect();
    fs::write(&file, prolate::experiment::rows::table(&rows)).unwrap();
    assert_eq!(
        export(folder, "planner-arena-db", "arena.db").status.code(),
        Some(0)
    );
    let database = Connection::open(folder.join("arena.db")).unwrap();
    let mut told: Vec<(i64, Option<f64>)> = database
        .prepare("SELECT iterations, best_cost FROM progress")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut last: HashMap<(String, String, u64), &TraceRow> = HashMap::new();
    for row in &events {
        last.insert((row.scenario.clone(), row.planner.clone(), row.run), row);
    }
    let mut expected: Vec<(i64, Option<f64>)> = last
        .values()
        .map(|row| (row.iteration as i64, row.cost))
        .collect();
    let order = |a: &(i64, Option<f64>), b: &(i64, Option<f64>)| {
        a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal)
    };
    told.sort_by(order);
    expected.sort_by(order);
    assert_eq!(told, expected);
}

/// A line of the scenario's text that is the log's own mark for the end of a text.
#[test]
fn a_text_does_not_end_where_it_says_so_itself() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let world = "description: \"a log ends a text by\n|>>>\n|>>>\n\"\nspace: {bounds: [[0, 1], [0, 1]]}\n\
                 start: [0.1, 0.1]\ngoal: {state: [0.9, 0.9]}\n";
    fs::write(folder.join("w.yaml"), world).unwrap();
    let experiment =
        "experiment: e\nscenarios: [w.yaml]\nplanners: [rrt]\nruns: 2\nstop: {iterations: 50}\n";
    bench(folder, experiment, &[]);
    assert_eq!(export(folder, "ompl-log", "w.log").status.code(), Some(0));
    let planners = read_log(&fs::read_to_string(folder.join("w.log")).unwrap());
    assert_eq!((planners.len(), planners[0].1.len()), (1, 2));
}

#[test]
fn shards_are_exported_together_and_the_missing_ones_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for shard in ["1/3", "3/3"] {
        bench(folder, &absolute(TWO), &["--shard", shard]);
    }
    let output = export(folder, "planner-arena-db", "arena.db");
    assert_eq!(output.status.code(), Some(0));
    let warning = String::from_utf8(output.stderr).unwrap();
    assert!(
        warning.contains("4 of 12 runs are missing, of shard 2/3"),
        "{warning}"
    );
    bench(folder, &absolute(TWO), &["--shard", "2/3"]);
    let output = export(folder, "planner-arena-db", "arena.db");
    assert!(output.stderr.is_empty());
    let database = Connection::open(folder.join("arena.db")).unwrap();
    let runs: i64 = database
        .query_row("SELECT count(*) FROM runs", [], |row| row.get(0))
        .unwrap();
    assert_eq!(runs, 12);
}

#[test]
fn folders_that_hold_no_results_and_files_that_cannot_be_written_are_told_with_status_2() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("results")).unwrap();
    let output = export(folder, "ompl-log", "a.log");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("experiment.yaml"), "{told}");
    bench(folder, &absolute(HARD), &[]);
    let output = export(folder, "ompl-log", "nowhere/a.log");
    assert_eq!(output.status.code(), Some(2));
    let damaged = folder.join("results/runs.csv");
    fs::write(&damaged, "scenario,planner\nwall-gap,rrt\n").unwrap();
    let output = export(folder, "ompl-log", "a.log");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("runs.csv")
    );
}
