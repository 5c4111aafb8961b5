//! Courses under the true equations: controls that are linear between knots, and where they lead.

use super::square::plus;
use crate::geometry::State;
use crate::memory::held;
use crate::record::{Motions, See};
use crate::space::linear_dynamics::linear::COEFFICIENTS;
use crate::space::linear_dynamics::trajectory::Rows;
use crate::space::linear_dynamics::{Arrival, LinearDynamics, Piece, System};

/// Intervals over a whole course: some two dozen for each of a dozen motions.
const INTERVALS: f64 = 300.0;
/// Intervals of a motion at least.
const FEWEST: f64 = 4.0;
/// Steps of integration in an interval.
const STEPS: usize = 4;

/// What a system does under controls that are linear between knots.
#[derive(Clone, Debug, PartialEq)]
pub struct Course<const D: usize> {
    /// The times of the knots, in seconds from 0.
    pub times: Vec<f64>,
    /// The states at the knots.
    pub states: Vec<State<D>>,
    /// The controls at the knots, and zeros behind them.
    pub controls: Vec<State<D>>,
    /// Where each interval leads beside the next knot; 0 on a course, not on a plan.
    pub(super) gaps: Vec<State<D>>,
    /// The knots at which the motions of the planned path begin and end.
    pub joints: Vec<usize>,
}

impl<const D: usize> Course<D> {
    /// The motions of a path as they were planned, at knots; `None` where a path has no motion or one too short to
    /// divide.
    pub(super) fn planned(
        space: &LinearDynamics<D>,
        path: &[(State<D>, Option<Arrival>)],
    ) -> Option<Self> {
        let motions = path.windows(2).map(|pair| pair[1].1);
        let durations: Vec<f64> = motions
            .map(|motion| motion.map_or(0.0, |m| m.time))
            .collect();
        let total: f64 = durations.iter().sum();
        let mut course = Self {
            times: vec![0.0],
            states: vec![path.first()?.0],
            controls: vec![[0.0; D]],
            gaps: Vec::new(),
            joints: vec![0],
        };
        let mut start = 0.0;
        for (pair, duration) in path.windows(2).zip(&durations) {
            let Some(motion) = pair[1].1.filter(|_| *duration > 0.0) else {
                continue;
            };
            let pieces = space.curve(&pair[0].0, &motion, &pair[1].0);
            let count = (INTERVALS * duration / total).ceil().max(FEWEST);
            // At a joint the controls jump: the mean of both sides.
            let joint = course.controls.len() - 1;
            let share = if joint == 0 { 1.0 } else { 0.5 };
            let first = pieces.first()?.at(0.0).1;
            course.controls[joint] = std::array::from_fn(|i| {
                course.controls[joint][i] + share * (first[i] - course.controls[joint][i])
            });
            for k in 1..=count as usize {
                let time = duration * k as f64 / count;
                let after = pieces.partition_point(|piece| piece.start <= time);
                let (x, u) = pieces.get(after.checked_sub(1)?)?.at(time);
                course.times.push(start + time);
                course.states.push(x);
                course.controls.push(u);
            }
            course.joints.push(course.times.len() - 1);
            start += duration;
        }
        course.gaps = (0..course.times.len() - 1)
            .map(|k| {
                let (u, w) = (&course.controls[k], &course.controls[k + 1]);
                let end = advance(space, &course.states[k], u, w, course.length(k));
                plus(&end, -1.0, &course.states[k + 1])
            })
            .collect();
        let rising = course.times.is_sorted_by(|a, b| a < b);
        (course.times.len() > 1 && rising).then_some(course)
    }

    /// How long the interval after knot `k` lasts.
    pub(super) fn length(&self, k: usize) -> f64 {
        self.times[k + 1] - self.times[k]
    }

    /// The last state.
    pub fn end(&self) -> &State<D> {
        &self.states[self.states.len() - 1]
    }

    /// What the course costs: the integral of 1 + u' R u, exact since the controls are linear between knots.
    pub fn cost(&self, space: &LinearDynamics<D>) -> f64 {
        let weight = space.system().weight();
        let form = |u: &State<D>, w: &State<D>| {
            let rw = weight.times_vector(&w[..weight.rows()]);
            rw.iter().zip(u).map(|(a, b)| a * b).sum::<f64>()
        };
        let interval = |k: usize| {
            let (u, w) = (&self.controls[k], &self.controls[k + 1]);
            self.length(k) * (1.0 + (form(u, u) + form(u, w) + form(w, w)) / 3.0)
        };
        (0..self.times.len() - 1).map(interval).sum()
    }

    /// Whether the course keeps within its bounds and clear of obstacles, from knot to knot.
    pub fn is_free(&self, space: &LinearDynamics<D>) -> bool {
        (0..self.times.len() - 1).all(|k| {
            let admits = |piece: &Piece<D>| space.limits().admit(piece);
            self.walk(space.system(), k, admits)
        })
    }

    /// The states where the motions of the planned path meet.
    pub fn joints(&self) -> impl Iterator<Item = &State<D>> {
        self.joints.iter().map(|k| &self.states[*k])
    }

    /// Bytes that the course holds.
    pub fn memory(&self) -> usize {
        held(&self.states)
            + held(&self.controls)
            + held(&self.gaps)
            + held(&self.times)
            + held(&self.joints)
    }

    /// Shows the interval after knot `k` step by step until `see` says false; returns whether it never did.
    fn walk(&self, system: &System, k: usize, mut see: impl FnMut(&Piece<D>) -> bool) -> bool {
        let (u, w) = (&self.controls[k], &self.controls[k + 1]);
        let h = self.length(k) / STEPS as f64;
        let mut x = self.states[k];
        (0..STEPS).all(|s| {
            let [from, to] = [s, s + 1].map(|s| between(u, w, s as f64 / STEPS as f64));
            let y = step(system, &x, [&from, &to], h);
            let mut piece = piece(system, [&x, &y], [&from, &to], h);
            piece.start = h * s as f64;
            x = y;
            see(&piece)
        })
    }
}

/// A course as motions of a trajectory, one from knot to knot.
#[derive(Clone, Debug)]
pub struct DrivenMotions<const D: usize> {
    system: System,
    course: Course<D>,
}

impl<const D: usize> DrivenMotions<D> {
    /// The motions of a course of the system.
    pub fn new(system: &System, course: Course<D>) -> Self {
        Self {
            system: system.clone(),
            course,
        }
    }
}

impl<const D: usize> Motions for DrivenMotions<D> {
    fn durations(&self) -> Vec<f64> {
        (0..self.course.times.len() - 1)
            .map(|k| self.course.length(k))
            .collect()
    }

    fn are_continuous(&self) -> bool {
        true
    }

    fn along(&self, i: usize, times: &mut dyn Iterator<Item = f64>, see: &mut See<'_>) {
        let ends = [self.course.states[i], self.course.states[i + 1]];
        let duration = self.course.length(i);
        let mut rows = Rows::new(ends, duration, self.system.controls(), times, see);
        self.course.walk(&self.system, i, |piece| rows.pass(piece));
        rows.finish();
    }
}

/// The controls at a share of an interval between `u` and `w`.
pub(super) fn between<const D: usize>(u: &State<D>, w: &State<D>, share: f64) -> State<D> {
    std::array::from_fn(|i| u[i] + share * (w[i] - u[i]))
}

/// Where the true equations lead from `x` in the time `length` under controls that go linearly from `u` to `w`.
pub(super) fn advance<const D: usize>(
    space: &LinearDynamics<D>,
    x: &State<D>,
    u: &State<D>,
    w: &State<D>,
    length: f64,
) -> State<D> {
    (0..STEPS).fold(*x, |x, s| {
        let [from, to] = [s, s + 1].map(|s| between(u, w, s as f64 / STEPS as f64));
        step(space.system(), &x, [&from, &to], length / STEPS as f64)
    })
}

/// One step of the classical Runge-Kutta method.
pub(in crate::space::linear_dynamics) fn step<const D: usize>(
    system: &System,
    x: &State<D>,
    [from, to]: [&State<D>; 2],
    h: f64,
) -> State<D> {
    let middle = between(from, to, 0.5);
    let a = system.rate(x, from);
    let b = system.rate(&plus(x, 0.5 * h, &a), &middle);
    let c = system.rate(&plus(x, 0.5 * h, &b), &middle);
    let d = system.rate(&plus(x, h, &c), to);
    std::array::from_fn(|i| x[i] + h / 6.0 * (a[i] + 2.0 * (b[i] + c[i]) + d[i]))
}

/// The cubic through the states and rates at both ends of a step, and its controls.
fn piece<const D: usize>(
    system: &System,
    [x, y]: [&State<D>; 2],
    [from, to]: [&State<D>; 2],
    h: f64,
) -> Piece<D> {
    let (first, last) = (system.rate(x, from), system.rate(y, to));
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
        piece.controls[i][..2].copy_from_slice(&[from[i], (to[i] - from[i]) / h]);
    }
    piece
}
