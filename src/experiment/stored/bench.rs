//! Folders of `bench`: the runs and their convergence, whole or in shards.

use super::about;
use super::join::Part;
use super::{Moment, StoredError, malformed};
use crate::experiment::rows::{RunRow, TraceRow};
use crate::experiment::shard::Shard;
use crate::files::{self, FileError};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file, and the shard that wrote it.
type Found = (PathBuf, Option<Shard>);

/// The files of a kind in a folder, as `runs` with the ending `csv`, and the shards that wrote them.
pub fn files_of(folder: &Path, stem: &str, ending: &str) -> Result<Vec<Found>, StoredError> {
    let failed = |source| FileError {
        path: folder.to_path_buf(),
        verb: "read",
        source,
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let shard = Shard::of_file(&name, stem, ending);
        if shard.is_some() || name == Shard::file(None, stem, ending) {
            found.push((entry.path(), shard));
        }
    }
    // The order in which a system lists a folder is no order.
    found.sort_by_key(|(_, shard)| *shard);
    Ok(found)
}

/// Whether the folder holds results of `bench`.
pub fn is_one(folder: &Path) -> Result<bool, StoredError> {
    Ok(!files_of(folder, "runs", "csv")?.is_empty())
}

/// Reads the folder.
pub fn read(folder: &Path) -> Result<Part, StoredError> {
    let mut warnings = Vec::new();
    let mut part = Part {
        folder: folder.to_path_buf(),
        known: about::read(folder, &mut warnings)?.unwrap_or_default(),
        machines: about::machines(folder)?,
        ..Part::default()
    };
    part.warnings = warnings;
    for (path, shard) in files_of(folder, "runs", "csv")? {
        part.shards.extend(shard);
        each(&path, |row: RunRow| part.found.add_run(row))?;
    }
    let traces = files_of(folder, "convergence", "csv")?;
    if traces.is_empty() {
        let place = folder.display();
        part.warnings.push(format!(
            "{place} has no convergence.csv: there are no curves of its runs"
        ));
    }
    let mut lost = BTreeSet::new();
    for (path, _) in traces {
        each(&path, |row: TraceRow| {
            let moment = Moment {
                time_s: row.time_s,
                iteration: row.iteration,
                motion_checks: row.motion_checks,
                cost: row.cost.unwrap_or(f64::INFINITY),
            };
            if !part
                .found
                .add_moment(&row.scenario, &row.planner, row.run, moment)
            {
                lost.insert((row.scenario, row.planner, row.run));
            }
        })?;
    }
    if !lost.is_empty() {
        let place = folder.display();
        part.warnings.push(format!(
            "{place} has the convergence of {} runs that are not in runs.csv, and are left out",
            lost.len()
        ));
    }
    part.found.sort();
    Ok(part)
}

/// Reads the rows of a file.
pub(super) fn each<T: for<'de> Deserialize<'de>>(
    path: &Path,
    mut take: impl FnMut(T),
) -> Result<(), StoredError> {
    let text = files::read_text(path)?;
    // A line without its end is still being written.
    let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
    let mut reader = csv::Reader::from_reader(whole.as_bytes());
    let header = reader
        .headers()
        .map_err(|error| wrong(path, &error))?
        .clone();
    let mut row = csv::StringRecord::new();
    while reader
        .read_record(&mut row)
        .map_err(|error| wrong(path, &error))?
    {
        take(
            row.deserialize(Some(&header))
                .map_err(|error| wrong(path, &error))?,
        );
    }
    Ok(())
}

/// What is wrong with a CSV file, and where.
fn wrong(path: &Path, error: &csv::Error) -> StoredError {
    let line = error.position().map(csv::Position::line);
    let message = match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => match err.field() {
            Some(field) => format!("column {}: {}", field + 1, err.kind()),
            None => err.kind().to_string(),
        },
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("the row has {len} columns, and the header has {expected_len}")
        }
        _ => error.to_string(),
    };
    malformed(path, line, message)
}
