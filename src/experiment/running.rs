//! `running.csv`: the runs that a batch has begun, for whoever resumes it after it was killed.
//!
//! Nobody can write a last word when the system ends a process, as it does where memory runs out. So each run is noted
//! before it begins; a note whose run has no row is of a run that was being worked on. The file is removed when a batch
//! ends in order.

use super::rows::RunKey;
use super::shard::Shard;
use crate::files::{self, FileError};
use crate::results::foreign::{Foreign, is_other_table};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A run that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Which one.
    pub key: RunKey,
    /// Its seed.
    pub seed: u64,
}

/// The columns of the file, by which it is known.
const COLUMNS: &str = "scenario,planner,run,seed";

/// Sees that the notes in the folder, where there are any, are a batch's.
///
/// # Errors
/// The file that is no such one.
pub fn check(folder: &Path, shard: Option<Shard>) -> Result<(), Foreign> {
    let file = folder.join(Shard::file(shard, "running", "csv"));
    match is_other_table(&file, COLUMNS) {
        false => Ok(()),
        true => Err(Foreign {
            file,
            is_not: "known as what a batch notes of its runs, whose columns it does not have",
        }),
    }
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    scenario: String,
    planner: String,
    run: u64,
    seed: u64,
}

/// The notes of this session.
#[derive(Debug)]
pub struct Running {
    path: PathBuf,
    file: Mutex<File>,
}

impl Running {
    /// Begins the notes of a session on the folder, or on a shard of it; returns as well what the last session has
    /// begun and not finished, where it did not end in order.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn open(
        folder: &Path,
        shard: Option<Shard>,
        finished: &HashSet<RunKey>,
    ) -> Result<(Self, Vec<Begun>), FileError> {
        let path = folder.join(Shard::file(shard, "running", "csv"));
        let mut left: Vec<Begun> = Vec::new();
        for begun in notes(&fs::read(&path).unwrap_or_default()) {
            if !finished.contains(&begun.key) && !left.contains(&begun) {
                left.push(begun);
            }
        }
        files::replace(&path, format!("{COLUMNS}\n").as_bytes())?;
        let file = OpenOptions::new().append(true).open(&path);
        let file = file.map_err(|source| FileError {
            path: path.clone(),
            verb: "write",
            source,
        })?;
        let file = Mutex::new(file);
        Ok((Self { path, file }, left))
    }

    /// Notes that a run begins. A note that cannot be written is none: the run itself does not need it.
    pub fn note(&self, key: &RunKey, seed: u64) {
        let mut line = csv::WriterBuilder::new()
            .has_headers(false)
            .from_writer(Vec::new());
        let _ = line.serialize(Line {
            scenario: key.scenario.clone(),
            planner: key.planner.clone(),
            run: key.run,
            seed,
        });
        if let (Ok(line), Ok(mut file)) = (line.into_inner(), self.file.lock()) {
            let _ = file.write_all(&line);
        }
    }

    /// Ends the session in order.
    ///
    /// # Errors
    /// Where the file cannot be removed.
    pub fn end(self) -> Result<(), FileError> {
        files::remove(&self.path)
    }
}

/// The notes of a file, the last of which may be cut off.
fn notes(bytes: &[u8]) -> Vec<Begun> {
    let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let mut reader = csv::Reader::from_reader(&bytes[..whole]);
    let lines = reader.deserialize().map_while(Result::ok);
    lines
        .map(|line: Line| Begun {
            key: RunKey {
                scenario: line.scenario,
                planner: line.planner,
                run: line.run,
            },
            seed: line.seed,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(planner: &str, run: u64) -> RunKey {
        RunKey {
            scenario: "a, \"b\"".into(),
            planner: planner.into(),
            run,
        }
    }

    #[test]
    fn what_was_begun_and_not_finished_is_known_to_the_next_session_alone() {
        let folder = tempfile::tempdir().unwrap();
        let none = HashSet::new();
        let (running, left) = Running::open(folder.path(), None, &none).unwrap();
        assert!(left.is_empty());
        for run in 1..=3 {
            running.note(&key("rrt", run), 10 + run);
        }
        drop(running);
        // Killed in the middle of a line.
        let path = folder.path().join("running.csv");
        let cut = [&fs::read(&path).unwrap()[..], b"\"a, "].concat();
        fs::write(&path, cut).unwrap();
        let finished = HashSet::from([key("rrt", 2)]);
        let (running, left) = Running::open(folder.path(), None, &finished).unwrap();
        let begun = |run| Begun {
            key: key("rrt", run),
            seed: 10 + run,
        };
        assert_eq!(left, [begun(1), begun(3)]);
        running.end().unwrap();
        assert!(!path.exists());
        let (_, left) = Running::open(folder.path(), None, &none).unwrap();
        assert!(left.is_empty());
    }
}
