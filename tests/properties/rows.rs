//! Random rows of tables, and tables read back by a reader that knows nothing but the format: the values are those that
//! were written, bit for bit.
//!
//! Rows are any words, numbers from the least to the greatest, and every reason to stop.

use crate::for_all;
use prolate::experiment::reading::Judged;
use prolate::experiment::rows::{CRASHED, REFUTED, RunKey, RunRow, TraceRow, table};
use prolate::record::StopReason;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

/// Not negative: sizes, times and costs.
pub fn number() -> impl Strategy<Value = f64> {
    let bits = (0..f64::MAX.to_bits()).prop_map(f64::from_bits);
    let few = proptest::sample::select(vec![0.0, 5e-324, 0.1, 1.0, 1e15, 1e16, 1e300, f64::MAX]);
    prop_oneof![1 => few, 2 => 0.0..100.0, 1 => bits]
}

fn count() -> impl Strategy<Value = u64> {
    prop_oneof![0..100u64, 0..1u64 << 53]
}

/// Anything that is text.
pub fn words() -> impl Strategy<Value = String> {
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

pub fn run_row() -> impl Strategy<Value = RunRow> {
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

pub fn trace_row() -> impl Strategy<Value = TraceRow> {
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
pub fn bits(text: &str) -> Option<u64> {
    let number = |text: &str| text.parse::<f64>().expect("a number").to_bits();
    (!text.is_empty()).then(|| number(text))
}

pub fn some(x: f64) -> Option<u64> {
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
