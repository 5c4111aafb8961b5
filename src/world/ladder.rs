//! Obstacles at several growths, for curves: a chord that keeps a margin vouches for the curve beside it.
//!
//! A curve that stays within a distance e of its chord is free if the chord is free of obstacles that are grown by e.
//! The ladder holds the obstacles of a scenario grown by the robot and by each of a few margins, each a quarter of the
//! one before: halving a smooth curve quarters its distance from the chord, so that each halving goes one step down the
//! ladder. All tests are the exact ones of segments against the grown obstacles; for a box robot the margin is a box
//! around the ball of that radius, which errs to the side of a collision.
//!
//! The ladder's dimension is that of places, 1 to 3, and ends here: above it, places are three numbers, those beyond
//! the dimension 0.

use super::places::Places;
use super::{Obstacles, Robot, Shape, World};
use crate::geometry::Aabb;

/// A place: coordinates beyond the dimension are 0.
pub type Place = [f64; 3];

/// The widest margin, relative to the extent of the bounds.
const WIDEST: f64 = 1.0 / 32.0;
/// From one margin to the next.
const RATIO: f64 = 0.25;
/// The number of margins. The least is 5e-7 of the extent: what comes nearer than that counts as a contact.
const STEPS: usize = 9;

/// What curves must know of the obstacles.
pub trait Surroundings: Send + Sync {
    /// Whether the place is free.
    fn place_is_free(&self, x: &Place) -> bool;

    /// Whether everything within `margin` of the segment is sure to be free. `None` where the margin is wider than the
    /// widest step of the ladder.
    fn chord_is_free(&self, a: &Place, b: &Place, margin: f64) -> Option<bool>;

    /// The least margin above 0 that is told apart.
    fn least_margin(&self) -> f64;

    /// Whether there is no obstacle.
    fn is_empty(&self) -> bool;
}

/// The obstacles at several growths.
pub struct Ladder<const P: usize> {
    /// Without a margin.
    bare: Places<P>,
    /// Margins from the least to the widest.
    steps: Vec<(f64, Obstacles<P>)>,
}

impl<const P: usize> Ladder<P> {
    /// The ladder for the obstacles of a robot whose reference point keeps within `bounds`.
    pub fn new(shapes: &[Shape], robot: &Robot, bounds: &Aabb<P>) -> Self {
        let least = WIDEST * bounds.largest_extent() * RATIO.powi(STEPS as i32 - 1);
        let margins = (0..STEPS).map(|k| least * RATIO.powi(-(k as i32)));
        let step = |margin: f64| (margin, Obstacles::new(shapes, &robot.grown(margin)));
        Self {
            bare: Places::new(shapes, robot, bounds),
            steps: margins.map(step).collect(),
        }
    }
}

fn first<const P: usize>(x: &Place) -> [f64; P] {
    std::array::from_fn(|i| x[i])
}

impl<const P: usize> Surroundings for Ladder<P> {
    fn place_is_free(&self, x: &Place) -> bool {
        self.bare.is_free(&first(x))
    }

    fn chord_is_free(&self, a: &Place, b: &Place, margin: f64) -> Option<bool> {
        let (a, b) = (first(a), first(b));
        if margin == 0.0 {
            return Some(self.bare.segment_is_free(&a, &b));
        }
        let at = self.steps.partition_point(|(step, _)| *step < margin);
        let (_, obstacles) = self.steps.get(at)?;
        Some(obstacles.segment_is_free(&a, &b))
    }

    fn least_margin(&self) -> f64 {
        self.steps[0].0
    }

    fn is_empty(&self) -> bool {
        self.bare.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chord_is_free_only_with_its_margin() {
        let shapes = [Shape::Box {
            min: vec![0.0, 0.0],
            max: vec![1.0, 1.0],
        }];
        for robot in [
            Robot::Ball { radius: 0.5 },
            Robot::Box {
                half_extents: vec![0.5, 0.5],
            },
        ] {
            let ladder = Ladder::<2>::new(&shapes, &robot, &Aabb::new([-16.0; 2], [16.0; 2]));
            let free =
                |y: f64, margin| ladder.chord_is_free(&[-3.0, y, 0.0], &[3.0, y, 0.0], margin);
            assert_eq!(free(1.6, 0.0), Some(true));
            assert_eq!(free(1.5, 0.0), Some(false), "touching");
            assert_eq!(free(1.6, 0.05), Some(true));
            assert_eq!(free(1.6, 0.2), Some(false));
            // Between the steps the wider one decides.
            assert_eq!(free(1.8, 0.2), Some(true));
            assert_eq!(free(1.7, 0.2), Some(false));
            assert_eq!(free(9.0, 1.1), None, "wider than the ladder");
            assert!(ladder.place_is_free(&[0.5, 1.51, 0.0]));
        }
    }

    #[test]
    fn places_may_have_one_dimension() {
        let shapes = [Shape::Box {
            min: vec![2.0],
            max: vec![3.0],
        }];
        let ladder = Ladder::<1>::new(
            &shapes,
            &Robot::Ball { radius: 0.5 },
            &Aabb::new([0.0], [10.0]),
        );
        assert!(ladder.place_is_free(&[1.4, 0.0, 0.0]));
        assert!(!ladder.place_is_free(&[1.5, 0.0, 0.0]));
    }
}
