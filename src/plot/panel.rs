//! A panel: a rectangle of the picture with an axis along two of its sides.
//!
//! Labels that would touch the one before are left out, and so every panel is legible, however small.

use super::axis::{Axis, Tick};
use super::canvas::{Pen, Point, Stroke, Surface, Type};
use super::clip::Window;
use super::style;
use plotters_backend::text_anchor::{HPos, VPos};

/// A rectangle of the picture with an axis along each side.
pub struct Panel {
    /// Where it is.
    pub window: Window,
    /// The axis across.
    pub x: Axis,
    /// The axis upwards, or downwards where `down` is set.
    pub y: Axis,
    /// Whether y grows downwards.
    pub down: bool,
}

impl Panel {
    /// The point of the picture that shows (x, y).
    pub fn at(&self, x: f64, y: f64) -> Point {
        let ([left, top], [right, bottom]) = (self.window.min, self.window.max);
        let v = self.y.place(y);
        let v = if self.down { v } else { 1.0 - v };
        [
            left + self.x.place(x) * (right - left),
            top + v * (bottom - top),
        ]
    }

    /// Draws the lines behind a curve.
    pub fn grid<S: Surface>(&self, pen: &mut Pen<'_, S>, ticks: [&[Tick]; 2]) {
        let stroke = Stroke::solid(style::GRID, style::HAIR);
        let ([left, top], [right, bottom]) = (self.window.min, self.window.max);
        for tick in ticks[0] {
            let x = self.at(tick.value, self.y.low)[0];
            pen.line(&[[x, top], [x, bottom]], stroke);
        }
        for tick in ticks[1] {
            let y = self.at(self.x.low, tick.value)[1];
            pen.line(&[[left, y], [right, y]], stroke);
        }
    }

    /// Draws the frame with ticks and their labels; labels that would touch the one before are left out.
    pub fn frame<S: Surface>(&self, pen: &mut Pen<'_, S>, ticks: [&[Tick]; 2]) {
        let stroke = Stroke::solid(style::INK, style::HAIR);
        let corners = self.window.corners();
        let outline: Vec<Point> = corners.into_iter().chain([corners[0]]).collect();
        pen.line(&outline, stroke);
        let ([left, _], [_, bottom]) = (self.window.min, self.window.max);
        let kind = Type::plain(style::TICK);
        let mut free = f64::NEG_INFINITY;
        for tick in ticks[0] {
            let x = self.at(tick.value, self.y.low)[0];
            pen.line(&[[x, bottom], [x, bottom + 8.0]], stroke);
            let half = 0.5 * kind.width_of(&tick.label);
            if x - half > free {
                let at = [x, bottom + 15.0];
                pen.text(at, &tick.label, kind.at(HPos::Center, VPos::Top));
                free = x + half + 12.0;
            }
        }
        for value in self.x.minor() {
            let x = self.at(value, self.y.low)[0];
            pen.line(&[[x, bottom], [x, bottom + 4.5]], stroke);
        }
        let mut taken: Option<f64> = None;
        for tick in ticks[1] {
            let y = self.at(self.x.low, tick.value)[1];
            pen.line(&[[left - 8.0, y], [left, y]], stroke);
            if taken.is_none_or(|t| (t - y).abs() > 1.1 * style::TICK) {
                let at = [left - 14.0, y];
                pen.text(at, &tick.label, kind.at(HPos::Right, VPos::Center));
                taken = Some(y);
            }
        }
    }
}

/// The width of the widest label, in pixels.
pub fn widest(ticks: &[Tick]) -> f64 {
    let kind = Type::plain(style::TICK);
    ticks
        .iter()
        .map(|t| kind.width_of(&t.label))
        .fold(0.0, f64::max)
}
