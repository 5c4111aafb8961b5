//! Closed sets: what touches leaves no way between.

use crate::solve;
use crate::worlds::{SIZE, a_box, scenario};
use prolate::optimum::{Answer, Limit, optimum};
use prolate::scenario::{GoalShape, Scenario};
use prolate::world::Shape;

fn across(obstacles: Vec<Shape>) -> Scenario {
    scenario(obstacles, [6.0, 1.0], GoalShape::State(vec![6.0, 11.0]))
}

#[test]
fn between_boxes_that_touch_there_is_no_way_and_a_narrow_gap_is_one() {
    let wall = |gap: f64| {
        across(vec![
            a_box([1.0, 5.0], [6.0, 7.0]),
            a_box([6.0 + gap, 5.0], [12.0, 7.0]),
        ])
    };
    // Round the left end.
    let round = 2.0 * (25.0f64 + 16.0).sqrt() + 2.0;
    assert!((solve(&wall(0.0)).unwrap() - round).abs() < 1e-9);
    assert!((solve(&wall(1e-6)).unwrap() - 10.0).abs() < 1e-9);
}

#[test]
fn between_corners_that_touch_there_is_no_way() {
    let diagonal = vec![
        a_box([1.0, 4.0], [6.0, 6.0]),
        a_box([6.0, 6.0], [12.0, 8.0]),
    ];
    let found = solve(&across(diagonal)).unwrap();
    assert!(found > 2.0 * 25.0f64.hypot(9.0).sqrt());
    // The tips of two triangles.
    let tips = [
        [[0.0, 4.0], [6.0, 6.0], [0.0, 8.0]],
        [[12.0, 4.0], [12.0, 8.0], [6.0, 6.0]],
    ];
    let tips = tips.map(|t| Shape::Polygon {
        vertices: t.to_vec(),
    });
    assert_eq!(solve(&across(tips.to_vec())), None);
}

#[test]
fn the_bounds_may_be_touched_but_not_between_them_and_an_obstacle() {
    // Along the border x = 0, beside a box that leaves it by as little as is told apart.
    let beside = |left: f64| across(vec![a_box([left, 5.0], [SIZE + 1.0, 7.0])]);
    let along = 2.0 * (36.0f64 + 16.0).sqrt() + 2.0;
    assert!((solve(&beside(1e-6)).unwrap() - along).abs() < 1e-5);
    assert_eq!(solve(&beside(0.0)), None);
    // On the border itself, where nothing touches it.
    let mut on = scenario(Vec::new(), [0.0, 1.0], GoalShape::State(vec![0.0, 11.0]));
    on.obstacles = vec![a_box([0.5, 5.0], [6.0, 7.0])];
    assert_eq!(solve(&on), Some(10.0));
}

#[test]
fn a_limit_stops_the_search_and_is_a_count() {
    let scenario = across(vec![a_box([1.0, 5.0], [11.0, 7.0])]);
    let few = optimum(&scenario, &Limit { looks: 0 });
    assert!(matches!(few, Answer::Limit(_)), "{few:?}");
    let (a, b) = (
        optimum(&scenario, &Limit::CHEAP),
        optimum(&scenario, &Limit::NONE),
    );
    assert_eq!(a, b);
}

#[test]
fn a_start_in_the_goal_has_a_path_of_one_state() {
    let goal = GoalShape::Ball {
        center: vec![6.0, 2.0],
        radius: 1.0,
    };
    let Answer::Known(found) = optimum(&scenario(Vec::new(), [6.0, 1.0], goal), &Limit::NONE)
    else {
        panic!("there is a path")
    };
    assert_eq!(
        (found.exact(), found.path),
        (Some(0.0), vec![vec![6.0, 1.0]])
    );
}
