//! A box that is turned against the axes, swept along a segment: how far it reaches at given heights.
//!
//! The swept box is the sum of three segments, two sides of the box and the way: a polygon of at most six sides, the
//! same about its middle. From its lowest corner its right border goes along the three, those that lead most to the
//! right first. The border is concave, so between two heights it reaches furthest at the height nearest to that of the
//! rightmost corner.
//!
//! Of a side that is nearly flat rounding can hide the height: heights are known up to a slack only, and every side
//! reaches as far to the right as heights within the slack allow.

use super::plane::Point;
use super::segment::finite_inverse;

/// Half of each of the two sides of a box, as vectors.
pub(super) type Sides = [Point; 2];

/// How far the box reaches along each axis from its middle.
pub(super) fn reach(sides: &Sides) -> Point {
    [0, 1].map(|i| sides[0][i].abs() + sides[1][i].abs())
}

/// The swept box.
pub(super) struct SweptBox {
    middle: Point,
    /// The lowest corner, relative to the middle, and the sides of the right border from there.
    lowest: Point,
    border: [Point; 3],
    /// The height of the rightmost corner, relative to the middle.
    rightmost: f64,
    slack: f64,
}

impl SweptBox {
    /// The box with these half sides, swept from `a` to `b`; heights are known up to `slack`.
    pub fn new(a: Point, b: Point, sides: &Sides, slack: f64) -> Self {
        let half = [0, 1].map(|i| 0.5 * (b[i] - a[i]));
        let upwards = |v: Point| {
            let is_up = v[1] > 0.0 || (v[1] == 0.0 && v[0] > 0.0);
            if is_up { v } else { [-v[0], -v[1]] }
        };
        let mut halves = [sides[0], sides[1], half].map(upwards);
        // By insertion. A way of no length may stand anywhere, but is not to part the other two: it comes last.
        let after = |u: Point, v: Point| u[0] * v[1] - u[1] * v[0] < 0.0;
        if after(halves[0], halves[1]) {
            halves.swap(0, 1);
        }
        if after(halves[1], halves[2]) {
            halves.swap(1, 2);
            if after(halves[0], halves[1]) {
                halves.swap(0, 1);
            }
        }
        let lowest = [0, 1].map(|i| -(halves[0][i] + halves[1][i] + halves[2][i]));
        let border = halves.map(|v| [2.0 * v[0], 2.0 * v[1]]);
        let to_the_right = border.iter().filter(|v| v[0] > 0.0);
        Self {
            middle: [0, 1].map(|i| a[i] + half[i]),
            lowest,
            border,
            rightmost: to_the_right.fold(lowest[1], |y, v| y + v[1]),
            slack,
        }
    }

    /// The interval of x that the swept box covers between the heights `low` and `high`, which meet it.
    #[inline(always)]
    pub fn interval(&self, low: f64, high: f64) -> (f64, f64) {
        let [x, y] = self.middle;
        // Mirrored at the middle the left border is the right one.
        (
            x - self.right(y - high, y - low),
            x + self.right(low - y, high - y),
        )
    }

    /// The greatest x between two heights, all relative to the middle.
    #[inline(always)]
    fn right(&self, low: f64, high: f64) -> f64 {
        let y = self.rightmost.max(low).min(high);
        let [mut x, mut from] = self.lowest;
        for v in &self.border {
            let y = if v[0] > 0.0 {
                y + self.slack
            } else {
                y - self.slack
            };
            let inverse = finite_inverse(v[1]);
            // A flat side is at the bottom, or at the top where it leads to the left.
            let t = match inverse == 0.0 {
                true => f64::from(v[0] > 0.0),
                false => ((y - from) * inverse).clamp(0.0, 1.0),
            };
            x += t * v[0];
            from += v[1];
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{seeded, unit};

    /// The greatest and least x of a convex polygon's outline between two heights, by clipping every pair of its
    /// corners' sums to them.
    fn clipped(a: Point, b: Point, sides: &Sides, low: f64, high: f64) -> (f64, f64) {
        let mut corners = Vec::new();
        for end in [a, b] {
            for (s, t) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
                corners.push([0, 1].map(|i| end[i] + s * sides[0][i] + t * sides[1][i]));
            }
        }
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for p in &corners {
            for q in &corners {
                let d = [q[0] - p[0], q[1] - p[1]];
                let at = |y: f64| {
                    if d[1] == 0.0 {
                        0.0
                    } else {
                        ((y - p[1]) / d[1]).clamp(0.0, 1.0)
                    }
                };
                for t in [0.0, 1.0, at(low), at(high)] {
                    let [x, y] = [p[0] + t * d[0], p[1] + t * d[1]];
                    if low - 1e-12 <= y && y <= high + 1e-12 {
                        (least, most) = (least.min(x), most.max(x));
                    }
                }
            }
        }
        (least, most)
    }

    const SLACK: f64 = 1e-11;

    #[test]
    fn a_swept_box_covers_between_two_heights_what_its_hull_does() {
        let mut rng = seeded(3);
        for k in 0..20_000 {
            let mut number = || 4.0 * unit(&mut rng) - 2.0;
            let (a, mut b) = ([number(), number()], [number(), number()]);
            let (angle, half) = (number(), [number().abs(), number().abs()]);
            // Upright boxes, points, and ways along a side or of no length are among them.
            let (sin, cos) = [angle.sin_cos(), (0.0, 1.0), (1.0, 0.0)][k % 3];
            let half = if k % 5 == 0 { [0.0, half[1]] } else { half };
            let sides = [
                [half[0] * cos, half[0] * sin],
                [-half[1] * sin, half[1] * cos],
            ];
            match k % 7 {
                0 => b = a,
                1 => b[1] = a[1],
                2 => b[0] = a[0],
                3 => b = [a[0] + sides[1][0], a[1] + sides[1][1]],
                _ => {}
            }
            let reach = reach(&sides)[1];
            let (bottom, top) = (a[1].min(b[1]) - reach, a[1].max(b[1]) + reach);
            let cuts = [0; 2].map(|_| bottom + (top - bottom) * unit(&mut rng));
            let (low, high) = (cuts[0].min(cuts[1]), cuts[0].max(cuts[1]));
            let (left, right) = SweptBox::new(a, b, &sides, SLACK).interval(low, high);
            // Not less than that, and not more than what it does between heights that are a little further apart.
            let (least, most) = clipped(a, b, &sides, low, high);
            let (lesser, more) = clipped(a, b, &sides, low - 3.0 * SLACK, high + 3.0 * SLACK);
            let what = format!("{a:?} {b:?} {sides:?} {low} {high}");
            assert!(left <= least + 1e-12 && right >= most - 1e-12, "{what}");
            assert!(left >= lesser - 1e-12 && right <= more + 1e-12, "{what}");
        }
    }
}
