//! The raster backend: plotters' bitmap backend with smooth edges.
//!
//! plotters' own rasteriser works on whole pixels: it rounds a line's corners, spreads artefacts at sharp turns and
//! spaces letters unevenly. This surface computes how much of each pixel a shape covers and hands the pixels, weighted
//! so, to plotters' `BitMapBackend`.
//!
//! Lines and polygons are covered as `cover` says; a text is drawn three times larger and averaged.

use super::canvas::{PlotError, Surface, TEXT, UNIT};
use super::cover::Cover;
use super::own;
use super::style::Colour;
use super::svg::rise;
use super::tile::Tile;
use plotters::prelude::BitMapBackend;
use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::f64::consts::TAU;

/// A buffer of white RGB pixels.
pub fn paper(size: (u32, u32)) -> Vec<u8> {
    vec![0xFF; size.0 as usize * size.1 as usize * 3]
}

/// The buffer as a PNG file.
///
/// # Errors
/// What the encoder refuses: an empty picture.
pub fn encode(pixels: &[u8], size: (u32, u32)) -> Result<Vec<u8>, PlotError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.0, size.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    compress(&mut encoder);
    let [keyword, name] = own::SOFTWARE.map(str::to_owned);
    encoder
        .add_text_chunk(keyword, name)
        .map_err(|error| PlotError::Drawing(error.to_string()))?;
    encoder
        .write_header()
        .and_then(|mut writer| {
            writer.write_image_data(pixels)?;
            writer.finish()
        })
        .map_err(|error| PlotError::Drawing(error.to_string()))?;
    Ok(bytes)
}

/// Sets the fast compression. It lives on runs of zeros, which the difference to the row above gives it, for indices
/// too.
pub fn compress<W: std::io::Write>(encoder: &mut png::Encoder<'_, W>) {
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::Up);
}

/// A surface on a buffer of pixels.
pub struct Raster<'a> {
    inner: BitMapBackend<'a>,
    size: (i32, i32),
    cover: Cover,
}

impl<'a> Raster<'a> {
    /// A surface on `pixels`, which has three bytes for each of `size` pixels.
    pub fn new(pixels: &'a mut [u8], size: (u32, u32)) -> Self {
        Self {
            inner: BitMapBackend::with_buffer(pixels, size),
            size: (size.0 as i32, size.1 as i32),
            cover: Cover::new(size),
        }
    }

    /// Paints what is covered, and forgets it.
    fn commit(&mut self, colour: Colour) {
        let inner = &mut self.inner;
        self.cover.take(|x, y, cover| {
            // A bitmap backend on a buffer has no error to report for a pixel inside of it.
            let _ = inner.draw_pixel((x, y), colour.mix(cover));
        });
    }
}

/// From backend units to pixels.
fn pixel(at: BackendCoord) -> [f64; 2] {
    [f64::from(at.0) / UNIT, f64::from(at.1) / UNIT]
}

/// The corners of a circle, in pixels.
fn circle(center: BackendCoord, radius: u32) -> Vec<[f64; 2]> {
    let c = pixel(center);
    let r = f64::from(radius) / UNIT;
    let corners = (r * 4.0).clamp(24.0, 360.0) as usize;
    let corner = |i| {
        let angle = TAU * f64::from(i) / corners as f64;
        [c[0] + r * libm::cos(angle), c[1] + r * libm::sin(angle)]
    };
    (0..corners as u32).map(corner).collect()
}

impl Surface for Raster<'_> {
    fn fill_union(&mut self, polygons: &[Vec<BackendCoord>], colour: Colour) {
        let pixels = |p: &Vec<BackendCoord>| p.iter().copied().map(pixel).collect();
        let polygons: Vec<_> = polygons.iter().map(pixels).collect();
        self.cover.fill(&polygons);
        self.commit(colour);
    }

    fn place(&mut self, corner: BackendCoord, size: BackendCoord, tile: &Tile) {
        let a = pixel(corner);
        let b = pixel((corner.0 + size.0, corner.1 + size.1));
        let range = |from: f64, to: f64, most: i32| {
            (from.round().max(0.0) as i32)..(to.round().min(f64::from(most)) as i32)
        };
        // The tile's pixels under one pixel of the buffer: at least one.
        let source = |at: i32, from: f64, to: f64, count: usize| {
            let scale = count as f64 / (to - from);
            let first = ((f64::from(at) - from).max(0.0) * scale + 1e-6) as usize;
            let last = ((f64::from(at + 1) - from) * scale + 1e-6) as usize;
            let first = first.min(count.saturating_sub(1));
            first..last.clamp(first + 1, count.max(first + 1))
        };
        if tile.width == 0 || tile.height == 0 {
            return;
        }
        for y in range(a[1], b[1], self.size.1) {
            let rows = source(y, a[1], b[1], tile.height);
            for x in range(a[0], b[0], self.size.0) {
                let columns = source(x, a[0], b[0], tile.width);
                if let Some(colour) = average(tile, columns, rows.clone()) {
                    // As in `commit`.
                    let _ = self.inner.draw_pixel((x, y), colour);
                }
            }
        }
    }
}

/// The mean colour of a tile's block, weighted by opacity; `None` where it is transparent.
fn average(
    tile: &Tile,
    columns: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
) -> Option<Colour> {
    // Most blocks lie within one cell, or in nothing.
    let first = tile.pixels[rows.start * tile.width + columns.start];
    let mut indices = rows.clone().flat_map(|y| {
        let row = y * tile.width;
        &tile.pixels[row + columns.start..row + columns.end]
    });
    if indices.all(|index| *index == first) {
        let colour = tile.colour(columns.start, rows.start);
        return (colour.alpha > 0.0).then_some(colour);
    }
    let (mut sum, mut alpha, mut count) = ([0.0; 3], 0.0, 0.0);
    for y in rows {
        for x in columns.clone() {
            let colour = tile.colour(x, y);
            let (r, g, b) = colour.rgb;
            for (sum, channel) in sum.iter_mut().zip([r, g, b]) {
                *sum += colour.alpha * f64::from(channel);
            }
            alpha += colour.alpha;
            count += 1.0;
        }
    }
    if alpha == 0.0 {
        return None;
    }
    let [r, g, b] = sum.map(|s| (s / alpha).round() as u8);
    Some(Colour {
        alpha: alpha / count,
        rgb: (r, g, b),
    })
}

impl DrawingBackend for Raster<'_> {
    type ErrorType = <BitMapBackend<'static> as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        let units = |pixels: i32| pixels as u32 * UNIT as u32;
        (units(self.size.0), units(self.size.1))
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.inner.ensure_prepared()
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.inner.present()
    }

    fn draw_pixel(
        &mut self,
        at: BackendCoord,
        colour: BackendColor,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.draw_rect(at, (at.0 + 1, at.1 + 1), &colour, true)
    }

    fn draw_line<L: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &L,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.draw_path([from, to], style)
    }

    fn draw_path<L: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &L,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        let radius = 0.5 * f64::from(style.stroke_width()) / UNIT;
        let mut points = path.into_iter().map(pixel).collect::<Vec<_>>();
        if let [dot] = points[..] {
            points.push(dot);
        }
        for piece in points.windows(2) {
            self.cover.capsule(piece[0], piece[1], radius);
        }
        self.commit(style.color());
        Ok(())
    }

    fn draw_rect<L: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &L,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        let corners = [a, (b.0, a.1), b, (a.0, b.1)];
        if fill {
            self.fill_polygon(corners, style)
        } else {
            self.draw_path(corners.into_iter().chain([a]), style)
        }
    }

    fn draw_circle<L: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &L,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        let mut circle = circle(center, radius);
        if fill {
            self.cover.fill(&[circle]);
        } else {
            let half = 0.5 * f64::from(style.stroke_width()) / UNIT;
            circle.extend(circle.first().copied());
            for piece in circle.windows(2) {
                self.cover.capsule(piece[0], piece[1], half);
            }
        }
        self.commit(style.color());
        Ok(())
    }

    fn fill_polygon<L: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &L,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.fill_union(&[path.into_iter().collect()], style.color());
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        at: BackendCoord,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        let failed = |error| DrawingErrorKind::FontError(Box::new(error));
        let ((left, _), (right, _)) = style.layout_box(text).map_err(failed)?;
        let width = f64::from(right - left);
        let across = match style.anchor().h_pos {
            HPos::Left => 0.0,
            HPos::Center => -0.5 * width,
            HPos::Right => -width,
        };
        // plotters' glyphs stand on a baseline half the size below the point they are drawn at.
        let em = style.size() / super::style::FONT_BOX;
        let baseline = (0.5 * style.size()).floor() - rise(&style.anchor().v_pos) * em;
        let (across, baseline) = (across.round() as i32, baseline.round() as i32);
        let place = pixel(at);
        let turn = style.transform();
        let weight = (1.0 / (TEXT * TEXT)) as f32;
        let drawn = style.draw(text, (0, 0), |x, y, colour| {
            // Most of a glyph's rectangle is empty.
            if colour.alpha == 0.0 {
                return Ok(());
            }
            let (x, y) = turn.transform(x + across, y - baseline);
            let px = place[0] + (f64::from(x) + 0.5) / TEXT;
            let py = place[1] + (f64::from(y) + 0.5) / TEXT;
            self.cover.add(px, py, weight * colour.alpha as f32);
            Ok::<(), DrawingErrorKind<Self::ErrorType>>(())
        });
        self.commit(style.color());
        drawn.map_err(failed)?
    }
}
