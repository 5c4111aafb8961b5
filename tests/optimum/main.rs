//! The least length of paths: against what is known, against the slow way, and against planners.

mod brute;
mod command;
mod flat;
mod goals;
mod touching;
mod worlds;

use brute::{Point, shortest};
use prolate::optimum::{Answer, Grade, Limit, optimum};
use prolate::planner::Spec;
use prolate::random::seeded;
use prolate::record::Keep;
use prolate::run::{Budget, WallClock};
use prolate::scenario::dispatch::{Setup, run};
use prolate::scenario::{GoalShape, Scenario, load};
use prolate::verify::verify;
use prolate::world::{Robot, Shape};
use std::path::Path;
use worlds::{SIZE, free_point, map, map_of, obstacles, scenario};

/// The optimum's length; `None` where there is no path. The path beside it is verified.
fn solve(scenario: &Scenario) -> Option<f64> {
    match optimum(scenario, &Limit::NONE) {
        Answer::Known(found) => {
            assert_eq!(found.grade, Grade::Exact);
            let verdict = verify(scenario, &found.path, None);
            assert!(verdict.faults.is_empty(), "{:?}", verdict.faults);
            let far = verdict.length - found.upper;
            assert!(far.abs() < 1e-8 * SIZE, "{far}");
            Some(found.upper)
        }
        Answer::NoPath(_) => None,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn agree(scenario: &Scenario, outlines: &[Vec<Point>], goal: Point) -> Option<f64> {
    let start = [scenario.start[0], scenario.start[1]];
    let bounds = [0, 1].map(|side| [0, 1].map(|i| scenario.bounds[i][side]));
    let (found, expected) = (solve(scenario), shortest(outlines, bounds, start, goal));
    match (found, expected) {
        (Some(a), Some(b)) => assert!((a - b).abs() < 1e-5, "{a} is not {b}: {scenario:?}"),
        (None, None) => {}
        other => panic!("{other:?}: {scenario:?}"),
    }
    found
}

#[test]
fn every_stated_optimum_of_the_plane_is_found_or_enclosed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut exact = 0;
    for folder in [root.clone(), root.join("papers")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let file = entry.unwrap().path();
            if file.extension().is_none_or(|e| e != "yaml") {
                continue;
            }
            let Ok(scenario) = load(&file) else { continue };
            let (Some(stated), Answer::Known(found)) =
                (scenario.optimum, optimum(&scenario, &Limit::CHEAP))
            else {
                continue;
            };
            let what = format!("{}: {stated}, {found:?}", file.display());
            let rounding = 1e-9 * stated;
            assert!(found.lower <= stated + rounding, "{what}");
            assert!(found.upper >= stated - rounding, "{what}");
            match found.grade {
                Grade::Exact => {
                    assert!((found.upper - stated).abs() <= rounding, "{what}");
                    exact += 1;
                }
                Grade::Arcs(_) => assert!(found.upper - found.lower < 1e-4 * stated, "{what}"),
                Grade::Weights | Grade::StraightLine => {}
            }
        }
    }
    assert!(exact >= 25, "{exact}");
}

#[test]
fn among_boxes_and_polygons_that_overlap_and_touch_it_is_dijkstras_on_the_whole_visibility_graph() {
    let mut rng = seeded(1);
    let (mut solved, mut blocked) = (0, 0);
    for round in 0..400 {
        let (shapes, outlines) = obstacles(&mut rng, round % 2 == 0, 4 + round % 12);
        let ends = [0; 2].map(|_| free_point(&mut rng, &outlines));
        let [Some(start), Some(goal)] = ends else {
            continue;
        };
        let scenario = scenario(shapes, start, GoalShape::State(goal.to_vec()));
        match agree(&scenario, &outlines, goal) {
            Some(length) => {
                let straight = (start[0] - goal[0]).hypot(start[1] - goal[1]);
                assert!(length >= straight * (1.0 - 1e-12));
                solved += usize::from(length > straight * (1.0 + 1e-9));
            }
            None => blocked += 1,
        }
    }
    assert!(solved > 100 && blocked > 10, "{solved}, {blocked}");
}

#[test]
fn in_maps_it_is_dijkstras_on_the_whole_visibility_graph() {
    let mut rng = seeded(2);
    let (mut solved, mut blocked) = (0, 0);
    for round in 0..150 {
        let (shape, mut outlines) = map(&mut rng, 0.1 + 0.003 * f64::from(round));
        let mut shapes = vec![shape];
        // Half of them with other obstacles on top.
        if round % 2 == 0 {
            let (more, their) = obstacles(&mut rng, round % 4 == 0, 2);
            shapes.extend(more);
            outlines.extend(their);
        }
        let ends = [0; 2].map(|_| free_point(&mut rng, &outlines));
        let [Some(start), Some(goal)] = ends else {
            continue;
        };
        let scenario = scenario(shapes, start, GoalShape::State(goal.to_vec()));
        match agree(&scenario, &outlines, goal) {
            Some(_) => solved += 1,
            None => blocked += 1,
        }
    }
    assert!(solved > 50 && blocked > 20, "{solved}, {blocked}");
}

#[test]
fn a_box_for_a_robot_is_a_point_among_grown_obstacles() {
    let mut rng = seeded(3);
    let half = [0.3, 0.15];
    let mut solved = 0;
    for round in 0..150 {
        let on_lattice = round % 2 == 0;
        let (shapes, outlines) = obstacles(&mut rng, on_lattice, 3 + round % 6);
        // Only convex ones, of which the sum with the box is the hull of the corners' sums.
        let (shapes, outlines): (Vec<Shape>, Vec<Vec<Point>>) = shapes
            .into_iter()
            .zip(outlines)
            .filter(|(_, outline)| outline.len() < 5)
            .unzip();
        let grown: Vec<_> = outlines.iter().map(|o| grown_hull(o, half)).collect();
        let ends = [0; 2].map(|_| free_point(&mut rng, &grown));
        let [Some(start), Some(goal)] = ends else {
            continue;
        };
        let mut scenario = scenario(shapes, start, GoalShape::State(goal.to_vec()));
        scenario.robot = Robot::Box {
            half_extents: half.to_vec(),
        };
        let bounds = [half, [SIZE - half[0], SIZE - half[1]]];
        let expected = shortest(&grown, bounds, start, goal);
        let found = solve(&scenario);
        match (found, expected) {
            (Some(a), Some(b)) => assert!((a - b).abs() < 1e-5, "{a} is not {b}: {scenario:?}"),
            (None, None) => {}
            other => panic!("{other:?}: {scenario:?}"),
        }
        solved += usize::from(found.is_some());
    }
    assert!(solved > 50, "{solved}");
}

/// The hull of all corners' sums with the box, by wrapping.
fn grown_hull(outline: &[Point], half: Point) -> Vec<Point> {
    let mut points = Vec::new();
    for p in outline {
        for [x, y] in [[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]] {
            points.push([p[0] + x * half[0], p[1] + y * half[1]]);
        }
    }
    let lowest = |a: &&Point, b: &&Point| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1]));
    let mut hull = vec![*points.iter().min_by(lowest).unwrap()];
    loop {
        let at = hull[hull.len() - 1];
        let far = |p: &Point| (p[0] - at[0]).hypot(p[1] - at[1]);
        let mut next = *points.iter().find(|p| **p != at).unwrap();
        for p in &points {
            let turn = (next[0] - at[0]) * (p[1] - at[1]) - (next[1] - at[1]) * (p[0] - at[0]);
            if turn < -1e-12 || (turn.abs() <= 1e-12 && far(p) > far(&next)) {
                next = *p;
            }
        }
        if next == hull[0] {
            return hull;
        }
        hull.push(next);
    }
}

#[test]
fn no_planner_finds_a_shorter_path_and_good_ones_come_near() {
    let mut rng = seeded(4);
    let mut nearest = f64::INFINITY;
    for round in 0..12 {
        let (shapes, outlines) = obstacles(&mut rng, true, 6);
        let ends = [0; 2].map(|_| free_point(&mut rng, &outlines));
        let [Some(start), Some(center)] = ends else {
            continue;
        };
        let goal = GoalShape::Ball {
            center: center.to_vec(),
            radius: 1.5,
        };
        let mut scenario = scenario(shapes, start, goal);
        if round % 3 == 2 {
            scenario.robot = Robot::Ball { radius: 0.1 };
        }
        let Answer::Known(found) = optimum(&scenario, &Limit::NONE) else {
            continue;
        };
        let spec = Spec::named("informed-rrt-star").unwrap();
        let budget = Budget {
            iterations: Some(2_000),
            ..Budget::default()
        };
        let setup = Setup {
            spec: &spec,
            seed: 1,
            budget: &budget,
            keep: Keep::Nothing,
        };
        let record = run(&scenario, &setup, WallClock::start, &mut ());
        assert!(record.end.cost >= found.lower * (1.0 - 1e-12));
        nearest = nearest.min(record.end.cost / found.lower.max(1e-9));
    }
    assert!(nearest < 1.01, "{nearest}");
}

#[test]
fn arcs_are_enclosed_and_the_bounds_are_close() {
    let mut rng = seeded(5);
    for _ in 0..30 {
        let (mut shapes, outlines) = obstacles(&mut rng, false, 4);
        shapes.push(Shape::Ball {
            center: vec![6.0, 6.0],
            radius: 2.0,
        });
        let ends = [0; 2].map(|_| free_point(&mut rng, &outlines));
        let [Some(start), Some(goal)] = ends else {
            continue;
        };
        let goal = GoalShape::State(goal.to_vec());
        let mut scenario = scenario(shapes, start, goal);
        for robot in [
            Robot::Ball { radius: 0.0 },
            Robot::Ball { radius: 0.2 },
            Robot::Box {
                half_extents: vec![0.2, 0.1],
            },
        ] {
            scenario.robot = robot;
            let Answer::Known(found) = optimum(&scenario, &Limit::NONE) else {
                continue;
            };
            assert!(found.lower <= found.upper);
            if found.upper.is_finite() {
                assert!(found.upper - found.lower <= 1e-3 * found.lower);
            }
        }
    }
    // A disc in the way has an optimum in closed form: two tangents and an arc.
    let ball = Shape::Ball {
        center: vec![6.0, 6.0],
        radius: 2.0,
    };
    let goal = GoalShape::State(vec![10.0, 6.0]);
    let mut scenario = scenario(vec![ball], [2.0, 6.0], goal);
    scenario.robot = Robot::Ball { radius: 0.5 };
    let expected = 2.0 * ((16.0f64 - 6.25).sqrt() + 2.5 * (2.5f64 / 4.0).asin());
    let Answer::Known(found) = optimum(&scenario, &Limit::NONE) else {
        panic!("there is a path")
    };
    assert!(found.lower <= expected && expected <= found.upper);
    assert!(found.upper - found.lower < 1e-4);
}

/// A disc past a block of cells that reaches in from each side of a map in turn: two tangents, two quarters of a circle
/// at most, and the width of the block between them.
#[test]
fn a_disc_past_a_block_of_cells_is_two_tangents_two_arcs_and_a_straight_line() {
    let radius = 0.75;
    // In from below, with the corners (4, 7) and (7, 7).
    let tangent = |dx: f64, dy: f64| {
        let far = dx.hypot(dy);
        // The angle from straight up, seen from the corner, of the end of the way and of where it touches the circle.
        let touch = dx.atan2(dy) - (radius / far).acos();
        (far * far - radius * radius).sqrt() + radius * touch.abs()
    };
    let expected = tangent(2.5, -5.5) + 3.0 + tangent(3.5, -4.5);
    for side in 0..4 {
        // A cell or a place of the block turned on by as many quarters.
        let turned = |[x, y]: Point| match side {
            0 => [x, y],
            1 => [y, SIZE - x],
            2 => [SIZE - x, SIZE - y],
            _ => [SIZE - y, x],
        };
        let block = |x: f64, y: f64| (4.0..7.0).contains(&x) && y < 7.0;
        let past = |radius: f64, is_blocked: &dyn Fn(f64, f64) -> bool| {
            let cell = |column: usize, row: usize| {
                let middle = [column as f64 + 0.5, row as f64 + 0.5];
                let [x, y] = (side..4).fold(middle, |[x, y], _| [y, SIZE - x]);
                is_blocked(x, y)
            };
            let goal = GoalShape::State(turned([10.5, 2.5]).to_vec());
            let mut scenario = scenario(vec![map_of(cell)], turned([1.5, 1.5]), goal);
            scenario.robot = Robot::Ball { radius };
            optimum(&scenario, &Limit::NONE)
        };
        let Answer::Known(found) = past(radius, &block) else {
            panic!("there is a path")
        };
        let (lower, upper) = (found.lower, found.upper);
        assert!(
            lower <= expected + 1e-9 && expected - 1e-9 <= upper,
            "{lower}, {expected}, {upper}"
        );
        assert!(upper - lower < 1e-3, "{lower}, {upper}");
        // A wall across, one cell above the block and as wide as the map.
        let passage = |x: f64, y: f64| block(x, y) || (8.0..9.0).contains(&y);
        assert!(
            matches!(past(0.48, &passage), Answer::Known(_)),
            "side {side}"
        );
        assert!(
            matches!(past(0.52, &passage), Answer::NoPath(_)),
            "side {side}"
        );
    }
}
