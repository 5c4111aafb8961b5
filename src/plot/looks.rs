//! The looks of an experiment's planners, the same in all of its pictures.
//!
//! A planner has its own colour, dashes and marker. Where one planner stands under several labels (other settings, a
//! sweep), these keep its hue: shades from dark to light, with dashes and markers by turns. Labels of planners that are
//! not known take what is left.

use super::marks;
use super::style::{self, Look};
use crate::experiment::stored::Labelled;

/// Dashes of a planner's further labels, in pixels.
const DASHES: [&[f64]; 4] = [&[], &[14.0, 7.0], &[4.0, 6.0], &[16.0, 6.0, 3.0, 6.0]];
/// How far shades go towards black and white.
const DARKEST: f64 = 0.45;
const LIGHTEST: f64 = 0.5;

/// The look of each planner of the list.
pub fn looks(planners: &[Labelled]) -> Vec<Look> {
    let same = |of: &Labelled| planners.iter().filter(|p| p.planner == of.planner).count();
    let before = |i: usize| {
        let earlier = planners[..i].iter();
        earlier.filter(|p| p.planner == planners[i].planner).count()
    };
    let mut owners: Vec<(&str, Look)> = Vec::new();
    for planner in planners {
        if !owners.iter().any(|(name, _)| *name == planner.planner) {
            owners.push((&planner.planner, style::look(&planner.planner)));
        }
    }
    // A name that is not a planner's takes a look that nobody else has, as long as there are some.
    for i in 0..owners.len() {
        let (name, look) = owners[i];
        let others = |look: &Look| {
            let others = owners.iter().enumerate().filter(|(j, _)| *j != i);
            others.into_iter().any(|(_, other)| other.1 == *look)
        };
        if !style::is_known(name) && others(&look) {
            owners[i].1 = style::all().find(|look| !others(look)).unwrap_or(look);
        }
    }
    let look = |(i, planner): (usize, &Labelled)| {
        let own = owners.iter().find(|(name, _)| *name == planner.planner);
        let own = own.map_or_else(|| style::look(&planner.planner), |(_, look)| *look);
        match same(planner) {
            1 => own,
            several => shade(own, before(i), several),
        }
    };
    planners.iter().enumerate().map(look).collect()
}

/// The `k`-th of `several` shades of a look.
fn shade(own: Look, k: usize, several: usize) -> Look {
    let share = k as f64 / (several - 1) as f64;
    let colour = if share < 0.5 {
        style::mix(own.colour, style::INK, DARKEST * (1.0 - 2.0 * share))
    } else {
        style::mix(own.colour, style::PAPER, LIGHTEST * (2.0 * share - 1.0))
    };
    let first = marks::ALL.iter().position(|m| *m == own.marker);
    Look {
        colour,
        dashes: DASHES[k % DASHES.len()],
        marker: marks::ALL[(first.unwrap_or(0) + k) % marks::ALL.len()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planner_keeps_its_look_and_its_further_labels_differ_in_shade_and_marker() {
        let labels = [
            "rrt",
            "rrt-star range=0.1",
            "rrt-star range=0.2",
            "rrt-star range=0.4",
        ];
        let planners = labels.map(Labelled::parsed);
        let looks = looks(&planners);
        assert!(looks[0].colour.rgb == style::look("rrt").colour.rgb);
        for i in 1..4 {
            for j in 1..i {
                assert_ne!(looks[i].colour.rgb, looks[j].colour.rgb);
                assert_ne!(looks[i].marker, looks[j].marker);
            }
        }
    }
}
