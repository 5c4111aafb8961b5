//! Files of the user under the names of the program: no command writes over one or removes it.

use super::common::program::{files_in, folder, status, text};
use super::{content, done, refused, run};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// What `plan` writes or removes, with whatever flags.
const OF_PLAN: [&str; 14] = [
    "path.csv",
    "convergence.csv",
    "summary.json",
    "tree.csv",
    "tree.graphml",
    "trajectory.csv",
    "convergence.svg",
    "convergence.png",
    "scene.svg",
    "scene.png",
    "trajectory.svg",
    "trajectory.png",
    "report.html",
    "statistics.csv",
];

/// What a batch writes or removes where it draws no report.
const OF_BENCH: [&str; 8] = [
    "experiment.yaml",
    "scenarios/easy.yaml",
    "runs.csv",
    "convergence.csv",
    "machine.json",
    "running.csv",
    "report.html",
    "statistics.csv",
];

/// What a report is made of.
const OF_PLOT: [&str; 6] = [
    "report.html",
    "statistics.csv",
    "plots/easy-time.svg",
    "plots/easy-time.png",
    "plots/easy-first.svg",
    "plots/easy-gap.png",
];

/// Texts of users that look a little like results.
fn of_user(name: &str) -> &'static str {
    match name {
        "summary.json" => "{\"scenario\": \"easy\", \"planner\": \"rrt\", \"cost\": 1.0}\n",
        "report.html" => {
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>Mine</title>\n</head>\n<body>\n\
             <figcaption>A <code>plots/easy-time.svg</code></figcaption>\n<p>prolate 1</p>\n</body>\n</html>\n"
        }
        "statistics.csv" => "scenario,planner,mean\neasy,rrt,1\n",
        "running.csv" => "who,when\nI,at six\n",
        _ if name.ends_with(".svg") => {
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>mine</text></svg>\n"
        }
        _ if name.ends_with(".png") => "\u{89}PNG of mine",
        _ => "mine\n",
    }
}

fn put<'a>(folder: &Path, names: impl IntoIterator<Item = &'a &'a str>) {
    for name in names {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, of_user(name)).unwrap();
    }
}

/// Every file, with the folders at the top as files without content. The locks of a batch hold nothing.
fn all(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all: BTreeMap<_, _> = files_in(folder)
        .into_iter()
        .map(|it| (it, Vec::new()))
        .collect();
    all.extend(content(folder));
    if all.contains_key("runs.1-of-2.csv") {
        all.retain(|name, _| !name.starts_with(".lock"));
    }
    all
}

/// Panics where the folder is not as it was.
fn unchanged(folder: &Path, before: &BTreeMap<String, Vec<u8>>, what: &str) {
    let after = all(folder);
    let names = |all: &BTreeMap<String, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&after), names(before), "{what}");
    let changed = after.iter().find(|(name, bytes)| before[*name] != **bytes);
    assert_eq!(changed.map(|(name, _)| name), None, "{what}");
}

/// The command is refused in a folder `out` with all of these files and with each of them, and changes nothing.
fn stays(home: &TempDir, line: &str, names: &[&str]) {
    let out = home.path().join("out");
    let each = names.iter().map(std::slice::from_ref);
    for names in each.chain([names]) {
        let _ = fs::remove_dir_all(&out);
        put(&out, names);
        let before = all(&out);
        let said = refused(home, line);
        assert!(said.contains("choose another folder with -o"), "{said}");
        if let [name] = names {
            let is_named = said.contains(name) || *name == "experiment.yaml";
            assert!(is_named, "{line}, {name}: {said}");
        }
        unchanged(&out, &before, &format!("{line}, {names:?}"));
    }
    let _ = fs::remove_dir_all(&out);
}

/// The command succeeds in a folder `out` with these files, and leaves them as they are.
fn passes(home: &TempDir, line: &str, names: &[&str]) {
    let out = home.path().join("out");
    let _ = fs::remove_dir_all(&out);
    put(&out, names);
    done(home, line);
    let after = content(&out);
    for name in names {
        assert_eq!(after[*name], of_user(name).as_bytes(), "{line}, {name}");
    }
    let _ = fs::remove_dir_all(&out);
}

#[test]
fn plan_loses_no_file_of_the_user_with_any_flags() {
    let home = folder();
    for flags in ["", " --no-plots", " --save-tree"] {
        let line = format!("plan easy.yaml -n 300 -o out -q{flags}");
        stays(&home, &line, &OF_PLAN);
    }
    stays(&home, "plan closed.yaml -n 300 -o out -q", &OF_PLAN);
    let others = ["plots/easy-time.svg", "running.csv", "machine.json"];
    passes(&home, "plan easy.yaml -n 300 -o out -q", &others);
}

#[test]
fn a_batch_loses_no_file_of_the_user() {
    let home = folder();
    let line = "bench easy.yaml -r 1 -n 300 -o out -q";
    let both = [&OF_BENCH[..], &OF_PLOT[2..]].concat();
    stays(&home, line, &both);
    stays(&home, &format!("{line} --no-plots"), &OF_BENCH);
    stays(&home, &format!("{line} --shard 1/2"), &OF_BENCH);
    // What it neither writes nor removes may be there.
    let others = [
        "tree.csv",
        "scene.png",
        "plots/mine-time.svg",
        "plots/easy-time.pdf",
    ];
    passes(&home, line, &others);
    let pictures = &OF_PLOT[2..];
    passes(&home, &format!("{line} --no-plots"), pictures);
}

#[test]
fn merging_and_plotting_lose_no_file_of_the_user() {
    let home = folder();
    done(&home, "bench easy.yaml -r 2 -n 300 -o a -q --shard 1/2");
    done(&home, "bench easy.yaml -r 2 -n 300 -o b -q --shard 2/2");
    let line = "bench --merge a b -o out -q";
    let both = [&OF_BENCH[..], &OF_PLOT[2..]].concat();
    stays(&home, line, &both);
    stays(&home, &format!("{line} --no-plots"), &OF_BENCH);
    passes(
        &home,
        line,
        &["tree.csv", "scene.png", "plots/mine-time.svg"],
    );
    done(&home, "plan easy.yaml -n 300 -o run -q --no-plots");
    for line in ["plot a -o out -q", "plot a b run -o out -q"] {
        stays(&home, line, &OF_PLOT);
        passes(
            &home,
            line,
            &["tree.csv", "runs.csv", "plots/mine-time.svg"],
        );
    }
    // Also where the results are.
    for source in ["a", "run"] {
        let out = home.path().join(source);
        for name in OF_PLOT {
            put(&out, &[name]);
            let before = all(&out);
            assert!(refused(&home, &format!("plot {source} -q")).contains(name));
            unchanged(&out, &before, &format!("{source}, {name}"));
            fs::remove_file(out.join(name)).unwrap();
        }
    }
}

#[test]
fn files_that_come_into_a_folder_later_are_the_users_too() {
    let home = folder();
    let out = home.path().join("run");
    done(&home, "plan easy.yaml -n 300 -o run -q");
    for name in ["report.html", "statistics.csv"] {
        put(&out, &[name]);
        let before = all(&out);
        assert!(refused(&home, "plan easy.yaml -n 300 -s 2 -o run -q").contains(name));
        unchanged(&out, &before, name);
        fs::remove_file(out.join(name)).unwrap();
    }
    let out = home.path().join("batch");
    let line = "bench easy.yaml -r 2 -n 300 -o batch -q --no-plots";
    done(&home, &format!("{line} --shard 1/2"));
    for name in ["report.html", "statistics.csv", "running.2-of-2.csv"] {
        put(&out, &[name]);
        let before = all(&out);
        assert!(refused(&home, &format!("{line} --shard 2/2")).contains(name));
        unchanged(&out, &before, name);
        // Nothing is left to do.
        done(&home, &format!("{line} --shard 1/2"));
        assert_eq!(content(&out)[name], of_user(name).as_bytes());
        fs::remove_file(out.join(name)).unwrap();
    }
    done(&home, &format!("{line} --shard 2/2"));
}

#[test]
fn reports_and_pictures_of_the_program_are_known_without_a_mark_and_without_each_other() {
    let home = folder();
    done(&home, "bench easy.yaml -r 2 -n 300 -o a -q");
    let out = home.path().join("a");
    let before = content(&out);
    let page = out.join("report.html");
    let marked = fs::read_to_string(&page).unwrap();
    let is_mark = |line: &&str| line.starts_with("<meta name=\"generator\" content=\"prolate ");
    assert_eq!(marked.lines().filter(is_mark).count(), 1);
    // As it was before there were marks, also in the pictures.
    let lines = marked.lines().filter(|line| !is_mark(line));
    let plain: String = lines.map(|line| format!("{line}\n")).collect();
    fs::write(&page, plain).unwrap();
    fs::write(out.join("plots/easy-time.png"), "\u{89}PNG without a mark").unwrap();
    done(&home, "plot a -q");
    assert_eq!(content(&out), before);
    // The page is sent away, or a former session did not come to write it.
    fs::remove_file(&page).unwrap();
    fs::remove_file(out.join("plots/easy-time.png")).unwrap();
    done(&home, "plot a -q");
    assert_eq!(content(&out), before);
    done(&home, "bench easy.yaml -r 2 -n 300 -o a -q");
    assert_eq!(content(&out), before);
}

#[test]
fn a_damaged_machine_of_a_source_is_named_before_anything_is_merged() {
    let home = folder();
    done(
        &home,
        "bench easy.yaml -r 2 -n 300 -o a -q --no-plots --shard 1/2",
    );
    done(
        &home,
        "bench easy.yaml -r 2 -n 300 -o b -q --no-plots --shard 2/2",
    );
    let file = home.path().join("b/machine.2-of-2.json");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, "{").unwrap();
    let said = refused(&home, "bench --merge a b -o m -q");
    assert!(said.contains("b/machine.2-of-2.json:1:1: "), "{said}");
    assert!(!home.path().join("m").exists());
    fs::write(&file, whole).unwrap();
    done(&home, "bench --merge a b -o m -q");
    let has = |name: &str| home.path().join("m").join(name).is_file();
    assert!(has("machine.1-of-2.json") && has("machine.2-of-2.json"));
    // The output's own, of which it has no runs yet.
    fs::remove_file(home.path().join("m/runs.csv")).unwrap();
    fs::write(home.path().join("m/machine.1-of-2.json"), "{").unwrap();
    let before = all(&home.path().join("m"));
    let output = run(&home, "bench --merge a b -o m -q");
    let said = text(&output.stderr);
    assert_eq!(status(&output), 2, "{said}");
    assert!(said.contains("m/machine.1-of-2.json:1:1: "), "{said}");
    unchanged(&home.path().join("m"), &before, "m");
}
