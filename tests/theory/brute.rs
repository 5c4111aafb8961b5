//! Plain answers to what the planners compute cleverly: quadratic, short, and with checks of their own.

use prolate::geometry::{Aabb, State, distance, squared_distance};
use prolate::search::near::Nearness;

/// For each vertex its neighbours, each with the cost of the edge.
pub type Edges = Vec<Vec<(usize, f64)>>;

/// Whether a segment misses all boxes: the parts of it between each box's pairs of faces have nothing in common.
pub fn segment_is_free<const D: usize>(boxes: &[Aabb<D>], a: &State<D>, b: &State<D>) -> bool {
    !boxes.iter().any(|obstacle| {
        let (mut from, mut to) = (0.0f64, 1.0f64);
        for i in 0..D {
            let along = b[i] - a[i];
            let (s, t) = (
                (obstacle.min[i] - a[i]) / along,
                (obstacle.max[i] - a[i]) / along,
            );
            (from, to) = (from.max(s.min(t)), to.min(s.max(t)));
        }
        from <= to
    })
}

/// The points near `x`, by looking at all.
pub fn near<const D: usize>(points: &[State<D>], x: &State<D>, nearness: Nearness) -> Vec<usize> {
    let away: Vec<_> = points.iter().map(|y| squared_distance(x, y)).collect();
    let mut ids: Vec<_> = (0..points.len()).collect();
    match nearness {
        Nearness::Within(radius) => ids.retain(|&y| away[y] <= radius * radius),
        Nearness::Nearest(k) => {
            let by_distance = |a: &usize, b: &usize| away[*a].total_cmp(&away[*b]);
            if k < ids.len() {
                ids.select_nth_unstable_by(k, by_distance);
            }
            ids.truncate(k);
        }
    }
    ids
}

/// For each point the others near it, with the cost of the connection.
pub fn near_sets<const D: usize>(
    points: &[State<D>],
    nearness: Nearness,
    cost: impl Fn(&State<D>, &State<D>) -> f64,
) -> Edges {
    // Among the nearest is the point itself.
    let nearness = match nearness {
        Nearness::Nearest(k) => Nearness::Nearest(k + 1),
        within => within,
    };
    let others = |x: usize| {
        let ids = near(points, &points[x], nearness).into_iter();
        let others = ids.filter(|&y| y != x);
        others.map(|y| (y, cost(&points[y], &points[x]))).collect()
    };
    (0..points.len()).map(others).collect()
}

/// The random geometric graph of Karaman & Frazzoli 2011, Algorithm 5, over vertices in the order of their insertion.
/// The nearest vertex to a new one is that to its sample: the new one lies between the two.
pub fn rrg<const D: usize>(
    points: &[State<D>],
    boxes: &[Aabb<D>],
    nearness: impl Fn(usize) -> Nearness,
) -> Edges {
    let mut edges: Edges = vec![Vec::new(); points.len()];
    for v in 1..points.len() {
        let (former, x) = (&points[..v], &points[v]);
        let mut ends = near(former, x, nearness(v));
        let nearest = near(former, x, Nearness::Nearest(1))[0];
        if !ends.contains(&nearest) {
            ends.push(nearest);
        }
        for u in ends {
            if segment_is_free(boxes, &points[u], x) {
                let cost = distance(&points[u], x);
                edges[u].push((v, cost));
                edges[v].push((u, cost));
            }
        }
    }
    edges
}

/// The roadmap of PRM* (Karaman & Frazzoli 2011, Algorithm 4): free motions between two of which one is near the other.
pub fn roadmap<const D: usize>(
    points: &[State<D>],
    boxes: &[Aabb<D>],
    nearness: Nearness,
) -> Edges {
    let near = near_sets(points, nearness, distance);
    let mut edges: Edges = vec![Vec::new(); points.len()];
    for (v, ends) in near.iter().enumerate() {
        for &(u, cost) in ends {
            let known = edges[v].iter().any(|edge| edge.0 == u);
            if !known && segment_is_free(boxes, &points[u], &points[v]) {
                edges[u].push((v, cost));
                edges[v].push((u, cost));
            }
        }
    }
    edges
}

/// The least costs from vertex 0 over the first `n` vertices (Dijkstra 1959, without a heap).
pub fn dijkstra(edges: &Edges, n: usize) -> Vec<f64> {
    let mut costs = vec![f64::INFINITY; n];
    costs[0] = 0.0;
    let mut left: Vec<usize> = (0..n).collect();
    let by_cost = |costs: &[f64], a: usize, b: usize| costs[a].total_cmp(&costs[b]);
    while let Some(at) = (0..left.len()).min_by(|&a, &b| by_cost(&costs, left[a], left[b])) {
        let v = left.swap_remove(at);
        for &(u, cost) in edges[v].iter().filter(|edge| edge.0 < n) {
            costs[u] = costs[u].min(costs[v] + cost);
        }
    }
    costs
}

/// What FMT* leaves behind.
pub struct Marched {
    /// The costs of connected samples.
    pub costs: Vec<f64>,
    /// Their parents.
    pub parents: Vec<Option<u32>>,
    /// Values of z.
    pub iterations: usize,
    /// The cost of the path, infinite where no open vertex was left.
    pub best: f64,
}

/// Where a sample stands.
#[derive(Clone, Copy, PartialEq)]
enum Is {
    Unvisited,
    Open,
    Closed,
}

/// FMT* (Janson et al. 2015, Algorithm 1) over near sets that hold, for each x, the y near it and Cost(y, x). An x is
/// expanded from z where each is in the other's set, which is the mutual form for nearest neighbours and nothing new
/// for a radius.
pub fn fmt_star(
    near: &Edges,
    is_goal: impl Fn(usize) -> bool,
    is_free: impl Fn(usize, usize) -> bool,
) -> Marched {
    let n = near.len();
    let mut set = vec![Is::Unvisited; n];
    let mut tree = Marched {
        costs: vec![f64::INFINITY; n],
        parents: vec![None; n],
        iterations: 0,
        best: f64::INFINITY,
    };
    (set[0], tree.costs[0]) = (Is::Open, 0.0);
    let mut z = 0;
    loop {
        if is_goal(z) {
            tree.best = tree.costs[z];
            return tree;
        }
        tree.iterations += 1;
        let mut open_new = Vec::new();
        for &(x, _) in &near[z] {
            let is_mutual = near[x].iter().any(|y| y.0 == z);
            if set[x] != Is::Unvisited || !is_mutual {
                continue;
            }
            let open = near[x].iter().filter(|y| set[y.0] == Is::Open);
            let costs = open.map(|&(y, cost)| (tree.costs[y] + cost, y));
            // z itself is open.
            let (cost, y_min) = costs.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
            if is_free(y_min, x) {
                open_new.push(x);
                (tree.costs[x], tree.parents[x]) = (cost, Some(y_min as u32));
            }
        }
        for x in open_new {
            set[x] = Is::Open;
        }
        set[z] = Is::Closed;
        let open = (0..n).filter(|&v| set[v] == Is::Open);
        match open.min_by(|&a, &b| tree.costs[a].total_cmp(&tree.costs[b])) {
            Some(v) => z = v,
            None => return tree,
        }
    }
}
