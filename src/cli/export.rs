//! `prolate export`: results for OMPL's tools.

use super::{Failure, Outcome, print, streams};
use crate::experiment::folder::is_batch_file;
use crate::experiment::tables::Tables;
use crate::export::{content, ompl_log, planner_arena};
use crate::files;
use std::fs;
use std::path::{Path, PathBuf};

/// Arguments of `prolate export`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Results of `bench`: a folder, or several with shards of one experiment
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// What to write
    #[arg(long, value_enum, help_heading = "Output")]
    format: Format,
    /// The file to write. A log holds one scenario: of several scenarios each has its own, with its name before the
    /// ending; `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: PathBuf,
    /// Leave out rows that cannot be right instead of stopping there
    #[arg(long)]
    lenient: bool,
    /// Do not tell what is written
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

/// What can be written.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// OMPL's benchmark log, which `ompl_benchmark_statistics` reads
    OmplLog,
    /// The SQLite database of Planner Arena
    PlannerArenaDb,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let tables = Tables::read(&arguments.folders, arguments.lenient)?;
    if !arguments.quiet {
        super::warn_of(&tables.faults);
        if let Some(gaps) = tables.gaps()? {
            super::warn(&gaps);
        }
    }
    let machine = content::machine(&arguments.folders)?;
    let benchmarks = content::benchmarks(&tables, &machine)?;
    if benchmarks.is_empty() {
        return Err(Failure::from("there are no finished runs to write"));
    }
    let file = &arguments.output;
    let written: Vec<(PathBuf, Vec<u8>)> = match arguments.format {
        Format::OmplLog => ompl_log::files(file, &benchmarks)
            .into_iter()
            .zip(benchmarks.iter().map(|it| ompl_log::text(it).into_bytes()))
            .collect(),
        Format::PlannerArenaDb => vec![(file.clone(), planner_arena::database(&benchmarks)?)],
    };
    if streams::is_standard_output(file) {
        let [(_, content)] = written.as_slice() else {
            let why = "a log holds one scenario, and there are several: name a file with -o";
            return Err(Failure::from(why));
        };
        streams::print_by(|out| out.write_all(content));
        return Ok(Outcome::Success);
    }
    for (file, content) in &written {
        refuse_results(file, &arguments.folders)?;
        files::replace(file, content)?;
    }
    if !arguments.quiet {
        for (file, _) in &written {
            print(&format!("{}\n", file.display()));
        }
    }
    Ok(Outcome::Success)
}

/// Refuses to write over the results themselves.
fn refuse_results(file: &Path, folders: &[PathBuf]) -> Result<(), Failure> {
    let home = |path: &Path| fs::canonicalize(path).ok();
    let parent = file.parent().filter(|it| !it.as_os_str().is_empty());
    let parent = home(parent.unwrap_or(Path::new(".")));
    let is_home = |folder: &PathBuf| parent.is_some() && home(folder) == parent;
    let name = file.file_name().and_then(|name| name.to_str());
    match name.filter(|name| is_batch_file(name) && folders.iter().any(is_home)) {
        None => Ok(()),
        Some(_) => Err(format!("{} belongs to the results that are read", file.display()).into()),
    }
}
