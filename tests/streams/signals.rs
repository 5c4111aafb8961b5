//! Signals: what was found is kept, and nothing half written.

use super::common::program::{command, files_in, folder};
use super::words;
use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Sends the signal to the program.
fn send(signal: &str, child: &Child) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args([signal, &id]).status();
    assert!(sent.unwrap().success());
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
    // The tree of so many vertices takes a while to write.
    let begin = Instant::now();
    while !has_temporary(&out) {
        assert!(
            begin.elapsed() < Duration::from_secs(60),
            "nothing is written"
        );
    }
    send("-TERM", &child);
    sleep(Duration::from_millis(20));
    send("-TERM", &child);
    assert_eq!(child.wait().unwrap().code(), Some(143));
    assert!(!has_temporary(&out), "{:?}", files_in(&out));
    assert!(!out.join("tree.graphml").exists(), "it was ended too late");
}

#[test]
fn a_terminal_that_hangs_up_ends_the_run_in_order_unless_it_is_not_to_hear_of_it() {
    let folder = folder();
    let run = "exec \"$prolate\" plan easy.yaml -t 1.5 -q --no-plots -o";
    for (before, out, expected, reason) in [
        ("", "a", 129, "interrupted"),
        ("trap '' HUP;", "b", 0, "time"),
    ] {
        let mut shell = Command::new("sh");
        shell.env("prolate", env!("CARGO_BIN_EXE_prolate"));
        shell
            .current_dir(&folder)
            .args(["-c", &format!("{before} {run} {out}")]);
        let mut child = shell.spawn().unwrap();
        // The folder is there before the run begins.
        let home = folder.path().join(out);
        while !home.is_dir() {
            assert!(child.try_wait().unwrap().is_none());
        }
        sleep(Duration::from_millis(300));
        send("-HUP", &child);
        assert_eq!(child.wait().unwrap().code(), Some(expected));
        let summary = fs::read_to_string(home.join("summary.json")).unwrap();
        assert!(summary.contains(&format!("\"stop_reason\": \"{reason}\"")));
        assert!(home.join("path.csv").is_file());
    }
}
