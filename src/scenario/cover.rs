//! Whether an obstacle covers a whole region, so that no state of it can be free.
//!
//! The tests are sufficient, not necessary: a region that no single obstacle is seen to cover may still be blocked, and
//! then planners find no path. Regions come as a box, the part of the goal within the bounds. A rounded box or a ball
//! is convex, and its distance is a sum over the axes, so the farthest corner of the box is found axis by axis.

use super::inside::{cell, edges, overlap, segment_meets_box, signed_distance_to_box};
use super::turned::{TurnedBox, cells};
use crate::world::{Cell, GridMap, Robot, Shape};

/// Whether the obstacle, grown by the robot, is sure to cover the box from `min` to `max`.
pub(crate) fn covers_box(shape: &Shape, robot: &Robot, min: &[f64], max: &[f64]) -> bool {
    let (radius, half) = match robot {
        Robot::Ball { radius } => (*radius, None),
        Robot::Box { half_extents } => (0.0, Some(half_extents.as_slice())),
    };
    // How far the farthest corner is from the box `low` to `high`, grown by the robot's half-extents.
    let farthest = |low: &[f64], high: &[f64]| -> f64 {
        let along = |i: usize| {
            let h = half.map_or(0.0, |half| half[i]);
            ((low[i] - h) - min[i]).max(max[i] - (high[i] + h)).max(0.0)
        };
        (0..min.len()).map(along).map(|d| d * d).sum::<f64>().sqrt()
    };
    match shape {
        Shape::Box {
            min: low,
            max: high,
        } => farthest(low, high) <= radius,
        Shape::Ball { center, radius: r } => farthest(center, center) <= r + radius,
        Shape::Polygon { vertices } => {
            let (min, max) = ([min[0], min[1]], [max[0], max[1]]);
            let middle = [0.5 * (min[0] + max[0]), 0.5 * (min[1] + max[1])];
            overlap(shape, &Robot::Ball { radius: 0.0 }, &middle).is_some()
                && !edges(vertices).any(|(a, b)| segment_meets_box(a, b, min, max))
        }
        Shape::Map(map) => map_covers(map, min, max),
    }
}

/// Whether the obstacle, grown by the robot, is sure to cover the ball.
pub(crate) fn covers_ball(shape: &Shape, robot: &Robot, center: &[f64], radius: f64) -> bool {
    match overlap(shape, robot, center) {
        Some(super::inside::Overlap::Deep(depth)) => depth >= radius,
        _ => false,
    }
}

/// Whether no free cell meets the box; outside of the map nothing is free.
fn map_covers(map: &GridMap, min: &[f64], max: &[f64]) -> bool {
    let part = TurnedBox::between(&map.turn(), min, max);
    let meets = |column: usize, row: usize| {
        let (a, b) = cell(map, column, row);
        part.separation(a, b) <= 0.0
    };
    let [columns, mut rows] = cells(map, part.extent);
    !rows.any(|row| {
        let mut columns = columns.clone();
        columns.any(|column| !map.is_blocked(column, row) && meets(column, row))
    })
}

/// What a map that covers a box has there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Covering {
    /// Nothing: the box lies outside.
    Outside,
    /// Unknown cells alone.
    Unknown,
    /// Occupied cells, and perhaps unknown ones and its outside.
    Occupied,
}

/// What of the map is in the box from `min` to `max`, where no free cell meets it.
pub(crate) fn covering(map: &GridMap, min: &[f64], max: &[f64]) -> Covering {
    let part = TurnedBox::between(&map.turn(), min, max);
    let [low, high] = map.extent();
    if part.separation(low, high) >= 0.0 {
        return Covering::Outside;
    }
    let [columns, rows] = cells(map, part.extent);
    let mut found = rows.flat_map(|row| columns.clone().map(move |column| (column, row)));
    let is_known = |(column, row): (usize, usize)| {
        let (a, b) = cell(map, column, row);
        map.cells[row * map.width + column] != Cell::Unknown && part.separation(a, b) < 0.0
    };
    match found.any(is_known) {
        true => Covering::Occupied,
        false => Covering::Unknown,
    }
}

/// The least box around a shape; `None` for maps, which block all that is outside of them.
pub(crate) fn extent(shape: &Shape) -> Option<(Vec<f64>, Vec<f64>)> {
    match shape {
        Shape::Box { min, max } => Some((min.clone(), max.clone())),
        Shape::Ball { center, radius } => Some((
            center.iter().map(|c| c - radius).collect(),
            center.iter().map(|c| c + radius).collect(),
        )),
        Shape::Polygon { vertices } => {
            let side = |i: usize| vertices.iter().map(move |v| v[i]);
            let least = |i| side(i).fold(f64::INFINITY, f64::min);
            let most = |i| side(i).fold(f64::NEG_INFINITY, f64::max);
            Some((vec![least(0), least(1)], vec![most(0), most(1)]))
        }
        Shape::Map(_) => None,
    }
}

/// The distance from `x` to the closed box, 0 inside.
pub(crate) fn distance_to_box(min: &[f64], max: &[f64], x: &[f64]) -> f64 {
    signed_distance_to_box(min, max, None, x).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: Robot = Robot::Ball { radius: 0.0 };

    #[test]
    fn a_box_covers_what_lies_within_and_the_robot_adds_round_corners() {
        let shape = Shape::Box {
            min: vec![0.0, 0.0],
            max: vec![1.0, 1.0],
        };
        assert!(covers_box(&shape, &POINT, &[0.2, 0.2], &[1.0, 0.4]));
        assert!(!covers_box(&shape, &POINT, &[0.2, 0.2], &[1.1, 0.4]));
        let disc = Robot::Ball { radius: 0.5 };
        assert!(covers_box(&shape, &disc, &[0.9, 0.9], &[1.3, 1.4]));
        assert!(!covers_box(&shape, &disc, &[0.9, 0.9], &[1.4, 1.4]));
        assert!(covers_ball(&shape, &disc, &[0.5, 0.5], 1.0));
        assert!(!covers_ball(&shape, &disc, &[0.5, 0.5], 1.1));
    }

    #[test]
    fn a_ball_covers_a_box_only_to_its_farthest_corner() {
        let shape = Shape::Ball {
            center: vec![0.0, 0.0],
            radius: 1.0,
        };
        assert!(covers_box(&shape, &POINT, &[-0.6, -0.8], &[0.6, 0.8]));
        assert!(!covers_box(&shape, &POINT, &[-0.6, -0.8], &[0.61, 0.8]));
        assert!(!covers_box(&shape, &POINT, &[-0.61, -0.8], &[0.0, 0.0]));
    }

    #[test]
    fn a_polygon_does_not_cover_its_notch() {
        let shape = Shape::Polygon {
            vertices: vec![[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [2.0, 1.0], [0.0, 4.0]],
        };
        assert!(covers_box(&shape, &POINT, &[0.5, 0.2], &[3.5, 0.8]));
        assert!(!covers_box(&shape, &POINT, &[0.5, 0.2], &[3.5, 1.2]));
    }
}
