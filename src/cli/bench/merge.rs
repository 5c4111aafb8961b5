//! `bench --merge`: the results of shards joined into one folder.

use super::{Arguments, Failure, Outcome, Shard};
use crate::experiment::rows::{RunRow, TraceRow, table};
use crate::experiment::tables::{Tables, names};
use crate::experiment::{self, resolved};
use crate::files;
use crate::report;
use std::collections::BTreeMap;
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
    // All that could be wrong is known before anything is written.
    let machines = machines(folders, output)?;
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
    // The runs last: whoever finds them has the rest.
    for (file, text) in machines {
        files::replace(&file, text.as_bytes())?;
    }
    files::replace(&output.join("convergence.csv"), table(&events).as_bytes())?;
    files::replace(&output.join("runs.csv"), table(&rows).as_bytes())?;
    drop(folder);
    super::conclude(output, arguments)
}

/// What is known of the machines, under the names that the shards gave it, and as files of the output: those that it
/// does not have, the first one of each name.
///
/// # Errors
/// Where a file of the folders or of the output cannot be read, or is no JSON.
fn machines(folders: &[PathBuf], output: &Path) -> Result<BTreeMap<PathBuf, String>, Failure> {
    let mut machines = BTreeMap::new();
    // What holds another experiment, or none, is refused as such.
    let experiment = |folder: &Path| fs::read(folder.join(resolved::FILE)).ok();
    let is_same =
        |first: &PathBuf| experiment(first).is_some_and(|it| experiment(output) == Some(it));
    let own = folders.first().filter(|first| is_same(first));
    let own = own.map(|_| output);
    for folder in folders.iter().map(PathBuf::as_path).chain(own) {
        for name in names(folder)? {
            let is_machine =
                name == "machine.json" || Shard::of_file(&name, "machine", "json").is_some();
            if !is_machine {
                continue;
            }
            let file = folder.join(&name);
            let text = files::read_text(&file)?;
            serde_json::from_str::<serde_json::Value>(&text).map_err(|error| {
                let (line, column) = (error.line(), error.column());
                format!("{}:{line}:{column}: it is damaged: {error}", file.display())
            })?;
            let target = output.join(&name);
            if !target.exists() {
                machines.entry(target).or_insert(text);
            }
        }
    }
    Ok(machines)
}
