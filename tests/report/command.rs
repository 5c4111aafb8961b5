//! `prolate plot`: exit statuses, messages and files.

use crate::batch::two_planners;
use std::fs;
use std::process::{Command, Output};
use tempfile::TempDir;

fn plot(home: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_prolate"))
        .current_dir(home.path())
        .arg("plot")
        .args(arguments)
        .output()
        .unwrap()
}

fn refused(output: &Output, words: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.starts_with("error: ") && said.contains(words),
        "{said}"
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn one_folder_is_drawn_into_itself_and_several_into_another() {
    let home = TempDir::new().unwrap();
    two_planners().write(&home.path().join("a"));
    two_planners().write(&home.path().join("b"));
    let output = plot(&home, &["a"]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    for file in ["a/plots", "a/report.html", "a/statistics.csv"] {
        assert!(
            said.contains(file) && home.path().join(file).exists(),
            "{file}"
        );
    }
    refused(&plot(&home, &["a", "b"]), "name it with -o DIR");
    let output = plot(
        &home,
        &[
            "a",
            "b",
            "-o",
            "c",
            "--columns",
            "2",
            "--confidence",
            "0.95",
        ],
    );
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.starts_with("warning: 20 runs are there more than once"),
        "{said}"
    );
    let svg = fs::read_to_string(home.path().join("c/plots/world-time.svg")).unwrap();
    assert!(svg.contains("width=\"1546\"") && svg.contains("95 %"));
    assert!(plot(&home, &["a", "-q"]).stdout.is_empty());
}

#[test]
fn what_cannot_be_read_ends_with_status_2_and_says_where() {
    let home = TempDir::new().unwrap();
    refused(&plot(&home, &["nowhere"]), "nowhere");
    fs::create_dir(home.path().join("empty")).unwrap();
    refused(&plot(&home, &["empty"]), "there are no results in empty");
    let mut batch = two_planners();
    batch.runs = batch.runs.replacen(",true,", ",maybe,", 1);
    batch.write(&home.path().join("bad"));
    refused(&plot(&home, &["bad"]), "runs.csv:2: column 5");
    fs::write(home.path().join("empty/summary.json"), "{\"scenario\": 3}").unwrap();
    refused(&plot(&home, &["empty"]), "summary.json:1:");
    for level in ["0", "1", "-1", "nan", "99"] {
        assert_eq!(
            plot(&home, &["bad", "--confidence", level]).status.code(),
            Some(2)
        );
    }
}
