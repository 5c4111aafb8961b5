//! The files of a run. What a former run has left is not to contradict them, and whatever fails last takes nothing of
//! what came first along: path and figures are there before the trees and pictures, which take longer.

use crate::cli::{Failure, pictures};
use crate::experiment::folder::batch_in;
use crate::files::{self, FileError, Staged};
use crate::record::{Forest, RunRecord};
use crate::report;
use crate::results::foreign::check_run;
use crate::results::own_files::{PICTURES, RUN, TRAJECTORY, TREE};
use crate::results::{self, Summary};
use crate::scenario::Scenario;
use std::io;
use std::path::Path;

/// What is to be written, and where.
pub struct Output<'a> {
    /// The folder.
    pub folder: &'a Path,
    /// Whether the tree is among it.
    pub has_tree: bool,
    /// Whether pictures are.
    pub has_pictures: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Written {
    /// The files that were written.
    pub names: Vec<&'static str>,
    /// What could not be written or removed, in words.
    pub failures: Vec<String>,
}

impl Written {
    /// Keeps what has come of writing these files.
    fn keep<E: ToString>(&mut self, names: &[&'static str], result: Result<(), E>) {
        match result {
            Ok(()) => self.names.extend(names),
            Err(error) => self.failures.push(error.to_string()),
        }
    }
}

/// Makes the folder, and sees before the run that there is nothing in the way of its path and its figures.
///
/// # Errors
/// Where there is: results of `bench`, files that are not the program's own under its names, a folder, a file that may
/// not be written.
pub fn prepare(folder: &Path) -> Result<(), Failure> {
    if let Some(table) = batch_in(folder) {
        return Err(format!(
            "{} holds results of `bench` ({table}), whose convergence.csv would be lost: choose another folder with -o",
            folder.display()
        )
        .into());
    }
    check_run(folder)?;
    report::former::check(folder)?;
    files::prepare_folder(folder)?;
    for name in RUN {
        files::check_target(&folder.join(name))?;
    }
    Ok(())
}

/// Writes every file of the run, and removes those of former runs that this one does not have.
pub fn write(
    output: &Output,
    scenario: &Scenario,
    record: &RunRecord,
    summary: &Summary,
) -> Written {
    let mut written = Written::default();
    let folder = output.folder;
    // As long as not all of them fit on the disk, the former ones stay.
    let staged = match stage(folder, record, summary) {
        Ok(staged) => staged,
        Err(error) => {
            written.failures.push(error.to_string());
            return written;
        }
    };
    let others = TREE.iter().chain(&PICTURES).chain([&TRAJECTORY]);
    let [path, _, _] = &RUN;
    for name in others.chain((!record.solved()).then_some(path)) {
        written.keep(&[], files::remove(&folder.join(name)));
    }
    written.keep(&[], report::former::remove(folder));
    for (name, file) in staged {
        written.keep(&[name], file.commit());
    }
    // A tree may be most of what there is in memory: its text is not to be there as well.
    if let Some(forest) = record.forest.as_ref().filter(|_| output.has_tree) {
        let writers: [WriteTree; 2] = [results::write_tree_csv, results::write_tree_graphml];
        for (name, write) in TREE.into_iter().zip(writers) {
            let tree = files::replace_by(&folder.join(name), |out| write(forest, out));
            written.keep(&[name], tree);
        }
    }
    match write_trajectory(&folder.join(TRAJECTORY), scenario, record) {
        Ok(false) => {}
        trajectory => written.keep(&[TRAJECTORY], trajectory.map(|_| ())),
    }
    // Last, for they take the longest: whoever cannot wait for them has the results.
    if output.has_pictures {
        for (names, picture) in pictures::write(folder, scenario, record, summary) {
            written.keep(&names, picture);
        }
    }
    written
}

/// Writes a tree.
type WriteTree = fn(&Forest, &mut dyn io::Write) -> io::Result<()>;

/// The files that every run has, and its path, ready to take their places.
fn stage(
    folder: &Path,
    record: &RunRecord,
    summary: &Summary,
) -> Result<Vec<(&'static str, Staged)>, FileError> {
    let path = record.solved().then(|| results::path_csv(&record.path));
    let [path_file, convergence_file, summary_file] = RUN;
    let texts = [
        (path_file, path),
        (convergence_file, Some(results::convergence_csv(record))),
        (summary_file, Some(summary.to_json())),
    ];
    let texts = texts
        .into_iter()
        .filter_map(|(name, text)| Some((name, text?)));
    texts
        .map(|(name, text)| Ok((name, Staged::new(&folder.join(name), text.into_bytes())?)))
        .collect()
}

/// Writes the trajectory where there is one, row by row, or says why it would have too many rows. Returns whether there
/// is one.
fn write_trajectory(path: &Path, scenario: &Scenario, record: &RunRecord) -> Result<bool, String> {
    let (Some(dynamics), Some(trajectory)) = (&scenario.dynamics, &record.trajectory) else {
        return Ok(false);
    };
    if let Some(refusal) = trajectory.refusal() {
        let written = "everything else is written";
        return Err(format!(
            "{} is not written: {refusal}; {written}",
            path.display()
        ));
    }
    files::replace_by(path, |out| {
        results::write_trajectory_csv(dynamics, trajectory, out)
    })
    .map_err(|error| error.to_string())?;
    Ok(true)
}
