//! Time for each vertex that a planner adds between two sizes of its tree.
//!
//! `cargo bench --bench vertices -- SCENARIO [PLANNER] [KEY=VALUE]…`, with `seeds=`, `from=` and `to=` among the
//! settings, or `at=`, sizes of which each is measured from a tenth below to a tenth above. Prints one line a seed and
//! the median. By default: RRT* on the wall gap with the radius rule and factor 1.1, from 90 000 to 110 000 vertices,
//! three seeds. The tree is looked at every thousand iterations or two; where it passes both sizes between two looks,
//! the time is that from the start.

use prolate::planner::Spec;
use prolate::record::{Keep, TracePoint};
use prolate::run::{Budget, Observer, WallClock};
use prolate::scenario::dispatch::{Setup, run};
use prolate::scenario::{Scenario, load, parse_value};
use std::path::Path;

/// Remembers when the tree had its first and its last size.
struct Sizes {
    from: u64,
    to: u64,
    first: Option<TracePoint>,
    last: Option<TracePoint>,
}

impl Observer for Sizes {
    fn is_interrupted(&self) -> bool {
        self.last.is_some()
    }

    fn progress(&mut self, now: &TracePoint) {
        if self.first.is_none() && now.vertices >= self.from {
            self.first = Some(*now);
        }
        if self.last.is_none() && now.vertices >= self.to {
            self.last = Some(*now);
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let (settings, names): (Vec<_>, Vec<_>) = arguments.iter().partition(|a| a.contains('='));
    let scenario = names.first().map_or("scenarios/wall_gap.yaml", |name| name);
    let planner = names.get(1).map_or("rrt-star", |name| name);
    let scenario = load(Path::new(scenario)).unwrap_or_else(|report| panic!("{report}"));
    let mut spec = Spec::named(planner).unwrap_or_else(|| panic!("no planner {planner}"));
    let (mut from, mut to, mut at, mut seeds) = (90_000, 110_000, Vec::new(), 3);
    let defaults = ["neighbors=radius", "rewire-factor=1.1"].map(String::from);
    for setting in defaults.iter().chain(settings) {
        let (key, value) = setting.split_once('=').expect("KEY=VALUE");
        match key {
            "from" => from = value.parse().expect("a number"),
            "to" => to = value.parse().expect("a number"),
            "at" => {
                at = value
                    .split(',')
                    .map(|n| n.parse().expect("a number"))
                    .collect()
            }
            "seeds" => seeds = value.parse().expect("a number"),
            _ => {
                let value = parse_value(value).expect("a value");
                spec.set(key, &value)
                    .unwrap_or_else(|message| panic!("{message}"));
            }
        }
    }
    let around = |n: u64| (n - n / 10, n + n / 10);
    let mut spans: Vec<_> = at.into_iter().map(around).collect();
    if spans.is_empty() {
        spans.push((from, to));
    }
    for (from, to) in spans {
        measure(&scenario, &spec, from, to, seeds);
    }
}

/// Prints the time for each vertex between two sizes.
fn measure(scenario: &Scenario, spec: &Spec, from: u64, to: u64, seeds: u64) {
    let mut all: Vec<f64> = (1..=seeds)
        .map(|seed| {
            let mut sizes = Sizes {
                from,
                to,
                first: None,
                last: None,
            };
            let setup = Setup {
                spec,
                seed,
                budget: &Budget::default(),
                keep: Keep::Nothing,
            };
            run(scenario, &setup, WallClock::start, &mut sizes);
            let (a, b) = sizes.first.zip(sizes.last).expect("both sizes are passed");
            let (begun, smaller) = match a.vertices < b.vertices {
                true => (a.time_s, a.vertices),
                false => (0.0, 1),
            };
            let time = (b.time_s - begun) / (b.vertices - smaller) as f64;
            println!(
                "seed {seed}: {:.3} µs a vertex from {smaller} to {} vertices",
                1e6 * time,
                b.vertices
            );
            time
        })
        .collect();
    all.sort_by(f64::total_cmp);
    println!(
        "median: {:.3} µs a vertex from {from} to {to} vertices",
        1e6 * all[all.len() / 2]
    );
}
