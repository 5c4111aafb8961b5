//! What stands in the panels of a figure: bands, lines with markers, crosses with intervals, rules.
//!
//! Items are given in the units of the axes. What leaves a panel is cut, which [`cuts`](super::cuts) marks, and lines
//! are thinned to what the pixels can show: of all corners in a column of half a pixel only the first and the last are
//! kept, so that a file's size does not grow with the number of runs.

use super::axis::Axis;
use super::canvas::{Pen, Point, Stroke, Surface};
use super::clip::{self, Window};
use super::marks;
use super::panel::Panel;
use super::style::{self, Look};
use crate::statistics::{Estimate, Interval};

/// Markers on a line that has them at a few places only.
const SPREAD: f64 = 5.0;
/// The opacity of bands.
const BAND: f64 = 0.18;
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
        /// The look of its line, whose colour it has, mostly transparent.
        look: Look,
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
        /// So many pixels to the right of its place, so that lines of equal values lie beside each other.
        shift: f64,
    },
    /// A marker with intervals in both directions.
    Cross {
        /// The place across.
        x: Estimate,
        /// The place upwards.
        y: Estimate,
        /// How it looks.
        look: Look,
        /// As that of a line.
        shift: f64,
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
            Self::Band { look, .. } => {
                let cut = clip::polygon(&self.points(panel), &panel.window.corners());
                if cut.len() > 2 {
                    pen.polygon(&cut, style::faint(look.colour, BAND));
                }
            }
            Self::Line { look, markers, .. } => {
                let points = self.points(panel);
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
            Self::Cross { look, .. } => {
                let stroke = Stroke::solid(look.colour, 0.8 * style::CURVE);
                for bar in self.bars(panel) {
                    for part in clip::line(&bar, &panel.window) {
                        pen.line(&part, stroke);
                    }
                }
                for at in self.points(panel) {
                    if panel.window.holds(at) {
                        marks::draw(pen, at, look.marker, look.colour);
                    }
                }
            }
            Self::Rule { stroke, .. } => {
                for part in clip::line(&self.points(panel), &panel.window) {
                    pen.line(&part, *stroke);
                }
            }
        }
    }

    /// What tells whose it is; a rule is nobody's.
    pub fn look(&self) -> Option<Look> {
        match self {
            Self::Band { look, .. } | Self::Line { look, .. } | Self::Cross { look, .. } => {
                Some(*look)
            }
            Self::Rule { .. } => None,
        }
    }

    /// Where it lies in the picture, also outside of the panel: a line's corners, a band's outline, a marker's place, a
    /// rule's ends.
    pub fn points(&self, panel: &Panel) -> Vec<Point> {
        match self {
            Self::Band { low, high, .. } => {
                let mut outline = thin(&shown(panel, high, 0.0));
                outline.extend(thin(&shown(panel, low, 0.0)).into_iter().rev());
                outline
            }
            Self::Line { corners, shift, .. } => thin(&shown(panel, corners, *shift)),
            Self::Cross { x, y, shift, .. } => shown(panel, &[[x.value, y.value]], *shift),
            Self::Rule { y, .. } => shown(panel, &[[panel.x.low, *y], [panel.x.high, *y]], 0.0),
        }
    }

    /// The intervals of a marker, across and upwards, each from end to end, also outside of the panel; none where the
    /// marker lies outside. Of an infinite value the upright one is left, where its lower end lies inside.
    pub fn bars(&self, panel: &Panel) -> Vec<[Point; 2]> {
        let Self::Cross { x, y, shift, .. } = self else {
            return Vec::new();
        };
        let ends = |i: Interval, at: f64| match i {
            Interval::UNBOUNDED => [at, at],
            Interval { low, high } => [low, high],
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
        let at = shown(panel, &places, *shift);
        let seen = panel.window.holds(at[0]);
        // What more than half of the runs did not reach has a lower end only.
        let open = !y.value.is_finite() && panel.window.holds([at[0][0], at[3][1]]);
        let mut bars = Vec::new();
        bars.extend(seen.then_some([at[1], at[2]]));
        bars.extend((seen || open).then_some([at[3], at[4]]));
        bars
    }
}

/// Where the places are in the picture, moved to the right; what is infinite lies far outside.
fn shown(panel: &Panel, places: &[Point], shift: f64) -> Vec<Point> {
    let [width, height] = panel.window.size();
    let bound = |share: f64| share.clamp(-BEYOND, BEYOND);
    let at = |p: &Point| {
        // The logarithm of 0 is infinite, and that of what is below is not a number.
        let share = |axis: &Axis, v: f64| match axis.place(v) {
            share if share.is_nan() => -BEYOND,
            share => bound(share),
        };
        [
            panel.window.min[0] + share(&panel.x, p[0]) * width + shift,
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
            let all: Vec<Point> = all.filter(|p| window.holds(*p)).collect();
            if all.is_empty() {
                // A short line would not be told from one that lies on it.
                return within(points, window, 0.15 + 0.7 * share)
                    .into_iter()
                    .collect();
            }
            all
        }
    }
}

/// The place at this share of a line's longest part within the window.
fn within(points: &[Point], window: &Window, share: f64) -> Option<Point> {
    let long = |pair: &[Point]| libm::hypot(pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]);
    let length = |part: &Vec<Point>| part.windows(2).map(long).sum::<f64>();
    let parts = clip::line(points, window).into_iter();
    let part = parts.max_by(|a, b| length(a).total_cmp(&length(b)))?;
    let mut left = share * length(&part);
    for pair in part.windows(2) {
        let piece = long(pair);
        if piece > 0.0 && left <= piece {
            return Some([0, 1].map(|i| pair[0][i] + left / piece * (pair[1][i] - pair[0][i])));
        }
        left -= piece;
    }
    part.last().copied()
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
