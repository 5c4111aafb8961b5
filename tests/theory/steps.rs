//! A step does a bounded amount of work, whatever the settings: then every budget and every signal is answered soon.
//! Counted in what is asked of the space and in vertices, not in time.

use super::common::{cube, two_boxes};
use super::spec;
use prolate::geometry::{Aabb, State};
use prolate::planner::Step;
use prolate::problem::{Goal, GoalRegion, Problem};
use prolate::space::{Connection, CostMap, Euclidean, Objective, Space, Steer};
use prolate::world::{Obstacles, Region, Robot, Shape};
use std::sync::atomic::{AtomicU64, Ordering};

/// Connections, checks of motions and of states, and vertices, that a step may add.
const MOST: u64 = 11_000;
/// The same for each vertex of a tree that takes all vertices for near ones: each was added by a step of its own, so
/// that what a step does is a small part of what was done before it.
const A_VERTEX: u64 = 4;

/// A space that counts what it is asked.
struct Counted<S> {
    inner: S,
    asked: AtomicU64,
}

impl<S> Counted<S> {
    fn count(&self) -> &S {
        self.asked.fetch_add(1, Ordering::Relaxed);
        &self.inner
    }
}

impl<S: Space<D>, const D: usize> Space<D> for Counted<S> {
    type Motion = S::Motion;

    fn bounds(&self) -> &Aabb<D> {
        self.inner.bounds()
    }

    fn connect(&self, from: &State<D>, to: &State<D>) -> Option<Connection<S::Motion>> {
        self.count().connect(from, to)
    }

    fn connect_near(
        &self,
        from: &State<D>,
        to: &State<D>,
        squared_distance: f64,
    ) -> Option<Connection<S::Motion>> {
        self.count().connect_near(from, to, squared_distance)
    }

    fn least_weight(&self) -> f64 {
        self.inner.least_weight()
    }

    fn greatest_weight(&self) -> f64 {
        self.inner.greatest_weight()
    }

    fn state_is_free(&self, x: &State<D>) -> bool {
        self.count().state_is_free(x)
    }

    fn motion_is_free(&self, from: &State<D>, motion: &S::Motion, to: &State<D>) -> bool {
        self.count().motion_is_free(from, motion, to)
    }
}

impl<S: Steer<D>, const D: usize> Steer<D> for Counted<S> {
    fn steer(&self, from: &State<D>, towards: &State<D>, range: f64) -> State<D> {
        self.count().steer(from, towards, range)
    }
}

type Counting<const D: usize> = Problem<Counted<Euclidean<Obstacles<D>, D>>, D>;

/// Obstacles within the cube from 0 to 1, from one corner to the other.
fn problem<const D: usize>(
    obstacles: &[Shape],
    objective: Objective<D>,
    goal: GoalRegion<D>,
) -> Counting<D> {
    let world = Obstacles::new(obstacles, &Robot::Ball { radius: 0.0 });
    let space = Counted {
        inner: Euclidean::new(cube(0.0, 1.0), world, objective),
        asked: AtomicU64::new(0),
    };
    Problem::new(space, [0.05; D], Goal::new(vec![goal]))
}

/// The most that a step asks of the space, and the most vertices that it adds, beyond what the tree's size allows.
fn largest_step<const D: usize>(problem: &Counting<D>, text: &str, steps: usize) -> [u64; 2] {
    let asked = || problem.space.asked.load(Ordering::Relaxed);
    let mut before = asked();
    let mut planner = spec(text).build(problem, 1).unwrap();
    let a_vertex = match text.contains("inf") && !text.contains("samples") {
        true => A_VERTEX,
        false => 0,
    };
    let mut most = [asked() - before, 0];
    for _ in 0..steps {
        let vertices = planner.vertices() as u64;
        before = asked();
        let step = planner.step();
        let work = (asked() - before).saturating_sub(a_vertex * vertices);
        let added = (planner.vertices() as u64).saturating_sub(vertices);
        most = [most[0].max(work), most[1].max(added)];
        if step == Step::Finished {
            break;
        }
    }
    most
}

/// Many small boxes, in rows.
fn rows_of_boxes(count: usize) -> Vec<Shape> {
    let side = (count as f64).sqrt().ceil();
    let corner = |k: usize| [(k as f64 % side) / side, (k as f64 / side).floor() / side];
    let boxes = (0..count).map(corner).map(|min| Shape::Box {
        min: min.map(|x| x + 0.4 / side).to_vec(),
        max: min.map(|x| x + 0.6 / side).to_vec(),
    });
    boxes.collect()
}

const EXTREMES: [&str; 27] = [
    "rrt range=1e-6",
    "rrt range=1e9 sampler=bridge",
    "rrt goal-bias=1",
    "rrt-connect range=1e-6",
    "rrt-connect range=1e-300",
    "rrt-connect range=1e9 sampler=gaussian",
    "rrt-star range=1e-6 rewire-factor=inf",
    "rrt-star rewire-factor=inf",
    "rrt-star rewire-factor=inf neighbors=k-nearest pruning=true",
    "rrt-star path-bias=1 pruning=true",
    "rrt-star rewire-factor=1e-9",
    "rrt-sharp range=1e-6",
    "rrt-sharp rewire-factor=inf",
    "rrt-sharp rewire-factor=inf inclusion=v3",
    "informed-rrt-star range=1e-6",
    "informed-rrt-star rewire-factor=inf path-bias=0",
    "informed-rrt-star path-bias=1",
    "fmt-star samples=4000 batches=one rewire-factor=inf",
    "fmt-star samples=4000 batches=one neighbors=k-nearest rewire-factor=100",
    "fmt-star samples=300 rewire-factor=inf on-failure=resample",
    "fmt-star samples=100000 goal-bias=1",
    "fmt-star samples=100000 sampler=bridge",
    "prm-star samples=4000 batches=one rewire-factor=inf",
    "prm-star samples=4000 batches=one neighbors=k-nearest rewire-factor=1e300",
    "prm-star samples=100000 goal-bias=1",
    "prm-star samples=100000 sampler=halton",
    "prm-star samples=1 batches=doubling rewire-factor=inf",
];

#[test]
fn a_step_does_a_bounded_amount_of_work_with_any_setting() {
    fn check<const D: usize>(name: &str, problem: &Counting<D>, steps: usize) {
        for text in EXTREMES {
            let [work, vertices] = largest_step(problem, text, steps);
            assert!(work <= MOST, "{text}, {name}: {work}");
            assert!(vertices <= MOST, "{text}, {name}: {vertices} vertices");
        }
    }
    let small = |d: f64| GoalRegion::Ball {
        center: [0.95, d],
        radius: 1e-3,
    };
    let length = || Objective::PathLength;
    let wall = Shape::Box {
        min: vec![0.4, 0.1],
        max: vec![0.6, 0.9],
    };
    check(
        "a wall",
        &problem::<2>(&[wall], length(), small(0.5)),
        1_500,
    );
    let swamp = Region::new(&Shape::Box {
        min: vec![0.3, 0.2],
        max: vec![0.7, 1.0],
    });
    let map = Objective::LineIntegral(CostMap::new(1.0, vec![(swamp, 100.0)]));
    check("a cost map", &problem::<2>(&[], map, small(0.95)), 1_500);
    let boxes = rows_of_boxes(100_000);
    check(
        "1e5 boxes",
        &problem::<2>(&boxes, length(), small(0.95)),
        300,
    );
    let state = GoalRegion::State([0.95; 16]);
    check(
        "16-D",
        &problem::<16>(&[], Objective::PathLength, state),
        700,
    );
}

/// A connection that takes many steps ends where one that takes a single step does.
#[test]
fn a_connection_in_parts_arrives() {
    let world = two_boxes();
    let mut planner = spec("rrt-connect range=2e-4")
        .build(&world.problem, 1)
        .unwrap();
    let (mut parts, mut steps) = (0, 0);
    loop {
        steps += 1;
        assert!(steps < 100_000, "no path");
        match planner.step() {
            Step::Prepared => parts += 1,
            Step::Finished => break,
            _ => {}
        }
    }
    assert!(parts > 0 && planner.best_cost() < 5.0, "{parts} parts");
    let path = planner.best_path().unwrap();
    assert!(world.problem.goal.contains(path.last().unwrap()));
}

/// A range that rounding undoes leads nowhere, and is no reason to stay in an iteration for ever.
#[test]
fn a_range_below_rounding_ends_an_iteration() {
    let world = two_boxes();
    let mut planner = spec("rrt-connect range=1e-300")
        .build(&world.problem, 1)
        .unwrap();
    let ends = (0..100).filter(|_| planner.step() != Step::Prepared);
    assert_eq!(ends.count(), 100);
}
