//! The program itself: exit statuses, files and their columns, and what scripts rely on.

mod common;

use common::program::{files_in, folder, prolate, status, text};
use prolate::planner::Spec;
use std::fs;
use std::process::{Command, Stdio};
use tempfile::TempDir;

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap()
}

#[test]
fn a_target_that_is_met_exactly_ends_the_run() {
    let folder = folder();
    let cost = |more: &[&str]| -> serde_json::Value {
        let line = [
            &["plan", "easy.yaml", "-n", "1500", "--json", "--no-plots"],
            more,
        ]
        .concat();
        serde_json::from_slice(&prolate(&folder, &line).stdout).unwrap()
    };
    let free = cost(&[]);
    // As it is written: a reader of JSON may be off by a unit in the last place.
    let events = read(&folder, "out/easy/rrt-star-7/convergence.csv");
    let least: f64 = events
        .trim_end()
        .rsplit(',')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let reached = &free["iterations"];
    let met = cost(&["--target-cost", &least.to_string()]);
    assert_eq!(
        (&met["stop_reason"], &met["cost"]),
        (&"cost".into(), &free["cost"])
    );
    assert!(met["iterations"].as_u64() <= reached.as_u64());
    let missed = cost(&["--target-cost", &least.next_down().to_string()]);
    assert_eq!(missed["stop_reason"], "iterations");
}

#[test]
fn plan_writes_its_files_where_it_says_and_exits_with_0() {
    let folder = folder();
    let output = prolate(&folder, &["plan", "easy.yaml"]);
    assert_eq!(status(&output), 0, "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("out/easy/rrt-star-7"));
    assert!(output.stderr.is_empty(), "no progress bar off a terminal");
    assert_eq!(
        files_in(&folder.path().join("out/easy/rrt-star-7")),
        [
            "convergence.csv",
            "convergence.png",
            "convergence.svg",
            "path.csv",
            "scene.png",
            "scene.svg",
            "summary.json"
        ]
    );
    let path = read(&folder, "out/easy/rrt-star-7/path.csv");
    assert!(path.starts_with("x0,x1\n0.1,0.5\n"));
    let curve = read(&folder, "out/easy/rrt-star-7/convergence.csv");
    let header = "time_s,iteration,vertices,motion_checks,state_checks,cost\n";
    assert!(curve.starts_with(header));
}

#[test]
fn the_summary_has_the_promised_keys_in_order() {
    let folder = folder();
    let output = prolate(
        &folder,
        &["plan", "easy.yaml", "--json", "--no-plots", "-o", "o"],
    );
    let summary = text(&output.stdout);
    assert_eq!(summary, read(&folder, "o/summary.json"));
    let keys: Vec<_> = summary
        .lines()
        .filter(|line| line.starts_with("  \""))
        .map(|line| line.split('"').nth(1).unwrap())
        .collect();
    assert_eq!(
        keys.join(" "),
        "scenario planner parameters seed solved cost first_cost first_solution_time_s time_s iterations vertices \
         motion_checks state_checks peak_memory_mb stop_reason optimum optimum_source version"
    );
    assert!(summary.contains("\"seed\": 7") && summary.contains("\"range\": 0.3"));
    assert!(
        summary.contains("\"stop_reason\": \"iterations\"")
            && summary.contains("\"optimum_source\": \"computed\"")
    );
}

/// All but the columns of time.
fn without_times(csv: &str) -> Vec<String> {
    csv.lines()
        .map(|line| line.split_once(',').unwrap().1.to_string())
        .collect()
}

#[test]
fn the_same_seed_and_count_budget_give_the_same_results() {
    let folder = folder();
    for planner in Spec::of_straight_motions().iter().map(Spec::name) {
        for out in ["a", "b"] {
            let arguments = [
                "plan",
                "easy.yaml",
                "-p",
                planner,
                "-n",
                "3000",
                "--set",
                "shorten=true",
                "--save-tree",
                "-o",
                out,
            ];
            assert_eq!(status(&prolate(&folder, &arguments)), 0);
        }
        for file in ["path.csv", "tree.csv", "tree.graphml", "scene.svg"] {
            assert_eq!(
                read(&folder, &format!("a/{file}")),
                read(&folder, &format!("b/{file}"))
            );
        }
        let curve = |out| without_times(&read(&folder, &format!("{out}/convergence.csv")));
        assert_eq!(curve("a"), curve("b"));
    }
}

/// The number under `key` in a summary.
fn figure(summary: &str, key: &str) -> f64 {
    let key = format!("\"{key}\": ");
    let after = summary
        .split(&key)
        .nth(1)
        .unwrap_or_else(|| panic!("no {key}"));
    after.split([',', '\n']).next().unwrap().parse().unwrap()
}

#[test]
fn a_count_budget_is_the_number_of_samples_of_one_batch() {
    let folder = folder();
    for planner in ["fmt-star", "prm-star"] {
        let plan = |more: &[&str]| {
            let base = ["plan", "easy.yaml", "-p", planner, "--json", "--no-plots"];
            let output = prolate(&folder, &[&base, more].concat());
            assert_eq!(status(&output), 0);
            text(&output.stdout).to_string()
        };
        let summary = plan(&["-n", "700"]);
        assert!(summary.contains("\"samples\": 700.0") && summary.contains("\"batches\": \"one\""));
        assert!(summary.contains("\"stop_reason\": \"finished\""));
        assert_eq!(
            figure(&summary, "vertices"),
            701.0,
            "the samples and the start"
        );
        assert!(figure(&summary, "state_checks") >= 700.0);
        // The settings and the budget of a row repeat it.
        let again = plan(&["-n", "700", "--set", "samples=700", "--set", "batches=one"]);
        assert_eq!(figure(&again, "cost"), figure(&summary, "cost"));
        let timed = plan(&["-t", "200ms"]);
        assert!(timed.contains("\"batches\": \"doubling\"") && timed.contains("\"time\""));
        assert!(figure(&timed, "cost") <= figure(&timed, "first_cost"));
    }
}

#[test]
fn a_shortened_path_is_cheaper_and_stands_beside_the_raw_cost() {
    let folder = folder();
    let arguments = [
        "plan",
        "easy.yaml",
        "-p",
        "rrt",
        "-n",
        "2000",
        "-o",
        "o",
        "--json",
    ];
    let raw = text(&prolate(&folder, &arguments).stdout).to_string();
    assert!(!raw.contains("raw_cost"));
    let shorten = [&arguments[..], &["--set", "shorten=true"]].concat();
    let output = prolate(&folder, &shorten);
    let summary = text(&output.stdout);
    assert_eq!(figure(summary, "raw_cost"), figure(&raw, "cost"));
    let cost = figure(summary, "cost");
    assert!(cost < figure(&raw, "cost"));
    let curve = read(&folder, "o/convergence.csv");
    let last = curve.lines().last().unwrap().rsplit(',').next().unwrap();
    assert_eq!(last.parse::<f64>().unwrap(), cost, "the last event");
    assert!(read(&folder, "o/convergence.svg").contains("shortened"));
    let verified = prolate(
        &folder,
        &[
            "verify",
            "easy.yaml",
            "o/path.csv",
            "--cost",
            &cost.to_string(),
        ],
    );
    assert_eq!(status(&verified), 0, "{}", text(&verified.stdout));
}

#[test]
fn an_unsolved_run_exits_with_1_and_leaves_no_path_of_a_former_run() {
    let folder = folder();
    prolate(&folder, &["plan", "easy.yaml", "-o", "o", "--save-tree"]);
    assert!(folder.path().join("o/tree.csv").exists());
    let output = prolate(&folder, &["plan", "closed.yaml", "-n", "500", "-o", "o"]);
    assert_eq!(status(&output), 1);
    assert!(text(&output.stdout).contains("no path found"));
    let left = files_in(&folder.path().join("o"));
    assert!(!left.contains(&"path.csv".into()) && !left.contains(&"tree.csv".into()));
    assert!(read(&folder, "o/summary.json").contains("\"cost\": null"));
    let curve = read(&folder, "o/convergence.csv");
    assert_eq!(curve.lines().count(), 1, "only the header");
}

#[test]
fn a_limit_on_the_command_line_replaces_the_whole_stop() {
    let folder = folder();
    let output = prolate(&folder, &["plan", "easy.yaml", "-n", "150", "--json"]);
    assert!(text(&output.stdout).contains("\"iterations\": 150"));
    let output = prolate(
        &folder,
        &["plan", "easy.yaml", "--target-cost", "1.3", "--json"],
    );
    assert_eq!(status(&output), 0);
    assert!(text(&output.stdout).contains("\"stop_reason\": \"cost\""));
}

#[test]
fn the_scenarios_settings_apply_only_to_the_planner_it_names() {
    let folder = folder();
    let range = |arguments: &[&str]| {
        let all = [
            &["plan", "easy.yaml", "--json", "-o", "o", "--no-plots"],
            arguments,
        ]
        .concat();
        let output = prolate(&folder, &all);
        let line = text(&output.stdout)
            .lines()
            .find(|l| l.contains("\"range\""))
            .unwrap();
        line.split(':')
            .nth(1)
            .unwrap()
            .trim_matches([' ', ','])
            .parse::<f64>()
            .unwrap()
    };
    assert_eq!(range(&[]), 0.3);
    assert_eq!(range(&["-p", "rrt-star"]), 0.3);
    assert_eq!(range(&["-p", "rrt"]), 0.0);
    assert_eq!(range(&["--set", "range=0.1"]), 0.1);
    assert_eq!(range(&["--set", "range=0.1", "--set", "range=0.2"]), 0.2);
}

#[test]
fn what_cannot_be_used_is_said_and_exits_with_2() {
    let folder = folder();
    for (arguments, message) in [
        (&["plan", "missing.yaml"] as &[&str], "missing.yaml"),
        (
            &["plan", "easy.yaml", "-p", "dijkstra"],
            "legal are rrt, rrt-connect, rrt-star",
        ),
        (
            &["plan", "easy.yaml", "--set", "rnage=1"],
            "there is no setting `rnage`",
        ),
        (&["plan", "easy.yaml", "--set", "range"], "KEY=VALUE"),
        (&["plan", "easy.yaml", "--set", "range=-1"], "at least 0"),
        (&["plan", "easy.yaml", "-t", "soon"], "soon"),
        (&["plan", "easy.yaml", "-n", "0"], "0"),
        (&["plan", "easy.yaml", "-n", "-5"], "`-5` is below 0"),
        (&["plan", "easy.yaml", "-n", "1.5"], "is not a whole number"),
        (&["plan", "easy.yaml", "-t", "-1s"], "must be above 0"),
        (
            &["bench", "easy.yaml", "-j", "5000"],
            "from 1 to 4096 are legal",
        ),
        (
            &["plan", "easy.yaml", "-p", "RRT*"],
            "did you mean `rrt-star`?",
        ),
        (
            &["plan", "easy.yaml", "--set", "goal_bias=0.1"],
            "did you mean `goal-bias`?",
        ),
        (
            &["plan", "easy.yaml", "-s", "9007199254740992"],
            "9007199254740992",
        ),
        (&["plan", "easy.yaml", "-o", "easy.yaml/o"], "easy.yaml/o"),
        (&["planners", "prm"], "legal are"),
        (&["verify", "easy.yaml", "nowhere.csv"], "nowhere.csv"),
        (&["fly"], "fly"),
        (&[], "Usage"),
    ] {
        let output = prolate(&folder, arguments);
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(output.stdout.is_empty());
        let error = text(&output.stderr);
        assert!(error.contains(message), "{arguments:?}: {error}");
        assert!(!error.contains("panicked"));
    }
    assert!(!folder.path().join("out").exists(), "nothing half-written");
}

#[test]
fn numbers_are_read_as_people_write_them() {
    let folder = folder();
    for number in ["1000", "1e3", "1k", "1_000", "1.0e3"] {
        let arguments = ["plan", "easy.yaml", "-p", "rrt", "-n", number, "--json"];
        let output = prolate(&folder, &arguments);
        assert!(
            text(&output.stdout).contains("\"iterations\": 1000,"),
            "{number}"
        );
    }
}

#[test]
fn quiet_silences_all_but_errors() {
    let folder = folder();
    let output = prolate(&folder, &["plan", "easy.yaml", "-q"]);
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
    let output = prolate(&folder, &["plan", "missing.yaml", "-q"]);
    assert!(!output.stderr.is_empty());
}

#[test]
fn verify_accepts_what_plan_found_and_rejects_what_is_wrong() {
    let folder = folder();
    let output = prolate(&folder, &["plan", "easy.yaml", "--json", "-o", "o"]);
    let summary = text(&output.stdout);
    let cost = summary
        .lines()
        .find(|l| l.starts_with("  \"cost\""))
        .unwrap();
    let cost = cost
        .trim_start_matches("  \"cost\": ")
        .trim_end_matches(',');
    let verify = |path: &str, cost: &str| {
        let output = prolate(&folder, &["verify", "easy.yaml", path, "--cost", cost]);
        (status(&output), text(&output.stdout).to_string())
    };
    let (code, said) = verify("o/path.csv", cost);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("clearance"));
    let (code, said) = verify("o/path.csv", "1.0");
    assert!(code == 1 && said.contains("not 1"), "{said}");
    let write = |text: &str| fs::write(folder.path().join("p.csv"), text).unwrap();
    // Straight through the wall.
    write("x0,x1\n0.1,0.5\n0.2,0.5\n0.9,0.5\n");
    let (code, said) = verify("p.csv", "0.8");
    assert_eq!(code, 1);
    assert!(
        said.contains("from state 1 to 2 meets obstacle 1"),
        "{said}"
    );
    // Along the wall's lower side: touching collides.
    write("0.1,0.5\n0.3,0.2\n0.7,0.2\n0.9,0.5\n");
    assert_eq!(verify("p.csv", "1").0, 1);
    // Not from the start, not into the goal, out of bounds.
    write("0.1,0.6\n0.1,-0.1\n0.9,0.6\n");
    let (code, said) = verify("p.csv", "1");
    assert_eq!(code, 1);
    for part in ["begins", "ends", "state 1 is out of bounds: x1"] {
        assert!(said.contains(part), "{said}");
    }
    // Not a path at all.
    for (bad, message) in [
        ("x0,x1\n0.1\n", "p.csv:2:1"),
        ("x0,x1\n0.1,abc\n", "p.csv:2:5"),
        ("x0,x1\n", "holds no states"),
        ("", "holds no states"),
        ("0.1,nan\n", "not a finite number"),
    ] {
        write(bad);
        let output = prolate(&folder, &["verify", "easy.yaml", "p.csv"]);
        assert_eq!(status(&output), 2);
        let error = text(&output.stderr);
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn check_describes_good_scenarios_and_reports_bad_ones() {
    let folder = folder();
    let output = prolate(&folder, &["check", "easy.yaml", "closed.yaml"]);
    assert_eq!(status(&output), 0);
    let said = text(&output.stdout);
    for part in [
        "easy.yaml: valid",
        "dimension    2",
        "1 box",
        "free volume",
        "closed.yaml: valid",
    ] {
        assert!(said.contains(part), "{said}");
    }
    // 16 % of the bounds are blocked; 100 000 draws: three standard errors are 0.35 %.
    let free = said.lines().find(|l| l.contains("free volume")).unwrap();
    let share: f64 = free.split_whitespace().nth(2).unwrap().parse().unwrap();
    assert!((share - 84.0).abs() < 0.5, "{free}");
    fs::write(folder.path().join("bad.yaml"), "start: [0, 0]\n").unwrap();
    let output = prolate(&folder, &["check", "bad.yaml", "easy.yaml"]);
    assert_eq!(status(&output), 2);
    assert!(text(&output.stderr).contains("bad.yaml:1:1"));
    assert!(text(&output.stdout).contains("easy.yaml: valid"));
}

#[test]
fn planners_lists_every_planner_and_describes_each() {
    let folder = folder();
    let list = prolate(&folder, &["planners"]);
    assert_eq!(status(&list), 0);
    for spec in prolate::planner::Spec::all() {
        assert!(text(&list.stdout).contains(spec.name()));
        let one = prolate(&folder, &["planners", spec.name()]);
        assert_eq!(status(&one), 0);
        for parameter in spec.parameters() {
            assert!(text(&one.stdout).contains(parameter.key));
        }
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_run_and_keeps_what_was_found() {
    for (signal, expected) in [("-INT", 130), ("-TERM", 143)] {
        let folder = folder();
        let child = Command::new(env!("CARGO_BIN_EXE_prolate"))
            .current_dir(folder.path())
            .args(["plan", "easy.yaml", "-t", "60", "-o", "o"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(500));
        let id = child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        let output = child.wait_with_output().unwrap();
        assert_eq!(status(&output), expected);
        assert!(read(&folder, "o/path.csv").starts_with("x0,x1\n"));
        assert!(read(&folder, "o/summary.json").contains("\"stop_reason\": \"interrupted\""));
    }
}

#[test]
fn a_scenario_with_dynamics_leaves_a_trajectory_that_verify_accepts() {
    let folder = TempDir::new().unwrap();
    let scenario = "space: {bounds: [[0, 9], [0, 9], [-5, 5], [-5, 5]]}\n\
                    dynamics:\n  double-integrator: {axes: 2, control-weight: 0.25}\n\
                    obstacles:\n  - box: {min: [4, 2], max: [5, 9]}\n\
                    start: [1, 5, 0, 0]\ngoal: {state: [8, 5, 0, 0]}\nstop: {iterations: 300}\n";
    fs::write(folder.path().join("fast.yaml"), scenario).unwrap();
    let output = prolate(&folder, &["plan", "fast.yaml", "-o", "o", "--dt", "0.1"]);
    assert_eq!(status(&output), 0, "{}", text(&output.stderr));
    assert_eq!(
        files_in(&folder.path().join("o")),
        [
            "convergence.csv",
            "convergence.png",
            "convergence.svg",
            "path.csv",
            "scene.png",
            "scene.svg",
            "summary.json",
            "trajectory.csv",
            "trajectory.png",
            "trajectory.svg"
        ]
    );
    let rows = read(&folder, "o/trajectory.csv");
    assert!(rows.starts_with("t,px,py,vx,vy,ux,uy\n0,1,5,0,0,"));
    assert!(rows.lines().nth(2).unwrap().starts_with("0.1,"));
    assert!(read(&folder, "o/path.csv").starts_with("x0,x1,x2,x3\n1,5,0,0\n"));
    let verify = |file: &str| prolate(&folder, &["verify", "fast.yaml", file]);
    let output = verify("o/trajectory.csv");
    assert_eq!(status(&output), 0, "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("defect"));
    // A row that lies elsewhere.
    let broken = rows.replacen("\n0.1,", "\n0.1,9", 1);
    fs::write(folder.path().join("broken.csv"), broken).unwrap();
    assert_eq!(status(&verify("broken.csv")), 1);
    // A path without times is none, and a planner of straight motions has no business here.
    for (arguments, message) in [
        (
            &["verify", "fast.yaml", "o/path.csv"][..],
            "the header must be t,px",
        ),
        (&["plan", "fast.yaml", "-p", "rrt"][..], "has dynamics"),
    ] {
        let output = prolate(&folder, arguments);
        assert_eq!(status(&output), 2);
        assert!(
            text(&output.stderr).contains(message),
            "{}",
            text(&output.stderr)
        );
    }
    let plain = self::folder();
    for (arguments, message) in [
        (
            &["plan", "easy.yaml", "-p", "kinodynamic-rrt-star"][..],
            "needs a scenario with `dynamics`",
        ),
        (&["plan", "easy.yaml", "--dt", "0.1"][..], "--dt is for"),
    ] {
        let output = prolate(&plain, arguments);
        assert_eq!(status(&output), 2);
        assert!(
            text(&output.stderr).contains(message),
            "{}",
            text(&output.stderr)
        );
    }
}

/// The motion lasts for days: at a hundred rows a second they would not fit into memory, nor onto many a disk.
#[test]
fn rows_beyond_number_are_refused_when_all_else_is_written() {
    let folder = TempDir::new().unwrap();
    let scenario = "space: {bounds: [[-5, 205], [-5, 105], [-10, 10], [-10, 10]]}\n\
                    dynamics:\n  double-integrator: {axes: 2, control-weight: 1e15}\n\
                    start: [15, 50, 0, 0]\ngoal: {state: [140, 50, 0, 0]}\nstop: {iterations: 1}\n";
    fs::write(folder.path().join("slow.yaml"), scenario).unwrap();
    let plan = |dt: &str| prolate(&folder, &["plan", "slow.yaml", "-o", "o", "--dt", dt]);
    let output = plan("100");
    assert_eq!(status(&output), 0, "{}", text(&output.stderr));
    let whole = files_in(&folder.path().join("o"));
    assert!(read(&folder, "o/trajectory.csv").lines().count() > 1_000);
    for dt in ["0.01", "1e-300", "5e-324"] {
        let output = plan(dt);
        assert_eq!(status(&output), 2);
        let message = text(&output.stderr);
        for part in ["o/trajectory.csv", " rows ", "dt of 0.0", "everything else"] {
            assert!(message.contains(part), "{message}");
        }
        let left = files_in(&folder.path().join("o"));
        let without = whole.iter().filter(|name| *name != "trajectory.csv");
        assert!(
            left.iter().eq(without),
            "no file of a former run, or a part: {left:?}"
        );
        assert!(read(&folder, "o/summary.json").contains("\"solved\": true"));
    }
}

#[test]
fn a_trajectory_whose_numbers_overflow_is_rejected_by_its_row() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "a.yaml",
        "space: {bounds: [[-2, 2], [-5, 5]]}\n\
         dynamics:\n  linear: {A: [[0, 1], [-4, -0.4]], B: [[0], [1]], R: [[0.5]], position: [0]}\n\
         obstacles:\n  - box: {min: [1.5], max: [1.6]}\nstart: [0, 0]\ngoal: {state: [1.4, 0]}\n",
    );
    let verify = |rows: &str| {
        write("a.csv", &format!("t,x0,x1,u0\n{rows}"));
        let arguments = [
            "verify",
            "a.yaml",
            "a.csv",
            "--cost",
            "5",
            "--max-defect",
            "1e-9",
        ];
        prolate(&folder, &arguments)
    };
    let output = verify("0,0,0,1e308\n0.5,0.7,0,1e308\n1,1.4,0,0\n");
    assert_eq!(status(&output), 1);
    assert!(text(&output.stdout).contains("overflow at row 1"));
    assert_eq!(status(&verify("0,0,0,0\n0.5,1e200,0,0\n1,1.4,0,0\n")), 1);
    for none in ["nan", "inf", "1e999"] {
        let output = verify(&format!("0,0,0,{none}\n1,1.4,0,0\n"));
        assert_eq!(status(&output), 2, "{none} is no number of a file");
    }
}
