//! Uniform points of a polygon, by cutting it into trapezoids.
//!
//! The horizontal lines through all corners cut the plane into slabs. No edge ends inside a slab and, the polygon being
//! simple, none crosses another there; so, from left to right, every second gap between the edges that span the slab is
//! inside: a trapezoid. A trapezoid is drawn by its area, a height in it by the width there (the root of a quadratic),
//! and a point of that width uniformly. Exact, without rejection.
//!
//! Complexity: O(k^2 log k) for k corners to cut, at worst k^2 / 2 trapezoids; O(log k) to draw.

use crate::random::{Rng, unit};
use crate::world::plane::{Point, edges};

/// A polygon cut into trapezoids.
#[derive(Clone, Debug)]
pub(super) struct Trapezoids {
    pieces: Vec<Trapezoid>,
    /// The sum of the areas up to and including each piece.
    areas: Vec<f64>,
}

/// Two horizontal sides, as [left, right] at `y[0]` and at `y[1]`.
#[derive(Clone, Copy, Debug)]
struct Trapezoid {
    y: [f64; 2],
    x: [[f64; 2]; 2],
}

impl Trapezoid {
    fn widths(&self) -> [f64; 2] {
        self.x.map(|[left, right]| (right - left).max(0.0))
    }

    fn area(&self) -> f64 {
        let [w, v] = self.widths();
        0.5 * (w + v) * (self.y[1] - self.y[0])
    }

    fn sample(&self, rng: &mut Rng) -> Point {
        let ([w, v], share) = (self.widths(), unit(rng));
        // The share of the height below which this share of the area lies; in the form that does not divide by v - w.
        let root = (w * w + share * (v * v - w * w)).max(0.0).sqrt();
        let t = (share * (w + v) / (w + root)).min(1.0);
        let between = |a: f64, b: f64, t: f64| a + t * (b - a);
        let left = between(self.x[0][0], self.x[1][0], t);
        let right = between(self.x[0][1], self.x[1][1], t);
        [
            between(left, right, unit(rng)),
            between(self.y[0], self.y[1], t),
        ]
    }
}

impl Trapezoids {
    /// Cuts the polygon.
    pub fn new(corners: &[Point]) -> Self {
        let mut heights: Vec<f64> = corners.iter().map(|corner| corner[1]).collect();
        heights.sort_by(f64::total_cmp);
        heights.dedup();
        let mut cut = Self {
            pieces: Vec::new(),
            areas: Vec::new(),
        };
        let mut total = 0.0;
        for slab in heights.windows(2) {
            let y = [slab[0], slab[1]];
            let mut spanning: Vec<[f64; 2]> = edges(corners)
                .filter(|(u, v)| u[1].min(v[1]) <= y[0] && y[1] <= u[1].max(v[1]))
                .filter(|(u, v)| u[1] != v[1])
                .map(|(u, v)| y.map(|y| u[0] + (y - u[1]) / (v[1] - u[1]) * (v[0] - u[0])))
                .collect();
            spanning.sort_by(|p, q| (p[0] + p[1]).total_cmp(&(q[0] + q[1])));
            for pair in spanning.chunks_exact(2) {
                let x = [[pair[0][0], pair[1][0]], [pair[0][1], pair[1][1]]];
                let piece = Trapezoid { y, x };
                if piece.area() > 0.0 {
                    total += piece.area();
                    cut.pieces.push(piece);
                    cut.areas.push(total);
                }
            }
        }
        cut
    }

    /// A uniform point; none in a polygon without area.
    pub fn sample(&self, rng: &mut Rng) -> Option<Point> {
        let total = self.areas.last()?;
        let at = unit(rng) * total;
        let index = self.areas.partition_point(|area| *area <= at);
        Some(self.pieces[index.min(self.pieces.len() - 1)].sample(rng))
    }
}
