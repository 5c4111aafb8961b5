//! Runs to draw: scenarios as they are in papers, and a small RRT that leaves a tree in them.
#![allow(dead_code)] // each test file uses its part

use prolate::random;
use prolate::record::{Forest, RunRecord, StopReason, TracePoint};
use prolate::scenario::{Budget, GoalShape, Objective, Scenario};
use prolate::world::{Robot, Shape};

pub fn scenario(name: &str, bounds: &[[f64; 2]], start: &[f64], goal: GoalShape) -> Scenario {
    Scenario {
        name: name.to_owned(),
        description: None,
        optimum: None,
        optimum_source: None,
        bounds: bounds.to_vec(),
        obstacles: Vec::new(),
        robot: Robot::Ball { radius: 0.0 },
        start: start.to_vec(),
        goal: vec![goal],
        dynamics: None,
        objective: Objective::PathLength,
        sampling: Vec::new(),
        planner: None,
        stop: Budget::default(),
        seed: 1,
    }
}

pub fn rect(min: &[f64], max: &[f64]) -> Shape {
    Shape::Box {
        min: min.to_vec(),
        max: max.to_vec(),
    }
}

pub fn ball(center: &[f64], radius: f64) -> Shape {
    Shape::Ball {
        center: center.to_vec(),
        radius,
    }
}

pub fn event(time_s: f64, iteration: u64, cost: f64) -> TracePoint {
    TracePoint {
        time_s,
        iteration,
        vertices: iteration,
        motion_checks: iteration.saturating_mul(3),
        state_checks: iteration,
        cost,
    }
}

pub fn record(trace: Vec<TracePoint>, end: TracePoint) -> RunRecord {
    RunRecord {
        shortened: None,
        trajectory: None,
        linear_cost: None,
        uncertain_connections: 0,
        curves: None,
        milestones: Vec::new(),
        trace,
        end,
        stop: StopReason::Iterations,
        path: Vec::new(),
        forest: None,
        peak_memory: 0,
    }
}

pub fn wall_gap() -> Scenario {
    let goal = GoalShape::Ball {
        center: vec![0.3, 0.0],
        radius: 0.01,
    };
    let mut s = scenario("wall-gap", &[[-0.5, 0.5]; 2], &[-0.3, 0.0], goal);
    s.obstacles = vec![
        rect(&[-0.1, -0.5], &[0.1, 0.08]),
        rect(&[-0.1, 0.11], &[0.1, 0.4]),
    ];
    s.optimum = Some(0.630_813_184_6);
    s
}

/// Whether `p` is in none of the obstacles, grown by `r`.
fn is_free(s: &Scenario, p: &[f64], r: f64) -> bool {
    s.obstacles.iter().all(|shape| match shape {
        Shape::Box { min, max } => (0..p.len()).any(|i| p[i] < min[i] - r || p[i] > max[i] + r),
        Shape::Ball { center, radius } => {
            let d: f64 = p.iter().zip(center).map(|(a, b)| (a - b) * (a - b)).sum();
            d.sqrt() > radius + r
        }
        Shape::Polygon { vertices: v } => {
            let mut inside = false;
            for (a, b) in v.iter().zip(v.iter().cycle().skip(1)) {
                if (a[1] > p[1]) != (b[1] > p[1])
                    && p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]
                {
                    inside = !inside;
                }
            }
            !inside
        }
        Shape::Map(map) => {
            let cell = |i: usize| ((p[i] - map.origin[i]) / map.resolution).floor();
            !map.is_blocked(cell(0) as usize, cell(1) as usize)
        }
    })
}

/// Grows a tree of `n` vertices with steps of `range`, rewired a little, and returns the run that found its best path.
pub fn grow(s: &Scenario, n: usize, range: f64, r: f64) -> RunRecord {
    let d = s.dimension();
    let mut rng = random::seeded(1);
    let mut forest = Forest {
        dimension: d,
        states: s.start.clone(),
        parents: vec![None],
        costs: vec![0.0],
        ..Forest::default()
    };
    // A coarse grid keeps the search for neighbours short.
    let side = |p: &[f64]| -> usize {
        (0..2).fold(0, |key, i| {
            let [low, high] = s.bounds[i];
            key * 64 + ((p[i] - low) / (high - low) * 63.99) as usize
        })
    };
    let mut grid = vec![Vec::new(); 64 * 64];
    grid[side(&s.start)].push(0_usize);
    let goal = match &s.goal[0] {
        GoalShape::State(g) => g.clone(),
        GoalShape::Ball { center, .. } => center.clone(),
        GoalShape::Box { min, max } => (0..d).map(|i| 0.5 * (min[i] + max[i])).collect(),
    };
    let distance = |a: &[f64], b: &[f64]| -> f64 {
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - b) * (a - b))
            .sum::<f64>()
            .sqrt()
    };
    let mut tries = 0;
    while forest.len() < n && tries < 60 * n {
        tries += 1;
        let x: Vec<f64> = (0..d)
            .map(|i| {
                let [low, high] = s.bounds[i];
                low + r + random::unit(&mut rng) * (high - low - 2.0 * r)
            })
            .collect();
        let key = side(&x);
        let (cx, cy) = ((key / 64) as i64, (key % 64) as i64);
        let mut near: Vec<usize> = Vec::new();
        for ring in 0..64_i64 {
            for i in cx - ring..=cx + ring {
                for j in cy - ring..=cy + ring {
                    let border = (i - cx).abs() == ring || (j - cy).abs() == ring;
                    if border && (0..64).contains(&i) && (0..64).contains(&j) {
                        near.extend(&grid[(i * 64 + j) as usize]);
                    }
                }
            }
            if near.len() > 4 && ring > 0 {
                break;
            }
        }
        let nearest = near.iter().copied().min_by(|a, b| {
            distance(forest.state(*a), &x).total_cmp(&distance(forest.state(*b), &x))
        });
        let Some(nearest) = nearest else { continue };
        let from = forest.state(nearest).to_vec();
        let length = distance(&from, &x);
        let t = (range / length).min(1.0);
        let x: Vec<f64> = (0..d).map(|i| from[i] + t * (x[i] - from[i])).collect();
        let clear = |a: &[f64], b: &[f64]| {
            let steps = (distance(a, b) / (0.02 * range)).ceil().max(1.0) as usize;
            (0..=steps).all(|k| {
                let t = k as f64 / steps as f64;
                let p: Vec<f64> = (0..a.len()).map(|i| a[i] + t * (b[i] - a[i])).collect();
                is_free(s, &p, r)
            })
        };
        if !clear(&from, &x) {
            continue;
        }
        let mut parent = nearest;
        let mut cost = forest.costs[nearest] + distance(&from, &x);
        for other in near.iter().copied().take(40) {
            let through = forest.costs[other] + distance(forest.state(other), &x);
            if through < cost
                && distance(forest.state(other), &x) < range
                && clear(forest.state(other), &x)
            {
                (parent, cost) = (other, through);
            }
        }
        grid[side(&x)].push(forest.len());
        forest.states.extend(x);
        forest.parents.push(Some(parent as u32));
        forest.costs.push(cost);
    }
    let mut best = 0;
    for id in 0..forest.len() {
        if distance(forest.state(id), &goal) < distance(forest.state(best), &goal) {
            best = id;
        }
    }
    let mut path = vec![goal.clone()];
    let mut at = Some(best as u32);
    while let Some(id) = at {
        path.push(forest.state(id as usize).to_vec());
        at = forest.parents[id as usize];
    }
    path.reverse();
    let cost = path.windows(2).map(|p| distance(&p[0], &p[1])).sum();
    let mut run = record(
        vec![event(0.01, 150, 1.4 * cost), event(0.1, n as u64 / 2, cost)],
        event(0.3, n as u64, cost),
    );
    run.path = path;
    run.forest = Some(forest);
    run
}

/// A run that improves often.
pub fn improving(first: f64, least: f64, from: f64) -> (Vec<TracePoint>, TracePoint) {
    let mut rng = random::seeded(7);
    let mut trace = Vec::new();
    let (mut cost, mut t) = (first, from);
    for _ in 0..40 {
        trace.push(event(t, (t * 20_000.0).max(1.0) as u64, cost));
        t *= 1.0 + 0.3 * random::unit(&mut rng);
        cost = least + (cost - least) * (0.7 + 0.25 * random::unit(&mut rng));
    }
    let end = event(t * 1.3, (t * 26_000.0) as u64, trace[39].cost);
    (trace, end)
}
