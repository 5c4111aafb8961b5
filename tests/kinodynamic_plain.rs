//! Kinodynamic RRT* against a plain one, which is its paper's Algorithm 1 and no more: every pair of states is
//! connected by the method for one pair, and every motion that would lower a cost is checked along its whole. Whatever
//! the planner leaves out, by bounds, by connections in lanes or by looks at a few moments, must not show.

use prolate::geometry::{Aabb, State};
use prolate::planner::{KinodynamicRrtStar, KinodynamicSettings, Planner};
use prolate::problem::{Goal, GoalRegion, Oracle, Problem};
use prolate::random::{Rng, seeded};
use prolate::search::held::Held;
use prolate::search::radius::reached_measure;
use prolate::search::sampler::{Biased, Uniform};
use prolate::space::Space;
use prolate::space::linear_dynamics::{Limits, LinearDynamics, Local, System};
use prolate::world::{Ladder, Robot, Shape, Surroundings};

type DynamicProblem<const D: usize> = Problem<LinearDynamics<D>, D>;

fn problem<const D: usize>(
    system: System,
    [low, high]: [State<D>; 2],
    controls: &[f64],
    surroundings: Box<dyn Surroundings>,
    [start, goal]: [State<D>; 2],
) -> DynamicProblem<D> {
    let limits = Limits {
        states: Aabb::new(low, high),
        controls: controls.iter().map(|u| [-u, *u]).collect(),
        position: system.position(),
        surroundings,
    };
    let space = LinearDynamics::new(system, limits).unwrap();
    Problem::new(space, start, Goal::new(vec![GoalRegion::State(goal)]))
}

fn block<const P: usize>(min: [f64; P], max: [f64; P]) -> Box<dyn Surroundings> {
    let shape = Shape::Box {
        min: min.to_vec(),
        max: max.to_vec(),
    };
    Box::new(Ladder::new(
        &[shape],
        &Robot::Ball { radius: 0.2 },
        &Aabb::new([0.0; P], [20.0; P]),
    ))
}

/// The tree of the plain algorithm.
struct Plain<'a, const D: usize> {
    problem: &'a DynamicProblem<D>,
    states: Vec<State<D>>,
    parents: Vec<Option<usize>>,
    costs: Vec<f64>,
    goal: Option<usize>,
}

impl<'a, const D: usize> Plain<'a, D> {
    fn new(problem: &'a DynamicProblem<D>) -> Self {
        let mut plain = Self {
            problem,
            states: vec![problem.start],
            parents: vec![None],
            costs: vec![0.0],
            goal: None,
        };
        plain.offer_goal(&problem.space.near(&problem.start).unwrap(), 0);
        plain
    }

    /// The cost of the motion, if it costs less than `limit` and is free.
    fn motion(
        &self,
        local: &Local<'_, D>,
        from: &State<D>,
        to: &State<D>,
        limit: f64,
    ) -> Option<f64> {
        let connection = local.connect(from, to, f64::INFINITY)?;
        let is_free = || (self.problem.space).motion_is_free(from, &connection.motion, to);
        (connection.cost < limit && is_free()).then_some(connection.cost)
    }

    fn add(&mut self, x: &State<D>, parent: usize, cost: f64) -> usize {
        self.states.push(*x);
        self.parents.push(Some(parent));
        self.costs.push(cost);
        self.states.len() - 1
    }

    /// Moves `id` below `parent` and passes the gain on to all descendants.
    fn rewire(&mut self, id: usize, parent: usize, cost: f64) {
        let gain = self.costs[id] - cost;
        self.parents[id] = Some(parent);
        for v in 0..self.states.len() {
            let mut up = std::iter::successors(Some(v), |&v| self.parents[v]);
            if up.any(|u| u == id) {
                self.costs[v] -= gain;
            }
        }
    }

    fn step(&mut self, x: &State<D>, factor: f64) {
        let space = &self.problem.space;
        let Some(local) = space.near(x).filter(|_| space.state_is_free(x)) else {
            return;
        };
        let n = self.states.len();
        let radius = if n < 3 || factor.is_infinite() {
            f64::INFINITY
        } else {
            let measure = factor.powi(D as i32) * reached_measure(D, space.bounds().measure(), n);
            local.cost_of_measure(measure)
        };
        let mut best: Option<(usize, f64)> = None;
        for id in 0..n {
            if let Some(edge) = self.motion(&local, &self.states[id], x, radius) {
                let cost = self.costs[id] + edge;
                if best.is_none_or(|(_, best)| cost < best) {
                    best = Some((id, cost));
                }
            }
        }
        let Some((parent, cost)) = best else { return };
        let new = self.add(x, parent, cost);
        for id in 0..n {
            let limit = radius.min(self.costs[id] - cost);
            if let Some(edge) = self.motion(&local, x, &self.states[id], limit) {
                // Unless the rewiring of an ancestor has done as much.
                if cost + edge < self.costs[id] {
                    self.rewire(id, new, cost + edge);
                }
            }
        }
        self.offer_goal(&local, new);
    }

    fn offer_goal(&mut self, local: &Local<'_, D>, from: usize) {
        let GoalRegion::State(goal) = self.problem.goal.regions()[0] else {
            unreachable!()
        };
        let limit = self.goal.map_or(f64::INFINITY, |goal| self.costs[goal]);
        let (x, cost) = (self.states[from], self.costs[from]);
        if let Some(edge) = self.motion(local, &x, &goal, limit - cost) {
            match self.goal {
                Some(goal) => self.rewire(goal, from, cost + edge),
                None => self.goal = Some(self.add(&goal, from, cost + edge)),
            }
        }
    }
}

/// Both on the same samples; returns how many vertices there are and whether the goal was reached.
fn agree<const D: usize>(
    problem: &DynamicProblem<D>,
    held: &Held,
    factor: f64,
    samples: usize,
) -> (usize, bool) {
    let settings = KinodynamicSettings {
        rewire_factor: factor,
        pruning: false,
        // The linear models, as in the paper.
        refine: false,
        ..KinodynamicSettings::default()
    };
    let seed = 5;
    let mut planner = KinodynamicRrtStar::new(problem, held, &settings, seed);
    let bounds = *problem.space.bounds();
    let mut sampler: Biased<'_, LinearDynamics<D>, D> =
        (settings.common).sampler(problem, seed, |points| {
            Box::new(Uniform::new(&bounds, points))
        });
    let mut rng: Rng = seeded(seed);
    let oracle = Oracle::new(&problem.space);
    let mut plain = Plain::new(problem);
    for _ in 0..samples {
        let x = held.draw(&mut sampler, &oracle, f64::INFINITY, &mut rng);
        plain.step(&x, factor);
        planner.step();
    }
    let forest = planner.forest();
    assert_eq!(forest.len(), plain.states.len());
    for id in 0..forest.len() {
        assert_eq!(forest.state(id), &plain.states[id][..]);
        let (cost, expected) = (forest.costs[id], plain.costs[id]);
        assert!(
            (cost - expected).abs() <= 1e-9 * expected,
            "vertex {id}: {cost} is not {expected}"
        );
    }
    (forest.len(), planner.best_cost().is_finite())
}

#[test]
fn the_double_integrators_tree_is_that_of_the_plain_algorithm() {
    let system = System::DoubleIntegrator {
        axes: 2,
        weight: 0.25,
    };
    let problem = problem(
        system,
        [[0.0, 0.0, -5.0, -5.0], [20.0, 20.0, 5.0, 5.0]],
        &[8.0, 8.0],
        block([9.0, 4.0], [11.0, 20.0]),
        [[2.0, 10.0, 0.0, 0.0], [18.0, 10.0, 0.0, 0.0]],
    );
    for (factor, samples) in [(f64::INFINITY, 600), (1.1, 600), (0.7, 600)] {
        let (vertices, solved) = agree(&problem, &Held::default(), factor, samples);
        assert!(vertices > 150 && solved, "{factor}: {vertices}");
    }
}

#[test]
fn the_quadrotors_tree_is_that_of_the_plain_algorithm() {
    let system = System::Quadrotor {
        mass: 0.5,
        arm: 0.17145,
        inertia: 0.1,
        gravity: 9.8,
        weights: [0.25, 0.5, 0.5],
    };
    let high = [2.5, 2.5, 2.5, 5.0, 5.0, 5.0, 1.0, 1.0, 5.0, 5.0];
    let at = |p: [f64; 3]| [p[0], p[1], p[2], 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let problem = problem(
        system,
        [high.map(|x| -x), high],
        &[4.5, 3.62, 3.62],
        block([-0.2, -1.0, -3.0], [0.2, 3.0, 3.0]),
        [at([-2.0, 1.0, 1.0]), at([2.0, 1.0, -1.0])],
    );
    let held = Held {
        fixed: (6..10).map(|i| (i, 0.0)).collect(),
        ..Held::default()
    };
    let (vertices, solved) = agree(&problem, &held, f64::INFINITY, 2_000);
    assert!(vertices > 40 && solved, "{vertices}");
}

#[test]
fn the_cars_tree_is_that_of_the_plain_algorithm() {
    let problem = problem(
        System::Car {
            weights: [1.0, 50.0],
        },
        [[0.0, 0.0, -3.2, 0.1, -0.25], [40.0, 40.0, 3.2, 10.0, 0.25]],
        &[f64::INFINITY, f64::INFINITY],
        block([18.0, 10.0], [22.0, 40.0]),
        [[5.0, 20.0, 0.0, 3.0, 0.0], [35.0, 20.0, 0.0, 3.0, 0.0]],
    );
    for factor in [f64::INFINITY, 1.1] {
        let (vertices, solved) = agree(&problem, &Held::default(), factor, 700);
        assert!(vertices > 100 && solved, "{factor}: {vertices}");
    }
}

/// Not graded: bounds are told, connections follow in their order.
#[test]
fn the_oscillators_tree_is_that_of_the_plain_algorithm() {
    use prolate::space::linear_dynamics::{Matrix, Model};
    let matrix = |rows: &[&[f64]]| {
        Matrix::from_rows(&rows.iter().map(|row| row.to_vec()).collect::<Vec<_>>()).unwrap()
    };
    let model = Model::new(
        matrix(&[&[0.0, 1.0], &[-4.0, -0.4]]),
        matrix(&[&[0.0], &[1.0]]),
        vec![0.0; 2],
        matrix(&[&[0.5]]),
    );
    let problem = problem(
        System::Linear {
            model: model.unwrap(),
            position: vec![0],
        },
        [[-2.0, -5.0], [2.0, 5.0]],
        &[2.0],
        block([1.8], [1.9]),
        [[0.0, 0.0], [1.4, 0.0]],
    );
    let (vertices, _) = agree(&problem, &Held::default(), f64::INFINITY, 100);
    assert!(vertices > 20, "{vertices}");
}
