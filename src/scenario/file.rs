//! Reading a scenario from a file or a text.

use super::Scenario;
use super::check::check;
use super::decode::{Decoder, Draft};
use super::document::Document;
use super::map_instead;
use super::report::Report;
use super::syntax;
use super::tree::{self, Tree};
use crate::world::Shape;
use std::path::Path;

/// The least that a scenario says, for those who begin with an empty file.
const SMALLEST: &str = "a scenario has at least `space: {bounds: [[0, 1], [0, 1]]}`, `start: [0.1, 0.1]` and \
                        `goal: {ball: {center: [0.9, 0.9], radius: 0.05}}`";

/// Reads the scenario in the file `path`.
///
/// # Errors
/// All problems of the file, or why it cannot be read.
pub fn load(path: &Path) -> Result<Scenario, Report> {
    let Document { file, text } = Document::read(path)?;
    parse(&text, &file)
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
    if let Some(report) = map_instead::of_tree(&root, file) {
        return Err(report);
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
