//! ROS map_server maps: what the settings of the YAML (`settings.rs`) make of the pixels of its image.
//!
//! The rules are those of ROS 2's map server. A pixel's shade is the mean of its colours (and, in `trinary` mode, of
//! its alpha where the image has one), from 0 (black) to 1. It is occupied to the degree `occ = 1 - shade`, or `shade`
//! with `negate`. This gives a value from 0 (free) to 100 (occupied), or none (unknown):
//!
//! | mode | occ > occupied_thresh | occ < free_thresh | else |
//! | --- | --- | --- | --- |
//! | `trinary` | 100 | 0 | unknown |
//! | `scale` | 100 | 0 | (occ - free_thresh) / (occupied_thresh - free_thresh) in hundredths; unknown where not opaque |
//! | `raw` | | | 255 shade where at most 100, else unknown; neither thresholds nor `negate` |
//!
//! Here 0 is free and 100 is occupied; a value between is neither for sure and treated as unknown, so that the scenario
//! decides.
//!
//! Occupied is asked first, so the thresholds may stand in any order: where they cross, nothing is unknown. The first
//! row of the image is the top, the row of greatest y.
//!
//! `origin` is the place of the image's lower left corner and the yaw by which the image is turned about it,
//! anticlockwise. A yaw within 1e-9 of whole turns is none, and one that is as near to quarter turns turns the cells
//! themselves: such a map is upright, with its lower left corner elsewhere.

use super::raster::{Pixel, Raster};
use super::settings::{Mode, Settings};
use crate::world::shape::{Cell, GridMap};

/// What the map server makes of a pixel: 0 to 100, or none for unknown.
pub(super) fn occupancy(settings: &Settings, pixel: Pixel) -> Option<u8> {
    let [r, g, b] = pixel.color;
    let shade = match (settings.mode, pixel.alpha) {
        (Mode::Trinary, Some(alpha)) => (r + g + b + alpha) / 4.0,
        // A mean of equal numbers can round away from them.
        _ if r == g && g == b => r,
        _ => (r + g + b) / 3.0,
    };
    if settings.mode == Mode::Raw {
        let value = (shade * 255.0).round();
        return (value <= 100.0).then_some(value as u8);
    }
    let occupied = if settings.negate { shade } else { 1.0 - shade };
    if settings.mode == Mode::Scale && pixel.alpha.is_some_and(|alpha| alpha != 1.0) {
        None
    } else if settings.occupied_thresh < occupied {
        Some(100)
    } else if occupied < settings.free_thresh {
        Some(0)
    } else if settings.mode == Mode::Trinary {
        None
    } else {
        let (low, high) = (settings.free_thresh, settings.occupied_thresh);
        let share = (occupied - low) / (high - low);
        // Equal thresholds leave one value that is neither above nor below.
        (!share.is_nan()).then_some((share * 100.0).round_ties_even() as u8)
    }
}

/// A yaw is within so many radians of the quarter turns that it means.
const SAME_YAW: f64 = 1e-9;

/// How many quarter turns a yaw is, 0 to 3; `None` where it is between.
fn quarters(yaw: f64) -> Option<usize> {
    let (cos, sin) = (libm::cos(yaw), libm::sin(yaw));
    if sin.abs() <= SAME_YAW {
        Some(if cos > 0.0 { 0 } else { 2 })
    } else if cos.abs() <= SAME_YAW {
        Some(if sin > 0.0 { 1 } else { 3 })
    } else {
        None
    }
}

/// The map of the image; file and treatment of unknown cells are left for the caller to set.
pub(super) fn map(settings: &Settings, raster: &Raster) -> GridMap {
    let mut cells = Vec::with_capacity(raster.width * raster.height);
    for row in (0..raster.height).rev() {
        cells.extend(
            raster
                .row(row)
                .map(|pixel| match occupancy(settings, pixel) {
                    Some(0) => Cell::Free,
                    Some(100) => Cell::Occupied,
                    _ => Cell::Unknown,
                }),
        );
    }
    let map = GridMap {
        file: String::new(),
        width: raster.width,
        height: raster.height,
        resolution: settings.resolution,
        origin: settings.origin,
        yaw: settings.yaw,
        cells,
        unknown_is_blocked: true,
        y_down: false,
    };
    match quarters(settings.yaw) {
        Some(quarters) => upright(map, quarters),
        None => map,
    }
}

/// The map after this many quarter turns about its origin, whatever its yaw.
fn upright(map: GridMap, quarters: usize) -> GridMap {
    let (width, height) = (map.width, map.height);
    let (across, up) = match quarters {
        0 | 2 => (width, height),
        _ => (height, width),
    };
    // Where the cell that comes to lie in this column and row was before.
    let before = |column: usize, row: usize| match quarters {
        0 => [column, row],
        1 => [row, height - 1 - column],
        2 => [width - 1 - column, height - 1 - row],
        _ => [width - 1 - row, column],
    };
    let cells = if quarters == 0 {
        map.cells
    } else {
        let places = (0..up).flat_map(|row| (0..across).map(move |column| before(column, row)));
        places
            .map(|[column, row]| map.cells[row * width + column])
            .collect()
    };
    let left = if matches!(quarters, 1 | 2) { across } else { 0 };
    let down = if matches!(quarters, 2 | 3) { up } else { 0 };
    GridMap {
        width: across,
        height: up,
        origin: [
            map.origin[0] - left as f64 * map.resolution,
            map.origin[1] - down as f64 * map.resolution,
        ],
        yaw: 0.0,
        cells,
        ..map
    }
}
