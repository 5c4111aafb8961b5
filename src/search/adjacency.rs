//! Which vertices of a growing graph are neighbours, and whether the motions between them are known to be free: the
//! edges of RRT#'s RRG, of which there are so many that they are nearly all that it holds.
//!
//! An edge is two entries of four bytes, one at each of its ends: the number of the other end and, in two bits, the
//! verdict of the collision check. Its cost is no part of it. A vertex is added with all the edges to earlier vertices,
//! its *own* ones, which lie one after the other; later vertices join it one at a time, and their entries lie in blocks
//! that are linked from the last to the first, larger ones the more there are. A walk thus reads memory forwards, and
//! allocates nothing.
//!
//! All entries live in pages that are never moved: what grows needs no room beside the old one, and no more than a page
//! is held in advance. A verdict is written at both ends, so that neither asks for it again; it is the only write that
//! has to look for the other end's entry, and there is one for each motion that is checked.

mod pages;

use crate::memory::{growing_by, held, sum};
use pages::Pages;

/// What is known of an edge's motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has not been checked.
    Unknown,
    /// It is free.
    Free,
    /// It meets an obstacle.
    Blocked,
}

/// An entry: the other end and the verdict.
fn entry(to: u32, verdict: Verdict) -> u32 {
    to << 2 | verdict as u32
}

fn other_end(entry: u32) -> u32 {
    entry >> 2
}

fn verdict_of(entry: u32) -> Verdict {
    match entry & 3 {
        0 => Verdict::Unknown,
        1 => Verdict::Free,
        _ => Verdict::Blocked,
    }
}

/// Words before the entries of a block: the block before it, and how many entries that one has.
const HEADER: usize = 2;

/// Blocks begin at multiples of this many words, so that a number of 32 bits leads to the end of 64 GiB.
const ALIGNMENT: usize = 4;

/// Entries that the first block of a vertex has room for, and a block at most: with the header, multiples of the
/// alignment.
const LEAST_ROOM: u16 = 6;
const MOST_ROOM: u16 = 62;

/// The last block of entries of later vertices.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    /// Where it begins, in multiples of [`ALIGNMENT`].
    at: u32,
    /// Its entries.
    used: u16,
    /// Entries that it has room for.
    room: u16,
    /// The entries of all blocks.
    count: u32,
}

impl Block {
    /// The room of the block that follows when this one is full: a third of what there is, in whole multiples of the
    /// alignment together with the header.
    fn room_of_next(&self) -> u16 {
        let third = (self.count / 12) * ALIGNMENT as u32;
        (u32::from(LEAST_ROOM) + third).min(u32::from(MOST_ROOM)) as u16
    }

    /// Where the entry number `i` is.
    fn place(&self, i: u16) -> usize {
        self.at as usize * ALIGNMENT + HEADER + usize::from(i)
    }
}

/// Where an entry is.
#[derive(Clone, Copy, Debug)]
enum Place {
    Own(usize),
    Later(usize),
}

/// An edge, seen from one of its ends.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The other end.
    pub to: u32,
    /// What is known of the motion.
    pub verdict: Verdict,
    place: Place,
}

/// A walk over the edges of a vertex.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    /// Its own edges that are left.
    own: (usize, usize),
    /// The block that is walked from its last entry to its first; its `used` and `count` are what is left.
    block: Block,
}

/// The neighbours of each vertex.
#[derive(Clone, Debug, Default)]
pub struct Adjacency {
    /// The entries of each vertex' own edges.
    own: Pages,
    /// For each vertex the number of own entries of those before it.
    starts: Vec<usize>,
    /// The blocks of entries of later vertices.
    blocks: Pages,
    /// For each vertex the last of its blocks.
    last: Vec<Block>,
}

impl Adjacency {
    /// Adds a vertex without edges. Edges are added to the last vertex only. At most 2^30 vertices.
    pub fn add_vertex(&mut self) {
        assert!(self.starts.len() < 1 << 30, "at most 2^30 vertices");
        self.starts.push(self.own.len());
        self.last.push(Block::default());
    }

    /// Adds an edge from the last vertex to the earlier vertex `to`.
    pub fn add_edge(&mut self, to: u32, verdict: Verdict) {
        let from = self.starts.len() as u32 - 1;
        debug_assert!(to < from);
        self.own.push(entry(to, verdict));
        if self.last[to as usize].used == self.last[to as usize].room {
            self.begin_block(to);
        }
        let block = &mut self.last[to as usize];
        self.blocks
            .set(block.place(block.used), entry(from, verdict));
        block.used += 1;
        block.count += 1;
    }

    fn begin_block(&mut self, v: u32) {
        let former = self.last[v as usize];
        let at = self.blocks.len() / ALIGNMENT;
        let room = former.room_of_next();
        self.blocks.push(former.at);
        self.blocks.push(u32::from(former.room));
        for _ in 0..room {
            self.blocks.push(0);
        }
        self.last[v as usize] = Block {
            at: u32::try_from(at).expect("the edges take less than 64 GiB"),
            used: 0,
            room,
            count: former.count,
        };
    }

    /// Begins a walk over the edges of `v`: first its own ones, in the order in which they were added, then those of
    /// later vertices, the last one first.
    #[inline]
    pub fn walk(&self, v: u32) -> Walk {
        let end = match self.starts.get(v as usize + 1) {
            Some(end) => *end,
            None => self.own.len(),
        };
        Walk {
            own: (self.starts[v as usize], end),
            block: self.last[v as usize],
        }
    }

    /// The next edge of a walk. Verdicts may be written in between.
    #[inline]
    pub fn next(&self, walk: &mut Walk) -> Option<Link> {
        let (at, end) = walk.own;
        let (entry, place) = if at < end {
            walk.own.0 += 1;
            (self.own.get(at), Place::Own(at))
        } else {
            if walk.block.count == 0 {
                return None;
            }
            if walk.block.used == 0 {
                walk.block = self.before(&walk.block);
            }
            walk.block.used -= 1;
            walk.block.count -= 1;
            let at = walk.block.place(walk.block.used);
            (self.blocks.get(at), Place::Later(at))
        };
        Some(Link {
            to: other_end(entry),
            verdict: verdict_of(entry),
            place,
        })
    }

    /// The full block before `block`.
    fn before(&self, block: &Block) -> Block {
        let header = block.at as usize * ALIGNMENT;
        let room = self.blocks.get(header + 1) as u16;
        Block {
            at: self.blocks.get(header),
            used: room,
            room,
            count: block.count,
        }
    }

    /// Notes what came out of the check of an edge of `v`.
    pub fn judge(&mut self, v: u32, link: &Link, verdict: Verdict) {
        match link.place {
            Place::Own(at) => {
                self.own.set(at, entry(link.to, verdict));
                let at = self.place_among_later(link.to, v);
                self.blocks.set(at, entry(v, verdict));
            }
            Place::Later(at) => {
                self.blocks.set(at, entry(link.to, verdict));
                let own = self.walk(link.to).own;
                let at = (own.0..own.1).find(|&at| other_end(self.own.get(at)) == v);
                let at = at.expect("an edge has an entry at both ends");
                self.own.set(at, entry(v, verdict));
            }
        }
    }

    /// Where the entry of the edge that `v` was added with is among those of the earlier vertex `of`. They ascend.
    fn place_among_later(&self, of: u32, v: u32) -> usize {
        let mut block = self.last[of as usize];
        while other_end(self.blocks.get(block.place(0))) > v {
            block = self.before(&block);
        }
        let mut places = (0..block.used).map(|i| block.place(i));
        let place = places.find(|&at| other_end(self.blocks.get(at)) == v);
        place.expect("an edge has an entry at both ends")
    }

    /// Bytes that the containers hold.
    pub fn memory(&self) -> usize {
        self.own.memory() + self.blocks.memory() + held(&self.starts) + held(&self.last)
    }

    /// Bytes that they may take while so many vertices are added, each with so many edges at most.
    pub fn memory_ahead(&self, vertices: usize, edges: usize) -> usize {
        let most = vertices.saturating_mul(edges);
        // Of each vertex that an edge ends in the block may be full, and the next is a third of what that vertex has.
        let block = usize::from(LEAST_ROOM) + HEADER;
        let blocks = most.saturating_mul(block) + vertices * (self.own.len() + most) / 3;
        let blocks = blocks.min(most.saturating_mul(usize::from(MOST_ROOM) + HEADER));
        sum([
            self.own.memory_ahead(most),
            self.blocks.memory_ahead(blocks),
            growing_by(&self.starts, vertices),
            growing_by(&self.last, vertices),
        ])
    }
}

#[cfg(test)]
mod tests;
