//! `prolate export`: results for OMPL's tools.

use super::{Failure, Outcome, print};
use crate::experiment::tables::Tables;
use crate::export::{content, ompl_log, planner_arena};
use crate::files;
use std::path::PathBuf;

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
    /// ending
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
    let written = match arguments.format {
        Format::OmplLog => {
            let written = ompl_log::files(file, &benchmarks);
            for (file, benchmark) in written.iter().zip(&benchmarks) {
                files::replace(file, ompl_log::text(benchmark).as_bytes())?;
            }
            written
        }
        Format::PlannerArenaDb => {
            files::replace(file, &planner_arena::database(&benchmarks)?)?;
            vec![file.clone()]
        }
    };
    if !arguments.quiet {
        for file in &written {
            print(&format!("{}\n", file.display()));
        }
    }
    Ok(Outcome::Success)
}
