//! The canvas: a picture is drawn once, by one function, on SVG and on PNG alike.
//!
//! A [`Picture`] says how large it is and draws itself with a [`Pen`]. The pen's coordinates are pixels of the picture
//! with the origin in the top left corner, as `f64`; it turns them into the whole numbers that plotters' drawing
//! backends take. plotters has no fractions of a pixel, so that a unit here is a tenth of a pixel: both of our backends
//! know this and give the fraction back, the vector picture as a decimal and the raster picture as smooth edges.
//!
//! plotters draws no round joins, no unions of shapes with one opacity, no groups and no embedded images without
//! further libraries. [`Surface`] is plotters' `DrawingBackend` with these.
//!
//! A file is written under a temporary name in the same folder and renamed, so that a reader never sees half a picture.

pub use super::pen::{Pen, Stroke, Type};
use super::raster::{self, Raster};
use super::style::Colour;
use super::svg::Svg;
use super::tile::Tile;
use crate::files::{self, FileError};
use crate::results::foreign::Foreign;
use plotters_backend::DrawingBackend;
use std::fmt;
use std::path::Path;

/// Backend units in a pixel.
pub const UNIT: f64 = 10.0;
/// Text is rasterised this many times larger and then averaged: plotters places glyphs on whole pixels only.
pub const TEXT: f64 = 3.0;
/// A point of a picture, in pixels from its top left corner.
pub type Point = [f64; 2];

/// A picture that could not be made or written.
#[derive(Debug)]
pub enum PlotError {
    /// A file could not be written.
    File(FileError),
    /// A picture could not be drawn or encoded.
    Drawing(String),
    /// Scenes are drawn in two and three dimensions only.
    Dimension(usize),
    /// A file of somebody else stands where one is to go.
    Foreign(Foreign),
}

impl From<Foreign> for PlotError {
    fn from(error: Foreign) -> Self {
        Self::Foreign(error)
    }
}

impl From<FileError> for PlotError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Foreign(error) => error.fmt(f),
            Self::Drawing(why) => write!(f, "cannot draw the picture: {why}"),
            Self::Dimension(d) => write!(
                f,
                "a scene has two or three dimensions, and this one has {d}"
            ),
        }
    }
}

impl std::error::Error for PlotError {}

/// What a pen draws on: a drawing backend of plotters whose unit is a tenth of a pixel, and a little more.
pub trait Surface: DrawingBackend {
    /// Begins a group with this name, which must be unique in the picture; ignored where there are no groups.
    fn begin(&mut self, _name: &str) {}
    /// Ends the innermost group.
    fn end(&mut self) {}
    /// Fills the union of polygons of the same orientation.
    fn fill_union(&mut self, polygons: &[Vec<(i32, i32)>], colour: Colour);
    /// Places an image into the rectangle with this corner and size.
    fn place(&mut self, corner: (i32, i32), size: (i32, i32), tile: &Tile);
}

/// A picture.
pub trait Picture {
    /// Width and height in whole pixels.
    fn size(&self) -> (u32, u32);
    /// Draws it; the paper is white already.
    fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>);
}

/// The picture as an SVG document.
///
/// # Errors
/// What could not be drawn.
pub fn svg(picture: &impl Picture) -> Result<String, PlotError> {
    let mut surface = Svg::new(picture.size());
    let mut pen = Pen::new(&mut surface);
    picture.draw(&mut pen);
    pen.finish()?;
    Ok(surface.into_document())
}

/// The picture as a PNG file's bytes.
///
/// # Errors
/// What could not be drawn.
pub fn png(picture: &impl Picture) -> Result<Vec<u8>, PlotError> {
    let size = picture.size();
    let mut pixels = raster::paper(size);
    let mut surface = Raster::new(&mut pixels, size);
    let mut pen = Pen::new(&mut surface);
    picture.draw(&mut pen);
    pen.finish()?;
    drop(surface);
    raster::encode(&pixels, size)
}

/// Writes the picture as an SVG and as a PNG file, each at once or not at all.
///
/// # Errors
/// What could not be drawn, and the file that could not be written.
pub fn write(picture: &impl Picture, svg_file: &Path, png_file: &Path) -> Result<(), PlotError> {
    files::replace(svg_file, svg(picture)?.as_bytes())?;
    files::replace(png_file, &png(picture)?)?;
    Ok(())
}
