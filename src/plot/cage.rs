//! The bounds of space as a wire box, with its floor, ticks and names, and the projection into the picture.
//!
//! Edges behind the scene are drawn before it and those before it after it. Ticks stand along the two lower edges
//! nearest to the viewer and along the upright edge on the left, where nothing hides them.

use super::axis::{Axis, Tick};
use super::canvas::{Pen, Point, Stroke, Surface, Type};
use super::clip::{self, Window};
use super::panel;
use super::shapes::circle;
use super::style::{self, Colour};
use super::view::{Room, View};
use crate::scenario::Scenario;
use crate::world::Shape;
use plotters_backend::text_anchor::{HPos, VPos};

/// A point of space.
pub type Place = [f64; 3];

/// The viewer's azimuth and elevation, in radians.
const AZIMUTH: f64 = -60.0 * std::f64::consts::PI / 180.0;
const ELEVATION: f64 = 27.0 * std::f64::consts::PI / 180.0;
/// Around the projected bounds, for ticks and names: left, right, above, below.
const AROUND: [f64; 4] = [96.0, 56.0, 16.0, 92.0];
/// The obstacles' projections on the floor.
const FOOTPRINT: Colour = style::rgb(0xE2E2E2);
/// The floor.
const FLOOR: Colour = style::rgb(0xF6F6F6);
/// The edges of the bounds.
pub const WIRE: Stroke<'static> = Stroke::solid(style::rgb(0x8C8C8C), style::HAIR);

/// The bounds of a scene in space.
pub struct Cage {
    axes: [Axis; 3],
    view: View,
    scale: f64,
    window: Window,
}

/// The unit vectors of the picture (right, up) and the direction to the viewer.
pub fn directions() -> [Place; 3] {
    let (sa, ca) = (libm::sin(AZIMUTH), libm::cos(AZIMUTH));
    let (se, ce) = (libm::sin(ELEVATION), libm::cos(ELEVATION));
    [
        [-sa, ca, 0.0],
        [-se * ca, -se * sa, ce],
        [ce * ca, ce * sa, se],
    ]
}

/// The scalar product.
pub fn dot(a: Place, b: Place) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn axes(scenario: &Scenario) -> [Axis; 3] {
    [0, 1, 2].map(|i| Axis::linear(scenario.bounds[i][0], scenario.bounds[i][1]))
}

/// The size of the projected bounds at one pixel a unit, and the scale that fits them into the room.
fn fit(axes: &[Axis; 3], width: f64, height: f64) -> ([f64; 2], f64) {
    let [right, up, _] = directions();
    let extents = axes.map(|axis| axis.high - axis.low);
    let size = [right, up].map(|d| d.iter().zip(extents).map(|(d, e)| d.abs() * e).sum::<f64>());
    let [l, r, t, b] = AROUND;
    (
        size,
        ((width - l - r) / size[0]).min((height - t - b) / size[1]),
    )
}

impl Cage {
    /// Width and height of the plot with its labels, where at most these are free.
    pub fn extent(scenario: &Scenario, width: f64, height: f64) -> [f64; 2] {
        let (size, scale) = fit(&axes(scenario), width, height);
        let [l, r, t, b] = AROUND;
        [l + size[0] * scale + r, t + size[1] * scale + b]
    }

    /// The bounds as large as the room allows.
    pub fn new(scenario: &Scenario, room: &Room) -> Self {
        let axes = axes(scenario);
        let (size, scale) = fit(&axes, room.width, room.height);
        let [right, up, _] = directions();
        let corner = [room.corner[0] + AROUND[0], room.corner[1] + AROUND[2]];
        let columns: Vec<Point> = (0..3).map(|i| [scale * right[i], -scale * up[i]]).collect();
        // The lower corner of the bounds lies where all negative shares of the columns are behind it.
        let extents = axes.map(|axis| axis.high - axis.low);
        let negative = |k: usize| -> f64 {
            columns
                .iter()
                .zip(extents)
                .map(|(c, e)| (c[k] * e).min(0.0))
                .sum()
        };
        let origin = [corner[0] - negative(0), corner[1] - negative(1)];
        let view = View::new(axes.map(|axis| axis.low).to_vec(), origin, columns);
        let max = [0, 1].map(|i| (corner[i] + size[i] * scale).ceil());
        let window = Window {
            min: corner.map(f64::floor),
            max,
        };
        Self {
            axes,
            view,
            scale,
            window,
        }
    }

    /// The projection.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Pixels for a unit of length across the line of sight.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// The rectangle around the projected bounds.
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// The longest side of the bounds.
    pub fn longest(&self) -> f64 {
        let sides = self.axes.iter().map(|axis| axis.high - axis.low);
        sides.fold(0.0, f64::max)
    }

    /// The ticks along the three axes.
    pub fn ticks(&self) -> [Vec<Tick>; 3] {
        self.axes.map(|axis| axis.ticks(6))
    }

    fn low(&self) -> Place {
        self.axes.map(|axis| axis.low)
    }

    fn high(&self) -> Place {
        self.axes.map(|axis| axis.high)
    }

    /// The point of the floor under a place.
    pub fn on_floor(&self, p: Place) -> Place {
        [p[0], p[1], self.axes[2].low]
    }

    /// The outline of the bounds in the picture.
    pub fn silhouette(&self) -> Vec<Point> {
        let (low, high) = (self.low(), self.high());
        let corner = |i: usize| [0, 1, 2].map(|k| if i >> k & 1 == 1 { high[k] } else { low[k] });
        let corners: Vec<Point> = (0..8).map(|i| self.view.at(&corner(i))).collect();
        clip::hull(&corners)
    }

    /// The part of a box inside of the bounds.
    pub fn inside(&self, min: &[f64], max: &[f64]) -> Option<(Place, Place)> {
        let (low, high) = (self.low(), self.high());
        let (min, max): (Place, Place) = (min.try_into().ok()?, max.try_into().ok()?);
        let a = [0, 1, 2].map(|i| min[i].max(low[i]));
        let b = [0, 1, 2].map(|i| max[i].min(high[i]));
        (0..3).all(|i| a[i] <= b[i]).then_some((a, b))
    }

    /// Draws the floor with its grid and what the obstacles cover of it.
    pub fn floor<S: Surface>(
        &self,
        pen: &mut Pen<'_, S>,
        obstacles: &[&Shape],
        ticks: &[Vec<Tick>; 3],
    ) {
        let ([x0, y0, z], [x1, y1, _]) = (self.low(), self.high());
        let at = |p: Place| self.view.at(&p);
        let floor = [[x0, y0, z], [x1, y0, z], [x1, y1, z], [x0, y1, z]].map(at);
        pen.polygon(&floor, FLOOR);
        for tick in &ticks[0] {
            let x = tick.value;
            pen.line(
                &[at([x, y0, z]), at([x, y1, z])],
                Stroke::solid(style::GRID, style::HAIR),
            );
        }
        for tick in &ticks[1] {
            let y = tick.value;
            pen.line(
                &[at([x0, y, z]), at([x1, y, z])],
                Stroke::solid(style::GRID, style::HAIR),
            );
        }
        for shape in obstacles {
            let shadow = match shape {
                Shape::Box { min, max } => self.inside(min, max).map(|(a, b)| {
                    let corners = [[a[0], a[1]], [b[0], a[1]], [b[0], b[1]], [a[0], b[1]]];
                    corners.map(|c| at([c[0], c[1], z])).to_vec()
                }),
                Shape::Ball { center, radius } => Some(
                    circle([center[0], center[1]], *radius)
                        .iter()
                        .map(|c| at([c[0], c[1], z]))
                        .collect(),
                ),
                _ => None,
            };
            pen.polygon(
                &clip::polygon(&shadow.unwrap_or_default(), &floor),
                FOOTPRINT,
            );
        }
    }

    /// The edges of the bounds before the scene (those that meet at the corner nearest to the viewer), or the others.
    pub fn wires<S: Surface>(&self, pen: &mut Pen<'_, S>, front: bool) {
        let (low, high) = (self.low(), self.high());
        let [_, _, toward] = directions();
        let near = [0, 1, 2].map(|k| toward[k] > 0.0);
        for k in 0..3 {
            let (i, j) = ((k + 1) % 3, (k + 2) % 3);
            for (u, v) in [(false, false), (true, false), (true, true), (false, true)] {
                let mut a = [low[k]; 3];
                (a[i], a[j]) = (
                    if u { high[i] } else { low[i] },
                    if v { high[j] } else { low[j] },
                );
                let mut b = a;
                b[k] = high[k];
                if (u == near[i] && v == near[j]) == front {
                    pen.line(&[self.view.at(&a), self.view.at(&b)], WIRE);
                }
            }
        }
    }

    /// Ticks, labels and names along the two lower edges before the floor and the upright edge on the left.
    pub fn labels<S: Surface>(&self, pen: &mut Pen<'_, S>, ticks: &[Vec<Tick>; 3]) {
        let ([x0, y0, z0], [x1, y1, z1]) = (self.low(), self.high());
        let kind = Type::plain(style::TICK);
        let name = Type::plain(style::LABEL);
        // Along each edge: from the tick to its label, and the label's end there.
        let labels = [
            ([-6.0, 12.0], HPos::Right),
            ([10.0, 10.0], HPos::Left),
            ([-12.0, 0.0], HPos::Right),
        ];
        for (k, ([dx, dy], anchor)) in labels.into_iter().enumerate() {
            let edge = |v: f64| match k {
                0 => [v, y0, z0],
                1 => [x1, v, z0],
                _ => [x0, y0, v],
            };
            let mut taken: Option<Point> = None;
            for tick in &ticks[k] {
                let at = self.view.at(&edge(tick.value));
                pen.line(&[at, [at[0] + 0.7 * dx, at[1] + 0.7 * dy]], WIRE);
                let wide = kind.width_of(&tick.label);
                let free = taken.is_none_or(|t| {
                    (t[1] - at[1]).abs() > 1.1 * style::TICK || (t[0] - at[0]).abs() > wide + 10.0
                });
                if free {
                    let upright = if dy == 0.0 { VPos::Center } else { VPos::Top };
                    pen.text(
                        [at[0] + dx, at[1] + dy],
                        &tick.label,
                        kind.at(anchor, upright),
                    );
                    taken = Some(at);
                }
            }
        }
        let below = 0.5 * panel::widest(&ticks[0]) + 44.0;
        let x = self.view.at(&[0.5 * (x0 + x1), y0, z0]);
        pen.text(
            [x[0] - 0.5 * below, x[1] + below],
            "x",
            name.at(HPos::Center, VPos::Center),
        );
        let below = 0.5 * panel::widest(&ticks[1]) + 40.0;
        let y = self.view.at(&[x1, 0.5 * (y0 + y1), z0]);
        pen.text(
            [y[0] + below, y[1] + 0.8 * below],
            "y",
            name.at(HPos::Center, VPos::Center),
        );
        let z = self.view.at(&[x0, y0, 0.5 * (z0 + z1)]);
        let beside = panel::widest(&ticks[2]) + 30.0;
        pen.text(
            [z[0] - beside, z[1]],
            "z",
            name.at(HPos::Right, VPos::Center),
        );
    }
}
