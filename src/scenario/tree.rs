//! YAML text as a tree of plain values.
//!
//! A file is read in three steps: text to [`Tree`] (here), tree to scenario (`decode`), and, only where something is
//! wrong, back from nodes of the tree to lines and columns (`marks`). `serde_yaml` parses; the tree is our own and not
//! `serde_yaml::Value` because a map must keep its entries as written: a key that stands twice is reported beside all
//! other problems, instead of ending the reading, and a node's address in memory is its identity, which is all that a
//! problem has to remember of its place.
//!
//! Two limits are checked before the parser sees the text: the size, and the nesting of brackets, since the parser's
//! time is quadratic in it. The parser itself limits the depth of blocks and what aliases expand to.

use super::syntax::{self, SyntaxError};
use serde::de::{self, Deserialize, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess};
use std::fmt;

/// The largest file that is read, in bytes.
pub(crate) const LARGEST_FILE: u64 = 64 << 20;

/// The largest magnitude of a coordinate or length, so that the square of no distance overflows.
pub(crate) const LARGEST_NUMBER: f64 = 1e100;

/// A YAML value. Maps keep every entry in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    /// `null`, `~`, or nothing at all.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number without point or exponent that fits.
    Integer(i64),
    /// Any other number, infinities and NaN included.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// A map, with duplicate keys.
    Map(Vec<(Tree, Tree)>),
    /// A value with a tag, like `!box {…}`.
    Tagged(String, Box<Tree>),
}

impl Tree {
    /// The number, where it is one that may be a coordinate.
    pub(crate) fn sound_number(&self) -> Option<f64> {
        let x = match self {
            Self::Integer(x) => *x as f64,
            Self::Float(x) => *x,
            _ => return None,
        };
        (x.abs() <= LARGEST_NUMBER).then_some(x)
    }

    /// What it is, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Flag(true) => "`true`",
            Self::Flag(false) => "`false`",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
            Self::Tagged(..) => "a value with a tag",
        }
    }
}

/// Parses `text`.
pub(crate) fn parse(text: &str) -> Result<Tree, SyntaxError> {
    syntax::refuse_deep_nesting(text)?;
    serde_yaml::from_str(text).map_err(|error| syntax::explain(&error, text))
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Builder)
    }
}

struct Builder;

impl<'de> de::Visitor<'de> for Builder {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, x: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(x))
    }

    fn visit_i64<E>(self, x: i64) -> Result<Tree, E> {
        Ok(Tree::Integer(x))
    }

    fn visit_u64<E>(self, x: u64) -> Result<Tree, E> {
        Ok(i64::try_from(x).map_or(Tree::Float(x as f64), Tree::Integer))
    }

    fn visit_i128<E>(self, x: i128) -> Result<Tree, E> {
        Ok(Tree::Float(x as f64))
    }

    fn visit_u128<E>(self, x: u128) -> Result<Tree, E> {
        Ok(Tree::Float(x as f64))
    }

    fn visit_f64<E>(self, x: f64) -> Result<Tree, E> {
        Ok(Tree::Float(x))
    }

    fn visit_str<E>(self, x: &str) -> Result<Tree, E> {
        Ok(Tree::Text(x.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Tree::Map(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Tree, A::Error> {
        let (tag, value) = data.variant::<String>()?;
        Ok(Tree::Tagged(tag, Box::new(value.newtype_variant()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_yaml_1_2_has_them() {
        for (text, tree) in [
            ("1e-3", Tree::Float(1e-3)),
            (".5", Tree::Float(0.5)),
            ("-.5", Tree::Float(-0.5)),
            ("1.", Tree::Float(1.0)),
            ("+7", Tree::Integer(7)),
            ("0x10", Tree::Integer(16)),
            (".inf", Tree::Float(f64::INFINITY)),
            ("1_000", Tree::Text("1_000".into())),
            ("010", Tree::Text("010".into())),
            ("yes", Tree::Text("yes".into())),
            ("18446744073709551615", Tree::Float(18446744073709551615.0)),
            (
                "99999999999999999999999999999999999",
                Tree::Float(99999999999999999999999999999999999.0),
            ),
            (
                "!box {a: 1}",
                Tree::Tagged(
                    "box".into(),
                    Box::new(Tree::Map(vec![(Tree::Text("a".into()), Tree::Integer(1))])),
                ),
            ),
        ] {
            assert_eq!(parse(text), Ok(tree), "{text}");
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_kept_twice() {
        let Ok(Tree::Map(map)) = parse("{a: 1, a: 2}") else {
            panic!("no map");
        };
        assert_eq!(map.len(), 2);
    }

    #[test]
    fn deep_nesting_is_refused_at_once() {
        let error = parse(&"[".repeat(1_000_000)).unwrap_err();
        assert_eq!(error.place, Some((1, 65)));
        let blocks = parse(&"- ".repeat(1_000)).unwrap_err();
        assert_eq!(blocks.message, "nested too deeply");
    }

    #[test]
    fn aliases_that_expand_without_end_are_refused() {
        let mut text = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (name, of) in "bcdefghij".chars().zip("abcdefghi".chars()) {
            let nine = vec![format!("*{of}"); 9].join(", ");
            text += &format!("{name}: &{name} [{nine}]\n");
        }
        assert!(parse(&text).is_err());
    }
}
