//! The k-d tree of the index: kiddo lays its planes, as a map from space to cells.
//!
//! kiddo's trees keep points in buckets. Here a bucket is a *cell* that holds no point at all: kiddo chooses the planes
//! that divide the points evenly, and of its tree only these are kept, while the points themselves live in
//! [`super::leaves`], where they can be added to a cell at any time. The planes are in breadth-first order, so that a
//! descent is arithmetic; it is done here, since kiddo's query lends out a buffer of the thread for each cell, which
//! took a fifth of the time of FMT* and PRM* in six dimensions.
//!
//! kiddo divides its points at once, which is too long a work for a step of a planner where they are many. Of more than
//! [`AT_ONCE`] the uppermost planes are laid here, each at the median of some points, until each part of space has few
//! enough for kiddo.

use super::in_parts::{FEW, Pace, copied};
use crate::geometry::State;
use crate::memory::held;
use kiddo::leaf_view::LeafView;
use kiddo::traits::kd_tree::KdTreeAccessor;
use kiddo::traits::leaf_strategy::{
    BucketLimitType, ConstructibleLeafStrategy, Immutable, LeafProjection, LeafStrategy,
};
use kiddo::{Eytzinger, KdTree, StemStrategy};

/// Points a cell has at most when its tree is built, where coordinates differ; up to twice as many when it is rebuilt.
///
/// Measured from 8 to 128 in 2 to 12 dimensions: 64 is the best or within a tenth of it for a step of RRT*.
pub(super) const CELL: usize = 64;

/// Points that kiddo divides at once, which takes some milliseconds.
pub(super) const AT_ONCE: usize = 65_536;

/// Points whose median a plane is laid at.
const VOTERS: usize = 1_023;

/// What a squared radius is multiplied with before a cell is left out.
///
/// The squared distance to a cell is updated by a subtraction and an addition a level. On the way down it only grows,
/// so each level adds at most three relative rounding errors: below 64 * 3 * 2^-53 = 3e-14 for the deepest tree that
/// there is.
const PRUNING_SLACK: f64 = 1.0 + 1e-12;

/// kiddo's buckets, of which only the number is kept.
#[derive(Debug)]
struct Buckets(usize);

impl<SS: StemStrategy, const D: usize> LeafStrategy<f64, u32, SS, D, CELL> for Buckets {
    type Num = f64;
    type Mutability = Immutable;
    const BUCKET_LIMIT_TYPE: BucketLimitType = BucketLimitType::Soft;
    const LEAF_PROJECTION: LeafProjection = LeafProjection::LeafView;

    fn size(&self) -> usize {
        self.0
    }

    fn leaf_count(&self) -> usize {
        self.0
    }

    fn leaf_len(&self, _: usize) -> usize {
        0
    }

    fn leaf_view(&self, _: usize) -> LeafView<'_, f64, u32, D, CELL> {
        LeafView::new([&[]; D], &[])
    }
}

impl<SS: StemStrategy, const D: usize> ConstructibleLeafStrategy<f64, u32, SS, D, CELL>
    for Buckets
{
    fn new_with_capacity(_: usize) -> Self {
        Self(0)
    }

    fn append_leaf(&mut self, _: &[&[f64]; D], _: &[u32]) {
        self.0 += 1;
    }
}

/// A partition of R^D into cells by axis-parallel planes.
///
/// The nodes of the tree are numbered from the root, 1: those below node n are 2 n and, from the plane on, 2 n + 1.
/// Planes of one level are across one axis, those of the next level across the next.
pub(super) struct Cells<const D: usize> {
    /// Where the plane of a node is.
    planes: Vec<f64>,
    /// The number of cells, a power of two; that of the first one as a node.
    count: usize,
}

impl<const D: usize> Cells<D> {
    /// A partition that spreads `points` evenly: about [`CELL`] or fewer to a cell, more only where coordinates are
    /// equal.
    ///
    /// None where one cell is enough.
    pub(super) fn around(points: &[State<D>]) -> Option<Self> {
        if points.len() <= CELL {
            return None;
        }
        // The only error is an item that does not fit into 32 bits; ids are 32-bit numbers already.
        let tree: KdTree<f64, u32, Eytzinger, Buckets, D, CELL> =
            KdTree::new_from_slice(points).ok()?;
        let count = 1 << (tree.max_stem_level() + 1);
        let mut planes = tree.stems().to_vec();
        // Beyond what kiddo needed: all points are on one side.
        planes.resize(count, f64::INFINITY);
        Some(Self { planes, count })
    }

    /// As [`Cells::around`], in parts; the planes are other ones where there are more than [`AT_ONCE`] points.
    pub(super) async fn around_in_parts(points: &[State<D>], pace: &mut Pace) -> Option<Self> {
        if points.len() <= AT_ONCE {
            pace.spend(points.len()).await;
            return Self::around(points);
        }
        let levels = points.len().div_ceil(AT_ONCE).next_power_of_two().ilog2();
        let mut points = copied(points, pace).await;
        let mut planes = vec![f64::INFINITY; 1 << levels];
        let mut ranges: Vec<_> = std::iter::once(0..points.len()).collect();
        for node in 1..planes.len() {
            let range = ranges[node - 1].clone();
            let part = &mut points[range.clone()];
            let axis = node.ilog2() as usize % D;
            planes[node] = median(part, axis);
            let middle = range.start + divide(part, axis, planes[node], pace).await;
            ranges.extend([range.start..middle, middle..range.end]);
        }
        let mut parts = Vec::new();
        for range in ranges.split_off(planes.len() - 1) {
            let part = &points[range];
            // More only where coordinates are equal: some of them show where planes can be.
            let few = part.iter().step_by(part.len().div_ceil(2 * AT_ONCE).max(1));
            // The axis of a part's first plane comes first.
            let turned = few.map(|x| std::array::from_fn(|i| x[(i + levels as usize) % D]));
            let turned: Vec<State<D>> = turned.collect();
            pace.spend(turned.len()).await;
            parts.push(Self::around(&turned));
        }
        Some(Self::joined(planes, &parts))
    }

    /// The partition whose uppermost planes are these, and the others those of its parts.
    fn joined(uppermost: Vec<f64>, parts: &[Option<Self>]) -> Self {
        let most = parts.iter().flatten().map(|part| part.count).max();
        let count = parts.len() * most.unwrap_or(1);
        let mut planes = uppermost;
        planes.resize(count, f64::INFINITY);
        for (k, part) in parts.iter().enumerate() {
            let part = part.iter().flat_map(|part| part.planes.iter().enumerate());
            for (node, plane) in part.skip(1) {
                let level = node.ilog2();
                planes[((parts.len() + k) << level) + node - (1 << level)] = *plane;
            }
        }
        Self { planes, count }
    }

    /// The number of cells; they are numbered from 0.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The cell that contains `x`.
    #[inline]
    pub(super) fn of(&self, x: &State<D>) -> usize {
        let (mut node, mut axis) = (1, 0);
        while node < self.count {
            node = 2 * node + usize::from(x[axis] >= self.planes[node]);
            axis = next(axis, D);
        }
        node - self.count
    }

    /// Calls `visit` with each cell that meets the ball around `x`, and possibly a few more, nearer ones first where it
    /// is cheap. It returns the squared radius from then on, the same or a lesser one.
    #[inline]
    pub(super) fn visit(
        &self,
        x: &State<D>,
        squared_radius: f64,
        mut visit: impl FnMut(usize) -> f64,
    ) {
        let mut descent = Descent {
            cells: self,
            x,
            bound: squared_radius * PRUNING_SLACK,
            squares: [0.0; D],
            visit: &mut visit,
        };
        descent.go_down(1, 0, 0.0);
    }

    /// The bytes held.
    pub(super) fn memory(&self) -> usize {
        held(&self.planes)
    }
}

/// The median along an axis of some of the points, evenly spread among them; infinite where there are none.
fn median<const D: usize>(points: &[State<D>], axis: usize) -> f64 {
    let some = points.iter().step_by(points.len().div_ceil(VOTERS).max(1));
    let mut places: Vec<f64> = some.map(|x| x[axis]).collect();
    places.sort_unstable_by(f64::total_cmp);
    let middle = places.get(places.len() / 2);
    middle.copied().unwrap_or(f64::INFINITY)
}

/// Brings the points below a plane before those from it on; how many there are.
async fn divide<const D: usize>(
    points: &mut [State<D>],
    axis: usize,
    plane: f64,
    pace: &mut Pace,
) -> usize {
    let mut below = 0;
    for first in (0..points.len()).step_by(FEW) {
        let last = points.len().min(first + FEW);
        for k in first..last {
            if points[k][axis] < plane {
                points.swap(k, below);
                below += 1;
            }
        }
        pace.spend(last - first).await;
    }
    below
}

/// A ball on its way down the tree.
struct Descent<'a, V, const D: usize> {
    cells: &'a Cells<D>,
    x: &'a State<D>,
    bound: f64,
    /// The squared distances of `x` along each axis to the part of space at hand.
    squares: [f64; D],
    visit: &'a mut V,
}

impl<V: FnMut(usize) -> f64, const D: usize> Descent<'_, V, D> {
    /// Visits the cells below a node, whose part of space is at this squared distance.
    fn go_down(&mut self, node: usize, axis: usize, squared_distance: f64) {
        if node >= self.cells.count {
            self.bound = (self.visit)(node - self.cells.count) * PRUNING_SLACK;
            return;
        }
        let plane = self.cells.planes[node];
        let right = usize::from(self.x[axis] >= plane);
        let below = next(axis, D);
        self.go_down(2 * node + right, below, squared_distance);
        let (nearer, way) = (self.squares[axis], self.x[axis] - plane);
        let farther = squared_distance - nearer + way * way;
        if farther <= self.bound {
            self.squares[axis] = way * way;
            self.go_down(2 * node + 1 - right, below, farther);
            self.squares[axis] = nearer;
        }
    }
}

#[inline(always)]
fn next(axis: usize, dimensions: usize) -> usize {
    if axis + 1 == dimensions { 0 } else { axis + 1 }
}
