//! Pictures of runs: what they show, what they survive, and how large they are.

mod pictures;

use pictures::*;
use prolate::plot::{self, Convergence, Heading, PlotError, Scene, canvas};
use prolate::random;
use prolate::record::{Forest, RunRecord, TracePoint};
use prolate::scenario::{GoalShape, Objective, Scenario};
use prolate::world::{Cell, GridMap, Robot, Shape};
use std::sync::Arc;

const HEADING: Heading<'static> = Heading {
    scenario: "a <b> & \"c\"",
    planner: "informed-rrt-star",
    seed: 1,
};

/// The most that a file may have.
const MOST_BYTES: usize = 5_000_000;

/// Draws the scene in both formats and returns the SVG; it must be XML.
fn scene_svg(scenario: &Scenario, record: &RunRecord) -> String {
    let scene = Scene::new(&HEADING, scenario, record).expect("a picture");
    let png = canvas::png(&scene).expect("a PNG");
    assert!(png.starts_with(b"\x89PNG") && png.len() < MOST_BYTES);
    let svg = canvas::svg(&scene).expect("an SVG");
    assert!(svg.len() < MOST_BYTES, "{} bytes", svg.len());
    roxmltree::Document::parse(&svg).expect("well-formed");
    svg
}

fn convergence_svg(trace: &[TracePoint], end: &TracePoint, optimum: Option<f64>) -> String {
    let picture = Convergence::new(&HEADING, trace, end, None, optimum);
    assert!(
        canvas::png(&picture)
            .expect("a PNG")
            .starts_with(b"\x89PNG")
    );
    let svg = canvas::svg(&picture).expect("an SVG");
    roxmltree::Document::parse(&svg).expect("well-formed");
    svg
}

/// The commands of the paths in a group: their number is the number of points drawn.
fn points_in(svg: &str, group: &str) -> usize {
    let document = roxmltree::Document::parse(svg).expect("well-formed");
    let node = document
        .descendants()
        .find(|n| n.attribute("id") == Some(group));
    let paths = node
        .into_iter()
        .flat_map(|n| n.descendants().collect::<Vec<_>>());
    let commands = |d: &str| d.chars().filter(|c| "Mlhv".contains(*c)).count();
    paths.filter_map(|n| n.attribute("d").map(commands)).sum()
}

/// A forest of `n` vertices that wanders through the scenario.
fn wandering(scenario: &Scenario, n: usize) -> Forest {
    let d = scenario.dimension();
    let mut rng = random::seeded(5);
    let mut forest = Forest {
        dimension: d,
        ..Forest::default()
    };
    for id in 0..n {
        let parent = (id > 0).then(|| (random::unit(&mut rng) * id as f64) as u32);
        for (i, [low, high]) in scenario.bounds.iter().enumerate() {
            let shift = 0.04 * (random::unit(&mut rng) - 0.5) * (high - low);
            let from = parent.map_or(scenario.start[i], |p| forest.state(p as usize)[i]);
            forest.states.push((from + shift).clamp(*low, *high));
        }
        forest.parents.push(parent);
        forest.costs.push(0.0);
    }
    forest
}

fn space() -> Scenario {
    let goal = GoalShape::State(vec![9.0, 9.0, 5.0]);
    let bounds = [[0.0, 10.0], [0.0, 10.0], [0.0, 6.0]];
    let mut scenario = scenario("space", &bounds, &[1.0, 1.0, 1.0], goal);
    scenario.obstacles = vec![
        ball(&[4.0, 4.0, 2.0], 1.5),
        rect(&[6.0, 5.0, -1.0], &[7.0, 12.0, 4.0]),
    ];
    scenario
}

#[test]
fn the_path_is_drawn_with_all_of_its_states() {
    let scenario = wall_gap();
    let record = grow(&scenario, 400, 0.1, 0.0);
    let svg = scene_svg(&scenario, &record);
    assert_eq!(points_in(&svg, "path"), record.path.len());
}

#[test]
fn every_edge_of_a_small_tree_is_drawn_as_a_line() {
    let scenario = wall_gap();
    let mut record = grow(&scenario, 2000, 0.1, 0.0);
    let forest = record.forest.take().expect("a forest");
    let leaves = (0..forest.len() as u32)
        .filter(|id| !forest.parents.contains(&Some(*id)))
        .count();
    let edges = forest.len() - 1;
    record.forest = Some(forest);
    // A chain of k edges has k + 1 points, and there is a chain for each leaf. Edges shorter than a tenth of a pixel vanish.
    let drawn = points_in(&scene_svg(&scenario, &record), "tree");
    assert!(
        drawn <= edges + leaves && drawn + 20 >= edges + leaves,
        "{drawn} of {}",
        edges + leaves
    );
}

#[test]
fn two_hundred_thousand_edges_stay_under_five_megabytes() {
    for scenario in [wall_gap(), space()] {
        let mut run = record(vec![event(0.1, 10, 2.0)], event(1.0, 200_000, 1.5));
        run.forest = Some(wandering(&scenario, 200_001));
        assert!(scene_svg(&scenario, &run).contains("<image"));
    }
}

#[test]
fn a_map_of_sixteen_million_cells_with_a_large_tree_stays_under_five_megabytes() {
    let side = 4096;
    let mut rng = random::seeded(3);
    let mut cell = || match random::unit(&mut rng) {
        u if u < 0.3 => Cell::Occupied,
        u if u < 0.6 => Cell::Unknown,
        _ => Cell::Free,
    };
    let map = GridMap {
        file: String::new(),
        width: side,
        height: side,
        resolution: 0.5,
        origin: [-10.0, 5.0],
        cells: (0..side * side).map(|_| cell()).collect(),
        unknown_is_blocked: false,
        y_down: true,
    };
    let [low, high] = map.extent();
    let goal = GoalShape::State(vec![high[0] - 9.0, high[1] - 9.0]);
    let bounds = [[low[0], high[0]], [low[1], high[1]]];
    let mut scenario = scenario("noise", &bounds, &[0.0, 20.0], goal);
    scenario.obstacles = vec![Shape::Map(Arc::new(map))];
    let mut run = record(Vec::new(), event(1.0, 30_000, f64::INFINITY));
    run.forest = Some(wandering(&scenario, 30_000));
    scene_svg(&scenario, &run);
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let draw = || {
        let scenario = space();
        let mut run = grow(&scenario, 300, 1.0, 0.0);
        let small = scene_svg(&scenario, &run);
        run.forest = Some(wandering(&scenario, 25_000));
        let (trace, end) = improving(1.2, 0.632, 0.012);
        let picture = Convergence::new(&HEADING, &trace, &end, None, Some(0.63));
        let png = canvas::png(&picture).expect("a PNG");
        (
            small,
            scene_svg(&scenario, &run),
            convergence_svg(&trace, &end, None),
            png,
        )
    };
    assert!(draw() == draw());
}

#[test]
fn a_convergence_plot_survives_every_trace() {
    let end = |cost| event(1.0, 1000, cost);
    let cases: [(Vec<TracePoint>, TracePoint); 12] = [
        (vec![], end(f64::INFINITY)),
        (vec![], event(0.0, 0, f64::INFINITY)),
        (vec![event(0.0, 0, 0.0)], event(0.0, 0, 0.0)),
        (vec![event(0.5, 10, 3.0)], end(3.0)),
        (vec![event(1.0, 1000, 3.0)], end(3.0)),
        (
            vec![event(1e-9, 1, 1e300), event(0.5, 9, 1e-300)],
            end(1e-300),
        ),
        (vec![event(0.1, 1, -5.0), event(0.5, 9, -7.0)], end(-7.0)),
        (
            vec![event(0.1, 1, f64::NAN), event(0.5, 9, f64::INFINITY)],
            end(2.0),
        ),
        (
            vec![event(f64::NAN, 1, 2.0), event(0.5, 9, 1.0)],
            event(f64::NAN, 9, 1.0),
        ),
        (
            vec![event(-1.0, 1, 2.0), event(-2.0, 9, 1.0)],
            event(-3.0, 9, 1.0),
        ),
        (
            vec![event(0.1, u64::MAX, 1e9), event(0.2, u64::MAX, 1e9 - 1e-6)],
            end(1e9 - 1e-6),
        ),
        (vec![event(5.0, 10, 3.0)], end(3.0)),
    ];
    for (trace, end) in cases {
        for optimum in [
            None,
            Some(0.0),
            Some(2.9),
            Some(-1e9),
            Some(1e12),
            Some(f64::NAN),
        ] {
            let svg = convergence_svg(&trace, &end, optimum).replace(HEADING.planner, "");
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}

#[test]
fn a_run_without_a_path_says_so() {
    let svg = convergence_svg(&[], &event(2.0, 20_000, f64::INFINITY), Some(1.0));
    assert!(svg.contains("no path found in 2 s (20\u{2009}000 iterations)"));
    let run = record(Vec::new(), event(2.0, 20_000, f64::INFINITY));
    assert!(scene_svg(&wall_gap(), &run).contains("no path found in 2 s"));
}

#[test]
fn the_first_solution_and_the_gap_are_given_as_numbers() {
    let trace = [event(0.0123, 150, 3.0), event(0.5, 4000, 2.1)];
    let svg = convergence_svg(&trace, &event(1.0, 9000, 2.1), Some(2.0));
    for words in [
        "3 after 12.3 ms",
        "3 at iteration 150",
        "final cost 2.1, 5 % above the optimum 2",
    ] {
        assert!(svg.contains(words), "{words}");
    }
}

#[test]
fn a_scene_survives_every_place_and_shape() {
    let bounds = [
        vec![[0.0, 100.0], [0.0, 1.0]],
        vec![[0.0, 1.0], [0.0, 100.0]],
        vec![[0.0, 1e6], [0.0, 1.0]],
        vec![[1e9, 1e9 + 1.0], [-1e9, -1e9 + 2.0]],
        vec![[-1e-9, 1e-9], [-1e-9, 2e-9]],
        vec![[-1e300, 1e300], [-1e300, 1e300]],
        vec![[3.0, 3.0], [0.0, 1.0]],
        vec![[0.0, 100.0], [0.0, 1.0], [0.0, 1.0]],
        vec![[0.0, 1.0], [0.0, 1.0], [0.0, 100.0]],
        vec![[1e9, 1e9 + 1.0], [-1e9, -1e9 + 2.0], [0.0, 0.0]],
    ];
    for bounds in bounds {
        let at = |t: f64| -> Vec<f64> { bounds.iter().map(|[a, b]| a + t * (b - a)).collect() };
        let size = bounds[0][1] - bounds[0][0];
        let goals = [
            GoalShape::State(at(0.9)),
            GoalShape::Ball {
                center: at(0.9),
                radius: 0.1 * size,
            },
            GoalShape::Box {
                min: at(0.8),
                max: at(2.0),
            },
        ];
        for goal in goals {
            let mut scenario = scenario("edge", &bounds, &at(0.1), goal);
            scenario.obstacles = vec![
                rect(&at(0.4), &at(0.5)),
                rect(&at(-9.0), &at(0.01)),
                ball(&at(0.5), size),
            ];
            let (regions, robots) = (
                vec![
                    (rect(&at(0.0), &at(0.5)), 2.0),
                    (ball(&at(0.7), 0.2 * size), 1e-9),
                    (rect(&at(0.1), &at(0.2)), 1.0),
                ],
                [
                    Robot::Ball { radius: 0.1 * size },
                    Robot::Box {
                        half_extents: vec![0.1 * size; bounds.len()],
                    },
                ],
            );
            let mut run = record(vec![event(0.1, 1, 2.0)], event(0.2, 2, 1.5));
            run.path = vec![at(0.1), at(0.1), at(0.5), at(0.9)];
            run.forest = Some(wandering(&scenario, 50));
            scene_svg(&scenario, &run);
            scenario.objective = Objective::CostMap {
                default: 1.0,
                regions,
            };
            for robot in robots {
                scenario.robot = robot;
                scene_svg(&scenario, &run);
            }
            // A path of one state, at the start, with nothing known.
            run.path.truncate(1);
            run.end.cost = 0.0;
            run.forest = None;
            scene_svg(&scenario, &run);
        }
    }
}

#[test]
fn a_broken_record_gives_a_picture_without_what_is_broken() {
    let scenario = wall_gap();
    let mut run = record(Vec::new(), event(0.2, 2, 1.5));
    run.path = vec![vec![f64::NAN, 0.0], vec![], vec![1e308, -1e308]];
    run.forest = Some(Forest {
        dimension: 2,
        states: vec![0.0; 3],
        parents: vec![None, Some(7), Some(2)],
        costs: Vec::new(),
        edges: vec![[0, 9]],
    });
    scene_svg(&scenario, &run);
}

#[test]
fn scenes_beyond_three_dimensions_are_refused() {
    let scenario = scenario(
        "r4",
        &[[0.0, 1.0]; 4],
        &[0.1; 4],
        GoalShape::State(vec![0.9; 4]),
    );
    let run = record(Vec::new(), event(0.2, 2, 1.5));
    let refused = Scene::new(&HEADING, &scenario, &run);
    assert!(matches!(refused, Err(PlotError::Dimension(4))));
}

#[test]
fn files_are_written_whole_and_an_error_names_its_file() {
    let folder = std::env::temp_dir().join(format!("prolate-plots-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let end = event(1.0, 1000, 2.0);
    let trace = [event(0.1, 10, 3.0), end];
    let file = |name: &str| folder.join(name);
    let write = |svg: &str, png: &str| {
        plot::convergence(&HEADING, &trace, &end, None, None, &file(svg), &file(png))
    };
    write("c.svg", "c.png").expect("both files");
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["c.png", "c.svg"]);
    let error = write("missing/c.svg", "c.png").expect_err("no such folder");
    assert!(error.to_string().contains("missing/c.svg"), "{error}");
    std::fs::remove_dir_all(&folder).expect("removed");
}
