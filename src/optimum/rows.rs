//! Which vertices can be seen among the cells of a map: a scan by rows that carries the slopes still open.
//!
//! From a point v, the rays that have not met a blocked cell when they reach a line between two rows are a few
//! intervals of slopes (dx per unit of y). In the next row, the part of an interval that enters a run of free cells
//! goes on, less what meets the run's end before the next line; what a row of an interval holds of the vertices are
//! candidates. Every vertex lies in a free cell, so this finds all that are visible, at a cost that goes with what is
//! visible and not with the map (Harabor & Grastien's Anya, 2013, searches by the same intervals).
//!
//! All of this is in the map's own axes. Rounding widens the intervals: a candidate may be hidden after all, and an
//! exact test must follow. None is missed.

use super::corners::{Point, cross, dot, minus};
use crate::world::{GridMap, Turn};

/// Directions between two, from the first anticlockwise to the second, at most a little more than a quarter turn apart.
pub(super) type Wedge = (Point, Point);

/// By how much of a cell the rows reach too far, more than the outset of vertices and all rounding.
const MARGIN: f64 = 1e-6;

/// The free cells of a map as runs, and the vertices by row.
pub(super) struct Rows {
    origin: Point,
    turn: Turn,
    resolution: f64,
    /// The free runs of each row: from the first column to beyond the last.
    runs: Vec<Vec<(f64, f64)>>,
    /// The vertices of each row, by x: x in cells and index.
    vertices: Vec<Vec<(f64, u32)>>,
}

/// An interval of slopes about to enter a row.
struct Open {
    row: usize,
    low: f64,
    high: f64,
}

impl Rows {
    /// The rows of a map with these vertices, which are free.
    pub fn new(map: &GridMap, vertices: impl Iterator<Item = Point>) -> Self {
        let runs = |row: usize| {
            let mut runs = Vec::new();
            let mut column = 0;
            while column < map.width {
                let from = column;
                while column < map.width && !map.is_blocked(column, row) {
                    column += 1;
                }
                if column > from {
                    runs.push((from as f64, column as f64));
                }
                column += 1;
            }
            runs
        };
        let mut rows = Self {
            origin: map.origin,
            turn: map.turn(),
            resolution: map.resolution,
            runs: (0..map.height).map(runs).collect(),
            vertices: vec![Vec::new(); map.height],
        };
        for (index, x) in vertices.enumerate() {
            let x = rows.in_cells(x);
            let row = (x[1] as usize).min(map.height - 1);
            rows.vertices[row].push((x[0], index as u32));
        }
        for row in &mut rows.vertices {
            row.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        rows
    }

    /// A place in cells from the map's corner, along its own axes.
    fn in_cells(&self, x: Point) -> Point {
        let [x, y] = self.turn.vector_back(minus(x, self.origin));
        [x / self.resolution, y / self.resolution]
    }

    /// Calls `look` with all vertices that may be visible from `from`, in the wedge if one is given; some others too.
    /// Returns the number of intervals and vertices that were looked at.
    pub fn visible(&self, from: Point, wedge: Option<Wedge>, mut look: impl FnMut(u32)) -> u64 {
        let v = self.in_cells(from);
        let back = |d| self.turn.vector_back(d);
        let wedge = wedge.map(|(from, to)| (back(from), back(to)));
        let row = (v[1].max(0.0) as usize).min(self.runs.len() - 1);
        let Some(&(left, right)) = self.runs[row]
            .iter()
            .find(|run| run.0 - MARGIN <= v[0] && v[0] <= run.1 + MARGIN)
        else {
            return 0;
        };
        let mut work = self.each(row, left, right, &mut look);
        for (up, line) in [(true, row as f64 + 1.0), (false, row as f64)] {
            let Some((low, high)) = slopes(wedge, up) else {
                continue;
            };
            let Some(next) = beyond(row, up, self.runs.len()) else {
                continue;
            };
            let (low, high) = clip(v, (low, high), (left, right), (line - v[1]).abs());
            let first = Open {
                row: next,
                low,
                high,
            };
            work += self.scan(v, up, first, &mut look);
        }
        work
    }

    /// Follows the intervals upwards or downwards.
    fn scan(&self, v: Point, up: bool, first: Open, look: &mut impl FnMut(u32)) -> u64 {
        let mut work = 0;
        let mut open = vec![first];
        while let Some(Open { row, low, high }) = open.pop() {
            if low > high {
                continue;
            }
            let (lower, upper) = (row as f64 - v[1], row as f64 + 1.0 - v[1]);
            let (near, far) = if up {
                (lower.max(0.0), upper)
            } else {
                ((-upper).max(0.0), -lower)
            };
            let runs = &self.runs[row];
            let start = v[0] + reached(low, near) - MARGIN;
            let end = v[0] + reached(high, near) + MARGIN;
            for &(left, right) in &runs[runs.partition_point(|run| run.1 < start)..] {
                if left > end {
                    break;
                }
                let (low, high) = clip(v, (low, high), (left, right), near);
                if low > high {
                    continue;
                }
                let ends = [(low, near), (low, far), (high, near), (high, far)]
                    .map(|(slope, dy)| v[0] + reached(slope, dy));
                let from = ends[0].min(ends[1]).max(left);
                let to = ends[2].max(ends[3]).min(right);
                work += 1 + self.each(row, from, to, look);
                if let Some(row) = beyond(row, up, self.runs.len()) {
                    let (low, high) = clip(v, (low, high), (left, right), far);
                    open.push(Open { row, low, high });
                }
            }
        }
        work
    }

    /// The vertices of a row from `from` to `to`.
    fn each(&self, row: usize, from: f64, to: f64, look: &mut impl FnMut(u32)) -> u64 {
        let vertices = &self.vertices[row];
        let first = vertices.partition_point(|vertex| vertex.0 < from - MARGIN);
        let mut count = 0;
        for vertex in &vertices[first..] {
            if vertex.0 > to + MARGIN {
                break;
            }
            look(vertex.1);
            count += 1;
        }
        count
    }
}

/// How far a ray of this slope gets along x; a ray along x gets nowhere only where it has no way to go.
fn reached(slope: f64, dy: f64) -> f64 {
    if slope.is_infinite() {
        slope
    } else {
        slope * dy
    }
}

/// The next row.
fn beyond(row: usize, up: bool, rows: usize) -> Option<usize> {
    if up {
        Some(row + 1).filter(|row| *row < rows)
    } else {
        row.checked_sub(1)
    }
}

/// The slopes from `v` that pass between `left` and `right` at the distance `dy`.
fn clip(v: Point, (low, high): (f64, f64), (left, right): (f64, f64), dy: f64) -> (f64, f64) {
    /// Far below a cell, and above 0 for a point on a line.
    const LEAST: f64 = 1e-12;
    let dy = dy.max(LEAST);
    (
        low.max((left - MARGIN - v[0]) / dy),
        high.min((right + MARGIN - v[0]) / dy),
    )
}

/// The slopes of a wedge in the upper or lower half-plane, dx for each unit away from the line through the point.
fn slopes(wedge: Option<Wedge>, up: bool) -> Option<(f64, f64)> {
    let Some((from, to)) = wedge else {
        return Some((f64::NEG_INFINITY, f64::INFINITY));
    };
    let away = if up { 1.0 } else { -1.0 };
    let holds = |d: Point| {
        cross(from, d) >= -MARGIN && cross(d, to) >= -MARGIN && dot(d, from) + dot(d, to) >= -MARGIN
    };
    // Both ends, and the directions along x where they lie between: the extremes of the slope.
    let mut range: Option<(f64, f64)> = None;
    let mut include = |slope: f64| {
        let (low, high) = range.unwrap_or((slope, slope));
        range = Some((low.min(slope), high.max(slope)));
    };
    for d in [from, to] {
        let dy = away * d[1];
        if dy > MARGIN {
            include(d[0] / dy);
        } else if dy > -MARGIN {
            include(d[0].signum() * f64::INFINITY);
        }
    }
    for side in [1.0, -1.0] {
        if holds([side, 0.0]) {
            include(side * f64::INFINITY);
        }
    }
    let slack = |slope: f64| MARGIN * (1.0 + slope * slope);
    range.map(|(low, high)| {
        let low = if low.is_finite() {
            low - slack(low)
        } else {
            low
        };
        let high = if high.is_finite() {
            high + slack(high)
        } else {
            high
        };
        (low, high)
    })
}
