//! Where an output goes. Only a regular file is ever replaced.
//!
//! - A regular file, or nothing yet: a new file takes its place, by renaming, and its permissions. Other names of the
//!   same file (hard links) keep the former content.
//! - A symbolic link: what it leads to, in the folder that it leads to. The link stays. Where it leads to nothing, that
//!   is made.
//! - A device, a FIFO, a descriptor (`/dev/stdout`, `/dev/fd/3`): is written to. Nothing is taken away.
//! - A folder, a file that may not be written, links that lead round in a circle: errors.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// As many links are followed as Linux follows.
const MOST_LINKS: usize = 40;

/// Where an output goes.
#[derive(Debug)]
pub enum Target {
    /// A regular file, with what is known of the one that is there.
    Regular(PathBuf, Option<Metadata>),
    /// What is written to as it is.
    Stream(PathBuf),
}

impl Target {
    /// Where the output `path` goes.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut path = path.to_owned();
        for _ in 0..MOST_LINKS {
            if is_descriptor(&path) {
                return Ok(Self::Stream(path));
            }
            let there = match fs::symlink_metadata(&path) {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return Ok(Self::Regular(path, None));
                }
                there => there?,
            };
            if there.is_symlink() {
                path = folder_of(&path).join(fs::read_link(&path)?);
            } else if there.is_dir() {
                let why = "it is a folder, and a file is to go there";
                return Err(io::Error::new(ErrorKind::IsADirectory, why));
            } else if there.is_file() {
                may_be_written(&path, &there)?;
                return Ok(Self::Regular(path, Some(there)));
            } else {
                return Ok(Self::Stream(path));
            }
        }
        Err(io::Error::other(
            "its symbolic links lead round in a circle",
        ))
    }
}

/// The folder that a path is in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Whether the path names an open descriptor of a process: what looks like a link there leads nowhere by its words.
fn is_descriptor(path: &Path) -> bool {
    let folder = folder_of(path);
    folder == Path::new("/dev/fd") || (folder.starts_with("/proc") && folder.ends_with("fd"))
}

/// Renaming asks the folder alone; whoever has made a file read-only means its content.
fn may_be_written(path: &Path, there: &Metadata) -> io::Result<()> {
    if there.permissions().readonly() {
        let why = "it is read-only";
        return Err(io::Error::new(ErrorKind::PermissionDenied, why));
    }
    OpenOptions::new().write(true).open(path).map(|_| ())
}

/// Opens what is written to as it is. A regular file behind a descriptor goes on where it ends.
pub fn open_stream(path: &Path) -> io::Result<File> {
    let is_regular = fs::metadata(path).is_ok_and(|there| there.is_file());
    let mut options = OpenOptions::new();
    options.write(true).append(is_regular).open(path)
}
