//! Turned maps: the sweeps against the cells as separate polygons and against formulas of this file's own, contacts
//! that must be found, and regions.

use crate::lattice::POINT;
use crate::turned_cells::{Point, place};
use prolate::random::{Rng, seeded, unit};
use prolate::world::{Cell, GridMap, Obstacles, Region, Robot, Shape, World};
use std::sync::Arc;

/// Far above rounding and far below a cell.
const NEAR: f64 = 1e-9;

fn number(rng: &mut Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * unit(rng)
}

/// A map of random cells, place and turn; some turns are nearly none and some are quarter turns.
fn random_map(rng: &mut Rng, width: usize, height: usize, density: f64) -> GridMap {
    let cell = |rng: &mut Rng| match unit(rng) < density {
        true => Cell::Occupied,
        false => Cell::Free,
    };
    let yaw = match (unit(rng) * 8.0) as usize {
        0 => std::f64::consts::FRAC_PI_2,
        1 => -1.571,
        2 => 1e-8,
        3 => std::f64::consts::FRAC_PI_4,
        _ => number(rng, -4.0, 7.0),
    };
    GridMap {
        file: "test".to_owned(),
        width,
        height,
        resolution: [1.0, 0.05, 0.3][(unit(rng) * 3.0) as usize],
        origin: [number(rng, -20.0, 20.0), number(rng, -20.0, 20.0)],
        yaw,
        cells: (0..width * height).map(|_| cell(rng)).collect(),
        unknown_is_blocked: true,
        y_down: false,
    }
}

/// A direction along the map's rows and columns, in the plane.
fn direction(map: &GridMap, [u, v]: Point) -> Point {
    let (sin, cos) = map.yaw.sin_cos();
    [u * cos - v * sin, u * sin + v * cos]
}

fn along(x: Point, by: f64, d: Point) -> Point {
    [x[0] + by * d[0], x[1] + by * d[1]]
}

fn rectangle(map: &GridMap, [u, v]: Point, [w, z]: Point) -> [Point; 4] {
    [[u, v], [w, v], [w, z], [u, z]].map(|x| place(map, x))
}

/// The blocked cells and four slabs around the map, as polygons.
fn polygons(map: &GridMap) -> Vec<[Point; 4]> {
    let (w, h, far) = (map.width as f64, map.height as f64, 300.0);
    let mut found = vec![
        rectangle(map, [-far, -far], [0.0, far]),
        rectangle(map, [-far, -far], [far, 0.0]),
        rectangle(map, [w, -far], [far, far]),
        rectangle(map, [-far, h], [far, far]),
    ];
    for index in 0..map.cells.len() {
        if map.cells[index] == Cell::Occupied {
            let at = [(index % map.width) as f64, (index / map.width) as f64];
            found.push(rectangle(map, at, [at[0] + 1.0, at[1] + 1.0]));
        }
    }
    found
}

fn cross(o: Point, p: Point, q: Point) -> f64 {
    (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0])
}

fn to_segment(x: Point, u: Point, v: Point) -> f64 {
    let d = [v[0] - u[0], v[1] - u[1]];
    let square = d[0] * d[0] + d[1] * d[1];
    let t = ((x[0] - u[0]) * d[0] + (x[1] - u[1]) * d[1]) / square;
    let t = if square > 0.0 { t.clamp(0.0, 1.0) } else { 0.0 };
    (x[0] - u[0] - t * d[0]).hypot(x[1] - u[1] - t * d[1])
}

/// The distance between a segment and an anticlockwise convex polygon.
fn distance(polygon: &[Point; 4], a: Point, b: Point) -> f64 {
    let edge = |k: usize| (polygon[k], polygon[(k + 1) % 4]);
    if (0..4).all(|k| cross(edge(k).0, edge(k).1, a) >= 0.0) {
        return 0.0;
    }
    let to_edge = |k: usize| {
        let (u, v) = edge(k);
        let crosses =
            cross(u, v, a) * cross(u, v, b) < 0.0 && cross(a, b, u) * cross(a, b, v) < 0.0;
        let ends = to_segment(a, u, v).min(to_segment(b, u, v));
        let corners = to_segment(u, a, b).min(to_segment(v, a, b));
        if crosses { 0.0 } else { ends.min(corners) }
    };
    (0..4).map(to_edge).fold(f64::INFINITY, f64::min)
}

fn world(map: &GridMap, robot: &Robot) -> Obstacles<2> {
    Obstacles::new(&[Shape::Map(Arc::new(map.clone()))], robot)
}

fn of_polygons(polygons: &[[Point; 4]], robot: &Robot) -> Obstacles<2> {
    let shapes: Vec<Shape> = polygons
        .iter()
        .map(|corners| Shape::Polygon {
            vertices: corners.to_vec(),
        })
        .collect();
    Obstacles::new(&shapes, robot)
}

/// The robot, reaching a little further.
fn larger(robot: &Robot) -> Robot {
    match robot {
        Robot::Ball { radius } => Robot::Ball {
            radius: radius + NEAR,
        },
        Robot::Box { half_extents } => Robot::Box {
            half_extents: half_extents.iter().map(|h| h + NEAR).collect(),
        },
    }
}

/// What touches a polygon touches the map; what keeps a little off all of them is free.
#[test]
fn a_turned_map_is_the_union_of_its_cells_as_polygons() {
    let mut rng = seeded(31);
    let mut counts = [0, 0];
    for (width, height, density) in [
        (1, 1, 0.0),
        (7, 5, 0.2),
        (20, 31, 0.05),
        (70, 20, 0.02),
        (90, 130, 0.003),
    ] {
        for _ in 0..12 {
            let map = random_map(&mut rng, width, height, density);
            let polygons = polygons(&map);
            let sizes = [0.4, 1.7, 3.1].map(|cells| cells * map.resolution);
            for robot in [
                POINT,
                Robot::Ball { radius: sizes[0] },
                Robot::Ball { radius: sizes[2] },
                Robot::Box {
                    half_extents: vec![sizes[1], sizes[0]],
                },
                Robot::Box {
                    half_extents: vec![0.0, sizes[0]],
                },
            ] {
                let world = world(&map, &robot);
                let (exact, grown) = (
                    of_polygons(&polygons, &robot),
                    of_polygons(&polygons, &larger(&robot)),
                );
                for k in 0..250 {
                    let mut cell = || {
                        let [w, h] = [width, height].map(|n| n as f64 + 0.2);
                        [number(&mut rng, -0.2, w), number(&mut rng, -0.2, h)]
                    };
                    let (p, q) = (cell(), cell());
                    let share = [0.03, 0.2, 1.0][k % 3];
                    let q = along(p, share, [q[0] - p[0], q[1] - p[1]]);
                    let (a, b) = (place(&map, p), place(&map, q));
                    // Some along the axes of the plane.
                    let b = match k % 11 {
                        0 => [a[0], b[1]],
                        1 => [b[0], a[1]],
                        _ => b,
                    };
                    let free = world.segment_is_free(&a, &b);
                    let what = || format!("{robot:?} {a:?} {b:?} {map:?}");
                    assert!(!free || exact.segment_is_free(&a, &b), "{}", what());
                    assert!(free || !grown.segment_is_free(&a, &b), "{}", what());
                    if let Robot::Ball { radius } = robot {
                        let distances = polygons.iter().map(|polygon| distance(polygon, a, b));
                        let least = distances.fold(f64::INFINITY, f64::min);
                        assert!(!free || least > radius - NEAR, "{}", what());
                        assert!(free || least < radius + NEAR, "{}", what());
                    }
                    counts[usize::from(free)] += 1;
                }
            }
        }
    }
    assert!(counts.iter().all(|count| *count > 15_000), "{counts:?}");
}

/// A blocked cell, its corner k and the unit directions of the two sides that meet there, away from the cell.
fn corner(map: &GridMap, column: usize, row: usize, k: usize) -> (Point, [Point; 2]) {
    let [x, y] = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]][k];
    let at = place(map, [column as f64 + x, row as f64 + y]);
    let out = [[2.0 * x - 1.0, 0.0], [0.0, 2.0 * y - 1.0]];
    (at, out.map(|d| direction(map, d)))
}

#[test]
fn what_touches_a_turned_cell_at_a_corner_or_a_side_is_hit_and_a_little_beside_it_is_free() {
    let mut rng = seeded(32);
    let mut free = [0; 3];
    for _ in 0..400 {
        let mut map = random_map(&mut rng, 9, 7, 0.0);
        let (column, row) = (
            2 + (unit(&mut rng) * 5.0) as usize,
            2 + (unit(&mut rng) * 3.0) as usize,
        );
        map.cells[row * 9 + column] = Cell::Occupied;
        let size = map.resolution;
        let (radius, half) = (0.7 * size, [0.6 * size, 0.3 * size]);
        let point = world(&map, &POINT);
        let disc = world(&map, &Robot::Ball { radius });
        let body = world(
            &map,
            &Robot::Box {
                half_extents: half.to_vec(),
            },
        );
        for k in 0..4 {
            let (at, [u, v]) = corner(&map, column, row, k);
            // Two unit vectors in the corner's cone of normals and across it.
            let angle = number(&mut rng, 0.05, 1.5);
            let normal = along([angle.cos() * u[0], angle.cos() * u[1]], angle.sin(), v);
            let across = [-normal[1], normal[0]];
            let side = along(at, -number(&mut rng, 0.0, size), v);
            let ends = |x: Point| [along(x, -0.8 * size, across), along(x, 0.5 * size, across)];
            let [a, b] = ends(at);
            assert!(
                !point.point_is_free(&at) && !point.segment_is_free(&a, &b),
                "{map:?}"
            );
            assert!(!point.point_is_free(&side), "{map:?}");
            // Along the whole side.
            let [from, to] = [along(at, 0.5 * size, v), along(at, -1.5 * size, v)];
            assert!(!point.segment_is_free(&from, &to), "{map:?}");
            let [a, b] = ends(along(at, NEAR, normal));
            let beside = [from, to].map(|x| along(x, NEAR, u));
            free[0] += usize::from(point.segment_is_free(&a, &b));
            free[0] += usize::from(point.segment_is_free(&beside[0], &beside[1]));
            // A disc at a corner and along a side.
            let [a, b] = ends(along(at, radius, normal));
            assert!(!disc.segment_is_free(&a, &b), "{map:?}");
            let [from, to] = [from, to].map(|x| along(x, radius, u));
            assert!(!disc.segment_is_free(&from, &to), "{map:?}");
            let [a, b] = ends(along(at, radius + NEAR, normal));
            free[1] += usize::from(disc.segment_is_free(&a, &b));
            // A corner of a body at a side of the cell: the one that reaches furthest against the side's normal.
            let place = [0, 1].map(|i| side[i] + half[i] * u[i].signum());
            assert!(!body.point_is_free(&place), "{map:?}");
            free[2] += usize::from(body.point_is_free(&along(place, NEAR, u)));
        }
        // A side of a body at the corner of the cell that is furthest along an axis of the plane.
        for (i, sign) in [(0, 1.0), (0, -1.0), (1, 1.0), (1, -1.0)] {
            let corners = [0, 1, 2, 3].map(|k| corner(&map, column, row, k).0);
            let furthest = corners
                .iter()
                .max_by(|p, q| (sign * p[i]).total_cmp(&(sign * q[i])));
            let mut place = *furthest.unwrap();
            place[i] += sign * half[i];
            place[1 - i] += number(&mut rng, -0.9, 0.9) * half[1 - i];
            assert!(!body.point_is_free(&place), "{map:?}");
            place[i] += sign * NEAR;
            free[2] += usize::from(body.point_is_free(&place));
        }
    }
    assert_eq!(free, [400 * 8, 400 * 4, 400 * 8]);
}

#[test]
fn nothing_passes_between_turned_cells_that_share_a_corner_nor_over_the_border_of_the_map() {
    let mut rng = seeded(33);
    for _ in 0..300 {
        let mut map = random_map(&mut rng, 6, 6, 0.0);
        for cell in [2 * 6 + 2, 3 * 6 + 3] {
            map.cells[cell] = Cell::Occupied;
        }
        let world = world(&map, &POINT);
        let free = |p: Point, q: Point| world.segment_is_free(&place(&map, p), &place(&map, q));
        assert!(!free([2.2, 3.8], [3.8, 2.2]), "{map:?}");
        assert!(
            free([1.9, 3.5], [1.9, 1.5]) && free([0.01, 0.01], [5.99, 0.01]),
            "{map:?}"
        );
        let t = number(&mut rng, 0.1, 5.9);
        for border in [[0.0, t], [6.0, t], [t, 0.0], [t, 6.0]] {
            assert!(!free(border, border), "{map:?}");
            assert!(!free([t.min(1.9), 1.0], border), "{map:?}");
        }
        // The box around the turned map has corners outside of it.
        let [low, high] = map.bounds();
        for corner in [low, high, [low[0], high[1]], [high[0], low[1]]] {
            assert!(!world.point_is_free(&corner), "{map:?}");
        }
    }
}

#[test]
fn the_bounds_of_a_turned_map_are_the_least_box_around_it() {
    let mut rng = seeded(34);
    for _ in 0..200 {
        let map = random_map(&mut rng, 8, 3, 0.2);
        let corners = rectangle(&map, [0.0, 0.0], [8.0, 3.0]);
        let [low, high] = map.bounds();
        for i in 0..2 {
            let side = corners.map(|corner| corner[i]);
            let least = side.iter().copied().fold(f64::INFINITY, f64::min);
            let most = side.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert!((least - low[i]).abs() < 1e-13 && (most - high[i]).abs() < 1e-13);
        }
    }
}

#[test]
fn a_turned_map_as_a_region_is_its_cells_where_they_lie() {
    let mut rng = seeded(35);
    let (mut inside, mut lengths) = (0, 0);
    for _ in 0..150 {
        let map = random_map(&mut rng, 8, 6, 0.3);
        let upright = GridMap {
            yaw: 0.0,
            ..map.clone()
        };
        let region = |map: &GridMap| Region::<2>::new(&Shape::Map(Arc::new(map.clone())));
        let (turned, straight) = (region(&map), region(&upright));
        let blocked = &polygons(&map)[4..];
        let holds = |x: Point| blocked.iter().any(|cell| distance(cell, x, x) == 0.0);
        let (mut found, mut expected) = (Vec::new(), Vec::new());
        for _ in 0..60 {
            let mut cell = || [number(&mut rng, -2.0, 10.0), number(&mut rng, -2.0, 8.0)];
            let (p, q) = (cell(), cell());
            let (a, b) = (place(&map, p), place(&map, q));
            assert_eq!(turned.contains(&a), holds(a));
            inside += usize::from(holds(a));
            // The parts of a segment are those of the unturned segment in the unturned map.
            turned.intervals(&a, &b, &mut found);
            straight.intervals(&place(&upright, p), &place(&upright, q), &mut expected);
            assert_eq!(found.len(), expected.len(), "{map:?}");
            for (f, e) in found.iter().zip(&expected) {
                assert!((f.0 - e.0).abs() < NEAR && (f.1 - e.1).abs() < NEAR);
                lengths += 1;
            }
        }
        if blocked.is_empty() {
            continue;
        }
        let bounds = turned.bounding_box();
        let corners = || blocked.iter().flatten();
        for i in 0..2 {
            let least = corners().map(|x| x[i]).fold(f64::INFINITY, f64::min);
            let most = corners().map(|x| x[i]).fold(f64::NEG_INFINITY, f64::max);
            assert!((bounds.min[i] - least).abs() < 1e-12 && (bounds.max[i] - most).abs() < 1e-12);
        }
        // Samples lie in the cells, and each cell has its share: of 40 for each, fewer than 8 have a probability of
        // 1e-9.
        let mut hits = vec![0; blocked.len()];
        for _ in 0..40 * blocked.len() {
            let x = turned.sample(&mut rng);
            let cell = blocked.iter().position(|cell| distance(cell, x, x) < NEAR);
            hits[cell.expect("a cell")] += 1;
        }
        assert!(hits.iter().all(|hits| *hits >= 8), "{hits:?}");
    }
    assert!(inside > 500 && lengths > 5_000, "{inside} {lengths}");
}
