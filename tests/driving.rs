//! The car drives what is planned for it: judged by an integrator and a quadrature of this file's own.

use prolate::planner::{KinodynamicRrtStar, KinodynamicSettings, Planner, Spec, Value};
use prolate::record::{Keep, Moment, RunRecord};
use prolate::run::{Budget, WallClock};
use prolate::scenario::dispatch::{Setup, dynamic_problem, run};
use prolate::scenario::{GoalShape, Scenario, load};
use prolate::search::held::Held;
use prolate::space::linear_dynamics::End;
use prolate::verify::Fault;
use prolate::verify::of_run::verify_run;
use prolate::verify::trajectory::{Row, verify_linear_models, verify_trajectory};
use prolate::world::{Robot, Shape};
use std::path::Path;

fn scenario(name: &str) -> Scenario {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/kinodynamic");
    load(&folder.join(format!("{name}.yaml"))).unwrap_or_else(|report| panic!("{report}"))
}

/// So many iterations stand for a run that ends with its first solution.
const FIRST: u64 = 50_000;

fn plan(scenario: &Scenario, drives: bool, seed: u64, iterations: u64) -> RunRecord {
    let mut spec = Spec::named("kinodynamic-rrt-star").unwrap();
    spec.set("refine", &Value::Flag(drives)).unwrap();
    let setup = Setup {
        spec: &spec,
        seed,
        budget: &Budget {
            iterations: Some(iterations),
            cost: (iterations == FIRST).then_some(f64::MAX),
            time: None,
            memory: None,
        },
        keep: Keep::Nothing,
    };
    run(scenario, &setup, WallClock::start, &mut ())
}

type Car = [f64; 5];

/// The car's equations, written out once more.
fn rate(x: &Car, u: [f64; 2]) -> Car {
    [
        x[3] * x[2].cos(),
        x[3] * x[2].sin(),
        x[3] * x[4],
        u[0],
        u[1],
    ]
}

/// Heun's method of third order, in 40 steps from row to row, under controls that are linear between rows.
fn drive(from: &Car, a: &Moment, b: &Moment, mut see: impl FnMut(&Car)) -> Car {
    const STEPS: usize = 40;
    let h = (b.time - a.time) / STEPS as f64;
    let control = |share: f64| [0, 1].map(|i| a.control[i] + share * (b.control[i] - a.control[i]));
    let plus = |x: &Car, h: f64, k: &Car| -> Car { std::array::from_fn(|i| x[i] + h * k[i]) };
    let mut x = *from;
    for s in 0..STEPS {
        let at = |part: f64| control((s as f64 + part) / STEPS as f64);
        let k1 = rate(&x, at(0.0));
        let k2 = rate(&plus(&x, h / 3.0, &k1), at(1.0 / 3.0));
        let k3 = rate(&plus(&x, 2.0 * h / 3.0, &k2), at(2.0 / 3.0));
        x = plus(&plus(&x, h / 4.0, &k1), 3.0 * h / 4.0, &k3);
        see(&x);
    }
    x
}

fn is_free(scenario: &Scenario, x: &Car) -> bool {
    let Robot::Ball { radius } = scenario.robot else {
        panic!("a disc")
    };
    let away = |shape: &Shape| match shape {
        Shape::Box { min, max } => {
            let gap = |i: usize| (min[i] - x[i]).max(x[i] - max[i]).max(0.0);
            gap(0).hypot(gap(1))
        }
        Shape::Polygon { vertices } => {
            // The one polygon of these worlds is a rectangle.
            let [low, high] = [vertices[0], vertices[2]];
            let gap = |i: usize| (low[i] - x[i]).max(x[i] - high[i]).max(0.0);
            gap(0).hypot(gap(1))
        }
        _ => panic!("boxes and a polygon"),
    };
    let reach = [radius, radius, 0.0, 0.0, 0.0];
    let mut bounds = scenario.bounds.iter().enumerate();
    let inside = bounds.all(|(i, [low, high])| {
        let slack = 1e-9 * (high - low);
        low + reach[i] - slack <= x[i] && x[i] <= high - reach[i] + slack
    });
    inside && scenario.obstacles.iter().all(|shape| away(shape) > radius)
}

/// The trajectory of the record is driven into the goal, free all the way, and costs what is said.
fn assert_driven(scenario: &Scenario, record: &RunRecord, what: &str) {
    assert!(record.solved(), "{what}: not driven");
    let moments = record.trajectory.as_ref().unwrap().moments();
    let mut x: Car = moments[0].state[..].try_into().unwrap();
    assert_eq!(x[..], scenario.start[..]);
    let mut cost = 0.0;
    for pair in moments.windows(2) {
        x = drive(&x, &pair[0], &pair[1], |x| {
            assert!(is_free(scenario, x), "{what}: {x:?}");
        });
        // Simpson's rule is exact for squares of linear functions.
        let effort = |u: [f64; 2]| u[0] * u[0] + 50.0 * u[1] * u[1];
        let [u, w] = [0, 1].map(|k| [pair[k].control[0], pair[k].control[1]]);
        let middle = [0.5 * (u[0] + w[0]), 0.5 * (u[1] + w[1])];
        let mean = (effort(u) + 4.0 * effort(middle) + effort(w)) / 6.0;
        cost += (pair[1].time - pair[0].time) * (1.0 + mean);
        for (i, [low, high]) in scenario.bounds.iter().enumerate() {
            let off = (x[i] - pair[1].state[i]).abs();
            assert!(
                off < 1e-6 * (high - low),
                "{what}: {off} at {}",
                pair[1].time
            );
        }
    }
    assert!(
        (cost - record.end.cost).abs() < 1e-9 * cost,
        "{what}: {cost}"
    );
    let ends = scenario.goal.iter().any(|goal| match goal {
        GoalShape::State(goal) => (0..5).all(|i| {
            let [low, high] = scenario.bounds[i];
            (x[i] - goal[i]).abs() < 1e-6 * (high - low)
        }),
        _ => panic!("goals are states"),
    });
    assert!(ends, "{what}: ends at {x:?}");
}

#[test]
fn the_car_drives_every_world_for_every_seed() {
    for name in [
        "car_empty",
        "car_lane",
        "car_maze",
        "car_u_turn",
        "car_slalom",
        "car_parking",
        "car_round_a_block",
    ] {
        let scenario = scenario(name);
        for seed in 1..=5 {
            let record = plan(&scenario, true, seed, FIRST);
            assert_driven(&scenario, &record, &format!("{name} {seed}"));
            let verdict = verify_run(&scenario, &record).unwrap();
            assert!(verdict.holds(), "{name} {seed}: {:?}", verdict.faults);
            assert_eq!(verdict.note, None);
            assert!(record.raw_cost().is_some());
        }
    }
}

#[test]
fn on_a_straight_way_the_driven_cost_is_the_known_optimum() {
    let scenario = scenario("car_empty");
    let record = plan(&scenario, true, 1, 20);
    let optimum = scenario.optimum.unwrap();
    assert!(
        (record.end.cost - optimum).abs() < 1e-7,
        "{}",
        record.end.cost
    );
}

#[test]
fn the_linear_models_path_is_refuted_for_the_car_and_holds_for_the_models() {
    let scenario = scenario("car_round_a_block");
    let record = plan(&scenario, false, 1, 3_000);
    let moments = record.trajectory.as_ref().unwrap().moments();
    let row = |moment: &Moment| Row {
        time: moment.time,
        state: moment.state.clone(),
        control: moment.control.clone(),
    };
    let rows: Vec<Row> = moments.iter().map(row).collect();
    let dynamics = scenario.dynamics.as_ref().unwrap();
    let cost = Some(record.end.cost);
    let models = verify_linear_models(&scenario, dynamics, &rows, cost, None);
    assert_eq!(models.faults, []);
    let car = verify_trajectory(&scenario, dynamics, &rows, None, None);
    let has = |is_it: fn(&Fault) -> bool| car.faults.iter().any(is_it);
    assert!(
        has(|f| matches!(f, Fault::Contact { .. })),
        "{:?}",
        car.faults
    );
    assert!(has(|f| matches!(f, Fault::Goal(by) if *by > 1.0)));
    assert!(has(|f| matches!(f, Fault::Defect { by, .. } if *by > 1.0)));
    let verdict = verify_run(&scenario, &record).unwrap();
    assert!(verdict.holds() && verdict.defect > 1.0);
    let note = verdict.note.unwrap();
    assert!(
        note.starts_with("holds for the linear models; the car itself is "),
        "{note}"
    );
}

/// The models' motions are judged, too: a box in their way refutes them, whatever the note says of the car.
#[test]
fn linear_models_that_run_into_a_box_do_not_hold() {
    let mut scenario = scenario("car_round_a_block");
    let record = plan(&scenario, false, 1, 3_000);
    let moments = record.trajectory.as_ref().unwrap().moments();
    let middle = &moments[moments.len() / 2].state;
    scenario.obstacles.push(prolate::world::Shape::Box {
        min: vec![middle[0] - 0.1, middle[1] - 0.1],
        max: vec![middle[0] + 0.1, middle[1] + 0.1],
    });
    let verdict = verify_run(&scenario, &record).unwrap();
    assert!(
        matches!(verdict.faults[..], [Fault::Contact { .. }]),
        "{:?}",
        verdict.faults
    );
    let note = verdict.note.unwrap();
    assert!(
        note.starts_with("does not hold for the linear models"),
        "{note}"
    );
}

/// The greatest effort of repair among the edges of a tree, as a share of their costs.
fn greatest_repair(drives: bool) -> f64 {
    let scenario = scenario("car_round_a_block");
    let problem = dynamic_problem::<5>(&scenario, scenario.dynamics.as_ref().unwrap());
    let settings = KinodynamicSettings {
        refine: drives,
        ..KinodynamicSettings::default()
    };
    let held = Held::default();
    let mut planner = KinodynamicRrtStar::new(&problem, &held, &settings, 1);
    for _ in 0..2_000 {
        planner.step();
    }
    let forest = planner.forest();
    let state = |id: u32| -> Car { forest.state(id as usize).try_into().unwrap() };
    let share = |id: u32| {
        let (parent, motion) = planner.motion_to(id).unwrap();
        let (from, to) = (state(parent), state(id));
        let about = match motion.about {
            End::From => &from,
            End::To => &to,
        };
        let local = problem.space.near(about).unwrap();
        let cost = forest.costs[id as usize] - forest.costs[parent as usize];
        local.repair(problem.space.system(), &from, &motion, &to) / cost
    };
    (1..forest.len() as u32).map(share).fold(0.0, f64::max)
}

#[test]
fn a_tree_that_is_to_be_driven_has_no_motion_that_is_beyond_repair() {
    assert!(greatest_repair(true) < 3.0 + 1e-9);
    assert!(greatest_repair(false) > 3.0);
}

/// A cheaper plan may be driven at a higher cost than the one before: that is not taken, nor is its plan's cost.
#[test]
fn the_cost_of_what_is_driven_never_rises() {
    let mut falls = 0;
    for name in ["car_slalom", "car_u_turn", "car_lane"] {
        let scenario = scenario(name);
        let problem = dynamic_problem::<5>(&scenario, scenario.dynamics.as_ref().unwrap());
        let (held, settings) = (Held::default(), KinodynamicSettings::default());
        for seed in 1..=2 {
            let mut planner = KinodynamicRrtStar::new(&problem, &held, &settings, seed);
            let (mut best, mut of_plan) = (f64::INFINITY, None);
            for _ in 0..2_000 {
                planner.step();
                let now = planner.best_cost();
                assert!(now <= best, "{name}, seed {seed}: {now} after {best}");
                if now < best {
                    of_plan = planner.linear_cost();
                }
                assert!(now.is_infinite() || planner.linear_cost() == of_plan);
                falls += u32::from(now < best && best.is_finite());
                best = now;
            }
        }
    }
    assert!(falls > 0);
}
