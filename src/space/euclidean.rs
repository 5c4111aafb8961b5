//! R^D with straight segments.
//!
//! The cost of a segment is its length, or the line integral of a positive weight along it ([`CostMap`]). Both are
//! symmetric and additive along a line, and both are computed exactly.

use super::{Connection, CostMap, Space, Steer};
use crate::geometry::{Aabb, State, distance, lerp, squared_distance};
use crate::world::World;

/// What a path costs.
#[derive(Clone, Debug)]
pub enum Objective<const D: usize> {
    /// Its Euclidean length.
    PathLength,
    /// The line integral of a weight.
    LineIntegral(CostMap<D>),
}

/// R^D within bounds, among the obstacles of a world.
#[derive(Clone, Debug)]
pub struct Euclidean<W, const D: usize> {
    bounds: Aabb<D>,
    world: W,
    objective: Objective<D>,
}

impl<W: World<D>, const D: usize> Euclidean<W, D> {
    /// The space of all points within `bounds` (already shrunk by the robot) that `world` calls free.
    pub fn new(bounds: Aabb<D>, world: W, objective: Objective<D>) -> Self {
        Self {
            bounds,
            world,
            objective,
        }
    }
}

impl<W: World<D>, const D: usize> Space<D> for Euclidean<W, D> {
    type Motion = ();

    fn bounds(&self) -> &Aabb<D> {
        &self.bounds
    }

    #[inline]
    fn connect(&self, from: &State<D>, to: &State<D>) -> Option<Connection<()>> {
        self.connect_near(from, to, squared_distance(from, to))
    }

    #[inline]
    fn connect_near(
        &self,
        from: &State<D>,
        to: &State<D>,
        squared_distance: f64,
    ) -> Option<Connection<()>> {
        let cost = match &self.objective {
            Objective::PathLength => squared_distance.sqrt(),
            Objective::LineIntegral(map) => map.integral(from, to),
        };
        Some(Connection { cost, motion: () })
    }

    fn least_weight(&self) -> f64 {
        match &self.objective {
            Objective::PathLength => 1.0,
            Objective::LineIntegral(map) => map.least_weight(),
        }
    }

    fn greatest_weight(&self) -> f64 {
        match &self.objective {
            Objective::PathLength => 1.0,
            Objective::LineIntegral(map) => map.greatest_weight(),
        }
    }

    #[inline]
    fn state_is_free(&self, x: &State<D>) -> bool {
        self.bounds.contains(x) && self.world.point_is_free(x)
    }

    #[inline]
    fn motion_is_free(&self, from: &State<D>, _: &(), to: &State<D>) -> bool {
        self.world.segment_is_free(from, to)
    }
}

impl<W: World<D>, const D: usize> Steer<D> for Euclidean<W, D> {
    #[inline]
    fn steer(&self, from: &State<D>, towards: &State<D>, range: f64) -> State<D> {
        let length = distance(from, towards);
        if length <= range {
            return *towards;
        }
        // Each coordinate stays between both ends: the share is below 1 by at least half a unit in the last place, by
        // which the product falls short of what the rounded difference may be too large.
        lerp(from, towards, range / length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{seeded, unit};
    use crate::world::{Obstacles, Robot};

    /// Also just short of a corner of the bounds.
    #[test]
    fn steering_stays_within_the_bounds_to_the_last_bit() {
        let mut rng = seeded(3);
        for _ in 0..20_000 {
            let side = 0.1 + unit(&mut rng);
            let bounds = Aabb::new([-side; 2], [side; 2]);
            let world = Obstacles::new(&[], &Robot::Ball { radius: 0.0 });
            let space = Euclidean::new(bounds, world, Objective::PathLength);
            let a = [0, 1].map(|_| side * (2.0 * unit(&mut rng) - 1.0));
            let b = [side; 2];
            let range = distance(&a, &b).next_down();
            let x = space.steer(&a, &b, range);
            assert!(bounds.contains(&x), "{a:?} {b:?} {range}");
        }
    }
}
