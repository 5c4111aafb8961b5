//! The page: one file that holds everything.

use super::html::{escaped, inline};
use super::{Drawn, Figures, compare, table};
use crate::experiment::stored::{Results, Stored};
use crate::plot::number::figure;
use crate::plot::study::Settings;
use std::fmt::Write;
use std::path::Path;

/// The line by which a page is known to be of this program.
pub const MARK: &str = concat!(
    "<meta name=\"generator\" content=\"prolate ",
    env!("CARGO_PKG_VERSION"),
    "\"/>"
);

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// The page with these plots: those of each scenario in order, and last those over several scenarios.
pub fn page(stored: &Stored, drawn: &[Vec<Drawn>], settings: &Settings) -> String {
    let title = title(stored);
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n{MARK}\n<title>{0}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{0}</h1>\n",
        escaped(&title)
    );
    if !stored.warnings.is_empty() {
        text.push_str("<ul class=\"warnings\">\n");
        for warning in &stored.warnings {
            let _ = writeln!(text, "<li>{}</li>", escaped(warning));
        }
        text.push_str("</ul>\n");
    }
    setting(&mut text, stored);
    text.push_str(&how_to_read(settings));
    if stored.scenarios.len() > 1 {
        overview(&mut text, stored, settings);
    }
    let across = drawn
        .get(stored.scenarios.len())
        .map_or(&[][..], Vec::as_slice);
    if !across.is_empty() {
        text.push_str("<section>\n<h2>Across scenarios</h2>\n");
        pictures(&mut text, across);
        text.push_str("</section>\n");
    }
    for (i, scenario) in stored.scenarios.iter().enumerate() {
        let plots = drawn.get(i).map_or(&[][..], Vec::as_slice);
        section(&mut text, stored, scenario, i, plots, settings);
    }
    parameters(&mut text, stored);
    repeat(&mut text, stored);
    let _ = write!(
        text,
        "<script>\n/*<![CDATA[*/\n{SCRIPT}/*]]>*/\n</script>\n</body>\n</html>\n"
    );
    text
}

fn title(stored: &Stored) -> String {
    let names: Vec<&str> = stored
        .experiments
        .iter()
        .map(|about| about.name.as_str())
        .collect();
    match (&names[..], &stored.scenarios[..]) {
        ([], [one]) => one.name.clone(),
        ([], all) => format!("{} scenarios", all.len()),
        (names, _) => names.join(", "),
    }
}

/// What was run, and where.
fn setting(text: &mut String, stored: &Stored) {
    let runs: usize = stored
        .scenarios
        .iter()
        .flat_map(|s| &s.runs)
        .map(Vec::len)
        .sum();
    let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let _ = writeln!(
        text,
        "<section>\n<h2>Setting</h2>\n<p>{} of {} on {}.</p>",
        plural(runs, "run"),
        plural(stored.planners.len(), "planner configuration"),
        plural(stored.scenarios.len(), "scenario")
    );
    for machine in &stored.machines {
        text.push_str("<table class=\"facts\">\n<tbody>\n");
        for (name, value) in machine {
            let _ = writeln!(
                text,
                "<tr><th>{}</th><td>{}</td></tr>",
                escaped(name),
                escaped(value)
            );
        }
        text.push_str("</tbody></table>\n");
    }
    if stored.machines.is_empty() {
        text.push_str("<p>The machine is not known.</p>\n");
    }
    text.push_str("</section>\n");
}

fn how_to_read(settings: &Settings) -> String {
    let percent = figure(100.0 * settings.confidence, 4);
    format!(
        "<details>\n<summary>How to read the figures</summary>\n<p>All figures of costs and times are medians over the runs. \
         A run that found no path has an infinite cost, and one that did not come so far within its budget an infinite time: \
         none is dropped. A median that is infinite is shown as “–”, or as the number of runs that did come so far. In \
         brackets: {percent} % intervals, between order statistics for medians, of Clopper and Pearson for shares. Bold: the best \
         value of a column and all that the intervals cannot tell from it. Click on a column's title to sort. Seed by seed: runs of the \
         same seed, which see the same samples, are compared; a run that found a path beats one that found none; equal costs \
         and two runs without a path are ties and decide nothing; colours where the interval of the share of wins leaves out \
         one half.</p>\n</details>\n"
    )
}

/// The final cost of each planner on each scenario.
fn overview(text: &mut String, stored: &Stored, settings: &Settings) {
    text.push_str(
        "<section>\n<h2>Overview</h2>\n<p>Median final cost, and the share of solved runs.</p>\n",
    );
    text.push_str("<div class=\"wide\"><table class=\"sortable\">\n<thead><tr><th>scenario</th><th>optimum</th>");
    for planner in &stored.planners {
        let _ = write!(text, "<th>{}</th>", escaped(&planner.label));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for (i, scenario) in stored.scenarios.iter().enumerate() {
        let optimum = scenario.optimum.map_or("–".to_owned(), |o| figure(o, 6));
        let sorted = scenario
            .optimum
            .map_or("Infinity".to_owned(), |o| o.to_string());
        let _ = write!(
            text,
            "<tr><th data-value=\"{i}\"><a href=\"#s{i}\">{}</a></th><td data-value=\"{sorted}\">{optimum}</td>",
            escaped(&scenario.name)
        );
        let figures = Figures::all(scenario, settings.confidence);
        let columns = table::columns(&figures);
        let find = |key: &str| columns.iter().find(|column| column.key == key);
        for p in 0..stored.planners.len() {
            let row = figures.iter().position(|f| f.planner == p);
            let cells = row
                .and_then(|r| Some((find("cost")?.cells.get(r)?, find("success")?.cells.get(r)?)));
            let Some((cost, success)) = cells else {
                text.push_str("<td data-value=\"Infinity\"></td>");
                continue;
            };
            let value = cost.estimate.value;
            let value = if value.is_finite() {
                value.to_string()
            } else {
                "Infinity".to_owned()
            };
            let (open, close) = if cost.best { ("<b>", "</b>") } else { ("", "") };
            let _ = write!(
                text,
                "<td data-value=\"{value}\">{open}{}{close}<small>{}</small></td>",
                cost.text, success.text
            );
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody></table></div>\n</section>\n");
}

fn section(
    text: &mut String,
    stored: &Stored,
    scenario: &Results,
    i: usize,
    plots: &[Drawn],
    settings: &Settings,
) {
    let _ = writeln!(
        text,
        "<section id=\"s{i}\" class=\"scenario\">\n<h2>{}</h2>",
        escaped(&scenario.name)
    );
    let mut facts = Vec::new();
    if let Some(optimum) = scenario.optimum {
        let width = scenario.optimum_width.filter(|width| *width > 0.0);
        let known = width.map_or_else(String::new, |w| {
            format!(" (the lower end of a bracket of width {w:.1e}, from which gaps are measured)")
        });
        facts.push(format!("optimum {optimum}{known}"));
    }
    facts.extend(
        scenario
            .parameters
            .iter()
            .map(|(key, value)| format!("{key} {value}")),
    );
    if !facts.is_empty() {
        let _ = writeln!(text, "<p>{}</p>", escaped(&facts.join(", ")));
    }
    let figures = Figures::all(scenario, settings.confidence);
    let _ = writeln!(
        text,
        "<div class=\"wide\">{}</div>",
        table::html(stored, &figures)
    );
    text.push_str(&compare::html(stored, scenario, settings.confidence));
    pictures(text, plots);
    text.push_str("</section>\n");
}

fn pictures(text: &mut String, plots: &[Drawn]) {
    text.push_str("<div class=\"plots\">\n");
    for plot in plots {
        let _ = writeln!(
            text,
            "<figure>\n{}<figcaption>{} <code>plots/{}.svg</code></figcaption>\n</figure>",
            inline(&plot.svg),
            escaped(&plot.caption),
            escaped(&plot.file)
        );
    }
    text.push_str("</div>\n");
}

/// The planners' settings; those that the experiment makes are bold.
fn parameters(text: &mut String, stored: &Stored) {
    text.push_str(
        "<section>\n<h2>Parameters</h2>\n<p>Bold: set by an experiment.</p>\n<table class=\"facts\">\n\
         <thead><tr><th>label</th><th>planner</th><th>settings</th></tr></thead>\n<tbody>\n",
    );
    for planner in &stored.planners {
        let all = if planner.parameters.is_empty() {
            &planner.settings
        } else {
            &planner.parameters
        };
        let set = |key: &str| {
            let own = planner.settings.iter().any(|(name, _)| name == key);
            own && !stored.experiments.is_empty()
        };
        let words = all.iter().map(|(key, value)| {
            let words = escaped(&format!("{key}: {value}"));
            if set(key) {
                format!("<b>{words}</b>")
            } else {
                words
            }
        });
        let words = words.collect::<Vec<_>>().join(", ");
        let words = if words.is_empty() {
            "not known".to_owned()
        } else {
            words
        };
        let _ = writeln!(
            text,
            "<tr><th>{}</th><td>{}</td><td>{words}</td></tr>",
            escaped(&planner.label),
            escaped(&planner.planner)
        );
    }
    text.push_str("</tbody></table>\n");
    for about in &stored.experiments {
        let _ = writeln!(
            text,
            "<details>\n<summary>{}: the resolved experiment</summary>\n<pre>{}</pre>\n</details>",
            escaped(&about.name),
            escaped(&about.text)
        );
    }
    text.push_str("</section>\n");
}

/// The commands that do it all again.
fn repeat(text: &mut String, stored: &Stored) {
    text.push_str("<section>\n<h2>Repeat it</h2>\n");
    let shown = |path: &Path| shell(&path.display().to_string());
    let mut lines = Vec::new();
    for about in &stored.experiments {
        let file = shown(&about.folder.join("experiment.yaml"));
        let again = shown(Path::new(&format!("{}-again", about.folder.display())));
        lines.push(format!("prolate bench {file} -o {again}"));
    }
    let folders: Vec<String> = stored.folders.iter().map(|folder| shown(folder)).collect();
    let output = if folders.len() > 1 { " -o report" } else { "" };
    lines.push(format!("prolate plot {}{output}", folders.join(" ")));
    let _ = writeln!(text, "<pre>{}</pre>", escaped(&lines.join("\n")));
    let _ = writeln!(
        text,
        "<p>prolate {}. With a count budget every run repeats exactly, times and memory aside.</p>\n</section>",
        env!("CARGO_PKG_VERSION")
    );
}

/// A word that a shell reads as one.
fn shell(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=+:,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
