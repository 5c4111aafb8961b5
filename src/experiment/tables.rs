//! The tables of an experiment read back, from one folder or several, whole or in shards.
//!
//! `runs.csv` and its shards `runs.I-of-N.csv` together are the runs, and `convergence….csv` their events. A run may
//! stand in several files with the same figures, and counts once; its events are those of the first of them.

use super::reading::{self, Ends, Expected, Faults, Runs};
use super::rows::{Row, RunKey, RunRow, TraceRow};
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
    /// The rows that were left out.
    pub faults: Faults,
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
    /// Reads what the folders hold of one experiment. Rows that cannot be right are an error, or left out where that is
    /// `lenient`.
    ///
    /// # Errors
    /// Where the folders hold different experiments or none, where a file cannot be read, and where rows cannot be
    /// right.
    pub fn read(folders: &[PathBuf], lenient: bool) -> Result<Self, TableError> {
        let experiment = common_experiment(folders)?;
        let expected = Expected::new(&experiment, None);
        let (mut runs, mut faults) = (Runs::default(), Faults::default());
        for path in files_of(folders, "runs")? {
            let bytes = files::read_bytes(&path)?;
            runs.read(&path, &bytes, Some(&expected), &mut faults);
        }
        let mut events: BTreeMap<RunKey, Vec<TraceRow>> = BTreeMap::new();
        let mut ends = Ends::default();
        let tables = files_of(folders, "convergence")?;
        for path in &tables {
            let bytes = files::read_bytes(path)?;
            let mut here: BTreeMap<RunKey, Vec<TraceRow>> = BTreeMap::new();
            reading::each(path, &bytes, &mut faults, |line, row: TraceRow, faults| {
                ends.add(path, line, &row, faults);
                here.entry(row.key()).or_default().push(row);
            });
            for (key, rows) in here {
                events.entry(key).or_insert(rows);
            }
        }
        let mut runs: Vec<RunRow> = runs.into_rows().collect();
        if let Some(table) = tables.first() {
            runs.retain(|row| ends.agree_with(row, table, &mut faults));
        }
        if !lenient && !faults.0.is_empty() {
            return Err(TableError(format!("{faults}\n{}", reading::HELP)));
        }
        let mut shards = BTreeSet::new();
        for folder in folders {
            let names = names(folder)?;
            let of_file = |name: &String| Shard::of_file(name, "runs", "csv");
            shards.extend(names.iter().filter_map(of_file));
        }
        let runs = runs.into_iter().map(|row| (row.key(), row)).collect();
        Ok(Self {
            experiment,
            runs,
            events,
            shards,
            faults,
        })
    }

    /// Which runs are missing, of which shards, in words; `None` where the experiment is complete.
    ///
    /// # Errors
    /// Where a planner cannot plan on a scenario.
    pub fn gaps(&self) -> Result<Option<String>, TableError> {
        let counts: BTreeSet<u64> = self.shards.iter().map(|shard| shard.count).collect();
        let shards = counts
            .into_iter()
            .flat_map(|count| (1..=count).map(move |index| Shard { index, count }));
        let mut shards: Vec<(Shard, bool)> = shards.map(|shard| (shard, false)).collect();
        let (mut all, mut missing, mut first) = (0_u64, 0_u64, None);
        for job in self.experiment.jobs()? {
            all += 1;
            if self.runs.contains_key(&job.key) {
                continue;
            }
            missing += 1;
            for (shard, is_absent) in &mut shards {
                *is_absent |= shard.holds(job.scenario, job.key.run, &self.experiment);
            }
            first = first.or(Some(job.key));
        }
        let Some(first) = first else {
            return Ok(None);
        };
        let absent = shards.iter().filter(|(_, is_absent)| *is_absent);
        let absent: Vec<String> = absent.map(|(shard, _)| shard.to_string()).collect();
        let of = match absent.len() {
            0 => String::new(),
            1 => format!(", of shard {}", absent[0]),
            _ => format!(", of the shards {}", absent.join(", ")),
        };
        Ok(Some(format!(
            "{missing} of {all} runs {} missing{of}; the first is {first}",
            if missing == 1 { "is" } else { "are" }
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

/// Every table `stem.csv` and `stem.I-of-N.csv` of the folders.
fn files_of(folders: &[PathBuf], stem: &str) -> Result<Vec<PathBuf>, FileError> {
    let mut found = Vec::new();
    for folder in folders {
        let is_one = |name: &String| {
            *name == format!("{stem}.csv") || Shard::of_file(name, stem, "csv").is_some()
        };
        let names = names(folder)?.into_iter().filter(is_one);
        found.extend(names.map(|name| folder.join(name)));
    }
    Ok(found)
}
