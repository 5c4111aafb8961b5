//! Streams of points that fill the unit cube and the unit ball evenly: random ones, and Halton's.
//!
//! Samplers stretch these points over the set that they sample. Which points they are, independent random numbers or a
//! sequence of low discrepancy, is thereby apart from where the set lies.
//!
//! Halton's sequence (1960) reflects the digits of the counting number in the i-th prime base about the point to get
//! coordinate i: the first n points leave no large hole, with a discrepancy of O(log^d n / n) instead of O(n^(-1/2)).
//! In large bases the first points run along diagonals; the digits are therefore taken in reverse, digit b - d for d
//! (Vandewoestyne & Cools 2006), which keeps the discrepancy's order and breaks the diagonals. A shift modulo 1, drawn
//! from the seed (Cranley & Patterson 1976), makes runs with different seeds different and each point uniform.
//! Janson, Ichter & Pavone 2018 show that FMT* and PRM* on such points are optimal without any chance.

use crate::geometry::State;
use crate::random::{self, Rng};

/// A base for each dimension, and one more for the radius of points in the ball.
const PRIMES: [u64; 17] = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59,
];

/// A stream of evenly spread points.
#[derive(Clone, Debug)]
pub enum Points {
    /// Independent and uniform.
    Random,
    /// Halton's, shifted.
    Halton(Halton),
}

impl Points {
    /// A point of the unit cube [0, 1)^D.
    #[inline]
    pub fn in_cube<const D: usize>(&mut self, rng: &mut Rng) -> State<D> {
        match self {
            Self::Random => std::array::from_fn(|_| random::unit(rng)),
            Self::Halton(halton) => halton.next(),
        }
    }

    /// A point of the closed unit ball.
    pub fn in_ball<const D: usize>(&mut self, rng: &mut Rng) -> State<D> {
        match self {
            Self::Random => random::in_unit_ball(rng),
            Self::Halton(halton) => {
                let radius = halton.coordinate(D);
                let direction = halton.next::<D>().map(random::normal_quantile);
                let norm = direction.iter().map(|c| c * c).sum::<f64>().sqrt();
                if norm == 0.0 {
                    return direction;
                }
                let scale = libm::pow(radius, 1.0 / D as f64) / norm;
                direction.map(|c| c * scale)
            }
        }
    }
}

/// The place in the Halton sequence, and the shift.
#[derive(Clone, Debug)]
pub struct Halton {
    index: u64,
    shift: [f64; PRIMES.len()],
}

impl Halton {
    /// The sequence with the shift that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        /// Keeps the shift apart from the run's own numbers.
        const STREAM: u64 = 0x4861_6c74_6f6e;
        let mut rng = random::seeded(seed ^ STREAM);
        Self {
            index: 0,
            shift: std::array::from_fn(|_| random::unit(&mut rng)),
        }
    }

    /// The next point.
    fn next<const D: usize>(&mut self) -> State<D> {
        let x = std::array::from_fn(|i| self.coordinate(i));
        self.index += 1;
        x
    }

    /// Coordinate `i` of the point at hand.
    fn coordinate(&self, i: usize) -> f64 {
        let x = reversed_radical_inverse(self.index, PRIMES[i]) + self.shift[i];
        // Below 2; and below 1 after the subtraction, which is exact.
        if x >= 1.0 { x - 1.0 } else { x }
    }
}

/// The digits of `n` in base `b`, from the last on, as the digits of a fraction; each digit d > 0 stands as b - d.
fn reversed_radical_inverse(mut n: u64, b: u64) -> f64 {
    let (mut sum, mut place) = (0.0, 1.0 / b as f64);
    while n > 0 {
        let digit = n % b;
        sum += ((b - digit) % b) as f64 * place;
        place /= b as f64;
        n /= b;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radical_inverses_are_the_known_ones() {
        // In base 2 nothing is reversed: 1/2, 1/4, 3/4, 1/8.
        for (n, x) in [(1, 0.5), (2, 0.25), (3, 0.75), (4, 0.125)] {
            assert_eq!(reversed_radical_inverse(n, 2), x);
        }
        // 5 = 12 in base 3: the fraction 0.21, reversed 0.12.
        let x = reversed_radical_inverse(5, 3);
        assert!((x - (1.0 / 3.0 + 2.0 / 9.0)).abs() < 1e-15, "{x}");
    }

    /// b^k points in a row have exactly one point in each of the b^k equal intervals of a coordinate, up to the shift.
    #[test]
    fn each_interval_of_each_coordinate_has_its_point() {
        let mut halton = Halton::new(3);
        halton.shift = [0.0; PRIMES.len()];
        let n = 7 * 7;
        let points: Vec<State<4>> = (0..n).map(|_| halton.next()).collect();
        let mut seen = vec![0; n];
        for x in &points {
            seen[(x[3] * n as f64 + 1e-9) as usize] += 1;
        }
        assert!(seen.iter().all(|count| *count == 1));
    }

    /// Over 4 096 points the mean of |x|^2 in the ball is D / (D + 2) to a hundredth of what random points miss it by.
    #[test]
    fn the_ball_is_filled_evenly() {
        let mut points = Points::Halton(Halton::new(1));
        let mut rng = random::seeded(1);
        let n = 4_096;
        let mean = (0..n)
            .map(|_| points.in_ball::<3>(&mut rng))
            .map(|x| x.iter().map(|c| c * c).sum::<f64>())
            .inspect(|s| assert!(*s <= 1.0 + 1e-12))
            .sum::<f64>()
            / f64::from(n);
        assert!((mean - 0.6).abs() < 1e-3, "{mean}");
    }

    /// Half of the points of each half of the ball lie within the radius that halves the volume: how far a point is
    /// from the centre says nothing of where.
    #[test]
    fn the_radius_in_the_ball_is_independent_of_the_direction() {
        fn check<const D: usize>() {
            let mut points = Points::Halton(Halton::new(2));
            let mut rng = random::seeded(1);
            let half = libm::pow(0.5, 1.0 / D as f64);
            let mut counts = [[[0; 2]; 2]; D];
            for _ in 0..8_192 {
                let x = points.in_ball::<D>(&mut rng);
                let norm = x.iter().map(|c| c * c).sum::<f64>().sqrt();
                for i in 0..D {
                    counts[i][usize::from(x[i] > 0.0)][usize::from(norm > half)] += 1;
                }
            }
            for count in counts.as_flattened() {
                let share = f64::from(count[0]) / f64::from(count[0] + count[1]);
                assert!((share - 0.5).abs() < 0.02, "{D}: {counts:?}");
            }
        }
        check::<2>();
        check::<3>();
        check::<7>();
    }

    #[test]
    fn seeds_shift_the_sequence() {
        let first = |seed| Halton::new(seed).next::<5>();
        assert_eq!(first(1), first(1));
        assert_ne!(first(1), first(2));
    }
}
