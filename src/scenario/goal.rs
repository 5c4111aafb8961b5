//! Decoding the goal: a state, a ball, a box, or any of several. Regions within `any` are not nested again.

use super::GoalShape;
use super::decode::Decoder;
use super::reader::Fields;
use super::tree::Tree;

const GOALS: [&str; 4] = ["state", "ball", "box", "any"];

impl<'t> Decoder<'t, '_> {
    /// The parts of the goal that could be read, each with its node.
    pub(crate) fn goal(&mut self, fields: Fields<'t>) -> Vec<(&'t Tree, GoalShape)> {
        let example = "goal: {ball: {center: [1.0, 0.0], radius: 0.05}}";
        let Some(at) = self
            .reader
            .required(&fields, "the scenario", "goal", example)
        else {
            return Vec::new();
        };
        if let Tree::List(_) = at {
            self.reader
                .error(at, "the goal must be a mapping that names a region")
                .label("this is a list")
                .help("for one state write `goal: {state: […]}`, for several regions `goal: {any: […]}`");
            return Vec::new();
        }
        let Some(((name, key, value), _)) = self.variant(at, "the goal", &GOALS, &[]) else {
            return Vec::new();
        };
        if name != "any" {
            return self.goal_region(name, key, value).into_iter().collect();
        }
        let items = self.reader.list(value, "`any`").unwrap_or_default();
        if matches!(value, Tree::List(items) if items.is_empty()) {
            self.reader
                .error(value, "`any` needs at least one region")
                .label("the list is empty");
        }
        let mut goal = Vec::new();
        for item in items {
            if let Some(((name, key, value), _)) = self.variant(item, "the goal", &GOALS, &[]) {
                goal.extend(self.goal_region(name, key, value));
            }
        }
        goal
    }

    fn goal_region(
        &mut self,
        name: &str,
        key: &'t Tree,
        value: &'t Tree,
    ) -> Option<(&'t Tree, GoalShape)> {
        let region = match name {
            "state" => GoalShape::State(self.vector(value, "the goal state")?),
            "ball" => {
                let (center, radius) = self.ball(value, "the goal")?;
                GoalShape::Ball { center, radius }
            }
            "box" => {
                let (min, max) = self.corners(value)?;
                GoalShape::Box { min, max }
            }
            _ => {
                self.reader
                    .error(key, "`any` cannot stand within `any`")
                    .label("list all regions in the outer one");
                return None;
            }
        };
        Some((value, region))
    }
}
