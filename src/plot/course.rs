//! The course of a trajectory: each state and each control against time, with its bounds.
//!
//! The curves are sampled for the picture, whatever the spacing of the rows in the file is.
//!
//! One small panel for each, states first, all over the same time. Bounds are dashed lines, as the legend says; a panel
//! reaches from the lower to the upper one where both are finite, so that one sees how much of them is used. Where two
//! motions meet, controls jump: the curve is broken there.

use super::axis::Axis;
use super::canvas::{self, Pen, Picture, PlotError, Point, Stroke, Surface, Type};
use super::clip::{self, Window};
use super::legend::{self, Entry, Sign};
use super::panel::{self, Panel};
use super::style::{self, Look};
use super::{Heading, outcome};
use crate::record::{Moment, RunRecord};
use crate::scenario::{Dynamics, Scenario};
use plotters_backend::text_anchor::{HPos, VPos};
use std::path::Path;

/// The picture's width, and its margin.
const WIDTH: f64 = 1200.0;
const MARGIN: f64 = 24.0;
/// Above the first row of panels.
const HEADER: f64 = 168.0;
/// Where the legend begins.
const LEGEND_AT: f64 = 94.0;
/// The height of a panel, and of what stands below it.
const HEIGHT: f64 = 150.0;
const BELOW: f64 = 84.0;
/// Panels side by side.
const COLUMNS: usize = 3;
/// Left of a panel: the labels of its ticks.
const LEFT: f64 = 92.0;
/// The points of a curve, besides the ends of its motions: about three a pixel.
const POINTS: usize = 900;

/// Draws the course of a run's trajectory into an SVG and a PNG file.
///
/// # Errors
/// The file that could not be written, and what could not be drawn.
pub fn course(
    heading: &Heading<'_>,
    scenario: &Scenario,
    dynamics: &Dynamics,
    record: &RunRecord,
    svg_file: &Path,
    png_file: &Path,
) -> Result<(), PlotError> {
    let picture = Course::new(heading, scenario, dynamics, record);
    canvas::write(&picture, svg_file, png_file)
}

/// The picture of a trajectory's course.
pub struct Course {
    title: String,
    subtitle: String,
    look: Look,
    time: Axis,
    series: Vec<Series>,
}

/// One state or control.
struct Series {
    name: String,
    legs: Vec<Vec<Point>>,
    bounds: [f64; 2],
    axis: Axis,
}

impl Course {
    /// The picture of the trajectory in `record`.
    pub fn new(
        heading: &Heading<'_>,
        scenario: &Scenario,
        dynamics: &Dynamics,
        record: &RunRecord,
    ) -> Self {
        let mut moments = Vec::new();
        if let Some(trajectory) = &record.trajectory {
            trajectory.sample(POINTS, |moment| moments.push(moment.clone()));
        }
        let system = &dynamics.system;
        let shrunk = scenario.bounds.iter().enumerate().map(|(i, [low, high])| {
            let reach = scenario.reach(i);
            [low + reach, high - reach]
        });
        let states = system.state_names().into_iter().zip(shrunk).enumerate();
        let states = states.map(|(i, (name, bounds))| {
            Series::new(name, bounds, &moments, |moment| moment.state[i])
        });
        let controls = system.control_names().into_iter();
        let controls = controls.zip(dynamics.control_bounds.iter()).enumerate();
        let controls = controls.map(|(i, (name, bounds))| {
            Series::new(name, *bounds, &moments, |moment| moment.control[i])
        });
        let end = moments.last().map_or(0.0, |moment| moment.time);
        Self {
            title: heading.title(),
            subtitle: outcome(heading, record, scenario.optimum),
            look: style::look(heading.planner),
            time: Axis::linear(0.0, if end > 0.0 { end } else { 1.0 }),
            series: states.chain(controls).collect(),
        }
    }

    /// The lines of states and controls.
    fn curve(&self) -> Stroke<'static> {
        Stroke::solid(self.look.colour, 2.6)
    }

    /// The legend.
    fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        if self.series.iter().any(|series| !series.legs.is_empty()) {
            let words = "state or control";
            entries.push(Entry::new(Sign::Line(self.curve()), words));
        }
        let mut bounds = self.series.iter().flat_map(|series| series.bounds);
        if bounds.any(f64::is_finite) {
            entries.push(Entry::new(Sign::Line(BOUND), "bound"));
        }
        entries
    }

    /// A panel's corner on the left above, and its size.
    fn place(&self, i: usize) -> Window {
        let wide = (WIDTH - 2.0 * MARGIN) / COLUMNS as f64;
        let (row, column) = (i / COLUMNS, i % COLUMNS);
        let left = MARGIN + column as f64 * wide + LEFT;
        let top = HEADER + row as f64 * (HEIGHT + BELOW);
        Window {
            min: [left, top],
            max: [left + wide - LEFT - 18.0, top + HEIGHT],
        }
    }
}

impl Series {
    fn new(
        name: String,
        bounds: [f64; 2],
        moments: &[Moment],
        of: impl Fn(&Moment) -> f64,
    ) -> Self {
        let legs = moments.chunk_by(|a, b| a.time < b.time);
        let point = |moment: &Moment| [moment.time, of(moment)];
        let legs: Vec<Vec<Point>> = legs.map(|leg| leg.iter().map(point).collect()).collect();
        let values = legs.iter().flatten().map(|point| point[1]);
        let finite = bounds.iter().copied().filter(|bound| bound.is_finite());
        let shown = values.chain(finite).filter(|value| value.is_finite());
        let (low, high) = shown.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let axis = if low <= high {
            let room = 0.06 * (high - low).max(1e-9 * high.abs().max(1.0));
            Axis::linear(low - room, high + room)
        } else {
            Axis::linear(0.0, 1.0)
        };
        Self {
            name,
            legs,
            bounds,
            axis,
        }
    }
}

/// The lines of the bounds.
const BOUND: Stroke<'static> = Stroke {
    colour: style::INK,
    width: 1.8,
    dashes: &[8.0, 6.0],
};

impl Picture for Course {
    fn size(&self) -> (u32, u32) {
        let rows = self.series.len().div_ceil(COLUMNS).max(1) as f64;
        (
            WIDTH as u32,
            (HEADER + rows * (HEIGHT + BELOW) + 8.0) as u32,
        )
    }

    fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        let bold = Type {
            bold: true,
            ..Type::plain(style::TITLE)
        };
        let most = WIDTH - 2.0 * MARGIN;
        pen.text([MARGIN, 44.0], &self.title, bold.fitted(&self.title, most));
        let soft = Type::plain(style::LABEL).coloured(style::SOFT);
        pen.text(
            [MARGIN, 82.0],
            &self.subtitle,
            soft.fitted(&self.subtitle, most),
        );
        legend::draw_rows(pen, &self.entries(), [MARGIN, LEGEND_AT], most);
        for (i, series) in self.series.iter().enumerate() {
            let panel = Panel {
                window: self.place(i),
                x: self.time,
                y: series.axis,
                down: false,
            };
            let (across, upwards) = (self.time.ticks(4), series.axis.ticks(4));
            pen.group(&series.name, |pen| {
                panel.grid(pen, [&across, &upwards]);
                for bound in series.bounds.iter().filter(|bound| bound.is_finite()) {
                    let at = |x| panel.at(x, *bound);
                    pen.line(&[at(panel.x.low), at(panel.x.high)], BOUND);
                }
                for leg in &series.legs {
                    let points: Vec<Point> = leg.iter().map(|p| panel.at(p[0], p[1])).collect();
                    for part in clip::line(&points, &panel.window) {
                        pen.line(&part, self.curve());
                    }
                }
            });
            panel.frame(pen, [&across, &upwards]);
            let ([left, top], [right, bottom]) = (panel.window.min, panel.window.max);
            let kind = Type::plain(style::TICK);
            let beside = [left - 14.0 - panel::widest(&upwards).min(LEFT), top - 8.0];
            let beside = [beside[0].max(MARGIN), beside[1]];
            let words = Type { bold: true, ..kind };
            pen.text(beside, &series.name, words.at(HPos::Left, VPos::Bottom));
            let below = [0.5 * (left + right), bottom + 40.0];
            pen.text(below, "time [s]", kind.at(HPos::Center, VPos::Top));
        }
    }
}
