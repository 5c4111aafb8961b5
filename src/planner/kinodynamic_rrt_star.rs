//! Kinodynamic RRT* (Webb & van den Berg 2012, Algorithm 1): RRT* for systems with linear dynamics, without steering towards
//! samples.
//!
//! Each iteration draws a state and connects it exactly. Its parent is the vertex that gives it the least cost over an optimal
//! motion within its bounds and clear of obstacles; then every vertex that would be cheaper through the new one is moved
//! below it. Both moves are those of RRT*, in a space whose costs differ by direction: parents come from the states that reach
//! the new one within the radius, and what is rewired from those that it reaches. Both sets are found by boxes (`reach`).
//! With a radius that shrinks no faster than the theorem allows, the best cost tends to the optimum almost surely
//! (Theorem 1, for systems that are controllable).
//!
//! The goal is offered to the start before the first sample and then to each new vertex. Samples through which no path can
//! beat the best are dropped (`pruning`): the exact costs from the start and to the goal, obstacles ignored, bound it from
//! below, so that this is informed sampling by rejection.
//!
//! An iteration computes a bound for each vertex in the box, and a connection only where the bound leaves a chance, in the
//! order of the bounds. With the radius `.inf`, as the paper ran it, the box holds all vertices and the run is quadratic.
//!
//! The car is linearised about each new sample, for all motions of that iteration (section V of the paper).
//!
//! Departures from the paper: the goal is offered to each new vertex whatever the radius, and of a goal region a new state
//! each time; the paper puts the goal into the set to rewire. The radius is the cost within which an *ellipsoid* of the
//! required measure is reached, where the paper fits a ball in: a ball mixes metres and radians. Goal bias is 0 by default.

use super::parts::Common;
use super::settings::{Range, Settings, Visitor};
use super::{Planner, Step};
use crate::geometry::State;
use crate::problem::{GoalRegion, Problem};
use crate::random::{self, Rng};
use crate::record::Forest;
use crate::search::growing::Growing;
use crate::search::held::Held;
use crate::search::near::NearSet;
use crate::search::radius::reached_measure;
use crate::search::sampler::{Biased, Uniform};
use crate::search::view::View;
use crate::space::linear_dynamics::{Arrival, Direction, LinearDynamics, Local};

/// The settings of Kinodynamic RRT*.
#[derive(Clone, Debug, PartialEq)]
pub struct KinodynamicSettings {
    /// What the theoretical radius is multiplied by, a length: the measure is multiplied by its d-th power. Infinite for no
    /// limit.
    pub rewire_factor: f64,
    /// Whether samples that cannot improve the path are dropped. Only of systems that are linear as they are.
    pub pruning: bool,
    /// Seconds from one row of a trajectory to the next.
    pub dt: f64,
    /// Those of all planners.
    pub common: Common,
}

impl Default for KinodynamicSettings {
    fn default() -> Self {
        Self {
            rewire_factor: 1.1,
            pruning: true,
            dt: 0.01,
            common: Common {
                goal_bias: 0.0,
                ..Common::default()
            },
        }
    }
}

impl Settings for KinodynamicSettings {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        visitor.number(
            "rewire-factor",
            &mut self.rewire_factor,
            Range::above(0.0),
            "multiplies the theoretical radius; .inf: all vertices, as the paper ran the double integrator and the quadrotor",
        );
        visitor.flag(
            "pruning",
            &mut self.pruning,
            "drop samples that cannot improve the path; without effect on the car, whose model changes",
        );
        visitor.number(
            "dt",
            &mut self.dt,
            Range::above(0.0),
            "seconds from one row of trajectory.csv to the next",
        );
        self.common.visit_sampling(visitor);
    }
}

/// Kinodynamic RRT* on a problem.
pub struct KinodynamicRrtStar<'a, const D: usize> {
    growing: Growing<'a, LinearDynamics<D>, D>,
    sampler: Biased<'a, LinearDynamics<D>, D>,
    held: &'a Held,
    rng: Rng,
    settings: KinodynamicSettings,
    near: NearSet<Arrival>,
    /// Ids from the index.
    found: Vec<u32>,
    /// The vertex of each goal region that is one state, once it is reached.
    goals: Vec<Option<u32>>,
    /// No vertex costs more.
    dearest: f64,
}

impl<'a, const D: usize> KinodynamicRrtStar<'a, D> {
    /// The tree of the start, and of the goal where that is reached directly.
    pub fn new(
        problem: &'a Problem<LinearDynamics<D>, D>,
        held: &'a Held,
        settings: &KinodynamicSettings,
        seed: u64,
    ) -> Self {
        let bounds = problem.space.limits().states;
        let sampler = settings.common.sampler(problem, seed, |points| {
            Box::new(Uniform::new(&bounds, points))
        });
        let mut planner = Self {
            growing: Growing::new(problem),
            sampler,
            held,
            rng: random::seeded(seed),
            settings: settings.clone(),
            near: NearSet::default(),
            found: Vec::new(),
            goals: vec![None; problem.goal.regions().len()],
            dearest: 0.0,
        };
        let local = problem.space.near(&problem.start);
        if let Some(local) = local.filter(|_| planner.growing.tree.best_goal().is_none()) {
            planner.offer_goal(&local, 0);
        }
        planner
    }

    /// Seconds from one row of a trajectory to the next.
    pub fn dt(&self) -> f64 {
        self.settings.dt
    }

    /// The parent of a vertex and the motion from there.
    pub fn motion_to(&self, id: u32) -> Option<(u32, Arrival)> {
        let parent = self.growing.tree.parent(id)?;
        Some((parent, self.growing.tree.motion(id)))
    }

    /// The motions along the best path, each with the state that it leads to; the first has none.
    pub fn motions(&self) -> Vec<(State<D>, Option<Arrival>)> {
        let best = self.growing.tree.best_goal();
        let path = best.map_or(Vec::new(), |id| self.growing.tree.path_to(id));
        path.into_iter()
            .map(|id| {
                let motion = self.motion_to(id).map(|(_, motion)| motion);
                (*self.growing.index.point(id), motion)
            })
            .collect()
    }

    /// The tree as places, with some more along each edge, for pictures. The vertices come first, with their numbers.
    pub fn curves(&self) -> Forest {
        /// Places along an edge between its ends.
        const PLACES: u32 = 11;
        let space = &self.growing.problem.space;
        let position = &space.limits().position;
        let place = |x: &State<D>| position.iter().map(|&i| x[i]).collect::<Vec<f64>>();
        let points = self.growing.index.points();
        let mut curves = Forest {
            dimension: position.len(),
            states: points.iter().flat_map(place).collect(),
            ..self.growing.forest()
        };
        for id in 1..points.len() as u32 {
            let Some((parent, motion)) = self.motion_to(id) else {
                continue;
            };
            let ends = (&points[parent as usize], &points[id as usize]);
            let pieces = space.curve(ends.0, &motion, ends.1);
            let mut last = parent;
            for k in 1..=PLACES {
                let time = motion.time * f64::from(k) / f64::from(PLACES + 1);
                let after = pieces.partition_point(|piece| piece.start <= time);
                let Some(piece) = pieces.get(after.saturating_sub(1)) else {
                    break;
                };
                curves.states.extend(place(&piece.at(time).0));
                curves.parents.push(Some(last));
                curves.costs.push(curves.costs[parent as usize]);
                last = curves.parents.len() as u32 - 1;
            }
            curves.parents[id as usize] = Some(last);
        }
        curves
    }

    /// The cost within which vertices are near.
    fn radius(&self, local: &Local<'_, D>) -> f64 {
        let factor = self.settings.rewire_factor;
        let n = self.growing.tree.len();
        // Among one or two vertices a limit has no sense.
        if factor.is_infinite() || n < 3 {
            return f64::INFINITY;
        }
        let measure = self.growing.problem.space.limits().states.measure();
        let volume = (0..D).fold(1.0, |product, _| product * factor);
        local.cost_of_measure(volume * reached_measure(D, measure, n))
    }

    /// What a path costs from `x` on at least, and whether one through `x` can beat the best.
    fn prospect(&self, local: &Local<'_, D>, x: &State<D>) -> Option<f64> {
        let best = self.growing.best_cost();
        let problem = self.growing.problem;
        if !self.settings.pruning || best.is_infinite() || !problem.space.system().is_linear() {
            return Some(0.0);
        }
        let to_come = local.connect(&problem.start, x, best)?.cost;
        let to_go = |region: &GoalRegion<D>| match region {
            GoalRegion::State(goal) => local
                .connect(x, goal, best - to_come)
                .map_or(f64::INFINITY, |connection| connection.cost),
            region => local.lower_bound_into(x, &region.enclosing_box()),
        };
        let to_go = problem.goal.regions().iter().map(to_go);
        let to_go = to_go.fold(f64::INFINITY, f64::min);
        (to_come + to_go < best).then_some(to_go)
    }

    /// Adds `x` below its best parent; `None` where it has none that leads to the goal for less than `limit`.
    fn connect(
        &mut self,
        local: &Local<'_, D>,
        x: &State<D>,
        radius: f64,
        limit: f64,
    ) -> Option<u32> {
        let Growing {
            problem,
            oracle,
            index,
            tree,
        } = &mut self.growing;
        let budget = radius.min(limit);
        index.within_box(&local.reach(budget, Direction::Backward), &mut self.found);
        let bounds = self.found.iter().filter_map(|&id| {
            let bound = local.lower_bound(index.point(id), x);
            (bound < budget).then_some((id, bound))
        });
        self.near.fill(bounds);
        let parent = self.near.cheapest_parent(
            |id| tree.cost(id),
            limit,
            |id, most| local.connect(index.point(id), x, most.min(radius)),
            // The set of vertices does not grow by a member.
            |near| near.edge == 0.0 || oracle.motion_is_free(index.point(near.id), &near.motion, x),
        )?;
        if parent.edge == 0.0 {
            return None;
        }
        let is_goal = problem.goal.contains(x);
        let id = tree.add(parent.id, parent.edge, parent.motion, is_goal);
        index.insert(x);
        self.dearest = self.dearest.max(tree.cost(id));
        Some(id)
    }

    /// Moves every vertex that is cheaper through vertex `new` below it.
    fn rewire(&mut self, local: &Local<'_, D>, new: u32, radius: f64) {
        let Growing {
            oracle,
            index,
            tree,
            ..
        } = &mut self.growing;
        let x = *index.point(new);
        let cost = tree.cost(new);
        let budget = radius.min(self.dearest - cost);
        index.within_box(&local.reach(budget, Direction::Forward), &mut self.found);
        let bounds = self.found.iter().filter_map(|&id| {
            let bound = local.lower_bound(&x, index.point(id));
            (bound < budget && cost + bound < tree.cost(id)).then_some((id, bound))
        });
        self.near.fill(bounds);
        self.near.rewire_by(
            tree,
            new,
            |id, most| local.connect(&x, index.point(id), most.min(radius)),
            |near| oracle.motion_is_free(&x, &near.motion, index.point(near.id)),
        );
    }

    /// Goes on from vertex `id` into each region of the goal, where that makes a better path.
    fn offer_goal(&mut self, local: &Local<'_, D>, id: u32) {
        let problem = self.growing.problem;
        for (i, region) in problem.goal.regions().iter().enumerate() {
            let Growing {
                oracle,
                index,
                tree,
                ..
            } = &mut self.growing;
            let (x, cost) = (*index.point(id), tree.cost(id));
            let target = match region {
                GoalRegion::State(goal) => *goal,
                region => region.sample(&mut self.rng),
            };
            let known = self.goals[i];
            let limit = known.map_or(tree.best_cost(), |goal| tree.cost(goal));
            if known == Some(id) || cost + local.lower_bound(&x, &target) >= limit {
                continue;
            }
            let Some(connection) = local.connect(&x, &target, limit - cost) else {
                continue;
            };
            if cost + connection.cost >= limit
                || !oracle.state_is_free(&target)
                || !oracle.motion_is_free(&x, &connection.motion, &target)
            {
                continue;
            }
            match known {
                Some(goal) => tree.rewire(goal, id, connection.cost, connection.motion),
                None => {
                    let goal = tree.add(id, connection.cost, connection.motion, true);
                    index.insert(&target);
                    self.dearest = self.dearest.max(tree.cost(goal));
                    if let GoalRegion::State(_) = region {
                        self.goals[i] = Some(goal);
                    }
                }
            }
        }
    }
}

impl<const D: usize> Planner<D> for KinodynamicRrtStar<'_, D> {
    fn step(&mut self) -> Step {
        let best = self.growing.best_cost();
        let oracle = &self.growing.oracle;
        let x = self
            .held
            .draw(&mut self.sampler, oracle, best, &mut self.rng);
        if !oracle.state_is_free(&x) {
            return Step::Rejected;
        }
        let problem = self.growing.problem;
        let Some(local) = problem.space.near(&x) else {
            return Step::Rejected;
        };
        let Some(to_go) = self.prospect(&local, &x) else {
            return Step::Rejected;
        };
        let radius = self.radius(&local);
        let limit = if to_go > 0.0 {
            best - to_go
        } else {
            f64::INFINITY
        };
        let Some(new) = self.connect(&local, &x, radius, limit) else {
            return Step::Rejected;
        };
        self.rewire(&local, new, radius);
        self.offer_goal(&local, new);
        Step::Grew
    }

    fn view(&self) -> &dyn View<D> {
        &self.growing
    }

    fn memory(&self) -> usize {
        self.growing.memory() + self.near.memory() + self.found.capacity() * size_of::<u32>()
    }
}
