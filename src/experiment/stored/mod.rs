//! Results read back: what one or several folders of `bench` and `plan` hold, joined.
//!
//! A folder of `bench` has `runs.csv` or its shards `runs.I-of-N.csv`, the files `convergence…csv` beside them, and may
//! have `experiment.yaml` and `machine.json`; a folder of `plan` has `summary.json` and `convergence.csv`. Everything
//! but the runs may be missing: without a convergence there are no curves, without the experiment a planner is what its
//! label says.
//!
//! **Joining.** Runs are the same where scenario, planner's label and seed are; the first one read is kept, so that
//! folders may overlap. Planners that have one label and different settings in different folders are told apart by the
//! folder's name.
//!
//! What is strange but no reason to stop (missing shards, repeated runs, convergence of unknown runs) is a
//! [warning](Stored::warnings); what cannot be read or cannot be right is a [`StoredError`] with its file and line.

mod about;
mod bench;
mod join;
mod single;

use super::reading::{self, Faults};
use super::rows::RunRow;
use super::shard::Shard;
use crate::files::FileError;
use crate::planner::{Spec, Value};
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

/// The results of all folders.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    /// The folders, as they were named.
    pub folders: Vec<PathBuf>,
    /// The planners with their settings, in the order of the experiments.
    pub planners: Vec<Labelled>,
    /// The scenarios with their runs, in the order of the experiments.
    pub scenarios: Vec<Results>,
    /// The experiments that were run, where it is known.
    pub experiments: Vec<About>,
    /// The machines that they ran on, where it is known: a list of facts each.
    pub machines: Vec<Vec<(String, String)>>,
    /// The shards that were read.
    pub shards: BTreeSet<Shard>,
    /// What is missing or strange, in sentences.
    pub warnings: Vec<String>,
}

/// A planner with settings, under the label that the results give it.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// The label.
    pub label: String,
    /// The planner's name; the label where it is not known.
    pub planner: String,
    /// The settings that the experiment makes.
    pub settings: Vec<(String, Value)>,
    /// All settings, as on the first scenario; empty where they are not known.
    pub parameters: Vec<(String, Value)>,
}

/// An experiment as it was run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Its name.
    pub name: String,
    /// The folder that its results are in.
    pub folder: PathBuf,
    /// The resolved experiment: `experiment.yaml`.
    pub text: String,
}

/// A scenario and all of its runs.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// The scenario's name.
    pub name: String,
    /// The known least cost.
    pub optimum: Option<f64>,
    /// How far above that it may be, where that is the lower end of a bracket.
    pub optimum_width: Option<f64>,
    /// What a family made it from, by name; empty for others.
    pub parameters: Vec<(String, Value)>,
    /// Whether its runs end by the clock.
    pub timed: bool,
    /// The runs of each planner: as many lists as there are [planners](Stored::planners), of which some may be empty.
    pub runs: Vec<Vec<Run>>,
}

/// A finished run.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its row, whose scenario and planner are left empty: they stand in the tables above.
    pub row: RunRow,
    /// Where it stood, in order; empty where that was not stored.
    pub trace: Vec<Moment>,
}

/// Where a run stood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Seconds since the run began.
    pub time_s: f64,
    /// Iterations done.
    pub iteration: u64,
    /// Motions checked so far.
    pub motion_checks: u64,
    /// The best path's cost; infinite before there is one.
    pub cost: f64,
}

/// Results that cannot be read.
#[derive(Debug)]
pub enum StoredError {
    /// A file that the system does not give.
    File(FileError),
    /// A file that does not hold what it should.
    Malformed {
        /// The file.
        file: PathBuf,
        /// The line, from 1, where it is known.
        line: Option<u64>,
        /// What is wrong, and what is needed.
        message: String,
    },
    /// Rows that cannot be right.
    Rows(Faults),
    /// A folder without results.
    Nothing(PathBuf),
}

impl From<FileError> for StoredError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl fmt::Display for StoredError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Malformed {
                file,
                line,
                message,
            } => {
                let line = line.map_or_else(String::new, |line| format!(":{line}"));
                write!(f, "{}{line}: {message}", file.display())
            }
            Self::Rows(faults) => write!(f, "{faults}\n{}", reading::HELP),
            Self::Nothing(folder) => write!(
                f,
                "there are no results in {}: neither `runs.csv` or its shards, as `bench` writes, nor `summary.json`, as \
                 `plan` writes",
                folder.display()
            ),
        }
    }
}

impl std::error::Error for StoredError {}

/// Reads the results of all folders.
///
/// # Errors
/// A folder without results, and a file that cannot be read or does not hold what it should.
pub fn read(folders: &[PathBuf]) -> Result<Stored, StoredError> {
    let (stored, faults) = read_lenient(folders)?;
    faults.none().map_err(StoredError::Rows)?;
    Ok(stored)
}

/// Reads the results of all folders without the rows that cannot be right, whose faults it returns.
///
/// # Errors
/// A folder without results, and a file that cannot be read.
pub fn read_lenient(folders: &[PathBuf]) -> Result<(Stored, Faults), StoredError> {
    let (mut parts, mut faults) = (Vec::new(), Faults::default());
    for folder in folders {
        if bench::is_one(folder)? {
            parts.push(bench::read(folder, &mut faults)?);
        } else if folder.join("summary.json").is_file() {
            parts.push(single::read(folder, &mut faults)?);
        } else {
            return Err(StoredError::Nothing(folder.clone()));
        }
    }
    let mut stored = join::join(parts);
    stored.folders = folders.to_vec();
    Ok((stored, faults))
}

impl Labelled {
    /// What the label says: a planner's name and settings, as in `rrt-star rewire-factor=1.1 range=0.2`.
    pub fn parsed(label: &str) -> Self {
        let mut words = label.split(' ');
        let name = words.next().unwrap_or_default();
        let mut settings = Vec::new();
        let known = Spec::named(name).is_some()
            && words.all(|word| match word.split_once('=') {
                Some((key, value)) => {
                    settings.push((key.to_owned(), value_of(value)));
                    true
                }
                None => false,
            });
        Self {
            label: label.to_owned(),
            planner: if known { name } else { label }.to_owned(),
            settings: if known { settings } else { Vec::new() },
            parameters: Vec::new(),
        }
    }

    /// The number that a setting has, if it is one.
    pub fn number(&self, key: &str) -> Option<f64> {
        number_of(&self.settings, key)
    }
}

/// The number under a key, if it is one.
pub fn number_of(settings: &[(String, Value)], key: &str) -> Option<f64> {
    let found = settings.iter().find(|(name, _)| name == key)?;
    match found.1 {
        Value::Number(x) => Some(x),
        _ => None,
    }
}

/// The value that a word stands for.
fn value_of(word: &str) -> Value {
    match word {
        "true" => Value::Flag(true),
        "false" => Value::Flag(false),
        ".inf" => Value::Number(f64::INFINITY),
        _ => word
            .parse()
            .map_or_else(|_| Value::Word(word.to_owned()), Value::Number),
    }
}

impl Run {
    /// The improvements as pairs of place and cost.
    pub fn events(&self, place: impl Fn(&Moment) -> f64) -> Vec<[f64; 2]> {
        let mut best = f64::INFINITY;
        let better = |moment: &&Moment| {
            let better = moment.cost < best;
            best = best.min(moment.cost);
            better
        };
        let improvements = self.trace.iter().filter(better);
        improvements
            .map(|moment| [place(moment), moment.cost])
            .collect()
    }

    /// The last cost, infinite where the run found no path.
    pub fn cost(&self) -> f64 {
        self.row
            .cost
            .filter(|_| self.row.solved)
            .unwrap_or(f64::INFINITY)
    }

    /// When the first path was found, infinite where none was.
    pub fn first_time(&self) -> f64 {
        self.row
            .first_solution_time_s
            .filter(|_| self.row.solved)
            .unwrap_or(f64::INFINITY)
    }

    /// Where it stood when the first path was found, if that was stored.
    pub fn first(&self) -> Option<&Moment> {
        self.trace.iter().find(|moment| moment.cost.is_finite())
    }
}

/// An error of a file's content.
fn malformed(file: &Path, line: Option<u64>, message: impl Into<String>) -> StoredError {
    StoredError::Malformed {
        file: file.to_path_buf(),
        line,
        message: message.into(),
    }
}
