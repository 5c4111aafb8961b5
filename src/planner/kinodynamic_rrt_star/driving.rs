//! Paths that a system which is not linear is to drive itself.
//!
//! Each path into the goal that the search comes upon, if it costs less than what has been driven, is tried: the system
//! is steered along it ([`Drive`]). What it then drives, within bounds and clear of obstacles, is a solution; a path
//! that it cannot drive is forgotten, and the search goes on until it comes upon another. An attempt is made in parts,
//! one a step.

use crate::geometry::State;
use crate::space::linear_dynamics::{Arrival, Course, Drive, LinearDynamics};

/// The most attempts that wait: more paths in one iteration are forgotten.
const MOST_WAITING: usize = 16;

/// What is driven, and what is to be tried.
pub(super) struct Driving<'a, const D: usize> {
    space: &'a LinearDynamics<D>,
    best: Option<Driven<D>>,
    /// Attempts with what their paths cost, the next one last.
    waiting: Vec<(f64, Drive<'a, D>)>,
}

/// A course that ends in the goal, free all the way.
pub(super) struct Driven<const D: usize> {
    pub course: Course<D>,
    /// What it costs, and what the linear models' path costs.
    pub cost: f64,
    pub linear_cost: f64,
}

impl<'a, const D: usize> Driving<'a, D> {
    /// Nothing is driven yet.
    pub fn new(space: &'a LinearDynamics<D>) -> Self {
        Self {
            space,
            best: None,
            waiting: Vec::new(),
        }
    }

    /// The best that was driven.
    pub fn best(&self) -> Option<&Driven<D>> {
        self.best.as_ref()
    }

    /// What the best costs, infinite before there is one.
    pub fn best_cost(&self) -> f64 {
        self.best().map_or(f64::INFINITY, |driven| driven.cost)
    }

    /// Notes a path that is to be tried, with what it costs.
    pub fn note(&mut self, cost: f64, path: &[(State<D>, Option<Arrival>)]) {
        if self.waiting.len() < MOST_WAITING {
            let attempt = Drive::new(self.space, path);
            self.waiting.extend(attempt.map(|attempt| (cost, attempt)));
        }
    }

    /// Goes on with an attempt; whether there was one.
    pub fn advance(&mut self) -> bool {
        let Some((linear_cost, mut attempt)) = self.waiting.pop() else {
            return false;
        };
        if attempt.advance() {
            self.waiting.push((linear_cost, attempt));
        } else if let Some((cost, course)) = attempt.best()
            && cost < self.best_cost()
        {
            self.best = Some(Driven {
                course,
                cost,
                linear_cost,
            });
        }
        true
    }

    /// Bytes that the best course holds.
    pub fn memory(&self) -> usize {
        self.best().map_or(0, |driven| driven.course.memory())
    }
}
