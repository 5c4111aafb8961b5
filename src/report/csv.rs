//! `statistics.csv`: the tables' figures for other programs.

use super::figures::Figures;
use super::table::columns;
use crate::experiment::stored::Stored;
use crate::statistics::Estimate;
use std::fmt::Write;

/// The first columns of `statistics.csv`, by which it is known.
pub const COLUMNS: &str = "scenario,planner,runs,solved,crashed,confidence";

/// `statistics.csv`: a row for each scenario and planner, with the figures of the tables and the ends of their
/// intervals. What is infinite is `inf`, and what is not known is empty.
pub fn statistics_csv(stored: &Stored, confidence: f64) -> String {
    let tables: Vec<_> = stored
        .scenarios
        .iter()
        .map(|scenario| {
            let figures = Figures::all(scenario, confidence);
            let columns = columns(&figures);
            (scenario, figures, columns)
        })
        .collect();
    // A column that one scenario has, all have.
    let widest = tables.iter().max_by_key(|(_, _, columns)| columns.len());
    let keys: Vec<String> = widest.map_or_else(Vec::new, |(_, _, columns)| {
        columns.iter().map(|column| column.key.clone()).collect()
    });
    let mut text = COLUMNS.to_owned();
    for key in &keys {
        let _ = write!(text, ",{key},{key}_low,{key}_high");
    }
    text.push('\n');
    let number = |x: f64| {
        if x.is_nan() {
            String::new()
        } else {
            x.to_string()
        }
    };
    for (scenario, figures, columns) in &tables {
        for (i, row) in figures.iter().enumerate() {
            let _ = write!(
                text,
                "{},{},{},{},{},{confidence}",
                quoted(&scenario.name),
                quoted(&stored.planners[row.planner].label),
                row.runs,
                row.solved,
                row.crashed
            );
            for key in &keys {
                match columns.iter().find(|column| column.key == *key) {
                    Some(column) => {
                        let Estimate { value, interval } = column.cells[i].estimate;
                        let known = if value.is_nan() { f64::NAN } else { 0.0 };
                        let ends = [value, interval.low + known, interval.high + known];
                        let _ = write!(text, ",{}", ends.map(number).join(","));
                    }
                    None => text.push_str(",,,"),
                }
            }
            text.push('\n');
        }
    }
    text
}

/// A word as a cell of CSV.
fn quoted(word: &str) -> String {
    if word.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", word.replace('"', "\"\""))
    } else {
        word.to_owned()
    }
}
