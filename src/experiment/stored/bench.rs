//! Folders of `bench`: the runs and their convergence, whole or in shards.

use super::about;
use super::join::Part;
use super::{Moment, StoredError};
use crate::experiment::reading::{self, Ends, Expected, Faults, Runs};
use crate::experiment::rows::{RunRow, TraceRow};
use crate::experiment::shard::Shard;
use crate::files::{self, FileError};
use crate::scenario::words;
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

/// Reads the folder, without the rows that it notes as faults.
pub fn read(folder: &Path, faults: &mut Faults) -> Result<Part, StoredError> {
    let mut warnings = Vec::new();
    let mut part = Part {
        folder: folder.to_path_buf(),
        known: about::read(folder, &mut warnings)?.unwrap_or_default(),
        machines: about::machines(folder)?,
        ..Part::default()
    };
    part.warnings = warnings;
    let expected = part.known.experiment.as_ref();
    let expected = expected.map(|experiment| Expected::new(experiment, None));
    let mut runs = Runs::default();
    for (path, shard) in files_of(folder, "runs", "csv")? {
        part.shards.extend(shard);
        let bytes = files::read_bytes(&path)?;
        runs.read(&path, &bytes, expected.as_ref(), faults);
    }
    let runs: Vec<RunRow> = runs.into_rows().collect();
    runs.iter().for_each(|row| part.found.add_run(row.clone()));
    let traces = files_of(folder, "convergence", "csv")?;
    if traces.is_empty() {
        let place = folder.display();
        part.warnings.push(format!(
            "{place} has no convergence.csv: there are no curves of its runs"
        ));
    }
    let (mut lost, mut ends) = (BTreeSet::new(), Ends::default());
    for (path, _) in &traces {
        let bytes = files::read_bytes(path)?;
        reading::each(path, &bytes, faults, |line, row: TraceRow, faults| {
            ends.add(path, line, &row, faults);
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
        });
    }
    if let Some((table, _)) = traces.first() {
        for row in &runs {
            if !ends.agree_with(row, table, faults) {
                part.found.leave_out(row);
            }
        }
    }
    if !lost.is_empty() {
        let place = folder.display();
        part.warnings.push(format!(
            "{place} has the convergence of {} not in runs.csv, which is left out",
            words::count_of(lost.len(), "run that is", "runs that are")
        ));
    }
    part.found.sort();
    Ok(part)
}
