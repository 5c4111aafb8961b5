//! Which columns of a table are meant.
//!
//! In this order: what the caller selects; the names that the program itself writes; axes by name, `x`, `y` and `z`,
//! with a unit (`x_m`) or as the end of a longer name (`pose.position.x`); else all columns in their order, if there
//! are as many as are wanted, a leading one that counts the rows aside. Names decide before order, so that `y,x` is not
//! read as `x,y`.

use super::lines::Delimiter;
use super::{Fault, Wanted, split};

/// The names above the columns.
pub(super) struct Header<'a> {
    /// The line that it stands in: its index and text.
    pub line: (usize, &'a str),
    pub names: Vec<&'a str>,
    /// Whether it is a line of its own, and not a remark.
    pub is_row: bool,
}

impl Header<'_> {
    /// Whether there is a name for each column, or for all but the one of the row names.
    pub fn fits(&self, columns: usize) -> bool {
        self.names.len() == columns || self.is_row && self.names.len() + 1 == columns
    }
}

/// What is wrong with a header alone.
pub(super) fn of_header(header: &Header<'_>, wanted: &Wanted<'_>) -> Result<(), Fault> {
    by_name(&header.names, wanted).map(|_| ())
}

/// The columns of the wanted numbers.
pub(super) fn choose(
    header: Option<&Header<'_>>,
    rows: &[(usize, &str)],
    by: Delimiter,
    columns: usize,
    wanted: &Wanted<'_>,
) -> Result<Vec<usize>, Fault> {
    let names = match header {
        None => None,
        Some(header) if header.fits(columns) => {
            let unnamed = std::iter::repeat_n("", columns - header.names.len());
            Some(
                unnamed
                    .chain(header.names.iter().copied())
                    .collect::<Vec<&str>>(),
            )
        }
        Some(header) => {
            let there = crate::scenario::words::count(columns, "number");
            let title = format!(
                "the row has {there}, the header has {} names",
                header.names.len()
            );
            return Err(Fault::new(0, title));
        }
    };
    if let Some(select) = wanted.select {
        return selected(select, names.as_deref().unwrap_or(&[]), columns, wanted);
    }
    if let Some(names) = &names
        && let Some(chosen) = by_name(names, wanted)?
    {
        return Ok(chosen);
    }
    let count = wanted.names.len();
    let is_index = match &names {
        Some(names) if is_index_name(names[0]) => true,
        _ => columns == count + 1 && counts(rows, by),
    };
    let first = usize::from(is_index);
    if columns == count + first {
        return Ok((first..columns).collect());
    }
    let whose = wanted.whose;
    let but = if is_index {
        ", the first of which counts the rows"
    } else {
        ""
    };
    let there = crate::scenario::words::count(columns, "number");
    let example: Vec<String> = (1..=count).map(|i| (i + first).to_string()).collect();
    Err(
        Fault::new(0, format!("the row has {there}{but}, {whose} {count}")).help(format!(
            "name the columns {} in a header, or choose them by name or number, as `--select {}`",
            wanted.names.join(","),
            example.join(",")
        )),
    )
}

/// The columns that the names decide; none where they say nothing.
fn by_name(names: &[&str], wanted: &Wanted<'_>) -> Result<Option<Vec<usize>>, Fault> {
    let legal = wanted.names.join(",");
    let must = |at| {
        let choose = "or choose the columns by name or number with `--select`";
        Fault::new(at, format!("the header must be {legal}")).help(choose)
    };
    let of = |name: &str| names.iter().filter(|n| **n == name).count();
    if wanted.names.iter().any(|name| of(name) > 1) {
        return Err(must(0));
    }
    let first = names.iter().find(|name| !is_index_name(name));
    if first == Some(&"t") && !wanted.is_trajectory() {
        let title = "a trajectory (first column t) needs a scenario with dynamics";
        return Err(Fault::new(0, title));
    }
    let place = |name: &String| names.iter().position(|n| n == name);
    let chosen: Option<Vec<usize>> = wanted.names.iter().map(place).collect();
    if chosen.is_some() {
        return Ok(chosen);
    }
    let index = usize::from(names.first().is_some_and(|name| is_index_name(name)));
    let from_one = (names[index.min(names.len())..].iter().enumerate())
        .all(|(i, name)| *name == format!("x{}", i + 1));
    let some = wanted.names.iter().any(|name| of(name) > 0);
    if wanted.is_trajectory() || some && !(from_one && names.len() - index == wanted.names.len()) {
        return Err(must(0));
    }
    axes(names, wanted.names.len())
}

/// The columns named x, y and z.
fn axes(names: &[&str], count: usize) -> Result<Option<Vec<usize>>, Fault> {
    if count > 3 {
        return Ok(None);
    }
    let kinds: [fn(&str, &str) -> bool; 3] = [
        |name, axis| name == axis,
        |name, axis| {
            name.strip_suffix(axis)
                .is_some_and(|path| path.ends_with("position."))
        },
        |name, axis| {
            let words = ["p", "pos_", "pos", "position_", "position "];
            words.iter().any(|word| name == format!("{word}{axis}"))
                || name == format!("{axis}_pos")
        },
    ];
    for is_it in kinds {
        let mut chosen = Vec::new();
        for axis in &["x", "y", "z"][..count] {
            let mut found = (0..names.len()).filter(|i| is_it(&plain(names[*i]), axis));
            chosen.extend(found.next());
            if let Some(second) = found.next() {
                let title = format!(
                    "two columns are named `{axis}`: `{}` is the second",
                    names[second]
                );
                return Err(Fault::new(0, title).help("choose by number, as `--select 1,2`"));
            }
        }
        if chosen.len() == count {
            return Ok(Some(chosen));
        }
    }
    Ok(None)
}

/// A name in small letters and without its unit.
fn plain(name: &str) -> String {
    let name = name.to_lowercase();
    let name = name.split(['[', '(']).next().unwrap_or("").trim();
    name.strip_suffix("_m").unwrap_or(name).to_owned()
}

/// Whether a column of this name counts the rows: pandas and R leave the name out.
fn is_index_name(name: &str) -> bool {
    matches!(
        name.to_lowercase().as_str(),
        "" | "index" | "unnamed: 0" | "rownames"
    )
}

/// Whether the first column counts the rows, from 0 or from 1.
fn counts(rows: &[(usize, &str)], by: Delimiter) -> bool {
    let first = |row: &str| -> Option<usize> {
        let mut cells = Vec::new();
        split(row, by, &mut cells);
        let text = cells.first()?.text;
        text.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| text.parse().ok())?
    };
    let base = first(rows[0].1);
    rows.len() > 1
        && matches!(base, Some(0 | 1))
        && rows
            .iter()
            .enumerate()
            .all(|(i, row)| first(row.1) == base.map(|base| base + i))
}

/// The columns that the caller selects.
fn selected(
    select: &str,
    names: &[&str],
    columns: usize,
    wanted: &Wanted<'_>,
) -> Result<Vec<usize>, Fault> {
    let legal = match names.is_empty() {
        true => format!("there is no header; legal are the numbers 1 to {columns}"),
        false => format!(
            "legal are {} and the numbers 1 to {columns}",
            names.join(", ")
        ),
    };
    let mut chosen = Vec::new();
    for word in select.split(',').map(str::trim) {
        let named: Vec<usize> = (0..names.len()).filter(|i| names[*i] == word).collect();
        let number = word
            .parse::<usize>()
            .ok()
            .filter(|n| (1..=columns).contains(n));
        chosen.push(match (&named[..], number) {
            ([one], _) => *one,
            ([_, _, ..], _) => {
                let title = format!("`--select`: two columns are named `{word}`");
                return Err(Fault::new(0, title).help("choose by number, from 1"));
            }
            ([], Some(number)) => number - 1,
            ([], None) => {
                let title = format!("`--select`: there is no column `{word}`");
                return Err(Fault::new(0, title).help(legal));
            }
        });
    }
    let twice = (1..chosen.len()).find(|i| chosen[..*i].contains(&chosen[*i]));
    if let Some(i) = twice {
        let title = format!("`--select` names column {} twice", chosen[i] + 1);
        return Err(Fault::new(0, title).help(legal));
    }
    let count = wanted.names.len();
    if chosen.len() != count {
        let title = format!(
            "`--select` names {} columns, {} {count}",
            chosen.len(),
            wanted.whose
        );
        return Err(Fault::new(0, title).help(format!("they are {}", wanted.names.join(","))));
    }
    Ok(chosen)
}
