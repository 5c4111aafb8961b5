//! Goal regions, whole and covered in part, against all states of their borders.

use crate::brute::{Point, is_free};
use crate::solve;
use crate::worlds::{SIZE, a_box, free_point, map, map_of, obstacles, rectangle, scenario};
use prolate::optimum::{Limit, optimum};
use prolate::random::seeded;
use prolate::scenario::{GoalShape, Scenario};
use prolate::world::Shape;
use rand::RngExt;

/// States on the border of the region.
fn border(goal: &GoalShape, count: usize) -> Vec<Point> {
    (0..count)
        .map(|i| {
            let t = i as f64 / count as f64;
            match goal {
                GoalShape::Ball { center, radius } => {
                    let angle = t * std::f64::consts::TAU;
                    [
                        center[0] + radius * angle.cos(),
                        center[1] + radius * angle.sin(),
                    ]
                }
                GoalShape::Box { min, max } => {
                    let (side, t) = ((4.0 * t) as usize, (4.0 * t).fract());
                    let along = |i: usize| min[i] + t * (max[i] - min[i]);
                    match side {
                        0 => [along(0), min[1]],
                        1 => [max[0], along(1)],
                        2 => [along(0), max[1]],
                        _ => [min[0], along(1)],
                    }
                }
                GoalShape::State(x) => [x[0], x[1]],
            }
        })
        .collect()
}

/// The least length to any free state of the border, each a goal of its own.
fn to_the_border(scenario: &Scenario, goal: &GoalShape, outlines: &[Vec<Point>]) -> Option<f64> {
    let within = |x: &Point| x.iter().all(|c| (0.0..=SIZE).contains(c));
    let states = border(goal, 200);
    let free = states
        .into_iter()
        .filter(|x| within(x) && is_free(outlines, *x, *x));
    let lengths = free.filter_map(|x| {
        let mut scenario = scenario.clone();
        scenario.goal = vec![GoalShape::State(x.to_vec())];
        optimum(&scenario, &Limit::NONE).exact()
    });
    lengths.reduce(f64::min)
}

#[test]
fn the_way_into_a_region_is_the_shortest_way_to_a_state_of_its_border() {
    let mut rng = seeded(6);
    let mut compared = 0;
    for round in 0..60 {
        let (shapes, outlines) = if round % 4 == 3 {
            let (shape, outlines) = map(&mut rng, 0.3);
            (vec![shape], outlines)
        } else {
            obstacles(&mut rng, round % 2 == 0, 10)
        };
        let Some(start) = free_point(&mut rng, &outlines) else {
            continue;
        };
        // Often reaching out of bounds and into obstacles.
        let [x, y] = [0; 2].map(|_| rng.random_range(0.0..SIZE));
        let goal = if round % 2 == 0 {
            GoalShape::Ball {
                center: vec![x, y],
                radius: 1.3,
            }
        } else {
            GoalShape::Box {
                min: vec![x - 0.7, y - 1.1],
                max: vec![x + 0.7, y + 1.1],
            }
        };
        let scenario = scenario(shapes, start, goal.clone());
        let Some(expected) = to_the_border(&scenario, &goal, &outlines) else {
            continue;
        };
        let found = solve(&scenario).unwrap();
        // States of the border are at most 0.05 apart; the optimum is no more than a step better, and never worse.
        assert!(
            found <= expected + 1e-9,
            "{found}, {expected}: {scenario:?}"
        );
        assert!(
            found == 0.0 || found > expected - 0.05,
            "{found}, {expected}: {scenario:?}"
        );
        compared += 1;
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn a_ball_covered_on_the_near_side_is_entered_where_its_border_leaves_the_obstacle() {
    // All of the disc below y = 6 is covered. The way is round the right side and up to the crossing at x = 6 + sqrt 3;
    // the nearest point of the disc is in the obstacle all the way.
    let goal = GoalShape::Ball {
        center: vec![6.0, 5.0],
        radius: 2.0,
    };
    let expected = 13f64.sqrt() + 3.0 + (3.0 - 3f64.sqrt());
    let the_box = a_box([0.0, 3.0], [9.0, 6.0]);
    let outline = rectangle([0.0, 3.0], [9.0, 6.0]);
    let cells = map_of(|column, row| column < 9 && (3..6).contains(&row));
    for obstacle in [the_box, Shape::Polygon { vertices: outline }, cells] {
        let found = solve(&scenario(vec![obstacle], [6.0, 1.0], goal.clone())).unwrap();
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }
}

#[test]
fn of_several_regions_the_nearest_by_path_counts() {
    let wall = a_box([1.0, 4.0], [12.0, 5.0]);
    let mut scenario = scenario(vec![wall], [6.0, 3.0], GoalShape::State(vec![6.0, 6.0]));
    let behind = solve(&scenario).unwrap();
    scenario.goal.push(GoalShape::State(vec![11.0, 1.0]));
    let beside = solve(&scenario).unwrap();
    assert!(behind > 11.0);
    assert!((beside - 29f64.sqrt()).abs() < 1e-12);
}
