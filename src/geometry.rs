//! Points, boxes and measures of the Euclidean space R^D.
//!
//! Everything above stands on these few definitions. Lengths are in the scenario's own unit.

/// A point of R^D.
pub type State<const D: usize> = [f64; D];

/// The squared Euclidean distance between `a` and `b`.
#[inline]
pub fn squared_distance<const D: usize>(a: &State<D>, b: &State<D>) -> f64 {
    let mut sum = 0.0;
    for i in 0..D {
        let d = a[i] - b[i];
        sum += d * d;
    }
    sum
}

/// The Euclidean distance between `a` and `b`.
#[inline]
pub fn distance<const D: usize>(a: &State<D>, b: &State<D>) -> f64 {
    squared_distance(a, b).sqrt()
}

/// The point `a + t (b - a)`; exactly `b` at t = 1.
#[inline]
pub fn lerp<const D: usize>(a: &State<D>, b: &State<D>, t: f64) -> State<D> {
    if t == 1.0 {
        return *b;
    }
    std::array::from_fn(|i| a[i] + t * (b[i] - a[i]))
}

/// The Lebesgue measure of the unit ball of R^d: pi^(d/2) / Gamma(d/2 + 1).
///
/// Computed by zeta_d = zeta_(d-2) * 2 pi / d, which is exact up to rounding for every d >= 0.
pub fn unit_ball_measure(d: usize) -> f64 {
    let first = if d.is_multiple_of(2) { 1.0 } else { 2.0 };
    let from = if d.is_multiple_of(2) { 2 } else { 3 };
    (from..=d)
        .step_by(2)
        .fold(first, |zeta, k| zeta * std::f64::consts::TAU / k as f64)
}

/// A closed axis-aligned box: all x with `min[i] <= x[i] <= max[i]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aabb<const D: usize> {
    /// The lower corner.
    pub min: State<D>,
    /// The upper corner.
    pub max: State<D>,
}

impl<const D: usize> Aabb<D> {
    /// The box that holds nothing and grows with [`Aabb::include`].
    pub const EMPTY: Self = Self {
        min: [f64::INFINITY; D],
        max: [f64::NEG_INFINITY; D],
    };

    /// The box with the given corners.
    pub const fn new(min: State<D>, max: State<D>) -> Self {
        Self { min, max }
    }

    /// Whether `x` lies in the closed box.
    #[inline]
    pub fn contains(&self, x: &State<D>) -> bool {
        (0..D).all(|i| self.min[i] <= x[i] && x[i] <= self.max[i])
    }

    /// The side lengths.
    pub fn extents(&self) -> State<D> {
        std::array::from_fn(|i| self.max[i] - self.min[i])
    }

    /// The longest side.
    pub fn largest_extent(&self) -> f64 {
        self.extents().into_iter().fold(0.0, f64::max)
    }

    /// The Lebesgue measure: the product of the sides.
    pub fn measure(&self) -> f64 {
        self.extents().into_iter().product()
    }

    /// The middle.
    pub fn center(&self) -> State<D> {
        std::array::from_fn(|i| 0.5 * (self.min[i] + self.max[i]))
    }

    /// The squared distance from `x` to the box, 0 inside.
    #[inline]
    pub fn squared_distance_to(&self, x: &State<D>) -> f64 {
        let mut sum = 0.0;
        for i in 0..D {
            let d = (self.min[i] - x[i]).max(x[i] - self.max[i]).max(0.0);
            sum += d * d;
        }
        sum
    }

    /// The box with every face moved outwards by `by[i]` (inwards where negative).
    pub fn grown(&self, by: &State<D>) -> Self {
        Self {
            min: std::array::from_fn(|i| self.min[i] - by[i]),
            max: std::array::from_fn(|i| self.max[i] + by[i]),
        }
    }

    /// Grows the box until it holds `x`.
    pub fn include(&mut self, x: &State<D>) {
        for i in 0..D {
            self.min[i] = self.min[i].min(x[i]);
            self.max[i] = self.max[i].max(x[i]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unit_ball_measures_are_the_known_ones() {
        use std::f64::consts::PI;
        for (d, zeta) in [
            (1, 2.0),
            (2, PI),
            (3, 4.0 * PI / 3.0),
            (4, PI * PI / 2.0),
            (5, 8.0 * PI * PI / 15.0),
            (8, PI.powi(4) / 24.0),
        ] {
            assert!((unit_ball_measure(d) / zeta - 1.0).abs() < 1e-15, "d = {d}");
        }
    }

    #[test]
    fn distance_to_a_box_is_zero_inside_and_euclidean_outside() {
        let b = Aabb::new([0.0, 0.0], [1.0, 2.0]);
        assert_eq!(b.squared_distance_to(&[0.5, 2.0]), 0.0);
        assert_eq!(b.squared_distance_to(&[4.0, 6.0]), 25.0);
    }
}
