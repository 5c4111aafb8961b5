//! Decoding the space: explicit bounds, or those that the maps have in common.

use super::decode::Decoder;
use super::reader::Fields;
use super::shapes::SHAPES;
use super::tree::Tree;
use super::words::{axis, count, full};
use crate::world::Shape;

/// The dimensions that planners are built for.
const DIMENSIONS: std::ops::RangeInclusive<usize> = 2..=16;

impl<'t> Decoder<'t, '_> {
    /// The bounds of `space`; sets the dimension.
    pub(crate) fn bounds(&mut self, fields: Fields<'t>) -> Option<Vec<[f64; 2]>> {
        const EXAMPLE: &str = "bounds: [[0.0, 1.0], [0.0, 1.0]]";
        let maps = map_among(fields).filter(|_| fields.get("dynamics").is_none());
        self.dimension = maps.map(|at| (2, at));
        let at = fields.get("space")?;
        let space = self.reader.map(at, "`space`", &["bounds"])?;
        let at = self.reader.required(&space, "`space`", "bounds", EXAMPLE)?;
        let Tree::List(axes) = at else {
            self.reader
                .error(
                    at,
                    "the bounds must be a list of a pair [low, high] for each dimension",
                )
                .label(format!("this is {}", at.kind()))
                .help(format!("write for example `{EXAMPLE}`"));
            return None;
        };
        if axes.len() == 2
            && axes
                .iter()
                .all(|a| matches!(a, Tree::Integer(_) | Tree::Float(_)))
        {
            self.reader
                .error(
                    at,
                    "the bounds must be a list of a pair [low, high] for each dimension",
                )
                .label("this is only one pair")
                .help(format!("write for example `{EXAMPLE}`"));
            return None;
        }
        if !DIMENSIONS.contains(&axes.len()) {
            self.reader
                .error(at, "the space must have 2 to 16 dimensions")
                .label(count(axes.len(), "dimension"));
            return None;
        }
        self.dimension = Some((axes.len(), at));
        let pairs: Vec<_> = axes
            .iter()
            .enumerate()
            .map(|(i, at)| self.interval(at, &axis(i, axes.len())))
            .collect();
        pairs.into_iter().collect()
    }

    /// A pair [low, high] of different numbers.
    pub(crate) fn interval(&mut self, at: &'t Tree, axis: &str) -> Option<[f64; 2]> {
        let what = format!("the bounds of {axis}");
        let [low, high] = match at {
            Tree::List(ends) if ends.len() == 2 => [&ends[0], &ends[1]],
            _ => {
                let label = match at {
                    Tree::List(ends) => format!("this is a list of {}", count(ends.len(), "value")),
                    other => format!("this is {}", other.kind()),
                };
                self.reader
                    .error(at, format!("{what} must be a pair [low, high]"))
                    .label(label);
                return None;
            }
        };
        let low = self.reader.number(low, &format!("the low end of {what}"));
        let high = self.reader.number(high, &format!("the high end of {what}"));
        let (low, high) = (low?, high?);
        if low < high {
            return Some([low, high]);
        }
        let label = if low > high {
            format!("{} is above {}; are they swapped?", full(low), full(high))
        } else {
            "both ends are the same".to_owned()
        };
        self.reader
            .error(at, format!("{what} must go from low to high"))
            .label(label);
        None
    }

    /// Without explicit bounds, those where all maps are, of a turned one the least box around it: outside of a map
    /// everything is blocked.
    pub(crate) fn bounds_of_maps(
        &mut self,
        fields: Fields<'t>,
        obstacles: &[(&'t Tree, Shape)],
    ) -> Option<Vec<[f64; 2]>> {
        if fields.get("space").is_some() {
            return None;
        }
        let has_dynamics = fields.entry("dynamics").is_some();
        if !has_dynamics && may_mean_map(fields) {
            return None;
        }
        // With dynamics a map bounds only a part of the state.
        if map_among(fields).is_none() || has_dynamics {
            let example = "space: {bounds: [[0.0, 1.0], [0.0, 1.0]]}";
            self.reader
                .required(&fields, "the scenario", "space", example);
            return None;
        }
        let mut common: Option<Vec<[f64; 2]>> = None;
        for (at, shape) in obstacles {
            let Shape::Map(map) = shape else { continue };
            let [low, high] = map.bounds();
            let bounds = common.get_or_insert_with(|| vec![[f64::NEG_INFINITY, f64::INFINITY]; 2]);
            for (i, side) in bounds.iter_mut().enumerate() {
                *side = [side[0].max(low[i]), side[1].min(high[i])];
            }
            if bounds.iter().any(|[low, high]| low >= high) {
                self.reader
                    .error(at, "the maps have no place in common")
                    .label("this map lies beside those before it")
                    .help("outside of a map everything is blocked, so the maps must overlap");
                return None;
            }
        }
        common
    }
}

/// Whether something among the obstacles is none, and may be a map that was written wrong.
fn may_mean_map(fields: Fields<'_>) -> bool {
    let is_shape = |item: &Tree| match item {
        Tree::Map(entries) => entries
            .iter()
            .any(|(key, _)| matches!(key, Tree::Text(word) if SHAPES.contains(&word.as_str()))),
        _ => false,
    };
    match fields.get("obstacles") {
        Some(Tree::List(items)) => !items.iter().all(is_shape),
        other => other.is_some(),
    }
}

/// The first obstacle that is a map.
fn map_among<'t>(fields: Fields<'t>) -> Option<&'t Tree> {
    let Tree::List(items) = fields.get("obstacles")? else {
        return None;
    };
    items.iter().find(|item| match item {
        Tree::Map(entries) => entries
            .iter()
            .any(|(key, _)| matches!(key, Tree::Text(word) if word == "map")),
        _ => false,
    })
}
