//! A turned map at the picture's resolution.
//!
//! Each pixel of the image is a square that lies askew among the map's cells. Where cells are large, it shows the cell
//! at its centre. Where a pixel is at least two cells wide, it shows what it holds of their centres: at least one,
//! since a disc of a cell's diagonal fits into it.

use super::Count;
use crate::world::GridMap;

/// Pixels from this many cells wide on show shares.
const WIDE: f64 = 2.0;

/// The levels of all pixels, row after row from the top of an image of this window; `outside` where there is no map.
pub(super) fn levels(
    map: &GridMap,
    bounds: [[f64; 2]; 2],
    size: [usize; 2],
    down: bool,
    outside: u8,
) -> Vec<u8> {
    let [width, height] = size;
    let step = [0, 1].map(|i| (bounds[i][1] - bounds[i][0]) / size[i] as f64);
    let turn = map.turn();
    let counts = match step[0].min(step[1]) < WIDE * map.resolution {
        true => Vec::new(),
        false => count(map, bounds, size, step),
    };
    let mut levels = Vec::with_capacity(width * height);
    for line in 0..height {
        let row = if down { line } else { height - 1 - line };
        for column in 0..width {
            let centre = [column, row].map(|pixel| pixel as f64 + 0.5);
            let place = turn.back([0, 1].map(|i| bounds[i][0] + step[i] * centre[i]));
            let cell = [0, 1].map(|i| ((place[i] - map.origin[i]) / map.resolution).floor());
            let is_inside = cell[0] >= 0.0
                && cell[1] >= 0.0
                && cell[0] < map.width as f64
                && cell[1] < map.height as f64;
            levels.push(match is_inside {
                false => outside,
                true => match counts.get(row * width + column) {
                    Some(count) if count.all > 0 => count.level(),
                    _ => {
                        let mut count = Count::default();
                        count.add(map.cells[cell[1] as usize * map.width + cell[0] as usize]);
                        count.level()
                    }
                },
            });
        }
    }
    levels
}

/// The cells whose centres each pixel holds; the first row of pixels has the least y.
fn count(map: &GridMap, bounds: [[f64; 2]; 2], size: [usize; 2], step: [f64; 2]) -> Vec<Count> {
    let turn = map.turn();
    let mut counts = vec![Count::default(); size[0] * size[1]];
    for (index, cell) in map.cells.iter().enumerate() {
        let centre = [index % map.width, index / map.width].map(|k| k as f64 + 0.5);
        let place = turn.forth([0, 1].map(|i| map.origin[i] + map.resolution * centre[i]));
        let pixel = [0, 1].map(|i| ((place[i] - bounds[i][0]) / step[i]).floor());
        if (0..2).all(|i| pixel[i] >= 0.0 && pixel[i] < size[i] as f64) {
            counts[pixel[1] as usize * size[0] + pixel[0] as usize].add(*cell);
        }
    }
    counts
}
