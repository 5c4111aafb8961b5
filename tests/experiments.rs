//! Experiments: whatever happens to a batch, what it leaves is what an undisturbed one leaves.

use prolate::experiment::folder::Folder;
use prolate::experiment::resolved::Resolved;
use prolate::experiment::rows::{Row, RunRow, TraceRow, from_csv};
use prolate::experiment::{Experiment, load};
use prolate::random;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

fn prolate(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prolate"));
    command.current_dir(folder.path()).args(arguments);
    command.stdin(Stdio::null());
    command
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    prolate(folder, arguments).output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A folder with `study.yaml`: 2 planners on 3 scenarios, of which one is solved by no run, 20 runs each.
fn study() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    for (name, top) in [("open", 0.6), ("narrow", 0.97), ("closed", 1.5)] {
        let text = format!(
            "space: {{bounds: [[0, 1], [0, 1]]}}\n\
             obstacles:\n  - box: {{min: [0.4, -0.5], max: [0.6, {top}]}}\n\
             start: [0.1, 0.5]\n\
             goal: {{state: [0.9, 0.5]}}\n"
        );
        write(&format!("{name}.yaml"), text);
    }
    let text = "experiment: study\n\
                scenarios: [\"*.yaml\"]\n\
                planners: [rrt-star, {label: short steps, rrt-sharp: {range: 0.05}}]\n\
                runs: 20\n\
                stop: {iterations: 4000}\n\
                seed: 3\n";
    write("study.yaml", text.to_owned());
    folder
}

fn rows<T: Row>(folder: &TempDir, file: &str) -> Vec<T> {
    let text = fs::read_to_string(folder.path().join(file)).unwrap();
    let rows = from_csv(text.as_bytes()).collect::<Result<Vec<T>, _>>();
    rows.unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Both tables without what differs from run to run: times and memory.
fn results(folder: &TempDir, results: &str) -> (Vec<RunRow>, Vec<TraceRow>) {
    let mut runs: Vec<RunRow> = rows(folder, &format!("{results}/runs.csv"));
    for row in &mut runs {
        row.time_s = 0.0;
        row.first_solution_time_s = row.first_solution_time_s.map(|_| 0.0);
        row.peak_memory_mb = 0.0;
    }
    let mut events: Vec<TraceRow> = rows(folder, &format!("{results}/convergence.csv"));
    for row in &mut events {
        row.time_s = 0.0;
    }
    (runs, events)
}

#[test]
fn a_batch_has_a_row_a_run_sorted_and_the_same_for_any_number_of_jobs() {
    let folder = study();
    for jobs in ["1", "2", "5"] {
        let output = run(
            &folder,
            &["bench", "study.yaml", "-j", jobs, "-o", jobs, "-q"],
        );
        assert_eq!(status(&output), 0, "{}", words(&output.stderr));
    }
    let (runs, events) = results(&folder, "1");
    assert_eq!(runs.len(), 120);
    let keys: Vec<_> = runs.iter().map(Row::key).collect();
    assert!(keys.is_sorted() && keys.windows(2).all(|pair| pair[0] != pair[1]));
    assert!(events.iter().map(Row::key).is_sorted());
    assert!(runs.iter().all(|row| match row.scenario.as_str() {
        "open" => row.solved,
        "closed" => !row.solved,
        _ => true,
    }));
    // Planners are compared on the same samples.
    for pair in runs.chunk_by(|a, b| a.scenario == b.scenario) {
        let (one, other) = pair.split_at(20);
        assert!(one.iter().map(|r| r.seed).eq(other.iter().map(|r| r.seed)));
    }
    for jobs in ["2", "5"] {
        assert_eq!(results(&folder, jobs), (runs.clone(), events.clone()));
    }
}

#[test]
fn a_batch_killed_at_twenty_moments_and_resumed_leaves_what_an_undisturbed_one_leaves() {
    let folder = study();
    assert_eq!(
        status(&run(&folder, &["bench", "study.yaml", "-o", "whole", "-q"])),
        0
    );
    let mut rng = random::seeded(1);
    for jobs in ["1", "2"] {
        let results_folder = format!("killed-{jobs}");
        let arguments = [
            "bench",
            "study.yaml",
            "-j",
            jobs,
            "-o",
            &results_folder,
            "-q",
        ];
        let mut kills = 0;
        let mut before = 0;
        for attempt in 0.. {
            let mut child = prolate(&folder, &arguments).spawn().unwrap();
            if attempt < 20 {
                sleep(Duration::from_micros(
                    (60_000.0 * random::unit(&mut rng)) as u64,
                ));
                child.kill().unwrap();
            }
            let ended = child.wait().unwrap();
            kills += u32::from(!ended.success());
            let path = folder.path().join(&results_folder).join("runs.csv");
            let done = fs::read_to_string(path).map_or(0, |text| text.lines().count());
            assert!(done + 1 >= before, "a finished run was lost");
            before = done;
            if attempt >= 20 {
                assert!(ended.success());
                break;
            }
        }
        assert!(kills >= 5, "only {kills} of 20 came in time");
        assert_eq!(results(&folder, &results_folder), results(&folder, "whole"));
    }
}

#[test]
fn shards_in_one_folder_or_in_several_merge_to_the_whole_and_a_missing_one_is_named() {
    let folder = study();
    assert_eq!(
        status(&run(&folder, &["bench", "study.yaml", "-o", "whole", "-q"])),
        0
    );
    for (shard, own) in [("1/3", "s1"), ("2/3", "s2"), ("3/3", "s3")] {
        for target in [own, "together"] {
            let arguments = ["bench", "study.yaml", "-o", target, "--shard", shard, "-q"];
            assert_eq!(status(&run(&folder, &arguments)), 0);
        }
        let runs: Vec<RunRow> = rows(
            &folder,
            &format!("{own}/runs.{}.csv", shard.replace('/', "-of-")),
        );
        assert_eq!(runs.len(), 40, "shares are equal");
    }
    let output = run(&folder, &["bench", "--merge", "s1", "s3", "-o", "m", "-q"]);
    assert_eq!(status(&output), 2);
    assert!(words(&output.stderr).contains("40 of 120 runs are missing, of shard 2/3"));
    for (sources, target) in [(&["s1", "s2", "s3"][..], "m"), (&["together"], "together")] {
        let mut arguments = vec!["bench", "--merge", "-o", target, "-q"];
        arguments.extend(sources);
        let output = run(&folder, &arguments);
        assert_eq!(status(&output), 0, "{}", words(&output.stderr));
        assert_eq!(results(&folder, target), results(&folder, "whole"));
    }
}

#[test]
fn the_resolved_experiment_repeats_the_results_without_the_files_that_it_came_from() {
    let folder = TempDir::new().unwrap();
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let text = format!(
        "experiment: resolved\n\
         scenarios:\n  - {0}/ros_office.yaml\n  - {0}/movingai_islands.yaml\n  \
         - {{family: wall-gap, dimension: 3, sweep: {{gap: [0.03, 0.1], seed: [1, 2]}}}}\n\
         planners: [rrt, {{fmt-star: , sweep: {{samples: [50, 200]}}}}]\n\
         runs: 2\nstop: {{iterations: 500}}\n",
        scenarios.display()
    );
    fs::write(folder.path().join("a.yaml"), text).unwrap();
    let output = run(&folder, &["bench", "a.yaml", "-o", "one", "-q"]);
    assert_eq!(status(&output), 0, "{}", words(&output.stderr));
    fs::rename(folder.path().join("one"), folder.path().join("moved")).unwrap();
    let resolved = fs::read_to_string(folder.path().join("moved/experiment.yaml")).unwrap();
    assert!(
        !resolved.contains(&*scenarios.to_string_lossy()),
        "{resolved}"
    );
    let output = run(
        &folder,
        &["bench", "moved/experiment.yaml", "-o", "two", "-q"],
    );
    assert_eq!(status(&output), 0, "{}", words(&output.stderr));
    assert_eq!(results(&folder, "moved"), results(&folder, "two"));
    let (runs, _) = results(&folder, "two");
    assert_eq!(runs.len(), 6 * 3 * 2);
    // Swept numbers of samples are not overruled by the budget.
    let samples = |row: &&RunRow| row.planner == "fmt-star samples=200";
    assert!(
        runs.iter()
            .filter(samples)
            .all(|row| (200..=202).contains(&row.vertices)),
        "{runs:?}"
    );
}

#[test]
fn plan_with_a_row_s_seed_repeats_the_row() {
    let folder = study();
    assert_eq!(
        status(&run(&folder, &["bench", "study.yaml", "-o", "out", "-q"])),
        0
    );
    let (runs, _) = results(&folder, "out");
    let row = runs
        .iter()
        .find(|row| row.scenario == "narrow" && row.planner == "short steps");
    let row = row.unwrap();
    let seed = row.seed.to_string();
    let output = run(
        &folder,
        &[
            "plan",
            "out/scenarios/narrow.yaml",
            "-p",
            "rrt-sharp",
            "--set",
            "range=0.05",
            "-n",
            "4000",
            "-s",
            &seed,
            "--json",
            "--no-plots",
            "-o",
            "one",
        ],
    );
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["cost"].as_f64(), row.cost);
    assert_eq!(summary["motion_checks"].as_u64(), Some(row.motion_checks));
}

#[test]
fn the_command_line_alone_makes_an_experiment_and_another_one_is_not_mixed_in() {
    let folder = study();
    let arguments = [
        "bench",
        "open.yaml",
        "narrow.yaml",
        "-p",
        "rrt,rrt-star",
        "-r",
        "3",
        "-n",
        "300",
        "-o",
        "o",
    ];
    let output = run(&folder, &arguments);
    assert_eq!(status(&output), 0, "{}", words(&output.stderr));
    assert_eq!(results(&folder, "o").0.len(), 12);
    let again = run(&folder, &arguments);
    assert!(
        words(&again.stderr).contains("12 done before"),
        "{}",
        words(&again.stderr)
    );
    for other in [["-r", "4"], ["-n", "301"], ["-p", "rrt"], ["-s", "2"]] {
        let mut arguments = vec![
            "bench",
            "open.yaml",
            "narrow.yaml",
            "-r",
            "3",
            "-n",
            "300",
            "-p",
            "rrt,rrt-star",
            "-o",
            "o",
        ];
        match arguments.iter().position(|a| *a == other[0]) {
            Some(at) => arguments[at + 1] = other[1],
            None => arguments.extend(other),
        }
        let output = run(&folder, &arguments);
        assert_eq!(status(&output), 2, "{other:?}");
        assert!(words(&output.stderr).contains("holds another experiment"));
    }
    // The scenario itself may have changed.
    let path = folder.path().join("open.yaml");
    let text = fs::read_to_string(&path).unwrap() + "seed: 2\n";
    fs::write(&path, text).unwrap();
    let output = run(&folder, &arguments);
    assert_eq!(status(&output), 2);
    assert!(words(&output.stderr).contains("open.yaml has changed since"));
}

#[test]
fn two_processes_do_not_share_a_folder_but_shards_do() {
    let folder = study();
    let path = folder.path().join("o");
    let experiment = load(&folder.path().join("study.yaml")).unwrap();
    let resolved = Resolved::new(&experiment).unwrap();
    let refused = |arguments: &[&str]| {
        let output = run(&folder, arguments);
        status(&output) == 2 && words(&output.stderr).contains("another process works on")
    };
    let whole = ["bench", "study.yaml", "-o", "o", "-q"];
    let [first, second] = ["1/2", "2/2"].map(|shard| {
        let mut arguments = whole.to_vec();
        arguments.extend(["--shard", shard]);
        arguments
    });
    let held = Folder::open(&path, None, &resolved).unwrap();
    assert!(refused(&whole) && refused(&first));
    drop(held);
    let held = Folder::open(&path, Some("1/2".parse().unwrap()), &resolved).unwrap();
    assert!(refused(&whole) && refused(&first));
    assert_eq!(status(&run(&folder, &second)), 0);
    drop(held);
    assert_eq!(status(&run(&folder, &first)), 0);
}

#[test]
fn what_a_process_left_unfinished_is_dropped_and_done_again() {
    let folder = study();
    assert_eq!(
        status(&run(&folder, &["bench", "study.yaml", "-o", "o", "-q"])),
        0
    );
    let whole = results(&folder, "o");
    let path = |name: &str| folder.path().join("o").join(name);
    // The last run's row is torn, its events are whole; one of another run are torn too, of which no row is left.
    let runs = fs::read_to_string(path("runs.csv")).unwrap();
    fs::write(path("runs.csv"), &runs[..runs.len() - 7]).unwrap();
    let events = fs::read_to_string(path("convergence.csv")).unwrap();
    fs::write(path("convergence.csv"), &events[..events.len() - 3]).unwrap();
    assert_eq!(
        status(&run(&folder, &["bench", "study.yaml", "-o", "o", "-q"])),
        0
    );
    assert_eq!(results(&folder, "o"), whole);
    // Damage that no kill can do is not mended silently.
    fs::write(path("runs.csv"), runs.replacen(",true,", ",yes,", 1)).unwrap();
    let output = run(&folder, &["bench", "study.yaml", "-o", "o", "-q"]);
    assert_eq!(status(&output), 2);
    assert!(
        words(&output.stderr).contains("runs.csv is damaged"),
        "{}",
        words(&output.stderr)
    );
}

#[test]
fn a_crashed_run_is_a_result_and_the_batch_says_so_by_its_status() {
    let folder = study();
    assert_eq!(
        status(&run(&folder, &["bench", "study.yaml", "-o", "o", "-q"])),
        0
    );
    let path = folder.path().join("o/runs.csv");
    let mut runs: Vec<RunRow> = rows(&folder, "o/runs.csv");
    runs[5] = RunRow::crashed(&runs[5].key(), runs[5].seed);
    fs::write(&path, prolate::experiment::rows::table(&runs)).unwrap();
    let output = run(&folder, &["bench", "study.yaml", "-o", "o", "-q"]);
    assert_eq!(status(&output), 1, "{}", words(&output.stderr));
    assert_eq!(
        rows::<RunRow>(&folder, "o/runs.csv")[5].stop_reason,
        "crashed"
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_batch_keeps_what_it_has_and_resumes() {
    let folder = study();
    assert_eq!(
        status(&run(&folder, &["bench", "study.yaml", "-o", "whole", "-q"])),
        0
    );
    for (signal, expected) in [("INT", 130), ("TERM", 143)] {
        let arguments = ["bench", "study.yaml", "-j", "1", "-o", signal];
        let child = prolate(&folder, &arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let started = folder.path().join(signal).join("runs.csv");
        while fs::read_to_string(&started).map_or(0, |text| text.lines().count()) < 3 {
            sleep(Duration::from_millis(1));
        }
        let kill = Command::new("kill")
            .args([format!("-{signal}"), child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(status(&output), expected);
        assert!(words(&output.stderr).contains("the same command does the others"));
        assert_eq!(status(&run(&folder, &arguments)), 0);
        assert_eq!(results(&folder, signal), results(&folder, "whole"));
    }
}

/// Every `tests/bad_experiments/NAME.yaml` has a `NAME.expected` with the exact report; `BLESS=1` writes them anew.
#[test]
fn every_wrong_experiment_is_told_what_is_wrong_with_it() {
    let entries = fs::read_dir("tests/bad_experiments").unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "yaml"));
    files.sort();
    assert!(files.len() >= 16);
    let mut different = Vec::new();
    for file in files {
        let reports = load(&file).expect_err(&file.display().to_string());
        let texts: Vec<String> = reports.iter().map(ToString::to_string).collect();
        let text = texts.join("\n\n") + "\n";
        let expected = file.with_extension("expected");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &text).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != text {
            different.push(format!("{}:\n{text}", file.display()));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn mangled_experiments_are_refused_without_a_panic() {
    let text = "experiment: a\nscenarios: [tests/x.yaml, {family: wall-gap, sweep: {gap: [0.1]}}]\n\
                planners: [rrt, {label: b, rrt-star: {range: 1}, sweep: {goal-bias: [0, 0.1]}}]\n\
                runs: 3\nstop: {time: 1s}\nseed: 1\njobs: 1\n";
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.yaml");
    let mut rng = random::seeded(5);
    for _ in 0..2_000 {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..1 + (3.0 * random::unit(&mut rng)) as usize {
            let at = (bytes.len() as f64 * random::unit(&mut rng)) as usize;
            match (4.0 * random::unit(&mut rng)) as u8 {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(
                    at,
                    b"[]{}:,-1a \n\"*"[(13.0 * random::unit(&mut rng)) as usize],
                ),
                2 => bytes.truncate(at.max(1)),
                _ => bytes[at] = b"[]{}:,-1a \n\"*"[(13.0 * random::unit(&mut rng)) as usize],
            }
        }
        fs::write(&path, &bytes).unwrap();
        let _: Result<Experiment, _> = load(&path);
    }
}
