//! MovingAI `.map`: the benchmark maps of grid search (Sturtevant, "Benchmarks for grid-based pathfinding", 2012).
//!
//! ```text
//! type octile
//! height 2
//! width 3
//! map
//! .@.
//! ..T
//! ```
//!
//! `.` and `G` are free, everything else is blocked. The origin is the top left corner, x to the right and y down, one
//! unit a cell; so the file's first row is the one of least y, and `y_down` is set for the pictures. As the benchmarks'
//! own reader does, white space beyond the width of a row and whatever follows the last row is passed over.

use super::cell_count;
use super::problem::{MapPlace, MapProblem};
use crate::world::shape::{Cell, GridMap};

/// As many wrong rows are reported.
const MOST: usize = 20;

/// Reads a map; file and treatment of unknown cells (there are none) are left for the caller to set.
pub(super) fn parse(bytes: &[u8]) -> Result<GridMap, Vec<MapProblem>> {
    let mut lines = Lines { bytes, at: 0 };
    let (width, height) = header(&mut lines).map_err(|problem| vec![problem])?;
    let count = cell_count(width, height).map_err(|problem| vec![problem])?;
    if bytes.len() < count {
        let help = format!("{height} rows of {width} characters must follow the line `map`");
        let place = MapPlace::of(bytes, lines.at.saturating_sub(1), 1);
        let problem = MapProblem::new("the file ends before the map does", help);
        return Err(vec![problem.at(place)]);
    }
    let mut cells = Vec::with_capacity(count);
    let mut problems = Vec::new();
    for row in 0..height {
        let (at, line) = lines.next().unwrap_or((bytes.len(), b""));
        let (inside, beyond) = line.split_at(line.len().min(width));
        if inside.len() < width || !beyond.trim_ascii().is_empty() {
            let problem = format!("row {row} has {} characters", line.len());
            let help = format!("each of the {height} rows must have {width}, as the header says");
            let place = MapPlace::of(bytes, at + inside.len(), beyond.len());
            problems.push(MapProblem::new(problem, help).at(place));
            if problems.len() == MOST {
                break;
            }
        }
        cells.extend(inside.iter().map(|c| match c {
            b'.' | b'G' => Cell::Free,
            _ => Cell::Occupied,
        }));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(GridMap {
        file: String::new(),
        width,
        height,
        resolution: 1.0,
        origin: [0.0; 2],
        yaw: 0.0,
        cells,
        unknown_is_blocked: true,
        y_down: true,
    })
}

/// The lines of a text without their ends, each with the byte that it begins at.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let begin = self.at;
        let rest = self.bytes.get(begin..).filter(|rest| !rest.is_empty())?;
        let line = rest.split(|byte| *byte == b'\n').next()?;
        self.at += line.len() + 1;
        Some((begin, line.strip_suffix(b"\r").unwrap_or(line)))
    }
}

/// The width and the height.
fn header(lines: &mut Lines<'_>) -> Result<(usize, usize), MapProblem> {
    const LEGAL: &str = "the header is `type octile`, `height H`, `width W` and `map`, a line each";
    let bytes = lines.bytes;
    let (mut kind, mut width, mut height) = (None, None, None);
    for (at, line) in lines {
        let place = MapPlace::of(bytes, at, line.len());
        let wrong = |problem: &str| Err(MapProblem::new(problem, LEGAL).at(place.clone()));
        let Ok(text) = std::str::from_utf8(line) else {
            return wrong("the header is not text");
        };
        let words: Vec<&str> = text.split_whitespace().take(3).collect();
        match words[..] {
            [] => {}
            ["type", "octile"] => kind = Some(()),
            ["type", ..] => return wrong("only maps of the type octile are known"),
            ["height", h] => height = h.parse::<usize>().ok(),
            ["width", w] => width = w.parse::<usize>().ok(),
            ["map"] => {
                return match (kind, width, height) {
                    (Some(()), Some(width), Some(height)) => Ok((width, height)),
                    (None, ..) => wrong("the line `type octile` is missing"),
                    (_, None, _) => wrong("the width is missing or not a whole number"),
                    (_, _, None) => wrong("the height is missing or not a whole number"),
                };
            }
            _ => return wrong("this is not a line of the header"),
        }
    }
    Err(MapProblem::new("the header does not end", LEGAL))
}
