//! The corners around which a shortest path can turn: the convex corners of the obstacles, grown by a box.
//!
//! The Minkowski sum of a polygon and a box has a corner for each pair of a polygon's corner p and a box's corner d
//! whose cones of outward normals overlap; it lies at p + d, and its own cone of normals is the overlap. At a corner
//! where the interior angle is 180 degrees or more no shortest path turns. Crossings of two outlines are such corners
//! of the union, so the corners of the single obstacles suffice; those that other obstacles cover are dropped by
//! whoever asks.
//!
//! A box has a corner in every quadrant, also where it has no width: a path goes around the end of a line, which are
//! two corners, and around a point, which is four. Its sides are along the axes, and so have directions without having
//! a length.
//!
//! Of a map's blocked cells, a lattice point is a convex corner where one of the four cells around it is blocked, and
//! that one only: where two are blocked diagonally, a closed corner touches a closed corner, and nothing passes
//! between. Of a turned map these corners and their cones are turned, and grown as a polygon's.

use crate::world::GridMap;

/// A point or a vector of the plane.
pub(super) type Point = [f64; 2];

/// The corners of a box with half-extents 1, each with the outward normals at which its cone begins and ends,
/// anticlockwise.
const QUADRANTS: [(Point, Point, Point); 4] = [
    ([1.0, 1.0], [1.0, 0.0], [0.0, 1.0]),
    ([-1.0, 1.0], [0.0, 1.0], [-1.0, 0.0]),
    ([-1.0, -1.0], [-1.0, 0.0], [0.0, -1.0]),
    ([1.0, -1.0], [0.0, -1.0], [1.0, 0.0]),
];

/// A convex corner of a grown obstacle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Corner {
    /// The corner before it is grown.
    pub at: Point,
    /// The corner of the box, of half-extents 1, by which it is grown.
    pub towards: Point,
    /// The unit directions of the outline before and after the corner, with the obstacle to the left: a path that turns
    /// around the obstacle anticlockwise turns from a direction between these two to another.
    pub tangents: [Point; 2],
}

pub(super) fn cross(u: Point, v: Point) -> f64 {
    u[0] * v[1] - u[1] * v[0]
}

pub(super) fn dot(u: Point, v: Point) -> f64 {
    u[0] * v[0] + u[1] * v[1]
}

pub(super) fn minus(u: Point, v: Point) -> Point {
    [u[0] - v[0], u[1] - v[1]]
}

/// The length, by a square root: unlike the library's hypotenuse it is the same on every machine.
pub(super) fn length(u: Point) -> f64 {
    dot(u, u).sqrt()
}

/// The vector of length 1 in this direction; the zero vector is left as it is.
pub(super) fn unit(u: Point) -> Point {
    let size = length(u);
    if size > 0.0 {
        [u[0] / size, u[1] / size]
    } else {
        u
    }
}

/// The corner grown towards `towards`, where its normals span from `from` to `to`, anticlockwise and by less than 180
/// degrees.
fn corner(at: Point, towards: Point, from: Point, to: Point) -> Corner {
    // The outline runs a quarter turn to the left of its outward normal.
    let along = |normal: Point| unit([-normal[1], normal[0]]);
    Corner {
        at,
        towards,
        tangents: [along(from), along(to)],
    }
}

/// The corners of a box, given in the order of the quadrants from the third; it may have no width.
pub(super) fn of_box(corners: &[Point; 4], found: &mut Vec<Corner>) {
    for (i, at) in corners.iter().enumerate() {
        let (towards, from, to) = QUADRANTS[(i + 2) % 4];
        found.push(corner(*at, towards, from, to));
    }
}

/// The corners of a simple polygon.
pub(super) fn of_polygon(vertices: &[Point], found: &mut Vec<Corner>) {
    let n = vertices.len();
    let turn = if signed_area(vertices) >= 0.0 {
        1.0
    } else {
        -1.0
    };
    for i in 0..n {
        let (before, at, after) = (
            vertices[(i + n - 1) % n],
            vertices[i],
            vertices[(i + 1) % n],
        );
        // Of a clockwise polygon, the other way round.
        let (before, after) = if turn > 0.0 {
            (before, after)
        } else {
            (after, before)
        };
        let (e, f) = (minus(at, before), minus(after, at));
        if cross(e, f) <= 0.0 {
            continue;
        }
        let normals = ([e[1], -e[0]], [f[1], -f[0]]);
        grow(at, normals, found);
    }
}

/// Grows a corner with this cone of normals by the box.
fn grow(at: Point, normals: (Point, Point), found: &mut Vec<Corner>) {
    for (towards, from, to) in QUADRANTS {
        if let Some((from, to)) = overlap(normals, (from, to)) {
            found.push(corner(at, towards, from, to));
        }
    }
}

/// What two cones of less than 180 degrees have in common, where that is more than a direction.
fn overlap(a: (Point, Point), b: (Point, Point)) -> Option<(Point, Point)> {
    let from_inside = |x: Point, (s, e): (Point, Point)| cross(s, x) >= 0.0 && cross(x, e) > 0.0;
    let to_inside = |x: Point, (s, e): (Point, Point)| cross(s, x) > 0.0 && cross(x, e) >= 0.0;
    let from = if from_inside(a.0, b) {
        a.0
    } else if from_inside(b.0, a) {
        b.0
    } else {
        return None;
    };
    let to = if to_inside(a.1, b) {
        a.1
    } else if to_inside(b.1, a) {
        b.1
    } else {
        return None;
    };
    Some((from, to))
}

/// The area of the polygon, negative where it is clockwise.
pub(super) fn signed_area(vertices: &[Point]) -> f64 {
    let n = vertices.len();
    // Relative to a vertex, so that far from the origin little is lost.
    let edge = |i: usize| {
        let (u, v) = (vertices[i], vertices[(i + 1) % n]);
        cross(minus(u, vertices[0]), minus(v, vertices[0]))
    };
    0.5 * (0..n).map(edge).sum::<f64>()
}

/// The corners of a map's blocked cells.
pub(super) fn of_map(map: &GridMap, found: &mut Vec<Corner>) {
    let turn = map.turn();
    for (at, (towards, from, to)) in of_cells(map) {
        if turn.is_none() {
            found.push(corner(at, towards, from, to));
        } else {
            let normals = (turn.vector_forth(from), turn.vector_forth(to));
            grow(turn.forth(at), normals, found);
        }
    }
}

/// The convex corners of a map's blocked cells in its own axes, each with its corner of a box and the normals there.
pub(super) fn of_cells(map: &GridMap) -> impl Iterator<Item = (Point, (Point, Point, Point))> {
    let lattice_points =
        (1..map.height).flat_map(|row| (1..map.width).map(move |column| (column, row)));
    lattice_points.filter_map(|(column, row)| {
        // The cells around the lattice point, in the order of the quadrants.
        let cells = [
            map.is_blocked(column, row),
            map.is_blocked(column - 1, row),
            map.is_blocked(column - 1, row - 1),
            map.is_blocked(column, row - 1),
        ];
        if cells.iter().filter(|blocked| **blocked).count() != 1 {
            return None;
        }
        let only = cells.iter().position(|blocked| *blocked)?;
        Some((lattice(map, column, row), QUADRANTS[(only + 2) % 4]))
    })
}

/// The lower corner of a cell in the map's own axes.
pub(super) fn lattice(map: &GridMap, column: usize, row: usize) -> Point {
    [
        map.origin[0] + column as f64 * map.resolution,
        map.origin[1] + row as f64 * map.resolution,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_has_four_corners_with_its_sides_for_tangents_in_either_orientation() {
        let mut square = vec![[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0]];
        for _ in 0..2 {
            let mut found = Vec::new();
            of_polygon(&square, &mut found);
            assert_eq!(found.len(), 4);
            for corner in &found {
                let away = [corner.at[0] - 1.0, 2.0 * corner.at[1] - 1.0];
                assert_eq!(corner.towards, away);
                assert_eq!(cross(corner.tangents[0], corner.tangents[1]), 1.0);
                // The obstacle's centre is to the left of both.
                assert!(corner.tangents.iter().all(|t| cross(*t, away) < 0.0));
            }
            square.reverse();
        }
    }

    #[test]
    fn a_box_has_the_corners_of_its_polygon_and_as_many_without_width() {
        let [mut of_box, mut of_polygon] = [Vec::new(), Vec::new()];
        let square = [[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0]];
        super::of_box(&square, &mut of_box);
        super::of_polygon(&square, &mut of_polygon);
        assert_eq!(of_box, of_polygon);
        let mut flat = Vec::new();
        super::of_box(&square.map(|[x, _]| [x, 0.0]), &mut flat);
        for (flat, corner) in flat.iter().zip(&of_box) {
            assert_eq!(flat.at, [corner.at[0], 0.0]);
            assert_eq!(
                (flat.towards, flat.tangents),
                (corner.towards, corner.tangents)
            );
        }
    }

    #[test]
    fn a_sharp_corner_grows_to_several_and_their_tangents_follow_each_other() {
        // The tip at (3, 0) has normals from about -80 to 80 degrees.
        let mut found = Vec::new();
        of_polygon(&[[0.0, -0.5], [3.0, 0.0], [0.0, 0.5]], &mut found);
        let mut tip: Vec<_> = found.iter().filter(|c| c.at == [3.0, 0.0]).collect();
        tip.sort_by(|a, b| a.towards[1].total_cmp(&b.towards[1]));
        assert_eq!(tip.len(), 2);
        assert_eq!(tip[0].tangents[1], tip[1].tangents[0]);
        assert_eq!(tip[0].tangents[1], [0.0, 1.0]);
    }

    #[test]
    fn a_reflex_corner_is_none() {
        let mut found = Vec::new();
        let notched = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [2.0, 1.0], [0.0, 4.0]];
        of_polygon(&notched, &mut found);
        assert!(found.iter().all(|corner| corner.at != [2.0, 1.0]));
    }
}
