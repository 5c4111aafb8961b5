//! How numbers are written: on axes with the decimals that a step needs, in sentences with a number of significant
//! digits.
//!
//! Thin spaces group the digits of large numbers, powers of ten replace long rows of zeros, and the minus is a minus,
//! not a hyphen.

/// The value with as many decimals as multiples of 10 to `power` need.
pub fn written(value: f64, power: i32) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if value.abs() >= 1e6 || power < -6 {
        let exponent = libm::floor(libm::log10(value.abs()) + 1e-12) as i32;
        return scientific(value, (exponent - power).clamp(0, 12) as usize);
    }
    let decimals = (-power).max(0) as usize;
    grouped(&format!("{value:.decimals$}")).replace('-', "\u{2212}")
}

/// `1.5×10⁻⁷`, with so many decimals.
pub fn scientific(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    power_of_ten(digits, exponent)
}

fn power_of_ten(digits: &str, exponent: &str) -> String {
    let exponent: String = exponent
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            '9' => '⁹',
            _ => '⁰',
        })
        .collect();
    let digits = digits.replace('-', "\u{2212}");
    match digits.as_str() {
        "1" => format!("10{exponent}"),
        _ => format!("{digits}×10{exponent}"),
    }
}

/// Thin spaces between the thousands of a number of five digits or more.
fn grouped(text: &str) -> String {
    let whole = text.find('.').unwrap_or(text.len());
    let start = usize::from(text.starts_with('-'));
    if whole - start < 5 {
        return text.to_owned();
    }
    let mut out = String::new();
    for (i, c) in text.char_indices() {
        if i > start && i < whole && (whole - i).is_multiple_of(3) {
            out.push('\u{2009}');
        }
        out.push(c);
    }
    out
}

/// A number that is written already: with thin spaces, a minus, and a power of ten for an exponent.
pub fn typeset(plain: &str) -> String {
    match plain.split_once('e') {
        Some((digits, exponent)) => power_of_ten(digits, exponent),
        None => grouped(plain).replace('-', "\u{2212}"),
    }
}

/// A number for a sentence: `digits` significant digits, without zeros at the end.
pub fn figure(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 {
            "0".to_owned()
        } else {
            format!("{value}")
        };
    }
    let rounded = format!("{value:.*e}", digits.max(1) - 1);
    let (mantissa, exponent) = rounded.split_once('e').unwrap_or((&rounded, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..7).contains(&exponent) {
        let trimmed = mantissa.trim_end_matches('0').trim_end_matches('.');
        let decimals = trimmed.split_once('.').map_or(0, |(_, d)| d.len());
        return scientific(value, decimals);
    }
    let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    };
    grouped(&text).replace('-', "\u{2212}")
}

/// A whole number with thin spaces between its thousands.
pub fn count(value: u64) -> String {
    grouped(&value.to_string())
}

/// A time in the unit that makes it short.
pub fn duration(seconds: f64) -> String {
    match seconds {
        0.0 => "0 s".to_owned(),
        s if s < 1e-3 => format!("{} µs", figure(s * 1e6, 3)),
        s if s < 1.0 => format!("{} ms", figure(s * 1e3, 3)),
        s => format!("{} s", figure(s, 3)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_significant_digits_and_no_idle_zeros() {
        let cases = [
            (0.630_813_184_6, "0.63081"),
            (1.5, "1.5"),
            (0.1 + 0.2, "0.3"),
            (12_345.678, "12\u{2009}346"),
            (-0.25, "\u{2212}0.25"),
            (3.2e12, "3.2×10¹²"),
            (1e-7, "10⁻⁷"),
            (100.0, "100"),
            (0.0, "0"),
            (9.999_999, "10"),
        ];
        for (value, text) in cases {
            assert_eq!(figure(value, 5), text);
        }
    }

    #[test]
    fn durations_have_the_unit_that_makes_them_short() {
        let cases = [
            (0.0, "0 s"),
            (2.5e-5, "25 µs"),
            (0.0123, "12.3 ms"),
            (2.0, "2 s"),
            (1234.0, "1234 s"),
        ];
        for (value, text) in cases {
            assert_eq!(duration(value), text);
        }
    }
}
