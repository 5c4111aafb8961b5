//! Contacts by less than a rounding: the robot is the smallest that touches, to the last bit.
//!
//! Random scenes seldom meet such contacts, and they are what tells a test that rounds to the safe side from one that
//! rounds to the nearest number.

use crate::contact::touches;
use crate::exact::exact;
use crate::for_all;
use crate::scenes::{Scene, empty, placed_scenes, size};
use prolate::scenario::dispatch::segment_is_free;
use prolate::scenario::{GoalShape, Scenario};
use prolate::verify::{Fault, verify};
use prolate::world::{Robot, Shape};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

/// The least share of its size by which a box reaches along an axis.
const SHORTEST: f64 = 0.25;

/// Relative to the largest number of a scene: a robot that is smaller than the smallest that touches by more is free.
const MARGIN: f64 = 64.0 * f64::EPSILON / SHORTEST;

/// A robot that grows: a ball, or a box with these proportions.
#[derive(Clone, Debug)]
enum Growing {
    Ball,
    Box(Vec<f64>),
}

impl Growing {
    fn robot(&self, size: f64) -> Robot {
        match self {
            Self::Ball => Robot::Ball { radius: size },
            Self::Box(sides) => Robot::Box {
                half_extents: sides.iter().map(|side| side * size).collect(),
            },
        }
    }
}

fn growing(dimension: usize) -> impl Strategy<Value = Growing> {
    let side = prop_oneof![2 => SHORTEST..1.0, 1 => Just(1.0)];
    prop_oneof![
        2 => Just(Growing::Ball),
        1 => vec(side, dimension).prop_map(Growing::Box)
    ]
}

/// The least size at which the robot touches on the way; none where a point does, or where none does up to `most`.
fn least_that_touches(
    shape: &Shape,
    robot: &Growing,
    way: &[Vec<f64>; 2],
    most: f64,
) -> Option<f64> {
    let [a, b] = way;
    let touches = |size: f64| touches(shape, &robot.robot(size), a, b, &exact(0.0));
    if touches(0.0) || !touches(most) {
        return None;
    }
    // Doubles above 0 are ordered as their bits are.
    let (mut free, mut touching) = (0, most.to_bits());
    while touching - free > 1 {
        let middle = free + (touching - free) / 2;
        match touches(f64::from_bits(middle)) {
            true => touching = middle,
            false => free = middle,
        }
    }
    Some(f64::from_bits(touching))
}

/// Whether the planners' test and the certificate call the motion free, which they do alike in both directions.
fn verdicts(shape: &Shape, robot: Robot, [a, b]: &[Vec<f64>; 2]) -> Vec<bool> {
    let scenario = Scenario {
        bounds: vec![[-1e200, 1e200]; a.len()],
        robot,
        start: a.clone(),
        goal: vec![GoalShape::State(b.clone())],
        ..empty(vec![shape.clone()])
    };
    let mut all = Vec::new();
    for (a, b) in [(a, b), (b, a)] {
        all.push(segment_is_free(&scenario, a, b));
        let faults = verify(&scenario, &[a.clone(), b.clone()], None).faults;
        all.push(!faults.iter().any(|f| matches!(f, Fault::Collision { .. })));
    }
    all
}

fn the_least_contact_is_found((scene, robot): (Scene, Growing)) -> TestCaseResult {
    let Some(shape) = scene.scenario.obstacles.first() else {
        return Ok(());
    };
    let path = &scene.path;
    let way = [path[0].clone(), path[path.len() - 1].clone()];
    let numbers = size(&scene);
    let Some(least) = least_that_touches(shape, &robot, &way, numbers) else {
        return Ok(());
    };
    let found = verdicts(shape, robot.robot(least), &way);
    prop_assert!(found == [false; 4], "size {least:e} touches: {found:?}");
    let less = least - MARGIN * numbers;
    if less > 0.0 {
        let found = verdicts(shape, robot.robot(less), &way);
        prop_assert!(found == [true; 4], "size {less:e} is free: {found:?}");
    }
    Ok(())
}

fn scenes(dimension: usize) -> impl Strategy<Value = (Scene, Growing)> {
    let scenes = placed_scenes(dimension, 1).prop_map(|(_, scene)| scene);
    (scenes, growing(dimension))
}

#[test]
fn the_smallest_robot_of_the_plane_that_touches_collides_and_smaller_ones_are_free() {
    for_all(1_500, scenes(2), the_least_contact_is_found);
}

#[test]
fn the_smallest_robot_of_space_that_touches_collides_and_smaller_ones_are_free() {
    for_all(1_500, scenes(3), the_least_contact_is_found);
}

/// A place, and edges through it that are far longer than the way there.
#[test]
fn a_path_that_a_long_edge_passes_through_at_one_point_collides() {
    let vector = || vec(-8..=8i32, 2);
    let nonzero = |v: &Vec<i32>| v.iter().any(|x| *x != 0);
    let along = vector().prop_filter("the edge has a length", nonzero);
    let lengths = (0..9, 1..1_000i32, 1..1_000i32);
    let inputs = (vector(), vector(), along, lengths, 0..3);
    for_all(
        2_000,
        inputs,
        |(at, way, along, (power, before, after), beyond)| {
            let plus = |k: f64, v: &[i32]| [0, 1].map(|i| f64::from(at[i]) + k * f64::from(v[i]));
            let scale = 10f64.powi(power);
            let left = [-along[1], along[0]];
            let polygon = Shape::Polygon {
                vertices: vec![
                    plus(-scale * f64::from(before), &along),
                    plus(scale * f64::from(after), &along),
                    plus(scale, &left),
                ],
            };
            let way = [plus(-1.0, &way), plus(f64::from(beyond), &way)].map(|x| x.to_vec());
            let robot = Robot::Ball { radius: 0.0 };
            let is_made = touches(&polygon, &robot, &way[0], &way[1], &exact(0.0));
            prop_assert!(is_made, "it does not touch: the test is wrong");
            let found = verdicts(&polygon, robot, &way);
            prop_assert!(found == [false; 4], "{found:?}");
            Ok(())
        },
    );
}

/// Places on the edges of a polygon and at its corners, but for some roundings.
#[test]
fn a_place_within_roundings_of_an_edge_collides_where_the_polygon_holds_it() {
    let share = prop_oneof![2 => Just(0.0), 1 => Just(0.5), 2 => 0.0..1.0];
    let roundings = || -3..=3i32;
    let inputs = (
        placed_scenes(2, 1),
        0..6usize,
        share,
        [roundings(), roundings()],
    );
    for_all(20_000, inputs, |((_, scene), edge, share, roundings)| {
        let Some(polygon @ Shape::Polygon { vertices }) = scene.scenario.obstacles.first() else {
            return Ok(());
        };
        let edge = edge % vertices.len();
        let (u, v) = (vertices[edge], vertices[(edge + 1) % vertices.len()]);
        let nudged = |x: f64, by: i32| {
            (0..by.abs()).fold(x, |x, _| if by > 0 { x.next_up() } else { x.next_down() })
        };
        let place = [0, 1].map(|i| nudged(u[i] + share * (v[i] - u[i]), roundings[i]));
        let way = [place.to_vec(), place.to_vec()];
        let robot = Robot::Ball { radius: 0.0 };
        if touches(polygon, &robot, &way[0], &way[1], &exact(0.0)) {
            let found = verdicts(polygon, robot, &way);
            prop_assert!(found == [false; 4], "{place:?}: {found:?}");
        }
        Ok(())
    });
}
