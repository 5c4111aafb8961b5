//! Where samples come from.
//!
//! A sampler draws states; it does not look at obstacles. Uniform sampling serves a share of the draws from the goal
//! (goal bias) and from the scenario's regions. All planners draw in the same order, one number to choose the source and
//! then the state, so that planners with the same seed see the same samples.

use crate::geometry::{Aabb, State};
use crate::problem::{Goal, Problem};
use crate::random::{self, Rng};
use crate::space::Space;
use crate::world::Region;

/// A source of samples.
pub trait Sampler<const D: usize> {
    /// Draws a state within the bounds. `best` is the cost of the best path, infinite before there is one.
    fn draw(&mut self, best: f64, rng: &mut Rng) -> State<D>;

    /// The measure of the set that draws spread over.
    fn measure(&self, best: f64) -> f64;

    /// The radius around a state of that set within which there are as many draws as within `radius` where the set has no
    /// borders.
    fn widened(&self, _best: f64, radius: f64) -> f64 {
        radius
    }
}

/// Uniform over the bounds, with shares for the goal and for regions.
#[derive(Clone, Debug)]
pub struct Uniform<'a, const D: usize> {
    bounds: Aabb<D>,
    goal: &'a Goal<D>,
    goal_bias: f64,
    regions: &'a [(Region<D>, f64)],
}

impl<'a, const D: usize> Uniform<'a, D> {
    /// The sampler of `problem` with the share `goal_bias` of the draws from the goal.
    pub fn new<S: Space<D>>(problem: &'a Problem<S, D>, goal_bias: f64) -> Self {
        Self {
            bounds: *problem.space.bounds(),
            goal: &problem.goal,
            goal_bias,
            regions: &problem.regions,
        }
    }

    /// A state from the goal or from a region, if this draw's number `u`, uniform in [0, 1), falls to one of them: first the
    /// goal's share, then each region's.
    pub fn draw_biased(&self, u: f64, goal_bias: f64, rng: &mut Rng) -> Option<State<D>> {
        if u < goal_bias {
            return Some(self.within_bounds(rng, |rng| self.goal.sample(rng)));
        }
        let mut left = u - goal_bias;
        for (region, share) in self.regions {
            if left < *share {
                return Some(self.within_bounds(rng, |rng| region.sample(rng)));
            }
            left -= share;
        }
        None
    }

    /// A goal or region may reach beyond the bounds: draws again until it hits them.
    fn within_bounds(&self, rng: &mut Rng, mut draw: impl FnMut(&mut Rng) -> State<D>) -> State<D> {
        /// Enough to hit a part that is a hundredth of the region; then the whole space serves.
        const TRIES: usize = 1_000;
        (0..TRIES)
            .map(|_| draw(rng))
            .find(|x| self.bounds.contains(x))
            .unwrap_or_else(|| random::in_box(rng, &self.bounds))
    }
}

impl<const D: usize> Sampler<D> for Uniform<'_, D> {
    fn draw(&mut self, _: f64, rng: &mut Rng) -> State<D> {
        let u = random::unit(rng);
        self.draw_biased(u, self.goal_bias, rng)
            .unwrap_or_else(|| random::in_box(rng, &self.bounds))
    }

    fn measure(&self, _: f64) -> f64 {
        self.bounds.measure()
    }
}
