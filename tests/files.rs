//! Files as other programs write them, through the program itself: byte order marks, maps as `check` tells them, paths.

mod common;

use common::program::{prolate, status};
use std::fs;
use tempfile::TempDir;

/// The exit status, and what was said to whom ever.
fn said(folder: &TempDir, arguments: &[&str]) -> (i32, String) {
    let output = prolate(folder, arguments);
    let status = status(&output);
    let text = [output.stdout, output.stderr].concat();
    (status, String::from_utf8(text).unwrap())
}

const YAML: &str = "image: m.pgm\nresolution: 0.5\norigin: [0, 0, 0]\nnegate: no\noccupied_thresh: 0.65\nfree_thresh: 0.196\n";

/// A map of 6 x 4 free cells, 4 of which are occupied, and its scenario.
fn folder(unknown: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("m.yaml", YAML);
    write(
        "m.pgm",
        "P2\n6 4\n255\n254 254 254 254 254 254\n254 254 0 0 254 254\n254 254 0 0 254 254\n254 254 254 254 254 254\n",
    );
    write(
        "s.yaml",
        &format!(
            "obstacles:\n  - map: {{file: m.yaml{unknown}}}\nstart: [0.25, 1]\ngoal: {{state: [2.75, 1]}}\n"
        ),
    );
    folder
}

#[test]
fn check_tells_occupied_unknown_and_free_cells_apart() {
    let words = "`unknown` of obstacle 1 says nothing";
    for (unknown, is_told) in [
        ("", false),
        (", unknown: free", true),
        (", unknown: occupied", true),
    ] {
        let (status, text) = said(&folder(unknown), &["check", "s.yaml"]);
        assert_eq!(status, 0, "{text}");
        assert!(
            text.contains("(4 occupied cells, no unknown ones, and 20 free ones)"),
            "{text}"
        );
        assert_eq!(text.contains(words), is_told, "{text}");
    }
    for (unknown, are) in [
        ("", "blocked"),
        (", unknown: free", "free"),
        (", unknown: occupied", "blocked"),
    ] {
        let folder = folder(unknown);
        let image = fs::read_to_string(folder.path().join("m.pgm")).unwrap();
        let image = image.replacen("254 0 0", "205 205 0", 1);
        fs::write(folder.path().join("m.pgm"), image).unwrap();
        let (status, text) = said(&folder, &["check", "s.yaml"]);
        assert_eq!(status, 0, "{text}");
        // Lines are folded.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let cells =
            format!("(3 occupied cells, 2 unknown ones, which are {are}, and 19 free ones)");
        assert!(text.contains(&cells) && !text.contains(words), "{text}");
    }
}

#[test]
fn a_byte_order_mark_is_passed_over_in_every_text_file() {
    let folder = folder("");
    let experiment = "experiment: marks\nscenarios: [s.yaml]\nplanners: [rrt-connect]\nruns: 1\nstop: {iterations: 2000}\n";
    fs::write(folder.path().join("e.yaml"), experiment).unwrap();
    let path = "0.25,1\n0.25,0.25\n2.75,0.25\n2.75,1\n";
    fs::write(folder.path().join("p.csv"), path).unwrap();
    for arguments in [
        &["check", "s.yaml"][..],
        &["check", "e.yaml"],
        &["verify", "s.yaml", "p.csv"],
        &["bench", "e.yaml", "-o", "plain", "-q", "--no-plots"],
    ] {
        let (status, text) = said(&folder, arguments);
        assert_eq!(status, 0, "{arguments:?} {text}");
    }
    for name in ["s.yaml", "m.yaml", "e.yaml", "p.csv"] {
        let file = folder.path().join(name);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(file, format!("\u{feff}{text}")).unwrap();
    }
    for arguments in [
        &["check", "s.yaml"][..],
        &["check", "e.yaml"],
        &["verify", "s.yaml", "p.csv"],
        &["bench", "e.yaml", "-o", "marked", "-q", "--no-plots"],
        &[
            "bench",
            "marked/experiment.yaml",
            "-o",
            "again",
            "-q",
            "--no-plots",
        ],
    ] {
        let (status, text) = said(&folder, arguments);
        assert_eq!(status, 0, "{arguments:?} {text}");
    }
    // The experiment took the map and its image along.
    let kept = |name: &str| {
        folder
            .path()
            .join("marked/scenarios/s")
            .join(name)
            .is_file()
    };
    assert!(kept("m.yaml") && kept("m.pgm"));
}

#[test]
fn verify_reads_what_others_write_and_columns_that_are_selected() {
    let folder = folder("");
    let write = |text: &str| fs::write(folder.path().join("p.csv"), text).unwrap();
    write(
        "2.500000000000000000e-01 1.000000000000000000e+00\n2.500000000000000000e-01 2.500000000000000000e-01\n\
         2.750000000000000000e+00 2.500000000000000000e-01\n2.750000000000000000e+00 1.000000000000000000e+00\n",
    );
    let (status, text) = said(&folder, &["verify", "s.yaml", "p.csv", "--cost", "4"]);
    assert!(status == 0 && text.contains("states     4"), "{text}");
    write("a;b;c\n9;0.25;1\n9;0.25;0.25\n9;2.75;0.25\n9;2.75;1\n");
    let (status, text) = said(&folder, &["verify", "s.yaml", "p.csv"]);
    assert!(status == 2 && text.contains("--select 1,2"), "{text}");
    for columns in ["2,3", "b,c", "b,3"] {
        let arguments = ["verify", "s.yaml", "p.csv", "--select", columns];
        let (status, text) = said(&folder, &arguments);
        assert_eq!(status, 0, "{text}");
    }
    let (status, _) = said(&folder, &["verify", "s.yaml", "p.csv", "--select", "c,b"]);
    assert_eq!(status, 1);
    let (status, text) = said(&folder, &["verify", "s.yaml", "p.csv", "--select", "b,d"]);
    assert!(
        status == 2 && text.contains("legal are a, b, c and the numbers 1 to 3"),
        "{text}"
    );
}
