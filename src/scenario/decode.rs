//! From the tree of a file to the parts of a scenario, each valid in itself.
//!
//! One method a key. The number of dimensions comes first, since every vector is measured by it: it is that of the
//! bounds, or 2 where a map gives them. With dynamics there are two: that of states, and that of places. Where it
//! cannot be known, vectors of any length pass, so that one mistake is reported once.
//!
//! A part that is wrong is missing from the [`Draft`], with a finding in the reader. What the parts mean to each other
//! (is the start free?) is looked at afterwards, in `check`, for the parts that are there.

use super::reader::{Fields, Reader};
use super::tree::Tree;
use super::words::count;
use super::{Budget, Dynamics, GoalShape, Objective, SamplingRegion};
use crate::planner::Spec;
use crate::world::{GridMap, Robot, Shape};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// The keys of a scenario.
const KEYS: [&str; 15] = [
    "name",
    "description",
    "optimum",
    "optimum-source",
    "space",
    "obstacles",
    "robot",
    "start",
    "goal",
    "objective",
    "dynamics",
    "sampling",
    "planner",
    "stop",
    "seed",
];

/// The parts of a scenario that could be read, those that checks point at with their nodes.
#[derive(Debug)]
pub(crate) struct Draft<'t> {
    pub(crate) name: Option<&'t str>,
    pub(crate) description: Option<&'t str>,
    pub(crate) optimum: Option<(&'t Tree, f64)>,
    pub(crate) optimum_source: Option<&'t str>,
    pub(crate) bounds: Option<Vec<[f64; 2]>>,
    /// Whether the bounds are those of the maps.
    pub(crate) bounds_are_maps: bool,
    pub(crate) obstacles: Vec<(&'t Tree, Shape)>,
    pub(crate) robot: Option<(&'t Tree, Robot)>,
    pub(crate) start: Option<(&'t Tree, Vec<f64>)>,
    pub(crate) goal: Vec<(&'t Tree, GoalShape)>,
    pub(crate) objective: Option<Objective>,
    pub(crate) dynamics: Option<(&'t Tree, Dynamics)>,
    /// Whether dynamics are named that could not be read: then nobody knows which numbers of a state are its place.
    pub(crate) lacks_dynamics: bool,
    pub(crate) sampling: Vec<(&'t Tree, SamplingRegion)>,
    pub(crate) planner: Option<Spec>,
    pub(crate) stop: Budget,
    pub(crate) seed: u64,
}

/// A map of this file and this reading of unknown cells; `None` where it could not be read.
type Maps = HashMap<(String, bool), Option<Arc<GridMap>>>;

/// Reads the parts, and knows what they have in common.
pub(crate) struct Decoder<'t, 'p> {
    pub(crate) reader: Reader<'t>,
    /// The number of dimensions, where it is known, and the node that says it.
    pub(crate) dimension: Option<(usize, &'t Tree)>,
    /// Where relative paths begin.
    pub(crate) folder: &'p Path,
    pub(crate) maps: Maps,
}

impl<'t, 'p> Decoder<'t, 'p> {
    /// A decoder for a file in `folder`.
    pub(crate) fn new(folder: &'p Path) -> Self {
        Self {
            reader: Reader::default(),
            dimension: None,
            folder,
            maps: Maps::new(),
        }
    }

    /// Reads all parts; `None` where the file is no scenario at all.
    pub(crate) fn decode(&mut self, root: &'t Tree) -> Option<Draft<'t>> {
        if self.is_something_else(root) {
            return None;
        }
        let fields = self.reader.map(root, "the scenario", &KEYS)?;
        let mut dynamics = self.dynamics(fields);
        let mut bounds = self.bounds(fields);
        if let Some((at, dynamics)) = &mut dynamics {
            bounds = self.bounds_of_states(bounds, at, dynamics);
            dynamics.fixed = self.fixed(fields, &dynamics.system, bounds.as_ref());
        }
        let states = self.dimension;
        if fields.get("dynamics").is_some() {
            // Obstacles, robot and sampling regions are places.
            let places = |(at, d): &(&'t Tree, Dynamics)| (d.system.position().len(), *at);
            self.dimension = dynamics.as_ref().map(places);
        }
        let obstacles = self.obstacles(fields);
        let bounds_are_maps = bounds.is_none();
        let bounds = bounds.or_else(|| self.bounds_of_maps(fields, &obstacles));
        let robot = self.robot(root, fields);
        let sampling = self.sampling(fields);
        if fields.get("dynamics").is_some() {
            self.dimension = states;
        }
        let start = self
            .reader
            .required(&fields, "the scenario", "start", "start: [0.0, 0.0]");
        Some(Draft {
            name: self.name(fields),
            description: self.optional_text(fields, "description"),
            optimum: self.optimum(fields),
            optimum_source: self.optional_text(fields, "optimum-source"),
            bounds,
            bounds_are_maps,
            robot,
            start: start.and_then(|at| Some((at, self.vector(at, "the start")?))),
            goal: self.goal(fields),
            objective: self.objective(fields),
            planner: self.planner(fields, dynamics.is_some()),
            lacks_dynamics: dynamics.is_none() && fields.entry("dynamics").is_some(),
            dynamics,
            sampling,
            stop: self.reader.stop(fields),
            seed: fields
                .get("seed")
                .and_then(|at| self.reader.integer(at, "the seed", 0))
                .unwrap_or(super::DEFAULT_SEED),
            obstacles,
        })
    }

    /// The bounds of a system's states, which are as many as the system has.
    fn bounds_of_states(
        &mut self,
        bounds: Option<Vec<[f64; 2]>>,
        at: &'t Tree,
        dynamics: &Dynamics,
    ) -> Option<Vec<[f64; 2]>> {
        let names = dynamics.system.state_names();
        let given = self.dimension.filter(|_| bounds.is_some());
        self.dimension = Some((names.len(), at));
        let bounds = bounds?;
        if bounds.len() != names.len() {
            let place = given.map_or(at, |(_, place)| place);
            self.reader
                .error(
                    place,
                    format!(
                        "the bounds must be {} pairs [low, high], one for each state",
                        names.len()
                    ),
                )
                .label(format!(
                    "these are {}; the states are {}",
                    bounds.len(),
                    names.join(", ")
                ));
            return None;
        }
        let speed = names.iter().position(|name| name == "v");
        if let Some(i) = speed.filter(|i| bounds[*i][0] <= 0.0 && bounds[*i][1] >= 0.0) {
            let place = given.map_or(at, |(_, place)| place);
            let place = match place {
                Tree::List(pairs) => &pairs[i],
                other => other,
            };
            self.reader
                .error(place, "the bounds of the car's speed must keep away from 0")
                .label("write for example [0.1, 10]")
                .help("a car that stands still cannot be steered: its linear model is not controllable there");
            return None;
        }
        Some(bounds)
    }

    /// Files that would drown in findings: experiments.
    fn is_something_else(&mut self, root: &'t Tree) -> bool {
        let Tree::Map(entries) = root else {
            return false;
        };
        let key = |word: &str| {
            let is_it = |(k, _): &&(Tree, Tree)| matches!(k, Tree::Text(key) if key == word);
            entries.iter().find(is_it).map(|(k, _)| k)
        };
        if let Some(at) = key("experiment") {
            self.reader
                .error(at, "this file is an experiment, not a scenario")
                .label("only experiments have this key")
                .help("run it with `prolate bench`; a scenario has `start` and `goal`");
            return true;
        }
        false
    }

    fn optional_text(&mut self, fields: Fields<'t>, key: &str) -> Option<&'t str> {
        self.reader.text(fields.get(key)?, &format!("`{key}`"))
    }

    fn name(&mut self, fields: Fields<'t>) -> Option<&'t str> {
        self.reader.folder_name(fields.get("name")?, "the name")
    }

    fn optimum(&mut self, fields: Fields<'t>) -> Option<(&'t Tree, f64)> {
        match (fields.get("optimum"), fields.entry("optimum-source")) {
            (Some(at), _) => Some((at, self.reader.positive(at, "the optimum")?)),
            (None, Some((key, _))) => {
                self.reader
                    .error(key, "there is an `optimum-source` but no `optimum`")
                    .label("add `optimum`, the least cost, or leave this out");
                None
            }
            (None, None) => None,
        }
    }

    fn robot(&mut self, root: &'t Tree, fields: Fields<'t>) -> Option<(&'t Tree, Robot)> {
        let Some(at) = fields.get("robot") else {
            return Some((root, Robot::Ball { radius: 0.0 }));
        };
        let robot = self
            .reader
            .map(at, "the robot", &["radius", "half-extents"])?;
        match (robot.entry("radius"), robot.entry("half-extents")) {
            (Some((_, radius)), None) => {
                let radius = self.reader.number(radius, "the robot's radius")?;
                if radius >= 0.0 {
                    return Some((at, Robot::Ball { radius }));
                }
                let radius = robot.get("radius")?;
                self.reader
                    .error(radius, "the robot's radius must be at least 0");
            }
            (None, Some((_, sides))) => {
                let half_extents = self.vector(sides, "the robot's half-extents")?;
                if half_extents.iter().all(|h| *h >= 0.0) {
                    return Some((at, Robot::Box { half_extents }));
                }
                self.reader
                    .error(sides, "the robot's half-extents must be at least 0");
            }
            (Some((first, _)), Some((second, _))) => {
                self.reader
                    .error(second, "the robot is a ball or a box, not both")
                    .label("`radius` is already in ")
                    .line_of(first);
            }
            (None, None) if robot.has_unknown => {}
            (None, None) => {
                self.reader.error(at, "the robot has no body").label(
                    "write `{radius: 0.1}` for a ball or `{half-extents: [0.1, 0.2]}` for a box",
                );
            }
        }
        None
    }

    /// A list of numbers, one for each dimension.
    pub(crate) fn vector(&mut self, at: &'t Tree, what: &str) -> Option<Vec<f64>> {
        let dimension = self.dimension;
        let legal = || match dimension {
            Some((d, _)) => format!("{what} must be a list of {d} numbers, one for each dimension"),
            None => format!("{what} must be a list of numbers, one for each dimension"),
        };
        let Tree::List(items) = at else {
            self.reader
                .error(at, legal())
                .label(format!("this is {}", at.kind()));
            return None;
        };
        if let Some((d, from)) = dimension
            && d != items.len()
        {
            let numbers = count(items.len(), "number");
            let finding = self.reader.error(at, legal());
            if std::ptr::eq(from, at) {
                finding.label(numbers);
            } else {
                finding
                    .label(format!("{numbers}, but "))
                    .line_of(from)
                    .label(format!(" gives {d} dimensions"));
            }
            return None;
        }
        let mut vector = Vec::with_capacity(items.len());
        for item in items {
            // Large scenarios hold a million of them: words are made only where one is wrong.
            let x = item.sound_number();
            vector.extend(x.or_else(|| self.reader.number(item, &format!("an entry of {what}"))));
        }
        (vector.len() == items.len()).then_some(vector)
    }
}
