//! The program itself, in a folder of its own with some scenarios.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use tempfile::TempDir;

/// The program, about to run in `folder`.
pub fn command(folder: impl AsRef<Path>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prolate"));
    command.current_dir(folder).args(arguments);
    command
}

/// What the program does in `folder`.
pub fn prolate(folder: impl AsRef<Path>, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// As [`prolate`], with this on standard input.
pub fn prolate_on(folder: impl AsRef<Path>, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = command(folder, arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // The program need not read all of it.
        scope.spawn(move || std::io::Write::write_all(&mut stdin, input).ok());
        child.wait_with_output().unwrap()
    })
}

/// What a line of a shell does in `folder`, in which `$prolate` is the program.
pub fn shell(folder: impl AsRef<Path>, line: &str) -> Output {
    let mut command = Command::new("sh");
    command.current_dir(folder).args(["-c", line]);
    command.env("prolate", env!("CARGO_BIN_EXE_prolate"));
    command.output().unwrap()
}

/// The exit status; a program that a signal has ended has none.
pub fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// Bytes that are text.
pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A scenario that is soon solved.
pub const EASY: &str = "space: {bounds: [[0, 1], [0, 1]]}\n\
    obstacles:\n  - box: {min: [0.4, 0.2], max: [0.6, 1.5]}\n\
    start: [0.1, 0.5]\n\
    goal: {ball: {center: [0.9, 0.5], radius: 0.05}}\n\
    planner: {rrt-star: {range: 0.3}}\n\
    stop: {iterations: 2000}\n\
    seed: 7\n";

/// A scenario that has no solution.
pub const CLOSED: &str = "space: {bounds: [[0, 1], [0, 1]]}\n\
    obstacles:\n  - box: {min: [0.4, -0.5], max: [0.6, 1.5]}\n\
    start: [0.1, 0.5]\n\
    goal: {state: [0.9, 0.5]}\n";

/// A folder with both, as `easy.yaml` and `closed.yaml`.
pub fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("easy.yaml"), EASY).unwrap();
    fs::write(folder.path().join("closed.yaml"), CLOSED).unwrap();
    folder
}

/// The names in a folder, sorted.
pub fn files_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Makes a FIFO.
pub fn make_fifo(path: impl AsRef<OsStr>) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}
