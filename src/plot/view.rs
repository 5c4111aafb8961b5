//! From the scenario's space to the picture.
//!
//! Both kinds of scenes are parallel projections, that is affine maps: the plane is shown by a similarity, space by an
//! axonometry. Differences to a corner of the bounds are mapped, not the coordinates themselves, so that bounds far
//! from the origin lose no digits.

use super::canvas::Point;
use super::clip::Window;

/// A parallel projection of the scenario's space onto the picture.
pub struct View {
    base: Vec<f64>,
    origin: Point,
    columns: Vec<Point>,
}

impl View {
    /// The projection that shows `base` at `origin` and the i-th unit vector as the i-th column, in pixels.
    pub fn new(base: Vec<f64>, origin: Point, columns: Vec<Point>) -> Self {
        Self {
            base,
            origin,
            columns,
        }
    }

    /// Where a state is shown; coordinates beyond the view's dimension are ignored.
    pub fn at(&self, state: &[f64]) -> Point {
        let mut point = self.origin;
        for ((x, base), column) in state.iter().zip(&self.base).zip(&self.columns) {
            point[0] += (x - base) * column[0];
            point[1] += (x - base) * column[1];
        }
        point
    }

    /// What the unit vectors become, in pixels.
    pub fn columns(&self) -> &[Point] {
        &self.columns
    }
}

/// What the space available to a plot and its labels is.
pub struct Room {
    /// The corner that labels may reach.
    pub corner: Point,
    /// The most that plot and labels may take.
    pub width: f64,
    /// The most that the plot may take upwards.
    pub height: f64,
}

/// The pixels of a window, for an image of `zoom` pixels along each.
pub fn pixels(window: &Window, zoom: f64) -> [usize; 2] {
    window
        .size()
        .map(|side| (side * zoom).round().max(1.0) as usize)
}
