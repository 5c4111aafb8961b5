//! The k-d tree of the index: kiddo's immutable tree, as a map from space to cells.
//!
//! kiddo's trees keep points in buckets. Here a bucket is a *cell* that holds no point at all: it holds one entry, the cell's
//! number, at the place [`ANYWHERE`], which [`Meets`] puts at distance 0 from every query. So a radius query visits the number
//! of each cell that the ball may meet, and a descent returns the number of the cell that contains a place, while the points
//! themselves live in [`super::leaves`], where they can be added to a cell at any time.

use crate::geometry::State;
use kiddo::dist::{
    DistanceMetricAvx2, DistanceMetricAvx512, DistanceMetricNeon, DistanceMetricScalar,
    DistanceMetricWasmSimd,
};
use kiddo::leaf_view::LeafView;
use kiddo::traits::leaf_strategy::{
    BucketLimitType, ConstructibleLeafStrategy, Immutable, LeafProjection, LeafStrategy,
};
use kiddo::{Eytzinger, KdTree, StemStrategy};

/// Points a cell has at most when its tree is built, where coordinates differ; up to twice as many when it is rebuilt.
///
/// Measured from 8 to 128 in 2 to 12 dimensions: 64 is the best or within a tenth of it for a step of RRT*.
pub(super) const CELL: usize = 64;

/// What kiddo's pruning bound is multiplied with.
///
/// kiddo updates the squared distance to a cell by a subtraction and an addition a level. On the way down it only grows, so
/// each level adds at most three relative rounding errors: below 64 * 3 * 2^-53 = 3e-14 for the deepest tree it supports.
const PRUNING_SLACK: f64 = 1.0 + 1e-12;

/// The coordinate at distance 0 from every other.
const ANYWHERE: &[f64] = &[f64::NAN];

/// The squared Euclidean distance, but [`ANYWHERE`] is at distance 0.
struct Meets;

impl DistanceMetricScalar<f64> for Meets {
    type Output = f64;

    #[inline(always)]
    fn widen_coord(a: f64) -> f64 {
        a
    }

    #[inline(always)]
    fn dist1(a: f64, b: f64) -> f64 {
        let d = a - b;
        if d.is_nan() { 0.0 } else { d * d }
    }
}
impl DistanceMetricAvx512<f64> for Meets {}
impl DistanceMetricAvx2<f64> for Meets {}
impl DistanceMetricNeon<f64> for Meets {}
impl DistanceMetricWasmSimd<f64> for Meets {}

/// kiddo's buckets: the cells' numbers.
#[derive(Debug)]
struct Numbers(Vec<u32>);

impl<SS: StemStrategy, const D: usize> LeafStrategy<f64, u32, SS, D, CELL> for Numbers {
    type Num = f64;
    type Mutability = Immutable;
    const BUCKET_LIMIT_TYPE: BucketLimitType = BucketLimitType::Soft;
    const LEAF_PROJECTION: LeafProjection = LeafProjection::LeafView;

    fn size(&self) -> usize {
        self.0.len()
    }

    fn leaf_count(&self) -> usize {
        self.0.len()
    }

    fn leaf_len(&self, _: usize) -> usize {
        1
    }

    #[inline(always)]
    fn leaf_view(&self, i: usize) -> LeafView<'_, f64, u32, D, CELL> {
        LeafView::new([ANYWHERE; D], &self.0[i..=i])
    }
}

impl<SS: StemStrategy, const D: usize> ConstructibleLeafStrategy<f64, u32, SS, D, CELL>
    for Numbers
{
    fn new_with_capacity(points: usize) -> Self {
        Self(Vec::with_capacity(
            points.div_ceil(CELL).next_power_of_two(),
        ))
    }

    fn append_leaf(&mut self, _: &[&[f64]; D], _: &[u32]) {
        self.0.push(self.0.len() as u32);
    }
}

/// A partition of R^D into cells by axis-parallel planes.
pub(super) struct Cells<const D: usize>(KdTree<f64, u32, Eytzinger, Numbers, D, CELL>);

impl<const D: usize> Cells<D> {
    /// A partition that spreads `points` evenly: about [`CELL`] or fewer to a cell, more only where coordinates are equal.
    ///
    /// None where one cell is enough.
    pub(super) fn around(points: &[State<D>]) -> Option<Self> {
        if points.len() <= CELL {
            return None;
        }
        // The only error is an item that does not fit into 32 bits; ids are 32-bit numbers already.
        KdTree::new_from_slice(points).ok().map(Self)
    }

    /// The number of cells; they are numbered from 0.
    pub(super) fn count(&self) -> usize {
        self.0.leaf_count()
    }

    /// The cell that contains `x`.
    #[inline(never)] // kiddo's code is large, and its callers are many
    pub(super) fn of(&self, x: &State<D>) -> usize {
        self.0
            .query(x)
            .nearest_one::<Meets>()
            .approx()
            .execute()
            .item as usize
    }

    /// Calls `visit` with each cell that meets the ball around `x` and possibly a few more, nearer ones first where it is cheap.
    ///
    /// `visit` must not query a tree: kiddo lends it a buffer of the thread.
    #[inline]
    pub(super) fn visit(&self, x: &State<D>, squared_radius: f64, mut visit: impl FnMut(usize)) {
        self.0
            .query(x)
            .within::<Meets>(squared_radius * PRUNING_SLACK)
            .unsorted()
            .visit(|cell| visit(cell.item as usize));
    }

    /// About the bytes held: a coordinate a plane and a number a cell.
    pub(super) fn memory(&self) -> usize {
        self.count() * (size_of::<f64>() + size_of::<u32>())
    }
}
