//! All obstacles of a scenario, grown by its robot.
//!
//! The robot does not turn, so it touches an obstacle if and only if its reference point lies in the obstacle's
//! Minkowski sum with the robot's mirror image; both robots here are their own mirror images. Each shape has an exact
//! sum:
//!
//! | | ball robot | box robot |
//! | --- | --- | --- |
//! | box | a rounded box (`rounded.rs`), a box for a point (`boxes.rs`) | a bigger box |
//! | ball | a bigger ball (`balls.rs`) | a rounded box |
//! | polygon | edges grown by the disc (`polygon.rs`) | edges grown by the box |
//! | map | cells grown by the disc (`map.rs`) | bigger cells |
//!
//! One more shape is one more file, one field of [`Obstacles`] and the lines that the compiler then asks for.

use super::World;
use super::balls::{Ball, Balls};
use super::boxes::Boxes;
use super::map::Map;
use super::packed::Packed;
use super::plane::plane;
use super::polygon::Polygons;
use super::rounded::{RoundedBox, RoundedBoxes};
use super::segment::{Segment, first};
use super::shape::{Robot, Shape};
use crate::geometry::{Aabb, State};

/// Exact obstacles: closed sets, grown by the robot.
///
/// "Exact" is up to the rounding of coordinates: no sampling, no tolerance that a user could see, and whatever touches
/// is found to touch. Coordinates are finite.
pub struct Obstacles<const D: usize> {
    boxes: Packed<D, Boxes<D>>,
    balls: Packed<D, Balls<D>>,
    rounded: Packed<D, RoundedBoxes<D>>,
    polygons: Polygons,
    maps: Vec<Map>,
}

impl<const D: usize> Obstacles<D> {
    /// The obstacles for this robot. The shapes and the robot are valid and of dimension D; maps and polygons use the
    /// first two coordinates.
    ///
    /// O(n log n) for n obstacles, and O(cells) for a map.
    pub fn new(shapes: &[Shape], robot: &Robot) -> Self {
        let (half, radius): (State<D>, f64) = match robot {
            Robot::Ball { radius } => ([0.0; D], *radius),
            Robot::Box { half_extents } => (first(half_extents), 0.0),
        };
        let (mut boxes, mut balls, mut rounded) = (Vec::new(), Vec::new(), Vec::new());
        let (mut polygons, mut maps) = (Vec::new(), Vec::new());
        for shape in shapes {
            match shape {
                Shape::Box { min, max } => {
                    let core = grown(&Aabb::new(first(min), first(max)), &half);
                    if radius > 0.0 {
                        rounded.push(RoundedBox { core, radius });
                    } else {
                        boxes.push(core);
                    }
                }
                Shape::Ball {
                    center,
                    radius: own,
                } => {
                    let center = first(center);
                    if half.iter().any(|h| *h > 0.0) {
                        let core = grown(&Aabb::new(center, center), &half);
                        rounded.push(RoundedBox { core, radius: *own });
                    } else {
                        let radius = own + radius;
                        balls.push(Ball { center, radius });
                    }
                }
                Shape::Polygon { vertices } => polygons.push(vertices.clone()),
                Shape::Map(map) => maps.push(Map::new(map, robot)),
            }
        }
        Self {
            boxes: Packed::new(boxes),
            balls: Packed::new(balls),
            rounded: Packed::new(rounded),
            polygons: Polygons::new(polygons, robot),
            maps,
        }
    }

    /// Whether there is nothing to collide with.
    pub fn is_empty(&self) -> bool {
        self.boxes.is_empty()
            && self.balls.is_empty()
            && self.rounded.is_empty()
            && self.polygons.is_empty()
            && self.maps.is_empty()
    }
}

/// The box grown by `half` to each side, and where that is no double by one rounding more: what touches the sum touches
/// this.
fn grown<const D: usize>(core: &Aabb<D>, half: &State<D>) -> Aabb<D> {
    let outwards = |x: f64, h: f64| {
        let sum = x + h;
        let of_h = sum - x;
        // What the sum lacks, without rounding (Knuth, The Art of Computer Programming, volume 2, section 4.2.2).
        let lack = (x - (sum - of_h)) + (h - of_h);
        if lack > 0.0 { sum.next_up() } else { sum }
    };
    Aabb::new(
        std::array::from_fn(|i| -outwards(-core.min[i], half[i])),
        std::array::from_fn(|i| outwards(core.max[i], half[i])),
    )
}

impl<const D: usize> World<D> for Obstacles<D> {
    fn point_is_free(&self, x: &State<D>) -> bool {
        self.segment_is_free(x, x)
    }

    #[inline]
    fn segment_is_free(&self, a: &State<D>, b: &State<D>) -> bool {
        let s = Segment::new(a, b);
        !(self.boxes.is_hit(&s)
            || self.balls.is_hit(&s)
            || self.rounded.is_hit(&s)
            || (!self.polygons.is_empty() && self.polygons.is_hit(plane(a), plane(b)))
            || self.maps.iter().any(|map| map.is_hit(plane(a), plane(b))))
    }
}
