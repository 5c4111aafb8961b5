//! Writing results: whole or not at all.
//!
//! A file is written under a temporary name in its own folder and then renamed, so that a reader, or a run that is
//! killed, sees the former file or the new one and never a part.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file or folder that could not be read or written.
#[derive(Debug)]
pub struct FileError {
    /// The file or folder.
    pub path: PathBuf,
    /// What was tried: `read`, `write`, `create`.
    pub verb: &'static str,
    /// What the system said.
    pub source: io::Error,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot {} {}: {}",
            self.verb,
            self.path.display(),
            self.source
        )
    }
}

impl std::error::Error for FileError {}

/// Attaches the path and the verb to an error of the system.
fn at<T>(result: io::Result<T>, verb: &'static str, path: &Path) -> Result<T, FileError> {
    result.map_err(|source| FileError {
        path: path.to_path_buf(),
        verb,
        source,
    })
}

/// Reads a whole text file, without the byte order mark that some editors begin one with.
///
/// # Errors
/// Where the file cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    let mut text = at(fs::read_to_string(path), "read", path)?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

/// Reads a whole file.
///
/// # Errors
/// Where it cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, FileError> {
    at(fs::read(path), "read", path)
}

/// Makes sure that the folder is there and that files can be created in it.
///
/// # Errors
/// Where that is not so.
pub fn prepare_folder(folder: &Path) -> Result<(), FileError> {
    at(fs::create_dir_all(folder), "create", folder)?;
    at(tempfile::tempfile_in(folder), "write into", folder).map(|_| ())
}

/// Replaces the file by `content`.
///
/// # Errors
/// Where the file cannot be written; a former file is then untouched.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), FileError> {
    replace_by(path, |file| file.write_all(content))
}

/// Replaces the file by what `write` writes, which need not fit into memory.
///
/// # Errors
/// Where the file cannot be written, or `write` fails; a former file is then untouched.
pub fn replace_by(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), FileError> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let replace = || {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".prolate-");
        #[cfg(unix)]
        {
            // As any new file: what the user's mask leaves of it.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
        let mut buffer = io::BufWriter::new(file);
        write(&mut buffer)?;
        let file = buffer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.persist(path)?;
        Ok(())
    };
    at(replace(), "write", path)
}

/// Removes the file if it is there.
///
/// # Errors
/// Where it is there and cannot be removed.
pub fn remove(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => at(result, "remove", path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_else_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(read_text(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        remove(&path).unwrap();
        remove(&path).unwrap();
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        replace(&path, "\u{feff}one\u{feff}".as_bytes()).unwrap();
        assert_eq!(read_text(&path).unwrap(), "one\u{feff}");
    }

    #[test]
    fn what_fails_half_way_leaves_the_former_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        replace(&path, b"one").unwrap();
        let half = replace_by(&path, |file| {
            file.write_all(b"tw")?;
            Err(io::Error::other("no room"))
        });
        assert!(half.unwrap_err().to_string().ends_with("no room"));
        assert_eq!(read_text(&path).unwrap(), "one");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_error_names_the_path() {
        let error = replace(Path::new("/nowhere/at/all.txt"), b"").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("cannot write /nowhere/at/all.txt")
        );
    }
}
