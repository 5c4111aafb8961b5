//! The convergence plot: the best cost of one run against time (left) and iterations (right), over one cost axis.
//!
//! The cost is a step line: it holds between improvements, and to the end of the run. A ring marks the first solution
//! with its cost, a dashed line the optimum where it is known; the final cost and its gap stand under the title. Where
//! the path was shortened after the search, the best cost holds until that was done, and a diamond marks when and what
//! came of it.
//!
//! The axes are those of [`ranges`](super::ranges): what lies above the cut of the cost axis, as a first cost far above
//! all others, is given as a number at a triangle above the cut.
//!
//! A run without a solution has its axes across and says so in words.

use super::axis::Axis;
use super::canvas::{self, Pen, Picture, PlotError, Point, Stroke, Surface, Type};
use super::clip::{self, Window};
use super::legend::{self, Entry, Sign};
use super::panel::{self, Panel};
use super::ranges::{across, upwards};
use super::style::{self, Look};
use super::{Heading, NO_WAY, number, outcome, step};
use crate::record::{RunRecord, StopReason, TracePoint};
use plotters_backend::text_anchor::{HPos, VPos};
use std::path::Path;

/// How far the axes across go beyond the end of shortening, as a share of their length.
const ROOM: f64 = 0.04;
/// The picture's size in pixels.
const SIZE: (u32, u32) = (1200, 660);
/// Top and bottom of both panels.
const TOP: f64 = 150.0;
const BOTTOM: f64 = 552.0;
/// The most ticks across.
const TICKS: usize = 5;
/// From the left panel to the right one.
const GUTTER: f64 = 48.0;

/// Draws a run's convergence into an SVG and a PNG file.
///
/// # Errors
/// The file that could not be written, and what could not be drawn.
pub fn convergence(
    heading: &Heading<'_>,
    record: &RunRecord,
    optimum: Option<f64>,
    svg_file: &Path,
    png_file: &Path,
) -> Result<(), PlotError> {
    let picture = Convergence::new(heading, record, optimum);
    canvas::write(&picture, svg_file, png_file)
}

/// The picture of a run's convergence.
pub struct Convergence {
    title: String,
    subtitle: String,
    look: Look,
    optimum: Option<f64>,
    cost: Axis,
    /// The curve is cut above this cost.
    cut: f64,
    /// What is said of a run without a path.
    unsolved: &'static str,
    /// The shortened path's cost.
    shortened: Option<f64>,
    /// Time and iterations.
    panels: [Curve; 2],
}

/// The cost against one measure of effort.
struct Curve {
    label: &'static str,
    axis: Axis,
    events: Vec<Point>,
    /// Where the run ended, shortening included.
    end: f64,
    /// Where the shortened path was there, and its cost.
    shortened: Option<Point>,
    /// What is said of the first solution.
    first: String,
}

impl Convergence {
    /// The picture of the run's improvements, its end, and the event of the shortened path if there is one. What is not
    /// finite is left out.
    pub fn new(heading: &Heading<'_>, record: &RunRecord, optimum: Option<f64>) -> Self {
        let (trace, end, shortened) = (&record.trace, &record.end, record.shortened.as_ref());
        let optimum = optimum.filter(|cost| cost.is_finite());
        let seen = |p: &&TracePoint| p.cost.is_finite() && p.time_s.is_finite();
        let events: Vec<&TracePoint> = trace.iter().filter(seen).collect();
        let costs: Vec<f64> = events.iter().map(|p| p.cost).collect();
        let shortened = shortened.filter(|p| p.cost.is_finite() && !costs.is_empty());
        let curve = |label, of: fn(&TracePoint) -> f64, words: fn(&TracePoint) -> String| {
            let places: Vec<Point> = events.iter().map(|p| [of(p).max(0.0), p.cost]).collect();
            // Events are in order; what is not a number lies with the one before.
            let after = |before: f64, at: f64| if at > before { at } else { before };
            let last = places.last().map_or(0.0, |p| p[0]);
            let searched = [last, of(end)].into_iter().filter(|at| at.is_finite());
            let searched = searched.fold(0.0, after);
            let shortened = shortened.map(|p| [after(searched, of(p)), p.cost]);
            let shortened = shortened.filter(|at| at[0].is_finite());
            let end = shortened.map_or(searched, |at| at[0]);
            Curve {
                label,
                // The drop to the shortened path's mark does not lie on the frame.
                axis: match across(places.first().map(|p| p[0]), end) {
                    axis if shortened.is_some() => axis.longer(ROOM),
                    axis => axis,
                },
                events: places,
                end,
                shortened,
                first: events.first().map_or_else(String::new, |p| words(p)),
            }
        };
        let shown: Vec<f64> = costs
            .iter()
            .copied()
            .chain(shortened.map(|p| p.cost))
            .collect();
        let (cost, cut) = upwards(&shown, optimum);
        Self {
            title: heading.title(),
            subtitle: outcome(heading, record, optimum),
            unsolved: match record.stop {
                StopReason::NoPath => NO_WAY,
                _ => "no path found",
            },
            look: style::look(heading.planner),
            optimum,
            cost,
            cut,
            shortened: shortened.map(|p| p.cost),
            panels: [
                curve(
                    "time [s]",
                    |p| p.time_s,
                    |p| {
                        format!(
                            "{} after {}",
                            number::figure(p.cost, 4),
                            number::duration(p.time_s.max(0.0))
                        )
                    },
                ),
                curve(
                    "iterations",
                    |p| p.iteration as f64,
                    |p| {
                        format!(
                            "{} at iteration {}",
                            number::figure(p.cost, 4),
                            number::count(p.iteration)
                        )
                    },
                ),
            ],
        }
    }

    fn solved(&self) -> bool {
        !self.panels[0].events.is_empty()
    }

    fn entries(&self) -> Vec<Entry> {
        let curve = Stroke {
            colour: self.look.colour,
            width: style::CURVE,
            dashes: &[],
        };
        let mut entries = Vec::new();
        if self.solved() {
            entries.push(Entry::new(Sign::Line(curve), "best cost"));
            let first = self.panels[0].events.first();
            let sign = match first.is_some_and(|first| first[1] <= self.cut) {
                true => Sign::First(self.look.colour),
                false => Sign::FirstAbove(self.look.colour),
            };
            entries.push(Entry::new(sign, "first solution"));
        }
        if let Some(cost) = self.shortened {
            let words = format!("shortened {}", number::figure(cost, 5));
            entries.push(Entry::new(Sign::Shortened(self.look.colour), words));
        }
        if let Some(cost) = self.optimum.filter(|_| self.solved()) {
            let words = format!("optimum {}", number::figure(cost, 5));
            entries.push(Entry::new(Sign::Line(OPTIMUM), words));
        }
        entries
    }

    fn draw_curve<S: Surface>(&self, pen: &mut Pen<'_, S>, panel: &Panel, curve: &Curve) {
        let mut window = panel.window;
        if let Some(cost) = self.optimum.filter(|_| self.solved()) {
            let at = |x| panel.at(x, cost);
            pen.line(&[at(panel.x.low), at(panel.x.high)], OPTIMUM);
        }
        let mut corners = step(&curve.events, curve.end);
        corners.extend(curve.shortened.filter(|at| {
            let before = curve.events.last();
            before.is_some_and(|before| at[1] < before[1])
        }));
        // A place of 0 has none on a logarithmic axis; such an axis begins before the first event.
        let points: Vec<Point> = corners.iter().map(|c| panel.at(c[0], c[1])).collect();
        let cut = panel.at(panel.x.low, self.cut)[1];
        window.min[1] = cut;
        for part in clip::line(&points, &window) {
            pen.line(&part, Stroke::solid(self.look.colour, style::CURVE));
        }
        if let Some([place, cost]) = curve.shortened {
            legend::diamond(pen, panel.at(place, cost), self.look.colour);
        }
        let Some(first) = curve.events.first() else {
            return;
        };
        let at = panel.at(first[0], first[1]);
        let kind = Type::plain(style::TICK);
        // Before the middle the words stand right of the mark, after it left of it; on that side and above the mark
        // there is no curve, because the cost never rises.
        let left = at[0] > 0.5 * (window.min[0] + window.max[0]);
        let (anchor, sign) = if left {
            (HPos::Right, -1.0)
        } else {
            (HPos::Left, 1.0)
        };
        if first[1] <= self.cut {
            legend::ring(pen, at, self.look.colour);
            let words = [at[0] + sign * 4.0, at[1] - 17.0];
            pen.text(words, &curve.first, kind.at(anchor, VPos::Bottom));
        } else {
            // Between the cut and the frame there is no curve.
            let middle = 0.5 * (cut + panel.window.min[1]);
            legend::above(pen, [at[0], middle], self.look.colour);
            let words = [at[0] + sign * 18.0, middle];
            pen.text(words, &curve.first, kind.at(anchor, VPos::Center));
        }
    }
}

/// The line of the optimum.
pub(super) const OPTIMUM: Stroke<'static> = Stroke {
    colour: style::INK,
    width: 2.0,
    dashes: &[10.0, 7.0],
};

impl Picture for Convergence {
    fn size(&self) -> (u32, u32) {
        SIZE
    }

    fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        let width = f64::from(SIZE.0);
        let costs = if self.solved() {
            self.cost.ticks(7)
        } else {
            Vec::new()
        };
        let left = (panel::widest(&costs) + 76.0).max(60.0);
        pen.text(
            [24.0, 44.0],
            &self.title,
            Type {
                bold: true,
                ..Type::plain(style::TITLE)
            },
        );
        let soft = Type::plain(style::LABEL).coloured(style::SOFT);
        pen.text([24.0, 82.0], &self.subtitle, soft);
        legend::draw_rows(pen, &self.entries(), [24.0, 98.0], width - 48.0);
        // The last label across reaches beyond the frame by half of its width.
        let right = 0.5 * panel::widest(&self.panels[1].axis.ticks(TICKS)) + 16.0;
        let wide = 0.5 * (width - left - right.max(40.0) - GUTTER);
        for (i, curve) in self.panels.iter().enumerate() {
            let x = left + i as f64 * (wide + GUTTER);
            let window = Window {
                min: [x, TOP],
                max: [x + wide, BOTTOM],
            };
            let panel = Panel {
                window,
                x: curve.axis,
                y: self.cost,
                down: false,
            };
            let ticks = curve.axis.ticks(TICKS);
            let labels = if i == 0 { &costs[..] } else { &[] };
            panel.grid(pen, [&ticks, &costs]);
            pen.group(["time", "iterations"][i], |pen| {
                self.draw_curve(pen, &panel, curve)
            });
            panel.frame(pen, [&ticks, labels]);
            let middle = [x + 0.5 * wide, BOTTOM + 58.0];
            let kind = Type::plain(style::LABEL);
            pen.text(middle, curve.label, kind.at(HPos::Center, VPos::Top));
            if !self.solved() {
                let middle = [middle[0], 0.5 * (TOP + BOTTOM)];
                let kind = soft.fitted(self.unsolved, wide - 20.0);
                pen.text(middle, self.unsolved, kind.at(HPos::Center, VPos::Center));
            }
        }
        let turned = Type {
            turned: true,
            ..Type::plain(style::LABEL)
        };
        let at = [24.0, 0.5 * (TOP + BOTTOM)];
        pen.text(at, "cost", turned.at(HPos::Center, VPos::Top));
    }
}
