//! Maps: the sweeps against brute force over all cells, in integers.

use crate::lattice::{Lattice, POINT, integer, meets_box, squared_distance};
use prolate::random::{Rng, seeded, unit};
use prolate::world::{Cell, GridMap, Obstacles, Robot, Shape, World};
use std::sync::Arc;

/// A map whose cells are blocked with this probability, alone or in clumps.
fn random_map(rng: &mut Rng, width: usize, height: usize, density: f64) -> GridMap {
    let clumps = unit(rng) < 0.5;
    let mut cells = vec![Cell::Free; width * height];
    for row in 0..height {
        for column in 0..width {
            let size = if clumps { 3 } else { 1 };
            if unit(rng) < density / (size * size) as f64 {
                for r in row..(row + size).min(height) {
                    for c in column..(column + size).min(width) {
                        cells[r * width + c] = Cell::Occupied;
                    }
                }
            }
        }
    }
    GridMap {
        file: "test".to_owned(),
        width,
        height,
        resolution: 1.0,
        origin: [0.0; 2],
        yaw: 0.0,
        cells,
        unknown_is_blocked: true,
        y_down: false,
    }
}

/// All blocked cells and a frame of blocked cells around the map, as boxes in half cells.
fn blocked_boxes(map: &GridMap) -> Vec<(Lattice<2>, Lattice<2>)> {
    let (width, height) = (map.width as i64, map.height as i64);
    let mut boxes = Vec::new();
    for row in 0..map.height {
        for column in 0..map.width {
            if map.is_blocked(column, row) {
                let corner = [2 * column as i64, 2 * row as i64];
                boxes.push((corner, corner.map(|c| c + 2)));
            }
        }
    }
    let far = 1000;
    boxes.push(([-far, -far], [0, far]));
    boxes.push(([-far, -far], [far, 0]));
    boxes.push(([2 * width, -far], [far, far]));
    boxes.push(([-far, 2 * height], [far, far]));
    boxes
}

/// Whether the segment comes within the radius of the box.
fn within(radius: i64, min: &Lattice<2>, max: &Lattice<2>, a: &Lattice<2>, b: &Lattice<2>) -> bool {
    let outside = |x: &Lattice<2>| -> i64 {
        (0..2)
            .map(|i| (min[i] - x[i]).max(x[i] - max[i]).max(0).pow(2))
            .sum()
    };
    let near = |corner: Lattice<2>| {
        let (p, q) = squared_distance(&corner, a, b);
        p <= radius * radius * q
    };
    meets_box(min, max, a, b)
        || outside(a) <= radius * radius
        || outside(b) <= radius * radius
        || near(*min)
        || near(*max)
        || near([min[0], max[1]])
        || near([max[0], min[1]])
}

/// The worlds of one map at several resolutions and origins, each with the map from half cells to its coordinates.
fn placed(map: &GridMap, robot: impl Fn(f64) -> Robot) -> Vec<(Obstacles<2>, f64, [f64; 2])> {
    [
        (1.0, [0.0, 0.0]),
        (0.05, [0.0, 0.0]),
        (0.03, [-15.1, -25.0]),
    ]
    .into_iter()
    .map(|(resolution, origin)| {
        let map = GridMap {
            resolution,
            origin,
            ..map.clone()
        };
        let world = Obstacles::new(&[Shape::Map(Arc::new(map))], &robot(resolution));
        (world, resolution, origin)
    })
    .collect()
}

/// Compares the worlds with brute force over segments between half cells; many of them touch corners and run along
/// borders.
fn agrees(
    rng: &mut Rng,
    map: &GridMap,
    robot: impl Fn(f64) -> Robot,
    hits: impl Fn(&Lattice<2>, &Lattice<2>, &Lattice<2>, &Lattice<2>) -> bool,
    cases: usize,
) -> usize {
    let boxes = blocked_boxes(map);
    let worlds = placed(map, robot);
    let size = [2 * map.width as i64, 2 * map.height as i64];
    let x = |rng: &mut Rng| -> Lattice<2> { size.map(|s| integer(rng, -1, s + 1)) };
    let mut hit_count = 0;
    for _ in 0..cases {
        let (a, mut b) = (x(rng), x(rng));
        match (unit(rng) * 5.0) as usize {
            0 => b[0] = a[0],
            1 => b[1] = a[1],
            2 => b = [a[0] + integer(rng, -4, 4), a[1] + integer(rng, -4, 4)],
            3 => b = [a[0] + (b[1] - a[1]), b[1]],
            _ => {}
        }
        let expected = boxes.iter().any(|(min, max)| hits(min, max, &a, &b));
        hit_count += usize::from(expected);
        for (world, resolution, origin) in &worlds {
            let place = |x: &Lattice<2>| [0, 1].map(|i| origin[i] + 0.5 * resolution * x[i] as f64);
            let free = world.segment_is_free(&place(&a), &place(&b));
            assert_eq!(
                free, !expected,
                "{resolution} {origin:?} {a:?} {b:?} {map:?}"
            );
        }
    }
    hit_count
}

/// Calls with maps of several sizes and densities; words, rows and columns of more than one kind.
fn on_many_maps(seed: u64, mut test: impl FnMut(&mut Rng, &GridMap) -> usize) {
    let mut rng = seeded(seed);
    let mut hits = 0;
    for (width, height) in [(1, 1), (7, 5), (20, 31), (70, 20), (33, 150)] {
        for density in [0.0, 0.01, 0.1, 0.5] {
            for _ in 0..3 {
                let map = random_map(&mut rng, width, height, density);
                hits += test(&mut rng, &map);
            }
        }
    }
    assert!(hits > 1000, "{hits}");
}

#[test]
fn a_point_touches_a_map_exactly_where_a_closed_cell_meets_the_segment() {
    on_many_maps(1, |rng, map| agrees(rng, map, |_| POINT, meets_box, 400));
}

#[test]
fn a_box_touches_a_map_exactly_where_a_grown_cell_meets_the_segment() {
    for (seed, half) in [(2, [1, 1]), (3, [0, 3]), (4, [7, 2])] {
        on_many_maps(seed, |rng, map| {
            let robot = |resolution: f64| Robot::Box {
                half_extents: half.map(|h| 0.5 * resolution * h as f64).to_vec(),
            };
            let grown = |min: &Lattice<2>, max: &Lattice<2>, a: &Lattice<2>, b: &Lattice<2>| {
                let min = [min[0] - half[0], min[1] - half[1]];
                let max = [max[0] + half[0], max[1] + half[1]];
                meets_box(&min, &max, a, b)
            };
            agrees(rng, map, robot, grown, 300)
        });
    }
}

#[test]
fn a_disc_touches_a_map_exactly_where_the_segment_comes_within_the_radius_of_a_cell() {
    for (seed, radius) in [(5, 1), (6, 3), (7, 5), (8, 13)] {
        on_many_maps(seed, |rng, map| {
            let robot = |resolution: f64| Robot::Ball {
                radius: 0.5 * resolution * radius as f64,
            };
            let near = |min: &Lattice<2>, max: &Lattice<2>, a: &Lattice<2>, b: &Lattice<2>| {
                within(radius, min, max, a, b)
            };
            agrees(rng, map, robot, near, 300)
        });
    }
}

/// No squeezing between two blocked cells that share a corner, and no sliding along a wall.
#[test]
fn corners_and_borders_of_cells_are_contacts() {
    let mut map = random_map(&mut seeded(1), 10, 10, 0.0);
    for (column, row) in [(3, 3), (4, 4), (6, 1)] {
        map.cells[row * 10 + column] = Cell::Occupied;
    }
    let world = Obstacles::<2>::new(&[Shape::Map(Arc::new(map))], &POINT);
    assert!(!world.segment_is_free(&[3.5, 4.5], &[4.5, 3.5]));
    assert!(!world.segment_is_free(&[6.0, 0.5], &[6.0, 3.5]));
    assert!(!world.segment_is_free(&[5.5, 2.0], &[8.5, 2.0]));
    assert!(world.segment_is_free(&[5.5, 2.0 + 1e-9], &[8.5, 2.0 + 1e-9]));
    assert!(!world.segment_is_free(&[0.0, 5.0], &[2.0, 5.0]));
    assert!(!world.segment_is_free(&[1.0, 5.0], &[1.0, 10.5]));
    assert!(!world.point_is_free(&[f64::NAN, 5.0]));
}

/// A map that is unknown everywhere is blocked or free as it is told.
#[test]
fn unknown_cells_are_blocked_on_demand() {
    for unknown_is_blocked in [true, false] {
        let map = GridMap {
            cells: vec![Cell::Unknown; 100],
            unknown_is_blocked,
            ..random_map(&mut seeded(1), 10, 10, 0.0)
        };
        let world = Obstacles::<2>::new(&[Shape::Map(Arc::new(map))], &POINT);
        assert_eq!(
            world.segment_is_free(&[1.0, 1.0], &[8.0, 7.0]),
            !unknown_is_blocked
        );
    }
}

/// Long segments at random, on a map with room: the marched field changes no answer, also off the lattice. Against
/// cells as separate boxes, whose tests are checked elsewhere.
#[test]
fn a_map_is_the_union_of_its_cells_as_boxes() {
    let mut rng = seeded(11);
    let map = random_map(&mut rng, 300, 200, 0.002);
    let boxes: Vec<Shape> = blocked_boxes(&map)
        .into_iter()
        .map(|(min, max)| Shape::Box {
            min: min.map(|c| 0.5 * c as f64).to_vec(),
            max: max.map(|c| 0.5 * c as f64).to_vec(),
        })
        .collect();
    let map = [Shape::Map(Arc::new(map))];
    for robot in [
        POINT,
        Robot::Ball { radius: 0.7 },
        Robot::Ball { radius: 6.3 },
        Robot::Box {
            half_extents: vec![2.3, 0.4],
        },
    ] {
        let world = Obstacles::<2>::new(&map, &robot);
        let reference = Obstacles::<2>::new(&boxes, &robot);
        let mut free = 0;
        for k in 0..20_000 {
            let a = [300.0 * unit(&mut rng), 200.0 * unit(&mut rng)];
            let share = [0.01, 0.1, 1.0][k % 3];
            let b = [
                a[0] + share * (300.0 * unit(&mut rng) - a[0]),
                a[1] + share * (200.0 * unit(&mut rng) - a[1]),
            ];
            let expected = reference.segment_is_free(&a, &b);
            free += usize::from(expected);
            assert_eq!(
                world.segment_is_free(&a, &b),
                expected,
                "{robot:?} {a:?} {b:?}"
            );
        }
        assert!(free > 1000, "{free}");
    }
}
