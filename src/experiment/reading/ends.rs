//! Moments of runs beside their rows.

use super::Faults;
use crate::experiment::rows::{Row, RunKey, RunRow, TraceRow};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};

/// Where runs ended by their moments, to be held against their rows. A run that stands in several files has the moments
/// of the first.
#[derive(Debug, Default)]
pub struct Ends {
    last: HashMap<RunKey, End>,
}

#[derive(Debug)]
struct End {
    file: PathBuf,
    line: u64,
    time_s: f64,
    cost: Option<f64>,
}

impl Ends {
    /// Notes a moment; those of a run stand in order.
    pub fn add(&mut self, file: &Path, line: u64, row: &TraceRow, faults: &mut Faults) {
        let (time_s, cost) = (row.time_s, row.cost);
        match self.last.entry(Row::key(row)) {
            Entry::Vacant(place) => {
                let file = file.to_owned();
                place.insert(End {
                    file,
                    line,
                    time_s,
                    cost,
                });
            }
            Entry::Occupied(place) => {
                let end = place.into_mut();
                if end.file != file {
                    return;
                }
                if time_s < end.time_s {
                    let message = format!(
                        "column 4, `time_s`: {time_s} is before line {} of the same run",
                        end.line
                    );
                    faults.add(file, line, message);
                }
                (end.line, end.time_s, end.cost) = (line, time_s, cost);
            }
        }
    }

    /// Whether a run, whose moments should stand in `file`, ended where its row says; notes it where it did not.
    pub fn agree_with(&self, row: &RunRow, file: &Path, faults: &mut Faults) -> bool {
        let key = Row::key(row);
        let Some(end) = self.last.get(&key) else {
            if !row.has_crashed() {
                faults.add(file, 1, format!("{key} has no row here"));
            }
            return row.has_crashed();
        };
        if end.cost != row.cost {
            let told = |cost: Option<f64>| cost.map_or("none".to_owned(), |x| x.to_string());
            let (here, there) = (told(end.cost), told(row.cost));
            let message = format!(
                "column 8, `cost`: {key} ends at {here}, and by the table of runs at {there}"
            );
            faults.add(&end.file, end.line, message);
        }
        end.cost == row.cost
    }
}
