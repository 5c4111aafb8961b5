//! From nodes of a tree back to lines and columns.
//!
//! `serde_yaml` says nothing of where a value stood. So a file with problems, and only such a file, is parsed a second
//! time by a parser that marks every event with its place. Its events build an outline of the same shape as the tree;
//! walking both side by side finds the place of every node that a problem points at. Aliases are resolved to what they
//! stand for, so a problem behind an alias is shown where the value is written.
//!
//! The two parsers may differ on exotic input. The walk therefore trusts nothing: where the shapes differ, everything
//! below gets the place of the last node on which they agreed, and where the outline is missing there is no place at
//! all.

use super::tree::Tree;
use saphyr_parser::{Event, Parser, Span as Marked};
use std::collections::HashMap;

/// A place: from the start to the end, each as (line, column) from 1, the end exclusive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) start: (usize, usize),
    pub(crate) end: (usize, usize),
}

impl Span {
    fn of(marked: &Marked) -> Self {
        Self {
            start: (marked.start.line(), marked.start.col() + 1),
            end: (marked.end.line(), marked.end.col() + 1),
        }
    }
}

/// The places of the nodes `wanted` of the tree `root`, which was parsed from `text`; by address.
pub(crate) fn locate(text: &str, root: &Tree, wanted: &[&Tree]) -> HashMap<*const Tree, Span> {
    let outline = Outline::read(text);
    let mut places: HashMap<*const Tree, Option<Span>> = wanted
        .iter()
        .map(|t| (std::ptr::from_ref(*t), None))
        .collect();
    if let Some(first) = outline.root {
        outline.walk(root, Some(first), Span::of(&Marked::default()), &mut places);
    }
    let found = |(node, span): (_, Option<_>)| Some((node, span?));
    places.into_iter().filter_map(found).collect()
}

/// Where this parser finds a second document or gives up, as line and column.
pub(crate) fn stumble(text: &str) -> Option<(usize, usize)> {
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        match event {
            Ok((Event::DocumentStart(_), marked)) => {
                documents += 1;
                if documents > 1 {
                    return Some(Span::of(&marked).start);
                }
            }
            Ok(_) => {}
            Err(error) => return Some((error.marker().line(), error.marker().col() + 1)),
        }
    }
    None
}

struct Node {
    span: Span,
    children: Children,
}

/// Indices into the outline.
enum Children {
    None,
    Items(Vec<usize>),
    Entries(Vec<(usize, usize)>),
}

#[derive(Default)]
struct Outline {
    nodes: Vec<Node>,
    root: Option<usize>,
}

/// A list or map whose end has not come yet.
struct Open {
    id: usize,
    is_map: bool,
    /// Whether it is written in brackets; blocks have no end of their own.
    in_brackets: bool,
    children: Vec<usize>,
}

impl Outline {
    /// Reads as far as the parser gets.
    fn read(text: &str) -> Self {
        // The marking parser ends at a byte order mark within the text, the other one reads on.
        let text = &text.replace('\u{feff}', "_");
        let mut outline = Self::default();
        let mut anchors: HashMap<usize, usize> = HashMap::new();
        let mut open: Vec<Open> = Vec::new();
        for event in Parser::new_from_str(text) {
            let Ok((event, marked)) = event else { break };
            let span = Span::of(&marked);
            let (id, anchor) = match event {
                Event::Alias(anchor) => match anchors.get(&anchor) {
                    Some(id) => (*id, 0),
                    None => (outline.add(span), 0),
                },
                Event::Scalar(_, _, anchor, _) => (outline.add(span), anchor),
                Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                    let id = outline.add(span);
                    open.push(Open {
                        id,
                        is_map: matches!(event, Event::MappingStart(..)),
                        in_brackets: span.start != span.end,
                        children: Vec::new(),
                    });
                    anchors.insert(anchor, id);
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    let Some(done) = open.pop() else { break };
                    (outline.close(done, span), 0)
                }
                _ => continue,
            };
            if anchor != 0 {
                anchors.insert(anchor, id);
            }
            match open.last_mut() {
                Some(parent) => parent.children.push(id),
                None => outline.root = outline.root.or(Some(id)),
            }
        }
        // The parser gave up: what it has seen is still good.
        while let Some(done) = open.pop() {
            let end = outline.nodes[done.id].span;
            let id = outline.close(done, end);
            match open.last_mut() {
                Some(parent) => parent.children.push(id),
                None => outline.root = outline.root.or(Some(id)),
            }
        }
        outline
    }

    fn add(&mut self, span: Span) -> usize {
        self.nodes.push(Node {
            span,
            children: Children::None,
        });
        self.nodes.len() - 1
    }

    fn close(&mut self, done: Open, end: Span) -> usize {
        let first = done.children.first().map(|id| self.nodes[*id].span);
        let node = &mut self.nodes[done.id];
        if done.in_brackets {
            node.span.end = end.end;
        } else if let Some(first) = first {
            // A block is shown by its first entry.
            node.span = first;
        }
        node.children = if done.is_map {
            let entry = |pair: &[usize]| (pair[0], pair[1]);
            Children::Entries(done.children.chunks_exact(2).map(entry).collect())
        } else {
            Children::Items(done.children)
        };
        done.id
    }

    /// Finds the places in `tree`, whose outline is `id`; where there is none, `near` is the closest known place.
    fn walk(
        &self,
        tree: &Tree,
        id: Option<usize>,
        near: Span,
        places: &mut HashMap<*const Tree, Option<Span>>,
    ) {
        let node = id.map(|id| &self.nodes[id]);
        let span = node.map_or(near, |node| node.span);
        if let Some(place) = places.get_mut(&std::ptr::from_ref(tree)) {
            *place = Some(span);
        }
        match tree {
            Tree::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    let child = match node.map(|n| &n.children) {
                        Some(Children::Items(ids)) => ids.get(i).copied(),
                        _ => None,
                    };
                    self.walk(item, child, span, places);
                }
            }
            Tree::Map(entries) => {
                for (i, (key, value)) in entries.iter().enumerate() {
                    let child = match node.map(|n| &n.children) {
                        Some(Children::Entries(ids)) => ids.get(i).copied(),
                        _ => None,
                    };
                    self.walk(key, child.map(|c| c.0), span, places);
                    self.walk(value, child.map(|c| c.1), span, places);
                }
            }
            Tree::Tagged(_, value) => self.walk(value, id, near, places),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;

    /// Every scalar of the tree.
    fn leaves<'t>(tree: &'t Tree, into: &mut Vec<&'t Tree>) {
        match tree {
            Tree::List(items) => items.iter().for_each(|t| leaves(t, into)),
            Tree::Map(entries) => entries.iter().for_each(|(k, v)| {
                leaves(k, into);
                leaves(v, into);
            }),
            other => into.push(other),
        }
    }

    #[test]
    fn every_scalar_is_found_where_it_stands() {
        let text = "# a comment\na1: [b2, 'c3', {d4: e5}]\nf6:\n  - g7   # tail\n  - h8: \"i9\"\n    j10:  k11\nl12: ä\nm13: n14\n";
        let root = tree::parse(text).unwrap();
        let mut all = Vec::new();
        leaves(&root, &mut all);
        let places = locate(text, &root, &all);
        let lines: Vec<Vec<char>> = text.lines().map(|l| l.chars().collect()).collect();
        assert_eq!(all.len(), 15);
        for leaf in all {
            let Tree::Text(word) = leaf else { panic!() };
            let span = places[&std::ptr::from_ref(leaf)];
            assert_eq!(span.start.0, span.end.0);
            let shown: String = lines[span.start.0 - 1][span.start.1 - 1..span.end.1 - 1]
                .iter()
                .collect();
            assert_eq!(shown.trim_matches(['\'', '"']), word);
        }
    }

    #[test]
    fn an_alias_is_found_where_its_value_is_written() {
        let text = "a: &x [1, 2]\nb: *x\n";
        let root = tree::parse(text).unwrap();
        let Tree::Map(map) = &root else { panic!() };
        let places = locate(text, &root, &[&map[1].1]);
        let span = places[&std::ptr::from_ref(&map[1].1)];
        assert_eq!((span.start.0, span.end), (1, (1, 13)));
    }
}
