//! Linear systems from the file to the certificate: unstable, stiff and nearly uncontrollable ones.

use prolate::planner::Spec;
use prolate::record::Keep;
use prolate::run::{Budget, WallClock};
use prolate::scenario::dispatch::{Setup, count_connections, run};
use prolate::scenario::{Scenario, load};
use prolate::verify::trajectory::{Row, verify_trajectory};

/// A scenario of a linear system from one state to another within bounds of this size.
fn scenario(system: &str, size: f64, from: &str, to: &str) -> Result<Scenario, String> {
    let states = from.split(',').count();
    let bounds = vec![format!("[-{size}, {size}]"); states].join(", ");
    let text = format!(
        "space: {{bounds: [{bounds}]}}\ndynamics: {{linear: {{{system}, position: [0]}}}}\nstart: {from}\ngoal: {{state: {to}}}\n"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("system.yaml");
    std::fs::write(&file, text).unwrap();
    load(&file).map_err(|report| report.to_string())
}

/// What the first connection of a scenario costs, once its trajectory is certified.
fn planned(scenario: &Scenario) -> f64 {
    let setup = Setup {
        spec: &Spec::named("kinodynamic-rrt-star").unwrap(),
        seed: 1,
        budget: &Budget {
            iterations: Some(1),
            ..Budget::default()
        },
        keep: Keep::Nothing,
    };
    let record = run(scenario, &setup, WallClock::start, &mut ());
    assert!(record.solved());
    let moments = record.trajectory.as_ref().unwrap().moments();
    let rows: Vec<Row> = moments
        .into_iter()
        .map(|moment| Row {
            time: moment.time,
            state: moment.state,
            control: moment.control,
        })
        .collect();
    let dynamics = scenario.dynamics.as_ref().unwrap();
    let verdict = verify_trajectory(scenario, dynamics, &rows, Some(record.end.cost), None);
    assert!(verdict.faults.is_empty(), "{:?}", verdict.faults);
    record.end.cost
}

const CART: &str = "A: [[0, 1, 0, 0], [0, 0, -0.9810000000000001, 0], [0, 0, 0, 1], [0, 0, 21.582000000000004, 0]], \
                    B: [[0], [1], [0], [-2]]";

/// Integrated from the first row to the last, the rounding of the file's digits grows by 1e7 on the way.
#[test]
fn the_motion_of_an_unstable_system_is_certified_within_narrow_bounds() {
    let cart = scenario(CART, 5.0, "[0, 0, 0, 0]", "[1, 0, 0, 0]").unwrap();
    let cost = planned(&cart);
    assert!((cost / 4.278324323788 - 1.0).abs() < 1e-9, "{cost}");
    let there_and_back = scenario(CART, 50.0, "[0, 0, 0, 0]", "[-20, 0, 0, 0]").unwrap();
    planned(&there_and_back);
}

/// Rows every hundredth of a second show nothing of layers of a millisecond.
#[test]
fn the_motion_of_a_stiff_system_is_certified() {
    for lag in ["1", "0.1", "0.01", "0.001"] {
        let rate = 1.0 / lag.parse::<f64>().unwrap();
        let system = format!("A: [[0, 1, 0], [0, 0, 1], [0, 0, -{rate}]], B: [[0], [0], [{rate}]]");
        planned(&scenario(&system, 10.0, "[0, 0, 0]", "[5, 0, 0]").unwrap());
    }
}

#[test]
fn long_chains_are_planned_for() {
    for n in [6, 9, 12] {
        let row = |i: usize| {
            let entry = |j: usize| if j == i + 1 { "1" } else { "0" };
            format!("[{}]", (0..n).map(entry).collect::<Vec<_>>().join(", "))
        };
        let a = (0..n).map(row).collect::<Vec<_>>().join(", ");
        let b = (0..n).map(|i| if i + 1 == n { "[1]" } else { "[0]" });
        let b = b.collect::<Vec<_>>().join(", ");
        let state = |x: &str| {
            let zeros = vec!["0"; n - 1].join(", ");
            format!("[{x}, {zeros}]")
        };
        let system = format!("A: [{a}], B: [{b}]");
        planned(&scenario(&system, 1e4, &state("0"), &state("1")).unwrap());
    }
}

#[test]
fn a_system_that_rounding_makes_uncontrollable_is_refused_with_the_number_that_shows_it() {
    // Two modes that one input drives alike, up to 1e-15.
    let system = "A: [[-1, 0], [0, -1.000000000000001]], B: [[1], [1]]";
    let error = scenario(system, 10.0, "[0, 0]", "[1, 2]").unwrap_err();
    assert!(error.contains("directions of the state space"), "{error}");
    // A thousand times that far apart they can be told from each other for most pairs, and 1e-11 apart for all.
    for (difference, least) in [("5e-13", 1), ("1e-11", 100)] {
        let rate = 1.0 + difference.parse::<f64>().unwrap();
        let system = format!("A: [[-1, 0], [0, -{rate}]], B: [[1], [1]]");
        let close = scenario(&system, 10.0, "[0, 0]", "[1, 2]").unwrap();
        let dynamics = close.dynamics.as_ref().unwrap();
        assert!(count_connections(&close, dynamics, 100, 1) >= least);
    }
}

/// Random pairs of the systems that could not be steered before.
#[test]
fn all_pairs_of_systems_with_a_single_input_connect() {
    let cart = scenario(CART, 10.0, "[0, 0, 0, 0]", "[1, 0, 0, 0]").unwrap();
    let dynamics = cart.dynamics.as_ref().unwrap();
    assert_eq!(count_connections(&cart, dynamics, 300, 5), 300);
}
