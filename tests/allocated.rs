//! What planners say of their memory, against what the allocator hands out, to the byte.

mod common;

use common::{BoxWorld, ball, cube, value_of};
use peak_alloc::PeakAlloc;
use prolate::geometry::Aabb;
use prolate::planner::{Spec, Step};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The unit cube around a box that is in the way.
fn world<const D: usize>() -> BoxWorld<D> {
    let blocked = Aabb::new([0.3; D], [0.6; D]);
    let goal = ball([0.9; D], 0.05);
    BoxWorld::new("box", cube(0.0, 1.0), vec![blocked], [0.1; D], vec![goal])
}

/// Each step takes no more than was foreseen; what is held has been handed out; and in the end neither is far off.
fn check<const D: usize>(text: &str, known: [f64; 2], steps: usize) {
    /// Bytes besides those of containers: the planner itself, and what a step needs for a moment.
    const BESIDE: usize = 16_000;
    let world = world::<D>();
    let mut words = text.split_whitespace();
    let mut spec = Spec::named(words.next().unwrap()).unwrap();
    for setting in words {
        let (key, value) = setting.split_once('=').unwrap();
        spec.set(key, &value_of(value)).unwrap();
    }
    let before = ALLOCATOR.current_usage();
    let mut planner = spec.build(&world.problem, 1).unwrap();
    let (mut most, mut foreseen) = (0, 0);
    for i in 0..steps {
        foreseen = planner.memory_ahead(1);
        ALLOCATOR.reset_peak_usage();
        let step = planner.step();
        let peak = ALLOCATOR.peak_usage() - before;
        let what = format!("{text} in {D} dimensions, step {i}");
        assert!(
            peak <= foreseen + BESIDE,
            "{what}: {peak} bytes, {foreseen} foreseen"
        );
        most = most.max(peak);
        let held = planner.memory();
        assert!(held <= most, "{what}: {held} bytes held, {most} handed out");
        if step == Step::Finished {
            break;
        }
    }
    let what = format!("{text} in {D} dimensions: {most} bytes");
    assert!(most > 10 * BESIDE, "{what} say nothing");
    let [held, foreseen] = [planner.memory(), foreseen].map(|it| it as f64 / most as f64);
    let is_about = |found: f64, known: f64| (found / known - 1.0).abs() < 0.04;
    assert!(is_about(held, known[0]), "{what}, {held:.3} held");
    assert!(
        is_about(foreseen, known[1]),
        "{what}, {foreseen:.3} foreseen"
    );
}

/// Planners, and of the bytes that they come to in 2 and in 6 dimensions the shares that they hold in the end, without
/// the room behind elements and without what moved to it, and that they foresaw for the last step.
const PLANNERS: &[(&str, [[f64; 2]; 2])] = &[
    ("rrt", [[0.659, 1.371], [0.735, 1.580]]),
    (
        "rrt-connect range=0.001",
        [[0.641, 165.853], [0.662, 153.758]],
    ),
    (
        "rrt-star neighbors=radius",
        [[0.675, 3.296], [0.714, 2.456]],
    ),
    (
        "rrt-star neighbors=k-nearest",
        [[0.687, 3.369], [0.698, 2.245]],
    ),
    (
        "rrt-star rewire-factor=inf",
        [[0.661, 2.187], [0.733, 2.036]],
    ),
    (
        "rrt-sharp neighbors=radius",
        [[0.944, 1.409], [0.940, 1.387]],
    ),
    (
        "rrt-sharp neighbors=k-nearest",
        [[0.904, 1.620], [0.973, 1.190]],
    ),
    ("informed-rrt-star", [[0.592, 4.322], [0.647, 3.080]]),
    (
        "fmt-star neighbors=radius samples=4000",
        [[0.830, 1.334], [0.984, 1.010]],
    ),
    (
        "fmt-star neighbors=k-nearest samples=4000",
        [[0.873, 1.293], [0.762, 1.059]],
    ),
    (
        "fmt-star batches=doubling samples=500",
        [[0.912, 1.465], [0.823, 1.063]],
    ),
    (
        "fmt-star samples=60 on-failure=resample batches=doubling",
        [[0.912, 1.430], [0.785, 1.060]],
    ),
    (
        "prm-star neighbors=radius samples=4000",
        [[0.772, 0.959], [0.357, 0.672]],
    ),
    (
        "prm-star neighbors=k-nearest samples=4000",
        [[0.685, 1.021], [0.676, 0.883]],
    ),
    (
        "prm-star batches=doubling samples=500",
        [[0.675, 0.875], [0.563, 0.819]],
    ),
];

#[test]
fn a_step_takes_what_was_foreseen_and_what_is_held_was_handed_out() {
    for (planner, known) in PLANNERS {
        check::<2>(planner, known[0], 6_000);
        check::<6>(planner, known[1], 6_000);
    }
}
