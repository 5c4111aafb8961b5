//! Which vertices of a growing graph are neighbours, and whether the motions between them are known to be free: the edges of
//! RRT#'s RRG, of which there are so many that they are nearly all that it holds.
//!
//! An edge is two entries of four bytes, one at each of its ends: the number of the other end and, in two bits, the verdict of
//! the collision check. Its cost is no part of it. A vertex is added with all the edges to earlier vertices, its *own* ones,
//! which lie one after the other; later vertices join it one at a time, and their entries lie in blocks that are linked from
//! the last to the first, larger ones the more there are. A walk thus reads memory forwards, and allocates nothing.
//!
//! All entries live in pages that are never moved: what grows needs no room beside the old one, and no more than a page is
//! held in advance. A verdict is written at both ends, so that neither asks for it again; it is the only write that has to look
//! for the other end's entry, and there is one for each motion that is checked.

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

/// Words of a page: 64 KiB.
const PAGE: usize = 1 << 14;

/// Words that never move, so that growing copies none.
#[derive(Clone, Debug, Default)]
struct Pages {
    pages: Vec<Vec<u32>>,
}

impl Pages {
    fn len(&self) -> usize {
        match self.pages.last() {
            Some(last) => (self.pages.len() - 1) * PAGE + last.len(),
            None => 0,
        }
    }

    #[inline]
    fn get(&self, at: usize) -> u32 {
        self.pages[at / PAGE][at % PAGE]
    }

    fn set(&mut self, at: usize, word: u32) {
        self.pages[at / PAGE][at % PAGE] = word;
    }

    fn push(&mut self, word: u32) {
        if self.pages.last().is_none_or(|page| page.len() == PAGE) {
            self.pages.push(Vec::new());
        }
        if let Some(page) = self.pages.last_mut() {
            page.push(word);
        }
    }

    /// Bytes of the words.
    fn memory(&self) -> usize {
        self.len() * size_of::<u32>() + self.pages.len() * size_of::<Vec<u32>>()
    }
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
        const LEAST: u32 = 6;
        const MOST: u32 = 62;
        let third = (self.count / 12) * ALIGNMENT as u32;
        (LEAST + third).min(MOST) as u16
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

    /// Begins a walk over the edges of `v`: first its own ones, in the order in which they were added, then those of later
    /// vertices, the last one first.
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
        self.own.memory()
            + self.blocks.memory()
            + self.starts.len() * size_of::<usize>()
            + self.last.len() * size_of::<Block>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{seeded, unit};

    fn links(graph: &Adjacency, v: u32) -> Vec<(u32, Verdict)> {
        let mut walk = graph.walk(v);
        std::iter::from_fn(|| graph.next(&mut walk))
            .map(|link| (link.to, link.verdict))
            .collect()
    }

    /// Random graphs of few and of many edges, over several pages, with verdicts written from either end at any time, against
    /// plain lists: the same neighbours with the same verdicts in the order that is promised.
    #[test]
    fn both_ends_walk_over_an_edge_and_know_its_verdict() {
        for (vertices, share) in [(2_000, 0.004), (400, 0.9)] {
            let mut rng = seeded(vertices);
            let mut graph = Adjacency::default();
            let mut lists: Vec<(Vec<(u32, Verdict)>, Vec<(u32, Verdict)>)> = Vec::new();
            for v in 0..vertices as u32 {
                graph.add_vertex();
                lists.push(Default::default());
                for to in (0..v).rev() {
                    if unit(&mut rng) >= share {
                        continue;
                    }
                    let verdict = match unit(&mut rng) < 0.3 {
                        true => Verdict::Free,
                        false => Verdict::Unknown,
                    };
                    graph.add_edge(to, verdict);
                    lists[v as usize].0.push((to, verdict));
                    lists[to as usize].1.push((v, verdict));
                }
                for _ in 0..3 {
                    let a = (unit(&mut rng) * f64::from(v + 1)) as u32;
                    let verdict = match unit(&mut rng) < 0.5 {
                        true => Verdict::Free,
                        false => Verdict::Blocked,
                    };
                    let count = lists[a as usize].0.len() + lists[a as usize].1.len();
                    let Some(steps) = count.checked_sub(1) else {
                        continue;
                    };
                    let steps = (unit(&mut rng) * (steps + 1) as f64) as usize;
                    let mut walk = graph.walk(a);
                    let link = std::iter::from_fn(|| graph.next(&mut walk)).nth(steps);
                    let link = link.unwrap();
                    graph.judge(a, &link, verdict);
                    for (from, to) in [(a, link.to), (link.to, a)] {
                        let (own, later) = &mut lists[from as usize];
                        let entry = own.iter_mut().chain(later).find(|entry| entry.0 == to);
                        entry.unwrap().1 = verdict;
                    }
                }
            }
            for (v, (own, later)) in lists.iter().enumerate() {
                let expected: Vec<_> = own.iter().chain(later.iter().rev()).copied().collect();
                assert_eq!(links(&graph, v as u32), expected, "of {v}");
            }
        }
    }

    /// 300 edges a vertex: an edge takes two entries, and at most a quarter more.
    #[test]
    fn an_edge_takes_ten_bytes_at_most() {
        let mut graph = Adjacency::default();
        let mut rng = seeded(1);
        let mut edges = 0;
        for v in 0..3_000_u32 {
            graph.add_vertex();
            let share = 300.0 / f64::from(v.max(1));
            for to in (0..v).filter(|_| unit(&mut rng) < share) {
                graph.add_edge(to, Verdict::Unknown);
                edges += 1;
            }
        }
        assert!(
            graph.memory() <= 10 * edges,
            "{} for {edges}",
            graph.memory()
        );
        assert!(graph.memory() >= 8 * edges);
    }
}
