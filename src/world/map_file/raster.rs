//! An image as it comes out of a file: rows of pixels, top row first, of one to four samples each.

use super::problem::MapProblem;

/// An image.
#[derive(Debug)]
pub(super) struct Raster {
    /// Pixels in a row, at least 1.
    pub width: usize,
    /// Rows, at least 1.
    pub height: usize,
    /// Samples of a pixel: grey, grey and alpha, red-green-blue, or red-green-blue and alpha.
    pub channels: usize,
    /// Whether a sample takes two bytes, the higher one first.
    pub wide: bool,
    /// The sample that is white or opaque.
    pub max: u16,
    /// All samples, pixel after pixel and row after row.
    pub bytes: Vec<u8>,
}

/// A pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pixel {
    /// Red, green and blue, each from 0 to 1.
    pub color: [f64; 3],
    /// The opacity from 0 to 1; none where the image has no alpha.
    pub alpha: Option<f64>,
}

impl Raster {
    /// The pixels of a row, 0 being the top.
    pub fn row(&self, row: usize) -> impl Iterator<Item = Pixel> {
        let size = self.channels * if self.wide { 2 } else { 1 };
        let line = &self.bytes[row * self.width * size..][..self.width * size];
        line.chunks_exact(size).map(|pixel| {
            let sample = |i: usize| {
                let value = if self.wide {
                    u16::from_be_bytes([pixel[2 * i], pixel[2 * i + 1]])
                } else {
                    u16::from(pixel[i])
                };
                f64::from(value) / f64::from(self.max)
            };
            let grey = self.channels < 3;
            Pixel {
                color: if grey {
                    [sample(0); 3]
                } else {
                    [sample(0), sample(1), sample(2)]
                },
                alpha: self
                    .channels
                    .is_multiple_of(2)
                    .then(|| sample(self.channels - 1)),
            }
        })
    }
}

/// Reads a PGM, PNG or BMP image, recognised by its first bytes.
pub(super) fn decode(bytes: &[u8]) -> Result<Raster, MapProblem> {
    match bytes {
        [b'P', b'2' | b'5', ..] => super::pgm::decode(bytes),
        [0x89, b'P', b'N', b'G', ..] => super::png::decode(bytes),
        [b'B', b'M', ..] => super::bmp::decode(bytes),
        _ => Err(MapProblem::new(
            "this is neither a PGM (P2 or P5) nor a PNG nor a BMP image",
            "save the map's image as one of these",
        )),
    }
}
