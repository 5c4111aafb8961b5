//! RRT-Connect (Kuffner & LaValle 2000): two trees, from the start and from the goal, that grow towards each other.
//!
//! Each iteration extends one tree towards a sample as RRT does. The other tree then tries to connect to the new
//! vertex: it extends towards it again and again until it is there or something is in the way (`connect`). Then the
//! trees change roles. In open space a connection crosses it in one go, so that first paths come after very few
//! samples; they are as crooked as those of RRT, and the search ends with the first one. It finds a path with a
//! probability that tends to one, like RRT.
//!
//! The goal tree has a root in each goal region: its centre, or the nearest free state to it that was found. A sample
//! in the goal becomes one more root, so that a region of which the centre is walled in is reached all the same.
//!
//! An iteration costs a nearest-neighbour query and a motion check for each extension. Motions are checked in the
//! direction in which they were grown, which in a symmetric space is as good as the other.
//!
//! A step extends the other tree a thousand times at most and leaves the rest of a long connection to the next ones.
//!
//! Departures from the paper: several goal roots, and goal bias where it is asked for.

use super::parts::Common;
use super::settings::{Range, Settings, Visitor};
use super::{Planner, Step};
use crate::geometry::{State, distance};
use crate::neighbours::{Neighbour, NeighbourIndex};
use crate::problem::{Oracle, Problem};
use crate::random::{self, Rng};
use crate::record::Forest;
use crate::search::extend::{Extension, extend, extend_from};
use crate::search::goal_states::goal_states;
use crate::search::sampler::{Biased, Sampler};
use crate::search::tree::Tree;
use crate::search::view::{Checks, View};
use crate::space::{Space, Steer};

/// The settings of RRT-Connect.
#[derive(Clone, Debug, PartialEq)]
pub struct RrtConnectSettings {
    /// The longest extension, a length; 0: 40 % of the diagonal of the bounds.
    pub range: f64,
    /// Those of all planners.
    pub common: Common,
}

impl Default for RrtConnectSettings {
    fn default() -> Self {
        Self {
            range: 0.0,
            // As in the paper: the trees look for each other without it.
            common: Common {
                goal_bias: 0.0,
                ..Common::default()
            },
        }
    }
}

impl Settings for RrtConnectSettings {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        let meaning = "longest extension of a tree; 0: 40 % of the diagonal";
        visitor.number("range", &mut self.range, Range::at_least(0.0), meaning);
        self.common.visit(visitor);
    }
}

/// The range where none is given.
///
/// A long motion is checked in the time of a short one, and is one vertex instead of many. Against 20 % of the largest
/// extent, first paths take half the time or less among centred boxes, behind a wall with a window and among random
/// boxes from four dimensions on, three quarters in double enclosures, and the same among random boxes in the plane (26
/// worlds of `prolate bench`'s families, in 2 to 8 dimensions).
fn default_range<S: Space<D>, const D: usize>(space: &S) -> f64 {
    const SHARE_OF_DIAGONAL: f64 = 0.4;
    let bounds = space.bounds();
    SHARE_OF_DIAGONAL * distance(&bounds.min, &bounds.max)
}

/// Extensions between two looks at the clock: a short range makes millions of them.
const AT_ONCE: usize = 1_024;

/// One of the two trees.
struct Side<M, const D: usize> {
    index: NeighbourIndex<D>,
    tree: Tree<M>,
}

impl<M: Copy + Default, const D: usize> Side<M, D> {
    /// The trees of these roots.
    fn new(roots: &[State<D>]) -> Self {
        let mut side = Self {
            index: NeighbourIndex::new(),
            tree: Tree::empty(),
        };
        for root in roots {
            side.add_root(root);
        }
        side
    }

    fn add_root(&mut self, x: &State<D>) {
        self.index.insert(x);
        self.tree.add_root(false);
    }

    /// The states from the root to `id`.
    fn path_to(&self, id: u32) -> impl DoubleEndedIterator<Item = State<D>> {
        let ids = self.tree.path_to(id).into_iter();
        ids.map(|id| *self.index.point(id))
    }
}

/// RRT-Connect on a problem.
pub struct RrtConnect<'a, S: Steer<D>, const D: usize> {
    problem: &'a Problem<S, D>,
    oracle: Oracle<'a, S, D>,
    sampler: Biased<'a, S, D>,
    rng: Rng,
    range: f64,
    /// The start's tree and the goal's.
    sides: [Side<S::Motion, D>; 2],
    /// The side that is extended next.
    turn: usize,
    /// The connection that an iteration has begun and not done.
    connecting: Option<Connecting>,
    /// The path, and its cost.
    found: Option<(f64, Vec<State<D>>)>,
}

/// A side on its way to the new vertex of the other one.
#[derive(Clone, Copy, Debug)]
struct Connecting {
    side: usize,
    /// Its vertex that is the nearest to the new one.
    at: u32,
    new: u32,
}

/// How far a connection has come.
enum Connected {
    /// To the other side, at this vertex.
    There(u32),
    /// Something is in the way.
    Blocked,
    /// There is more to be done.
    OnTheWay,
}

impl<'a, S: Steer<D>, const D: usize> RrtConnect<'a, S, D> {
    /// The trees of the start and of the goal alone.
    pub fn new(
        problem: &'a Problem<S, D>,
        sampler: Biased<'a, S, D>,
        settings: &RrtConnectSettings,
        seed: u64,
    ) -> Self {
        let oracle = Oracle::new(&problem.space);
        let mut rng = random::seeded(seed);
        let goals = goal_states(problem, &oracle, &mut rng);
        let at_goal = problem.goal.contains(&problem.start);
        Self {
            problem,
            oracle,
            sampler,
            rng,
            range: if settings.range > 0.0 {
                settings.range
            } else {
                default_range(&problem.space)
            },
            sides: [Side::new(&[problem.start]), Side::new(&goals)],
            turn: 0,
            connecting: None,
            found: at_goal.then(|| (0.0, vec![problem.start])),
        }
    }

    /// Extends a side towards `x` by at most the range; the new vertex, and whether it is at `x`.
    fn extend(&mut self, side: usize, x: &State<D>) -> Option<(u32, bool)> {
        let (index, limit) = (&self.sides[side].index, f64::INFINITY);
        let extension = extend(self.problem, &self.oracle, index, x, self.range, limit)?;
        Some(self.add(side, &extension, x))
    }

    /// Adds the end of an extension towards `x`.
    fn add(
        &mut self,
        side: usize,
        extension: &Extension<S::Motion, D>,
        x: &State<D>,
    ) -> (u32, bool) {
        let (Side { index, tree }, from) = (&mut self.sides[side], extension.from);
        index.insert(&extension.x);
        let id = tree.add(from.id, from.edge, from.motion, false);
        (id, extension.x == *x)
    }

    /// Extends a side until it is at the other's new vertex, blocked, or has come far enough for one step.
    fn connect(&mut self, connecting: &mut Connecting) -> Connected {
        let side = connecting.side;
        let x = *self.sides[1 - side].index.point(connecting.new);
        if self.sides[side].index.point(connecting.at) == &x {
            return Connected::There(connecting.at);
        }
        // Each new vertex is nearer than the one before, which was the nearest.
        for _ in 0..AT_ONCE {
            let (index, limit) = (&self.sides[side].index, f64::INFINITY);
            let (problem, oracle, id) = (self.problem, &self.oracle, connecting.at);
            let extension = extend_from(id, problem, oracle, index, &x, self.range, limit);
            // A range so short that rounding undoes it leads nowhere.
            let extension = extension.filter(|end| end.x != *index.point(id));
            let Some(extension) = extension else {
                return Connected::Blocked;
            };
            let (new, arrived) = self.add(side, &extension, &x);
            if arrived {
                return Connected::There(new);
            }
            connecting.at = new;
        }
        Connected::OnTheWay
    }

    /// Goes on with a connection; what that makes of the iteration.
    fn go_on(&mut self, mut connecting: Connecting) -> Step {
        match self.connect(&mut connecting) {
            Connected::OnTheWay => {
                self.connecting = Some(connecting);
                Step::Prepared
            }
            Connected::Blocked => Step::Grew,
            Connected::There(met) => {
                let new = connecting.new;
                let (a, b) = if connecting.side == 1 {
                    (new, met)
                } else {
                    (met, new)
                };
                let [start, goal] = &self.sides;
                let cost = start.tree.cost(a) + goal.tree.cost(b);
                // The state at which the trees meet is a vertex of both.
                let back = goal.path_to(b).rev().skip(1);
                self.found = Some((cost, start.path_to(a).chain(back).collect()));
                Step::Finished
            }
        }
    }
}

impl<S: Steer<D>, const D: usize> Planner<D> for RrtConnect<'_, S, D> {
    fn step(&mut self) -> Step {
        if self.found.is_some() {
            return Step::Finished;
        }
        if let Some(connecting) = self.connecting.take() {
            return self.go_on(connecting);
        }
        let sample = self
            .sampler
            .draw(&self.oracle, f64::INFINITY, &mut self.rng);
        let goals = &mut self.sides[1];
        let is_known = |goals: &Side<_, D>| {
            let nearest = goals.index.nearest(&sample);
            nearest.is_some_and(|n| n.squared_distance == 0.0)
        };
        let is_new_goal = self.problem.goal.contains(&sample)
            && !is_known(goals)
            && self.oracle.state_is_free(&sample);
        if is_new_goal {
            goals.add_root(&sample);
        }
        let (this, other) = (self.turn, 1 - self.turn);
        self.turn = other;
        let Some((new, _)) = self.extend(this, &sample) else {
            return match is_new_goal {
                true => Step::Grew,
                false => Step::Rejected,
            };
        };
        let x = *self.sides[this].index.point(new);
        match self.sides[other].index.nearest(&x) {
            None => Step::Grew,
            Some(Neighbour { id: at, .. }) => self.go_on(Connecting {
                side: other,
                at,
                new,
            }),
        }
    }

    fn view(&self) -> &dyn View<D> {
        self
    }
}

impl<S: Steer<D>, const D: usize> View<D> for RrtConnect<'_, S, D> {
    fn best_cost(&self) -> f64 {
        self.found.as_ref().map_or(f64::INFINITY, |(cost, _)| *cost)
    }

    fn best_path(&self) -> Option<Vec<State<D>>> {
        self.found.as_ref().map(|(_, path)| path.clone())
    }

    /// The start's tree and then the goal's, whose costs are those to go.
    fn forest(&self) -> Forest {
        let mut forest = Forest {
            dimension: D,
            ..Forest::default()
        };
        for Side { index, tree } in &self.sides {
            let before = forest.len() as u32;
            let ids = 0..tree.len() as u32;
            forest.states.extend(index.points().as_flattened());
            let parents = ids.clone().map(|id| tree.parent(id).map(|p| p + before));
            forest.parents.extend(parents);
            forest.costs.extend(ids.map(|id| tree.cost(id)));
        }
        forest
    }

    fn vertices(&self) -> usize {
        self.sides.iter().map(|side| side.tree.len()).sum()
    }

    fn checks(&self) -> Checks {
        Checks::of(&self.oracle)
    }

    fn memory(&self) -> usize {
        let of = |side: &Side<_, D>| side.index.memory() + side.tree.memory();
        self.sides.iter().map(of).sum()
    }

    fn memory_ahead(&self, steps: usize) -> usize {
        let more = steps * (AT_ONCE + 2);
        let of = |side: &Side<_, D>| side.index.memory_ahead(more) + side.tree.memory_ahead(more);
        self.sides.iter().map(of).sum()
    }
}
