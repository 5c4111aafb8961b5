//! What has to be said of a figure, since it cannot be seen in it.
//!
//! A reader looks for every entry of the legend in every panel. An entry that is not there has no value, or lies
//! outside of the axes, or lies under another one; which of these it is cannot be seen. So a figure says it in words
//! below: which curves have no value in a panel, which lie outside of its axes and where they end, which lie on each
//! other.
//!
//! Curves are told apart by their looks, as a reader does. Two of them lie on each other where the one's line is within
//! a line's width of the other's; that is said where it is so on half of the one's length or more, and of a curve that
//! several others cover between them. Lines are compared along their whole length in steps of a pixel or two.

use super::canvas::Point;
use super::clip::{self, Window};
use super::cuts::Side;
use super::figure::Layer;
use super::item::Item;
use super::legend::{Entry, Sign};
use super::number::figure;
use super::overlaps;
use super::panel::Panel;
use super::style::Look;

/// A line that is shorter within the frame, in pixels, is not seen.
const SHORTEST: f64 = 3.0;
/// From one place to the next where lines are compared.
const STEP: f64 = 1.5;
/// From so many curves on, all of them are called that.
const ALL: usize = 4;

/// What is said of a panel, in sentences.
pub fn of_layer(layer: &Layer, panel: &Panel, legend: &[Entry]) -> Vec<String> {
    if layer.words.is_some() {
        return Vec::new();
    }
    let what = layer.label.trim_end_matches(" [s]");
    let curves: Vec<Curve<'_>> = legend
        .iter()
        .filter_map(|entry| Curve::new(entry, layer, panel))
        .collect();
    let mut said = Vec::new();
    let mut say = |start: String, names: Vec<String>| {
        if !names.is_empty() {
            said.push(format!("{start}: {}.", names.join(", ")));
        }
    };
    let absent = curves.iter().filter(|curve| curve.is_absent);
    say(
        format!("No \u{201c}{what}\u{201d}, for fewer than half of the runs have one"),
        absent.map(|curve| curve.words.to_owned()).collect(),
    );
    for (side, word) in [
        (Side::Above, "Above"),
        (Side::Below, "Below"),
        (Side::Left, "Left of"),
        (Side::Right, "Right of"),
    ] {
        let outside = curves.iter().filter(|curve| curve.outside == Some(side));
        say(
            format!("{word} the axis of \u{201c}{what}\u{201d}"),
            outside.map(Curve::with_end).collect(),
        );
    }
    let names = |groups: Vec<Vec<usize>>, of: usize| -> Vec<String> {
        let name = |group: &Vec<usize>| {
            if group.len() >= ALL && group.len() == of {
                return "all curves".to_owned();
            }
            let names: Vec<&str> = group.iter().map(|i| curves[*i].words).collect();
            names.join(", ")
        };
        let groups: Vec<String> = groups.iter().map(name).collect();
        if groups.is_empty() {
            groups
        } else {
            vec![groups.join("; ")]
        }
    };
    let along: Vec<Vec<Point>> = curves.iter().map(|c| c.line.clone()).collect();
    let markers: Vec<Vec<Point>> = curves.iter().map(|c| c.markers.clone()).collect();
    let lines = curves.iter().filter(|c| !c.line.is_empty()).count();
    say(
        format!("Within a line\u{2019}s width of each other in \u{201c}{what}\u{201d}"),
        names(overlaps::of_lines(&along, panel, layer.level), lines),
    );
    let marked = curves.iter().filter(|c| !c.markers.is_empty()).count();
    say(
        format!("Markers at one place in \u{201c}{what}\u{201d}"),
        names(overlaps::of_markers(&markers), marked),
    );
    said
}

/// An entry of the legend as a panel has it.
struct Curve<'a> {
    words: &'a str,
    /// Whether the panel has nothing of it.
    is_absent: bool,
    /// Where it is, if nothing of it is within the frame.
    outside: Option<Side>,
    /// Its line's last value.
    end: Option<f64>,
    /// Places along its line within the frame.
    line: Vec<Point>,
    /// Its markers with intervals within the frame.
    markers: Vec<Point>,
}

impl<'a> Curve<'a> {
    /// The entry's curve or rule; `None` where the entry is about something else.
    fn new(entry: &'a Entry, layer: &Layer, panel: &Panel) -> Option<Self> {
        let window = &panel.window;
        let look: Option<Look> = match entry.sign {
            Sign::Curve(look) => Some(look),
            Sign::Line(_) => None,
            _ => return None,
        };
        let mut curve = Self {
            words: &entry.words,
            is_absent: false,
            outside: None,
            end: None,
            line: Vec::new(),
            markers: Vec::new(),
        };
        let bands = |item: &&Item| !matches!(item, Item::Band { .. });
        let own = layer.items.iter().filter(bands);
        let own: Vec<&Item> = own.filter(|item| item.look() == look).collect();
        // A rule is in one of the panels alone.
        curve.is_absent = own.is_empty() && look.is_some();
        let mut is_seen = own.is_empty();
        let mut beyond = Vec::new();
        for item in own {
            let points = item.points(panel);
            match item {
                Item::Cross { .. } => {
                    let inside = points.iter().copied().filter(|p| window.holds(*p));
                    curve.markers.extend(inside);
                    is_seen |= !item.bars(panel).is_empty();
                }
                _ => {
                    let parts = clip::line(&points, window);
                    let long: f64 = parts.iter().map(|part| length(part)).sum();
                    is_seen |= long >= SHORTEST;
                    // A curve comes to the optimum by nature.
                    if look.is_some() {
                        curve.line.extend(parts.iter().flat_map(|part| along(part)));
                    }
                }
            }
            if let Item::Line { corners, .. } = item {
                curve.end = corners.last().map(|corner| corner[1]);
            }
            beyond.extend(points);
        }
        if !is_seen {
            curve.outside = Some(side_of(&beyond, window));
        }
        Some(curve)
    }

    /// Its name with its last value.
    fn with_end(&self) -> String {
        match self.end.filter(|end| end.is_finite()) {
            Some(end) => format!("{} (ends at {})", self.words, figure(end, 4)),
            None => self.words.to_owned(),
        }
    }
}

/// Where places lie that are not within the frame: on the side that they are farthest beyond.
fn side_of(points: &[Point], window: &Window) -> Side {
    let beyond = |of: fn(&Point, &Window) -> f64| {
        let least = points.iter().map(|p| of(p, window));
        least.fold(f64::INFINITY, f64::min)
    };
    let sides = [
        (beyond(|p, w| w.min[1] - p[1]), Side::Above),
        (beyond(|p, w| p[1] - w.max[1]), Side::Below),
        (beyond(|p, w| w.min[0] - p[0]), Side::Left),
        (beyond(|p, w| p[0] - w.max[0]), Side::Right),
    ];
    let far = |a: &&(f64, Side), b: &&(f64, Side)| a.0.total_cmp(&b.0);
    sides.iter().max_by(far).map_or(Side::Above, |side| side.1)
}

fn length(part: &[Point]) -> f64 {
    let pairs = part.windows(2);
    pairs
        .map(|p| libm::hypot(p[1][0] - p[0][0], p[1][1] - p[0][1]))
        .sum()
}

/// Places along a line, a [`STEP`] or less apart.
fn along(part: &[Point]) -> Vec<Point> {
    let mut places = Vec::new();
    for pair in part.windows(2) {
        let steps = (length(pair) / STEP).ceil().max(1.0);
        let at = |k: f64| [0, 1].map(|i| pair[0][i] + k / steps * (pair[1][i] - pair[0][i]));
        places.extend((0..steps as u32).map(|k| at(f64::from(k))));
    }
    places.extend(part.last());
    places
}
