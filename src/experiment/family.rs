//! Families: scenarios made by a rule from a dimension, a seed and a few numbers.
//!
//! A member is written as YAML and read like any other scenario, so that it can be kept, looked at and planned alone. Its
//! name says what it was made from. Start and goal are states on the first axis, at the same distance from the origin.
//! Where the least cost is known in closed form, the member states it.

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
        make: empty,
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
        make: centred_box,
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
        make: random_boxes,
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
        make: wall_gap,
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
        make: double_enclosure,
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

    /// The member with the values `given`: its name, its YAML and what it was made from.
    ///
    /// # Errors
    /// Where no such world can be made.
    pub fn member(
        &self,
        given: &[(String, f64)],
    ) -> Result<(String, String, Vec<(String, Value)>), String> {
        let member = Member {
            family: self,
            given,
        };
        let dimension = member.dimension();
        let world = (self.make)(&member)?;
        let mut name = format!("{}-{dimension}d", self.name);
        let mut made_from = vec![
            ("family".to_owned(), Value::Word(self.name.to_owned())),
            ("dimension".to_owned(), Value::Number(dimension as f64)),
        ];
        for (key, value) in given.iter().filter(|(key, _)| key != "dimension") {
            let _ = write!(name, "-{key}-{value}");
            made_from.push((key.clone(), Value::Number(*value)));
        }
        let text = world.to_yaml(&name, self);
        Ok((name, text, made_from))
    }
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

fn empty(member: &Member) -> Result<World, String> {
    Ok(World {
        dimension: member.dimension(),
        half_width: member.value("width") / 2.0,
        boxes: Vec::new(),
        reach: 0.5,
        optimum: Some((1.0, "the straight line")),
    })
}

/// The toy problem of Gammell et al. (2014), Fig. 5a, and (2018): start and goal 1 apart. The least cost is that of the
/// plane in every dimension: passing the cube's faces takes a coordinate to w/2, and one is enough.
fn centred_box(member: &Member) -> Result<World, String> {
    let dimension = member.dimension();
    let size = member.value_or_drawn("size", [0.25, 0.5]);
    let half = size / 2.0;
    Ok(World {
        dimension,
        half_width: member.value("width") / 2.0,
        boxes: vec![slab(dimension, &[], [-half, half])],
        reach: 0.5,
        optimum: Some((
            2.0 * (0.5 - half).hypot(half) + size,
            "closed form, taut over two edges of the cube",
        )),
    })
}

fn random_boxes(member: &Member) -> Result<World, String> {
    /// Between any two boxes, so that there is always a way in the plane.
    const BETWEEN: f64 = 0.01;
    /// Around start and goal.
    const AROUND_ENDS: f64 = 0.04;
    /// The first box: its side, and how far from the origin its centre may be along each axis.
    const FIRST: [f64; 2] = [0.3, 0.1];
    /// Draws for one box before there is said to be no room.
    const TRIES: usize = 10_000;

    let dimension = member.dimension();
    let half_width = member.value("width") / 2.0;
    let (count, smallest, largest) = (
        member.value("boxes") as usize,
        member.value("smallest"),
        member.value("largest"),
    );
    if smallest > largest {
        return Err(format!(
            "`smallest` is {smallest}, above `largest`, {largest}"
        ));
    }
    let mut rng = member.rng();
    let mut boxes: Vec<Corners> = Vec::with_capacity(count);
    let between = |rng: &mut _, low: f64, high: f64| low + random::unit(rng) * (high - low);
    for number in 0..count {
        let found = (0..TRIES).find_map(|_| {
            let mut corners = [Vec::new(), Vec::new()];
            for _ in 0..dimension {
                let (side, centre) = match number {
                    0 => (FIRST[0], between(&mut rng, -FIRST[1], FIRST[1])),
                    _ => {
                        let side = between(&mut rng, smallest, largest);
                        let room = (half_width - side / 2.0).max(0.0);
                        (side, between(&mut rng, -room, room))
                    }
                };
                corners[0].push(neat(centre - side / 2.0));
                corners[1].push(neat(centre + side / 2.0));
            }
            let apart = |other: &Corners, by: f64| {
                (0..dimension)
                    .any(|i| corners[0][i] > other[1][i] + by || other[0][i] > corners[1][i] + by)
            };
            let end = |x: f64| slab(dimension, &[[x, x]], [0.0, 0.0]);
            let free = boxes.iter().all(|other| apart(other, BETWEEN));
            (free && apart(&end(-0.5), AROUND_ENDS) && apart(&end(0.5), AROUND_ENDS))
                .then_some(corners)
        });
        boxes.push(
            found
                .ok_or_else(|| format!("there is no room for {count} boxes, only for {number}"))?,
        );
    }
    Ok(World {
        dimension,
        half_width,
        boxes,
        reach: 0.5,
        optimum: None,
    })
}

/// The wall gap of Planner Developer Tools, with a window instead of a gap from three dimensions on. The least way through
/// a convex window is mirrored by the wall's middle, so it passes the window's point that is nearest to the start: 2
/// hypot(0.2, offset) + 0.2, and above the wall at 0.3 likewise.
fn wall_gap(member: &Member) -> Result<World, String> {
    /// Half the wall's thickness, its height, half the width of the window along further axes, and beyond the bounds.
    const WALL: [f64; 2] = [-0.1, 0.1];
    const HEIGHT: f64 = 0.3;
    const WINDOW: f64 = 0.32;
    const BEYOND: f64 = 0.6;

    let dimension = member.dimension();
    let low = member.value_or_drawn("offset", [0.04, 0.12]);
    let high = low + member.value("gap");
    let all = [-BEYOND, BEYOND];
    let mut boxes = vec![
        slab(dimension, &[WALL, [-BEYOND, low]], all),
        slab(dimension, &[WALL, [high, HEIGHT]], all),
    ];
    for axis in 2..dimension {
        for beside in [[-BEYOND, -WINDOW], [WINDOW, BEYOND]] {
            let mut ranges = vec![all; dimension];
            ranges[..2].copy_from_slice(&[WALL, [-BEYOND, HEIGHT]]);
            ranges[axis] = beside;
            boxes.push(slab(dimension, &ranges, all));
        }
    }
    Ok(World {
        dimension,
        half_width: 0.5,
        boxes,
        reach: 0.3,
        optimum: Some((
            2.0 * 0.2_f64.hypot(low) + 0.2,
            "closed form, convex programme over the window's faces",
        )),
    })
}

/// The double enclosure of Planner Developer Tools: 0.15 between the boxes, which open on the whole of the face that looks
/// away. A path leaves the start's box, of outer side a and inner side b, over its rim, and a + 0.15 + a lie between the
/// openings: 2 hypot(a/2, b/2) + (a - b) + 2 a + 0.15, in every dimension as in the plane.
fn double_enclosure(member: &Member) -> Result<World, String> {
    const BETWEEN: f64 = 0.15;

    let dimension = member.dimension();
    let (inner, wall) = (member.value("opening"), member.value("thickness"));
    let outer = inner + 2.0 * wall;
    let (near, far) = (BETWEEN / 2.0, BETWEEN / 2.0 + outer);
    let (b, a) = (inner / 2.0, outer / 2.0);
    let mut boxes = Vec::new();
    for mirrored in [true, false] {
        let along = |from: f64, to: f64| if mirrored { [-to, -from] } else { [from, to] };
        boxes.push(slab(dimension, &[along(near, near + wall)], [-a, a]));
        for axis in 1..dimension {
            for side in [[b, a], [-a, -b]] {
                let mut ranges = vec![[-a, a]; dimension];
                ranges[0] = along(near, far);
                ranges[axis] = side;
                boxes.push(slab(dimension, &ranges, [-a, a]));
            }
        }
    }
    Ok(World {
        dimension,
        half_width: 0.5,
        boxes,
        reach: near + a,
        optimum: Some((
            2.0 * a.hypot(b) + 2.0 * wall + 2.0 * outer + BETWEEN,
            "closed form, the planar optimum is a lower bound in every dimension",
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Scenario, parse};
    use std::path::Path;

    fn member(family: &str, given: &[(&str, f64)]) -> Scenario {
        let given: Vec<_> = given.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect();
        let (name, text, _) = Family::named(family).unwrap().member(&given).unwrap();
        let scenario =
            parse(&text, Path::new("a.yaml")).unwrap_or_else(|report| panic!("{report}\n{text}"));
        assert_eq!(scenario.name, name);
        scenario
    }

    #[test]
    fn every_family_makes_valid_scenarios_in_every_dimension() {
        for family in FAMILIES {
            for dimension in 2..=16 {
                for seed in [1, 2, 3] {
                    let given = [
                        ("dimension", f64::from(dimension)),
                        ("seed", f64::from(seed)),
                    ];
                    let scenario = member(family.name, &given);
                    assert_eq!(scenario.dimension(), dimension as usize);
                }
            }
        }
    }

    #[test]
    fn extreme_parameters_make_valid_scenarios_too() {
        let extremes = |family: &Family| {
            let ends = family.parameters.iter();
            let ends = ends.flat_map(|p| [(p.key, p.least), (p.key, p.most)]);
            ends.collect::<Vec<_>>()
        };
        for family in FAMILIES.iter().filter(|f| f.name != "random-boxes") {
            for (key, value) in extremes(family) {
                member(family.name, &[(key, value)]);
            }
        }
        for sides in [[0.001, 0.001], [0.001, 10.0]] {
            let given = [
                ("boxes", 1.0),
                ("smallest", sides[0]),
                ("largest", sides[1]),
            ];
            member("random-boxes", &given);
        }
    }

    #[test]
    fn the_members_of_pdt_s_worlds_are_the_scenarios_of_this_project() {
        let wall = member("wall-gap", &[("offset", 0.08)]);
        assert!((wall.optimum.unwrap() - 0.6308131845707).abs() < 1e-12);
        let double = member("double-enclosure", &[("dimension", 3.0)]);
        assert!((double.optimum.unwrap() - 1.020156211871).abs() < 1e-12);
        assert_eq!(double.start, [-0.2, 0.0, 0.0]);
    }

    #[test]
    fn a_seed_makes_one_world_and_another_seed_another() {
        for family in ["random-boxes", "wall-gap", "centred-box"] {
            let world = |seed: f64| member(family, &[("seed", seed)]).obstacles;
            assert_eq!(world(5.0), world(5.0));
            assert_ne!(world(5.0), world(6.0));
        }
    }

    #[test]
    fn too_many_boxes_are_refused() {
        let given = vec![("boxes".to_owned(), 5_000.0)];
        let message = FAMILIES[2].member(&given).unwrap_err();
        assert!(message.contains("no room for 5000 boxes"), "{message}");
    }
}
