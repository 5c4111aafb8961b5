//! Many points on their way into the leaves of cells: in parts, for this takes about 100 ns a point.
//!
//! Cells are laid around the points (`cells.rs`), each point is sent to the leaf of its cell, and where ids may change
//! the points are put in the order of the cells first, by a counting sort. All are `async` functions that tell a
//! [`Pace`] of their work (`in_parts.rs`); done at once or in parts, they give the same.

use super::cells::Cells;
use super::in_parts::{FEW, InParts, Pace};
use super::leaves::Leaves;
use crate::geometry::State;

/// Points in the leaves of cells around them.
pub(super) struct Division<const D: usize> {
    /// How many.
    pub(super) count: usize,
    /// The cells; none while one leaf holds all points.
    pub(super) cells: Option<Cells<D>>,
    /// A leaf for each cell.
    pub(super) leaves: Leaves<D>,
    /// The number of points in the fullest leaf.
    pub(super) fullest: usize,
}

impl<const D: usize> Division<D> {
    /// Lays cells around the points and puts them into their leaves.
    pub(super) async fn around(points: &[State<D>], pace: &mut Pace) -> Self {
        let cells = Cells::around_in_parts(points, pace).await;
        let homes = homes(cells.as_ref(), points, pace).await;
        Self::of(points, cells, &homes, pace).await
    }

    /// As [`Division::around`], all at once.
    pub(super) fn at_once(points: &[State<D>]) -> Self {
        InParts::new(async { Self::around(points, &mut Pace::default()).await }).finish()
    }

    /// Puts the points into the leaves of their cells.
    pub(super) async fn of(
        points: &[State<D>],
        cells: Option<Cells<D>>,
        homes: &[usize],
        pace: &mut Pace,
    ) -> Self {
        let counts = counts(cells.as_ref(), homes, pace).await;
        let mut division = Self {
            count: points.len(),
            cells,
            fullest: counts.iter().copied().max().unwrap_or(0),
            leaves: Leaves::with_room(counts.into_iter()),
        };
        for (k, (points, homes)) in points.chunks(FEW).zip(homes.chunks(FEW)).enumerate() {
            for (j, (x, &home)) in points.iter().zip(homes).enumerate() {
                division.leaves.push(home, x, (k * FEW + j) as u32);
            }
            pace.spend(points.len()).await;
        }
        division
    }
}

/// The leaf of the cell that contains `x`.
#[inline]
pub(super) fn home<const D: usize>(cells: Option<&Cells<D>>, x: &State<D>) -> usize {
    cells.map_or(0, |cells| cells.of(x))
}

/// The leaves of the points' cells.
pub(super) async fn homes<const D: usize>(
    cells: Option<&Cells<D>>,
    points: &[State<D>],
    pace: &mut Pace,
) -> Vec<usize> {
    let mut homes = Vec::with_capacity(points.len());
    for few in points.chunks(FEW) {
        homes.extend(few.iter().map(|x| home(cells, x)));
        pace.spend(few.len()).await;
    }
    homes
}

/// The number of points in each leaf.
async fn counts<const D: usize>(
    cells: Option<&Cells<D>>,
    homes: &[usize],
    pace: &mut Pace,
) -> Vec<usize> {
    let mut counts = vec![0; cells.map_or(1, Cells::count)];
    for few in homes.chunks(FEW) {
        few.iter().for_each(|&home| counts[home] += 1);
        pace.spend(few.len()).await;
    }
    counts
}

/// The points' ids leaf by leaf, ascending in each; but that of the first point comes first.
pub(super) async fn order<const D: usize>(
    cells: Option<&Cells<D>>,
    homes: &[usize],
    pace: &mut Pace,
) -> Vec<u32> {
    let mut places = counts(cells, &homes[1..], pace).await;
    let mut begin = 1;
    for place in &mut places {
        begin += std::mem::replace(place, begin);
    }
    let mut order = vec![0; homes.len()];
    for (k, few) in homes.chunks(FEW).enumerate() {
        let ids = (k * FEW) as u32..;
        for (id, &home) in ids.zip(few).skip(usize::from(k == 0)) {
            order[places[home]] = id;
            places[home] += 1;
        }
        pace.spend(few.len()).await;
    }
    order
}
