//! Kinodynamic RRT* step by step, checked by other means than its own.

use prolate::geometry::{Aabb, State};
use prolate::planner::{KinodynamicRrtStar, KinodynamicSettings, Planner, Step};
use prolate::problem::{Goal, GoalRegion, Problem};
use prolate::random::{in_box, seeded};
use prolate::search::held::Held;
use prolate::space::Space;
use prolate::space::linear_dynamics::{Limits, Linear, LinearDynamics, System};
use prolate::world::{Ladder, Robot, Shape};

type DynamicProblem<const D: usize> = Problem<LinearDynamics<D>, D>;

fn wall(min: [f64; 2], max: [f64; 2]) -> Shape {
    Shape::Box {
        min: min.to_vec(),
        max: max.to_vec(),
    }
}

/// The double integrator in a square of 20 metres with these obstacles.
fn square(shapes: &[Shape], goal: GoalRegion<4>) -> DynamicProblem<4> {
    let limits = Limits {
        states: Aabb::new([0.0, 0.0, -5.0, -5.0], [20.0, 20.0, 5.0, 5.0]),
        controls: vec![[-8.0, 8.0]; 2],
        position: vec![0, 1],
        surroundings: Box::new(Ladder::new(
            shapes,
            &Robot::Ball { radius: 0.2 },
            &Aabb::new([0.0; 2], [20.0; 2]),
        )),
    };
    let system = System::DoubleIntegrator {
        axes: 2,
        weight: 0.25,
    };
    let space = LinearDynamics::new(system, limits).unwrap();
    Problem::new(space, [2.0, 10.0, 0.0, 0.0], Goal::new(vec![goal]))
}

/// A wall with a way around.
fn walled(goal: GoalRegion<4>) -> DynamicProblem<4> {
    square(&[wall([9.0, 4.0], [11.0, 20.0])], goal)
}

const REST: State<4> = [18.0, 10.0, 0.0, 0.0];

fn settings(rewire_factor: f64, pruning: bool) -> KinodynamicSettings {
    KinodynamicSettings {
        rewire_factor,
        pruning,
        ..KinodynamicSettings::default()
    }
}

/// What holds after every step: the tree is a tree, costs are sums of optimal costs, edges are free by dense samples,
/// and the best path is one.
fn conforms(problem: &DynamicProblem<4>, settings: &KinodynamicSettings, steps: usize) -> f64 {
    let held = Held::default();
    let mut planner = KinodynamicRrtStar::new(problem, &held, settings, 7);
    let mut twin = KinodynamicRrtStar::new(problem, &held, settings, 7);
    let mut checked = std::collections::BTreeSet::new();
    let mut best = f64::INFINITY;
    let bounds = *problem.space.bounds();
    for step in 0..steps {
        let (before, did) = (planner.vertices(), planner.step());
        assert_eq!(did, twin.step(), "the same seed takes the same steps");
        assert!(did == Step::Rejected || planner.vertices() > before);
        assert!(planner.best_cost() <= best, "the best cost never rises");
        best = planner.best_cost();
        if step % 10 != 0 {
            continue;
        }
        let forest = planner.forest();
        let state = |id: u32| -> State<4> { forest.state(id as usize).try_into().unwrap() };
        for id in 1..forest.len() as u32 {
            let (parent, motion) = planner.motion_to(id).unwrap();
            let (from, to) = (state(parent), state(id));
            let edge = problem.space.connect(&from, &to).unwrap().cost;
            let cost = forest.costs[parent as usize] + edge;
            assert!((forest.costs[id as usize] - cost).abs() < 1e-9 * cost);
            let bits = |x: &State<4>| x.map(f64::to_bits);
            if !checked.insert((bits(&from), bits(&to))) {
                continue;
            }
            for piece in problem.space.curve(&from, &motion, &to) {
                for k in 0..=100 {
                    let (x, u) = piece.at(piece.start + piece.length * f64::from(k) / 100.0);
                    assert!(
                        problem
                            .space
                            .state_is_free(&x.map(|c| (c * 1e9).round() / 1e9))
                    );
                    assert!(u[..2].iter().all(|u| u.abs() <= 8.0 + 1e-9));
                    assert!((0..4).all(|i| bounds.min[i] - 1e-9 <= x[i]));
                }
            }
        }
    }
    let path = planner.motions();
    assert_eq!(path.is_empty(), best.is_infinite());
    if let (Some(first), Some(last)) = (path.first(), path.last()) {
        assert_eq!(first.0, problem.start);
        assert!(problem.goal.contains(&last.0));
    }
    assert_eq!(planner.forest(), twin.forest());
    assert_eq!(planner.checks(), twin.checks());
    best
}

#[test]
fn the_tree_conforms_with_every_radius_and_pruning() {
    for (factor, pruning) in [(1.1, true), (f64::INFINITY, false), (f64::INFINITY, true)] {
        let best = conforms(
            &walled(GoalRegion::State(REST)),
            &settings(factor, pruning),
            600,
        );
        assert!(best.is_finite(), "{factor} {pruning}");
    }
    let region = GoalRegion::Ball {
        center: REST,
        radius: 1.0,
    };
    assert!(conforms(&walled(region), &settings(1.1, true), 600).is_finite());
}

#[test]
fn in_the_empty_square_the_first_connection_is_the_optimum() {
    let problem = square(&[], GoalRegion::State(REST));
    let held = Held::default();
    let mut planner = KinodynamicRrtStar::new(&problem, &held, &settings(1.1, false), 1);
    // (4/3) (36 R a^2)^(1/4) with R = 0.25 and a = 16.
    let optimum = 4.0 / 3.0 * (36.0f64 * 0.25 * 256.0).powf(0.25);
    assert!((planner.best_cost() - optimum).abs() < 1e-9 * optimum);
    for _ in 0..500 {
        planner.step();
    }
    assert!(
        (planner.best_cost() - optimum).abs() < 1e-9 * optimum,
        "nothing is below it"
    );
    // With pruning no sample is kept: none can improve what is optimal.
    let mut planner = KinodynamicRrtStar::new(&problem, &held, &settings(1.1, true), 1);
    for _ in 0..500 {
        assert_eq!(planner.step(), Step::Rejected);
    }
}

/// Each vertex costs no more than the best way over any single other vertex of the tree, all motions tried.
#[test]
fn with_an_infinite_radius_no_vertex_could_have_a_better_parent() {
    let problem = walled(GoalRegion::State(REST));
    let held = Held::default();
    let mut planner = KinodynamicRrtStar::new(&problem, &held, &settings(f64::INFINITY, false), 3);
    while planner.vertices() < 120 {
        planner.step();
    }
    let forest = planner.forest();
    let state = |id: usize| -> State<4> { forest.state(id).try_into().unwrap() };
    // The last vertices, which have been offered to all and have seen all.
    let last = forest.len() - 1;
    let mut tried = 0;
    for other in 0..last {
        for (from, to) in [(other, last), (last, other)] {
            let Some(connection) = problem.space.connect(&state(from), &state(to)) else {
                continue;
            };
            let cost = forest.costs[from] + connection.cost;
            if cost < forest.costs[to] * (1.0 - 1e-9) {
                tried += 1;
                let free =
                    problem
                        .space
                        .motion_is_free(&state(from), &connection.motion, &state(to));
                assert!(!free, "{from} is a better parent of {to}");
            }
        }
    }
    assert!(tried > 0, "obstacles and bounds forbid some");
}

#[test]
fn pruning_changes_no_best_cost_for_the_worse() {
    // Both see the same samples; what is dropped could not have helped.
    let problem = walled(GoalRegion::State(REST));
    let held = Held::default();
    let run = |pruning| {
        let settings = settings(f64::INFINITY, pruning);
        let mut planner = KinodynamicRrtStar::new(&problem, &held, &settings, 11);
        for _ in 0..1_500 {
            planner.step();
        }
        (planner.best_cost(), planner.vertices())
    };
    let ((pruned, few), (all, many)) = (run(true), run(false));
    assert!((pruned - all).abs() < 1e-9 * all, "{pruned} {all}");
    assert!(few < many);
}

#[test]
fn samples_are_held_at_values_and_drawn_from_regions() {
    let problem = square(&[], GoalRegion::State(REST));
    let held = Held {
        regions: vec![(Box::new(|_| [3.0, 4.0, 0.0]), 0.5)],
        position: vec![0, 1],
        fixed: vec![(3, 0.25)],
    };
    let settings = settings(1.1, false);
    let mut planner = KinodynamicRrtStar::new(&problem, &held, &settings, 5);
    for _ in 0..400 {
        planner.step();
    }
    let forest = planner.forest();
    let samples: Vec<&[f64]> = (0..forest.len()).map(|id| forest.state(id)).collect();
    let held_count = samples.iter().filter(|x| x[3] == 0.25).count();
    assert!(held_count >= samples.len() - 2, "all but start and goal");
    let placed = samples
        .iter()
        .filter(|x| x[0] == 3.0 && x[1] == 4.0)
        .count();
    // A half of some hundreds; rejections take more of the others.
    assert!(placed > samples.len() / 3, "{placed} of {}", samples.len());
}

#[test]
fn a_start_in_the_goal_costs_nothing() {
    let mut problem = square(&[], GoalRegion::State(REST));
    problem.start = REST;
    let held = Held::default();
    let planner = KinodynamicRrtStar::new(&problem, &held, &settings(1.1, true), 5);
    assert_eq!(planner.best_cost(), 0.0);
    assert_eq!(planner.best_path(), Some(vec![REST]));
}

#[test]
fn goal_regions_give_ever_better_goal_states() {
    let region = GoalRegion::Box(Aabb::new([16.0, 8.0, -1.0, -1.0], [19.0, 12.0, 1.0, 1.0]));
    let problem = walled(region);
    let held = Held::default();
    let mut planner = KinodynamicRrtStar::new(&problem, &held, &settings(1.1, true), 2);
    let mut costs = vec![];
    for _ in 0..2_000 {
        planner.step();
        if costs.last() != Some(&planner.best_cost()) {
            costs.push(planner.best_cost());
        }
    }
    assert!(costs.len() > 3 && costs.is_sorted_by(|a, b| a > b));
    // A lower bound that ignores the wall: nobody is faster than the nearest corner of the region at full speed.
    assert!(*costs.last().unwrap() > 14.0 / 5.0);
    let mut rng = seeded(1);
    let x = in_box(&mut rng, problem.space.bounds());
    assert_eq!(problem.space.connect(&x, &x).map(|c| c.cost), Some(0.0));
}

/// By the least of several times each, so that other work of the machine tells little.
#[test]
fn the_closed_form_is_at_least_ten_times_faster_than_the_general_method() {
    fn times<const D: usize>(linear: &Linear<D>, pairs: &[(State<D>, State<D>)]) -> f64 {
        let time = || {
            let start = std::time::Instant::now();
            for (a, b) in pairs {
                assert!(linear.connect(a, b, f64::INFINITY).is_some());
            }
            start.elapsed().as_secs_f64()
        };
        (0..5).map(|_| time()).fold(f64::INFINITY, f64::min)
    }
    fn ratio<const D: usize>(system: &System, size: &[f64]) -> f64 {
        let (model, _) = system.model_at(&[]).unwrap();
        let mut rng = seeded(2);
        let high: State<D> = std::array::from_fn(|i| size[i]);
        let cube = Aabb::new(high.map(|h| -h), high);
        let pairs: Vec<_> = (0..20)
            .map(|_| (in_box(&mut rng, &cube), in_box(&mut rng, &cube)))
            .collect();
        let general = times(&Linear::<D>::by_numbers(&model).unwrap(), &pairs);
        general / times(&Linear::<D>::new(&model, None).unwrap(), &pairs)
    }
    let quadrotor = System::Quadrotor {
        mass: 0.5,
        arm: 0.17145,
        inertia: 0.1,
        gravity: 9.8,
        weights: [0.25, 0.5, 0.5],
    };
    let integrator = System::DoubleIntegrator {
        axes: 2,
        weight: 0.25,
    };
    let (a, b) = (
        ratio::<4>(&integrator, &[20.0, 20.0, 10.0, 10.0]),
        ratio::<10>(
            &quadrotor,
            &[2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 0.5, 0.5, 1.0, 1.0],
        ),
    );
    println!("{a:.0} times for the double integrator, {b:.0} for the quadrotor");
    assert!(a > 10.0 && b > 10.0, "{a} {b}");
}
