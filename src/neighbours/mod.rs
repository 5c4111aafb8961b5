//! The neighbour index of every planner: an incremental k-d tree on kiddo.
//!
//! A [`NeighbourIndex`] keeps the points of a run and answers which are near. The planes of kiddo's k-d tree divide
//! space into cells (`cells.rs`); each cell has a leaf that holds its points (`leaves.rs`). Inserting a point descends
//! to its cell and appends it to the leaf; nothing is split. When the number of points has doubled, the tree is built
//! anew over all of them: O(log n) amortised. Inputs that fill one cell, sorted ones say, bring the rebuild forward. Of
//! many points the tree is built in parts, one with each point that is inserted (`in_parts.rs`), so that none takes
//! long.
//!
//! A radius query visits the cells that may meet the ball, and scans the leaves whose box meets it. A nearest
//! query scans the leaf at home first, then those that meet the ball through the best point so far. A k-nearest query
//! guesses a ball from the density at home, enlarges it until it holds k points, and selects.
//!
//! Batches, which know all their samples and one radius beforehand, have a [`Grid`] in few dimensions (`grid.rs`).
//!
//! **Exact**, in that every answer is that of a linear scan by [`squared_distance`], ties, duplicates and all: each
//! distance is computed here, from the points themselves, by the same sums in the same order; the box of a leaf rounds
//! monotonically, so that it is never farther than a point in it; and the bound on a cell's distance is given a slack
//! that exceeds its rounding. Nothing depends on where kiddo puts the planes, so its mutable trees' trouble with equal
//! coordinates does not arise. **Deterministic**: the same inserts give the same cells, leaves and answers, on any
//! machine.
//!
//! The layout was chosen by measurement. A step of RRT* (nearest, radius query, insert) while n grows from half to its
//! final value, uniform points, in µs, on a shared 2.6 GHz core:
//!
//! | | 2-D, 1e4 | 2-D, 1e5 | 3-D, 1e5 | 6-D, 3e4 | 8-D, 1e5 |
//! |---|---|---|---|---|---|
//! | this, with kiddo's visitor | 1.0 | 1.1 | 1.9 | 5.7 | 22 |
//! | the same, points in kiddo's buckets | 1.2 | 1.5 | 2.2 | 8.7 | |
//! | mutable tree, kiddo 6.3, inexact on ties | 1.2 | 1.6 | 2.3 | 19 | |
//! | mutable tree over jittered keys, kiddo 5.3 | 2.1 | 3.8 | 6.5 | 13 | 89 |
//! | immutable trees of doubling sizes, kiddo 6.3 | 2.1 | 3.3 | 4.0 | 12 | |
//! | immutable trees of doubling sizes, kiddo 5.3 | 4.0 | 5.9 | 9.7 | 27 | |
//!
//! Descents of its own, and the distances of a leaf in one loop, have since taken about a tenth off the
//! time of RRT* and FMT* (8 to 18 % by dimension and rule).

use crate::geometry::{Aabb, State, squared_distance, unit_ball_measure};
use crate::memory::{growing_by, held, sum};
use cells::{CELL, Cells};
use division::{Division, home, homes, order};
pub use grid::Grid;
pub use in_parts::{FEW, InParts, Pace, copied};
use leaves::Leaves;
pub use leaves::Neighbour;
use select::keep_nearest;

mod cells;
mod division;
mod grid;
mod in_parts;
mod leaves;
mod select;

/// The index is rebuilt when it has this many times the points of its last rebuild.
const GROWTH: usize = 2;

/// How many surplus points of overfull leaves the inserts since the last rebuild may have met, for each point of the
/// index.
///
/// Scanning a point takes about 1 ns and rebuilding about 100 ns a point, so that a rebuild is due about when the
/// scans of overfull leaves have cost as much.
const OVERFLOW_A_POINT: usize = 100;

/// How many times the wanted number of neighbours the first ball of a k-nearest query should hold.
///
/// Too few cost a second query, too many a longer scan and selection. Measured at 1.2, 1.4 and 1.8.
/// No answer depends on it.
const FIRST_BALL: f64 = 1.4;

/// Points of R^D with ids 0, 1, 2, … in the order of their insertion, that can be asked for neighbours.
///
/// Coordinates must be finite. At most 2^32 points.
pub struct NeighbourIndex<const D: usize> {
    points: Vec<State<D>>,
    /// The partition whose cells the leaves belong to; none while one leaf holds all points.
    cells: Option<Cells<D>>,
    leaves: Leaves<D>,
    /// The smallest box around the points.
    bounds: Aabb<D>,
    /// The radius of the ball of measure 1.
    radius_of_unit_ball: f64,
    rebuild_at: usize,
    /// A leaf with more points is overfull. Leaves of points that no plane separates are not, as rebuilding does not
    /// help.
    fair: usize,
    /// The surplus points of overfull leaves, summed over the inserts that met them.
    overflow: usize,
    /// The division of the first points that is being made.
    rebuilding: Option<InParts<'static, Division<D>>>,
}

impl<const D: usize> NeighbourIndex<D> {
    /// The empty index.
    ///
    /// It needs no bounds: its cells follow the points.
    pub fn new() -> Self {
        Self::from_points(Vec::new())
    }

    /// The index of the points, whose ids are their places in the vector. O(n log n); faster than inserting them.
    pub fn from_points(points: Vec<State<D>>) -> Self {
        let division = Division::at_once(&points);
        Self::divided(points, division)
    }

    /// The index of the same points with ids along the cells, the first point excepted, so that points near each other
    /// have ids, and what is kept by id lies in memory, near each other.
    pub fn along_cells(points: Vec<State<D>>) -> Self {
        let along = async { Self::along_cells_in_parts(points, &mut Pace::default()).await };
        InParts::new(along).finish()
    }

    /// As [`NeighbourIndex::along_cells`], in parts.
    pub async fn along_cells_in_parts(mut points: Vec<State<D>>, pace: &mut Pace) -> Self {
        let cells = Cells::around_in_parts(&points, pace).await;
        let mut homes = homes(cells.as_ref(), &points, pace).await;
        if points.len() > 1 {
            let order = order(cells.as_ref(), &homes, pace).await;
            let mut along = (
                Vec::with_capacity(points.len()),
                Vec::with_capacity(points.len()),
            );
            for few in order.chunks(FEW) {
                along.0.extend(few.iter().map(|&id| points[id as usize]));
                along.1.extend(few.iter().map(|&id| homes[id as usize]));
                pace.spend(few.len()).await;
            }
            (points, homes) = along;
        }
        let division = Division::of(&points, cells, &homes, pace).await;
        Self::divided(points, division)
    }

    /// The index of points that are divided.
    fn divided(points: Vec<State<D>>, division: Division<D>) -> Self {
        let mut index = Self {
            points,
            cells: None,
            leaves: Leaves::with_room(std::iter::once(0)),
            bounds: Aabb::EMPTY,
            radius_of_unit_ball: 1.0 / root::<D>(unit_ball_measure(D)),
            rebuild_at: 0,
            fair: 0,
            overflow: 0,
            rebuilding: None,
        };
        for leaf in 0..division.leaves.count() {
            let bounds = division.leaves.bounds(leaf);
            // That of an empty leaf is inverted.
            if division.leaves.len(leaf) > 0 {
                index.bounds.include(&bounds.min);
                index.bounds.include(&bounds.max);
            }
        }
        index.take(division);
        index
    }

    /// Takes a division of the first points in the place of the present one.
    fn take(&mut self, division: Division<D>) {
        (self.cells, self.leaves) = (division.cells, division.leaves);
        for id in division.count..self.points.len() {
            let x = self.points[id];
            self.leaves.push(self.home(&x), &x, id as u32);
        }
        self.rebuild_at = GROWTH * self.points.len().max(CELL);
        self.fair = 2 * GROWTH * division.fullest.max(CELL);
        self.overflow = 0;
    }

    /// Divides space anew, at once or in parts.
    fn rebuild(&mut self) {
        if self.points.len() <= cells::AT_ONCE {
            let division = Division::at_once(&self.points);
            return self.take(division);
        }
        let points = self.points.clone();
        let division = async move { Division::around(&points, &mut Pace::default()).await };
        self.rebuilding = Some(InParts::new(division));
    }

    /// Goes on dividing space anew.
    fn go_on_rebuilding(&mut self) {
        let division = self.rebuilding.as_mut().and_then(InParts::advance);
        if let Some(division) = division {
            self.rebuilding = None;
            self.take(division);
        }
    }

    /// Inserts a point and returns its id. O(log n) amortised.
    pub fn insert(&mut self, x: &State<D>) -> u32 {
        assert_point(x);
        let id = self.points.len() as u32;
        self.points.push(*x);
        self.bounds.include(x);
        let len = self.leaves.push(self.home(x), x, id);
        self.overflow += len.saturating_sub(self.fair);
        let is_due = self.points.len() >= self.rebuild_at
            || self.overflow > OVERFLOW_A_POINT * self.points.len();
        if self.rebuilding.is_some() {
            self.go_on_rebuilding();
        } else if is_due {
            self.rebuild();
        }
        id
    }

    /// The number of points.
    #[inline]
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there is no point.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The point with this id. Panics if there is none.
    #[inline]
    pub fn point(&self, id: u32) -> &State<D> {
        &self.points[id as usize]
    }

    /// All points, by id.
    #[inline]
    pub fn points(&self) -> &[State<D>] {
        &self.points
    }

    /// All points, by id, without the index.
    pub fn into_points(self) -> Vec<State<D>> {
        self.points
    }

    /// The leaf whose cell contains `x`.
    #[inline]
    fn home(&self, x: &State<D>) -> usize {
        home(self.cells.as_ref(), x)
    }

    /// The point nearest to `x`, the one with the least id where several are; none where the index is empty.
    pub fn nearest(&self, x: &State<D>) -> Option<Neighbour> {
        assert_point(x);
        let mut best = Neighbour {
            id: 0,
            squared_distance: squared_distance(self.points.first()?, x),
        };
        let home = self.home(x);
        self.leaves.nearest(home, x, &mut best);
        if let Some(cells) = &self.cells {
            cells.visit(x, best.squared_distance, |leaf| {
                if leaf != home
                    && self.leaves.bounds(leaf).squared_distance_to(x) <= best.squared_distance
                {
                    self.leaves.nearest(leaf, x, &mut best);
                }
                best.squared_distance
            });
        }
        Some(best)
    }

    /// Puts into `out` the points whose squared distance from `x` is at most `radius * radius`, and nothing else.
    ///
    /// The radius may be infinite; a negative one finds nothing. The order is that of the tree's cells, within a cell
    /// by ascending id: the same for the same inserts, but of no other meaning. Allocates only where `out` has to grow.
    pub fn within(&self, x: &State<D>, radius: f64, out: &mut Vec<Neighbour>) {
        assert_point(x);
        debug_assert!(!radius.is_nan(), "the radius is not a number");
        out.clear();
        if radius >= 0.0 {
            self.collect(x, radius * radius, out);
        }
    }

    /// Appends the points in the closed ball to `out`.
    #[inline(never)] // two queries call it
    fn collect(&self, x: &State<D>, squared_radius: f64, out: &mut Vec<Neighbour>) {
        match &self.cells {
            None => self.leaves.within(0, x, squared_radius, out),
            Some(cells) => cells.visit(x, squared_radius, |leaf| {
                if self.leaves.bounds(leaf).squared_distance_to(x) <= squared_radius {
                    self.leaves.within(leaf, x, squared_radius, out);
                }
                squared_radius
            }),
        }
    }

    /// Puts into `out` the ids of the points in the closed box, which may be infinite.
    ///
    /// The order is that of the tree's cells, within a cell by ascending id. Every leaf's box is looked at, one for
    /// some dozens of points; the points of those alone that meet the box are scanned.
    pub fn within_box(&self, region: &Aabb<D>, out: &mut Vec<u32>) {
        out.clear();
        for leaf in 0..self.leaves.count() {
            self.leaves.within_box(leaf, region, out);
        }
    }

    /// Puts into `out` the `k` points nearest to `x`, or all if there are fewer; of points at the same distance those
    /// with lesser ids. The farthest of them, by distance and id, is the last; the others have no order.
    pub fn k_nearest(&self, x: &State<D>, k: usize, out: &mut Vec<Neighbour>) {
        self.k_nearest_within(x, k, f64::INFINITY, out);
    }

    /// As [`NeighbourIndex::k_nearest`] among the points whose squared distance from `x` is at most `limit`. Where
    /// these are fewer than `k` they have no order.
    pub fn k_nearest_within(&self, x: &State<D>, k: usize, limit: f64, out: &mut Vec<Neighbour>) {
        assert_point(x);
        out.clear();
        let k = k.min(self.len());
        if k == 0 {
            return;
        }
        let mut squared_radius = self.likely_squared_radius(x, k).min(limit);
        let mut growth = 1.2;
        loop {
            self.collect(x, squared_radius, out);
            if out.len() >= k {
                break;
            }
            if squared_radius >= limit {
                return;
            }
            let missing = (k + 1) as f64 / (out.len() + 1) as f64;
            // Squaring the factor each time reaches any distance in a few rounds.
            squared_radius *= missing.powf(2.0 / D as f64) * growth;
            growth *= growth;
            if squared_radius == 0.0 || squared_radius.is_nan() {
                squared_radius = f64::INFINITY;
            }
            squared_radius = squared_radius.min(limit);
            out.clear();
        }
        // Nobody needs more order than this, and sorting takes longer than all the rest.
        keep_nearest(out, k, squared_radius);
    }

    /// A guess at the squared radius of the ball around `x` that holds somewhat more than `k` points; any guess is
    /// right.
    ///
    /// It takes the density of the leaf at home, and a cube in place of the ball for the part of it that lies outside
    /// the box around all points.
    fn likely_squared_radius(&self, x: &State<D>, k: usize) -> f64 {
        if self.cells.is_none() {
            return f64::INFINITY;
        }
        let home = self.home(x);
        let m = self.leaves.len(home);
        let local = if m > 2 {
            self.leaves.bounds(home).measure()
        } else {
            0.0
        };
        let (count, measure) = if local > 0.0 {
            (m, local)
        } else {
            (self.len(), self.bounds.measure())
        };
        let mut side = root::<D>(FIRST_BALL * k as f64 * measure / count as f64);
        let inside: f64 = (0..D)
            .map(|i| {
                let low = (x[i] - 0.5 * side).max(self.bounds.min[i]);
                let high = (x[i] + 0.5 * side).min(self.bounds.max[i]);
                ((high - low) / side).max(0.25)
            })
            .product();
        if inside < 1.0 {
            side /= root::<D>(inside);
        }
        let radius = side * self.radius_of_unit_ball;
        radius * radius
    }

    /// The bytes that its containers hold.
    pub fn memory(&self) -> usize {
        held(&self.points) + self.leaves.memory() + self.cells.as_ref().map_or(0, Cells::memory)
    }

    /// Bytes of the points that are divided in parts, as they are and in the order of the parts.
    fn memory_of_copies(points: usize) -> usize {
        match points > cells::AT_ONCE {
            true => points.saturating_mul(2 * size_of::<State<D>>()),
            false => 0,
        }
    }

    /// Bytes that the index may take while so many points are inserted: what it has, and where it is to be rebuilt the
    /// new leaves beside the old ones.
    pub fn memory_ahead(&self, more: usize) -> usize {
        let count = self.points.len().saturating_add(more);
        let surplus = more * self.leaves.largest().saturating_sub(self.fair);
        let is_rebuilt = self.rebuilding.is_some()
            || count >= self.rebuild_at
            || self.overflow + surplus > OVERFLOW_A_POINT * self.points.len();
        let rebuilding = match is_rebuilt {
            true => Self::memory_to_build(count),
            false => 0,
        };
        sum([
            growing_by(&self.points, more),
            self.cells.as_ref().map_or(0, Cells::memory),
            self.leaves.memory_ahead(more),
            rebuilding,
        ])
    }

    /// Bytes that dividing space for so many points takes at most, and what comes of it; the points themselves are not
    /// counted.
    pub fn memory_to_build(points: usize) -> usize {
        /// A point's leaf; kiddo's ids of the points in their order, and its scratch of their coordinates along an
        /// axis.
        const WHILE_BUILDING: usize = 8 + 8 + 16;
        let planes = points / (CELL / 4) * size_of::<f64>();
        sum([
            points.saturating_mul(WHILE_BUILDING),
            Self::memory_of_copies(points),
            planes,
            Leaves::<D>::memory_of(points),
        ])
    }
}

/// The D-th root, by square roots where these are enough: they take a tenth of the time.
#[inline]
fn root<const D: usize>(x: f64) -> f64 {
    match D {
        1 => x,
        2 => x.sqrt(),
        4 => x.sqrt().sqrt(),
        8 => x.sqrt().sqrt().sqrt(),
        _ => x.powf(1.0 / D as f64),
    }
}

/// Callers exclude coordinates that are not finite.
#[inline]
fn assert_point<const D: usize>(x: &State<D>) {
    debug_assert!(x.iter().all(|c| c.is_finite()), "{x:?} is no point");
}

impl<const D: usize> Default for NeighbourIndex<D> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
