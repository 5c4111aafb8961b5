#![cfg(unix)]
//! What is not lost: files of others, former results that still hold, links, and whatever a failure comes after.

mod common;

use common::program::{files_in, folder, make_fifo, prolate, shell, status, text};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Output;
use std::thread;
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

#[test]
fn links_stay_and_what_they_lead_to_is_replaced_where_it_is() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("far/away")).unwrap();
    done(&folder, "optimum easy.yaml -o best.csv -q");
    let best = fs::read(at("best.csv")).unwrap();
    fs::write(at("far/away/old.csv"), "old").unwrap();
    for (link, target) in [
        ("direct.csv", "far/away/old.csv"),
        ("dangling.csv", "far/away/new.csv"),
        ("chain.csv", "far/away/link.csv"),
        ("far/away/link.csv", "../third.csv"),
    ] {
        symlink(target, at(link)).unwrap();
    }
    for (link, target) in [
        ("direct.csv", "far/away/old.csv"),
        ("dangling.csv", "far/away/new.csv"),
        ("chain.csv", "far/third.csv"),
    ] {
        done(&folder, &format!("optimum easy.yaml -o {link} -q"));
        assert!(at(link).is_symlink(), "{link}");
        assert!(at(target).is_file() && !at(target).is_symlink(), "{target}");
        assert_eq!(fs::read(at(target)).unwrap(), best, "{link}");
    }
    symlink("two.csv", at("one.csv")).unwrap();
    symlink("one.csv", at("two.csv")).unwrap();
    let said = refused(&folder, "optimum easy.yaml -o one.csv");
    assert!(said.contains("lead round in a circle"), "{said}");
    assert!(at("one.csv").is_symlink() && at("two.csv").is_symlink());

    // The same for the files of a run: a stale one goes, its link stays.
    fs::create_dir(at("a")).unwrap();
    symlink("../far/path.csv", at("a/path.csv")).unwrap();
    done(&folder, "plan easy.yaml -o a -q --no-plots");
    assert!(at("far/path.csv").is_file());
    let output = run(&folder, "plan closed.yaml -o a -q --no-plots");
    assert_eq!(status(&output), 1);
    assert!(at("a/path.csv").is_symlink() && !at("far/path.csv").exists());
    done(&folder, "plan easy.yaml -o a -q --no-plots");
    assert!(at("a/path.csv").is_symlink() && at("far/path.csv").is_file());
    assert!(
        !content(folder.path())
            .keys()
            .any(|name| name.contains(".prolate-"))
    );
}

#[test]
fn a_replaced_file_keeps_its_permissions_and_other_names_their_content() {
    let folder = folder();
    let path = folder.path().join("best.csv");
    for mode in [0o600, 0o640, 0o666, 0o755] {
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        done(&folder, "optimum easy.yaml -o best.csv -q");
        let there = fs::metadata(&path).unwrap();
        assert_eq!(there.mode() & 0o7777, mode);
        assert!(there.len() > 3);
        fs::remove_file(&path).unwrap();
    }
    fs::write(&path, "old").unwrap();
    let other = folder.path().join("other.csv");
    fs::hard_link(&path, &other).unwrap();
    done(&folder, "optimum easy.yaml -o best.csv -q");
    assert_eq!(fs::read_to_string(other).unwrap(), "old");
    assert_ne!(fs::read_to_string(path).unwrap(), "old");
}

#[test]
fn devices_and_pipes_are_written_to_and_stay() {
    let folder = folder();
    done(&folder, "optimum easy.yaml -o best.csv -q");
    let best = fs::read(folder.path().join("best.csv")).unwrap();
    let pipe = folder.path().join("pipe");
    make_fifo(&pipe);
    let reader = pipe.clone();
    let reader = thread::spawn(move || fs::read(reader).unwrap());
    done(&folder, "optimum easy.yaml -o pipe -q");
    // First, as nothing else ends the reader of a pipe that is not there any more.
    assert!(!fs::metadata(&pipe).unwrap().is_file());
    assert_eq!(reader.join().unwrap(), best);
    done(&folder, "optimum easy.yaml -o /dev/null -q");
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    let said = refused(&folder, "optimum easy.yaml -o /dev/full -q");
    assert!(
        said.contains("cannot write /dev/full: No space left"),
        "{said}"
    );
    // A descriptor goes on where its file ends.
    let line =
        "exec 3> all.csv; for i in 1 2; do \"$prolate\" optimum easy.yaml -o /dev/fd/3 -q; done";
    assert_eq!(status(&shell(&folder, line)), 0);
    let all = fs::read(folder.path().join("all.csv")).unwrap();
    assert_eq!(all, [&best[..], &best].concat());
    // A run's path may be one too, and its reader may have had enough.
    fs::create_dir(folder.path().join("a")).unwrap();
    make_fifo(folder.path().join("a/path.csv"));
    let line = "head -n 1 a/path.csv & \"$prolate\" plan easy.yaml -o a -q --no-plots; s=$?; wait; exit $s";
    let output = shell(&folder, line);
    assert_eq!((status(&output), text(&output.stdout)), (0, "x0,x1\n"));
    let names = files_in(&folder.path().join("a"));
    assert_eq!(names, ["convergence.csv", "path.csv", "summary.json"]);
}

#[test]
fn what_cannot_be_replaced_is_an_error_before_anything_is_lost() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    done(
        &folder,
        "bench easy.yaml -r 1 -n 300 -o batch -q --no-plots",
    );
    fs::write(at("mine.csv"), "mine").unwrap();
    fs::set_permissions(at("mine.csv"), fs::Permissions::from_mode(0o444)).unwrap();
    fs::create_dir(at("folder.csv")).unwrap();
    for line in ["optimum easy.yaml -o", "export batch --format ompl-log -o"] {
        let said = refused(&folder, &format!("{line} mine.csv"));
        assert!(
            said.contains("cannot write mine.csv: it is read-only"),
            "{said}"
        );
        let said = refused(&folder, &format!("{line} folder.csv"));
        assert!(
            said.contains("cannot write folder.csv: it is a folder"),
            "{said}"
        );
        refused(&folder, &format!("{line} nowhere/at/all.csv"));
    }
    assert_eq!(fs::read_to_string(at("mine.csv")).unwrap(), "mine");
    for line in [
        "plan easy.yaml -o mine.csv",
        "bench easy.yaml -r 1 -o mine.csv",
        "plot batch -o mine.csv",
    ] {
        let said = refused(&folder, line);
        assert!(said.contains("a folder is needed"), "{said}");
    }
    // A run does not even begin.
    done(&folder, "plan easy.yaml -o a -q");
    fs::set_permissions(at("a/summary.json"), fs::Permissions::from_mode(0o444)).unwrap();
    let before = content(&at("a"));
    assert!(refused(&folder, "plan easy.yaml -s 2 -o a").contains("summary.json: it is read-only"));
    assert_eq!(content(&at("a")), before);
    fs::create_dir_all(at("b/path.csv")).unwrap();
    assert!(refused(&folder, "plan easy.yaml -o b").contains("path.csv: it is a folder"));
    assert_eq!(files_in(&at("b")), ["path.csv"]);
}

#[test]
fn path_and_figures_are_on_disk_whatever_fails_after_them() {
    let folder = folder();
    for (name, has_others) in [
        ("scene.svg", true),
        ("convergence.png", true),
        ("tree.graphml", true),
        ("tree.csv", false),
    ] {
        let out = folder.path().join("a");
        let _ = fs::remove_dir_all(&out);
        fs::create_dir_all(out.join(name).join("of the user")).unwrap();
        let output = run(&folder, "plan easy.yaml -o a --save-tree");
        let (said, printed) = (text(&output.stderr), text(&output.stdout));
        assert_eq!(status(&output), 2, "{name}: {said}");
        assert!(said.contains(&format!("{name}: it is a folder")), "{said}");
        assert!(
            printed.contains("summary.json") && printed.contains("cost"),
            "{printed}"
        );
        assert!(!printed.contains(name) || name == "tree.csv", "{printed}");
        assert!(out.join(name).join("of the user").is_dir());
        let has = |name: &str| out.join(name).is_file();
        assert!(has("path.csv") && has("summary.json") && has("convergence.csv"));
        assert!(!has_others || has("tree.csv"));
        let verified = run(&folder, "verify easy.yaml a/path.csv");
        assert_eq!(status(&verified), 0);
        assert!(
            !files_in(&out)
                .iter()
                .any(|name| name.starts_with(".prolate-"))
        );
    }
    // Of a batch: its rows, and its table on standard output.
    fs::create_dir_all(folder.path().join("b/report.html")).unwrap();
    let output = run(&folder, "bench easy.yaml -r 1 -n 300 -o b");
    assert_eq!(status(&output), 2);
    assert!(text(&output.stderr).contains("report.html: it is a folder"));
    assert!(text(&output.stdout).contains("1/1"));
    assert!(folder.path().join("b/runs.csv").is_file());
}

#[test]
fn a_disk_that_is_full_leaves_the_former_run_whole() {
    let folder = folder();
    done(&folder, "plan easy.yaml -o a --save-tree -q");
    let before = content(&folder.path().join("a"));
    // Files of at most one block of 512 bytes: the path fits, the figures do not.
    let line = "ulimit -f 1; trap '' XFSZ; \"$prolate\" plan easy.yaml -s 2 -o a -q --no-plots";
    let output = shell(&folder, line);
    let said = text(&output.stderr);
    assert_eq!(status(&output), 2, "{said}");
    assert!(said.contains("File too large"), "{said}");
    assert_eq!(content(&folder.path().join("a")), before);
}
