//! `prolate optimum`: output and exit status.

use std::path::Path;
use std::process::{Command, Output};

fn prolate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_prolate"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

fn written(folder: &Path, text: &str) -> String {
    let file = folder.join("scenario.yaml");
    std::fs::write(&file, text).unwrap();
    file.display().to_string()
}

#[test]
fn the_path_file_is_certified_and_json_says_what_the_text_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("path.csv").display().to_string();
    let scenario = "scenarios/wall_gap.yaml";
    let output = prolate(&["optimum", scenario, "-o", &path]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("optimum    0.63081318") && text.contains("(exact)"),
        "{text}"
    );
    assert_eq!(
        prolate(&["verify", scenario, &path, "-q"]).status.code(),
        Some(0)
    );
    let output = prolate(&["optimum", scenario, "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["grade"], "exact");
    assert!((json["optimum"].as_f64().unwrap() - 0.6308131845707).abs() < 1e-12);
    assert_eq!(json["path"].as_array().unwrap().len(), 4);
    assert_eq!(json["path"][1], serde_json::json!([-0.1, 0.08]));
}

#[test]
fn no_path_is_status_1_and_dynamics_are_refused_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let wall = written(
        folder.path(),
        "space: {bounds: [[0, 1], [0, 1]]}\nobstacles: [{box: {min: [0.4, 0], max: [0.6, 1]}}]\n\
         start: [0.1, 0.5]\ngoal: {state: [0.9, 0.5]}\n",
    );
    let output = prolate(&["optimum", &wall]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("no path into the goal")
    );
    let output = prolate(&["optimum", "scenarios/kinodynamic/car_empty.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("dynamics")
    );
    let output = prolate(&[
        "optimum",
        "scenarios/wall_gap.yaml",
        "-o",
        "/nowhere/at/all.csv",
    ]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn bounds_are_said_to_be_bounds_and_check_computes_what_is_not_stated() {
    let text = |arguments: &[&str]| String::from_utf8(prolate(arguments).stdout).unwrap();
    for (scenario, why) in [
        ("scenarios/disc_robot.yaml", "polygons"),
        ("scenarios/wall_gap_4d.yaml", "straight line"),
        ("scenarios/refraction.yaml", "weight"),
    ] {
        let told = text(&["optimum", scenario]);
        assert!(told.contains("at least") && told.contains(why), "{told}");
    }
    let folder = tempfile::tempdir().unwrap();
    let stated = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/wall_gap.yaml"),
    );
    let unstated: String = stated
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with("optimum"))
        .map(|line| format!("{line}\n"))
        .collect();
    let told = text(&["check", &written(folder.path(), &unstated)]);
    assert!(told.contains("computed: 0.630813184"), "{told}");
}
