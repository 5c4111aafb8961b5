//! Legends: what the colours, lines and marks of a picture mean, set in a row or in a column outside of the plot.
//!
//! An entry is a sign of fixed width and its words. A row breaks where the next entry would not fit, so that nothing is
//! cut off however long the words are.

use super::canvas::{Pen, Point, Stroke, Surface, Type};
use super::cuts;
use super::marks;
use super::shapes::circle;
use super::style::{self, Colour, Look};
use plotters_backend::text_anchor::{HPos, VPos};
use std::f64::consts::PI;

/// Width of a sign, in pixels: on both sides of a marker it shows what is drawn and left out of a dashed line.
const SIGN: f64 = 60.0;
/// From a sign to its words.
const SPACE: f64 = 12.0;
/// From one entry of a row to the next.
const BETWEEN: f64 = 32.0;
/// Height of an entry.
pub const ROW: f64 = 36.0;

/// The radius of the ring around a small goal region: more than that of the mark of a start, which may lie on it.
pub const RINGED: f64 = 17.0;

/// What an entry shows.
#[derive(Clone, Copy)]
pub enum Sign {
    /// A line, with its dashes.
    Line(Stroke<'static>),
    /// A line with its marker.
    Curve(Look),
    /// A filled rectangle with an outline.
    Area(Colour, Colour),
    /// A line within a band.
    Band(Stroke<'static>, Colour),
    /// The mark of a start.
    Start,
    /// The mark of a single goal state.
    Star,
    /// The mark of a small goal region.
    Ringed,
    /// The mark of a first solution.
    First(Colour),
    /// The mark of a first solution that lies above the part of the curve that is shown.
    FirstAbove(Colour),
    /// The mark of what goes on beyond its panel.
    Beyond,
    /// The mark of a shortened path.
    Shortened(Colour),
}

/// A sign and its words.
#[derive(Clone)]
pub struct Entry {
    /// What is shown.
    pub sign: Sign,
    /// What it means.
    pub words: String,
}

impl Entry {
    /// An entry.
    pub fn new(sign: Sign, words: impl Into<String>) -> Self {
        Self {
            sign,
            words: words.into(),
        }
    }

    /// The width with sign and words, in pixels.
    pub fn width(&self) -> f64 {
        SIGN + SPACE + Type::plain(style::TICK).width_of(&self.words)
    }

    /// Draws the entry with its middle line at `at`.
    pub fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>, at: Point) {
        let [x, y] = at;
        let middle = [x + 0.5 * SIGN, y];
        match self.sign {
            Sign::Line(stroke) => pen.line(&[[x, y], [x + SIGN, y]], stroke),
            Sign::Curve(look) => {
                let stroke = Stroke {
                    colour: look.colour,
                    width: style::CURVE,
                    dashes: look.dashes,
                };
                pen.line(&[[x, y], [x + SIGN, y]], stroke);
                marks::draw(pen, middle, look.marker, look.colour);
            }
            Sign::Area(fill, edge) => {
                let corners = [
                    [x + 4.0, y - 10.0],
                    [x + SIGN - 4.0, y - 10.0],
                    [x + SIGN - 4.0, y + 10.0],
                    [x + 4.0, y + 10.0],
                ];
                pen.polygon(&corners, fill);
                outline(pen, &corners, Stroke::solid(edge, style::HAIR));
            }
            Sign::Band(stroke, band) => {
                pen.rectangle([x, y - 10.0], [x + SIGN, y + 10.0], band);
                pen.line(&[[x, y], [x + SIGN, y]], stroke);
            }
            Sign::Start => start(pen, middle),
            Sign::Star => star(pen, middle),
            Sign::Ringed => ringed(pen, middle),
            Sign::First(colour) => ring(pen, middle, colour),
            Sign::FirstAbove(colour) => above(pen, middle, colour),
            Sign::Beyond => {
                let tip = [middle[0], y - 6.0];
                cuts::arrow(pen, tip, cuts::Side::Above, style::SOFT);
            }
            Sign::Shortened(colour) => diamond(pen, middle, colour),
        }
        let kind = Type::plain(style::TICK).at(HPos::Left, VPos::Center);
        pen.text([x + SIGN + SPACE, y], &self.words, kind);
    }
}

/// Rows of entries no wider than `width`: the indices of each row's entries.
pub fn rows(entries: &[Entry], width: f64) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut used = 0.0;
    for (i, entry) in entries.iter().enumerate() {
        let wide = entry.width() + BETWEEN;
        match rows.last_mut() {
            Some(row) if used + wide <= width + BETWEEN => {
                row.push(i);
                used += wide;
            }
            _ => {
                rows.push(vec![i]);
                used = wide;
            }
        }
    }
    rows
}

/// Draws entries in rows from the corner `at`, none wider than `width`.
pub fn draw_rows<S: Surface>(pen: &mut Pen<'_, S>, entries: &[Entry], at: Point, width: f64) {
    for (k, row) in rows(entries, width).iter().enumerate() {
        let mut x = at[0];
        for i in row {
            entries[*i].draw(pen, [x, at[1] + (k as f64 + 0.5) * ROW]);
            x += entries[*i].width() + BETWEEN;
        }
    }
}

/// Where each entry stands in a block no wider than `width`: from the left, and its row. Entries that do not fit into
/// one row stand in columns of the same width.
pub fn block(entries: &[Entry], width: f64) -> Vec<(f64, usize)> {
    let whole: f64 = entries.iter().map(|entry| entry.width() + BETWEEN).sum();
    if whole <= width + BETWEEN {
        let mut x = 0.0;
        let mut next = |entry: &Entry| {
            let here = x;
            x += entry.width() + BETWEEN;
            (here, 0)
        };
        return entries.iter().map(&mut next).collect();
    }
    let widest = entries.iter().map(Entry::width).fold(0.0, f64::max) + BETWEEN;
    let columns = (((width + BETWEEN) / widest) as usize).max(1);
    let place = |i: usize| ((i % columns) as f64 * widest, i / columns);
    (0..entries.len()).map(place).collect()
}

/// Draws entries in a [`block`] from the corner `at`.
pub fn draw_block<S: Surface>(pen: &mut Pen<'_, S>, entries: &[Entry], at: Point, width: f64) {
    for (entry, (x, row)) in entries.iter().zip(block(entries, width)) {
        entry.draw(pen, [at[0] + x, at[1] + (row as f64 + 0.5) * ROW]);
    }
}

/// Draws entries one below the other from the corner `at`.
pub fn draw_column<S: Surface>(pen: &mut Pen<'_, S>, entries: &[Entry], at: Point) {
    for (k, entry) in entries.iter().enumerate() {
        entry.draw(pen, [at[0], at[1] + (k as f64 + 0.5) * ROW]);
    }
}

/// A closed line through the corners.
pub fn outline<S: Surface>(pen: &mut Pen<'_, S>, corners: &[Point], stroke: Stroke<'_>) {
    let closed: Vec<Point> = corners.iter().chain(corners.first()).copied().collect();
    pen.line(&closed, stroke);
}

/// The mark of a start: a disc with a white rim.
pub fn start<S: Surface>(pen: &mut Pen<'_, S>, at: Point) {
    pen.disc(at, 12.0, style::PAPER);
    pen.disc(at, 9.5, style::START);
}

/// The mark of a single goal state: a star with a white rim.
pub fn star<S: Surface>(pen: &mut Pen<'_, S>, at: Point) {
    for (radius, colour) in [(19.0, style::PAPER), (14.5, style::GOAL)] {
        let corner = |i: u32| {
            let r = if i.is_multiple_of(2) {
                radius
            } else {
                0.45 * radius
            };
            let angle = PI * (f64::from(i) / 5.0 - 0.5);
            [at[0] + r * libm::cos(angle), at[1] + r * libm::sin(angle)]
        };
        let corners: Vec<Point> = (0..10).map(corner).collect();
        pen.polygon(&corners, colour);
    }
}

/// The mark of a first solution: a ring.
pub fn ring<S: Surface>(pen: &mut Pen<'_, S>, at: Point, colour: Colour) {
    pen.disc(at, 9.0, colour);
    pen.disc(at, 5.5, style::PAPER);
}

/// The mark of a first solution above the part of the curve that is shown: a triangle around `at` that points upwards.
pub fn above<S: Surface>(pen: &mut Pen<'_, S>, at: Point, colour: Colour) {
    let ([x, y], half) = (at, 10.0);
    let corners = [[x, y - half], [x - 9.0, y + half], [x + 9.0, y + half]];
    pen.polygon(&corners, colour);
}

/// The mark of a goal region too small to be seen: a ring around it, over a white one.
pub fn ringed<S: Surface>(pen: &mut Pen<'_, S>, at: Point) {
    let circle = circle(at, RINGED);
    for (width, colour) in [(8.0, style::PAPER), (4.0, style::GOAL)] {
        outline(pen, &circle, Stroke::solid(colour, width));
    }
}

/// The mark of a shortened path: a diamond with a white rim.
pub fn diamond<S: Surface>(pen: &mut Pen<'_, S>, at: Point, colour: Colour) {
    for (radius, colour) in [(13.0, style::PAPER), (9.0, colour)] {
        let [x, y] = at;
        let corners = [
            [x - radius, y],
            [x, y - radius],
            [x + radius, y],
            [x, y + radius],
        ];
        pen.polygon(&corners, colour);
    }
}
