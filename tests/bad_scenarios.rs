//! Wrong scenarios and what is said about them; right ones and what is read from them; and no text, however mangled,
//! makes the reader panic.
//!
//! Every `tests/bad_scenarios/NAME.yaml` has a `NAME.expected` with the exact report, in which `<planners>` and
//! `<settings of rrt-star>` stand for the lists of today. After a deliberate change of words, run with `BLESS=1` to
//! write the reports anew, and read what changed.

use prolate::planner::{Spec, Value};
use prolate::scenario::{Budget, GoalShape, Objective, SamplingRegion, Scenario, load, parse};
use prolate::world::{Robot, Shape};
use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = "tests/bad_scenarios";
const GOOD: &str = "tests/bad_scenarios/good";

/// The files in `folder` with the ending `.yaml`, sorted.
fn scenarios(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "yaml"));
    files.sort();
    files
}

/// The report without the lists that grow with every planner and setting.
fn without_lists(report: &str) -> String {
    let quoted = |names: Vec<&str>| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    let planners = quoted(Spec::all().iter().map(Spec::name).collect());
    let settings = Spec::named("rrt-star").unwrap().parameters();
    let settings = quoted(settings.iter().map(|parameter| parameter.key).collect());
    report
        .replace(&planners, "<planners>")
        .replace(&settings, "<settings of rrt-star>")
}

fn good(name: &str) -> Scenario {
    load(&Path::new(GOOD).join(name)).unwrap_or_else(|report| panic!("{report}"))
}

#[test]
fn every_wrong_scenario_is_told_what_is_wrong_with_it() {
    let files = scenarios(FOLDER);
    assert!(files.len() >= 40);
    let mut different = Vec::new();
    for file in files {
        let report = load(&file).expect_err(&file.display().to_string());
        let text = without_lists(&format!("{report}\n"));
        assert_eq!(report.count(), report.problems().len());
        let expected = file.with_extension("expected");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &text).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != text {
            different.push(format!("{}:\n{text}", file.display()));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn files_that_cannot_be_read_are_told_apart() {
    let report = |path: &str| load(Path::new(path)).unwrap_err().to_string();
    assert_eq!(
        report("tests/bad_scenarios/emptty.yaml"),
        "error: there is no such file\n  --> tests/bad_scenarios/emptty.yaml\n   = did you mean `empty.yaml`?"
    );
    assert_eq!(
        report("tests/no/such/folder.yaml"),
        "error: there is no such file\n  --> tests/no/such/folder.yaml"
    );
    assert_eq!(
        report("tests/bad_scenarios"),
        "error: this is a folder, not a scenario\n  --> tests/bad_scenarios\n   = name one of the scenarios in it"
    );
}

#[test]
fn a_scenario_that_says_everything_is_read_to_the_last_digit() {
    let triangle = vec![[0.1, 0.6], [0.2, 0.6], [0.15, 0.7]];
    let shape = |min: [f64; 2], max: [f64; 2]| Shape::Box {
        min: min.to_vec(),
        max: max.to_vec(),
    };
    let mut planner = Spec::named("rrt-star").unwrap();
    for (key, value) in [
        ("range", Value::Number(0.2)),
        ("goal-bias", Value::Number(0.0)),
        ("neighbors", Value::Word("k-nearest".into())),
        ("rewire-factor", Value::Number(f64::INFINITY)),
        ("pruning", Value::Flag(true)),
    ] {
        planner.set(key, &value).unwrap();
    }
    let expected = Scenario {
        name: "full".into(),
        description: Some("A wall with a narrow gap; the way round is longer.".into()),
        optimum: Some(0.6308131846),
        optimum_source: Some("computed by hand".into()),
        bounds: vec![[-0.5, 0.5], [-1.0, 1.0]],
        obstacles: vec![
            shape([-0.1, -0.5], [0.1, 0.08]),
            Shape::Ball {
                center: vec![0.3, 0.3],
                radius: 0.05,
            },
            Shape::Polygon {
                vertices: triangle.clone(),
            },
            shape([0.25, -0.9], [0.25, -0.8]),
        ],
        robot: Robot::Ball { radius: 0.01 },
        start: vec![-0.3, 0.0],
        goal: vec![
            GoalShape::Ball {
                center: vec![0.3, 0.0],
                radius: 0.01,
            },
            GoalShape::State(vec![0.4, 0.125]),
            GoalShape::Box {
                min: vec![0.4, -0.25],
                max: vec![0.7, 0.0],
            },
        ],
        dynamics: None,
        objective: Objective::CostMap {
            default: 1.0,
            regions: vec![
                (shape([-1.0, -1.0], [0.0, 0.0]), 2.0),
                (Shape::Polygon { vertices: triangle }, 0.5),
            ],
        },
        sampling: vec![
            SamplingRegion {
                shape: shape([-0.1, 0.08], [0.1, 0.2]),
                share: 0.25,
            },
            SamplingRegion {
                shape: Shape::Ball {
                    center: vec![0.0, 0.1],
                    radius: 0.1,
                },
                share: 0.75,
            },
        ],
        planner: Some(planner),
        stop: Budget {
            time: Some(0.5),
            iterations: Some(20_000),
            cost: Some(0.64),
            memory: Some(3 << 29),
        },
        seed: (1 << 53) - 1,
    };
    assert_eq!(good("full.yaml"), expected);
}

#[test]
fn what_a_scenario_does_not_say_has_its_default() {
    let expected = Scenario {
        name: "least".into(),
        description: None,
        optimum: None,
        optimum_source: None,
        bounds: vec![[0.0, 1.0]; 3],
        obstacles: vec![],
        robot: Robot::Ball { radius: 0.0 },
        start: vec![0.0, 0.5, 1.0],
        goal: vec![GoalShape::State(vec![1.0; 3])],
        dynamics: None,
        objective: Objective::PathLength,
        sampling: vec![],
        planner: None,
        stop: Budget::default(),
        seed: 1,
    };
    assert_eq!(good("least.yaml"), expected);
}

#[test]
fn a_map_gives_the_bounds_and_blocks_and_lists_work_like_brackets() {
    let scenario = good("from_map.yaml");
    assert_eq!(scenario.bounds, [[0.0, 5.0], [0.0, 4.0]]);
    let Shape::Map(map) = &scenario.obstacles[0] else {
        panic!("no map");
    };
    assert!(!map.unknown_is_blocked);
    let half_extents = vec![0.25, 0.125];
    assert_eq!(scenario.robot, Robot::Box { half_extents });
    assert_eq!(scenario.planner, Spec::named("informed-rrt-star"));
    assert_eq!(scenario.stop.time, Some(1.5));
    let scenario = good("blocks.yaml");
    assert_eq!(scenario.name, "blöcke 2");
    assert_eq!(scenario.bounds, [[0.0, 10.0]; 2]);
    assert_eq!(scenario.start, [1.0, 1.0]);
}

#[test]
fn explicit_bounds_win_over_those_of_a_map_and_maps_share_what_they_have_in_common() {
    let read = |text: &str| parse(text, Path::new("tests/bad_scenarios/x.yaml"));
    let rest =
        "start: [0.5, 0.5]\ngoal: {state: [0.5, 3.5]}\nobstacles: [map: {file: maps/small.map}]\n";
    assert_eq!(read(rest).unwrap().bounds, [[0.0, 5.0], [0.0, 4.0]]);
    let both = rest.replace("[map:", "[map: {file: maps/tall.map}, map:");
    assert_eq!(read(&both).unwrap().bounds, [[0.0, 3.0], [0.0, 4.0]]);
    let explicit = format!("space: {{bounds: [[-1, 1], [0, 9]]}}\n{rest}");
    assert_eq!(read(&explicit).unwrap().bounds, [[-1.0, 1.0], [0.0, 9.0]]);
}

#[test]
fn line_ends_a_byte_order_mark_and_tabs_in_text_move_no_place() {
    let text = "\u{feff}name: a\r\nspace: {bounds: [[0, 1], [0, 1]]}\r\nstart: [0.5, 2]\r\ngoal: {state: [0.5, 0.5]}\t# tab\r\n";
    let report = parse(text, Path::new("a.yaml")).unwrap_err().to_string();
    assert_eq!(
        report,
        "error: the start state is outside of the bounds\n --> a.yaml:3:8\n  |\n3 | start: [0.5, 2]\n  |        ^^^^^^^^ y is 2, above 1"
    );
}

#[test]
fn many_problems_are_counted_and_not_all_shown() {
    let boxes = "  - box: {min: [1, 1], max: [0, 1]}\n".repeat(5_000);
    let text = format!(
        "space: {{bounds: [[0, 1], [0, 1]]}}\nstart: [0, 0]\ngoal: {{state: [1, 1]}}\nobstacles:\n{boxes}"
    );
    let report = parse(&text, Path::new("a.yaml")).unwrap_err();
    assert_eq!(report.count(), 5_000);
    assert_eq!(report.problems()[4_999].place.as_ref().unwrap().line, 5_004);
    assert!(
        report
            .to_string()
            .ends_with("error: 4900 more problems in this file")
    );
}

/// A small generator of pseudo-random numbers (an LCG's upper half).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % below.max(1)
    }
}

/// The text after one to three random injuries.
fn mangle(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for _ in 0..=dice.roll(3) {
        let (at, other) = (dice.roll(bytes.len()), dice.roll(bytes.len()));
        match dice.roll(8) {
            _ if bytes.is_empty() => {}
            0 => drop(bytes.remove(at)),
            1 => bytes.swap(at, other),
            2 => bytes.truncate(at),
            3 => {
                let mut lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
                lines.remove(dice.roll(lines.len()));
                bytes = lines.join(&b'\n');
            }
            4 => {
                let mut lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
                let (a, b) = (dice.roll(lines.len()), dice.roll(lines.len()));
                lines.swap(a, b);
                bytes = lines.join(&b'\n');
            }
            5 => {
                let special = b"[]{},:-#&*!|>'\"%@`?\t\n\r \\\0~.e9<";
                bytes[at] = special[dice.roll(special.len())];
            }
            6 => {
                // A piece of the text, once more somewhere else.
                let piece = bytes[at..(at + dice.roll(40)).min(bytes.len())].to_vec();
                bytes.splice(other..other, piece);
            }
            _ => {
                let words = [
                    "é", "\u{2028}", "-1e999", ".nan", "<<: *a", "null", "\u{feff}", "---\n",
                    "!!str ", "? ",
                ];
                let word = words[dice.roll(words.len())];
                bytes.splice(at..at, word.bytes());
            }
        }
    }
    bytes
}

#[test]
fn no_mangled_scenario_makes_the_reader_panic() {
    let mut dice = Dice(1);
    let mut outcomes = [0, 0];
    for file in scenarios(GOOD).into_iter().chain(scenarios(FOLDER)) {
        let text = fs::read(&file).unwrap();
        let times = if file.starts_with(GOOD) { 2_000 } else { 50 };
        for _ in 0..times {
            let bytes = mangle(&text, &mut dice);
            let mangled = String::from_utf8_lossy(&bytes);
            match parse(&mangled, &file) {
                Ok(_) => outcomes[0] += 1,
                Err(report) => {
                    outcomes[1] += 1;
                    let text = report.to_string();
                    assert!(report.count() > 0 && text.starts_with("error: "), "{text}");
                    let placed = report.problems().iter().filter_map(|p| p.place.as_ref());
                    assert!(placed.into_iter().all(|p| p.line > 0 && p.column > 0));
                }
            }
        }
    }
    // The injuries are neither all deadly nor all harmless.
    assert!(outcomes[0] > 500 && outcomes[1] > 5_000, "{outcomes:?}");
}
