//! The pictures of one run.

use super::Failure;
use crate::files;
use crate::plot::{self, Heading};
use crate::record::RunRecord;
use crate::results::Summary;
use crate::scenario::Scenario;
use std::path::{Path, PathBuf};

/// Whether there is a picture of the scene: in the plane and in space.
pub fn has_scene(scenario: &Scenario) -> bool {
    (2..=3).contains(&scenario.position().len())
}

/// Where a picture goes: its SVG and its PNG.
fn paths(folder: &Path, name: &str) -> [PathBuf; 2] {
    ["svg", "png"].map(|kind| folder.join(format!("{name}.{kind}")))
}

/// Removes the pictures of a former run.
pub fn remove(folder: &Path) -> Result<(), Failure> {
    for path in ["convergence", "scene", "trajectory"]
        .map(|name| paths(folder, name))
        .as_flattened()
    {
        files::remove(path)?;
    }
    Ok(())
}

/// Draws the pictures of a run into `folder`.
pub fn write(
    folder: &Path,
    scenario: &Scenario,
    record: &RunRecord,
    summary: &Summary,
) -> Result<(), Failure> {
    let heading = Heading {
        scenario: &scenario.name,
        planner: summary.planner,
        seed: summary.seed,
        optimum_width: summary.optimum_width.unwrap_or(0.0),
    };
    let [svg, png] = paths(folder, "convergence");
    plot::convergence(&heading, record, scenario.optimum, &svg, &png)?;
    if has_scene(scenario) {
        let [svg, png] = paths(folder, "scene");
        match &scenario.dynamics {
            None => plot::scene(&heading, scenario, record, &svg, &png)?,
            Some(_) => {
                let (places, curves) = plot::places(scenario, record);
                plot::scene(&heading, &places, &curves, &svg, &png)?;
            }
        }
    }
    if let Some(dynamics) = scenario.dynamics.as_ref().filter(|_| record.solved()) {
        let [svg, png] = paths(folder, "trajectory");
        plot::course(&heading, scenario, dynamics, record, &svg, &png)?;
    }
    Ok(())
}
