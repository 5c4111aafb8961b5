//! `bench --merge`: the results of shards joined into one folder.

use super::{Failure, Outcome, Shard};
use crate::experiment::resolved;
use crate::experiment::rows::{Row, RunKey, RunRow, TraceRow, from_csv, table};
use crate::experiment::{self, Experiment, Job};
use crate::files;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

/// Joins the runs in `folders`, which may be shards of one experiment in one folder or in several, into `output`.
///
/// # Errors
/// Where the folders hold different experiments, runs or shards are missing, or a file cannot be read or written.
pub fn run(
    folders: &[PathBuf],
    output: &Path,
    plots: bool,
    quiet: bool,
) -> Result<Outcome, Failure> {
    let experiment = common_experiment(folders)?;
    let runs: BTreeMap<RunKey, Vec<RunRow>> = read(folders, "runs")?;
    let events: BTreeMap<RunKey, Vec<TraceRow>> = read(folders, "convergence")?;
    refuse_gaps(&experiment, &runs, &shards(folders)?)?;
    // Only the folder's owner may write into it.
    let folder =
        experiment::folder::Folder::open(output, None, &resolved::Resolved::new(&experiment))?;
    let rows: Vec<RunRow> = runs.into_values().map(|mut rows| rows.remove(0)).collect();
    let events: Vec<TraceRow> = events.into_values().flatten().collect();
    files::replace(&output.join("convergence.csv"), table(&events).as_bytes())?;
    files::replace(&output.join("runs.csv"), table(&rows).as_bytes())?;
    copy_machines(folders, output)?;
    drop(folder);
    super::conclude(output, plots, quiet)
}

/// The experiment that all folders hold.
fn common_experiment(folders: &[PathBuf]) -> Result<Experiment, Failure> {
    let mut common: Option<(&PathBuf, String)> = None;
    for folder in folders {
        let text = files::read_text(&folder.join(resolved::FILE))?;
        match &common {
            None => common = Some((folder, text)),
            Some((first, same)) if *same != text => {
                return Err(format!(
                    "{} and {} hold different experiments",
                    first.display(),
                    folder.display()
                )
                .into());
            }
            Some(_) => {}
        }
    }
    let (folder, _) = common.ok_or("--merge needs at least one folder")?;
    super::load(&folder.join(resolved::FILE))
}

/// The names in a folder.
fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|source| files::FileError {
        path: folder.to_owned(),
        verb: "read",
        source,
    })?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.collect();
    names.sort();
    Ok(names)
}

/// The shards that have left files.
fn shards(folders: &[PathBuf]) -> Result<BTreeSet<Shard>, Failure> {
    let mut found = BTreeSet::new();
    for folder in folders {
        let names = names(folder)?;
        found.extend(
            names
                .iter()
                .filter_map(|name| Shard::of_file(name, "runs", "csv")),
        );
    }
    Ok(found)
}

/// The rows of every table `stem*.csv` by their runs. A run that stands in several files counts once: the first of them.
fn read<T: Row>(folders: &[PathBuf], stem: &str) -> Result<BTreeMap<RunKey, Vec<T>>, Failure> {
    let mut all: BTreeMap<RunKey, Vec<T>> = BTreeMap::new();
    for folder in folders {
        for name in names(folder)? {
            let is_whole = name == format!("{stem}.csv");
            if !is_whole && Shard::of_file(&name, stem, "csv").is_none() {
                continue;
            }
            let path = folder.join(&name);
            let text = files::read_text(&path)?;
            let mut here: BTreeMap<RunKey, Vec<T>> = BTreeMap::new();
            for row in from_csv::<T>(text.as_bytes()) {
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

/// An experiment that is not complete is not merged: which shards, or which runs, are missing is told.
fn refuse_gaps(
    experiment: &Experiment,
    runs: &BTreeMap<RunKey, Vec<RunRow>>,
    shards: &BTreeSet<Shard>,
) -> Result<(), Failure> {
    let jobs = experiment.jobs()?;
    let missing: Vec<&Job> = jobs
        .iter()
        .filter(|job| !runs.contains_key(&job.key))
        .collect();
    let Some(first) = missing.first() else {
        return Ok(());
    };
    let counts: HashSet<u64> = shards.iter().map(|shard| shard.count).collect();
    let absent: Vec<String> = counts
        .iter()
        .flat_map(|count| {
            (1..=*count).map(|index| Shard {
                index,
                count: *count,
            })
        })
        .filter(|shard| missing.iter().any(|job| shard.holds(job, experiment)))
        .map(|shard| shard.to_string())
        .collect();
    let told = match absent.len() {
        0 => String::new(),
        1 => format!(", of shard {}", absent[0]),
        _ => format!(", of the shards {}", absent.join(", ")),
    };
    Err(format!(
        "{} of {} runs are missing{told}; the first is run {} of `{}` on {}",
        missing.len(),
        jobs.len(),
        first.key.run,
        first.key.planner,
        first.key.scenario
    )
    .into())
}

/// Takes along what is known of the machines, under the names that the shards gave it.
fn copy_machines(folders: &[PathBuf], output: &Path) -> Result<(), Failure> {
    for folder in folders {
        for name in names(folder)? {
            let is_machine =
                name == "machine.json" || Shard::of_file(&name, "machine", "json").is_some();
            let target = output.join(&name);
            if is_machine && !target.exists() {
                let text = files::read_text(&folder.join(&name))?;
                files::replace(&target, text.as_bytes())?;
            }
        }
    }
    Ok(())
}
