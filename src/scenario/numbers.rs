//! The reader's numbers: integers count as numbers, and texts that were meant to be numbers are told why they are none.
//!
//! YAML 1.2 decides: `1e-3`, `.5` and `0x10` are numbers; `1_000`, `010` and `1,5` are texts.

use super::reader::Reader;
use super::scalar::parse_count;
use super::tree::{LARGEST_NUMBER, Tree};

impl<'t> Reader<'t> {
    /// A number; may be infinite or NaN.
    fn any_number(&mut self, at: &'t Tree, what: &str) -> Option<f64> {
        match at {
            Tree::Integer(x) => Some(*x as f64),
            Tree::Float(x) => Some(*x),
            Tree::Text(text) => {
                let finding = self.wrong_kind(at, what, "a number");
                if let Some(help) = why_no_number(text) {
                    finding.help(help);
                }
                None
            }
            _ => {
                self.wrong_kind(at, what, "a number");
                None
            }
        }
    }

    /// A finite number of a sensible magnitude.
    pub(crate) fn number(&mut self, at: &'t Tree, what: &str) -> Option<f64> {
        let x = self.any_number(at, what)?;
        if x.abs() <= LARGEST_NUMBER {
            return Some(x);
        }
        let label = if x.is_nan() {
            "this is not a number".to_owned()
        } else if x.is_infinite() {
            "this is infinite".to_owned()
        } else {
            format!(
                "numbers reach from {:e} to {LARGEST_NUMBER:e}",
                -LARGEST_NUMBER
            )
        };
        self.error(at, format!("{what} must be a finite number"))
            .label(label);
        None
    }

    /// A finite number above 0.
    pub(crate) fn positive(&mut self, at: &'t Tree, what: &str) -> Option<f64> {
        let x = self.number(at, what)?;
        if x > 0.0 {
            return Some(x);
        }
        self.error(at, format!("{what} must be above 0"));
        None
    }

    /// An integer from `least` to 2^53 - 1; `2e4` is one too.
    pub(crate) fn integer(&mut self, at: &'t Tree, what: &str, least: u64) -> Option<u64> {
        const END: f64 = (1_u64 << 53) as f64;
        // As on the command line: `10k`, `100_000`.
        let spelt = match at {
            Tree::Text(text) => parse_count(text).ok().map(|count| count as f64),
            _ => None,
        };
        let x = spelt.or_else(|| self.any_number(at, what))?;
        if x.fract() == 0.0 && x >= least as f64 && x < END {
            return Some(x as u64);
        }
        let label = if x.fract() != 0.0 {
            "this is not an integer"
        } else if x >= END {
            "this is too large"
        } else {
            "this is too small"
        };
        let title = format!("{what} must be an integer from {least} to 2^53 - 1");
        self.error(at, title).label(label);
        None
    }
}

/// Why a text that was meant to be a number is none, where that can be told.
pub(crate) fn why_no_number(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !matches!(c, '_' | ' ')).collect();
    let number = |s: &str| s.parse::<f64>().ok();
    if number(text).is_some_and(f64::is_infinite) && text.contains(|c: char| c.is_ascii_digit()) {
        return Some(format!("numbers end at {LARGEST_NUMBER:e}"));
    }
    match text.to_ascii_lowercase().trim_start_matches(['+', '-']) {
        "inf" | "infinity" => return Some("YAML writes infinity as `.inf`".into()),
        "nan" => return Some("no NaN is allowed here".into()),
        _ => {}
    }
    let digits = text.trim_start_matches(['+', '-']);
    if number(text).is_some()
        && digits.len() > 1
        && digits.starts_with('0')
        && digits.bytes().all(|b| b.is_ascii_digit())
    {
        return Some("leave out the leading 0: with it, YAML reads text".into());
    }
    if number(text).is_some() {
        return Some("leave out the quotes".into());
    }
    if plain != text && number(&plain).is_some() {
        return Some(format!("write `{plain}`, without underscores or spaces"));
    }
    if number(&text.replace(',', ".")).is_some() {
        return Some("decimals are written with a point".into());
    }
    let arithmetic = text
        .chars()
        .all(|c| c.is_ascii_digit() || ".+-*/() ".contains(c));
    (arithmetic || text.contains("pi")).then(|| "no arithmetic: write the number itself".into())
}
