//! The plots of an experiment: one file a plot, each from the stored runs of one scenario or of several.
//!
//! | file | shows |
//! |---|---|
//! | `<scenario>-time`, `-iterations`, `-checks` | the share of solved runs over the median cost, against this measure (`progress`) |
//! | `<scenario>-gap`, `-gap-iterations` | how far the median cost is above the optimum, on log-log axes (`gap`) |
//! | `<scenario>-first` | the times of the first solutions as boxes (`first`) |
//! | `<scenario>-frontier` | batch planners: median time and cost for each number of samples (`frontier`) |
//! | `<scenario>-sweep-<setting>` | success, cost and time against a setting that is swept (`sweep`) |
//! | `<scenario>-ratio` | the time of RRT* divided by that of RRT, against iterations (`ratio`) |
//! | `<family>-growth-<parameter>` | what it takes to come within 2 % of the optimum, against a parameter of the scenarios (`growth`) |
//!
//! Medians count unsolved runs as infinite; intervals and bands are those of [`crate::statistics`]. A plot that the
//! results have nothing for is left out.

mod axes;
mod first;
mod frontier;
mod gap;
mod growth;
mod measure;
mod progress;
mod ratio;
mod sweep;
mod variants;

pub use measure::{Measure, events};

use super::canvas::{Pen, Picture, Surface};
use super::figure::{Figure, Width};
use super::legend::{Entry, Sign};
use super::looks::looks;
use super::style::Look;
use crate::experiment::stored::{Results, Stored};
use crate::statistics::CONFIDENCE;

/// How plots are made.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How wide they are.
    pub width: Width,
    /// The confidence of all intervals, between 0 and 1.
    pub confidence: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            width: Width::Column,
            confidence: CONFIDENCE,
        }
    }
}

/// A plot with its name.
pub struct Plot {
    /// The file's name without its ending.
    pub file: String,
    /// What it shows, in a sentence or two.
    pub caption: String,
    /// The picture.
    pub chart: Chart,
}

/// A picture of an experiment.
pub enum Chart {
    /// Panels over a shared axis.
    Figure(Figure),
    /// Boxes of times.
    Boxes(first::Boxes),
}

impl Picture for Chart {
    fn size(&self) -> (u32, u32) {
        match self {
            Self::Figure(figure) => figure.size(),
            Self::Boxes(boxes) => boxes.size(),
        }
    }

    fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        match self {
            Self::Figure(figure) => figure.draw(pen),
            Self::Boxes(boxes) => boxes.draw(pen),
        }
    }
}

/// What all plots of an experiment share.
pub struct Study<'a> {
    stored: &'a Stored,
    looks: Vec<Look>,
    settings: Settings,
}

/// With more planners than these their bands would hide each other, and are left out.
const MOST_BANDS: usize = 6;
/// Letters of a label in a legend; longer ones lose their middle.
const LONGEST: usize = 44;

impl<'a> Study<'a> {
    /// The plots of these results.
    pub fn new(stored: &'a Stored, settings: Settings) -> Self {
        Self {
            stored,
            looks: looks(&stored.planners),
            settings,
        }
    }

    /// The plots of one scenario.
    pub fn of(&self, scenario: &Results) -> Vec<Plot> {
        let mut plots = Vec::new();
        for measure in [Measure::Time, Measure::Iterations, Measure::Checks] {
            // What a clock ends has no number of iterations in common.
            if measure != Measure::Iterations || !scenario.timed {
                plots.extend(progress::plot(self, scenario, measure));
            }
        }
        plots.extend(gap::plot(self, scenario, Measure::Time));
        if !scenario.timed {
            plots.extend(gap::plot(self, scenario, Measure::Iterations));
        }
        plots.extend(first::plot(self, scenario));
        plots.extend(frontier::plot(self, scenario));
        plots.extend(sweep::plots(self, scenario));
        plots.extend(ratio::plot(self, scenario));
        plots
    }

    /// The plots over several scenarios.
    pub fn across(&self) -> Vec<Plot> {
        growth::plots(self)
    }

    /// The planners that have runs of the scenario.
    fn present(&self, scenario: &Results) -> Vec<usize> {
        let with_runs = |p: &usize| !scenario.runs[*p].is_empty();
        (0..scenario.runs.len()).filter(with_runs).collect()
    }

    /// The legend's entry of a planner.
    fn entry(&self, planner: usize) -> Entry {
        Entry::new(
            Sign::Curve(self.looks[planner]),
            short(&self.stored.planners[planner].label),
        )
    }

    /// `100 runs each`.
    fn count(&self, scenario: &Results) -> String {
        let counts = scenario.runs.iter().map(Vec::len).filter(|n| *n > 0);
        let (least, most) = counts.fold((usize::MAX, 0), |(a, b), n| (a.min(n), b.max(n)));
        match (least, most) {
            (1, 1) => "1 run each".to_owned(),
            (a, b) if a == b => format!("{b} runs each"),
            (a, b) => format!("{a} to {b} runs each"),
        }
    }

    /// How well the scenario's optimum is known, where it is the lower end of a bracket.
    fn bracket(&self, scenario: &Results) -> Option<String> {
        let width = scenario.optimum_width.filter(|width| *width > 0.0)?;
        let width = super::number::figure(width, 2);
        Some(format!(
            "The optimum is the lower end of a bracket of width {width}."
        ))
    }

    /// `99 %`.
    fn percent(&self) -> String {
        format!(
            "{} %",
            super::number::figure(100.0 * self.settings.confidence, 4)
        )
    }
}

/// Whether a plot of scenarios with these names may be called so; `names` are those of families too. Which plots there
/// are is known only when there are results.
pub fn may_be_plot(file: &str, names: &[&str]) -> bool {
    const KINDS: [&str; 8] = [
        "time",
        "iterations",
        "checks",
        "gap",
        "gap-iterations",
        "first",
        "frontier",
        "ratio",
    ];
    const GROWTH: &str = "-growth-";
    names.iter().any(|name| {
        let name = file_name(name);
        let kind = file.strip_prefix(&name).and_then(|it| it.strip_prefix('-'));
        let is_kind = |kind: &str| KINDS.contains(&kind) || kind.starts_with("sweep-");
        // Rows of scenarios bear what their names begin with.
        let of_row = file.split_once(GROWTH).map(|(row, _)| row);
        kind.is_some_and(is_kind) || of_row.is_some_and(|row| name.starts_with(row))
    })
}

/// A label that fits into a legend.
fn short(label: &str) -> String {
    let letters: Vec<char> = label.chars().collect();
    if letters.len() <= LONGEST {
        return label.to_owned();
    }
    let (head, tail) = (LONGEST / 2, LONGEST - LONGEST / 2 - 1);
    let head: String = letters[..head].iter().collect();
    let tail: String = letters[letters.len() - tail..].iter().collect();
    format!("{head}…{tail}")
}

/// A name as part of a file's name: letters, digits, `-`, `_`, `.` and what else is no trouble on any system.
pub fn file_name(name: &str) -> String {
    let fit = |c: char| c.is_alphanumeric() || "-_.=+".contains(c);
    let name: String = name.chars().map(|c| if fit(c) { c } else { '-' }).collect();
    // A leading dot hides a file.
    let name = name.trim_start_matches('.').to_owned();
    if name.is_empty() {
        "unnamed".to_owned()
    } else {
        name
    }
}
