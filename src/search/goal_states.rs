//! The states by which planners that do not wait for a sample in the goal know it: of each region the centre, or the
//! free state nearest to it.
//!
//! Obstacles are closed, so that there is no nearest free state but a distance that free states come as near as one
//! likes; the search ends within `MARGIN` of it. All that it asks is whether a state is free. It takes turns: draws
//! in the part of the region that is nearer than the best state so far, and, as soon as one of them is free, a local
//! search from there. That moves along the ray to the centre up to what is in the way, and tries other rays of ever
//! smaller deviations, an evolution strategy with one parent and the one-fifth rule (Rechenberg 1973), which converges
//! linearly; coordinate by coordinate it moves into the corners between obstacles, where that is slow. It may end at a
//! state that is the nearest of its surroundings alone; then draws find another that is nearer. The end is when
//! `MISSES` draws in a row are blocked: half of them are uniform, so of what is nearer than the state that is
//! returned less than 0.2 % is then free, at a confidence of 98 %. At most about `MOST_CHECKS` states are checked,
//! whatever the world.

use crate::geometry::{State, distance, lerp};
use crate::problem::{GoalRegion, Oracle, Problem};
use crate::random::{self, Rng};
use crate::space::Space;

/// How near the search comes to the nearest free state, as a share of the region's radius: far above rounding, far
/// below what matters to a path.
const MARGIN: f64 = 1e-6;

/// Draws in a row that are blocked after which nothing nearer is expected.
const MISSES: usize = 4_000;

/// States that are checked for a region at most.
const MOST_CHECKS: u64 = 40_000;

/// A free state of each goal region that has one to be found: its centre, else the free one nearest to the centre.
pub fn goal_states<S: Space<D>, const D: usize>(
    problem: &Problem<S, D>,
    oracle: &Oracle<S, D>,
    rng: &mut Rng,
) -> Vec<State<D>> {
    let regions = problem.goal.regions().iter();
    regions
        .filter_map(|region| goal_state(region, oracle, rng))
        .collect()
}

fn goal_state<S: Space<D>, const D: usize>(
    region: &GoalRegion<D>,
    oracle: &Oracle<S, D>,
    rng: &mut Rng,
) -> Option<State<D>> {
    let (center, radius) = region.enclosing_ball();
    if oracle.state_is_free(&center) {
        return Some(center);
    }
    if radius == 0.0 {
        return None;
    }
    let mut search = Search {
        region,
        oracle,
        center,
        margin: MARGIN * radius,
        most_checks: oracle.state_checks() + MOST_CHECKS,
        best: None,
        reach: radius,
    };
    let mut misses = 0;
    while misses < MISSES && search.is_worth_while() {
        misses += 1;
        let x = search.draw(rng);
        if search.accept(&x) {
            search.descend(rng);
            misses = 0;
        }
    }
    search.best
}

/// The search for the free state of a region that is nearest to its centre, which is blocked.
struct Search<'a, 's, S, const D: usize> {
    region: &'a GoalRegion<D>,
    oracle: &'a Oracle<'s, S, D>,
    center: State<D>,
    /// How near is near enough, a length.
    margin: f64,
    most_checks: u64,
    /// The nearest free state so far.
    best: Option<State<D>>,
    /// Its distance from the centre, at first the region's radius.
    reach: f64,
}

impl<S: Space<D>, const D: usize> Search<'_, '_, S, D> {
    fn is_worth_while(&self) -> bool {
        self.reach > self.margin && self.oracle.state_checks() < self.most_checks
    }

    /// A state of the region that is nearer to the centre than the best. Every second one is so by little: there a gap
    /// between obstacles that leads outwards is the widest.
    fn draw(&self, rng: &mut Rng) -> State<D> {
        let offset: State<D> = match self.region {
            GoalRegion::Box(region) => {
                let half = region.extents().map(|side| (0.5 * side).min(self.reach));
                half.map(|half| half * (2.0 * random::unit(rng) - 1.0))
            }
            _ => random::in_unit_ball::<D>(rng).map(|c| c * self.reach),
        };
        let x = self.along(&offset, 1.0);
        let (away, reach) = (distance(&x, &self.center), self.reach - self.margin);
        // Regions are convex: what is nearer on the ray is of them as well.
        if self.best.is_some() && random::unit(rng) < 0.5 {
            let magnitude = libm::log(self.margin / self.reach) * random::unit(rng);
            self.along(&offset, reach * (1.0 - libm::exp(magnitude)) / away)
        } else if away > reach {
            let shrunk = reach * libm::pow(random::unit(rng), 1.0 / D as f64);
            self.along(&offset, shrunk / away)
        } else {
            x
        }
    }

    fn along(&self, offset: &State<D>, t: f64) -> State<D> {
        std::array::from_fn(|i| self.center[i] + t * offset[i])
    }

    /// If `x` is free, of the region and nearer than the best, the best becomes the state of its ray at which an
    /// obstacle is in the way to the centre; whether it does.
    fn accept(&mut self, x: &State<D>) -> bool {
        let is_better = distance(x, &self.center) < self.reach && self.region.contains(x);
        if !is_better || !self.oracle.state_is_free(x) {
            return false;
        }
        let center = self.center;
        self.pull(x, &center);
        true
    }

    /// Makes the last free state before an obstacle on the way from `x`, which is free, to a state that is nearer the
    /// best.
    fn pull(&mut self, x: &State<D>, towards: &State<D>) {
        let length = distance(x, towards);
        let (mut free, mut blocked) = (0.0, 1.0);
        if self.oracle.state_is_free(towards) {
            free = 1.0;
        }
        while (blocked - free) * length > self.margin {
            let t = 0.5 * (free + blocked);
            if self.oracle.state_is_free(&lerp(x, towards, t)) {
                free = t;
            } else {
                blocked = t;
            }
        }
        let best = lerp(x, towards, free);
        self.reach = distance(&best, &self.center);
        self.best = Some(best);
    }

    /// Searches the surroundings of the best state, until neither way of doing so brings it nearer.
    fn descend(&mut self, rng: &mut Rng) {
        while self.is_worth_while() {
            self.evolve(rng);
            let before = self.reach;
            self.slide();
            if before - self.reach <= self.margin {
                return;
            }
        }
    }

    /// Pulls the best state to the centre one coordinate after the other: into corners between obstacles, which the
    /// other way is slow to find.
    fn slide(&mut self) {
        for i in 0..D {
            if let Some(best) = self.best {
                let mut towards = best;
                towards[i] = self.center[i];
                self.pull(&best, &towards);
            }
        }
    }

    /// Tries rays beside that of the best state, of deviations that shrink where they fail and grow where they succeed.
    fn evolve(&mut self, rng: &mut Rng) {
        /// A success makes up for four failures (the one-fifth rule).
        const GROWTH: f64 = 1.5;
        const SHRINKING: f64 = 0.9;
        let mut deviation = 1.0;
        // The distance of a minimum changes by the square of the deviation.
        while deviation * self.reach > 1e-3 * self.margin && self.is_worth_while() {
            let Some(best) = self.best else {
                return;
            };
            let step = random::in_unit_ball::<D>(rng);
            let beside: State<D> = std::array::from_fn(|i| {
                best[i] - self.center[i] + deviation * self.reach * step[i]
            });
            let length = beside.iter().map(|c| c * c).sum::<f64>().sqrt();
            let nearer = (self.reach - self.margin) / length;
            let mut x = self.along(&beside, nearer);
            if let GoalRegion::Box(region) = self.region {
                x = std::array::from_fn(|i| x[i].clamp(region.min[i], region.max[i]));
            }
            deviation *= match self.accept(&x) {
                true => GROWTH,
                false => SHRINKING,
            };
            deviation = deviation.min(1.0);
        }
    }
}
