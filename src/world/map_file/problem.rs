//! What is wrong with a map file: each problem with its place, the line itself, and what would be legal.

use std::fmt;
use std::path::PathBuf;

/// As much of a line is kept: an image may be one line.
const LONGEST: usize = 4096;

/// What is wrong with a map file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapError {
    /// The file with the problems: the one that was asked for, or the image that it names.
    pub file: PathBuf,
    /// The problems, at least one.
    pub problems: Vec<MapProblem>,
}

/// One problem of a map file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapProblem {
    /// Where, if it has a place.
    pub place: Option<MapPlace>,
    /// What is wrong.
    pub problem: String,
    /// What would be legal, or what to do.
    pub help: String,
}

/// A place in the text of a map file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapPlace {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// How many characters are meant, at least 1.
    pub width: usize,
    /// The line's text.
    pub source: String,
}

impl MapPlace {
    /// The place of `length` bytes of a text from the byte `at`.
    pub(super) fn of(bytes: &[u8], at: usize, length: usize) -> Self {
        let at = at.min(bytes.len());
        let (before, after) = bytes.split_at(at);
        let begin = before
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |i| i + 1);
        let end = after
            .iter()
            .position(|b| *b == b'\n')
            .unwrap_or(after.len());
        let begin = begin.max(at.saturating_sub(LONGEST));
        let characters = |part: &[u8]| String::from_utf8_lossy(part).chars().count();
        let line = &bytes[begin..(at + end).min(at + LONGEST)];
        Self {
            line: before.iter().filter(|b| **b == b'\n').count() + 1,
            column: characters(&bytes[begin..at]) + 1,
            width: characters(&after[..length.min(end)]).max(1),
            source: String::from_utf8_lossy(line).trim_end().to_owned(),
        }
    }
}

impl MapProblem {
    pub(super) fn new(problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            place: None,
            problem: problem.into(),
            help: help.into(),
        }
    }

    /// The same at a place.
    pub(super) fn at(self, place: MapPlace) -> Self {
        Self {
            place: Some(place),
            ..self
        }
    }
}

impl MapError {
    /// The line of the first problem, from 1, where one can be named.
    pub fn line(&self) -> Option<usize> {
        Some(self.problems.first()?.place.as_ref()?.line)
    }
}

impl fmt::Display for MapError {
    /// A line for each problem.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}", self.file.display())?;
            if let Some(place) = &problem.place {
                write!(f, ":{}:{}", place.line, place.column)?;
            }
            write!(f, ": {}; {}", problem.problem, problem.help)?;
        }
        Ok(())
    }
}

impl std::error::Error for MapError {}
