//! Where samples come from.
//!
//! A sampler is put together from parts, each of which any planner takes: a stream of points ([`super::points`]), the
//! set that they are spread over (the bounds here; an informed set for Informed RRT*), a preference for places near
//! obstacles ([`super::obstacle_samplers`]) or none, and the shares of the goal and of the scenario's regions
//! ([`Biased`]). All planners draw in the same order, one number to choose the source and then the state, so that
//! planners with the same seed and sampler see the same samples.

use super::points::Points;
use super::radius;
use crate::geometry::{Aabb, State};
use crate::problem::{Goal, GoalRegion, Oracle, Problem};
use crate::random::{self, Rng};
use crate::space::Space;
use crate::world::Region;

/// A source of samples.
pub trait Sampler<S, const D: usize> {
    /// Draws a state within the bounds. `best` is the cost of the best path, infinite before there is one.
    fn draw(&mut self, oracle: &Oracle<S, D>, best: f64, rng: &mut Rng) -> State<D>;

    /// Whether `x` is of the set that is sampled.
    fn admits(&self, _x: &State<D>, _best: f64) -> bool {
        true
    }

    /// The measure of the set that draws spread over.
    fn measure(&self, best: f64) -> f64;

    /// A lower bound on the draws' density, as a share of the uniform one: 1 for uniform draws (l in Janson et al.
    /// 2015).
    fn density(&self) -> f64 {
        1.0
    }

    /// The radius around a state of that set within which there are as many draws as within `radius` where the set has
    /// no borders.
    fn widened(&self, _best: f64, radius: f64) -> f64 {
        radius
    }
}

/// Points spread evenly over the bounds.
#[derive(Clone, Debug)]
pub struct Uniform<const D: usize> {
    bounds: Aabb<D>,
    points: Points,
}

impl<const D: usize> Uniform<D> {
    /// The sampler over `bounds` with these points.
    pub fn new(bounds: &Aabb<D>, points: Points) -> Self {
        Self {
            bounds: *bounds,
            points,
        }
    }

    /// The next place.
    pub fn place(&mut self, rng: &mut Rng) -> State<D> {
        let u: State<D> = self.points.in_cube(rng);
        let (min, max) = (&self.bounds.min, &self.bounds.max);
        std::array::from_fn(|i| min[i] + u[i] * (max[i] - min[i]))
    }
}

impl<S, const D: usize> Sampler<S, D> for Uniform<D> {
    fn draw(&mut self, _: &Oracle<S, D>, _: f64, rng: &mut Rng) -> State<D> {
        self.place(rng)
    }

    fn measure(&self, _: f64) -> f64 {
        self.bounds.measure()
    }

    fn widened(&self, _: f64, radius: f64) -> f64 {
        radius::widened(radius, &self.bounds.extents())
    }
}

/// A sampler with a share of the draws for the goal and one for each of the scenario's regions.
///
/// A draw for one of them that the sampler does not admit is drawn again.
pub struct Biased<'a, S, const D: usize> {
    sampler: Box<dyn Sampler<S, D> + 'a>,
    bounds: Aabb<D>,
    goal: &'a Goal<D>,
    goal_bias: f64,
    regions: &'a [(Region<D>, f64)],
}

impl<'a, S: Space<D>, const D: usize> Biased<'a, S, D> {
    /// `sampler` on `problem` with the share `goal_bias` from the goal.
    pub fn new(
        problem: &'a Problem<S, D>,
        sampler: Box<dyn Sampler<S, D> + 'a>,
        goal_bias: f64,
    ) -> Self {
        Self {
            sampler,
            bounds: *problem.space.bounds(),
            goal: &problem.goal,
            goal_bias,
            regions: &problem.regions,
        }
    }

    /// A state from the goal or from a region, if this draw's number `u`, uniform in [0, 1), falls to one of them:
    /// first the goal's share, then each region's.
    fn draw_share(&self, u: f64, rng: &mut Rng) -> Option<State<D>> {
        if u < self.goal_bias {
            return Some(self.within_bounds(rng, |rng| self.goal.sample(rng)));
        }
        let mut left = u - self.goal_bias;
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

    /// A state of the goal within the bounds.
    pub fn draw_goal(&self, rng: &mut Rng) -> State<D> {
        self.within_bounds(rng, |rng| self.goal.sample(rng))
    }

    /// Draws a state within the bounds; whether it is for one of the shares, where the draws may lie close together.
    pub fn draw_from_all(
        &mut self,
        oracle: &Oracle<S, D>,
        best: f64,
        rng: &mut Rng,
    ) -> (State<D>, bool) {
        /// Shares of which nothing is admitted are practically empty: the sampler itself serves in their place.
        const TRIES: usize = 1_000;
        for _ in 0..TRIES {
            let u = random::unit(rng);
            match self.draw_share(u, rng) {
                None => break,
                Some(x) if self.sampler.admits(&x, best) => return (x, true),
                Some(_) => {}
            }
        }
        (self.sampler.draw(oracle, best, rng), false)
    }
}

impl<S: Space<D>, const D: usize> Sampler<S, D> for Biased<'_, S, D> {
    fn draw(&mut self, oracle: &Oracle<S, D>, best: f64, rng: &mut Rng) -> State<D> {
        self.draw_from_all(oracle, best, rng).0
    }

    fn admits(&self, x: &State<D>, best: f64) -> bool {
        self.sampler.admits(x, best)
    }

    fn measure(&self, best: f64) -> f64 {
        self.sampler.measure(best)
    }

    fn density(&self) -> f64 {
        let shares: f64 = self.regions.iter().map(|(_, share)| share).sum();
        (1.0 - self.goal_bias - shares).max(0.0) * self.sampler.density()
    }

    fn widened(&self, best: f64, radius: f64) -> f64 {
        self.sampler.widened(best, radius)
    }
}

/// Whether the goal is one state, which is a vertex as soon as there is a path.
pub fn is_one_state<const D: usize>(goal: &Goal<D>) -> bool {
    matches!(goal.regions(), [GoalRegion::State(_)])
}
