//! `bench --merge`: the results of shards joined into one folder.

use super::{Arguments, Failure, Outcome, Shard};
use crate::experiment;
use crate::experiment::rows::{RunRow, TraceRow, table};
use crate::experiment::tables::{Tables, names};
use crate::files;
use crate::report;
use std::fs;
use std::path::{Path, PathBuf};

/// Joins the runs in `folders`, which may be shards of one experiment in one folder or in several, into `output`.
///
/// # Errors
/// Where the folders hold different experiments, runs or shards are missing, or a file cannot be read or written.
pub fn run(folders: &[PathBuf], output: &Path, arguments: &Arguments) -> Result<Outcome, Failure> {
    let (lenient, quiet) = (arguments.lenient, arguments.quiet);
    let tables = Tables::read(folders, lenient)?;
    if !quiet {
        crate::cli::warn_of(&tables.faults);
    }
    match tables.gaps()? {
        // The batch's own command does again what was left out.
        Some(gaps) if lenient && !quiet => crate::cli::warn(&gaps),
        Some(gaps) if !lenient => return Err(gaps.into()),
        _ => {}
    }
    let Tables {
        experiment,
        runs,
        events,
        ..
    } = tables;
    super::check_report(output, &experiment, !arguments.no_plots)?;
    report::former::check(output)?;
    // Only the folder's owner may write into it.
    let (folder, finished) = experiment::folder::Folder::open(output, None, &experiment)?;
    let is_output =
        |folder: &PathBuf| fs::canonicalize(folder).ok() == fs::canonicalize(output).ok();
    if !finished.is_empty() && !folders.iter().any(is_output) {
        let output = output.display();
        return Err(Failure(format!(
            "{output} holds runs already, which would be replaced: name it among the folders to merge as well, or choose \
             another one with -o"
        )));
    }
    let rows: Vec<RunRow> = runs.into_values().collect();
    let events: Vec<TraceRow> = events.into_values().flatten().collect();
    report::former::remove(output)?;
    files::replace(&output.join("convergence.csv"), table(&events).as_bytes())?;
    files::replace(&output.join("runs.csv"), table(&rows).as_bytes())?;
    copy_machines(folders, output)?;
    drop(folder);
    super::conclude(output, arguments)
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
