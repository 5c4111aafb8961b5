//! Texts that are no YAML: what the parser says of them, in plain words and at the right place.
//!
//! The parser's messages name the grammar's parts and often point behind the mistake. Here they are taken apart, the
//! words are replaced, and the usual causes (a tab, a colon in a text, a first line that is indented) get their own
//! advice. Nesting is limited before the parser sees the text, since its time is quadratic in the number of open
//! brackets.

use super::marks;
use super::report::{Place, Problem, Report};
use std::path::Path;

/// The deepest nesting of brackets that is parsed; scenarios need six.
const DEEPEST_NESTING: usize = 64;

/// Why a text is no YAML that we read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SyntaxError {
    /// What is wrong.
    pub(crate) message: String,
    /// Where, as line and column from 1.
    pub(crate) place: Option<(usize, usize)>,
    /// What the parser was reading, and from where.
    pub(crate) context: Option<String>,
}

/// Refuses texts with more than [`DEEPEST_NESTING`] open brackets.
pub(crate) fn refuse_deep_nesting(text: &str) -> Result<(), SyntaxError> {
    match too_deep(text) {
        None => Ok(()),
        place => Err(SyntaxError {
            message: format!("more than {DEEPEST_NESTING} brackets are open here"),
            place,
            context: None,
        }),
    }
}

/// The first place where more than [`DEEPEST_NESTING`] brackets are open. Brackets in text count too: nobody's text
/// opens that many without closing them.
fn too_deep(text: &str) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    for (row, line) in text.lines().enumerate() {
        let mut before = ' ';
        for (column, c) in line.chars().enumerate() {
            match c {
                '#' if before.is_whitespace() => break,
                '[' | '{' => depth += 1,
                ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST_NESTING {
                return Some((row + 1, column + 1));
            }
            before = c;
        }
    }
    None
}

/// Takes the parser's message apart: "PROBLEM at line L column C, CONTEXT at line M column N".
pub(crate) fn explain(error: &serde_yaml::Error, text: &str) -> SyntaxError {
    let whole = error.to_string();
    let (problem, context) = match whole.split_once(", while ") {
        Some((problem, context)) => (problem, Some(in_plain_words(context))),
        None => (whole.as_str(), None),
    };
    let mut place = error.location().map(|l| (l.line(), l.column()));
    let message = problem
        .split(" at line ")
        .next()
        .unwrap_or(problem)
        .split(" at position ")
        .next()
        .unwrap_or(problem);
    let message = if message.contains("more than one document") {
        // That is also how the parser sees a text whose first line is indented deeper than the others.
        let (message, found) = match (second_document(text), outdented(text)) {
            (None, Some(line)) => ("this is indented less than the first key", Some(line)),
            (place, _) => (
                "a scenario file holds one document; this begins another",
                place.or_else(|| marks::stumble(text)),
            ),
        };
        place = found;
        message.to_owned()
    } else if message.contains("repetition limit") {
        "the aliases of this file expand to too much".to_owned()
    } else if message.contains("recursion limit") {
        "nested too deeply".to_owned()
    } else {
        message.to_owned()
    };
    SyntaxError {
        message,
        place,
        context,
    }
}

/// "parsing a flow sequence at …" without the grammar's words.
fn in_plain_words(context: &str) -> String {
    let plain = [
        ("a flow sequence at", "the list that opens at"),
        ("a flow mapping at", "the mapping that opens at"),
        ("a block mapping at", "the mapping that begins at"),
        ("a block collection at", "the list that begins at"),
        ("parsing a flow node", "reading a value"),
        ("parsing a block node", "reading a value"),
        ("a quoted scalar at", "the quoted text that begins at"),
    ];
    let whole = format!("while {context}");
    plain
        .iter()
        .fold(whole, |text, (jargon, word)| text.replace(jargon, word))
}

/// The line of the marker `---` that begins the second document: the first one after any content.
fn second_document(text: &str) -> Option<(usize, usize)> {
    let mut content = false;
    for (row, line) in text.lines().enumerate() {
        let begins = line == "---" || line.starts_with("--- ");
        if begins && content {
            return Some((row + 1, 1));
        }
        let trimmed = line.trim_start();
        content |= begins || !(trimmed.is_empty() || trimmed.starts_with(['#', '%']));
    }
    None
}

/// The first line that begins left of the first one; comments and blank lines aside.
fn outdented(text: &str) -> Option<(usize, usize)> {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let says_nothing = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !says_nothing(line));
    let (_, first) = lines.next()?;
    let (row, line) = lines.find(|(_, line)| indent(line) < indent(first))?;
    Some((row + 1, indent(line) + 1))
}

/// The report of a text that is no YAML.
pub(crate) fn report(file: &Path, text: &str, error: SyntaxError) -> Report {
    let lines: Vec<&str> = text.lines().collect();
    let place = error.place.map(|(line, column)| {
        // The parser may point behind the last line, or behind blank ones: shown is the end of what was written.
        let written = |i: usize| lines.get(i).is_some_and(|line| !line.trim().is_empty());
        let row = (0..lines.len().min(line))
            .rev()
            .find(|i| written(*i))
            .unwrap_or(0);
        let source = lines.get(row).copied().unwrap_or("");
        let end = source.trim_end().chars().count() + 1;
        Place {
            line: row + 1,
            column: if row + 1 == line {
                column.clamp(1, end)
            } else {
                end
            },
            width: 1,
            source: source.to_owned(),
        }
    });
    let tab = place.as_ref().is_some_and(|place| {
        let at = place.source.chars().nth(place.column - 1);
        at == Some('\t')
    });
    let help = if tab {
        Some("YAML is indented with spaces, not with tabs".to_owned())
    } else if error.message.contains("mapping values are not allowed") {
        Some(
            "text with a colon needs quotes; keys of one mapping need the same indentation"
                .to_owned(),
        )
    } else if error.message.contains("unknown anchor") {
        Some("text that begins with `*` needs quotes".to_owned())
    } else {
        error.context
    };
    let problem = Problem {
        file: None,
        title: "this is not valid YAML".to_owned(),
        place,
        label: error.message,
        help,
    };
    Report::new(file, vec![problem])
}
