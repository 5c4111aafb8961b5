//! How far one may go from a cell of a map without looking: an exact distance transform, kept as one byte a cell.
//!
//! The distance between two cells as closed squares is the distance between the lattice points after shrinking each
//! coordinate's difference by one, that is the distance to the other cell's nearest neighbour (itself and the eight
//! cells around it). So the distance d of a cell to the nearest blocked cell is the Euclidean distance transform of the
//! blocked cells and their neighbours, computed exactly in integers, one pass along the columns and one along the rows,
//! by the lower envelope of parabolas (Meijster, Roerdink & Hesselink, "A general algorithm for computing distance
//! transforms in linear time", 2000). Outside of the map all cells are blocked.
//!
//! Every point of a cell is at least d from all blocked cells, and at most d plus the cell's diagonal. For a robot
//! between an inner and an outer radius this leaves three cases, distinguished by the byte: it collides wherever it is
//! in the cell ([`Room::None`]); it is free there and so is everything within a number of quarter cells
//! ([`Room::Free`]); or the exact test must decide ([`Room::Unknown`]).
//!
//! Complexity: O(cells) to build, with three bytes a cell of memory for a moment and one byte after.

use super::bits::BitGrid;

/// Steps in a cell: the unit in which free room is stored.
const STEPS: f64 = 4.0;

/// Covers the rounding of a position in cells and of a square root, in cells.
const MARGIN: f64 = 1e-6;

/// What the field says of a robot whose reference point is in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Room {
    /// It collides.
    None,
    /// It may collide.
    Unknown,
    /// It may move by this many cells (positive) in any direction without a collision.
    Free(f64),
}

/// The room around every cell.
pub(super) struct Field {
    /// 0: none, 1: unknown, k: free for (k - 1) steps.
    codes: Vec<u8>,
    width: usize,
}

impl Field {
    /// The field of a robot that contains the disc of radius `inner` and lies in that of radius `outer`, in cells.
    pub fn new(blocked: &BitGrid, inner: f64, outer: f64) -> Self {
        let (width, height) = (blocked.length, blocked.lines);
        let vertical = vertical_distances(blocked);
        let mut codes = vec![0; width * height];
        let mut envelope = Vec::new();
        for (row, codes) in codes.chunks_mut(width.max(1)).enumerate() {
            let heights = &vertical[row * width..][..width];
            nearest_in_row(heights, &mut envelope, |column, square| {
                codes[column] = code((square as f64).sqrt(), inner, outer);
            });
        }
        Self { codes, width }
    }

    /// What is known of this cell.
    #[inline(always)]
    pub fn room(&self, column: usize, row: usize) -> Room {
        match self.codes[row * self.width + column] {
            0 => Room::None,
            1 => Room::Unknown,
            k => Room::Free(f64::from(k - 1) / STEPS),
        }
    }
}

/// The byte of a cell at this distance from the nearest blocked cell.
fn code(distance: f64, inner: f64, outer: f64) -> u8 {
    if distance + std::f64::consts::SQRT_2 + MARGIN <= inner {
        return 0;
    }
    let steps = (distance - outer - MARGIN) * STEPS;
    if steps < 1.0 {
        1
    } else {
        // Saturates: 63 cells at a time are enough.
        1u8.saturating_add(steps as u8)
    }
}

/// For every cell the distance along its column to the nearest cell that is blocked or next to a blocked one.
fn vertical_distances(blocked: &BitGrid) -> Vec<u16> {
    let (width, height) = (blocked.length, blocked.lines);
    let mut distances = vec![u16::MAX; width * height];
    for row in 0..height {
        let edge_row = row == 0 || row + 1 == height;
        for column in 0..width {
            let near_by = edge_row
                || column == 0
                || column + 1 == width
                || (row - 1..=row + 1).any(|r| blocked.any(r, column - 1, column + 1));
            if near_by {
                distances[row * width + column] = 0;
            }
        }
    }
    for row in 1..height {
        let (above, here) = distances.split_at_mut(row * width);
        spread(&above[(row - 1) * width..], &mut here[..width]);
    }
    for row in (1..height).rev() {
        let (above, here) = distances.split_at_mut(row * width);
        spread(&here[..width], &mut above[(row - 1) * width..]);
    }
    distances
}

/// One row's distances, at most one more than those of the row beside it. They saturate at 65 535 cells, which is on
/// the safe side.
fn spread(from: &[u16], to: &mut [u16]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = (*to).min(from.saturating_add(1));
    }
}

/// Tells for every column x the least of `(x - i)^2 + heights[i]^2` over all i. `envelope` is working space.
fn nearest_in_row(
    heights: &[u16],
    envelope: &mut Vec<(i64, i64)>,
    mut tell: impl FnMut(usize, i64),
) {
    let value = |x: i64, i: i64| {
        let height = i64::from(heights[i as usize]);
        (x - i) * (x - i) + height * height
    };
    let width = heights.len() as i64;
    // The parabolas of the lower envelope, as (i, first x at which parabola i is the least).
    envelope.clear();
    for i in 0..width {
        let mut from = 0;
        while let Some(&(last, start)) = envelope.last() {
            if value(start, last) > value(start, i) {
                envelope.pop();
                continue;
            }
            let (g, h) = (
                i64::from(heights[i as usize]),
                i64::from(heights[last as usize]),
            );
            // The first integer from which on parabola i is strictly lower.
            from = (i * i - last * last + g * g - h * h).div_euclid(2 * (i - last)) + 1;
            break;
        }
        if from < width {
            envelope.push((i, from));
        }
    }
    for (k, &(i, from)) in envelope.iter().enumerate() {
        let to = envelope.get(k + 1).map_or(width, |next| next.1);
        for x in from..to {
            tell(x as usize, value(x, i));
        }
    }
}
