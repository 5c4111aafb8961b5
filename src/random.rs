//! The one random generator of the crate, and the draws that planners make from it.
//!
//! [`Rng`] is Xoshiro256++ (Blackman & Vigna 2019), named so that a seed means the same numbers in every version of
//! every dependency. Everything drawn here uses only additions, multiplications, square roots and `libm`'s portable
//! logarithm and power, so that a seed also means the same numbers on every machine.

use crate::geometry::{Aabb, State};
use rand::{RngExt, SeedableRng};

/// The generator of every run.
pub type Rng = rand_xoshiro::Xoshiro256PlusPlus;

/// The generator of the run with this seed.
pub fn seeded(seed: u64) -> Rng {
    Rng::seed_from_u64(seed)
}

/// A number uniform in [0, 1).
#[inline]
pub fn unit(rng: &mut Rng) -> f64 {
    rng.random::<f64>()
}

/// A point uniform in `bounds`.
#[inline]
pub fn in_box<const D: usize>(rng: &mut Rng, bounds: &Aabb<D>) -> State<D> {
    std::array::from_fn(|i| bounds.min[i] + unit(rng) * (bounds.max[i] - bounds.min[i]))
}

/// Two independent standard normal numbers, by Marsaglia's polar method.
fn normal_pair(rng: &mut Rng) -> (f64, f64) {
    loop {
        let (u, v) = (2.0 * unit(rng) - 1.0, 2.0 * unit(rng) - 1.0);
        let s = u * u + v * v;
        if 0.0 < s && s < 1.0 {
            let scale = (-2.0 * libm::log(s) / s).sqrt();
            return (u * scale, v * scale);
        }
    }
}

/// D independent standard normal numbers.
pub fn normal<const D: usize>(rng: &mut Rng) -> State<D> {
    let mut x = [0.0; D];
    for pair in x.chunks_mut(2) {
        let (a, b) = normal_pair(rng);
        pair[0] = a;
        if let Some(second) = pair.get_mut(1) {
            *second = b;
        }
    }
    x
}

/// The number that a standard normal one stays below with probability `p`, for p in [0, 1); 0 and what rounds to it
/// count as the least positive probability.
///
/// Newton's method on the distribution function Phi(x) = erfc(-x / sqrt 2) / 2 from a rational start (Abramowitz &
/// Stegun 26.2.23, within 4.5e-4); three steps reach rounding.
pub fn normal_quantile(p: f64) -> f64 {
    let tail = p.min(1.0 - p).max(f64::MIN_POSITIVE);
    let t = (-2.0 * libm::log(tail)).sqrt();
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328);
    let denominator = 1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308));
    // The lower tail, where the distribution function keeps its relative accuracy.
    let mut x = numerator / denominator - t;
    for _ in 0..3 {
        let below = 0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2);
        let density = libm::exp(-0.5 * x * x) / std::f64::consts::TAU.sqrt();
        x -= (below - tail) / density;
    }
    if p < 0.5 { x } else { -x }
}

/// A point uniform in the closed unit ball of R^D: a normal direction times u^(1/D).
pub fn in_unit_ball<const D: usize>(rng: &mut Rng) -> State<D> {
    let x = normal::<D>(rng);
    let norm = x.iter().map(|c| c * c).sum::<f64>().sqrt();
    let scale = libm::pow(unit(rng), 1.0 / D as f64) / norm;
    x.map(|c| c * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let draw = |seed| {
            let mut rng = seeded(seed);
            (unit(&mut rng), in_unit_ball::<5>(&mut rng))
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn normal_quantiles_are_the_known_ones() {
        for (p, x) in [
            (0.5, 0.0),
            (0.975, 1.959963984540054),
            (0.001, -3.090232306167813),
            (0.841_344_746_068_543, 1.0),
            (1e-12, -7.034483825301131),
        ] {
            assert!((normal_quantile(p) - x).abs() < 1e-9, "{p}");
        }
        assert!(normal_quantile(0.0).is_finite());
    }

    /// E|x|^2 = D / (D + 2) in the unit ball. 40 000 draws: the standard error is below 0.0015, six of them are
    /// allowed, a false alarm has probability below 1e-8.
    #[test]
    fn the_unit_ball_is_filled_uniformly() {
        fn mean_square<const D: usize>() -> f64 {
            let mut rng = seeded(D as u64);
            let n = 40_000;
            (0..n)
                .map(|_| {
                    let x = in_unit_ball::<D>(&mut rng);
                    let s = x.iter().map(|c| c * c).sum::<f64>();
                    assert!(s <= 1.0 + 1e-12);
                    s
                })
                .sum::<f64>()
                / n as f64
        }
        assert!((mean_square::<2>() - 0.5).abs() < 0.009);
        assert!((mean_square::<3>() - 0.6).abs() < 0.009);
        assert!((mean_square::<8>() - 0.8).abs() < 0.009);
    }
}
