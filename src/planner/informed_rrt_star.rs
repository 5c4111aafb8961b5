//! Informed RRT* (Gammell, Srinivasa & Barfoot 2014): RRT* that, once it has a path, samples only where a better one
//! can run.
//!
//! A path of length c through x is at least |x - start| + |x - goal| long, so the states that can improve a path of
//! length c lie in a prolate hyperspheroid with the start and the goal as its foci and c as its transverse diameter. It
//! is sampled directly: a point of the unit ball, stretched by c/2 along the first axis and by sqrt(c^2 - c_min^2)/2
//! along the others, turned so that the first axis points from start to goal, and shifted to the middle (Algorithm 2).
//! In dimension d the chance that a uniform sample improves the path falls with the measure of the spheroid, which
//! shrinks factorially; here it is one, obstacles aside.
//!
//! A goal region (g, r) is handled exactly: x can improve the path only if |x - start| + distance(x, region) < c. All
//! such x lie in the spheroid with foci start and g and transverse diameter c + r, where r is the radius of the ball
//! around the region; draws that fail the test are drawn again. For several regions a spheroid is chosen by measure,
//! and a draw that could have come from K of them is kept with probability 1/K, which makes the union uniform. Where
//! the spheroids together are larger than the bounds, uniform draws with the same test are the better choice.
//!
//! Under a cost map a path costs at least its least weight times its length: the same spheroids for length c / weight.
//!
//! The radius is computed from the measure of the informed set and the vertices in it, which are those that pruning has
//! left, and widened where the spheroid is thin, see `widened`.
//!
//! Departures from the paper: goal bias, and the scenario's sampling regions, of which draws that cannot improve the
//! path are drawn again; once there is a path, a goal of one state gets no share of the draws, because it is a vertex
//! by then; `pruning` (Gammell et al. 2018) is on by default, and with it the default factor of the radius is a larger
//! one from the first path on; half of the draws fall beside the best path from then on (`path-bias`, 0 for the
//! paper's; `search/beside.rs`); the range is fixed, where the paper's experiments steer by the radius.

use crate::geometry::{State, distance, unit_ball_measure};
use crate::problem::{GoalRegion, Oracle, Problem};
use crate::random::{self, Rng};
use crate::search::points::Points;
use crate::search::radius;
use crate::search::sampler::{Sampler, Uniform, is_one_state};
use crate::space::Space;

/// The prolate hyperspheroid with two foci, of any transverse diameter.
#[derive(Clone, Debug)]
pub struct Spheroid<const D: usize> {
    foci: [State<D>; 2],
    center: State<D>,
    /// The distance between the foci, c_min.
    focal_distance: f64,
    /// The unit normal of the mirror that turns the first axis into the line of the foci.
    mirror: State<D>,
    /// Whether the mirror image points from goal to start.
    backwards: bool,
}

impl<const D: usize> Spheroid<D> {
    /// The spheroids with foci `start` and `goal`; spheres where the two are one.
    pub fn new(start: &State<D>, goal: &State<D>) -> Self {
        let focal_distance = distance(start, goal);
        let mut axis = [0.0; D];
        axis[0] = 1.0;
        if focal_distance > 0.0 {
            axis = std::array::from_fn(|i| (goal[i] - start[i]) / focal_distance);
        }
        // A Householder mirror with normal e1 - a maps e1 to a, one with normal e1 + a maps it to -a. The longer
        // normal is free of cancellation.
        let backwards = axis[0] >= 0.0;
        let sign = if backwards { 1.0 } else { -1.0 };
        let mut normal = axis.map(|a| sign * a);
        normal[0] += 1.0;
        let norm = normal.iter().map(|c| c * c).sum::<f64>().sqrt();
        Self {
            foci: [*start, *goal],
            center: std::array::from_fn(|i| 0.5 * (start[i] + goal[i])),
            focal_distance,
            mirror: normal.map(|c| c / norm),
            backwards,
        }
    }

    /// C x: the rotation (determinant 1) that takes the first axis to the direction from start to goal.
    pub fn rotate(&self, x: &State<D>) -> State<D> {
        let mut x = *x;
        // -H has determinant (-1)^(D+1), H has -1: a change of the last sign makes it 1 and leaves the first axis.
        if !self.backwards || D.is_multiple_of(2) {
            x[D - 1] = -x[D - 1];
        }
        let twice = 2.0 * (0..D).map(|i| self.mirror[i] * x[i]).sum::<f64>();
        let sign = if self.backwards { -1.0 } else { 1.0 };
        std::array::from_fn(|i| sign * (x[i] - twice * self.mirror[i]))
    }

    /// The two semi-axes, along the foci and across, for this transverse diameter; the segment between the foci where
    /// the diameter is no longer than that.
    fn semi_axes(&self, diameter: f64) -> (f64, f64) {
        let diameter = diameter.max(self.focal_distance);
        let conjugate = (diameter + self.focal_distance) * (diameter - self.focal_distance);
        (0.5 * diameter, 0.5 * conjugate.max(0.0).sqrt())
    }

    /// The Lebesgue measure: c (c^2 - c_min^2)^((d-1)/2) zeta_d / 2^d.
    pub fn measure(&self, diameter: f64) -> f64 {
        let (along, across) = self.semi_axes(diameter);
        (1..D).fold(along * unit_ball_measure(D), |measure, _| measure * across)
    }

    /// The point of the spheroid of this transverse diameter that a point of the unit ball is stretched to: uniform if
    /// the point is.
    pub fn stretch(&self, diameter: f64, ball: &State<D>) -> State<D> {
        let (along, across) = self.semi_axes(diameter);
        let mut x = ball.map(|c| across * c);
        x[0] = along * ball[0];
        let x = self.rotate(&x);
        std::array::from_fn(|i| self.center[i] + x[i])
    }
}

/// One spheroid for each goal region, with the radius of the ball around the region.
#[derive(Clone, Debug)]
struct Target<const D: usize> {
    spheroid: Spheroid<D>,
    radius: f64,
    region: GoalRegion<D>,
}

impl<const D: usize> Target<D> {
    /// Whether a path of less than `length` from the start to the region can run through `x`.
    fn admits(&self, x: &State<D>, length: f64) -> bool {
        distance(x, &self.spheroid.foci[0]) + self.region.distance(x) < length
    }
}

/// The sampler that makes an RRT* informed.
#[derive(Clone, Debug)]
pub struct Informed<'a, S, const D: usize> {
    problem: &'a Problem<S, D>,
    points: Points,
    uniform: Uniform<D>,
    targets: Vec<Target<D>>,
}

impl<'a, S: Space<D>, const D: usize> Informed<'a, S, D> {
    /// The sampler of `problem` with these points; over the bounds until there is a path.
    pub fn new(problem: &'a Problem<S, D>, points: Points) -> Self {
        let target = |region: &GoalRegion<D>| {
            let (center, radius) = region.enclosing_ball();
            Target {
                spheroid: Spheroid::new(&problem.start, &center),
                radius,
                region: *region,
            }
        };
        Self {
            problem,
            points: points.clone(),
            uniform: Uniform::new(problem.space.bounds(), points),
            targets: problem.goal.regions().iter().map(target).collect(),
        }
    }

    /// The longest path that costs no more than `best`.
    fn longest(&self, best: f64) -> f64 {
        best / self.problem.space.least_weight()
    }

    /// The measure of all spheroids together, those that overlap counted as often as they do.
    fn spheroids_measure(&self, length: f64) -> f64 {
        let measure = |target: &Target<D>| target.spheroid.measure(length + target.radius);
        self.targets.iter().map(measure).sum()
    }

    /// One try at a state uniform over what can improve a path of this length.
    fn try_informed(&mut self, length: f64, rng: &mut Rng) -> Option<State<D>> {
        let problem = self.problem;
        let bounds = problem.space.bounds();
        let all = self.spheroids_measure(length);
        let (x, chosen) = if all < bounds.measure() {
            let mut left = random::unit(rng) * all;
            let mut chosen = 0;
            for (i, target) in self.targets.iter().enumerate() {
                chosen = i;
                left -= target.spheroid.measure(length + target.radius);
                if left < 0.0 {
                    break;
                }
            }
            let target = &self.targets[chosen];
            let ball = self.points.in_ball(rng);
            let x = target.spheroid.stretch(length + target.radius, &ball);
            (x, Some(chosen))
        } else {
            (self.uniform.place(rng), None)
        };
        if !bounds.contains(&x) {
            return None;
        }
        let admitting = self.targets.iter().filter(|t| t.admits(&x, length)).count();
        match chosen {
            // The same state can come from every spheroid that admits it.
            Some(i) => (self.targets[i].admits(&x, length)
                && (admitting == 1 || random::unit(rng) * admitting as f64 <= 1.0))
                .then_some(x),
            None => (admitting > 0).then_some(x),
        }
    }
}

impl<S: Space<D>, const D: usize> Sampler<S, D> for Informed<'_, S, D> {
    fn draw(&mut self, _: &Oracle<S, D>, best: f64, rng: &mut Rng) -> State<D> {
        /// A set that is missed this often in a row is practically empty; any state does as well as any other.
        const TRIES: usize = 1_000;
        /// Relative: a best path that is this near to the straight line is it, up to rounding.
        const STRAIGHT: f64 = 1e-12;
        let length = self.longest(best);
        let shortest = self.problem.goal.distance(&self.problem.start);
        if best.is_finite() && length > shortest * (1.0 + STRAIGHT) {
            for _ in 0..TRIES {
                if let Some(x) = self.try_informed(length, rng) {
                    return x;
                }
            }
        }
        self.uniform.place(rng)
    }

    /// A goal of one state is a vertex once there is a path, and needs no further draws.
    fn admits(&self, x: &State<D>, best: f64) -> bool {
        let length = self.longest(best);
        best.is_infinite()
            || (!(is_one_state(&self.problem.goal) && self.problem.goal.contains(x))
                && self.targets.iter().any(|t| t.admits(x, length)))
    }

    /// The measure of the informed set, from above: of the spheroids or of the bounds, whichever is less.
    fn measure(&self, best: f64) -> f64 {
        let whole = self.problem.space.bounds().measure();
        if best.is_infinite() {
            return whole;
        }
        self.spheroids_measure(self.longest(best)).min(whole)
    }

    /// A ball of radius r that is wider than the spheroid's waist b holds at most r zeta_(d-1) b^(d-1) of it around one
    /// of its ends, where the start and the goal are, instead of zeta_d r^d. RRT*'s radius, taken from the measure of a
    /// spheroid that has become thin, would therefore see ever fewer vertices, and the search would stall a few
    /// thousandths short of the optimum. Here the radius grows until the ball holds its share again.
    ///
    /// Bounds that are thinner than the ball widen it as well.
    fn widened(&self, best: f64, radius: f64) -> f64 {
        let sides = self.problem.space.bounds().extents();
        let within_bounds = radius::widened(radius, &sides);
        if best.is_infinite() {
            return within_bounds;
        }
        let length = self.longest(best);
        let waist = |target: &Target<D>| target.spheroid.semi_axes(length + target.radius).1;
        let waist = self.targets.iter().map(waist).fold(0.0, f64::max);
        if waist == 0.0 {
            return f64::INFINITY;
        }
        let slenderness = (1..D).fold(1.0, |power, _| power * radius / waist);
        let share = unit_ball_measure(D) / unit_ball_measure(D - 1);
        (radius * (share * slenderness).max(1.0)).max(within_bounds)
    }
}
