//! The pictures of one run.

use crate::plot::{self, Heading, PlotError};
use crate::record::RunRecord;
use crate::results::Summary;
use crate::results::own_files::PICTURES;
use crate::scenario::Scenario;
use std::path::Path;

/// Whether there is a picture of the scene: in the plane and in space.
pub fn has_scene(scenario: &Scenario) -> bool {
    (2..=3).contains(&scenario.position().len())
}

/// A picture's files, and whether they could be drawn and written.
pub type Drawn = ([&'static str; 2], Result<(), PlotError>);

/// Draws the pictures of a run into `folder`; one that fails keeps no other one from being drawn.
pub fn write(
    folder: &Path,
    scenario: &Scenario,
    record: &RunRecord,
    summary: &Summary,
) -> Vec<Drawn> {
    let heading = Heading {
        scenario: &scenario.name,
        planner: summary.planner,
        seed: summary.seed,
        optimum_width: summary.optimum_width.unwrap_or(0.0),
    };
    let [
        curve_svg,
        curve_png,
        scene_svg,
        scene_png,
        course_svg,
        course_png,
    ] = PICTURES;
    let mut drawn = Vec::new();
    let mut draw = |names: [&'static str; 2],
                    draw: &dyn Fn(&Path, &Path) -> Result<(), PlotError>| {
        let [svg, png] = names.map(|name| folder.join(name));
        drawn.push((names, draw(&svg, &png)));
    };
    draw([curve_svg, curve_png], &|svg, png| {
        plot::convergence(&heading, record, scenario.optimum, svg, png)
    });
    if has_scene(scenario) {
        draw(
            [scene_svg, scene_png],
            &|svg, png| match &scenario.dynamics {
                None => plot::scene(&heading, scenario, record, svg, png),
                Some(_) => {
                    let (places, curves) = plot::places(scenario, record);
                    plot::scene(&heading, &places, &curves, svg, png)
                }
            },
        );
    }
    if let Some(dynamics) = scenario.dynamics.as_ref().filter(|_| record.solved()) {
        draw([course_svg, course_png], &|svg, png| {
            plot::course(&heading, scenario, dynamics, record, svg, png)
        });
    }
    drawn
}
