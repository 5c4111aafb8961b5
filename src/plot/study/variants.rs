//! Planners that differ in one number: the lines of sweeps.

use super::super::style::{self, Look};
use super::Study;
use crate::experiment::stored::{Labelled, Results};
use crate::planner::Value;
use std::collections::BTreeSet;

/// A planner whose setting takes several values, all else being equal.
pub struct Variant {
    /// Its label without that setting.
    pub label: String,
    /// How it looks.
    pub look: Look,
    /// The values and the planners that have them, smallest first.
    pub members: Vec<(f64, usize)>,
}

/// The settings that some planner of the scenario takes several numbers of, in alphabetical order.
pub fn keys(study: &Study<'_>, scenario: &Results) -> Vec<String> {
    let planners = study.present(scenario).into_iter();
    let settings = planners.flat_map(|p| &study.stored.planners[p].settings);
    let keys: BTreeSet<&String> = settings.map(|(key, _)| key).collect();
    let swept = |key: &&String| !variants(study, scenario, key).is_empty();
    keys.into_iter().filter(swept).cloned().collect()
}

/// The planners that differ in the setting `key` alone.
pub fn variants(study: &Study<'_>, scenario: &Results, key: &str) -> Vec<Variant> {
    let planners = &study.stored.planners;
    let mut groups: Vec<Variant> = Vec::new();
    for p in study.present(scenario) {
        let Some(value) = planners[p].number(key).filter(|x| x.is_finite()) else {
            continue;
        };
        let same = |group: &&mut Variant| alike(&planners[group.members[0].1], &planners[p], key);
        match groups.iter_mut().find(same) {
            Some(group) => group.members.push((value, p)),
            None => groups.push(Variant {
                label: without(&planners[p], key),
                look: study.looks[p],
                members: vec![(value, p)],
            }),
        }
    }
    for group in &mut groups {
        group.members.sort_by(|a, b| a.0.total_cmp(&b.0));
        group.members.dedup_by_key(|member| member.0);
    }
    groups.retain(|group| group.members.len() > 1);
    // A planner that stands for itself keeps its own look.
    let name = |group: &Variant| planners[group.members[0].1].planner.clone();
    let names: Vec<String> = groups.iter().map(name).collect();
    for (group, name) in groups.iter_mut().zip(&names) {
        if names.iter().filter(|other| *other == name).count() == 1 {
            group.look = style::look(name);
        }
    }
    groups
}

/// Whether two are the same planner with the same settings but for `key`.
fn alike(a: &Labelled, b: &Labelled, key: &str) -> bool {
    let others = |p: &Labelled| -> Vec<(String, Value)> {
        let others = p.settings.iter().filter(|(name, _)| name != key);
        let mut others: Vec<_> = others.cloned().collect();
        others.sort_by(|a, b| a.0.cmp(&b.0));
        others
    };
    a.planner == b.planner && others(a) == others(b)
}

/// The label without what it says of the setting.
fn without(planner: &Labelled, key: &str) -> String {
    let start = format!("{key}=");
    let words = planner
        .label
        .split(' ')
        .filter(|word| !word.starts_with(&start));
    let label = words.collect::<Vec<_>>().join(" ");
    if label.is_empty() {
        planner.planner.clone()
    } else {
        label
    }
}
