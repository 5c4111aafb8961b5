//! The office map, upright and turned: start, goal and map are turned together, and nothing else changes.

use prolate::optimum::{Answer, Limit, optimum};
use prolate::planner::Spec;
use prolate::random::{Rng, seeded, unit};
use prolate::record::{Keep, RunRecord};
use prolate::run::{Budget, WallClock};
use prolate::scenario::dispatch::{Setup, run, segment_is_free};
use prolate::scenario::{Scenario, parse};
use prolate::verify::of_run::verify_run;
use prolate::verify::{Verdict, cost, verify};
use std::path::Path;
use tempfile::TempDir;

type Point = [f64; 2];

/// The lower left corner of the map.
const ORIGIN: Point = [-4.0, -3.0];

/// Yaws of all quadrants, of a quarter turn and of nearly none.
pub const YAWS: [f64; 6] = [0.3, 2.6, -1.9, -0.4, std::f64::consts::FRAC_PI_2, 1e-8];

/// A vector turned to the left.
pub fn turned([x, y]: Point, yaw: f64) -> Point {
    let (sin, cos) = yaw.sin_cos();
    [x * cos - y * sin, x * sin + y * cos]
}

/// A place turned about the map's corner.
pub fn forth(x: Point, yaw: f64) -> Point {
    let [u, v] = turned([x[0] - ORIGIN[0], x[1] - ORIGIN[1]], yaw);
    [ORIGIN[0] + u, ORIGIN[1] + v]
}

/// A folder with the office's map turned by this yaw.
pub fn folder(yaw: f64) -> TempDir {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/maps");
    let yaml = std::fs::read_to_string(maps.join("office.yaml")).unwrap();
    let yaml = yaml
        .replace("office.pgm", &maps.join("office.pgm").display().to_string())
        .replace("[-4.0, -3.0, 0.0]", &format!("[-4.0, -3.0, {yaw:?}]"));
    assert!(yaml.contains(&format!("{yaw:?}]")));
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("office.yaml"), yaml).unwrap();
    folder
}

/// The scenario of this text in a folder, with the map for an obstacle.
pub fn read(folder: &TempDir, text: &str) -> Result<Scenario, String> {
    let text = format!("obstacles: [map: {{file: office.yaml}}]\n{text}");
    parse(&text, &folder.path().join("a.yaml")).map_err(|report| report.to_string())
}

/// From room to room, with everything turned.
fn office(yaw: f64, more: &str) -> Scenario {
    let (start, goal) = (forth([-1.6, -2.2], yaw), forth([3.0, 1.2], yaw));
    let text =
        format!("start: {start:?}\ngoal: {{ball: {{center: {goal:?}, radius: 0.1}}}}\n{more}");
    read(&folder(yaw), &text).unwrap()
}

fn plan(scenario: &Scenario, planner: &str, iterations: u64) -> RunRecord {
    let spec = Spec::named(planner).unwrap();
    let setup = Setup {
        spec: &spec,
        seed: 1,
        budget: &Budget {
            iterations: Some(iterations),
            ..Budget::default()
        },
        keep: Keep::Nothing,
    };
    run(scenario, &setup, WallClock::start, &mut ())
}

/// A point of the map and a little around it.
fn point(rng: &mut Rng) -> Point {
    [
        ORIGIN[0] - 0.2 + 8.4 * unit(rng),
        ORIGIN[1] - 0.2 + 6.4 * unit(rng),
    ]
}

fn agree(a: &Verdict, b: &Verdict) {
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + b.abs());
    assert!(
        close(a.cost, b.cost) && close(a.clearance, b.clearance),
        "{a:?} {b:?}"
    );
    assert!(close(a.length, b.length), "{a:?} {b:?}");
}

#[test]
fn the_optimum_of_a_turned_scenario_is_that_of_the_upright_one() {
    for robot in ["", "robot: {radius: 0.2}\n"] {
        let bounds = |yaw: f64| match optimum(&office(yaw, robot), &Limit::NONE) {
            Answer::Known(found) => [found.lower, found.upper],
            other => panic!("{other:?}"),
        };
        let upright = bounds(0.0);
        for yaw in YAWS {
            let found = bounds(yaw);
            for (found, expected) in found.iter().zip(upright) {
                assert!(
                    (found - expected).abs() < 1e-9 * expected,
                    "{yaw}: {found} {expected}"
                );
            }
        }
    }
}

#[test]
fn what_planners_find_in_a_turned_map_holds_there_and_turned_back_in_the_upright_one() {
    for robot in ["", "robot: {radius: 0.2}\n"] {
        let upright = office(0.0, robot);
        for (k, planner) in ["rrt-connect", "rrt-star", "fmt-star", "prm-star"]
            .into_iter()
            .enumerate()
        {
            let yaw = YAWS[k];
            let scenario = office(yaw, robot);
            let record = plan(&scenario, planner, 4_000);
            assert!(record.solved(), "{planner} {yaw}");
            let verdict = verify(&scenario, &record.path, Some(record.end.cost));
            assert!(verdict.faults.is_empty(), "{planner} {yaw}: {verdict:?}");
            let back = record.path.iter().map(|x| {
                let [u, v] = turned([x[0] - ORIGIN[0], x[1] - ORIGIN[1]], -yaw);
                vec![ORIGIN[0] + u, ORIGIN[1] + v]
            });
            let upright = verify(&upright, &back.collect::<Vec<_>>(), Some(record.end.cost));
            assert!(upright.faults.is_empty(), "{planner} {yaw}: {upright:?}");
            agree(&verdict, &upright);
        }
    }
}

#[test]
fn planners_and_verdicts_call_the_same_segments_free_whichever_way_they_are_turned() {
    let mut rng = seeded(7);
    let mut free = 0;
    for robot in ["", "robot: {radius: 0.17}\n"] {
        let upright = office(0.0, robot);
        for yaw in YAWS {
            let scenario = office(yaw, robot);
            for _ in 0..150 {
                let [a, b] = [point(&mut rng), point(&mut rng)];
                let b = [a[0] + 0.4 * (b[0] - a[0]), a[1] + 0.4 * (b[1] - a[1])];
                let path = |yaw| [a, b].map(|x| forth(x, yaw).to_vec());
                let [from, to] = path(yaw);
                let is_free = segment_is_free(&scenario, &from, &to);
                let verdict = |scenario: &Scenario, path: &[Vec<f64>]| verify(scenario, path, None);
                let found = verdict(&scenario, &path(yaw));
                agree(&found, &verdict(&upright, &path(0.0)));
                assert_eq!(
                    found.clearance > 0.0,
                    is_free,
                    "{a:?} {b:?} {yaw} {found:?}"
                );
                free += usize::from(is_free);
            }
        }
    }
    assert!((200..1_600).contains(&free), "{free}");
}

/// The weight is on the cells of the map: what a planner adds up, what the verdict finds, and what it is upright.
#[test]
fn costs_among_the_cells_of_a_turned_map_are_those_of_the_upright_one() {
    let mut rng = seeded(8);
    let scenario = |yaw: f64| {
        let (start, goal) = (forth([-1.6, -2.2], yaw), forth([3.0, 1.2], yaw));
        let text = format!(
            "space: {{bounds: [[-15, 15], [-15, 15]]}}\nstart: {start:?}\ngoal: {{state: {goal:?}}}\n\
             objective: {{cost-map: {{default: 1, regions: [{{map: {{file: office.yaml}}, weight: 3}}]}}}}\n"
        );
        parse(&text, &folder(yaw).path().join("a.yaml")).unwrap_or_else(|report| panic!("{report}"))
    };
    let upright = scenario(0.0);
    for yaw in YAWS {
        let turned = scenario(yaw);
        let mut dearer = 0;
        for _ in 0..40 {
            let points: Vec<Point> = (0..3).map(|_| point(&mut rng)).collect();
            let path = |yaw| {
                points
                    .iter()
                    .map(|x| forth(*x, yaw).to_vec())
                    .collect::<Vec<_>>()
            };
            let (a, b) = (
                cost::of_path(&turned, &path(yaw)),
                cost::of_path(&upright, &path(0.0)),
            );
            assert!((a - b).abs() < 1e-9, "{yaw}: {a} {b}");
            let length: f64 = points
                .windows(2)
                .map(|w| (w[0][0] - w[1][0]).hypot(w[0][1] - w[1][1]))
                .sum();
            dearer += usize::from(a > length + 0.1);
        }
        assert!(dearer > 30, "{dearer}");
        let record = plan(&turned, "rrt-star", 600);
        let verdict = verify(&turned, &record.path, Some(record.end.cost));
        assert!(
            record.solved() && verdict.faults.is_empty(),
            "{yaw}: {verdict:?}"
        );
    }
}

#[test]
fn a_system_is_driven_through_a_turned_map() {
    let yaw = 0.6;
    let [[x, y], [u, v]] = [forth([-1.6, -2.2], yaw), forth([-3.0, 0.2], yaw)];
    let text = format!(
        "space: {{bounds: [[-8, 4], [-4, 8], [-2, 2], [-2, 2]]}}\n\
         dynamics: {{double-integrator: {{axes: 2, control-weight: 0.25, control-bounds: [[-5, 5], [-5, 5]]}}}}\n\
         robot: {{radius: 0.1}}\nstart: [{x}, {y}, 0, 0]\ngoal: {{state: [{u}, {v}, 0, 0]}}\n"
    );
    let scenario = read(&folder(yaw), &text).unwrap();
    let record = plan(&scenario, "kinodynamic-rrt-star", 600);
    assert!(record.solved());
    let verdict = verify_run(&scenario, &record).unwrap();
    assert!(verdict.holds(), "{verdict:?}");
    // Among the cells as they lie upright: all places of the motion, joined by chords.
    let upright = office(0.0, "robot: {radius: 0.099}\n");
    let moments = record.trajectory.as_ref().unwrap().moments();
    let back = moments.iter().map(|moment| {
        let [u, v] = turned(
            [moment.state[0] - ORIGIN[0], moment.state[1] - ORIGIN[1]],
            -yaw,
        );
        vec![ORIGIN[0] + u, ORIGIN[1] + v]
    });
    let places: Vec<Vec<f64>> = back.collect();
    let free = |w: &[Vec<f64>]| segment_is_free(&upright, &w[0], &w[1]);
    assert!(places.len() > 50 && places.windows(2).all(free));
}
