//! The grid against a linear scan.

use super::{Scan, inputs};
use crate::geometry::{State, squared_distance};
use crate::neighbours::{Grid, Neighbour};
use crate::random::{seeded, unit};

/// Around samples, between them and beyond them; radii from none to all, some of them a point's distance.
fn assert_grid_is_exact<const D: usize>() {
    let mut rng = seeded(10 + D as u64);
    let mut out = Vec::new();
    for (name, points) in inputs::<D>(2000, &mut rng) {
        let a_distance = squared_distance(&points[0], &points[1000]).sqrt();
        for radius in [0.0, 1e-300, 0.02, 0.1, 0.7, 1e3, a_distance, f64::INFINITY] {
            let grid = Grid::along_cells(points.clone(), radius);
            assert_eq!(grid.points()[0], points[0], "the first stays the first");
            let sorted = |points: &[State<D>]| {
                let mut points = points.to_vec();
                points.sort_by(|a, b| a.partial_cmp(b).unwrap());
                points
            };
            assert_eq!(sorted(grid.points()), sorted(&points), "{name}");
            for query in 0..60 {
                let a = points[(unit(&mut rng) * 2000.0) as usize];
                let mut x = points[(unit(&mut rng) * 2000.0) as usize];
                match query % 4 {
                    0 => x = std::array::from_fn(|i| 0.5 * (a[i] + x[i])),
                    1 => x[query % D] = a[query % D] + radius.min(1e6),
                    2 => x = x.map(|c| 3.0 * c - 1.0),
                    _ => {}
                }
                grid.within(&x, &mut out);
                out.sort_unstable_by_key(Neighbour::rank);
                let mut expected = Scan(grid.points()).sorted(&x);
                expected.retain(|p| p.squared_distance <= radius * radius);
                assert!(out == expected, "within {radius}, {name}, D = {D}");
            }
        }
    }
}

#[test]
fn the_grid_equals_a_linear_scan() {
    assert_grid_is_exact::<1>();
    assert_grid_is_exact::<2>();
    assert_grid_is_exact::<3>();
}

/// Samples a radius apart: each has two neighbours at the surface of its ball, give or take a rounding, and cells end
/// there.
#[test]
fn the_grid_finds_what_lies_on_the_balls_surface() {
    let mut rng = seeded(2);
    let mut out = Vec::new();
    for _ in 0..1000 {
        let (radius, offset) = (unit(&mut rng), unit(&mut rng));
        let points: Vec<State<1>> = (0..60).map(|k| [f64::from(k) * radius - offset]).collect();
        let grid = Grid::along_cells(points, radius);
        for x in grid.points() {
            grid.within(x, &mut out);
            let is_inside = |p: &&State<1>| squared_distance(p, x) <= radius * radius;
            assert_eq!(out.len(), grid.points().iter().filter(is_inside).count());
        }
    }
}

#[test]
fn a_grid_of_no_points_finds_nothing() {
    let mut out = Vec::new();
    Grid::<2>::along_cells(Vec::new(), 1.0).within(&[0.0; 2], &mut out);
    assert!(out.is_empty());
}
