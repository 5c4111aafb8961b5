//! Scenes in the plane.
//!
//! Everything is cut to the bounds, because obstacles and regions may reach far beyond. Maps are drawn as one image
//! over the whole plot (see `ground`); what lies outside of a map is blocked and drawn so. A scenario with a map whose
//! y axis points downwards is drawn that way altogether.
//!
//! The band that the robot sweeps is one shape with one opacity: a wide line with round ends for a disc; for a box the
//! union over the path's pieces of the convex hull of the box at both ends.

use super::axis::Axis;
use super::canvas::{Pen, Point, Stroke, Surface, Type};
use super::clip::{self, Window};
use super::ellipse;
use super::goals::Region;
use super::ground::Cells;
use super::key::{BAND, GOAL, INFORMED, Shown, extremes, has_size, tint};
use super::legend;
use super::panel::{self, Panel};
use super::shapes::{Frame, Layer, MOST_SHAPES, circle, map_of, rectangle};
use super::style::{self, Colour, faint};
use super::tree::Tree;
use super::view::{Room, View};
use crate::record::{Forest, RunRecord};
use crate::scenario::{GoalShape, Objective, Scenario};
use crate::world::{GridMap, Robot};
use plotters_backend::text_anchor::{HPos, VPos};

/// Below the plot: ticks, their labels and the axis's name.
const BELOW: f64 = 72.0;
/// Right of the plot: half of the last tick's label.
const RIGHT: f64 = 20.0;
/// Left of the tick labels: the axis's name.
const NAME: f64 = 34.0;
/// Images have this many pixels along a pixel of the picture, where that keeps the file small enough.
const FINE: f64 = 2.0;
/// Bytes of images that are surely small enough in base64, whatever they show.
const MOST_BYTES: usize = 3_400_000;

/// A scene in the plane.
pub struct Plane<'a> {
    scenario: &'a Scenario,
    path: &'a [Vec<f64>],
    panel: Panel,
    view: View,
    scale: f64,
    regions: Vec<(Layer, Colour)>,
    obstacles: Vec<Layer>,
    tree: Option<Tree>,
    informed: Vec<Vec<Point>>,
    goals: Vec<Region>,
}

/// The axes over the bounds, opened where these are too narrow to draw.
fn axes(scenario: &Scenario) -> [Axis; 2] {
    [0, 1].map(|i| Axis::linear(scenario.bounds[i][0], scenario.bounds[i][1]))
}

/// The width left of the plot, and pixels for a unit of length.
fn fit(axes: &[Axis; 2], width: f64, height: f64) -> (f64, f64) {
    let extents = axes.map(|axis| axis.high - axis.low);
    let left = panel::widest(&axes[1].ticks(8)) + 14.0 + NAME;
    let across = (width - left - RIGHT) / extents[0];
    (left, across.min((height - BELOW) / extents[1]))
}

impl<'a> Plane<'a> {
    /// Width and height of the plot with its labels, where at most these are free.
    pub fn extent(scenario: &Scenario, width: f64, height: f64) -> [f64; 2] {
        let axes = axes(scenario);
        let (left, scale) = fit(&axes, width, height);
        let [w, h] = axes.map(|axis| (axis.high - axis.low) * scale);
        [
            left + w.round().max(1.0) + RIGHT,
            h.round().max(1.0) + BELOW,
        ]
    }

    /// The scene, with its images computed.
    pub fn new(scenario: &'a Scenario, record: &'a RunRecord, planner: &str, room: &Room) -> Self {
        let [x, y] = axes(scenario);
        let (left, scale) = fit(&[x, y], room.width, room.height);
        // Whole pixels, so that images and frame coincide.
        let min = [(room.corner[0] + left).round(), room.corner[1].round()];
        let size = [x, y].map(|axis| ((axis.high - axis.low) * scale).round().max(1.0));
        let max = [min[0] + size[0], min[1] + size[1]];
        let window = Window { min, max };
        let maps = scenario.obstacles.iter().filter_map(map_of);
        let down = maps.clone().any(|map| map.y_down);
        let panel = Panel { window, x, y, down };
        let base = vec![x.low, y.low];
        let view = View::new(
            base,
            panel.at(x.low, y.low),
            vec![[scale, 0.0], [0.0, if down { scale } else { -scale }]],
        );
        let mut plane = Self {
            scenario,
            path: &record.path,
            panel,
            view,
            scale,
            regions: Vec::new(),
            obstacles: Vec::new(),
            tree: None,
            informed: Vec::new(),
            goals: Vec::new(),
        };
        plane.goals = plane.regions_of_goal();
        let outline = ellipse::outline(scenario, planner, record.end.cost, &plane.view);
        plane.informed = clip::line(&outline.unwrap_or_default(), &window);
        let forest = record.forest.as_ref();
        plane.images(forest, FINE);
        if plane.bytes() > MOST_BYTES {
            plane.images(forest, 1.0);
        }
        plane
    }

    /// What of the key is there to be seen.
    pub fn shown(&self) -> Shown {
        let regions = match &self.scenario.objective {
            Objective::PathLength => &[][..],
            Objective::CostMap { regions, .. } => regions,
        };
        let weights = regions.iter().zip(&self.regions);
        // A map's unknown cells belong to its region.
        let weights = weights.filter(|(_, (layer, _))| layer.shown() != [false; 2]);
        Shown {
            weights: Some(weights.map(|((_, weight), _)| *weight).collect()),
            unknown: self.obstacles.iter().any(|layer| layer.shown()[1]),
            region: self.goals.iter().any(|goal| goal.ring.is_none()),
            ring: self.goals.iter().any(|goal| goal.ring.is_some()),
            obstacles: self.obstacles.iter().any(|layer| layer.shown()[0]),
            informed: !self.informed.is_empty(),
        }
    }

    /// Computes everything that may be an image, with `zoom` pixels along each of the picture.
    fn images(&mut self, forest: Option<&Forest>, zoom: f64) {
        let scenario = self.scenario;
        let window = self.panel.window;
        let frame = &Frame {
            panel: &self.panel,
            view: &self.view,
            scale: self.scale,
            zoom,
        };
        self.tree = forest.map(|f| Tree::new(f, &self.view, &window, zoom, style::TREE));
        self.regions = match &scenario.objective {
            Objective::PathLength => Vec::new(),
            Objective::CostMap { default, regions } => regions
                .iter()
                .map(|(shape, weight)| {
                    let colour = tint(*weight, *default, extremes(*default, regions));
                    let cells = |_: &GridMap| Cells {
                        occupied: colour,
                        unknown: colour,
                        beyond: false,
                    };
                    (Layer::new(shape, frame, cells), colour)
                })
                .collect(),
        };
        let maps: Vec<&GridMap> = scenario.obstacles.iter().filter_map(map_of).collect();
        let shapes = scenario
            .obstacles
            .iter()
            .filter(|shape| map_of(shape).is_none());
        self.obstacles = match shapes.clone().count() > MOST_SHAPES {
            true => vec![Layer::of_many(shapes, frame, style::OBSTACLE)],
            false => shapes
                .map(|shape| Layer::new(shape, frame, Cells::of))
                .collect(),
        };
        if let Some(first) = maps.first() {
            let image = Layer::of_maps(&maps, Cells::of(first), frame);
            self.obstacles.insert(0, image);
        }
    }

    /// Bytes of all images before any compression.
    fn bytes(&self) -> usize {
        let layers = self
            .obstacles
            .iter()
            .chain(self.regions.iter().map(|(layer, _)| layer));
        let of_tree = match &self.tree {
            Some(Tree::Image(_, tile)) => tile.pixels.len(),
            _ => 0,
        };
        layers.map(Layer::bytes).sum::<usize>() + of_tree
    }

    /// Draws the scene with its axes.
    pub fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        pen.group("regions", |pen| {
            for (layer, colour) in &self.regions {
                layer.draw(pen, &self.panel, *colour);
            }
        });
        pen.group("obstacles", |pen| {
            for layer in &self.obstacles {
                layer.draw(pen, &self.panel, style::OBSTACLE);
            }
        });
        if let Some(tree) = &self.tree {
            pen.group("tree", |pen| tree.draw(pen));
        }
        pen.group("informed-set", |pen| {
            for part in &self.informed {
                pen.line(part, INFORMED);
            }
        });
        pen.group("goal", |pen| {
            for goal in &self.goals {
                pen.polygon(&goal.outline, GOAL);
            }
        });
        let route: Vec<Point> = self.path.iter().map(|state| self.view.at(state)).collect();
        if route.len() > 1 {
            if has_size(&self.scenario.robot) {
                pen.group("robot", |pen| self.band(pen, &route));
            }
            // A pale rim sets the path off from the tree and from tinted regions.
            let rim = Stroke::solid(faint(style::PAPER, 0.75), style::PATH + 4.0);
            pen.group("path-rim", |pen| pen.line(&route, rim));
            pen.group("path", |pen| {
                pen.line(&route, Stroke::solid(style::ROUTE, style::PATH))
            });
        }
        pen.group("marks", |pen| {
            for goal in &self.goals {
                goal.draw(pen);
            }
            for goal in &self.scenario.goal {
                if let GoalShape::State(state) = goal {
                    legend::star(pen, self.view.at(state));
                }
            }
            legend::start(pen, self.view.at(&self.scenario.start));
        });
        self.axes(pen);
    }

    /// The goal's regions, cut to the bounds.
    fn regions_of_goal(&self) -> Vec<Region> {
        let outline = |goal: &GoalShape| match goal {
            GoalShape::State(_) => None,
            GoalShape::Ball { center, radius } => {
                Some(circle(self.view.at(center), radius * self.scale))
            }
            GoalShape::Box { min, max } => {
                let corners = rectangle(min, max);
                Some(corners.iter().map(|c| self.view.at(c)).collect())
            }
        };
        let window = self.panel.window.corners();
        let outlines = self.scenario.goal.iter().filter_map(outline);
        let outlines = outlines.map(|o| clip::polygon(&o, &window));
        outlines.filter_map(Region::new).collect()
    }

    fn band<S: Surface>(&self, pen: &mut Pen<'_, S>, route: &[Point]) {
        match &self.scenario.robot {
            Robot::Ball { radius } => {
                pen.line(route, Stroke::solid(BAND, 2.0 * radius * self.scale));
            }
            Robot::Box { half_extents } => {
                let half = [0, 1].map(|i| half_extents.get(i).unwrap_or(&0.0) * self.scale);
                let body = |at: Point| {
                    [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]
                        .map(|s: Point| [at[0] + s[0] * half[0], at[1] + s[1] * half[1]])
                };
                let piece = |pair: &[Point]| clip::hull(&[body(pair[0]), body(pair[1])].concat());
                let pieces: Vec<Vec<Point>> = route.windows(2).map(piece).collect();
                pen.union(&pieces, BAND);
            }
        }
    }

    fn axes<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        let ([left, top], [right, bottom]) = (self.panel.window.min, self.panel.window.max);
        let many = |pixels: f64| ((pixels / 90.0) as usize).clamp(3, 8);
        let x = self.panel.x.ticks(many(right - left));
        let y = self.panel.y.ticks(many(bottom - top));
        self.panel.frame(pen, [&x, &y]);
        let kind = Type::plain(style::LABEL);
        let middle = [0.5 * (left + right), bottom + 44.0];
        pen.text(middle, "x", kind.at(HPos::Center, VPos::Top));
        let beside = [left - 14.0 - panel::widest(&y) - 16.0, 0.5 * (top + bottom)];
        let kind = Type {
            turned: true,
            ..kind
        };
        pen.text(beside, "y", kind.at(HPos::Center, VPos::Bottom));
    }
}
