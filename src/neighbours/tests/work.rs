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

/// Among 20 000 uniform points, inserted one by one and built at once, and after a cluster that was there first.
#[test]
fn queries_look_at_few_points() {
    fn check<const D: usize>(most: [f64; 3]) {
        let mut rng = seeded(4);
        let points: Vec<State<D>> = (0..20_000)
            .map(|_| in_box(&mut rng, &Aabb::new([0.0; D], [1.0; D])))
            .collect();
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
        println!("{D} {all:?}");
        for found in all {
            assert!(
                (0..3).all(|i| found[i] <= most[i]),
                "{D} dimensions: {all:?}"
            );
        }
    }
    check::<1>([0.0; 3]);
    check::<2>([0.0; 3]);
    check::<3>([0.0; 3]);
    check::<4>([0.0; 3]);
    check::<6>([0.0; 3]);
    check::<8>([0.0; 3]);
}
