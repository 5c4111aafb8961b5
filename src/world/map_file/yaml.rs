//! YAML as the map server's parser, yaml-cpp, reads it: every scalar is text until somebody asks for a number.
//!
//! So it makes no difference whether `"0.05"` stands in quotes, `010` is ten where a number with a fraction is asked
//! for, and `yes`, `Off` or `TRUE` are flags. Only the first document of a file counts. The events come from a parser
//! that marks their places, which is all that a problem needs to show its line.

use super::problem::{MapPlace, MapProblem};
use saphyr_parser::{Event, Parser, Span};

/// Lists and maps may be nested this deep; two levels have a meaning.
const DEEPEST: usize = 64;

/// A value with its place.
#[derive(Debug)]
pub(super) struct Node {
    pub at: MapPlace,
    pub value: Value,
}

#[derive(Debug)]
pub(super) enum Value {
    /// Text, with or without quotes.
    Scalar(String),
    /// Nothing, `~` or `null`.
    Null,
    List(Vec<Node>),
    /// Keys and values in turn.
    Map(Vec<Node>),
}

/// The keys and values of the first document, which is a map; an empty text is an empty one.
pub(super) fn mapping(text: &str, legal: &str) -> Result<Vec<(Node, Node)>, MapProblem> {
    match first_document(text, legal)? {
        None => Ok(Vec::new()),
        Some(Node {
            value: Value::Map(nodes),
            ..
        }) => {
            let mut nodes = nodes.into_iter();
            Ok(std::iter::from_fn(|| Some((nodes.next()?, nodes.next()?))).collect())
        }
        Some(node) => Err(MapProblem::new("this is not a YAML mapping", legal).at(node.at)),
    }
}

/// A list or map whose end has not come yet.
struct Open {
    span: Span,
    is_map: bool,
    children: Vec<Node>,
}

fn first_document(text: &str, legal: &str) -> Result<Option<Node>, MapProblem> {
    let lines: Vec<&str> = text.lines().collect();
    let place = |span: &Span| place(span, &lines);
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let mark = *error.marker();
            let problem = format!("this is not a YAML mapping: {}", error.info());
            MapProblem::new(problem, legal).at(place(&Span::new(mark, mark)))
        })?;
        let done = match event {
            Event::Scalar(text, style, ..) => {
                let plain = matches!(style, saphyr_parser::ScalarStyle::Plain);
                let value = match text.as_ref() {
                    "" | "~" | "null" | "Null" | "NULL" if plain => Value::Null,
                    other => Value::Scalar(other.to_owned()),
                };
                let at = place(&span);
                Node { at, value }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if open.len() == DEEPEST {
                    let problem = "this is not a YAML mapping: it is nested too deeply";
                    return Err(MapProblem::new(problem, legal).at(place(&span)));
                }
                open.push(Open {
                    span,
                    is_map: matches!(event, Event::MappingStart(..)),
                    children: Vec::new(),
                });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(done) = open.pop() else { continue };
                let at = place(&Span::new(done.span.start, span.end));
                let value = match done.is_map {
                    true => Value::Map(done.children),
                    false => Value::List(done.children),
                };
                Node { at, value }
            }
            Event::Alias(_) => {
                let problem = "aliases (`*name`) are not read here";
                return Err(MapProblem::new(problem, "write the value itself").at(place(&span)));
            }
            _ => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => return Ok(Some(done)),
        }
    }
    Ok(None)
}

/// The place of a span: of several lines, the part in the first one.
fn place(span: &Span, lines: &[&str]) -> MapPlace {
    let last = lines.len().max(1);
    let (line, column) = (span.start.line().clamp(1, last), span.start.col() + 1);
    let source = lines.get(line - 1).copied().unwrap_or("");
    let end = match span.end.line() == line {
        true => span.end.col() + 1,
        false => source.trim_end().chars().count() + 1,
    };
    MapPlace {
        line,
        column,
        width: end.saturating_sub(column).max(1),
        source: source.to_owned(),
    }
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// A number as yaml-cpp reads it: in decimal, with white space around; `.inf` and `.nan` too.
    pub fn number(&self) -> Option<f64> {
        let text = self.text()?.trim_ascii();
        match text {
            ".nan" | ".NaN" | ".NAN" => return Some(f64::NAN),
            ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(f64::INFINITY),
            "-.inf" | "-.Inf" | "-.INF" => return Some(f64::NEG_INFINITY),
            _ => {}
        }
        // The standard library also reads `nan` and `infinity`.
        let plain = |b: u8| b.is_ascii_digit() || b"+-.eE".contains(&b);
        let number = text.parse::<f64>().ok().filter(|x| x.is_finite());
        number.filter(|_| text.bytes().all(plain))
    }

    /// An integer as yaml-cpp reads it, in the base that its first digits say; only whether it is 0 is of interest.
    fn is_nonzero(&self) -> Option<bool> {
        let text = self.text()?.trim_ascii();
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (digits, base) = match digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
            Some(rest) => (rest, 16),
            None if digits.len() > 1 && digits.starts_with('0') => (&digits[1..], 8),
            None => (digits, 10),
        };
        i32::from_str_radix(digits, base).ok().map(|n| n != 0)
    }

    /// A flag: an integer, or a word in small letters, in capitals, or with a capital first.
    pub fn flag(&self) -> Option<bool> {
        if let Some(flag) = self.is_nonzero() {
            return Some(flag);
        }
        let text = self.text()?;
        let (_, rest) = text.split_at_checked(1)?;
        let small = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase());
        let capital = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase());
        if !(small(rest) || capital(text)) {
            return None;
        }
        match text.to_ascii_lowercase().as_str() {
            "y" | "yes" | "true" | "on" => Some(true),
            "n" | "no" | "false" | "off" => Some(false),
            _ => None,
        }
    }

    /// The value as one line, cut where it is long.
    pub fn shown(&self) -> String {
        match &self.value {
            Value::Scalar(text) => text.chars().take(60).collect::<String>().replace('\n', " "),
            Value::Null => "nothing".to_owned(),
            Value::List(items) => {
                let items: Vec<String> = items.iter().take(8).map(Node::shown).collect();
                format!("[{}]", items.join(", ")).chars().take(60).collect()
            }
            Value::Map(_) => "a map".to_owned(),
        }
    }
}
