//! BMP images without compression: palettes of 1, 4 and 8 bits, colours of 24 and 32.
//!
//! A file is a header of 14 bytes, which says where the pixels begin; a second one, recognised by its size, with the
//! picture's sides, bits and compression; a palette; and rows of pixels, filled up to four bytes, the lowest row first,
//! or the highest where the height is negative. In 32 bits the fourth byte has no meaning, unless masks say that it is
//! the opacity, as in what nav2's map saver writes in `scale` mode. All numbers are little-endian.

use super::cell_count;
use super::problem::MapProblem;
use super::raster::Raster;

const LEGAL: &str = "legal is a BMP without compression, with 1, 4, 8, 24 or 32 bits a pixel; save it again as PGM, PNG or such a BMP";

/// The size of the first header.
const FIRST: usize = 14;

fn wrong<T>(problem: impl Into<String>) -> Result<T, MapProblem> {
    Err(MapProblem::new(problem, LEGAL))
}

/// Little-endian numbers at places in the file.
struct File<'a>(&'a [u8]);

impl File<'_> {
    fn bytes<const N: usize>(&self, at: usize) -> Result<[u8; N], MapProblem> {
        match self.0.get(at..).and_then(|rest| rest.first_chunk()) {
            Some(bytes) => Ok(*bytes),
            None => wrong("the BMP image ends within its header"),
        }
    }

    fn u16(&self, at: usize) -> Result<u16, MapProblem> {
        self.bytes(at).map(u16::from_le_bytes)
    }

    fn u32(&self, at: usize) -> Result<u32, MapProblem> {
        self.bytes(at).map(u32::from_le_bytes)
    }

    fn i32(&self, at: usize) -> Result<i32, MapProblem> {
        self.bytes(at).map(i32::from_le_bytes)
    }
}

/// What the headers say.
struct Header {
    width: usize,
    height: usize,
    top_down: bool,
    bits: usize,
    /// Where the red, green, blue and, if there is one, opacity of a 32-bit pixel stand.
    channels: Vec<usize>,
    /// Red, green and blue of each colour.
    palette: Vec<[u8; 3]>,
    /// Where the pixels begin.
    pixels: usize,
}

/// Reads a BMP image.
pub(super) fn decode(bytes: &[u8]) -> Result<Raster, MapProblem> {
    let header = header(&File(bytes))?;
    let (width, height) = (header.width, header.height);
    let stride = (width * header.bits).div_ceil(32) * 4;
    let size = stride * height;
    let there = bytes.len().saturating_sub(header.pixels);
    let Some(pixels) = bytes.get(header.pixels..).and_then(|rest| rest.get(..size)) else {
        return Err(MapProblem::new(
            format!("the image has {there} bytes of pixels"),
            format!(
                "{width} x {height} pixels of {} bits take {size}",
                header.bits
            ),
        ));
    };
    let channels = if header.bits == 32 {
        header.channels.len()
    } else {
        3
    };
    let mut samples = Vec::with_capacity(width * height * channels);
    for row in 0..height {
        let stored = if header.top_down {
            row
        } else {
            height - 1 - row
        };
        let line = &pixels[stored * stride..][..stride];
        match header.bits {
            24 => {
                let colors = line.chunks_exact(3).take(width);
                samples.extend(colors.flat_map(|bgr| [bgr[2], bgr[1], bgr[0]]));
            }
            32 => {
                let colors = line.chunks_exact(4).take(width);
                samples.extend(colors.flat_map(|x| header.channels.iter().map(|i| x[*i])));
            }
            bits => {
                for column in 0..width {
                    let at = column * bits;
                    let byte = usize::from(line[at / 8]);
                    let index = byte >> (8 - bits - at % 8) & ((1 << bits) - 1);
                    match header.palette.get(index) {
                        Some(color) => samples.extend(color),
                        None => {
                            return wrong(format!(
                                "the pixel in row {}, column {} of the image has the colour {index}, and the palette has {}",
                                row + 1,
                                column + 1,
                                header.palette.len()
                            ));
                        }
                    }
                }
            }
        }
    }
    Ok(Raster {
        width,
        height,
        channels,
        wide: false,
        max: 255,
        bytes: samples,
    })
}

fn header(file: &File<'_>) -> Result<Header, MapProblem> {
    let pixels = file.u32(10)? as usize;
    let size = file.u32(FIRST)? as usize;
    // The oldest header has sides of two bytes and a palette without a fourth one.
    let old = size == 12;
    if !(old || [40, 52, 56, 108, 124].contains(&size)) {
        return wrong(format!(
            "the header of the BMP image has {size} bytes, which no kind has"
        ));
    }
    let (width, height) = match old {
        true => (i32::from(file.u16(18)?), i32::from(file.u16(20)?)),
        false => (file.i32(18)?, file.i32(22)?),
    };
    let at = if old { 22 } else { 26 };
    let (planes, bits) = (file.u16(at)?, usize::from(file.u16(at + 2)?));
    let compression = if old { 0 } else { file.u32(30)? };
    let Ok(sides) = usize::try_from(width) else {
        return wrong(format!("the image's width is {width}"));
    };
    let rows = height.unsigned_abs() as usize;
    cell_count(sides, rows)?;
    if planes != 1 {
        return wrong(format!("the image has {planes} planes, not 1"));
    }
    if ![1, 4, 8, 24, 32].contains(&bits) || old && bits == 32 {
        return wrong(format!("the image has {bits} bits a pixel"));
    }
    let masked = matches!(compression, 3 | 6) && bits == 32;
    if compression != 0 && !masked {
        return wrong(format!("the image is compressed (kind {compression})"));
    }
    let mut end = FIRST + size;
    let channels = match masked {
        true => {
            let count = if compression == 6 || size >= 56 { 4 } else { 3 };
            // In the header of 40 bytes they stand behind it.
            end = end.max(FIRST + 40 + 4 * count);
            masks(file, count)?
        }
        false => vec![2, 1, 0],
    };
    let mut palette = Vec::new();
    if bits <= 8 {
        let all = 1 << bits;
        let used = match old {
            true => (pixels.saturating_sub(end) / 3).min(all),
            false => file.u32(46)? as usize,
        };
        let count = if used == 0 { all } else { used };
        if count > all {
            return wrong(format!(
                "the palette has {count} colours for {bits} bits a pixel"
            ));
        }
        let each = if old { 3 } else { 4 };
        for i in 0..count {
            let [blue, green, red] = file.bytes(end + each * i)?;
            palette.push([red, green, blue]);
        }
        end += each * count;
    }
    if pixels < end {
        return wrong(format!(
            "the pixels begin at the byte {pixels}, within the header, which ends at {end}"
        ));
    }
    Ok(Header {
        width: sides,
        height: rows,
        top_down: height < 0,
        bits,
        channels,
        palette,
        pixels,
    })
}

/// Which byte of a pixel is the red, green, blue and, where its mask is not empty, the opacity.
fn masks(file: &File<'_>, count: usize) -> Result<Vec<usize>, MapProblem> {
    let mut channels = Vec::new();
    for i in 0..count {
        let mask = file.u32(FIRST + 40 + 4 * i)?;
        let byte = (0..4).find(|byte| mask == 0xff << (8 * byte));
        match byte {
            Some(byte) if !channels.contains(&byte) => channels.push(byte),
            None if mask == 0 && i == 3 => {}
            _ => return wrong(format!("the mask {mask:#010x} is not a byte of its own")),
        }
    }
    Ok(channels)
}
