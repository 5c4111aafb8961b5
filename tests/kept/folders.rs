//! Folders of results: whose files are in them, and what a new run, batch or report makes of those that are there.

use super::common::program::{files_in, folder, status};
use super::{content, done, refused, run};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Names that are nearly those of the program.
const NEARLY: [&str; 18] = [
    "path.csv.bak",
    "Path.csv",
    "path2.csv",
    "my_summary.json",
    "summary.json~",
    "convergence.pdf",
    "convergence.1.csv",
    "scene.jpg",
    "tree.txt",
    "tree.csv.gz",
    "trajectory.txt",
    "report.htm",
    "statistics.txt",
    "runs.txt",
    "runs.2-of-1.csv",
    ".prolate-notes",
    "plots/easy-time.pdf",
    "plots/mine.svg",
];

fn write_nearly(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::create_dir_all(folder.join("plots")).unwrap();
    for name in NEARLY {
        fs::write(folder.join(name), format!("this is {name}")).unwrap();
    }
    content(folder)
}

/// What is left of others' files.
fn of_others(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = content(folder).into_iter();
    all.filter(|(name, _)| NEARLY.contains(&name.as_str()))
        .collect()
}

#[test]
fn files_of_others_with_nearly_the_names_of_results_stay_as_they_are() {
    let folder = folder();
    let out = folder.path().join("a");
    let before = write_nearly(&out);
    assert_eq!(before.len(), NEARLY.len());
    done(&folder, "plan easy.yaml -o a --save-tree -q");
    done(&folder, "plot a -q");
    done(&folder, "plan easy.yaml -s 2 -o a --no-plots -q");
    assert_eq!(of_others(&out), before);
    let out = folder.path().join("b");
    assert_eq!(write_nearly(&out), before);
    done(&folder, "bench easy.yaml -r 1 -n 300 -o b -q");
    done(&folder, "plot b -q");
    done(&folder, "export b --format ompl-log -o b/b.log -q");
    assert_eq!(of_others(&out), before);
    // An empty folder is somebody's too.
    fs::create_dir_all(folder.path().join("c/plots")).unwrap();
    done(&folder, "plan easy.yaml -o c --no-plots -q");
    assert!(folder.path().join("c/plots").is_dir());
}

#[test]
fn a_run_removes_what_former_runs_have_left_and_it_does_not_write() {
    let folder = folder();
    let out = folder.path().join("a");
    let fresh = |line: &str| {
        let _ = fs::remove_dir_all(folder.path().join("fresh"));
        let output = run(&folder, &format!("{line} -o fresh"));
        (output.status.code(), files_in(&folder.path().join("fresh")))
    };
    // Each one after everything that a former run and its report may have left.
    for line in [
        "plan easy.yaml -s 2 --no-plots -q",
        "plan easy.yaml -s 2 -q",
        "plan easy.yaml -s 2 --save-tree -q",
        "plan closed.yaml --no-plots -q",
    ] {
        let _ = fs::remove_dir_all(&out);
        done(&folder, "plan easy.yaml -o a --save-tree -q");
        fs::write(out.join("trajectory.csv"), "of a former run").unwrap();
        fs::write(out.join("trajectory.png"), "of a former run").unwrap();
        done(&folder, "plot a -q");
        let plots = files_in(&out.join("plots"));
        assert!(plots.len() > 2, "{plots:?}");
        let output = run(&folder, &format!("{line} -o a"));
        assert_eq!(
            (output.status.code(), files_in(&out)),
            fresh(line),
            "{line}"
        );
    }
}

#[test]
fn plots_that_a_new_report_does_not_have_go_and_those_of_others_stay() {
    let folder = folder();
    let other = "bench easy.yaml closed.yaml -p rrt,rrt-star -r 8 -n 300 -o two -q --no-plots";
    assert_eq!(status(&run(&folder, other)), 0);
    done(&folder, "bench easy.yaml -r 8 -n 300 -o one -q --no-plots");
    done(&folder, "plot one -o plain -q");
    done(&folder, "plot two -o all -q");
    let plots = |out: &str| files_in(&folder.path().join(out).join("plots"));
    assert!(plots("all").len() > plots("plain").len());
    fs::write(folder.path().join("all/plots/mine.svg"), "mine").unwrap();
    done(&folder, "plot one -o all -q");
    let mut expected = plots("plain");
    expected.push("mine.svg".to_owned());
    expected.sort();
    assert_eq!(plots("all"), expected);
}

#[test]
fn a_batch_and_a_run_do_not_share_a_folder() {
    let folder = folder();
    done(&folder, "bench easy.yaml -r 1 -n 300 -o batch -q");
    done(
        &folder,
        "bench easy.yaml -r 2 -n 300 -o shard --shard 1/2 -q",
    );
    done(&folder, "plan easy.yaml -o run -q");
    for (line, out) in [
        ("plan easy.yaml -o batch", "batch"),
        ("plan easy.yaml -o shard", "shard"),
        ("bench easy.yaml -r 1 -n 300 -o run", "run"),
        ("bench easy.yaml -r 1 -n 300 --shard 1/2 -o run", "run"),
        ("bench --merge batch -o run", "run"),
    ] {
        let path = folder.path().join(out);
        let before = content(&path);
        let said = refused(&folder, line);
        assert!(said.contains("choose another folder with -o"), "{said}");
        assert_eq!(content(&path), before, "{line}");
    }
}

#[test]
fn a_batch_begins_only_where_none_of_its_files_is_anything_else() {
    let folder = folder();
    let line = "bench easy.yaml -r 1 -n 300 -o a -q --no-plots";
    for name in [
        "convergence.csv",
        "runs.csv",
        "runs.1-of-3.csv",
        "machine.json",
        "summary.json",
        "scenarios/easy.yaml",
    ] {
        let path = folder.path().join("a").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "scenario,planner\n").unwrap();
        let before = content(&folder.path().join("a"));
        let said = refused(&folder, line);
        assert!(said.contains(name), "{said}");
        assert_eq!(content(&folder.path().join("a")), before);
        fs::remove_file(path).unwrap();
    }
    done(&folder, line);
    // What is no such file any more is not written over either.
    fs::write(folder.path().join("a/machine.json"), "notes").unwrap();
    assert!(refused(&folder, line).contains("a/machine.json"));
    assert_eq!(
        fs::read(folder.path().join("a/machine.json")).unwrap(),
        b"notes"
    );
}

#[test]
fn a_report_does_not_outlive_the_number_of_runs_that_it_tells_of() {
    let folder = folder();
    done(&folder, "bench easy.yaml -r 2 -n 300 -o a -q --shard 1/2");
    done(&folder, "plot a -q");
    let has = |name: &str| folder.path().join("a").join(name).exists();
    assert!(has("report.html") && has("statistics.csv") && has("plots"));
    // Nothing to do changes nothing.
    done(&folder, "bench easy.yaml -r 2 -n 300 -o a -q --shard 1/2");
    assert!(has("report.html") && has("statistics.csv") && has("plots"));
    done(&folder, "bench easy.yaml -r 2 -n 300 -o a -q --shard 2/2");
    assert!(!has("report.html") && !has("statistics.csv") && !has("plots"));
}

#[test]
fn merging_replaces_no_runs_that_are_not_merged() {
    let folder = folder();
    for out in ["a", "b"] {
        done(
            &folder,
            &format!("bench easy.yaml -r 1 -n 300 -o {out} -q --no-plots"),
        );
    }
    let before = content(&folder.path().join("b"));
    assert!(refused(&folder, "bench --merge a -o b -q").contains("holds runs already"));
    assert_eq!(content(&folder.path().join("b")), before);
    done(&folder, "bench --merge b a -o b -q --no-plots");
    assert_eq!(
        content(&folder.path().join("b"))["runs.csv"],
        before["runs.csv"]
    );
    done(&folder, "bench --merge a b -o c -q --no-plots");
}

#[test]
fn outputs_are_not_written_over_what_they_are_made_from() {
    let folder = folder();
    done(&folder, "bench easy.yaml -r 1 -n 300 -o a -q --no-plots");
    let before = content(folder.path());
    for line in [
        "optimum easy.yaml -o easy.yaml",
        "optimum easy.yaml -o ./a/../easy.yaml",
        "export a --format ompl-log -o a/runs.csv",
        "export a --format planner-arena-db -o a/../a/experiment.yaml",
    ] {
        refused(&folder, line);
        assert_eq!(content(folder.path()), before, "{line}");
    }
}
