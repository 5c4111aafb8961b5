//! Marks where something goes on beyond its panel.
//!
//! A curve, a band or an interval that is cut by the frame looks as if it ended there. An arrow on the frame, in the
//! colour of what is cut, says that it does not, and which way it goes on. Lines and intervals have one where they
//! cross the frame; a band has one in the middle of each stretch along which the frame cuts it. Of arrows of one colour
//! that would touch, one is drawn; those of bands step aside along their stretch where they would hide another one.

use super::canvas::{Pen, Point, Surface};
use super::clip::{self, Window};
use super::item::Item;
use super::panel::Panel;
use super::style::{self, Colour};

/// From an arrow's tip to its foot, and half of its foot, in pixels.
const LENGTH: f64 = 12.0;
const HALF: f64 = 7.0;
/// An arrow's rim.
const RIM: f64 = 2.0;
/// Along the frame, arrows of one colour are so far apart.
const APART: f64 = 18.0;
/// What is beyond the frame by less, in pixels, is not.
const SLACK: f64 = 0.5;

/// A side of a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The upper one.
    Above,
    /// The lower one.
    Below,
    /// The left one.
    Left,
    /// The right one.
    Right,
}

/// A place on the frame where something is cut.
#[derive(Clone, Copy)]
pub struct Cut {
    /// Where.
    pub at: Point,
    /// On which side.
    pub side: Side,
    /// The colour of what is cut.
    pub colour: Colour,
    /// From where to where along the side it may be moved.
    stretch: [f64; 2],
}

/// A place on the frame, its side, and from where to where the mark may be moved.
type Place = (Point, Side, [f64; 2]);

/// Where the frame cuts the items of a panel, each colour once at a place.
pub fn of(items: &[Item], panel: &Panel) -> Vec<Cut> {
    let mut kept: Vec<Cut> = Vec::new();
    let (bands, others): (Vec<&Item>, Vec<&Item>) = items
        .iter()
        .partition(|item| matches!(item, Item::Band { .. }));
    // Those that have one place first.
    let items = others.into_iter().chain(bands);
    for mut cut in items.flat_map(|item| of_item(item, panel)) {
        let touches = |other: &Cut| {
            let far = (0..2).any(|i| (other.at[i] - cut.at[i]).abs() >= APART);
            other.side == cut.side && other.colour.rgb == cut.colour.rgb && !far
        };
        if kept.iter().any(touches) {
            continue;
        }
        let is_free = |x: &f64| {
            let mut near = kept.iter().filter(|other| other.side == cut.side);
            !near.any(|other| (other.at[0] - x).abs() < APART)
        };
        let middle = cut.at[0];
        let [left, right] = cut.stretch;
        let aside = (0..32).map(|k| {
            let steps = f64::from((k + 1) / 2);
            middle + if k % 2 == 0 { steps } else { -steps } * APART
        });
        let mut aside = aside.filter(|x| left <= *x && *x <= right);
        cut.at[0] = aside.find(is_free).unwrap_or(middle);
        kept.push(cut);
    }
    kept
}

fn of_item(item: &Item, panel: &Panel) -> Vec<Cut> {
    let window = &panel.window;
    let Some(look) = item.look() else {
        return Vec::new();
    };
    let places = match item {
        Item::Band { .. } => of_band(&item.points(panel), window),
        Item::Line { .. } => of_line(&item.points(panel), window),
        Item::Cross { .. } => {
            let bars = item.bars(panel);
            bars.iter().flat_map(|bar| of_line(bar, window)).collect()
        }
        Item::Rule { .. } => Vec::new(),
    };
    let colour = look.colour;
    let cut = |(at, side, stretch)| Cut {
        at,
        side,
        colour,
        stretch,
    };
    places.into_iter().map(cut).collect()
}

/// Where a line crosses the frame.
fn of_line(points: &[Point], window: &Window) -> Vec<Place> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for part in clip::line(points, window) {
        for (end, own) in [(part.first(), first), (part.last(), last)] {
            let goes_on = |end: &&Point| (0..2).any(|i| (end[i] - own[i]).abs() > SLACK);
            let place = |at: &Point| (*at, nearest(*at, window), [at[0]; 2]);
            found.extend(end.filter(goes_on).map(place));
        }
    }
    found
}

/// The side that a point on the frame lies on.
fn nearest(at: Point, window: &Window) -> Side {
    let sides = [
        (at[1] - window.min[1], Side::Above),
        (window.max[1] - at[1], Side::Below),
        (at[0] - window.min[0], Side::Left),
        (window.max[0] - at[0], Side::Right),
    ];
    let near = |a: &&(f64, Side), b: &&(f64, Side)| a.0.abs().total_cmp(&b.0.abs());
    sides.iter().min_by(near).map_or(Side::Above, |side| side.1)
}

/// The middles of the stretches along which the upper or the lower side cuts the outline of a band.
fn of_band(outline: &[Point], window: &Window) -> Vec<Place> {
    let kept = clip::polygon(outline, &window.corners());
    let mut found = Vec::new();
    for (y, side, sign) in [
        (window.min[1], Side::Above, -1.0),
        (window.max[1], Side::Below, 1.0),
    ] {
        if !outline.iter().any(|p| sign * (p[1] - y) > SLACK) {
            continue;
        }
        let on = |p: &Point| (p[1] - y).abs() < 1e-6;
        let edges = kept.iter().zip(kept.iter().cycle().skip(1));
        let edges = edges.filter(|(a, b)| on(a) && on(b));
        let mut stretches: Vec<[f64; 2]> = edges
            .map(|(a, b)| [a[0].min(b[0]), a[0].max(b[0])])
            .filter(|[left, right]| right - left > SLACK)
            .collect();
        stretches.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let mut merged: Vec<[f64; 2]> = Vec::new();
        for stretch in stretches {
            match merged.last_mut() {
                Some(last) if stretch[0] <= last[1] + SLACK => last[1] = last[1].max(stretch[1]),
                _ => merged.push(stretch),
            }
        }
        let place = |[a, b]: &[f64; 2]| ([0.5 * (a + b), y], side, [*a, *b]);
        found.extend(merged.iter().map(place));
    }
    found
}

/// Draws the arrow of a cut, inside of the frame with its tip on it.
pub fn draw<S: Surface>(pen: &mut Pen<'_, S>, cut: &Cut) {
    arrow(pen, cut.at, cut.side, cut.colour);
}

/// An arrow whose tip is at a place.
pub fn arrow<S: Surface>(pen: &mut Pen<'_, S>, tip: Point, side: Side, colour: Colour) {
    let [dx, dy]: Point = match side {
        Side::Above => [0.0, -1.0],
        Side::Below => [0.0, 1.0],
        Side::Left => [-1.0, 0.0],
        Side::Right => [1.0, 0.0],
    };
    for (rim, colour) in [(RIM, style::PAPER), (0.0, colour)] {
        let (back, half) = (LENGTH + rim, HALF + 1.5 * rim);
        let at = |along: f64, across: f64| {
            [
                tip[0] - along * dx - across * dy,
                tip[1] - along * dy + across * dx,
            ]
        };
        pen.polygon(&[at(0.0, 0.0), at(back, half), at(back, -half)], colour);
    }
}
