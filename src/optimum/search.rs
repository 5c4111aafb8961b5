//! A* over a visibility graph that is never built: the successors of a vertex are found when it is expanded.
//!
//! The vertices are the start, the convex corners of the grown obstacles moved off them by the model's outset, and ends
//! on the goal's border. A segment between two of them that the exact test lets pass is an edge. Only taut turns are
//! looked at: where a path comes to a corner, it must pass along the obstacle there, and it leaves between its own
//! direction and that of the obstacle's next side; elsewhere it could be shortened. The heuristic is the straight line
//! to the nearest region.
//!
//! Complexity: every expansion looks at the corners in a wedge, all of them among boxes and polygons, those that are
//! about visible in a map (`rows`), and tests exactly those to which it would bring a shorter way.

use super::corners::{Point, cross, dot, length, minus, unit};
use super::goals::{Region, crossings};
use super::model::Model;
use super::rows::{Rows, Wedge};
use super::{Effort, Limit};
use crate::world::World;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A shortest path.
#[derive(Clone, Debug)]
pub(super) struct Taut {
    /// The path that touches the corners: the infimum of free paths.
    pub touching: Vec<Point>,
    /// The free path an outset away from it.
    pub clear: Vec<Point>,
}

/// How a search ended.
pub(super) enum End {
    Found(Taut),
    NoPath,
    Limit,
}

struct Vertex {
    /// Where it touches the obstacle.
    touching: Point,
    /// Where it is free.
    clear: Point,
    /// The directions of the obstacle's sides before and after it; none for the start and ends.
    tangents: Option<[Point; 2]>,
}

/// The end of a path that is waiting: a vertex, or a region that is reached straight from one.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Mark {
    Goal { from: u32, region: u32 },
    Vertex(u32),
}

struct Waiting {
    /// Length so far and straight on.
    bound: f64,
    mark: Mark,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Waiting {}
impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Waiting {
    /// The least bound is the greatest; equal ones in the order of their marks, so that no run differs from another.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_bound = other.bound.total_cmp(&self.bound);
        by_bound.then_with(|| other.mark.cmp(&self.mark))
    }
}

/// The search's state.
struct Search<'a> {
    model: &'a Model,
    regions: &'a [Region],
    vertices: Vec<Vertex>,
    rows: Option<Rows>,
    slack: f64,
    cost: Vec<f64>,
    parent: Vec<u32>,
    closed: Vec<bool>,
    queue: BinaryHeap<Waiting>,
}

/// The shortest path from `start` into one of the regions.
pub(super) fn search(
    model: &Model,
    start: Point,
    regions: &[Region],
    limit: &Limit,
    effort: &mut Effort,
) -> End {
    let vertices = vertices(model, start, regions);
    effort.corners += vertices.len() as u64;
    let places = vertices.iter().map(|vertex| vertex.clear);
    let rows = model.maps().next().map(|map| Rows::new(map, places));
    let n = vertices.len();
    let mut search = Search {
        model,
        regions,
        vertices,
        rows,
        slack: model.slack(),
        cost: vec![f64::INFINITY; n],
        parent: vec![0; n],
        closed: vec![false; n],
        queue: BinaryHeap::new(),
    };
    search.cost[0] = 0.0;
    search.wait(0);
    while let Some(Waiting { mark, .. }) = search.queue.pop() {
        match mark {
            Mark::Goal { from, region } => return End::Found(search.path(from, Some(region))),
            Mark::Vertex(v) if search.closed[v as usize] => {}
            Mark::Vertex(v) => {
                if search.to_go(v) == 0.0 {
                    return End::Found(search.path(v, None));
                }
                if effort.looks > limit.looks {
                    return End::Limit;
                }
                effort.expansions += 1;
                search.expand(v, effort);
            }
        }
    }
    End::NoPath
}

/// The start, and all corners and ends that are free.
fn vertices(model: &Model, start: Point, regions: &[Region]) -> Vec<Vertex> {
    let is_free = |x: Point| model.bounds.contains(&x) && model.obstacles.point_is_free(&x);
    let corners = model.corners().into_iter().map(|corner| {
        let [touching, clear] = model.grown(corner.at, corner.towards);
        Vertex {
            touching,
            clear,
            tangents: Some(corner.tangents),
        }
    });
    let ends = crossings(model, regions)
        .into_iter()
        .map(|[touching, clear]| Vertex {
            touching,
            clear,
            tangents: None,
        });
    let mut found = vec![Vertex {
        touching: start,
        clear: start,
        tangents: None,
    }];
    found.extend(corners.chain(ends).filter(|vertex| is_free(vertex.clear)));
    found
}

impl Search<'_> {
    fn to_go(&self, v: u32) -> f64 {
        let x = self.vertices[v as usize].clear;
        let distances = self.regions.iter().map(|region| region.distance(x));
        let nearest = distances.fold(f64::INFINITY, f64::min);
        // An end is on the border, but for rounding.
        let is_end = v > 0 && self.vertices[v as usize].tangents.is_none();
        if is_end { 0.0 } else { nearest }
    }

    fn wait(&mut self, v: u32) {
        let bound = self.cost[v as usize] + self.to_go(v);
        let mark = Mark::Vertex(v);
        self.queue.push(Waiting { bound, mark });
    }

    fn expand(&mut self, v: u32, effort: &mut Effort) {
        self.closed[v as usize] = true;
        let x = self.vertices[v as usize].clear;
        let cost = self.cost[v as usize];
        for (region, goal) in self.regions.iter().enumerate() {
            let end = goal.nearest(x);
            effort.looks += 1;
            if self.is_free(x, end) {
                let region = region as u32;
                self.queue.push(Waiting {
                    bound: cost + length(minus(end, x)),
                    mark: Mark::Goal { from: v, region },
                });
            }
        }
        let wedge = self.wedge(v);
        let mut better = Vec::new();
        let mut look = |w: u32| {
            if self.closed[w as usize] || !self.is_taut(v, wedge, w) {
                return;
            }
            let way = cost + length(minus(self.vertices[w as usize].clear, x));
            if way < self.cost[w as usize] {
                better.push((w, way));
            }
        };
        effort.looks += match &self.rows {
            Some(rows) => rows.visible(x, wedge, &mut look),
            None => {
                (1..self.vertices.len() as u32).for_each(&mut look);
                self.vertices.len() as u64
            }
        };
        effort.looks += better.len() as u64;
        for (w, way) in better {
            // Also where the same vertex was found twice.
            if way < self.cost[w as usize] && self.is_free(x, self.vertices[w as usize].clear) {
                self.cost[w as usize] = way;
                self.parent[w as usize] = v;
                self.wait(w);
            }
        }
    }

    fn is_free(&self, a: Point, b: Point) -> bool {
        self.model.bounds.contains(&b) && self.model.obstacles.segment_is_free(&a, &b)
    }

    /// The directions in which a shortest path can go on from `v`; `None` is all.
    fn wedge(&self, v: u32) -> Option<Wedge> {
        let [before, after] = self.vertices[v as usize].tangents?;
        let from = self.vertices[self.parent[v as usize] as usize].clear;
        let way = minus(self.vertices[v as usize].clear, from);
        let back = |d: Point| [-d[0], -d[1]];
        // With the obstacle to the left, or to the right.
        Some(if self.is_between((before, after), way) {
            (unit(way), after)
        } else {
            (back(before), unit(way))
        })
    }

    /// Whether the segment from `v` to `w` leaves in the wedge and passes along the obstacle at `w`.
    fn is_taut(&self, v: u32, wedge: Option<Wedge>, w: u32) -> bool {
        let (v, w) = (&self.vertices[v as usize], &self.vertices[w as usize]);
        let way = minus(w.clear, v.clear);
        if length(way) <= self.slack || wedge.is_some_and(|wedge| !self.is_between(wedge, way)) {
            return false;
        }
        w.tangents.is_none_or(|[before, after]| {
            self.is_between((before, after), way)
                || self.is_between((before, after), [-way[0], -way[1]])
        })
    }

    /// Whether the vector points between two unit vectors that are less than 180 degrees apart, but for rounding.
    fn is_between(&self, (from, to): Wedge, way: Point) -> bool {
        cross(from, way) >= -self.slack
            && cross(way, to) >= -self.slack
            && dot(from, way) + dot(to, way) >= -self.slack
    }

    fn path(&self, last: u32, region: Option<u32>) -> Taut {
        let mut chain = vec![last];
        while chain[chain.len() - 1] != 0 {
            chain.push(self.parent[chain[chain.len() - 1] as usize]);
        }
        chain.reverse();
        let at = |place: fn(&Vertex) -> Point| {
            let vertices = chain.iter().map(|v| &self.vertices[*v as usize]);
            let mut path: Vec<Point> = vertices.map(place).collect();
            if let Some(region) = region {
                let end = self.regions[region as usize].nearest(path[path.len() - 1]);
                path.push(end);
            }
            path.dedup();
            path
        };
        Taut {
            touching: at(|v| v.touching),
            clear: at(|v| v.clear),
        }
    }
}
