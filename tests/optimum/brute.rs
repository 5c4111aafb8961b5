//! The slow way to a shortest path: all corners of all polygons, moved off in all four directions, every pair tested,
//! Dijkstra.
//!
//! Nothing is shared with the program: naive orientation tests, no tangents, no heuristic.

pub type Point = [f64; 2];

/// How far vertices are moved off the corners.
const OFF: f64 = 1e-7;

/// The length of the shortest path among closed polygons, from `start` to `goal` within `bounds`, to about 1e-6.
pub fn shortest(
    polygons: &[Vec<Point>],
    bounds: [Point; 2],
    start: Point,
    goal: Point,
) -> Option<f64> {
    let mut vertices = vec![start, goal];
    for p in polygons.iter().flatten() {
        for [x, y] in [[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]] {
            vertices.push([p[0] + OFF * x, p[1] + OFF * y]);
        }
    }
    let within = |x: &Point| (0..2).all(|i| bounds[0][i] <= x[i] && x[i] <= bounds[1][i]);
    vertices.retain(|x| within(x) && is_free(polygons, *x, *x));
    let n = vertices.len();
    let mut cost = vec![f64::INFINITY; n];
    let mut done = vec![false; n];
    cost[0] = 0.0;
    while let Some(v) = (0..n)
        .filter(|v| !done[*v] && cost[*v].is_finite())
        .min_by(|a, b| cost[*a].total_cmp(&cost[*b]))
    {
        if v == 1 {
            return Some(cost[1]);
        }
        done[v] = true;
        for w in 0..n {
            let way =
                cost[v] + (vertices[v][0] - vertices[w][0]).hypot(vertices[v][1] - vertices[w][1]);
            if !done[w] && way < cost[w] && is_free(polygons, vertices[v], vertices[w]) {
                cost[w] = way;
            }
        }
    }
    None
}

fn side(u: Point, v: Point, p: Point) -> f64 {
    (v[0] - u[0]) * (p[1] - u[1]) - (v[1] - u[1]) * (p[0] - u[0])
}

fn meet(u: Point, v: Point, p: Point, q: Point) -> bool {
    let boxes =
        (0..2).all(|i| u[i].min(v[i]) <= p[i].max(q[i]) && p[i].min(q[i]) <= u[i].max(v[i]));
    boxes && side(u, v, p) * side(u, v, q) <= 0.0 && side(p, q, u) * side(p, q, v) <= 0.0
}

/// Whether the closed segment meets none of the closed polygons.
pub fn is_free(polygons: &[Vec<Point>], a: Point, b: Point) -> bool {
    polygons.iter().all(|polygon| {
        let n = polygon.len();
        let edges = || (0..n).map(|i| (polygon[i], polygon[(i + 1) % n]));
        if edges().any(|(u, v)| meet(u, v, a, b)) {
            return false;
        }
        let crossings = edges().filter(|(u, v)| {
            (u[1] > a[1]) != (v[1] > a[1])
                && a[0] < u[0] + (a[1] - u[1]) / (v[1] - u[1]) * (v[0] - u[0])
        });
        crossings.count() % 2 == 0
    })
}
