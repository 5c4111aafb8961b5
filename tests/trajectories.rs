//! Scenarios with dynamics from the file to the certificate: what is planned holds, and what is tampered with does not.

use prolate::planner::{Spec, Value};
use prolate::record::{Keep, Moment, RunRecord, Trajectory};
use prolate::run::{Budget, WallClock};
use prolate::scenario::dispatch::{Setup, run};
use prolate::scenario::{GoalShape, Scenario, load};
use prolate::verify::Fault;
use prolate::verify::trajectory::{Row, TrajectoryVerdict, verify_trajectory};
use std::path::Path;

fn scenario(name: &str) -> Scenario {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/kinodynamic");
    load(&folder.join(format!("{name}.yaml"))).unwrap_or_else(|report| panic!("{report}"))
}

fn plan(scenario: &Scenario, set: &[(&str, Value)], seed: u64, iterations: u64) -> RunRecord {
    let mut spec = scenario
        .planner
        .clone()
        .unwrap_or_else(|| Spec::named("kinodynamic-rrt-star").unwrap());
    for (key, value) in set {
        spec.set(key, value).unwrap();
    }
    let setup = Setup {
        spec: &spec,
        seed,
        budget: &Budget {
            iterations: Some(iterations),
            ..Budget::default()
        },
        keep: Keep::Nothing,
    };
    run(scenario, &setup, WallClock::start, &mut ())
}

fn rows(trajectory: &Option<Trajectory>) -> Vec<Row> {
    let moments = trajectory.as_ref().map_or(Vec::new(), Trajectory::moments);
    let row = |moment: Moment| Row {
        time: moment.time,
        state: moment.state,
        control: moment.control,
    };
    moments.into_iter().map(row).collect()
}

fn verify(scenario: &Scenario, rows: &[Row], cost: Option<f64>) -> TrajectoryVerdict {
    let dynamics = scenario.dynamics.as_ref().unwrap();
    verify_trajectory(scenario, dynamics, rows, cost, None)
}

#[test]
fn in_empty_worlds_the_first_connection_is_the_known_optimum_and_holds() {
    for name in ["double_integrator_empty", "quadrotor_empty", "car_empty"] {
        let scenario = scenario(name);
        let optimum = scenario.optimum.unwrap();
        let record = plan(&scenario, &[], 1, 20);
        let cost = record.end.cost;
        assert!((cost - optimum).abs() < 1e-6, "{name}: {cost} {optimum}");
        assert_eq!(
            record.trace[0].iteration, 0,
            "{name}: before the first sample"
        );
        let verdict = verify(&scenario, &rows(&record.trajectory), Some(cost));
        assert!(verdict.faults.is_empty(), "{name}: {:?}", verdict.faults);
        assert!(verdict.defect.0 < 1e-9, "{name}: {}", verdict.defect.0);
    }
}

/// The best of the papers' maze is far above the bound of the empty world; every improvement is one.
#[test]
fn the_double_integrator_solves_its_maze() {
    let scenario = scenario("double_integrator_maze");
    let bound = 4.0 / 3.0 * (36.0f64 * 0.25 * 125.0 * 125.0).powf(0.25);
    for seed in 1..=2 {
        let record = plan(&scenario, &[], seed, 3_000);
        assert!(record.solved(), "seed {seed}");
        let costs: Vec<f64> = record.trace.iter().map(|event| event.cost).collect();
        assert!(costs.is_sorted_by(|a, b| a > b) && record.end.cost > bound);
        let verdict = verify(&scenario, &rows(&record.trajectory), Some(record.end.cost));
        assert!(verdict.faults.is_empty(), "{:?}", verdict.faults);
        assert!(verdict.clearance > 0.0 && verdict.defect.0 < 1e-9);
        assert_eq!(record.path.first(), Some(&scenario.start));
    }
}

#[test]
fn a_system_of_ones_own_that_is_not_nilpotent_is_planned_for() {
    let scenario = scenario("oscillator");
    let record = plan(&scenario, &[], 1, 150);
    let verdict = verify(&scenario, &rows(&record.trajectory), Some(record.end.cost));
    assert!(verdict.faults.is_empty(), "{:?}", verdict.faults);
    assert!(verdict.defect.0 < 1e-8, "{}", verdict.defect.0);
}

#[test]
fn a_trajectory_that_was_tampered_with_is_rejected_for_its_reason() {
    let scenario = scenario("double_integrator_maze");
    let record = plan(&scenario, &[], 1, 2_000);
    let good = rows(&record.trajectory);
    assert!(verify(&scenario, &good, None).faults.is_empty());
    let faults = |change: &dyn Fn(&mut Vec<Row>)| {
        let mut rows = good.clone();
        change(&mut rows);
        verify(&scenario, &rows, Some(record.end.cost)).faults
    };
    let has = |faults: &[Fault], is_it: fn(&Fault) -> bool| faults.iter().any(is_it);
    let middle = good.len() / 2;
    // A control that the states do not follow, and a state that the controls do not lead to.
    let found = faults(&|rows| rows[middle].control[0] += 0.5);
    assert!(
        has(&found, |f| matches!(f, Fault::Defect { .. })),
        "{found:?}"
    );
    assert!(has(&found, |f| matches!(f, Fault::Cost { .. })));
    let found = faults(&|rows| rows[middle].state[0] += 1e-3);
    assert!(
        has(&found, |f| matches!(f, Fault::Defect { .. })),
        "{found:?}"
    );
    // Too fast, too forceful.
    let found = faults(&|rows| rows[middle].state[2] = 10.5);
    assert!(
        has(
            &found,
            |f| matches!(f, Fault::Limit { name, .. } if name == "vx")
        ),
        "{found:?}"
    );
    let found = faults(&|rows| rows[middle].control[1] = -10.5);
    assert!(
        has(
            &found,
            |f| matches!(f, Fault::Limit { name, .. } if name == "uy")
        ),
        "{found:?}"
    );
    // Begins elsewhere, ends early, time runs backwards, a jump.
    let found = faults(&|rows| drop(rows.remove(0)));
    assert!(!found.is_empty());
    let found = faults(&|rows| rows.truncate(middle));
    assert!(has(&found, |f| matches!(f, Fault::Goal(_))));
    let found = faults(&|rows| rows[middle].time = 0.0);
    assert!(has(&found, |f| matches!(f, Fault::Time { .. })));
    let joint = (1..good.len())
        .find(|&i| good[i].time == good[i - 1].time)
        .unwrap();
    let found = faults(&|rows| rows[joint].state[1] += 0.1);
    assert!(
        has(&found, |f| matches!(f, Fault::Jump { .. })),
        "{found:?}"
    );
    assert!(has(&verify(&scenario, &[], None).faults, |f| *f == Fault::Empty));
}

/// The same motion in a world where it meets a wall.
#[test]
fn a_trajectory_through_an_obstacle_is_rejected_and_its_clearance_is_known() {
    let empty = scenario("double_integrator_empty");
    let good = rows(&plan(&empty, &[], 1, 1).trajectory);
    let with_wall = |low: f64| {
        let shape = prolate::world::Shape::Box {
            min: vec![70.0, low],
            max: vec![71.0, 90.0],
        };
        let blocked = Scenario {
            obstacles: vec![shape],
            ..scenario("double_integrator_empty")
        };
        verify(&blocked, &good, None)
    };
    // The disc of radius 5 passes along y = 50.
    let verdict = with_wall(55.5);
    assert!(verdict.faults.is_empty() && (verdict.clearance - 0.5).abs() < 1e-9);
    for low in [55.0, 54.0, 20.0] {
        let verdict = with_wall(low);
        assert!(
            matches!(verdict.faults[..], [Fault::Contact { .. }]),
            "{low}"
        );
    }
}

/// Wider rows lose nothing but the rows: the interpolation is exact for the double integrator.
/// Two axes without obstacles, from one state to another.
fn integrator(start: &str, goal: &str, obstacles: &str) -> Scenario {
    let text = format!(
        "space: {{bounds: [[-2, 2], [-2, 2], [-5, 5], [-5, 5]]}}\ndynamics:\n  double-integrator: {{axes: 2, control-weight: 1}}\n\
         start: {start}\ngoal: {{state: {goal}}}\nobstacles: {obstacles}\n"
    );
    prolate::scenario::parse(&text, Path::new("integrator.yaml")).unwrap()
}

/// The parabola y = x (1 - x) by three rows. Their chords pass below the box that the curve passes through.
#[test]
fn a_curve_that_bulges_into_a_box_beside_its_chords_is_rejected() {
    let curve = |t: f64| Row {
        time: t,
        state: vec![t, t * (1.0 - t), 1.0, 1.0 - 2.0 * t],
        control: vec![0.0, -2.0],
    };
    let rows = [0.0, 0.5, 1.0].map(curve);
    for (min, max, is_free) in [
        ("[0.24, 0.18]", "[0.26, 0.2]", false),
        ("[0.24, 0.2]", "[0.26, 0.22]", true),
        ("[0.24, 0.1]", "[0.26, 0.17]", true),
    ] {
        let obstacle = format!("[{{box: {{min: {min}, max: {max}}}}}]");
        let scenario = integrator("[0, 0, 1, 1]", "[1, 0, 1, -1]", &obstacle);
        let faults = verify(&scenario, &rows, None).faults;
        match is_free {
            true => assert_eq!(faults, [], "{min}"),
            false => assert!(matches!(faults[..], [Fault::Contact { .. }]), "{faults:?}"),
        }
    }
}

/// A place that creeps on without any speed: from row to row by some billionths of the bounds, in all by a thousandth.
#[test]
fn defects_too_small_to_be_seen_from_row_to_row_add_up() {
    const ROWS: usize = 200_000;
    let creep = 2e-8;
    let rows: Vec<Row> = (0..=ROWS)
        .map(|k| Row {
            time: 1e-3 * k as f64,
            state: vec![creep * k as f64, 0.0, 0.0, 0.0],
            control: vec![0.0, 0.0],
        })
        .collect();
    let end = format!("[{}, 0, 0, 0]", creep * ROWS as f64);
    let verdict = verify(&integrator("[0, 0, 0, 0]", &end, "[]"), &rows, None);
    assert!((verdict.defects[0] / (creep * ROWS as f64) - 1.0).abs() < 1e-6);
    assert!(
        matches!(verdict.faults[..], [Fault::Defect { .. }]),
        "{:?}",
        verdict.faults
    );
}

#[test]
fn every_spacing_of_rows_is_certified() {
    let scenario = scenario("double_integrator_maze");
    for dt in [0.003, 0.05, 0.5] {
        let record = plan(&scenario, &[("dt", Value::Number(dt))], 1, 2_000);
        let rows = rows(&record.trajectory);
        let steps = rows.windows(2).map(|w| w[1].time - w[0].time);
        assert!(steps.fold(0.0, f64::max) <= dt * 1.01);
        let verdict = verify(&scenario, &rows, Some(record.end.cost));
        assert!(verdict.faults.is_empty(), "{dt}: {:?}", verdict.faults);
    }
}

#[test]
fn a_start_in_the_goal_is_a_trajectory_of_one_row() {
    let maze = scenario("double_integrator_maze");
    let still = Scenario {
        goal: vec![GoalShape::State(maze.start.clone())],
        ..maze
    };
    let record = plan(&still, &[], 1, 10);
    assert_eq!((record.end.cost, rows(&record.trajectory).len()), (0.0, 1));
    assert!(
        verify(&still, &rows(&record.trajectory), Some(0.0))
            .faults
            .is_empty()
    );
}

/// A curve that is no polynomial is a chain of pieces: its rows are those that the whole chain gives.
#[test]
fn rows_come_from_the_piece_that_holds_their_time() {
    use prolate::geometry::Aabb;
    use prolate::record::Motions;
    use prolate::space::Space;
    use prolate::space::linear_dynamics::{Limits, LinearDynamics, LinearMotions};
    use prolate::world::{Ladder, Robot};
    let limits = Limits {
        states: Aabb::new([-2.0, -5.0], [2.0, 5.0]),
        controls: vec![[f64::NEG_INFINITY, f64::INFINITY]],
        position: vec![0],
        surroundings: Box::new(Ladder::new(
            &[],
            &Robot::Ball { radius: 0.0 },
            &Aabb::new([-2.0], [2.0]),
        )),
    };
    let oscillator = scenario("oscillator").dynamics.unwrap().system;
    let space = LinearDynamics::<2>::new(oscillator, limits).unwrap();
    let states = [[0.0, 0.0], [1.4, 0.0], [-1.0, 2.0]];
    let motion = |i: usize| Some(space.connect(&states[i - 1], &states[i]).unwrap().motion);
    let path = [
        (states[0], None),
        (states[1], motion(1)),
        (states[2], motion(2)),
    ];
    let motions = std::sync::Arc::new(LinearMotions::new(&space, &path));
    let durations = motions.durations();
    for dt in [0.003, 0.1, 10.0] {
        let moments = Trajectory::new(motions.clone(), dt).moments();
        for moment in &moments {
            let second = moment.time > durations[0];
            let leg = usize::from(second);
            let pieces = space.curve(&states[leg], &path[leg + 1].1.unwrap(), &states[leg + 1]);
            assert!(pieces.len() > 1, "several pieces");
            let time = moment.time - if second { durations[0] } else { 0.0 };
            let piece = &pieces[pieces.partition_point(|p| p.start <= time) - 1];
            for (x, y) in piece.at(time).0.iter().zip(&moment.state) {
                assert!((x - y).abs() < 1e-9, "{dt} {}: {x} {y}", moment.time);
            }
        }
        let ends = [
            moments[0].state.clone(),
            moments[moments.len() - 1].state.clone(),
        ];
        assert_eq!(ends, [states[0].to_vec(), states[2].to_vec()]);
        let joint = moments.iter().filter(|moment| moment.state == states[1]);
        assert_eq!(joint.count(), 2, "both sides of the joint");
    }
}

#[test]
fn to_have_a_linear_system_drive_its_path_changes_nothing() {
    let scenario = scenario("double_integrator_maze");
    let plan = |refine| plan(&scenario, &[("refine", Value::Flag(refine))], 1, 2_000);
    let (plain, driven) = (plan(false), plan(true));
    assert_eq!((plain.linear_cost, driven.linear_cost), (None, None));
    assert_eq!(rows(&plain.trajectory), rows(&driven.trajectory));
    assert_eq!(plain.end.motion_checks, driven.end.motion_checks);
}

#[test]
fn every_scenario_with_dynamics_is_valid() {
    for name in ["quadrotor_windows", "car_maze", "oscillator"] {
        let scenario = scenario(name);
        let spec = scenario.planner.clone().unwrap();
        assert!(spec.needs_dynamics() && scenario.accepts(&spec).is_ok());
        assert!(scenario.accepts(&Spec::named("rrt-star").unwrap()).is_err());
    }
}
