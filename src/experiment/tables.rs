//! The tables of an experiment read back, from one folder or several, whole or in shards.
//!
//! `runs.csv` and its shards `runs.I-of-N.csv` together are the runs, and `convergence….csv` their events. A run that
//! stands in several files counts once: the first of them. A last line without its end is still being written, and left
//! out.

use super::rows::{Row, RunKey, RunRow, TraceRow, from_csv};
use super::shard::Shard;
use super::{Experiment, resolved};
use crate::files::{self, FileError};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

/// An experiment, and what is done of it.
#[derive(Clone, Debug)]
pub struct Tables {
    /// The experiment.
    pub experiment: Experiment,
    /// The finished runs.
    pub runs: BTreeMap<RunKey, RunRow>,
    /// Where each run stood, in order.
    pub events: BTreeMap<RunKey, Vec<TraceRow>>,
    /// The shards that have left runs.
    pub shards: BTreeSet<Shard>,
}

/// Why tables cannot be read; the words are whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError(String);

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TableError {}

impl From<FileError> for TableError {
    fn from(error: FileError) -> Self {
        Self(error.to_string())
    }
}

impl From<String> for TableError {
    fn from(message: String) -> Self {
        Self(message)
    }
}

impl Tables {
    /// Reads what the folders hold of one experiment.
    ///
    /// # Errors
    /// Where the folders hold different experiments or none, and where a file cannot be read.
    pub fn read(folders: &[PathBuf]) -> Result<Self, TableError> {
        let experiment = common_experiment(folders)?;
        let runs: BTreeMap<RunKey, Vec<RunRow>> = rows(folders, "runs")?;
        let events = rows(folders, "convergence")?;
        let mut shards = BTreeSet::new();
        for folder in folders {
            let names = names(folder)?;
            let of_file = |name: &String| Shard::of_file(name, "runs", "csv");
            shards.extend(names.iter().filter_map(of_file));
        }
        let runs = runs
            .into_iter()
            .map(|(key, mut rows)| (key, rows.remove(0)))
            .collect();
        Ok(Self {
            experiment,
            runs,
            events,
            shards,
        })
    }

    /// Which runs are missing, of which shards, in words; `None` where the experiment is complete.
    ///
    /// # Errors
    /// Where a planner cannot plan on a scenario.
    pub fn gaps(&self) -> Result<Option<String>, TableError> {
        let jobs = self.experiment.jobs()?;
        let missing = jobs.iter().filter(|job| !self.runs.contains_key(&job.key));
        let missing: Vec<_> = missing.collect();
        let Some(first) = missing.first() else {
            return Ok(None);
        };
        let counts: BTreeSet<u64> = self.shards.iter().map(|shard| shard.count).collect();
        let absent: Vec<String> = counts
            .into_iter()
            .flat_map(|count| (1..=count).map(move |index| Shard { index, count }))
            .filter(|shard| missing.iter().any(|job| shard.holds(job, &self.experiment)))
            .map(|shard| shard.to_string())
            .collect();
        let of = match absent.len() {
            0 => String::new(),
            1 => format!(", of shard {}", absent[0]),
            _ => format!(", of the shards {}", absent.join(", ")),
        };
        Ok(Some(format!(
            "{} of {} runs are missing{of}; the first is run {} of `{}` on {}",
            missing.len(),
            jobs.len(),
            first.key.run,
            first.key.planner,
            first.key.scenario
        )))
    }
}

/// The experiment that all folders hold.
fn common_experiment(folders: &[PathBuf]) -> Result<Experiment, TableError> {
    let mut common: Option<(&PathBuf, String)> = None;
    for folder in folders {
        let text = files::read_text(&folder.join(resolved::FILE)).map_err(|error| {
            format!(
                "{error}; results of `bench` have the experiment beside them, as `{}`",
                resolved::FILE
            )
        })?;
        match &common {
            None => common = Some((folder, text)),
            Some((first, same)) if *same != text => {
                return Err(TableError(format!(
                    "{} and {} hold different experiments",
                    first.display(),
                    folder.display()
                )));
            }
            Some(_) => {}
        }
    }
    let Some((folder, _)) = common else {
        return Err(TableError("no folder of results is named".to_owned()));
    };
    super::load(&folder.join(resolved::FILE)).map_err(|reports| {
        let texts: Vec<String> = reports.iter().map(ToString::to_string).collect();
        TableError(texts.join("\n\n"))
    })
}

/// The names in a folder, sorted.
///
/// # Errors
/// Where it cannot be read.
pub fn names(folder: &Path) -> Result<Vec<String>, FileError> {
    let entries = std::fs::read_dir(folder).map_err(|source| FileError {
        path: folder.to_owned(),
        verb: "read",
        source,
    })?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.collect();
    names.sort();
    Ok(names)
}

/// The rows of every table `stem*.csv` by their runs.
fn rows<T: Row>(folders: &[PathBuf], stem: &str) -> Result<BTreeMap<RunKey, Vec<T>>, TableError> {
    let mut all: BTreeMap<RunKey, Vec<T>> = BTreeMap::new();
    for folder in folders {
        for name in names(folder)? {
            let is_whole = name == format!("{stem}.csv");
            if !is_whole && Shard::of_file(&name, stem, "csv").is_none() {
                continue;
            }
            let path = folder.join(&name);
            let text = files::read_text(&path)?;
            let ended = text.rfind('\n').map_or("", |end| &text[..=end]);
            let mut here: BTreeMap<RunKey, Vec<T>> = BTreeMap::new();
            for row in from_csv::<T>(ended.as_bytes()) {
                let row = row.map_err(|error| format!("{}: {error}", path.display()))?;
                here.entry(row.key()).or_default().push(row);
            }
            for (key, rows) in here {
                all.entry(key).or_insert(rows);
            }
        }
    }
    Ok(all)
}
