//! The pictures of a run, in SVG and PNG, made to stand in a paper.
//!
//! One file a plot: [`convergence`](convergence()) draws the best cost against time and iterations, [`scene`](scene())
//! draws the world, the tree and the path in two or three dimensions, [`course`](course()) states and controls against
//! time where there are dynamics. Under them lie the [`canvas`] with its two backends of
//! plotters (`svg`, `raster`), the [`axis`], the [`style`] and the cutting of lines and polygons ([`clip`]).
//!
//! A plot is a [`canvas::Picture`]: it knows its size and draws itself with a pen in pixels. One function draws for
//! both formats, so that they cannot differ.
//!
//! **Guarantees.** The same input gives the same bytes, on every machine. No input makes a picture panic: what cannot
//! be drawn is left out or said in words. A scene's files stay under 5 MB each: where a tree has more than 20 000 edges
//! it becomes an image inside of the SVG, and so do grid maps, at the picture's resolution rather than their own.
//!
//! No system library is used: the font is embedded (its licence is in `NOTICE`).
//!
//! A new plot is one file with a `Picture` and one line here.

pub mod axis;
mod cage;
pub mod canvas;
pub mod clip;
mod convergence;
mod course;
mod cover;
pub mod cuts;
mod ellipse;
pub mod figure;
mod goals;
mod ground;
pub mod item;
mod key;
pub mod legend;
mod looks;
pub mod marks;
pub mod number;
mod overlaps;
pub mod own;
mod panel;
mod pen;
mod places;
mod plane;
mod ranges;
mod raster;
pub mod remarks;
mod scene;
mod shapes;
mod solid;
mod step;
pub mod study;
pub mod style;
mod svg;
pub mod tile;
mod tree;
mod view;

pub use canvas::PlotError;
pub use convergence::{Convergence, convergence};
pub use course::{Course, course};
pub use places::places;
pub use scene::{Scene, scene};
pub use step::step;

use crate::record::{RunRecord, StopReason};

/// Whose run a picture shows, and how well its optimum is known.
#[derive(Clone, Copy, Debug)]
pub struct Heading<'a> {
    /// The scenario's name.
    pub scenario: &'a str,
    /// The planner's name; it decides on colours.
    pub planner: &'a str,
    /// The run's seed.
    pub seed: u64,
    /// How far above the optimum the least cost may be, where the optimum is the lower end of a bracket; else 0.
    pub optimum_width: f64,
}

impl Heading<'_> {
    /// The line above a picture.
    fn title(&self) -> String {
        format!("{}: {}, seed {}", self.scenario, self.planner, self.seed)
    }
}

/// What is said where no path exists.
const NO_WAY: &str = "no path: there is none into the goal";

/// What came out of a run, in one line: the cost and how far it is from the optimum, or that there is none.
fn outcome(heading: &Heading<'_>, record: &RunRecord, optimum: Option<f64>) -> String {
    let end = record.last();
    if !end.cost.is_finite() {
        if record.stop == StopReason::NoPath {
            return NO_WAY.to_owned();
        }
        return format!(
            "no path found in {} ({} iterations)",
            number::duration(end.time_s.max(0.0)),
            number::count(end.iteration)
        );
    }
    let cost = format!("final cost {}", number::figure(end.cost, 5));
    match optimum {
        Some(least) if least.is_finite() => {
            format!("{cost}, {}", gap(end.cost, least, heading.optimum_width))
        }
        _ => cost,
    }
}

/// How far a cost is above the least one, which lies at most `width` above `least`.
fn gap(cost: f64, least: f64, width: f64) -> String {
    let above = cost - least;
    let known = if width > 0.0 {
        format!(" (known to within {})", number::figure(width, 2))
    } else {
        String::new()
    };
    let least_words = format!("the optimum {}{known}", number::figure(least, 5));
    // A gap in percent has no sense for an optimum of 0.
    let words = if least > 0.0 {
        format!("{} %", number::figure((100.0 * above / least).abs(), 3))
    } else {
        number::figure(above.abs(), 3)
    };
    if above.abs() <= 1e-9 * least.abs() || (0.0 <= above && above <= width) {
        format!("equal to {least_words}")
    } else {
        format!(
            "{words} {} {least_words}",
            if above > 0.0 { "above" } else { "below" }
        )
    }
}
