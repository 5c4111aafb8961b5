//! Random turned maps against their cells as polygons: robots with sides, goals that cells cover in part, no way at
//! all.

use crate::turned_cells::{Point, place};
use prolate::optimum::{Answer, Limit, optimum};
use prolate::random::{Rng, seeded, unit};
use prolate::scenario::dispatch::segment_is_free;
use prolate::scenario::{GoalShape, Scenario, parse};
use prolate::verify::{Fault, verify};
use prolate::world::{Cell, GridMap, Robot, Shape};
use std::path::Path;
use std::sync::Arc;

const WIDTH: usize = 11;
const HEIGHT: usize = 8;

/// A random map; its cells lie as `place` says.
fn random_map(rng: &mut Rng, density: f64) -> GridMap {
    let mut cell = || match unit(rng) < density {
        true => Cell::Occupied,
        false => Cell::Free,
    };
    let cells = (0..WIDTH * HEIGHT).map(|_| cell()).collect();
    GridMap {
        file: "test".to_owned(),
        width: WIDTH,
        height: HEIGHT,
        resolution: 0.5,
        origin: [3.0 * unit(rng), 3.0 * unit(rng)],
        yaw: 6.4 * unit(rng) - 3.2,
        cells,
        unknown_is_blocked: true,
        y_down: false,
    }
}

/// The blocked cells, and what is around the map.
fn polygons(map: &GridMap) -> Vec<Shape> {
    let (w, h, far) = (WIDTH as f64, HEIGHT as f64, 60.0);
    let mut found = vec![
        ([-far, -far], [0.0, far]),
        ([-far, -far], [far, 0.0]),
        ([w, -far], [far, far]),
        ([-far, h], [far, far]),
    ];
    for index in (0..map.cells.len()).filter(|index| map.cells[*index] == Cell::Occupied) {
        let [u, v] = [(index % WIDTH) as f64, (index / WIDTH) as f64];
        found.push(([u, v], [u + 1.0, v + 1.0]));
    }
    let polygon = |([u, v], [w, z]): (Point, Point)| Shape::Polygon {
        vertices: [[u, v], [w, v], [w, z], [u, z]]
            .map(|x| place(map, x))
            .to_vec(),
    };
    found.into_iter().map(polygon).collect()
}

fn robots() -> [Robot; 3] {
    [
        Robot::Ball { radius: 0.0 },
        Robot::Ball { radius: 0.12 },
        Robot::Box {
            half_extents: vec![0.19, 0.08],
        },
    ]
}

/// The scenario with the map, and the same one with its cells; `None` where start or goal are blocked.
fn twins(rng: &mut Rng, robot: &Robot, density: f64) -> Option<[Scenario; 2]> {
    let map = random_map(rng, density);
    let mut at = || place(&map, [WIDTH as f64 * unit(rng), HEIGHT as f64 * unit(rng)]);
    let (start, goal) = (at(), at());
    let text = "space: {bounds: [[-20, 20], [-20, 20]]}\nstart: [0, 0]\ngoal: {state: [1, 1]}\n";
    let mut scenario = parse(text, Path::new("a.yaml")).ok()?;
    scenario.start = start.to_vec();
    scenario.goal = vec![match unit(rng) < 0.5 {
        true => GoalShape::State(goal.to_vec()),
        false => GoalShape::Ball {
            center: goal.to_vec(),
            radius: 0.6,
        },
    }];
    scenario.robot = robot.clone();
    let polygons = Scenario {
        obstacles: polygons(&map),
        ..scenario.clone()
    };
    scenario.obstacles = vec![Shape::Map(Arc::new(map))];
    let is_free = [&start, &goal].map(|x| segment_is_free(&scenario, x, x));
    (is_free[0] && (is_free[1] || scenario.goal[0] != GoalShape::State(goal.to_vec())))
        .then_some([scenario, polygons])
}

#[test]
fn the_optimum_in_a_turned_map_is_that_among_its_cells() {
    let mut rng = seeded(41);
    for robot in robots() {
        let (mut ways, mut closed, mut around) = (0, 0, 0);
        // With arcs there are many sides.
        let is_disc = matches!(&robot, Robot::Ball { radius } if *radius > 0.0);
        let rounds = if is_disc { 10 } else { 60 };
        for round in 0..rounds {
            let density = 0.1 + 0.36 * f64::from(round) / f64::from(rounds);
            let tries = (0..30).find_map(|_| twins(&mut rng, &robot, density));
            let Some([map, cells]) = tries else {
                continue;
            };
            match [&map, &cells].map(|scenario| optimum(scenario, &Limit::NONE)) {
                [Answer::Known(a), Answer::Known(b)] => {
                    ways += 1;
                    around += usize::from(a.corners.len() > 3);
                    if let (Some(a), Some(b)) = (a.exact(), b.exact()) {
                        assert!((a - b).abs() < 1e-9 * (1.0 + b), "{a} {b} {map:?}");
                    } else {
                        let (low, high) = (a.lower.max(b.lower), a.upper.min(b.upper));
                        assert!(low <= high * (1.0 + 1e-9), "{a:?} {b:?} {map:?}");
                        let width = |lower: f64, upper: f64| (upper - lower) / (1.0 + lower);
                        assert_eq!(a.upper.is_finite(), b.upper.is_finite(), "{map:?}");
                        assert!(
                            !a.upper.is_finite() || width(a.lower, a.upper) < 1e-3,
                            "{a:?}"
                        );
                    }
                    if !a.path.is_empty() {
                        let verdict = verify(&map, &a.path, None);
                        assert!(verdict.faults.is_empty(), "{verdict:?} {map:?}");
                    }
                }
                [Answer::NoPath(_), Answer::NoPath(_)] => closed += 1,
                other => panic!("{other:?} {map:?}"),
            }
        }
        assert!(
            10 * ways > 3 * rounds && closed > 0 && around > 2,
            "{ways} {closed} {around}"
        );
    }
}

#[test]
fn clearance_and_collisions_in_a_turned_map_are_those_among_its_cells() {
    let mut rng = seeded(42);
    let mut free = 0;
    for robot in robots() {
        for _ in 0..25 {
            let Some([map, cells]) = twins(&mut rng, &robot, 0.12) else {
                continue;
            };
            for _ in 0..40 {
                let x = |rng: &mut Rng| {
                    map.start
                        .iter()
                        .map(|x| x + 3.0 * (unit(rng) - 0.5))
                        .collect()
                };
                let path: Vec<Vec<f64>> = vec![x(&mut rng), x(&mut rng)];
                let [a, b] = [&map, &cells].map(|scenario| verify(scenario, &path, None));
                assert!(
                    (a.clearance - b.clearance).abs() < 1e-9,
                    "{a:?} {b:?} {map:?}"
                );
                let is_free = segment_is_free(&map, &path[0], &path[1]);
                assert_eq!(is_free, a.clearance > 0.0, "{a:?} {map:?}");
                free += usize::from(is_free);
            }
        }
    }
    assert!(free > 150, "{free}");
}

/// A path that touches the only cell of a map, at a corner or all along a side, is no path.
#[test]
fn what_touches_a_turned_cell_is_a_collision_for_planners_and_for_the_verdict() {
    let mut rng = seeded(43);
    for robot in robots() {
        for _ in 0..100 {
            let mut map = random_map(&mut rng, 0.0);
            map.cells[3 * WIDTH + 5] = Cell::Occupied;
            let Some([mut scenario, _]) = twins(&mut rng, &robot, 0.0) else {
                continue;
            };
            let (sin, cos) = map.yaw.sin_cos();
            let corners = [[5.0, 3.0], [6.0, 3.0], [6.0, 4.0], [5.0, 4.0]].map(|x| place(&map, x));
            scenario.obstacles = vec![Shape::Map(Arc::new(map))];
            let touches = |a: Point, b: Point, off: Point| {
                // Off the cell by the robot, and by that and a little.
                let moved = |x: Point, by: f64| vec![x[0] + by * off[0], x[1] + by * off[1]];
                for (by, is_free) in [(1.0, false), (1.0 + 1e-7, true)] {
                    let path = [moved(a, by), moved(b, by)];
                    let verdict = verify(&scenario, &path, None);
                    let hits = verdict
                        .faults
                        .iter()
                        .any(|f| matches!(f, Fault::Collision { .. }));
                    assert_eq!(hits, !is_free, "{verdict:?} {scenario:?} {path:?}");
                    assert_eq!(
                        segment_is_free(&scenario, &path[0], &path[1]),
                        is_free,
                        "{scenario:?}"
                    );
                }
            };
            // The right side's outward normal, and how far off along it the robot touches.
            let normal = [cos, sin];
            let reach = match &robot {
                Robot::Ball { radius } => *radius,
                Robot::Box { half_extents } => {
                    cos.abs() * half_extents[0] + sin.abs() * half_extents[1]
                }
            };
            if reach > 0.0 {
                touches(
                    corners[1],
                    corners[2],
                    [reach * normal[0], reach * normal[1]],
                );
            }
            let on_it = |t: f64| {
                (0..2)
                    .map(|i| corners[1][i] + t * (corners[2][i] - corners[1][i]))
                    .collect()
            };
            for t in [-0.5, 0.0, 0.3, 1.0] {
                let path: Vec<Vec<f64>> = vec![on_it(t), on_it(1.0)];
                let verdict = verify(&scenario, &path, None);
                assert!(
                    verdict
                        .faults
                        .iter()
                        .any(|f| matches!(f, Fault::Collision { .. }))
                );
                assert!(!segment_is_free(&scenario, &path[0], &path[1]));
            }
        }
    }
}
