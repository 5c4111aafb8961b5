//! Settings that planners share, a type for each part that they configure.

use super::Step;
use super::settings::{Choice, Range, Visitor, visit_choice};
use crate::problem::Problem;
use crate::search::batch::Batches;
use crate::search::near::Nearness;
use crate::search::obstacle_samplers::{NearObstacles, Search};
use crate::search::points::{Halton, Points};
use crate::search::radius;
use crate::search::sampler::{Biased, Sampler};
use crate::space::Space;

/// How places for samples are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    /// Evenly, at random.
    Uniform,
    /// Evenly, along Halton's sequence.
    Halton,
    /// Every second one beside an obstacle.
    Gaussian,
    /// Every second one between obstacles.
    Bridge,
}

impl Choice for Sampling {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("uniform", Self::Uniform),
        ("halton", Self::Halton),
        ("gaussian", Self::Gaussian),
        ("bridge", Self::Bridge),
    ];
}

/// The settings that every planner has.
#[derive(Clone, Debug, PartialEq)]
pub struct Common {
    /// Where samples come from.
    pub sampler: Sampling,
    /// The share of samples drawn from the goal, in [0, 1].
    pub goal_bias: f64,
    /// Whether the path is shortened when the run is over.
    pub shorten: bool,
}

impl Default for Common {
    fn default() -> Self {
        Self {
            sampler: Sampling::Uniform,
            goal_bias: 0.05,
            shorten: false,
        }
    }
}

impl Common {
    /// Shows the fields to `visitor`.
    pub fn visit(&mut self, visitor: &mut dyn Visitor) {
        self.visit_sampling(visitor);
        visitor.flag(
            "shorten",
            &mut self.shorten,
            "shorten the path by random shortcuts when the run is over",
        );
    }

    /// Shows the fields that say where samples lie.
    pub fn visit_sampling(&mut self, visitor: &mut dyn Visitor) {
        visit_choice(
            visitor,
            "sampler",
            &mut self.sampler,
            "where samples lie: evenly at random, evenly by Halton's sequence, or every second one beside or between \
             obstacles",
        );
        visitor.number(
            "goal-bias",
            &mut self.goal_bias,
            Range::within(0.0, 1.0),
            "share of the samples drawn from the goal",
        );
    }

    /// The sampler on `problem` over the set that `over` makes of a stream of points.
    pub fn sampler<'a, S: Space<D>, const D: usize>(
        &self,
        problem: &'a Problem<S, D>,
        seed: u64,
        over: impl FnOnce(Points) -> Box<dyn Sampler<S, D> + 'a>,
    ) -> Biased<'a, S, D> {
        let points = match self.sampler {
            Sampling::Halton => Points::Halton(Halton::new(seed)),
            _ => Points::Random,
        };
        let even = over(points);
        let search = |even, search| Box::new(NearObstacles::new(even, search, &problem.space));
        let sampler = match self.sampler {
            Sampling::Uniform | Sampling::Halton => even,
            Sampling::Gaussian => search(even, Search::Gaussian),
            Sampling::Bridge => search(even, Search::Bridge),
        };
        Biased::new(problem, sampler, self.goal_bias)
    }
}

/// Shows a planner's range to `visitor`.
pub fn visit_range(visitor: &mut dyn Visitor, range: &mut f64) {
    visitor.number(
        "range",
        range,
        Range::at_least(0.0),
        "longest extension of the tree; 0: 20 % of the diagonal",
    );
}

/// Which vertices count as near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbors {
    /// The radius in one to three dimensions, the nearest ones above.
    ByDimension,
    /// All within a shrinking radius.
    Radius,
    /// A slowly growing number of nearest ones.
    KNearest,
}

impl Choice for Neighbors {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("radius", Self::Radius),
        ("k-nearest", Self::KNearest),
        ("by-dimension", Self::ByDimension),
    ];
}

/// The rule of nearness and its factor.
///
/// The defaults are measured: which rule and factor come nearest to the optimum in the same time, in two to ten
/// dimensions (`cargo bench --bench neighbour_rule`). In the plane and in space the radius needs no selection and,
/// where the border of a tree is thin, takes no vertices from afar. Above, most of a ball near the border of the world
/// lies outside, and from six dimensions on the range cuts the radius of a tree: k-nearest is ahead. Factors above the
/// theorems' 1 pay, since long edges matter, until a query costs as much as a scan: then first paths come late.
/// Planners that keep all edges stay lower for their memory.
#[derive(Clone, Debug, PartialEq)]
pub struct NearRule {
    /// The rule of nearness.
    pub neighbors: Neighbors,
    /// What the theoretical radius is multiplied by, and the count by its d-th power; infinite for no limit; 0 for the
    /// planner's default in this dimension.
    pub rewire_factor: f64,
}

/// The default factors of planners that grow from the start, by the rule for this dimension: until there is a path,
/// when more neighbours only delay it, and from then on.
pub fn factors_of_growing(rule: Neighbors, dimension: usize) -> [f64; 2] {
    let later = match (rule, dimension) {
        (Neighbors::KNearest, 0..=2) => 1.1,
        (Neighbors::KNearest, 7..) => 1.3,
        _ => 2.0,
    };
    [1.1, later]
}

impl Default for NearRule {
    fn default() -> Self {
        Self {
            neighbors: Neighbors::ByDimension,
            rewire_factor: 0.0,
        }
    }
}

impl NearRule {
    /// The rule in `d` dimensions: by radius, or the nearest ones.
    pub fn rule(&self, d: usize) -> Neighbors {
        match self.neighbors {
            Neighbors::ByDimension if d <= 3 => Neighbors::Radius,
            Neighbors::ByDimension => Neighbors::KNearest,
            rule => rule,
        }
    }

    /// Shows the fields to `visitor`; `meaning` is that of the factor.
    pub fn visit(&mut self, visitor: &mut dyn Visitor, meaning: &'static str) {
        visit_choice(
            visitor,
            "neighbors",
            &mut self.neighbors,
            "which vertices count as near; by-dimension: radius in the plane and in space, k-nearest above",
        );
        visitor.number(
            "rewire-factor",
            &mut self.rewire_factor,
            Range::at_least(0.0),
            meaning,
        );
    }

    /// The factor, or `default` where none is given.
    pub fn factor_or(&self, default: f64) -> f64 {
        if self.rewire_factor > 0.0 {
            self.rewire_factor
        } else {
            default
        }
    }

    /// What is near among `n` vertices in `d` dimensions, for the factor `factor` and the radius that it gives.
    #[inline]
    pub fn nearness(
        &self,
        d: usize,
        n: usize,
        factor: f64,
        radius: impl FnOnce() -> f64,
    ) -> Nearness {
        match self.rule(d) {
            _ if factor.is_infinite() => Nearness::Within(f64::INFINITY),
            Neighbors::KNearest => Nearness::Nearest(radius::nearest_count(d, n, factor)),
            _ => Nearness::Within(radius()),
        }
    }
}

/// Whether one batch is run or one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchMode {
    /// One batch where the budget is a count, which is then the number of samples; else batches of doubling size.
    ByBudget,
    /// One batch.
    One,
    /// Batches of doubling size, until the budget is used up.
    Doubling,
}

impl Choice for BatchMode {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("one", Self::One),
        ("doubling", Self::Doubling),
        ("by-budget", Self::ByBudget),
    ];
}

/// How many samples a batch planner takes.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchSettings {
    /// Free samples of the first batch.
    pub samples: u64,
    /// Whether it is the only one.
    pub batches: BatchMode,
    /// Whether batches after the first path draw only where a better one can run.
    pub informed: bool,
}

impl Default for BatchSettings {
    fn default() -> Self {
        Self {
            // Small, so that the first path comes soon; where the best path is after a second does not depend on it.
            samples: 100,
            batches: BatchMode::ByBudget,
            informed: true,
        }
    }
}

impl BatchSettings {
    /// Shows the fields to `visitor`.
    pub fn visit(&mut self, visitor: &mut dyn Visitor) {
        visitor.count(
            "samples",
            &mut self.samples,
            "free samples of the first batch; a budget of iterations overrules it",
        );
        visit_choice(
            visitor,
            "batches",
            &mut self.batches,
            "one batch, or one after the other of twice the size; by-budget: one, of as many samples, where the budget \
             is a number of iterations",
        );
        visitor.flag(
            "informed",
            &mut self.informed,
            "once there is a path, draw the samples of later batches only where a better one can run; without effect on one \
             batch",
        );
    }

    /// The first batch, none of whose samples is drawn.
    pub fn begin<'a, S: Space<D>, const D: usize>(
        &self,
        problem: &'a Problem<S, D>,
        sampler: Biased<'a, S, D>,
        goal_bias: f64,
        seed: u64,
    ) -> Batches<'a, S, D> {
        let mut batches = Batches::new(problem, sampler, self.samples as usize, goal_bias, seed);
        batches.informed = self.informed;
        batches
    }

    /// Ends a batch: the last one, or one before another of twice the size.
    pub fn end<S: Space<D>, const D: usize>(&self, batches: &mut Batches<'_, S, D>) -> Step {
        if self.batches == BatchMode::One {
            return Step::Finished;
        }
        batches.double();
        Step::Completed
    }

    /// Settles what depends on the budget, here a number of iterations; what is left of that for the driver to watch.
    pub fn settle(&mut self, iterations: Option<u64>) -> Option<u64> {
        self.batches = match (self.batches, iterations) {
            (BatchMode::ByBudget, Some(_)) => BatchMode::One,
            (BatchMode::ByBudget, None) => BatchMode::Doubling,
            (mode, _) => mode,
        };
        match iterations {
            Some(n) if self.batches == BatchMode::One => {
                self.samples = n;
                None
            }
            _ => iterations,
        }
    }
}
