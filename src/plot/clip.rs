//! Lines and polygons cut to a window, and lines cut into dashes.
//!
//! Drawing backends do not clip, and an obstacle may reach far beyond the bounds, a curve above the part that is shown.
//! Polygons are cut by Sutherland and Hodgman's method against a convex window, lines by Liang and Barsky's against a
//! rectangle. Both are linear in the number of points.

use super::canvas::Point;

/// Dashes beyond this number are not worth their ink: the line is drawn solid.
const MOST_DASHES: f64 = 5000.0;

/// A rectangle of the picture.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// The corner with the least coordinates.
    pub min: Point,
    /// The opposite one.
    pub max: Point,
}

impl Window {
    /// Its corners in order.
    pub fn corners(&self) -> [Point; 4] {
        let ([a, b], [c, d]) = (self.min, self.max);
        [[a, b], [c, b], [c, d], [a, d]]
    }

    /// Its width and height.
    pub fn size(&self) -> Point {
        [0, 1].map(|i| self.max[i] - self.min[i])
    }

    /// Whether it holds the point.
    pub fn holds(&self, p: Point) -> bool {
        (0..2).all(|i| self.min[i] <= p[i] && p[i] <= self.max[i])
    }
}

/// The parts of a line inside of the window, each a line through at least two points.
pub fn line(points: &[Point], window: &Window) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    for pair in points.windows(2) {
        let Some((a, b)) = segment(pair[0], pair[1], window) else {
            open = false;
            continue;
        };
        match parts.last_mut() {
            Some(part) if open && part.last() == Some(&a) => part.push(b),
            _ => parts.push(vec![a, b]),
        }
        open = b == pair[1];
    }
    parts
}

/// The parts of a line of short pieces inside of a convex window given by its corners with positive [`area`]; a piece
/// that leaves the window is left out as a whole.
pub fn line_in(points: &[Point], window: &[Point]) -> Vec<Vec<Point>> {
    let inside = |p: &Point| {
        window
            .iter()
            .zip(window.iter().cycle().skip(1))
            .all(|(a, b)| (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) >= 0.0)
    };
    let parts = points.split(|p| !inside(p)).filter(|part| part.len() > 1);
    parts.map(<[Point]>::to_vec).collect()
}

/// The part of the segment from `a` to `b` inside of the window.
fn segment(a: Point, b: Point, window: &Window) -> Option<(Point, Point)> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for i in 0..2 {
        let d = b[i] - a[i];
        if d == 0.0 {
            if !(window.min[i] <= a[i] && a[i] <= window.max[i]) {
                return None;
            }
            continue;
        }
        let (near, far) = ((window.min[i] - a[i]) / d, (window.max[i] - a[i]) / d);
        from = from.max(near.min(far));
        to = to.min(near.max(far));
    }
    let at = |t: f64| [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    (from <= to).then(|| {
        let start = if from == 0.0 { a } else { at(from) };
        (start, if to == 1.0 { b } else { at(to) })
    })
}

/// The part of a polygon inside of a convex window, given by its corners in either orientation.
///
/// Where a polygon that is not convex falls into several parts, edges along the window's border connect them.
pub fn polygon(points: &[Point], window: &[Point]) -> Vec<Point> {
    let turn = area(window).signum();
    let mut kept = points.to_vec();
    for (a, b) in window.iter().zip(window.iter().cycle().skip(1)) {
        // Positive inside of this edge.
        let inside =
            |p: &Point| turn * ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]));
        let before = std::mem::take(&mut kept);
        for (p, q) in before.iter().zip(before.iter().cycle().skip(1)) {
            let (u, v) = (inside(p), inside(q));
            if u >= 0.0 {
                kept.push(*p);
            }
            if (u < 0.0) != (v < 0.0) {
                let t = u / (u - v);
                kept.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
            }
        }
    }
    kept
}

/// Twice the polygon's area; positive where it turns from the first axis to the second.
pub fn area(points: &[Point]) -> f64 {
    let next = points.iter().cycle().skip(1);
    let cross = |(a, b): (&Point, &Point)| a[0] * b[1] - a[1] * b[0];
    points.iter().zip(next).map(cross).sum()
}

/// The convex hull, with positive [`area`], by Andrew's monotone chain.
pub fn hull(points: &[Point]) -> Vec<Point> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let mut hull: Vec<Point> = Vec::new();
    let mut half = |points: &mut dyn Iterator<Item = &Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for p in points {
            while let [.., a, b] = chain[..] {
                if (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0.0 {
                    break;
                }
                chain.pop();
            }
            chain.push(*p);
        }
        // The last point is the first of the other half.
        chain.pop();
        hull.extend(chain);
    };
    half(&mut sorted.iter());
    half(&mut sorted.iter().rev());
    hull
}

/// The drawn parts of a line whose lengths drawn and left out alternate as given.
pub fn dashes(points: &[Point], lengths: &[f64]) -> Vec<Vec<Point>> {
    let distance = |a: Point, b: Point| libm::hypot(b[0] - a[0], b[1] - a[1]);
    let total: f64 = points.windows(2).map(|p| distance(p[0], p[1])).sum();
    let period: f64 = lengths.iter().sum();
    if period <= 0.0 || lengths.iter().any(|l| *l <= 0.0) || total / period > MOST_DASHES {
        return vec![points.to_vec()];
    }
    let mut parts = Vec::new();
    let mut part: Vec<Point> = points.first().copied().into_iter().collect();
    let (mut index, mut left) = (0_usize, lengths[0]);
    for pair in points.windows(2) {
        let (mut a, b) = (pair[0], pair[1]);
        let mut rest = distance(a, b);
        while rest > left {
            let t = left / rest;
            a = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
            rest -= left;
            part.push(a);
            if index.is_multiple_of(2) {
                parts.push(std::mem::take(&mut part));
            }
            part = vec![a];
            index += 1;
            left = lengths[index % lengths.len()];
        }
        left -= rest;
        part.push(b);
    }
    if index.is_multiple_of(2) && part.len() > 1 {
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window {
        min: [0.0, 0.0],
        max: [10.0, 10.0],
    };

    #[test]
    fn a_line_that_leaves_and_returns_has_two_parts() {
        let points = [
            [-5.0, 5.0],
            [5.0, 5.0],
            [5.0, 20.0],
            [8.0, 20.0],
            [8.0, 1.0],
        ];
        let parts = line(&points, &WINDOW);
        assert_eq!(
            parts,
            [
                vec![[0.0, 5.0], [5.0, 5.0], [5.0, 10.0]],
                vec![[8.0, 10.0], [8.0, 1.0]]
            ]
        );
    }

    #[test]
    fn a_cut_polygon_has_the_area_that_lies_inside() {
        let square = [[-5.0, -5.0], [5.0, -5.0], [5.0, 5.0], [-5.0, 5.0]];
        let mut window = WINDOW.corners();
        assert_eq!(area(&polygon(&square, &window)).abs(), 50.0);
        window.reverse();
        assert_eq!(area(&polygon(&square, &window)).abs(), 50.0);
        let outside = square.map(|p| [p[0] - 20.0, p[1]]);
        assert_eq!(area(&polygon(&outside, &window)).abs(), 0.0);
    }

    #[test]
    fn the_hull_of_two_squares_is_the_hexagon_around_them() {
        let square = |x: f64| [[x, x], [x + 1.0, x], [x + 1.0, x + 1.0], [x, x + 1.0]];
        let hull = hull(&[square(0.0), square(3.0)].concat());
        assert_eq!(hull.len(), 6);
        // The two squares' halves, and a parallelogram between the diagonals.
        assert_eq!(area(&hull), 2.0 * (1.0 + 3.0 * 2.0));
    }

    #[test]
    fn dashes_go_on_around_corners() {
        let parts = dashes(&[[0.0, 0.0], [3.0, 0.0], [3.0, 9.0]], &[4.0, 2.0]);
        assert_eq!(
            parts,
            [
                vec![[0.0, 0.0], [3.0, 0.0], [3.0, 1.0]],
                vec![[3.0, 3.0], [3.0, 7.0]]
            ]
        );
    }
}
