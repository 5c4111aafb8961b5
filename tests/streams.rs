#![cfg(unix)]
//! Standard streams, pipes and devices: what is read from them and written to them, and what the status says of it.

mod common;

use common::program::{
    CLOSED, EASY, command, files_in, folder, make_fifo, prolate, prolate_on, shell, status, text,
};
use std::fs::{self, File};
use std::io::pipe;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Free of the box, from the start into the goal.
const PATH: &str = "x0,x1\n0.1,0.5\n0.3,0.1\n0.7,0.1\n0.9,0.5\n";

/// Through the box.
const BLOCKED: &str = "x0,x1\n0.1,0.5\n0.9,0.5\n";

/// The folder with a path that holds, one that does not, the results of a run and those of a batch.
fn results() -> TempDir {
    let folder = folder();
    fs::write(folder.path().join("path.csv"), PATH).unwrap();
    fs::write(folder.path().join("blocked.csv"), BLOCKED).unwrap();
    for line in [
        "plan easy.yaml -o run -q --no-plots",
        "bench easy.yaml -r 2 -n 300 -o batch -q --no-plots",
    ] {
        assert_eq!(status(&prolate(&folder, &words(line))), 0);
    }
    folder
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// Each command as it writes to standard output, and its status where it can. Where it has a folder to write to, that is
/// `OUT`.
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
fn a_scenario_from_standard_input_is_as_one_from_a_file_and_is_named_stdin() {
    let folder = results();
    let on = |line: &str, input: &str| prolate_on(&folder, &words(line), input.as_bytes());
    let output = on("plan - --no-plots", EASY);
    assert_eq!(status(&output), 0, "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("written to      out/stdin/rrt-star-7\n"));
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    let path = read("out/stdin/rrt-star-7/path.csv");
    assert_eq!(path, read("run/path.csv"));
    assert!(read("out/stdin/rrt-star-7/summary.json").contains("\"scenario\": \"stdin\""));
    // It is the path of that scenario.
    let summary = |path: &str| {
        read(path)
            .lines()
            .filter(|l| l.contains("\"cost\""))
            .collect::<String>()
    };
    assert_eq!(
        summary("run/summary.json"),
        summary("out/stdin/rrt-star-7/summary.json")
    );

    assert_eq!(status(&on("verify - path.csv", EASY)), 0);
    assert_eq!(status(&on("verify - blocked.csv", EASY)), 1);
    assert_eq!(status(&on("verify easy.yaml -", PATH)), 0);
    assert_eq!(status(&on("verify easy.yaml -", BLOCKED)), 1);
    assert_eq!(status(&on("optimum -", EASY)), 0);
    assert_eq!(status(&on("optimum -", CLOSED)), 1);
    let output = on("check easy.yaml - closed.yaml", EASY);
    assert_eq!(status(&output), 0);
    let lines = text(&output.stdout).lines();
    let named: Vec<_> = lines.filter(|line| line.contains(": valid")).collect();
    assert_eq!(
        named,
        ["easy.yaml: valid", "stdin: valid", "closed.yaml: valid"]
    );

    let wrong = EASY.replace("start: [0.1, 0.5]", "start: [0.5, 0.5]");
    let output = on("plan -", &wrong);
    assert_eq!(status(&output), 2);
    assert!(
        text(&output.stderr).contains("--> stdin:4:8\n"),
        "{}",
        text(&output.stderr)
    );
    let output = on("verify easy.yaml -", "0.1,0.5\n0.9,zero\n");
    assert_eq!(status(&output), 2);
    assert!(
        text(&output.stderr).contains("--> stdin:2:5\n"),
        "{}",
        text(&output.stderr)
    );
    let output = on("check -", "");
    assert!(status(&output) == 2 && text(&output.stderr).contains("the scenario is empty"));
}

#[test]
fn relative_files_of_a_scenario_without_a_folder_begin_at_the_present_one() {
    let folder = folder();
    fs::create_dir(folder.path().join("maps")).unwrap();
    let map = "type octile\nheight 2\nwidth 4\nmap\n....\n....\n";
    fs::write(folder.path().join("maps/open.map"), map).unwrap();
    let world = "obstacles:\n  - map: {file: maps/open.map}\nstart: [0.5, -0.5]\ngoal: {state: [3.5, -0.5]}\n";
    let world = world.replace("-0.5", "0.5");
    fs::write(folder.path().join("world.yaml"), &world).unwrap();
    let output = prolate(&folder, &["check", "world.yaml"]);
    assert_eq!(status(&output), 0, "{}", text(&output.stderr));
    for line in ["check -", "check /dev/stdin", "check /dev/fd/0"] {
        let output = prolate_on(&folder, &words(line), world.as_bytes());
        assert_eq!(status(&output), 0, "{line}: {}", text(&output.stderr));
        assert!(text(&output.stdout).starts_with("stdin: valid"));
    }
    let output = shell(&folder, "\"$prolate\" check /dev/fd/3 3< world.yaml");
    assert_eq!(status(&output), 0, "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("fd-3: valid"));
    // The map goes along with the results.
    let output = prolate_on(
        &folder,
        &words("bench - -r 1 -n 100 -q --no-plots"),
        world.as_bytes(),
    );
    assert_eq!(status(&output), 0, "{}", text(&output.stderr));
    let kept = folder
        .path()
        .join("out/bench-stdin/scenarios/stdin/maps/open.map");
    assert_eq!(fs::read_to_string(kept).unwrap(), map);
}

#[test]
fn pipes_are_read_once_wherever_a_scenario_or_a_path_is_read() {
    let folder = folder();
    let experiment =
        "experiment: piped\nscenarios: [easy.yaml]\nruns: 1\nstop: {iterations: 300}\n";
    for (i, (line, inputs)) in [
        ("plan PIPE0 -o a --no-plots", vec![EASY]),
        ("check PIPE0 PIPE1 easy.yaml", vec![EASY, experiment]),
        ("verify PIPE0 PIPE1", vec![EASY, PATH]),
        ("verify easy.yaml PIPE0", vec![PATH]),
        ("optimum PIPE0", vec![EASY]),
        (
            "bench PIPE0 closed.yaml -r 1 -n 100 -p rrt -o b -q --no-plots",
            vec![EASY],
        ),
        ("bench PIPE0 -o c -q --no-plots", vec![experiment]),
    ]
    .into_iter()
    .enumerate()
    {
        let mut line = line.to_owned();
        let mut writers = Vec::new();
        for (j, content) in inputs.iter().enumerate() {
            let name = format!("pipe-{i}-{j}.fifo");
            line = line.replace(&format!("PIPE{j}"), &name);
            let path = folder.path().join(name);
            make_fifo(&path);
            let content = (*content).to_owned();
            writers.push(thread::spawn(move || fs::write(path, content)));
        }
        let output = prolate(&folder, &words(&line));
        assert_eq!(status(&output), 0, "{line}: {}", text(&output.stderr));
        for writer in writers {
            writer.join().unwrap().unwrap();
        }
    }
    assert!(folder.path().join("c/runs.csv").is_file());
}

#[test]
fn standard_input_is_given_to_one_argument_only() {
    let folder = results();
    for line in [
        "check - -",
        "check - easy.yaml /dev/stdin",
        "verify - -",
        "verify /dev/fd/0 -",
        "bench - - -r 1",
    ] {
        let output = prolate_on(&folder, &words(line), EASY.as_bytes());
        assert_eq!(status(&output), 2, "{line}");
        let said = text(&output.stderr);
        assert!(said.contains("named more than once"), "{line}: {said}");
        assert!(output.stdout.is_empty());
    }
    for line in [
        "plan easy.yaml -o -",
        "bench easy.yaml -o -",
        "plot run -o -",
    ] {
        let output = prolate(&folder, &words(line));
        assert_eq!(status(&output), 2, "{line}");
        assert!(text(&output.stderr).contains("names a folder"), "{line}");
    }
    assert!(!folder.path().join("-").exists());
}

#[test]
fn what_is_no_text_or_has_no_end_is_an_error_that_says_so() {
    let folder = folder();
    fs::write(
        folder.path().join("bad.csv"),
        b"x0,x1\n0.1,0.5\n0.9,\xff0.5\n",
    )
    .unwrap();
    for (line, expected) in [
        ("check /dev/zero", "the scenario is larger than 64 MiB"),
        ("plan .", "this is a folder"),
        ("bench .", "this is a folder"),
        (
            "verify easy.yaml /dev/zero",
            "cannot read /dev/zero: line 1, column 1: byte 0 is no text",
        ),
        ("verify easy.yaml .", "cannot read .: it is a folder"),
        (
            "verify easy.yaml bad.csv",
            "cannot read bad.csv: line 3, column 5: the byte 0xff",
        ),
        (
            "verify easy.yaml nothing.csv",
            "cannot read nothing.csv: No such file",
        ),
    ] {
        let output = prolate(&folder, &words(line));
        assert_eq!(status(&output), 2, "{line}");
        assert!(
            text(&output.stderr).contains(expected),
            "{line}: {}",
            text(&output.stderr)
        );
    }
    // Also on standard input.
    for (line, expected) in [
        ("check - < .", "this is a folder"),
        ("verify easy.yaml - < /dev/zero", "byte 0"),
    ] {
        let output = shell(&folder, &format!("\"$prolate\" {line}"));
        assert_eq!(status(&output), 2, "{line}");
        assert!(
            text(&output.stderr).contains(expected),
            "{line}: {}",
            text(&output.stderr)
        );
    }
}

#[test]
fn a_batch_from_standard_input_goes_on_with_the_same_text_and_with_no_other() {
    let folder = folder();
    let rows = || fs::read_to_string(folder.path().join("out/bench-stdin/runs.csv")).unwrap();
    let line = "bench - -r 2 -n 300 -q --no-plots";
    let bench = |text: &str| prolate_on(&folder, &words(line), text.as_bytes());
    assert_eq!(status(&bench(EASY)), 0);
    let before = rows();
    assert!(before.contains("\nstdin,rrt-star,1,"));
    assert_eq!(status(&bench(EASY)), 0);
    assert_eq!(rows(), before);
    // What was piped in is in the folder, and goes on there.
    let again = "bench out/bench-stdin/experiment.yaml -o out/bench-stdin -q --no-plots";
    let output = prolate(&folder, &words(again));
    assert_eq!(status(&output), 0, "{}", text(&output.stderr));
    assert_eq!(rows(), before);
    let output = bench(&EASY.replace("0.9, 0.5", "0.9, 0.6"));
    assert_eq!(status(&output), 2);
    assert!(text(&output.stderr).contains("holds another experiment"));
    assert_eq!(rows(), before);
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

/// Whether the folder holds a file that is being written.
fn has_temporary(folder: &Path) -> bool {
    folder.is_dir()
        && files_in(folder)
            .iter()
            .any(|name| name.starts_with(".prolate-"))
}

#[test]
fn a_second_signal_ends_the_program_at_once_and_leaves_no_temporary_file() {
    let folder = folder();
    let out = folder.path().join("a");
    let line = "plan easy.yaml -p rrt -n 400000 -o a --no-plots --save-tree -q";
    let mut child = command(&folder, &words(line)).spawn().unwrap();
    let signal = || {
        let id = child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
    };
    // The tree of so many vertices takes a while to write.
    let begin = Instant::now();
    while !has_temporary(&out) {
        assert!(
            begin.elapsed() < Duration::from_secs(60),
            "nothing is written"
        );
    }
    signal();
    thread::sleep(Duration::from_millis(20));
    signal();
    assert_eq!(child.wait().unwrap().code(), Some(143));
    assert!(!has_temporary(&out), "{:?}", files_in(&out));
    assert!(!out.join("tree.graphml").exists(), "it was ended too late");
}
