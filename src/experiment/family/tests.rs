//! Families make what they say, in every dimension.

use super::*;
use crate::scenario::{Scenario, parse};
use std::path::Path;

fn member(family: &str, given: &[(&str, f64)]) -> Scenario {
    let given: Vec<_> = given.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect();
    let Made { name, text, .. } = Family::named(family).unwrap().member(&given).unwrap();
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
