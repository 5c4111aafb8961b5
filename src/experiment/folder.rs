//! A folder of results: what is finished is on disk, whatever happens next.
//!
//! A run's events go to `convergence.csv` first and its row to `runs.csv` after they have reached the disk; so a row
//! means that the run is whole. Whoever opens the folder again drops what a killed process left behind: a line without
//! its end, and events without a row. While a batch runs, rows stand in finishing order; when it completes both files
//! are sorted.
//!
//! Two processes do not write the same file: each holds an advisory lock that the system drops with the process. A
//! process without shard locks the folder alone; shards lock it together, and each of them its own part.

use super::Experiment;
use super::reading::{self, Ends, Expected, Faults, Runs};
use super::resolved::{Copied, Resolved};
use super::rows::{Row, RunKey, RunRow, TraceRow, table, to_csv};
use super::running;
use super::shard::Shard;
use super::tables::names;
use crate::files::{self, FileError};
use crate::results::foreign::Foreign;
use crate::results::own_files::{BATCH, RUN};
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
    /// It holds this file, which would be replaced and is not the program's own.
    NotOurs(Foreign),
    /// Rows cannot be right.
    Rows(Faults),
    /// The experiment cannot be written out; the words are whole.
    Unresolved(String),
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
            Self::Rows(faults) => write!(
                f,
                "{faults}\nmend these rows, or take them out: runs without a row are done again"
            ),
            Self::NotOurs(foreign) => foreign.fmt(f),
            Self::Unresolved(message) => f.write_str(message),
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

impl From<Foreign> for OpenError {
    fn from(error: Foreign) -> Self {
        Self::NotOurs(error)
    }
}

impl From<Faults> for OpenError {
    fn from(faults: Faults) -> Self {
        Self::Rows(faults)
    }
}

impl Folder {
    /// Opens or makes the folder `path` for `experiment`, or for a shard of it; returns as well the runs that are on
    /// disk.
    ///
    /// # Errors
    /// Where another process works on it, where it holds another experiment, where a row in it cannot be right, and
    /// where it cannot be read or written.
    pub fn open(
        path: &Path,
        shard: Option<Shard>,
        experiment: &Experiment,
    ) -> Result<(Self, HashSet<RunKey>), OpenError> {
        Self::open_if(path, shard, experiment, |_| Ok(()))
    }

    /// As [`open`](Self::open), where `may` allows it, which is asked with the runs that are on disk before any table
    /// is made or mended.
    ///
    /// # Errors
    /// Those of [`open`](Self::open) and of `may`.
    pub fn open_if(
        path: &Path,
        shard: Option<Shard>,
        experiment: &Experiment,
        may: impl FnOnce(&HashSet<RunKey>) -> Result<(), Foreign>,
    ) -> Result<(Self, HashSet<RunKey>), OpenError> {
        let resolved = Resolved::new(experiment).map_err(OpenError::Unresolved)?;
        files::prepare_folder(path)?;
        // In this order: another shard that begins meanwhile writes the experiment before its tables.
        let foreign = foreign(path, &resolved);
        let is_begun = path.join(super::resolved::FILE).exists();
        if let Some(name) = foreign.filter(|_| !is_begun) {
            return Err(OpenError::Foreign(path.to_owned(), name));
        }
        // Of somebody else's experiment not even the locks are made.
        let same = || match resolved.difference(path) {
            Some(difference) => Err(OpenError::Other(path.to_owned(), difference)),
            None => Ok(()),
        };
        if is_begun {
            same()?;
        }
        running::check(path, shard)?;
        let locks = lock(path, shard)?;
        match path.join(super::resolved::FILE).exists() {
            true => same()?,
            false => resolved.write(path)?,
        }
        let (runs_path, convergence_path) = (
            path.join(Shard::file(shard, "runs", "csv")),
            path.join(Shard::file(shard, "convergence", "csv")),
        );
        let mut faults = Faults::default();
        let (runs_bytes, convergence_bytes) = (read(&runs_path)?, read(&convergence_path)?);
        let mut runs = Runs::default();
        let expected = Expected::new(experiment, shard);
        runs.read(&runs_path, &runs_bytes, Some(&expected), &mut faults);
        let runs: Vec<RunRow> = runs.into_rows().collect();
        let finished: HashSet<RunKey> = runs.iter().map(Row::key).collect();
        let (mut events, mut ends) = (Vec::new(), Ends::default());
        reading::each(
            &convergence_path,
            &convergence_bytes,
            &mut faults,
            |line, row: TraceRow, faults| {
                ends.add(&convergence_path, line, &row, faults);
                events.push(row);
            },
        );
        for row in &runs {
            ends.agree_with(row, &convergence_path, &mut faults);
        }
        own_columns::<RunRow>(&runs_path, &runs_bytes, &mut faults);
        own_columns::<TraceRow>(&convergence_path, &convergence_bytes, &mut faults);
        // Nothing is written before everything is known to be right.
        faults.none()?;
        may(&finished)?;
        mend(&runs_path, &runs_bytes, &runs)?;
        events.retain(|row| finished.contains(&row.key()));
        mend(&convergence_path, &convergence_bytes, &events)?;
        let folder = Self {
            path: path.to_owned(),
            shard,
            runs: append_to(&runs_path)?,
            convergence: append_to(&convergence_path)?,
            _locks: locks,
        };
        Ok((folder, finished))
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
        self.wrote(result, "runs")
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
    let tables = [
        ("runs", "csv"),
        ("convergence", "csv"),
        ("running", "csv"),
        ("machine", "json"),
    ];
    let is_one = |(stem, ending)| {
        name == Shard::file(None, stem, ending) || Shard::of_file(name, stem, ending).is_some()
    };
    BATCH.contains(&name) || tables.into_iter().any(is_one)
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

/// The bytes of a table; none where it is not there.
fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        result => result.map_err(|source| FileError {
            path: path.to_owned(),
            verb: "read",
            source,
        }),
    }
}

/// Rows are added to a table in the order of its own columns: notes where that is another one.
fn own_columns<T: Row>(path: &Path, bytes: &[u8], faults: &mut Faults) {
    let header = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let is_own = header.trim_ascii_end() == T::HEADER.as_bytes();
    if bytes.contains(&b'\n') && !is_own && !faults.0.iter().any(|it| it.file == path) {
        faults.add(
            path,
            1,
            format!("the columns must be {}, in this order", T::HEADER),
        );
    }
}

/// Writes a table again where it is more than these rows: a line that has no end, or rows that nobody wants. A table
/// that is not there becomes an empty one.
fn mend<T: Row>(path: &Path, bytes: &[u8], rows: &[T]) -> Result<(), FileError> {
    let lines = bytes.iter().filter(|b| **b == b'\n').count();
    // Names may have line ends: then there are more lines than rows, and the table is written again to no harm.
    let is_whole = bytes.last() == Some(&b'\n') && lines == rows.len() + 1;
    match is_whole {
        true => Ok(()),
        false => files::replace(path, table(rows).as_bytes()),
    }
}

fn sort<T: Row>(path: &Path) -> Result<Vec<T>, OpenError> {
    let (mut rows, mut faults) = (Vec::new(), Faults::default());
    reading::each(path, &read(path)?, &mut faults, |_, row: T, _| {
        rows.push(row)
    });
    faults.none()?;
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
