//! Reading a scenario from a file or a text.

use super::Scenario;
use super::check::check;
use super::decode::{Decoder, Draft};
use super::report::{Place, Problem, Report};
use super::syntax;
use super::tree::{self, LARGEST_FILE, Tree};
use super::words::did_you_mean;
use crate::world::Shape;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The least that a scenario says, for those who begin with an empty file.
const SMALLEST: &str = "a scenario has at least `space: {bounds: [[0, 1], [0, 1]]}`, `start: [0.1, 0.1]` and \
                        `goal: {ball: {center: [0.9, 0.9], radius: 0.05}}`";

/// Reads the scenario in the file `path`.
///
/// # Errors
/// All problems of the file, or why it cannot be read.
pub fn load(path: &Path) -> Result<Scenario, Report> {
    let whole = |title: &str, label: String| Report::of_file(path, title.into(), label, None);
    let bytes = read(path).map_err(|(title, label)| whole(&title, label))?;
    if let Some((title, label)) = map_instead(&bytes, path) {
        return Err(whole(title, label));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let title = "the scenario is in UTF-16";
        return Err(whole(title, "save it as UTF-8".to_owned()));
    }
    let text = String::from_utf8(bytes).map_err(|error| not_text(path, &error))?;
    parse(&text, path)
}

/// Reads a scenario from `text`. `file` is where the text came from: its folder is where relative paths begin, its stem
/// is the default name, and the report shows it.
///
/// # Errors
/// All problems of the text.
pub fn parse(text: &str, file: &Path) -> Result<Scenario, Report> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let empty = |title: &str| Report::of_file(file, title.into(), SMALLEST.into(), None);
    if text
        .lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
    {
        return Err(empty("the scenario is empty"));
    }
    let root = tree::parse(text).map_err(|error| syntax::report(file, text, error))?;
    if root == Tree::Null {
        return Err(empty("the scenario is empty"));
    }
    if is_map(&root) {
        let label = how_to_name(file);
        return Err(Report::of_file(file, A_MAP.into(), label, None));
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut decoder = Decoder::new(folder);
    let draft = decoder.decode(&root);
    let mut reader = decoder.reader;
    if let Some(draft) = &draft {
        check(draft, &mut reader);
    }
    if reader.count() > 0 {
        return Err(reader.report(&root, text, file));
    }
    match draft.and_then(|draft| finish(draft, file)) {
        Some(scenario) => Ok(scenario),
        // Not reached: a part is missing only where something was said about it.
        None => Err(empty("the scenario is not complete")),
    }
}

const A_MAP: &str = "this is a map, not a scenario";

/// How a scenario names the map in `file`.
fn how_to_name(file: &Path) -> String {
    let name = file.file_name().unwrap_or(file.as_os_str()).display();
    format!("name it in a scenario: `obstacles: [{{map: {{file: {name}}}}}]`")
}

/// Whether the file is what the map server reads.
fn is_map(root: &Tree) -> bool {
    let Tree::Map(entries) = root else {
        return false;
    };
    let has = |word: &str| {
        let mut keys = entries.iter().map(|(key, _)| key);
        keys.any(|key| matches!(key, Tree::Text(key) if key == word))
    };
    ["image", "resolution", "occupied_thresh"]
        .into_iter()
        .filter(|key| has(key))
        .count()
        > 1
        && !["space", "start", "goal"].into_iter().any(has)
}

/// What a file is that is no YAML but a map of grid search, or an image: title and label of its report.
fn map_instead(bytes: &[u8], file: &Path) -> Option<(&'static str, String)> {
    let begins = |with: &[u8]| bytes.starts_with(with);
    if begins(b"type ") && bytes.windows(7).take(200).any(|word| word == b"\nheight") {
        return Some((A_MAP, how_to_name(file)));
    }
    let is_pgm =
        (begins(b"P2") || begins(b"P5")) && bytes.get(2).is_some_and(u8::is_ascii_whitespace);
    let is_image = is_pgm || begins(b"\x89PNG") || begins(b"BM");
    is_image.then(|| {
        let label = "an image becomes a map by a map_server YAML, which a scenario names: \
                     `obstacles: [{map: {file: NAME.yaml}}]`";
        ("this is an image, not a scenario", label.to_owned())
    })
}

/// The scenario of a draft without problems.
fn finish(draft: Draft<'_>, file: &Path) -> Option<Scenario> {
    let stem = file
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    let without_node = |(_, shape): (_, Shape)| shape;
    Some(Scenario {
        name: draft
            .name
            .map(str::to_owned)
            .or(stem)
            .unwrap_or_else(|| "scenario".to_owned()),
        description: draft.description.map(str::to_owned),
        optimum: draft.optimum.map(|(_, optimum)| optimum),
        optimum_source: draft.optimum_source.map(str::to_owned),
        bounds: draft.bounds?,
        obstacles: draft.obstacles.into_iter().map(without_node).collect(),
        robot: draft.robot?.1,
        start: draft.start?.1,
        goal: draft.goal.into_iter().map(|(_, goal)| goal).collect(),
        objective: draft.objective?,
        dynamics: draft.dynamics.map(|(_, dynamics)| dynamics),
        sampling: draft
            .sampling
            .into_iter()
            .map(|(_, region)| region)
            .collect(),
        planner: draft.planner,
        stop: draft.stop,
        seed: draft.seed,
    })
}

/// The bytes of a file that is not too large, or why not: what happened, and what more is known.
fn read(path: &Path) -> Result<Vec<u8>, (String, String)> {
    let cannot = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => ("there is no such file".to_owned(), neighbour(path)),
        ErrorKind::IsADirectory => is_folder(),
        ErrorKind::PermissionDenied => ("the file may not be read".to_owned(), String::new()),
        _ => ("the file cannot be read".to_owned(), error.to_string()),
    };
    let file = File::open(path).map_err(cannot)?;
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(is_folder());
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    if bytes.len() as u64 > LARGEST_FILE {
        let most = LARGEST_FILE >> 20;
        let title = format!("the scenario is larger than {most} MiB");
        let label = "large worlds belong in a map, which the scenario names".to_owned();
        return Err((title, label));
    }
    Ok(bytes)
}

fn is_folder() -> (String, String) {
    let label = "name one of the scenarios in it".to_owned();
    ("this is a folder, not a scenario".to_owned(), label)
}

/// Whether a file with nearly the name of the missing one lies beside it.
fn neighbour(path: &Path) -> String {
    let folder = path
        .parent()
        .filter(|p| *p != Path::new(""))
        .unwrap_or(Path::new("."));
    let (Some(name), Ok(entries)) = (path.file_name(), folder.read_dir()) else {
        return String::new();
    };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    did_you_mean(&name.to_string_lossy(), &names)
}

/// The report of bytes that are no UTF-8.
fn not_text(path: &Path, error: &std::string::FromUtf8Error) -> Report {
    let bytes = error.as_bytes();
    let (good, bad) = bytes.split_at(error.utf8_error().valid_up_to());
    let good = String::from_utf8_lossy(good);
    let begin = good.rfind('\n').map_or(0, |i| i + 1);
    let rest: Vec<u8> = bad.iter().copied().take_while(|b| *b != b'\n').collect();
    let problem = Problem {
        file: None,
        title: "the scenario is not text in UTF-8".to_owned(),
        place: Some(Place {
            line: good.matches('\n').count() + 1,
            column: good[begin..].chars().count() + 1,
            width: 1,
            source: format!("{}{}", &good[begin..], String::from_utf8_lossy(&rest)),
        }),
        label: format!(
            "the byte 0x{:02x} belongs to no character",
            bad.first().unwrap_or(&0)
        ),
        help: Some("save the file as UTF-8".to_owned()),
    };
    Report::new(path, vec![problem])
}
