//! A folder of results: what is finished is on disk, whatever happens next.
//!
//! A run's events go to `convergence.csv` first and its row to `runs.csv` after they have reached the disk; so a row
//! means that the run is whole. Whoever opens the folder again drops what a killed process left behind: a line without
//! its end, and events without a row. While a batch runs, rows stand in finishing order; when it completes both files
//! are sorted.
//!
//! Two processes do not write the same file: each holds an advisory lock that the system drops with the process. A
//! process without shard locks the folder alone; shards lock it together, and each of them its own part.

use super::resolved::{Copied, Resolved};
use super::rows::{Row, RunKey, RunRow, TraceRow, from_csv, table, to_csv};
use super::shard::Shard;
use super::tables::names;
use crate::files::{self, FileError};
use crate::results::own_files::{BATCH, RUN};
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A folder of results that this process writes to.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    shard: Option<Shard>,
    runs: File,
    convergence: File,
    finished: HashSet<RunKey>,
    /// Held as long as the folder is.
    _locks: Vec<File>,
}

/// Why a folder cannot be written to.
#[derive(Debug)]
pub enum OpenError {
    /// Another process writes to it, or to the same shard of it.
    Busy(PathBuf),
    /// It holds another experiment; the words say what differs.
    Other(PathBuf, String),
    /// It holds no experiment, and this file, which a batch would write to or be mistaken with.
    Foreign(PathBuf, String),
    /// A row cannot be read.
    Row(PathBuf, String),
    /// The system does not let us.
    File(FileError),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy(path) => write!(
                f,
                "another process works on {}; wait for it, choose another folder with -o, or divide the work with --shard",
                path.display()
            ),
            Self::Other(path, difference) => write!(
                f,
                "{} holds another experiment ({difference}); choose another folder with -o",
                path.display()
            ),
            Self::Foreign(path, name) => write!(
                f,
                "{} holds {name}, which is of a run of `plan` or of somebody else, and no batch; choose another folder with \
                 -o",
                path.display()
            ),
            Self::Row(path, message) => write!(f, "{} is damaged: {message}", path.display()),
            Self::File(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for OpenError {}

impl From<FileError> for OpenError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl Folder {
    /// Opens or makes the folder `path` for `experiment`, or for a shard of it.
    ///
    /// # Errors
    /// Where another process works on it, where it holds another experiment, and where it cannot be read or written.
    pub fn open(
        path: &Path,
        shard: Option<Shard>,
        experiment: &Resolved,
    ) -> Result<Self, OpenError> {
        files::prepare_folder(path)?;
        // In this order: another shard that begins meanwhile writes the experiment before its tables.
        let foreign = foreign(path, experiment);
        let is_begun = path.join(super::resolved::FILE).exists();
        if let Some(name) = foreign.filter(|_| !is_begun) {
            return Err(OpenError::Foreign(path.to_owned(), name));
        }
        let locks = lock(path, shard)?;
        if path.join(super::resolved::FILE).exists() {
            if let Some(difference) = experiment.difference(path) {
                return Err(OpenError::Other(path.to_owned(), difference));
            }
        } else {
            experiment.write(path)?;
        }
        let (runs_path, convergence_path) = (
            path.join(Shard::file(shard, "runs", "csv")),
            path.join(Shard::file(shard, "convergence", "csv")),
        );
        let runs: Vec<RunRow> = mend(&runs_path, |_| true)?;
        let finished: HashSet<RunKey> = runs.iter().map(Row::key).collect();
        mend::<TraceRow>(&convergence_path, |row| finished.contains(&row.key()))?;
        Ok(Self {
            path: path.to_owned(),
            shard,
            runs: append_to(&runs_path)?,
            convergence: append_to(&convergence_path)?,
            finished,
            _locks: locks,
        })
    }

    /// The runs that are on disk.
    pub fn finished(&self) -> &HashSet<RunKey> {
        &self.finished
    }

    /// Adds finished runs with their events; when this returns they are on disk.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn append(&mut self, finished: &[(RunRow, Vec<TraceRow>)]) -> Result<(), FileError> {
        let write = |file: &mut File, text: String| {
            file.write_all(text.as_bytes())?;
            file.sync_data()
        };
        let events: String = finished.iter().map(|(_, rows)| to_csv(rows)).collect();
        let result = write(&mut self.convergence, events);
        self.wrote(result, "convergence")?;
        let rows: Vec<&RunRow> = finished.iter().map(|(row, _)| row).collect();
        let result = write(&mut self.runs, to_csv(&rows));
        self.wrote(result, "runs")?;
        self.finished.extend(rows.into_iter().map(Row::key));
        Ok(())
    }

    fn wrote(&self, result: io::Result<()>, stem: &str) -> Result<(), FileError> {
        result.map_err(|source| FileError {
            path: self.path.join(Shard::file(self.shard, stem, "csv")),
            verb: "write",
            source,
        })
    }

    /// Sorts both files by (scenario, planner, run), when every run is done. Tells whether any of them crashed.
    ///
    /// # Errors
    /// Where they cannot be read or written.
    pub fn complete(self) -> Result<bool, OpenError> {
        let file = |stem| self.path.join(Shard::file(self.shard, stem, "csv"));
        let runs = sort::<RunRow>(&file("runs"))?;
        sort::<TraceRow>(&file("convergence"))?;
        Ok(runs.iter().any(RunRow::has_crashed))
    }
}

/// Whether a batch writes a file of this name into its folder, or a shard of it does.
pub fn is_batch_file(name: &str) -> bool {
    let tables = [("runs", "csv"), ("convergence", "csv"), ("machine", "json")];
    let of_shard = |(stem, ending)| Shard::of_file(name, stem, ending).is_some();
    BATCH.contains(&name) || tables.into_iter().any(of_shard)
}

/// The first table of runs in the folder, by which it is the folder of a batch.
pub fn batch_in(path: &Path) -> Option<String> {
    let is_table =
        |name: &String| name == "runs.csv" || Shard::of_file(name, "runs", "csv").is_some();
    names(path).unwrap_or_default().into_iter().find(is_table)
}

/// What lies in a folder without an experiment, and that a batch would write to or could not be told from.
fn foreign(path: &Path, experiment: &Resolved) -> Option<String> {
    let own = RUN.iter().chain(&BATCH).map(|name| (*name).to_owned());
    let there = |name: &String| path.join(name).symlink_metadata().is_ok();
    let differs = |(name, content): &&Copied| {
        let file = path.join(name);
        file.symlink_metadata().is_ok() && fs::read(file).ok().as_ref() != Some(content)
    };
    let copy = || experiment.files.iter().find(differs);
    own.into_iter()
        .find(there)
        .or_else(|| {
            names(path)
                .unwrap_or_default()
                .into_iter()
                .find(|name| is_batch_file(name))
        })
        .or_else(|| copy().map(|(name, _)| name.display().to_string()))
}

/// The locks that keep others out.
fn lock(path: &Path, shard: Option<Shard>) -> Result<Vec<File>, OpenError> {
    let open = |name: String| {
        let path = path.join(name);
        let options = OpenOptions::new().create(true).append(true).open(&path);
        options.map_err(|source| FileError {
            path,
            verb: "lock",
            source,
        })
    };
    let whole = open(".lock".to_owned())?;
    let mut taken = vec![match shard {
        None => whole.try_lock(),
        Some(_) => whole.try_lock_shared(),
    }];
    let mut locks = vec![whole];
    if shard.is_some() {
        let own = open(Shard::file(shard, ".lock", "part"))?;
        taken.push(own.try_lock());
        locks.push(own);
    }
    for result in taken {
        match result {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::Busy(path.to_owned())),
            Err(TryLockError::Error(source)) => {
                return Err(OpenError::File(FileError {
                    path: path.to_owned(),
                    verb: "lock",
                    source,
                }));
            }
        }
    }
    Ok(locks)
}

/// Reads a table, and writes it again without a line that has no end and without rows that are not `wanted`; a table
/// that is not there becomes an empty one.
fn mend<T: Row>(path: &Path, wanted: impl Fn(&T) -> bool) -> Result<Vec<T>, OpenError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(source) => {
            return Err(OpenError::File(FileError {
                path: path.to_owned(),
                verb: "read",
                source,
            }));
        }
    };
    let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let rows: Vec<T> = rows_of(path, &bytes[..whole])?;
    let before = rows.len();
    let rows: Vec<T> = rows.into_iter().filter(wanted).collect();
    if whole == 0 || rows.len() < before || whole < bytes.len() {
        files::replace(path, table(&rows).as_bytes())?;
    }
    Ok(rows)
}

fn rows_of<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<Vec<T>, OpenError> {
    let rows: Result<Vec<T>, csv::Error> = from_csv(bytes).collect();
    rows.map_err(|error| OpenError::Row(path.to_owned(), error.to_string()))
}

fn sort<T: Row>(path: &Path) -> Result<Vec<T>, OpenError> {
    let bytes = fs::read(path).map_err(|source| FileError {
        path: path.to_owned(),
        verb: "read",
        source,
    })?;
    let mut rows: Vec<T> = rows_of(path, &bytes)?;
    rows.sort_by_cached_key(Row::key);
    files::replace(path, table(&rows).as_bytes())?;
    Ok(rows)
}

fn append_to(path: &Path) -> Result<File, FileError> {
    let file = OpenOptions::new().append(true).open(path);
    file.map_err(|source| FileError {
        path: path.to_owned(),
        verb: "write",
        source,
    })
}
