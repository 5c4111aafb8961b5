//! Pictures of runs: what they show, what they survive, and how large they are.

mod pictures;

use pictures::*;
use prolate::plot::{self, Convergence, Heading, PlotError, Scene, canvas};
use prolate::random;
use prolate::record::{Forest, RunRecord, StopReason, TracePoint};
use prolate::scenario::{GoalShape, Objective, Scenario};
use prolate::world::{Cell, GridMap, Robot, Shape};
use std::sync::Arc;

const HEADING: Heading<'static> = Heading {
    scenario: "a <b> & \"c\"",
    planner: "informed-rrt-star",
    seed: 1,
    optimum_width: 0.0,
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
    convergence_of(&record(trace.to_vec(), *end), optimum)
}

/// Draws the convergence of a run in both formats and returns the SVG.
fn convergence_of(run: &RunRecord, optimum: Option<f64>) -> String {
    let picture = Convergence::new(&HEADING, run, optimum);
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
    // A chain of k edges has k + 1 points, and there is a chain for each leaf. Edges shorter than a tenth of a pixel
    // vanish.
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

/// Whether a group of a picture holds an image.
fn has_image(svg: &str, group: &str) -> bool {
    let document = roxmltree::Document::parse(svg).expect("well-formed");
    let is_group = |n: &roxmltree::Node<'_, '_>| n.attribute("id") == Some(group);
    let group = document.descendants().find(is_group).expect("the group");
    group.descendants().any(|n| n.has_tag_name("image"))
}

#[test]
fn a_hundred_thousand_obstacles_stay_under_five_megabytes_and_the_key_says_how_many_are_drawn() {
    let count = 100_000;
    let mut rng = random::seeded(9);
    let run = record(vec![event(0.1, 10, 2.0)], event(1.0, 200, 1.5));
    for (mut scenario, dimension) in [(wall_gap(), 2), (space(), 3)] {
        let bounds = scenario.bounds.clone();
        let mut draw = |side: f64| -> Shape {
            let corner = bounds[..dimension].iter().map(|[low, high]| {
                let extent = high - low;
                let min = low + extent * random::unit(&mut rng);
                (min, min + side * extent)
            });
            let (min, max): (Vec<f64>, Vec<f64>) = corner.unzip();
            rect(&min, &max)
        };
        scenario.obstacles = (0..count - 1).map(|_| draw(1e-3)).collect();
        scenario.obstacles.push(draw(0.1));
        let svg = scene_svg(&scenario, &run);
        match dimension {
            2 => assert!(has_image(&svg, "obstacles")),
            _ => assert!(svg.contains("the 5000 largest of 100")),
        }
    }
}

/// Each vertex with the next two hundred: edges that are short, and edges across the whole picture.
#[test]
fn the_edges_of_a_large_roadmap_are_thinned_and_the_key_says_so() {
    let scenario = wall_gap();
    let mut run = record(vec![event(0.1, 10, 2.0)], event(1.0, 200_000, 1.5));
    let forest = wandering(&scenario, 2_000);
    let edges = (0..2_000_u32).flat_map(|a| (1..200).map(move |k| [a, (a + k) % 2_000]));
    run.forest = Some(Forest {
        edges: edges.collect(),
        parents: vec![None; 2_000],
        ..forest
    });
    let svg = scene_svg(&scenario, &run);
    let (_, words) = svg.split_once("1 edge in ").expect("what is drawn");
    let one_in: f64 = words.split('<').next().unwrap().parse().unwrap();
    assert!((4.0..200.0).contains(&one_in), "{one_in}");
    // As many that are not there count as well.
    let forest = run.forest.as_mut().unwrap();
    forest.edges_left_out = 2 * forest.edges.len();
    let words = format!("1 edge in {}<", 3.0 * one_in);
    assert!(scene_svg(&scenario, &run).contains(&words), "{words}");
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
        yaw: 0.0,
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
        let picture = Convergence::new(&HEADING, &record(trace.clone(), end), Some(0.63));
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
        ..Forest::default()
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
    let run = record(vec![event(0.1, 10, 3.0), end], end);
    let file = |name: &str| folder.join(name);
    let write =
        |svg: &str, png: &str| plot::convergence(&HEADING, &run, None, &file(svg), &file(png));
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

/// The first corner of each path of this fill in a group, as `d` begins with it.
fn filled(svg: &str, group: &str, fill: &str) -> Vec<[f64; 2]> {
    let document = roxmltree::Document::parse(svg).expect("well-formed");
    let node = document
        .descendants()
        .find(|n| n.attribute("id") == Some(group))
        .expect(group);
    let paths = node
        .descendants()
        .filter(|n| n.tag_name().name() == "path" && n.attribute("fill") == Some(fill));
    let corner = |d: &str| -> [f64; 2] {
        let end = d[1..]
            .find(|c: char| c.is_ascii_alphabetic())
            .expect("more")
            + 1;
        let mut numbers = d[1..end].split(' ').map(|n| n.parse().expect("a number"));
        [0, 1].map(|_| numbers.next().expect("two numbers"))
    };
    paths.filter_map(|n| n.attribute("d").map(corner)).collect()
}

#[test]
fn the_mark_of_the_shortened_path_stands_at_its_time() {
    // The search ends at 2 s, and shortening at 8 s: the axis, which begins at 0, reaches a little farther than that.
    let end = event(2.0, 1000, 3.0);
    let mut run = record(vec![event(1.0, 100, 4.0), event(1.5, 500, 3.0)], end);
    run.shortened = Some(TracePoint {
        time_s: 8.0,
        cost: 2.0,
        ..end
    });
    let svg = convergence_of(&run, None);
    let curve = corners_of_curve(&svg);
    let [left, right] = frame(&svg);
    // The first solution stands at 1 s.
    let expected = left + 8.0 * (curve[0] - left);
    assert!(expected < right && 10.0 * (curve[0] - left) > right - left);
    let marks = filled(&svg, "time", "#D55E00");
    let is_there = |mark: &[f64; 2]| (mark[0] + 9.0 - expected).abs() < 0.6;
    assert!(marks.iter().any(is_there), "{marks:?}, not {expected}");
    // The best cost holds until then and drops to the mark.
    let last = curve[curve.len() - 1];
    assert!((last - expected).abs() < 0.6, "{curve:?}, not {expected}");
}

/// The left and the right side of the first frame.
fn frame(svg: &str) -> [f64; 2] {
    let start = svg
        .rfind("h-")
        .map(|_| ())
        .and(svg.find("</g>"))
        .expect("a group")
        + 4;
    let d = &svg[start..];
    let d = &d[d.find("d=\"M").expect("a frame") + 4..];
    let end = d.find(' ').expect("a number");
    let left: f64 = d[..end].parse().expect("a number");
    let rest = &d[d.find('h').expect("a side") + 1..];
    let wide: f64 = rest[..rest.find('v').expect("a side")]
        .parse()
        .expect("a number");
    [left, left + wide]
}

/// The places across of the corners of the best cost against time.
fn corners_of_curve(svg: &str) -> Vec<f64> {
    let document = roxmltree::Document::parse(svg).expect("well-formed");
    let group = document
        .descendants()
        .find(|n| n.attribute("id") == Some("time"));
    let group = group.expect("the group");
    let curve = group
        .descendants()
        .find(|n| n.attribute("stroke-width") == Some("3.5"));
    let d = curve.and_then(|n| n.attribute("d")).expect("a curve");
    let mut at = 0.0;
    let mut places = Vec::new();
    for part in d
        .split_inclusive(|c: char| "Mlhv".contains(c))
        .collect::<Vec<_>>()
        .windows(2)
    {
        let command = part[0].chars().last().expect("a command");
        let numbers = part[1].trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let first: f64 = numbers
            .split(' ')
            .next()
            .and_then(|n| n.parse().ok())
            .expect("a number");
        match command {
            'M' => at = first,
            'l' | 'h' => at += first,
            _ => {}
        }
        places.push(at);
    }
    places
}

#[test]
fn a_run_for_which_there_is_no_way_says_so_in_its_pictures() {
    let mut run = record(Vec::new(), event(0.0, 0, f64::INFINITY));
    run.stop = StopReason::NoPath;
    run.forest = Some(wandering(&wall_gap(), 1));
    let scene = scene_svg(&wall_gap(), &run);
    for svg in [&scene, &convergence_of(&run, None)] {
        assert!(
            svg.contains("no path: there is none into the goal"),
            "{svg}"
        );
        assert!(!svg.contains("no path found"));
    }
    // One vertex is no tree to be seen.
    assert!(!scene.contains("vertices"));
}

#[test]
fn a_bracket_of_the_optimum_is_named_with_the_gap() {
    let end = event(1.0, 9000, 2.1);
    let heading = Heading {
        optimum_width: 1e-6,
        ..HEADING
    };
    let run = record(vec![event(0.5, 150, 2.1)], end);
    let svg = |run: &RunRecord| {
        let picture = Convergence::new(&heading, run, Some(2.0));
        canvas::svg(&picture).expect("an SVG")
    };
    let words = "5 % above the optimum 2 (known to within 1e";
    assert!(
        svg(&run).contains("5 % above the optimum 2 (known to within"),
        "{words}"
    );
    // What lies within the bracket is not above the optimum, as far as one knows.
    let within = record(
        vec![event(0.5, 150, 2.000_000_5)],
        event(1.0, 9, 2.000_000_5),
    );
    assert!(svg(&within).contains("equal to the optimum 2 (known to within"));
}

/// How many pixels of a scene within a square around a place of the picture have exactly this colour.
fn ink_around(scenario: &Scenario, run: &RunRecord, group: &str, colour: [u8; 3]) -> usize {
    let scene = Scene::new(&HEADING, scenario, run).expect("a picture");
    let svg = canvas::svg(&scene).expect("an SVG");
    // The path's end: the last corner of its line.
    let document = roxmltree::Document::parse(&svg).expect("well-formed");
    let node = document
        .descendants()
        .find(|n| n.attribute("id") == Some(group))
        .expect(group);
    assert!(node.has_children());
    let bytes = canvas::png(&scene).expect("a PNG");
    let decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    let mut reader = decoder.read_info().expect("a header");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("pixels");
    pixels.chunks(3).filter(|p| *p == colour).count()
}

#[test]
fn a_goal_is_seen_however_small_it_is_and_though_the_path_ends_on_it() {
    const GOAL: [u8; 3] = [0x00, 0x72, 0xB2];
    for extent in [2, 3] {
        let bounds = vec![[0.0, 1000.0]; extent];
        let at = |x: f64| vec![x; extent];
        let small = |x: f64| GoalShape::Ball {
            center: at(x),
            radius: 0.5,
        };
        let tiny = |x: f64| GoalShape::Box {
            min: at(x),
            max: at(x + 1e-9),
        };
        let goals = [
            (vec![small(900.0)], 1),
            (vec![tiny(900.0)], 1),
            (vec![small(900.0), tiny(500.0), small(200.0)], 3),
            // On the start's mark.
            (vec![small(102.0)], 1),
        ];
        for (goal, count) in goals {
            let mut scenario = scenario("large", &bounds, &at(100.0), goal[0].clone());
            scenario.goal = goal;
            let mut run = record(vec![event(0.1, 1, 2.0)], event(0.2, 2, 1.5));
            run.path = vec![at(100.0), at(900.0)];
            let drawn = ink_around(&scenario, &run, "marks", GOAL);
            // The entry of the legend has one ring too. Half of a ring is more than 80 pixels.
            assert!(
                drawn > 100 * (count + 1),
                "{extent}-D, {count}: {drawn} pixels"
            );
            let svg = scene_svg(&scenario, &run);
            assert!(svg.contains("goal, small") || svg.contains("small goal region"));
        }
    }
}

#[test]
fn the_key_of_a_scene_names_what_is_seen_alone() {
    let mut scenario = wall_gap();
    let run = grow(&scenario, 200, 0.1, 0.0);
    assert!(scene_svg(&scenario, &run).contains(">obstacle<"));
    scenario.obstacles = vec![rect(&[5.0, 5.0], &[6.0, 6.0])];
    assert!(!scene_svg(&scenario, &run).contains(">obstacle<"));
    // A wall without width is an obstacle, and seen.
    scenario.obstacles = vec![rect(&[0.0, -0.2], &[0.0, 0.3])];
    let svg = scene_svg(&scenario, &run);
    assert!(svg.contains(">obstacle<"));
    let document = roxmltree::Document::parse(&svg).expect("well-formed");
    let wall = document
        .descendants()
        .find(|n| n.attribute("id") == Some("obstacles"));
    let mut lines = wall.expect("obstacles").descendants();
    assert!(lines.any(|n| n.attribute("stroke-width").is_some_and(|w| w != "0")));
}

#[test]
fn the_key_of_a_scene_names_the_weights_and_cells_that_are_seen_alone() {
    let mut scenario = wall_gap();
    let run = grow(&scenario, 200, 0.1, 0.0);
    scenario.objective = Objective::CostMap {
        default: 1.0,
        regions: vec![
            (rect(&[0.0, 0.0], &[0.2, 0.2]), 3.0),
            (rect(&[7.0, 0.0], &[8.0, 0.2]), 5.0),
        ],
    };
    let svg = scene_svg(&scenario, &run);
    assert!(svg.contains(">weight 3<") && !svg.contains(">weight 5<"));
    // Of a map of two halves, one of them unknown, only the other one is within the bounds.
    let map = |unknown: usize| GridMap {
        file: String::new(),
        width: 4,
        height: 1,
        resolution: 1.0,
        origin: [-0.5, -0.5],
        yaw: 0.0,
        cells: (0..4)
            .map(|x| {
                if x == unknown {
                    Cell::Unknown
                } else {
                    Cell::Free
                }
            })
            .collect(),
        unknown_is_blocked: true,
        y_down: false,
    };
    for (cell, seen) in [(0, true), (2, false)] {
        scenario.obstacles = vec![Shape::Map(Arc::new(map(cell)))];
        let svg = scene_svg(&scenario, &run);
        assert_eq!(svg.contains(">unknown, blocked<"), seen);
        assert!(!svg.contains(">obstacle<"), "no cell is occupied");
    }
}

#[test]
fn a_course_explains_its_dashed_lines() {
    let text = "space: {bounds: [[0, 10], [-1, 1]]}\n\
        dynamics: {double-integrator: {axes: 1, control-weight: 0.25, control-bounds: [[-5, 5]]}}\n\
        start: [1, 0]\ngoal: {state: [9, 0]}\n";
    let file = std::path::Path::new("a.yaml");
    let scenario = prolate::scenario::parse(text, file).expect("a scenario");
    let dynamics = scenario.dynamics.as_ref().expect("dynamics");
    let run = record(Vec::new(), event(1.0, 10, 2.0));
    let course = plot::Course::new(&HEADING, &scenario, dynamics, &run);
    let svg = canvas::svg(&course).expect("an SVG");
    assert!(svg.contains(">bound<"));
    // Nothing else is drawn in it.
    assert!(!svg.contains(">state or control<"));
}

#[test]
fn a_first_solution_above_the_cut_has_its_own_sign() {
    let trace = vec![
        event(0.1, 10, 900.0),
        event(0.2, 20, 2.4),
        event(0.3, 30, 2.2),
        event(0.4, 40, 2.1),
    ];
    let svg = convergence_svg(&trace, &event(1.0, 100, 2.1), Some(2.0));
    // No ring is drawn, and none is in the legend.
    assert!(!svg.contains("<circle"), "{svg}");
    let trace = [event(0.1, 10, 3.0), event(0.2, 20, 2.4)];
    let svg = convergence_svg(&trace, &event(1.0, 100, 2.4), Some(2.0));
    assert!(svg.matches("<circle").count() == 6);
}
