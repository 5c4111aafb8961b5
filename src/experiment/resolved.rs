//! The experiment that repeats the results: `experiment.yaml` with every scenario beside it.
//!
//! A folder of results stands alone. Scenarios are copied into it, those of families written out, maps included, so
//! that running its `experiment.yaml` repeats the experiment wherever the folder is taken. A scenario whose maps cannot
//! be taken along (an image that lies above its map's file) is named by its path instead.

use super::{Entry, Experiment};
use crate::files::{self, FileError};
use crate::planner::Value;
use crate::scenario;
use crate::scenario::tree::{self, Tree};
use crate::world::map_file;
use serde_yaml::{Mapping, Value as Yaml};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The name of the resolved experiment's file.
pub const FILE: &str = "experiment.yaml";

/// A file of the folder: where it stands in it, and its content.
pub type Copied = (PathBuf, Vec<u8>);

/// A resolved experiment: what its folder holds before the first run.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// `experiment.yaml`, without the number of jobs, which changes no result.
    pub yaml: String,
    /// The other files: the scenarios and their maps, relative to the folder, with their content.
    pub files: Vec<Copied>,
}

impl Resolved {
    /// Resolves `experiment`.
    ///
    /// # Errors
    /// Where a scenario that stands in no file, as one from a pipe, has maps that cannot be taken along.
    pub fn new(experiment: &Experiment) -> Result<Self, String> {
        let mut root = Mapping::new();
        let mut put = |key: &str, value: Yaml| root.insert(key.into(), value);
        put("experiment", experiment.name.as_str().into());
        let mut copies = Vec::new();
        let scenarios = experiment.scenarios.iter();
        let scenarios = scenarios.map(|entry| scenario_yaml(entry, &mut copies));
        let scenarios = scenarios.collect::<Result<_, String>>()?;
        put("scenarios", Yaml::Sequence(scenarios));
        let planners = experiment.planners.iter().map(|planner| {
            let mut item = Mapping::new();
            item.insert("label".into(), planner.label.as_str().into());
            let settings = planner.settings.iter();
            let settings: Mapping = settings
                .map(|(k, v)| (k.as_str().into(), yaml(v)))
                .collect();
            item.insert(planner.planner.as_str().into(), Yaml::Mapping(settings));
            Yaml::Mapping(item)
        });
        put("planners", Yaml::Sequence(planners.collect()));
        put("runs", experiment.runs.into());
        let stop = experiment.stop;
        let mut limits = Mapping::new();
        for (key, limit) in [("time", stop.time), ("cost", stop.cost)] {
            if let Some(limit) = limit {
                limits.insert(key.into(), limit.into());
            }
        }
        if let Some(iterations) = stop.iterations {
            limits.insert("iterations".into(), iterations.into());
        }
        if let Some(memory) = stop.memory {
            limits.insert("memory".into(), scenario::memory_text(memory).into());
        }
        if !limits.is_empty() {
            put("stop", Yaml::Mapping(limits));
        }
        put("seed", experiment.seed.into());
        Ok(Self {
            yaml: serde_yaml::to_string(&root).expect("words and numbers are YAML"),
            files: copies,
        })
    }

    /// Writes all files into `folder`, the experiment last.
    ///
    /// # Errors
    /// Where one cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), FileError> {
        for (name, content) in &self.files {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                files::prepare_folder(parent)?;
            }
            files::replace(&path, content)?;
        }
        files::replace(&folder.join(FILE), self.yaml.as_bytes())
    }

    /// What in `folder` differs from this experiment, in words; `None` where nothing does.
    pub fn difference(&self, folder: &Path) -> Option<String> {
        let there = fs::read_to_string(folder.join(FILE)).unwrap_or_default();
        if there != self.yaml {
            let mut lines = there.lines().zip(self.yaml.lines());
            let differs = lines.find(|(there, here)| there != here);
            return Some(match differs {
                Some((there, here)) => format!("`{}` there, `{}` here", there.trim(), here.trim()),
                None => "one says more than the other".to_owned(),
            });
        }
        let changed =
            |(name, content): &&Copied| fs::read(folder.join(name)).ok().as_ref() != Some(content);
        let (name, _) = self.files.iter().find(changed)?;
        Some(format!("{} has changed since", name.display()))
    }
}

fn yaml(value: &Value) -> Yaml {
    match value {
        // Counts are written as such.
        Value::Number(x) if x.fract() == 0.0 && x.abs() < 1e15 => (*x as i64).into(),
        Value::Number(x) => (*x).into(),
        Value::Flag(x) => (*x).into(),
        Value::Word(x) => x.as_str().into(),
    }
}

fn scenario_yaml(entry: &Entry, copies: &mut Vec<Copied>) -> Result<Yaml, String> {
    let file = match copied(entry) {
        Some((file, mut with)) => {
            copies.append(&mut with);
            // The same text on every system.
            let parts = file.components().map(|c| c.as_os_str().to_string_lossy());
            parts.collect::<Vec<_>>().join("/")
        }
        None => {
            let whole = fs::canonicalize(&entry.file).map_err(|_| {
                format!(
                    "the maps of `{}` cannot be copied beside the results, and {} is no file that could be named there: \
                     save the scenario as a file",
                    entry.scenario.name,
                    entry.file.display()
                )
            })?;
            whole.display().to_string()
        }
    };
    if entry.parameters.is_empty() && entry.optimum.is_none() {
        return Ok(file.into());
    }
    let mut item = Mapping::new();
    item.insert("file".into(), file.into());
    if let Some(optimum) = entry.optimum {
        item.insert("optimum".into(), optimum.into());
    }
    if let Some(width) = entry.optimum_width {
        item.insert("optimum-width".into(), width.into());
    }
    if !entry.parameters.is_empty() {
        let parameters = entry.parameters.iter();
        let parameters: Mapping = parameters
            .map(|(k, v)| (k.as_str().into(), yaml(v)))
            .collect();
        item.insert("parameters".into(), Yaml::Mapping(parameters));
    }
    Ok(Yaml::Mapping(item))
}

/// The scenario's copy and the files that go with it; `None` where its maps cannot be taken along.
fn copied(entry: &Entry) -> Option<(PathBuf, Vec<Copied>)> {
    let name = format!("{}.yaml", entry.scenario.name);
    let maps = tree::parse(&entry.text).map_or_else(|_| Vec::new(), |root| maps(&root));
    if maps.is_empty() {
        let file = Path::new("scenarios").join(name);
        return Some((file.clone(), vec![(file, entry.text.clone().into_bytes())]));
    }
    let home = Path::new("scenarios").join(&entry.scenario.name);
    let source = entry.file.parent().unwrap_or(Path::new(""));
    let mut text = entry.text.clone();
    let mut with: Vec<Copied> = Vec::new();
    for map in maps {
        let kept = if stays_below(Path::new(&map)) {
            PathBuf::from(&map)
        } else {
            PathBuf::from(Path::new(&map).file_name()?)
        };
        text = text.replace(&map, kept.to_str()?);
        let bytes = content(&source.join(&map))?;
        if let Some(image) = image_of(&map, &bytes) {
            if !stays_below(Path::new(&image)) {
                return None;
            }
            let beside = |path: &Path| path.parent().unwrap_or(Path::new("")).join(&image);
            let pixels = content(&beside(&source.join(&map)))?;
            with.push((home.join(beside(&kept)), pixels));
        }
        with.push((home.join(kept), bytes));
    }
    with.sort();
    with.dedup();
    // Two different files of one name.
    if with.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return None;
    }
    let file = home.join(name);
    with.push((file.clone(), text.into_bytes()));
    reads_the_same(entry, &file, &with).then_some((file, with))
}

/// What is in the file. A pipe has been read already.
fn content(path: &Path) -> Option<Vec<u8>> {
    path.is_file().then(|| fs::read(path).ok())?
}

/// Whether the copy, tried out in a folder for the purpose, is the same scenario.
fn reads_the_same(entry: &Entry, file: &Path, with: &[Copied]) -> bool {
    let Ok(trial) = files::Scratch::new() else {
        return false;
    };
    for (name, content) in with {
        let path = trial.path().join(name);
        let made = path.parent().map(fs::create_dir_all);
        if made.is_none_or(|made| made.is_err()) || fs::write(&path, content).is_err() {
            return false;
        }
    }
    let copy = scenario::load(&trial.path().join(file));
    copy.is_ok_and(|copy| {
        // Maps remember the path that they came from.
        let sizes = |s: &scenario::Scenario| (s.name.clone(), s.bounds.clone(), s.obstacles.len());
        sizes(&copy) == sizes(&entry.scenario)
    })
}

/// Whether a relative path only goes down.
fn stays_below(path: &Path) -> bool {
    path.components().all(|c| matches!(c, Component::Normal(_)))
}

/// The `file` of every `map` in the tree.
fn maps(root: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![root];
    let word = |tree: &Tree, word: &str| matches!(tree, Tree::Text(text) if text == word);
    while let Some(node) = open.pop() {
        match node {
            Tree::List(items) => open.extend(items),
            Tree::Map(entries) => {
                for (key, value) in entries {
                    if let (true, Tree::Map(fields)) = (word(key, "map"), value) {
                        let file = fields.iter().find(|(key, _)| word(key, "file"));
                        if let Some((_, Tree::Text(file))) = file {
                            found.push(file.clone());
                        }
                    }
                    open.push(value);
                }
            }
            _ => {}
        }
    }
    found
}

/// The image that a ROS map names; `None` for other maps.
fn image_of(map: &str, bytes: &[u8]) -> Option<String> {
    let extension = Path::new(map).extension()?;
    if !(extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")) {
        return None;
    }
    map_file::image_of(bytes)?.to_str().map(str::to_owned)
}
