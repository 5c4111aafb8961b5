//! The axes of a turned map: from the plane to them and back.
//!
//! A map may be turned about the outer corner of its cell (0, 0). That is a rigid motion: it keeps lengths, so a disc
//! stays that disc and a segment a segment of that length. Whoever asks a map turns the question into the map's own
//! axes, in which cells are upright, and what comes out of a map is turned forth into the plane.
//!
//! Rounding: a vector of length d is turned to within 3 machine epsilons of d (a unit in the last place for sine and
//! cosine, one for the two products, one for their sum), to either side. Without a turn nothing is computed, and
//! positions keep their bits.

/// A rotation of the plane about a point, anticlockwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    about: [f64; 2],
    /// Cosine and sine of the angle; none where it is 0.
    angle: Option<[f64; 2]>,
}

impl Turn {
    /// The rotation about a point by `yaw` radians.
    pub fn new(about: [f64; 2], yaw: f64) -> Self {
        Self {
            about,
            // Of a library of our own choice, so that it is the same on every machine.
            angle: (yaw != 0.0).then(|| [libm::cos(yaw), libm::sin(yaw)]),
        }
    }

    /// Whether nothing is turned.
    #[inline(always)]
    pub fn is_none(&self) -> bool {
        self.angle.is_none()
    }

    /// The vector of the plane, in the axes that are turned.
    #[inline(always)]
    pub fn vector_back(&self, v: [f64; 2]) -> [f64; 2] {
        match self.angle {
            None => v,
            Some([cos, sin]) => [cos * v[0] + sin * v[1], cos * v[1] - sin * v[0]],
        }
    }

    /// The vector of the turned axes, in the plane.
    #[inline(always)]
    pub fn vector_forth(&self, v: [f64; 2]) -> [f64; 2] {
        match self.angle {
            None => v,
            Some([cos, sin]) => [cos * v[0] - sin * v[1], cos * v[1] + sin * v[0]],
        }
    }

    /// The place that the rotation leads to `x`.
    #[inline(always)]
    pub fn back(&self, x: [f64; 2]) -> [f64; 2] {
        self.moved(x, Self::vector_back)
    }

    /// The place to which the rotation leads `x`.
    #[inline(always)]
    pub fn forth(&self, x: [f64; 2]) -> [f64; 2] {
        self.moved(x, Self::vector_forth)
    }

    #[inline(always)]
    fn moved(&self, x: [f64; 2], by: fn(&Self, [f64; 2]) -> [f64; 2]) -> [f64; 2] {
        if self.is_none() {
            return x;
        }
        let [u, v] = by(self, [x[0] - self.about[0], x[1] - self.about[1]]);
        [self.about[0] + u, self.about[1] + v]
    }

    /// The least upright box, as its lower and upper corner, around the upright one of the turned axes.
    pub fn box_forth(&self, [low, high]: [[f64; 2]; 2]) -> [[f64; 2]; 2] {
        around(corners(low, high).map(|corner| self.forth(corner)))
    }

    /// The least box of the turned axes around the upright one of the plane.
    pub fn box_back(&self, [low, high]: [[f64; 2]; 2]) -> [[f64; 2]; 2] {
        around(corners(low, high).map(|corner| self.back(corner)))
    }
}

/// The corners of a box, anticlockwise from the lower one.
pub(crate) fn corners(low: [f64; 2], high: [f64; 2]) -> [[f64; 2]; 4] {
    [low, [high[0], low[1]], high, [low[0], high[1]]]
}

/// The lower and upper corner of the least box around points.
fn around(points: [[f64; 2]; 4]) -> [[f64; 2]; 2] {
    let side = |i: usize, pick: fn(f64, f64) -> f64| {
        points[1..].iter().fold(points[0][i], |m, p| pick(m, p[i]))
    };
    [f64::min, f64::max].map(|pick| [side(0, pick), side(1, pick)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_anticlockwise_about_its_point_and_back_undoes_it() {
        let about = [3.0, -2.0];
        let turn = Turn::new(about, std::f64::consts::FRAC_PI_6);
        let [x, y] = turn.forth([5.0, -2.0]);
        assert!((x - (3.0 + 3.0_f64.sqrt())).abs() < 1e-15 && (y + 1.0).abs() < 1e-15);
        let [x, y] = turn.back([x, y]);
        assert!((x - 5.0).abs() < 1e-15 && (y + 2.0).abs() < 1e-15);
        assert_eq!(turn.forth(about), about);
        let [low, high] = turn.box_forth([about, [4.0, -1.0]]);
        let expected = [
            3.0 - 0.5,
            -2.0,
            3.0 + 0.75_f64.sqrt(),
            -1.5 + 0.75_f64.sqrt(),
        ];
        let found = [low[0], low[1], high[0], high[1]];
        assert!(
            found
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 1e-15),
            "{found:?}"
        );
    }

    #[test]
    fn without_a_turn_places_keep_their_bits() {
        let turn = Turn::new([0.1, 1e17], 0.0);
        for x in [[0.3, 0.7], [-0.0, f64::MIN_POSITIVE]] {
            assert_eq!(turn.forth(x).map(f64::to_bits), x.map(f64::to_bits));
            assert_eq!(turn.back(x).map(f64::to_bits), x.map(f64::to_bits));
        }
    }
}
