//! The former report of a folder, and its pictures.
//!
//! The names of plots are made of those of scenarios and parameters, so that others may have files of such names. What
//! is ours is what a report of ours names, and what bears the mark of our pictures. A report is ours by its mark, and
//! one that was written before there was a mark by its structure.

use super::csv::COLUMNS;
use crate::files::{self, FileError};
use crate::plot::own;
use crate::results::foreign::{Foreign, is_other_table};
use crate::results::own_files::{PLOTS, REPORT};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What stands around a plot's name in the page.
const AROUND: [&str; 2] = ["<code>plots/", ".svg</code></figcaption>"];

/// What a page of ours begins with, up to its mark.
const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" ";
/// The mark, without the version.
const MARK: &str = "<meta name=\"generator\" content=\"prolate ";
/// What every page without a mark has, in this order.
const PARTS: [&str; 3] = [
    "\n<section>\n<h2>Setting</h2>\n<p>",
    "\n<section>\n<h2>Repeat it</h2>\n<pre>prolate ",
    "\n<p>prolate ",
];
/// The endings of a picture's files.
const ENDINGS: [&str; 2] = ["svg", "png"];

/// Whether this is the text of a report of ours. Names of users are escaped in it.
fn is_report(text: &str) -> bool {
    let Some(after) = text.strip_prefix(HEAD) else {
        return false;
    };
    let head = after.split("<title>").next().unwrap_or_default();
    let follows = |rest: &mut &str, part: &str| {
        let found = rest.split_once(part).map(|(_, after)| after);
        *rest = found.unwrap_or_default();
        found.is_some()
    };
    let mut rest = after;
    head.contains(MARK) || PARTS.iter().all(|part| follows(&mut rest, part))
}

/// The text of the report in the folder; `None` where there is none, or one that is not ours.
fn report(folder: &Path) -> Option<String> {
    let page = folder.join(REPORT[0]);
    let text = page.is_file().then(|| files::read_text(&page).ok());
    text.flatten().filter(|text| is_report(text))
}

/// Sees that the report and the statistics in the folder, where there are any, are ours.
///
/// # Errors
/// The file that is not.
pub fn check(folder: &Path) -> Result<(), Foreign> {
    let [page, table] = REPORT.map(|name| folder.join(name));
    if page.is_file() && report(folder).is_none() {
        return Err(Foreign {
            file: page,
            is_not: "known as a report of this program",
        });
    }
    if is_other_table(&table, COLUMNS) {
        return Err(Foreign {
            file: table,
            is_not: "known as the statistics of a report, whose columns it does not have",
        });
    }
    Ok(())
}

/// Sees that what stands in the places of these plots, which have no endings, is ours.
///
/// # Errors
/// The first file that is not.
pub fn check_plots<'a>(
    folder: &Path,
    names: impl IntoIterator<Item = &'a str>,
) -> Result<(), Foreign> {
    let former: HashSet<String> = plots(folder).into_iter().collect();
    let home = folder.join(PLOTS);
    let others = names.into_iter().filter(|name| !former.contains(*name));
    let files = others.flat_map(|name| ENDINGS.map(|it| home.join(format!("{name}.{it}"))));
    let is_foreign = |file: &PathBuf| file.is_file() && !own::is_own(file);
    match files.into_iter().find(is_foreign) {
        None => Ok(()),
        Some(file) => Err(Foreign {
            file,
            is_not: "known as a picture of a report of this program",
        }),
    }
}

/// The pictures in the folder that `is_one` takes, without their endings, sorted.
pub fn pictures(folder: &Path, is_one: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = fs::read_dir(folder.join(PLOTS)).into_iter().flatten();
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let stem = |name: String| {
        let (stem, ending) = name.rsplit_once('.')?;
        (ENDINGS.contains(&ending) && is_one(stem)).then(|| stem.to_owned())
    };
    let mut stems: Vec<String> = names.filter_map(stem).collect();
    stems.sort();
    stems
}

/// The plots that the report in the folder shows, without their endings; none where there is no report.
pub fn plots(folder: &Path) -> Vec<String> {
    let text = report(folder).unwrap_or_default();
    let [before, after] = AROUND;
    let names = text.split(before).skip(1);
    let names = names.filter_map(|rest| rest.split_once(after).map(|(name, _)| name));
    let is_plain = |name: &&str| !name.contains(['/', '\\', '<']) && !name.starts_with('.');
    names.filter(is_plain).map(str::to_owned).collect()
}

/// Removes these plots, and their folder where nothing else is in it.
///
/// # Errors
/// Where one is there and cannot be removed.
pub fn remove_plots(folder: &Path, plots: &[String]) -> Result<(), FileError> {
    let home = folder.join(PLOTS);
    for plot in plots {
        for ending in ENDINGS {
            files::remove(&home.join(format!("{plot}.{ending}")))?;
        }
    }
    if !plots.is_empty() {
        // It fails where something else is in it.
        let _ = fs::remove_dir(&home);
    }
    Ok(())
}

/// Removes the report and its plots, as it tells of what the folder is not to hold any more. A report that is not ours
/// stays.
///
/// # Errors
/// Where one is there and cannot be removed.
pub fn remove(folder: &Path) -> Result<(), FileError> {
    remove_plots(folder, &plots(folder))?;
    let [page, table] = REPORT.map(|name| folder.join(name));
    if !is_other_table(&table, COLUMNS) {
        files::remove(&table)?;
    }
    // The page last: it knows the plots.
    match report(folder) {
        Some(_) => files::remove(&page),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_of_the_folder_of_plots_is_taken_for_a_plot() {
        let folder = tempfile::tempdir().unwrap();
        let [before, after] = AROUND;
        let page: String = [
            "a-time",
            "../a",
            "b/../../a",
            "..",
            "a\\b",
            "a b",
            "x</code> y",
        ]
        .map(|name| format!("<figcaption>{before}{name}{after}\n"))
        .concat();
        let file = folder.path().join("report.html");
        fs::write(&file, format!("{HEAD}/>\n{MARK}1\"/>\n<title>{page}")).unwrap();
        assert_eq!(plots(folder.path()), ["a-time", "a b"]);
        // Nobody else's page names pictures of ours.
        fs::write(&file, page).unwrap();
        assert!(plots(folder.path()).is_empty());
    }
}
