//! A batch that is killed at any byte of its files comes to the same tables when it is resumed, and loses no run that
//! was finished.
//!
//! A process writes events before the row that they belong to, and each table is only added to. So what it leaves when
//! it is killed is: some runs with all of their lines, in any order; then perhaps lines of further runs, the last one
//! cut anywhere; notes of what was begun, cut anywhere; and files that were to be renamed.

use crate::for_all;
use prolate::experiment::reading::Judged;
use prolate::experiment::rows::{Row, RunKey, RunRow, TraceRow, from_csv, to_csv};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const WORLD: &str = "space: {bounds: [[0, 1], [0, 1]]}\n\
    obstacles:\n  - box: {min: [0.4, 0.2], max: [0.6, 1.5]}\n\
    start: [0.1, 0.5]\n\
    goal: {ball: {center: [0.9, 0.5], radius: 0.2}}\n";

/// Labels that tables must quote.
const STUDY: &str = "experiment: study\nscenarios: [world.yaml]\nruns: 4\nstop: {iterations: 60}\n\
    planners: [{label: 'a, \"b\"', rrt: {}}, {label: '\"quoted\"', rrt-star: {}}, {label: 'größe ✓', prm-star: {}}]\n";

/// Runs of the experiment.
const RUNS: usize = 12;

fn bench(folder: &Path, out: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_prolate"))
        .current_dir(folder)
        .args(["bench", "study.yaml", "--no-plots", "-j", "1", "-o", out])
        .output()
        .expect("the program starts")
}

/// The tables of a folder, in the order of their lines.
struct Tables {
    runs: Vec<RunRow>,
    events: Vec<TraceRow>,
}

impl Tables {
    fn read(folder: &Path) -> Self {
        fn rows<T: Row>(file: &Path) -> Vec<T> {
            let text = fs::read(file).expect("the table is there");
            from_csv(&text[..]).map(|row| row.expect("a row")).collect()
        }
        Self {
            runs: rows(&folder.join("runs.csv")),
            events: rows(&folder.join("convergence.csv")),
        }
    }

    /// Without what differs from run to run.
    fn timeless(mut self) -> Self {
        for row in &mut self.runs {
            row.time_s = 0.0;
            row.first_solution_time_s = row.first_solution_time_s.map(|_| 0.0);
            row.peak_memory_mb = 0.0;
        }
        for row in &mut self.events {
            row.time_s = 0.0;
        }
        self
    }

    fn events_of(&self, key: &RunKey) -> Vec<TraceRow> {
        let of_run = |row: &&TraceRow| row.key() == *key;
        self.events.iter().filter(of_run).cloned().collect()
    }
}

/// The first files that a batch makes, in order. The notes follow, and when it ends the machine.
const FIRST: [&str; 4] = [
    "scenarios/world.yaml",
    "experiment.yaml",
    "runs.csv",
    "convergence.csv",
];

/// When the process was killed.
#[derive(Clone, Debug)]
struct Kill {
    /// The runs, in the order in which they ended.
    order: Vec<usize>,
    /// How many have rows.
    finished: usize,
    /// How many more were being written: what is on disk of their events, or of their rows behind all events.
    more: usize,
    are_rows_begun: bool,
    /// The share of that text that is on disk.
    share: f64,
    /// The share of the notes below their header that is on disk, none where there is no file.
    notes: Option<f64>,
    /// A temporary file that was to replace a table.
    has_temporary: bool,
    /// How many of the first files there are: a process may be killed before it has made all of them.
    made: usize,
}

fn kills() -> impl Strategy<Value = Kill> {
    let order = Just((0..RUNS).collect::<Vec<_>>()).prop_shuffle();
    let share = prop_oneof![1 => Just(0.0), 1 => Just(1.0), 6 => 0.0..1.0];
    let notes = prop_oneof![Just(None), (0.0..=1.0).prop_map(Some)];
    let made = prop_oneof![1 => 0..FIRST.len(), 4 => Just(FIRST.len())];
    let parts = (
        order,
        0..=RUNS,
        0..4usize,
        any::<[bool; 2]>(),
        share,
        notes,
        made,
    );
    parts.prop_map(
        |(order, finished, more, [are_rows_begun, has_temporary], share, notes, made)| Kill {
            more: more.min(RUNS - finished),
            order,
            finished,
            are_rows_begun,
            share,
            notes,
            has_temporary,
            made,
        },
    )
}

/// The first bytes of a text.
fn cut(text: &str, share: f64) -> &[u8] {
    &text.as_bytes()[..(share * text.len() as f64) as usize]
}

impl Kill {
    /// Makes the folder what the process left of it; returns the rows that are on disk.
    fn leave(&self, whole: &Tables, folder: &Path) -> Vec<RunRow> {
        let row = |i: &usize| whole.runs[*i].clone();
        let events = |rows: &[RunRow]| -> String {
            let all = rows.iter().map(|row| to_csv(&whole.events_of(&row.key())));
            all.collect()
        };
        let mut finished: Vec<RunRow> = self.order[..self.finished].iter().map(row).collect();
        let following = &self.order[self.finished..];
        let begun: Vec<RunRow> = following[..self.more].iter().map(row).collect();
        let (in_events, in_rows) = match self.are_rows_begun {
            true => (1.0, self.share),
            false => (self.share, 0.0),
        };
        let table = |header: &str, whole: String, begun: String, share: f64| {
            let mut bytes = format!("{header}\n{whole}").into_bytes();
            bytes.extend(cut(&begun, share));
            bytes
        };
        let events_of_finished = events(&finished);
        if self.finished == RUNS && self.are_rows_begun {
            // The batch is done, and one of the tables is sorted.
            finished.sort_by_key(Row::key);
        }
        let convergence = table(
            TraceRow::HEADER,
            events_of_finished,
            events(&begun),
            in_events,
        );
        let runs = table(RunRow::HEADER, to_csv(&finished), to_csv(&begun), in_rows);
        fs::write(folder.join("convergence.csv"), &convergence).expect("it is written");
        fs::write(folder.join("runs.csv"), &runs).expect("it is written");
        if self.has_temporary {
            let temporary = folder.join(".prolate-Ab3dEf");
            fs::write(temporary, cut(&events(&begun), self.share)).expect("it is written");
        }
        if let Some(share) = self.notes {
            let mut notes = String::new();
            for row in finished.iter().chain(&begun) {
                let key = (&row.scenario, &row.planner, row.run, row.seed);
                notes += &to_csv(&[key]);
            }
            let mut bytes = b"scenario,planner,run,seed\n".to_vec();
            bytes.extend(cut(&notes, share));
            fs::write(folder.join("running.csv"), bytes).expect("it is written");
        }
        // Rows that are there whole are finished runs too.
        let is_there = |count: &usize| {
            let rows = to_csv(&begun[..*count]).len();
            rows <= cut(&to_csv(&begun), in_rows).len()
        };
        let there = (0..=begun.len()).filter(is_there).max().unwrap_or(0);
        [finished, begun[..there].to_vec()].concat()
    }
}

#[test]
fn a_batch_that_is_killed_at_any_byte_resumes_to_the_same_tables_and_loses_no_finished_run() {
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("world.yaml"), WORLD).expect("it is written");
    fs::write(folder.join("study.yaml"), STUDY).expect("it is written");
    let output = bench(folder, "whole");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let whole = Tables::read(&folder.join("whole"));
    assert_eq!(whole.runs.len(), RUNS);
    for_all(40, kills(), |kill| resumes(&kill, &whole, folder));
}

fn resumes(kill: &Kill, whole: &Tables, folder: &Path) -> TestCaseResult {
    let out = folder.join("out");
    let _ = fs::remove_dir_all(&out);
    fs::create_dir(&out).expect("it is made");
    fs::create_dir(out.join("scenarios")).expect("it is made");
    for file in ["experiment.yaml", "machine.json", "scenarios/world.yaml"] {
        fs::copy(folder.join("whole").join(file), out.join(file)).expect("it is copied");
    }
    let mut kept = kill.leave(whole, &out);
    if kill.made < FIRST.len() {
        kept.clear();
        for file in FIRST[kill.made..]
            .iter()
            .chain(&["running.csv", "machine.json"])
        {
            let _ = fs::remove_file(out.join(file));
        }
        // Tables are made with their headers.
        if kill.made == 3 {
            fs::write(out.join("runs.csv"), format!("{}\n", RunRow::HEADER))
                .expect("it is written");
        }
    }
    let output = bench(folder, "out");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    prop_assert_eq!(output.status.code(), Some(0), "{}", said);
    let resumed = Tables::read(&out);
    let keys: BTreeSet<RunKey> = resumed.runs.iter().map(Row::key).collect();
    prop_assert_eq!(keys.len(), resumed.runs.len(), "a run is there twice");
    for row in &kept {
        // With its times: it was not done again.
        prop_assert!(resumed.runs.contains(row), "lost: {row:?}");
        prop_assert_eq!(resumed.events_of(&row.key()), whole.events_of(&row.key()));
    }
    let (resumed, whole) = (
        resumed.timeless(),
        Tables::read(&folder.join("whole")).timeless(),
    );
    prop_assert_eq!(resumed.runs, whole.runs);
    prop_assert_eq!(resumed.events, whole.events);
    prop_assert!(!out.join("running.csv").exists());
    Ok(())
}
