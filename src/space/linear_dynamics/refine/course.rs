//! Motions under the true equations, step by step.

use super::Refiner;
use crate::geometry::State;
use crate::record::{Motions, See};
use crate::space::linear_dynamics::linear::COEFFICIENTS;
use crate::space::linear_dynamics::trajectory::Rows;
use crate::space::linear_dynamics::{Arrival, Piece, System};

/// Seconds that a step of integration lasts at most, and the fewest and the most steps of a motion: longer steps stand for
/// a motion that lasts so long that its steps could not be kept.
const LONGEST: f64 = 2.5e-3;
const FEWEST: f64 = 8.0;
const MOST: f64 = 1e6;

/// A motion on a grid of steps.
#[derive(Clone, Debug)]
pub(super) struct Course<const D: usize> {
    /// The lengths of the steps.
    pub lengths: Vec<f64>,
    /// The states before and after them.
    pub states: Vec<State<D>>,
    /// Controls at the beginning and the middle of each step, and at the end.
    pub controls: Vec<State<D>>,
}

impl<const D: usize> Refiner<'_, D> {
    /// The course under the controls that the planner found.
    pub(super) fn planned(&self, from: &State<D>, motion: &Arrival, to: &State<D>) -> Course<D> {
        let pieces = self.space.curve(from, motion, to);
        let control = |time: f64| {
            let after = pieces.partition_point(|piece| piece.start <= time);
            let piece = pieces.get(after.saturating_sub(1));
            piece.map_or([0.0; D], |piece| piece.at(time).1)
        };
        let steps = (motion.time / LONGEST).ceil().clamp(FEWEST, MOST);
        let length = motion.time / steps;
        let lengths = vec![length; steps as usize];
        let halves = 0..=2 * lengths.len();
        let controls = halves.map(|k| control((0.5 * length * k as f64).min(motion.time)));
        let controls = controls.collect();
        let mut course = Course {
            states: vec![*from; lengths.len() + 1],
            lengths,
            controls,
        };
        self.integrate(&mut course);
        course
    }

    pub(super) fn rate(&self, x: &State<D>, u: &State<D>) -> State<D> {
        rate(self.space.system(), x, u)
    }

    /// The states that the controls lead to from the first one, by the classical Runge-Kutta method.
    pub(super) fn integrate(&self, course: &mut Course<D>) {
        let along = |x: &State<D>, k: &State<D>, h: f64| std::array::from_fn(|i| x[i] + h * k[i]);
        for (s, &h) in course.lengths.iter().enumerate() {
            let x = course.states[s];
            let [begin, middle, end] = [0, 1, 2].map(|k| course.controls[2 * s + k]);
            let a = self.rate(&x, &begin);
            let b = self.rate(&along(&x, &a, 0.5 * h), &middle);
            let c = self.rate(&along(&x, &b, 0.5 * h), &middle);
            let d = self.rate(&along(&x, &c, h), &end);
            course.states[s + 1] =
                std::array::from_fn(|i| x[i] + h / 6.0 * (a[i] + 2.0 * (b[i] + c[i]) + d[i]));
        }
    }

    /// The state in the middle of a step.
    pub(super) fn middle(&self, course: &Course<D>, s: usize) -> State<D> {
        let (a, b) = (&course.states[s], &course.states[s + 1]);
        let first = self.rate(a, &course.controls[2 * s]);
        let last = self.rate(b, &course.controls[2 * s + 2]);
        let h = course.lengths[s];
        std::array::from_fn(|i| 0.5 * (a[i] + b[i]) + h / 8.0 * (first[i] - last[i]))
    }

    /// The integral of 1 + u' R u, by Simpson's rule.
    pub(super) fn cost(&self, course: &Course<D>) -> f64 {
        let effort = |u: &State<D>| {
            let ru = self.weight.times_vector(&u[..self.weight.rows()]);
            ru.iter().zip(u).map(|(a, b)| a * b).sum::<f64>()
        };
        let step = |(s, h): (usize, &f64)| {
            let [a, b, c] = [0, 1, 2].map(|k| effort(&course.controls[2 * s + k]));
            h * (1.0 + (a + 4.0 * b + c) / 6.0)
        };
        course.lengths.iter().enumerate().map(step).sum()
    }

    /// Whether the course keeps to its bounds and clear of obstacles, step by step.
    pub(super) fn is_free(&self, course: &Course<D>) -> bool {
        (0..course.lengths.len()).all(|s| {
            self.space
                .limits()
                .admit(&course.piece(self.space.system(), s))
        })
    }
}

/// The true rate of a state under controls.
fn rate<const D: usize>(system: &System, x: &State<D>, u: &State<D>) -> State<D> {
    let rate = system.derivative(x, &u[..system.controls()]);
    std::array::from_fn(|i| rate[i])
}

impl<const D: usize> Course<D> {
    /// The cubic through the states and rates of a step, and the parabola through its controls.
    fn piece(&self, system: &System, s: usize) -> Piece<D> {
        let h = self.lengths[s];
        let (x, y) = (&self.states[s], &self.states[s + 1]);
        let [a, b, c] = [0, 1, 2].map(|k| self.controls[2 * s + k]);
        let (first, last) = (rate(system, x, &a), rate(system, y, &c));
        let mut piece = Piece {
            start: 0.0,
            length: h,
            terms: 4,
            states: [[0.0; COEFFICIENTS]; D],
            controls: [[0.0; COEFFICIENTS]; D],
        };
        for i in 0..D {
            let slope = (y[i] - x[i]) / h;
            piece.states[i][..4].copy_from_slice(&[
                x[i],
                first[i],
                (3.0 * slope - 2.0 * first[i] - last[i]) / h,
                (first[i] + last[i] - 2.0 * slope) / (h * h),
            ]);
            piece.controls[i][..3].copy_from_slice(&[
                a[i],
                (4.0 * b[i] - 3.0 * a[i] - c[i]) / h,
                2.0 * (a[i] - 2.0 * b[i] + c[i]) / (h * h),
            ]);
        }
        piece
    }
}

/// The motions of a path that were made true, each on its grid of steps.
#[derive(Clone, Debug)]
pub struct RefinedMotions<const D: usize> {
    system: System,
    courses: Vec<Course<D>>,
}

impl<const D: usize> RefinedMotions<D> {
    pub(super) fn new(system: &System, courses: Vec<Course<D>>) -> Self {
        Self {
            system: system.clone(),
            courses,
        }
    }
}

impl<const D: usize> Motions for RefinedMotions<D> {
    fn durations(&self) -> Vec<f64> {
        let durations = self.courses.iter();
        durations
            .map(|course| course.lengths.iter().sum())
            .collect()
    }

    fn along(&self, i: usize, times: &mut dyn Iterator<Item = f64>, see: &mut See<'_>) {
        let course = &self.courses[i];
        let steps = course.lengths.len();
        let duration: f64 = course.lengths.iter().sum();
        let ends = [course.states[0], course.states[steps]];
        let mut rows = Rows::new(ends, duration, self.system.controls(), times, see);
        let mut start = 0.0;
        for s in 0..steps {
            let piece = Piece {
                start,
                ..course.piece(&self.system, s)
            };
            if !rows.pass(&piece) {
                break;
            }
            start += course.lengths[s];
        }
        rows.finish();
    }
}
