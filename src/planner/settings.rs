//! Planner settings by name: one list a planner, walked by everything that reads, writes or describes settings.
//!
//! A settings struct implements [`Settings`] by showing each of its fields, once, to a [`Visitor`]. Setting a value
//! from a file or the command line, listing the values for a record and describing the parameters for people are three
//! visitors.

use std::fmt;

/// A setting's value as files and the command line give it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number; may be infinite.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A word.
    Word(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(x) if x.is_infinite() => f.write_str(".inf"),
            Self::Number(x) => write!(f, "{x}"),
            Self::Flag(x) => write!(f, "{x}"),
            Self::Word(x) => f.write_str(x),
        }
    }
}

/// The legal numbers of a setting: from `least` to `most`, each end included or not.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The lower end.
    pub least: f64,
    /// The upper end.
    pub most: f64,
    /// Whether the lower end itself is legal.
    pub with_least: bool,
}

impl Range {
    /// From `least` on, `.inf` included.
    pub const fn at_least(least: f64) -> Self {
        Self {
            least,
            most: f64::INFINITY,
            with_least: true,
        }
    }

    /// Above `least`, `.inf` included.
    pub const fn above(least: f64) -> Self {
        Self {
            least,
            most: f64::INFINITY,
            with_least: false,
        }
    }

    /// From `least` to `most`, both included.
    pub const fn within(least: f64, most: f64) -> Self {
        Self {
            least,
            most,
            with_least: true,
        }
    }

    fn holds(&self, x: f64) -> bool {
        (self.least < x || (self.with_least && x == self.least)) && x <= self.most
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.with_least, self.most.is_finite()) {
            (true, true) => write!(f, "a number from {} to {}", self.least, self.most),
            (true, false) => write!(f, "a number of at least {}", self.least),
            (false, true) => write!(f, "a number above {}, at most {}", self.least, self.most),
            (false, false) => write!(f, "a number above {}", self.least),
        }
    }
}

/// A setting that is one of a few words.
pub trait Choice: Copy + PartialEq + 'static {
    /// Every word with what it stands for.
    const WORDS: &'static [(&'static str, Self)];
}

/// The largest legal count: vertices are numbered with 32 bits.
pub const MOST: u64 = 1_000_000_000;

/// The legal counts, in words.
fn legal_counts() -> String {
    format!("a whole number from 1 to {MOST}")
}

/// Sees every setting of a planner, in the order of its documentation.
pub trait Visitor {
    /// A number.
    fn number(&mut self, key: &'static str, value: &mut f64, legal: Range, meaning: &'static str);
    /// A whole number from 1 to [`MOST`].
    fn count(&mut self, key: &'static str, value: &mut u64, meaning: &'static str);
    /// A choice between `true` and `false`.
    fn flag(&mut self, key: &'static str, value: &mut bool, meaning: &'static str);
    /// One of the words `words`; `index` is the chosen one.
    fn word(
        &mut self,
        key: &'static str,
        index: &mut usize,
        words: &[&'static str],
        meaning: &'static str,
    );
}

/// The settings of a planner.
pub trait Settings {
    /// Shows every field to `visitor`.
    fn visit(&mut self, visitor: &mut dyn Visitor);
}

/// Shows a [`Choice`] field to `visitor`.
pub fn visit_choice<C: Choice>(
    visitor: &mut dyn Visitor,
    key: &'static str,
    value: &mut C,
    meaning: &'static str,
) {
    let words: Vec<_> = C::WORDS.iter().map(|(word, _)| *word).collect();
    let mut index = C::WORDS.iter().position(|(_, c)| c == value).unwrap_or(0);
    visitor.word(key, &mut index, &words, meaning);
    *value = C::WORDS[index].1;
}

/// Sets the setting `key`.
///
/// # Errors
/// Says what would be legal: the keys where there is no such key, the values where the value is none of them.
pub fn set(settings: &mut dyn Settings, key: &str, value: &Value) -> Result<(), String> {
    let mut setter = Setter {
        key,
        value,
        seen: Vec::new(),
        outcome: None,
    };
    settings.visit(&mut setter);
    setter.outcome.unwrap_or_else(|| {
        Err(format!(
            "there is no setting `{key}`; legal are {}",
            setter.seen.join(", ")
        ))
    })
}

struct Setter<'a> {
    key: &'a str,
    value: &'a Value,
    seen: Vec<&'static str>,
    outcome: Option<Result<(), String>>,
}

impl Setter<'_> {
    fn is_it(&mut self, key: &'static str) -> bool {
        self.seen.push(key);
        key == self.key
    }

    fn refuse(&mut self, legal: &str) {
        self.outcome = Some(Err(format!(
            "`{}` must be {legal}, not `{}`",
            self.key, self.value
        )));
    }
}

impl Visitor for Setter<'_> {
    fn number(&mut self, key: &'static str, value: &mut f64, legal: Range, _: &'static str) {
        if self.is_it(key) {
            match self.value {
                Value::Number(x) if legal.holds(*x) => {
                    *value = *x;
                    self.outcome = Some(Ok(()));
                }
                _ => self.refuse(&legal.to_string()),
            }
        }
    }

    fn count(&mut self, key: &'static str, value: &mut u64, _: &'static str) {
        if self.is_it(key) {
            match self.value {
                Value::Number(x) if x.fract() == 0.0 && (1.0..=MOST as f64).contains(x) => {
                    *value = *x as u64;
                    self.outcome = Some(Ok(()));
                }
                _ => self.refuse(&legal_counts()),
            }
        }
    }

    fn flag(&mut self, key: &'static str, value: &mut bool, _: &'static str) {
        if self.is_it(key) {
            match self.value {
                Value::Flag(x) => {
                    *value = *x;
                    self.outcome = Some(Ok(()));
                }
                _ => self.refuse("true or false"),
            }
        }
    }

    fn word(
        &mut self,
        key: &'static str,
        index: &mut usize,
        words: &[&'static str],
        _: &'static str,
    ) {
        if self.is_it(key) {
            let found = match self.value {
                Value::Word(word) => words.iter().position(|w| w == word),
                _ => None,
            };
            match found {
                Some(i) => {
                    *index = i;
                    self.outcome = Some(Ok(()));
                }
                None => self.refuse(&words.join(" or ")),
            }
        }
    }
}

/// A setting as people read it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its key.
    pub key: &'static str,
    /// Its present value; of fresh settings, the default.
    pub value: Value,
    /// The legal values, in words.
    pub legal: String,
    /// What it does.
    pub meaning: &'static str,
}

/// Lists every setting with its present value.
pub fn list(settings: &mut dyn Settings) -> Vec<Parameter> {
    let mut lister = Lister(Vec::new());
    settings.visit(&mut lister);
    lister.0
}

struct Lister(Vec<Parameter>);

impl Lister {
    fn add(&mut self, key: &'static str, value: Value, legal: String, meaning: &'static str) {
        self.0.push(Parameter {
            key,
            value,
            legal,
            meaning,
        });
    }
}

impl Visitor for Lister {
    fn number(&mut self, key: &'static str, value: &mut f64, legal: Range, meaning: &'static str) {
        self.add(key, Value::Number(*value), legal.to_string(), meaning);
    }

    fn count(&mut self, key: &'static str, value: &mut u64, meaning: &'static str) {
        self.add(key, Value::Number(*value as f64), legal_counts(), meaning);
    }

    fn flag(&mut self, key: &'static str, value: &mut bool, meaning: &'static str) {
        self.add(key, Value::Flag(*value), "true or false".into(), meaning);
    }

    fn word(
        &mut self,
        key: &'static str,
        index: &mut usize,
        words: &[&'static str],
        meaning: &'static str,
    ) {
        let value = Value::Word(words[*index].into());
        self.add(key, value, words.join(" or "), meaning);
    }
}

#[cfg(test)]
mod tests {
    use super::MOST;
    use crate::planner::{Spec, Value};

    #[test]
    fn counts_are_whole_numbers_from_one_to_the_most() {
        let mut spec = Spec::named("prm-star").unwrap();
        for legal in [1.0, 2.0, MOST as f64] {
            assert_eq!(spec.set("samples", &Value::Number(legal)), Ok(()));
        }
        for illegal in [0.0, -1.0, 1.5, MOST as f64 + 1.0, f64::INFINITY, f64::NAN] {
            let refused = spec.set("samples", &Value::Number(illegal)).unwrap_err();
            assert!(refused.contains("from 1 to 1000000000"), "{refused}");
        }
    }
}
