//! A text with the name of where it came from. It is read once, as a pipe can be.

use super::map_instead;
use super::report::{Place, Problem, Report};
use super::tree::LARGEST_FILE;
use super::words::did_you_mean;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// A scenario or an experiment before it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Where the text came from: relative paths begin at its folder, its stem is the default name, and reports show it.
    pub file: PathBuf,
    /// The text, without a byte order mark.
    pub text: String,
}

impl Document {
    /// Reads the file, the pipe or the device `path`.
    ///
    /// # Errors
    /// Where it cannot be read, is larger than 64 MiB, or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self, Report> {
        let file = File::open(path).map_err(|error| cannot_be_read(path, &error))?;
        Self::read_from(file, path)
    }

    /// As [`Document::read`], from what is open. It is called `file`.
    ///
    /// # Errors
    /// As there.
    pub fn read_from(source: impl Read, file: &Path) -> Result<Self, Report> {
        let whole =
            |title: &str, label: &str| Report::of_file(file, title.into(), label.into(), None);
        let mut bytes = Vec::new();
        let mut source = source.take(LARGEST_FILE + 1);
        source
            .read_to_end(&mut bytes)
            .map_err(|error| cannot_be_read(file, &error))?;
        if bytes.len() as u64 > LARGEST_FILE {
            let title = format!("the scenario is larger than {} MiB", LARGEST_FILE >> 20);
            let label = "large worlds belong in a map, which the scenario names";
            return Err(whole(&title, label));
        }
        if let Some(report) = map_instead::of_bytes(&bytes, file) {
            return Err(report);
        }
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(whole("the scenario is in UTF-16", "save it as UTF-8"));
        }
        let mut text = String::from_utf8(bytes).map_err(|error| not_text(file, &error))?;
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let file = file.to_owned();
        Ok(Self { file, text })
    }
}

fn cannot_be_read(path: &Path, error: &io::Error) -> Report {
    let (title, label) = match error.kind() {
        ErrorKind::NotFound => ("there is no such file", neighbour(path)),
        ErrorKind::IsADirectory => (
            "this is a folder, not a scenario",
            "name one of the scenarios in it".to_owned(),
        ),
        ErrorKind::PermissionDenied => ("the file may not be read", String::new()),
        _ => ("the file cannot be read", error.to_string()),
    };
    Report::of_file(path, title.to_owned(), label, None)
}

/// Whether a file with nearly the name of the missing one lies beside it.
fn neighbour(path: &Path) -> String {
    let folder = path
        .parent()
        .filter(|p| *p != Path::new(""))
        .unwrap_or(Path::new("."));
    let (Some(name), Ok(entries)) = (path.file_name(), folder.read_dir()) else {
        return String::new();
    };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    did_you_mean(&name.to_string_lossy(), &names)
}

/// The report of bytes that are no UTF-8.
fn not_text(path: &Path, error: &std::string::FromUtf8Error) -> Report {
    let bytes = error.as_bytes();
    let (good, bad) = bytes.split_at(error.utf8_error().valid_up_to());
    let good = String::from_utf8_lossy(good);
    let begin = good.rfind('\n').map_or(0, |i| i + 1);
    let rest: Vec<u8> = bad.iter().copied().take_while(|b| *b != b'\n').collect();
    let problem = Problem {
        file: None,
        title: "the scenario is not text in UTF-8".to_owned(),
        place: Some(Place {
            line: good.matches('\n').count() + 1,
            column: good[begin..].chars().count() + 1,
            width: 1,
            source: format!("{}{}", &good[begin..], String::from_utf8_lossy(&rest)),
        }),
        label: format!(
            "the byte 0x{:02x} belongs to no character",
            bad.first().unwrap_or(&0)
        ),
        help: Some("save the file as UTF-8".to_owned()),
    };
    Report::new(path, vec![problem])
}
