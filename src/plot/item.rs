//! What stands in the panels of a figure: bands, lines with markers, crosses with intervals, rules.
//!
//! Items are given in the units of the axes. What leaves a panel is cut, and lines are thinned to what the pixels can
//! show: of all corners in a column of half a pixel only the first and the last are kept, so that a file's size does not
//! grow with the number of runs.

use super::axis::Axis;
use super::canvas::{Pen, Point, Stroke, Surface};
use super::clip::{self, Window};
use super::marks;
use super::panel::Panel;
use super::style::{self, Colour, Look};
use crate::statistics::{Estimate, Interval};

/// Markers on a line that has them at a few places only.
const SPREAD: f64 = 5.0;
/// Beyond every window: where an infinite value lies.
const BEYOND: f64 = 1e4;

/// Something in a panel; places are in the units of its axes.
pub enum Item {
    /// The area between two lines, from left to right.
    Band {
        /// The lower line.
        low: Vec<Point>,
        /// The upper line.
        high: Vec<Point>,
        /// Its colour, mostly transparent.
        colour: Colour,
    },
    /// A line with markers on it.
    Line {
        /// Its corners.
        corners: Vec<Point>,
        /// How it looks.
        look: Look,
        /// Where markers stand: on every corner, or at a few places on a step line (then by this share of the distance
        /// between two of them moved to the right, so that the markers of several lines do not meet).
        markers: Markers,
    },
    /// A marker with intervals in both directions.
    Cross {
        /// The place across.
        x: Estimate,
        /// The place upwards.
        y: Estimate,
        /// How it looks.
        look: Look,
    },
    /// A level line from side to side.
    Rule {
        /// Its height.
        y: f64,
        /// How it looks.
        stroke: Stroke<'static>,
    },
}

/// Where a line has markers.
#[derive(Clone, Copy, PartialEq)]
pub enum Markers {
    /// On every corner.
    Corners,
    /// At a few places, moved by this share.
    Spread(f64),
    /// Nowhere.
    None,
}

impl Item {
    /// Draws it into a panel.
    pub fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>, panel: &Panel) {
        match self {
            Self::Band { low, high, colour } => {
                let mut outline = thin(&shown(panel, high));
                outline.extend(thin(&shown(panel, low)).into_iter().rev());
                let cut = clip::polygon(&outline, &panel.window.corners());
                if cut.len() > 2 {
                    pen.polygon(&cut, *colour);
                }
            }
            Self::Line {
                corners,
                look,
                markers,
            } => {
                let points = thin(&shown(panel, corners));
                let stroke = Stroke {
                    colour: look.colour,
                    width: style::CURVE,
                    dashes: look.dashes,
                };
                for part in clip::line(&points, &panel.window) {
                    pen.line(&part, stroke);
                }
                for at in marked(&points, *markers, &panel.window) {
                    marks::draw(pen, at, look.marker, look.colour);
                }
            }
            Self::Cross { x, y, look } => cross(pen, panel, x, y, *look),
            Self::Rule { y, stroke } => {
                let ends = [panel.at(panel.x.low, *y), panel.at(panel.x.high, *y)];
                for part in clip::line(&ends, &panel.window) {
                    pen.line(&part, *stroke);
                }
            }
        }
    }
}

/// Where the places are in the picture; what is infinite lies far outside.
fn shown(panel: &Panel, places: &[Point]) -> Vec<Point> {
    let [width, height] = panel.window.size();
    let bound = |share: f64| share.clamp(-BEYOND, BEYOND);
    let at = |p: &Point| {
        // The logarithm of 0 is infinite, and that of what is below is not a number.
        let share = |axis: &Axis, v: f64| match axis.place(v) {
            share if share.is_nan() => -BEYOND,
            share => bound(share),
        };
        [
            panel.window.min[0] + share(&panel.x, p[0]) * width,
            panel.window.max[1] - share(&panel.y, p[1]) * height,
        ]
    };
    places.iter().map(at).collect()
}

/// The line with the first and the last corner of each column of half a pixel alone.
fn thin(points: &[Point]) -> Vec<Point> {
    let column = |p: &Point| (2.0 * p[0]).floor();
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for (i, point) in points.iter().enumerate() {
        let same = |other: Option<&Point>| other.is_some_and(|p| column(p) == column(point));
        let before = i.checked_sub(1).map(|k| &points[k]);
        if !(same(before) && same(points.get(i + 1))) {
            kept.push(*point);
        }
    }
    kept
}

/// Where markers stand on a line.
fn marked(points: &[Point], markers: Markers, window: &Window) -> Vec<Point> {
    match markers {
        Markers::None => Vec::new(),
        Markers::Corners => points
            .iter()
            .copied()
            .filter(|p| window.holds(*p))
            .collect(),
        Markers::Spread(share) => {
            let step = window.size()[0] / SPREAD;
            let place = |k: i32| window.min[0] + (f64::from(k) + 0.15 + 0.7 * share) * step;
            let on = |x: f64| {
                let pair = points.windows(2).find(|w| w[0][0] <= x && x < w[1][0])?;
                let t = (x - pair[0][0]) / (pair[1][0] - pair[0][0]);
                Some([x, pair[0][1] + t * (pair[1][1] - pair[0][1])])
            };
            let all = (0..SPREAD as i32).filter_map(|k| on(place(k)));
            all.filter(|p| window.holds(*p)).collect()
        }
    }
}

/// A marker with its intervals; it is left out where it lies outside, and an interval without an end runs to the frame.
/// Of an infinite value the interval alone is drawn.
fn cross<S: Surface>(pen: &mut Pen<'_, S>, panel: &Panel, x: &Estimate, y: &Estimate, look: Look) {
    let ends = |i: Interval, at: f64| {
        if i == Interval::UNBOUNDED {
            [at, at]
        } else {
            [i.low, i.high]
        }
    };
    let [left, right] = ends(x.interval, x.value);
    let [low, high] = ends(y.interval, y.value);
    let places = [
        [x.value, y.value],
        [left, y.value],
        [right, y.value],
        [x.value, low],
        [x.value, high],
    ];
    let at = shown(panel, &places);
    let seen = panel.window.holds(at[0]);
    // What more than half of the runs did not reach has a lower end only.
    let open = !y.value.is_finite() && panel.window.holds([at[0][0], at[3][1]]);
    if !seen && !open {
        return;
    }
    let stroke = Stroke::solid(look.colour, 0.8 * style::CURVE);
    for bar in [[at[1], at[2]], [at[3], at[4]]] {
        for part in clip::line(&bar, &panel.window) {
            pen.line(&part, stroke);
        }
    }
    if seen {
        marks::draw(pen, at[0], look.marker, look.colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_ends_of_every_column_and_so_the_picture() {
        let points: Vec<Point> = (0..10_000)
            .map(|i| [f64::from(i) * 0.01, f64::from(10_000 - i)])
            .collect();
        let kept = thin(&points);
        assert!(kept.len() <= 2 * 201);
        assert_eq!((kept.first(), kept.last()), (points.first(), points.last()));
        // Each column begins and ends as before.
        for column in 0..200 {
            let of = |all: &[Point]| -> Vec<Point> {
                let inside = |p: &&Point| (2.0 * p[0]).floor() == f64::from(column);
                all.iter().filter(inside).copied().collect()
            };
            let (before, after) = (of(&points), of(&kept));
            assert_eq!(
                (before.first(), before.last()),
                (after.first(), after.last())
            );
        }
    }
}
