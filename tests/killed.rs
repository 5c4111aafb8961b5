//! A batch that the system ends without a word, as where memory runs out: what is known of it afterwards.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

const WORLD: &str = "space: {bounds: [[0, 1], [0, 1]]}\n\
    obstacles:\n  - box: {min: [0.4, 0.2], max: [0.6, 1.5]}\n\
    start: [0.1, 0.5]\n\
    goal: {ball: {center: [0.9, 0.5], radius: 0.05}}\n";

fn bench(folder: &TempDir, out: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prolate"));
    command.current_dir(folder.path());
    let arguments = "bench world.yaml -p rrt-star,rrt-sharp -r 12 -n 20000 -j 2 --no-plots -o";
    command.args(arguments.split_whitespace()).arg(out);
    command
}

/// The rows of `runs.csv` without times and memory; the last one may be cut off and is left out then.
fn rows(out: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(out.join("runs.csv")).unwrap_or_default();
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    let mut lines = text[..whole].lines().map(|line| line.split(','));
    let header: Vec<_> = lines.next().into_iter().flatten().collect();
    let of_the_run = |name: &str| !name.contains("time_s") && !name.contains("memory");
    lines
        .map(|cells| {
            let kept = cells.zip(&header).filter(|(_, name)| of_the_run(name));
            kept.map(|(cell, _)| cell.to_owned()).collect()
        })
        .collect()
}

#[test]
fn a_batch_that_was_killed_says_at_which_runs_and_comes_to_the_same_results() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("world.yaml"), WORLD).unwrap();
    let whole = bench(&folder, "whole").output().unwrap();
    assert_eq!(whole.status.code(), Some(0));
    assert!(!String::from_utf8_lossy(&whole.stderr).contains("killed"));
    assert!(!folder.path().join("whole/running.csv").exists());

    let out = folder.path().join("out");
    let mut child = bench(&folder, "out")
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while rows(&out).len() < 4 {
        sleep(Duration::from_millis(1));
        assert!(child.try_wait().unwrap().is_none(), "it is killed too late");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let name = |row: &[String]| {
        format!(
            "run {} of `{}` on {}, seed {}",
            row[2], row[1], row[0], row[3]
        )
    };
    let before: HashSet<String> = rows(&out).iter().map(|row| name(row)).collect();
    assert!(before.len() >= 4 && before.len() < 24);

    let resumed = bench(&folder, "out").output().unwrap();
    assert_eq!(resumed.status.code(), Some(0));
    let said = String::from_utf8(resumed.stderr).unwrap();
    let line = said
        .lines()
        .find(|line| line.contains("was killed while it worked on"));
    let line = line.unwrap_or_else(|| panic!("it does not say at which runs: {said}"));
    assert!(line.contains("--max-memory"));
    let all: Vec<String> = rows(&out).iter().map(|row| name(row)).collect();
    let named: Vec<&String> = all
        .iter()
        .filter(|run| line.contains(run.as_str()))
        .collect();
    // Two at a time; and what was done, but not yet on disk.
    assert!(!named.is_empty() && named.len() <= 6, "{line}");
    assert!(named.iter().all(|run| !before.contains(*run)), "{line}");
    assert_eq!(rows(&out), rows(&folder.path().join("whole")));
    assert!(!out.join("running.csv").exists());

    let again = bench(&folder, "out").output().unwrap();
    assert!(!String::from_utf8_lossy(&again.stderr).contains("killed"));
}
