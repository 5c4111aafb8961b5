//! How near a planner is to what its queries and collision checks alone take.
//!
//! `cargo bench --bench replay`. A planner runs on a scenario while the segments that it checks are written down, with
//! the state that each iteration added. Then the same queries to the index, inserts and checks are made once more
//! without the planner, and both are timed, in turn. For each case a line: the planner's time an iteration, the
//! replay's, their ratio, and which part of the planner's time index and checks alone take. A ratio below 1 is
//! possible: the nearest vertex is asked for at the new vertex instead of the sample, the radius is that for the whole
//! of the bounds, and of a batch what is near all samples is asked for, where FMT* leaves out those that it does not
//! reach.

use prolate::geometry::State;
use prolate::neighbours::{InParts, Neighbour, NeighbourIndex, Pace};
use prolate::planner::{Planner, Spec, Step};
use prolate::problem::{Goal, Problem};
use prolate::scenario::dispatch::problem;
use prolate::scenario::{Scenario, load, parse_value};
use prolate::search::near::Nearness;
use prolate::search::radius;
use prolate::search::samples::Samples;
use prolate::space::{Euclidean, Objective, Space, Steer};
use prolate::world::{Obstacles, World};
use std::hint::black_box;
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

const FACTOR: f64 = 1.1;
/// The trees' range, of a world of side 1, by dimension.
const RANGES: [(usize, f64); 3] = [(2, 0.3), (4, 0.5), (8, 1.25)];
/// Runs of each kind; the fastest counts.
const RUNS: usize = 5;

/// What an iteration did.
struct Iteration<const D: usize> {
    /// The state it was about.
    x: State<D>,
    /// Whether that became a vertex.
    grew: bool,
    /// The end of its segments among all.
    end: usize,
}

/// A run, written down.
struct Tape<const D: usize> {
    iterations: Vec<Iteration<D>>,
    segments: Vec<(State<D>, State<D>)>,
}

fn main() {
    let wall = ["wall_gap.yaml", "wall_gap_4d.yaml", "wall_gap_8d.yaml"];
    for (planner, near, n) in [
        ("rrt-star", "radius", [100_000, 100_000, 30_000]),
        ("rrt-star", "k-nearest", [100_000, 100_000, 30_000]),
        ("rrt-sharp", "k-nearest", [100_000, 100_000, 30_000]),
        ("informed-rrt-star", "k-nearest", [100_000, 30_000, 10_000]),
        ("fmt-star", "radius", [100_000, 30_000, 3_000]),
        ("fmt-star", "k-nearest", [100_000, 30_000, 3_000]),
        ("prm-star", "k-nearest", [100_000, 100_000, 30_000]),
    ] {
        for (scenario, n) in wall.iter().zip(n) {
            let path = format!("scenarios/{scenario}");
            let scenario = load(Path::new(&path)).unwrap_or_else(|report| panic!("{report}"));
            let mut spec = Spec::named(planner).expect("a planner");
            let mut set = |key: &str, value: &str| {
                let value = parse_value(value).expect("a value");
                spec.set(key, &value).expect("a setting");
            };
            set("neighbors", near);
            set("rewire-factor", &FACTOR.to_string());
            if matches!(planner, "fmt-star" | "prm-star") {
                set("samples", &n.to_string());
            } else {
                set("range", &range(scenario.dimension()).to_string());
            }
            if planner == "informed-rrt-star" {
                set("pruning", "false");
            }
            print!("{planner:18} {near:10} {n:7} ");
            match scenario.dimension() {
                2 => compare::<2>(&scenario, &spec, near, n),
                4 => compare::<4>(&scenario, &spec, near, n),
                _ => compare::<8>(&scenario, &spec, near, n),
            }
        }
    }
}

fn range(dimension: usize) -> f64 {
    let known = RANGES.iter().find(|(d, _)| *d == dimension);
    known.expect("a range for the dimension").1
}

/// Times the planner and the replay of what it asked.
fn compare<const D: usize>(scenario: &Scenario, spec: &Spec, near: &str, n: usize) {
    let plain = problem::<D>(scenario);
    let world = Obstacles::<D>::new(&scenario.obstacles, &scenario.robot);
    let tape = record(&plain, &world, spec, n);
    let batch = matches!(spec.name(), "fmt-star" | "prm-star");
    let nearness = |vertices: usize| match (near, spec.name()) {
        ("radius", name) => {
            let measure = plain.space.bounds().measure();
            let (gamma, most) = match name {
                "fmt-star" => (radius::gamma_fmt_star(D, measure), f64::INFINITY),
                _ => (radius::gamma_rrt_star(D, measure), range(D)),
            };
            let shrinking = FACTOR * gamma * radius::shrinking(D, vertices);
            Nearness::Within(shrinking.min(most))
        }
        (_, "fmt-star") => Nearness::Nearest(radius::nearest_count_fmt_star(D, vertices, FACTOR)),
        _ => Nearness::Nearest(radius::nearest_count(D, vertices, FACTOR)),
    };
    let ask = |queries: bool, checks: bool| match batch {
        true => replay_batch(&tape, &world, nearness(n), queries, checks),
        false => replay(&tape, &world, nearness, queries, checks),
    };
    let mut best = [f64::INFINITY; 4];
    for _ in 0..RUNS {
        let times = [
            time(|| drop(black_box(run(&plain, spec, n, |_, _| {})))),
            time(|| ask(true, true)),
            time(|| ask(true, false)),
            time(|| ask(false, true)),
        ];
        for (best, time) in best.iter_mut().zip(times) {
            *best = best.min(time);
        }
    }
    let [planner, both, index, checks] = best;
    println!(
        "{D}-D: {:7.2} µs, replayed {:7.2} µs, ratio {:.2}; index {:2.0} %, checks {:2.0} %",
        1e6 * planner / n as f64,
        1e6 * both / n as f64,
        planner / both,
        100.0 * index / planner,
        100.0 * checks / planner,
    );
}

fn time(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// Steps a planner `n` times, or through its one batch, and shows it after each step.
fn run<'a, S: Steer<D>, const D: usize>(
    problem: &'a Problem<S, D>,
    spec: &Spec,
    n: usize,
    mut see: impl FnMut(&dyn Planner<D>, Step),
) -> Box<dyn Planner<D> + 'a> {
    let mut planner = spec
        .build(problem, 1)
        .expect("a planner of straight motions");
    let mut iterations = 0;
    while iterations < n {
        let step = planner.step();
        see(planner.as_ref(), step);
        match step {
            Step::Completed | Step::Finished => break,
            Step::Prepared => {}
            Step::Grew | Step::Rejected => iterations += 1,
        }
    }
    planner
}

/// Writes a run down.
fn record<const D: usize>(
    plain: &Problem<Euclidean<Obstacles<D>, D>, D>,
    world: &Obstacles<D>,
    spec: &Spec,
    n: usize,
) -> Tape<D> {
    let segments = Mutex::new(Vec::new());
    let listening = |a: &State<D>, b: &State<D>| {
        segments.lock().expect("one thread").push((*a, *b));
        world.segment_is_free(a, b)
    };
    let space = Euclidean::new(*plain.space.bounds(), listening, Objective::PathLength);
    let goal = Goal::new(plain.goal.regions().to_vec());
    let problem = Problem::new(space, plain.start, goal);
    let mut iterations = Vec::new();
    let mut start = 0;
    run(&problem, spec, n, |_, step| {
        let segments = segments.lock().expect("one thread");
        // The first segment of a step of a tree is its extension.
        let x = segments.get(start).map_or(plain.start, |(_, x)| *x);
        start = segments.len();
        let grew = step == Step::Grew;
        iterations.push(Iteration {
            x,
            grew,
            end: start,
        });
    });
    let segments = segments.into_inner().expect("one thread");
    Tape {
        iterations,
        segments,
    }
}

/// Asks what a growing tree asked.
fn replay<const D: usize>(
    tape: &Tape<D>,
    world: &Obstacles<D>,
    nearness: impl Fn(usize) -> Nearness,
    queries: bool,
    checks: bool,
) {
    let mut index = NeighbourIndex::<D>::new();
    let mut found = Vec::new();
    index.insert(&tape.iterations[0].x);
    let mut start = 0;
    for iteration in &tape.iterations {
        if queries {
            black_box(index.nearest(&iteration.x));
        }
        if checks {
            check(world, &tape.segments[start..iteration.end]);
            start = iteration.end;
        }
        if queries && iteration.grew {
            near(&index, &iteration.x, nearness(index.len()), &mut found);
            index.insert(&iteration.x);
        }
    }
}

/// Asks what a batch asked: what is near each sample, and all segments.
fn replay_batch<const D: usize>(
    tape: &Tape<D>,
    world: &Obstacles<D>,
    nearness: Nearness,
    queries: bool,
    checks: bool,
) {
    if queries {
        // Samples are checked first, as segments without length.
        let samples = tape.segments.iter().filter(|(a, b)| a == b);
        let points: Vec<State<D>> = samples.map(|(a, _)| *a).collect();
        let arranged =
            async { Samples::arranged(&points, &[], nearness, &mut Pace::default()).await };
        let samples = InParts::new(arranged).finish();
        let mut found = Vec::new();
        for x in 0..samples.points().len() as u32 {
            samples.near(x, &mut found);
            black_box(&mut found);
        }
    }
    if checks {
        check(world, &tape.segments);
    }
}

fn near<const D: usize>(
    index: &NeighbourIndex<D>,
    x: &State<D>,
    nearness: Nearness,
    found: &mut Vec<Neighbour>,
) {
    match nearness {
        Nearness::Within(radius) => index.within(x, radius, found),
        Nearness::Nearest(count) => index.k_nearest(x, count, found),
    }
    black_box(found);
}

fn check<const D: usize>(world: &Obstacles<D>, segments: &[(State<D>, State<D>)]) {
    for (a, b) in segments {
        black_box(world.segment_is_free(a, b));
    }
}
