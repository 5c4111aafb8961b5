//! Whether a polygon is simple: it has an area, and its edges meet only where one follows the other.
//!
//! Inside and outside mean something only for simple polygons, and collision checks rely on them. Edges are sorted by
//! their least x and each is compared with those that begin before it ends: quadratic at worst, near to n log n for the
//! outlines of buildings and coasts. The signs are those of plain floating-point cross products; a polygon that is only
//! just simple in the last bit may be refused.

use super::inside::edges;

/// What is wrong with a polygon; vertices and edges count from 0, edge i runs from vertex i to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// Fewer than three vertices.
    TooFew,
    /// All vertices lie on one line.
    Flat,
    /// This vertex is the one before it once more (vertex 0: the last one).
    Repeated(usize),
    /// The outline turns back on itself at this vertex.
    Spike(usize),
    /// These two edges meet, at about this point.
    Crossing(usize, usize, [f64; 2]),
}

/// The first fault of the polygon, if it has one.
pub(crate) fn fault(vertices: &[[f64; 2]]) -> Option<Fault> {
    let n = vertices.len();
    if n < 3 {
        return Some(Fault::TooFew);
    }
    let at = |i: usize| vertices[i % n];
    if let Some(i) = (0..n).find(|i| at(*i) == at(i + n - 1)) {
        return Some(Fault::Repeated(i));
    }
    if (0..n).all(|i| cross(at(0), at(1), at(i)) == 0.0) {
        return Some(Fault::Flat);
    }
    let spike = |i: &usize| {
        let (before, here, after) = (at(i + n - 1), at(*i), at(i + 1));
        let back = (here[0] - before[0]) * (after[0] - here[0])
            + (here[1] - before[1]) * (after[1] - here[1]);
        back < 0.0 && cross(before, here, after) == 0.0
    };
    (0..n)
        .find(spike)
        .map(Fault::Spike)
        .or_else(|| crossing(vertices))
}

fn crossing(vertices: &[[f64; 2]]) -> Option<Fault> {
    let n = vertices.len();
    let all: Vec<_> = edges(vertices).collect();
    let from = |i: usize| all[i].0[0].min(all[i].1[0]);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| from(*a).total_cmp(&from(*b)));
    for (k, &i) in order.iter().enumerate() {
        let to = all[i].0[0].max(all[i].1[0]);
        for &j in order[k + 1..].iter().take_while(|j| from(**j) <= to) {
            let follows = (i + 1) % n == j || (j + 1) % n == i;
            if !follows && let Some(point) = meeting(all[i], all[j]) {
                return Some(Fault::Crossing(i.min(j), i.max(j), point));
            }
        }
    }
    None
}

type Segment = ([f64; 2], [f64; 2]);

/// A common point of two closed segments, up to rounding.
fn meeting((a, b): Segment, (c, d): Segment) -> Option<[f64; 2]> {
    let apart = |i: usize| a[i].max(b[i]) < c[i].min(d[i]) || c[i].max(d[i]) < a[i].min(b[i]);
    if apart(0) || apart(1) {
        return None;
    }
    let (sc, sd) = (cross(a, b, c), cross(a, b, d));
    let (sa, sb) = (cross(c, d, a), cross(c, d, b));
    let astride = |s: f64, t: f64| (s <= 0.0 && t >= 0.0) || (s >= 0.0 && t <= 0.0);
    if !astride(sc, sd) || !astride(sa, sb) {
        return None;
    }
    if sc == sd {
        // On one line, and no axis separates them: an end of one lies on the other.
        let on = |p: &[f64; 2]| (0..2).all(|i| a[i].min(b[i]) <= p[i] && p[i] <= a[i].max(b[i]));
        return Some([c, d].into_iter().find(|p| on(p)).unwrap_or(a));
    }
    let t = sc / (sc - sd);
    Some([c[0] + t * (d[0] - c[0]), c[1] + t * (d[1] - c[1])])
}

/// Twice the signed area of the triangle a, b, p: positive where p lies to the left of a line from a to b.
fn cross(a: [f64; 2], b: [f64; 2], p: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_polygons_have_no_fault_in_either_orientation() {
        let notched = vec![[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [1.0, 0.5], [0.0, 2.0]];
        let straight = vec![[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [1.0, 1.0]];
        for polygon in [notched, straight] {
            assert_eq!(fault(&polygon), None);
            let reversed: Vec<_> = polygon.into_iter().rev().collect();
            assert_eq!(fault(&reversed), None);
        }
    }

    #[test]
    fn every_fault_is_found_where_it_is() {
        assert_eq!(fault(&[[0.0, 0.0], [1.0, 0.0]]), Some(Fault::TooFew));
        assert_eq!(
            fault(&[[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]),
            Some(Fault::Flat)
        );
        let closed = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]];
        assert_eq!(fault(&closed), Some(Fault::Repeated(0)));
        let spike = [[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [2.0, 0.0], [0.0, 1.0]];
        assert_eq!(fault(&spike), Some(Fault::Spike(2)));
        let bow = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]];
        assert_eq!(fault(&bow), Some(Fault::Crossing(0, 2, [0.5, 0.5])));
        let touching = [[0.0, 0.0], [4.0, 0.0], [4.0, 2.0], [2.0, 0.0], [0.0, 2.0]];
        assert!(matches!(
            fault(&touching),
            Some(Fault::Crossing(0, _, [2.0, 0.0]))
        ));
    }

    #[test]
    fn a_polygon_of_many_vertices_is_checked_fast() {
        let n = 100_000;
        let circle: Vec<_> = (0..n)
            .map(|i| {
                let angle = std::f64::consts::TAU * i as f64 / n as f64;
                [angle.cos(), angle.sin()]
            })
            .collect();
        assert_eq!(fault(&circle), None);
    }
}
