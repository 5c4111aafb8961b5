//! Families: scenarios made by a rule from a dimension, a seed and a few numbers.
//!
//! A member is written as YAML and read like any other scenario, so that it can be kept, looked at and planned alone.
//! Its name says what it was made from. Start and goal are states on the first axis, at the same distance from the
//! origin. Where the least cost is known in closed form, the member states it.

mod worlds;

use crate::planner::Value;
use crate::random;
use std::fmt::Write;

/// A parameter of a family; all are numbers.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its key.
    pub key: &'static str,
    /// Its value where none is given; not a number where the seed decides.
    pub default: f64,
    /// The least legal value.
    pub least: f64,
    /// The largest legal value.
    pub most: f64,
    /// What it is.
    pub meaning: &'static str,
}

/// A family.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its parameters besides `dimension` and `seed`.
    pub parameters: &'static [Parameter],
    make: fn(&Member) -> Result<World, String>,
}

/// What `dimension` and `seed` are.
pub const SHARED: [Parameter; 2] = [
    parameter("dimension", 2.0, [2.0, 16.0], "number of dimensions"),
    parameter(
        "seed",
        1.0,
        [0.0, 9_007_199_254_740_991.0],
        "what is random comes from it",
    ),
];

const fn parameter(
    key: &'static str,
    default: f64,
    [least, most]: [f64; 2],
    meaning: &'static str,
) -> Parameter {
    Parameter {
        key,
        default,
        least,
        most,
        meaning,
    }
}

/// Every family.
pub const FAMILIES: [Family; 5] = [
    Family {
        name: "empty",
        about: "nothing between start and goal",
        parameters: &[WIDTH],
        make: worlds::empty,
    },
    Family {
        name: "centred-box",
        about: "a cube half way, in a world of any width; the seed draws its size",
        parameters: &[
            WIDTH,
            parameter(
                "size",
                f64::NAN,
                [0.01, 0.98],
                "side of the cube; drawn from 0.25 to 0.5 where it is not given",
            ),
        ],
        make: worlds::centred_box,
    },
    Family {
        name: "random-boxes",
        about: "boxes at random places, one of them half way, no two of which touch",
        parameters: &[
            WIDTH,
            parameter("boxes", 30.0, [1.0, 100_000.0], "how many"),
            parameter("smallest", 0.1, [0.001, 10.0], "least side of a box"),
            parameter("largest", 0.3, [0.001, 10.0], "largest side of a box"),
        ],
        make: worlds::random_boxes,
    },
    Family {
        name: "wall-gap",
        about: "a wall with a window and a longer way round; the seed draws how far the window is off the straight line",
        parameters: &[
            parameter("gap", 0.04, [1e-6, 0.15], "height of the window"),
            parameter(
                "offset",
                f64::NAN,
                [0.0, 0.12],
                "height of its lower lip above the straight line; drawn from 0.04 to 0.12 where it is not given",
            ),
        ],
        make: worlds::wall_gap,
    },
    Family {
        name: "double-enclosure",
        about: "start and goal each in a box that opens away from the other",
        parameters: &[
            parameter(
                "opening",
                0.2,
                [0.001, 0.24],
                "inner side of the boxes, the whole of which is open",
            ),
            parameter(
                "thickness",
                0.025,
                [0.001, 0.05],
                "thickness of the boxes' walls",
            ),
        ],
        make: worlds::double_enclosure,
    },
];

const WIDTH: Parameter = parameter("width", 2.0, [1.1, 1e6], "side of the world");

impl Family {
    /// The family of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FAMILIES.iter().find(|family| family.name == name)
    }

    /// The parameter of this key, shared ones included.
    pub fn parameter(&self, key: &str) -> Option<&'static Parameter> {
        static SHARED_PARAMETERS: [Parameter; 2] = SHARED;
        let all = SHARED_PARAMETERS.iter().chain(self.parameters);
        all.into_iter().find(|parameter| parameter.key == key)
    }

    /// The member with the values `given`.
    ///
    /// # Errors
    /// Where no such world can be made.
    pub fn member(&self, given: &[(String, f64)]) -> Result<Made, String> {
        let member = Member {
            family: self,
            given,
        };
        let dimension = member.dimension();
        let world = (self.make)(&member)?;
        let mut name = format!("{}-{dimension}d", self.name);
        let mut parameters = vec![
            ("family".to_owned(), Value::Word(self.name.to_owned())),
            ("dimension".to_owned(), Value::Number(dimension as f64)),
        ];
        for (key, value) in given.iter().filter(|(key, _)| key != "dimension") {
            let _ = write!(name, "-{key}-{value}");
            parameters.push((key.clone(), Value::Number(*value)));
        }
        Ok(Made {
            text: world.to_yaml(&name, self),
            name,
            parameters,
        })
    }
}

/// A member.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// Its name, which says what it was made from.
    pub name: String,
    /// Its YAML.
    pub text: String,
    /// What it was made from: `family`, `dimension` and the parameters that were given.
    pub parameters: Vec<(String, Value)>,
}

/// A member before it is made: its values.
#[derive(Debug)]
struct Member<'a> {
    family: &'a Family,
    given: &'a [(String, f64)],
}

impl Member<'_> {
    /// The value of a parameter: the given one, else the default.
    fn value(&self, key: &str) -> f64 {
        let given = self.given.iter().find(|(k, _)| k == key);
        let default = || self.family.parameter(key).map_or(f64::NAN, |p| p.default);
        given.map_or_else(default, |(_, value)| *value)
    }

    fn dimension(&self) -> usize {
        self.value("dimension") as usize
    }

    fn rng(&self) -> random::Rng {
        random::seeded(self.value("seed") as u64)
    }

    /// The value, or one drawn from the range where none is given.
    fn value_or_drawn(&self, key: &str, [low, high]: [f64; 2]) -> f64 {
        let value = self.value(key);
        if value.is_nan() {
            neat(low + random::unit(&mut self.rng()) * (high - low))
        } else {
            value
        }
    }
}

/// Rounded to four decimals, for people who read the scenario.
fn neat(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}

/// Low and high corner of a box.
type Corners = [Vec<f64>; 2];

/// A world: a cube around the origin with boxes in it.
#[derive(Debug)]
struct World {
    dimension: usize,
    /// Half the side of the cube.
    half_width: f64,
    boxes: Vec<Corners>,
    /// Distance of start and goal from the origin.
    reach: f64,
    optimum: Option<(f64, &'static str)>,
}

impl World {
    fn to_yaml(&self, name: &str, family: &Family) -> String {
        let list = |x: &[f64]| {
            let numbers: Vec<String> = x.iter().map(f64::to_string).collect();
            format!("[{}]", numbers.join(", "))
        };
        let mut text = format!("# A member of the family {}.\nname: {name}\n", family.name);
        let _ = writeln!(text, "description: {}.", family.about);
        if let Some((optimum, source)) = self.optimum {
            let _ = writeln!(text, "optimum: {optimum}\noptimum-source: {source}");
        }
        let bounds = vec![list(&[-self.half_width, self.half_width]); self.dimension];
        let _ = writeln!(text, "space: {{bounds: [{}]}}", bounds.join(", "));
        if !self.boxes.is_empty() {
            text.push_str("obstacles:\n");
        }
        for [min, max] in &self.boxes {
            let _ = writeln!(text, "  - box: {{min: {}, max: {}}}", list(min), list(max));
        }
        let end = |x: f64| {
            let mut state = vec![0.0; self.dimension];
            state[0] = x;
            list(&state)
        };
        let _ = writeln!(text, "start: {}", end(-self.reach));
        let _ = writeln!(text, "goal: {{state: {}}}", end(self.reach));
        text
    }
}

/// A box given by its range along the first axes; along all others it is `rest`.
fn slab(dimension: usize, first: &[[f64; 2]], rest: [f64; 2]) -> Corners {
    let range = |i: usize| first.get(i).copied().unwrap_or(rest);
    [0, 1].map(|side| (0..dimension).map(|i| range(i)[side]).collect())
}

#[cfg(test)]
mod tests;
