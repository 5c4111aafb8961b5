//! What a run says of its memory, and what it may take, against what the system says of the process.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The unit cube among boxes, in any dimension.
fn world(dimension: usize) -> String {
    let list = |x: &str| vec![x; dimension].join(", ");
    format!(
        "space: {{bounds: [{}]}}\n\
         obstacles:\n  - box: {{min: [{}], max: [{}]}}\n\
         start: [{}]\n\
         goal: {{ball: {{center: [{}], radius: 0.1}}}}\n",
        list("[0, 1]"),
        list("0.3"),
        list("0.7"),
        list("0.1"),
        list("0.9")
    )
}

const DRIVEN: &str = "space: {bounds: [[0, 20], [0, 20], [-5, 5], [-5, 5]]}\n\
    start: [2, 10, 0, 0]\n\
    goal: {state: [18, 10, 0, 0]}\n\
    dynamics:\n  double-integrator: {axes: 2, control-weight: 0.25, control-bounds: [[-8, 8], [-8, 8]]}\n";

fn folder(scenario: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("world.yaml"), scenario).unwrap();
    folder
}

/// `prolate plan world.yaml -o out` with a planner and its settings, as `prm-star neighbors=radius`, and options.
fn plan(folder: &TempDir, planner: &str, options: &str) -> Command {
    let mut words = planner.split_whitespace();
    let mut command = Command::new(env!("CARGO_BIN_EXE_prolate"));
    command.current_dir(folder.path());
    command.args([
        "plan",
        "world.yaml",
        "-o",
        "out",
        "-p",
        words.next().unwrap(),
    ]);
    for setting in words {
        command.args(["--set", setting]);
    }
    command.args(options.split_whitespace());
    command.stdout(Stdio::null());
    command
}

fn summary(folder: &Path) -> serde_json::Value {
    let text = fs::read_to_string(folder.join("out/summary.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn stop_reason(folder: &TempDir) -> String {
    summary(folder.path())["stop_reason"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs the planner and gives its peak as it says itself and the most that the process had in memory, both in 1e6
/// bytes: as the system says while the pictures are drawn, after the planning.
#[cfg(target_os = "linux")]
fn peaks(scenario: &str, planner: &str, options: &str) -> (f64, f64) {
    loop {
        let folder = folder(scenario);
        let mut child = plan(&folder, planner, options)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let status = format!("/proc/{}/status", child.id());
        let mut held = None;
        while child.try_wait().unwrap().is_none() {
            let is_done = folder.path().join("out/summary.json").exists();
            let text = fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            if let (true, Some(line)) = (is_done, line) {
                let kib: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
                held = Some(kib * 1_024.0 / 1e6);
            }
        }
        // It may have been too fast for us.
        if let Some(held) = held {
            let peak = summary(folder.path())["peak_memory_mb"].as_f64().unwrap();
            return (peak, held);
        }
    }
}

/// Planners with rules of nearness, and how many iterations take some megabytes in 2, 6 and 16 dimensions.
#[cfg(target_os = "linux")]
const PLANNERS: &[(&str, [u32; 3])] = &[
    ("rrt", [200_000, 40_000, 10_000]),
    ("rrt-connect range=0.001", [1_000, 1_000, 1_000]),
    ("rrt-star neighbors=radius", [60_000, 10_000, 3_000]),
    ("rrt-star neighbors=k-nearest", [60_000, 8_000, 3_000]),
    ("rrt-sharp neighbors=radius", [60_000, 10_000, 3_000]),
    ("rrt-sharp neighbors=k-nearest", [60_000, 10_000, 6_000]),
    ("informed-rrt-star", [60_000, 10_000, 3_000]),
    ("fmt-star neighbors=radius", [60_000, 10_000, 2_000]),
    ("fmt-star neighbors=k-nearest", [60_000, 10_000, 2_000]),
    ("prm-star neighbors=radius", [30_000, 5_000, 2_000]),
    ("prm-star neighbors=k-nearest", [30_000, 8_000, 2_000]),
    ("prm-star batches=doubling", [30_000, 8_000, 2_000]),
];

#[cfg(target_os = "linux")]
#[test]
fn the_peak_is_never_above_what_the_process_held_nor_far_below() {
    /// The program itself and its pictures, in 1e6 bytes.
    const PROGRAM: f64 = 30.0;
    let check = |scenario: &str, planner: &str, count: u32| {
        let (peak, held) = peaks(scenario, planner, &format!("-n {count}"));
        let what = format!("{planner}, {count}: {peak} MB, the process {held} MB\n{scenario}");
        assert!(peak <= held, "{what}");
        assert!(held <= 2.0 * peak + PROGRAM, "{what}");
    };
    for (planner, counts) in PLANNERS {
        for (dimension, count) in [2, 6, 16].into_iter().zip(counts) {
            check(&world(dimension), planner, *count);
        }
    }
    check(DRIVEN, "kinodynamic-rrt-star pruning=false", 3_000);
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_ends_before_the_process_has_more_than_it_may() {
    const LIMIT: f64 = 24.0;
    /// The program itself and its pictures, in 1e6 bytes.
    const PROGRAM: f64 = 30.0;
    for planner in [
        "rrt",
        "rrt-star pruning=false",
        "rrt-sharp",
        "rrt-sharp neighbors=radius rewire-factor=.inf",
        "fmt-star batches=doubling",
        "fmt-star batches=doubling neighbors=radius",
        "prm-star batches=doubling",
        "prm-star batches=doubling neighbors=radius",
    ] {
        let options = "-n 300000 -t 60 --max-memory 24MB";
        let (peak, held) = peaks(&world(6), planner, options);
        assert!(
            peak <= LIMIT && held <= LIMIT + PROGRAM,
            "{planner}: {peak}, {held}"
        );
        // It is not given up long before.
        assert!(peak >= LIMIT / 4.0, "{planner}: {peak}");
    }
}

/// The run is the one of as many iterations, and says why it is short.
#[test]
fn a_run_that_ends_for_its_memory_has_what_it_had_found_by_then() {
    for planner in ["rrt-star", "rrt-sharp", "informed-rrt-star"] {
        let (limited, counted) = (folder(&world(2)), folder(&world(2)));
        let options = "--no-plots -n 1000000 --max-memory 2MB";
        let output = plan(&limited, planner, options).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(stop_reason(&limited), "memory");
        let said = stderr(&output);
        assert!(
            said.contains("ended early") && said.contains("2MB"),
            "{said}"
        );
        let iterations = summary(limited.path())["iterations"].as_u64().unwrap();
        let options = format!("--no-plots -n {iterations}");
        let output = plan(&counted, planner, &options).output().unwrap();
        assert_eq!(stderr(&output), "");
        let path = |folder: &TempDir| fs::read(folder.path().join("out/path.csv")).unwrap();
        assert_eq!(path(&limited), path(&counted));
        assert_eq!(stop_reason(&counted), "iterations");
    }
}

#[test]
fn a_batch_that_does_not_fit_is_not_begun() {
    for planner in ["fmt-star", "prm-star"] {
        let folder = folder(&world(3));
        let options = "--no-plots -n 1000000000 --max-memory 1GB";
        let output = plan(&folder, planner, options).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert_eq!(stop_reason(&folder), "memory");
        assert!(summary(folder.path())["state_checks"].as_u64().unwrap() < 100);
        // One that fits is whole, and of doubling ones the last that fits is shown.
        let options = "--no-plots -n 5000 --max-memory 1GB";
        let output = plan(&folder, planner, options).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(stop_reason(&folder), "finished");
        let doubling = format!("{planner} batches=doubling");
        let options = "--no-plots -t 60 --max-memory 3MB";
        let output = plan(&folder, &doubling, options).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(stop_reason(&folder), "memory");
        assert!(summary(folder.path())["vertices"].as_u64().unwrap() > 200);
    }
}

/// Budgets of the command line replace the scenario's, memory apart; and memory replaces nothing else.
#[test]
fn memory_is_a_limit_beside_the_others() {
    let scenario = world(2) + "stop: {memory: 300 kB, iterations: 50}\n";
    let folder = folder(&scenario);
    let run = |options: &str| {
        let output = plan(&folder, "rrt-star", options).output().unwrap();
        assert!(output.status.code() <= Some(1), "{}", stderr(&output));
        stop_reason(&folder)
    };
    assert_eq!(run("--no-plots"), "iterations");
    assert_eq!(run("--no-plots -n 100000"), "memory");
    assert_eq!(run("--no-plots -n 3000 --max-memory 1GiB"), "iterations");
    assert_eq!(run("--no-plots --max-memory 1kb"), "memory");
    assert_eq!(summary(folder.path())["iterations"], 0);
    assert_eq!(run("--no-plots --max-memory 1gb"), "iterations");
    assert_eq!(summary(folder.path())["iterations"], 50);
}

#[test]
fn a_size_without_a_unit_is_refused_with_what_is_legal() {
    for stop in [
        "{memory: 2000000000}",
        "{memory: 2}",
        "{memory: 2 bytes}",
        "{memory: [1GB]}",
    ] {
        let folder = folder(&(world(2) + "stop: " + stop + "\n"));
        let output = plan(&folder, "rrt", "-n 10").output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{stop}");
        let said = stderr(&output);
        assert!(
            said.contains("GB") && said.contains("world.yaml:6"),
            "{said}"
        );
    }
    for size in ["5", "0kB", "2TB", "-1GB"] {
        let folder = folder(&world(2));
        let output = plan(&folder, "rrt", "-n 10 --max-memory")
            .arg(size)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{size}");
        assert!(stderr(&output).contains("memory"), "{}", stderr(&output));
    }
}

/// A limit of this machine's is no part of an experiment: a folder that was begun without one goes on with one. An
/// experiment's own is in its file.
#[test]
fn runs_of_a_batch_end_for_their_memory_and_the_batch_goes_on() {
    let folder = folder(&world(2));
    let bench = |arguments: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_prolate"))
            .current_dir(folder.path())
            .args(["bench", "--no-plots", "-j", "2"])
            .args(arguments.split_whitespace())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stderr(&output)
    };
    let reasons = |out: &str| -> Vec<String> {
        let text = fs::read_to_string(folder.path().join(out).join("runs.csv")).unwrap();
        let last = |line: &str| line.rsplit(',').next().unwrap().to_owned();
        text.lines().skip(1).map(last).collect()
    };
    let said = bench("world.yaml -p rrt-star -r 2 -n 20000 --max-memory 300kB -o a");
    assert_eq!(reasons("a"), ["memory", "memory"]);
    assert!(
        said.contains("run 1 of `rrt-star` on world ended early"),
        "{said}"
    );
    let text = fs::read_to_string(folder.path().join("a/experiment.yaml")).unwrap();
    assert!(!text.contains("memory"), "{text}");
    bench("world.yaml -p rrt-star -r 2 -n 20000 -o a");
    assert_eq!(
        reasons("a"),
        ["memory", "memory"],
        "what is done is not done again"
    );

    let experiment = "experiment: small\nscenarios: [world.yaml]\nplanners: [rrt-star]\nruns: 2\n\
        stop: {iterations: 20000, memory: 0.3MB}\n";
    fs::write(folder.path().join("small.yaml"), experiment).unwrap();
    bench("small.yaml -o b");
    assert_eq!(reasons("b"), ["memory", "memory"]);
    let text = fs::read_to_string(folder.path().join("b/experiment.yaml")).unwrap();
    assert!(text.contains("memory: 300kB"), "{text}");
    bench("b/experiment.yaml -o c --max-memory 1GB");
    assert_eq!(reasons("c"), ["iterations", "iterations"]);
    bench("b/experiment.yaml -o d");
    assert_eq!(reasons("d"), ["memory", "memory"]);
}
