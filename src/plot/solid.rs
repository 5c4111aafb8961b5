//! Scenes in space: a parallel projection, seen from azimuth -60 degrees and elevation 27 degrees.
//!
//! A parallel projection keeps lengths along each axis comparable, which perspective does not. So that depth can be
//! read from a still picture, the path and the obstacles have their vertical projections on the floor, and start and
//! goal stand on dashed plumb lines, the outlines of goal regions above the path. Faces are translucent, and so is each
//! ball; they and the pieces of the path are drawn from the farthest to the nearest (the painter's algorithm, by the
//! depth of their centres). The tree lies under all of them.
//!
//! Boxes are cut to the bounds exactly; balls are cut to the outline of the bounds.

use super::cage::{Cage, Place, WIRE, directions, dot};
use super::canvas::{Pen, Point, Stroke, Surface};
use super::goals::{self, Region};
use super::key::{INFORMED, Shown, extremes, tint};
use super::shapes::circle;
use super::style::{self, Colour, faint};
use super::tree::Tree;
use super::view::Room;
use super::{clip, ellipse, legend};
use crate::record::RunRecord;
use crate::scenario::{GoalShape, Objective, Scenario};
use crate::world::Shape;

/// The most obstacles that are drawn, the largest ones: more hide each other, and make files of many megabytes.
pub const MOST_SHAPES: usize = 5_000;

/// The path is drawn in so many pieces along the longest side, so that each can be before or behind an obstacle.
const PIECES: f64 = 60.0;

/// Pixels of a large tree's image along a pixel of the picture.
const FINE: f64 = 2.0;

/// The fill of obstacles.
pub const OBSTACLE: Colour = faint(style::rgb(0x7C7C7C), 0.6);
/// The opacity of the tints of weights.
pub const TINT: f64 = 0.3;
/// The fill of goal regions.
pub const GOAL: Colour = faint(style::GOAL, 0.45);
/// The path's projection on the floor.
pub const SHADOW: Stroke<'static> = Stroke::solid(style::rgb(0x7D6A5C), 3.0);

/// A scene in space.
pub struct Solid<'a> {
    scenario: &'a Scenario,
    /// Those that are drawn.
    obstacles: Vec<&'a Shape>,
    path: &'a [Vec<f64>],
    cage: Cage,
    tree: Option<Tree>,
    informed: Vec<Vec<Point>>,
    goals: Vec<(Place, Region)>,
}

/// Something with a depth.
enum Thing {
    Face(Vec<Place>, Colour),
    Ball(Place, f64, Colour),
    Piece(Place, Place),
}

/// The largest of the obstacles, in their order: as many as are drawn.
fn largest(obstacles: &[Shape]) -> Vec<&Shape> {
    let size = |shape: &Shape| match shape {
        Shape::Box { min, max } => min.iter().zip(max).map(|(a, b)| b - a).product(),
        Shape::Ball { radius, .. } => std::f64::consts::PI / 0.75 * radius.powi(3),
        Shape::Polygon { .. } | Shape::Map(_) => 0.0,
    };
    let mut all: Vec<usize> = (0..obstacles.len()).collect();
    if all.len() > MOST_SHAPES {
        all.sort_by(|a, b| f64::total_cmp(&size(&obstacles[*b]), &size(&obstacles[*a])));
        all.truncate(MOST_SHAPES);
        all.sort_unstable();
    }
    all.into_iter().map(|i| &obstacles[i]).collect()
}

/// The tree's edges: paler than in the plane, for they fill the space before and behind everything.
pub fn tree_colour() -> Colour {
    style::mix(style::PAPER, style::TREE, 0.6)
}

impl<'a> Solid<'a> {
    /// Width and height of the plot with its labels, where at most these are free.
    pub fn extent(scenario: &Scenario, width: f64, height: f64) -> [f64; 2] {
        Cage::extent(scenario, width, height)
    }

    /// The scene, with a large tree's image computed.
    pub fn new(scenario: &'a Scenario, record: &'a RunRecord, planner: &str, room: &Room) -> Self {
        let cage = Cage::new(scenario, room);
        let forest = record.forest.as_ref();
        let tree = forest.map(|f| Tree::new(f, cage.view(), cage.window(), FINE, tree_colour()));
        let outline = ellipse::outline(scenario, planner, record.end.cost, cage.view());
        let informed = clip::line_in(&outline.unwrap_or_default(), &cage.silhouette());
        let goals = scenario.goal.iter();
        let goals = goals
            .filter_map(|goal| goals::in_space(goal, &cage))
            .collect();
        Self {
            goals,
            obstacles: largest(&scenario.obstacles),
            scenario,
            path: &record.path,
            cage,
            tree,
            informed,
        }
    }

    /// What of the key is there to be seen.
    pub fn shown(&self) -> Shown {
        let is_seen = |shape: &Shape| match shape {
            Shape::Box { min, max } => self.cage.inside(min, max).is_some(),
            Shape::Ball { center, radius } => {
                let disc = circle(self.cage.view().at(center), radius * self.cage.scale());
                !clip::polygon(&disc, &self.cage.silhouette()).is_empty()
            }
            Shape::Polygon { .. } | Shape::Map(_) => false,
        };
        let regions = match &self.scenario.objective {
            Objective::PathLength => &[][..],
            Objective::CostMap { regions, .. } => regions,
        };
        let weights = regions.iter().filter(|(shape, _)| is_seen(shape));
        Shown {
            weights: Some(weights.map(|(_, weight)| *weight).collect()),
            unknown: false,
            region: self.goals.iter().any(|(_, goal)| goal.ring.is_none()),
            ring: self.goals.iter().any(|(_, goal)| goal.ring.is_some()),
            obstacles: self.obstacles.iter().any(|shape| is_seen(shape)),
            informed: !self.informed.is_empty(),
        }
    }

    fn route(&self) -> Vec<Place> {
        let place = |state: &Vec<f64>| -> Option<Place> { state.get(..3)?.try_into().ok() };
        self.path.iter().filter_map(place).collect()
    }

    /// The three faces of a box that the viewer sees, each with its shade.
    fn faces(&self, a: Place, b: Place, fill: Colour, things: &mut Vec<Thing>) {
        let [_, _, toward] = directions();
        for (k, shade) in [(0, 0.22), (1, 0.0), (2, 0.42)] {
            let side = if toward[k] > 0.0 { b[k] } else { a[k] };
            let (i, j) = ((k + 1) % 3, (k + 2) % 3);
            let corner = |(u, v): (f64, f64)| {
                let mut p = [side; 3];
                (p[i], p[j]) = (u, v);
                p
            };
            let square = [(a[i], a[j]), (b[i], a[j]), (b[i], b[j]), (a[i], b[j])];
            let colour = Colour {
                alpha: fill.alpha,
                ..style::mix(fill, style::PAPER, shade)
            };
            things.push(Thing::Face(square.map(corner).to_vec(), colour));
        }
    }

    fn add(&self, shape: &Shape, fill: Colour, things: &mut Vec<Thing>) {
        match shape {
            Shape::Box { min, max } => {
                if let Some((a, b)) = self.cage.inside(min, max) {
                    self.faces(a, b, fill, things);
                }
            }
            Shape::Ball { center, radius } => {
                if let Ok(center) = center[..].try_into() {
                    things.push(Thing::Ball(center, *radius, fill));
                }
            }
            // Polygons and maps are of the plane.
            Shape::Polygon { .. } | Shape::Map(_) => {}
        }
    }

    /// Everything with a depth, the farthest first.
    fn things(&self) -> Vec<Thing> {
        let mut things = Vec::new();
        if let Objective::CostMap { default, regions } = &self.scenario.objective {
            for (shape, weight) in regions {
                let colour = tint(*weight, *default, extremes(*default, regions));
                self.add(shape, faint(colour, TINT), &mut things);
            }
        }
        for shape in &self.obstacles {
            self.add(shape, OBSTACLE, &mut things);
        }
        for goal in &self.scenario.goal {
            let fill = GOAL;
            match goal {
                GoalShape::State(_) => {}
                GoalShape::Ball { center, radius } => {
                    let (center, radius) = (center.clone(), *radius);
                    self.add(&Shape::Ball { center, radius }, fill, &mut things);
                }
                GoalShape::Box { min, max } => {
                    let (min, max) = (min.clone(), max.clone());
                    self.add(&Shape::Box { min, max }, fill, &mut things);
                }
            }
        }
        let longest = self.cage.longest();
        for pair in self.route().windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let d = [0, 1, 2].map(|i| b[i] - a[i]);
            let pieces = (dot(d, d).sqrt() / longest * PIECES)
                .ceil()
                .clamp(1.0, 1000.0);
            let at = |k: f64| [0, 1, 2].map(|i| a[i] + k / pieces * d[i]);
            let ends = (0..pieces as u32).map(f64::from);
            things.extend(ends.map(|k| Thing::Piece(at(k), at(k + 1.0))));
        }
        let [_, _, toward] = directions();
        let depth = |thing: &Thing| match thing {
            Thing::Face(corners, _) => {
                corners.iter().map(|c| dot(*c, toward)).sum::<f64>() / corners.len() as f64
            }
            Thing::Ball(center, ..) => dot(*center, toward),
            Thing::Piece(a, b) => 0.5 * (dot(*a, toward) + dot(*b, toward)),
        };
        things.sort_by(|a, b| depth(a).total_cmp(&depth(b)));
        things
    }

    /// Draws the scene with its axes.
    pub fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        let ticks = self.cage.ticks();
        pen.group("floor", |pen| self.cage.floor(pen, &self.obstacles, &ticks));
        pen.group("back", |pen| self.cage.wires(pen, false));
        if let Some(tree) = &self.tree {
            pen.group("tree", |pen| tree.draw(pen));
        }
        pen.group("path-on-the-floor", |pen| self.shadow(pen));
        let silhouette = self.cage.silhouette();
        pen.group("things", |pen| {
            for thing in self.things() {
                self.thing(pen, &thing, &silhouette);
            }
        });
        pen.group("informed-set", |pen| {
            for part in &self.informed {
                pen.line(part, INFORMED);
            }
        });
        pen.group("marks", |pen| self.marks(pen));
        pen.group("front", |pen| self.cage.wires(pen, true));
        self.cage.labels(pen, &ticks);
    }

    fn thing<S: Surface>(&self, pen: &mut Pen<'_, S>, thing: &Thing, silhouette: &[Point]) {
        match thing {
            Thing::Face(corners, fill) => {
                let points: Vec<Point> = corners.iter().map(|c| self.cage.view().at(c)).collect();
                pen.polygon(&points, *fill);
                let edge = style::mix(*fill, style::INK, 0.35);
                legend::outline(pen, &points, Stroke::solid(edge, 1.2));
            }
            Thing::Ball(center, radius, fill) => {
                self.ball(pen, *center, *radius, *fill, silhouette)
            }
            Thing::Piece(a, b) => {
                let points = [self.cage.view().at(a), self.cage.view().at(b)];
                pen.line(&points, Stroke::solid(style::ROUTE, style::PATH));
            }
        }
    }

    /// A disc that grows lighter towards the upper left, where the light comes from.
    fn ball<S: Surface>(
        &self,
        pen: &mut Pen<'_, S>,
        center: Place,
        radius: f64,
        fill: Colour,
        silhouette: &[Point],
    ) {
        let (c, r) = (self.cage.view().at(&center), radius * self.cage.scale());
        let disc = clip::polygon(&circle(c, r), silhouette);
        pen.polygon(&disc, fill);
        for k in 1..=6 {
            let share = 1.0 - f64::from(k) / 7.0;
            let shift = 0.5 * r * (1.0 - share);
            let light = circle([c[0] - 0.7 * shift, c[1] - shift], r * share);
            let light = clip::polygon(&light, silhouette);
            pen.polygon(&light, faint(style::PAPER, 0.11));
        }
        let edge = style::mix(fill, style::INK, 0.35);
        legend::outline(pen, &disc, Stroke::solid(edge, 1.2));
    }

    /// The path on the floor, over the tree, so that a dense one does not hide it.
    fn shadow<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        let at = |p: &Place| self.cage.view().at(&self.cage.on_floor(*p));
        let shadow: Vec<Point> = self.route().iter().map(at).collect();
        if shadow.len() > 1 {
            pen.line(&shadow, SHADOW);
        }
    }

    fn marks<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        let plumb = Stroke {
            dashes: &[4.0, 5.0],
            ..WIRE
        };
        let mark = |pen: &mut Pen<'_, S>, state: &[f64], draw: fn(&mut Pen<'_, S>, Point)| {
            if let Some(Ok(place)) = state.get(..3).map(<Place>::try_from) {
                let at = self.cage.view().at(&place);
                pen.line(
                    &[at, self.cage.view().at(&self.cage.on_floor(place))],
                    plumb,
                );
                draw(pen, at);
            }
        };
        for goal in &self.scenario.goal {
            if let GoalShape::State(state) = goal {
                mark(pen, state, legend::star);
            }
        }
        for (middle, goal) in self.goals.iter().filter(|(_, goal)| goal.ring.is_some()) {
            mark(pen, middle, |_, _| {});
            goal.draw(pen);
        }
        for (_, goal) in self.goals.iter().filter(|(_, goal)| goal.ring.is_none()) {
            goal.draw(pen);
        }
        mark(pen, &self.scenario.start, legend::start);
    }
}
