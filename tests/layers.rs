//! The architecture's rules, read off the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer uses only itself and those before it.
const LAYERS: &[&[&str]] = &[
    &["geometry", "numbers", "random", "memory", "record", "files"],
    &["neighbours", "world"],
    &["space"],
    &["problem"],
    &["search"],
    &["planner"],
    &["run"],
    &["scenario", "verify", "results"],
    &["experiment", "statistics", "optimum"],
    &["plot", "report", "export"],
    &["cli"],
];

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                // Tests may reach for anything.
                let code = text.split("#[cfg(test)]").next().unwrap().to_string();
                found.push((path, code));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found
        .into_iter()
        .map(|(path, code)| (path.strip_prefix(&root).unwrap().to_path_buf(), code))
        .collect()
}

/// The module at the top of the crate that a file belongs to.
fn module(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str();
    Path::new(first)
        .file_stem()
        .unwrap()
        .to_string_lossy()
        .into_owned()
}

fn layer(module: &str) -> usize {
    LAYERS
        .iter()
        .position(|names| names.contains(&module))
        .unwrap_or_else(|| panic!("module `{module}` has no layer"))
}

/// Lines of code, without comments.
fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn each_layer_uses_only_those_before_it() {
    for (path, text) in sources() {
        let own = module(&path);
        if own == "lib" || own == "main" {
            continue;
        }
        for line in code_lines(&text) {
            for used in line.split("crate::").skip(1) {
                let used: String = used
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                assert!(
                    used == own || layer(&used) < layer(&own) || layer(&used) == layer(&own),
                    "{}: `{own}` must not use `{used}`",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn planners_and_their_kit_know_no_clock_file_print_or_thread() {
    for (path, text) in sources() {
        if layer_is_pure(&module(&path)) {
            for word in [
                "std::time",
                "std::fs",
                "println!",
                "std::thread",
                "HashMap",
                "HashSet",
            ] {
                assert!(
                    code_lines(&text).all(|line| !line.contains(word)),
                    "{} names {word}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn one_module_alone_writes_to_the_standard_streams() {
    for (path, text) in sources() {
        if path == Path::new("cli/streams.rs") {
            continue;
        }
        for line in code_lines(&text) {
            let prints = ["print!(", "println!(", "dbg!(", "stdout()"];
            let prints = prints.iter().any(|word| line.contains(word));
            let tells = line.contains("stderr()") && !line.contains("is_terminal");
            assert!(!prints && !tells, "{}: {line}", path.display());
        }
    }
}

fn layer_is_pure(module: &str) -> bool {
    [
        "search",
        "planner",
        "space",
        "problem",
        "neighbours",
        "geometry",
        "random",
    ]
    .contains(&module)
}

#[test]
fn no_planner_names_another() {
    let files: Vec<_> = sources()
        .into_iter()
        .filter(|(path, _)| module(path) == "planner")
        .filter(|(path, _)| !path.ends_with("mod.rs") && !path.ends_with("settings.rs"))
        .collect();
    assert!(files.len() >= 3);
    // A planner's folder is the planner's.
    let planner = |path: &Path| {
        let part = Path::new(path.components().nth(1).unwrap().as_os_str());
        part.file_stem().unwrap().to_string_lossy().into_owned()
    };
    for (path, text) in &files {
        for (other, _) in &files {
            let name = planner(other);
            let type_name: String = name
                .split('_')
                .map(|word| word[..1].to_uppercase() + &word[1..])
                .collect();
            let named = [format!("{name}::"), type_name];
            let names = |line: &str| {
                let words = line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
                words.map(str::to_string).any(|word| {
                    named
                        .iter()
                        .any(|n| word == *n || word.starts_with(&format!("{n}::")))
                })
            };
            assert!(
                planner(other) == planner(path) || code_lines(text).all(|line| !names(line)),
                "{} names {name}",
                path.display()
            );
        }
    }
}

#[test]
fn the_dimension_is_a_type_only_below_the_driver() {
    for (path, text) in sources() {
        let seam = path == Path::new("scenario/dispatch.rs");
        let own = module(&path);
        if seam || own == "lib" || own == "main" || layer(&own) <= layer("run") {
            continue;
        }
        assert!(
            code_lines(&text).all(|line| !line.contains("const D: usize")),
            "{} is generic over the dimension",
            path.display()
        );
    }
}
