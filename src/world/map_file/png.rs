//! PNG images of any kind, as grey or colour with 8 or 16 bits a sample.

use super::cell_count;
use super::problem::MapProblem;
use super::raster::Raster;
use std::io::Cursor;

/// Reads a PNG image.
pub(super) fn decode(bytes: &[u8]) -> Result<Raster, MapProblem> {
    let damaged = |error: png::DecodingError| {
        MapProblem::new(
            format!("the PNG image cannot be read: {error}"),
            "save it again, whole and as a single image",
        )
    };
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    // Palettes become colours, transparent colours become alpha, few bits become eight.
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (width, height) = reader.info().size();
    let count = cell_count(width as usize, height as usize)?;
    let size = reader.output_buffer_size().filter(|s| *s <= 8 * count);
    let size =
        size.ok_or_else(|| MapProblem::new("the image is too large", "use a smaller one"))?;
    let mut bytes = vec![0; size];
    let frame = reader.next_frame(&mut bytes).map_err(damaged)?;
    let wide = frame.bit_depth == png::BitDepth::Sixteen;
    Ok(Raster {
        width: width as usize,
        height: height as usize,
        channels: frame.color_type.samples(),
        wide,
        max: if wide { u16::MAX } else { 255 },
        bytes,
    })
}
