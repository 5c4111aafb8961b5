//! What RRT# keeps between iterations, seen from inside.

use super::*;
use crate::geometry::Aabb;
use crate::planner::parts::{NearRule, Neighbors};
use crate::planner::settings::Choice;
use crate::problem::{Goal, GoalRegion};
use crate::search::points::Points;
use crate::search::sampler::Uniform;
use crate::space::{Euclidean, Objective, Space};
use crate::world::{Obstacles, Robot, Shape};

type Boxes = Euclidean<Obstacles<2>, 2>;

fn two_boxes() -> Problem<Boxes, 2> {
    let shape = |min: [f64; 2], max: [f64; 2]| Shape::Box {
        min: min.to_vec(),
        max: max.to_vec(),
    };
    let shapes = [
        shape([0.3, 0.0], [0.4, 0.7]),
        shape([0.6, 0.35], [0.7, 1.0]),
    ];
    let obstacles = Obstacles::new(&shapes, &Robot::Ball { radius: 0.0 });
    let bounds = Aabb::new([0.0; 2], [1.0; 2]);
    let space = Euclidean::new(bounds, obstacles, Objective::PathLength);
    let goal = GoalRegion::Ball {
        center: [0.9; 2],
        radius: 0.1,
    };
    Problem::new(space, [0.1; 2], Goal::new(vec![goal]))
}

/// (min(g, lmc) + h, min(g, lmc)), where h is the distance to the goal.
fn key(planner: &RrtSharp<Boxes, 2>, v: u32) -> Key {
    let vertex = &planner.vertices[v as usize];
    let cost = vertex.g.min(vertex.lmc);
    let to_go = planner.problem.goal.distance(planner.index.point(v));
    [cost + to_go, cost]
}

/// The least of g + edge over the neighbours that `v` has a free motion to.
fn least_over_neighbours(planner: &RrtSharp<Boxes, 2>, v: u32) -> f64 {
    let mut walk = planner.graph.walk(v);
    let links = std::iter::from_fn(|| planner.graph.next(&mut walk));
    let offers = links.map(|link| {
        let u = link.to;
        let (a, b) = (planner.index.point(u), planner.index.point(v));
        let is_free = planner.problem.space.motion_is_free(a, &(), b);
        let offer = planner.vertices[u as usize].g + planner.connect(u, v).unwrap().cost;
        if is_free { offer } else { f64::INFINITY }
    });
    offers.fold(f64::INFINITY, f64::min)
}

/// After every iteration no promising vertex is inconsistent, lmc is the least over the
/// neighbours, never above g, and the queue holds the inconsistent vertices with their keys.
#[test]
fn no_promising_vertex_is_inconsistent_after_an_iteration() {
    let problem = two_boxes();
    for inclusion in Inclusion::WORDS.iter().map(|(_, inclusion)| *inclusion) {
        for neighbors in [Neighbors::Radius, Neighbors::KNearest] {
            let settings = RrtSharpSettings {
                near: NearRule {
                    neighbors,
                    rewire_factor: 1.1,
                },
                inclusion,
                ..RrtSharpSettings::default()
            };
            let uniform = Uniform::new(problem.space.bounds(), Points::Random);
            let sampler = Biased::new(&problem, Box::new(uniform), 0.05);
            let mut planner = RrtSharp::new(&problem, sampler, &settings, 1);
            let mut red = 0;
            for _ in 0..1_500 {
                planner.step();
                let goal_key = planner.goal_key();
                let mut waiting: Vec<_> = (0..planner.vertices.len() as u32)
                    .filter(|&id| {
                        let vertex = &planner.vertices[id as usize];
                        vertex.g != vertex.lmc
                    })
                    .map(|id| (key(&planner, id), id))
                    .collect();
                assert!(waiting.iter().all(|(key, _)| *key >= goal_key));
                red += waiting.len();
                waiting.sort_by(|a, b| a.partial_cmp(b).unwrap());
                let mut queue = planner.queue.clone();
                let mut queued: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
                queued.sort_by(|a, b| a.partial_cmp(b).unwrap());
                assert_eq!(queued, waiting);
            }
            for v in 1..planner.vertices.len() as u32 {
                let Vertex { g, lmc, .. } = planner.vertices[v as usize];
                assert!(lmc <= g);
                assert_eq!(lmc, least_over_neighbours(&planner, v));
            }
            assert!(red > 0 && planner.goal_key()[1].is_finite());
        }
    }
}
