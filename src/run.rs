//! Drives a planner: the loop, the clock, the budget and the record.
//!
//! The driver is the only place where time enters. It asks the planner for one step after the other, writes down every
//! improvement of the best cost, and every batch that ends with a path, with its time, iteration, vertices and checks,
//! and ends at the first limit that is reached. Memory is such a limit, and the one that is looked at before a step:
//! what a step may take is not taken where it is too much ([`crate::memory`]). With a count budget a run's record is a
//! function of the problem, the settings and the seed, times aside, as long as no limit of memory is reached.

use crate::geometry::State;
use crate::memory::growing;
use crate::planner::{Planner, Step};
use crate::problem::{Oracle, Problem};
use crate::random;
use crate::record::{Keep, RunRecord, StopReason, TracePoint, milestone};
use crate::search::shorten::shorten;
use crate::space::Steer;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// When a run stops: whichever comes first. All `None`: when the planner has nothing left to do or the observer
/// interrupts, which for RRT and its kin may be never.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Budget {
    /// Seconds since the clock's start.
    pub time: Option<f64>,
    /// Iterations of the planner.
    pub iterations: Option<u64>,
    /// A cost that is good enough.
    pub cost: Option<f64>,
    /// Bytes that the planner's containers may take. Not what a run is meant to end by: it is there so that the system
    /// does not end it.
    pub memory: Option<u64>,
}

impl Budget {
    /// The budget where none is given: 5 s.
    pub const FALLBACK: Self = Self {
        time: Some(5.0),
        iterations: None,
        cost: None,
        memory: None,
    };

    /// Whether it names no limit but one of memory.
    pub fn is_empty(&self) -> bool {
        Self {
            memory: None,
            ..*self
        } == Self::default()
    }

    /// This budget over another: if it names a time, a number of iterations or a cost, none of those of the other
    /// count; the memory is the other's where it names none itself.
    pub fn over(self, other: Self) -> Self {
        Self {
            memory: self.memory.or(other.memory),
            ..if self.is_empty() { other } else { self }
        }
    }
}

/// Tells the seconds since a run's start.
pub trait Clock {
    /// Seconds since the start; never falls.
    fn seconds(&self) -> f64;
}

/// The wall clock.
#[derive(Clone, Copy, Debug)]
pub struct WallClock(Instant);

impl WallClock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for WallClock {
    fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Sees a run from outside.
pub trait Observer {
    /// Whether the run is to end now; asked before every step.
    fn is_interrupted(&self) -> bool {
        false
    }

    /// Called now and then with the present figures.
    fn progress(&mut self, _now: &TracePoint) {}
}

/// An observer that never interrupts.
impl Observer for () {}

/// An observer that interrupts when the flag is set.
impl Observer for &AtomicBool {
    fn is_interrupted(&self) -> bool {
        self.load(Ordering::Relaxed)
    }
}

/// Steps `planner` until `budget` is used up or `observer` interrupts. The planner was built after `clock` started.
pub fn drive<const D: usize>(
    planner: &mut dyn Planner<D>,
    budget: &Budget,
    clock: &dyn Clock,
    observer: &mut dyn Observer,
    keep: Keep,
) -> RunRecord {
    /// Iterations between two calls of the observer: often enough for a progress bar, too seldom to cost time.
    const PROGRESS_EVERY: u64 = 1024;
    let mut trace = Vec::new();
    let mut milestones = Vec::new();
    let mut iteration = 0;
    let mut next_milestone = milestone(0);
    let mut best = f64::INFINITY;
    let figures = |planner: &dyn Planner<D>, iteration| TracePoint {
        time_s: clock.seconds(),
        iteration,
        vertices: planner.vertices() as u64,
        motion_checks: planner.checks().motions,
        state_checks: planner.checks().states,
        cost: planner.best_cost(),
    };
    let mut step = Step::Prepared;
    let mut guard = Guard::new(budget.memory, keep);
    let stop = loop {
        let cost = planner.best_cost();
        let batch_ended = step == Step::Completed && cost.is_finite();
        if cost < best || batch_ended {
            best = cost;
            trace.push(figures(planner, iteration));
        }
        if iteration >= next_milestone {
            milestones.push(figures(planner, iteration));
            let k = (0..).find(|k| milestone(*k) > iteration);
            next_milestone = k.map_or(u64::MAX, milestone);
        }
        if best <= budget.cost.unwrap_or(0.0) {
            // Without a target, a path that costs nothing: it cannot be improved.
            break budget
                .cost
                .map_or(StopReason::Finished, |_| StopReason::Cost);
        }
        if step == Step::Finished {
            break StopReason::Finished;
        }
        if budget.iterations.is_some_and(|most| iteration >= most) {
            break StopReason::Iterations;
        }
        if budget.time.is_some_and(|most| clock.seconds() >= most) {
            break StopReason::Time;
        }
        if observer.is_interrupted() {
            break StopReason::Interrupted;
        }
        if guard.forbids_a_step(planner) {
            break StopReason::Memory;
        }
        if iteration % PROGRESS_EVERY == 0 {
            observer.progress(&figures(planner, iteration));
        }
        step = planner.step();
        iteration += u64::from(step != Step::Prepared);
    };
    RunRecord {
        trace,
        milestones,
        end: figures(planner, iteration),
        stop,
        shortened: None,
        trajectory: None,
        linear_cost: None,
        uncertain_connections: 0,
        curves: None,
        path: planner
            .best_path()
            .into_iter()
            .flatten()
            .map(|x| x.to_vec())
            .collect(),
        forest: (keep.most_edges()).map(|most| planner.view().sparse_forest(most)),
        peak_memory: planner.memory(),
    }
}

/// Sees to it that no step takes more memory than there may be.
struct Guard {
    limit: usize,
    keep: Keep,
    /// Steps until it looks again.
    pause: usize,
}

impl Guard {
    fn new(limit: Option<u64>, keep: Keep) -> Self {
        let limit = limit.map_or(usize::MAX, |limit| {
            usize::try_from(limit).unwrap_or(usize::MAX)
        });
        Self {
            limit,
            keep,
            pause: 0,
        }
    }

    /// Whether the next step might take more. While the limit is far off it looks ahead by several steps, and then not
    /// for as many.
    fn forbids_a_step<const D: usize>(&mut self, planner: &dyn Planner<D>) -> bool {
        /// Few, for what a step may take is known only as a bound, and far above what it does take.
        const AT_ONCE: usize = 16;
        if self.limit == usize::MAX {
            return false;
        }
        if self.pause > 0 {
            self.pause -= 1;
            return false;
        }
        let forest = self.keep.most_edges().map_or(0, |most_edges| {
            let vertex = size_of::<State<D>>() + size_of::<(f64, Option<u32>)>();
            let edges = planner.view().further_edges().min(most_edges);
            planner.vertices() * vertex + growing(0, edges, size_of::<[u32; 2]>())
        });
        let is_too_much = |steps| planner.memory_ahead(steps).saturating_add(forest) > self.limit;
        if !is_too_much(AT_ONCE) {
            self.pause = AT_ONCE - 1;
            return false;
        }
        is_too_much(1)
    }
}

/// Shortens the path of a finished run. The record keeps the cost that the search came to beside that of the shortened
/// path.
pub fn shorten_path<S: Steer<D>, const D: usize>(
    record: &mut RunRecord,
    problem: &Problem<S, D>,
    seed: u64,
    clock: &dyn Clock,
) {
    if !record.solved() {
        return;
    }
    let state = |x: &Vec<f64>| -> State<D> { std::array::from_fn(|i| x[i]) };
    let path: Vec<State<D>> = record.path.iter().map(state).collect();
    let oracle = Oracle::new(&problem.space);
    let shorter = shorten(&problem.space, &oracle, &path, &mut random::seeded(seed));
    let cost: f64 = (shorter.windows(2))
        .filter_map(|w| problem.space.connect(&w[0], &w[1]))
        .map(|connection| connection.cost)
        .sum();
    let mut event = TracePoint {
        time_s: clock.seconds(),
        motion_checks: record.end.motion_checks + oracle.motion_checks(),
        ..record.end
    };
    if cost < record.end.cost {
        event.cost = cost;
        record.path = shorter.iter().map(|x| x.to_vec()).collect();
    }
    record.shortened = Some(event);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_replaces_all_of_another_but_its_memory() {
        let time = |time| Budget {
            time: Some(time),
            ..Budget::default()
        };
        let count = Budget {
            iterations: Some(7),
            cost: Some(1.0),
            ..Budget::default()
        };
        let memory = Budget {
            memory: Some(9),
            ..Budget::default()
        };
        assert_eq!(time(2.0).over(count), time(2.0));
        assert_eq!(Budget::default().over(count), count);
        assert_eq!(
            memory.over(count),
            Budget {
                memory: Some(9),
                ..count
            }
        );
        assert_eq!(memory.over(Budget::FALLBACK).time, Some(5.0));
        let given = time(2.0).over(memory.over(count));
        assert_eq!(
            given,
            Budget {
                memory: Some(9),
                ..time(2.0)
            }
        );
        assert!(memory.is_empty() && !count.is_empty());
    }
}
