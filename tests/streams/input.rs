//! What is read: standard input, pipes, what is no text or has no end.

use super::common::program::{
    CLOSED, EASY, folder, make_fifo, prolate, prolate_on, shell, status, text,
};
use super::{BLOCKED, PATH, results, words};
use std::fs;
use std::thread;

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
            "cannot read /dev/zero: line 1, column 1: a byte 0 is not text",
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
