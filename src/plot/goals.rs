//! Goal regions in a scene, small ones included.
//!
//! A region's outline lies above the path, whose end would hide it. In a large world a region may be smaller than the
//! path is wide: where it would fit into a ring of a fixed size it gets that ring around it, and the legend says so.
//! The ring is wider than the mark of a start, which may lie on the same place.

use super::cage::{Cage, Place};
use super::canvas::{Pen, Point, Stroke, Surface};
use super::clip;
use super::legend;
use super::shapes::circle;
use super::style;
use crate::scenario::GoalShape;

/// From the ring to the region in it, at least, in pixels.
const CLEAR: f64 = 8.0;

/// A goal region in the picture.
pub struct Region {
    /// Its outline.
    pub outline: Vec<Point>,
    /// The middle of the ring around it, where it is small.
    pub ring: Option<Point>,
}

impl Region {
    /// The region with this outline; `None` where nothing is left of it.
    pub fn new(outline: Vec<Point>) -> Option<Self> {
        let span = |i: usize| {
            let start = (f64::INFINITY, f64::NEG_INFINITY);
            let ends = outline.iter().map(|p| p[i]);
            ends.fold(start, |(low, high), x| (low.min(x), high.max(x)))
        };
        let [x, y] = [span(0), span(1)];
        if outline.is_empty() || ![x.0, x.1, y.0, y.1].iter().all(|end| end.is_finite()) {
            return None;
        }
        let fits = |(low, high): (f64, f64)| high - low < 2.0 * (legend::RINGED - CLEAR);
        let middle = [0.5 * (x.0 + x.1), 0.5 * (y.0 + y.1)];
        let ring = (fits(x) && fits(y)).then_some(middle);
        Some(Self { outline, ring })
    }

    /// Draws what lies above the path.
    pub fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        legend::outline(pen, &self.outline, Stroke::solid(style::GOAL, 2.5));
        if let Some(middle) = self.ring {
            legend::ringed(pen, middle);
        }
    }
}

/// A goal's region as it is seen in space, with its middle; `None` for a state, and where nothing of it is seen.
pub fn in_space(goal: &GoalShape, cage: &Cage) -> Option<(Place, Region)> {
    let (middle, outline) = match goal {
        GoalShape::State(_) => return None,
        GoalShape::Ball { center, radius } => {
            let disc = circle(cage.view().at(center), radius * cage.scale());
            let disc = clip::polygon(&disc, &cage.silhouette());
            (center.get(..3)?.try_into().ok()?, disc)
        }
        GoalShape::Box { min, max } => {
            let (a, b) = cage.inside(min, max)?;
            let corner = |k: usize| [0, 1, 2].map(|i| if k >> i & 1 == 0 { a[i] } else { b[i] });
            let corners: Vec<Point> = (0..8).map(|k| cage.view().at(&corner(k))).collect();
            ([0, 1, 2].map(|i| 0.5 * (a[i] + b[i])), clip::hull(&corners))
        }
    };
    Some((middle, Region::new(outline)?))
}
