//! What the program says: for people in lines that fit a terminal and numbers that can be read, for scripts as JSON,
//! and nothing where it is told to be quiet.

#[path = "common/program.rs"]
#[allow(dead_code)]
mod program;

use program::{EASY, folder, prolate, shell, status, text};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn json(output: &std::process::Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", text(&output.stdout));
    })
}

/// The words of a line of arguments.
fn run(folder: impl AsRef<Path>, line: &str) -> std::process::Output {
    prolate(folder, &line.split(' ').collect::<Vec<_>>())
}

/// An experiment and its results in `o`, a run of `plan` in `p`.
fn worked() -> tempfile::TempDir {
    let home = folder();
    let experiment = "experiment: e\nscenarios: [easy.yaml]\nplanners: [rrt, rrt-star]\nruns: 3\n";
    fs::write(home.path().join("e.yaml"), experiment).unwrap();
    assert_eq!(status(&run(&home, "bench e.yaml -n 500 -o o -q")), 0);
    assert_eq!(status(&run(&home, "plan easy.yaml -o p -q")), 0);
    home
}

#[test]
fn check_tells_scripts_what_it_tells_people() {
    let home = worked();
    let output = run(&home, "check easy.yaml e.yaml --json");
    assert_eq!(status(&output), 0);
    let told = json(&output);
    assert_eq!(told["valid"], true);
    let scenario = &told["files"][0];
    assert_eq!(scenario["file"], "easy.yaml");
    assert_eq!(scenario["dimension"], 2);
    assert_eq!(scenario["extents"][0][1], 1.0);
    assert_eq!(scenario["obstacles"]["boxes"], 1);
    assert_eq!(scenario["goal"][0]["ball"]["radius"], 0.05);
    assert!(scenario["free_volume"]["share"].as_f64().unwrap() > 0.8);
    let lower = scenario["optimum"]["lower"].as_f64().unwrap();
    assert!(lower > 0.75 && scenario["optimum"]["upper"].as_f64().unwrap() >= lower);
    let experiment = &told["files"][1];
    assert_eq!(experiment["runs"]["all"], 6);
    assert_eq!(experiment["planners"][1], "rrt-star");

    fs::write(
        home.path().join("bad.yaml"),
        EASY.replace("radius", "radios"),
    )
    .unwrap();
    let output = run(&home, "check easy.yaml bad.yaml closed.yaml --json");
    assert_eq!(status(&output), 2);
    let told = json(&output);
    assert_eq!(told["valid"], false);
    assert_eq!(told["files"][0]["valid"], true);
    let problem = &told["files"][1]["problems"][0];
    assert_eq!(
        (&problem["line"], &problem["column"]),
        (&5.into(), &35.into())
    );
    assert!(problem["title"].as_str().unwrap().contains("radios"));
    assert!(text(&output.stderr).starts_with("error: "));
    assert_eq!(told["files"][2]["optimum"]["no_path"], true);
}

#[test]
fn verify_bench_and_planners_tell_scripts_what_they_tell_people() {
    let home = worked();
    let output = run(&home, "verify easy.yaml p/path.csv --json");
    let told = json(&output);
    assert_eq!((status(&output), &told["holds"]), (0, &true.into()));
    let summary = fs::read_to_string(home.path().join("p/summary.json")).unwrap();
    let summary: Value = serde_json::from_str(&summary).unwrap();
    let [cost, planned] = [&told["cost"], &summary["cost"]].map(|x| x.as_f64().unwrap());
    assert!((cost - planned).abs() < 1e-9 * planned);
    fs::write(home.path().join("through.csv"), "x0,x1\n0.1,0.5\n0.9,0.5\n").unwrap();
    let output = run(&home, "verify easy.yaml through.csv --json");
    let told = json(&output);
    assert_eq!((status(&output), &told["holds"]), (1, &false.into()));
    assert!(told["faults"][0].as_str().unwrap().contains("obstacle"));

    let output = run(&home, "bench e.yaml -n 500 -o o --json --no-plots");
    let told = json(&output);
    let planners = told["scenarios"][0]["planners"].as_array().unwrap();
    assert_eq!(planners.len(), 2);
    for planner in planners {
        assert_eq!(
            (&planner["runs"], &planner["solved"]),
            (&3.into(), &3.into())
        );
        let cost = planner["cost"].as_f64().unwrap();
        let optimum = told["scenarios"][0]["optimum"].as_f64().unwrap();
        assert!((planner["gap"].as_f64().unwrap() - (cost / optimum - 1.0)).abs() < 1e-12);
    }

    let all = json(&run(&home, "planners --json"));
    assert!(all["planners"].as_array().unwrap().len() >= 8);
    let one = json(&run(&home, "planners rrt-star --json"));
    let parameters = one["parameters"].as_array().unwrap();
    let range = parameters.iter().find(|it| it["key"] == "range").unwrap();
    assert_eq!(range["default"], 0.0);
}

#[test]
fn nothing_is_said_by_who_is_told_to_be_quiet() {
    let home = worked();
    for (line, expected) in [
        ("plan easy.yaml -o q -q", 0),
        ("plan closed.yaml -o q2 -q", 1),
        ("plan easy.yaml --target-cost 0.1 -n 50 -o q3 -q", 0),
        ("bench e.yaml -n 500 -o o -q", 0),
        ("bench closed.yaml -p rrt -r 2 -n 10 -o q4 -q --no-plots", 1),
        ("bench --merge o -o m -q --no-plots", 0),
        ("check easy.yaml closed.yaml e.yaml -q", 0),
        ("verify easy.yaml p/path.csv -q", 0),
        ("verify easy.yaml q2/convergence.csv --cost 1 -q", 2),
        ("optimum easy.yaml -q", 0),
        ("optimum closed.yaml -q", 1),
        ("plot o -q", 0),
        ("export o --format ompl-log -o a.log -q", 0),
    ] {
        let output = run(&home, line);
        assert_eq!(
            status(&output),
            expected,
            "{line}: {}",
            text(&output.stderr)
        );
        assert!(output.stdout.is_empty(), "{line}: {}", text(&output.stdout));
        assert_eq!(
            output.stderr.is_empty(),
            expected < 2,
            "{line}: {}",
            text(&output.stderr)
        );
    }
}

#[test]
fn lines_for_people_fit_a_terminal_of_80_columns() {
    let home = worked();
    let root = env!("CARGO_MANIFEST_DIR");
    let mut lines: Vec<String> = [
        "plan", "bench", "plot", "check", "verify", "optimum", "export", "planners",
    ]
    .iter()
    .map(|command| format!("{command} --help"))
    .collect();
    lines.extend(
        json(&run(&home, "planners --json"))["planners"]
            .as_array()
            .unwrap()
            .iter()
            .map(|planner| format!("planners {}", planner["name"].as_str().unwrap())),
    );
    for line in [
        "--help",
        "planners",
        "plan easy.yaml -o p",
        "bench e.yaml -n 500 -o o",
        "check easy.yaml closed.yaml e.yaml",
        "optimum easy.yaml",
        "verify easy.yaml p/path.csv",
    ] {
        lines.push(line.to_owned());
    }
    for scenario in ["movingai_islands", "cost_map", "kinodynamic/car_maze"] {
        lines.push(format!("check {root}/scenarios/{scenario}.yaml"));
    }
    for line in lines {
        let output = run(&home, &line);
        for told in text(&output.stdout).lines() {
            // A path is one word, which has no end to be broken at.
            let is_path = told.contains(root);
            assert!(told.chars().count() <= 80 || is_path, "{line}: {told}");
        }
    }
}

#[test]
fn messages_are_coloured_where_that_is_asked_for() {
    let home = worked();
    for line in [
        "plan nowhere.yaml",
        "plan easy.yaml --nonsense",
        "check e.yaml -x",
    ] {
        let coloured = run(&home, &format!("{line} --color always"));
        let said = text(&coloured.stderr);
        assert!(
            said.contains("\x1b[1m\x1b[31merror:\x1b[0m") || said.contains("\x1b[31m"),
            "{said:?}"
        );
        for plain in [
            format!("{line} --color never"),
            line.to_owned(),
            format!("--color=auto {line}"),
        ] {
            let output = run(&home, &plain);
            assert_eq!(status(&output), 2, "{plain}");
            assert!(!text(&output.stderr).contains('\x1b'), "{plain}");
        }
    }
    let output = run(&home, "plan easy.yaml --color green");
    assert_eq!(status(&output), 2);
    // Warnings too.
    let output = run(
        &home,
        "plan easy.yaml --target-cost 0.1 -n 50 -o c --color always",
    );
    assert!(text(&output.stderr).contains("\x1b[1m\x1b[33mwarning:\x1b[0m"));
    let output = shell(&home, "NO_COLOR=1 $prolate plan nowhere.yaml");
    assert!(!text(&output.stderr).contains('\x1b'));
}

#[test]
fn maps_and_images_given_as_scenarios_are_named_as_such() {
    let home = folder();
    let put = |name: &str, content: &[u8]| fs::write(home.path().join(name), content).unwrap();
    put("depot.yaml", b"image: depot.pgm\nresolution: 0.05\norigin: [0, 0, 0]\nnegate: 0\noccupied_thresh: 0.65\nfree_thresh: 0.196\n");
    put("depot.pgm", b"P5\n1 1\n255\n\0");
    put("depot.png", b"\x89PNG\r\n\x1a\n");
    put("maze.map", b"type octile\nheight 1\nwidth 2\nmap\n..\n");
    for (file, what, how) in [
        (
            "depot.yaml",
            "this is a map",
            "`obstacles: [{map: {file: depot.yaml}}]`",
        ),
        (
            "maze.map",
            "this is a map",
            "`obstacles: [{map: {file: maze.map}}]`",
        ),
        ("depot.pgm", "this is an image", "map_server YAML"),
        ("depot.png", "this is an image", "map_server YAML"),
    ] {
        for command in ["plan", "check", "bench", "optimum"] {
            let output = run(&home, &format!("{command} {file}"));
            let said = text(&output.stderr);
            assert_eq!(status(&output), 2, "{said}");
            assert_eq!(said.matches("error").count(), 1, "{said}");
            assert!(said.contains(what) && said.contains(how), "{said}");
        }
    }
}

#[test]
fn a_key_that_is_not_known_is_not_missing_too() {
    let home = folder();
    for (from, to, title) in [
        (
            "start:",
            "robot: {raduis: 0.1}\nstart:",
            "there is no key `raduis`",
        ),
        (
            "start:",
            "robot: {half_extents: [0.1, 0.1]}\nstart:",
            "there is no key `half_extents`",
        ),
        (
            "min: [0.4, 0.2], max: [0.6, 1.5]",
            "center: [0.5, 0.8], size: [0.2, 1]",
            "there is no key `center`",
        ),
        (
            "center: [0.9, 0.5], radius: 0.05",
            "centre: [0.9, 0.5], r: 0.05",
            "there is no key `centre`",
        ),
    ] {
        fs::write(home.path().join("s.yaml"), EASY.replacen(from, to, 1)).unwrap();
        let output = run(&home, "check s.yaml");
        let said = text(&output.stderr);
        assert_eq!(status(&output), 2);
        assert!(said.contains(title), "{said}");
        assert!(
            !said.contains("has no") && !said.contains("no body"),
            "{said}"
        );
    }
}

#[test]
fn an_optimum_that_is_stated_wrong_is_warned_of() {
    let home = folder();
    let stated = |optimum: &str| {
        let text = format!("{EASY}optimum: {optimum}\n");
        fs::write(home.path().join("s.yaml"), text).unwrap();
    };
    // The way round the box to the border of the goal is 0.998528137423857 long; within a millionth it is not wrong.
    for (optimum, is_wrong) in [("1.5", true), ("0.8", true), ("0.9985281", false)] {
        stated(optimum);
        let said = |line: &str| {
            let output = run(&home, line);
            let all = [text(&output.stdout), text(&output.stderr)].concat();
            all.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        for line in [
            "check s.yaml",
            "plan s.yaml -n 10 -o n --no-plots",
            "bench s.yaml -r 1 -n 10 -o b --no-plots",
        ] {
            let said = said(line);
            assert_eq!(
                said.contains(&format!("{optimum}, is wrong")),
                is_wrong,
                "{line}: {said}"
            );
        }
        fs::remove_dir_all(home.path().join("b")).unwrap();
    }
}

#[test]
fn values_that_begin_with_a_hyphen_are_told_as_what_they_are() {
    let home = worked();
    for (line, what) in [
        ("bench e.yaml --shard -1/3", "I/N"),
        ("plot o --columns -1", "-1 is not in 1..=2"),
        ("verify easy.yaml p/path.csv --select -1", "no column `-1`"),
        (
            "verify easy.yaml p/path.csv --select x0,x0",
            "names column 1 twice",
        ),
        ("verify easy.yaml p/path.csv --cost -1", "at least 0"),
        ("plan easy.yaml --set -1", "KEY=VALUE"),
        ("plan easy.yaml -t -1s", "must be above 0"),
    ] {
        let output = run(&home, line);
        let said = text(&output.stderr);
        assert_eq!(status(&output), 2, "{line}");
        assert!(
            said.contains(what) && !said.contains("tip:"),
            "{line}: {said}"
        );
    }
}

#[test]
fn a_mistake_that_is_made_a_million_times_is_told_in_bounded_memory() {
    let home = folder();
    let keys: String = (0..200_000).map(|i| format!("key{i}: 1\n")).collect();
    fs::write(home.path().join("s.yaml"), format!("{EASY}{keys}")).unwrap();
    let output = run(&home, "check s.yaml");
    assert_eq!(status(&output), 2);
    assert!(text(&output.stderr).len() < 100_000);
}

/// A world of this size with nothing in it.
fn empty_world(size: f64) -> String {
    format!(
        "space: {{bounds: [[0, {size}], [0, {size}]]}}\nstart: [{}, {}]\ngoal: {{state: [{}, {}]}}\n",
        0.1 * size,
        0.1 * size,
        0.9 * size,
        0.8 * size
    )
}

#[test]
fn costs_have_significant_digits_in_worlds_of_any_size() {
    let home = folder();
    // The optimum is the distance, hypot(0.8, 0.7) = 1.063014581273465 of the side.
    for (size, optimum) in [
        (2e-6, "2.126029e-6"),
        (1.0, "1.063015"),
        (9.1e6, "9673433"),
        (3e12, "3.189044e12"),
    ] {
        fs::write(home.path().join("w.yaml"), empty_world(size)).unwrap();
        let output = run(&home, "plan w.yaml -p rrt -n 500 -o w --no-plots");
        let said = text(&output.stdout);
        assert!(said.contains(&format!("optimum {optimum} (")), "{said}");
        let cost = said.split("cost ").nth(1).unwrap();
        let cost = cost.split_whitespace().next().unwrap();
        let mantissa = cost.split('e').next().unwrap();
        let significant = mantissa.replace('.', "");
        let digits = significant.trim_start_matches('0').len();
        // All digits before the point are written, up to nine.
        assert!((7..=9).contains(&digits), "{cost}");
    }
}

#[test]
fn one_is_singular_and_columns_have_equal_decimals_and_a_unit() {
    let home = worked();
    let output = run(
        &home,
        "plan closed.yaml -n 1 -o n --no-plots -p rrt --target-cost 9",
    );
    let said = text(&output.stdout).to_owned();
    assert!(
        !said.contains("1 iterations") && !said.contains("1 motion checks"),
        "{said}"
    );
    let output = run(&home, "plan easy.yaml -p rrt -n 1 -o n --no-plots");
    let said = text(&output.stdout)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(said.contains(" 1 iteration, "), "{said}");

    let output = run(&home, "bench e.yaml -n 500 -o o --no-plots");
    let said = text(&output.stdout);
    let head = said.lines().find(|line| line.contains("planner ")).unwrap();
    assert!(
        ["[µs]", "[ms]", "[s]"]
            .iter()
            .any(|unit| head.contains(unit)),
        "{head}"
    );
    let rows = said
        .lines()
        .filter(|line| line.trim_start().starts_with("rrt"));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), 2);
    let decimals = |cell: &str| cell.split_once('.').map_or(0, |(_, end)| end.len());
    for column in [2, 3, 4] {
        assert_eq!(
            decimals(rows[0][column]),
            decimals(rows[1][column]),
            "{said}"
        );
    }
}
