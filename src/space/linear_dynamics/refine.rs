//! Motions of a system that is not linear, steered again until they are true.
//!
//! The car's motions are optimal for a model that is linearised about one of their ends. Under their controls the car itself
//! ends elsewhere, and how far away is the *defect*. Here each motion of a path is steered again by Newton's method on that
//! defect: the true equations are integrated under the controls at hand and linearised about the course that this gives, and
//! of all changes of the controls that bring the linearised end to where it should be, the least is made,
//!
//! du(t) = R^-1 B' P(t)' W^-1 (x1 - x(T)), with P' = -P A(t), P(T) = I and W = integral of P B R^-1 B' P',
//!
//! or a part of it where all of it would make the defect worse. (To ask for the least effort instead of the least change
//! makes the steps run to and fro.) A motion keeps its duration, starts where the one before has ended, and ends at its
//! vertex of the tree.
//!
//! **Guarantee.** A refined trajectory follows the true equations up to the error of the Runge-Kutta method, its motions end
//! within [`TOLERANCE`] of their vertices, and between any two steps the cubic through states and rates keeps to all bounds
//! and clear of all obstacles by the check of `curve.rs`; the true course is off that cubic by the fourth power of a step.
//! Nothing makes the method converge, or the motion that it finds free: then the trajectory stays what it was, and that is
//! told.
//!
//! Not in Webb & van den Berg (2012), who leave the car's motions those of the linear models.

mod course;

use super::cholesky::Cholesky;
use super::matrix::Matrix;
use super::{Arrival, LinearDynamics};
use crate::geometry::State;
use crate::record::Refinement;
use course::Course;
pub use course::RefinedMotions;

/// Relative to a state's extent: where a refined motion may end beside its vertex.
pub const TOLERANCE: f64 = 1e-10;
/// Newton's steps; a start from which it takes more is too far away.
const STEPS: usize = 40;
/// Parts of Newton's step that are tried.
const PARTS: [f64; 6] = [1.0, 0.5, 0.25, 0.125, 0.03, 0.008];

const DIVERGES: &str =
    "the true motions do not end where they should, whatever the controls that were tried";
const BLOCKED: &str = "the true motions leave the bounds or meet an obstacle";

/// Refines the motions of a path; there are none where the trajectory stays what it was.
pub fn refine<const D: usize>(
    space: &LinearDynamics<D>,
    path: &[(State<D>, Option<Arrival>)],
) -> (Refinement, Option<RefinedMotions<D>>) {
    let refiner = Refiner {
        space,
        extents: space.limits().states.extents(),
        weight: space.system().weight(),
        inverse_weight: space.system().weight().inverse_of_definite(),
    };
    refiner.path(path)
}

struct Refiner<'a, const D: usize> {
    space: &'a LinearDynamics<D>,
    extents: State<D>,
    weight: Matrix,
    inverse_weight: Option<Matrix>,
}

impl<const D: usize> Refiner<'_, D> {
    fn path(
        &self,
        path: &[(State<D>, Option<Arrival>)],
    ) -> (Refinement, Option<RefinedMotions<D>>) {
        let mut before = Refinement {
            cost: 0.0,
            defect: (0.0, 0),
            failure: None,
        };
        let (mut cost, mut defect) = (0.0, (0.0, 0));
        let mut courses = Vec::new();
        let mut x = path.first().map_or([0.0; D], |(x, _)| *x);
        for pair in path.windows(2) {
            let (from, to) = (&pair[0].0, &pair[1].0);
            let Some(motion) = pair[1].1 else { continue };
            let mut course = self.planned(from, &motion, to);
            before.cost += self.cost(&course);
            before.defect = self.worse(before.defect, &self.away(&course, to));
            course.states[0] = x;
            self.integrate(&mut course);
            if before.failure.is_none() && !self.space.system().is_linear() {
                if !self.steer(&mut course, to) {
                    before.failure = Some(DIVERGES);
                } else if !self.is_free(&course) {
                    before.failure = Some(BLOCKED);
                }
            }
            x = course.states[course.lengths.len()];
            cost += self.cost(&course);
            defect = self.worse(defect, &self.away(&course, to));
            courses.push(course);
        }
        // The trajectory of a linear system is true as it is.
        if before.failure.is_some() || courses.is_empty() || self.space.system().is_linear() {
            return (before, None);
        }
        let refined = Refinement {
            cost,
            defect,
            failure: None,
        };
        (
            refined,
            Some(RefinedMotions::new(self.space.system(), courses)),
        )
    }

    /// How far the course ends from where it should.
    fn away(&self, course: &Course<D>, to: &State<D>) -> State<D> {
        let end = &course.states[course.lengths.len()];
        std::array::from_fn(|i| to[i] - end[i])
    }

    /// The worse one of a defect and another, compared by the share of the extent.
    fn worse(&self, defect: (f64, usize), away: &State<D>) -> (f64, usize) {
        let mut worst = defect;
        for (i, x) in away.iter().enumerate() {
            let by = x.abs();
            if by.is_nan() || by * self.extents[worst.1] > worst.0 * self.extents[i] {
                worst = (by, i);
            }
        }
        worst
    }

    /// The greatest share of an extent.
    fn share(&self, away: &State<D>) -> f64 {
        let (by, i) = self.worse((0.0, 0), away);
        by / self.extents[i]
    }

    /// Newton's method; whether it has come to its end.
    fn steer(&self, course: &mut Course<D>, to: &State<D>) -> bool {
        let mut share = self.share(&self.away(course, to));
        for _ in 0..STEPS {
            if share <= TOLERANCE {
                return true;
            }
            let Some(changes) = self.correction(course, to) else {
                return false;
            };
            let former = std::mem::take(&mut course.controls);
            let better = PARTS.iter().any(|part| {
                let changed =
                    |(u, du): (&State<D>, &State<D>)| std::array::from_fn(|i| u[i] + part * du[i]);
                course.controls = former.iter().zip(&changes).map(changed).collect();
                self.integrate(course);
                let now = self.share(&self.away(course, to));
                let better = now < share;
                if better {
                    share = now;
                }
                better
            });
            if !better {
                return false;
            }
        }
        false
    }

    /// The least change of the controls that brings the end to `to`, as far as the equations are linear about the course.
    fn correction(&self, course: &Course<D>, to: &State<D>) -> Option<Vec<State<D>>> {
        let system = self.space.system();
        let inverse_weight = self.inverse_weight.as_ref()?;
        let input = system.input();
        let mut pushes = vec![Matrix::zeros(0, 0); course.controls.len()];
        let mut p = Matrix::identity(D);
        let mut gramian = Matrix::zeros(D, D);
        pushes[2 * course.lengths.len()] = p.times(&input);
        for (s, &h) in course.lengths.iter().enumerate().rev() {
            let states = [
                course.states[s],
                self.middle(course, s),
                course.states[s + 1],
            ];
            let [a, b, c] = states.map(|x| system.jacobian(&x));
            let middle = backward(&p, [&c, &b], 0.5 * h);
            p = backward(&middle, [&b, &a], 0.5 * h);
            pushes[2 * s + 1] = middle.times(&input);
            pushes[2 * s] = p.times(&input);
            // Simpson's rule.
            for (k, weight) in [(0, 1.0), (1, 4.0), (2, 1.0)] {
                let push = &pushes[2 * s + k];
                let turned = push.times(inverse_weight);
                gramian.add(weight * h / 6.0, &turned.times(&push.transposed()));
            }
        }
        let costate = Cholesky::of(&gramian)?.solve(&self.away(course, to));
        let control = |push: &Matrix| {
            let u = inverse_weight.times_vector(&push.transposed().times_vector(&costate));
            std::array::from_fn(|i| u.get(i).copied().unwrap_or(0.0))
        };
        Some(pushes.iter().map(control).collect())
    }
}

/// The solution of P' = -P A a `step` earlier than `p`, where A has these values late and early.
fn backward(p: &Matrix, [late, early]: [&Matrix; 2], step: f64) -> Matrix {
    let mut mean = late.scaled(0.5 * step);
    mean.add(0.5 * step, early);
    // Two terms of the exponential: the controls need not be exact, only smooth, for the integration decides.
    let first = p.times(&mean);
    let mut earlier = p.clone();
    earlier.add(1.0, &first);
    earlier.add(0.5, &first.times(&mean));
    earlier
}
