//! Random worlds of the plane.

use crate::brute::{Point, is_free};
use prolate::random::Rng;
use prolate::run::Budget;
use prolate::scenario::{GoalShape, Objective, Scenario};
use prolate::world::{Cell, GridMap, Robot, Shape};
use rand::RngExt;
use std::sync::Arc;

pub const SIZE: f64 = 12.0;

/// A scenario in the square [0, 12]^2 for a point.
pub fn scenario(obstacles: Vec<Shape>, start: Point, goal: GoalShape) -> Scenario {
    Scenario {
        name: "random".into(),
        description: None,
        optimum: None,
        optimum_source: None,
        bounds: vec![[0.0, SIZE]; 2],
        obstacles,
        robot: Robot::Ball { radius: 0.0 },
        start: start.to_vec(),
        goal: vec![goal],
        objective: Objective::PathLength,
        dynamics: None,
        sampling: Vec::new(),
        planner: None,
        stop: Budget::default(),
        seed: 1,
    }
}

pub fn rectangle(min: Point, max: Point) -> Vec<Point> {
    vec![min, [max[0], min[1]], max, [min[0], max[1]]]
}

pub fn a_box(min: Point, max: Point) -> Shape {
    Shape::Box {
        min: min.to_vec(),
        max: max.to_vec(),
    }
}

/// Coordinates of the lattice or of all numbers: on the lattice, obstacles touch in every way.
pub fn number(rng: &mut Rng, on_lattice: bool, most: f64) -> f64 {
    if on_lattice {
        f64::from(rng.random_range(0..=most as u32))
    } else {
        rng.random_range(0.0..most)
    }
}

/// Boxes, triangles and notched polygons, each as a shape and as its outline.
pub fn obstacles(rng: &mut Rng, on_lattice: bool, count: usize) -> (Vec<Shape>, Vec<Vec<Point>>) {
    let mut shapes = Vec::new();
    let mut outlines = Vec::new();
    while shapes.len() < count {
        let [x, y] = [0; 2].map(|_| number(rng, on_lattice, SIZE) - 1.0);
        let size = [0; 2].map(|_| 1.0 + number(rng, on_lattice, 3.0));
        let (min, max) = ([x, y], [x + size[0], y + size[1]]);
        let outline = match rng.random_range(0..4) {
            0 | 1 => rectangle(min, max),
            2 => vec![min, max, [min[0], max[1]]],
            _ => {
                let notch = [x + 0.5 * size[0], y + 0.25 * size[1]];
                vec![min, [max[0], min[1]], max, notch, [min[0], max[1]]]
            }
        };
        shapes.push(match outline.len() {
            4 => a_box(min, max),
            _ => Shape::Polygon {
                vertices: outline.clone(),
            },
        });
        outlines.push(outline);
    }
    (shapes, outlines)
}

/// A free point off the lattice.
pub fn free_point(rng: &mut Rng, outlines: &[Vec<Point>]) -> Option<Point> {
    (0..100).find_map(|_| {
        // Not on a diagonal either.
        let x = [0.37, 0.43].map(|off| off + f64::from(rng.random_range(0..SIZE as u32)));
        is_free(outlines, x, x).then_some(x)
    })
}

/// A map of 12 x 12 cells, and the outlines of its blocked cells and of a frame around it.
pub fn map(rng: &mut Rng, share: f64) -> (Shape, Vec<Vec<Point>>) {
    let side = SIZE as usize;
    let blocked: Vec<bool> = (0..side * side).map(|_| rng.random_bool(share)).collect();
    let mut outlines = vec![
        rectangle([-1.0, -1.0], [0.0, SIZE + 1.0]),
        rectangle([SIZE, -1.0], [SIZE + 1.0, SIZE + 1.0]),
        rectangle([-1.0, -1.0], [SIZE + 1.0, 0.0]),
        rectangle([-1.0, SIZE], [SIZE + 1.0, SIZE + 1.0]),
    ];
    for (index, _) in blocked.iter().enumerate().filter(|(_, blocked)| **blocked) {
        let min = [(index % side) as f64, (index / side) as f64];
        outlines.push(rectangle(min, [min[0] + 1.0, min[1] + 1.0]));
    }
    let shape = map_of(|column, row| blocked[row * side + column]);
    (shape, outlines)
}

/// A map of 12 x 12 cells.
pub fn map_of(is_blocked: impl Fn(usize, usize) -> bool) -> Shape {
    let side = SIZE as usize;
    let cell = |index: usize| match is_blocked(index % side, index / side) {
        true => Cell::Occupied,
        false => Cell::Free,
    };
    Shape::Map(Arc::new(GridMap {
        file: String::new(),
        width: side,
        height: side,
        resolution: 1.0,
        origin: [0.0; 2],
        yaw: 0.0,
        cells: (0..side * side).map(cell).collect(),
        unknown_is_blocked: true,
        y_down: false,
    }))
}
