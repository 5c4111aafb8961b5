//! What Kinodynamic RRT* has found: the motions along its best path, and its tree as curves.

use super::KinodynamicRrtStar;
use crate::geometry::State;
use crate::record::Forest;
use crate::search::view::View;
use crate::space::linear_dynamics::Arrival;

impl<const D: usize> KinodynamicRrtStar<'_, D> {
    /// Seconds from one row of a trajectory to the next.
    pub fn dt(&self) -> f64 {
        self.settings.dt
    }

    /// Whether the path's motions are to be refined.
    pub fn refines(&self) -> bool {
        self.settings.refine
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
}
