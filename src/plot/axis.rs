//! Axes: ranges of values, and where their ticks are.
//!
//! Ticks stand at multiples of 1, 2 or 5 times a power of ten; each is computed as a whole number divided by or
//! multiplied with that power, so that it is the double nearest to its decimal and prints as such. A logarithmic axis
//! has its ticks at the powers of ten, or at 1, 2 and 5 times these where it spans less than two decades.
//!
//! An axis accepts any two finite ends: where they are equal, or closer than doubles can tell apart in a picture, it
//! opens them.

use super::number::{scientific, written};

/// The narrowest range, relative to its larger end: below it the ticks would have more digits than a double.
const NARROWEST: f64 = 1e-9;

/// Values below it are shown as 0: the steps of such an axis would be no normal numbers.
const LEAST: f64 = 1e-290;

/// A labelled place on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub value: f64,
    /// What is written there.
    pub label: String,
}

/// A range of values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The lower end.
    pub low: f64,
    /// The upper end, greater than the lower.
    pub high: f64,
    /// Whether equal ratios take equal lengths; both ends are then positive.
    pub logarithmic: bool,
}

impl Axis {
    /// A linear axis over [low, high], opened where that is too narrow.
    pub fn linear(low: f64, high: f64) -> Self {
        let finite = |x: f64| {
            if x.is_finite() {
                x.clamp(-1e300, 1e300)
            } else {
                0.0
            }
        };
        let (a, b) = (finite(low), finite(high));
        let (low, high) = (a.min(b), a.max(b));
        let largest = low.abs().max(high.abs());
        let (low, high) = if largest < LEAST {
            (-0.5, 0.5)
        } else if high - low > largest * NARROWEST {
            (low, high)
        } else {
            (low - 0.05 * largest, high + 0.05 * largest)
        };
        Self {
            low,
            high,
            logarithmic: false,
        }
    }

    /// A logarithmic axis over [low, high], both positive.
    pub fn logarithmic(low: f64, high: f64) -> Self {
        let (low, high) = (low.max(1e-300), high.min(1e300));
        Self {
            low,
            high: high.max(low * 1.1),
            logarithmic: true,
        }
    }

    /// The axis with its upper end so much farther away, as a share of its length.
    pub fn longer(self, share: f64) -> Self {
        let high = if self.logarithmic {
            self.high * libm::pow(self.high / self.low, share)
        } else {
            self.high + share * (self.high - self.low)
        };
        Self { high, ..self }
    }

    /// Where the value lies: 0 at the lower end, 1 at the upper one.
    pub fn place(&self, value: f64) -> f64 {
        if self.logarithmic {
            libm::log10(value / self.low) / libm::log10(self.high / self.low)
        } else {
            (value - self.low) / (self.high - self.low)
        }
    }

    /// At most `most` ticks (at least two are allowed for), lowest first.
    pub fn ticks(&self, most: usize) -> Vec<Tick> {
        if self.logarithmic {
            self.decades(most)
        } else {
            self.multiples(most.max(2))
        }
    }

    fn multiples(&self, most: usize) -> Vec<Tick> {
        let rough = (self.high - self.low) / most as f64;
        let mut power = libm::floor(libm::log10(rough)) as i32;
        let mut digit = 1;
        // The least step that gives few enough ticks; the rough step is within a factor of ten of it.
        let count = |digit: i64, power: i32| {
            let (a, b) = self.whole(digit, power);
            b - a + 1
        };
        while count(digit, power) > most as i64 {
            (digit, power) = match digit {
                1 => (2, power),
                2 => (5, power),
                _ => (1, power + 1),
            };
        }
        let (first, last) = self.whole(digit, power);
        (first..=last)
            .map(|k| {
                let value = decimal(k * digit, power);
                let label = written(value, power);
                Tick { value, label }
            })
            .collect()
    }

    /// The least and the greatest multiple of `digit` times 10 to `power` on the axis.
    fn whole(&self, digit: i64, power: i32) -> (i64, i64) {
        let step = decimal(digit, power);
        // An end that is a multiple but for rounding counts.
        let slack = 1e-9;
        let first = (self.low / step - slack).ceil();
        let last = (self.high / step + slack).floor();
        (first as i64, last as i64)
    }

    fn decades(&self, most: usize) -> Vec<Tick> {
        let first = libm::floor(libm::log10(self.low)) as i32;
        let last = libm::ceil(libm::log10(self.high)) as i32;
        let inside = |v: f64| self.low * (1.0 - 1e-9) <= v && v <= self.high * (1.0 + 1e-9);
        // Plain decimals only where all of them are short.
        let plain = self.low >= 1e-4 && self.high < 2e5;
        let tick = |digit: i64, power: i32| {
            let value = decimal(digit, power);
            let label = if plain {
                written(value, power)
            } else {
                scientific(value, 0)
            };
            inside(value).then_some(Tick { value, label })
        };
        let decades: Vec<_> = (first..=last).filter_map(|p| tick(1, p)).collect();
        if decades.len() < 2 {
            let all = (first..=last).flat_map(|p| [1, 2, 5].map(|d| (d, p)));
            let some: Vec<_> = all.filter_map(|(d, p)| tick(d, p)).collect();
            if some.len() >= 2 {
                return some;
            }
            let mut linear = Self {
                logarithmic: false,
                ..*self
            }
            .multiples(most.max(2));
            linear.retain(|tick| tick.value > 0.0);
            return linear;
        }
        let every = decades.len().div_ceil(most.max(2));
        decades.into_iter().step_by(every).collect()
    }

    /// The places between the ticks of a logarithmic axis: 2 to 9 times each power of ten.
    pub fn minor(&self) -> Vec<f64> {
        let decades = libm::log10(self.high / self.low);
        if !self.logarithmic || decades > 12.0 {
            return Vec::new();
        }
        let first = libm::floor(libm::log10(self.low)) as i32;
        let last = libm::ceil(libm::log10(self.high)) as i32;
        let all = (first..=last).flat_map(|p| (2..10).map(move |d| decimal(d, p)));
        all.filter(|v| self.low < *v && *v < self.high).collect()
    }
}

/// The double nearest to `digits` times 10 to `power`.
fn decimal(digits: i64, power: i32) -> f64 {
    let text = format!("{digits}e{power}");
    // A whole number with an exponent is a number.
    text.parse().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the value is 1, 2 or 5 times a power of ten, to printing precision.
    fn is_round(step: f64) -> bool {
        let text = format!("{step:.6e}");
        text.starts_with("1.000000") || text.starts_with("2.000000") || text.starts_with("5.000000")
    }

    #[test]
    fn ticks_are_round_evenly_spaced_and_cover_the_range() {
        let ranges = [
            (0.0, 1.0),
            (-0.5, 0.5),
            (0.1, 0.7),
            (-3e-7, 8e-7),
            (1e9, 1e9 + 7.0),
            (-2e12, 5e12),
            (99.99, 100.01),
            (0.0, 1e-280),
        ];
        for (low, high) in ranges {
            for most in 2..12 {
                let axis = Axis::linear(low, high);
                let ticks = axis.ticks(most);
                assert!(ticks.len() <= most, "{low} {high} {most}");
                let step = match &ticks[..] {
                    [a, b, ..] => b.value - a.value,
                    _ => continue,
                };
                assert!(is_round(step) || low.abs() > 1e8, "{low} {high}: {step}");
                // The next tick on either side would lie outside.
                let slack = 1e-6 * step;
                assert!(ticks[0].value >= axis.low - slack);
                assert!(ticks[0].value - step < axis.low + slack);
                let last = ticks[ticks.len() - 1].value;
                assert!(last <= axis.high + slack && last + step > axis.high - slack);
            }
        }
    }

    #[test]
    fn labels_are_different_and_say_what_their_tick_is() {
        for (low, high) in [(0.0, 0.3), (-0.4, 0.4), (0.63, 0.632), (0.0, 25_000.0)] {
            let ticks = Axis::linear(low, high).ticks(8);
            for tick in &ticks {
                let plain = tick.label.replace('\u{2212}', "-").replace('\u{2009}', "");
                assert_eq!(plain.parse(), Ok(tick.value));
                assert!(tick.label.chars().count() <= 7, "{}", tick.label);
                assert_eq!(ticks.iter().filter(|t| t.label == tick.label).count(), 1);
            }
        }
    }

    #[test]
    fn a_logarithmic_axis_has_two_ticks_or_more() {
        for (low, high) in [
            (0.01, 30.0),
            (1.0, 60.0),
            (3.0, 8.0),
            (2.0, 2.3),
            (1e-9, 1e9),
        ] {
            let axis = Axis::logarithmic(low, high);
            let ticks = axis.ticks(6);
            assert!((2..=12).contains(&ticks.len()), "{low} {high}: {ticks:?}");
            assert!(
                ticks
                    .iter()
                    .all(|t| (-1e-9..=1.0 + 1e-9).contains(&axis.place(t.value)))
            );
        }
    }

    #[test]
    fn any_two_ends_make_an_axis() {
        let ends = [
            0.0,
            -1.0,
            1e308,
            -1e308,
            5e-324,
            f64::NAN,
            f64::INFINITY,
            1.0 + 1e-16,
        ];
        for low in ends {
            for high in ends {
                let axis = Axis::linear(low, high);
                assert!(axis.low < axis.high, "{low} {high}");
                assert!(axis.ticks(6).len() <= 6, "{low} {high}");
            }
        }
    }
}
