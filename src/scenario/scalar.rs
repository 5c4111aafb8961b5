//! Single values, as files and the command line give them: times, and the right side of `--set KEY=VALUE`.

use super::tree::{self, Tree};
use crate::planner::Value;

/// The units of time with their seconds.
const UNITS: [(&str, f64); 4] = [("ms", 1e-3), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];

/// A time in seconds, above 0: `2s`, `500ms`, `1m`, `1.5h`, or a number of seconds.
///
/// # Errors
/// Says what would be legal.
pub fn parse_time(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let unit = |(unit, seconds): &(&str, f64)| Some((text.strip_suffix(unit)?, *seconds));
    let (number, seconds) = UNITS.iter().find_map(unit).unwrap_or((text, 1.0));
    let number = number.trim_end();
    // The standard library also reads `inf` and `nan`.
    let plain = number
        .bytes()
        .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let time = number.parse::<f64>().map(|x| x * seconds);
    match time {
        Ok(time) if plain && time > 0.0 && time.is_finite() => Ok(time),
        Ok(time) if plain && time <= 0.0 => {
            Err(format!("`{text}` is not a time: it must be above 0"))
        }
        _ => Err(format!(
            "`{text}` is not a time; write `2s`, `500ms`, `1m` or a number of seconds"
        )),
    }
}

/// A whole number: `20000`, `100_000`, `1e5`, `10k`, `2.5M`.
///
/// # Errors
/// Says what would be legal.
pub fn parse_count(text: &str) -> Result<u64, String> {
    /// Whole numbers beyond are not all doubles.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let legal = "write a whole number, as `20000`, `100_000`, `1e5` or `10k`";
    let plain = text.trim().replace('_', "");
    if let Ok(count) = plain.parse() {
        return Ok(count);
    }
    let units = [("k", 1e3), ("K", 1e3), ("M", 1e6), ("G", 1e9)];
    let unit = |(unit, factor): &(&str, f64)| Some((plain.strip_suffix(unit)?, *factor));
    let (number, factor) = units.iter().find_map(unit).unwrap_or((&plain, 1.0));
    let is_plain = number
        .bytes()
        .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    match number.parse::<f64>().map(|x| x * factor) {
        Ok(x) if is_plain && x < 0.0 => Err(format!("`{text}` is below 0; {legal}")),
        // Thousandths that are decimals, as those of 2.3k, are whole up to rounding.
        Ok(x) if is_plain && x <= MOST && (x - x.round()).abs() <= 1e-9 * x => Ok(x.round() as u64),
        Ok(x) if is_plain && x > MOST => Err(format!("`{text}` is too large a number")),
        _ => Err(format!("`{text}` is not a whole number; {legal}")),
    }
}

/// The units of memory with their bytes, largest first where one divides the other.
const SIZES: [(&str, u64); 6] = [
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
];

/// A size of memory in bytes, at least 1: `2GB`, `500 MB`, `1.5GiB`. Upper and lower case are the same.
///
/// # Errors
/// Says what would be legal.
pub fn parse_memory(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let legal = "write a number with its unit, kB, MB, GB, KiB, MiB or GiB, as `2GB` or `500 MiB`";
    let lower = text.to_ascii_lowercase();
    let unit = |(unit, bytes): &(&str, u64)| {
        Some((lower.strip_suffix(&unit.to_ascii_lowercase())?, *bytes))
    };
    let is_plain =
        |number: &str| (number.bytes()).all(|b| b.is_ascii_digit() || b"+-.e".contains(&b));
    let Some((number, bytes)) = SIZES.iter().find_map(unit) else {
        return Err(match is_plain(&lower) && lower.parse::<f64>().is_ok() {
            true => format!("the memory `{text}` has no unit; {legal}"),
            false => format!("`{text}` is not a size of memory; {legal}"),
        });
    };
    let number = number.trim_end();
    match number.parse::<f64>().map(|x| (x * bytes as f64).round()) {
        // Beyond 2^53 bytes not every number is one.
        Ok(size) if is_plain(number) && (1.0..=9.0e15).contains(&size) => Ok(size as u64),
        Ok(size) if is_plain(number) && size < 1.0 => {
            Err(format!("the memory `{text}` must be above 0"))
        }
        Ok(_) if is_plain(number) => Err(format!("the memory `{text}` is more than there is")),
        _ => Err(format!("`{text}` is not a size of memory; {legal}")),
    }
}

/// A size of memory as it is read again: in the largest unit of which it is a multiple, else in kB.
pub fn memory_text(bytes: u64) -> String {
    let fits = |(_, size): &&(&str, u64)| bytes >= *size && bytes.is_multiple_of(*size);
    let best = SIZES.iter().filter(fits).max_by_key(|(_, size)| *size);
    match best {
        Some((unit, size)) => format!("{}{unit}", bytes / size),
        None => format!("{}kB", bytes as f64 / 1e3),
    }
}

/// The value of a planner's setting: `text` as a YAML scalar.
///
/// # Errors
/// Says why it is none.
pub fn parse_value(text: &str) -> Result<Value, String> {
    tree::parse(text)
        .ok()
        .and_then(|tree| setting_value(&tree))
        .ok_or_else(|| {
            format!("`{text}` is not a value; write a number, `true`, `false` or a word")
        })
}

/// The node as a setting's value; `None` for lists, maps, nothing and NaN.
pub(crate) fn setting_value(tree: &Tree) -> Option<Value> {
    match tree {
        Tree::Flag(x) => Some(Value::Flag(*x)),
        Tree::Integer(x) => Some(Value::Number(*x as f64)),
        Tree::Float(x) if !x.is_nan() => Some(Value::Number(*x)),
        Tree::Text(x) => Some(Value::Word(x.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units_or_are_seconds() {
        for (text, seconds) in [
            ("2s", 2.0),
            ("500ms", 0.5),
            ("1m", 60.0),
            ("1.5h", 5400.0),
            (" 3 s ", 3.0),
            ("0.25", 0.25),
            ("1e-3", 1e-3),
        ] {
            assert_eq!(parse_time(text), Ok(seconds), "{text}");
        }
        for text in [
            "", "s", "-1s", "0", "inf", "nans", "infs", "1e999", "2 days", "1m30s", "é",
        ] {
            assert!(parse_time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_of_memory_have_units_and_are_read_as_they_are_written() {
        for (text, bytes) in [
            ("2GB", 2_000_000_000),
            ("500 MB", 500_000_000),
            ("1.5GiB", 1_610_612_736),
            ("1kB", 1_000),
            ("64KiB", 65_536),
            (" 3 mib ", 3_145_728),
            ("2gb", 2_000_000_000),
            ("1e3kb", 1_000_000),
        ] {
            assert_eq!(parse_memory(text), Ok(bytes), "{text}");
            assert_eq!(parse_memory(&memory_text(bytes)), Ok(bytes), "{text}");
        }
        for bytes in [1, 999, 1_001, 123_456_789, (1 << 40) + 1, 1_000_000_007] {
            let text = memory_text(bytes);
            assert_eq!(parse_memory(&text), Ok(bytes), "{text}");
        }
        for text in ["2000000000", "2", "1e9", "0.5"] {
            let message = parse_memory(text).unwrap_err();
            assert!(
                message.contains("no unit") && message.contains("GiB"),
                "{message}"
            );
        }
        for text in [
            "", "GB", "-1GB", "0kB", "infGB", "nanMB", "2 bytes", "2B", "2TB", "1e99GB", "2GBs",
            "é",
        ] {
            assert!(parse_memory(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_right_side_of_a_setting_is_a_yaml_scalar() {
        assert_eq!(parse_value("0.3"), Ok(Value::Number(0.3)));
        assert_eq!(parse_value(".inf"), Ok(Value::Number(f64::INFINITY)));
        assert_eq!(parse_value("true"), Ok(Value::Flag(true)));
        assert_eq!(
            parse_value("k-nearest"),
            Ok(Value::Word("k-nearest".into()))
        );
        for text in ["", "[1]", "a: b", ".nan", "[", "~", "\"", "- 1"] {
            assert!(parse_value(text).is_err(), "{text}");
        }
    }
}
