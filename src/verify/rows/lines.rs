//! A line to cells: separators, quotes, remarks, and whether a line is a header.

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    /// Any white space, as much as there is.
    Space,
    /// This character, with white space around it.
    Char(char),
}

/// A cell without its quotes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'a> {
    pub text: &'a str,
    /// The byte of the line that it begins at.
    pub at: usize,
    pub quoted: bool,
}

impl Cell<'_> {
    fn is_number(&self) -> bool {
        self.text.parse::<f64>().is_ok()
    }
}

impl Delimiter {
    /// That of a line of numbers.
    pub fn of(line: &str) -> Self {
        if let Some(c) = [';', ','].into_iter().find(|c| line.contains(*c)) {
            return Self::Char(c);
        }
        // Tabs may also only line the numbers up: then they stand in rows, or beside spaces.
        let by_tab = line.trim().contains('\t')
            && line
                .trim()
                .split('\t')
                .all(|cell| !cell.is_empty() && !cell.trim().contains(' '));
        if by_tab {
            Self::Char('\t')
        } else {
            Self::Space
        }
    }
}

/// Splits a line into cells.
pub(super) fn split<'a>(line: &'a str, by: Delimiter, cells: &mut Vec<Cell<'a>>) {
    cells.clear();
    let mut begin = 0;
    loop {
        if by == Delimiter::Space {
            let rest = &line[begin..];
            begin += rest.len() - rest.trim_start().len();
            if begin == line.len() {
                return;
            }
        }
        let rest = &line[begin..];
        let length = length(rest, by);
        let raw = &rest[..length];
        let text = raw.trim();
        let at = begin + (raw.len() - raw.trim_start().len());
        let inner = ['"', '\''].iter().find_map(|quote| {
            text.strip_prefix(*quote)?
                .strip_suffix(*quote)
                .map(str::trim)
        });
        cells.push(Cell {
            text: inner.unwrap_or(text),
            at,
            quoted: inner.is_some(),
        });
        let Some(separator) = rest[length..].chars().next() else {
            return;
        };
        begin += length + separator.len_utf8();
    }
}

/// The length of the first cell, in bytes; separators within quotes are a part of it.
fn length(rest: &str, by: Delimiter) -> usize {
    let ends = |c: char| match by {
        Delimiter::Space => c.is_whitespace(),
        Delimiter::Char(separator) => c == separator,
    };
    let mut quote = rest
        .trim_start()
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\''));
    let from = match quote {
        Some(_) => rest.len() - rest.trim_start().len() + 1,
        None => 0,
    };
    for (i, c) in rest[from..].char_indices() {
        if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && ends(c) {
            return from + i;
        }
    }
    match quote {
        // A quote that is never closed is a character like others.
        Some(_) => rest.find(ends).unwrap_or(rest.len()),
        None => rest.len(),
    }
}

/// A line without a remark at its end: a `#` behind white space.
pub(super) fn without_remark(line: &str) -> &str {
    let begins = |(i, _): &(usize, &str)| line[..*i].ends_with([' ', '\t']);
    match line.match_indices('#').find(begins) {
        Some((i, _)) if !line[..i].contains(['"', '\'']) => line[..i].trim_end(),
        _ => line,
    }
}

/// Whether the text begins as numbers do.
pub(super) fn begins_a_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
}

/// Whether the line is a header: none of its cells is a number, or it counts columns behind an empty cell, as pandas
/// does.
pub(super) fn is_header(line: &str, next: Option<&str>, by: Delimiter) -> bool {
    let mut cells = Vec::new();
    split(line, by, &mut cells);
    let counts = |cells: &[Cell<'_>]| {
        let is_it = |(i, cell): (usize, &Cell<'_>)| cell.text == i.to_string();
        !cells.is_empty() && cells.iter().enumerate().all(is_it)
    };
    if cells[0].text.is_empty() && counts(&cells[1..]) {
        return true;
    }
    // What begins like a number was meant to be one.
    let is_number = |cell: &Cell<'_>| cell.is_number() || begins_a_number(cell.text);
    if cells.iter().any(|cell| !cell.quoted && is_number(cell)) {
        return false;
    }
    // Numbers in quotes are names, unless all numbers are in quotes.
    let mut below = Vec::new();
    split(next.unwrap_or(""), by, &mut below);
    let all_quoted = !below.is_empty() && below.iter().all(|cell| cell.quoted);
    let is_row = cells.iter().any(Cell::is_number) && (all_quoted || next.is_none());
    !is_row && cells.iter().any(|cell| !cell.text.is_empty())
}

/// The names in a header, split as the rows are, or else in the way that gives as many names as there are columns.
pub(super) fn names(line: &str, by: Delimiter, columns: Option<usize>) -> Vec<&str> {
    let others = [
        Delimiter::Char(';'),
        Delimiter::Char(','),
        Delimiter::Char('\t'),
        Delimiter::Space,
    ];
    // Between white space the separators of a header that has some would stick to its names.
    let sticks = by == Delimiter::Space && line.contains([',', ';']);
    let (before, behind) = others.split_at(if sticks { 2 } else { 0 });
    let ways = before.iter().chain([&by]).chain(behind).copied();
    let split_by = |by: Delimiter| {
        let mut cells = Vec::new();
        super::split(line, by, &mut cells);
        cells.iter().map(|cell| cell.text).collect::<Vec<&str>>()
    };
    // Of a header without a name for the column of the row names there is one less.
    let fits = |names: &&Vec<&str>| match columns {
        Some(n) => n > 1 && names.len() == n || n > 2 && names.len() + 1 == n,
        None => false,
    };
    let all: Vec<Vec<&str>> = ways.map(split_by).collect();
    let found = all.iter().find(fits);
    let own = || all.iter().max_by_key(|names| names.len());
    found.or_else(own).cloned().unwrap_or_default()
}
