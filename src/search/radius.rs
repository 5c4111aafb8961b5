//! How near is near: the shrinking radius and the growing number of neighbours of Karaman & Frazzoli 2011.
//!
//! RRT* (Theorem 38), RRG (Theorem 36) and PRM* (Theorem 34) look at all vertices within gamma (log n / n)^(1/d), FMT*
//! too (Janson et al. 2015, Theorem 4.1), each with a gamma of its own, where n is the number of vertices, mu the
//! measure of the free space and zeta the measure of the unit ball. The measure of the whole space stands in for the
//! unknown free one: it is larger, so the theorems' conditions still hold. The k-nearest form (Theorem 37) looks at k
//! log n of them.
//!
//! A factor multiplies the radius; a ball that is f times as wide holds f^d times as many vertices, so it multiplies
//! the count by f^d. With f = 2 the count is half of what Theorem 39 asks of k-nearest RRT*, 2^(d+1) e (1 + 1/d) log n,
//! and 2^d times what Theorem 37 asks of k-nearest RRG, of which RRT* is the shortest-path tree.
//!
//! Solovey et al. (2020) found a gap in the proof of Theorem 38; their corrected radius has the exponent 1/(d+1). The
//! papers' experiments, and this crate, use 1/d.

use crate::geometry::unit_ball_measure;
use std::f64::consts::E;

/// gamma of RRT*, without a factor: (2 (1 + 1/d))^(1/d) (mu / zeta)^(1/d), a length.
pub fn gamma_rrt_star(d: usize, measure: f64) -> f64 {
    let dimension = d as f64;
    let base = 2.0 * (1.0 + 1.0 / dimension) * measure / unit_ball_measure(d);
    libm::pow(base, 1.0 / dimension)
}

/// gamma of RRG and PRM*, without a factor: 2 (1 + 1/d)^(1/d) (mu / zeta)^(1/d), a length.
pub fn gamma_prm_star(d: usize, measure: f64) -> f64 {
    let dimension = d as f64;
    let base = (1.0 + 1.0 / dimension) * measure / unit_ball_measure(d);
    2.0 * libm::pow(base, 1.0 / dimension)
}

/// gamma of FMT*, without a factor: 2 (1/d)^(1/d) (mu / zeta)^(1/d), a length.
pub fn gamma_fmt_star(d: usize, measure: f64) -> f64 {
    let dimension = d as f64;
    let base = measure / (dimension * unit_ball_measure(d));
    2.0 * libm::pow(base, 1.0 / dimension)
}

/// The measure of what must be reached within a cost among n vertices, for a space of measure mu: 2^d (1 + 1/d) mu log
/// n / n (Webb & van den Berg 2012, after Karaman & Frazzoli).
pub fn reached_measure(d: usize, measure: f64, n: usize) -> f64 {
    let dimension = d as f64;
    let gamma = libm::pow(2.0, dimension) * (1.0 + 1.0 / dimension) * measure;
    gamma * libm::log(n as f64) / n as f64
}

/// The radius around a state of a box with these sides within which there is as much of the box as a ball of radius
/// `radius` measures: that radius where the ball fits into the box, a longer one where the box is thinner than the
/// ball.
///
/// Let s_1 <= ... <= s_d be the sides. For every j < d, at most s_1 ... s_j zeta_(d-j) r^(d-j) of the box lies within r
/// of a state: the ball's shadow on the d - j longest sides, times the others. The radius is the least for which none
/// of these bounds is below zeta_d radius^d, or below the whole box where that is less. In a cube it is always the
/// radius itself, in any box where the ball fits. In a box of sides 1000 and 1, most of a ball of radius 10 lies
/// outside, and with it the neighbours that the theorems count on.
pub fn widened<const D: usize>(radius: f64, sides: &[f64; D]) -> f64 {
    if sides.iter().all(|side| 2.0 * radius <= *side) {
        return radius;
    }
    let mut sides = *sides;
    sides.sort_by(f64::total_cmp);
    let mut widest = radius;
    let ball = unit_ball_measure(D);
    let of_the_box = sides.iter().fold(ball, |share, side| share * radius / side);
    let mut share = ball / of_the_box.max(1.0);
    for j in 1..D {
        let left = D - j;
        share *= radius / sides[j - 1];
        let growth = libm::pow(share / unit_ball_measure(left), 1.0 / left as f64);
        widest = widest.max(growth * radius);
    }
    widest
}

/// (log n / n)^(1/d), 0 for n = 1.
pub fn shrinking(d: usize, n: usize) -> f64 {
    let n = n as f64;
    libm::pow(libm::log(n) / n, 1.0 / d as f64)
}

/// The k-nearest rule's count: e (1 + 1/d) log n times factor^d, rounded up.
pub fn nearest_count(d: usize, n: usize, factor: f64) -> usize {
    let volume = libm::pow(factor, d as f64);
    (volume * E * (1.0 + 1.0 / d as f64) * libm::log(n as f64)).ceil() as usize
}

/// The k-nearest rule's count for FMT*: 2^d (e / d) log n times factor^d, rounded up.
///
/// The theorem asks for more than 3^d e (1 + 1/d); this is the count of the paper's experiments (Janson et al. 2015).
pub fn nearest_count_fmt_star(d: usize, n: usize, factor: f64) -> usize {
    let volume = libm::pow(2.0 * factor, d as f64);
    (volume * E / d as f64 * libm::log(n as f64)).ceil() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gammas_have_the_reference_values() {
        for (d, rrt_star, prm_star, fmt_star) in [
            (2, 0.977205, 1.381977, 0.797885),
            (3, 0.860254, 1.365568, 0.860254),
            (5, 0.854639, 1.488012, 1.039863),
            (4, 0.843660, 1.418862, 0.948850),
            (10, 0.985339, 1.838707, 1.446682),
        ] {
            assert!((gamma_rrt_star(d, 1.0) - rrt_star).abs() < 1e-6, "d = {d}");
            assert!((gamma_prm_star(d, 1.0) - prm_star).abs() < 1e-6, "d = {d}");
            assert!((gamma_fmt_star(d, 1.0) - fmt_star).abs() < 1e-6, "d = {d}");
        }
    }

    #[test]
    fn the_nearest_count_has_the_reference_factor() {
        for (d, k) in [(2, 4.077423), (3, 3.624376), (6, 3.171329)] {
            let n = 1_000_000;
            assert_eq!(
                nearest_count(d, n, 1.0),
                (k * (n as f64).ln()).ceil() as usize
            );
        }
        assert_eq!(nearest_count(2, 1, 1.1), 0);
        // Theorem 39's bound is reached at f = 2^(1 + 1/d).
        let k = nearest_count(3, 1_000, 2f64.powf(4.0 / 3.0));
        assert_eq!(k, (57.9900 * 1_000f64.ln()).ceil() as usize);
    }

    #[test]
    fn the_nearest_count_of_fmt_star_has_the_reference_factor() {
        for (d, k) in [(2, 5.436564), (3, 7.248752), (6, 28.995006)] {
            let count = (k * 1_000_000f64.ln()).ceil() as usize;
            assert_eq!(nearest_count_fmt_star(d, 1_000_000, 1.0), count);
        }
    }

    #[test]
    fn the_radius_of_one_vertex_is_zero() {
        assert_eq!(shrinking(3, 1), 0.0);
    }
}
