//! A collision checker of one's own: any closure that tells whether a segment is free is a world.
//!
//! Here a ring with two gaps stands around the start. `cargo run --release --example custom_world`

use prolate::geometry::{Aabb, lerp};
use prolate::planner::Spec;
use prolate::problem::{Goal, GoalRegion, Problem};
use prolate::record::Keep;
use prolate::run::{Budget, WallClock, drive};
use prolate::space::{Euclidean, Objective};

fn main() {
    let in_ring = |x: &[f64; 2]| (0.5..=0.6).contains(&x[0].hypot(x[1])) && x[0].abs() > 0.1;
    let is_free = |a: &[f64; 2], b: &[f64; 2]| {
        let steps = (prolate::geometry::distance(a, b) / 1e-3).ceil().max(1.0);
        (0..=steps as u32).all(|i| !in_ring(&lerp(a, b, f64::from(i) / steps)))
    };
    let bounds = Aabb::new([-1.0, -1.0], [1.0, 1.0]);
    let space = Euclidean::new(bounds, is_free, Objective::PathLength);
    let goal = Goal::new(vec![GoalRegion::State([0.9, 0.0])]);
    let problem = Problem::new(space, [0.0, 0.0], goal);

    let spec = Spec::named("informed-rrt-star").expect("a planner's name");
    let budget = Budget {
        iterations: Some(20_000),
        ..Budget::default()
    };
    let clock = WallClock::start();
    let mut planner = spec.build(&problem, 1).unwrap();
    let record = drive(planner.as_mut(), &budget, &clock, &mut (), Keep::Nothing);
    println!(
        "cost {:.4} after {} iterations",
        record.end.cost, record.end.iteration
    );
    for state in &record.path {
        println!("{:.4} {:.4}", state[0], state[1]);
    }
}
