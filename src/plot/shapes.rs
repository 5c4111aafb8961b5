//! Shapes of the plane, ready to be drawn: moved into the picture and cut to its frame.

use super::canvas::{Pen, Point, Stroke, Surface};
use super::clip;
use super::cover::Cover;
use super::ground::{self, Cells};
use super::legend;
use super::panel::Panel;
use super::style::Colour;
use super::tile::Tile;
use super::view::{View, pixels};
use crate::world::{GridMap, Shape};

/// Corners of a circle that is cut.
const CORNERS: u32 = 180;

/// What is thinner, in pixels, is drawn as thick as this: a wall without width blocks the way too.
const THINNEST: f64 = 2.0;

/// What a shape is cut to, and how fine its image is.
pub struct Frame<'a> {
    /// The plot.
    pub panel: &'a Panel,
    /// From the plane to the picture.
    pub view: &'a View,
    /// Pixels for a unit of length.
    pub scale: f64,
    /// Pixels of an image along a pixel of the picture.
    pub zoom: f64,
}

/// A shape that is ready to be drawn.
pub enum Layer {
    /// A disc that lies within the frame.
    Disc(Point, f64),
    /// A polygon, cut.
    Polygon(Vec<Point>),
    /// An image over the whole plot.
    Image(Tile),
    /// Many shapes as one image over the whole plot.
    Cover(Tile),
}

/// Shapes of the plane that are drawn one by one; more are drawn into an image, for files of a few megabytes.
pub const MOST_SHAPES: usize = 10_000;

impl Layer {
    /// The shape in the picture; a map's cells are coloured as `cells` says.
    pub fn new(shape: &Shape, frame: &Frame<'_>, cells: impl Fn(&GridMap) -> Cells) -> Self {
        match shape {
            Shape::Box { min, max } => Self::cut(&rectangle(min, max), frame),
            Shape::Ball { center, radius } => Self::ball(center, *radius, frame),
            Shape::Polygon { vertices } => Self::cut(vertices, frame),
            Shape::Map(map) => Self::of_maps(&[map], cells(map), frame),
        }
    }

    /// All of the maps in one image.
    pub fn of_maps(maps: &[&GridMap], cells: Cells, frame: &Frame<'_>) -> Self {
        let panel = frame.panel;
        let size = pixels(&panel.window, frame.zoom);
        let bounds = [[panel.x.low, panel.x.high], [panel.y.low, panel.y.high]];
        Self::Image(ground::tile(maps, cells, bounds, size, panel.down))
    }

    /// All of the shapes, which are no maps, in one image.
    pub fn of_many<'s>(
        shapes: impl Iterator<Item = &'s Shape>,
        frame: &Frame<'_>,
        colour: Colour,
    ) -> Self {
        let window = &frame.panel.window;
        let [width, height] = pixels(window, frame.zoom);
        let mut cover = Cover::new((width as u32, height as u32));
        let no_cells = |_: &GridMap| Cells {
            occupied: colour,
            unknown: colour,
            beyond: true,
        };
        let pixel = |p: &Point| [0, 1].map(|i| (p[i] - window.min[i]) * frame.zoom);
        let thinnest = 0.5 * THINNEST * frame.zoom;
        let mut outlines = Vec::new();
        for shape in shapes {
            match Self::new(shape, frame, no_cells) {
                Self::Disc(c, r) => {
                    cover.capsule(pixel(&c), pixel(&c), (r * frame.zoom).max(thinnest));
                }
                Self::Polygon(points) => {
                    let is_thin = is_thin(&points);
                    let mut points: Vec<Point> = points.iter().map(pixel).collect();
                    if is_thin {
                        let next = points.iter().cycle().skip(1);
                        for (a, b) in points.iter().zip(next) {
                            cover.capsule(*a, *b, thinnest);
                        }
                    } else {
                        // The rule that fills them asks for one orientation.
                        if clip::area(&points) < 0.0 {
                            points.reverse();
                        }
                        outlines.push(points);
                    }
                }
                Self::Image(_) | Self::Cover(_) => {}
            }
        }
        cover.fill(&outlines);
        Self::Cover(Tile::of_coverage(width, height, cover.bytes(), colour))
    }

    fn cut(corners: &[[f64; 2]], frame: &Frame<'_>) -> Self {
        let points: Vec<Point> = corners.iter().map(|c| frame.view.at(c)).collect();
        Self::Polygon(clip::polygon(&points, &frame.panel.window.corners()))
    }

    fn ball(center: &[f64], radius: f64, frame: &Frame<'_>) -> Self {
        let (c, r) = (frame.view.at(center), radius * frame.scale);
        let window = &frame.panel.window;
        if window.holds([c[0] - r, c[1] - r]) && window.holds([c[0] + r, c[1] + r]) {
            return Self::Disc(c, r);
        }
        Self::Polygon(clip::polygon(&circle(c, r), &window.corners()))
    }

    /// Whether something of it is there to see: of a map something occupied, and something unknown.
    pub fn shown(&self) -> [bool; 2] {
        match self {
            Self::Polygon(points) => [!points.is_empty(), false],
            Self::Disc(..) => [true, false],
            Self::Image(tile) => ground::shown(tile),
            Self::Cover(tile) => [tile.pixels.iter().any(|cover| *cover > 0), false],
        }
    }

    /// Bytes of the image before any compression.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Image(tile) | Self::Cover(tile) => tile.pixels.len(),
            _ => 0,
        }
    }

    /// Draws it; an image has its own colours.
    pub fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>, panel: &Panel, fill: Colour) {
        match self {
            Self::Disc(center, radius) => pen.disc(*center, radius.max(0.5 * THINNEST), fill),
            Self::Polygon(points) => {
                pen.polygon(points, fill);
                if is_thin(points) {
                    legend::outline(pen, points, Stroke::solid(fill, THINNEST));
                }
            }
            Self::Image(tile) | Self::Cover(tile) => {
                pen.place(panel.window.min, panel.window.size(), tile)
            }
        }
    }
}

/// Whether a polygon's mean width is below [`THINNEST`].
fn is_thin(points: &[Point]) -> bool {
    let next = points.iter().cycle().skip(1);
    let sides = points.iter().zip(next);
    let around: f64 = sides
        .map(|(a, b)| libm::hypot(b[0] - a[0], b[1] - a[1]))
        .sum();
    !points.is_empty() && clip::area(points).abs() < THINNEST * around
}

/// The shape's map, where it is one.
pub fn map_of(shape: &Shape) -> Option<&GridMap> {
    match shape {
        Shape::Map(map) => Some(map),
        _ => None,
    }
}

/// The corners of a rectangle.
pub fn rectangle(min: &[f64], max: &[f64]) -> [[f64; 2]; 4] {
    let get = |v: &[f64], i: usize| v.get(i).copied().unwrap_or(0.0);
    let (a, b, c, d) = (get(min, 0), get(min, 1), get(max, 0), get(max, 1));
    [[a, b], [c, b], [c, d], [a, d]]
}

/// The corners of a circle, fine enough to look round.
pub fn circle(center: Point, radius: f64) -> Vec<Point> {
    let corner = |i| {
        let angle = std::f64::consts::TAU * f64::from(i) / f64::from(CORNERS);
        let (sin, cos) = (libm::sin(angle), libm::cos(angle));
        [center[0] + radius * cos, center[1] + radius * sin]
    };
    (0..CORNERS).map(corner).collect()
}
