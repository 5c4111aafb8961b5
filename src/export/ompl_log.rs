//! OMPL's benchmark log: the text that `ompl::tools::Benchmark` writes and `ompl_benchmark_statistics` reads.
//!
//! A log holds one experiment. Values are separated by `; `, moments of progress by `;` and their values by `,`, every
//! one closed by its separator; nothing stands for null. An absent limit is written as `inf`.

use super::content::{ATTRIBUTES, Benchmark, Cell, Column, ENUMS, PROGRESS, Planner};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The log of a benchmark.
pub fn text(benchmark: &Benchmark) -> String {
    let mut text = String::new();
    let (library, version) = benchmark
        .version
        .split_once(' ')
        .unwrap_or((&benchmark.version, "0"));
    line(&mut text, &format!("{library} version {version}"));
    line(&mut text, &format!("Experiment {}", word(&benchmark.name)));
    let count = benchmark.parameters.len();
    line(&mut text, &format!("{count} experiment properties"));
    for (name, kind, value) in &benchmark.parameters {
        line(&mut text, &format!("{name} {kind} = {value}"));
    }
    line(
        &mut text,
        &format!("Running on {}", word(&benchmark.hostname)),
    );
    line(&mut text, &format!("Starting at {}", benchmark.date));
    block(&mut text, &benchmark.setup);
    block(&mut text, &benchmark.cpu);
    line(&mut text, &format!("{} is the random seed", benchmark.seed));
    let limit = benchmark.time_limit.unwrap_or(f64::INFINITY);
    line(&mut text, &format!("{limit} seconds per run"));
    line(&mut text, "inf MB per run");
    line(&mut text, &format!("{} runs per planner", benchmark.runs));
    let total = benchmark.total_time;
    line(
        &mut text,
        &format!("{total} seconds spent to collect the data"),
    );
    let types = if ENUMS.len() == 1 { "type" } else { "types" };
    line(&mut text, &format!("{} enum {types}", ENUMS.len()));
    for (name, words) in ENUMS {
        line(&mut text, &format!("{name}|{}", words.join("|")));
    }
    line(&mut text, &format!("{} planners", benchmark.planners.len()));
    for planner in &benchmark.planners {
        write_planner(&mut text, planner);
    }
    text
}

fn write_planner(text: &mut String, planner: &Planner) {
    line(text, &planner.name);
    line(
        text,
        &format!("{} common properties", planner.settings.len()),
    );
    for (key, value) in &planner.settings {
        line(text, &format!("{key} = {value}"));
    }
    columns(text, &ATTRIBUTES, "properties for each run");
    line(text, &format!("{} runs", planner.runs.len()));
    for run in &planner.runs {
        for cell in &run.attributes {
            let _ = write!(text, "{}; ", written(cell));
        }
        text.push('\n');
    }
    columns(text, &PROGRESS, "progress properties for each run");
    line(text, &format!("{} runs", planner.runs.len()));
    for run in &planner.runs {
        for moment in &run.progress {
            for cell in moment {
                let _ = write!(text, "{},", written(cell));
            }
            text.push(';');
        }
        text.push('\n');
    }
    line(text, ".");
}

/// Logs write the words of a name apart and its type behind.
fn columns(text: &mut String, columns: &[Column], what: &str) {
    line(text, &format!("{} {what}", columns.len()));
    for (name, kind) in columns {
        line(text, &format!("{} {kind}", name.replace('_', " ")));
    }
}

fn line(text: &mut String, content: &str) {
    // A label of several lines would be taken for what follows it.
    text.push_str(&content.replace(['\n', '\r'], " "));
    text.push('\n');
}

/// Text of several lines; what would end it is moved in.
fn block(text: &mut String, content: &str) {
    text.push_str("<<<|\n");
    for row in content.lines() {
        if row.starts_with("|>>>") {
            text.push(' ');
        }
        text.push_str(row);
        text.push('\n');
    }
    text.push_str("|>>>\n");
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Whole(x) => x.to_string(),
        Cell::Real(x) => x.to_string(),
    }
}

/// Readers take the last word of the line.
fn word(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_")
}

/// The files for these benchmarks: `file` for one; for several the scenario's name before the ending, as in
/// `results.wall-gap.log`.
pub fn files(file: &Path, benchmarks: &[Benchmark]) -> Vec<PathBuf> {
    if benchmarks.len() == 1 {
        return vec![file.to_owned()];
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let ending = file.extension().map(|ending| ending.to_string_lossy());
    let ending = ending.map_or_else(String::new, |ending| format!(".{ending}"));
    let name = |benchmark: &Benchmark| format!("{stem}.{}{ending}", word(&benchmark.name));
    benchmarks
        .iter()
        .map(|benchmark| file.with_file_name(name(benchmark)))
        .collect()
}
