//! Which rule of nearness a planner takes where none is given.

use super::common::{BoxWorld, ball, cube};
use super::{finish, spec, steps};
use prolate::geometry::Aabb;

/// The parents and costs that a planner comes to, in a cube with a block in its middle.
fn grown<const D: usize>(settings: &str) -> (Vec<Option<u32>>, Vec<f64>) {
    let world = BoxWorld::<D>::new(
        "block",
        cube(0.0, 1.0),
        vec![Aabb::new([0.4; D], [0.6; D])],
        [0.1; D],
        vec![ball([0.9; D], 0.1)],
    );
    let mut planner = spec(settings).build(&world.problem, 3).unwrap();
    if settings.contains("batches") {
        finish(planner.as_mut());
    } else {
        steps(planner.as_mut(), 1000);
    }
    let forest = planner.forest();
    (forest.parents, forest.costs)
}

#[test]
fn the_default_rule_is_the_radius_in_three_dimensions_and_k_nearest_in_four() {
    for planner in [
        "rrt-star",
        "rrt-sharp",
        "informed-rrt-star",
        "fmt-star samples=500 batches=one",
        "prm-star samples=500 batches=one",
    ] {
        let [radius, nearest] =
            ["radius", "k-nearest"].map(|rule| format!("{planner} neighbors={rule}"));
        assert!(grown::<3>(&radius) != grown::<3>(&nearest), "{planner}");
        assert!(grown::<3>(planner) == grown::<3>(&radius), "{planner}");
        assert!(grown::<4>(&radius) != grown::<4>(&nearest), "{planner}");
        assert!(grown::<4>(planner) == grown::<4>(&nearest), "{planner}");
    }
}
