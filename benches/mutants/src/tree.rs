//! A copy of the sources that holds all drawn mutations at once, each behind a switch.
//!
//! `crate::switch::on(i)` is true where the environment's `MUTANT` is i; so all of them are compiled once. Where
//! `MUTANTS_REACHED` names a file, the number of each mutation that is come to is appended to it.

use crate::find::Mutant;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

/// Where the switches are.
pub const LIBRARY: &str = "src/lib.rs";

const SWITCH: &str = r#"
/// Switches of mutations.
pub mod switch {
    use std::io::Write;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicBool, Ordering};

    static ON: LazyLock<usize> = LazyLock::new(|| {
        std::env::var("MUTANT").ok().and_then(|id| id.parse().ok()).unwrap_or(usize::MAX)
    });
    static REACHED: LazyLock<Option<std::path::PathBuf>> =
        LazyLock::new(|| std::env::var_os("MUTANTS_REACHED").map(Into::into));
    static SEEN: [AtomicBool; 4096] = [const { AtomicBool::new(false) }; 4096];

    /// Whether mutation `id` is on.
    pub fn on(id: usize) -> bool {
        if let Some(file) = &*REACHED
            && !SEEN[id].swap(true, Ordering::Relaxed)
            && let Ok(mut file) = std::fs::OpenOptions::new().append(true).create(true).open(file)
        {
            let _ = file.write_all(format!("{id}\n").as_bytes());
        }
        *ON == id
    }
}
"#;

/// Writes a file where something else is in it: what is compiled from it is then not compiled again.
fn set(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(file).is_ok_and(|former| former == bytes) {
        return Ok(());
    }
    file.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(file, bytes)
}

/// Makes `to` a copy of the tree at `root`, but for the files that are written otherwise.
pub fn copy(root: &Path, to: &Path, but: &BTreeSet<PathBuf>) -> io::Result<()> {
    let words = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let names = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(words)
        .output()?;
    let names = String::from_utf8_lossy(&names.stdout).into_owned();
    let names: BTreeSet<PathBuf> = names.lines().map(PathBuf::from).collect();
    for name in names
        .iter()
        .filter(|name| !but.contains(*name) && root.join(name).is_file())
    {
        set(&to.join(name), &fs::read(root.join(name))?)?;
    }
    let mut folders = vec![to.join("src"), to.join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry?.path();
            let is_known = path.strip_prefix(to).is_ok_and(|name| names.contains(name));
            match path.is_dir() {
                true => folders.push(path),
                false if is_known => (),
                false => fs::remove_file(path)?,
            }
        }
    }
    Ok(())
}

/// Writes `files`, sources of the copy, with the mutations in them, which do not overlap.
pub fn write(
    root: &Path,
    tree: &Path,
    files: &BTreeSet<PathBuf>,
    mutants: &BTreeMap<usize, Mutant>,
) -> io::Result<()> {
    for file in files {
        let mut text = fs::read_to_string(root.join(file))?;
        let mut its: Vec<_> = mutants.iter().filter(|(_, it)| it.file == *file).collect();
        its.sort_by_key(|(_, mutant)| std::cmp::Reverse((mutant.range.start, mutant.range.end)));
        for (id, mutant) in its {
            text.replace_range(mutant.range.clone(), &mutant.switched(*id));
        }
        if file == Path::new(LIBRARY) {
            text += SWITCH;
        }
        set(&tree.join(file), text.as_bytes())?;
    }
    Ok(())
}

/// A test: its executable and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Test {
    /// The executable.
    pub file: PathBuf,
    /// The name of the test target.
    pub target: String,
    /// The name of the test.
    pub name: String,
}

/// Runs cargo on the copy and gives its messages.
fn cargo(tree: &Path, words: &[&str]) -> io::Result<(bool, Vec<Value>)> {
    let output = Command::new("cargo")
        .args(words)
        .args(["--release", "--message-format=json"])
        .env("CARGO_TARGET_DIR", tree.join("target"))
        .current_dir(tree)
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    Ok((output.status.success(), messages.collect()))
}

/// The mutations that the copy does not compile with.
pub fn broken(tree: &Path, mutants: &BTreeMap<usize, Mutant>) -> io::Result<BTreeSet<usize>> {
    let (is_whole, messages) = cargo(tree, &["check", "--lib"])?;
    let mut broken = BTreeSet::new();
    if is_whole {
        return Ok(broken);
    }
    for message in &messages {
        if message["message"]["level"] != "error" {
            continue;
        }
        let spans = message["message"]["spans"].as_array().into_iter().flatten();
        for span in spans {
            let file = Path::new(span["file_name"].as_str().unwrap_or_default());
            let number = |key: &str| span[key].as_u64().unwrap_or(0) as usize;
            let text = fs::read_to_string(tree.join(file))?;
            let (from, to) = (number("byte_start"), number("byte_end"));
            // The switch that stands last before the error, or within it.
            let its = mutants.iter().filter(|(_, mutant)| mutant.file == file);
            let places = its.filter_map(|(id, _)| {
                let place = text.find(&format!("crate::switch::on({id})"))?;
                (place <= to).then_some((place, *id))
            });
            if let Some((_, id)) = places.max()
                && from <= to
            {
                broken.insert(id);
            }
        }
    }
    if broken.is_empty() {
        let told = messages
            .iter()
            .filter_map(|it| it["message"]["rendered"].as_str());
        return Err(io::Error::other(told.collect::<String>()));
    }
    Ok(broken)
}

/// Compiles all tests of the copy and lists them.
pub fn tests(tree: &Path) -> io::Result<Vec<Test>> {
    let (is_whole, messages) = cargo(tree, &["test", "--lib", "--tests", "--no-run"])?;
    if !is_whole {
        let told = messages
            .iter()
            .filter_map(|it| it["message"]["rendered"].as_str());
        return Err(io::Error::other(told.collect::<String>()));
    }
    let mut tests = Vec::new();
    for message in &messages {
        let Some(file) = message["executable"].as_str() else {
            continue;
        };
        if message["profile"]["test"] != true {
            continue;
        }
        let list = Command::new(file)
            .arg("--list")
            .current_dir(tree)
            .output()?;
        for line in String::from_utf8_lossy(&list.stdout).lines() {
            if let Some(name) = line.strip_suffix(": test") {
                tests.push(Test {
                    file: file.into(),
                    target: message["target"]["name"]
                        .as_str()
                        .unwrap_or_default()
                        .into(),
                    name: name.into(),
                });
            }
        }
    }
    Ok(tests)
}
