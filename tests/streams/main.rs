#![cfg(unix)]
//! Standard streams, pipes and devices: what is read from them and written to them, and what the status says of it.

#[path = "../common/mod.rs"]
mod common;

mod input;
mod output;
mod signals;

use common::program::{folder, prolate, status};
use std::fs;
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
