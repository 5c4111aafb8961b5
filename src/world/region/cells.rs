//! What a region asks of a map's cells: which are touched, where a segment crosses their borders, and one drawn
//! uniformly. Positions are in the map's own axes.

use crate::geometry::Aabb;
use crate::random::{Rng, unit};
use crate::world::plane::Point;
use crate::world::shape::GridMap;

/// A point this close to a cell, in cells, counts as on its border.
const BORDER: f64 = 1e-9;

/// Adds the parameters at which a coordinate that goes from `a` to `b` crosses a line of the map's grid in direction
/// `i`.
pub(super) fn push_grid_lines(map: &GridMap, i: usize, a: f64, b: f64, cuts: &mut Vec<f64>) {
    let in_cells = |x: f64| (x - map.origin[i]) / map.resolution;
    let (from, to) = (in_cells(a), in_cells(b));
    let lines = if i == 0 { map.width } else { map.height };
    let low = from.min(to).ceil().max(0.0) as usize;
    let high = from.max(to).floor().min(lines as f64);
    if from == to || high < 0.0 {
        return;
    }
    for line in low..=high as usize {
        cuts.push((line as f64 - from) / (to - from));
    }
}

/// Whether the point lies in a closed blocked cell of the map: one to four cells to look at.
pub(super) fn touches_blocked_cell(map: &GridMap, x: Point) -> bool {
    let in_cells = |i: usize| (x[i] - map.origin[i]) / map.resolution;
    let around = |x: f64, count: usize| {
        let (low, high) = ((x - BORDER).floor(), (x + BORDER).floor());
        let low = low.max(0.0) as usize;
        let end = if high < 0.0 { 0 } else { high as usize + 1 };
        low..end.min(count)
    };
    around(in_cells(1), map.height)
        .any(|row| around(in_cells(0), map.width).any(|column| map.is_blocked(column, row)))
}

/// For every row the number of blocked cells in it and in the rows before it.
pub(super) fn blocked_up_to_rows(map: &GridMap) -> Vec<usize> {
    let mut total = 0;
    let count = |row: usize| (0..map.width).filter(|&c| map.is_blocked(c, row)).count();
    let mut sum = |row: usize| {
        total += count(row);
        total
    };
    (0..map.height).map(&mut sum).collect()
}

/// A blocked cell drawn uniformly, as its closed square; none where there is none.
pub(super) fn sample_cell(rng: &mut Rng, map: &GridMap, up_to: &[usize]) -> Option<Aabb<2>> {
    let total = *up_to.last()?;
    let index = ((unit(rng) * total as f64) as usize).min(total.checked_sub(1)?);
    let row = up_to.partition_point(|count| *count <= index);
    let before = if row == 0 { 0 } else { up_to[row - 1] };
    (0..map.width)
        .filter(|&column| map.is_blocked(column, row))
        .nth(index - before)
        .map(|column| cell_bounds(map, column, row))
}

/// The least upright box of the plane that contains all blocked cells.
pub(super) fn blocked_bounds(map: &GridMap) -> Aabb<2> {
    let mut bounds = Aabb::EMPTY;
    let turn = map.turn();
    for row in 0..map.height {
        let blocked = |column: &usize| map.is_blocked(*column, row);
        let ends = [(0..map.width).find(blocked), (0..map.width).rfind(blocked)];
        for column in ends.into_iter().flatten() {
            let cell = cell_bounds(map, column, row);
            let [min, max] = turn.box_forth([cell.min, cell.max]);
            bounds.include(&min);
            bounds.include(&max);
        }
    }
    bounds
}

/// The closed square of a cell.
fn cell_bounds(map: &GridMap, column: usize, row: usize) -> Aabb<2> {
    let corner = |c: usize, r: usize| {
        [
            map.origin[0] + map.resolution * c as f64,
            map.origin[1] + map.resolution * r as f64,
        ]
    };
    Aabb::new(corner(column, row), corner(column + 1, row + 1))
}
