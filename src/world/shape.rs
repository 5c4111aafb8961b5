//! What a scenario says of its obstacles and its robot, free of the dimension's type.

use super::turn::Turn;
use std::sync::Arc;

/// An obstacle, or a region of weight or sampling: a closed set.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An axis-aligned box with `min[i] <= max[i]`.
    Box {
        /// The lower corner.
        min: Vec<f64>,
        /// The upper corner.
        max: Vec<f64>,
    },
    /// A ball.
    Ball {
        /// Its centre.
        center: Vec<f64>,
        /// Its radius, positive.
        radius: f64,
    },
    /// A simple polygon in the plane, convex or not, of either orientation, closed implicitly.
    Polygon {
        /// At least three corners in order.
        vertices: Vec<[f64; 2]>,
    },
    /// The blocked cells of a grid map, and everything outside of it.
    Map(Arc<GridMap>),
}

/// The robot's body around its reference point; it never turns.
#[derive(Clone, Debug, PartialEq)]
pub enum Robot {
    /// A disc or ball of this radius; 0 is a point.
    Ball {
        /// The radius, not negative.
        radius: f64,
    },
    /// A box.
    Box {
        /// Half its side lengths, one for each dimension, not negative.
        half_extents: Vec<f64>,
    },
}

impl Robot {
    /// How far the body reaches along a coordinate axis, to either side.
    pub fn reach(&self, axis: usize) -> f64 {
        match self {
            Self::Ball { radius } => *radius,
            Self::Box { half_extents } => half_extents[axis],
        }
    }

    /// The robot that reaches further by `margin` to all sides.
    pub(super) fn grown(&self, margin: f64) -> Self {
        match self {
            Self::Ball { radius } => Self::Ball {
                radius: radius + margin,
            },
            Self::Box { half_extents } => Self::Box {
                half_extents: half_extents.iter().map(|h| h + margin).collect(),
            },
        }
    }
}

/// What a map says of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Free to pass.
    Free,
    /// An obstacle.
    Occupied,
    /// Not observed; blocked or free as the scenario decides.
    Unknown,
}

/// An occupancy grid in the plane. In the map's own axes, cell (column, row) is the closed square with lower corner
/// `origin + resolution * (column, row)` and side `resolution`. In the plane it is that square turned about the origin
/// by `yaw`.
#[derive(Clone, Debug, PartialEq)]
pub struct GridMap {
    /// The file it came from, for messages.
    pub file: String,
    /// Number of columns (along x).
    pub width: usize,
    /// Number of rows (along y).
    pub height: usize,
    /// Side of a cell, in scenario units.
    pub resolution: f64,
    /// Position of the outer corner of cell (0, 0).
    pub origin: [f64; 2],
    /// By how much the map is turned about its origin, in radians, anticlockwise; 0 is upright.
    pub yaw: f64,
    /// Row after row, `row * width + column`; row 0 has the least y.
    pub cells: Vec<Cell>,
    /// Whether unknown cells are blocked.
    pub unknown_is_blocked: bool,
    /// Whether pictures draw y downwards (MovingAI's convention).
    pub y_down: bool,
}

impl GridMap {
    /// Whether the cell is blocked; everything outside is.
    pub fn is_blocked(&self, column: usize, row: usize) -> bool {
        if column >= self.width || row >= self.height {
            return true;
        }
        match self.cells[row * self.width + column] {
            Cell::Free => false,
            Cell::Occupied => true,
            Cell::Unknown => self.unknown_is_blocked,
        }
    }

    /// From the map's own axes to the plane and back.
    pub fn turn(&self) -> Turn {
        Turn::new(self.origin, self.yaw)
    }

    /// The lower and upper corner of the least upright box of the plane around the map.
    pub fn bounds(&self) -> [[f64; 2]; 2] {
        self.turn().box_forth(self.extent())
    }

    /// What comes this near to a cell touches it, in scenario units: some roundings of the map's largest coordinate, so
    /// that a position that is computed from the origin and the resolution to lie on a border does so.
    ///
    /// To turn a position back, and for whoever computed it to turn it forth, takes at most 4 epsilons each of its
    /// distance from the origin (`turn.rs`), which is at most 3 times the largest coordinate: 24 more.
    pub(crate) fn contact(&self) -> f64 {
        let coordinates = self.bounds().into_iter().flatten();
        let largest = coordinates.fold(0.0, |size: f64, c| size.max(c.abs()));
        let extent = self.width.max(self.height) as f64 * self.resolution;
        let roundings = if self.turn().is_none() { 32.0 } else { 64.0 };
        roundings * f64::EPSILON * largest.max(extent)
    }

    /// The map's extent in its own axes: its lower and upper corner.
    pub fn extent(&self) -> [[f64; 2]; 2] {
        let [x, y] = self.origin;
        let max = [
            x + self.width as f64 * self.resolution,
            y + self.height as f64 * self.resolution,
        ];
        [self.origin, max]
    }
}
