//! What is wrong with a file, told to the person who wrote it.
//!
//! A [`Report`] holds every problem of a file, each with its line and column, and shows them like a compiler does:
//!
//! ```text
//! error: the start state is inside an obstacle
//!   --> scenarios/wall_gap.yaml:12:8
//!    |
//! 12 | start: [0.05, 0.0]
//!    |        ^^^^^^^^^^^ 0.03 inside the box of line 6
//! ```
//!
//! The title says what is wrong, the words beside the carets what is there or what would be legal, and a last line,
//! where there is one, what to do. Columns count characters from 1. A line that is too long for a terminal is cut
//! around the place, and characters that a terminal would obey are replaced.

use std::fmt;
use std::path::{Path, PathBuf};

/// As many problems are shown; a generated file may repeat one mistake a hundred thousand times.
const MOST_SHOWN: usize = 100;

/// The longest excerpt of a line that is shown whole, in characters.
const LONGEST_LINE: usize = 120;

/// The longest underline in a line that is cut, so that its label stays in sight.
const WIDEST: usize = 40;

/// How much of a long line is shown before the place.
const BEFORE: usize = 40;

/// All problems of one file, in the order of their lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    file: PathBuf,
    problems: Vec<Problem>,
}

/// One problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The file that it is in, where that is one that the report's file names, a map above all.
    pub file: Option<PathBuf>,
    /// What is wrong.
    pub title: String,
    /// Where; `None` where the file itself is the problem.
    pub place: Option<Place>,
    /// What stands beside the carets: what is there, or what would be legal. May be empty.
    pub label: String,
    /// What to do, where the title and the label leave that open.
    pub help: Option<String>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// How many characters are meant, at least 1.
    pub width: usize,
    /// The line's text.
    pub source: String,
}

impl Report {
    /// A report on `file`; sorts the problems by place and drops repetitions.
    pub(crate) fn new(file: &Path, mut problems: Vec<Problem>) -> Self {
        // Those of other files follow in the order in which they were found.
        let order = |p: &Problem| match (&p.file, &p.place) {
            (Some(_), _) => (usize::MAX, 0),
            (None, Some(at)) => (at.line, at.column),
            (None, None) => (0, 0),
        };
        problems.sort_by_key(order);
        problems.dedup();
        Self {
            file: file.to_owned(),
            problems,
        }
    }

    /// A report of one problem of `file` as a whole.
    pub(crate) fn of_file(file: &Path, title: String, label: String, help: Option<String>) -> Self {
        let problem = Problem {
            file: None,
            title,
            place: None,
            label,
            help,
        };
        Self::new(file, vec![problem])
    }

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The problems, in the order of the file; never empty.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many problems there are.
    pub fn count(&self) -> usize {
        self.problems.len()
    }
}

impl std::error::Error for Report {}

impl fmt::Display for Report {
    /// Every problem in the layout above, a blank line between two; no line break at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems.iter().take(MOST_SHOWN).enumerate() {
            if i > 0 {
                f.write_str("\n\n")?;
            }
            show(f, problem, &self.file)?;
        }
        match self.count().saturating_sub(MOST_SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n\nerror: {more} more problems in this file"),
        }
    }
}

fn show(f: &mut fmt::Formatter<'_>, problem: &Problem, file: &Path) -> fmt::Result {
    let file = problem.file.as_deref().unwrap_or(file);
    let file = tame(&file.display().to_string());
    write!(f, "error: {}", tame(&problem.title))?;
    let Some(place) = &problem.place else {
        write!(f, "\n  --> {file}")?;
        for note in [Some(&problem.label), problem.help.as_ref()] {
            if let Some(note) = note.filter(|note| !note.is_empty()) {
                write!(f, "\n   = {}", tame(note))?;
            }
        }
        return Ok(());
    };
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    let (source, column, width) = excerpt(place);
    let space = " ".repeat(column - 1);
    let carets = "^".repeat(width);
    let label = tame(&problem.label);
    let under = format!("{space}{carets} {label}");
    write!(
        f,
        "\n{margin}--> {file}:{number}:{}\n{margin} |\n{number} | {}\n{margin} | {}",
        place.column,
        source.trim_end(),
        under.trim_end()
    )?;
    match &problem.help {
        Some(help) => write!(f, "\n{margin} = {}", tame(help)),
        None => Ok(()),
    }
}

/// The part of the line that is shown, and where in it the carets go (column from 1, width).
fn excerpt(place: &Place) -> (String, usize, usize) {
    let line: Vec<char> = tame(&place.source).chars().collect();
    let column = place.column.clamp(1, line.len() + 1);
    let width = place.width.clamp(1, (line.len() + 1 - column).max(1));
    if line.len() <= LONGEST_LINE {
        return (line.into_iter().collect(), column, width);
    }
    let from = (column - 1).saturating_sub(BEFORE);
    let to = (from + LONGEST_LINE).min(line.len());
    let mut part: String = line[from..to].iter().collect();
    if to < line.len() {
        part.push('…');
    }
    let mut column = column - from;
    if from > 0 {
        part.insert(0, '…');
        column += 1;
    }
    let width = width
        .min((part.chars().count() + 1 - column).max(1))
        .min(WIDEST);
    (part, column, width)
}

/// The text without line breaks, tabs and characters that a terminal would obey; as many characters as before.
fn tame(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => ' ',
            // The last two ranges turn the direction of writing.
            c if c.is_control()
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c) =>
            {
                '\u{fffd}'
            }
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(line: usize, column: usize, width: usize, source: &str) -> String {
        let place = Place {
            line,
            column,
            width,
            source: source.into(),
        };
        let problem = Problem {
            file: None,
            title: "it is wrong".into(),
            place: Some(place),
            label: "here".into(),
            help: None,
        };
        Report::new(Path::new("a.yaml"), vec![problem]).to_string()
    }

    #[test]
    fn the_layout_is_that_of_the_design() {
        assert_eq!(
            report(12, 8, 11, "start: [0.05, 0.0]"),
            "error: it is wrong\n  --> a.yaml:12:8\n   |\n12 | start: [0.05, 0.0]\n   |        ^^^^^^^^^^^ here"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let long = format!("{}X{}", "a".repeat(500), "b".repeat(500));
        let text = report(1, 501, 1, &long);
        let lines: Vec<_> = text.lines().collect();
        let shown = lines[3].chars().position(|c| c == 'X');
        assert_eq!(shown, lines[4].chars().position(|c| c == '^'));
        assert!(lines[3].chars().count() < 130);
        assert!(lines[1].ends_with("a.yaml:1:501"));
    }

    #[test]
    fn no_place_is_out_of_reach() {
        report(1, 9, 9, "ab");
        report(0, 0, 0, "");
        assert!(report(3, 1, 99, "a\u{1b}[2J\tb").contains("a\u{fffd}[2J b\n"));
    }
}
