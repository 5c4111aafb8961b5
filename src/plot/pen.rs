//! The pen: lines, shapes and texts in pixels, on whatever surface.
//!
//! A pen turns pixels into the surface's units and plotters' styles. It keeps the first error and goes on, so that
//! drawing reads as a list of strokes; the error comes out when the pen is laid down. Dashes are cut here, so that both
//! formats have the same ones.

use super::canvas::{PlotError, Point, Surface, TEXT, UNIT};
use super::style::{self, Colour};
use super::tile::Tile;
use plotters::style::{FontDesc, FontFamily, FontStyle, FontTransform, TextStyle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendStyle, DrawingErrorKind};

/// No coordinate leaves this many pixels: far outside of any picture and far inside of `i32`.
const FAR: f64 = 1e5;

/// A line's colour, width in pixels and dashes (drawn and left out by turns, in pixels; empty: solid).
#[derive(Clone, Copy)]
pub struct Stroke<'a> {
    /// The colour.
    pub colour: Colour,
    /// The width in pixels.
    pub width: f64,
    /// Lengths drawn and left out by turns, in pixels.
    pub dashes: &'a [f64],
}

impl Stroke<'_> {
    /// A solid line.
    pub const fn solid(colour: Colour, width: f64) -> Self {
        Self {
            colour,
            width,
            dashes: &[],
        }
    }
}

/// The width as plotters' style.
struct Line(Colour, u32);

impl BackendStyle for Line {
    fn color(&self) -> Colour {
        self.0
    }
    fn stroke_width(&self) -> u32 {
        self.1
    }
}

/// How a text is set.
#[derive(Clone, Copy)]
pub struct Type {
    /// Letter size (em) in pixels.
    pub size: f64,
    /// The colour.
    pub colour: Colour,
    /// Which part of the text stands at the given point, across.
    pub across: HPos,
    /// Which part of the text stands at the given point, upwards: the baseline, the middle or the top of its capitals.
    pub upright: VPos,
    /// Whether it reads from the bottom to the top.
    pub turned: bool,
    /// Whether it is bold.
    pub bold: bool,
}

impl Type {
    /// Plain text that begins at the given point of its baseline.
    pub const fn plain(size: f64) -> Self {
        Self {
            size,
            colour: style::INK,
            across: HPos::Left,
            upright: VPos::Bottom,
            turned: false,
            bold: false,
        }
    }

    /// The same, anchored elsewhere.
    pub const fn at(self, across: HPos, upright: VPos) -> Self {
        Self {
            across,
            upright,
            ..self
        }
    }

    /// The same in another colour.
    pub const fn coloured(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    fn style(&self) -> TextStyle<'static> {
        let weight = if self.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let turn = if self.turned {
            FontTransform::Rotate270
        } else {
            FontTransform::None
        };
        // plotters' size is the height of the font's box, not the letter size.
        let size = self.size * style::FONT_BOX * TEXT;
        TextStyle {
            font: FontDesc::new(FontFamily::Name(style::FONT), size, weight).transform(turn),
            color: self.colour,
            pos: Pos::new(self.across, self.upright),
        }
    }

    /// The same, smaller where `text` would be wider than `most` pixels.
    pub fn fitted(self, text: &str, most: f64) -> Self {
        let size = self.size * (most / self.width_of(text).max(1.0)).min(1.0);
        Self { size, ..self }
    }

    /// The width of `text` in pixels; 0 where the font is missing.
    pub fn width_of(&self, text: &str) -> f64 {
        style::with_font();
        let font = self.style().font;
        let width = font.box_size(text).map_or(0, |size| size.0);
        f64::from(width) / TEXT
    }
}

/// Draws on a surface in pixels. The first error is kept and the rest of the picture skipped.
pub struct Pen<'a, S: Surface> {
    surface: &'a mut S,
    error: Option<String>,
}

impl<'a, S: Surface> Pen<'a, S> {
    /// A pen on a surface.
    pub fn new(surface: &'a mut S) -> Self {
        style::with_font();
        Self {
            surface,
            error: None,
        }
    }

    /// Draws `content` as a group with a name that is unique in the picture.
    pub fn group(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.surface.begin(name);
        content(self);
        self.surface.end();
    }

    /// A line through the points.
    pub fn line(&mut self, points: &[Point], stroke: Stroke<'_>) {
        if stroke.dashes.is_empty() {
            let path = points.iter().map(|p| unit(*p));
            let result = self.surface.draw_path(path, &line(stroke));
            return self.keep(result);
        }
        for dash in super::clip::dashes(points, stroke.dashes) {
            self.line(&dash, Stroke::solid(stroke.colour, stroke.width));
        }
    }

    /// A filled polygon.
    pub fn polygon(&mut self, points: &[Point], fill: Colour) {
        let path = points.iter().map(|p| unit(*p));
        let result = self.surface.fill_polygon(path, &fill);
        self.keep(result);
    }

    /// The union of convex polygons, with one opacity throughout.
    pub fn union(&mut self, polygons: &[Vec<Point>], fill: Colour) {
        let units = |points: &Vec<Point>| points.iter().map(|p| unit(*p)).collect();
        let polygons: Vec<_> = polygons.iter().map(units).collect();
        self.surface.fill_union(&polygons, fill);
    }

    /// A filled rectangle.
    pub fn rectangle(&mut self, corner: Point, opposite: Point, fill: Colour) {
        let (a, b) = (unit(corner), unit(opposite));
        let result = self.surface.draw_rect(a, b, &fill, true);
        self.keep(result);
    }

    /// A filled disc.
    pub fn disc(&mut self, center: Point, radius: f64, fill: Colour) {
        let radius = length(radius);
        let result = self.surface.draw_circle(unit(center), radius, &fill, true);
        self.keep(result);
    }

    /// A text.
    pub fn text(&mut self, at: Point, text: &str, kind: Type) {
        let result = self.surface.draw_text(text, &kind.style(), unit(at));
        self.keep(result);
    }

    /// An image in the rectangle with the given corner and size.
    pub fn place(&mut self, corner: Point, size: Point, tile: &Tile) {
        self.surface.place(unit(corner), unit(size), tile);
    }

    /// Ends the drawing.
    ///
    /// # Errors
    /// The first thing that could not be drawn.
    pub fn finish(mut self) -> Result<(), PlotError> {
        let result = self.surface.present();
        self.keep(result);
        self.error.map_or(Ok(()), |e| Err(PlotError::Drawing(e)))
    }

    fn keep(&mut self, result: Result<(), DrawingErrorKind<S::ErrorType>>) {
        if let Err(error) = result {
            self.error.get_or_insert_with(|| error.to_string());
        }
    }
}

fn line(stroke: Stroke<'_>) -> Line {
    Line(stroke.colour, length(stroke.width).max(1))
}

fn length(pixels: f64) -> u32 {
    (pixels.clamp(0.0, FAR) * UNIT).round() as u32
}

/// A point in backend units; what is not a number goes to the corner.
fn unit(point: Point) -> (i32, i32) {
    let unit = |x: f64| (x.clamp(-FAR, FAR) * UNIT).round() as i32;
    (unit(point[0]), unit(point[1]))
}
