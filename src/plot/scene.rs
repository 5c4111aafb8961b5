//! The scene: the world, the tree and the path of one run, in two or three dimensions.
//!
//! From below to above: cost regions in a tint by weight, maps and obstacles in their true size, the tree in a thin
//! pale blue, the outline of the informed set, the band that the robot sweeps, the goal, the path, the start. Lengths
//! along all axes have one scale. The legend stands outside of the plot: beside it, or below where that leaves the plot
//! more room.
//!
//! Under a point robot the path may touch an obstacle's corner. Under a robot with a size the obstacles keep their true
//! size, and the translucent band around the path shows that the robot fits.
//!
//! This file makes the words, the legend and the layout; `plane` and `solid` draw.

use super::canvas::{self, Pen, Picture, PlotError, Point, Surface, Type};
use super::key::{self, Shown};
use super::legend::{self, Entry};
use super::plane::Plane;
use super::solid::Solid;
use super::style;
use super::view::Room;
use super::{Heading, outcome};
use crate::record::RunRecord;
use crate::scenario::Scenario;
use std::path::Path;

/// The widest picture, and the highest plot in it, in pixels.
const WIDTH: f64 = 1200.0;
const HIGHEST: f64 = 760.0;
/// The narrowest picture.
const NARROWEST: f64 = 640.0;
/// Height of title and subtitle.
const HEADER: f64 = 104.0;
/// Around everything.
const MARGIN: f64 = 24.0;
/// Draws a run's scene into an SVG and a PNG file.
///
/// # Errors
/// A scenario with other than two or three dimensions, the file that could not be written, and what could not be drawn.
pub fn scene(
    heading: &Heading<'_>,
    scenario: &Scenario,
    record: &RunRecord,
    svg_file: &Path,
    png_file: &Path,
) -> Result<(), PlotError> {
    let picture = Scene::new(heading, scenario, record)?;
    canvas::write(&picture, svg_file, png_file)
}

/// The picture of a run's scene.
pub struct Scene<'a> {
    title: String,
    subtitle: String,
    size: (u32, u32),
    entries: Vec<Entry>,
    legend: Point,
    /// The width of the legend's rows; `None` for a column.
    rows: Option<f64>,
    plot: Plot<'a>,
}

enum Plot<'a> {
    Plane(Box<Plane<'a>>),
    Solid(Box<Solid<'a>>),
}

impl Plot<'_> {
    fn shown(&self) -> Shown {
        match self {
            Self::Plane(plane) => plane.shown(),
            Self::Solid(solid) => solid.shown(),
        }
    }
}

impl<'a> Scene<'a> {
    /// The picture of what `record` holds.
    ///
    /// # Errors
    /// A scenario with other than two or three dimensions, or what could not be drawn.
    pub fn new(
        heading: &Heading<'_>,
        scenario: &'a Scenario,
        record: &'a RunRecord,
    ) -> Result<Self, PlotError> {
        let dimension = scenario.dimension();
        if !(2..=3).contains(&dimension) || scenario.start.len() < dimension {
            return Err(PlotError::Dimension(dimension));
        }
        // What is seen depends on the plot, and its size on the legend: the longest one.
        let longest = key::entries(scenario, record, &Shown::ALL);
        let column = longest.iter().map(Entry::width).fold(0.0, f64::max);
        let beside = WIDTH - 3.0 * MARGIN - column;
        let below = WIDTH - 2.0 * MARGIN;
        let size_in = |width: f64| match dimension {
            2 => Plane::extent(scenario, width, HIGHEST),
            _ => Solid::extent(scenario, width, HIGHEST),
        };
        let ([w, h], [w_below, h_below]) = (size_in(beside), size_in(below));
        // Beside is the better place as long as the plot loses little by it.
        let is_beside = w * h >= 0.85 * w_below * h_below;
        let room = Room {
            corner: [MARGIN, HEADER],
            width: if is_beside { beside } else { below },
            height: HIGHEST,
        };
        let [w, h] = if is_beside {
            [w, h]
        } else {
            [w_below, h_below]
        };
        let plot = match dimension {
            2 => Plot::Plane(Box::new(Plane::new(
                scenario,
                record,
                heading.planner,
                &room,
            ))),
            _ => Plot::Solid(Box::new(Solid::new(
                scenario,
                record,
                heading.planner,
                &room,
            ))),
        };
        let entries = key::entries(scenario, record, &plot.shown());
        let title = heading.title();
        let subtitle = outcome(heading, record, scenario.optimum);
        let words = Type {
            bold: true,
            ..Type::plain(style::TITLE)
        }
        .width_of(&title)
        .max(Type::plain(style::LABEL).width_of(&subtitle));
        let wide = if is_beside { w + MARGIN + column } else { w };
        let wide = wide.max(words).max(NARROWEST).min(below);
        let high = if is_beside {
            h.max(entries.len() as f64 * legend::ROW)
        } else {
            h + MARGIN + legend::rows(&entries, wide).len() as f64 * legend::ROW
        };
        let size = [wide + 2.0 * MARGIN, HEADER + high + MARGIN].map(|x| x.ceil() as u32);
        Ok(Self {
            title,
            subtitle,
            size: (size[0], size[1]),
            entries,
            legend: if is_beside {
                [MARGIN + w + MARGIN, HEADER]
            } else {
                [MARGIN, HEADER + h + MARGIN]
            },
            rows: (!is_beside).then_some(wide),
            plot,
        })
    }
}

impl Picture for Scene<'_> {
    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        match &self.plot {
            Plot::Plane(plane) => plane.draw(pen),
            Plot::Solid(solid) => solid.draw(pen),
        }
        let most = f64::from(self.size.0) - 2.0 * MARGIN;
        let bold = Type {
            bold: true,
            ..Type::plain(style::TITLE)
        };
        pen.text([MARGIN, 44.0], &self.title, bold.fitted(&self.title, most));
        let soft = Type::plain(style::LABEL).coloured(style::SOFT);
        pen.text(
            [MARGIN, 82.0],
            &self.subtitle,
            soft.fitted(&self.subtitle, most),
        );
        match self.rows {
            Some(width) => legend::draw_rows(pen, &self.entries, self.legend, width),
            None => legend::draw_column(pen, &self.entries, self.legend),
        }
    }
}
