//! Where a robot just touches.

use crate::lattice::{POINT, shape_box};
use prolate::world::{Obstacles, Robot, Shape, World};

/// Robots grow obstacles: where sums of dyadic coordinates touch, they collide; a little further they do not.
#[test]
fn touching_collides_and_a_hair_further_does_not() {
    let unit_box = shape_box(&[0, 0], &[1, 1]);
    let ball = Shape::Ball {
        center: vec![0.0, 0.0],
        radius: 1.0,
    };
    let square = Shape::Polygon {
        vertices: vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]],
    };
    let disc = Robot::Ball { radius: 0.5 };
    let body = Robot::Box {
        half_extents: vec![0.25, 0.5],
    };
    // The shape, the robot, and the height at which a horizontal passage just touches.
    for (shape, robot, height) in [
        (&unit_box, &POINT, 1.0),
        (&unit_box, &disc, 1.5),
        (&unit_box, &body, 1.5),
        (&ball, &POINT, 1.0),
        (&ball, &disc, 1.5),
        (&ball, &body, 1.5),
        (&square, &POINT, 1.0),
        (&square, &disc, 1.5),
        (&square, &body, 1.5),
    ] {
        let world = Obstacles::<2>::new(std::slice::from_ref(shape), robot);
        for (y, free) in [
            (height, false),
            (height + 1e-9, true),
            (height - 1e-9, false),
        ] {
            for (from, to) in [
                (-3.0, 3.0),
                (3.0, -3.0),
                (0.0, 0.0),
                (0.0, 2.0),
                (-2.0, 0.0),
            ] {
                let answer = world.segment_is_free(&[from, y], &[to, y]);
                assert_eq!(answer, free, "{shape:?} {robot:?} {y} {from} {to}");
            }
            assert_eq!(
                world.segment_is_free(&[0.0, y + 5.0], &[0.0, y]),
                free,
                "{shape:?} {robot:?}"
            );
            assert_eq!(world.point_is_free(&[0.0, y]), free);
        }
    }
}

/// With a disc the corner of a box is round: where a box robot of the same size touches, the disc passes.
#[test]
fn a_disc_passes_the_corner_that_a_box_touches() {
    let shape = shape_box(&[0, 0], &[1, 1]);
    let disc = Obstacles::<2>::new(std::slice::from_ref(&shape), &Robot::Ball { radius: 1.0 });
    let body = Robot::Box {
        half_extents: vec![1.0; 2],
    };
    let body = Obstacles::<2>::new(&[shape], &body);
    let x = 1.0 + std::f64::consts::FRAC_1_SQRT_2;
    for (corner, free) in [(x - 1e-9, false), (x + 1e-9, true)] {
        assert_eq!(disc.point_is_free(&[corner; 2]), free);
        // The tangent at that point, both ends far away.
        let (a, b) = ([corner - 3.0, corner + 3.0], [corner + 3.0, corner - 3.0]);
        assert_eq!(disc.segment_is_free(&a, &b), free);
        assert!(!body.segment_is_free(&a, &b));
    }
}
