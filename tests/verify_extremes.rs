//! Certificates of paths and trajectories whose numbers are as large, as small or as little a number as numbers can be:
//! every judgement comes to an end, and what is certified holds.

use prolate::scenario::dispatch::segment_is_free;
use prolate::scenario::{Scenario, parse};
use prolate::verify::trajectory::{Row, TrajectoryVerdict, verify_trajectory};
use prolate::verify::{Fault, verify};
use prolate::world::{Cell, GridMap, Shape};
use std::path::Path;
use std::sync::Arc;

const EXTREMES: [f64; 20] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    1e-308,
    -1e-308,
    5e-324,
    f64::MIN_POSITIVE,
    1e154,
    -1e154,
    1e200,
    -1e200,
    1e308,
    -1e308,
    f64::MAX,
    f64::MIN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    1e15,
];

/// A generator of one's own: the numbers of a test must not depend on the program's.
struct Draws(u64);

impl Draws {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n
    }

    fn extreme(&mut self) -> f64 {
        EXTREMES[self.below(EXTREMES.len())]
    }
}

fn scenario(text: &str) -> Scenario {
    parse(text, Path::new("a.yaml")).unwrap_or_else(|report| panic!("{report}"))
}

/// A map of ten by ten cells, of which the four in the middle are blocked.
fn map() -> Shape {
    let cell = |i: usize| match (i % 10, i / 10) {
        (4 | 5, 4 | 5) => Cell::Occupied,
        _ => Cell::Free,
    };
    Shape::Map(Arc::new(GridMap {
        file: String::new(),
        width: 10,
        height: 10,
        resolution: 1.0,
        origin: [0.0; 2],
        yaw: 0.0,
        cells: (0..100).map(cell).collect(),
        unknown_is_blocked: true,
        y_down: false,
    }))
}

/// One obstacle of each kind, in the middle of a square of side 10.
fn obstacles() -> Vec<Shape> {
    vec![
        Shape::Box {
            min: vec![4.0; 2],
            max: vec![6.0; 2],
        },
        Shape::Ball {
            center: vec![5.0; 2],
            radius: 1.0,
        },
        Shape::Polygon {
            vertices: vec![[4.0, 4.0], [6.0, 4.0], [6.0, 6.0], [5.0, 4.5], [4.0, 6.0]],
        },
        map(),
    ]
}

/// A path that holds, or holds no longer: some of its numbers, or some of its states, are extreme.
fn spoilt(draws: &mut Draws, base: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut path = base.to_vec();
    for _ in 0..draws.below(4) {
        let (i, axis) = (draws.below(path.len()), draws.below(2));
        path[i][axis] = draws.extreme();
    }
    if draws.below(4) == 0 {
        let state = vec![draws.extreme(), draws.extreme()];
        path.insert(draws.below(path.len() + 1), state);
    }
    path
}

#[test]
fn a_path_of_extreme_numbers_is_certified_only_where_it_holds() {
    let mut draws = Draws(1);
    let base: Vec<Vec<f64>> = vec![
        vec![1.0, 1.0],
        vec![1.0, 8.0],
        vec![8.0, 8.0],
        vec![8.5, 8.5],
    ];
    let (mut certified, mut refuted) = (0, 0);
    for robot in [
        "{radius: 0}",
        "{radius: 0.25}",
        "{half-extents: [0.25, 0.5]}",
    ] {
        for goal in [
            "{state: [8.5, 8.5]}",
            "{ball: {center: [9, 9], radius: 1}}",
            "{box: {min: [8, 8], max: [9, 9]}}",
        ] {
            for obstacle in obstacles() {
                let scenario = Scenario {
                    obstacles: vec![obstacle],
                    ..scenario(&format!(
                        "space: {{bounds: [[0, 10], [0, 10]]}}\nrobot: {robot}\nstart: [1, 1]\ngoal: {goal}\n\
                         objective: {{cost-map: {{default: 1, regions: [{{box: {{min: [0, 7], max: [2, 9]}}, weight: 2}}]}}}}\n"
                    ))
                };
                for _ in 0..100 {
                    let path = spoilt(&mut draws, &base);
                    let claimed = (draws.below(2) == 0).then(|| draws.extreme());
                    let verdict = verify(&scenario, &path, claimed);
                    if !verdict.faults.is_empty() {
                        refuted += 1;
                        continue;
                    }
                    certified += 1;
                    let is_free =
                        |pair: &[Vec<f64>]| segment_is_free(&scenario, &pair[0], &pair[1]);
                    assert!(path.windows(2).all(is_free), "{path:?}");
                    let inside = |x: &f64| (0.0..=10.0).contains(x);
                    assert!(path.iter().flatten().all(inside), "{path:?}");
                    assert_eq!(path[0], [1.0, 1.0]);
                    assert!(verdict.cost.is_finite() && verdict.clearance > 0.0);
                    assert!(claimed.is_none_or(|claimed| claimed == verdict.cost));
                }
            }
        }
    }
    assert!(certified > 100 && refuted > 1_000, "{certified} {refuted}");
}

/// What numbers cannot tell apart is not called free: the obstacle is a grain of sand on the way through a galaxy.
#[test]
fn a_segment_that_is_too_long_for_its_obstacle_is_not_certified() {
    for size in [1.0, 1e6, 1e20, 1e90] {
        let scenario = scenario(&format!(
            "space: {{bounds: [[-{size:e}, {size:e}], [-{size:e}, {size:e}]]}}\n\
             obstacles:\n  - ball: {{center: [{}, {}], radius: 0.1}}\n\
             start: [-{size:e}, -{size:e}]\ngoal: {{state: [{size:e}, {size:e}]}}\n",
            0.37, 0.37
        ));
        let path = [vec![-size; 2], vec![size; 2]];
        let faults = verify(&scenario, &path, None).faults;
        assert!(
            matches!(faults[..], [Fault::Collision { .. }]),
            "{size}: {faults:?}"
        );
    }
}

/// The ends are where they should be in every coordinate, however large the extent of another one is.
#[test]
fn a_wide_coordinate_hides_nothing_of_a_narrow_one() {
    let text = "space: {bounds: [[0, 1e12], [0, 1]]}\nstart: [0, 0.5]\ngoal: {state: [1, 0.5]}\n";
    let scenario = scenario(text);
    let faults = |path: [[f64; 2]; 2]| verify(&scenario, &path.map(Vec::from), None).faults;
    assert_eq!(faults([[0.0, 0.5], [1.0, 0.5]]), []);
    assert!(matches!(
        faults([[0.0, 0.4], [1.0, 0.5]])[..],
        [Fault::Start(_)]
    ));
    assert!(matches!(
        faults([[0.0, 0.5], [1.0, 0.6]])[..],
        [Fault::Goal(_)]
    ));
}

/// A system, and a trajectory of it on which no control pushes for nothing.
fn steady() -> Vec<(Scenario, Vec<Row>)> {
    let rows = |at: &dyn Fn(f64) -> (Vec<f64>, Vec<f64>)| -> Vec<Row> {
        let times = (0..=8).map(|k| 0.5 * f64::from(k));
        let row = |time: f64| Row {
            time,
            state: at(time).0,
            control: at(time).1,
        };
        times.map(row).collect()
    };
    let mut systems = Vec::new();
    for obstacle in obstacles() {
        let integrator = Scenario {
            obstacles: vec![obstacle.clone()],
            ..scenario(
                "space: {bounds: [[0, 10], [0, 10], [-5, 5], [-5, 5]]}\n\
                 dynamics:\n  double-integrator: {axes: 2, control-weight: 0.25, control-bounds: [[-10, 10], [-10, 10]]}\n\
                 start: [1, 1, 2, 0]\ngoal: {state: [9, 1, 2, 0]}\n",
            )
        };
        let straight = |t: f64| (vec![1.0 + 2.0 * t, 1.0, 2.0, 0.0], vec![0.0; 2]);
        systems.push((integrator, rows(&straight)));
        let car = Scenario {
            obstacles: vec![obstacle],
            ..scenario(
                "space: {bounds: [[0, 10], [0, 10], [-1, 1], [1, 5], [-1, 1]]}\n\
                 dynamics:\n  car: {control-weights: [1, 50]}\nrobot: {radius: 0.5}\n\
                 start: [1, 1, 0, 2, 0]\ngoal: {state: [9, 1, 0, 2, 0]}\n",
            )
        };
        let straight = |t: f64| (vec![1.0 + 2.0 * t, 1.0, 0.0, 2.0, 0.0], vec![0.0; 2]);
        systems.push((car, rows(&straight)));
    }
    let oscillator = scenario(
        "space: {bounds: [[-2, 2], [-5, 5]]}\n\
         dynamics:\n  linear: {A: [[0, 1], [-4, -0.4]], B: [[0], [1]], R: [[0.5]], position: [0]}\n\
         obstacles:\n  - box: {min: [1.5], max: [1.6]}\nstart: [1, 0]\ngoal: {state: [1, 0]}\n",
    );
    systems.push((oscillator, rows(&|_| (vec![1.0, 0.0], vec![4.0]))));
    systems
}

fn judge(
    scenario: &Scenario,
    rows: &[Row],
    cost: Option<f64>,
    max_defect: Option<f64>,
) -> TrajectoryVerdict {
    let dynamics = scenario.dynamics.as_ref().unwrap();
    verify_trajectory(scenario, dynamics, rows, cost, max_defect)
}

#[test]
fn steady_trajectories_hold() {
    for (scenario, rows) in steady() {
        let verdict = judge(&scenario, &rows, None, Some(1e-9));
        assert_eq!(verdict.faults, [], "{}", scenario.name);
        assert!(verdict.clearance > 0.4, "{}", verdict.clearance);
    }
}

#[test]
fn a_trajectory_of_extreme_numbers_is_certified_only_where_it_holds() {
    let mut draws = Draws(2);
    let (mut certified, mut refuted) = (0, 0);
    for (scenario, base) in steady() {
        let plain = judge(&scenario, &base, None, None);
        for _ in 0..150 {
            let mut rows = base.clone();
            for _ in 0..draws.below(3) {
                let i = draws.below(rows.len());
                let (states, controls) = (rows[i].state.len(), rows[i].control.len());
                let x = draws.extreme();
                match draws.below(1 + states + controls) {
                    0 => rows[i].time = x,
                    k if k <= states => rows[i].state[k - 1] = x,
                    k => rows[i].control[k - 1 - states] = x,
                }
            }
            if draws.below(4) == 0 {
                let scale = draws.extreme();
                rows.iter_mut().for_each(|row| row.time *= scale);
            }
            let cost = (draws.below(2) == 0).then(|| draws.extreme());
            let max_defect = (draws.below(2) == 0).then(|| draws.extreme());
            let verdict = judge(&scenario, &rows, cost, max_defect);
            if !verdict.faults.is_empty() {
                refuted += 1;
                continue;
            }
            certified += 1;
            let TrajectoryVerdict {
                defects,
                duration,
                clearance,
                ..
            } = &verdict;
            assert!(rows.is_sorted_by(|a, b| a.time <= b.time), "{rows:?}");
            assert!(verdict.cost.is_finite() && duration.is_finite() && *clearance > 0.0);
            assert!(cost.is_none_or(|cost| (cost - verdict.cost).abs() <= 1e-7 * cost.abs()));
            assert!(
                defects
                    .iter()
                    .all(|by| max_defect.is_none_or(|most| *by <= most))
            );
            for row in &rows {
                let bounds = row.state.iter().zip(&scenario.bounds);
                assert!(
                    bounds.clone().all(|(x, [low, high])| low <= x && x <= high),
                    "{rows:?}"
                );
                assert!(row.control.iter().all(|u| u.is_finite()), "{rows:?}");
            }
            // Of the linear systems nothing but the true one is left; the car's defect was not asked for.
            if scenario.dynamics.as_ref().unwrap().system.is_linear() && max_defect.is_none() {
                assert!((verdict.cost - plain.cost).abs() < 1e-3, "{rows:?}");
            }
        }
    }
    assert!(certified > 100 && refuted > 500, "{certified} {refuted}");
}

/// A control whose square overflows: the cost is infinite and the defect no number.
#[test]
fn a_defect_that_is_no_number_is_not_within_a_limit() {
    let (scenario, base) = steady().pop().unwrap();
    for (size, is_overflow) in [
        (1e308, true),
        (1e200, true),
        (1e140, false),
        (f64::NAN, true),
    ] {
        for max_defect in [None, Some(1e-9), Some(f64::MAX), Some(f64::NAN)] {
            let mut rows = base.clone();
            rows[3].control[0] = size;
            let faults = judge(&scenario, &rows, Some(5.0), max_defect).faults;
            let found = faults == [Fault::Overflow { row: 3 }];
            assert!(
                !faults.is_empty() && found == is_overflow,
                "{size}: {faults:?}"
            );
        }
    }
}

/// The worst state by its share of the extent is within the limit; another one, of a wide extent, is not.
#[test]
fn a_limit_of_the_defect_holds_for_every_state() {
    let (mut scenario, mut rows) = steady().remove(1);
    scenario.bounds[2] = [-1e-3, 1e-3];
    scenario.bounds[0] = [0.0, 1e4];
    for row in &mut rows {
        row.state[0] += 0.02 * row.time;
        row.state[2] += 1e-4 * row.time;
    }
    let verdict = judge(&scenario, &rows, None, Some(0.01));
    assert!(
        verdict.defect.0 < 0.01 && verdict.defects[0] > 0.05,
        "{:?}",
        verdict.defects
    );
    let is_defect = |f: &Fault| matches!(f, Fault::Defect { name, .. } if name == "x");
    assert!(verdict.faults.iter().any(is_defect), "{:?}", verdict.faults);
}

/// The rounding of the coordinates is far above what a chord may bulge, so that halving would never end.
#[test]
fn a_contact_far_from_the_origin_is_found_in_the_end() {
    let far = 1e9;
    let shift = |x: f64| x + far;
    for (side, is_free) in [(1.0, false), (0.5, true)] {
        let (mut scenario, mut rows) = steady().remove(0);
        scenario.bounds[0] = [far, far + 10.0];
        scenario.bounds[1] = [far, far + 10.0];
        scenario.obstacles = vec![Shape::Box {
            min: vec![far, far],
            max: vec![shift(10.0), shift(side)],
        }];
        scenario.start = vec![shift(1.0), shift(1.0), 2.0, 0.0];
        let end = vec![shift(1.0 + 2.0 * (0.3 * 4.0)), shift(1.0), 2.0, 0.0];
        scenario.goal = vec![prolate::scenario::GoalShape::State(end)];
        for row in &mut rows {
            // Not a number of halves: interpolation is to round.
            row.time *= 0.3;
            row.state[0] = shift(1.0 + 2.0 * row.time);
            row.state[1] += far;
        }
        let faults = judge(&scenario, &rows, None, None).faults;
        let is_contact = |f: &Fault| matches!(f, Fault::Contact { .. });
        assert_eq!(faults.iter().any(is_contact), !is_free, "{faults:?}");
    }
}

#[test]
fn a_row_that_overflows_is_named() {
    let (scenario, mut rows) = steady().remove(0);
    rows[4].state[1] = 1e308;
    let verdict = judge(&scenario, &rows, None, None);
    assert_eq!(verdict.faults, [Fault::Overflow { row: 4 }]);
    assert!(verdict.faults[0].to_string().contains("overflow at row 5"));
    let path = [vec![1.0; 4], vec![-1e308; 4]];
    let verdict = verify(&scenario, &path, Some(f64::INFINITY));
    assert_eq!(verdict.faults, [Fault::Overflow { row: 1 }]);
}
