//! Numbers for people, as plain text: significant digits instead of a number of decimals, so that neither 0.000002 nor
//! 9676947.725487 is written; times in the unit that suits them; columns with equal decimals.

/// `x` with this many significant digits, zeros at the end included; with an exponent where it is very small or large.
pub fn significant(x: f64, digits: usize) -> String {
    if x == 0.0 || !x.is_finite() {
        return x.to_string();
    }
    // Rounding may carry into the next power of ten: 9.9996 with four digits is 10.00.
    let rounded = format!("{x:.*e}", digits.max(1) - 1);
    let exponent = rounded.split_once('e').and_then(|(_, e)| e.parse().ok());
    let exponent: i32 = exponent.unwrap_or(0);
    if !(-4..9).contains(&exponent) {
        return rounded;
    }
    let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
    format!("{x:.decimals$}")
}

/// A cost, length or other measure.
pub fn cost(x: f64) -> String {
    significant(x, 7)
}

/// The units of time with their seconds, from the smallest.
const UNITS: [(&str, f64); 3] = [("µs", 1e-6), ("ms", 1e-3), ("s", 1.0)];

/// The unit in which this many seconds are a short number, and its seconds.
pub fn unit_of_time(seconds: f64) -> (&'static str, f64) {
    match seconds.abs() {
        t if t >= 1.0 || t == 0.0 || t.is_nan() => UNITS[2],
        t if t >= 1e-3 => UNITS[1],
        _ => UNITS[0],
    }
}

/// A time: `192 µs`, `9.71 ms`, `65.3 s`, `1234 s`.
pub fn time(seconds: f64) -> String {
    let (unit, size) = unit_of_time(seconds);
    format!("{} {unit}", significant(seconds / size, 3))
}

/// How the numbers of a column are written: all with the same decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// With so many decimals.
    Decimals(usize),
    /// With an exponent, and so many decimals before it: for numbers of very different sizes.
    Exponent(usize),
}

impl Column {
    /// So that the largest number has at least `digits` significant digits, and the smallest two.
    pub fn of(numbers: impl IntoIterator<Item = f64>, digits: usize) -> Self {
        /// More decimals are not read any more.
        const MOST: i32 = 7;
        let sizes = numbers.into_iter().map(f64::abs);
        let sizes = sizes.filter(|x| *x > 0.0 && x.is_finite());
        let (mut least, mut most) = (i32::MAX, i32::MIN);
        for size in sizes {
            let exponent = size.log10().floor() as i32;
            (least, most) = (least.min(exponent), most.max(exponent));
        }
        if least > most {
            return Self::Decimals(0);
        }
        let decimals = (digits as i32 - 1 - most).max(1 - least).max(0);
        match most < 9 && decimals <= MOST {
            true => Self::Decimals(decimals as usize),
            false => Self::Exponent(digits.max(1) - 1),
        }
    }

    /// The number as it stands in the column.
    pub fn write(self, x: f64) -> String {
        match self {
            Self::Decimals(decimals) => format!("{x:.decimals$}"),
            Self::Exponent(decimals) => format!("{x:.decimals$e}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_their_significant_digits_whatever_their_size() {
        for (x, text) in [
            (0.630_813_184_6, "0.6308132"),
            (9_676_947.725_487, "9676948"),
            (0.000_002_123, "2.123000e-6"),
            (123_456_789_012.0, "1.234568e11"),
            (12.0, "12.00000"),
            (9.999_999_96, "10.00000"),
            (0.000_999_999_96, "0.001000000"),
            (-3.5, "-3.500000"),
            (0.0, "0"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(cost(x), text);
        }
    }

    #[test]
    fn times_have_the_unit_that_makes_them_short() {
        for (seconds, text) in [
            (0.0, "0 s"),
            (1.92e-4, "192 µs"),
            (2.5e-8, "0.0250 µs"),
            (0.009_71, "9.71 ms"),
            (1.0, "1.00 s"),
            (65.33, "65.3 s"),
            (1234.4, "1234 s"),
        ] {
            assert_eq!(time(seconds), text);
        }
    }

    #[test]
    fn a_column_has_equal_decimals_that_show_its_smallest_number() {
        let written = |numbers: &[f64], digits: usize| {
            let column = Column::of(numbers.iter().copied(), digits);
            numbers.iter().map(|x| column.write(*x)).collect::<Vec<_>>()
        };
        assert_eq!(written(&[12.5, 0.8, 101.0], 5), ["12.50", "0.80", "101.00"]);
        assert_eq!(written(&[0.003, 2.0], 3), ["0.0030", "2.0000"]);
        assert_eq!(written(&[1e-9, 2.0], 3), ["1.00e-9", "2.00e0"]);
        assert_eq!(written(&[3e12, 1e12], 4), ["3.000e12", "1.000e12"]);
        assert_eq!(written(&[0.0, f64::INFINITY], 4), ["0", "inf"]);
    }
}
