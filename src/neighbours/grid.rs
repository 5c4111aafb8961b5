//! A grid for the samples of a batch in few dimensions: all points are known before the first query, and all queries
//! have one radius.
//!
//! Cells are as wide as the radius or somewhat wider, and wider still where there would be more cells than points, so
//! that a ball meets three cells along an axis at most. Points are kept cell by cell, those of a row along the last
//! axis one after the other: a query scans 3^(D-1) runs of three cells (Bentley, Stanat & Williams 1977). Of the points
//! scanned a third is found in the plane and a sixth in space; beyond, a k-d tree scans fewer.
//!
//! **Exact** as the tree is: points are tested by the same distances, and which cells are scanned allows for rounding.
//! Building is a counting sort, O(n).
//!
//! Building and asking what is near each point with RRT*'s radius, in ns a point, on a shared 2.6 GHz core
//! (`cargo bench --bench neighbours -- batch`):
//!
//! | | 2-D, 1e3 | 2-D, 1e4 | 2-D, 1e5 | 3-D, 1e4 | 3-D, 1e5 | 4-D, 1e4 | 4-D, 1e5 | 6-D, 1e4 |
//! |---|---|---|---|---|---|---|---|---|
//! | tree | 347 | 498 | 678 | 799 | 1 329 | 1 124 | 2 022 | 2 316 |
//! | grid | 246 | 235 | 313 | 509 | 681 | 1 139 | 1 374 | 3 486 |

use super::Neighbour;
use super::in_parts::{FEW, InParts, Pace};
use super::leaves::{Columns, LANES, squared_distances};
use crate::geometry::{Aabb, State};
use crate::memory::held;

/// By how many cells a ball is taken to be larger than it is.
///
/// Where a point is along an axis, in cells, is known but for three roundings: an error below 2^20 * 3 * 2^-53 = 4e-10
/// with the [`MOST_CELLS`] that there may be.
const SLACK: f64 = 1e-6;

/// Cells along an axis at most.
const MOST_CELLS: f64 = 1_048_576.0;

/// Points whose tests are made together, without a branch.
const CHUNK: usize = 64;

/// Points of R^D with the ids 0, 1, 2, … in cells.
pub struct Grid<const D: usize> {
    points: Vec<State<D>>,
    radius: f64,
    /// The corner of the first cell.
    corner: State<D>,
    /// Cells a unit of length.
    scale: State<D>,
    /// Cells along each axis.
    counts: [usize; D],
    /// Where the points of each cell begin, row by row; then their number.
    starts: Vec<u32>,
    /// The coordinates of the points by their places, and a group more.
    columns: [Vec<f64>; D],
    /// The id of the point at a place.
    ids: Vec<u32>,
}

impl<const D: usize> Grid<D> {
    /// The grid of the points, for queries of this radius; with ids along the cells, the first point excepted.
    ///
    /// The radius may be infinite, but not negative.
    pub fn along_cells(points: Vec<State<D>>, radius: f64) -> Self {
        let along =
            async { Self::along_cells_in_parts(points, radius, &mut Pace::default()).await };
        InParts::new(along).finish()
    }

    /// As [`Grid::along_cells`], in parts.
    pub async fn along_cells_in_parts(points: Vec<State<D>>, radius: f64, pace: &mut Pace) -> Self {
        let mut bounds = Aabb::EMPTY;
        for few in points.chunks(FEW) {
            few.iter().for_each(|x| bounds.include(x));
            pace.spend(few.len()).await;
        }
        let counts = counts(&bounds, radius, points.len());
        let scale = std::array::from_fn(|i| match bounds.max[i] - bounds.min[i] {
            extent if extent > 0.0 => counts[i] as f64 / extent,
            _ => 0.0,
        });
        let mut grid = Self {
            points: Vec::new(),
            radius,
            corner: bounds.min,
            scale,
            counts,
            starts: Vec::new(),
            columns: std::array::from_fn(|_| vec![0.0; points.len() + LANES]),
            ids: vec![0; points.len()],
        };
        grid.sort(points, pace).await;
        grid
    }

    /// Puts the points into their cells.
    async fn sort(&mut self, points: Vec<State<D>>, pace: &mut Pace) {
        let mut homes = Vec::with_capacity(points.len());
        self.starts = vec![0; self.counts.iter().product::<usize>() + 1];
        for few in points.chunks(FEW) {
            for x in few {
                let home = self.home(x);
                self.starts[home] += 1;
                homes.push(home);
            }
            pace.spend(few.len()).await;
        }
        let mut end = 0;
        for few in self.starts.chunks_mut(FEW) {
            for start in few.iter_mut() {
                end += *start;
                *start = end;
            }
            pace.spend(few.len()).await;
        }
        // Each start is the cell's end, and falls with each of its points.
        let mut order = vec![0; points.len()];
        for first in (0..points.len()).step_by(FEW).rev() {
            let few = first..points.len().min(first + FEW);
            for former in few.clone().rev() {
                let home = homes[former];
                self.starts[home] -= 1;
                order[self.starts[home] as usize] = former;
            }
            pace.spend(few.len()).await;
        }
        self.points.reserve_exact(points.len());
        self.points.extend(points.first());
        for (k, few) in order.chunks(FEW).enumerate() {
            for (place, &former) in (k * FEW..).zip(few) {
                let x = &points[former];
                for i in 0..D {
                    self.columns[i][place] = x[i];
                }
                if former != 0 {
                    self.ids[place] = self.points.len() as u32;
                    self.points.push(*x);
                }
            }
            pace.spend(few.len()).await;
        }
    }

    /// Where `t` is along an axis, in cells from the corner.
    #[inline]
    fn along(&self, axis: usize, t: f64) -> f64 {
        (t - self.corner[axis]) * self.scale[axis]
    }

    /// The cell along an axis that contains this place, or the nearest one. Numbers below 0 become 0.
    #[inline]
    fn cell(&self, axis: usize, place: f64) -> usize {
        (place as usize).min(self.counts[axis] - 1)
    }

    /// The cell that contains `x`.
    fn home(&self, x: &State<D>) -> usize {
        (0..D).fold(0, |row, i| {
            row * self.counts[i] + self.cell(i, self.along(i, x[i]))
        })
    }

    /// The radius of all queries.
    #[inline]
    pub fn radius(&self) -> f64 {
        self.radius
    }

    /// All points, by id.
    #[inline]
    pub fn points(&self) -> &[State<D>] {
        &self.points
    }

    /// All points, by id, without the grid.
    pub fn into_points(self) -> Vec<State<D>> {
        self.points
    }

    /// Puts into `out` the points whose squared distance from `x` is at most the square of the grid's radius, cell by
    /// cell.
    pub fn within(&self, x: &State<D>, out: &mut Vec<Neighbour>) {
        out.clear();
        let (mut first, mut last) = ([0; D], [0; D]);
        for i in 0..D {
            let (at, reach) = (self.along(i, x[i]), self.radius * self.scale[i] + SLACK);
            first[i] = self.cell(i, at - reach);
            last[i] = self.cell(i, at + reach);
        }
        scan(self, x, &first, &last, out);
    }

    /// The bytes that its containers hold.
    pub fn memory(&self) -> usize {
        let columns = self.columns.iter().map(|column| held(column));
        held(&self.points) + held(&self.starts) + held(&self.ids) + columns.sum::<usize>()
    }
}

/// The number of cells along each axis: `radius` wide where that gives no more cells than points.
fn counts<const D: usize>(bounds: &Aabb<D>, radius: f64, points: usize) -> [usize; D] {
    let mut side = radius.max(f64::MIN_POSITIVE);
    loop {
        let counts: [f64; D] = std::array::from_fn(|i| {
            let extent = bounds.max[i] - bounds.min[i];
            (extent / side).floor().clamp(1.0, MOST_CELLS)
        });
        if counts.iter().product::<f64>() <= points.max(1) as f64 {
            return counts.map(|count| count as usize);
        }
        side *= 2.0;
    }
}

/// Appends the points in the closed ball around `x` that are in the cells from `first` to `last`.
#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn scan<const D: usize>(
    grid: &Grid<D>,
    x: &State<D>,
    first: &[usize; D],
    last: &[usize; D],
    out: &mut Vec<Neighbour>,
) {
    let squared_radius = grid.radius * grid.radius;
    let mut squares = [0.0; CHUNK];
    let mut hits = [0; CHUNK];
    let mut row = *first;
    loop {
        let mut begin = 0;
        for i in 0..D - 1 {
            begin = (begin + row[i]) * grid.counts[i + 1];
        }
        let mut from = grid.starts[begin + first[D - 1]] as usize;
        let to = grid.starts[begin + last[D - 1] + 1] as usize;
        while from < to {
            let len = (to - from).min(CHUNK);
            measure(grid, from, len, x, &mut squares);
            let mut n = 0;
            for (place, square) in squares[..len].iter().enumerate() {
                hits[n % CHUNK] = place as u8;
                n += usize::from(*square <= squared_radius);
            }
            out.reserve(n);
            for &place in &hits[..n] {
                let place = usize::from(place) % CHUNK;
                out.push(Neighbour {
                    id: grid.ids[from + place],
                    squared_distance: squares[place],
                });
            }
            from += len;
        }
        if !advance(&mut row, first, last) {
            return;
        }
    }
}

/// Goes on to the next row; whether there is one.
#[inline(always)]
fn advance<const D: usize>(row: &mut [usize; D], first: &[usize; D], last: &[usize; D]) -> bool {
    for i in (0..D - 1).rev() {
        if row[i] < last[i] {
            row[i] += 1;
            return true;
        }
        row[i] = first[i];
    }
    false
}

/// Writes the squared distances of the points at `len` places from `from` on; beyond them it means nothing.
#[inline(always)]
fn measure<const D: usize>(
    grid: &Grid<D>,
    from: usize,
    len: usize,
    x: &State<D>,
    out: &mut [f64; CHUNK],
) {
    let len = len.next_multiple_of(LANES);
    let mut columns: Columns<'_, D> = [&[]; D];
    for (i, column) in columns.iter_mut().enumerate() {
        *column = grid.columns[i][from..][..len].as_chunks().0;
    }
    for (group, out) in out[..len].as_chunks_mut().0.iter_mut().enumerate() {
        *out = squared_distances(&columns, group, x);
    }
}
