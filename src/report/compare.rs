//! Paired comparisons: who beats whom, seed by seed.

use super::html::escaped;
use crate::experiment::stored::{Results, Run, Stored};
use crate::plot::number::figure;
use crate::statistics::{Interval, Paired, Sample};
use std::collections::HashMap;
use std::fmt::Write;

/// With more planners each is compared with the best one only.
const MOST: usize = 8;

/// The outcomes of the pairs of runs of one seed, by `of` each, of which less is better.
pub fn paired(a: &[Run], b: &[Run], of: impl Fn(&Run) -> f64) -> Paired {
    let by_seed: HashMap<u64, f64> = b.iter().map(|run| (run.row.seed, of(run))).collect();
    let pair = |run: &Run| by_seed.get(&run.row.seed).map(|other| [of(run), *other]);
    Paired::new(a.iter().filter_map(pair))
}

/// The comparisons of a scenario as HTML; empty where there is one planner or no common seed.
pub fn html(stored: &Stored, scenario: &Results, confidence: f64) -> String {
    let costs = table(stored, scenario, confidence, Run::cost);
    if costs.is_empty() {
        return String::new();
    }
    let times = table(stored, scenario, confidence, Run::first_time);
    format!(
        "<h3>Seed by seed</h3>\n<div class=\"pairs\"><div><p>Final cost: the row's planner beats the column's in k of n.</p>\n\
         {costs}</div><div><p>Time of the first path, likewise.</p>\n{times}</div></div>\n"
    )
}

fn table(stored: &Stored, scenario: &Results, confidence: f64, of: fn(&Run) -> f64) -> String {
    let present: Vec<usize> = (0..scenario.runs.len())
        .filter(|p| !scenario.runs[*p].is_empty())
        .collect();
    let pair = |a: usize, b: usize| paired(&scenario.runs[a], &scenario.runs[b], of);
    let met = |a: usize, b: usize| {
        let Paired { wins, losses, ties } = pair(a, b);
        wins + losses + ties > 0
    };
    let pairs = present
        .iter()
        .flat_map(|a| present.iter().map(move |b| (*a, *b)));
    if !pairs.into_iter().any(|(a, b)| a != b && met(a, b)) {
        return String::new();
    }
    let median = |p: &usize| Sample::new(scenario.runs[*p].iter().map(of)).percentile(50.0);
    let columns: Vec<usize> = if present.len() <= MOST {
        present.clone()
    } else {
        let best = present
            .iter()
            .min_by(|a, b| median(a).total_cmp(&median(b)));
        best.copied().into_iter().collect()
    };
    let label = |p: usize| escaped(&stored.planners[p].label);
    let mut text = String::from("<table class=\"versus\">\n<thead><tr><th></th>");
    for b in &columns {
        let _ = write!(text, "<th>{}</th>", label(*b));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for a in &present {
        let _ = write!(text, "<tr><th>{}</th>", label(*a));
        for b in &columns {
            if a == b {
                text.push_str("<td></td>");
            } else {
                text.push_str(&cell(&pair(*a, *b), confidence));
            }
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody></table>\n");
    text
}

/// `k of n`, with the interval of the share; coloured where the interval does not hold a half.
fn cell(pairs: &Paired, confidence: f64) -> String {
    let share = pairs.share(confidence);
    let Interval { low, high } = share.interval;
    let class = match (low > 0.5, high < 0.5) {
        (true, _) => "wins",
        (_, true) => "loses",
        _ => "open",
    };
    let ties = match pairs.ties {
        0 => String::new(),
        n => format!(", {n} tied"),
    };
    if pairs.decided() == 0 {
        return format!(
            "<td class=\"open\">–<small>{} tied</small></td>",
            pairs.ties
        );
    }
    let percent = |x: f64| figure(100.0 * x, 3);
    format!(
        "<td class=\"{class}\">{} of {}<small>[{}, {}] %{ties}</small></td>",
        pairs.wins,
        pairs.decided(),
        percent(low),
        percent(high)
    )
}
