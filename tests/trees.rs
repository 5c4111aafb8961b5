//! The tree that `plan --save-tree` writes, read back from its files: of every planner, stopped at any time, it is a
//! tree in which each cost is the parent's and the edge's.

use prolate::geometry::{Aabb, State, distance};
use prolate::space::Space;
use prolate::space::linear_dynamics::{Limits, LinearDynamics, System};
use prolate::world::{Ladder, Robot};
use std::fs;
use std::process::Command;
use tempfile::TempDir;

const WALL: &str = "space: {bounds: [[0, 1], [0, 1]]}\n\
    obstacles:\n  - box: {min: [0.4, 0.2], max: [0.6, 1.5]}\n\
    start: [0.1, 0.5]\n\
    goal: {ball: {center: [0.9, 0.5], radius: 0.05}}\n";

const BALLS: &str = "space: {bounds: [[0, 1], [0, 1]]}\n\
    obstacles:\n  - ball: {center: [0.3, 0.3], radius: 0.15}\n  - ball: {center: [0.6, 0.7], radius: 0.2}\n\
    \x20 - ball: {center: [0.75, 0.2], radius: 0.2}\n\
    start: [0.05, 0.05]\n\
    goal: {any: [{state: [0.95, 0.95]}, {box: {min: [0.9, 0.4], max: [1, 0.5]}}]}\n";

const WINDOW: &str = "space: {bounds: [[0, 1], [0, 1], [0, 1]]}\n\
    obstacles:\n  - box: {min: [0.45, 0, 0], max: [0.55, 0.6, 1]}\n  - box: {min: [0.45, 0.6, 0.4], max: [0.55, 1, 1]}\n\
    start: [0.1, 0.2, 0.8]\n\
    goal: {ball: {center: [0.9, 0.2, 0.8], radius: 0.1}}\n";

const CLOSED: &str = "space: {bounds: [[0, 1], [0, 1]]}\n\
    obstacles:\n  - box: {min: [0.4, -0.5], max: [0.6, 1.5]}\n\
    start: [0.1, 0.5]\n\
    goal: {state: [0.9, 0.5]}\n";

const DRIVEN: &str = "space: {bounds: [[0, 20], [0, 20], [-5, 5], [-5, 5]]}\n\
    start: [2, 10, 0, 0]\n\
    goal: {state: [18, 10, 0, 0]}\n\
    dynamics:\n  double-integrator: {axes: 2, control-weight: 0.25, control-bounds: [[-8, 8], [-8, 8]]}\n";

/// A row of `tree.csv`.
struct Row<const D: usize> {
    parent: Option<usize>,
    cost: Option<f64>,
    state: State<D>,
}

/// Runs `planner` with its settings, as `rrt-sharp inclusion=v1`, and reads the tree's two files, which say the same.
fn tree<const D: usize>(scenario: &str, planner: &str, count: u32, seed: u32) -> Vec<Row<D>> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("world.yaml");
    fs::write(&file, scenario).unwrap();
    let mut words = planner.split_whitespace();
    let mut command = Command::new(env!("CARGO_BIN_EXE_prolate"));
    command.current_dir(folder.path());
    command.args([
        "plan",
        "world.yaml",
        "--save-tree",
        "--no-plots",
        "-q",
        "-o",
        "out",
    ]);
    command.args(["-p", words.next().unwrap()]);
    command.args(["-n", &count.to_string(), "-s", &seed.to_string()]);
    for setting in words {
        command.args(["--set", setting]);
    }
    let output = command.output().unwrap();
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{planner}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = fs::read_to_string(folder.path().join("out/tree.csv")).unwrap();
    let rows: Vec<Row<D>> = text.lines().skip(1).map(row).collect();
    let graph = fs::read_to_string(folder.path().join("out/tree.graphml")).unwrap();
    let graph = roxmltree::Document::parse(&graph).unwrap();
    let mut edges: Vec<_> = (graph.descendants())
        .filter(|node| node.has_tag_name("edge") && !node.has_attribute("directed"))
        .map(|edge| {
            let end = |name| edge.attribute(name).unwrap()[1..].parse::<usize>().unwrap();
            (end("target"), end("source"))
        })
        .collect();
    edges.sort_unstable();
    let parents = rows.iter().enumerate();
    let parents: Vec<_> = parents
        .filter_map(|(id, row)| Some((id, row.parent?)))
        .collect();
    assert_eq!(edges, parents, "{planner}: the files differ");
    rows
}

fn row<const D: usize>(line: &str) -> Row<D> {
    let cells: Vec<_> = line.split(',').collect();
    let state: Vec<f64> = cells[3..].iter().map(|x| x.parse().unwrap()).collect();
    Row {
        parent: (!cells[1].is_empty()).then(|| cells[1].parse().unwrap()),
        cost: (!cells[2].is_empty()).then(|| cells[2].parse().unwrap()),
        state: state.try_into().unwrap(),
    }
}

/// The parents lead to roots, whose costs are 0; each other cost is the parent's and the edge's; where there is no cost
/// there is no parent. Returns how many rows have none.
fn assert_tree<const D: usize>(
    rows: &[Row<D>],
    what: &str,
    edge: impl Fn(&State<D>, &State<D>) -> f64,
) -> usize {
    assert_eq!((rows[0].parent, rows[0].cost), (None, Some(0.0)), "{what}");
    for (id, row) in rows.iter().enumerate() {
        let ways = std::iter::successors(Some(id), |&v| rows[v].parent);
        assert!(
            ways.take(rows.len() + 1).count() <= rows.len(),
            "{what}: a cycle through {id}"
        );
        let Some(parent) = row.parent else {
            assert!(row.cost.is_none_or(|cost| cost == 0.0), "{what}, {id}");
            continue;
        };
        let parent = &rows[parent];
        let sum = parent.cost.unwrap() + edge(&parent.state, &row.state);
        let cost = row.cost.unwrap();
        assert!(
            (cost - sum).abs() <= 1e-9 * sum,
            "{what}, vertex {id}: {cost} is not {sum}"
        );
    }
    rows.iter().filter(|row| row.cost.is_none()).count()
}

/// All variants of RRT#, several worlds and seeds, stopped early and late: at most of these times many vertices are not
/// consistent.
#[test]
fn in_the_tree_of_rrt_sharp_each_cost_is_the_parents_and_the_edges() {
    let mut unreached = 0;
    for inclusion in ["all", "v1", "v2", "v3"] {
        for (seed, count) in [(1, 1), (2, 40), (3, 300), (4, 2_500)] {
            for rule in ["radius", "k-nearest"] {
                let planner = format!("rrt-sharp inclusion={inclusion} neighbors={rule}");
                let mut check = |rows: &[Row<2>], world| {
                    let what = format!("{planner}, {world}, {count}");
                    let without = assert_tree(rows, &what, distance);
                    assert!(without == 0 || inclusion == "all", "{what}");
                    unreached += without;
                };
                check(&tree(WALL, &planner, count, seed), "wall");
                check(&tree(BALLS, &planner, count, seed), "balls");
                check(&tree(CLOSED, &planner, count, seed), "closed");
                let rows = tree::<3>(WINDOW, &planner, count, seed);
                assert_tree(&rows, &planner, distance);
            }
        }
    }
    assert!(unreached > 0, "no vertex that a finite cost never reached");
}

#[test]
fn in_the_tree_of_every_other_planner_each_cost_is_the_parents_and_the_edges() {
    for planner in [
        "rrt",
        "rrt-connect",
        "rrt-star",
        "rrt-star pruning=true",
        "informed-rrt-star",
        "informed-rrt-star path-bias=0",
        "fmt-star",
        "fmt-star batches=doubling",
        "fmt-star on-failure=resample",
        "prm-star",
        "prm-star batches=doubling neighbors=k-nearest",
    ] {
        for (seed, count) in [(1, 1), (2, 40), (3, 300), (4, 2_500)] {
            let what = format!("{planner}, {count}");
            assert_tree(&tree::<2>(WALL, planner, count, seed), &what, distance);
            assert_tree(&tree::<2>(BALLS, planner, count, seed), &what, distance);
            assert_tree(&tree::<2>(CLOSED, planner, count, seed), &what, distance);
            let rows = tree::<3>(WINDOW, planner, count, seed);
            assert_tree(&rows, &what, distance);
        }
    }
}

#[test]
fn in_the_tree_of_a_system_with_dynamics_each_cost_is_the_parents_and_that_of_the_optimal_motion() {
    let limits = Limits {
        states: Aabb::new([0.0, 0.0, -5.0, -5.0], [20.0, 20.0, 5.0, 5.0]),
        controls: vec![[-8.0, 8.0]; 2],
        position: vec![0, 1],
        surroundings: Box::new(Ladder::new(
            &[],
            &Robot::Ball { radius: 0.0 },
            &Aabb::new([0.0; 2], [20.0; 2]),
        )),
    };
    let (axes, weight) = (2, 0.25);
    let system = System::DoubleIntegrator { axes, weight };
    let space = LinearDynamics::<4>::new(system, limits).unwrap();
    for planner in ["kinodynamic-rrt-star", "kinodynamic-rrt-star pruning=false"] {
        for (seed, count) in [(1, 1), (2, 40), (3, 600)] {
            let rows = tree::<4>(DRIVEN, planner, count, seed);
            let edge = |a: &State<4>, b: &State<4>| space.connect(a, b).unwrap().cost;
            assert_eq!(assert_tree(&rows, planner, edge), 0);
        }
    }
}
