//! The former report of a folder, and its pictures.
//!
//! The names of plots are made of those of scenarios and parameters, so that others may have files of such names. What
//! is ours is what the report names.

use crate::files::{self, FileError};
use crate::results::own_files::{PLOTS, REPORT};
use std::fs;
use std::path::Path;

/// What stands around a plot's name in the page.
const AROUND: [&str; 2] = ["<code>plots/", ".svg</code></figcaption>"];

/// The plots that the report in the folder shows, without their endings; none where there is no report.
pub fn plots(folder: &Path) -> Vec<String> {
    let page = folder.join(REPORT[0]);
    let text = page.is_file().then(|| files::read_text(&page).ok());
    let text = text.flatten().unwrap_or_default();
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
        for ending in ["svg", "png"] {
            files::remove(&home.join(format!("{plot}.{ending}")))?;
        }
    }
    if !plots.is_empty() {
        // It fails where something else is in it.
        let _ = fs::remove_dir(&home);
    }
    Ok(())
}

/// Removes the report and its plots, as it tells of what the folder is not to hold any more.
///
/// # Errors
/// Where one is there and cannot be removed.
pub fn remove(folder: &Path) -> Result<(), FileError> {
    remove_plots(folder, &plots(folder))?;
    // The page last: it knows the plots.
    for name in REPORT.iter().rev() {
        files::remove(&folder.join(name))?;
    }
    Ok(())
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
        fs::write(folder.path().join("report.html"), page).unwrap();
        assert_eq!(plots(folder.path()), ["a-time", "a b"]);
    }
}
