//! How pictures look: colours, line widths, letter sizes, and the font.
//!
//! The colours are those of Okabe and Ito, which people with any common colour vision can tell apart; a planner keeps
//! its colour and its dashes in every picture, so that figures can be compared without reading the legend again. Where
//! colours fall together in a grey print, the dashes and the markers still differ.
//!
//! The numbers fit a picture of 1200 pixels that a paper shows at a column's or a page's width.

use super::marks::Marker;
use plotters::style::{FontStyle, register_font};
use plotters_backend::BackendColor;
use std::sync::Once;

/// A colour with its opacity.
pub type Colour = BackendColor;

/// The font's name: what pictures in SVG ask for, best first. DejaVu Sans is embedded in the program and used for PNG;
/// Verdana has almost the same widths.
pub const FONT: &str = "DejaVu Sans, Verdana, sans-serif";

/// Height of the font's box from its highest ascender to its lowest descender, in units of the letter size (em).
pub const FONT_BOX: f64 = 1.164;
/// Height of a capital letter, in em.
pub const CAPITAL: f64 = 0.729;

/// Letter size of a picture's title, in pixels.
pub const TITLE: f64 = 29.0;
/// Letter size of labels, legends and axis titles, in pixels.
pub const LABEL: f64 = 24.0;
/// Letter size of tick labels, in pixels.
pub const TICK: f64 = 22.0;

/// Width of axes and ticks, in pixels.
pub const HAIR: f64 = 1.5;
/// Width of a tree's edges.
pub const EDGE: f64 = 1.1;
/// Width of curves.
pub const CURVE: f64 = 3.5;
/// Width of a path.
pub const PATH: f64 = 5.0;

/// Text and axes.
pub const INK: Colour = rgb(0x1A1A1A);
/// Text of less weight.
pub const SOFT: Colour = rgb(0x595959);
/// The lines behind a curve.
pub const GRID: Colour = rgb(0xE3E3E3);
/// The paper.
pub const PAPER: Colour = rgb(0xFFFFFF);
/// Obstacles.
pub const OBSTACLE: Colour = rgb(0x4A4A4A);
/// Unknown cells of a map that are blocked.
pub const UNKNOWN: Colour = rgb(0xA9A9A9);
/// Unknown cells of a map that may be passed.
pub const UNKNOWN_FREE: Colour = rgb(0xE4E4E0);
/// Edges of a tree.
pub const TREE: Colour = rgb(0x93ABC9);
/// A path.
pub const ROUTE: Colour = rgb(0xD55E00);
/// The start.
pub const START: Colour = rgb(0x009E73);
/// The goal.
pub const GOAL: Colour = rgb(0x0072B2);
/// The outline of what may still improve a path.
pub const INFORMED: Colour = rgb(0x8E3B78);
/// Regions that cost more than elsewhere.
pub const COSTLY: Colour = rgb(0xF0C419);
/// Regions that cost less than elsewhere.
pub const CHEAP: Colour = rgb(0x3FA7A0);

/// The opaque colour with the given red, green and blue, as in `0xD55E00`.
pub const fn rgb(hex: u32) -> Colour {
    Colour {
        alpha: 1.0,
        rgb: ((hex >> 16) as u8, (hex >> 8) as u8, hex as u8),
    }
}

/// The colour between `a` (at 0) and `b` (at 1), opaque.
pub fn mix(a: Colour, b: Colour, share: f64) -> Colour {
    let t = share.clamp(0.0, 1.0);
    let channel = |a: u8, b: u8| (f64::from(a) + t * (f64::from(b) - f64::from(a))).round() as u8;
    Colour {
        alpha: 1.0,
        rgb: (
            channel(a.rgb.0, b.rgb.0),
            channel(a.rgb.1, b.rgb.1),
            channel(a.rgb.2, b.rgb.2),
        ),
    }
}

/// The same colour with an opacity.
pub const fn faint(colour: Colour, alpha: f64) -> Colour {
    Colour { alpha, ..colour }
}

/// What a planner's curves look like: its colour, its dashes (drawn and left out by turns, in pixels; empty: solid) and
/// its marker.
#[derive(Clone, Copy)]
pub struct Look {
    /// The colour.
    pub colour: Colour,
    /// Lengths drawn and left out by turns, in pixels.
    pub dashes: &'static [f64],
    /// The marker.
    pub marker: Marker,
}

impl PartialEq for Look {
    fn eq(&self, other: &Self) -> bool {
        let colour = |look: &Self| (look.colour.rgb, look.colour.alpha);
        colour(self) == colour(other) && (self.dashes, self.marker) == (other.dashes, other.marker)
    }
}

/// The looks that are given to planners by name, and to other labels by turns.
const LOOKS: [(&str, u32, &[f64], Marker); 8] = [
    ("rrt", 0x6B6B6B, &[3.0, 7.0], Marker::Cross),
    (
        "rrt-connect",
        0xCC79A7,
        &[16.0, 6.0, 3.0, 6.0],
        Marker::Down,
    ),
    ("rrt-star", 0x0072B2, &[], Marker::Disc),
    ("rrt-sharp", 0xE69F00, &[14.0, 7.0], Marker::Diamond),
    ("informed-rrt-star", 0xD55E00, &[], Marker::Up),
    ("fmt-star", 0x009E73, &[], Marker::Square),
    ("prm-star", 0x56B4E9, &[8.0, 6.0], Marker::Ring),
    ("kinodynamic-rrt-star", 0x5B2C83, &[], Marker::Plus),
];

/// The look of the planner or label `name`; names that are not a planner's get one that depends on the name alone.
pub fn look(name: &str) -> Look {
    let known = LOOKS.iter().position(|look| look.0 == name);
    // The FNV-1a hash: the same colour in every picture, from every machine.
    let hash = || {
        name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        })
    };
    of(&LOOKS[known.unwrap_or_else(|| (hash() % LOOKS.len() as u64) as usize)])
}

/// Whether the look of this name is its own.
pub fn is_known(name: &str) -> bool {
    LOOKS.iter().any(|look| look.0 == name)
}

/// All looks.
pub fn all() -> impl Iterator<Item = Look> {
    LOOKS.iter().map(of)
}

fn of(&(_, colour, dashes, marker): &(&str, u32, &'static [f64], Marker)) -> Look {
    Look {
        colour: rgb(colour),
        dashes,
        marker,
    }
}

/// Makes the embedded font known to plotters; once for the whole program, however often it is called.
pub fn with_font() {
    static FONT_IS_KNOWN: Once = Once::new();
    FONT_IS_KNOWN.call_once(|| {
        // The fonts are part of the program. Were one unreadable, the first text would report the font as missing.
        let _ = register_font(FONT, FontStyle::Normal, dejavu::sans::regular());
        let _ = register_font(FONT, FontStyle::Bold, dejavu::sans::bold());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planner_has_a_colour_of_its_own() {
        for (i, a) in LOOKS.iter().enumerate() {
            for b in &LOOKS[..i] {
                assert_ne!(a.1, b.1, "{} and {}", a.0, b.0);
            }
            assert_eq!(look(a.0).colour.rgb, rgb(a.1).rgb);
        }
    }

    #[test]
    fn every_planner_of_the_program_has_a_look() {
        for spec in crate::planner::Spec::all() {
            assert!(
                LOOKS.iter().any(|look| look.0 == spec.name()),
                "{}",
                spec.name()
            );
        }
    }
}
