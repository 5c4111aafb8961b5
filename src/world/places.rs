//! Whether places are free, answered for nearly all of them by a grid.
//!
//! Curves ask this many times, of few obstacles. A grid of cells over the bounds remembers of each cell whether all of
//! its places are free, none is, or neither; only in cells of the last kind the obstacles are asked again. A cell is
//! free if its centre is free of obstacles grown by as much as the cell reaches from there, and blocked if its centre
//! is blocked for a robot that is smaller by as much. Both are decided when the first place in a cell is asked for.

use super::shape::{Robot, Shape};
use super::{Obstacles, World};
use crate::geometry::{Aabb, State};
use std::sync::atomic::{AtomicU8, Ordering};

/// How many cells there are along the longest side, by dimension: a byte each, they stay in a processor's second cache.
const ACROSS: [usize; 4] = [0, 1024, 256, 40];

/// Relative to the bounds: far more than rounding may put into the cell next door.
const ROUNDING: f64 = 1e-9;

/// What is known of the places in a cell.
mod verdict {
    /// Nothing.
    pub const UNKNOWN: u8 = 0;
    /// All are free.
    pub const FREE: u8 = 1;
    /// None is free.
    pub const BLOCKED: u8 = 2;
    /// It depends, or cannot be told.
    pub const MIXED: u8 = 3;
}

/// Obstacles with a grid of verdicts.
pub(super) struct Places<const P: usize> {
    exact: Obstacles<P>,
    /// Where a cell's centre is free of these, all of the cell is free.
    grown: Obstacles<P>,
    /// Where a cell's centre is blocked by these, all of the cell is; none where the robot is smaller than a cell.
    shrunk: Option<Obstacles<P>>,
    bounds: Aabb<P>,
    /// The side length of the cells, and one by that.
    side: f64,
    inverse: f64,
    counts: [u32; P],
    verdicts: Vec<AtomicU8>,
}

impl<const P: usize> Places<P> {
    /// The obstacles for this robot, whose reference point stays within `bounds`.
    pub fn new(shapes: &[Shape], robot: &Robot, bounds: &Aabb<P>) -> Self {
        let longest = bounds.largest_extent();
        let side = longest / ACROSS[P] as f64;
        let counts = bounds.extents().map(|extent| (extent / side).ceil() as u32);
        // From the centre of a cell to its sides, and for a ball, to its corners.
        let half = 0.5 * side + ROUNDING * longest;
        let margin = match robot {
            Robot::Ball { .. } => half * (P as f64).sqrt(),
            Robot::Box { .. } => half,
        };
        let is_larger = (0..P).all(|axis| robot.reach(axis) > margin);
        let shrunk = is_larger.then(|| Obstacles::new(shapes, &robot.grown(-margin)));
        let cells: u32 = counts.iter().product();
        Self {
            exact: Obstacles::new(shapes, robot),
            grown: Obstacles::new(shapes, &robot.grown(margin)),
            shrunk,
            bounds: *bounds,
            side,
            inverse: 1.0 / side,
            counts,
            verdicts: (0..cells).map(|_| AtomicU8::default()).collect(),
        }
    }

    /// Whether there is no obstacle.
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty()
    }

    /// Whether the segment from `a` to `b` is free.
    pub fn segment_is_free(&self, a: &State<P>, b: &State<P>) -> bool {
        self.exact.segment_is_free(a, b)
    }

    /// Whether the place `x` is free.
    pub fn is_free(&self, x: &State<P>) -> bool {
        let Some(cell) = self.cell_of(x) else {
            return self.exact.point_is_free(x);
        };
        // The verdict is the same whoever finds it, so that no order is asked of the memory.
        let known = &self.verdicts[cell];
        let mut verdict = known.load(Ordering::Relaxed);
        if verdict == verdict::UNKNOWN {
            verdict = self.verdict(cell);
            known.store(verdict, Ordering::Relaxed);
        }
        match verdict {
            verdict::FREE => true,
            verdict::BLOCKED => false,
            _ => self.exact.point_is_free(x),
        }
    }

    /// The number of the cell that holds `x`; `None` out of the bounds.
    #[inline]
    fn cell_of(&self, x: &State<P>) -> Option<usize> {
        let mut cell = 0;
        for i in 0..P {
            let along = (x[i] - self.bounds.min[i]) * self.inverse;
            // Also where it is no number.
            if !(along >= 0.0 && along < f64::from(self.counts[i])) {
                return None;
            }
            cell = cell * self.counts[i] + along as u32;
        }
        Some(cell as usize)
    }

    fn verdict(&self, cell: usize) -> u8 {
        let mut rest = cell;
        let mut center = self.bounds.min;
        for i in (0..P).rev() {
            let count = self.counts[i] as usize;
            center[i] += ((rest % count) as f64 + 0.5) * self.side;
            rest /= count;
        }
        let shrunk = self.shrunk.as_ref();
        if self.grown.point_is_free(&center) {
            verdict::FREE
        } else if shrunk.is_some_and(|shrunk| !shrunk.point_is_free(&center)) {
            verdict::BLOCKED
        } else {
            verdict::MIXED
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{in_box, seeded};

    /// Random places, and many close to the sides of cells and of obstacles, which lie on a grid of a quarter of a
    /// cell.
    fn agrees<const P: usize>(shapes: &[Shape], robot: &Robot) {
        let bounds = Aabb::new([0.0; P], [ACROSS[P] as f64; P]);
        let places = Places::new(shapes, robot, &bounds);
        let mut rng = seeded(4);
        let mut free = 0;
        for k in 0..60_000 {
            let mut x: State<P> = in_box(&mut rng, &bounds.grown(&[1.0; P]));
            match k % 4 {
                0 => x = x.map(|v| (4.0 * v).round() / 4.0),
                1 => x = x.map(|v| (4.0 * v).round() / 4.0 * (1.0 + f64::EPSILON)),
                _ => {}
            }
            let expected = places.exact.point_is_free(&x);
            assert_eq!(places.is_free(&x), expected, "{robot:?} {x:?}");
            free += usize::from(expected);
        }
        assert!((6_000..54_000).contains(&free), "{free} of 60000 are free");
        let known = |verdict| {
            let verdicts = places.verdicts.iter();
            verdicts
                .filter(|v| v.load(Ordering::Relaxed) == verdict)
                .count()
        };
        let (mixed, all) = (known(verdict::MIXED), places.verdicts.len());
        assert!(mixed < all / 3, "{mixed} of {all} cells are mixed");
        assert!(known(verdict::FREE) > all / 20);
        assert_eq!(known(verdict::BLOCKED) > 0, places.shrunk.is_some());
    }

    #[test]
    fn a_grid_answers_as_the_obstacles() {
        let plane = [
            Shape::Box {
                min: vec![40.0, 0.0],
                max: vec![80.25, 150.5],
            },
            Shape::Ball {
                center: vec![170.0, 90.0],
                radius: 40.25,
            },
            Shape::Polygon {
                vertices: vec![
                    [30.0, 180.0],
                    [220.5, 160.0],
                    [120.0, 250.0],
                    [110.0, 200.0],
                ],
            },
        ];
        for radius in [0.0, 0.3, 5.25] {
            agrees::<2>(&plane, &Robot::Ball { radius });
        }
        for half_extents in [vec![0.25, 3.0], vec![2.5, 7.0]] {
            agrees::<2>(&plane, &Robot::Box { half_extents });
        }
        let space = [
            Shape::Box {
                min: vec![5.0, 0.0, 0.0],
                max: vec![15.25, 30.0, 25.5],
            },
            Shape::Ball {
                center: vec![28.0, 24.0, 20.0],
                radius: 9.25,
            },
        ];
        agrees::<3>(&space, &Robot::Ball { radius: 2.25 });
        let half_extents = vec![1.0, 2.0, 3.25];
        agrees::<3>(&space, &Robot::Box { half_extents });
    }

    #[test]
    fn without_extent_the_obstacles_are_asked() {
        let shapes = [Shape::Box {
            min: vec![2.0, 0.0],
            max: vec![3.0, 1.0],
        }];
        for high in [[0.0, 0.0], [4.0, 0.0]] {
            let bounds = Aabb::new([0.0; 2], high);
            let places = Places::new(&shapes, &Robot::Ball { radius: 0.0 }, &bounds);
            assert!(places.is_free(&[1.0, 0.0]));
            assert!(!places.is_free(&[2.0, 0.0]));
            assert!(places.is_free(&[f64::NAN, 5.0]));
        }
    }
}
