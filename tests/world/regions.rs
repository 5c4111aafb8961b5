//! Regions: membership, intervals and samples against dense sampling and known areas.

use crate::lattice;
use prolate::geometry::{State, lerp};
use prolate::random::{Rng, seeded, unit};
use prolate::world::{Cell, GridMap, Region, Shape};
use std::sync::Arc;

fn grid() -> GridMap {
    let rows = ["..##.", "#..#.", "##...", "....#"];
    let cell = |c: char| if c == '#' { Cell::Occupied } else { Cell::Free };
    GridMap {
        file: "test".to_owned(),
        width: 5,
        height: 4,
        resolution: 0.2,
        origin: [0.1, 0.1],
        yaw: 0.0,
        cells: rows.iter().flat_map(|row| row.chars().map(cell)).collect(),
        unknown_is_blocked: true,
        y_down: false,
    }
}

fn shape<const D: usize>(rng: &mut Rng, kind: usize) -> Shape {
    let x = |rng: &mut Rng| -> State<D> { std::array::from_fn(|_| unit(rng)) };
    match kind {
        0 => {
            let (p, q) = (x(rng), x(rng));
            Shape::Box {
                min: (0..D).map(|i| p[i].min(q[i])).collect(),
                max: (0..D).map(|i| p[i].max(q[i])).collect(),
            }
        }
        1 => Shape::Ball {
            center: x(rng).to_vec(),
            radius: 0.1 + 0.4 * unit(rng),
        },
        2 => Shape::Polygon {
            vertices: lattice::polygon(rng)
                .iter()
                .map(|p| [0.5 + 0.1 * p[0] as f64, 0.5 + 0.1 * p[1] as f64])
                .collect(),
        },
        _ => Shape::Map(Arc::new(grid())),
    }
}

/// The intervals are ordered and disjoint, all points well inside them lie in the region, and none well outside.
fn intervals_agree<const D: usize>(kind: usize, seed: u64) {
    const MARGIN: f64 = 1e-9;
    let mut rng = seeded(seed);
    let (mut out, mut inside) = (vec![(7.0, 8.0)], 0);
    for _ in 0..600 {
        let region = Region::<D>::new(&shape::<D>(&mut rng, kind));
        let x = |rng: &mut Rng| -> State<D> {
            // Often on round numbers: along borders and through corners.
            let round = unit(rng) < 0.3;
            std::array::from_fn(|_| {
                let c = 1.6 * unit(rng) - 0.3;
                if round { (c * 10.0).round() / 10.0 } else { c }
            })
        };
        let (a, b) = (x(&mut rng), x(&mut rng));
        region.intervals(&a, &b, &mut out);
        for pair in out.windows(2) {
            assert!(pair[0].1 < pair[1].0, "{out:?}");
        }
        for (from, to) in &out {
            assert!(0.0 <= *from && from <= to && *to <= 1.0, "{out:?}");
        }
        for k in 0..=200 {
            let t = k as f64 / 200.0 + 1e-4 * (unit(&mut rng) - 0.5);
            let within = |margin: f64| out.iter().any(|(s, u)| s + margin <= t && t <= u - margin);
            if !(0.0..=1.0).contains(&t) || within(MARGIN) != within(-MARGIN) {
                continue;
            }
            inside += usize::from(within(0.0));
            assert_eq!(
                region.contains(&lerp(&a, &b, t)),
                within(0.0),
                "{kind} {t} {out:?} {a:?} {b:?}"
            );
        }
    }
    assert!(inside > 150, "{inside}");
}

#[test]
fn intervals_are_the_parts_of_the_segment_in_the_region() {
    for kind in 0..4 {
        intervals_agree::<2>(kind, kind as u64);
    }
    for kind in 0..2 {
        intervals_agree::<3>(kind, 10 + kind as u64);
        intervals_agree::<5>(kind, 20 + kind as u64);
    }
}

#[test]
fn a_segment_of_length_zero_is_all_inside_or_all_outside() {
    let region = Region::<2>::new(&Shape::Ball {
        center: vec![0.0, 0.0],
        radius: 1.0,
    });
    let mut out = Vec::new();
    region.intervals(&[1.0, 0.0], &[1.0, 0.0], &mut out);
    assert_eq!(out, [(0.0, 1.0)]);
    region.intervals(&[1.0, 0.1], &[1.0, 0.1], &mut out);
    assert!(out.is_empty());
}

/// Known lengths: a chord, a wall, two cells of a map, an arm of a U.
#[test]
fn lengths_in_regions_are_the_known_ones() {
    let length = |shape: Shape, a: [f64; 2], b: [f64; 2]| {
        let mut out = Vec::new();
        Region::<2>::new(&shape).intervals(&a, &b, &mut out);
        let norm = ((b[0] - a[0]).powi(2) + (b[1] - a[1]).powi(2)).sqrt();
        (
            out.len(),
            norm * out.iter().map(|(s, t)| t - s).sum::<f64>(),
        )
    };
    let close = |(n, x): (usize, f64), (m, y): (usize, f64)| {
        assert!(n == m && (x - y).abs() < 1e-12, "{n} {x}")
    };
    let ball = Shape::Ball {
        center: vec![0.0, 0.0],
        radius: 5.0,
    };
    close(length(ball, [-10.0, 3.0], [10.0, 3.0]), (1, 8.0));
    close(
        length(Shape::Map(Arc::new(grid())), [0.0, 0.2], [1.2, 0.2]),
        (1, 0.4),
    );
    close(
        length(Shape::Map(Arc::new(grid())), [0.0, 0.4], [1.2, 0.4]),
        (2, 0.4),
    );
    let arms = [
        [0.0, 0.0],
        [5.0, 0.0],
        [5.0, 4.0],
        [4.0, 4.0],
        [4.0, 1.0],
        [1.0, 1.0],
        [1.0, 4.0],
        [0.0, 4.0],
    ];
    let u = || Shape::Polygon {
        vertices: arms.to_vec(),
    };
    close(length(u(), [-1.0, 2.0], [6.0, 2.0]), (2, 2.0));
    // Along the inner floor, which is part of the closed region, and along the outer one.
    close(length(u(), [-1.0, 1.0], [6.0, 1.0]), (1, 5.0));
    close(length(u(), [-1.0, 0.0], [6.0, 0.0]), (1, 5.0));
}

/// Samples lie in the region, and their share in the lower left part of the bounding box is that of the region's area,
/// which a fine grid tells. 20 000 samples: the standard error is at most 0.0036; six of them and the grid's error are
/// allowed, so a false alarm has a probability below 1e-8.
#[test]
fn samples_fill_the_region_uniformly() {
    for kind in 0..4 {
        let mut rng = seeded(40 + kind as u64);
        let region = Region::<2>::new(&shape::<2>(&mut rng, kind));
        let bounds = region.bounding_box();
        let corner: State<2> =
            std::array::from_fn(|i| bounds.min[i] + 0.4 * (bounds.max[i] - bounds.min[i]));
        for part in [
            [corner[0], bounds.max[1]],
            [bounds.max[0], corner[1]],
            corner,
        ] {
            let in_part = |x: &State<2>| x[0] <= part[0] && x[1] <= part[1];
            let (mut all, mut some) = (0.0, 0.0);
            for k in 0..400 * 400 {
                let share = [(k % 400) as f64 + 0.5, (k / 400) as f64 + 0.5].map(|c| c / 400.0);
                let x = std::array::from_fn(|i| {
                    bounds.min[i] + share[i] * (bounds.max[i] - bounds.min[i])
                });
                if region.contains(&x) {
                    all += 1.0;
                    some += f64::from(in_part(&x));
                }
            }
            let n = 20_000;
            let drawn = (0..n)
                .filter(|_| {
                    let x = region.sample(&mut rng);
                    assert!(bounds.grown(&[1e-9; 2]).contains(&x));
                    assert!(near(&region, &x), "{kind} {x:?}");
                    in_part(&x)
                })
                .count() as f64
                / n as f64;
            assert!(
                (drawn - some / all).abs() < 0.026,
                "{kind}: {drawn} and {}",
                some / all
            );
        }
    }
}

/// The mean of the uniform distribution is the centre of mass, in a triangle the mean of its corners. 20 000 samples:
/// the standard error is below 0.0017; six of them are allowed, so a false alarm has a probability below 1e-8.
#[test]
fn samples_of_a_triangle_have_its_centre_of_mass_as_mean() {
    let vertices = vec![[0.0, 0.0], [1.0, 0.0], [0.2, 1.0]];
    let region = Region::<2>::new(&Shape::Polygon { vertices });
    let mut rng = seeded(60);
    let n = 20_000;
    let mut mean = [0.0; 2];
    for _ in 0..n {
        let x = region.sample(&mut rng);
        mean = [mean[0] + x[0] / f64::from(n), mean[1] + x[1] / f64::from(n)];
    }
    assert!((mean[0] - 0.4).abs() < 0.0102, "{mean:?}");
    assert!((mean[1] - 1.0 / 3.0).abs() < 0.0102, "{mean:?}");
}

/// Whether `x` lies in the region up to rounding.
fn near(region: &Region<2>, x: &State<2>) -> bool {
    [
        [0.0, 0.0],
        [1e-12, 0.0],
        [-1e-12, 0.0],
        [0.0, 1e-12],
        [0.0, -1e-12],
    ]
    .iter()
    .any(|d| region.contains(&[x[0] + d[0], x[1] + d[1]]))
}

#[test]
fn a_polygon_in_three_dimensions_is_an_endless_prism() {
    let region = Region::<3>::new(&Shape::Polygon {
        vertices: vec![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]],
    });
    assert!(region.contains(&[0.2, 0.2, 1e9]));
    let bounds = region.bounding_box();
    assert_eq!(
        (bounds.min[2], bounds.max[2]),
        (f64::NEG_INFINITY, f64::INFINITY)
    );
    let mut out = Vec::new();
    region.intervals(&[0.2, 0.2, -3.0], &[0.2, 0.2, 3.0], &mut out);
    assert_eq!(out, [(0.0, 1.0)]);
}
