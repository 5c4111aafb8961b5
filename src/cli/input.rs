//! Scenarios, experiments and paths as the command line names them: `-` is standard input.
//!
//! Each is read once, from its beginning to its end, so that pipes and what a shell passes as `<(…)` will do. What has
//! no name of its own is called `stdin`, or `fd-N` for the descriptor N, and its relative paths begin at the present
//! folder.

use super::Failure;
use crate::files::{self, FileError};
use crate::scenario::{Document, Report};
use std::io;
use std::path::{Path, PathBuf};

/// The descriptor of standard input.
const STANDARD_INPUT: u32 = 0;

/// The descriptor that a path means, if it means one.
fn descriptor(path: &Path) -> Option<u32> {
    let word = path.to_str()?;
    if word == "-" || word == "/dev/stdin" {
        return Some(STANDARD_INPUT);
    }
    let number = ["/dev/fd/", "/proc/self/fd/"]
        .iter()
        .find_map(|folder| word.strip_prefix(folder))?;
    number.parse().ok()
}

/// The name of what is read from a path, and whether that is standard input.
fn name(path: &Path) -> (PathBuf, bool) {
    match descriptor(path) {
        None => (path.to_owned(), false),
        Some(STANDARD_INPUT) => ("stdin".into(), true),
        Some(other) => (format!("fd-{other}").into(), false),
    }
}

/// Refuses standard input where it is to be read twice.
///
/// # Errors
/// The words of the refusal.
pub fn read_once<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), Failure> {
    let standard = paths.into_iter().filter(|path| name(path).1).count();
    match standard {
        0 | 1 => Ok(()),
        _ => Err(Failure::from(
            "standard input (`-`) is named more than once, and can be read only once",
        )),
    }
}

/// Reads a scenario or an experiment.
///
/// # Errors
/// Why it cannot be read.
pub fn document(path: &Path) -> Result<Document, Report> {
    let (name, is_standard) = name(path);
    if is_standard {
        return Document::read_from(io::stdin().lock(), &name);
    }
    let read = Document::read(path)?;
    Ok(Document { file: name, ..read })
}

/// Reads a text, and returns it with its name.
///
/// # Errors
/// Why it cannot be read.
pub fn text(path: &Path) -> Result<(PathBuf, String), FileError> {
    let (name, is_standard) = name(path);
    let read = match is_standard {
        true => files::read_stream(io::stdin().lock()).map_err(|source| FileError {
            path: name.clone(),
            verb: "read",
            source,
        }),
        false => files::read_text(path),
    };
    Ok((name, read?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_name_of_its_own_is_called_by_its_descriptor() {
        for (path, expected) in [
            ("-", "stdin"),
            ("/dev/stdin", "stdin"),
            ("/dev/fd/0", "stdin"),
            ("/dev/fd/63", "fd-63"),
            ("/proc/self/fd/11", "fd-11"),
            ("./-", "./-"),
            ("/dev/fd/x", "/dev/fd/x"),
            ("a/stdin", "a/stdin"),
        ] {
            assert_eq!(name(Path::new(path)).0, PathBuf::from(expected), "{path}");
        }
    }
}
