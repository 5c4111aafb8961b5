//! Kinodynamic RRT* (Webb & van den Berg 2012, Algorithm 1): RRT* for systems with linear dynamics, without steering
//! towards samples.
//!
//! Each iteration draws a state and connects it exactly. Its parent is the vertex that gives it the least cost over an
//! optimal motion within its bounds and clear of obstacles; then every vertex that would be cheaper through the new one
//! is moved below it. Both moves are those of RRT*, in a space whose costs differ by direction: parents come from the
//! states that reach the new one within the radius, and what is rewired from those that it reaches. Both sets are found
//! by boxes (`reach`). With a radius that shrinks no faster than the theorem allows, the best cost tends to the optimum
//! almost surely (Theorem 1, for systems that are controllable).
//!
//! The goal is offered to the start before the first sample and then to each new vertex. Samples through which no path
//! can beat the best are dropped (`pruning`): the exact costs from the start and to the goal, obstacles ignored, bound
//! it from below, so that this is informed sampling by rejection.
//!
//! An iteration connects every vertex in the box, many at once in closed form, to what can be better than what is
//! known, and drops at once what leaves its bounds at a few moments; the rest is checked in the order of its costs
//! until one is free. Parents are sought among a few vertices from all over first: theirs is a cost that most of the
//! others cannot beat. Systems without a closed form give bounds instead, and connections in the order of the bounds.
//! With the radius `.inf`, as the paper ran it, the box holds all vertices and the run is quadratic.
//!
//! The car is linearised about each new sample, for all motions of that iteration (section V of the paper). With
//! `refine` a motion is kept only where its model is true enough ([`MOST_REPAIR`]), and every path into the goal that
//! is cheaper than the best so far is driven by the car itself (`driving`): only what it drives counts, and only that
//! is a solution.
//!
//! Departures from the paper: the goal is offered to each new vertex whatever the radius, and of a goal region a new
//! state each time; the paper puts the goal into the set to rewire. The radius is the cost within which an *ellipsoid*
//! of the required measure is reached, where the paper fits a ball in: a ball mixes metres and radians. Goal bias is 0
//! by default. The paper's car follows its linear models, as here with `refine: false`; to drive paths, and to drop
//! motions that nothing could repair, are ours, and the default. They change nothing for systems that are linear.

mod driving;
mod outcome;
mod settings;

use super::{Planner, Step};
use crate::geometry::State;
use crate::problem::{GoalRegion, Problem};
use crate::random::{self, Rng};
use crate::search::growing::Growing;
use crate::search::held::Held;
use crate::search::near::NearSet;
use crate::search::radius::reached_measure;
use crate::search::sampler::{Biased, Uniform};
use crate::search::view::View;
use crate::space::linear_dynamics::{Arrival, Direction, LinearDynamics, Local};
use driving::Driving;
use outcome::motions;
pub use settings::KinodynamicSettings;

/// One in so many vertices of the near set is a scout: they choose the best parent among themselves, and of the others
/// only those are connected that can be better.
const SCOUTS: usize = 16;

/// The effort that it may take to repair a motion, as a share of its cost. Where it takes less, nearly every path of
/// such motions can be driven; where much less is asked for, the narrow worlds lose their paths.
const MOST_REPAIR: f64 = 3.0;

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
    highest_cost: f64,
    /// Where paths are to be driven.
    driving: Option<Driving<'a, D>>,
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
            highest_cost: 0.0,
            // A path of one state is driven as it is.
            driving: (settings.refine && !problem.space.system().is_linear())
                .then(|| Driving::new(&problem.space))
                .filter(|_| !problem.goal.contains(&problem.start)),
        };
        let local = problem.space.near(&problem.start);
        if let Some(local) = local.filter(|_| planner.growing.tree.best_goal().is_none()) {
            planner.offer_goal(&local, 0);
        }
        planner
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
        let space = &self.growing.problem.space;
        let Growing {
            problem,
            oracle,
            index,
            tree,
        } = &mut self.growing;
        let budget = radius.min(limit);
        let repairs = self.driving.is_some();
        index.within_box(&local.reach(budget, Direction::Backward), &mut self.found);
        self.near.clear();
        let scouts = bring_forward(&mut self.found, SCOUTS);
        let (scouts, others) = self.found.split_at(scouts);
        let mut parent = None;
        let mut most = limit;
        for ids in [scouts, others] {
            local.estimates(
                index.points(),
                ids,
                Direction::Backward,
                |id| radius.min(most - tree.cost(id)),
                |id, estimate| self.near.add(id, estimate),
            );
            let better = self.near.cheapest_parent(
                |id| tree.cost(id),
                most,
                |id, most| local.connect(index.point(id), x, most.min(radius)),
                // The set of vertices does not grow by a member.
                |near| {
                    near.edge == 0.0
                        || oracle.motion_is_free_by(|| {
                            let from = index.point(near.id);
                            let (edge, motion) = (near.edge, &near.motion);
                            local.motion_is_free(from, motion, x)
                                && (!repairs || can_repair(space, local, from, (edge, motion), x))
                        })
                },
            );
            if let Some(better) = better {
                most = tree.cost(better.id) + better.edge;
                parent = Some(better);
            }
        }
        let parent = parent?;
        if parent.edge == 0.0 {
            return None;
        }
        let is_goal = problem.goal.contains(x);
        let id = tree.add(parent.id, parent.edge, parent.motion, is_goal);
        index.insert(x);
        self.highest_cost = self.highest_cost.max(tree.cost(id));
        Some(id)
    }

    /// Moves every vertex that is cheaper through vertex `new` below it.
    fn rewire(&mut self, local: &Local<'_, D>, new: u32, radius: f64) {
        let (space, repairs) = (&self.growing.problem.space, self.driving.is_some());
        let Growing {
            oracle,
            index,
            tree,
            ..
        } = &mut self.growing;
        let x = *index.point(new);
        let cost = tree.cost(new);
        let budget = radius.min(self.highest_cost - cost);
        index.within_box(&local.reach(budget, Direction::Forward), &mut self.found);
        self.near.clear();
        local.estimates(
            index.points(),
            &self.found,
            Direction::Forward,
            |id| radius.min(tree.cost(id) - cost),
            |id, estimate| self.near.add(id, estimate),
        );
        self.near.rewire_by(
            tree,
            new,
            |id, most| local.connect(&x, index.point(id), most.min(radius)),
            |near| {
                oracle.motion_is_free_by(|| {
                    let (edge, motion, to) = (near.edge, &near.motion, index.point(near.id));
                    local.motion_is_free(&x, motion, to)
                        && (!repairs || can_repair(space, local, &x, (edge, motion), to))
                })
            },
        );
    }

    /// Goes on from vertex `id` into each region of the goal, where that makes a better path.
    fn offer_goal(&mut self, local: &Local<'_, D>, id: u32) {
        let (problem, repairs) = (self.growing.problem, self.driving.is_some());
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
            // Of what is to be driven, the tree's best path need not be.
            let most = self.driving.as_ref().map_or(limit, Driving::best_cost);
            if known == Some(id) || cost + local.lower_bound(&x, &target) >= most {
                continue;
            }
            let Some(connection) = local.connect(&x, &target, most - cost) else {
                continue;
            };
            let (edge, motion) = (connection.cost, &connection.motion);
            if cost + edge >= most
                || !oracle.state_is_free(&target)
                || !oracle.motion_is_free_by(|| {
                    local.motion_is_free(&x, motion, &target)
                        && (!repairs
                            || can_repair(&problem.space, local, &x, (edge, motion), &target))
                })
            {
                continue;
            }
            if let Some(driving) = &mut self.driving {
                let mut path = motions(tree, index, id);
                path.push((target, Some(*motion)));
                driving.note(cost + edge, &path);
            }
            if cost + edge >= limit {
                continue;
            }
            match known {
                Some(goal) => tree.rewire(goal, id, connection.cost, connection.motion),
                None => {
                    let goal = tree.add(id, connection.cost, connection.motion, true);
                    index.insert(&target);
                    self.highest_cost = self.highest_cost.max(tree.cost(goal));
                    if let GoalRegion::State(_) = region {
                        self.goals[i] = Some(goal);
                    }
                }
            }
        }
    }
}

/// Whether the system itself can be steered to where a motion ends, at a share of what the motion costs.
fn can_repair<const D: usize>(
    space: &LinearDynamics<D>,
    local: &Local<'_, D>,
    from: &State<D>,
    (cost, motion): (f64, &Arrival),
    to: &State<D>,
) -> bool {
    local.repair(space.system(), from, motion, to) <= MOST_REPAIR * cost
}

/// Swaps one in `stride` of the ids to the front, from all over; returns how many.
fn bring_forward(ids: &mut [u32], stride: usize) -> usize {
    let count = ids.len().div_ceil(stride);
    for k in 1..count {
        ids.swap(k, k * stride);
    }
    count
}

impl<const D: usize> Planner<D> for KinodynamicRrtStar<'_, D> {
    fn step(&mut self) -> Step {
        if self.driving.as_mut().is_some_and(Driving::advance) {
            return Step::Prepared;
        }
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
        self.drive_if_below(best);
        self.offer_goal(&local, new);
        Step::Grew
    }

    fn view(&self) -> &dyn View<D> {
        self
    }
}
