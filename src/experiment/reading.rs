//! Tables read back: each row is checked before anybody counts on it.
//!
//! A row is wrong where it cannot be read; where it has a figure that no run has (a cost that is NaN or below 0, a
//! solved run without a cost); where its run is not one of the experiment that stands beside it, or has another seed;
//! and where another row of the same run says something else. Faults have their file and line and are told all at once.
//!
//! A last line without its end is still being written, or was cut off: it is no row.

use super::rows::{RunKey, RunRow, TraceRow};
use super::shard::Shard;
use super::{Experiment, seed_of};
use crate::record::StopReason;
use crate::scenario::words::count;
use csv::DeserializeErrorKind;
use serde::de::DeserializeOwned;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};

/// What can be done where rows are refused.
pub const HELP: &str = "mend these rows, or leave them out with --lenient";

/// A row that cannot be counted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.message)
    }
}

/// All faults of tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Notes a fault.
    pub fn add(&mut self, file: &Path, line: u64, message: impl Into<String>) {
        self.0.push(Fault {
            file: file.to_owned(),
            line,
            message: message.into(),
        });
    }

    /// The faults as an error, where there are any.
    ///
    /// # Errors
    /// The faults.
    pub fn none(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Faults {
    /// One a line; of very many the first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 20;
        let mut between = "";
        for fault in self.0.iter().take(MOST) {
            write!(f, "{between}{fault}")?;
            between = "\n";
        }
        match self.0.len().checked_sub(MOST) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, "\nand {more} more"),
        }
    }
}

impl std::error::Error for Faults {}

/// Rows that can be judged alone.
pub trait Judged: DeserializeOwned {
    /// The columns that there must be, with commas between.
    const HEADER: &'static str;

    /// The column with a value that no run has, and what is wrong with it.
    fn fault(&self) -> Option<(&'static str, String)>;
}

/// What is wrong with a number that is to be finite and at least 0.
fn of_number(column: &'static str, x: f64) -> Option<(&'static str, String)> {
    let wrong = if !x.is_finite() {
        "not finite"
    } else if x < 0.0 {
        "below 0"
    } else {
        return None;
    };
    Some((column, format!("{x} is {wrong}")))
}

/// The first fault of numbers that may be missing.
pub fn of_numbers(numbers: &[(&'static str, Option<f64>)]) -> Option<(&'static str, String)> {
    let mut known = numbers.iter();
    known.find_map(|(column, x)| x.and_then(|x| of_number(column, x)))
}

impl Judged for RunRow {
    const HEADER: &'static str = "scenario,planner,run,seed,solved,first_solution_time_s,first_cost,cost,time_s,iterations,vertices,motion_checks,state_checks,peak_memory_mb,stop_reason";

    fn fault(&self) -> Option<(&'static str, String)> {
        let numbers = of_numbers(&[
            ("first_solution_time_s", self.first_solution_time_s),
            ("first_cost", self.first_cost),
            ("cost", self.cost),
            ("time_s", Some(self.time_s)),
            ("peak_memory_mb", Some(self.peak_memory_mb)),
        ]);
        if numbers.is_some() {
            return numbers;
        }
        if self.run == 0 {
            return Some(("run", "runs are counted from 1".into()));
        }
        let of_path = [
            ("first_solution_time_s", self.first_solution_time_s),
            ("first_cost", self.first_cost),
            ("cost", self.cost),
        ];
        for (column, figure) in of_path {
            if figure.is_some() != self.solved {
                let message = match self.solved {
                    true => "the run is solved and there is none",
                    false => "the run is not solved and there is one",
                };
                return Some((column, message.into()));
            }
        }
        if self.first_solution_time_s > Some(self.time_s) {
            let message = format!("it is after the end of the run, at {} s", self.time_s);
            return Some(("first_solution_time_s", message));
        }
        if let (Some(first), Some(last)) = (self.first_cost, self.cost)
            && last > first * (1.0 + 1e-9)
        {
            let message = format!("it is {last}, above that of the first path, {first}");
            return Some(("cost", message));
        }
        let is_known = [super::rows::CRASHED, super::rows::REFUTED]
            .contains(&&self.stop_reason[..])
            || StopReason::ALL
                .iter()
                .any(|reason| reason.name() == self.stop_reason);
        (!is_known).then(|| {
            let message = format!(
                "`{}` is not a reason for which a run ends",
                self.stop_reason
            );
            ("stop_reason", message)
        })
    }
}

impl Judged for TraceRow {
    const HEADER: &'static str =
        "scenario,planner,run,time_s,iteration,vertices,motion_checks,cost";

    fn fault(&self) -> Option<(&'static str, String)> {
        of_numbers(&[("time_s", Some(self.time_s)), ("cost", self.cost)])
    }
}

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

/// The runs that an experiment, or a shard of it, has.
#[derive(Debug)]
pub struct Expected<'a> {
    experiment: &'a Experiment,
    shard: Option<Shard>,
    scenarios: HashMap<&'a str, usize>,
    planners: HashSet<&'a str>,
}

impl<'a> Expected<'a> {
    /// Those of `experiment`, or of the shard.
    pub fn new(experiment: &'a Experiment, shard: Option<Shard>) -> Self {
        let names = experiment.scenarios.iter().map(|it| &it.scenario.name[..]);
        let labels = experiment.planners.iter().map(|it| &it.label[..]);
        Self {
            experiment,
            shard,
            scenarios: names.zip(0..).collect(),
            planners: labels.collect(),
        }
    }

    /// Why the row is none of these runs.
    pub fn fault(&self, row: &RunRow) -> Option<String> {
        let scenario = self.scenarios.get(&row.scenario[..]);
        let is_known = (1..=self.experiment.runs).contains(&row.run)
            && self.planners.contains(&row.planner[..]);
        let Some(scenario) = scenario.filter(|_| is_known) else {
            let RunRow {
                run,
                planner,
                scenario,
                ..
            } = row;
            return Some(format!(
                "run {run} of `{planner}` on {scenario} is not one of this experiment's"
            ));
        };
        if let Some(shard) = self.shard
            && !shard.holds(*scenario, row.run, self.experiment)
        {
            return Some(format!("the run is not one of shard {shard}"));
        }
        let seed = seed_of(self.experiment.seed, &row.scenario, row.run);
        (row.seed != seed).then(|| {
            let run = row.run;
            format!(
                "column 4, `seed`: {} is not the seed of run {run} on {} in this experiment, {seed}",
                row.seed, row.scenario
            )
        })
    }
}

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
        match self.last.entry(super::rows::Row::key(row)) {
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
        let key = super::rows::Row::key(row);
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
        let key = super::rows::Row::key(&row);
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
