//! Temporary files and folders that never outlive the program, unless it is killed without a word.
//!
//! Each one is noted as long as it is there, so that whoever ends the program in answer to a signal can remove them
//! all first. Making one, and ending the program, exclude each other.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::{NamedTempFile, TempDir};

/// What the names of all of them begin with.
const PREFIX: &str = ".prolate-";

/// Those that are there.
static THERE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn there() -> MutexGuard<'static, Vec<PathBuf>> {
    THERE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes every temporary file and folder, and ends the program with this status.
pub fn exit(status: i32) -> ! {
    // Held to the end, so that no other thread makes one meanwhile.
    let there = there();
    for path in there.iter() {
        let _ = match path.is_dir() {
            true => fs::remove_dir_all(path),
            false => fs::remove_file(path),
        };
    }
    std::process::exit(status)
}

/// A file that becomes another one, or nothing.
#[derive(Debug)]
pub struct Temporary {
    file: NamedTempFile,
    _note: Note,
}

impl Temporary {
    /// A file in this folder, with the permissions of any new file.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        {
            // What the user's mask leaves of it.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut there = there();
        let file = builder.tempfile_in(folder)?;
        let note = Note::new(&mut there, file.path());
        Ok(Self { file, _note: note })
    }

    /// Gives the file the owner, the group and the permissions of the one that it is to replace, as far as the system
    /// lets us.
    pub fn look_like(&self, former: &fs::Metadata) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
            let own = self.file.as_file().metadata()?;
            if (own.uid(), own.gid()) != (former.uid(), former.gid()) {
                // The permissions are what matters; giving files away is for administrators.
                let _ = fchown(self.file.as_file(), Some(former.uid()), Some(former.gid()));
            }
            let mode = fs::Permissions::from_mode(former.permissions().mode() & 0o777);
            self.file.as_file().set_permissions(mode)
        }
        #[cfg(not(unix))]
        self.file.as_file().set_permissions(former.permissions())
    }

    /// Takes the place of `path`, at once.
    pub fn replace(self, path: &Path) -> io::Result<()> {
        let Self { file, _note } = self;
        file.persist(path)?;
        Ok(())
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A folder for a trial, which is gone when this is.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    _note: Note,
}

impl Scratch {
    /// A folder among the system's temporary files.
    ///
    /// # Errors
    /// Where none can be made.
    pub fn new() -> io::Result<Self> {
        let mut there = there();
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir()?;
        let note = Note::new(&mut there, folder.path());
        Ok(Self {
            folder,
            _note: note,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// The note of one of them. It is the last of its fields, so that it goes after the file has gone.
#[derive(Debug)]
struct Note(PathBuf);

impl Note {
    fn new(there: &mut Vec<PathBuf>, path: &Path) -> Self {
        there.push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        there().retain(|path| *path != self.0);
    }
}
