//! The broad phase: many obstacles of one kind, in blocks of eight under an implicit tree.
//!
//! The obstacles are arranged in space by median splits so that each block of eight consecutive ones is compact, and
//! eight consecutive blocks too, and so on. Then the tree needs no pointers: node `j` of a level bounds the nodes (or
//! blocks) `8 j` to `8 j + 7` of the level below, stored as eight boxes, and is tested with the same vector code as a
//! block of boxes. A query walks down depth first and stops at the first hit.
//!
//! The answer is that of a plain loop over all blocks: an obstacle's bounding box contains it, a node's box contains
//! its children's, and the box test never misses a contact (`boxes.rs`).
//!
//! Few obstacles stay a plain loop: [`Block::FLAT_BLOCKS`] says how many.
//!
//! Complexity: building O(n log n); a query O(log n) for a short segment among small obstacles, O(n / 8) at worst.

use super::boxes::Boxes;
use super::segment::Segment;
use crate::geometry::{Aabb, State};

/// The number of obstacles in a block.
pub(super) const LANES: usize = 8;

/// Enough levels for 2^32 blocks.
const MAX_LEVELS: usize = 12;

/// Eight obstacles of one kind that are tested together.
pub(super) trait Block<const D: usize>: Sized {
    /// One obstacle.
    type Item;

    /// At most this many blocks are tested in a plain loop. Measured with segments of 3 % of the world: so many take
    /// the time of the tree, in two dimensions as in three. For boxes that is at 100 to 130, fewer for shapes that are
    /// dearer than the tree's boxes.
    const FLAT_BLOCKS: usize;

    /// A box that contains the obstacle.
    fn bounds(item: &Self::Item) -> Aabb<D>;

    /// The block of one to eight obstacles; missing ones never hit.
    fn pack(items: &[Self::Item]) -> Self;

    /// Whether the closed segment meets one of the closed obstacles.
    fn is_hit(&self, segment: &Segment<D>) -> bool;
}

/// A lane array of what `get` says of each item, `otherwise` where there is none.
pub(super) fn pad<T>(items: &[T], otherwise: f64, get: impl Fn(&T) -> f64) -> [f64; LANES] {
    std::array::from_fn(|l| items.get(l).map_or(otherwise, &get))
}

/// Obstacles of one kind.
pub(super) struct Packed<const D: usize, B> {
    blocks: Vec<B>,
    /// `levels[0]` bounds the blocks, `levels[k]` the nodes of `levels[k - 1]`; the last has one node. None for few
    /// blocks.
    levels: Vec<Vec<Boxes<D>>>,
}

impl<const D: usize, B: Block<D>> Packed<D, B> {
    /// Arranges the obstacles and builds the tree over them if they are many.
    pub fn new(items: Vec<B::Item>) -> Self {
        Self::with_flat_limit(items, B::FLAT_BLOCKS)
    }

    /// The same with another limit for the plain loop.
    pub fn with_flat_limit(items: Vec<B::Item>, flat_blocks: usize) -> Self {
        let mut items: Vec<_> = items.into_iter().map(|i| (B::bounds(&i), i)).collect();
        let mut capacity = LANES;
        while capacity * LANES < items.len() {
            capacity *= LANES;
        }
        arrange(&mut items, capacity);
        let (bounds, items): (Vec<_>, Vec<_>) = items.into_iter().unzip();
        let blocks: Vec<B> = items.chunks(LANES).map(B::pack).collect();
        let mut levels: Vec<Vec<Boxes<D>>> = Vec::new();
        if blocks.len() > flat_blocks {
            let mut below = bounds;
            while levels.last().is_none_or(|top| top.len() > 1) {
                below = below.chunks(LANES).map(union).collect();
                levels.push(below.chunks(LANES).map(Boxes::pack).collect());
            }
        }
        Self { blocks, levels }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Whether the closed segment meets one of the obstacles.
    #[inline(always)]
    pub fn is_hit(&self, segment: &Segment<D>) -> bool {
        !self.blocks.is_empty() && is_hit(self, segment)
    }
}

/// Compiled once for the machine's plain instructions and once for AVX2, chosen when the program runs. Both give the
/// same bits: no operation is contracted or reordered.
#[multiversion::multiversion(targets("x86_64+avx2+bmi1"))]
fn is_hit<const D: usize, B: Block<D>>(packed: &Packed<D, B>, s: &Segment<D>) -> bool {
    let Some(top) = packed.levels.len().checked_sub(1) else {
        return packed.blocks.iter().any(|block| block.is_hit(s));
    };
    // For each level the node that is being visited and the bits of its children that are still to visit.
    let mut node = [0; MAX_LEVELS];
    let mut waiting = [0; MAX_LEVELS];
    let mut level = top;
    waiting[level] = packed.levels[level][0].mask(s);
    loop {
        if waiting[level] == 0 {
            if level == top {
                return false;
            }
            level += 1;
            continue;
        }
        let child = node[level] * LANES + waiting[level].trailing_zeros() as usize;
        waiting[level] &= waiting[level] - 1;
        if level > 0 {
            level -= 1;
            node[level] = child;
            waiting[level] = packed.levels[level][child].mask(s);
        } else if packed.blocks[child].is_hit(s) {
            return true;
        }
    }
}

/// Orders the items so that each run of `capacity` (a power of eight) is compact, and in it each run of an eighth of
/// that.
fn arrange<const D: usize, T>(items: &mut [(Aabb<D>, T)], capacity: usize) {
    let children = items.len().div_ceil(capacity);
    if children <= 1 {
        if capacity > LANES {
            arrange(items, capacity / LANES);
        }
        return;
    }
    let axis = widest_axis(items);
    let key = |item: &(Aabb<D>, T)| item.0.min[axis] + item.0.max[axis];
    let (left, right) = {
        let middle = children / 2 * capacity;
        items.select_nth_unstable_by(middle, |p, q| key(p).total_cmp(&key(q)));
        items.split_at_mut(middle)
    };
    arrange(left, capacity);
    arrange(right, capacity);
}

/// The direction in which the middles of the boxes spread the most.
fn widest_axis<const D: usize, T>(items: &[(Aabb<D>, T)]) -> usize {
    let mut middles = Aabb::<D>::EMPTY;
    for (bounds, _) in items {
        middles.include(&bounds.center());
    }
    let extents: State<D> = middles.extents();
    (0..D).fold(
        0,
        |best, i| {
            if extents[i] > extents[best] { i } else { best }
        },
    )
}

/// The least box that contains all of them.
fn union<const D: usize>(boxes: &[Aabb<D>]) -> Aabb<D> {
    let mut all = Aabb::EMPTY;
    for b in boxes {
        all.include(&b.min);
        all.include(&b.max);
    }
    all
}
