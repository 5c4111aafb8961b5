//! Whose the files in a folder of results are.
//!
//! A command writes and removes files by fixed names ([`own_files`](super::own_files)), and a folder may hold files of
//! its user under the same names. What is the program's own must show: the files of a run by the `summary.json` beside
//! them, which has the keys of one; a report by its mark; a table by its columns. Anything else is taken for a file of
//! the user, and the command refuses before it does any work.

use super::own_files::{PICTURES, RUN, TRAJECTORY, TREE};
use crate::files;
use serde::Deserialize;
use std::fmt;
use std::path::{Path, PathBuf};

/// A file under a name of the program that is not known to be its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// The file.
    pub file: PathBuf,
    /// What the program has under this name, as it goes on after "it is not".
    pub is_not: &'static str,
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} would be lost: it is there already, and it is not {}; choose another folder with -o, or move this file away",
            self.file.display(),
            self.is_not
        )
    }
}

impl std::error::Error for Foreign {}

/// The keys by which a `summary.json` is one of `plan`.
#[derive(Deserialize)]
struct Keys {
    #[serde(rename = "scenario")]
    _scenario: String,
    #[serde(rename = "planner")]
    _planner: String,
    #[serde(rename = "seed")]
    _seed: u64,
    #[serde(rename = "solved")]
    _solved: bool,
    #[serde(rename = "iterations")]
    _iterations: u64,
    #[serde(rename = "stop_reason")]
    _stop_reason: String,
    #[serde(rename = "version")]
    _version: String,
}

/// Whether the file is a `summary.json` of `plan`.
fn is_summary(file: &Path) -> bool {
    let text = file.is_file().then(|| files::read_text(file).ok());
    text.flatten()
        .is_some_and(|text| serde_json::from_str::<Keys>(&text).is_ok())
}

/// Sees that `plan` may write into the folder: that it holds a run of `plan`, or no file that a run may have. Devices,
/// FIFOs and folders, of which nothing is lost, do not count.
///
/// # Errors
/// The first file that is not the program's own.
pub fn check_run(folder: &Path) -> Result<(), Foreign> {
    let summary = RUN[2];
    if is_summary(&folder.join(summary)) {
        return Ok(());
    }
    let names = RUN.iter().rev().chain(&TREE).chain([&TRAJECTORY]);
    let found = names
        .chain(&PICTURES)
        .find(|name| folder.join(name).is_file());
    match found {
        None => Ok(()),
        Some(name) => Err(Foreign {
            file: folder.join(name),
            is_not: match *name == summary {
                true => "the summary of a run of `plan`",
                false => "known as a file of `plan`, which has its summary.json beside it",
            },
        }),
    }
}

/// Whether a table is there and does not begin with these columns.
pub fn is_other_table(file: &Path, columns: &str) -> bool {
    let begins = |bytes: Vec<u8>| bytes.starts_with(columns.as_bytes());
    file.is_file() && !files::read_bytes(file).is_ok_and(begins)
}
