//! Upright boxes of the plane among the cells of a turned map: a robot's body, a part of a goal.

use crate::world::{GridMap, Turn};

/// A box of the plane in the axes of a map, against which it may be turned.
pub(crate) struct TurnedBox {
    middle: [f64; 2],
    /// The unit directions of its sides, where they are not those of the axes.
    sides: Option<[[f64; 2]; 2]>,
    /// Half of how long the sides are.
    half: [f64; 2],
    /// The lower and upper corner of the least box of the map's axes around it.
    pub extent: [[f64; 2]; 2],
}

impl TurnedBox {
    /// The box around `middle` with these half extents, both in the plane.
    pub fn around(turn: &Turn, middle: [f64; 2], half: [f64; 2]) -> Self {
        let [low, high] = [-1.0, 1.0].map(|sign| [0, 1].map(|i| middle[i] + sign * half[i]));
        Self {
            middle: turn.back(middle),
            sides: (!turn.is_none()).then(|| [[1.0, 0.0], [0.0, 1.0]].map(|v| turn.vector_back(v))),
            half,
            extent: turn.box_back([low, high]),
        }
    }

    /// The box of the plane from `min` to `max`.
    pub fn between(turn: &Turn, min: &[f64], max: &[f64]) -> Self {
        let half = [0, 1].map(|i| 0.5 * (max[i] - min[i]));
        let middle = [min[0] + half[0], min[1] + half[1]];
        Self {
            extent: turn.box_back([[min[0], min[1]], [max[0], max[1]]]),
            ..Self::around(turn, middle, half)
        }
    }

    /// How far apart it and a box of the map's axes are along the side that parts them best; not positive where they
    /// meet.
    ///
    /// Two convex polygons of the plane are apart if and only if a line along a side of one of them parts them.
    pub fn separation(&self, min: [f64; 2], max: [f64; 2]) -> f64 {
        let [low, high] = self.extent;
        let along_axis = |i: usize| (low[i] - max[i]).max(min[i] - high[i]);
        let along_axes = along_axis(0).max(along_axis(1));
        let Some(sides) = self.sides else {
            return along_axes;
        };
        let d = [0, 1].map(|i| self.middle[i] - 0.5 * (min[i] + max[i]));
        let other = [0, 1].map(|i| 0.5 * (max[i] - min[i]));
        let along_side = |k: usize| {
            let [x, y] = sides[k];
            (d[0] * x + d[1] * y).abs() - self.half[k] - other[0] * x.abs() - other[1] * y.abs()
        };
        along_axes.max(along_side(0)).max(along_side(1))
    }
}

/// The columns and rows of cells that may meet a box of the map's axes: up to one more on each side, since a cell's
/// border belongs to it.
pub(crate) fn cells(map: &GridMap, [low, high]: [[f64; 2]; 2]) -> [std::ops::Range<usize>; 2] {
    let counts = [map.width, map.height];
    [0, 1].map(|i| {
        // Casts saturate.
        let first = ((low[i] - map.origin[i]) / map.resolution - 1.0) as usize;
        let end = ((high[i] - map.origin[i]) / map.resolution + 2.0) as usize;
        first..end.min(counts[i])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_and_a_cell_meet_exactly_where_no_side_parts_them() {
        // Turned by an eighth, the cell's corner points down.
        let turn = Turn::new([0.0, 0.0], std::f64::consts::FRAC_PI_4);
        let low =
            |y: f64| TurnedBox::around(&turn, [0.0, y], [0.5, 0.25]).separation([0.0; 2], [1.0; 2]);
        assert!((low(-0.35) - 0.1).abs() < 1e-15);
        assert!(low(-0.24) < 0.0 && low(-0.26) > 0.0);
        // Beside the corner the cell's sides part them, along the diagonal.
        let beside =
            |x: f64| TurnedBox::around(&turn, [x, 0.0], [0.5, 0.25]).separation([0.0; 2], [1.0; 2]);
        assert!((beside(1.0) - 0.25 / 2f64.sqrt()).abs() < 1e-15);
        assert!(beside(0.76) > 0.0 && beside(0.74) < 0.0);
    }
}
