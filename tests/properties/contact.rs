//! Whether a robot that moves along a segment touches an obstacle, decided in rational numbers.
//!
//! The robot does not turn, so that it touches where the segment of its reference point meets the obstacle grown by the
//! body. For a disc or ball of radius r that is where the squared distance of segment and obstacle is at most r^2. For
//! a box, boxes grow to boxes and edges of polygons to hexagons, of which the normals are known.

use crate::exact::{Rational, all_exact, exact};
use prolate::world::{GridMap, Robot, Shape};

pub type Point = Vec<Rational>;

/// Whether the robot, grown by `margin` to all sides, touches the shape somewhere on the closed segment. Where a box
/// meets a polygon a margin widens the box, by more than that at its corners.
pub fn touches(shape: &Shape, robot: &Robot, a: &[f64], b: &[f64], margin: &Rational) -> bool {
    let segment = [all_exact(a), all_exact(b)];
    let (radius, half) = match robot {
        Robot::Ball { radius } => (&exact(*radius) + margin, vec![exact(0.0); a.len()]),
        Robot::Box { half_extents } => (margin.clone(), all_exact(half_extents)),
    };
    match shape {
        Shape::Box { min, max } => {
            let corners = [all_exact(min), all_exact(max)];
            touches_box(&segment, &corners, &half, &radius)
        }
        Shape::Ball {
            center,
            radius: own,
        } => {
            let center = all_exact(center);
            let radius = &radius + &exact(*own);
            touches_box(&segment, &[center.clone(), center], &half, &radius)
        }
        Shape::Polygon { vertices } => {
            let vertices: Vec<Point> = vertices.iter().map(|v| all_exact(v)).collect();
            if holds(&vertices, &segment[0]) {
                return true;
            }
            let is_box = matches!(robot, Robot::Box { .. });
            edges(&vertices).any(|(u, v)| match is_box {
                true => {
                    let wide = [&half[0] + margin, &half[1] + margin];
                    meet_within([u, v], [&segment[0], &segment[1]], &wide)
                }
                false => squared_distance([u, v], [&segment[0], &segment[1]]) <= radius.square(),
            })
        }
        Shape::Map(map) => touches_map(map, &segment, &half, &radius),
    }
}

/// Whether the segment comes within `radius` of the box that is grown by `half`.
fn touches_box(
    segment: &[Point; 2],
    [min, max]: &[Point; 2],
    half: &[Rational],
    radius: &Rational,
) -> bool {
    let min: Point = min.iter().zip(half).map(|(x, h)| x - h).collect();
    let max: Point = max.iter().zip(half).map(|(x, h)| x + h).collect();
    squared_distance_to_box(segment, &min, &max) <= radius.square()
}

/// The blocked cells of a map that is not turned, and what lies on its border or beyond.
fn touches_map(map: &GridMap, segment: &[Point; 2], half: &[Rational], radius: &Rational) -> bool {
    assert!(map.yaw == 0.0, "a turned map has no rational corners");
    let side = |axis: usize, count: usize| {
        &exact(map.origin[axis]) + &(&exact(map.resolution) * &exact(count as f64))
    };
    let size = [map.width, map.height];
    let leaves = segment.iter().any(|x| {
        (0..2).any(|axis| {
            let reach = &half[axis] + radius;
            &x[axis] - &reach <= side(axis, 0) || &x[axis] + &reach >= side(axis, size[axis])
        })
    });
    let corner = |column: usize, row: usize| vec![side(0, column), side(1, row)];
    let mut cells = (0..map.height).flat_map(|row| (0..map.width).map(move |column| (column, row)));
    leaves
        || cells.any(|(column, row)| {
            let corners = [corner(column, row), corner(column + 1, row + 1)];
            map.is_blocked(column, row) && touches_box(segment, &corners, half, radius)
        })
}

/// The squared distance between a segment and a closed box in any dimension: a parabola between the parameters at which
/// the segment crosses the plane of a face.
pub fn squared_distance_to_box([a, b]: &[Point; 2], min: &Point, max: &Point) -> Rational {
    let way: Point = a.iter().zip(b).map(|(a, b)| b - a).collect();
    let (zero, one) = (exact(0.0), exact(1.0));
    let mut cuts = vec![zero.clone(), one.clone()];
    for i in (0..way.len()).filter(|i| way[*i].sign() != 0) {
        let faces = [&min[i], &max[i]].map(|face| &(face - &a[i]) / &way[i]);
        cuts.extend(faces.into_iter().filter(|t| zero < *t && *t < one));
    }
    cuts.sort();
    let at = |t: &Rational, i: usize| &a[i] + &(t * &way[i]);
    // How far a point is beyond a face, by coordinate.
    let beyond = |t: &Rational, i: usize| {
        let x = at(t, i);
        if x < min[i] {
            &x - &min[i]
        } else if x > max[i] {
            &x - &max[i]
        } else {
            zero.clone()
        }
    };
    let square =
        |t: &Rational| (0..way.len()).fold(zero.clone(), |sum, i| &sum + &beyond(t, i).square());
    let mut least = square(&cuts[0]);
    for pair in cuts.windows(2) {
        least = least.min(square(&pair[1]));
        let middle = &(&pair[0] + &pair[1]) / &exact(2.0);
        let off: Point = (0..way.len()).map(|i| beyond(&middle, i)).collect();
        // Half the slope in the middle, and the curvature.
        let sum = |term: &dyn Fn(usize) -> Rational| {
            let outside = (0..way.len()).filter(|i| off[*i].sign() != 0);
            outside.fold(zero.clone(), |sum, i| &sum + &term(i))
        };
        let slope = sum(&|i| &off[i] * &way[i]);
        let curvature = sum(&|i| way[i].square());
        if curvature.sign() > 0 {
            let floor = &middle - &(&slope / &curvature);
            if pair[0] < floor && floor < pair[1] {
                least = least.min(square(&floor));
            }
        }
    }
    least
}

pub fn edges(vertices: &[Point]) -> impl Iterator<Item = (&Point, &Point)> {
    let next = vertices.iter().cycle().skip(1);
    vertices.iter().zip(next)
}

/// The sign of the turn from `u` by `v` to `p`: 1 where that is to the left.
pub fn turn(u: &Point, v: &Point, p: &Point) -> i32 {
    let left = &(&v[0] - &u[0]) * &(&p[1] - &u[1]);
    let right = &(&v[1] - &u[1]) * &(&p[0] - &u[0]);
    (&left - &right).sign()
}

/// Whether `p`, on the line through `u` and `v`, lies between them.
fn is_between(u: &Point, v: &Point, p: &Point) -> bool {
    (0..2).all(|i| {
        let (low, high) = ((&u[i]).min(&v[i]), (&u[i]).max(&v[i]));
        *low <= p[i] && p[i] <= *high
    })
}

/// Whether two closed segments of the plane have a common point.
pub fn meet([u, v]: [&Point; 2], [p, q]: [&Point; 2]) -> bool {
    let (at_p, at_q) = (turn(u, v, p), turn(u, v, q));
    let (at_u, at_v) = (turn(p, q, u), turn(p, q, v));
    let on = |s: i32, a: &Point, b: &Point, x: &Point| s == 0 && is_between(a, b, x);
    (at_p * at_q < 0 && at_u * at_v < 0)
        || on(at_p, u, v, p)
        || on(at_q, u, v, q)
        || on(at_u, p, q, u)
        || on(at_v, p, q, v)
}

/// The squared distance between two segments of the plane.
pub fn squared_distance(s: [&Point; 2], t: [&Point; 2]) -> Rational {
    if meet(s, t) {
        return exact(0.0);
    }
    let to =
        |x: &Point, [a, b]: [&Point; 2]| squared_distance_to_box(&[a.clone(), b.clone()], x, x);
    to(s[0], t)
        .min(to(s[1], t))
        .min(to(t[0], s))
        .min(to(t[1], s))
}

/// Whether two segments of the plane come within `half` of each other in both coordinates at once: no normal of the
/// parallelogram of all their differences, and no axis, separates that from the box.
fn meet_within([u, v]: [&Point; 2], [p, q]: [&Point; 2], half: &[Rational; 2]) -> bool {
    let minus = |a: &Point, b: &Point| [&a[0] - &b[0], &a[1] - &b[1]];
    let corners = [minus(u, p), minus(u, q), minus(v, p), minus(v, q)];
    let normal = |[x, y]: [Rational; 2]| [&exact(0.0) - &y, x];
    let normals = [
        [exact(1.0), exact(0.0)],
        [exact(0.0), exact(1.0)],
        normal(minus(v, u)),
        normal(minus(q, p)),
    ];
    normals.iter().all(|[x, y]| {
        let reach = &(&x.abs() * &half[0]) + &(&y.abs() * &half[1]);
        let along = corners.each_ref().map(|c| &(x * &c[0]) + &(y * &c[1]));
        let beyond = |side: i32| along.iter().all(|s| s.abs() > reach && s.sign() == side);
        !beyond(1) && !beyond(-1)
    })
}

/// Whether a closed simple polygon holds a point.
pub fn holds(vertices: &[Point], x: &Point) -> bool {
    let mut is_inside = false;
    for (u, v) in edges(vertices) {
        let side = turn(u, v, x);
        if side == 0 && is_between(u, v, x) {
            return true;
        }
        // Half-open in y, so that a corner beside the point counts once.
        let (below, above) = (u[1] <= x[1], v[1] <= x[1]);
        if below != above {
            is_inside ^= (side > 0) == below;
        }
    }
    is_inside
}

/// Whether the edges of a polygon meet only where one follows the other.
pub fn is_simple(vertices: &[Point]) -> bool {
    let all: Vec<_> = edges(vertices).collect();
    let n = all.len();
    (0..n).all(|i| {
        let (u, v) = all[i];
        let w = all[(i + 1) % n].1;
        let mut others = (i + 2..n).filter(|j| (j + 1) % n != i);
        let goes_on = turn(u, v, w) != 0 || is_between(u, w, v);
        u != v && goes_on && others.all(|j| !meet([u, v], [all[j].0, all[j].1]))
    })
}

#[test]
fn distances_and_contacts_are_those_of_plain_figures() {
    let point = |x: f64, y: f64| vec![exact(x), exact(y)];
    let segment = [point(0.0, 0.0), point(4.0, 4.0)];
    let square = |x: f64| (point(x, 0.0), point(x + 1.0, 1.0));
    let (min, max) = square(3.0);
    assert_eq!(squared_distance_to_box(&segment, &min, &max), exact(2.0));
    let (min, max) = square(1.0);
    assert_eq!(squared_distance_to_box(&segment, &min, &max), exact(0.0));
    let notched = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [2.0, 1.0], [0.0, 4.0]];
    let notched: Vec<Point> = notched.iter().map(|[x, y]| point(*x, *y)).collect();
    assert!(is_simple(&notched) && holds(&notched, &point(2.0, 1.0)));
    assert!(holds(&notched, &point(1.0, 1.0)) && !holds(&notched, &point(2.0, 1.5)));
    let bow: Vec<Point> = [0, 2, 1, 4].map(|i| notched[i].clone()).to_vec();
    assert!(!is_simple(&bow));
    let ends = [point(0.0, 1.0), point(1.0, 2.0)];
    let s = [&segment[0], &segment[1]];
    let t = [&ends[0], &ends[1]];
    assert_eq!(squared_distance(s, t), exact(0.5));
    assert!(meet_within(s, t, &[exact(0.5), exact(0.5)]));
    assert!(!meet_within(s, t, &[exact(0.5), exact(0.49)]));
}
