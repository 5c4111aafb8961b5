//! From the tree of an experiment's file to its parts. One method a key; what is wrong is noted and the reading goes
//! on.

mod planners;
mod scenarios;

use super::family::Made;
use super::{Configuration, DEFAULT_RUNS};
use crate::planner::Value;
use crate::scenario::reader::{Fields, Reader};
use crate::scenario::scalar::setting_value;
use crate::scenario::tree::Tree;
use crate::scenario::{Budget, DEFAULT_SEED};
use std::path::{Path, PathBuf};

const KEYS: [&str; 7] = [
    "experiment",
    "scenarios",
    "planners",
    "runs",
    "stop",
    "seed",
    "jobs",
];

/// The parts that could be read.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) sources: Vec<Source>,
    pub(super) planners: Vec<Configuration>,
    pub(super) runs: u64,
    pub(super) stop: Budget,
    pub(super) seed: u64,
    pub(super) jobs: Option<usize>,
}

/// Where a scenario comes from.
#[derive(Debug)]
pub(super) enum Source {
    /// A file, with what the experiment says of it.
    File {
        path: PathBuf,
        optimum: Option<f64>,
        /// How far above that it may be.
        optimum_width: Option<f64>,
        parameters: Vec<(String, Value)>,
    },
    /// A member of a family.
    Member(Made),
}

/// Reads the parts of the file in `folder`.
pub(super) fn decode<'t>(reader: &mut Reader<'t>, root: &'t Tree, folder: &Path) -> Option<Draft> {
    let fields = reader.map(root, "the experiment", &KEYS)?;
    let mut decoder = Decoder { reader, folder };
    Some(Draft {
        name: decoder.name(fields).unwrap_or_default(),
        sources: decoder.sources(fields),
        planners: decoder.planners(fields),
        runs: decoder
            .count(fields, "runs", "the number of runs")
            .unwrap_or(DEFAULT_RUNS),
        stop: decoder.reader.stop(fields),
        seed: fields
            .get("seed")
            .and_then(|at| decoder.reader.integer(at, "the seed", 0))
            .unwrap_or(DEFAULT_SEED),
        jobs: decoder
            .count(fields, "jobs", "the number of jobs")
            .map(|jobs| jobs as usize),
    })
}

struct Decoder<'r, 't, 'p> {
    reader: &'r mut Reader<'t>,
    folder: &'p Path,
}

impl<'t> Decoder<'_, 't, '_> {
    fn count(&mut self, fields: Fields<'t>, key: &str, what: &str) -> Option<u64> {
        self.reader.integer(fields.get(key)?, what, 1)
    }

    fn name(&mut self, fields: Fields<'t>) -> Option<String> {
        let at = self.reader.required(
            &fields,
            "the experiment",
            "experiment",
            "experiment: my-study",
        )?;
        self.reader
            .folder_name(at, "the experiment's name")
            .map(str::to_owned)
    }

    fn scalar(&mut self, at: &'t Tree) -> Option<Value> {
        let value = setting_value(at);
        if value.is_none() {
            self.reader
                .wrong_kind(at, "the value", "a number, `true`, `false` or a word");
        }
        value
    }
}

/// The most combinations that a sweep may have: each is a planner, or a scenario, of its own.
const MOST_COMBINATIONS: f64 = 10_000.0;

impl<'t> Decoder<'_, 't, '_> {
    /// Whether lists of these lengths have no more combinations than a sweep may have; notes it where they have.
    fn are_few(&mut self, at: &'t Tree, lengths: impl Iterator<Item = usize>) -> bool {
        let count: f64 = lengths.map(|length| length as f64).product();
        if count > MOST_COMBINATIONS {
            self.reader
                .error(at, format!("the sweep has {count} combinations"))
                .label(format!("at most {MOST_COMBINATIONS} are allowed"));
        }
        count <= MOST_COMBINATIONS
    }
}

/// A key as text; empty where it is none.
fn key_text(key: &Tree) -> &str {
    match key {
        Tree::Text(text) => text,
        _ => "",
    }
}
