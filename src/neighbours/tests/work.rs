//! How many points a query looks at: answers do not depend on it, and times do.

use super::*;
use std::cell::Cell;

thread_local! {
    static SEEN: Cell<usize> = const { Cell::new(0) };
}

/// Counts points of a leaf that is scanned.
pub fn count(points: usize) {
    SEEN.with(|seen| seen.set(seen.get() + points));
}

/// Points looked at by `query` of each of so many random places, in the mean.
fn seen<const D: usize>(places: usize, mut query: impl FnMut(&State<D>)) -> f64 {
    let mut rng = seeded(9);
    SEEN.with(|seen| seen.set(0));
    for _ in 0..places {
        query(&in_box(&mut rng, &Aabb::new([0.0; D], [1.0; D])));
    }
    SEEN.with(Cell::get) as f64 / places as f64
}

/// Points looked at for the nearest, for 12 nearest, and for those in a ball of 12 in the mean.
fn work<const D: usize>(index: &NeighbourIndex<D>) -> [f64; 3] {
    const PLACES: usize = 500;
    let radius = (12.0 / index.len() as f64 / unit_ball_measure(D)).powf(1.0 / D as f64);
    let mut out = Vec::new();
    [
        seen(PLACES, |x| {
            index.nearest(x);
        }),
        seen(PLACES, |x| index.k_nearest(x, 12, &mut out)),
        seen(PLACES, |x| index.within(x, radius, &mut out)),
    ]
}

/// Among 20 000 uniform points, inserted one by one, built at once, and inserted after a cluster: no more than was
/// measured when this was written, from a hundredth of the points in the plane to a quarter of them in eight
/// dimensions.
#[test]
fn queries_look_at_few_points() {
    fn check<const D: usize>(measured: [[f64; 3]; 3]) {
        let mut rng = seeded(4);
        let cube = Aabb::new([0.0; D], [1.0; D]);
        let points: Vec<State<D>> = (0..20_000).map(|_| in_box(&mut rng, &cube)).collect();
        let mut inserted = NeighbourIndex::new();
        let mut after_a_cluster = NeighbourIndex::new();
        for x in &points[..2_000] {
            after_a_cluster.insert(&x.map(|c| 0.5 + 1e-3 * c));
        }
        for x in &points {
            inserted.insert(x);
            after_a_cluster.insert(x);
        }
        let built = NeighbourIndex::from_points(points);
        let all = [inserted, built, after_a_cluster].map(|index| work(&index));
        let few = |(found, most): (&f64, &f64)| *found <= 1.02 * most;
        let are_few = all.iter().flatten().zip(measured.iter().flatten()).all(few);
        assert!(are_few, "{D} dimensions: {all:.0?}");
    }
    check::<1>([
        [79.0, 106.0, 90.0],
        [40.0, 61.0, 52.0],
        [92.0, 118.0, 101.0],
    ]);
    check::<2>([
        [95.0, 181.0, 151.0],
        [51.0, 124.0, 97.0],
        [105.0, 197.0, 160.0],
    ]);
    check::<3>([
        [138.0, 356.0, 277.0],
        [77.0, 232.0, 170.0],
        [156.0, 407.0, 304.0],
    ]);
    check::<4>([
        [208.0, 591.0, 450.0],
        [131.0, 445.0, 310.0],
        [234.0, 659.0, 469.0],
    ]);
    check::<6>([
        [605.0, 1870.0, 1201.0],
        [389.0, 1500.0, 838.0],
        [682.0, 2196.0, 1301.0],
    ]);
    check::<8>([
        [1221.0, 4019.0, 2229.0],
        [890.0, 3524.0, 1660.0],
        [1408.0, 4767.0, 2483.0],
    ]);
}

/// So many points are divided in parts, whose planes come from some of them, and where they are inserted one by one
/// while others are.
#[test]
fn queries_among_many_points_look_at_no_more() {
    let mut rng = seeded(4);
    let points = (0..300_000).map(|_| in_box(&mut rng, &Aabb::new([0.0; 2], [1.0; 2])));
    let points: Vec<State<2>> = points.collect();
    let mut inserted = NeighbourIndex::new();
    for x in &points {
        inserted.insert(x);
    }
    let all = [NeighbourIndex::from_points(points), inserted].map(|index| work(&index));
    let measured = [[48.0, 114.0, 93.0], [74.0, 157.0, 127.0]];
    let few = |(found, most): (&f64, &f64)| *found <= 1.02 * most;
    let are_few = all.iter().flatten().zip(measured.iter().flatten()).all(few);
    assert!(are_few, "{all:.0?}");
}
