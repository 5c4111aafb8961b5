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
        Ok(time) if plain && time <= 0.0 => Err(format!("the time `{text}` must be above 0")),
        _ => Err(format!(
            "`{text}` is no time; write `2s`, `500ms`, `1m` or a number of seconds"
        )),
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
        .ok_or_else(|| format!("`{text}` is no value; write a number, `true`, `false` or a word"))
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
