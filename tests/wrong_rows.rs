//! Results that were changed by hand or damaged: every command that reads them says where, and takes no wrong row for
//! a result.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn run(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prolate"));
    command.current_dir(home).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder `o` of results of two planners, three runs each; the batch is `bench e.yaml -o o`.
fn results() -> TempDir {
    let home = TempDir::new().unwrap();
    let put = |name: &str, text: &str| fs::write(home.path().join(name), text).unwrap();
    put(
        "w.yaml",
        "space: {bounds: [[0, 1], [0, 1]]}\nstart: [0.1, 0.1]\ngoal: {state: [0.9, 0.9]}\n\
         obstacles:\n  - box: {min: [0.4, 0.2], max: [0.6, 0.8]}\n",
    );
    put(
        "e.yaml",
        "experiment: e\nscenarios: [w.yaml]\nplanners: [rrt, rrt-star]\nruns: 3\nstop: {iterations: 500}\n",
    );
    let output = run(
        home.path(),
        &["bench", "e.yaml", "-o", "o", "-q", "--no-plots"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    home
}

/// The table with the cell `column` of line `line` changed, both from 1.
fn with_cell(table: &str, line: usize, column: usize, cell: &str) -> String {
    let change = |(i, row): (usize, &str)| {
        let mut cells: Vec<&str> = row.split(',').collect();
        if i + 1 == line {
            cells[column - 1] = cell;
        }
        cells.join(",") + "\n"
    };
    table.lines().enumerate().map(change).collect()
}

#[test]
fn every_reader_of_results_names_the_wrong_row_and_leaves_it_out_only_where_told_to() {
    let home = results();
    let file = home.path().join("o/runs.csv");
    let table = fs::read_to_string(&file).unwrap();
    let again = |cell: &str| {
        let copy = table.lines().nth(4).unwrap();
        with_cell(&format!("{table}{copy}\n"), 8, 8, cell)
    };
    let row = |scenario: &str| format!("{table}{scenario},rrt,1,1,false,,,,0,0,0,0,0,0,time\n");
    // What is written, the line that is told, what is said of it, and how many of the six runs are left.
    let kinds = [
        (with_cell(&table, 3, 8, "NaN"), 3, "`cost`: NaN", 5),
        (with_cell(&table, 3, 8, "-1"), 3, "`cost`: -1 is below 0", 5),
        (
            with_cell(&table, 3, 8, ""),
            3,
            "`cost`: the run is solved",
            5,
        ),
        (with_cell(&table, 3, 8, "abc"), 3, "`cost`: `abc`", 5),
        (
            with_cell(&table, 4, 4, "7"),
            4,
            "`seed`: 7 is not the seed",
            5,
        ),
        (
            with_cell(&table, 2, 3, "9"),
            2,
            "run 9 of `rrt` on w is not one",
            5,
        ),
        (
            again("0.123"),
            8,
            "run 1 of `rrt-star` on w stands at o/runs.csv:5",
            5,
        ),
        (
            row("elsewhere"),
            8,
            "run 1 of `rrt` on elsewhere is not one",
            6,
        ),
        (format!("{table}w,rrt\n"), 8, "the row has 2 columns", 6),
    ];
    let commands: [&[&str]; 3] = [
        &["plot", "o", "-o", "p"],
        &["export", "o", "--format", "ompl-log", "-o", "a.log"],
        &["bench", "--merge", "o", "-o", "m", "--no-plots"],
    ];
    for (text, line, what, left) in kinds {
        fs::write(&file, &text).unwrap();
        let place = format!("o/runs.csv:{line}: ");
        let resumed = run(home.path(), &["bench", "e.yaml", "-o", "o", "--no-plots"]);
        let told = said(&resumed);
        assert_eq!(resumed.status.code(), Some(2), "{what}: {told}");
        assert!(
            told.contains(&place) && told.contains(what),
            "{what}: {told}"
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), text, "{what}");
        for arguments in commands {
            let output = run(home.path(), arguments);
            let told = said(&output);
            assert_eq!(output.status.code(), Some(2), "{what}: {told}");
            assert!(
                told.contains(&place) && told.contains(what),
                "{what}: {told}"
            );
            assert!(told.contains("--lenient"), "{what}: {told}");

            let output = run(home.path(), &[arguments, &["--lenient"]].concat());
            let told = said(&output);
            assert_eq!(output.status.code(), Some(0), "{what}: {told}");
            assert!(
                told.contains("warning: ") && told.contains(&place),
                "{told}"
            );
            if arguments[0] == "bench" {
                fs::remove_dir_all(home.path().join("m")).unwrap();
            }
            let output = run(home.path(), &[arguments, &["--lenient", "-q"]].concat());
            assert!(output.stderr.is_empty(), "{what}: {}", said(&output));
        }
        let merged = fs::read_to_string(home.path().join("m/runs.csv")).unwrap();
        assert_eq!(merged.lines().count(), left + 1, "{what}");
        for made in ["p", "m"] {
            fs::remove_dir_all(home.path().join(made)).unwrap();
        }
    }
}

#[test]
fn a_table_with_other_columns_is_refused_and_gets_no_rows() {
    let home = results();
    let file = home.path().join("o/runs.csv");
    let table = fs::read_to_string(&file).unwrap();
    let (header, rows) = table.split_once('\n').unwrap();
    let swapped = header.replace("time_s,iterations", "iterations,time_s");
    for (header, rows, what) in [
        (
            header.replace(",first_cost", ",memory_cost"),
            "",
            "there is no column `first_cost`",
        ),
        (
            header.replace(",first_cost", ",memory_cost"),
            rows,
            "there is no column `first_cost`",
        ),
        (
            header.replace(",vertices", ""),
            "",
            "there is no column `vertices`",
        ),
        (swapped, "", "in this order"),
        (format!("{header},note"), "", "in this order"),
    ] {
        let text = format!("{header}\n{rows}");
        fs::write(&file, &text).unwrap();
        let output = run(
            home.path(),
            &["bench", "e.yaml", "-o", "o", "-q", "--no-plots"],
        );
        assert_eq!(output.status.code(), Some(2));
        let told = said(&output);
        assert!(
            told.contains("o/runs.csv:1: ") && told.contains(what),
            "{what}: {told}"
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
}

#[test]
fn a_run_that_ends_elsewhere_in_its_convergence_is_told() {
    let home = results();
    let file = home.path().join("o/convergence.csv");
    let table = fs::read_to_string(&file).unwrap();
    let rows: Vec<&str> = table.lines().collect();
    // The last row of the first run, and its number.
    let last = rows
        .iter()
        .rposition(|row| row.starts_with("w,rrt,1,"))
        .unwrap()
        + 1;
    let without: Vec<&str> = rows
        .iter()
        .copied()
        .filter(|row| !row.starts_with("w,rrt,1,"))
        .collect();
    let doubled = rows.iter().chain(&rows[1..]).copied().collect::<Vec<_>>();
    let kinds = [
        (
            with_cell(&table, last, 8, "9"),
            last,
            "ends at 9, and by the table of runs at",
        ),
        (with_cell(&table, last, 8, ""), last, "ends at none"),
        (
            without.join("\n") + "\n",
            1,
            "run 1 of `rrt` on w has no row here",
        ),
        (format!("{}\n", rows[0]), 1, "has no row here"),
        (with_cell(&table, last, 4, "0"), last, "is before line"),
        (doubled.join("\n") + "\n", rows.len() + 1, "is before line"),
    ];
    for (text, line, what) in kinds {
        fs::write(&file, &text).unwrap();
        for arguments in [
            &["plot", "o", "-o", "p"][..],
            &["export", "o", "--format", "ompl-log", "-o", "a.log"],
            &["bench", "--merge", "o", "-o", "m", "--no-plots"],
            &["bench", "e.yaml", "-o", "o", "--no-plots"],
        ] {
            let output = run(home.path(), arguments);
            let told = said(&output);
            assert_eq!(output.status.code(), Some(2), "{what}: {told}");
            let place = format!("o/convergence.csv:{line}: ");
            assert!(
                told.contains(&place) && told.contains(what),
                "{what}: {told}"
            );
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
}

#[test]
fn a_row_that_stands_twice_with_the_same_figures_is_one_run() {
    let home = results();
    let file = home.path().join("o/runs.csv");
    let table = fs::read_to_string(&file).unwrap();
    let copy = table.lines().nth(4).unwrap();
    fs::write(&file, format!("{table}{copy}\n")).unwrap();
    let output = run(
        home.path(),
        &["bench", "e.yaml", "-o", "o", "-q", "--no-plots"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(fs::read_to_string(&file).unwrap(), table);
}

#[test]
fn costs_that_no_path_has_are_faults_of_the_convergence_too() {
    let home = results();
    let file = home.path().join("o/convergence.csv");
    let table = fs::read_to_string(&file).unwrap();
    for (column, cell) in [(8, "-2"), (8, "inf"), (4, "NaN"), (5, "-3")] {
        fs::write(&file, with_cell(&table, 6, column, cell)).unwrap();
        for arguments in [
            &["plot", "o"][..],
            &["bench", "e.yaml", "-o", "o", "--no-plots"],
        ] {
            let output = run(home.path(), arguments);
            assert_eq!(output.status.code(), Some(2));
            let told = said(&output);
            assert!(told.contains("o/convergence.csv:6: "), "{cell}: {told}");
        }
    }
}

#[test]
fn a_summary_that_contradicts_itself_is_refused_with_its_line() {
    let home = results();
    let plan = [
        "plan",
        "w.yaml",
        "-n",
        "300",
        "-o",
        "one",
        "--no-plots",
        "-q",
    ];
    assert_eq!(run(home.path(), &plan).status.code(), Some(0));
    let file = home.path().join("one/summary.json");
    let text = fs::read_to_string(&file).unwrap();
    let cost = text
        .lines()
        .find(|line| line.contains("\"cost\":"))
        .unwrap();
    let line = 1 + text.lines().position(|l| l == cost).unwrap();
    for wrong in ["-1.0", "null"] {
        fs::write(&file, text.replace(cost, &format!("  \"cost\": {wrong},"))).unwrap();
        let output = run(home.path(), &["plot", "one"]);
        assert_eq!(output.status.code(), Some(2));
        let told = said(&output);
        assert!(
            told.contains(&format!("one/summary.json:{line}: `cost`")),
            "{told}"
        );
    }
}

#[test]
fn a_last_line_that_was_cut_off_is_a_run_that_is_missing() {
    let home = results();
    let file = home.path().join("o/runs.csv");
    let table = fs::read_to_string(&file).unwrap();
    let last = table.trim_end().rfind('\n').unwrap();
    // Cut where what is left reads as a row: only the reason has lost its end.
    fs::write(&file, &table[..table.len() - 3]).unwrap();
    let output = run(
        home.path(),
        &["export", "o", "--format", "ompl-log", "-o", "a.log"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("1 of 6 runs is missing"));
    let output = run(home.path(), &["bench", "--merge", "o", "-o", "m", "-q"]);
    assert_eq!(output.status.code(), Some(2));
    let output = run(
        home.path(),
        &["bench", "e.yaml", "-o", "o", "-q", "--no-plots"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let again = fs::read_to_string(&file).unwrap();
    assert_eq!(again.lines().count(), 7);
    assert_eq!(again[..last], table[..last]);
}
