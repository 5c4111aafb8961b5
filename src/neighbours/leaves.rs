//! The points of the cells, laid out to be scanned.
//!
//! A leaf's points lie in one block of an arena, coordinate by coordinate, so that a scan reads forwards and the
//! compiler turns it into vector instructions. A leaf that outgrows its block moves to the arena's end with twice the
//! room.

use crate::geometry::{Aabb, State};
use crate::memory::{growing_by, held};

/// Points whose distances are computed together; blocks hold a multiple of it.
pub(super) const LANES: usize = 8;

/// A vertex found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Its id: the number of points inserted before it.
    pub id: u32,
    /// Its squared distance from the query.
    pub squared_distance: f64,
}

impl Neighbour {
    /// Stands where none is found yet.
    pub(super) const NOBODY: Self = Self {
        id: 0,
        squared_distance: 0.0,
    };

    /// Whether it is nearer, or as near with a lesser id.
    #[inline]
    pub fn precedes(&self, other: &Self) -> bool {
        self.squared_distance < other.squared_distance
            || (self.squared_distance == other.squared_distance && self.id < other.id)
    }

    /// A number that orders as `precedes`: the bits of a non-negative float order as the float.
    #[inline]
    pub(super) fn rank(&self) -> u128 {
        u128::from(self.squared_distance.to_bits()) << 32 | u128::from(self.id)
    }
}

/// Where a leaf's points are, and the smallest box around them.
#[derive(Clone, Copy)]
struct Leaf<const D: usize> {
    bounds: Aabb<D>,
    start: usize,
    len: u32,
    capacity: u32,
}

/// Growing sets of points, one a cell.
pub(super) struct Leaves<const D: usize> {
    leaves: Vec<Leaf<D>>,
    /// Coordinate i of the j-th point of a leaf is at `start * D + i * capacity + j`.
    coordinates: Vec<f64>,
    /// Its id is at `start + j`; ids ascend within a leaf.
    ids: Vec<u32>,
    /// Places that a point was written to, those that were left since among them.
    written: usize,
    /// The room of the largest leaf.
    largest: usize,
}

impl<const D: usize> Leaves<D> {
    /// Empty leaves with room for twice the given numbers of points.
    pub(super) fn with_room(counts: impl Iterator<Item = usize>) -> Self {
        let (mut start, mut largest) = (0, 0);
        let leaves: Vec<_> = counts
            .map(|count| {
                let capacity = (2 * count + 1).next_multiple_of(LANES);
                largest = largest.max(capacity);
                let leaf = Leaf {
                    bounds: Aabb::EMPTY,
                    start,
                    len: 0,
                    capacity: capacity as u32,
                };
                start += capacity;
                leaf
            })
            .collect();
        Self {
            leaves,
            coordinates: vec![0.0; start * D],
            ids: vec![0; start],
            written: 0,
            largest,
        }
    }

    /// The number of leaves.
    pub(super) fn count(&self) -> usize {
        self.leaves.len()
    }

    /// The ids of the leaf's points, ascending.
    pub(super) fn ids(&self, leaf: usize) -> &[u32] {
        self.block(leaf).ids
    }

    /// The number of points in the leaf.
    pub(super) fn len(&self, leaf: usize) -> usize {
        self.leaves[leaf].len as usize
    }

    /// The smallest box around the leaf's points.
    #[inline]
    pub(super) fn bounds(&self, leaf: usize) -> &Aabb<D> {
        &self.leaves[leaf].bounds
    }

    /// Adds a point, whose id is greater than those of the leaf, and returns the number of points that the leaf has
    /// now.
    pub(super) fn push(&mut self, leaf: usize, x: &State<D>, id: u32) -> usize {
        if self.leaves[leaf].len == self.leaves[leaf].capacity {
            self.move_to_end(leaf);
        }
        let leaf = &mut self.leaves[leaf];
        let at = leaf.len as usize;
        for (i, &coordinate) in x.iter().enumerate() {
            self.coordinates[leaf.start * D + i * leaf.capacity as usize + at] = coordinate;
        }
        self.ids[leaf.start + at] = id;
        leaf.bounds.include(x);
        leaf.len += 1;
        self.written += 1;
        at + 1
    }

    fn move_to_end(&mut self, leaf: usize) {
        let leaf = &mut self.leaves[leaf];
        let (from, old) = (leaf.start, leaf.capacity as usize);
        let (to, new) = (self.ids.len(), 2 * old);
        self.ids.extend_from_within(from..from + old);
        self.ids.resize(to + new, 0);
        for i in 0..D {
            let column = from * D + i * old;
            self.coordinates.extend_from_within(column..column + old);
            self.coordinates.resize(to * D + (i + 1) * new, 0.0);
        }
        leaf.start = to;
        leaf.capacity = new as u32;
        self.written += old;
        self.largest = self.largest.max(new);
    }

    fn block(&self, leaf: usize) -> Block<'_> {
        let leaf = &self.leaves[leaf];
        let capacity = leaf.capacity as usize;
        #[cfg(test)]
        super::tests::work::count(leaf.len as usize);
        Block {
            coordinates: &self.coordinates[leaf.start * D..(leaf.start + capacity) * D],
            ids: &self.ids[leaf.start..leaf.start + leaf.len as usize],
            capacity,
        }
    }

    /// Lets `best` be the least, by distance and id, of itself and the leaf's points.
    #[inline]
    pub(super) fn nearest(&self, leaf: usize, x: &State<D>, best: &mut Neighbour) {
        scan_nearest(self.block(leaf), x, best);
    }

    /// Appends the leaf's points in the closed ball, by ascending id.
    #[inline]
    pub(super) fn within(
        &self,
        leaf: usize,
        x: &State<D>,
        squared_radius: f64,
        out: &mut Vec<Neighbour>,
    ) {
        scan_within(self.block(leaf), x, squared_radius, out);
    }

    /// Appends the ids of the leaf's points in the closed box, ascending.
    #[inline]
    pub(super) fn within_box(&self, leaf: usize, region: &Aabb<D>, out: &mut Vec<u32>) {
        let bounds = self.bounds(leaf);
        let mut holds_all = true;
        for i in 0..D {
            if bounds.min[i] > region.max[i] || bounds.max[i] < region.min[i] {
                return;
            }
            holds_all &= region.min[i] <= bounds.min[i] && bounds.max[i] <= region.max[i];
        }
        if holds_all {
            out.extend_from_slice(self.ids(leaf));
        } else {
            scan_box(self.block(leaf), region, out);
        }
    }

    /// The bytes held.
    pub(super) fn memory(&self) -> usize {
        /// Coordinates of a page of memory: where a leaf's are along an axis do not fill one, no page is left
        /// untouched.
        const PAGE: usize = 4_096 / size_of::<f64>();
        let places = match self.largest <= PAGE {
            true => self.ids.len(),
            false => self.written,
        };
        held(&self.leaves) + places * Self::PLACE
    }

    /// Bytes of a point and its id.
    const PLACE: usize = size_of::<State<D>>() + size_of::<u32>();

    /// The room of the largest leaf, in points.
    pub(super) fn largest(&self) -> usize {
        self.largest
    }

    /// Bytes that the leaves may take while so many points come.
    pub(super) fn memory_ahead(&self, more: usize) -> usize {
        // Each may find a full leaf, which moves.
        let places = more * 2 * self.largest;
        held(&self.leaves)
            + growing_by(&self.coordinates, D * places)
            + growing_by(&self.ids, places)
    }

    /// Bytes that the leaves of so many points take at most, one cell for half of [`super::cells::CELL`] points or
    /// more.
    pub(super) fn memory_of(points: usize) -> usize {
        let cells = 1 + points / (super::cells::CELL / 2);
        let places = points.saturating_mul(2) + cells * (LANES + 1);
        places.saturating_mul(Self::PLACE) + cells * size_of::<Leaf<D>>()
    }
}

/// A leaf's points, as the scans see them.
struct Block<'a> {
    coordinates: &'a [f64],
    ids: &'a [u32],
    capacity: usize,
}

/// The coordinates of a block's points, in groups of lanes.
pub(super) type Columns<'a, const D: usize> = [&'a [[f64; LANES]]; D];

/// A block's columns, as far as there are ids; what is beyond them in the last group means nothing.
#[inline(always)]
fn columns<'a, const D: usize>(block: &Block<'a>) -> Columns<'a, D> {
    let len = block.ids.len().next_multiple_of(LANES);
    // A closure would be a function of its own: it has the processor's features and what calls it does not.
    let mut columns: Columns<'a, D> = [&[]; D];
    for (i, column) in columns.iter_mut().enumerate() {
        *column = block.coordinates[i * block.capacity..][..len].as_chunks().0;
    }
    columns
}

/// The squared distances of a group of points.
///
/// A group is an array, so that the compiler knows its length and makes of each line what the processor does best. The
/// sums run over the coordinates in order, as in [`crate::geometry::squared_distance`], so they have the same bits.
#[inline(always)]
pub(super) fn squared_distances<const D: usize>(
    columns: &Columns<'_, D>,
    group: usize,
    x: &State<D>,
) -> [f64; LANES] {
    let mut sums = [0.0; LANES];
    for i in 0..D {
        let column = &columns[i][group];
        for lane in 0..LANES {
            let d = column[lane] - x[i];
            sums[lane] += d * d;
        }
    }
    sums
}

/// Whether any of the lanes is at most `bound`; without a branch a lane, as most groups of points are too far.
#[inline(always)]
fn any_within(squared_distances: &[f64; LANES], bound: f64) -> bool {
    let mut any = false;
    for l in 0..LANES {
        any |= squared_distances[l] <= bound;
    }
    any
}

#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn scan_nearest<const D: usize>(block: Block<'_>, x: &State<D>, best: &mut Neighbour) {
    let columns = columns(&block);
    for (group, ids) in block.ids.chunks(LANES).enumerate() {
        let squares = squared_distances(&columns, group, x);
        if any_within(&squares, best.squared_distance) {
            for (&id, &squared_distance) in ids.iter().zip(&squares) {
                let candidate = Neighbour {
                    id,
                    squared_distance,
                };
                if candidate.precedes(best) {
                    *best = candidate;
                }
            }
        }
    }
}

#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn scan_within<const D: usize>(
    block: Block<'_>,
    x: &State<D>,
    squared_radius: f64,
    out: &mut Vec<Neighbour>,
) {
    let columns = columns(&block);
    for (group, ids) in block.ids.chunks(LANES).enumerate() {
        let squares = squared_distances(&columns, group, x);
        if any_within(&squares, squared_radius) {
            // Half of the tests near the ball's surface fail, at random: write always, and count without a branch.
            let before = out.len();
            out.resize(before + LANES, Neighbour::NOBODY);
            let room = &mut out[before..];
            let mut n = 0;
            for (&id, &squared_distance) in ids.iter().zip(&squares) {
                room[n % LANES] = Neighbour {
                    id,
                    squared_distance,
                };
                n += usize::from(squared_distance <= squared_radius);
            }
            out.truncate(before + n);
        }
    }
}

/// Points that are looked at together, whose tests are then made without a branch.
const CHUNK: usize = 64;

#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn scan_box<const D: usize>(block: Block<'_>, region: &Aabb<D>, out: &mut Vec<u32>) {
    let mut beyond = [0.0; CHUNK];
    for (chunk, ids) in block.ids.chunks(CHUNK).enumerate() {
        measure_beyond(&block, chunk * CHUNK, region, &mut beyond);
        let before = out.len();
        out.resize(before + ids.len(), 0);
        let room = &mut out[before..];
        let mut n = 0;
        for (&id, beyond) in ids.iter().zip(&beyond) {
            room[n] = id;
            n += usize::from(*beyond <= 0.0);
        }
        out.truncate(before + n);
    }
}

/// Writes by how much the block's points from place `from` on are out of the box, along the axis where it is the most;
/// beyond the ids it means nothing.
#[inline(always)]
fn measure_beyond<const D: usize>(
    block: &Block<'_>,
    from: usize,
    region: &Aabb<D>,
    out: &mut [f64; CHUNK],
) {
    let len = (block.ids.len() - from).min(CHUNK).next_multiple_of(LANES);
    *out = [f64::NEG_INFINITY; CHUNK];
    for i in 0..D {
        let column = &block.coordinates[i * block.capacity + from..][..len];
        let (min, max) = (region.min[i], region.max[i]);
        for (out, x) in out.iter_mut().zip(column) {
            let (below, above) = (min - x, x - max);
            let most = if below > above { below } else { above };
            *out = if most > *out { most } else { *out };
        }
    }
}
