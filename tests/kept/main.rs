#![cfg(unix)]
//! What is not lost: files of others, former results that still hold, links, and whatever a failure comes after.

#[path = "../common/mod.rs"]
mod common;

mod folders;
mod foreign;
mod targets;

use common::program::{files_in, prolate, status, text};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

fn run(folder: &TempDir, line: &str) -> Output {
    prolate(folder, &line.split_whitespace().collect::<Vec<_>>())
}

/// What the command does, which is to succeed.
fn done(folder: &TempDir, line: &str) {
    let output = run(folder, line);
    assert_eq!(status(&output), 0, "{line}: {}", text(&output.stderr));
}

/// What the command says as it fails with status 2.
fn refused(folder: &TempDir, line: &str) -> String {
    let output = run(folder, line);
    let said = text(&output.stderr).to_owned();
    assert_eq!(status(&output), 2, "{line}: {said}");
    assert!(said.starts_with("error: "), "{line}: {said}");
    said
}

/// Every file below a folder, with its content; links aside.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for name in files_in(folder) {
        let path = folder.join(&name);
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            let inner = content(&path).into_iter();
            all.extend(inner.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            all.insert(name, fs::read(path).unwrap());
        }
    }
    all
}
