//! The table of a scenario: a column for each figure, a row for each planner.
//!
//! **Bold** is the best value of a column and every other one that the intervals cannot tell from it: whose interval
//! meets that of the best. Where intervals have no ends, because there are too few runs, the best value alone is bold.

use super::figures::Figures;
use super::html::{escaped, estimate_title};
use crate::experiment::stored::Stored;
use crate::numbers::{Column as Decimals, unit_of_time};
use crate::plot::number;
use crate::statistics::{Estimate, Interval};
use std::fmt::Write;

/// Which values are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Smaller ones.
    Less,
    /// Larger ones.
    More,
    /// None: the column tells the effort.
    Neither,
}

/// A figure in a table.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The figure with its interval.
    pub estimate: Estimate,
    /// As it is shown.
    pub text: String,
    /// The interval as it is shown; empty where there is none.
    pub interval: String,
    /// Whether it is among the best.
    pub best: bool,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name in CSV; the ends of the interval are this with `_low` and `_high`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// A cell for each planner.
    pub cells: Vec<Cell>,
}

/// A column in the making.
struct Kind {
    key: String,
    title: String,
    better: Better,
    what: What,
}

/// What the numbers of a column are.
#[derive(Clone, Copy)]
enum What {
    /// Shares, written in percent.
    Share,
    /// Seconds, written in the unit that suits the largest.
    Seconds,
    /// Costs.
    Cost,
    /// Counts and other measures of effort.
    Effort,
}

impl What {
    /// How the numbers are written: the factor, the decimals, and what stands behind.
    fn format(self, numbers: &[f64]) -> (f64, Decimals, String) {
        let finite = numbers.iter().filter(|x| x.is_finite());
        let (factor, digits, unit) = match self {
            Self::Share => (100.0, 3, " %".to_owned()),
            Self::Seconds => {
                let (unit, size) = unit_of_time(finite.clone().copied().fold(0.0, f64::max));
                (1.0 / size, 3, format!(" {unit}"))
            }
            Self::Cost => (1.0, 5, String::new()),
            Self::Effort => (1.0, 3, String::new()),
        };
        (
            factor,
            Decimals::of(finite.map(|x| x * factor), digits),
            unit,
        )
    }
}

/// The columns for these planners of a scenario; those of the optimum only where it is known.
pub fn columns(all: &[Figures]) -> Vec<Column> {
    let kind = |key: &str, title: &str, better, what| Kind {
        key: key.to_owned(),
        title: title.to_owned(),
        better,
        what,
    };
    let column =
        |kind: Kind, of: &dyn Fn(&Figures) -> Estimate| column(kind, all.iter().map(of).collect());
    let mut columns = vec![
        column(kind("success", "solved", Better::More, What::Share), &|f| {
            f.success
        }),
        column(
            kind("first_time_s", "first path", Better::Less, What::Seconds),
            &|f| f.first_time,
        ),
        column(
            kind("first_cost", "first cost", Better::Less, What::Cost),
            &|f| f.first_cost,
        ),
        column(kind("cost", "final cost", Better::Less, What::Cost), &|f| {
            f.cost
        }),
    ];
    if all.iter().any(|f| f.gap.is_some()) {
        let none = Estimate {
            value: f64::NAN,
            interval: Interval::UNBOUNDED,
        };
        let gap = |f: &Figures| f.gap.unwrap_or(none);
        columns.push(column(kind("gap", "gap", Better::Less, What::Share), &gap));
        for i in 0..all.iter().map(|f| f.within.len()).max().unwrap_or(0) {
            let within = |f: &Figures| f.within.get(i).map_or(none, |w| w.time);
            let percent = all
                .iter()
                .find_map(|f| f.within.get(i))
                .map_or(0.0, |w| w.percent);
            let (key, title) = (
                format!("time_to_{percent}_percent_s"),
                format!("time to {percent} %"),
            );
            let mut column = column(kind(&key, &title, Better::Less, What::Seconds), &within);
            for (cell, figures) in column.cells.iter_mut().zip(all) {
                let Some(w) = figures.within.get(i) else {
                    continue;
                };
                if !cell.estimate.value.is_finite() {
                    cell.text = format!("{} of {} runs", w.reached, figures.runs);
                }
            }
            columns.push(column);
        }
    }
    columns.extend([
        column(
            kind("time_s", "time", Better::Neither, What::Seconds),
            &|f| f.time,
        ),
        column(
            kind("iterations", "iterations", Better::Neither, What::Effort),
            &|f| f.iterations,
        ),
        column(
            kind(
                "motion_checks",
                "motion checks",
                Better::Neither,
                What::Effort,
            ),
            &|f| f.motion_checks,
        ),
        column(
            kind(
                "peak_memory_mb",
                "memory [MB]",
                Better::Neither,
                What::Effort,
            ),
            &|f| f.memory,
        ),
    ]);
    columns
}

fn column(kind: Kind, estimates: Vec<Estimate>) -> Column {
    let best = best(&estimates, kind.better);
    let values: Vec<f64> = estimates.iter().map(|estimate| estimate.value).collect();
    let (factor, decimals, unit) = kind.what.format(&values);
    let cell = |(estimate, best): (Estimate, bool)| {
        let shown = |x: f64| {
            if x.is_finite() {
                number::typeset(&decimals.write(x * factor)) + &unit
            } else {
                "∞".to_owned()
            }
        };
        let Interval { low, high } = estimate.interval;
        let bounded = low.is_finite() && !high.is_nan();
        Cell {
            text: if estimate.value.is_finite() {
                shown(estimate.value)
            } else {
                "–".to_owned()
            },
            interval: if bounded {
                format!("[{}, {}]", shown(low), shown(high))
            } else {
                String::new()
            },
            estimate,
            best,
        }
    };
    Column {
        cells: estimates.into_iter().zip(best).map(cell).collect(),
        key: kind.key,
        title: kind.title,
    }
}

/// Which are the best: see the module's documentation.
fn best(estimates: &[Estimate], better: Better) -> Vec<bool> {
    let finite = estimates.iter().filter(|e| e.value.is_finite());
    let sign = match better {
        Better::Less => 1.0,
        Better::More => -1.0,
        Better::Neither => return vec![false; estimates.len()],
    };
    let Some(best) = finite.min_by(|a, b| (sign * a.value).total_cmp(&(sign * b.value))) else {
        return vec![false; estimates.len()];
    };
    let bounded = |e: &Estimate| e.interval != Interval::UNBOUNDED;
    let among = |e: &Estimate| {
        let alike = bounded(e) && bounded(best) && e.interval.overlaps(&best.interval);
        e.value == best.value || (e.value.is_finite() && alike)
    };
    // One planner alone is not the best of anything.
    estimates
        .iter()
        .map(|e| estimates.len() > 1 && among(e))
        .collect()
}

/// The table as HTML.
pub fn html(stored: &Stored, figures: &[Figures]) -> String {
    let columns = columns(figures);
    let mut text =
        String::from("<table class=\"sortable\">\n<thead><tr><th>planner</th><th>runs</th>");
    for column in &columns {
        let _ = write!(text, "<th>{}</th>", escaped(&column.title));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for (i, row) in figures.iter().enumerate() {
        let label = escaped(&stored.planners[row.planner].label);
        let crashed = match row.crashed {
            0 => String::new(),
            n => format!("<small>{n} crashed</small>"),
        };
        let runs = row.runs;
        let _ = write!(
            text,
            "<tr><th data-value=\"{i}\">{label}</th><td data-value=\"{runs}\">{runs}{crashed}</td>"
        );
        for column in &columns {
            let cell = &column.cells[i];
            let value = cell.estimate.value;
            let value = if value.is_nan() { f64::INFINITY } else { value };
            let value = if value.is_finite() {
                value.to_string()
            } else {
                "Infinity".to_owned()
            };
            let (open, close) = if cell.best { ("<b>", "</b>") } else { ("", "") };
            let _ = write!(
                text,
                "<td data-value=\"{value}\" title=\"{}\">{open}{}{close}<small>{}</small></td>",
                escaped(&estimate_title(&cell.estimate)),
                escaped(&cell.text),
                escaped(&cell.interval)
            );
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody></table>\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, low: f64, high: f64) -> Estimate {
        let interval = Interval { low, high };
        Estimate { value, interval }
    }

    #[test]
    fn the_best_are_those_that_intervals_cannot_tell_from_the_best() {
        let none = f64::INFINITY;
        let all = [
            estimate(2.0, 1.5, 2.5),
            estimate(2.4, 2.2, 3.0),
            estimate(3.0, 2.9, 3.1),
            estimate(none, 2.0, none),
        ];
        assert_eq!(best(&all, Better::Less), [true, true, false, false]);
        assert_eq!(best(&all, Better::More), [false, true, true, false]);
        assert_eq!(best(&all, Better::Neither), [false; 4]);
        let few = [estimate(2.0, -none, none), estimate(2.1, -none, none)];
        assert_eq!(best(&few, Better::Less), [true, false]);
        assert_eq!(best(&few[..1], Better::Less), [false]);
    }
}
