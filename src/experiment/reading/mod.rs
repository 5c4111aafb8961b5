//! Tables read back: each row is checked before anybody counts on it.
//!
//! A row is wrong where it cannot be read; where it has a figure that no run has (a cost that is NaN or below 0, a
//! solved run without a cost); where its run is not one of the experiment that stands beside it, or has another seed;
//! and where another row of the same run says something else. Faults have their file and line and are told all at once.
//!
//! A last line without its end is still being written, or was cut off: it is no row.
//!
//! - `faults.rs`: what is wrong, with file and line; `judged.rs`: rows that can be judged alone.
//! - `expected.rs`: the runs that an experiment has; `runs.rs`: runs from several tables, each once; `ends.rs`: where
//!   runs ended by their moments.

mod ends;
mod expected;
mod faults;
mod judged;
mod runs;

pub use ends::Ends;
pub use expected::Expected;
pub use faults::{Fault, Faults};
pub use judged::{Judged, of_numbers};
pub use runs::Runs;

use crate::scenario::words::count;
use csv::DeserializeErrorKind;
use std::path::Path;

/// What can be done where rows are refused.
pub const HELP: &str = "mend these rows, or leave them out with --lenient";

/// Hands out the sound rows of a table with their lines, and notes the faults of the others.
pub fn each<T: Judged>(
    file: &Path,
    bytes: &[u8],
    faults: &mut Faults,
    mut take: impl FnMut(u64, T, &mut Faults),
) {
    let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    if whole == 0 {
        return;
    }
    let mut reader = csv::Reader::from_reader(&bytes[..whole]);
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return faults.add(file, 1, error.to_string()),
    };
    let missing = T::HEADER
        .split(',')
        .find(|name| !header.iter().any(|it| it == *name));
    if let Some(name) = missing {
        return faults.add(file, 1, format!("there is no column `{name}`"));
    }
    let mut row = csv::StringRecord::new();
    loop {
        let read = reader.read_record(&mut row);
        let line = row.position().map_or(1, csv::Position::line);
        match read {
            Ok(false) => return,
            Ok(true) => match row.deserialize::<T>(Some(&header)) {
                Err(error) => faults.add(file, line, unread(&error, &header, &row)),
                Ok(judged) => match judged.fault() {
                    Some((column, message)) => {
                        let number = header.iter().position(|name| name == column);
                        let number = number.map_or(0, |i| i + 1);
                        faults.add(
                            file,
                            line,
                            format!("column {number}, `{column}`: {message}"),
                        );
                    }
                    None => take(line, judged, faults),
                },
            },
            Err(error) => {
                let line = error.position().map_or(line, csv::Position::line);
                let is_row = matches!(
                    error.kind(),
                    csv::ErrorKind::UnequalLengths { .. } | csv::ErrorKind::Utf8 { .. }
                );
                faults.add(file, line, unread(&error, &header, &row));
                if !is_row {
                    return;
                }
            }
        }
    }
}

/// Why a row cannot be read.
fn unread(error: &csv::Error, header: &csv::StringRecord, row: &csv::StringRecord) -> String {
    match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => {
            let column = err.field().map(|field| field as usize);
            let there = column.and_then(|i| Some((i + 1, header.get(i)?, row.get(i)?)));
            match there {
                Some((number, name, cell)) => {
                    let wrong = match err.kind() {
                        DeserializeErrorKind::ParseBool(_) => "is not `true` or `false`",
                        DeserializeErrorKind::ParseInt(_) => "is not a whole number of at least 0",
                        DeserializeErrorKind::ParseFloat(_) => "is not a number",
                        _ => "cannot be read",
                    };
                    format!("column {number}, `{name}`: `{cell}` {wrong}")
                }
                None => err.kind().to_string(),
            }
        }
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!(
            "the row has {}, and the header has {expected_len}",
            count(*len, "column")
        ),
        csv::ErrorKind::Utf8 { .. } => "the row is not text in UTF-8".to_owned(),
        _ => error.to_string(),
    }
}
