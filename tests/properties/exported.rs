//! Tables and exports read back by other readers give the values that were written, bit for bit.
//!
//! Rows are random: any words, numbers from the least to the greatest, and every reason to stop. The CSV and the log of
//! OMPL are read by readers of this file's own, which know nothing but the formats; the database by SQLite.

use crate::for_all;
use prolate::experiment::machine::Machine;
use prolate::experiment::reading::{Faults, Judged};
use prolate::experiment::rows::{CRASHED, REFUTED, Row, RunKey, RunRow, TraceRow, table};
use prolate::experiment::tables::Tables;
use prolate::experiment::{Experiment, load};
use prolate::export::{content, ompl_log, planner_arena};
use prolate::record::StopReason;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use tempfile::TempDir;

/// Not negative: sizes, times and costs.
fn number() -> impl Strategy<Value = f64> {
    let bits = (0..f64::MAX.to_bits()).prop_map(f64::from_bits);
    let few = proptest::sample::select(vec![0.0, 5e-324, 0.1, 1.0, 1e15, 1e16, 1e300, f64::MAX]);
    prop_oneof![1 => few, 2 => 0.0..100.0, 1 => bits]
}

fn count() -> impl Strategy<Value = u64> {
    prop_oneof![0..100u64, 0..1u64 << 53]
}

/// Anything that is text.
fn words() -> impl Strategy<Value = String> {
    let letters = "a1 ,;\"'\n\r\t|=<>.é✓\u{2028}";
    let odd = proptest::sample::select(letters.chars().collect::<Vec<_>>());
    vec(prop_oneof![3 => odd, 1 => any::<char>()], 0..12).prop_map(|c| c.into_iter().collect())
}

fn reason() -> impl Strategy<Value = String> {
    let names = StopReason::ALL.iter().map(|reason| reason.name());
    let names: Vec<&str> = names.chain([CRASHED, REFUTED]).collect();
    proptest::sample::select(names).prop_map(str::to_owned)
}

fn key() -> impl Strategy<Value = RunKey> {
    (words(), words(), count()).prop_map(|(scenario, planner, run)| RunKey {
        scenario,
        planner,
        run,
    })
}

fn run_row() -> impl Strategy<Value = RunRow> {
    let costs = option::of((number(), number(), number()));
    let counts = [count(), count(), count(), count(), count()];
    let parts = (key(), costs, [number(), number()], counts, reason());
    parts.prop_map(
        |(key, costs, [time_s, peak_memory_mb], counts, stop_reason)| RunRow {
            scenario: key.scenario,
            planner: key.planner,
            run: key.run,
            seed: counts[0],
            solved: costs.is_some(),
            first_solution_time_s: costs.map(|c| c.0),
            first_cost: costs.map(|c| c.1),
            cost: costs.map(|c| c.2),
            time_s,
            iterations: counts[1],
            vertices: counts[2],
            motion_checks: counts[3],
            state_checks: counts[4],
            peak_memory_mb,
            stop_reason,
        },
    )
}

fn trace_row() -> impl Strategy<Value = TraceRow> {
    let parts = (
        key(),
        number(),
        [count(), count(), count()],
        option::of(number()),
    );
    parts.prop_map(|(key, time_s, counts, cost)| TraceRow {
        scenario: key.scenario,
        planner: key.planner,
        run: key.run,
        time_s,
        iteration: counts[0],
        vertices: counts[1],
        motion_checks: counts[2],
        cost,
    })
}

/// The cells of a CSV text (RFC 4180, with plain line ends).
fn csv_cells(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => loop {
                match letters.next().expect("a quote that is closed") {
                    '"' if letters.peek() == Some(&'"') => cell.extend(letters.next()),
                    '"' => break,
                    letter => cell.push(letter),
                }
            },
            ',' => line.push(std::mem::take(&mut cell)),
            '\n' => {
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            letter => cell.push(letter),
        }
    }
    assert!(
        line.is_empty() && cell.is_empty(),
        "the last line has an end"
    );
    lines
}

/// A number as its bits, from text: what is empty is none.
fn bits(text: &str) -> Option<u64> {
    let number = |text: &str| text.parse::<f64>().expect("a number").to_bits();
    (!text.is_empty()).then(|| number(text))
}

fn some(x: f64) -> Option<u64> {
    Some(x.to_bits())
}

fn runs_are_read_back(rows: Vec<RunRow>) -> TestCaseResult {
    let lines = csv_cells(&table(&rows));
    prop_assert_eq!(lines[0].join(","), RunRow::HEADER);
    prop_assert_eq!(lines.len(), rows.len() + 1);
    for (cells, row) in lines[1..].iter().zip(&rows) {
        let words = [&row.scenario, &row.planner, &row.run.to_string()];
        prop_assert_eq!(&cells[..3].iter().collect::<Vec<_>>(), &words);
        prop_assert_eq!(&cells[3..5], [row.seed.to_string(), row.solved.to_string()]);
        let numbers = [
            row.first_solution_time_s,
            row.first_cost,
            row.cost,
            Some(row.time_s),
        ];
        let read: Vec<_> = cells[5..9].iter().map(|cell| bits(cell)).collect();
        prop_assert_eq!(read, numbers.map(|x| x.map(f64::to_bits)));
        let counts = [
            row.iterations,
            row.vertices,
            row.motion_checks,
            row.state_checks,
        ];
        prop_assert_eq!(&cells[9..13], counts.map(|x| x.to_string()));
        prop_assert_eq!(bits(&cells[13]), some(row.peak_memory_mb));
        prop_assert_eq!(&cells[14..], std::slice::from_ref(&row.stop_reason));
    }
    Ok(())
}

fn events_are_read_back(rows: Vec<TraceRow>) -> TestCaseResult {
    let lines = csv_cells(&table(&rows));
    prop_assert_eq!(lines[0].join(","), TraceRow::HEADER);
    prop_assert_eq!(lines.len(), rows.len() + 1);
    for (cells, row) in lines[1..].iter().zip(&rows) {
        let words = [&row.scenario, &row.planner, &row.run.to_string()];
        prop_assert_eq!(&cells[..3].iter().collect::<Vec<_>>(), &words);
        prop_assert_eq!(bits(&cells[3]), some(row.time_s));
        let counts = [row.iteration, row.vertices, row.motion_checks];
        prop_assert_eq!(&cells[4..7], counts.map(|x| x.to_string()));
        prop_assert_eq!(bits(&cells[7]), row.cost.map(f64::to_bits));
        prop_assert_eq!(cells.len(), 8);
    }
    Ok(())
}

#[test]
fn tables_are_read_back_bit_for_bit() {
    for_all(300, vec(run_row(), 0..5), runs_are_read_back);
    for_all(300, vec(trace_row(), 0..5), events_are_read_back);
}

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
