//! What every command prints and writes, times aside.

use super::common::program::{command, text};
use super::{Hash, compare, runs};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The numbers of a text that are times, and the folder that was written to, as words.
fn masked(text: &str, folder: &Path) -> String {
    let text = text.replace(&folder.to_string_lossy().into_owned(), "FOLDER");
    let mut masked = String::new();
    for line in text.lines() {
        // `"time_s": 0.1,` of JSON.
        if let Some((key, _)) = line.split_once("_s\": ") {
            masked += &format!("{key}_s\": TIME\n");
            continue;
        }
        let words: Vec<&str> = line.split(' ').collect();
        let is_unit = |word: Option<&&str>| {
            word.is_some_and(|it| ["s", "ms", "µs"].contains(&it.trim_end_matches([',', '.', ';'])))
        };
        let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        let word = |i: usize| match is_number(words[i]) && is_unit(words.get(i + 1)) {
            true => "TIME",
            // The unit of a time may differ as well.
            false if i > 0 && is_unit(Some(&words[i])) && is_number(words[i - 1]) => "",
            false => words[i],
        };
        let line: Vec<&str> = (0..words.len()).map(word).collect();
        masked += line.join(" ").trim_end();
        masked.push('\n');
    }
    masked
}

/// A row of a table without the columns of these names.
fn without_columns(text: &str, names: &[&str]) -> String {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut kept: Vec<bool> = Vec::new();
    let mut rows = String::new();
    for row in reader.records() {
        let row = row.unwrap();
        if kept.is_empty() {
            kept = row.iter().map(|name| !names.contains(&name)).collect();
        }
        let cells = row
            .iter()
            .zip(&kept)
            .filter(|(_, kept)| **kept)
            .map(|(cell, _)| cell);
        rows += &(cells.collect::<Vec<_>>().join(",") + "\n");
    }
    rows
}

/// What a command of the program says, in `at`.
fn said(at: &Path, folder: &Path, arguments: &str) -> Vec<String> {
    let arguments: Vec<String> = arguments
        .split_whitespace()
        .map(|it| it.replace("FOLDER", &folder.to_string_lossy()))
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = command(at, &words).output().unwrap();
    let name = masked(&words.join(" "), folder);
    let mut lines = vec![format!("$ prolate {}", name.trim_end())];
    for stream in [&output.stdout, &output.stderr] {
        lines.extend(masked(text(stream), folder).lines().map(String::from));
    }
    lines.push(format!("status {:?}", output.status.code()));
    lines
}

/// The files of a folder with hashes of what is in them; of tables the columns that hold no times.
fn files(folder: &Path, root: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    entries.sort();
    for entry in entries {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        if entry.is_dir() {
            lines.extend(
                files(&entry, root)
                    .into_iter()
                    .map(|line| format!("{name}/{line}")),
            );
            continue;
        }
        let bytes = fs::read(&entry).unwrap();
        // A report tells how it was made, with the folder.
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => text
                .replace(&*root.to_string_lossy(), "FOLDER")
                .into_bytes(),
            Err(error) => error.into_bytes(),
        };
        let hash = Hash::new().bytes(&bytes).told();
        lines.push(format!("{name} {hash}"));
    }
    lines
}

#[test]
fn help() {
    let folder = TempDir::new().unwrap();
    let mut lines = said(folder.path(), folder.path(), "--help");
    lines.extend(said(folder.path(), folder.path(), "--version"));
    for command in [
        "plan", "bench", "plot", "check", "verify", "optimum", "export", "planners",
    ] {
        lines.extend(said(
            folder.path(),
            folder.path(),
            &format!("{command} --help"),
        ));
    }
    compare("commands/help.txt", &lines);
}

#[test]
fn planners() {
    let folder = TempDir::new().unwrap();
    let mut lines = said(folder.path(), folder.path(), "planners");
    lines.extend(said(folder.path(), folder.path(), "planners --json"));
    for spec in prolate::planner::Spec::all() {
        for json in ["", " --json"] {
            let command = format!("planners {}{json}", spec.name());
            lines.extend(said(folder.path(), folder.path(), &command));
        }
    }
    compare("commands/planners.txt", &lines);
}

/// The files of the scenarios that are read and solved in a moment.
fn files_of_scenarios() -> Vec<String> {
    let mut files = Vec::new();
    for folder in [
        "scenarios",
        "scenarios/papers",
        "scenarios/kinodynamic",
        "tests/golden/worlds",
    ] {
        for file in runs::files(folder) {
            let file = file
                .strip_prefix(ROOT)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            files.push(file);
        }
    }
    files
}

#[test]
fn check() {
    let folder = TempDir::new().unwrap();
    let mut lines = Vec::new();
    for file in files_of_scenarios() {
        lines.extend(said(
            Path::new(ROOT),
            folder.path(),
            &format!("check {file}"),
        ));
    }
    let worlds = "check --json tests/golden/worlds/turned_map.yaml tests/golden/worlds/two_tanks.yaml scenarios/wall_gap.yaml";
    lines.extend(said(Path::new(ROOT), folder.path(), worlds));
    let experiment = "tests/golden/experiment/experiment.yaml";
    for options in ["", " --json"] {
        lines.extend(said(
            Path::new(ROOT),
            folder.path(),
            &format!("check {experiment}{options}"),
        ));
    }
    // What an experiment does not say.
    let least = format!("experiment: least\nscenarios: [{ROOT}/scenarios/wall_gap.yaml]\n");
    fs::write(folder.path().join("least.yaml"), least).unwrap();
    for json in ["", " --json"] {
        let said = said(
            folder.path(),
            folder.path(),
            &format!("check least.yaml{json}"),
        );
        lines.extend(said.into_iter().map(|line| line.replace(ROOT, "ROOT")));
    }
    compare("commands/check.txt", &lines);
}

#[test]
fn optimum() {
    let folder = TempDir::new().unwrap();
    let mut lines = Vec::new();
    for file in files_of_scenarios() {
        let command = format!("optimum {file} --json -o FOLDER/path.csv");
        lines.extend(said(Path::new(ROOT), folder.path(), &command));
        if let Ok(path) = fs::read_to_string(folder.path().join("path.csv")) {
            lines.push(format!(
                "path {}",
                Hash::new().bytes(path.as_bytes()).told()
            ));
            fs::remove_file(folder.path().join("path.csv")).unwrap();
            let command = format!("verify {file} FOLDER/path.csv");
            fs::write(folder.path().join("path.csv"), path).unwrap();
            lines.extend(said(Path::new(ROOT), folder.path(), &command));
            fs::remove_file(folder.path().join("path.csv")).unwrap();
        }
        if file.contains("worlds") {
            lines.extend(said(
                Path::new(ROOT),
                folder.path(),
                &format!("optimum {file}"),
            ));
        }
    }
    compare("commands/optimum.txt", &lines);
}

#[test]
fn plan_and_verify() {
    let mut lines = Vec::new();
    for (file, options) in [
        ("scenarios/wall_gap.yaml", "-p rrt-star -n 300 --save-tree"),
        (
            "scenarios/wall_gap.yaml",
            "-p prm-star -n 200 --set shorten=true --save-tree -s 4",
        ),
        ("scenarios/spheres_3d.yaml", "-n 400 --target-cost 2"),
        ("tests/golden/worlds/turned_map.yaml", "-p fmt-star -n 300"),
        (
            "tests/golden/worlds/blocked_goal_in_space.yaml",
            "-p rrt -n 5 --save-tree",
        ),
        (
            "tests/golden/worlds/regions_and_weights.yaml",
            "-p rrt-sharp -n 500 --quiet",
        ),
        (
            "tests/golden/worlds/two_tanks.yaml",
            "-n 300 --dt 0.1 --save-tree",
        ),
        ("scenarios/kinodynamic/car_parking.yaml", "-n 60 --dt 0.05"),
        ("scenarios/wall_gap.yaml", "-n 10 --target-cost 0.1"),
        ("scenarios/wall_gap_8d.yaml", "-n 700 --no-plots"),
    ] {
        let folder = TempDir::new().unwrap();
        let at = Path::new(ROOT);
        let command = format!("plan {file} {options} -o FOLDER");
        lines.extend(said(at, folder.path(), &command));
        for name in ["path.csv", "tree.csv", "tree.graphml", "trajectory.csv"] {
            if let Ok(bytes) = fs::read(folder.path().join(name)) {
                lines.push(format!("{name} {}", Hash::new().bytes(&bytes).told()));
            }
        }
        let summary = fs::read_to_string(folder.path().join("summary.json")).unwrap();
        lines.extend(masked(&summary, folder.path()).lines().map(String::from));
        let events = fs::read_to_string(folder.path().join("convergence.csv")).unwrap();
        lines.extend(
            without_columns(&events, &["time_s"])
                .lines()
                .map(String::from),
        );
        for name in ["path.csv", "trajectory.csv"] {
            if folder.path().join(name).exists() {
                for json in ["", " --json", " --cost 1.5"] {
                    let command = format!("verify {file} FOLDER/{name}{json}");
                    lines.extend(said(at, folder.path(), &command));
                }
            }
        }
    }
    compare("commands/plan.txt", &lines);
}

/// Wrong paths of all kinds.
#[test]
fn verify() {
    let folder = TempDir::new().unwrap();
    let mut lines = Vec::new();
    for (file, path) in [
        ("scenarios/wall_gap.yaml", "-0.3 0\n0.3 0\n"),
        ("scenarios/wall_gap.yaml", "x,y\n-0.3,0\n-0.1,0.9\n0.3,0\n"),
        ("scenarios/wall_gap.yaml", "-0.3 0\n-0.2 0.1\n"),
        ("scenarios/wall_gap.yaml", "-0.3 0\nnan 0.1\n"),
        ("scenarios/wall_gap.yaml", "-0.3\n"),
        ("scenarios/wall_gap.yaml", ""),
        ("scenarios/spheres_3d.yaml", "0 0 0\n1 1 1\n"),
        (
            "tests/golden/worlds/turned_map.yaml",
            "0.6 0.75\n0.7 0.9\n1.2 2.5\n",
        ),
        (
            "tests/golden/worlds/walls_that_touch.yaml",
            "0.5 0.5\n0.5 3\n3 3\n3.5 1\n2.5 2.5\n",
        ),
        (
            "tests/golden/worlds/polygons_for_a_disc.yaml",
            "-1.6 -0.6\n-1.1 0.5\n1.6 -0.6\n",
        ),
        (
            "scenarios/kinodynamic/oscillator.yaml",
            "t,x0,x1,u0\n0,0,0,1\n0.5,0.1,0.2,1\n1,1.4,0,1\n",
        ),
    ] {
        fs::write(folder.path().join("path.csv"), path).unwrap();
        for json in ["", " --json"] {
            let command = format!("verify {file} FOLDER/path.csv{json}");
            lines.extend(said(Path::new(ROOT), folder.path(), &command));
        }
    }
    compare("commands/verify.txt", &lines);
}

/// A stored experiment, drawn, reported and exported again.
#[test]
fn plot_and_export() {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap().path();
            let target = to.join(entry.file_name().unwrap());
            match entry.is_dir() {
                true => copy(&entry, &target),
                false => drop(fs::copy(&entry, target).unwrap()),
            }
        }
    }
    let folder = TempDir::new().unwrap();
    copy(
        &Path::new(ROOT).join("tests/golden/experiment"),
        &folder.path().join("e"),
    );
    let mut lines = Vec::new();
    for command in [
        "plot FOLDER/e",
        "export FOLDER/e --format ompl-log -o FOLDER/all.log",
        "export FOLDER/e --format planner-arena-db -o FOLDER/all.db",
    ] {
        lines.extend(said(folder.path(), folder.path(), command));
    }
    lines.extend(files(folder.path(), folder.path()));
    let statistics = fs::read_to_string(folder.path().join("e/statistics.csv")).unwrap();
    lines.extend(statistics.lines().map(String::from));
    let log = fs::read_to_string(folder.path().join("all.doors.log")).unwrap();
    lines.extend(log.lines().map(String::from));
    compare("commands/plot.txt", &lines);
}

#[test]
fn bench() {
    let folder = TempDir::new().unwrap();
    let experiment = format!("{ROOT}/tests/golden/experiment/experiment.yaml");
    let mut lines = Vec::new();
    for command in [
        format!("bench {experiment} -o FOLDER/e -j 1"),
        "bench FOLDER/e -j 1".into(),
        format!(
            "bench {ROOT}/scenarios/wall_gap.yaml -p rrt,prm-star -r 2 -n 150 -o FOLDER/f -j 1 --no-plots"
        ),
    ] {
        for line in said(folder.path(), folder.path(), &command) {
            let line = line.replace(ROOT, "ROOT").replace("[ms]", "[µs]");
            // The cell after `5/5` is a time.
            let is_share = |word: &str| {
                word.chars().all(|c| c.is_ascii_digit() || c == '/') && word.contains('/')
            };
            let words: Vec<&str> = line.split_whitespace().collect();
            lines.push(match words.iter().position(|word| is_share(word)) {
                Some(i) => [&words[..=i], &words[i + 2..]].concat().join(" "),
                None => line,
            });
        }
    }
    for of in ["e", "f"] {
        let read = |name: &str| fs::read_to_string(folder.path().join(of).join(name)).unwrap();
        let times = ["time_s", "first_solution_time_s"];
        for name in ["runs.csv", "convergence.csv"] {
            let rows = without_columns(&read(name), &times);
            match name {
                "runs.csv" => lines.extend(rows.lines().map(String::from)),
                _ => lines.push(format!(
                    "{name} {}",
                    Hash::new().bytes(rows.as_bytes()).told()
                )),
            }
        }
        lines.extend(
            read("experiment.yaml")
                .replace(ROOT, "ROOT")
                .lines()
                .map(String::from),
        );
        let mut names: Vec<String> = files(&folder.path().join(of), folder.path());
        names
            .iter_mut()
            .for_each(|name| name.truncate(name.len() - 9));
        lines.extend(names);
    }
    compare("commands/bench.txt", &lines);
}
