//! The informed set of a finished run: all points through which a shorter path could still go.
//!
//! A point x can lie on a path of cost below c from s to the goal only if |x - s| + |x - g| < c: a prolate
//! hyperspheroid with foci s and g and transverse diameter c (Gammell et al. 2014, equation 1). For a goal ball of
//! radius r around g the diameter is c + r. Pictures show its outline.
//!
//! The spheroid is the image of the unit ball under a symmetric matrix with eigenvalue c/2 along the line of the foci
//! and sqrt(c^2 - |g - s|^2)/2 across it. A parallel projection P turns it into an ellipse with the matrix P S P^T,
//! where S is the square of that matrix; a Cholesky factor L of this gives the outline as all c + L (cos t, sin t). The
//! plane is the case in which P is a similarity.

use super::canvas::Point;
use super::view::View;
use crate::scenario::{GoalShape, Objective, Scenario};
use std::f64::consts::TAU;

/// Corners of the outline.
const CORNERS: u32 = 360;

/// The planner whose samples are restricted to this set.
const PLANNER: &str = "informed-rrt-star";

/// The outline of what can still improve a path of this cost, where it is known and not empty: for the planner that
/// samples the set, path lengths, and one goal that is a state or a ball.
pub fn outline(scenario: &Scenario, planner: &str, cost: f64, view: &View) -> Option<Vec<Point>> {
    let (center, radius) = goal(scenario).filter(|_| planner == PLANNER && cost.is_finite())?;
    spheroid(&scenario.start, center, cost + radius, view)
}

/// The goal's centre and radius.
fn goal(scenario: &Scenario) -> Option<(&[f64], f64)> {
    match (&scenario.goal[..], &scenario.objective) {
        ([GoalShape::State(state)], Objective::PathLength) => Some((state, 0.0)),
        ([GoalShape::Ball { center, radius }], Objective::PathLength) => Some((center, *radius)),
        _ => None,
    }
}

/// The outline of the spheroid with these foci and this transverse diameter; `None` where it is empty.
fn spheroid(start: &[f64], goal: &[f64], diameter: f64, view: &View) -> Option<Vec<Point>> {
    let axis: Vec<f64> = goal.iter().zip(start).map(|(g, s)| g - s).collect();
    let between = axis.iter().map(|d| d * d).sum::<f64>();
    let long = 0.25 * diameter * diameter;
    let short = long - 0.25 * between;
    // Rounding may leave the straight path's own ellipse a hair below nothing.
    if !(short >= -1e-9 * long && long > 0.0) {
        return None;
    }
    let short = short.max(0.0);
    // P S P^T with S = short I + (long - short) e e^T, e the unit vector along the foci.
    let mut matrix = [[0.0; 2]; 2];
    for (i, row) in matrix.iter_mut().enumerate() {
        for (j, entry) in row.iter_mut().enumerate() {
            for column in view.columns() {
                *entry += short * column[i] * column[j];
            }
            if between > 0.0 {
                let along = |k: usize| -> f64 {
                    view.columns()
                        .iter()
                        .zip(&axis)
                        .map(|(c, d)| c[k] * d)
                        .sum()
                };
                *entry += (long - short) * along(i) * along(j) / between;
            }
        }
    }
    let a = matrix[0][0].max(0.0).sqrt();
    let b = if a > 0.0 { matrix[1][0] / a } else { 0.0 };
    let c = (matrix[1][1] - b * b).max(0.0).sqrt();
    let middle: Vec<f64> = goal.iter().zip(start).map(|(g, s)| 0.5 * (g + s)).collect();
    let [x, y] = view.at(&middle);
    let corner = |i| {
        let t = TAU * f64::from(i) / f64::from(CORNERS);
        let (sin, cos) = (libm::sin(t), libm::cos(t));
        [x + a * cos, y + b * cos + c * sin]
    };
    Some((0..=CORNERS).map(corner).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_of_the_outline_has_the_diameter_as_sum_of_distances() {
        let view = View::new(
            vec![0.5, -1.0],
            [10.0, 20.0],
            vec![[30.0, 0.0], [0.0, -30.0]],
        );
        let (s, g) = ([0.2, 0.1], [1.0, 0.7]);
        let (a, b) = (view.at(&s), view.at(&g));
        for p in spheroid(&s, &g, 1.3, &view).expect("not empty") {
            let sum = libm::hypot(p[0] - a[0], p[1] - a[1]) + libm::hypot(p[0] - b[0], p[1] - b[1]);
            assert!((sum - 1.3 * 30.0).abs() < 1e-9);
        }
        assert!(spheroid(&s, &g, 0.9, &view).is_none());
    }
}
