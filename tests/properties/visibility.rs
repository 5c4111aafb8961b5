//! Shortest paths of the plane by Dijkstra's algorithm on the whole visibility graph, with exact predicates.
//!
//! Obstacles are convex; the sum of each with the robot is grown by a unit, and a path may touch what is grown but not
//! enter it. So whatever touches leaves no way between, and lengths are off by far less than a billionth. Coordinates
//! are whole units, 2^-40 of a step of the lattice, so that cross products in 128 bits are exact.

/// Units to a step of the lattice.
pub const STEP: i128 = 1 << 40;

/// The bounds, in steps.
pub const SIDE: i128 = 8;

/// In units.
pub type Point = [i128; 2];

/// In steps.
pub type Place = [i8; 2];

/// A goal, in steps.
#[derive(Clone, Debug)]
pub enum Target {
    State(Place),
    Box(Place, Place),
}

/// Whether `p` is to the left of the line from `u` to `v` (positive), on it, or to the right of it.
pub fn turn(u: Point, v: Point, p: Point) -> i128 {
    (v[0] - u[0]) * (p[1] - u[1]) - (v[1] - u[1]) * (p[0] - u[0])
}

/// The convex hull, anticlockwise, without points on its edges.
fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort();
    points.dedup();
    let half = |points: &mut dyn Iterator<Item = &Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for p in points {
            while chain.len() > 1 && turn(chain[chain.len() - 2], chain[chain.len() - 1], *p) <= 0 {
                chain.pop();
            }
            chain.push(*p);
        }
        chain.pop();
        chain
    };
    let mut lower = half(&mut points.iter());
    lower.extend(half(&mut points.iter().rev()));
    lower
}

/// Whether the segment enters the polygon, which is convex and has an area: no edge's line and not its own parts them.
fn enters(polygon: &[Point], a: Point, b: Point) -> bool {
    let n = polygon.len();
    let beside = |i: usize| {
        let (u, v) = (polygon[i], polygon[(i + 1) % n]);
        turn(u, v, a) <= 0 && turn(u, v, b) <= 0
    };
    let is_left = |p: &Point| turn(a, b, *p) >= 0;
    let is_right = |p: &Point| turn(a, b, *p) <= 0;
    let own = a != b && (polygon.iter().all(is_left) || polygon.iter().all(is_right));
    !own && !(0..n).any(beside)
}

/// A world of the reference.
pub struct Reference {
    pub polygons: Vec<Vec<Point>>,
    pub bounds: [Point; 2],
}

impl Reference {
    /// The obstacles' sums with the hull of `body`, grown, and the bounds that leave it room.
    pub fn new(obstacles: &[Vec<Point>], body: &[Point]) -> Self {
        let grown = |corners: &Vec<Point>| {
            let mut sums = Vec::new();
            for p in corners {
                for q in body {
                    for (x, y) in [(1, 1), (1, -1), (-1, 1), (-1, -1)] {
                        sums.push([p[0] + q[0] + x, p[1] + q[1] + y]);
                    }
                }
            }
            hull(sums)
        };
        let reach = [0, 1].map(|i| body.iter().map(|q| q[i]).max().unwrap());
        Self {
            polygons: obstacles.iter().map(grown).collect(),
            bounds: [reach, reach.map(|r| SIDE * STEP - r)],
        }
    }

    fn is_free(&self, a: Point, b: Point) -> bool {
        let [low, high] = self.bounds;
        let inside = |x: &Point| (0..2).all(|i| low[i] <= x[i] && x[i] <= high[i]);
        inside(&a) && inside(&b) && !self.polygons.iter().any(|p| enters(p, a, b))
    }

    /// The states of a box in which a shortest path can end: the nearest one to each vertex, and where outlines cross
    /// the box's, give or take two units, of which one is outside of what is crossed.
    fn ends(&self, vertices: &[Point], min: Point, max: Point) -> Vec<Point> {
        let min = [0, 1].map(|i| min[i].max(self.bounds[0][i]));
        let max = [0, 1].map(|i| max[i].min(self.bounds[1][i]));
        if min[0] > max[0] || min[1] > max[1] {
            return Vec::new();
        }
        let within = |x: &Point| [0, 1].map(|i| x[i].clamp(min[i], max[i]));
        let mut ends: Vec<Point> = vertices.iter().map(within).collect();
        for polygon in &self.polygons {
            for (i, p) in polygon.iter().enumerate() {
                let q = polygon[(i + 1) % polygon.len()];
                for axis in 0..2 {
                    let (other, along) = (1 - axis, q[axis] - p[axis]);
                    for side in [min[axis], max[axis]] {
                        if along == 0 || (p[axis] < side) == (q[axis] < side) {
                            continue;
                        }
                        let at = p[other] + (side - p[axis]) * (q[other] - p[other]) / along;
                        ends.extend((at - 2..=at + 2).map(|at| {
                            let mut x = [side; 2];
                            x[other] = at;
                            within(&x)
                        }));
                    }
                }
            }
        }
        ends.sort();
        ends.dedup();
        ends
    }

    /// The length of the shortest path in steps; none where there is none.
    pub fn shortest(&self, start: Point, target: &Target) -> Option<f64> {
        let mut vertices = vec![start];
        vertices.extend(
            self.polygons
                .iter()
                .flatten()
                .filter(|p| self.is_free(**p, **p)),
        );
        let inner = vertices.len();
        let scaled = |x: &Place| x.map(|x| i128::from(x) * STEP);
        let ends = match target {
            Target::State(x) => vec![scaled(x)],
            Target::Box(a, b) => {
                let (a, b) = (scaled(a), scaled(b));
                let min = [0, 1].map(|i| a[i].min(b[i]));
                let max = [0, 1].map(|i| a[i].max(b[i]));
                self.ends(&vertices, min, max)
            }
        };
        vertices.extend(ends.into_iter().filter(|x| self.is_free(*x, *x)));
        let mut cost = vec![f64::INFINITY; vertices.len()];
        let mut is_done = vec![false; vertices.len()];
        cost[0] = 0.0;
        loop {
            let open = (0..vertices.len()).filter(|v| !is_done[*v] && cost[*v].is_finite());
            let v = open.min_by(|v, w| cost[*v].total_cmp(&cost[*w]))?;
            if v >= inner {
                return Some(cost[v]);
            }
            is_done[v] = true;
            for w in 0..vertices.len() {
                let [x, y] = [0, 1].map(|i| (vertices[v][i] - vertices[w][i]) as f64 / STEP as f64);
                let through = cost[v] + x.hypot(y);
                if through < cost[w] && self.is_free(vertices[v], vertices[w]) {
                    cost[w] = through;
                }
            }
        }
    }
}
