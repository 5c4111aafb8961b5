//! Driving a path: the controls under which a system that is not linear itself follows what was planned with linear
//! models.
//!
//! The motions of a path are optimal for models that are linearised about one of their ends. Under their controls the
//! system itself ends elsewhere. Here the whole path is steered at once: the controls become linear between some 300
//! knots, and of all controls those are sought that make
//!
//! integral of u' R u + |(p - p_planned) / (looseness * extent)|^2 least, p the place, from the start into the goal,
//!
//! by Gauss and Newton's method: the equations are linearised about the course at hand, the least-squares problem that
//! this gives is solved backwards over the knots (`tracking`), and its answer is followed forwards under the true
//! equations, each knot answering to where the course really is by then. The plan itself leaves gaps, each between
//! where an interval leads and the next knot; a share of a change closes that share of them. So states between start
//! and goal are free to move, and a path whose controls alone lead far astray is followed nevertheless. States near
//! bounds cost more, so that courses keep off them. A last step changes the controls as little as it takes to end in
//! the goal.
//!
//! The first course keeps close to the plan, which is free of obstacles; the next ones are looser, each from the one
//! before, and need ever less effort. Each is checked along its whole length, bounds of states and controls and
//! obstacles, by the check of `curve`; the cheapest one that is free is kept, and once there is one, the first that is
//! not free is the last. A course has the planned duration.
//!
//! **Guarantee.** A course that is returned follows the true equations up to the error of the Runge-Kutta method on
//! four steps between knots, ends within [`TOLERANCE`] of its goal, and is free. Nothing makes the method converge or
//! its courses free: then there is none. A call of [`Drive::advance`] does a bounded amount of work.
//!
//! Not in Webb & van den Berg (2012), who leave the car's motions those of the linear models.

mod course;
mod rows;
mod square;
mod tracking;

use super::cholesky::Cholesky;
use super::{Arrival, LinearDynamics};
use crate::geometry::State;
pub(super) use course::step;
pub use course::{Course, DrivenMotions};
use rows::Rows;
use square::Square;

/// Relative to a state's extent: where a course may end beside its goal.
pub const TOLERANCE: f64 = 1e-10;
/// How far the places of courses may stray from the plan, one after the other, as shares of the extents: so much costs
/// as much as time.
const LOOSENESS: [f64; 7] = [1e-3, 3e-3, 0.01, 0.03, 0.1, 1.0, 1e3];
/// What missing the goal by an extent weighs, under the square: enough to come within [`NEAR`].
const END_WEIGHT: f64 = 1e5;
/// What a state beyond its bound by an extent weighs, under the square, from this share of the extent before the bound
/// on.
const BOUND_WEIGHT: f64 = 1e2;
const BOUND_MARGIN: f64 = 1e-3;
/// What a gap of an extent weighs, under the square, where changes are compared.
const GAP_WEIGHT: f64 = 1e3;
/// Relative to the extents: near enough to the goal for the last step.
const NEAR: f64 = 1e-4;
/// Iterations for a course, and those of the last step, which converges quadratically.
const ITERATIONS: usize = 12;
const LAST_ITERATIONS: usize = 6;
/// Shares of a change that are tried.
const SHARES: [f64; 4] = [1.0, 0.5, 0.25, 0.1];
/// Relative: an iteration that gains less is the last one.
const LEAST_GAIN: f64 = 1e-4;

/// A path on its way to be driven.
pub struct Drive<'a, const D: usize> {
    task: Task<'a, D>,
    course: Course<D>,
    /// Which of the loosenesses comes next.
    next: usize,
    best: Option<(f64, Course<D>)>,
}

impl<'a, const D: usize> Drive<'a, D> {
    /// The attempt to drive a path, whose states each come with the motion that leads to them; `None` where no time
    /// passes on it.
    pub fn new(space: &'a LinearDynamics<D>, path: &[(State<D>, Option<Arrival>)]) -> Option<Self> {
        let course = Course::planned(space, path)?;
        Some(Self {
            task: Task::new(space, &course)?,
            course,
            next: 0,
            best: None,
        })
    }

    /// Looks for one more course; whether there is more to look for.
    pub fn advance(&mut self) -> bool {
        let Some(looseness) = LOOSENESS.get(self.next) else {
            return false;
        };
        self.next += 1;
        self.task.looseness = *looseness;
        let found = self.task.settle(&self.course);
        let space = self.task.space;
        if let Some(course) = found {
            let cost = course.cost(space);
            let better = self.best.as_ref().is_none_or(|(least, _)| cost < *least);
            let is_free = course.is_free(space);
            self.course = course;
            if is_free {
                if better {
                    self.best = Some((cost, self.course.clone()));
                }
                return self.next < LOOSENESS.len();
            }
        }
        // Looser ones stray farther, and need less: they are worth a look only where closer ones asked for too much.
        self.best.is_none() && self.next < LOOSENESS.len()
    }

    /// The cheapest free course so far, with its cost.
    pub fn best(self) -> Option<(f64, Course<D>)> {
        self.best
    }
}

/// What a course is to do.
struct Task<'a, const D: usize> {
    space: &'a LinearDynamics<D>,
    /// How many controls there are, B, and a root of R.
    controls: usize,
    input: Square<D>,
    root: Cholesky,
    extents: State<D>,
    goal: State<D>,
    planned: Vec<State<D>>,
    looseness: f64,
}

/// What the least-squares problem is about.
#[derive(Clone, Copy, PartialEq)]
enum Aim {
    /// Little effort, close to the plan.
    Best,
    /// The least change that ends in the goal.
    Nearest,
}

impl<'a, const D: usize> Task<'a, D> {
    fn new(space: &'a LinearDynamics<D>, planned: &Course<D>) -> Option<Self> {
        let (system, bounds) = (space.system(), &space.limits().states);
        let extents = bounds.extents();
        // A goal on a bound is ended at from within.
        let goal = std::array::from_fn(|i| {
            let inset = 4.0 * TOLERANCE * extents[i];
            let (low, high) = (bounds.min[i] + inset, bounds.max[i] - inset);
            planned.end()[i].max(low).min(high)
        });
        Some(Self {
            space,
            controls: system.controls(),
            input: Square::of(&system.input()),
            root: Cholesky::of(&system.weight())?,
            extents,
            goal,
            planned: planned.states.clone(),
            looseness: LOOSENESS[0],
        })
    }

    /// The best course for the looseness at hand, from `course`, which need be none under the true equations.
    fn settle(&self, course: &Course<D>) -> Option<Course<D>> {
        let mut course = course.clone();
        let mut total = self.total(&course);
        for _ in 0..ITERATIONS {
            let plan = self.plan(&course, Aim::Best)?;
            let tries = SHARES.iter().map(|share| {
                let new = self.follow(&course, &plan, *share);
                (self.total(&new), new)
            });
            let Some((now, new)) = tries.into_iter().find(|(now, _)| *now < total) else {
                break;
            };
            let gain = total - now;
            (total, course) = (now, new);
            if gain < LEAST_GAIN * total && self.away(&course) < NEAR {
                break;
            }
        }
        let mut away = self.away(&course);
        for _ in 0..LAST_ITERATIONS {
            if away <= TOLERANCE {
                return Some(course);
            }
            let plan = self.plan(&course, Aim::Nearest)?;
            course = self.follow(&course, &plan, 1.0);
            away = self.away(&course);
        }
        (away <= TOLERANCE).then_some(course)
    }

    /// Where the course ends beside the goal or leaves a gap, the greatest share of an extent; NaN where a number is
    /// none.
    fn away(&self, course: &Course<D>) -> f64 {
        let end = std::array::from_fn(|i| course.end()[i] - self.goal[i]);
        let off = course.gaps.iter().chain(std::iter::once(&end));
        let shares = off.flat_map(|x| (0..D).map(|i| x[i].abs() / self.extents[i]));
        shares.fold(0.0, |most: f64, share| {
            if share.is_nan() {
                share
            } else {
                most.max(share)
            }
        })
    }

    /// Adds what knot `k` weighs as rows in x, u and 1: effort, straying from the plan, nearing a bound.
    fn weigh(&self, course: &Course<D>, k: usize, aim: Aim, rows: &mut Rows) {
        let (m, one) = (self.controls, D + self.controls);
        let n = course.times.len() - 1;
        let share = 0.5 * (course.times[(k + 1).min(n)] - course.times[k.saturating_sub(1)]);
        let h = share.sqrt();
        let (x, u) = (&course.states[k], &course.controls[k]);
        let best = if aim == Aim::Best { 1.0 } else { 0.0 };
        for i in 0..m {
            let row = rows.add();
            for j in i..m {
                row[D + j] = h * self.root.at(j, i);
                row[one] += best * row[D + j] * u[j];
            }
        }
        let bounds = &self.space.limits().states;
        for i in 0..D {
            let mut weighs = |weight: f64, off: f64| {
                let row = rows.add();
                row[i] = h * weight / self.extents[i];
                row[one] = best * row[i] * off;
            };
            if self.space.limits().position.contains(&i) {
                weighs(1.0 / self.looseness, x[i] - self.planned[k][i]);
            }
            let margin = BOUND_MARGIN * self.extents[i];
            let inside = x[i].max(bounds.min[i] + margin).min(bounds.max[i] - margin);
            if x[i] != inside {
                weighs(BOUND_WEIGHT, x[i] - inside);
            }
        }
        if k == n {
            for i in 0..D {
                let row = rows.add();
                row[i] = END_WEIGHT / self.extents[i];
                row[one] = row[i] * (x[i] - self.goal[i]);
            }
        }
    }

    /// The sum that is to be least.
    fn total(&self, course: &Course<D>) -> f64 {
        let mut rows = Rows::new(D + self.controls + 1);
        for k in 0..course.times.len() {
            self.weigh(course, k, Aim::Best, &mut rows);
        }
        let knots = (0..rows.len()).map(|i| rows.row(i)[D + self.controls].powi(2));
        let shares = course
            .gaps
            .iter()
            .flat_map(|x| (0..D).map(|i| x[i] / self.extents[i]));
        knots.sum::<f64>() + shares.map(|x| (GAP_WEIGHT * x).powi(2)).sum::<f64>()
    }
}
