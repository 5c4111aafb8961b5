//! Samplers that look for obstacles: Gaussian sampling and the bridge test.
//!
//! Narrow passages are where planners wait for samples, and they lie between obstacles. Both samplers spend collision
//! checks of single states, which are cheap, to place samples there.
//!
//! - **Gaussian** (Boor, Overmars & van der Stappen 1999): of two states a normally distributed step apart of which
//!   exactly one is free, the free one. The samples line the obstacles' borders.
//! - **Bridge** (Hsu, Jiang, Reif & Sun 2003): of two blocked states a normally distributed step apart, the middle, if
//!   it is free. The samples lie in passages no wider than the step.
//!
//! Either would leave open space without samples, and the theorems of RRT*, PRM* and FMT* need a density that is
//! bounded from below (Janson et al. 2015, section 5). So every second draw is an even one, as Hsu et al. advise; the
//! density is then at least half of the uniform one.
//!
//! They draw from another sampler where they need an evenly spread state, so they follow an informed set.

use super::sampler::Sampler;
use crate::geometry::{State, lerp};
use crate::problem::Oracle;
use crate::random::{self, Rng};
use crate::space::Space;

/// How to look for obstacles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search {
    /// A free state beside a blocked one.
    Gaussian,
    /// A free state between two blocked ones.
    Bridge,
}

/// A sampler that places half of its draws near obstacles.
pub struct NearObstacles<'a, S, const D: usize> {
    even: Box<dyn Sampler<S, D> + 'a>,
    search: Search,
    /// The standard deviation of a step, in each coordinate.
    deviation: f64,
}

impl<'a, S: Space<D>, const D: usize> NearObstacles<'a, S, D> {
    /// The sampler over what `even` samples, in `space`.
    pub fn new(even: Box<dyn Sampler<S, D> + 'a>, search: Search, space: &S) -> Self {
        /// Of the largest extent; as in OMPL.
        const DEVIATION: f64 = 0.05;
        Self {
            even,
            search,
            deviation: DEVIATION * space.bounds().largest_extent(),
        }
    }

    fn try_to_find(&mut self, oracle: &Oracle<S, D>, best: f64, rng: &mut Rng) -> Option<State<D>> {
        let x = self.even.draw(oracle, best, rng);
        let y = random::normal::<D>(rng);
        let y = std::array::from_fn(|i| x[i] + self.deviation * y[i]);
        match self.search {
            Search::Gaussian => match (oracle.state_is_free(&x), oracle.state_is_free(&y)) {
                (true, false) => Some(x),
                (false, true) => Some(y),
                _ => None,
            },
            Search::Bridge => {
                let middle = lerp(&x, &y, 0.5);
                let found = !oracle.state_is_free(&x)
                    && !oracle.state_is_free(&y)
                    && oracle.state_is_free(&middle);
                found.then_some(middle)
            }
        }
    }
}

impl<S: Space<D>, const D: usize> Sampler<S, D> for NearObstacles<'_, S, D> {
    fn draw(&mut self, oracle: &Oracle<S, D>, best: f64, rng: &mut Rng) -> State<D> {
        /// Where there are no obstacles to find, an even draw serves.
        const TRIES: usize = 100;
        if random::unit(rng) < 0.5 {
            for _ in 0..TRIES {
                let found = self.try_to_find(oracle, best, rng);
                if let Some(x) = found.filter(|x| self.even.admits(x, best)) {
                    return x;
                }
            }
        }
        self.even.draw(oracle, best, rng)
    }

    fn admits(&self, x: &State<D>, best: f64) -> bool {
        self.even.admits(x, best)
    }

    fn measure(&self, best: f64) -> f64 {
        self.even.measure(best)
    }

    fn density(&self) -> f64 {
        0.5 * self.even.density()
    }

    fn widened(&self, best: f64, radius: f64) -> f64 {
        self.even.widened(best, radius)
    }
}
