//! What the program says of a car's trajectory: of the car itself, and of the linear models where they were asked for.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn scenario() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/kinodynamic/car_round_a_block.yaml")
}

fn prolate(folder: &TempDir, arguments: &[&str]) -> Output {
    let (command, others) = arguments.split_first().unwrap();
    Command::new(env!("CARGO_BIN_EXE_prolate"))
        .current_dir(folder.path())
        .arg(command)
        .arg(scenario())
        .args(others)
        .output()
        .unwrap()
}

fn said(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn summary(folder: &TempDir) -> serde_json::Value {
    let text = std::fs::read_to_string(folder.path().join("out/summary.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The linear models' motions leave the car metres away: they hold for the models, not for the car.
#[test]
fn linear_models_are_named_as_such_and_refuted_for_the_car() {
    let folder = TempDir::new().unwrap();
    let plan = [
        "plan",
        "--set",
        "refine=false",
        "-n",
        "3000",
        "-o",
        "out",
        "--no-plots",
    ];
    let output = prolate(&folder, &plan);
    assert_eq!(output.status.code(), Some(0));
    let (_, off) = said(&output)
        .split_once("holds for the linear models; the car itself is ")
        .unwrap();
    let off: f64 = off.split_whitespace().next().unwrap().parse().unwrap();
    assert!(off > 1.0, "{off} m");
    let summary = summary(&folder);
    assert_eq!(summary["trajectory_holds"], true);
    let note = summary["trajectory_note"].as_str().unwrap();
    assert!(note.contains("linear models"), "{note}");
    assert!(summary["defect"].as_f64().unwrap() > 0.1);
    let verify = prolate(&folder, &["verify", "out/trajectory.csv"]);
    assert_eq!(verify.status.code(), Some(1));
    assert!(said(&verify).contains("rejected") && said(&verify).contains("defect"));
    let models = prolate(
        &folder,
        &["verify", "out/trajectory.csv", "--model", "linear"],
    );
    assert_eq!(models.status.code(), Some(0));
}

/// The cost on screen, in the summary, in the last row of the curve and of the file is one.
#[test]
fn what_is_driven_holds_for_the_car_and_costs_what_is_said() {
    let folder = TempDir::new().unwrap();
    let plan = [
        "plan",
        "--target-cost",
        "1e9",
        "-n",
        "50000",
        "-o",
        "out",
        "--no-plots",
    ];
    let output = prolate(&folder, &plan);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let summary = summary(&folder);
    assert_eq!(summary["trajectory_holds"], true);
    let cost = summary["cost"].as_f64().unwrap();
    assert!(summary["raw_cost"].as_f64().unwrap() != cost);
    let curve = std::fs::read_to_string(folder.path().join("out/convergence.csv")).unwrap();
    let last = curve.lines().last().unwrap().rsplit(',').next().unwrap();
    assert_eq!(last.parse::<f64>().unwrap(), cost);
    let claim = cost.to_string();
    let verify = prolate(&folder, &["verify", "out/trajectory.csv", "--cost", &claim]);
    assert_eq!(verify.status.code(), Some(0), "{}", said(&verify));
    let wrong = prolate(
        &folder,
        &["verify", "out/trajectory.csv", "--max-defect", "1e-30"],
    );
    assert_eq!(wrong.status.code(), Some(1));
}

/// Rows five seconds apart: controls that are linear between them do not fly the quadrotor into its goal. `plan` says
/// so with status 1, and a batch counts its runs as unsolved.
#[test]
fn a_trajectory_that_does_not_hold_is_no_solution() {
    let folder = TempDir::new().unwrap();
    let quadrotor = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/scenarios/kinodynamic/quadrotor_empty.yaml"
    );
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_prolate"))
            .current_dir(&folder)
            .args(arguments)
            .output()
            .unwrap()
    };
    let coarse = ["-n", "5", "-o", "out", "--no-plots", "--dt", "5"];
    let plan = run(&[&["plan", quadrotor][..], &coarse[..]].concat());
    assert_eq!(plan.status.code(), Some(1));
    assert!(said(&plan).contains("DOES NOT HOLD"), "{}", said(&plan));
    assert_eq!(summary(&folder)["trajectory_holds"], false);
    let experiment = format!(
        "experiment: coarse\nscenarios: [{quadrotor:?}]\nruns: 2\nstop: {{iterations: 5}}\n\
         planners: [{{kinodynamic-rrt-star: {{dt: 5}}}}]\n"
    );
    std::fs::write(folder.path().join("coarse.yaml"), experiment).unwrap();
    let bench = run(&["bench", "coarse.yaml", "-o", "batch", "--no-plots"]);
    assert_eq!(bench.status.code(), Some(0));
    assert!(
        said(&bench).contains("of 2 runs the trajectory does not hold"),
        "{}",
        said(&bench)
    );
    let rows = std::fs::read_to_string(folder.path().join("batch/runs.csv")).unwrap();
    let refuted = rows.lines().skip(1);
    let refuted = refuted.filter(|row| row.contains(",false,") && row.ends_with(",refuted"));
    assert_eq!(refuted.count(), 2, "{rows}");
}
