//! Portable grey maps: `P2` (numbers as text) and `P5` (bytes), with comments, up to 65 535 grey levels.

use super::raster::Raster;
use super::{Problem, cell_count};

/// Reads a PGM image.
pub(super) fn decode(bytes: &[u8]) -> Result<Raster, Problem> {
    let mut scanner = Scanner {
        bytes,
        at: 2,
        line: 1,
    };
    let width = scanner.number("the width")?;
    let height = scanner.number("the height")?;
    let count = cell_count(width, height).map_err(|problem| problem.at(scanner.line))?;
    let max = scanner.number("the largest grey value")?;
    let max = match u16::try_from(max) {
        Ok(max) if max > 0 => max,
        _ => {
            let problem = format!("the largest grey value is {max}");
            return Err(Problem::new(problem, "legal are 1 to 65535").at(scanner.line));
        }
    };
    let wide = max > 255;
    let size = count * if wide { 2 } else { 1 };
    let bytes = if bytes[1] == b'5' {
        // Exactly one white-space character stands between the header and the pixels.
        let pixels = bytes.get(scanner.at + 1..).unwrap_or(&[]);
        let pixels = pixels.get(..size).ok_or_else(|| {
            Problem::new(
                format!("the image has {} bytes of pixels", pixels.len()),
                format!("{width} x {height} pixels take {size}"),
            )
        })?;
        pixels.to_vec()
    } else {
        if bytes.len() - scanner.at < count {
            return Err(Problem::new(
                "the image ends before its pixels do",
                format!("{width} x {height} numbers must follow the header"),
            ));
        }
        let mut samples = Vec::with_capacity(size);
        for _ in 0..count {
            let value = scanner.number("a pixel")?;
            match u16::try_from(value) {
                Ok(value) if value <= max && wide => samples.extend(value.to_be_bytes()),
                Ok(value) if value <= max => samples.push(value as u8),
                _ => {
                    return Err(Problem::new(
                        format!("a pixel has the value {value}"),
                        format!("the header says that {max} is the largest"),
                    )
                    .at(scanner.line));
                }
            }
        }
        samples
    };
    Ok(Raster {
        width,
        height,
        channels: 1,
        wide,
        max,
        bytes,
    })
}

/// Reads numbers between white space and comments.
struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The next whole number.
    fn number(&mut self, what: &str) -> Result<usize, Problem> {
        let mut comment = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => {
                    self.line += 1;
                    comment = false;
                }
                b'#' => comment = true,
                _ if comment || byte.is_ascii_whitespace() => {}
                _ => break,
            }
            self.at += 1;
        }
        let start = self.at;
        let mut value = 0usize;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value
                .saturating_mul(10)
                .saturating_add(usize::from(digit - b'0'));
            self.at += 1;
        }
        let ends = self
            .peek()
            .is_none_or(|b| b.is_ascii_whitespace() || b == b'#');
        if self.at > start && ends {
            return Ok(value);
        }
        let help = "a PGM is `P2` or `P5`, width, height, the largest grey value, and the pixels";
        Err(Problem::new(format!("{what} is not a whole number"), help).at(self.line))
    }
}
