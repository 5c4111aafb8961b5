//! Parts joined to one table of results.

use super::about::Known;
use super::{Labelled, Moment, Results, Run, Stored};
use crate::experiment::rows::RunRow;
use crate::experiment::shard::Shard;
use crate::planner::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

/// What one folder holds.
#[derive(Debug, Default)]
pub struct Part {
    /// The folder.
    pub folder: PathBuf,
    /// Whether it holds one run of `plan`.
    pub single: bool,
    /// What its experiment says.
    pub known: Known,
    /// The facts of its machines.
    pub machines: Vec<Vec<(String, String)>>,
    /// The shards that it holds.
    pub shards: Vec<Shard>,
    /// Its runs.
    pub found: Found,
    /// What is missing or strange.
    pub warnings: Vec<String>,
}

/// The runs of a folder, by scenario and label.
#[derive(Debug, Default)]
pub struct Found {
    groups: Vec<Group>,
    places: HashMap<(String, String), usize>,
    /// The group of the row before: rows of a run follow each other.
    last: Option<usize>,
}

#[derive(Debug)]
struct Group {
    scenario: String,
    label: String,
    runs: Vec<Run>,
    /// The index of each run by its number.
    numbers: HashMap<u64, usize>,
}

impl Found {
    fn group(&mut self, scenario: &str, label: &str) -> Option<usize> {
        let fits =
            |i: &usize| self.groups[*i].scenario == scenario && self.groups[*i].label == label;
        if let Some(last) = self.last.filter(fits) {
            return Some(last);
        }
        let key = (scenario.to_owned(), label.to_owned());
        self.last = self.places.get(&key).copied();
        self.last
    }

    /// Adds a run; its number must be new, or it is left out.
    pub fn add_run(&mut self, mut row: RunRow) {
        let scenario = std::mem::take(&mut row.scenario);
        let label = std::mem::take(&mut row.planner);
        let index = self.group(&scenario, &label).unwrap_or_else(|| {
            self.places
                .insert((scenario.clone(), label.clone()), self.groups.len());
            self.groups.push(Group {
                scenario,
                label,
                runs: Vec::new(),
                numbers: HashMap::new(),
            });
            self.groups.len() - 1
        });
        let group = &mut self.groups[index];
        if !group.numbers.contains_key(&row.run) {
            group.numbers.insert(row.run, group.runs.len());
            let trace = Vec::new();
            group.runs.push(Run { row, trace });
        }
    }

    /// Adds where a run stood; `false` where there is no such run.
    pub fn add_moment(&mut self, scenario: &str, label: &str, run: u64, moment: Moment) -> bool {
        let Some(index) = self.group(scenario, label) else {
            return false;
        };
        let group = &mut self.groups[index];
        let place = group.numbers.get(&run).copied();
        if let Some(place) = place {
            group.runs[place].trace.push(moment);
        }
        place.is_some()
    }

    /// Takes a run out again.
    pub fn leave_out(&mut self, row: &RunRow) {
        if let Some(index) = self.group(&row.scenario, &row.planner) {
            self.groups[index].runs.retain(|run| run.row.run != row.run);
            // Places are those of the list as it was: nothing is added any more.
            self.groups[index].numbers.clear();
        }
    }

    /// Puts the runs and their moments in order: rows stand in finishing order while a batch runs.
    pub fn sort(&mut self) {
        for group in &mut self.groups {
            group.runs.sort_by_key(|run| run.row.run);
            for run in &mut group.runs {
                run.trace.sort_by(|a, b| {
                    a.time_s
                        .total_cmp(&b.time_s)
                        .then(a.iteration.cmp(&b.iteration))
                });
            }
        }
    }
}

/// Joins the parts.
pub fn join(mut parts: Vec<Part>) -> Stored {
    tell_apart(&mut parts);
    let mut stored = Stored::default();
    let mut repeated = 0;
    let mut seen: HashSet<(usize, usize, u64)> = HashSet::new();
    for part in &parts {
        for planner in &part.known.planners {
            place_of(&mut stored.planners, planner.clone(), |a, b| {
                a.label == b.label
            });
        }
        for known in &part.known.scenarios {
            let new = Results {
                name: known.name.clone(),
                ..Results::default()
            };
            let index = place_of(&mut stored.scenarios, new, |a, b| a.name == b.name);
            let results = &mut stored.scenarios[index];
            results.timed |= known.timed;
            if results.parameters.is_empty() {
                results.parameters.clone_from(&known.parameters);
            }
            match (results.optimum, known.optimum) {
                (Some(a), Some(b)) if a != b => stored.warnings.push(format!(
                    "{}: the optimum is {a} in one folder and {b} in another; the first is kept",
                    known.name
                )),
                (None, optimum) => {
                    results.optimum = optimum;
                    results.optimum_width = known.optimum_width;
                }
                _ => {}
            }
        }
    }
    for part in parts {
        stored.warnings.extend(part.warnings);
        stored.machines.extend(part.machines);
        stored.experiments.extend(part.known.about);
        for group in part.found.groups {
            let planner = Labelled::parsed(&group.label);
            let p = place_of(&mut stored.planners, planner, |a, b| a.label == b.label);
            let new = Results {
                name: group.scenario,
                ..Results::default()
            };
            let s = place_of(&mut stored.scenarios, new, |a, b| a.name == b.name);
            let runs = &mut stored.scenarios[s].runs;
            runs.resize_with(runs.len().max(p + 1), Vec::new);
            for run in group.runs {
                if seen.insert((s, p, run.row.seed)) {
                    runs[p].push(run);
                } else {
                    repeated += 1;
                }
            }
        }
        for shard in part.shards {
            stored.shards.insert(shard);
        }
    }
    let planners = stored.planners.len();
    for results in &mut stored.scenarios {
        results.runs.resize_with(planners, Vec::new);
    }
    stored
        .scenarios
        .retain(|results| results.runs.iter().any(|runs| !runs.is_empty()));
    if repeated > 0 {
        stored.warnings.push(format!("{repeated} runs are there more than once (same scenario, planner and seed); the first of each is kept"));
    }
    stored.machines.dedup();
    stored.warnings.extend(missing(&stored.shards));
    stored
}

/// The index of the equal one, which is added where there is none.
fn place_of<T>(list: &mut Vec<T>, new: T, same: impl Fn(&T, &T) -> bool) -> usize {
    list.iter()
        .position(|old| same(old, &new))
        .unwrap_or_else(|| {
            list.push(new);
            list.len() - 1
        })
}

/// Names the missing shards.
fn missing(shards: &BTreeSet<Shard>) -> Vec<String> {
    let mut by: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for Shard { index, count } in shards {
        by.entry(*count).or_default().push(*index);
    }
    let mut sentences = Vec::new();
    for (n, there) in by {
        let lost: Vec<u64> = (1..=n).filter(|i| !there.contains(i)).collect();
        if !lost.is_empty() {
            let names: Vec<String> = lost.iter().take(20).map(|i| format!("{i}/{n}")).collect();
            let more = if lost.len() > names.len() {
                " and more"
            } else {
                ""
            };
            sentences.push(format!("shards {}{more} are missing", names.join(", ")));
        }
    }
    sentences
}

/// Gives planners of the same label and different settings labels of their own.
fn tell_apart(parts: &mut [Part]) {
    let labels: BTreeSet<String> = parts
        .iter()
        .flat_map(|part| part.known.planners.iter().map(|p| p.label.clone()))
        .collect();
    for label in labels {
        // All settings where they are known: an experiment may say by a word what another one leaves at its default.
        let of = |part: &Part| {
            let found = part.known.planners.iter().find(|p| p.label == label)?;
            let all = if found.parameters.is_empty() {
                &found.settings
            } else {
                &found.parameters
            };
            Some(sorted(all))
        };
        let settings: Vec<_> = parts.iter().filter_map(of).collect();
        if settings.windows(2).all(|pair| pair[0] == pair[1]) {
            continue;
        }
        // Whether the setting is another one in some part.
        let value = |all: &[(String, Value)], key: &str| {
            let found = all.iter().find(|(name, _)| name == key);
            found.map(|(_, value)| value.clone())
        };
        let differs = |key: &str| {
            let pairs = settings.windows(2);
            pairs
                .into_iter()
                .any(|pair| value(&pair[0], key) != value(&pair[1], key))
        };
        for part in parts.iter_mut() {
            let folder = part
                .folder
                .file_name()
                .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
            let Some(planner) = part.known.planners.iter_mut().find(|p| p.label == label) else {
                continue;
            };
            let own = planner.settings.iter().filter(|(key, _)| differs(key));
            let own: Vec<String> = own.map(|(key, value)| format!("{key}={value}")).collect();
            let new = if part.single && !own.is_empty() {
                format!("{label} {}", own.join(" "))
            } else {
                format!("{label} ({folder})")
            };
            planner.label.clone_from(&new);
            for group in part.found.groups.iter_mut().filter(|g| g.label == label) {
                group.label.clone_from(&new);
            }
        }
    }
}

/// The settings in the order of their names.
fn sorted(settings: &[(String, Value)]) -> Vec<(String, Value)> {
    let mut settings = settings.to_vec();
    settings.sort_by(|a, b| a.0.cmp(&b.0));
    settings
}
