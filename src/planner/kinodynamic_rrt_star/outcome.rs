//! What Kinodynamic RRT* has found: the motions along its best path, and its tree as curves.

use super::KinodynamicRrtStar;
use super::driving::Driving;
use crate::geometry::State;
use crate::memory::{growing_to, held, sum};
use crate::neighbours::NeighbourIndex;
use crate::record::Forest;
use crate::search::growing::Growing;
use crate::search::tree::Tree;
use crate::search::view::{Checks, View};
use crate::space::linear_dynamics::{Arrival, Course};

impl<const D: usize> KinodynamicRrtStar<'_, D> {
    /// Seconds from one row of a trajectory to the next.
    pub fn dt(&self) -> f64 {
        self.settings.dt
    }

    /// The best that the system itself has driven, where paths are to be driven.
    pub fn driven(&self) -> Option<&Course<D>> {
        let driven = self.driving.as_ref()?.best()?;
        Some(&driven.course)
    }

    /// Where paths are to be driven: what the linear models' path costs that was driven, or else the best one.
    pub fn linear_cost(&self) -> Option<f64> {
        if !self.settings.refine || self.growing.problem.space.system().is_linear() {
            return None;
        }
        let driven = self.driving.as_ref().and_then(Driving::best);
        let best = self.growing.best_cost();
        let cost = driven.map_or(best, |driven| driven.linear_cost);
        cost.is_finite().then_some(cost)
    }

    /// Has the tree's best path driven where it costs less than `former`.
    pub(super) fn drive_if_below(&mut self, former: f64) {
        let Growing { index, tree, .. } = &self.growing;
        let cost = tree.best_cost();
        if let (Some(driving), Some(goal)) = (&mut self.driving, tree.best_goal())
            && cost < former.min(driving.best_cost())
        {
            driving.note(cost, &motions(tree, index, goal));
        }
    }

    /// The parent of a vertex and the motion from there.
    pub fn motion_to(&self, id: u32) -> Option<(u32, Arrival)> {
        let parent = self.growing.tree.parent(id)?;
        Some((parent, self.growing.tree.motion(id)))
    }

    /// The motions along the tree's best path, each with the state that it leads to; the first has none.
    pub fn motions(&self) -> Vec<(State<D>, Option<Arrival>)> {
        let Growing { index, tree, .. } = &self.growing;
        let best = tree.best_goal();
        best.map_or(Vec::new(), |id| motions(tree, index, id))
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
}

impl<const D: usize> View<D> for KinodynamicRrtStar<'_, D> {
    fn best_cost(&self) -> f64 {
        let driving = self.driving.as_ref();
        driving.map_or(self.growing.best_cost(), Driving::best_cost)
    }

    /// Of a driven course the states where the planned motions meet.
    fn best_path(&self) -> Option<Vec<State<D>>> {
        match &self.driving {
            Some(_) => self
                .driven()
                .map(|course| course.joints().copied().collect()),
            None => self.growing.best_path(),
        }
    }

    fn forest(&self) -> Forest {
        self.growing.forest()
    }

    fn vertices(&self) -> usize {
        self.growing.vertices()
    }

    fn checks(&self) -> Checks {
        self.growing.checks()
    }

    fn memory(&self) -> usize {
        let driven = self.driving.as_ref().map_or(0, Driving::memory);
        self.growing.memory() + self.near.memory() + held(&self.found) + driven
    }

    /// A step adds one vertex, and one for each region of the goal.
    fn memory_ahead(&self, steps: usize) -> usize {
        let n = self.growing.vertices();
        let driven = self.driving.as_ref().map_or(0, Driving::memory);
        sum([
            self.growing.memory_ahead(steps * (1 + self.goals.len())),
            self.near.memory_ahead(n),
            growing_to(&self.found, n),
            driven,
        ])
    }
}

/// The states from the root to vertex `id`, each with the motion that leads to it.
pub(super) fn motions<const D: usize>(
    tree: &Tree<Arrival>,
    index: &NeighbourIndex<D>,
    id: u32,
) -> Vec<(State<D>, Option<Arrival>)> {
    let state = |id: u32| {
        let motion = tree.parent(id).map(|_| tree.motion(id));
        (*index.point(id), motion)
    };
    tree.path_to(id).into_iter().map(state).collect()
}
