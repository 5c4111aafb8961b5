//! Where an output goes: links, permissions, pipes, what is in the way, and what fails after the path is written.

use super::common::program::{files_in, folder, make_fifo, shell, status, text};
use super::{content, done, refused, run};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::thread;

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
    fs::create_dir(at("c")).unwrap();
    symlink("../nowhere/path.csv", at("c/path.csv")).unwrap();
    let output = run(&folder, "plan easy.yaml -o c");
    let said = text(&output.stderr);
    assert_eq!((status(&output), output.stdout.len()), (2, 0), "{said}");
    assert!(said.contains("c/path.csv: No such file"), "{said}");
    assert_eq!(files_in(&at("c")), ["path.csv"]);
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
