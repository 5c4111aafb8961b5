//! Which rule of nearness, and which factor, comes nearer to the optimum in the same time.
//!
//! `cargo bench --bench neighbour_rule -- [PLANNER]… [KEY=VALUE]…`, with `time=` seconds a run (0.5), `seeds=` (3),
//! `dimensions=2,4` (2,3,4,6,8,10) and `factors=1.1,2` (1,1.1,1.5,2) among the settings; all optimal planners by
//! default.
//!
//! Each planner runs with each rule and factor on two worlds a dimension: random boxes that cover about a quarter of
//! the unit cube, and a wall with a window. The figure is the median cost over the seeds, as a share above the least
//! cost that any run of this command found in that world, averaged over the worlds; `-` where the median run found no
//! path. Rules take turns, so that a machine that slows down slows all.

use prolate::planner::{Spec, Value};
use prolate::random::{Rng, seeded, unit};
use prolate::record::Keep;
use prolate::run::{Budget, WallClock};
use prolate::scenario::dispatch::{Setup, run};
use prolate::scenario::{GoalShape, Objective, Scenario, parse_value};
use prolate::world::{Robot, Shape};

const PLANNERS: [&str; 5] = [
    "rrt-star",
    "rrt-sharp",
    "informed-rrt-star",
    "fmt-star",
    "prm-star",
];

fn world(name: &str, d: usize, obstacles: Vec<Shape>, start: f64, goal: f64) -> Scenario {
    let state = |x: f64| vec![x; d];
    Scenario {
        name: format!("{name}, {d}-D"),
        description: None,
        optimum: None,
        optimum_source: None,
        bounds: vec![[0.0, 1.0]; d],
        obstacles,
        robot: Robot::Ball { radius: 0.0 },
        start: state(start),
        goal: vec![GoalShape::State(state(goal))],
        dynamics: None,
        objective: Objective::PathLength,
        sampling: Vec::new(),
        planner: None,
        stop: Budget::default(),
        seed: 1,
    }
}

/// Boxes with sides from 0.2 to 0.5 in which start and goal do not lie; together about a quarter of the cube.
fn boxes(d: usize, rng: &mut Rng) -> Scenario {
    let ends = [0.05, 0.95];
    let (mut shapes, mut covered) = (Vec::new(), 0.0);
    while covered < 0.25 {
        let sides: Vec<f64> = (0..d).map(|_| 0.2 + 0.3 * unit(rng)).collect();
        let min: Vec<f64> = sides.iter().map(|s| unit(rng) * (1.0 - s)).collect();
        let max: Vec<f64> = min.iter().zip(&sides).map(|(m, s)| m + s).collect();
        let holds = |x: f64| (0..d).all(|i| min[i] - 0.05 <= x && x <= max[i] + 0.05);
        // A box that is hard to hit in high dimensions counts for more, or there would be thousands.
        covered += sides.iter().product::<f64>().max(0.002);
        if !ends.iter().any(|x| holds(*x)) {
            shapes.push(Shape::Box { min, max });
        }
    }
    world("boxes", d, shapes, ends[0], ends[1])
}

/// A wall across the first coordinate with a window that is 0.3 wide in all others and off the diagonal.
fn window(d: usize) -> Scenario {
    let mut shapes = Vec::new();
    for i in 1..d {
        for (low, high) in [(-0.1, 0.15), (0.45, 1.1)] {
            let (mut min, mut max) = (vec![-0.1; d], vec![1.1; d]);
            (min[0], max[0], min[i], max[i]) = (0.45, 0.55, low, high);
            shapes.push(Shape::Box { min, max });
        }
    }
    world("window", d, shapes, 0.1, 0.9)
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let (settings, names): (Vec<_>, Vec<_>) = arguments.iter().partition(|a| a.contains('='));
    let names: Vec<&str> = match names.len() {
        0 => PLANNERS.to_vec(),
        _ => names.iter().map(|name| name.as_str()).collect(),
    };
    let list = |text: &str| -> Vec<f64> {
        let numbers = text.split(',').map(|n| n.parse().expect("numbers"));
        numbers.collect()
    };
    let (mut time, mut seeds) = (0.5, 3);
    let mut dimensions = vec![2.0, 3.0, 4.0, 6.0, 8.0, 10.0];
    let mut factors = vec![1.0, 1.1, 1.5, 2.0];
    let mut others = Vec::new();
    for setting in settings {
        let (key, value) = setting.split_once('=').expect("KEY=VALUE");
        match key {
            "time" => time = value.parse().expect("seconds"),
            "seeds" => seeds = value.parse().expect("a number"),
            "dimensions" => dimensions = list(value),
            "factors" => factors = list(value),
            _ => others.push((key, parse_value(value).expect("a value"))),
        }
    }
    let rules: Vec<(&str, f64)> = ["radius", "k-nearest"]
        .into_iter()
        .flat_map(|rule| factors.iter().map(move |factor| (rule, *factor)))
        .collect();
    print!("{:<5} {:<18}", "d", "planner");
    for (rule, factor) in &rules {
        print!(" {:>13}", format!("{rule} {factor}"));
    }
    println!();
    for d in dimensions.into_iter().map(|d| d as usize) {
        let worlds = [boxes(d, &mut seeded(d as u64)), window(d)];
        // By planner, world and rule.
        let medians: Vec<Vec<Vec<f64>>> = names
            .iter()
            .map(|name| {
                let spec = Spec::named(name).unwrap_or_else(|| panic!("no planner {name}"));
                let on = |world| medians(world, &spec, &rules, &others, time, seeds);
                worlds.iter().map(on).collect()
            })
            .collect();
        let least = |w: usize| {
            let costs = medians.iter().flat_map(|of| of[w].iter().copied());
            costs.fold(f64::INFINITY, f64::min)
        };
        for (name, of) in names.iter().zip(&medians) {
            print!("{d:<5} {name:<18}");
            for rule in 0..rules.len() {
                let gaps = (0..worlds.len()).map(|w| of[w][rule] / least(w) - 1.0);
                let gap = 100.0 * gaps.sum::<f64>() / worlds.len() as f64;
                if gap.is_finite() {
                    print!(" {gap:>11.2} %");
                } else {
                    print!(" {:>13}", "-");
                }
            }
            println!();
        }
    }
}

/// The median cost over the seeds for each rule.
fn medians(
    world: &Scenario,
    spec: &Spec,
    rules: &[(&str, f64)],
    others: &[(&str, Value)],
    time: f64,
    seeds: u64,
) -> Vec<f64> {
    let mut costs = vec![Vec::new(); rules.len()];
    for seed in 1..=seeds {
        for ((rule, factor), costs) in rules.iter().zip(&mut costs) {
            let mut spec = spec.clone();
            let mut set = |key: &str, value: &Value| {
                spec.set(key, value)
                    .unwrap_or_else(|message| panic!("{message}"));
            };
            set("neighbors", &Value::Word((*rule).into()));
            set("rewire-factor", &Value::Number(*factor));
            for (key, value) in others {
                set(key, value);
            }
            let setup = Setup {
                spec: &spec,
                seed,
                budget: &Budget {
                    time: Some(time),
                    ..Budget::default()
                },
                keep: Keep::Nothing,
            };
            costs.push(run(world, &setup, WallClock::start, &mut ()).cost());
        }
    }
    for costs in &mut costs {
        costs.sort_by(f64::total_cmp);
    }
    costs.iter().map(|costs| costs[costs.len() / 2]).collect()
}
