//! The pictures of one run.

use super::Failure;
use crate::files;
use crate::plot::{self, Heading};
use crate::record::RunRecord;
use crate::results::Summary;
use crate::scenario::Scenario;
use std::path::Path;

/// Whether there is a picture of the scene: in the plane and in space.
pub fn has_scene(scenario: &Scenario) -> bool {
    scenario.dimension() <= 3
}

/// Draws the pictures of a run into `folder`, or removes those of a former run where none are wanted.
pub fn write(
    folder: &Path,
    wanted: bool,
    scenario: &Scenario,
    record: &RunRecord,
    summary: &Summary,
) -> Result<(), Failure> {
    let heading = Heading {
        scenario: &scenario.name,
        planner: summary.planner,
        seed: summary.seed,
    };
    let files = |name: &str| ["svg", "png"].map(|kind| folder.join(format!("{name}.{kind}")));
    let [svg, png] = files("convergence");
    if wanted {
        plot::convergence(
            &heading,
            &record.trace,
            &record.end,
            scenario.optimum,
            &svg,
            &png,
        )?;
    } else {
        files::remove(&svg)?;
        files::remove(&png)?;
    }
    let [svg, png] = files("scene");
    if wanted && has_scene(scenario) {
        plot::scene(&heading, scenario, record, &svg, &png)?;
    } else {
        files::remove(&svg)?;
        files::remove(&png)?;
    }
    Ok(())
}
