//! Grid maps: exact sweeps of a point, a box or a disc over the blocked cells.
//!
//! The robot swept along a segment is convex. So within one row of cells it covers one interval of x, and it touches
//! exactly those closed cells of the row whose columns meet that interval. The exact test computes the interval for
//! every row that the swept robot reaches (or for every column, where these are fewer) and asks the bits of the row for
//! a run of columns.
//!
//! - A point or box: the part of the segment within the row grown by half the box's height, as an interval of x, grown
//!   by half the box's width. A contact at a corner or along an edge is a contact.
//! - A disc: the swept disc's rightmost point at height y belongs to the disc around the point of the segment at which
//!   the segment's normal leads to that height; over a row of cells it is where y is nearest to the segment's rightmost
//!   end.
//!
//! Before the exact test a distance field (`field.rs`) is marched: from a cell with room the segment is free for that
//! far. The exact test runs on a piece of the segment only where the field cannot tell. The answer is that of the exact
//! test.
//!
//! - A box in a map that is turned against it (`turned_box.rs`): the polygon that it sweeps, between two heights.
//!
//! Positions are measured in cells from the map's origin, along the map's own axes. This rounds, so the robot is grown
//! by [`GridMap::contact`], some units in the last place of the map's size: what touches is found to touch, also where
//! the resolution is a decimal fraction or the map is turned. Everything outside of the map is blocked. In more than
//! two dimensions a map is a prism: the first two coordinates decide.
//!
//! Complexity: building O(cells). A query is O(1) for each piece with room, and O(rows + words) for each piece near
//! obstacles, without allocation.

use super::bits::{self, BitGrid};
use super::field::{Field, Room};
use super::plane::Point;
use super::segment::{finite_inverse, first};
use super::shape::{GridMap, Robot};
use super::turn::Turn;
use super::turned_box::{self, Sides, SweptBox};

/// Pieces near obstacles are tested exactly this many cells at a time, plus the robot's size.
const PIECE: f64 = 16.0;

/// The robot in cells, grown by the tolerance of contact.
#[derive(Clone, Copy, Debug)]
enum Body {
    Box(Point),
    Disc(f64),
    /// A box that the map's turn has turned against the map's axes.
    Turned(Sides),
}

/// A map grown by a robot.
pub(super) struct Map {
    origin: Point,
    turn: Turn,
    resolution: f64,
    rows: BitGrid,
    columns: BitGrid,
    body: Body,
    /// Half the robot's extents: how far it must stay inside the map.
    reach: Point,
    contact: f64,
    field: Field,
}

impl Map {
    /// The blocked cells of the map, grown by the robot.
    pub fn new(map: &GridMap, robot: &Robot) -> Self {
        let contact = map.contact() / map.resolution;
        let cells = |length: f64| length / map.resolution + contact;
        let turn = map.turn();
        let body = match robot {
            Robot::Ball { radius } if *radius > 0.0 => Body::Disc(cells(*radius)),
            Robot::Ball { .. } => Body::Box([contact; 2]),
            Robot::Box { half_extents } => {
                let [x, y] = first(half_extents).map(cells);
                match turn.is_none() {
                    true => Body::Box([x, y]),
                    false => Body::Turned([[x, 0.0], [0.0, y]].map(|side| turn.vector_back(side))),
                }
            }
        };
        let length = |v: Point| (v[0] * v[0] + v[1] * v[1]).sqrt();
        let (reach, inner, outer) = match &body {
            Body::Disc(radius) => ([*radius; 2], *radius, *radius),
            Body::Box([x, y]) => ([*x, *y], x.min(*y), length([*x, *y])),
            Body::Turned(sides) => {
                let [x, y] = sides.map(length);
                (turned_box::reach(sides), x.min(y), length([x, y]))
            }
        };
        let (rows, columns) = bits::blocked(map);
        Self {
            origin: map.origin,
            turn,
            resolution: map.resolution,
            field: Field::new(&rows, inner, outer),
            rows,
            columns,
            body,
            reach,
            contact,
        }
    }

    /// A position in cells from the outer corner of cell (0, 0).
    #[inline(always)]
    fn in_cells(&self, x: Point) -> Point {
        let from_origin = [x[0] - self.origin[0], x[1] - self.origin[1]];
        let [x, y] = self.turn.vector_back(from_origin);
        [x / self.resolution, y / self.resolution]
    }

    /// Whether the robot at this position, in cells, is inside the map and touches no border.
    #[inline(always)]
    fn is_inside(&self, x: Point) -> bool {
        let size = [self.rows.length as f64, self.rows.lines as f64];
        (0..2).all(|i| x[i] - self.reach[i] > 0.0 && x[i] + self.reach[i] < size[i])
    }

    /// Whether the closed segment meets a grown blocked cell or leaves the map.
    pub fn is_hit(&self, a: Point, b: Point) -> bool {
        let (a, b) = (self.in_cells(a), self.in_cells(b));
        if !(self.is_inside(a) && self.is_inside(b)) {
            return true;
        }
        let d = [b[0] - a[0], b[1] - a[1]];
        let length = (d[0] * d[0] + d[1] * d[1]).sqrt();
        let at = |t: f64| {
            if t < 1.0 {
                [a[0] + t * d[0], a[1] + t * d[1]]
            } else {
                b
            }
        };
        let mut t = 0.0;
        loop {
            let x = at(t);
            // Where the segment is a point the quotient is infinite or not a number: one look decides.
            let next = match self.field.room(x[0] as usize, x[1] as usize) {
                Room::None => return true,
                Room::Free(room) => t + room / length,
                Room::Unknown => {
                    let next = t + (PIECE + self.reach[0] + self.reach[1]) / length;
                    if self.sweep_touches(x, at(next.min(1.0))) {
                        return true;
                    }
                    next
                }
            };
            if next < 1.0 {
                t = next;
            } else {
                return false;
            }
        }
    }

    /// The exact test, in cells; both ends are inside.
    fn sweep_touches(&self, a: Point, b: Point) -> bool {
        let swap = |x: Point| [x[1], x[0]];
        let rows = (a[1] - b[1]).abs() + 2.0 * self.reach[1];
        let columns = (a[0] - b[0]).abs() + 2.0 * self.reach[0];
        let (grid, a, b, body) = match self.body {
            body if rows <= columns => (&self.rows, a, b, body),
            Body::Box(half) => (&self.columns, swap(a), swap(b), Body::Box(swap(half))),
            Body::Turned(sides) => {
                let body = Body::Turned(sides.map(swap));
                (&self.columns, swap(a), swap(b), body)
            }
            body => (&self.columns, swap(a), swap(b), body),
        };
        match body {
            Body::Box(half) => box_sweep_touches(grid, a, b, half),
            Body::Disc(radius) => disc_sweep_touches(grid, a, b, radius),
            Body::Turned(sides) => {
                let swept = SweptBox::new(a, b, &sides, self.contact);
                let reach = turned_box::reach(&sides)[1];
                let (from, to) = (
                    row_of(a[1].min(b[1]) - reach),
                    row_of(a[1].max(b[1]) + reach),
                );
                (from..=to.min(grid.lines - 1)).any(|row| {
                    let (low, high) = swept.interval(row as f64, (row + 1) as f64);
                    touches(grid, row, low, high)
                })
            }
        }
    }
}

/// Whether the box swept from `a` to `b` touches a set cell of the grid.
fn box_sweep_touches(grid: &BitGrid, a: Point, b: Point, half: Point) -> bool {
    let (a, b) = if a[1] <= b[1] { (a, b) } else { (b, a) };
    let d = [b[0] - a[0], b[1] - a[1]];
    let inverse = finite_inverse(d[1]);
    (row_of(a[1] - half[1])..=row_of(b[1] + half[1]).min(grid.lines - 1)).any(|row| {
        let low = row as f64 - half[1] - a[1];
        let high = (row + 1) as f64 + half[1] - a[1];
        // A flat segment is all in the row.
        let (t, u) = if inverse == 0.0 {
            (0.0, 1.0)
        } else {
            ((low * inverse).max(0.0), (high * inverse).min(1.0))
        };
        let (x, y) = (a[0] + t * d[0], a[0] + u * d[0]);
        touches(grid, row, x.min(y) - half[0], x.max(y) + half[0])
    })
}

/// Whether the disc swept from `a` to `b` touches a set cell of the grid.
fn disc_sweep_touches(grid: &BitGrid, a: Point, b: Point, radius: f64) -> bool {
    let (a, b) = if a[1] <= b[1] { (a, b) } else { (b, a) };
    let capsule = Capsule::new(a, b, radius);
    (row_of(a[1] - radius)..=row_of(b[1] + radius).min(grid.lines - 1)).any(|row| {
        let (low, high) = (row as f64, (row + 1) as f64);
        touches(
            grid,
            row,
            -capsule.extent(low, high, -1.0),
            capsule.extent(low, high, 1.0),
        )
    })
}

/// The row that holds this coordinate, the first where it is negative.
#[inline(always)]
fn row_of(y: f64) -> usize {
    y as usize
}

/// Whether a set cell of the row meets the interval of x, which is inside the grid but for rounding.
#[inline(always)]
fn touches(grid: &BitGrid, row: usize, low: f64, high: f64) -> bool {
    let last = grid.length - 1;
    let (from, to) = ((low as usize).min(last), (high as usize).min(last));
    from <= to && grid.any(row, from, to)
}

/// A disc swept upwards from `a` to `b`.
struct Capsule {
    a: Point,
    b: Point,
    d: Point,
    radius: f64,
    inverse: f64,
    /// The unit normal to the right, times the radius.
    normal: Point,
}

impl Capsule {
    fn new(a: Point, b: Point, radius: f64) -> Self {
        let d = [b[0] - a[0], b[1] - a[1]];
        let scale = radius * finite_inverse((d[0] * d[0] + d[1] * d[1]).sqrt());
        Self {
            a,
            b,
            d,
            radius,
            inverse: finite_inverse(d[1]),
            normal: [d[1] * scale, -d[0] * scale],
        }
    }

    /// The greatest `side * x` of the capsule between the heights `low` and `high`, which meet it; `side` is 1 or -1.
    #[inline(always)]
    fn extent(&self, low: f64, high: f64, side: f64) -> f64 {
        let rightward = self.d[0] * side;
        // The boundary is concave: the best height is the nearest to that of the end that is furthest to this side; a
        // vertical capsule has all heights between its ends to choose from.
        let bottom = if rightward > 0.0 {
            self.b[1]
        } else {
            self.a[1]
        };
        let top = if rightward < 0.0 {
            self.a[1]
        } else {
            self.b[1]
        };
        let y = bottom.max(low).min(if low > top { low } else { high });
        // The centre of the disc whose boundary is there: off by the normal, or the end where all centres have one
        // height.
        let t = if self.inverse == 0.0 {
            f64::from(rightward > 0.0)
        } else {
            ((y - side * self.normal[1] - self.a[1]) * self.inverse).clamp(0.0, 1.0)
        };
        let off = y - (self.a[1] + t * self.d[1]);
        side * (self.a[0] + t * self.d[0]) + (self.radius * self.radius - off * off).max(0.0).sqrt()
    }
}
