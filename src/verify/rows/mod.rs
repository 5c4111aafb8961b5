//! Rows of numbers from anyone's files: the states of a path, or the rows of a trajectory.
//!
//! Numbers stand between white space, tabs, commas or semicolons. Above them there may be a header of any words, in
//! quotes or not, in a line of its own or in the last remark before the numbers (`#`, `%`). So what `numpy.savetxt`,
//! pandas, R, OMPL's `printAsMatrix` and the race lines of others write is read, and `nav_msgs` messages as `rostopic
//! echo` prints them.
//!
//! - `lines.rs`: a line to cells.
//! - `columns.rs`: which of the columns are meant. By their names where these say it (`x0`, `x1`, …; `x`, `y`, `z`),
//!   else all of them in their order, a leading column that only counts the rows aside. What is not certain is an
//!   error, and the caller may choose.
//! - `messages.rs`: the positions in printed messages.
//!
//! A trajectory is known by its first column, `t`: it is none of the paths, and a header of a trajectory has all its
//! names.

mod columns;
mod lines;
mod messages;

use crate::scenario::{Place, Problem, Report};
use columns::Header;
use lines::{Cell, Delimiter};
use std::path::Path;

/// What is looked for in a file.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The names of the numbers of a row; a trajectory's begin with `t`.
    pub names: &'a [String],
    /// Whose these are, for messages: `the scenario's states have`.
    pub whose: &'a str,
    /// Where the first row should be; it tells a header of numbers, as pandas writes one, from a row.
    pub start: &'a [f64],
    /// Which columns, as names or numbers from 1 with commas between, where the caller chooses.
    pub select: Option<&'a str>,
}

impl Wanted<'_> {
    fn is_trajectory(&self) -> bool {
        self.names.first().is_some_and(|name| name == "t")
    }
}

/// Something wrong with a line: the byte that it is about, what is wrong, what there is to say, what to do.
struct Fault {
    at: usize,
    title: String,
    help: Option<String>,
}

impl Fault {
    fn new(at: usize, title: impl Into<String>) -> Self {
        Self {
            at,
            title: title.into(),
            help: None,
        }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }
}

/// Reads the rows of a text; `file` is where it came from, for the report.
///
/// # Errors
/// What is wrong, with its line and column and what would be legal.
pub fn read(text: &str, file: &Path, wanted: &Wanted<'_>) -> Result<Vec<Vec<f64>>, Report> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if messages::are_in(text) && !wanted.is_trajectory() && wanted.select.is_none() {
        return messages::read(text, file, wanted.names.len());
    }
    let mut remark = None;
    let mut rows: Vec<(usize, &str)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match line.trim_start().chars().next() {
            None => {}
            Some('#' | '%') if rows.is_empty() => remark = Some((index, line)),
            Some('#' | '%') => {}
            Some(_) => rows.push((index, lines::without_remark(line))),
        }
    }
    let report = |(index, line): (usize, &str), fault: Fault| {
        Report::new(
            file,
            vec![Problem {
                file: None,
                title: fault.title,
                place: Some(Place {
                    line: index + 1,
                    column: line[..fault.at.min(line.len())].chars().count() + 1,
                    width: 1,
                    source: line.to_owned(),
                }),
                label: String::new(),
                help: fault.help,
            }],
        )
    };
    let empty = || {
        let title = format!("{} holds no states", file.display());
        let label = format!("{} {} numbers a row", wanted.whose, wanted.names.len());
        Report::of_file(file, title, label, None)
    };
    // A header may have other separators than the rows.
    let is_row = |row: &&(usize, &str)| lines::begins_a_number(row.1.trim_start());
    let typical = rows.iter().take(3).find(is_row).or(rows.last());
    let by = Delimiter::of(typical.ok_or_else(empty)?.1);
    let header = header(&rows, remark, by, wanted);
    if let Some(header) = header.as_ref().filter(|header| header.is_row) {
        rows.remove(0);
        if rows.is_empty() {
            columns::of_header(header, wanted).map_err(|fault| report(header.line, fault))?;
            return Err(empty());
        }
    }
    let count = columns_of(rows[0].1, by, header.as_ref());
    if let (None, Some(fault)) = (&header, mixed(rows[0].1, by)) {
        return Err(report(rows[0], fault));
    }
    let chosen =
        columns::choose(header.as_ref(), &rows, by, count, wanted).map_err(
            |fault| match &header {
                Some(header) if header.fits(count) => report(header.line, fault),
                _ => report(rows[0], fault),
            },
        )?;
    let (mut cells, mut found) = (Vec::new(), Vec::with_capacity(rows.len()));
    for row in rows {
        lines::split(row.1, by, &mut cells);
        if cells.len() == count + 1 && ends_empty(&cells) {
            cells.pop();
        }
        if cells.len() != count {
            let title = format!(
                "the row has {}, the first one {count}",
                crate::scenario::words::count(cells.len(), "number")
            );
            return Err(report(row, Fault::new(0, title)));
        }
        let numbers = chosen.iter().map(|i| number(&cells[*i]));
        let numbers: Result<Vec<f64>, Fault> = numbers.collect();
        found.push(numbers.map_err(|fault| report(row, fault))?);
    }
    Ok(found)
}

/// A finite number.
fn number(cell: &Cell<'_>) -> Result<f64, Fault> {
    match cell.text.parse::<f64>() {
        Ok(x) if x.is_finite() => Ok(x),
        _ => {
            let fault = Fault::new(cell.at, format!("`{}` is not a finite number", cell.text));
            let decimal = cell.text.replacen(',', ".", 1).parse::<f64>().is_ok();
            Err(match decimal && cell.text.contains(',') {
                true => fault.help("decimals are written with a point"),
                false => fault.help(
                    "legal are rows of numbers with white space, tabs, commas or semicolons between, one kind in a file",
                ),
            })
        }
    }
}

/// What is wrong with a row of numbers in which two kinds of separators stand.
fn mixed(line: &str, by: Delimiter) -> Option<Fault> {
    let mut cells = Vec::new();
    split(line, by, &mut cells);
    let inner = |cell: &&Cell<'_>| !cell.quoted && cell.text.contains(char::is_whitespace);
    number(cells.iter().find(inner)?).err()
}

/// The cells of a line; an empty one behind the last separator is none.
fn split<'a>(line: &'a str, by: Delimiter, cells: &mut Vec<Cell<'a>>) {
    lines::split(line, by, cells);
    if ends_empty(cells) {
        cells.pop();
    }
}

fn ends_empty(cells: &[Cell<'_>]) -> bool {
    cells.len() > 1 && cells.last().is_some_and(|c| c.text.is_empty() && !c.quoted)
}

/// How many columns a row has: an empty cell at its end is one only if the header has a name for it.
fn columns_of(line: &str, by: Delimiter, header: Option<&Header<'_>>) -> usize {
    let mut cells = Vec::new();
    lines::split(line, by, &mut cells);
    let named = header.is_some_and(|header| header.names.len() == cells.len());
    cells.len() - usize::from(ends_empty(&cells) && !named)
}

fn count(line: &str, by: Delimiter) -> usize {
    let mut cells = Vec::new();
    split(line, by, &mut cells);
    cells.len()
}

/// The header: the first row, if it has no numbers, or the last remark before the rows, if it has a name for each
/// column.
fn header<'a>(
    rows: &[(usize, &'a str)],
    remark: Option<(usize, &'a str)>,
    by: Delimiter,
    wanted: &Wanted<'_>,
) -> Option<Header<'a>> {
    let first = rows[0];
    let next = rows.get(1).map(|row| row.1);
    if lines::is_header(first.1, next, by) || is_numbered(first.1, next, by, wanted) {
        let names = lines::names(first.1, by, next.map(|row| count(row, by)));
        return Some(Header {
            line: first,
            names,
            is_row: true,
        });
    }
    let remark = remark?;
    let text = remark.1.trim_start().trim_start_matches(['#', '%']);
    let names = lines::names(text, by, Some(count(first.1, by)));
    Some(Header {
        line: remark,
        names,
        is_row: false,
    })
    .filter(|header| header.fits(count(first.1, by)))
}

/// Whether the first row, 0, 1, …, is pandas' header of columns without names: one less than there are columns, or such
/// that the path begins in the next row.
fn is_numbered(line: &str, next: Option<&str>, by: Delimiter, wanted: &Wanted<'_>) -> bool {
    let Some(next) = next else {
        return false;
    };
    let mut cells = Vec::new();
    split(line, by, &mut cells);
    let counts = (cells.iter().enumerate()).all(|(i, cell)| cell.text == i.to_string());
    if !counts || count(next, by) == cells.len() + 1 {
        return counts;
    }
    let begins = |line: &str| {
        let mut cells = Vec::new();
        split(line, by, &mut cells);
        let numbers: Option<Vec<f64>> = cells.iter().map(|cell| number(cell).ok()).collect();
        numbers.is_some_and(|row| row == wanted.start)
    };
    wanted.select.is_none() && !begins(line) && begins(next)
}
