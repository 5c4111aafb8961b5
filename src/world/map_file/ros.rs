//! ROS map_server maps: a YAML file that names an image and says what its pixels mean.
//!
//! The rules are those of ROS 2's map server. A pixel's shade is the mean of its colours (and, in `trinary` mode, of its alpha
//! where the image has one), from 0 (black) to 1. It is occupied to the degree `occ = 1 - shade`, or `shade` with `negate`.
//! This gives a value from 0 (free) to 100 (occupied), or none (unknown):
//!
//! | mode | occ > occupied_thresh | occ < free_thresh | else |
//! | --- | --- | --- | --- |
//! | `trinary` | 100 | 0 | unknown |
//! | `scale` | 100 | 0 | (occ - free_thresh) / (occupied_thresh - free_thresh) in hundredths; unknown where not opaque |
//! | `raw` | | | 255 shade where at most 100, else unknown; neither thresholds nor `negate` |
//!
//! Here 0 is free and 100 is occupied; a value between is neither for sure and treated as unknown, so that the scenario decides.
//!
//! The first row of the image is the top, the row of greatest y. `origin` is the lower left corner; it may not be turned. Keys
//! that are not known are passed over, as the map server does: others write their own into these files.

use super::Problem;
use super::raster::{Pixel, Raster};
use crate::world::shape::{Cell, GridMap};
use serde_yaml::{Mapping, Value};
use std::path::PathBuf;

/// The YAML has a handful of short keys; the parser's time grows with the square of malicious nesting.
const MAX_YAML_BYTES: usize = 1 << 15;

/// What a pixel's shade means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Trinary,
    Scale,
    Raw,
}

/// The contents of the YAML file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Settings {
    pub image: PathBuf,
    pub resolution: f64,
    pub origin: [f64; 2],
    pub negate: bool,
    pub occupied_thresh: f64,
    pub free_thresh: f64,
    pub mode: Mode,
}

/// Reads the YAML.
pub(super) fn parse(bytes: &[u8]) -> Result<Settings, Problem> {
    const LEGAL: &str = "a map_server YAML has the keys image, resolution, origin, negate, occupied_thresh and free_thresh, and \
                         may have mode";
    if bytes.len() > MAX_YAML_BYTES {
        return Err(Problem::new("the YAML file is too large", LEGAL));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::new("this is not text", LEGAL))?;
    let keys: Mapping = serde_yaml::from_str(text).map_err(|error| {
        let problem = Problem::new(format!("this is not a YAML mapping: {error}"), LEGAL);
        match error.location() {
            Some(place) => problem.at(place.line()),
            None => problem,
        }
    })?;
    let file = File { text, keys };
    let image = file.required("image", "the path of a PGM or PNG image", |value| {
        value
            .as_str()
            .filter(|path| !path.is_empty())
            .map(PathBuf::from)
    })?;
    let resolution = file.required("resolution", "the side of a pixel, positive", |value| {
        finite(value).filter(|side| *side > 0.0 && side.recip().is_finite())
    })?;
    let origin = file.required("origin", "three numbers [x, y, yaw]", |value| {
        let numbers: Vec<f64> = value
            .as_sequence()?
            .iter()
            .map(finite)
            .collect::<Option<_>>()?;
        <[f64; 3]>::try_from(numbers).ok()
    })?;
    if origin[2] != 0.0 {
        return Err(file.wrong(
            "origin",
            &format!("the map is turned: its yaw is {}", origin[2]),
            "turn the image instead and set the third number of origin to 0",
        ));
    }
    let negate = file.required("negate", "0, 1, false or true", |value| {
        value.as_bool().or_else(|| value.as_i64().map(|n| n != 0))
    })?;
    let threshold = "a number from 0 to 1, free_thresh at most occupied_thresh";
    let share = |value: &Value| finite(value).filter(|share| (0.0..=1.0).contains(share));
    let occupied_thresh = file.required("occupied_thresh", threshold, share)?;
    let free_thresh = file.required("free_thresh", threshold, share)?;
    if free_thresh > occupied_thresh {
        let problem =
            format!("free_thresh {free_thresh} exceeds occupied_thresh {occupied_thresh}");
        return Err(file.wrong("free_thresh", &problem, threshold));
    }
    let mode = match file.keys.contains_key("mode") {
        false => Mode::Trinary,
        true => file.required("mode", "trinary, scale or raw", |value| {
            match value.as_str()?.to_ascii_lowercase().as_str() {
                "trinary" => Some(Mode::Trinary),
                "scale" => Some(Mode::Scale),
                "raw" => Some(Mode::Raw),
                _ => None,
            }
        })?,
    };
    Ok(Settings {
        image,
        resolution,
        origin: [origin[0], origin[1]],
        negate,
        occupied_thresh,
        free_thresh,
        mode,
    })
}

fn finite(value: &Value) -> Option<f64> {
    value.as_f64().filter(|x| x.is_finite())
}

/// The YAML's text and keys.
struct File<'a> {
    text: &'a str,
    keys: Mapping,
}

impl File<'_> {
    /// The value of a key, read by `get`, which gives none where it is not legal.
    fn required<T>(
        &self,
        key: &str,
        legal: &str,
        get: impl Fn(&Value) -> Option<T>,
    ) -> Result<T, Problem> {
        let Some(value) = self.keys.get(key) else {
            let problem = format!("the key `{key}` is missing");
            return Err(Problem::new(problem, format!("it is {legal}")));
        };
        get(value).ok_or_else(|| {
            let shown = serde_yaml::to_string(value).unwrap_or_default();
            let shown: String = shown.trim().replace('\n', " ").chars().take(60).collect();
            let problem = format!("`{key}: {shown}` is not legal");
            self.wrong(key, &problem, &format!("it must be {legal}"))
        })
    }

    /// A problem with the line of the key.
    fn wrong(&self, key: &str, problem: &str, help: &str) -> Problem {
        let names_key = |line: &str| {
            let rest = line
                .trim_start_matches([' ', '"', '\'', '{'])
                .strip_prefix(key);
            rest.is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
        };
        let problem = Problem::new(problem, help);
        match self.text.lines().position(names_key) {
            Some(index) => problem.at(index + 1),
            None => problem,
        }
    }
}

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
    GridMap {
        file: String::new(),
        width: raster.width,
        height: raster.height,
        resolution: settings.resolution,
        origin: settings.origin,
        cells,
        unknown_is_blocked: true,
        y_down: false,
    }
}
