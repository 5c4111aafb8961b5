//! The samples of a batch, arranged so that those near one are found: in a grid for the radius rule in one to three
//! dimensions, in the k-d tree otherwise. Both give the same samples.
//!
//! The k nearest samples are the wrong ones where many were drawn in a small region: a goal's, or one of the
//! scenario's. They are each other's nearest then, and nothing connects them to the rest. So the k-nearest rule counts
//! *even* samples alone, those of no such share: near x are the k nearest of them, and of the others those that are no
//! farther, at most the k nearest. Whatever the shares, the even samples are uniform and each near set holds the k
//! nearest of them, which is what the theorems ask for; the others come in addition, and a near set has at most twice
//! k. The radius rule needs no such care.

use super::near::Nearness;
use crate::geometry::State;
use crate::memory::{growing_by, held, sum};
use crate::neighbours::{FEW, Grid, Neighbour, NeighbourIndex, Pace, copied};

/// The most dimensions in which a grid is faster than the tree.
const MOST_IN_A_GRID: usize = 3;

/// The samples of a batch by id, and the rule which ones are near.
pub struct Samples<const D: usize> {
    nearness: Nearness,
    /// The even samples, which have the first ids; under the radius rule all.
    evens: Arrangement<D>,
    /// The others, and those that were added later.
    others: NeighbourIndex<D>,
    /// All samples, where there are others.
    all: Vec<State<D>>,
}

enum Arrangement<const D: usize> {
    Grid(Grid<D>),
    Tree(NeighbourIndex<D>),
}

impl<const D: usize> Arrangement<D> {
    #[inline]
    fn points(&self) -> &[State<D>] {
        match self {
            Self::Grid(grid) => grid.points(),
            Self::Tree(tree) => tree.points(),
        }
    }
}

/// How far the samples near one reach: the last of the even ones and of the others, by distance and id.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    even: Neighbour,
    other: Neighbour,
}

/// What follows no sample within this squared distance, and precedes all beyond.
const fn at(squared_distance: f64) -> Neighbour {
    Neighbour {
        id: u32::MAX,
        squared_distance,
    }
}

/// No samples.
impl<const D: usize> Default for Samples<D> {
    fn default() -> Self {
        Self {
            nearness: Nearness::Nearest(0),
            evens: Arrangement::Tree(NeighbourIndex::new()),
            others: NeighbourIndex::new(),
            all: Vec::new(),
        }
    }
}

impl<const D: usize> Samples<D> {
    /// The samples with ids so that what is kept by id lies near each other where they do, the first sample excepted,
    /// which is even. `is_even` says it of each.
    pub async fn arranged(
        points: &[State<D>],
        is_even: &[bool],
        nearness: Nearness,
        pace: &mut Pace,
    ) -> Self {
        let mut samples = Self {
            nearness,
            ..Self::default()
        };
        match nearness {
            Nearness::Within(radius) if D <= MOST_IN_A_GRID => {
                let points = copied(points, pace).await;
                let grid = Grid::along_cells_in_parts(points, radius, pace).await;
                samples.evens = Arrangement::Grid(grid);
            }
            Nearness::Nearest(_) if is_even.contains(&false) => {
                let (mut evens, mut others) = (Vec::new(), Vec::new());
                for (points, is_even) in points.chunks(FEW).zip(is_even.chunks(FEW)) {
                    for (x, is_even) in points.iter().zip(is_even) {
                        let kind = if *is_even { &mut evens } else { &mut others };
                        kind.push(*x);
                    }
                    pace.spend(points.len()).await;
                }
                let evens = NeighbourIndex::along_cells_in_parts(evens, pace).await;
                samples.others = NeighbourIndex::along_cells_in_parts(others, pace).await;
                samples.all = Vec::with_capacity(points.len());
                for of_a_kind in [&evens, &samples.others] {
                    for few in of_a_kind.points().chunks(FEW) {
                        samples.all.extend_from_slice(few);
                        pace.spend(few.len()).await;
                    }
                }
                samples.evens = Arrangement::Tree(evens);
            }
            _ => {
                let points = copied(points, pace).await;
                let tree = NeighbourIndex::along_cells_in_parts(points, pace).await;
                samples.evens = Arrangement::Tree(tree);
            }
        }
        samples
    }

    /// Puts the samples near `x`, itself among them, into `out`, and returns how far they reach.
    ///
    /// With the k-nearest rule these are, besides `x`, the k nearest even samples, and the nearest others within their
    /// distance, k at most.
    pub fn near(&self, x: u32, out: &mut Vec<Neighbour>) -> Reach {
        let (is_even, point) = (self.is_even(x), self.point(x));
        let even = match (&self.evens, self.nearness) {
            (Arrangement::Tree(tree), Nearness::Nearest(k)) => {
                let k = k.saturating_add(usize::from(is_even));
                tree.k_nearest(point, k, out);
                last_of(out, k).unwrap_or(at(f64::INFINITY))
            }
            (Arrangement::Tree(tree), Nearness::Within(radius)) => {
                tree.within(point, radius, out);
                at(radius * radius)
            }
            (Arrangement::Grid(grid), _) => {
                grid.within(point, out);
                at(grid.radius() * grid.radius())
            }
        };
        let other = match self.others.is_empty() {
            true => even,
            false => self.near_others(point, !is_even, even.squared_distance, out),
        };
        Reach { even, other }
    }

    /// Appends the others near a sample to `out`, itself among them if it `is_one`, and returns the last.
    fn near_others(
        &self,
        point: &State<D>,
        is_one: bool,
        limit: f64,
        out: &mut Vec<Neighbour>,
    ) -> Neighbour {
        let mut found = Vec::new();
        let last = match self.nearness {
            Nearness::Within(radius) => {
                self.others.within(point, radius, &mut found);
                None
            }
            Nearness::Nearest(k) => {
                let k = k.saturating_add(usize::from(is_one));
                self.others.k_nearest_within(point, k, limit, &mut found);
                last_of(&found, k)
            }
        };
        let first = self.evens.points().len() as u32;
        let by_id = |y: Neighbour| Neighbour {
            id: first + y.id,
            ..y
        };
        out.extend(found.into_iter().map(by_id));
        last.map_or(at(limit), by_id)
    }

    /// Whether a near set that reaches so far holds `y`, as seen from its sample.
    #[inline]
    pub fn reaches(&self, reach: &Reach, y: &Neighbour) -> bool {
        let last = match self.is_even(y.id) {
            true => &reach.even,
            false => &reach.other,
        };
        !last.precedes(y)
    }

    /// Whether a sample is near each of those that are near it: by one radius for all.
    #[inline]
    pub fn is_symmetric(&self) -> bool {
        matches!(self.nearness, Nearness::Within(_))
    }

    /// Adds a sample, which counts as one of the others, and returns its id.
    pub fn insert(&mut self, x: &State<D>) -> u32 {
        if self.all.is_empty() {
            self.all = self.evens.points().to_vec();
        }
        self.all.push(*x);
        self.others.insert(x);
        self.all.len() as u32 - 1
    }

    /// Whether the sample with this id is even; under the radius rule all are but those that were added.
    #[inline]
    pub fn is_even(&self, id: u32) -> bool {
        (id as usize) < self.evens.points().len()
    }

    /// The samples by id.
    #[inline]
    pub fn points(&self) -> &[State<D>] {
        match self.all.is_empty() {
            true => self.evens.points(),
            false => &self.all,
        }
    }

    /// The sample with this id.
    #[inline]
    pub fn point(&self, id: u32) -> &State<D> {
        &self.points()[id as usize]
    }

    /// The samples by id, and no more.
    pub fn into_points(self) -> Vec<State<D>> {
        match (self.all.is_empty(), self.evens) {
            (false, _) => self.all,
            (true, Arrangement::Grid(grid)) => grid.into_points(),
            (true, Arrangement::Tree(tree)) => tree.into_points(),
        }
    }

    /// The bytes held.
    pub fn memory(&self) -> usize {
        let evens = match &self.evens {
            Arrangement::Grid(grid) => grid.memory(),
            Arrangement::Tree(tree) => tree.memory(),
        };
        evens + self.others.memory() + held(&self.all)
    }

    /// Bytes that they may take while so many samples are added.
    pub fn memory_ahead(&self, more: usize) -> usize {
        // Nothing is added to the even ones, whose leaves have twice the room of their points.
        let evens = match &self.evens {
            Arrangement::Grid(grid) => grid.memory(),
            Arrangement::Tree(tree) => tree.memory_ahead(0),
        };
        let all = match (more, self.all.is_empty()) {
            (0, _) => growing_by(&self.all, 0),
            (_, true) => growing_by(&self.all, self.evens.points().len() + more),
            (_, false) => growing_by(&self.all, more),
        };
        sum([evens, self.others.memory_ahead(more), all])
    }

    /// Bytes that arranging so many samples takes at most, and what comes of it; the samples as given are not counted.
    pub fn memory_to_arrange(samples: usize) -> usize {
        /// By kind, in the order of the cells, by id and by coordinates; and a copy for the batch.
        const COPIES: usize = 6;
        /// Order and cells.
        const ORDERS: usize = 4 * size_of::<u64>();
        sum([
            samples.saturating_mul(COPIES * size_of::<State<D>>() + ORDERS),
            NeighbourIndex::<D>::memory_to_build(samples),
        ])
    }
}

/// The last of `found` where there are `k`.
fn last_of(found: &[Neighbour], k: usize) -> Option<Neighbour> {
    found.last().filter(|_| found.len() == k).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Aabb, squared_distance};
    use crate::neighbours::InParts;
    use crate::random::{in_box, seeded, unit};

    /// Against a linear scan: uniform samples with clusters of others, and others that are added later.
    #[test]
    fn near_sets_are_those_of_a_linear_scan() {
        fn check<const D: usize>(cluster: f64, share: f64, nearness: Nearness) {
            let (mut rng, cube) = (seeded(D as u64), Aabb::new([0.0; D], [1.0; D]));
            let (mut points, mut is_even) = (vec![[0.5; D]], vec![true]);
            for _ in 0..600 {
                is_even.push(unit(&mut rng) >= share);
                let x = in_box(&mut rng, &cube);
                points.push(match is_even.last() {
                    Some(true) => x,
                    _ => x.map(|c| 0.7 + cluster * c),
                });
            }
            let evens = is_even.iter().filter(|x| **x).count();
            let arranged = async {
                Samples::arranged(&points, &is_even, nearness, &mut Pace::default()).await
            };
            let mut samples = InParts::new(arranged).finish();
            for _ in 0..20 {
                samples.insert(&in_box(&mut rng, &cube));
            }
            let (n, mut out) = (samples.points().len() as u32, Vec::new());
            assert_eq!(n, 621);
            for x in 0..n {
                let reach = samples.near(x, &mut out);
                let seen = |y: u32| Neighbour {
                    id: y,
                    squared_distance: squared_distance(samples.point(y), samples.point(x)),
                };
                let of = |kind: bool| {
                    let ids = (0..n).filter(|&y| samples.is_even(y) == kind);
                    let mut all: Vec<_> = ids.map(seen).collect();
                    all.sort_by(|a, b| match a.precedes(b) {
                        true => std::cmp::Ordering::Less,
                        false => std::cmp::Ordering::Greater,
                    });
                    all
                };
                let expected = match nearness {
                    Nearness::Within(radius) => {
                        let mut all = [of(true), of(false)].concat();
                        all.retain(|y| y.squared_distance <= radius * radius);
                        all
                    }
                    Nearness::Nearest(k) => {
                        assert_eq!((0..n).filter(|&y| samples.is_even(y)).count(), evens);
                        let k_of = |kind: bool| k + usize::from(samples.is_even(x) == kind);
                        let mut near = of(true);
                        near.truncate(k_of(true));
                        let limit = match near.len() == k_of(true) {
                            true => near.last().map_or(0.0, |last| last.squared_distance),
                            false => f64::INFINITY,
                        };
                        let others = of(false).into_iter().take(k_of(false));
                        near.extend(others.filter(|y| y.squared_distance <= limit));
                        near
                    }
                };
                let ids = |set: &[Neighbour]| {
                    let mut ids: Vec<_> = set.iter().map(|y| y.id).collect();
                    ids.sort_unstable();
                    ids
                };
                assert_eq!(ids(&out), ids(&expected), "of {x}");
                let reached: Vec<_> = (0..n)
                    .filter(|&y| samples.reaches(&reach, &seen(y)))
                    .collect();
                assert_eq!(reached, ids(&expected), "reached from {x}");
            }
        }
        for share in [0.0, 0.2, 0.99] {
            for cluster in [1e-4, 0.2] {
                check::<2>(cluster, share, Nearness::Nearest(12));
                check::<4>(cluster, share, Nearness::Nearest(30));
                check::<2>(cluster, share, Nearness::Within(0.1));
                check::<4>(cluster, share, Nearness::Within(0.3));
            }
        }
    }
}
