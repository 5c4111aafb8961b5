//! Simple polygons in the plane, convex or not.
//!
//! A segment meets a closed region if and only if it starts in it or meets its outline. The outline's edges are tested
//! eight at a time, those of all polygons together; the start is tested in those polygons whose bounding box holds it.
//! A robot grows the edges, not the inside: P + B = P united with (outline + B) for every B that contains the origin.
//!
//! - A point or a box: the segment and the edge come within the half extents of each other (`plane::segments_meet`).
//! - A disc: the segment and the edge come within the radius, that is they meet, or an end of one comes within the
//!   radius of the other.
//!
//! In more than two dimensions a polygon is a prism: the first two coordinates decide.
//!
//! Complexity: a block of eight edges O(1); a point in a polygon of k corners O(k).

use super::balls::loosened;
use super::boxes::Boxes;
use super::packed::{Block, LANES, Packed};
use super::plane::{
    Point, bounds_of, edges, outline_contains, segments_meet, squared_distance_to_segment,
};
use super::segment::{Segment, first, least, squared_reach};
use super::shape::Robot;
use crate::geometry::Aabb;

/// All polygons of a world.
pub(super) struct Polygons {
    insides: Packed<2, Insides>,
    outlines: Packed<2, Edges>,
}

impl Polygons {
    /// The polygons with these corners, grown by the robot.
    pub fn new(polygons: Vec<Vec<Point>>, robot: &Robot) -> Self {
        let (half, radius) = match robot {
            Robot::Ball { radius } => ([0.0; 2], *radius),
            Robot::Box { half_extents } => (first(half_extents), 0.0),
        };
        let mut outlines = Vec::new();
        for polygon in &polygons {
            outlines.extend(edges(polygon).map(|corners| Edge {
                corners,
                half,
                radius,
            }));
        }
        Self {
            insides: Packed::new(polygons),
            outlines: Packed::new(outlines),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.insides.is_empty()
    }

    /// Whether the closed segment meets one of them.
    pub fn is_hit(&self, a: Point, b: Point) -> bool {
        self.outlines.is_hit(&Segment::new(&a, &b)) || self.insides.is_hit(&Segment::new(&a, &a))
    }
}

/// One edge and how far it is grown.
#[derive(Clone, Copy)]
struct Edge {
    corners: (Point, Point),
    half: Point,
    radius: f64,
}

/// Eight edges.
struct Edges {
    u: [[f64; LANES]; 2],
    v: [[f64; LANES]; 2],
    half: Point,
    radius: f64,
    /// At least the length of the longest edge.
    extent: f64,
}

impl Block<2> for Edges {
    type Item = Edge;

    const FLAT_BLOCKS: usize = 1;

    fn bounds(edge: &Edge) -> Aabb<2> {
        let (u, v) = edge.corners;
        loosened(&bounds_of(&[u, v]).grown(&edge.half), edge.radius)
    }

    fn pack(items: &[Edge]) -> Self {
        // Repeating the last edge in missing lanes changes no answer.
        let lane = |l: usize| items[l.min(items.len() - 1)];
        let extent = |edge: &Edge| Segment::new(&edge.corners.0, &edge.corners.1).extent;
        Self {
            u: std::array::from_fn(|i| std::array::from_fn(|l| lane(l).corners.0[i])),
            v: std::array::from_fn(|i| std::array::from_fn(|l| lane(l).corners.1[i])),
            half: lane(0).half,
            radius: lane(0).radius,
            extent: items.iter().map(extent).fold(0.0, f64::max),
        }
    }

    #[inline(always)]
    fn is_hit(&self, s: &Segment<2>) -> bool {
        let corners = |l: usize| ([self.u[0][l], self.u[1][l]], [self.v[0][l], self.v[1][l]]);
        let mut hit = false;
        for l in 0..LANES {
            let (u, v) = corners(l);
            hit |= segments_meet(u, v, s.a, s.b, self.half);
        }
        if hit || self.radius == 0.0 {
            return hit;
        }
        let mut nearest = [f64::INFINITY; LANES];
        for (l, nearest) in nearest.iter_mut().enumerate() {
            let (u, v) = corners(l);
            let ends = least(
                squared_distance_to_segment(s.a, u, v),
                squared_distance_to_segment(s.b, u, v),
            );
            let corners = least(
                squared_distance_to_segment(u, s.a, s.b),
                squared_distance_to_segment(v, s.a, s.b),
            );
            *nearest = least(ends, corners);
        }
        let reach = squared_reach(self.radius, self.extent + s.extent);
        nearest.iter().any(|square| *square <= reach)
    }
}

/// The insides of up to eight polygons; the segment is a point.
struct Insides {
    bounds: Boxes<2>,
    outlines: Vec<Vec<Point>>,
}

impl Block<2> for Insides {
    type Item = Vec<Point>;

    const FLAT_BLOCKS: usize = 16;

    fn bounds(outline: &Vec<Point>) -> Aabb<2> {
        bounds_of(outline)
    }

    fn pack(items: &[Vec<Point>]) -> Self {
        let bounds: Vec<_> = items.iter().map(Self::bounds).collect();
        Self {
            bounds: Boxes::pack(&bounds),
            outlines: items.to_vec(),
        }
    }

    #[inline(always)]
    fn is_hit(&self, s: &Segment<2>) -> bool {
        let near_by = self.bounds.mask(s);
        near_by != 0
            && (0..LANES).any(|l| near_by >> l & 1 == 1 && outline_contains(&self.outlines[l], s.a))
    }
}
