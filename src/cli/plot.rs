//! `prolate plot`: plots and report from results that are stored.

use super::{Failure, Outcome, output_folder, print, warn};
use crate::experiment::stored::{self, StoredError};
use crate::plot::figure::Width;
use crate::plot::study::Settings;
use crate::report;
use crate::statistics::CONFIDENCE;
use std::path::PathBuf;

/// Arguments of `prolate plot`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folders that `bench` or `plan` wrote, taken together
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    /// Where to write plots/, report.html and statistics.csv [default: the folder, where there is one only]
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Leave out rows that cannot be right instead of stopping there
    #[arg(long)]
    lenient: bool,
    /// How wide the plots are: columns of a paper, 1 (3.5 in) or 2 (7.16 in)
    #[arg(long, value_name = "1|2", default_value_t = 1, help_heading = "Output", allow_negative_numbers = true, value_parser = clap::value_parser!(u8).range(1..=2))]
    columns: u8,
    /// The confidence of all intervals, above 0 and below 1
    #[arg(long, value_name = "LEVEL", default_value_t = CONFIDENCE, help_heading = "Output", allow_negative_numbers = true, value_parser = level)]
    confidence: f64,
    /// No summary, only errors
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

fn level(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x > 0.0 && x < 1.0 => Ok(x),
        _ => Err("a number above 0 and below 1 is needed, as 0.95".into()),
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let output = match (
        output_folder(arguments.output.as_ref())?,
        &arguments.folders[..],
    ) {
        (Some(output), _) => output,
        (None, [one]) => one.clone(),
        _ => return Err(
            "several folders are drawn together into a folder of their own: name it with -o DIR"
                .into(),
        ),
    };
    report::former::check(&output)?;
    let (stored, faults) = stored::read_lenient(&arguments.folders)?;
    if !arguments.lenient {
        faults.none().map_err(StoredError::Rows)?;
    } else if !arguments.quiet {
        super::warn_of(&faults);
    }
    if !arguments.quiet {
        for warning in &stored.warnings {
            warn(warning);
        }
    }
    if stored.scenarios.is_empty() {
        return Err("there are no runs to draw".into());
    }
    let settings = Settings {
        width: if arguments.columns == 2 {
            Width::Page
        } else {
            Width::Column
        },
        confidence: arguments.confidence,
    };
    let written = report::draw(&stored, &output, &settings)?;
    if !arguments.quiet {
        print(&format!(
            "{} plots in      {}\nreport         {}\nstatistics     {}\n",
            written.plots,
            output.join("plots").display(),
            output.join("report.html").display(),
            output.join("statistics.csv").display()
        ));
    }
    Ok(Outcome::Success)
}
