//! Exports read back by other readers give the values that were written, bit for bit.
//!
//! The log of OMPL is read by a reader of this file's own, which goes through it as OMPL's does; the database by
//! SQLite.

use crate::for_all;
use crate::rows::{bits, number, run_row, some, trace_row, words};
use prolate::experiment::machine::Machine;
use prolate::experiment::reading::Faults;
use prolate::experiment::rows::{Row, RunKey, RunRow, TraceRow};
use prolate::experiment::tables::Tables;
use prolate::experiment::{Experiment, load};
use prolate::export::{content, ompl_log, planner_arena};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use tempfile::TempDir;

const LABELS: [&str; 3] = ["a, \"b\"; c", "größe = ✓", "3 runs"];

const RUNS: u64 = 3;

/// An experiment with odd words, of which nothing is done yet.
fn experiment() -> Experiment {
    let folder = TempDir::new().expect("a folder");
    let world = "name: |-\n  the world, \"ours\"\nspace: {bounds: [[0, 1], [0, 1]]}\nstart: [0.1, 0.5]\n\
        goal: {state: [0.9, 0.5]}\ndescription: \"|>>>\"\n";
    let [a, b, c] = LABELS;
    let study = format!(
        "experiment: study\nscenarios: [world.yaml]\nruns: {RUNS}\nstop: {{iterations: 60}}\nplanners:\n\
         - {{label: '{a}', rrt: {{}}}}\n- {{label: '{b}', rrt-star: {{}}}}\n- {{label: '{c}', rrt-star: {{range: 0.1}}}}\n"
    );
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).expect("it is written");
        file
    };
    write("world.yaml", world);
    load(&write("study.yaml", &study)).unwrap_or_else(|report| panic!("{report:?}"))
}

/// What is done of it: a row and events for some of the runs, and the machine.
fn results() -> impl Strategy<Value = (Tables, Machine)> {
    let experiment = experiment();
    let events = vec((0..4u32, number(), trace_row()), 0..6);
    let run = option::of((run_row(), events));
    let runs = vec(run, LABELS.len() * RUNS as usize);
    (runs, [words(), words()]).prop_map(move |(done, [hostname, cpu])| {
        let scenario = &experiment.scenarios[0].scenario.name;
        let mut tables = Tables {
            experiment: experiment.clone(),
            runs: BTreeMap::new(),
            events: BTreeMap::new(),
            shards: BTreeSet::new(),
            faults: Faults::default(),
        };
        for (i, run) in done.into_iter().enumerate() {
            let Some((row, events)) = run else { continue };
            let key = RunKey {
                scenario: scenario.clone(),
                planner: LABELS[i / RUNS as usize].to_owned(),
                run: i as u64 % RUNS + 1,
            };
            // Times that do not fall; some are the same.
            let mut time = 0.0;
            let timed = events.into_iter().map(|(step, more, event)| {
                time = if step == 0 {
                    time
                } else {
                    f64::min(time + more, f64::MAX)
                };
                TraceRow {
                    time_s: time,
                    planner: key.planner.clone(),
                    scenario: key.scenario.clone(),
                    run: key.run,
                    ..event
                }
            });
            tables.events.insert(key.clone(), timed.collect());
            let row = RunRow {
                scenario: key.scenario.clone(),
                planner: key.planner.clone(),
                run: key.run,
                ..row
            };
            tables.runs.insert(key, row);
        }
        let machine = Machine {
            hostname,
            cpu,
            ..Machine::here()
        };
        (tables, machine)
    })
}

/// A run as an export gives it back: its attributes by their names, and its progress.
#[derive(Debug, PartialEq)]
struct Exported {
    numbers: BTreeMap<&'static str, Option<u64>>,
    reason: Option<String>,
    progress: Vec<Vec<Option<u64>>>,
}

const NUMBERS: [&str; 11] = [
    "time",
    "memory",
    "best_cost",
    "first_cost",
    "time_to_first_solution",
    "iterations",
    "graph_states",
    "collision_checks",
    "state_checks",
    "run",
    "run_seed",
];

impl Exported {
    fn expected(row: &RunRow, events: &[TraceRow]) -> Self {
        let whole = |x: u64| some(x as f64);
        let real = |x: Option<f64>| x.map(f64::to_bits);
        let numbers = [
            some(row.time_s),
            some(row.peak_memory_mb),
            real(row.cost),
            real(row.first_cost),
            real(row.first_solution_time_s),
            whole(row.iterations),
            whole(row.vertices),
            whole(row.motion_checks),
            whole(row.state_checks),
            whole(row.run),
            whole(row.seed),
        ];
        // Of rows of one moment the last.
        let is_last = |i: &usize| {
            events
                .get(i + 1)
                .is_none_or(|next| next.time_s != events[*i].time_s)
        };
        let progress = (0..events.len()).filter(is_last).map(|i| {
            let event = &events[i];
            vec![
                some(event.time_s),
                real(event.cost),
                whole(event.iteration),
                whole(event.vertices),
                whole(event.motion_checks),
            ]
        });
        Self {
            numbers: NUMBERS.into_iter().zip(numbers).collect(),
            reason: Some(row.stop_reason.clone()),
            progress: progress.collect(),
        }
    }
}

/// Reads the runs of a log by their planners, as `ompl_benchmark_statistics` goes through it.
fn read_log(log: &str) -> Vec<(String, Vec<Exported>)> {
    let mut lines = log.split_terminator('\n').peekable();
    let counted = |line: &str, what: &str| -> usize {
        let (count, rest) = line.split_once(' ').expect("a count");
        assert!(rest.starts_with(what), "`{line}` is no count of {what}");
        count.parse().expect("a count")
    };
    while !lines
        .peek()
        .expect("the log goes on")
        .ends_with("enum types")
    {
        // Blocks may hold anything.
        if lines.next() == Some("<<<|") {
            lines
                .by_ref()
                .find(|line| *line == "|>>>")
                .expect("the block ends");
        }
    }
    let mut enums = BTreeMap::new();
    for _ in 0..counted(lines.next().expect("enums"), "enum types") {
        let words: Vec<&str> = lines.next().expect("an enum").split('|').collect();
        enums.insert(words[0], words[1..].to_vec());
    }
    let mut planners = Vec::new();
    for _ in 0..counted(lines.next().expect("planners"), "planners") {
        let mut next = || lines.next().expect("the log goes on");
        let name = next().to_owned();
        for _ in 0..counted(next(), "common properties") {
            assert!(next().contains(" = "));
        }
        let count = counted(next(), "properties for each run");
        let columns: Vec<(String, String)> = (0..count)
            .map(|_| {
                let (words, kind) = next().rsplit_once(' ').expect("a type");
                (words.replace(' ', "_"), kind.to_owned())
            })
            .collect();
        let mut runs = Vec::new();
        for _ in 0..counted(next(), "runs") {
            let cells: Vec<&str> = next().split("; ").collect();
            let cell = |name: &str| {
                let place = columns.iter().position(|column| column.0 == name);
                cells[place.expect("the column is there")]
            };
            let reason = cell("stop_reason").parse::<usize>().ok();
            runs.push(Exported {
                numbers: NUMBERS
                    .into_iter()
                    .map(|name| (name, bits(cell(name))))
                    .collect(),
                reason: reason.map(|number| enums["stop_reason"][number].to_owned()),
                progress: Vec::new(),
            });
        }
        for _ in 0..counted(next(), "progress properties") {
            next();
        }
        assert_eq!(counted(next(), "runs"), runs.len());
        for run in &mut runs {
            let moments = next().split_terminator(';');
            let cells = moments.map(|moment| moment.split_terminator(',').map(bits).collect());
            run.progress = cells.collect();
        }
        assert_eq!(next(), ".");
        planners.push((name, runs));
    }
    planners
}

/// Reads the runs of a database by their planners.
fn read_database(database: &Connection) -> rusqlite::Result<Vec<(String, Vec<Exported>)>> {
    let mut found: Vec<(String, Vec<Exported>)> = Vec::new();
    let columns = NUMBERS.map(|name| format!("runs.{name}")).join(", ");
    let mut statement = database.prepare(&format!(
        "SELECT runs.id, plannerConfigs.name, \
         (SELECT description FROM enums WHERE enums.name = 'stop_reason' AND value = runs.stop_reason), {columns} \
         FROM runs JOIN plannerConfigs ON plannerConfigs.id = plannerid ORDER BY runs.id"
    ))?;
    let mut progress = database.prepare(
        "SELECT time, best_cost, iterations, graph_states, collision_checks FROM progress WHERE runid = ? ORDER BY time",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, planner): (i64, String) = (row.get(0)?, row.get(1)?);
        let real = |i: usize| -> rusqlite::Result<Option<u64>> {
            Ok(row.get::<_, Option<f64>>(i)?.map(f64::to_bits))
        };
        let mut numbers = BTreeMap::new();
        for (i, name) in NUMBERS.into_iter().enumerate() {
            numbers.insert(name, real(i + 3)?);
        }
        let moments = progress.query_map([id], |row| {
            let cells = (0..5).map(|i| row.get::<_, Option<f64>>(i));
            cells
                .map(|x| Ok(x?.map(f64::to_bits)))
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let run = Exported {
            numbers,
            reason: row.get(2)?,
            progress: moments.collect::<rusqlite::Result<_>>()?,
        };
        match found.last_mut().filter(|(name, _)| *name == planner) {
            Some((_, runs)) => runs.push(run),
            None => found.push((planner, vec![run])),
        }
    }
    Ok(found)
}

fn exports_are_read_back((tables, machine): (Tables, Machine)) -> TestCaseResult {
    let benchmarks = content::benchmarks(&tables, &machine).map_err(TestCaseError::fail)?;
    let mut expected: Vec<(String, Vec<Exported>)> = Vec::new();
    for label in LABELS {
        let of_planner = tables.runs.values().filter(|row| row.planner == label);
        let runs: Vec<Exported> = of_planner
            .map(|row| Exported::expected(row, &tables.events[&row.key()]))
            .collect();
        if !runs.is_empty() {
            expected.push((label.to_owned(), runs));
        }
    }
    if expected.is_empty() {
        prop_assert!(benchmarks.is_empty());
        return Ok(());
    }
    let [benchmark] = &benchmarks[..] else {
        return Err(TestCaseError::fail("there is one scenario"));
    };
    prop_assert_eq!(&read_log(&ompl_log::text(benchmark)), &expected, "the log");

    let fail = |error: rusqlite::Error| TestCaseError::fail(error.to_string());
    let bytes = planner_arena::database(&benchmarks).map_err(fail)?;
    let mut database = Connection::open_in_memory().map_err(fail)?;
    let read = database.deserialize_read_exact("main", &bytes[..], bytes.len(), true);
    read.map_err(fail)?;
    prop_assert_eq!(
        &read_database(&database).map_err(fail)?,
        &expected,
        "the database"
    );
    let (name, host, cpu): (String, String, String) = database
        .query_row(
            "SELECT name, hostname, cpuinfo FROM experiments",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .map_err(fail)?;
    prop_assert_eq!(&name, &benchmark.name);
    prop_assert_eq!(host, machine.hostname);
    prop_assert!(cpu.starts_with(&machine.cpu));
    Ok(())
}

#[test]
fn exports_are_read_back_bit_for_bit() {
    for_all(150, results(), exports_are_read_back);
}
