//! The verifier against constructed cases with known answers, and against the planners' exact tests.

use prolate::scenario::{Scenario, parse};
use prolate::verify::{Fault, verify};
use std::path::Path;

fn scenario(obstacles: &str, robot: &str) -> Scenario {
    let text = format!(
        "space: {{bounds: [[0, 10], [0, 10]]}}\n\
         obstacles: [{obstacles}]\n\
         robot: {robot}\n\
         start: [1, 1]\n\
         goal: {{state: [9, 1]}}\n"
    );
    parse(&text, Path::new("test.yaml")).unwrap_or_else(|report| panic!("{report}"))
}

/// The clearance of the path over the point (5, y), negative answers as collisions.
fn clearance(scenario: &Scenario, y: f64) -> Option<f64> {
    let path = [vec![1.0, 1.0], vec![5.0, y], vec![9.0, 1.0]];
    let verdict = verify(scenario, &path, None);
    let collides = verdict
        .faults
        .iter()
        .any(|f| matches!(f, Fault::Collision { .. }));
    assert_eq!(collides, verdict.clearance == 0.0);
    (!collides).then_some(verdict.clearance)
}

/// A map of 60 x 60 cells with a few occupied ones, far from the path and from each other; outside of it everything is
/// blocked.
#[test]
fn the_clearance_from_a_map_is_the_distance_to_its_nearest_occupied_cell_or_border() {
    let folder = tempfile::tempdir().unwrap();
    let occupied = [[40, 30], [12, 50], [55, 8], [3, 3]];
    let row = |y: i32| -> String {
        (0..60)
            .map(|x| if occupied.contains(&[x, y]) { '@' } else { '.' })
            .collect()
    };
    let rows: Vec<String> = (0..60).map(row).collect();
    let map = format!(
        "type octile\nheight 60\nwidth 60\nmap\n{}\n",
        rows.join("\n")
    );
    std::fs::write(folder.path().join("m.map"), map).unwrap();
    for radius in [0.0, 1.25] {
        let mut seen = [0; 2];
        for [x, y] in [
            [20, 25],
            [30, 20],
            [33, 40],
            [25, 12],
            [9, 30],
            [47, 47],
            [30, 55],
        ] {
            let text = format!(
                "obstacles: [{{map: {{file: m.map}}}}]\nrobot: {{radius: {radius}}}\nstart: [{x}, {y}]\ngoal: {{state: [{}, {y}]}}\n",
                x + 2
            );
            let scenario = parse(&text, &folder.path().join("s.yaml")).unwrap();
            let [a, b] = [x, x + 2].map(f64::from);
            let y = f64::from(y);
            let path = [vec![a, y], vec![b, y]];
            let verdict = verify(&scenario, &path, None);
            assert!(verdict.faults.is_empty());
            let to_cell = |[i, j]: &[i32; 2]| {
                let [i, j] = [f64::from(*i), f64::from(*j)];
                let dx = (i - b).max(a - (i + 1.0)).max(0.0);
                let dy = (j - y).max(y - (j + 1.0)).max(0.0);
                dx.hypot(dy)
            };
            let cells = occupied.iter().map(to_cell).fold(f64::INFINITY, f64::min);
            let border = a.min(60.0 - b).min(y).min(60.0 - y);
            let expected = cells.min(border) - radius;
            assert!(
                (verdict.clearance - expected).abs() < 1e-9,
                "{} instead of {expected} at ({x}, {y})",
                verdict.clearance
            );
            seen[usize::from(border < cells)] += 1;
        }
        assert!(seen[0] > 1 && seen[1] > 0, "{seen:?}");
    }
}

#[test]
fn the_clearance_is_the_distance_from_the_body_to_the_nearest_obstacle() {
    let cases = [
        // The obstacle's lowest part is the point or side at y = 6 above x = 5.
        ("box: {min: [4, 6], max: [6, 8]}", "{radius: 0}", 0.0),
        ("box: {min: [4, 6], max: [6, 8]}", "{radius: 0.5}", 0.5),
        (
            "box: {min: [4, 6], max: [6, 8]}",
            "{half-extents: [0.2, 0.3]}",
            0.3,
        ),
        ("ball: {center: [5, 7], radius: 1}", "{radius: 0.5}", 0.5),
        (
            "ball: {center: [5, 7], radius: 1}",
            "{half-extents: [0.2, 0.3]}",
            0.3,
        ),
        (
            "polygon: {vertices: [[5, 6], [6, 8], [4, 8]]}",
            "{radius: 0.5}",
            0.5,
        ),
        (
            "polygon: {vertices: [[5, 6], [6, 8], [4, 8]]}",
            "{half-extents: [0.2, 0.3]}",
            0.3,
        ),
    ];
    for (obstacle, robot, grown) in cases {
        let scenario = scenario(&format!("{{{obstacle}}}"), robot);
        // The path's tip points up at the obstacle's lowest part, so the tip is nearest.
        for gap in [1.0, 1e-3, 1e-9] {
            let found = clearance(&scenario, 6.0 - grown - gap).unwrap();
            assert!(
                (found - gap).abs() < 1e-12,
                "{obstacle}, {robot}: {found} is not {gap}"
            );
        }
        assert_eq!(
            clearance(&scenario, 6.0 - grown + 1e-9),
            None,
            "{obstacle}, {robot}"
        );
    }
}

#[test]
fn touching_is_a_collision() {
    let scenario = scenario("{box: {min: [4, 2], max: [6, 8]}}", "{radius: 0.5}");
    let path = [[1.0, 1.0], [2.0, 1.5], [8.0, 1.5], [9.0, 1.0]].map(|x| x.to_vec());
    let verdict = verify(&scenario, &path, None);
    assert!(matches!(
        verdict.faults[..],
        [Fault::Collision {
            segment: 1,
            obstacle: 0,
            ..
        }]
    ));
}

#[test]
fn a_path_inside_a_polygon_that_meets_no_edge_collides() {
    let text = "space: {bounds: [[0, 10], [0, 10]]}\n\
                obstacles: [{polygon: {vertices: [[3, 3], [7, 3], [7, 7], [3, 7]]}}]\n\
                start: [1, 1]\n\
                goal: {state: [2, 1]}\n";
    let scenario = parse(text, Path::new("test.yaml")).unwrap();
    let path = [vec![4.0, 4.0], vec![6.0, 6.0]];
    let faults = verify(&scenario, &path, None).faults;
    assert!(faults.iter().any(|f| matches!(f, Fault::Collision { .. })));
}

#[test]
fn the_cost_of_a_cost_map_is_the_line_integral() {
    let text = "space: {bounds: [[0, 10], [0, 10]]}\n\
                start: [0, 5]\n\
                goal: {state: [10, 5]}\n\
                objective:\n  cost-map:\n    default: 1\n    regions:\n      \
                - {box: {min: [1, 0], max: [4, 10]}, weight: 3}\n      \
                - {ball: {center: [4, 5], radius: 1}, weight: 0.5}\n      \
                - {polygon: {vertices: [[6, 4], [8, 4], [8, 6], [7, 4.5], [6, 6]]}, weight: 10}\n";
    let scenario = parse(text, Path::new("test.yaml")).unwrap();
    let path = [vec![0.0, 5.0], vec![10.0, 5.0]];
    // 1 at 1, 2 at 3, 2 at 0.5, 1 at 1, then the polygon's two horns: at y = 5 the notch runs from 6 + 2/3 to 7 + 1/3.
    let expected = 1.0 + 6.0 + 1.0 + 1.0 + 10.0 * 4.0 / 3.0 + 2.0 / 3.0 + 2.0;
    let verdict = verify(&scenario, &path, Some(expected));
    assert!(verdict.faults.is_empty(), "{:?}", verdict.faults);
    assert!((verdict.cost - expected).abs() < 1e-12 * expected);
    assert_eq!(verdict.length, 10.0);
}
