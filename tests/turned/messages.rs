//! What is said of turned maps.

use crate::office::{folder, forth, read};
use prolate::world::Cell;
use prolate::world::map_file::load;
use std::process::Command;

const YAW: f64 = 0.3;

fn scenario(start: [f64; 2], goal: &str) -> String {
    let start = forth(start, YAW);
    format!("start: {start:?}\ngoal: {goal}\n")
}

fn state(x: [f64; 2]) -> String {
    format!("{{state: {:?}}}", forth(x, YAW))
}

#[test]
fn check_says_how_far_a_map_is_turned_and_counts_its_cells() {
    let say = |yaw: f64| {
        let folder = folder(yaw);
        let (start, goal) = (forth([-1.6, -2.2], yaw), forth([3.0, 1.2], yaw));
        let text = format!(
            "obstacles: [map: {{file: office.yaml}}]\nstart: {start:?}\ngoal: {{state: {goal:?}}}\n"
        );
        std::fs::write(folder.path().join("a.yaml"), text).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_prolate"))
            .current_dir(folder.path())
            .args(["check", "a.yaml"])
            .output()
            .unwrap();
        assert!(output.status.success());
        // Long lines are broken and go on below their beginning.
        let text = String::from_utf8(output.stdout).unwrap();
        text.replace(&format!("\n{:15}", ""), " ")
    };
    let line = |text: &str, key: &str| {
        let found = text.lines().find(|line| line.trim_start().starts_with(key));
        found.unwrap().trim_start()[key.len()..]
            .trim_start()
            .to_owned()
    };
    let (upright, turned) = (say(0.0), say(YAW));
    let obstacles = line(&upright, "obstacles");
    assert!(
        obstacles.starts_with("a map of 80 x 60 cells of 0.1 ("),
        "{obstacles}"
    );
    let expected = obstacles.replace("of 0.1 (", "of 0.1, turned by 0.3 radians (");
    assert_eq!(line(&turned, "obstacles"), expected);
    // The box around the map turned by 0.3: 8 cos + 6 sin wide and 8 sin + 6 cos tall.
    let sides: Vec<f64> = line(&turned, "extents")
        .split(['[', ']', ',', 'x'])
        .filter_map(|number| number.trim().parse().ok())
        .collect();
    let (sin, cos) = YAW.sin_cos();
    for (found, expected) in sides.iter().zip([
        -4.0 - 6.0 * sin,
        -4.0 + 8.0 * cos,
        -3.0,
        -3.0 + 8.0 * sin + 6.0 * cos,
    ]) {
        assert!((found - expected).abs() < 1e-12, "{sides:?}");
    }
    // The free area is the same: two estimates from 100 000 draws each, of a share of about 0.6, differ by less than
    // five standard deviations.
    let area = |text: &str| {
        let line = line(text, "free volume");
        line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    let (a, b) = (area(&upright), area(&turned));
    assert!((a - b).abs() < 1.0, "{a} {b}");
    let optimum = |text: &str| {
        let words = line(text, "optimum");
        words
            .split_whitespace()
            .nth(1)
            .unwrap()
            .parse::<f64>()
            .unwrap()
    };
    assert!((optimum(&upright) - optimum(&turned)).abs() < 1e-9);
}

#[test]
fn starts_and_goals_that_are_blocked_say_where_in_the_turned_map_they_are() {
    let folder = folder(YAW);
    let good = [-1.6, -2.2];
    let upright = |x: [f64; 2]| -> String {
        // What a start there is in the upright map.
        let folder = crate::office::folder(0.0);
        let text = format!("start: {x:?}\ngoal: {{state: [3.0, 1.2]}}\n");
        read(&folder, &text).unwrap_err()
    };
    for (place, words) in [
        (cell_of(Cell::Occupied), "is inside an obstacle"),
        (cell_of(Cell::Unknown), "is in an unknown cell"),
    ] {
        assert!(upright(place).contains(words), "{}", upright(place));
        let [x, y] = forth(place, YAW);
        let brief = |x: f64| format!("{x:.2e}").parse::<f64>().unwrap();
        let kind = if words.contains("unknown") {
            "unknown"
        } else {
            "occupied"
        };
        let around = format!(
            "in the {kind} cell around [{}, {}] of the map of line 1",
            brief(x),
            brief(y)
        );
        let error = read(&folder, &scenario(place, &state(good))).unwrap_err();
        assert!(
            error.contains(&format!("the start state {words}")),
            "{error}"
        );
        assert!(error.contains(&around), "{error} {around}");
        let error = read(&folder, &scenario(good, &state(place))).unwrap_err();
        assert!(
            error.contains(&format!("the goal state {words}")),
            "{error}"
        );
        let [u, v] = [x, y];
        let ball = format!("{{ball: {{center: [{u}, {v}], radius: 0.04}}}}");
        let error = read(&folder, &scenario(good, &ball)).unwrap_err();
        let whole = if kind == "unknown" {
            "the whole goal is in unknown cells"
        } else {
            "the whole goal is inside an obstacle"
        };
        assert!(error.contains(whole), "{error}");
    }
    // Within the box around the map and beside the map itself.
    let covers = "covers 8 x 6 from [-4, -3], turned by 0.3 about it";
    let outside = [3.0, -3.5];
    let error = read(&folder, &scenario(outside, &state(good))).unwrap_err();
    assert!(
        error.contains("the start state is outside of the map") && error.contains(covers),
        "{error}"
    );
    let [u, v] = forth(outside, YAW);
    let ball = format!("{{ball: {{center: [{u}, {v}], radius: 0.04}}}}");
    let error = read(&folder, &scenario(good, &ball)).unwrap_err();
    assert!(
        error.contains("the goal is outside of the map") && error.contains(covers),
        "{error}"
    );
    // A goal that reaches into the map from there is one.
    let ball = format!(
        "{{ball: {{center: {:?}, radius: 2.0}}}}",
        forth(outside, YAW)
    );
    assert!(read(&folder, &scenario(good, &ball)).is_ok());
}

/// The middle of the first cell of this kind in the office.
fn cell_of(kind: Cell) -> [f64; 2] {
    let folder = folder(0.0);
    let map = load(&folder.path().join("office.yaml"), true).unwrap();
    let index = map.cells.iter().position(|cell| *cell == kind).unwrap();
    let middle = |k: usize| map.resolution * (k as f64 + 0.5);
    [
        map.origin[0] + middle(index % map.width),
        map.origin[1] + middle(index / map.width),
    ]
}

#[test]
fn a_robot_with_sides_reaches_out_of_a_turned_map_where_a_corner_of_it_does() {
    // The lower side rises to the right; the body's lower right corner is the nearest to it.
    let folder = folder(YAW);
    let (sin, cos) = YAW.sin_cos();
    let reach = 0.3 * sin + 0.1 * cos;
    let at = |off: f64| {
        let text = scenario([0.0, -3.0 + reach + off], &state([-1.6, -2.2]));
        read(
            &folder,
            &format!("{text}robot: {{half-extents: [0.3, 0.1]}}\n"),
        )
    };
    let error = at(-1e-9).unwrap_err();
    assert!(
        error.contains("the robot at the start reaches out of a map"),
        "{error}"
    );
    // A little above it is inside the map, where nobody has seen anything.
    let error = at(1e-9).unwrap_err();
    assert!(
        error.contains("the robot at the start overlaps an unknown cell"),
        "{error}"
    );
}
