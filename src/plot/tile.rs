//! Small images inside of pictures: a palette of 256 colours with opacity, and one byte a pixel.
//!
//! A grid map and a large tree are drawn as images. One byte a pixel bounds the size of the file even where nothing can
//! be compressed: the largest image here, some 1500 pixels square, takes 3 MB in base64 at most.

use super::raster;
use super::style::Colour;

/// An image with a palette.
#[derive(Clone)]
pub struct Tile {
    /// Pixels in a row.
    pub width: usize,
    /// Number of rows.
    pub height: usize,
    /// Row after row from the top, an index into the palette each.
    pub pixels: Vec<u8>,
    /// At most 256 colours; an index beyond is transparent.
    pub palette: Vec<Colour>,
}

impl Tile {
    /// The colour and opacity of a pixel.
    pub fn colour(&self, x: usize, y: usize) -> Colour {
        let transparent = Colour {
            alpha: 0.0,
            rgb: (0, 0, 0),
        };
        let index = self.pixels[y * self.width + x];
        *self.palette.get(usize::from(index)).unwrap_or(&transparent)
    }

    /// A tile of one colour whose opacities are the bytes.
    pub fn of_coverage(width: usize, height: usize, coverage: Vec<u8>, colour: Colour) -> Self {
        let palette = (0..=255).map(|alpha| Colour {
            alpha: f64::from(alpha as u8) / 255.0,
            rgb: colour.rgb,
        });
        Self {
            width,
            height,
            pixels: coverage,
            palette: palette.collect(),
        }
    }

    /// The tile as a PNG file; `None` where it has no pixel.
    pub fn png(&self) -> Option<Vec<u8>> {
        if self.width == 0 || self.height == 0 {
            return None;
        }
        let mut colours = Vec::with_capacity(768);
        let mut opacities = Vec::with_capacity(256);
        for colour in &self.palette {
            colours.extend([colour.rgb.0, colour.rgb.1, colour.rgb.2]);
            opacities.push((colour.alpha * 255.0).round() as u8);
        }
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(colours);
        encoder.set_trns(opacities);
        raster::compress(&mut encoder);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&self.pixels).ok()?;
        writer.finish().ok()?;
        Some(bytes)
    }
}

/// The bytes in base64 (RFC 4648, with padding).
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(*chunk.get(i).unwrap_or(&0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for i in 0..4 {
            if i <= chunk.len() {
                out.push(char::from(DIGITS[(bits >> (18 - 6 * i)) as usize & 63]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_gives_the_vectors_of_the_standard() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, encoded) in vectors {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }
}
