//! Whether a region has a part that states can be in: within the bounds, and not covered by one obstacle.

use super::check::{Checker, OUTSIDE, UNKNOWN, covered, dimension, noun};
use super::cover::{Covering, covering, covers_ball, covers_box, distance_to_box};
use super::reader::Reader;
use super::tree::Tree;
use super::words::{brief, full};
use crate::world::Shape;

impl<'t> Checker<'_, 't> {
    /// A goal region must have a part within the bounds that is not covered.
    pub(super) fn region(
        &self,
        reader: &mut Reader<'t>,
        at: &'t Tree,
        min: &[f64],
        max: &[f64],
        ball: Option<(&Vec<f64>, f64)>,
    ) {
        let d = self.bounds.len();
        let all: Vec<usize> = (0..d).collect();
        if min.len() != d
            || self.tight
            || !self.reaches_bounds(reader, at, &all, min, max, "the goal")
        {
            return;
        }
        let low: Vec<_> = (0..d).map(|i| min[i].max(self.shrunk[i][0])).collect();
        let high: Vec<_> = (0..d).map(|i| max[i].min(self.shrunk[i][1])).collect();
        if let Some((center, radius)) = ball {
            let lowest: Vec<_> = self.shrunk.iter().map(|b| b[0]).collect();
            let highest: Vec<_> = self.shrunk.iter().map(|b| b[1]).collect();
            let away = distance_to_box(&lowest, &highest, center);
            if away > radius {
                let (away, radius) = (brief(away), brief(radius));
                reader
                    .error(
                        at,
                        format!("no part of the goal is within {}", self.within()),
                    )
                    .label(format!(
                        "the centre is {away} away from them, the radius is {radius}"
                    ));
                return;
            }
        }
        let (low, high) = (self.place(&low), self.place(&high));
        // A ball of states is, as a set of places, the ball around the centre's.
        let ball = ball.map(|(center, radius)| (self.place(center), radius));
        let covered_by = self.obstacles.iter().find(|(_, shape)| {
            dimension(shape) == low.len()
                && (covers_box(shape, self.robot, &low, &high)
                    || ball
                        .as_ref()
                        .is_some_and(|(c, r)| covers_ball(shape, self.robot, c, *r)))
        });
        if let Some((node, Shape::Map(map))) = covered_by {
            match covering(map, &low, &high) {
                Covering::Outside => reader
                    .error(at, "the goal is outside of the map")
                    .label("the map of ")
                    .line_of(node)
                    .label(format!(" covers {}", covered(map)))
                    .help(OUTSIDE),
                Covering::Unknown => reader
                    .error(at, "the whole goal is in unknown cells")
                    .label("no free cell of the map of ")
                    .line_of(node)
                    .label(" meets it")
                    .help(UNKNOWN),
                Covering::Occupied => reader
                    .error(at, "the whole goal is inside an obstacle")
                    .label("no free cell of the map of ")
                    .line_of(node)
                    .label(" meets it"),
            };
        } else if let Some((node, shape)) = covered_by {
            let grown = if self.is_point() {
                ""
            } else {
                ", grown by the robot"
            };
            reader
                .error(at, "the whole goal is inside an obstacle")
                .label(format!(
                    "nothing of it is outside of the {} of ",
                    noun(shape)
                ))
                .line_of(node)
                .label(grown);
        }
    }

    /// Whether the box of these coordinates reaches into the bounds; notes where it does not.
    pub(super) fn reaches_bounds(
        &self,
        reader: &mut Reader<'t>,
        at: &'t Tree,
        coordinates: &[usize],
        min: &[f64],
        max: &[f64],
        what: &str,
    ) -> bool {
        if self.tight || min.len() != coordinates.len() {
            return true;
        }
        let bound = |i: usize| self.shrunk[coordinates[i]];
        let apart = |i: &usize| max[*i] < bound(*i)[0] || min[*i] > bound(*i)[1];
        let Some(i) = (0..min.len()).find(apart) else {
            return true;
        };
        let [low, high] = bound(i);
        let within = self.within();
        let finding = reader.error(at, format!("no part of {what} is within {within}"));
        let axis = self.axis(coordinates[i]);
        if min[i] > high {
            finding.label(format!(
                "its {axis} begins at {}, above {}",
                brief(min[i]),
                full(high)
            ));
        } else {
            finding.label(format!(
                "its {axis} ends at {}, below {}",
                brief(max[i]),
                full(low)
            ));
        }
        if !self.is_point() {
            finding.help("the bounds shrink by the robot");
        }
        false
    }
}
