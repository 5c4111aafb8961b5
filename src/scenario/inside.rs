//! Whether a robot at a point overlaps an obstacle, and how deep; in any dimension, one point at a time.
//!
//! Planners ask that millions of times, of packed obstacles (`world`). A scenario asks it once, of the start and of
//! goal states, and wants more than a yes: how far inside, and of what. So this is the slow and talkative twin, written
//! over slices.
//!
//! The robot never turns, so it overlaps an obstacle exactly where its reference point lies in the Minkowski sum of the
//! obstacle and the (symmetric) body. With s the signed distance to the obstacle, negative inside:
//!
//! - A ball of radius r overlaps if and only if s <= r, with rounded corners. The depth is r - s; that is exact for
//!   boxes and balls, and a lower bound for a polygon that is not convex, whose notches the robot fills.
//! - A box overlaps a box where the point lies in the grown box, and a ball where the ball's centre is that near to the
//!   body; both depths are exact. For polygons and maps there is an answer without a depth.
//!
//! All sets are closed: s = r is an overlap of depth 0.

use super::turned::{TurnedBox, cells};
use crate::world::{Cell, GridMap, Robot, Shape};

/// In what way a robot overlaps an obstacle.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Overlap {
    /// This far inside of the grown obstacle.
    Deep(f64),
    /// Some way inside.
    Somewhere,
    /// An occupied cell of a map, with its lower and upper corner in the map's own axes.
    Cell([f64; 2], [f64; 2]),
    /// The same of an unknown cell that is blocked.
    Unknown([f64; 2], [f64; 2]),
    /// The outside of a map.
    OffMap,
}

/// How the robot at `x` overlaps `shape`; `None` if it does not. All are of one dimension.
pub(crate) fn overlap(shape: &Shape, robot: &Robot, x: &[f64]) -> Option<Overlap> {
    let (radius, half) = match robot {
        Robot::Ball { radius } => (*radius, None),
        Robot::Box { half_extents } if half_extents.iter().all(|h| *h == 0.0) => (0.0, None),
        Robot::Box { half_extents } => (0.0, Some(half_extents.as_slice())),
    };
    let s = match (shape, half) {
        (Shape::Map(map), _) => return overlap_map(map, robot, x),
        (Shape::Polygon { vertices }, Some(half)) => {
            return body_overlaps_polygon(vertices, half, x).then_some(Overlap::Somewhere);
        }
        (Shape::Polygon { vertices }, None) => signed_distance_to_polygon(vertices, [x[0], x[1]]),
        (Shape::Box { min, max }, half) => signed_distance_to_box(min, max, half, x),
        (Shape::Ball { center, radius }, half) => {
            signed_distance_to_box(center, center, half, x) - radius
        }
    };
    (s <= radius).then(|| Overlap::Deep((radius - s).max(0.0)))
}

/// The signed distance from `x` to the box, grown by `half` on each side; negative inside.
pub(crate) fn signed_distance_to_box(
    min: &[f64],
    max: &[f64],
    half: Option<&[f64]>,
    x: &[f64],
) -> f64 {
    let mut outside = 0.0;
    let mut inside = f64::NEG_INFINITY;
    for i in 0..x.len() {
        let h = half.map_or(0.0, |half| half[i]);
        let d = ((min[i] - h) - x[i]).max(x[i] - (max[i] + h));
        if d > 0.0 {
            outside += d * d;
        }
        inside = inside.max(d);
    }
    if outside > 0.0 {
        outside.sqrt()
    } else {
        inside
    }
}

/// The signed distance from `x` to the simple polygon; negative inside, exactly 0 on its edges.
pub(crate) fn signed_distance_to_polygon(vertices: &[[f64; 2]], x: [f64; 2]) -> f64 {
    let nearest = edges(vertices)
        .map(|(a, b)| distance_to_segment(a, b, x))
        .fold(f64::INFINITY, f64::min);
    if polygon_holds(vertices, x) {
        -nearest
    } else {
        nearest
    }
}

/// Whether `x` lies inside, by the parity of the edges that a ray to the right crosses; undecided on the edges
/// themselves.
fn polygon_holds(vertices: &[[f64; 2]], x: [f64; 2]) -> bool {
    edges(vertices).fold(false, |inside, (a, b)| {
        let crosses = (a[1] > x[1]) != (b[1] > x[1])
            && x[0] < a[0] + (x[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
        inside != crosses
    })
}

/// The edges in order, the closing one last.
pub(crate) fn edges(vertices: &[[f64; 2]]) -> impl Iterator<Item = ([f64; 2], [f64; 2])> + '_ {
    let next = vertices.iter().cycle().skip(1);
    vertices.iter().copied().zip(next.copied())
}

fn distance_to_segment(a: [f64; 2], b: [f64; 2], x: [f64; 2]) -> f64 {
    let (u, v) = ([b[0] - a[0], b[1] - a[1]], [x[0] - a[0], x[1] - a[1]]);
    let length = u[0] * u[0] + u[1] * u[1];
    let t = if length > 0.0 {
        ((u[0] * v[0] + u[1] * v[1]) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (v[0] - t * u[0]).hypot(v[1] - t * u[1])
}

/// Whether a box robot at `x` overlaps the polygon: an edge passes through the body, or the body lies within.
fn body_overlaps_polygon(vertices: &[[f64; 2]], half: &[f64], x: &[f64]) -> bool {
    let min = [x[0] - half[0], x[1] - half[1]];
    let max = [x[0] + half[0], x[1] + half[1]];
    edges(vertices).any(|(a, b)| segment_meets_box(a, b, min, max))
        || polygon_holds(vertices, [x[0], x[1]])
}

/// Whether the closed segment meets the closed box: no side of the box and not the segment's own line separates them.
pub(crate) fn segment_meets_box(a: [f64; 2], b: [f64; 2], min: [f64; 2], max: [f64; 2]) -> bool {
    let beside = (0..2).any(|i| a[i].max(b[i]) < min[i] || a[i].min(b[i]) > max[i]);
    if beside {
        return false;
    }
    let side = |p: [f64; 2]| (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
    let sides = [min, [min[0], max[1]], [max[0], min[1]], max].map(side);
    !(sides.iter().all(|s| *s > 0.0) || sides.iter().all(|s| *s < 0.0))
}

fn overlap_map(map: &GridMap, robot: &Robot, x: &[f64]) -> Option<Overlap> {
    let (half, radius, body) = match robot {
        Robot::Ball { radius } => ([*radius; 2], *radius, None),
        Robot::Box { half_extents: h } => ([h[0], h[1]], 0.0, Some(h.as_slice())),
    };
    let turn = map.turn();
    let place = [x[0], x[1]];
    let x = turn.back(place);
    // To turn rounds: what comes as near as that touches.
    let rounding = if turn.is_none() { 0.0 } else { map.contact() };
    let turned_body = match body {
        Some(_) if !turn.is_none() => Some(TurnedBox::around(&turn, place, half)),
        _ => None,
    };
    let extent = match &turned_body {
        Some(body) => body.extent,
        None => [-1.0, 1.0].map(|sign| [0, 1].map(|i| x[i] + sign * half[i])),
    };
    let [low, high] = map.extent();
    let reaches_out =
        |i: usize| extent[0][i] - rounding <= low[i] || extent[1][i] + rounding >= high[i];
    if (0..2).any(reaches_out) {
        return Some(Overlap::OffMap);
    }
    // Among equally near cells an occupied one is reported before an unknown one.
    let mut nearest = (f64::INFINITY, true, low, low);
    let [columns, rows] = cells(map, extent);
    for row in rows {
        for column in columns.clone() {
            if map.is_blocked(column, row) {
                let (min, max) = cell(map, column, row);
                let s = match &turned_body {
                    Some(body) => body.separation(min, max),
                    None => signed_distance_to_box(&min, &max, body, &x),
                };
                let unknown = map.cells[row * map.width + column] == Cell::Unknown;
                if s < nearest.0 || s == nearest.0 && !unknown {
                    nearest = (s, unknown, min, max);
                }
            }
        }
    }
    let (distance, unknown, min, max) = nearest;
    let of_kind = if unknown {
        Overlap::Unknown
    } else {
        Overlap::Cell
    };
    (distance <= radius + rounding).then(|| of_kind(min, max))
}

/// The corners of a cell in the map's own axes.
pub(crate) fn cell(map: &GridMap, column: usize, row: usize) -> ([f64; 2], [f64; 2]) {
    let corner = |column: usize, row: usize| {
        [
            map.origin[0] + map.resolution * column as f64,
            map.origin[1] + map.resolution * row as f64,
        ]
    };
    (corner(column, row), corner(column + 1, row + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: Robot = Robot::Ball { radius: 0.0 };

    fn disc(radius: f64) -> Robot {
        Robot::Ball { radius }
    }

    fn slab(a: f64, b: f64) -> Robot {
        Robot::Box {
            half_extents: vec![a, b],
        }
    }

    fn unit_box() -> Shape {
        Shape::Box {
            min: vec![0.0, 0.0],
            max: vec![1.0, 1.0],
        }
    }

    #[track_caller]
    fn depth(shape: &Shape, robot: &Robot, x: [f64; 2], expected: Option<f64>) {
        match (overlap(shape, robot, &x), expected) {
            (None, None) => {}
            (Some(Overlap::Deep(d)), Some(e)) => assert!((d - e).abs() < 1e-12, "{d} is not {e}"),
            (found, _) => panic!("{found:?} is not {expected:?}"),
        }
    }

    #[test]
    fn corners_are_round_for_a_disc_and_square_for_a_box() {
        // The diagonal from the corner (1, 1): 0.3 sqrt 2 = 0.424.
        depth(&unit_box(), &disc(0.4), [1.3, 1.3], None);
        depth(&unit_box(), &slab(0.4, 0.4), [1.3, 1.3], Some(0.1));
        depth(&unit_box(), &disc(0.5), [1.3, 1.4], Some(0.0));
        depth(&unit_box(), &POINT, [0.9, 0.5], Some(0.1));
        let ball = Shape::Ball {
            center: vec![0.0, 0.0],
            radius: 1.0,
        };
        depth(&ball, &slab(1.0, 2.0), [1.6, 2.8], Some(0.0));
        depth(&ball, &slab(1.0, 2.0), [1.7, 2.8], None);
        depth(&ball, &disc(0.5), [0.0, 0.25], Some(1.25));
    }

    #[test]
    fn a_polygon_answers_like_the_box_of_the_same_corners() {
        let corners = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
        let mut other_way = corners.clone();
        other_way.reverse();
        for vertices in [corners, other_way] {
            let polygon = Shape::Polygon { vertices };
            let mut random = 1_u64;
            for _ in 0..2_000 {
                let mut draw = || {
                    random = random.wrapping_mul(6364136223846793005).wrapping_add(1);
                    (random >> 33) as f64 / (1_u64 << 31) as f64 * 3.0 - 1.0
                };
                let x = [draw(), draw()];
                let (a, b) = (
                    overlap(&polygon, &disc(0.3), &x),
                    overlap(&unit_box(), &disc(0.3), &x),
                );
                match (&a, &b) {
                    (Some(Overlap::Deep(a)), Some(Overlap::Deep(b))) => {
                        assert!((a - b).abs() < 1e-9)
                    }
                    _ => assert_eq!(a, b),
                }
                assert_eq!(
                    overlap(&polygon, &slab(0.2, 0.4), &x).is_some(),
                    overlap(&unit_box(), &slab(0.2, 0.4), &x).is_some()
                );
            }
        }
    }

    #[test]
    fn the_notch_of_a_polygon_is_outside() {
        let vertices = vec![[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [1.0, 0.5], [0.0, 2.0]];
        let shape = Shape::Polygon { vertices };
        assert_eq!(overlap(&shape, &POINT, &[1.0, 1.0]), None);
        assert!(overlap(&shape, &POINT, &[1.0, 0.5]).is_some());
        assert!(overlap(&shape, &slab(0.5, 0.1), &[1.0, 1.0]).is_some());
        assert!(overlap(&shape, &slab(0.1, 0.1), &[1.0, 1.0]).is_none());
    }

    #[test]
    fn cells_and_the_outside_of_a_map_block() {
        let map = GridMap {
            file: String::new(),
            width: 3,
            height: 2,
            resolution: 2.0,
            origin: [0.0, 10.0],
            yaw: 0.0,
            cells: vec![
                Cell::Free,
                Cell::Free,
                Cell::Occupied,
                Cell::Free,
                Cell::Unknown,
                Cell::Free,
            ],
            unknown_is_blocked: false,
            y_down: false,
        };
        let shape = Shape::Map(std::sync::Arc::new(map));
        let blocked = Some(Overlap::Cell([4.0, 10.0], [6.0, 12.0]));
        assert_eq!(overlap(&shape, &POINT, &[3.0, 13.0]), None);
        assert_eq!(overlap(&shape, &POINT, &[5.0, 11.0]), blocked);
        assert_eq!(overlap(&shape, &POINT, &[4.0, 11.0]), blocked);
        assert_eq!(overlap(&shape, &disc(0.5), &[3.5, 11.0]), blocked);
        assert_eq!(overlap(&shape, &disc(0.5), &[3.4, 11.0]), None);
        assert_eq!(overlap(&shape, &slab(0.5, 0.5), &[3.5, 12.5]), blocked);
        assert_eq!(overlap(&shape, &disc(0.5), &[3.6, 12.4]), None);
        let Shape::Map(map) = &shape else { panic!() };
        let strict = GridMap {
            unknown_is_blocked: true,
            ..(**map).clone()
        };
        let strict = Shape::Map(std::sync::Arc::new(strict));
        let unknown = Some(Overlap::Unknown([2.0, 12.0], [4.0, 14.0]));
        assert_eq!(overlap(&strict, &POINT, &[3.0, 13.0]), unknown);
        assert_eq!(overlap(&strict, &POINT, &[4.0, 12.0]), blocked);
        assert_eq!(overlap(&strict, &POINT, &[1.0, 11.0]), None);
        for x in [[0.0, 11.0], [1.0, 9.0], [7.0, 11.0], [3.0, 13.9]] {
            assert_eq!(overlap(&shape, &disc(0.1), &x), Some(Overlap::OffMap));
        }
    }
}
