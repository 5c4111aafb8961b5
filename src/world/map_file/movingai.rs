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
//! `.` and `G` are free, everything else is blocked. The origin is the top left corner, x to the right and y down, one unit a
//! cell; so the file's first row is the one of least y, and `y_down` is set for the pictures.

use super::{Problem, cell_count};
use crate::world::shape::{Cell, GridMap};

/// Reads a map; file and treatment of unknown cells (there are none) are left for the caller to set.
pub(super) fn parse(bytes: &[u8]) -> Result<GridMap, Problem> {
    let mut lines = bytes
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .enumerate()
        .map(|(index, line)| (index + 1, line));
    let (width, height, mut last) = header(&mut lines)?;
    let count = cell_count(width, height)?;
    if bytes.len() < count {
        return Err(Problem::new(
            "the file ends before the map does",
            format!("{height} rows of {width} characters must follow the line `map`"),
        )
        .at(last));
    }
    let mut cells = Vec::with_capacity(count);
    for row in 0..height {
        let (number, line) = lines.next().unwrap_or((last + 1, b""));
        last = number;
        if line.len() != width {
            return Err(Problem::new(
                format!("row {row} has {} characters", line.len()),
                format!("each of the {height} rows must have {width}, as the header says"),
            )
            .at(number));
        }
        cells.extend(line.iter().map(|c| match c {
            b'.' | b'G' => Cell::Free,
            _ => Cell::Occupied,
        }));
    }
    if let Some((number, _)) = lines.find(|(_, line)| !line.trim_ascii().is_empty()) {
        return Err(Problem::new(
            "there are more rows than the header says",
            format!("nothing may follow {height} rows"),
        )
        .at(number));
    }
    Ok(GridMap {
        file: String::new(),
        width,
        height,
        resolution: 1.0,
        origin: [0.0; 2],
        cells,
        unknown_is_blocked: true,
        y_down: true,
    })
}

/// The width, the height and the number of the line `map`.
fn header<'a>(
    lines: &mut impl Iterator<Item = (usize, &'a [u8])>,
) -> Result<(usize, usize, usize), Problem> {
    const LEGAL: &str = "the header is `type octile`, `height H`, `width W` and `map`, a line each";
    let (mut kind, mut width, mut height) = (None, None, None);
    for (number, line) in lines {
        let wrong = |problem: &str| Err(Problem::new(problem, LEGAL).at(number));
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
                    (Some(()), Some(width), Some(height)) => Ok((width, height, number)),
                    (None, ..) => wrong("the line `type octile` is missing"),
                    (_, None, _) => wrong("the width is missing or not a whole number"),
                    (_, _, None) => wrong("the height is missing or not a whole number"),
                };
            }
            _ => return wrong("this is not a line of the header"),
        }
    }
    Err(Problem::new("the header does not end", LEGAL))
}
