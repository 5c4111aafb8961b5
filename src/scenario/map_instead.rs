//! Maps and images that are given as scenarios: one line says what they are and how a scenario names them.

use super::report::Report;
use super::tree::Tree;
use std::path::Path;

/// The report where the tree is that of a YAML for the map server.
pub(super) fn of_tree(root: &Tree, file: &Path) -> Option<Report> {
    let Tree::Map(entries) = root else {
        return None;
    };
    let has = |word: &str| {
        let mut keys = entries.iter().map(|(key, _)| key);
        keys.any(|key| matches!(key, Tree::Text(key) if key == word))
    };
    let of_maps = ["image", "resolution", "occupied_thresh"];
    let is_map = of_maps.into_iter().filter(|key| has(key)).count() > 1;
    let is_scenario = ["space", "start", "goal"].into_iter().any(has);
    (is_map && !is_scenario).then(|| map(file))
}

/// The report where the bytes are a map of grid search, or an image.
pub(super) fn of_bytes(bytes: &[u8], file: &Path) -> Option<Report> {
    let begins = |with: &[u8]| bytes.starts_with(with);
    if begins(b"type ") && bytes.windows(7).take(200).any(|word| word == b"\nheight") {
        return Some(map(file));
    }
    let is_pgm =
        (begins(b"P2") || begins(b"P5")) && bytes.get(2).is_some_and(u8::is_ascii_whitespace);
    let is_image = is_pgm || begins(b"\x89PNG") || begins(b"BM");
    is_image.then(|| {
        let title = "this is an image, not a scenario";
        let label = "an image becomes a map by a map_server YAML, which a scenario names: \
                     `obstacles: [{map: {file: NAME.yaml}}]`";
        Report::of_file(file, title.to_owned(), label.to_owned(), None)
    })
}

fn map(file: &Path) -> Report {
    let name = file.file_name().unwrap_or(file.as_os_str()).display();
    let label = format!("name it in a scenario: `obstacles: [{{map: {{file: {name}}}}}]`");
    Report::of_file(
        file,
        "this is a map, not a scenario".to_owned(),
        label,
        None,
    )
}
