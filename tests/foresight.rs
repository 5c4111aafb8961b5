//! What is known before a run is used: no budget is spent on a world without a way, gaps have an optimum to be measured
//! from, and what cannot be reached is said.

use serde_json::Value;
use std::fs;
use std::process::{Command, Output};
use tempfile::TempDir;

const NO_WAY: &str = "space: {bounds: [[0, 1], [0, 1]]}\n\
    obstacles: [{box: {min: [0.4, 0], max: [0.6, 1]}}]\n\
    start: [0.1, 0.1]\ngoal: {state: [0.9, 0.9]}\n";
const WALL: &str = "space: {bounds: [[0, 1], [0, 1]]}\n\
    obstacles: [{box: {min: [0.5, 0.3], max: [0.5, 0.7]}}]\n\
    start: [0.2, 0.5]\ngoal: {state: [0.8, 0.5]}\n";
const DISC: &str = "space: {bounds: [[0, 10], [0, 8]]}\n\
    obstacles: [{polygon: {vertices: [[2, 1], [4, 0.5], [4.5, 3], [3, 4], [2.2, 3]]}}]\n\
    robot: {radius: 0.15}\n\
    start: [0.5, 0.5]\ngoal: {ball: {center: [9.3, 7.3], radius: 0.2}}\n";
const SPACE: &str = "space: {bounds: [[0, 1], [0, 1], [0, 1]]}\n\
    obstacles: [{box: {min: [0.4, 0, 0], max: [0.6, 0.9, 0.9]}}]\n\
    start: [0.1, 0.5, 0.5]\ngoal: {ball: {center: [0.9, 0.5, 0.5], radius: 0.1}}\n";

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in [
        ("no_way", NO_WAY),
        ("wall", WALL),
        ("disc", DISC),
        ("space", SPACE),
    ] {
        fs::write(folder.path().join(format!("{name}.yaml")), text).unwrap();
    }
    folder
}

fn prolate(folder: &TempDir, arguments: &str) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_prolate"))
        .current_dir(folder.path())
        .args(arguments.split_whitespace())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

fn summary(folder: &TempDir) -> Value {
    let text = fs::read_to_string(folder.path().join("o/summary.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn where_there_is_no_way_no_planner_takes_a_step() {
    let folder = folder();
    // An hour is more than a test waits for.
    for planner in [
        "rrt",
        "rrt-connect",
        "rrt-star",
        "rrt-sharp",
        "fmt-star",
        "prm-star",
    ] {
        let command = format!("plan no_way.yaml -p {planner} -t 60m -o o --no-plots");
        let (status, said, _) = prolate(&folder, &command);
        assert_eq!(status, 1);
        assert!(said.contains("there is none into the goal"), "{said}");
        let summary = summary(&folder);
        assert_eq!(summary["stop_reason"], "no-path");
        assert_eq!(summary["iterations"], 0);
        assert_eq!(summary["solved"], false);
    }
    let (status, _, said) = prolate(
        &folder,
        "bench no_way.yaml -p rrt,fmt-star -t 60m -o b --no-plots",
    );
    assert_eq!(status, 1);
    assert!(
        said.contains("there is no path into the goal of no_way"),
        "{said}"
    );
    let rows = fs::read_to_string(folder.path().join("b/runs.csv")).unwrap();
    assert_eq!(
        rows.lines().filter(|row| row.ends_with(",no-path")).count(),
        20
    );
    // Among others it is a result.
    let both = "bench no_way.yaml wall.yaml -p rrt-star -n 100 -r 1 -o c --no-plots";
    let (status, _, said) = prolate(&folder, both);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("there is no path into the goal of no_way"));
}

#[test]
fn a_computed_optimum_is_in_the_summary_the_gap_and_the_pictures() {
    let folder = folder();
    let (_, said, _) = prolate(&folder, "plan wall.yaml -n 300 -o o");
    let known = summary(&folder);
    let optimum = known["optimum"].as_f64().unwrap();
    assert!((optimum - 2.0 * 0.3f64.hypot(0.2)).abs() < 1e-15);
    assert_eq!(known["optimum_source"], "computed");
    assert_eq!(known.get("optimum_width"), None);
    assert!(known["cost"].as_f64().unwrap() >= optimum);
    assert!(
        said.contains("above the optimum 0.7211103 (computed)"),
        "{said}"
    );
    let picture = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(picture("o/convergence.svg").contains("optimum 0.72111"));
    assert!(picture("o/scene.svg").contains("above the optimum"));
}

#[test]
fn a_narrow_bracket_serves_by_its_lower_end_and_its_width_is_said() {
    let folder = folder();
    let (_, said, _) = prolate(&folder, "plan disc.yaml -n 300 -o o --no-plots");
    let known = summary(&folder);
    let width = known["optimum_width"].as_f64().unwrap();
    let (_, bounds, _) = prolate(&folder, "optimum disc.yaml --json");
    let bounds: Value = serde_json::from_str(&bounds).unwrap();
    let [lower, upper] = ["lower", "upper"].map(|key| bounds[key].as_f64().unwrap());
    assert_eq!(known["optimum"].as_f64(), Some(lower));
    assert!(width > 0.0 && width < 1e-4 * lower && width == upper - lower);
    assert!(said.contains("(computed, to within"), "{said}");
    let (_, said, plan) = prolate(
        &folder,
        "bench disc.yaml -p rrt-star -n 300 -r 2 -o b --no-plots",
    );
    assert!(
        plan.contains("the optimum is computed") && said.contains(" %"),
        "{plan}{said}"
    );
    // The straight line in space, which is blocked, is no optimum.
    prolate(&folder, "plan space.yaml -n 300 -o o --no-plots");
    assert_eq!(summary(&folder)["optimum"], Value::Null);
}

#[test]
fn a_target_below_the_optimum_is_refused_where_nothing_else_ends_the_run() {
    let folder = folder();
    for (scenario, target) in [("wall", "0.7"), ("disc", "9"), ("space", "0.65")] {
        for command in ["plan", "bench -p rrt-star -r 1"] {
            let results = format!("{scenario}-{}", &command[..4]);
            let alone = format!("{command} {scenario}.yaml --target-cost {target} -o {results}");
            let (status, _, said) = prolate(&folder, &alone);
            assert_eq!(status, 2, "{alone}");
            assert!(said.contains("is never reached"), "{said}");
            let (status, _, said) = prolate(&folder, &format!("{alone} -n 300 --no-plots"));
            assert_ne!(status, 2);
            assert!(said.contains("warning: the target cost"), "{said}");
        }
    }
    let (status, _, said) = prolate(&folder, "plan wall.yaml --target-cost 0.8 -o o --no-plots");
    assert_eq!((status, said.contains("target")), (0, false));
}

#[test]
fn a_goal_that_no_draw_hits_is_warned_of_by_every_command() {
    let folder = folder();
    let warned = |arguments: &str| {
        let (_, out, err) = prolate(&folder, arguments);
        format!("{out}{err}").contains("never comes into the goal")
    };
    let plan = |scenario: &str, planner: &str, bias: &str| {
        warned(&format!(
            "plan {scenario}.yaml -p {planner} --set goal-bias={bias} -n 10 -o o --no-plots"
        ))
    };
    for planner in ["rrt", "rrt-star", "rrt-sharp", "informed-rrt-star"] {
        assert!(plan("wall", planner, "0"));
        assert!(!plan("wall", planner, "0.01"));
        assert!(!plan("disc", planner, "0"));
    }
    // These begin at the goal or have it among their samples.
    for planner in ["rrt-connect", "fmt-star", "prm-star"] {
        assert!(!plan("wall", planner, "0"));
    }
    let own = format!("{WALL}planner: {{rrt: {{goal-bias: 0}}}}\n");
    fs::write(folder.path().join("own.yaml"), own).unwrap();
    assert!(warned("check own.yaml"));
    assert!(warned("bench own.yaml -n 10 -r 1 -o b --no-plots"));
    assert!(!warned("check wall.yaml"));
}

#[test]
fn an_experiment_carries_the_width_of_a_bracket_into_its_files_its_report_and_the_gap_plot() {
    let folder = folder();
    let bench = "bench disc.yaml -p rrt-star,fmt-star -n 200 -r 6 -o b -q";
    let (status, _, said) = prolate(&folder, bench);
    assert_eq!(status, 0, "{said}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let (_, bounds, _) = prolate(&folder, "optimum disc.yaml --json");
    let bounds: Value = serde_json::from_str(&bounds).unwrap();
    let [lower, upper] = ["lower", "upper"].map(|key| bounds[key].as_f64().unwrap());
    let resolved = read("b/experiment.yaml");
    let width = resolved
        .lines()
        .find_map(|line| line.trim().strip_prefix("optimum-width: "));
    assert_eq!(width.unwrap().parse(), Ok(upper - lower), "{resolved}");
    for file in ["report.html", "plots/disc-gap.svg"] {
        assert!(
            read(&format!("b/{file}")).contains("bracket of width"),
            "{file}"
        );
    }
    // The resolved experiment is the same one, and so is the folder's.
    let again = "bench b/experiment.yaml -o b -q";
    let (status, _, said) = prolate(&folder, again);
    assert_eq!(status, 0, "{said}");
    assert_eq!(read("b/experiment.yaml"), resolved);
    // Drawn again, also beside a single run.
    prolate(&folder, "plan disc.yaml -n 200 -o o -q");
    let (status, _, said) = prolate(&folder, "plot o -o p");
    assert_eq!(status, 0, "{said}");
    assert!(read("p/report.html").contains("bracket of width"));
    // What is known to the last digit has no width.
    prolate(&folder, "bench wall.yaml -p rrt-star -n 200 -r 2 -o w -q");
    assert!(!read("w/experiment.yaml").contains("optimum-width"));
    assert!(!read("w/report.html").contains("bracket of width"));
}

#[test]
fn runs_without_a_way_are_infeasible_for_the_tools_of_others() {
    let folder = folder();
    prolate(
        &folder,
        "bench no_way.yaml wall.yaml -p rrt -n 1 -r 2 -o b -q --no-plots",
    );
    let (status, _, said) = prolate(&folder, "export b --format planner-arena-db -o all.db");
    assert_eq!(status, 0, "{said}");
    let database = rusqlite::Connection::open(folder.path().join("all.db")).unwrap();
    let count = |scenario: &str, status: &str| -> i64 {
        let query = "SELECT COUNT(*) FROM runs JOIN plannerConfigs ON runs.plannerid = plannerConfigs.id \
            JOIN experiments ON runs.experimentid = experiments.id \
            JOIN enums ON enums.name = 'status' AND enums.value = runs.status \
            WHERE experiments.name = ?1 AND enums.description = ?2";
        database
            .query_row(query, [scenario, status], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(count("no_way", "Infeasible"), 2);
    assert_eq!(count("no_way", "Timeout"), 0);
    assert_eq!(count("wall", "Timeout"), 2);
}
