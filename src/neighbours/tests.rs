//! The index against a linear scan, over the inputs that break k-d trees.

use super::*;
use crate::random::{Rng, in_box, seeded, unit};

mod grid;
pub mod work;

/// What a linear scan says.
struct Scan<'a, const D: usize>(&'a [State<D>]);

impl<const D: usize> Scan<'_, D> {
    fn sorted(&self, x: &State<D>) -> Vec<Neighbour> {
        let mut all: Vec<_> = (0..)
            .zip(self.0)
            .map(|(id, p)| Neighbour {
                id,
                squared_distance: squared_distance(p, x),
            })
            .collect();
        all.sort_by(|a, b| {
            a.squared_distance
                .total_cmp(&b.squared_distance)
                .then(a.id.cmp(&b.id))
        });
        all
    }
}

/// The inputs by name, each with `n` points.
fn inputs<const D: usize>(n: usize, rng: &mut Rng) -> Vec<(&'static str, Vec<State<D>>)> {
    let cube = Aabb::new([0.0; D], [1.0; D]);
    let uniform: Vec<State<D>> = (0..n).map(|_| in_box(rng, &cube)).collect();
    let steps = (n as f64).powf(1.0 / D as f64).ceil();
    let mut sorted = uniform.clone();
    sorted.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut falling = sorted.clone();
    falling.reverse();
    vec![
        ("sorted", sorted),
        ("falling", falling),
        (
            "lattice at random",
            uniform
                .iter()
                .map(|x| x.map(|c| (c * steps).floor() / steps))
                .collect(),
        ),
        (
            "lattice in order",
            (0..n)
                .map(|id| {
                    std::array::from_fn(|i| (id as f64 / steps.powi(i as i32)).floor() % steps)
                })
                .collect(),
        ),
        (
            "two values",
            uniform.iter().map(|x| x.map(f64::round)).collect(),
        ),
        (
            "one coordinate shared by a tenth",
            uniform
                .iter()
                .enumerate()
                .map(|(id, x)| {
                    let mut x = *x;
                    if id % 10 == 0 {
                        x[D - 1] = 0.5;
                    }
                    x
                })
                .collect(),
        ),
        (
            "a hyperplane",
            uniform
                .iter()
                .map(|x| {
                    let mut x = *x;
                    x[0] = 0.25;
                    x
                })
                .collect(),
        ),
        ("all the same", vec![[0.5; D]; n]),
        (
            "each twice",
            uniform.iter().chain(&uniform).take(n).copied().collect(),
        ),
        (
            "one far away",
            uniform
                .iter()
                .enumerate()
                .map(|(id, x)| if id == n / 3 { [1e12; D] } else { *x })
                .collect(),
        ),
        (
            "scales from 1e-12 to 1e12",
            uniform
                .iter()
                .map(|x| {
                    let s = 10f64.powf(24.0 * unit(rng) - 12.0);
                    x.map(|c| (c - 0.5) * s)
                })
                .collect(),
        ),
        (
            "first a cluster, then everywhere",
            uniform
                .iter()
                .enumerate()
                .map(|(id, x)| if id < n / 2 { x.map(|c| c * 1e-3) } else { *x })
                .collect(),
        ),
        ("uniform", uniform),
    ]
}

fn assert_exact<const D: usize>(name: &str, index: &NeighbourIndex<D>, rng: &mut Rng) {
    let points = index.points();
    let n = points.len();
    let scan = Scan(points);
    let around = points.iter().fold(Aabb::EMPTY, |mut b, x| {
        b.include(x);
        b
    });
    let around = around.grown(&around.extents().map(|e| 0.3 * e + 0.1));
    let mut out = vec![Neighbour {
        id: 9,
        squared_distance: 9.0,
    }];
    for query in 0..24 {
        let a = points[(unit(rng) * n as f64) as usize];
        let b = points[(unit(rng) * n as f64) as usize];
        let x = match query % 4 {
            0 => a,
            1 => std::array::from_fn(|i| 0.5 * (a[i] + b[i])),
            2 => std::array::from_fn(|i| a[i] + 0.01 * (unit(rng) - 0.5)),
            _ => in_box(rng, &around),
        };
        let truth = scan.sorted(&x);
        assert_eq!(
            index.nearest(&x),
            Some(truth[0]),
            "nearest, {name}, {n} points, D = {D}"
        );
        let rank = truth[(unit(rng).powi(3) * n as f64) as usize]
            .squared_distance
            .sqrt();
        for radius in [0.0, 0.1, 0.4, rank, rank.next_down(), f64::INFINITY, -1.0] {
            index.within(&x, radius, &mut out);
            out.sort_by_key(Neighbour::rank);
            let inside = |p: &&Neighbour| radius >= 0.0 && p.squared_distance <= radius * radius;
            let expected: Vec<_> = truth.iter().filter(inside).copied().collect();
            assert!(
                out == expected,
                "within {radius}, {name}, {n} points, D = {D}"
            );
        }
        for k in [0, 1, 2, 30, n / 2, n, n + 5] {
            index.k_nearest(&x, k, &mut out);
            let farthest = out.last().copied();
            out.sort_unstable_by_key(Neighbour::rank);
            assert_eq!(farthest, out.last().copied(), "the farthest is the last");
            assert!(
                out == truth[..k.min(n)],
                "{k} nearest, {name}, {n} points, D = {D}"
            );
            for squared_radius in [0.0, 0.01, 0.3, f64::INFINITY] {
                index.k_nearest_within(&x, k, squared_radius, &mut out);
                let farthest = out.last().copied();
                out.sort_unstable_by_key(Neighbour::rank);
                assert!(out.len() < k || farthest == out.last().copied());
                let within = truth.partition_point(|y| y.squared_distance <= squared_radius);
                assert!(
                    out == truth[..k.min(within)],
                    "{k} within {squared_radius}, {name}, {n} points, D = {D}"
                );
            }
        }
    }
}

fn assert_exact_everywhere<const D: usize>() {
    let mut rng = seeded(D as u64);
    for (name, points) in inputs::<D>(3000, &mut rng) {
        let mut index = NeighbourIndex::new();
        for (id, x) in points.iter().enumerate() {
            assert_eq!(index.insert(x), id as u32);
            assert_eq!(index.len(), id + 1);
            if [1, 2, 40, 64, 65, 127, 128, 129, 400, 2047, 3000].contains(&index.len()) {
                assert_exact(name, &index, &mut rng);
            }
        }
        assert_eq!(index.points(), points);
        let mut bulk = NeighbourIndex::from_points(points[..2000].to_vec());
        assert_exact(name, &bulk, &mut rng);
        points[2000..].iter().for_each(|x| {
            bulk.insert(x);
        });
        assert_exact(name, &bulk, &mut rng);
    }
}

#[test]
fn the_index_equals_a_linear_scan_in_two_dimensions() {
    assert_exact_everywhere::<2>();
}

#[test]
fn the_index_equals_a_linear_scan_in_three_dimensions() {
    assert_exact_everywhere::<3>();
}

#[test]
fn the_index_equals_a_linear_scan_in_six_dimensions() {
    assert_exact_everywhere::<6>();
}

/// Each radius is the distance of a point, so that cells end at the ball's surface, give or take a rounding.
#[test]
fn a_ball_through_a_point_holds_it() {
    let mut rng = seeded(1);
    let cube = Aabb::new([0.0; 3], [1.0; 3]);
    let points: Vec<State<3>> = (0..2000)
        .map(|_| in_box(&mut rng, &cube).map(|c| (c * 64.0).round() / 10.0))
        .collect();
    let index = NeighbourIndex::from_points(points.clone());
    let mut out = Vec::new();
    for query in 0..2000 {
        // On the planes of the cells but in one coordinate, so that the distance to a cell is the distance to its
        // points.
        let mut x = points[query];
        x[query % 3] = unit(&mut rng) * 6.4;
        let p = &points[(unit(&mut rng) * 2000.0) as usize];
        let squared_radius = squared_distance(p, &x);
        index.collect(&x, squared_radius, &mut out);
        let expected = points
            .iter()
            .filter(|p| squared_distance(p, &x) <= squared_radius)
            .count();
        assert_eq!(out.len(), expected);
        out.clear();
    }
}

#[test]
fn an_empty_index_finds_nothing() {
    let index = NeighbourIndex::<2>::new();
    let mut out = vec![Neighbour {
        id: 1,
        squared_distance: 1.0,
    }];
    assert!(index.is_empty());
    assert_eq!(index.nearest(&[0.0, 0.0]), None);
    index.k_nearest(&[0.0, 0.0], 3, &mut out);
    out.sort_unstable_by_key(Neighbour::rank);
    assert_eq!(out, []);
    index.within(&[0.0, 0.0], f64::INFINITY, &mut out);
    assert_eq!(out, []);
}

#[test]
fn the_same_inserts_give_the_same_answers_in_the_same_order() {
    let answers = || {
        let mut rng = seeded(5);
        let cube = Aabb::new([0.0; 4], [1.0; 4]);
        let mut index = NeighbourIndex::new();
        let (mut out, mut all) = (Vec::new(), Vec::new());
        for _ in 0..1000 {
            let x = in_box(&mut rng, &cube);
            all.extend(index.nearest(&x));
            index.within(&x, 0.3, &mut out);
            all.append(&mut out);
            index.insert(&x);
        }
        all
    };
    assert_eq!(answers(), answers());
}

/// Without rebuilds on overflow one leaf would come to hold half of the points.
#[test]
fn sorted_points_do_not_pile_up_in_one_leaf() {
    let n = 20_000;
    let mut rng = seeded(1);
    let mut index = NeighbourIndex::new();
    for id in 0..n {
        index.insert(&[id as f64, id as f64 + unit(&mut rng)]);
        let leaves = index.cells.as_ref().map_or(1, Cells::count);
        let fullest = (0..leaves).map(|leaf| index.leaves.len(leaf));
        if id % 500 == 499 {
            assert!(fullest.max() < Some(n / 6), "at {id}");
        }
    }
}

#[test]
fn the_index_can_be_shared_between_threads() {
    fn assert_shareable<T: Send + Sync>() {}
    assert_shareable::<NeighbourIndex<2>>();
}

#[test]
fn memory_grows_with_the_points_and_stays_below_eight_times_their_size() {
    let mut rng = seeded(1);
    let cube = Aabb::new([0.0; 3], [1.0; 3]);
    let mut index = NeighbourIndex::new();
    let mut last = 0;
    for n in 1..=20_000 {
        index.insert(&in_box(&mut rng, &cube));
        if n % 4000 == 0 {
            let bytes = index.memory();
            assert!(last <= bytes && n * size_of::<State<3>>() < bytes);
            assert!(
                bytes < 8 * n * size_of::<State<3>>(),
                "{bytes} bytes for {n} points"
            );
            last = bytes;
        }
    }
}

#[test]
fn a_box_holds_what_a_linear_scan_finds_in_it() {
    let mut rng = crate::random::seeded(8);
    let cube = Aabb::new([0.0; 4], [1.0; 4]);
    let mut index = NeighbourIndex::<4>::new();
    let (mut found, mut hits) = (Vec::new(), 0);
    for n in 0..2_000 {
        // Every fourth point shares coordinates with others.
        let mut x = crate::random::in_box(&mut rng, &cube);
        if n % 4 == 0 {
            x = x.map(|c| (4.0 * c).round() / 4.0);
        }
        index.insert(&x);
        let (a, b) = (
            crate::random::in_box(&mut rng, &cube),
            crate::random::in_box(&mut rng, &cube),
        );
        let mut region = Aabb::EMPTY;
        region.include(&a);
        region.include(&b);
        region.max[n % 4] = f64::INFINITY;
        index.within_box(&region, &mut found);
        found.sort_unstable();
        let ids = 0..index.len() as u32;
        let expected: Vec<u32> = ids.filter(|id| region.contains(index.point(*id))).collect();
        assert_eq!(found, expected);
        hits += found.len();
    }
    assert!(hits > 10_000);
}

/// Both borders of a box belong to it: points of a lattice lie on them.
#[test]
fn a_box_is_closed() {
    let mut index = NeighbourIndex::<3>::new();
    for id in 0..1_000_u32 {
        let digit = |place: u32| f64::from(id / 10_u32.pow(place) % 10);
        index.insert(&std::array::from_fn(|i| digit(i as u32)));
    }
    let mut rng = seeded(5);
    let mut found = Vec::new();
    for _ in 0..500 {
        let ends: [[f64; 2]; 3] = std::array::from_fn(|_| {
            let [a, b] = [0, 1].map(|_| (10.0 * unit(&mut rng)).floor());
            [a.min(b), a.max(b)]
        });
        let region = Aabb::new(ends.map(|e| e[0]), ends.map(|e| e[1]));
        index.within_box(&region, &mut found);
        let expected: f64 = ends.iter().map(|[low, high]| high - low + 1.0).product();
        assert_eq!(found.len(), expected as usize, "{region:?}");
    }
}

/// More points than kiddo divides at once: inserted, so that the index is rebuilt in parts, and given at once.
/// Clusters, and a coordinate that many share.
#[test]
fn an_index_that_is_built_in_parts_is_exact() {
    fn check<const D: usize>(seed: u64) {
        let mut rng = seeded(seed);
        let draw = |rng: &mut Rng, k: usize| -> State<D> {
            let x: State<D> = std::array::from_fn(|_| unit(rng));
            match k % 4 {
                0 => x.map(|c| 0.3 + 1e-3 * c),
                1 => std::array::from_fn(|i| if i == 0 { 0.5 } else { x[i] }),
                _ => x,
            }
        };
        let points: Vec<State<D>> = (0..300_000).map(|k| draw(&mut rng, k)).collect();
        let mut grown = NeighbourIndex::new();
        let mut is_ever_rebuilt = false;
        for x in &points {
            grown.insert(x);
            is_ever_rebuilt |= grown.rebuilding.is_some();
        }
        assert!(is_ever_rebuilt);
        let given = NeighbourIndex::from_points(points.clone());
        let along = NeighbourIndex::along_cells(points.clone());
        let mut found = Vec::new();
        for k in 0..40 {
            let x = draw(&mut rng, k);
            let all = Scan(&points).sorted(&x);
            for index in [&grown, &given] {
                index.k_nearest(&x, 30, &mut found);
                found.sort_by_key(Neighbour::rank);
                assert_eq!(found, all[..30]);
                let radius = all[50].squared_distance.sqrt();
                index.within(&x, radius, &mut found);
                found.sort_by_key(Neighbour::rank);
                let inside = all.partition_point(|n| n.squared_distance <= radius * radius);
                assert_eq!(found, all[..inside]);
            }
            along.k_nearest(&x, 30, &mut found);
            let mut distances: Vec<f64> = found.iter().map(|n| n.squared_distance).collect();
            distances.sort_by(f64::total_cmp);
            let expected: Vec<f64> = all[..30].iter().map(|n| n.squared_distance).collect();
            assert_eq!(distances, expected);
        }
        // About as many points to a cell as where all are divided at once.
        assert!(along.leaves.count() < 4 * points.len() / CELL);
    }
    check::<2>(1);
    check::<5>(2);
}
