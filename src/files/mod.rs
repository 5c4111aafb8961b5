//! Reading texts, and writing results: whole or not at all.
//!
//! A file is written under a temporary name in its own folder and then renamed, so that a reader, or a run that is
//! killed, sees the former file or the new one and never a part. What is no regular file is written to instead.
//!
//! - `target.rs`: what an output's path means, links followed.
//! - `temporary.rs`: temporary files, which no signal leaves behind.
//! - `text.rs`: texts of bounded size, from files and pipes.

mod target;
mod temporary;
mod text;

pub use temporary::{Scratch, exit};
pub use text::read_stream;

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use target::{Target, folder_of, open_stream};
use temporary::Temporary;

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

/// Reads a whole text file, without the byte order mark that some editors begin one with. A pipe is read to its end.
///
/// # Errors
/// Where the file cannot be read, is not UTF-8, or is larger than 4 GiB (what is no regular file: 1 GiB).
pub fn read_text(path: &Path) -> Result<String, FileError> {
    at(text::read(path), "read", path)
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
    let made = fs::create_dir_all(folder).map_err(|error| {
        let file = folder.ancestors().find(|it| it.is_file());
        file.map_or(error, |file| {
            let why = format!("{} is a file, and a folder is needed", file.display());
            io::Error::new(io::ErrorKind::NotADirectory, why)
        })
    });
    at(made, "create", folder)?;
    at(tempfile::tempfile_in(folder), "write into", folder).map(|_| ())
}

/// Makes sure that a file can be written there, before there is anything to write.
///
/// # Errors
/// Where a folder is in the way, or a file that may not be written, or where no file can be made.
pub fn check_target(path: &Path) -> Result<(), FileError> {
    let check = || match Target::of(path)? {
        // Where a link leads need not be there.
        Target::Regular(path, _) => tempfile::tempfile_in(folder_of(&path)).map(|_| ()),
        Target::Stream(_) => Ok(()),
    };
    at(check(), "write", path)
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
    let replace = || match Target::of(path)? {
        Target::Regular(path, former) => filled(&path, former.as_ref(), write)?.replace(&path),
        Target::Stream(path) => write_to(&path, write),
    };
    at(replace(), "write", path)
}

/// A file that is written and not yet in its place, so that several can take theirs together.
#[derive(Debug)]
pub struct Staged {
    /// What its user calls it.
    path: PathBuf,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// What takes the place of the regular file.
    File(Temporary, PathBuf),
    /// What is written to the stream.
    Bytes(Vec<u8>, PathBuf),
}

impl Staged {
    /// Writes `content` beside the file.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn new(path: &Path, content: Vec<u8>) -> Result<Self, FileError> {
        let stage = || {
            Ok(match Target::of(path)? {
                Target::Regular(target, former) => {
                    let file = filled(&target, former.as_ref(), |file| file.write_all(&content))?;
                    Content::File(file, target)
                }
                Target::Stream(target) => Content::Bytes(content, target),
            })
        };
        Ok(Self {
            path: path.to_owned(),
            content: at(stage(), "write", path)?,
        })
    }

    /// Puts the file into its place.
    ///
    /// # Errors
    /// Where that cannot be done.
    pub fn commit(self) -> Result<(), FileError> {
        let done = match self.content {
            Content::File(file, target) => file.replace(&target),
            Content::Bytes(bytes, target) => write_to(&target, |file| file.write_all(&bytes)),
        };
        at(done, "write", &self.path)
    }
}

/// What `write` writes, in a temporary file beside the one that it is to replace.
fn filled(
    path: &Path,
    former: Option<&fs::Metadata>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<Temporary> {
    let file = Temporary::create(folder_of(path))?;
    let mut buffer = io::BufWriter::new(file);
    write(&mut buffer)?;
    let file = buffer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    if let Some(former) = former {
        file.look_like(former)?;
    }
    Ok(file)
}

/// Writes to what is no regular file. A reader that has gone away has read what it wanted.
fn write_to(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut buffer = io::BufWriter::new(open_stream(path)?);
    let written = write(&mut buffer).and_then(|()| buffer.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Removes the file if it is there. Of a link what it leads to is removed; what is no regular file stays.
///
/// # Errors
/// Where it is there and cannot be removed.
pub fn remove(path: &Path) -> Result<(), FileError> {
    let remove = || match Target::of(path) {
        Ok(Target::Regular(path, Some(_))) => fs::remove_file(path),
        Err(error) if error.kind() != io::ErrorKind::IsADirectory => Err(error),
        _ => Ok(()),
    };
    at(remove(), "remove", path)
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
