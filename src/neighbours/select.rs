//! The k nearest of somewhat more points, by counting them in shells around the query.
//!
//! A selection by comparisons goes wrong at every second branch. Here a pass counts the points of each shell, and a
//! second one keeps those of the shells within the one that holds the k-th, without a branch for each point; only that
//! shell is searched.

use super::leaves::Neighbour;

/// Shells of the ball, of equal widths in the squared distance.
const SHELLS: usize = 64;

/// The most points in the last shell; where there are more, as among points at equal distances, comparisons have to do.
const ROOM: usize = 64;

/// Keeps the first `k` of `found` by distance and id, the last of them at the end, the others in no order.
///
/// `k` is at least 1 and at most their number; all are within the ball of this squared radius.
pub(super) fn keep_nearest(found: &mut Vec<Neighbour>, k: usize, squared_radius: f64) {
    let scale = SHELLS as f64 / squared_radius;
    // Rounding is monotonous, so that a point in an inner shell is nearer. What is no number, of 0 times infinity,
    // becomes 0.
    let shell = |squared_distance: f64| {
        let shell = (squared_distance * scale) as u32;
        (shell as usize).min(SHELLS - 1)
    };
    let mut counts = [0; SHELLS];
    for point in found.iter() {
        counts[shell(point.squared_distance)] += 1;
    }
    let (mut last, mut within) = (0, 0);
    while within + counts[last] < k {
        within += counts[last];
        last += 1;
    }
    if counts[last] > ROOM {
        found.select_nth_unstable_by_key(k - 1, Neighbour::rank);
        found.truncate(k);
        return;
    }
    let mut border = [Neighbour::NOBODY; ROOM + 1];
    let (mut inside, mut on_border) = (0, 0);
    for i in 0..found.len() {
        let point = found[i];
        let at = shell(point.squared_distance);
        found[inside] = point;
        inside += usize::from(at < last);
        border[on_border] = point;
        on_border += usize::from(at == last);
    }
    let missing = k - within;
    border[..on_border].select_nth_unstable_by_key(missing - 1, Neighbour::rank);
    found.truncate(within);
    found.extend_from_slice(&border[..missing]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{seeded, unit};

    /// Against sorting: even and uneven distances, ties, and balls that are far too large or infinite.
    #[test]
    fn the_nearest_are_those_of_a_sorted_list() {
        let mut rng = seeded(3);
        for round in 0..3_000 {
            let count = 1 + (unit(&mut rng) * 300.0) as usize;
            let levels = [1.0, 3.0, 40.0, f64::INFINITY][round % 4];
            let mut found: Vec<_> = (0..count as u32)
                .map(|id| {
                    let u = unit(&mut rng);
                    let u = if levels.is_finite() {
                        (levels * u).floor() / levels
                    } else {
                        u * u
                    };
                    Neighbour {
                        id,
                        squared_distance: 7.0 * u,
                    }
                })
                .collect();
            found.sort_by_cached_key(|_| (unit(&mut rng) * 1e9) as u64);
            let farthest = found.iter().map(|n| n.squared_distance).fold(0.0, f64::max);
            let radius = [farthest, 7.0, 1e6, f64::INFINITY][round / 4 % 4];
            let k = 1 + (unit(&mut rng) * count as f64) as usize;
            let mut expected = found.clone();
            expected.sort_unstable_by_key(Neighbour::rank);
            expected.truncate(k);
            keep_nearest(&mut found, k, radius);
            assert_eq!(found.last(), expected.last());
            found.sort_unstable_by_key(Neighbour::rank);
            assert_eq!(found, expected);
        }
    }
}
