//! Connections in lanes against connections of single pairs.

use super::*;
use crate::geometry::Aabb;
use crate::random::{in_box, seeded};
use crate::space::Estimate;
use crate::world::{Ladder, Robot};

/// Of random pairs exactly those are left out that cost too much or are somewhere out of bounds; the others have the
/// cost and the arrival time that a pair alone has.
fn agrees<const D: usize>(
    system: System,
    low: State<D>,
    high: State<D>,
    controls: f64,
    budget: f64,
) {
    let limits = Limits {
        states: Aabb::new(low, high),
        controls: vec![[-controls, controls]; system.controls()],
        position: system.position(),
        surroundings: Box::new(Ladder::new(
            &[],
            &Robot::Ball { radius: 0.0 },
            &Aabb::new([0.0], [1.0]),
        )),
    };
    let bounds = limits.states;
    let space = LinearDynamics::new(system, limits).unwrap();
    let mut rng = seeded(8);
    let (mut told, mut left_out) = (0, 0);
    for _ in 0..40 {
        let x = in_box(&mut rng, &bounds);
        let local = space.near(&x).unwrap();
        // Not a multiple of the lanes, and the state itself among them.
        let mut points: Vec<State<D>> = (0..149).map(|_| in_box(&mut rng, &bounds)).collect();
        points.push(x);
        let ids: Vec<u32> = (0..150).collect();
        for direction in [Direction::Forward, Direction::Backward] {
            let pair = |id: u32| match direction {
                Direction::Forward => (&x, &points[id as usize]),
                Direction::Backward => (&points[id as usize], &x),
            };
            let mut seen = vec![None; points.len()];
            let see = |id: u32, estimate| match estimate {
                Estimate::Is(connection) => seen[id as usize] = Some(connection),
                Estimate::AtLeast(_) => panic!("a graded system has connections"),
            };
            local.estimates(&points, &ids, direction, |_| budget, see);
            for id in ids.iter().copied() {
                let (from, to) = pair(id);
                let expected = local.connect(from, to, budget);
                match (seen[id as usize], expected) {
                    (Some(found), Some(expected)) => {
                        told += 1;
                        assert!((found.cost - expected.cost).abs() <= 1e-9 * expected.cost);
                        let time = expected.motion.time;
                        assert!((found.motion.time - time).abs() <= 1e-6 * time);
                        assert_eq!(found.motion.about, expected.motion.about);
                    }
                    (Some(_), None) => panic!("{from:?} {to:?}: dearer than told"),
                    (None, Some(expected)) => {
                        left_out += 1;
                        assert!(!space.motion_is_free(from, &expected.motion, to));
                    }
                    (None, None) => {}
                }
            }
        }
    }
    // A small budget leaves few, and of those hardly any that leave the bounds.
    let least = if budget.is_finite() {
        [20, 0]
    } else {
        [100, 100]
    };
    assert!(
        told >= least[0] && left_out >= least[1],
        "{told} {left_out}"
    );
}

#[test]
fn connections_in_lanes_are_those_of_single_pairs() {
    for budget in [f64::INFINITY, 6.0] {
        let integrator = System::DoubleIntegrator {
            axes: 2,
            weight: 0.25,
        };
        let high = [20.0, 20.0, 10.0, 10.0];
        agrees(integrator, high.map(|x| -x), high, 5.0, budget);
        let high = [2.5, 2.5, 2.5, 5.0, 5.0, 5.0, 1.0, 1.0, 5.0, 5.0];
        agrees(QUADROTOR, high.map(|x| -x), high, 4.0, 0.7 * budget);
        let car = System::Car {
            weights: [1.0, 50.0],
        };
        let (low, high) = ([0.0, 0.0, -1.5, 0.5, -0.25], [20.0, 20.0, 1.5, 10.0, 0.25]);
        agrees(car, low, high, f64::INFINITY, 3.0 * budget);
    }
}
