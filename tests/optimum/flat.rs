//! Boxes without width, in one direction or both: walls and points. They block sight, and paths turn around their ends.

use crate::brute::{Point, shortest};
use crate::worlds::{SIZE, a_box, free_point, number, obstacles, rectangle, scenario};
use crate::{agree, solve};
use prolate::optimum::{Answer, Limit, Optimum, optimum};
use prolate::planner::Spec;
use prolate::random::{Rng, seeded};
use prolate::record::Keep;
use prolate::run::{Budget, WallClock};
use prolate::scenario::dispatch::{Setup, run};
use prolate::scenario::{GoalShape, Scenario};
use prolate::world::{Robot, Shape};
use rand::RngExt;

/// Walls and points as corners; on the lattice they touch and cross in every way.
fn flat(rng: &mut Rng, on_lattice: bool, count: usize) -> Vec<[Point; 2]> {
    let mut one = || {
        let min = [0; 2].map(|_| number(rng, on_lattice, SIZE));
        let long = 1.0 + number(rng, on_lattice, 4.0);
        let size = match rng.random_range(0..7) {
            0 => [0.0, 0.0],
            k if k % 2 == 0 => [0.0, long],
            _ => [long, 0.0],
        };
        [min, [min[0] + size[0], min[1] + size[1]]]
    };
    (0..count).map(|_| one()).collect()
}

fn shapes(boxes: &[[Point; 2]]) -> Vec<Shape> {
    boxes.iter().map(|[min, max]| a_box(*min, *max)).collect()
}

/// The outlines of boxes that are grown by this much to each side.
fn outlines(boxes: &[[Point; 2]], by: Point) -> Vec<Vec<Point>> {
    let grown = |[min, max]: &[Point; 2]| {
        let along = |x: &Point, sign: f64| [x[0] + sign * by[0], x[1] + sign * by[1]];
        rectangle(along(min, -1.0), along(max, 1.0))
    };
    boxes.iter().map(grown).collect()
}

/// The four walls of the lattice's cell around a point.
fn cell(x: Point) -> [[Point; 2]; 4] {
    let [[x, y], [u, v]] = [x.map(f64::floor), x.map(f64::ceil)];
    [
        [[x, y], [u, y]],
        [[u, y], [u, v]],
        [[x, v], [u, v]],
        [[x, y], [x, v]],
    ]
}

fn known(scenario: &Scenario) -> Option<Optimum> {
    match optimum(scenario, &Limit::NONE) {
        Answer::Known(found) => Some(found),
        Answer::NoPath(_) => None,
        other => panic!("{other:?}"),
    }
}

/// The cost of a planner's path.
fn planned(scenario: &Scenario, iterations: u64) -> f64 {
    let budget = Budget {
        iterations: Some(iterations),
        ..Budget::default()
    };
    let spec = Spec::named("informed-rrt-star").unwrap();
    let setup = Setup {
        spec: &spec,
        seed: 1,
        budget: &budget,
        keep: Keep::Nothing,
    };
    run(scenario, &setup, WallClock::start, &mut ()).cost()
}

#[test]
fn around_a_wall_without_width_the_way_is_two_straight_lines() {
    let wall = [[6.0, 4.0], [6.0, 9.0]];
    let goal = GoalShape::State(vec![9.0, 5.0]);
    let world = scenario(shapes(&[wall]), [3.0, 5.0], goal);
    let around = 2.0 * 3.0f64.hypot(1.0);
    assert!((solve(&world).unwrap() - around).abs() < 1e-14 * SIZE);
}

#[test]
fn among_walls_points_and_other_obstacles_it_is_dijkstras_on_the_whole_visibility_graph() {
    let mut rng = seeded(11);
    let (mut bent, mut blocked) = (0, 0);
    for round in 0..400 {
        let on_lattice = round % 2 == 0;
        let boxes = flat(&mut rng, on_lattice, 4 + round % 14);
        let (mut all, mut lines) = match round % 4 {
            0 | 1 => (Vec::new(), Vec::new()),
            _ => obstacles(&mut rng, on_lattice, 3),
        };
        all.extend(shapes(&boxes));
        lines.extend(outlines(&boxes, [0.0; 2]));
        let ends = [0; 2].map(|_| free_point(&mut rng, &lines));
        let [Some(start), Some(goal)] = ends else {
            continue;
        };
        // Some goals are walled in.
        if round % 8 == 0 {
            let walls = cell(goal);
            all.extend(shapes(&walls));
            lines.extend(outlines(&walls, [0.0; 2]));
        }
        let world = scenario(all, start, GoalShape::State(goal.to_vec()));
        match agree(&world, &lines, goal) {
            Some(length) => {
                let straight = (start[0] - goal[0]).hypot(start[1] - goal[1]);
                bent += usize::from(length > straight * (1.0 + 1e-9));
                if round % 20 < 2 {
                    assert!(planned(&world, 1_000) >= length * (1.0 - 1e-12));
                }
            }
            None => blocked += 1,
        }
    }
    assert!(bent > 150 && blocked > 20, "{bent}, {blocked}");
}

#[test]
fn of_robots_without_width_it_is_that_of_a_point_among_grown_boxes() {
    let mut rng = seeded(12);
    let mut bent = 0;
    for round in 0..150 {
        let half = [[0.3, 0.0], [0.0, 0.3], [0.0, 0.0]][round % 3];
        let mut boxes = flat(&mut rng, round % 2 == 0, 4 + round % 8);
        boxes.push([[5.0, 5.0], [6.0, 6.5]]);
        let lines = outlines(&boxes, half);
        let ends = [0; 2].map(|_| free_point(&mut rng, &lines));
        let [Some(start), Some(goal)] = ends else {
            continue;
        };
        let mut world = scenario(shapes(&boxes), start, GoalShape::State(goal.to_vec()));
        world.robot = Robot::Box {
            half_extents: half.to_vec(),
        };
        let bounds = [half, [SIZE - half[0], SIZE - half[1]]];
        let (found, expected) = (solve(&world), shortest(&lines, bounds, start, goal));
        match (found, expected) {
            (Some(a), Some(b)) => {
                assert!((a - b).abs() < 1e-5, "{a} is not {b}: {world:?}");
                let straight = (start[0] - goal[0]).hypot(start[1] - goal[1]);
                bent += usize::from(a > straight * (1.0 + 1e-9));
            }
            (None, None) => {}
            other => panic!("{other:?}: {world:?}"),
        }
    }
    assert!(bent > 30, "{bent}");
}

#[test]
fn of_a_disc_it_is_that_among_boxes_as_wide_as_nothing_and_no_planner_beats_it() {
    let mut rng = seeded(13);
    let mut bent = 0;
    for round in 0..80 {
        let radius = [0.2, 0.05, 1e-9, 1e-11, 1e-13, 1e-15][round % 6];
        let boxes = flat(&mut rng, false, 6);
        let ends = [0; 2].map(|_| free_point(&mut rng, &outlines(&boxes, [radius; 2])));
        let [Some(start), Some(goal)] = ends else {
            continue;
        };
        let mut world = scenario(shapes(&boxes), start, GoalShape::State(goal.to_vec()));
        world.robot = Robot::Ball { radius };
        let mut wide = world.clone();
        wide.obstacles = outlines(&boxes, [1e-9; 2])
            .iter()
            .map(|outline| a_box(outline[0], outline[2]))
            .collect();
        let (Some(found), Some(expected)) = (known(&world), known(&wide)) else {
            continue;
        };
        for (a, b) in [(found.lower, expected.lower), (found.upper, expected.upper)] {
            assert!((a - b).abs() < 1e-6, "{a} is not {b}: {world:?}");
        }
        let straight = (start[0] - goal[0]).hypot(start[1] - goal[1]);
        bent += usize::from(found.lower > straight * (1.0 + 1e-9));
        if round < 12 {
            assert!(planned(&world, 1_000) >= found.lower * (1.0 - 1e-12));
        }
    }
    assert!(bent > 15, "{bent}");
}

#[test]
fn a_disc_too_small_for_sides_bends_a_path_no_more_than_a_point() {
    let mut rng = seeded(14);
    for round in 0..40 {
        let radius = [1e-9, 1e-10, 1e-12, 1e-14, 1e-16][round % 5];
        let centers = [0; 12].map(|_| [0; 2].map(|_| number(&mut rng, false, SIZE)));
        let balls = centers.map(|center| Shape::Ball {
            center: center.to_vec(),
            radius,
        });
        let (start, goal) = ([0.5, 0.5], centers[0]);
        let goal = [goal[0] + 1e-3, goal[1] + 2e-3];
        let world = scenario(balls.to_vec(), start, GoalShape::State(goal.to_vec()));
        let found = known(&world).unwrap();
        let straight = (start[0] - goal[0]).hypot(start[1] - goal[1]);
        assert!((found.lower - straight).abs() < 1e-8);
        assert!((found.upper - straight).abs() < 1e-8);
    }
}
