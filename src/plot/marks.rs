//! Markers: shapes that tell planners apart where colours cannot, as in a grey print.

use super::canvas::{Pen, Point, Stroke, Surface};
use super::style::{self, Colour};

/// A shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A disc.
    Disc,
    /// A square on its side.
    Square,
    /// A triangle that points upwards.
    Up,
    /// A triangle that points downwards.
    Down,
    /// A square on its corner.
    Diamond,
    /// A ring.
    Ring,
    /// Two lines, upright.
    Plus,
    /// Two lines, slanting.
    Cross,
}

/// All of them, in the order in which planners without a marker of their own take them.
pub const ALL: [Marker; 8] = [
    Marker::Disc,
    Marker::Square,
    Marker::Up,
    Marker::Diamond,
    Marker::Down,
    Marker::Ring,
    Marker::Plus,
    Marker::Cross,
];

/// Half the size of a marker, in pixels.
const HALF: f64 = 7.5;
/// Width of a marker's rim, which keeps it legible on lines of other colours.
const RIM: f64 = 2.0;

/// Draws a marker.
pub fn draw<S: Surface>(pen: &mut Pen<'_, S>, at: Point, marker: Marker, colour: Colour) {
    match marker {
        Marker::Disc => {
            pen.disc(at, HALF + RIM, style::PAPER);
            pen.disc(at, HALF, colour);
        }
        Marker::Ring => {
            pen.disc(at, HALF + RIM, style::PAPER);
            pen.disc(at, HALF, colour);
            pen.disc(at, HALF - 3.5, style::PAPER);
        }
        Marker::Plus | Marker::Cross => {
            for (width, colour) in [(4.0 + 2.0 * RIM, style::PAPER), (4.0, colour)] {
                for line in strokes(at, marker) {
                    pen.line(&line, Stroke::solid(colour, width));
                }
            }
        }
        _ => {
            pen.polygon(&corners(at, marker, HALF + 1.4 * RIM), style::PAPER);
            pen.polygon(&corners(at, marker, HALF), colour);
        }
    }
}

fn strokes([x, y]: Point, marker: Marker) -> [[Point; 2]; 2] {
    let a = HALF;
    let b = 0.8 * HALF;
    if marker == Marker::Plus {
        [[[x - a, y], [x + a, y]], [[x, y - a], [x, y + a]]]
    } else {
        [
            [[x - b, y - b], [x + b, y + b]],
            [[x - b, y + b], [x + b, y - b]],
        ]
    }
}

fn corners([x, y]: Point, marker: Marker, half: f64) -> Vec<Point> {
    // Shapes of about the same area.
    let (a, b) = (0.9 * half, 1.25 * half);
    match marker {
        Marker::Up => vec![[x, y - b], [x + b, y + 0.8 * half], [x - b, y + 0.8 * half]],
        Marker::Down => vec![[x, y + b], [x - b, y - 0.8 * half], [x + b, y - 0.8 * half]],
        Marker::Diamond => vec![[x - b, y], [x, y - b], [x + b, y], [x, y + b]],
        _ => vec![
            [x - a, y - a],
            [x + a, y - a],
            [x + a, y + a],
            [x - a, y + a],
        ],
    }
}
