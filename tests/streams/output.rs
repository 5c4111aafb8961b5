//! What is written: where there is no room, no reader and no stream.

use super::common::program::{command, files_in, prolate, shell, status, text};
use super::{results, words};
use std::fs::{self, File};
use std::io::pipe;
use std::process::{Output, Stdio};
use tempfile::TempDir;

/// Each command as it writes to standard output, and its status where it can. Where it has a folder to write to, that
/// is `OUT`.
const PRINTING: [(&str, i32); 16] = [
    ("plan easy.yaml -o OUT --no-plots", 0),
    ("plan easy.yaml -o OUT --no-plots --json", 0),
    ("plan closed.yaml -o OUT --no-plots", 1),
    ("bench easy.yaml -r 1 -n 300 -o OUT --no-plots", 0),
    (
        "bench easy.yaml -r 1 -n 300 -o OUT --shard 1/1 --no-plots",
        0,
    ),
    ("plot run -o OUT", 0),
    ("check easy.yaml", 0),
    ("verify easy.yaml path.csv", 0),
    ("verify easy.yaml blocked.csv", 1),
    ("optimum easy.yaml", 0),
    ("optimum easy.yaml -o -", 0),
    ("export batch --format ompl-log -o OUT.log", 0),
    ("export batch --format ompl-log -o -", 0),
    ("planners rrt", 0),
    ("--help", 0),
    ("--version", 0),
];

/// The line with a folder of its own for what it writes.
fn into(line: &str, out: &str) -> String {
    line.replace("OUT", out)
}

fn full() -> Stdio {
    let device = File::options().write(true).open("/dev/full").unwrap();
    device.into()
}

/// Where nobody reads.
fn broken() -> Stdio {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn results_that_standard_output_does_not_take_are_an_error_of_every_command() {
    let folder = results();
    for (i, (line, expected)) in PRINTING.into_iter().enumerate() {
        let [free, lost] = ["a", "b"].map(|name| into(line, &format!("{name}{i}")));
        let output = prolate(&folder, &words(&free));
        assert_eq!(status(&output), expected, "{line}");
        assert!(!output.stdout.is_empty(), "{line}");
        let mut command = command(&folder, &words(&lost));
        let output = command.stdout(full()).output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(status(&output), 2, "{line}: {said}");
        let last = said.lines().last().unwrap_or_default();
        assert!(
            last.starts_with("error: cannot write to standard output: No space left"),
            "{line}: {said}"
        );
        // The work is done all the same.
        let files = |out: &str| {
            let path = folder.path().join(format!("{out}{i}"));
            path.is_dir().then(|| files_in(&path))
        };
        assert_eq!(files("a"), files("b"), "{line}");
    }
}

#[test]
fn a_reader_that_has_gone_away_is_no_error_and_changes_no_verdict() {
    let folder = results();
    for (i, (line, expected)) in PRINTING.into_iter().enumerate() {
        let line = into(line, &format!("a{i}"));
        let mut command = command(&folder, &words(&line));
        let output = command.stdout(broken()).output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(status(&output), expected, "{line}: {said}");
        assert!(!said.contains("error"), "{line}: {said}");
    }
}

/// Each kind of message, with the status where it can be written: errors, usage, warnings, what is about to be done.
const TELLING: [(&str, i32); 7] = [
    ("plan nothing.yaml", 2),
    ("plan easy.yaml --no-such-option", 2),
    ("nonsense", 2),
    (
        "plan easy.yaml --target-cost 0.1 -n 300 -o OUT --no-plots",
        0,
    ),
    ("bench easy.yaml -r 1 -n 300 -o OUT --no-plots", 0),
    ("plot half -o OUT", 0),
    ("export half --format ompl-log -o OUT.log", 0),
];

/// The folder with the first of two shards as well.
fn half() -> TempDir {
    let folder = results();
    let line = "bench easy.yaml -r 8 -n 100 -o half --shard 1/2 -q --no-plots";
    assert_eq!(status(&prolate(&folder, &words(line))), 0);
    folder
}

#[test]
fn messages_that_standard_error_does_not_take_end_with_2_and_keep_no_work_from_being_done() {
    let folder = half();
    for (i, (line, expected)) in TELLING.into_iter().enumerate() {
        let line = into(line, &format!("a{i}"));
        let mut told = command(&folder, &words(&line));
        let told = told.output().unwrap();
        assert_eq!(status(&told), expected, "{line}");
        assert!(!told.stderr.is_empty(), "{line} has nothing to tell");
        let files = || {
            let path = folder.path().join(format!("a{i}"));
            let names = path.is_dir().then(|| files_in(&path));
            let _ = fs::remove_dir_all(&path);
            names
        };
        let written = files();
        let mut full_error = command(&folder, &words(&line));
        let output = full_error.stderr(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert_eq!(files(), written, "{line}");
        let mut both = command(&folder, &words(&line));
        let both = both.stdout(full()).stderr(full()).output().unwrap();
        assert_eq!(both.status.code(), Some(2), "{line}");
        assert_eq!(files(), written, "{line}");
        let mut gone = command(&folder, &words(&line));
        let output = gone.stderr(broken()).output().unwrap();
        assert_eq!(output.status.code(), Some(expected), "{line}");
        assert_eq!(files(), written, "{line}");
    }
}

#[test]
fn closed_streams_are_as_if_nobody_looked_and_no_file_is_taken_for_them() {
    let folder = results();
    let of_run = |out: &str| fs::read(folder.path().join(out).join("path.csv")).unwrap();
    for (line, expected) in [
        ("plan easy.yaml -o a --no-plots >&-", 0),
        ("plan easy.yaml -o b --no-plots 2>&-", 0),
        ("plan easy.yaml -o c --no-plots <&- >&- 2>&-", 0),
        (
            "plan easy.yaml --target-cost 0.1 -n 2000 -o d --no-plots <&- >&- 2>&-",
            0,
        ),
        ("verify easy.yaml blocked.csv >&-", 1),
        ("check nothing.yaml 2>&-", 2),
        ("check nothing.yaml >&- 2>&-", 2),
        ("check - <&-", 2),
        ("--help >&-", 0),
    ] {
        let output = shell(&folder, &format!("\"$prolate\" {line}"));
        assert_eq!(status(&output), expected, "{line}");
    }
    for out in ["a", "b", "c", "d"] {
        assert_eq!(of_run(out), of_run("run"));
    }
}

#[test]
fn an_output_called_minus_is_the_only_thing_on_standard_output() {
    let folder = results();
    let printed = |line: &str| -> Output {
        let output = prolate(&folder, &words(line));
        assert_eq!(status(&output), 0, "{line}: {}", text(&output.stderr));
        output
    };
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    printed("optimum easy.yaml -o best.csv");
    assert_eq!(printed("optimum easy.yaml -o -").stdout, read("best.csv"));
    assert_eq!(
        printed("optimum easy.yaml -o /dev/stdout").stdout,
        read("best.csv")
    );
    let output = prolate(&folder, &words("optimum easy.yaml -o - --json"));
    assert_eq!(status(&output), 2);
    for format in ["ompl-log", "planner-arena-db"] {
        let line = |to: &str| format!("export batch --format {format} -o {to}");
        printed(&line("export.out"));
        assert_eq!(printed(&line("-")).stdout, read("export.out"), "{format}");
    }
    // One after the other through a pipe.
    let line = "\"$prolate\" optimum easy.yaml -o - | \"$prolate\" verify easy.yaml -";
    assert_eq!(status(&shell(&folder, line)), 0);
    let line = "bench easy.yaml closed.yaml -p rrt -r 1 -n 100 -o two -q --no-plots";
    printed(line);
    let output = prolate(&folder, &words("export two --format ompl-log -o -"));
    assert_eq!(status(&output), 2);
    assert!(text(&output.stderr).contains("a log holds one scenario"));
}
