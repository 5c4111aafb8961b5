//! The binomial distribution, and the interval of Clopper and Pearson for a proportion.
//!
//! A probability is computed by Loader's saddle-point form, which loses no digits to large factorials, and a tail by
//! adding probabilities outwards from its innermost one, each from the one before. The terms fall at least
//! geometrically beyond the mean, so that a tail takes some sqrt(n) of them.
//!
//! Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000).

use super::{Estimate, Interval};
use std::f64::consts::TAU;

/// A term smaller than this share of the sum changes no digit of it, nor do those after it.
const NEGLIGIBLE: f64 = 1e-18;
/// Newton's method with bisection at its side needs some ten steps; bisection alone would need these.
const MOST_STEPS: usize = 200;

/// P(X = k) for a number of successes X in `n` trials with probability `p` each, within 0 and 1.
pub fn mass(k: u64, n: u64, p: f64) -> f64 {
    if k > n {
        return 0.0;
    }
    let q = 1.0 - p;
    let (x, m) = (k as f64, n as f64);
    match (k, n - k) {
        (0, _) if p >= 1.0 && n > 0 => 0.0,
        (_, 0) if p <= 0.0 && n > 0 => 0.0,
        (0, 0) => 1.0,
        (0, _) => libm::exp(m * libm::log1p(-p)),
        (_, 0) => libm::exp(m * libm::log(p)),
        _ if p <= 0.0 || p >= 1.0 => 0.0,
        _ => {
            let y = m - x;
            let exponent = error(m) - error(x) - error(y) - deviance(x, m * p) - deviance(y, m * q);
            libm::exp(exponent) * (m / (TAU * x * y)).sqrt()
        }
    }
}

/// What Stirling's formula misses of ln n!: ln n! - (n + 1/2) ln n + n - ln(2 pi) / 2.
fn error(n: f64) -> f64 {
    if n < 16.0 {
        let factorial: f64 = (2..=n as u64).map(|i| i as f64).product();
        return libm::log(factorial) - (n + 0.5) * libm::log(n) + n - 0.5 * libm::log(TAU);
    }
    let s = n * n;
    let series = 1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / s) / s) / s;
    (1.0 / 12.0 - series / s) / n
}

/// x ln(x / m) + m - x, without the cancellation near x = m.
fn deviance(x: f64, m: f64) -> f64 {
    let d = x - m;
    if d.abs() > 0.1 * (x + m) {
        return x * libm::log(x / m) - d;
    }
    // With v = (x - m) / (x + m): ln(x / m) = 2 (v + v^3/3 + v^5/5 + …).
    let v = d / (x + m);
    let (mut sum, mut power) = (d * v, 2.0 * x * v);
    for j in 1..100 {
        power *= v * v;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// P(X >= k).
pub fn at_least(k: u64, n: u64, p: f64) -> f64 {
    if k == 0 {
        1.0
    } else if k as f64 >= n as f64 * p {
        outwards(k, n, p)
    } else {
        1.0 - outwards(n - (k - 1), n, 1.0 - p)
    }
}

/// P(X <= k).
pub fn at_most(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        1.0
    } else {
        at_least(n - k, n, 1.0 - p)
    }
}

/// P(X >= k) by addition, for k not below the mean.
fn outwards(k: u64, n: u64, p: f64) -> f64 {
    let odds = p / (1.0 - p);
    let mut term = mass(k, n, p);
    let mut sum = 0.0;
    for j in k..=n {
        sum += term;
        if term <= NEGLIGIBLE * sum || j == n {
            break;
        }
        term *= (n - j) as f64 / (j + 1) as f64 * odds;
    }
    sum.min(1.0)
}

/// The share of `k` successes in `n` trials, with the interval of Clopper and Pearson.
///
/// The interval holds every p under which neither so many nor so few successes have a probability below half of what
/// `confidence` leaves: it covers the true p with at least that confidence. Without trials the share is not a number
/// and the interval is all of [0, 1].
pub fn proportion(k: u64, n: u64, confidence: f64) -> Estimate {
    let k = k.min(n);
    let tail = 0.5 * (1.0 - confidence);
    let interval = Interval {
        low: lower(k, n, tail),
        high: 1.0 - lower(n - k, n, tail),
    };
    Estimate {
        value: k as f64 / n as f64,
        interval,
    }
}

/// The p with P(X >= k) = `tail`; 0 for k = 0.
fn lower(k: u64, n: u64, tail: f64) -> f64 {
    if k == 0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, k as f64 / n as f64);
    let mut p = high;
    for _ in 0..MOST_STEPS {
        let excess = at_least(k, n, p) - tail;
        if excess > 0.0 {
            high = p;
        } else {
            low = p;
        }
        // d/dp P(X >= k) = k P(X = k) / p. At p = 1 it is n.
        let slope = k as f64 * mass(k, n, p) / p;
        let newton = p - excess / slope;
        let next = if newton > low && newton < high {
            newton
        } else {
            0.5 * (low + high)
        };
        if (next - p).abs() <= f64::EPSILON * p {
            return next;
        }
        p = next;
    }
    p
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-12 * b.abs().max(1e-12)
    }

    #[test]
    fn probabilities_equal_scipys() {
        // scipy.stats.binom.pmf(k, n, p), binom.cdf(k, n, p), scipy 1.17.1
        let cases = [
            (3, 10, 0.3, 0.266_827_931_999_999_8, 0.649_610_718_400_000_2),
            (0, 5, 0.1, 0.590_489_999_999_999_8, 0.59049),
            (
                37,
                100,
                0.5,
                0.002_697_927_604_718_675_4,
                0.006_016_487_862_681_739_5,
            ),
            (
                500,
                1000,
                0.5,
                0.025_225_018_178_360_804,
                0.512_612_509_089_180_2,
            ),
            (
                1,
                10_000,
                1e-4,
                0.367_897_836_216_551_4,
                0.735_758_882_649_481_3,
            ),
            (
                9000,
                10_000,
                0.9,
                0.013_296_955_574_587_9,
                0.504_875_916_309_320_4,
            ),
            (
                20,
                30,
                0.2,
                3.382_767_958_958_537e-8,
                0.999_999_995_522_442_2,
            ),
        ];
        for (k, n, p, mass_of, below) in cases {
            assert!((mass(k, n, p) - mass_of).abs() < 1e-12, "{k} {n} {p}");
            assert!((at_most(k, n, p) - below).abs() < 1e-12, "{k} {n} {p}");
        }
    }

    #[test]
    fn probabilities_add_up_to_one() {
        for (n, p) in [(1, 0.5), (7, 0.01), (40, 0.93), (300, 0.4)] {
            let sum: f64 = (0..=n).map(|k| mass(k, n, p)).sum();
            assert!(close(sum, 1.0), "{n} {p}");
            for k in 1..=n {
                assert!(close(at_least(k, n, p) + at_most(k - 1, n, p), 1.0));
            }
        }
        assert_eq!(
            [mass(0, 3, 0.0), mass(3, 3, 1.0), mass(1, 3, 0.0)],
            [1.0, 1.0, 0.0]
        );
        assert_eq!(
            [mass(0, 3, 1.0), mass(4, 3, 0.5), mass(0, 0, 0.5)],
            [0.0, 0.0, 1.0]
        );
    }

    #[test]
    fn clopper_and_pearsons_intervals_equal_scipys() {
        // scipy.stats.binomtest(k, n).proportion_ci(confidence, "exact"), scipy 1.17.1
        let cases = [
            (0, 10, 0.99, 0.0, 0.411_295_981_347_525_4),
            (10, 10, 0.99, 0.588_704_018_652_474_6, 1.0),
            (
                7,
                10,
                0.95,
                0.347_547_149_939_992_1,
                0.933_260_488_822_265_5,
            ),
            (1, 1, 0.99, 0.005, 1.0),
            (
                50,
                100,
                0.99,
                0.368_861_437_358_905_25,
                0.631_138_562_641_094_8,
            ),
            (
                97,
                100,
                0.99,
                0.894_518_746_274_921_8,
                0.996_592_929_896_820_2,
            ),
            (
                3,
                1000,
                0.95,
                0.000_619_099_931_649_917_3,
                0.008_742_023_238_657_654,
            ),
            (
                9000,
                10_000,
                0.99,
                0.892_030_771_502_262_1,
                0.907_585_385_614_247_1,
            ),
        ];
        for (k, n, confidence, low, high) in cases {
            let found = proportion(k, n, confidence);
            assert_eq!(found.value, k as f64 / n as f64);
            let Interval { low: l, high: h } = found.interval;
            assert!(
                (l - low).abs() < 1e-12 && (h - high).abs() < 1e-12,
                "{k} of {n}: {l} {h}"
            );
        }
    }

    #[test]
    fn without_trials_every_share_is_possible() {
        let nothing = proportion(0, 0, 0.99);
        assert!(nothing.value.is_nan());
        assert_eq!(
            nothing.interval,
            Interval {
                low: 0.0,
                high: 1.0
            }
        );
    }
}
