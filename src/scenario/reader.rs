//! A small toolkit for decoding a tree: it answers with values, and collects what is wrong instead of stopping.
//!
//! Every method looks at one node. It returns the value, or `None` after noting a [`Finding`] that points at the node;
//! so a decoder goes on with the next key and a file's problems come out all at once. A finding remembers its node by
//! reference alone, and may mention the lines of other nodes; both become lines and columns in [`Reader::report`],
//! which is reached only where something is wrong.
//!
//! Titles name the thing (`the robot's radius must be above 0`), labels say what is there or what would be legal, and
//! help says what to do where that is still open. Unknown names come with the nearest legal one and the list of all.

use super::marks::{self, Span};
use super::report::{Place, Problem, Report};
use super::tree::Tree;
use super::words::{did_you_mean, list, nearest};
use std::path::Path;

/// Something wrong with a node.
#[derive(Debug)]
pub(crate) struct Finding<'t> {
    at: &'t Tree,
    title: String,
    label: Vec<Piece<'t>>,
    help: Option<String>,
}

#[derive(Debug)]
enum Piece<'t> {
    Text(String),
    LineOf(&'t Tree),
}

impl<'t> Finding<'t> {
    /// Adds to the words beside the carets.
    pub(crate) fn label(&mut self, text: impl Into<String>) -> &mut Self {
        self.label.push(Piece::Text(text.into()));
        self
    }

    /// Adds `line N`, the line of another node, to the words beside the carets.
    pub(crate) fn line_of(&mut self, node: &'t Tree) -> &mut Self {
        self.label.push(Piece::LineOf(node));
        self
    }

    /// Says what to do.
    pub(crate) fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }
}

/// Collects findings.
#[derive(Debug, Default)]
pub(crate) struct Reader<'t> {
    findings: Vec<Finding<'t>>,
    /// Problems of other files, each with the node that names the file.
    elsewhere: Vec<(&'t Tree, Problem)>,
}

/// The entries of a map whose keys are known to be words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'t> {
    /// The map.
    pub(crate) at: &'t Tree,
    entries: &'t [(Tree, Tree)],
    /// Whether an unknown key was noted.
    pub(crate) has_unknown: bool,
}

impl<'t> Fields<'t> {
    /// The entry of `key`.
    pub(crate) fn entry(&self, key: &str) -> Option<(&'t Tree, &'t Tree)> {
        let is_it = |(k, _): &&(Tree, Tree)| matches!(k, Tree::Text(word) if word == key);
        self.entries.iter().find(is_it).map(|(k, v)| (k, v))
    }

    /// Whether an unknown key was noted that may mean `key`.
    fn misspells(&self, key: &str) -> bool {
        let near = |word: &str| word != key && nearest(word, &[key]).is_some();
        self.has_unknown
            && self
                .entries
                .iter()
                .any(|(k, _)| matches!(k, Tree::Text(word) if near(word)))
    }

    /// The value of `key`; a key without a value is as good as absent.
    pub(crate) fn get(&self, key: &str) -> Option<&'t Tree> {
        let value = self.entry(key)?.1;
        (*value != Tree::Null).then_some(value)
    }
}

impl<'t> Reader<'t> {
    /// Notes that something is wrong with `at`. Of very many findings the last is replaced by the next: a generated
    /// file may repeat a mistake a million times, and nobody reads more than the first.
    pub(crate) fn error(&mut self, at: &'t Tree, title: impl Into<String>) -> &mut Finding<'t> {
        const MOST: usize = 10_000;
        self.findings.truncate(MOST - 1);
        self.findings.push(Finding {
            at,
            title: title.into(),
            label: Vec::new(),
            help: None,
        });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Notes a problem of another file, which the node names.
    pub(crate) fn error_elsewhere(&mut self, at: &'t Tree, problem: Problem) {
        self.elsewhere.push((at, problem));
    }

    /// How many problems there are so far.
    pub(crate) fn count(&self) -> usize {
        self.findings.len() + self.elsewhere.len()
    }

    /// Notes that `at` is not of the kind that it must be.
    pub(crate) fn wrong_kind(&mut self, at: &'t Tree, what: &str, legal: &str) -> &mut Finding<'t> {
        let label = match at {
            Tree::Null => "there is nothing here".to_owned(),
            Tree::Tagged(tag, _) => format!("tags like `!{tag}` have no meaning here"),
            other => format!("this is {}", other.kind()),
        };
        self.error(at, format!("{what} must be {legal}"))
            .label(label)
    }

    /// A map with no other keys than `keys`; unknown and repeated ones are noted and left aside.
    pub(crate) fn map(&mut self, at: &'t Tree, what: &str, keys: &[&str]) -> Option<Fields<'t>> {
        let Tree::Map(entries) = at else {
            let its = if keys.len() == 1 {
                "its key is"
            } else {
                "its keys are"
            };
            let help = format!("{its} {}", list(keys));
            self.wrong_kind(at, what, "a mapping").help(help);
            return None;
        };
        let mut seen: Vec<(&str, &Tree)> = Vec::new();
        let mut has_unknown = false;
        for (key, _) in entries {
            let Tree::Text(word) = key else {
                self.wrong_kind(key, "a key", "a word");
                has_unknown = true;
                continue;
            };
            if !keys.contains(&word.as_str()) {
                self.unknown(key, word, &format!("key `{word}` in {what}"), "keys", keys);
                has_unknown = true;
            } else if let Some((_, first)) = seen.iter().find(|(w, _)| w == word) {
                self.error(key, format!("the key `{word}` stands twice in {what}"))
                    .label("again; first in ")
                    .line_of(first);
            } else {
                seen.push((word, key));
            }
        }
        Some(Fields {
            at,
            entries,
            has_unknown,
        })
    }

    /// Notes an unknown name, with the nearest legal one and all of them.
    pub(crate) fn unknown(
        &mut self,
        at: &'t Tree,
        word: &str,
        what: &str,
        names: &str,
        legal: &[&str],
    ) {
        let are = match legal {
            [_] => format!("the only legal {} is", names.trim_end_matches('s')),
            _ => format!("legal {names} are"),
        };
        self.error(at, format!("there is no {what}"))
            .label(did_you_mean(word, legal))
            .help(format!("{are} {}", list(legal)));
    }

    /// The value of `key`, which must be there; `example` shows how it could be written.
    pub(crate) fn required(
        &mut self,
        fields: &Fields<'t>,
        what: &str,
        key: &str,
        example: &str,
    ) -> Option<&'t Tree> {
        let found = fields.get(key);
        // A key that was misspelt is not missing too; and where a small mapping has a key that it knows nothing of,
        // that one was meant to be the missing one.
        let is_small = !["the scenario", "the experiment"].contains(&what);
        let is_told = fields.misspells(key) || (is_small && fields.has_unknown);
        if found.is_none() && !is_told {
            let (at, title, verb) = match fields.entry(key) {
                Some((at, _)) => (at, format!("`{key}` of {what} has no value"), "write"),
                None => (fields.at, format!("{what} has no `{key}`"), "add"),
            };
            self.error(at, title)
                .label(format!("{verb} for example `{example}`"));
        }
        found
    }

    /// A list.
    pub(crate) fn list(&mut self, at: &'t Tree, what: &str) -> Option<&'t [Tree]> {
        if let Tree::List(items) = at {
            return Some(items);
        }
        self.wrong_kind(at, what, "a list");
        None
    }

    /// Text.
    pub(crate) fn text(&mut self, at: &'t Tree, what: &str) -> Option<&'t str> {
        if let Tree::Text(text) = at {
            return Some(text);
        }
        let finding = self.wrong_kind(at, what, "text");
        if matches!(at, Tree::Flag(_) | Tree::Integer(_) | Tree::Float(_)) {
            finding.help("put it in quotes to make it text");
        }
        None
    }

    /// A text that also becomes the name of a folder or of files.
    pub(crate) fn folder_name(&mut self, at: &'t Tree, what: &str) -> Option<&'t str> {
        let name = self.text(at, what)?;
        let wrong = if name.trim().is_empty() {
            "it is empty"
        } else if name.trim() != name {
            "it begins or ends with a space"
        } else if name.starts_with('.') {
            "it begins with a point"
        } else if name
            .chars()
            .any(|c| matches!(c, '/' | '\\') || c.is_control())
        {
            "it has a slash, a backslash or a control character"
        } else if name.len() > 200 {
            "it is longer than 200 bytes"
        } else {
            return Some(name);
        };
        self.error(at, format!("{what} must be fit for the name of a folder"))
            .label(wrong)
            .help("results are written under this name");
        None
    }

    /// One of a few words.
    pub(crate) fn word(&mut self, at: &'t Tree, what: &str, legal: &[&str]) -> Option<usize> {
        let word = match at {
            Tree::Text(word) => word,
            _ => {
                self.wrong_kind(at, what, &list(legal).replace(", ", " or "));
                return None;
            }
        };
        let found = legal.iter().position(|l| l == word);
        if found.is_none() {
            let legal_words = list(legal).replace(", ", " or ");
            self.error(at, format!("{what} must be {legal_words}"))
                .label(did_you_mean(word, legal));
        }
        found
    }

    /// Every problem with its place; `text` is what `root` was parsed from.
    pub(crate) fn report(self, root: &Tree, text: &str, file: &Path) -> Report {
        let mut wanted: Vec<&Tree> = Vec::new();
        for finding in &self.findings {
            wanted.push(finding.at);
            wanted.extend(finding.label.iter().filter_map(|piece| match piece {
                Piece::LineOf(node) => Some(*node),
                Piece::Text(_) => None,
            }));
        }
        wanted.extend(self.elsewhere.iter().map(|(at, _)| *at));
        let spans = marks::locate(text, root, &wanted);
        let span_of = |node: &Tree| spans.get(&std::ptr::from_ref(node));
        let lines: Vec<&str> = text.lines().collect();
        let told = |finding: Finding<'t>| {
            let pieces = finding.label.iter().map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::LineOf(node) => span_of(node).map_or_else(
                    || "this file".to_owned(),
                    |span| format!("line {}", span.start.0),
                ),
            });
            Problem {
                file: None,
                title: finding.title,
                place: span_of(finding.at).map(|span| place(span, &lines)),
                label: pieces.collect(),
                help: finding.help,
            }
        };
        let named = |(at, problem): (&Tree, Problem)| {
            let line = span_of(at).map_or(0, |span| span.start.0);
            let by = format!("line {line} of {} names the map", file.display());
            Problem {
                help: Some(
                    problem
                        .help
                        .map_or(by.clone(), |help| format!("{help}; {by}")),
                ),
                ..problem
            }
        };
        let own = self.findings.into_iter().map(told);
        Report::new(
            file,
            own.chain(self.elsewhere.into_iter().map(named)).collect(),
        )
    }
}

/// The place of a span: of several lines, the first one.
fn place(span: &Span, lines: &[&str]) -> Place {
    let (line, column) = span.start;
    let source = line
        .checked_sub(1)
        .and_then(|i| lines.get(i))
        .unwrap_or(&"");
    let end = if span.end.0 == line {
        span.end.1
    } else {
        source.trim_end().chars().count() + 1
    };
    Place {
        line,
        column,
        width: end.saturating_sub(column).max(1),
        source: (*source).to_owned(),
    }
}
