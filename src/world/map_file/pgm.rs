//! Portable grey maps: `P2` (numbers as text) and `P5` (bytes), with comments, up to 65 535 grey levels.
//!
//! In `P5` one white-space character stands between the header and the pixels. Some programs write two (the line ends
//! of Windows) or a comment there. Where the pixels fill the file exactly after the one character, that is how it is
//! read; else they begin after such a line end or such comments, if they fill the file exactly from there. Whatever is
//! left over, and a pixel above the largest grey value, is an error.

use super::cell_count;
use super::problem::{MapPlace, MapProblem};
use super::raster::Raster;

/// Reads a PGM image.
pub(super) fn decode(bytes: &[u8]) -> Result<Raster, MapProblem> {
    let mut scanner = Scanner { bytes, at: 2 };
    let width = scanner.number("the width")?;
    let height = scanner.number("the height")?;
    cell_count(width, height).map_err(|problem| problem.at(scanner.last_number()))?;
    let max = scanner.number("the largest grey value")?;
    let max = match u16::try_from(max) {
        Ok(max) if max > 0 => max,
        _ => {
            let problem = format!("the largest grey value is {max}");
            let problem = MapProblem::new(problem, "legal are 1 to 65535");
            return Err(problem.at(scanner.last_number()));
        }
    };
    let wide = max > 255;
    let samples = match bytes[1] {
        b'5' => binary(&scanner, width, height, max)?,
        _ => text(&mut scanner, width, height, max)?,
    };
    Ok(Raster {
        width,
        height,
        channels: 1,
        wide,
        max,
        bytes: samples,
    })
}

fn too_bright(value: usize, max: u16, place: &str) -> MapProblem {
    MapProblem::new(
        format!("a pixel{place} has the value {value}"),
        format!("the header says that {max} is the largest"),
    )
}

/// The pixels as bytes.
fn binary(
    scanner: &Scanner<'_>,
    width: usize,
    height: usize,
    max: u16,
) -> Result<Vec<u8>, MapProblem> {
    let (bytes, side) = (scanner.bytes, size_of(max));
    let size = width * height * side;
    let fills = |start: &usize| bytes.len().checked_sub(*start) == Some(size);
    let Some(start) = scanner.starts().into_iter().find(fills) else {
        let there = bytes.len().saturating_sub(scanner.at + 1);
        let over = match there.checked_sub(size) {
            Some(over) => format!(", {over} too many"),
            None => String::new(),
        };
        let each = if side == 2 { " of two bytes" } else { "" };
        return Err(MapProblem::new(
            format!("the image has {there} bytes of pixels{over}"),
            format!("{width} x {height} pixels{each} take {size}"),
        ));
    };
    let pixels = &bytes[start..];
    let value = |pixel: &[u8]| {
        pixel
            .iter()
            .fold(0, |value, b| 256 * value + usize::from(*b))
    };
    // Most images may use all values of their bytes.
    if max != 255 && max != u16::MAX {
        let mut values = pixels.chunks_exact(side).map(value).enumerate();
        if let Some((i, value)) = values.find(|(_, value)| *value > usize::from(max)) {
            let place = format!(
                " in row {}, column {} of the image",
                i / width + 1,
                i % width + 1
            );
            return Err(too_bright(value, max, &place));
        }
    }
    Ok(pixels.to_vec())
}

/// The bytes of a sample.
fn size_of(max: u16) -> usize {
    if max > 255 { 2 } else { 1 }
}

/// The pixels as numbers.
fn text(
    scanner: &mut Scanner<'_>,
    width: usize,
    height: usize,
    max: u16,
) -> Result<Vec<u8>, MapProblem> {
    let count = width * height;
    if scanner.bytes.len() - scanner.at < count {
        let help = format!("{width} x {height} numbers must follow the header");
        return Err(MapProblem::new("the image ends before its pixels do", help));
    }
    let mut samples = Vec::with_capacity(count * size_of(max));
    for _ in 0..count {
        let value = scanner.number("a pixel")?;
        match u16::try_from(value) {
            Ok(value) if value <= max && max > 255 => samples.extend(value.to_be_bytes()),
            Ok(value) if value <= max => samples.push(value as u8),
            _ => return Err(too_bright(value, max, "").at(scanner.last_number())),
        }
    }
    scanner.skip();
    if scanner.peek().is_some() {
        let problem = MapProblem::new(
            "there is more than the pixels of the image",
            format!("{width} x {height} numbers are all that may follow the header"),
        );
        return Err(problem.at(MapPlace::of(scanner.bytes, scanner.at, 1)));
    }
    Ok(samples)
}

/// Reads numbers between white space and comments.
struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Passes over white space and comments, which end with their line.
    fn skip(&mut self) {
        let mut comment = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' | b'\r' => comment = false,
                b'#' => comment = true,
                _ if comment || byte.is_ascii_whitespace() => {}
                _ => break,
            }
            self.at += 1;
        }
    }

    /// The place of the number that was read last.
    fn last_number(&self) -> MapPlace {
        let before = &self.bytes[..self.at];
        let digits = before
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_digit())
            .count();
        MapPlace::of(self.bytes, self.at - digits, digits)
    }

    /// Where the pixels may begin: behind one white-space character, a line end of two, or one or more comments.
    fn starts(&self) -> Vec<usize> {
        let mut starts = vec![self.at + 1];
        if self.bytes[self.at..].starts_with(b"\r\n") {
            starts.push(self.at + 2);
        }
        let rest = &self.bytes[self.at..];
        let blank = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        let mut at = self.at + blank;
        while self.bytes.get(at) == Some(&b'#')
            && let Some(length) = self.bytes[at..].iter().position(|b| *b == b'\n')
        {
            at += length + 1;
            starts.push(at);
        }
        starts
    }

    /// The next whole number.
    fn number(&mut self, what: &str) -> Result<usize, MapProblem> {
        self.skip();
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
        let problem = MapProblem::new(format!("{what} is not a whole number"), help);
        Err(problem.at(MapPlace::of(self.bytes, self.at, 1)))
    }
}
