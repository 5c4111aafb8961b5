//! Runs from one or several tables, each once.

use super::{Expected, Faults, each};
use crate::experiment::rows::{Row, RunKey, RunRow};
use crate::record::StopReason;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Runs from one or several tables, each once.
#[derive(Debug, Default)]
pub struct Runs {
    files: Vec<PathBuf>,
    held: Vec<Held>,
    places: HashMap<RunKey, usize>,
}

#[derive(Debug)]
struct Held {
    row: RunRow,
    file: usize,
    line: u64,
    is_contradicted: bool,
}

impl Runs {
    /// Adds the sound rows of a table; with `expected`, those alone that are.
    pub fn read(
        &mut self,
        file: &Path,
        bytes: &[u8],
        expected: Option<&Expected<'_>>,
        faults: &mut Faults,
    ) {
        self.files.push(file.to_owned());
        each(
            file,
            bytes,
            faults,
            |line, row: RunRow, faults| match expected.and_then(|expected| expected.fault(&row)) {
                Some(message) => faults.add(file, line, message),
                None => self.add(line, row, faults),
            },
        );
    }

    /// Adds a row of the last file. A row that says the same again is no other one; of rows that contradict each other
    /// none is kept. A run that was done twice, for two files, has other times: the first is kept.
    fn add(&mut self, line: u64, row: RunRow, faults: &mut Faults) {
        let file = self.files.len() - 1;
        let key = Row::key(&row);
        let Some(place) = self.places.get(&key) else {
            self.places.insert(key, self.held.len());
            self.held.push(Held {
                row,
                file,
                line,
                is_contradicted: false,
            });
            return;
        };
        let held = &mut self.held[*place];
        let is_done_twice = held.file != file && is_one_run(&held.row, &row);
        if held.row != row && !is_done_twice {
            held.is_contradicted = true;
            let first = self.files[held.file].display();
            let message = format!("{key} stands at {first}:{} with other figures", held.line);
            faults.add(&self.files[file], line, message);
        }
    }

    /// The runs in the order in which they were read.
    pub fn into_rows(self) -> impl Iterator<Item = RunRow> {
        let sound = self.held.into_iter().filter(|held| !held.is_contradicted);
        sound.map(|held| held.row)
    }
}

/// Whether both rows may be of one run that was done twice: all is the same that is a function of the seed, or the
/// clock ended it.
fn is_one_run(a: &RunRow, b: &RunRow) -> bool {
    let is_timed = |row: &RunRow| row.stop_reason == StopReason::Time.name();
    let without_times = |row: &RunRow| RunRow {
        time_s: 0.0,
        first_solution_time_s: None,
        peak_memory_mb: 0.0,
        ..row.clone()
    };
    a.seed == b.seed && (is_timed(a) || is_timed(b) || without_times(a) == without_times(b))
}

#[cfg(test)]
mod tests {
    use super::super::Judged;
    use super::*;
    use crate::experiment::rows::table;

    fn row() -> RunRow {
        RunRow {
            scenario: "world".into(),
            planner: "rrt".into(),
            run: 1,
            seed: 5,
            solved: true,
            first_solution_time_s: Some(0.5),
            first_cost: Some(2.0),
            cost: Some(1.0),
            time_s: 1.0,
            iterations: 10,
            vertices: 10,
            motion_checks: 10,
            state_checks: 0,
            peak_memory_mb: 0.5,
            stop_reason: "iterations".into(),
        }
    }

    /// What is said of the rows, and how many are left.
    fn judged(rows: &[RunRow]) -> (String, usize) {
        let (mut runs, mut faults) = (Runs::default(), Faults::default());
        let text = table(rows);
        runs.read(Path::new("runs.csv"), text.as_bytes(), None, &mut faults);
        (faults.to_string(), runs.into_rows().count())
    }

    #[test]
    fn figures_that_no_run_has_are_faults_of_their_column() {
        assert_eq!(judged(&[row()]), (String::new(), 1));
        type Change = fn(&mut RunRow);
        let wrong: [(&str, Change); 13] = [
            ("cost", |row| row.cost = Some(2.5)),
            ("cost", |row| row.cost = Some(f64::NAN)),
            ("cost", |row| row.cost = Some(-1.0)),
            ("cost", |row| row.cost = None),
            ("cost", |row| row.cost = Some(f64::INFINITY)),
            ("first_cost", |row| row.first_cost = Some(-0.5)),
            ("first_cost", |row| row.first_cost = None),
            ("first_solution_time_s", |row| row.solved = false),
            ("first_solution_time_s", |row| row.time_s = 0.25),
            ("time_s", |row| row.time_s = f64::NAN),
            ("peak_memory_mb", |row| row.peak_memory_mb = -1.0),
            ("run", |row| row.run = 0),
            ("stop_reason", |row| row.stop_reason = "boredom".into()),
        ];
        for (column, change) in wrong {
            let mut bad = row();
            change(&mut bad);
            let other = RunRow { run: 2, ..row() };
            let (said, left) = judged(&[other, bad]);
            let names = RunRow::HEADER.split(',');
            let number = names.zip(1..).find(|(name, _)| *name == column).unwrap().1;
            let begin = format!("runs.csv:3: column {number}, `{column}`: ");
            assert!(said.starts_with(&begin), "{column}: {said}");
            assert_eq!(left, 1, "{column}");
        }
    }

    #[test]
    fn a_row_may_be_there_again_but_not_with_other_figures() {
        let same = judged(&[row(), row()]);
        assert_eq!(same, (String::new(), 1));
        let other = RunRow {
            cost: Some(0.5),
            ..row()
        };
        let (said, left) = judged(&[row(), RunRow { run: 2, ..row() }, other]);
        let told = "runs.csv:4: run 1 of `rrt` on world stands at runs.csv:2 with other figures";
        assert_eq!((&said[..], left), (told, 1));
    }

    #[test]
    fn a_run_that_was_done_twice_has_other_times_and_no_other_cost() {
        let later = RunRow {
            time_s: 3.0,
            first_solution_time_s: Some(1.5),
            peak_memory_mb: 0.25,
            ..row()
        };
        let worse = RunRow {
            cost: Some(1.5),
            ..later.clone()
        };
        let timed = |row: &RunRow| RunRow {
            stop_reason: "time".into(),
            ..row.clone()
        };
        for (first, second, faults) in [
            (row(), later.clone(), 0),
            (row(), worse.clone(), 1),
            (timed(&row()), timed(&worse), 0),
        ] {
            let (mut runs, mut found) = (Runs::default(), Faults::default());
            for (file, row) in [("a/runs.csv", &first), ("b/runs.csv", &second)] {
                let text = table(std::slice::from_ref(row));
                runs.read(Path::new(file), text.as_bytes(), None, &mut found);
            }
            assert_eq!(found.0.len(), faults, "{found}");
            let kept: Vec<RunRow> = runs.into_rows().collect();
            assert_eq!(kept, if faults == 0 { vec![first] } else { Vec::new() });
        }
        assert_eq!(judged(&[row(), later]).1, 0, "in one file");
    }

    #[test]
    fn very_many_faults_are_not_all_told() {
        let bad = |run| RunRow {
            run,
            cost: None,
            ..row()
        };
        let rows: Vec<RunRow> = (1..=50).map(bad).collect();
        let (said, left) = judged(&rows);
        assert_eq!((said.lines().count(), left), (21, 0));
        assert!(said.ends_with("\nand 30 more"), "{said}");
    }
}
