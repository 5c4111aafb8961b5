//! The least-squares problem about a course, solved from its last knot to its first.
//!
//! About a course a step of the system is x+ = F x + G u + H w + c, with u and w the changes of the controls at the
//! knots before and after, and c the gap between where the step leads and the next knot. What the rest of the course
//! costs is a sum of squares of linear forms in x+ and w, by y = F x + G u + c in y and w. Householder's reflections
//! make the forms triangular, w first: the first rows say how w answers to y, the others are what the rest costs from
//! y, w chosen best. Square roots of the weights are all that is ever formed, so that the goal may weigh 1e10 times
//! what is on the way.

use super::course::{Course, advance, between};
use super::rows::Rows;
use super::square::{Square, plus};
use super::{Aim, Task};
use crate::geometry::State;

/// How the controls of a knot answer to what comes before it.
struct Answer<const D: usize> {
    /// Rows in w, y and 1, triangular in w.
    rows: Vec<f64>,
    /// F, G and c of the interval before the knot.
    state: Square<D>,
    control: Square<D>,
    gap: State<D>,
}

/// The answers of all knots after the first, and the change of the first knot's controls.
pub(super) struct Plan<const D: usize> {
    first: State<D>,
    answers: Vec<Answer<D>>,
}

/// F, G and H of an interval of length `h`: A is taken at its middle, and three terms of its exponential, which are all
/// that the car's has.
fn linearised<const D: usize>(a: &Square<D>, b: &Square<D>, h: f64) -> [Square<D>; 3] {
    let identity = Square::diagonal(&[1.0; D]);
    let aa = a.times(a);
    let series = |x: f64, y: f64, z: f64| Square::ZERO.plus(x, &identity).plus(y, a).plus(z, &aa);
    let before = series(h / 2.0, h * h / 3.0, h * h * h / 8.0);
    let after = series(h / 2.0, h * h / 6.0, h * h * h / 24.0);
    [series(1.0, h, 0.5 * h * h), before.times(b), after.times(b)]
}

impl<const D: usize> Task<'_, D> {
    /// The best changes of the controls about `course`, as far as the equations are linear there; `None` where they are
    /// no numbers.
    pub(super) fn plan(&self, course: &Course<D>, aim: Aim) -> Option<Plan<D>> {
        let n = course.times.len() - 1;
        let m = self.controls;
        let width = D + m + 1;
        // In x, u and 1 at a knot; and in w, y and 1 of the interval before.
        let (mut at_knot, mut before) = (Rows::new(width), Rows::new(width));
        self.weigh(course, n, aim, &mut at_knot);
        let mut answers = Vec::with_capacity(n);
        for k in (0..n).rev() {
            let (x, y) = (&course.states[k], &course.states[k + 1]);
            let h = course.length(k);
            let a = Square::of(&self.space.system().jacobian(&between(x, y, 0.5)));
            let [f, g, after] = linearised(&a, &self.input, h);
            let gap = course.gaps[k];
            before.clear();
            for i in 0..at_knot.len() {
                let from = at_knot.row(i);
                let row = before.add();
                for j in 0..m {
                    row[j] = from[D + j] + (0..D).map(|l| from[l] * after.0[l][j]).sum::<f64>();
                }
                row[m..m + D].copy_from_slice(&from[..D]);
                row[m + D] = from[m + D];
            }
            before.triangularise();
            at_knot.clear();
            for i in m..(m + D).min(before.len()) {
                let from = before.row(i);
                let row = at_knot.add();
                for (l, x) in from[m..m + D].iter().enumerate() {
                    for j in 0..D {
                        row[j] += x * f.0[l][j];
                    }
                    for j in 0..m {
                        row[D + j] += x * g.0[l][j];
                    }
                    row[D + m] += x * gap[l];
                }
                row[D + m] += from[m + D];
            }
            self.weigh(course, k, aim, &mut at_knot);
            answers.push(Answer {
                rows: (0..m).flat_map(|i| before.row(i).to_vec()).collect(),
                state: f,
                control: g,
                gap,
            });
        }
        answers.reverse();
        // The first state is given: x = 0, so that the controls answer to nothing.
        before.clear();
        for i in 0..at_knot.len() {
            let from = at_knot.row(i);
            let row = before.add();
            row[..m].copy_from_slice(&from[D..D + m]);
            row[m + D] = from[D + m];
        }
        before.triangularise();
        let rows: Vec<f64> = (0..m).flat_map(|i| before.row(i).to_vec()).collect();
        let first = self.answer(&rows, &[0.0; D], 1.0);
        let sound = |rows: &[f64]| rows.iter().all(|x| x.is_finite());
        (first.iter().all(|x| x.is_finite()) && answers.iter().all(|a| sound(&a.rows)))
            .then_some(Plan { first, answers })
    }

    /// The w that makes the rows zero at `y`, with a share of what they ask for at y = 0.
    fn answer(&self, rows: &[f64], y: &State<D>, share: f64) -> State<D> {
        let m = self.controls;
        let width = D + m + 1;
        let mut w = [0.0; D];
        for i in (0..m).rev() {
            let row = &rows[i * width..][..width];
            let mut sum = share * row[m + D];
            sum += (0..D).map(|j| row[m + j] * y[j]).sum::<f64>();
            sum += (i + 1..m).map(|j| row[j] * w[j]).sum::<f64>();
            w[i] = -sum / row[i];
        }
        w
    }

    /// The course that a share of the planned changes gives under the true equations, with the answers as feedback; the
    /// gaps shrink by that share.
    pub(super) fn follow(&self, course: &Course<D>, plan: &Plan<D>, share: f64) -> Course<D> {
        let mut new = course.clone();
        new.controls[0] = plus(&course.controls[0], share, &plan.first);
        for (k, answer) in plan.answers.iter().enumerate() {
            let dx = plus(&new.states[k], -1.0, &course.states[k]);
            let du = plus(&new.controls[k], -1.0, &course.controls[k]);
            let y = plus(&answer.state.apply(&dx), 1.0, &answer.control.apply(&du));
            let y = plus(&y, share, &answer.gap);
            let change = self.answer(&answer.rows, &y, share);
            new.controls[k + 1] = plus(&course.controls[k + 1], 1.0, &change);
            let end = advance(
                self.space,
                &new.states[k],
                &new.controls[k],
                &new.controls[k + 1],
                course.length(k),
            );
            new.gaps[k] = answer.gap.map(|gap| (1.0 - share) * gap);
            new.states[k + 1] = plus(&end, -1.0, &new.gaps[k]);
        }
        new
    }
}
