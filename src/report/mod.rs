//! What an experiment found, for people: pictures, tables and one page with all of it.
//!
//! [`draw`] writes into a folder of results
//! - `plots/`: every plot of [`crate::plot::study`] as SVG and PNG;
//! - `report.html`: one page with setting, machine, tables, paired comparisons, plots, parameters and how to repeat it.
//!   Everything is in it (style, script, pictures), so that it opens from a disk without a network, and can be mailed;
//! - `statistics.csv`: the tables' figures with their intervals, a row for each scenario and planner.
//!
//! The same results give the same bytes, on any number of threads.

mod compare;
mod csv;
mod figures;
pub mod former;
mod html;
mod page;
mod table;

pub use csv::statistics_csv;
pub use figures::{Figures, TOLERANCES, Within};
pub use page::page;
pub use table::{Better, Cell, Column, columns};

use crate::experiment::stored::Stored;
use crate::files;
use crate::plot::PlotError;
use crate::plot::canvas;
use crate::plot::study::{Plot, Settings, Study, may_be_plot};
use crate::results::foreign::Foreign;
use crate::results::own_files::{PLOTS, REPORT};
use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A plot that was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The file's name without its ending.
    pub file: String,
    /// What it shows.
    pub caption: String,
    /// The picture.
    pub svg: String,
}

/// What [`draw`] wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Plots, each as SVG and PNG.
    pub plots: usize,
}

/// Writes plots, report and statistics of the results into `folder`, which is made where there is none. Plots of a
/// former report that this one does not have are removed.
///
/// # Errors
/// A file in the folder that is not the program's own and would be replaced, before anything is written; the file that
/// could not be written, and what could not be drawn.
pub fn draw(stored: &Stored, folder: &Path, settings: &Settings) -> Result<Written, PlotError> {
    former::check(folder)?;
    let plots = plots_of(stored, settings);
    let names = plots.iter().flatten().map(|plot| plot.file.as_str());
    former::check_plots(folder, names)?;
    let former = former::plots(folder);
    let pictures = folder.join(PLOTS);
    files::prepare_folder(&pictures)?;
    let drawn = in_parallel(plots.len(), |i| {
        let plots = plots[i].iter();
        plots.map(|plot| write(plot, &pictures)).collect()
    });
    let drawn: Vec<Vec<Drawn>> = drawn.into_iter().collect::<Result<_, PlotError>>()?;
    let page = page(stored, &drawn, settings);
    let [report, table] = REPORT.map(|name| folder.join(name));
    files::replace(&report, page.as_bytes())?;
    let statistics = statistics_csv(stored, settings.confidence);
    files::replace(&table, statistics.as_bytes())?;
    let is_drawn = |name: &String| drawn.iter().flatten().any(|plot| plot.file == *name);
    let others: Vec<String> = former.into_iter().filter(|name| !is_drawn(name)).collect();
    former::remove_plots(folder, &others)?;
    Ok(Written {
        plots: drawn.iter().map(Vec::len).sum(),
    })
}

/// Sees, before there are any results, that a report on these scenarios and families may be written into the folder.
///
/// # Errors
/// A file that is not the program's own and would be replaced.
pub fn check(folder: &Path, names: &[&str]) -> Result<(), Foreign> {
    former::check(folder)?;
    let there = former::pictures(folder, |stem| may_be_plot(stem, names));
    former::check_plots(folder, there.iter().map(String::as_str))
}

/// The plots of each scenario in order, and last those over several scenarios, under the names of their files.
fn plots_of(stored: &Stored, settings: &Settings) -> Vec<Vec<Plot>> {
    let study = Study::new(stored, *settings);
    let prefixes = prefixes(stored);
    in_parallel(stored.scenarios.len() + 1, |i| {
        let Some(scenario) = stored.scenarios.get(i) else {
            return study.across();
        };
        let plots = study.of(scenario).into_iter();
        let named = |plot: Plot| Plot {
            file: format!("{}{}", prefixes[i], plot.file),
            ..plot
        };
        plots.map(named).collect()
    })
}

/// What `work` makes of 0 to `count` - 1, in this order, on all cores.
fn in_parallel<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= count {
                return done;
            }
            done.push((i, work(i)));
        }
    };
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(count);
    let mut done: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let join =
            |worker: thread::ScopedJoinHandle<'_, _>| worker.join().expect("no picture panics");
        workers.into_iter().flat_map(join).collect()
    });
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, made)| made).collect()
}

/// Writes a plot as SVG and PNG.
fn write(plot: &Plot, folder: &Path) -> Result<Drawn, PlotError> {
    let file = plot.file.clone();
    let svg = canvas::svg(&plot.chart)?;
    files::replace(&folder.join(format!("{file}.svg")), svg.as_bytes())?;
    let png = canvas::png(&plot.chart)?;
    files::replace(&folder.join(format!("{file}.png")), &png)?;
    Ok(Drawn {
        file,
        caption: plot.caption.clone(),
        svg,
    })
}

/// What stands before the files of each scenario: its number where its name is, as a file's, that of one before.
fn prefixes(stored: &Stored) -> Vec<String> {
    let mut taken = HashSet::new();
    let names = stored.scenarios.iter().enumerate();
    names
        .map(|(i, scenario)| {
            // Some systems do not tell capitals from small letters.
            let name = crate::plot::study::file_name(&scenario.name).to_lowercase();
            if taken.insert(name) {
                String::new()
            } else {
                format!("{}-", i + 1)
            }
        })
        .collect()
}
