//! Motions against bounds and obstacles.

use super::*;
use crate::geometry::Aabb;
use crate::random::{in_box, seeded};

/// A space of the double integrator in the plane, with one ball in the way, and its dense check.
fn guarded(radius: f64) -> LinearDynamics<4> {
    use crate::world::{Ladder, Robot, Shape};
    let shapes = [Shape::Ball {
        center: vec![5.0, 5.0],
        radius: 2.0,
    }];
    let limits = Limits {
        states: Aabb::new([0.0, 0.0, -4.0, -4.0], [10.0, 10.0, 4.0, 4.0]),
        controls: vec![[-6.0, 6.0]; 2],
        position: vec![0, 1],
        surroundings: Box::new(Ladder::new(
            &shapes,
            &Robot::Ball { radius },
            &Aabb::new([0.0; 2], [10.0; 2]),
        )),
    };
    let system = System::DoubleIntegrator {
        axes: 2,
        weight: 0.25,
    };
    LinearDynamics::new(system, limits).unwrap()
}

/// Accepted means free at each of 2000 samples; refused means that some sample violates a limit by all but nothing.
#[test]
fn a_motion_is_free_exactly_where_dense_samples_are() {
    let space = guarded(0.3);
    let bounds = *space.bounds();
    let mut rng = seeded(17);
    let (mut free, mut refused) = (0, 0);
    for _ in 0..4_000 {
        let (a, b) = (in_box(&mut rng, &bounds), in_box(&mut rng, &bounds));
        if !space.state_is_free(&a) || !space.state_is_free(&b) {
            continue;
        }
        let connection = space.connect(&a, &b).unwrap();
        // How far beyond its limits the motion is at most; negative where it keeps a distance.
        let mut beyond = f64::NEG_INFINITY;
        for piece in space.curve(&a, &connection.motion, &b) {
            for k in 0..=2_000 {
                let (x, u) = piece.at(piece.start + piece.length * f64::from(k) / 2_000.0);
                for i in 0..4 {
                    beyond = beyond.max(bounds.min[i] - x[i]).max(x[i] - bounds.max[i]);
                }
                beyond = beyond.max(u[0].abs() - 6.0).max(u[1].abs() - 6.0);
                let off = (x[0] - 5.0).hypot(x[1] - 5.0);
                beyond = beyond.max(2.3 - off);
            }
        }
        if space.motion_is_free(&a, &connection.motion, &b) {
            free += 1;
            assert!(beyond < 1e-9, "{a:?} {b:?}: {beyond}");
        } else {
            refused += 1;
            assert!(beyond > -1e-4, "{a:?} {b:?}: {beyond}");
        }
    }
    assert!(free > 300 && refused > 300, "{free} {refused}");
}

/// Straight by in the middle of the bounds: 1e-3 beside the grown ball is free, the contact is not.
#[test]
fn a_motion_may_pass_an_obstacle_closely_but_not_touch_it() {
    let space = guarded(0.5);
    for (gap, expected) in [(1e-3, true), (1e-5, true), (0.0, false), (-1e-6, false)] {
        let y = 7.5 + gap;
        let (a, b) = ([1.0, y, 1.0, 0.0], [9.0, y, 1.0, 0.0]);
        let motion = space.connect(&a, &b).unwrap().motion;
        assert_eq!(space.motion_is_free(&a, &motion, &b), expected, "{gap}");
    }
}
