//! Grid maps as images: the cells of all maps of a scenario, at the picture's resolution.
//!
//! An image has one pixel for a fixed fraction of the picture's pixel, however many cells the maps have. Where cells
//! are larger than that, each pixel shows the cell at its centre, with sharp borders. Where they are smaller, it shows
//! the share of blocked and of unknown cells under it; the root of the share, so that a wall of one cell does not fade
//! away among free ones.
//!
//! Of a turned map, a pixel's cells are those whose centres it holds, since it covers none of them squarely (`turned`).
//!
//! The work is one visit to each pixel or each cell, whichever are more. What lies outside of an obstacle's map is
//! blocked, as it is for planners; nothing outside of a region's map belongs to it.

mod turned;

use super::style::{self, Colour};
use super::tile::Tile;
use crate::world::{Cell, GridMap};
use std::ops::Range;

/// Steps of a share between none and all; two shares make an index into the palette.
const LEVELS: usize = 16;

/// The colours of a map's cells.
#[derive(Clone, Copy)]
pub struct Cells {
    /// Blocked cells.
    pub occupied: Colour,
    /// Cells that were not observed.
    pub unknown: Colour,
    /// Whether what is outside of the map is blocked: of an obstacle it is, of a region it is not.
    pub beyond: bool,
}

impl Cells {
    /// The colours of an obstacle map.
    pub fn of(map: &GridMap) -> Self {
        let unknown = if map.unknown_is_blocked {
            style::UNKNOWN
        } else {
            style::UNKNOWN_FREE
        };
        Self {
            occupied: style::OBSTACLE,
            unknown,
            beyond: true,
        }
    }
}

/// Whether an image of maps shows something occupied, and something unknown.
pub fn shown(tile: &Tile) -> [bool; 2] {
    let any = |of: fn(usize) -> usize| tile.pixels.iter().any(|pixel| of((*pixel).into()) > 0);
    [any(|index| index / LEVELS), any(|index| index % LEVELS)]
}

/// The maps as seen through a window of the plane.
///
/// `bounds` are the window's [low, high] along x and y, `size` the image's width and height in pixels; the first row
/// shows the least y where `down` is set, else the greatest.
pub fn tile(
    maps: &[&GridMap],
    cells: Cells,
    bounds: [[f64; 2]; 2],
    size: [usize; 2],
    down: bool,
) -> Tile {
    let [width, height] = size;
    let mut pixels = vec![0; width * height];
    let mut line: Vec<u8> = Vec::new();
    let outside = if cells.beyond { BLOCKED } else { 0 };
    for map in maps {
        if !map.turn().is_none() {
            for (pixel, level) in pixels
                .iter_mut()
                .zip(turned::levels(map, bounds, size, down, outside))
            {
                *pixel = merge(*pixel, level);
            }
            continue;
        }
        let columns = sources(bounds[0], width, map.origin[0], map.resolution, map.width);
        let mut rows = sources(bounds[1], height, map.origin[1], map.resolution, map.height);
        if !down {
            rows.reverse();
        }
        let mut shown = None;
        for (pixels, rows) in pixels.chunks_mut(width.max(1)).zip(&rows) {
            // Where cells are large, many lines show the same ones.
            if shown != Some(rows) {
                line = columns
                    .iter()
                    .map(|c| level(map, c, rows, outside))
                    .collect();
                shown = Some(rows);
            }
            for (pixel, level) in pixels.iter_mut().zip(&line) {
                *pixel = merge(*pixel, *level);
            }
        }
    }
    Tile {
        width,
        height,
        pixels,
        palette: (0..LEVELS * LEVELS).map(|i| shade(i, cells)).collect(),
    }
}

/// The cells under each pixel along one axis; an empty range is outside of the map.
fn sources(
    bounds: [f64; 2],
    pixels: usize,
    origin: f64,
    resolution: f64,
    cells: usize,
) -> Vec<Range<usize>> {
    let step = (bounds[1] - bounds[0]) / pixels as f64;
    let cell = |pixel: f64| ((bounds[0] + step * pixel - origin) / resolution).floor();
    (0..pixels)
        .map(|i| {
            let center = cell(i as f64 + 0.5);
            if !(center >= 0.0 && center < cells as f64) {
                return 0..0;
            }
            let center = center as usize;
            let (first, last) = (cell(i as f64).max(0.0), cell(i as f64 + 1.0));
            if last - first < 2.0 {
                center..center + 1
            } else {
                first as usize..(last as usize).min(cells)
            }
        })
        .collect()
}

/// The shares of occupied and unknown cells in a block, as one index.
fn level(map: &GridMap, columns: &Range<usize>, rows: &Range<usize>, outside: u8) -> u8 {
    if columns.is_empty() || rows.is_empty() {
        return outside;
    }
    let mut count = Count::default();
    for row in rows.clone() {
        let row = row * map.width;
        for cell in &map.cells[row + columns.start..row + columns.end] {
            count.add(*cell);
        }
    }
    count.level()
}

/// The level of what is blocked.
const BLOCKED: u8 = ((LEVELS - 1) * LEVELS) as u8;

/// The cells of a pixel, counted.
#[derive(Clone, Copy, Default)]
struct Count {
    all: u32,
    occupied: u32,
    unknown: u32,
}

impl Count {
    fn add(&mut self, cell: Cell) {
        self.all += 1;
        self.occupied += u32::from(cell == Cell::Occupied);
        self.unknown += u32::from(cell == Cell::Unknown);
    }

    /// The two shares as one index.
    fn level(&self) -> u8 {
        let all = f64::from(self.all);
        let step = |n: u32| ((f64::from(n) / all).sqrt() * (LEVELS - 1) as f64).round() as usize;
        (step(self.occupied) * LEVELS + step(self.unknown)) as u8
    }
}

/// Of two maps over each other the more blocked one counts.
fn merge(a: u8, b: u8) -> u8 {
    let levels = LEVELS as u8;
    (a / levels).max(b / levels) * levels + (a % levels).max(b % levels)
}

fn shade(index: usize, cells: Cells) -> Colour {
    let share = |level: usize| level as f64 / (LEVELS - 1) as f64;
    let (occupied, unknown) = (share(index / LEVELS), share(index % LEVELS));
    let sum = occupied + unknown;
    let of_both = if sum > 0.0 { occupied / sum } else { 0.0 };
    Colour {
        alpha: sum.min(1.0),
        ..style::mix(cells.unknown, cells.occupied, of_both)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(width: usize, height: usize, blocked: impl Fn(usize, usize) -> bool) -> GridMap {
        let cell = |i: usize| match blocked(i % width, i / width) {
            true => Cell::Occupied,
            false => Cell::Free,
        };
        GridMap {
            file: String::new(),
            width,
            height,
            resolution: 1.0,
            origin: [0.0, 0.0],
            yaw: 0.0,
            cells: (0..width * height).map(cell).collect(),
            unknown_is_blocked: true,
            y_down: false,
        }
    }

    #[test]
    fn every_pixel_of_a_coarse_map_shows_its_cell() {
        let map = map(3, 2, |column, row| (column + row) % 2 == 0);
        let bounds = [[0.0, 3.0], [0.0, 2.0]];
        for down in [false, true] {
            let tile = tile(&[&map], Cells::of(&map), bounds, [300, 200], down);
            for (x, y) in [(50, 50), (150, 50), (250, 150), (99, 99), (100, 100)] {
                let row = if down { y / 100 } else { 1 - y / 100 };
                let blocked = map.is_blocked(x / 100, row);
                assert_eq!(tile.colour(x, y).alpha == 1.0, blocked, "{x} {y}");
            }
        }
    }

    #[test]
    fn a_wall_of_one_cell_stays_visible_in_a_fine_map() {
        let map = map(1000, 1000, |column, _| column == 503);
        let bounds = [[0.0, 1000.0], [0.0, 1000.0]];
        let tile = tile(&[&map], Cells::of(&map), bounds, [100, 100], false);
        assert!(tile.colour(50, 20).alpha > 0.25);
        assert_eq!(tile.colour(49, 20).alpha, 0.0);
    }

    #[test]
    fn a_turned_wall_of_one_cell_stays_visible_all_along_in_a_fine_map() {
        let map = GridMap {
            yaw: 0.4,
            ..map(1000, 1000, |column, _| column == 503)
        };
        let [low, high] = map.bounds();
        let bounds = [[low[0], high[0]], [low[1], high[1]]];
        for down in [false, true] {
            let tile = tile(&[&map], Cells::of(&map), bounds, [140, 120], down);
            let opacity = |x: f64, y: f64| {
                let [u, v] = [
                    x * 0.4f64.cos() - y * 0.4f64.sin(),
                    x * 0.4f64.sin() + y * 0.4f64.cos(),
                ];
                let column = 140.0 * (u - low[0]) / (high[0] - low[0]);
                let row = 120.0 * (v - low[1]) / (high[1] - low[1]);
                let row = if down { row } else { 120.0 - row };
                tile.colour(column as usize, row as usize).alpha
            };
            for along in 10..990 {
                let y = f64::from(along) + 0.5;
                // Where the wall crosses a corner of a pixel that one holds little of it, but the next one does not.
                let near = [-6.0, 0.0, 6.0].map(|off| opacity(503.5, y + off));
                assert!(near.iter().any(|alpha| *alpha > 0.25), "{along} {near:?}");
                assert_eq!(opacity(470.0, y), 0.0);
                assert_eq!(opacity(537.0, y), 0.0);
            }
            assert_eq!(opacity(500.0, -15.0), 1.0, "outside");
        }
    }

    #[test]
    fn what_lies_outside_of_a_map_is_blocked_and_of_a_region_is_not() {
        for yaw in [0.0, 0.1] {
            let map = GridMap {
                yaw,
                ..map(2, 2, |_, _| false)
            };
            let bounds = [[-2.0, 2.0], [0.0, 2.0]];
            for beyond in [true, false] {
                let cells = Cells {
                    beyond,
                    ..Cells::of(&map)
                };
                let tile = tile(&[&map], cells, bounds, [4, 2], false);
                let row: Vec<bool> = (0..4).map(|x| tile.colour(x, 0).alpha == 1.0).collect();
                assert_eq!(row, [beyond, beyond, false, false]);
            }
        }
    }
}
