//! A priority queue of vertices whose keys can change.
//!
//! A heap with four children a node, which is shallower than a binary one and keeps siblings in one or two cache lines,
//! and for each vertex its place in the heap. Insertion, removal and a change of key in O(log n), the least key in
//! O(1). The order of vertices with equal keys depends on what was done before, and on nothing else.

use crate::memory::{growing_to, held};

/// Stands for "not in the queue".
const NOWHERE: u32 = u32::MAX;

/// Children of a node.
const ARITY: usize = 4;

/// Vertices by key, the least on top.
#[derive(Clone, Debug)]
pub struct Queue<K> {
    heap: Vec<(K, u32)>,
    /// The place of each vertex in the heap.
    places: Vec<u32>,
}

impl<K> Default for Queue<K> {
    fn default() -> Self {
        Self {
            heap: Vec::new(),
            places: Vec::new(),
        }
    }
}

impl<K: PartialOrd + Copy> Queue<K> {
    /// Takes all vertices out.
    pub fn clear(&mut self) {
        self.heap.clear();
        self.places.clear();
    }

    /// The vertex with the least key, and its key.
    #[inline]
    pub fn first(&self) -> Option<(K, u32)> {
        self.heap.first().copied()
    }

    /// Takes out the vertex with the least key.
    pub fn pop(&mut self) -> Option<(K, u32)> {
        let first = self.first()?;
        self.take(0);
        Some(first)
    }

    /// Puts `id` in with this key, or gives it this key where it is in.
    pub fn set(&mut self, id: u32, key: K) {
        if self.places.len() <= id as usize {
            self.places.resize(id as usize + 1, NOWHERE);
        }
        let place = self.places[id as usize];
        if place == NOWHERE {
            self.heap.push((key, id));
            self.rise(self.heap.len() - 1);
        } else {
            self.heap[place as usize].0 = key;
            self.settle(place as usize);
        }
    }

    /// Takes `id` out if it is in.
    pub fn remove(&mut self, id: u32) {
        let place = self.places.get(id as usize).copied().unwrap_or(NOWHERE);
        if place != NOWHERE {
            self.take(place as usize);
        }
    }

    /// Bytes that the queue's containers hold.
    pub fn memory(&self) -> usize {
        held(&self.heap) + held(&self.places)
    }

    /// Bytes that they may take for so many vertices.
    pub fn memory_ahead(&self, vertices: usize) -> usize {
        growing_to(&self.heap, vertices) + growing_to(&self.places, vertices)
    }

    fn take(&mut self, place: usize) {
        let (_, id) = self.heap.swap_remove(place);
        self.places[id as usize] = NOWHERE;
        if place < self.heap.len() {
            self.settle(place);
        }
    }

    /// Moves the entry at `place` to where it belongs.
    fn settle(&mut self, place: usize) {
        let place = self.rise(place);
        self.sink(place);
    }

    fn rise(&mut self, mut place: usize) -> usize {
        let entry = self.heap[place];
        while place > 0 {
            let parent = (place - 1) / ARITY;
            if self.heap[parent].0 <= entry.0 {
                break;
            }
            self.put(place, self.heap[parent]);
            place = parent;
        }
        self.put(place, entry);
        place
    }

    fn sink(&mut self, mut place: usize) {
        let entry = self.heap[place];
        loop {
            let children = ARITY * place + 1..(ARITY * place + 1 + ARITY).min(self.heap.len());
            let mut least: Option<usize> = None;
            for child in children {
                if least.is_none_or(|l| self.heap[child].0 < self.heap[l].0) {
                    least = Some(child);
                }
            }
            match least {
                Some(child) if self.heap[child].0 < entry.0 => {
                    self.put(place, self.heap[child]);
                    place = child;
                }
                _ => break,
            }
        }
        self.put(place, entry);
    }

    #[inline]
    fn put(&mut self, place: usize, entry: (K, u32)) {
        self.heap[place] = entry;
        self.places[entry.1 as usize] = place as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{seeded, unit};

    /// 20 000 random insertions, changes, removals and pops, each compared with a plain list.
    #[test]
    fn the_queue_is_a_sorted_list() {
        let mut rng = seeded(1);
        let mut queue = Queue::default();
        let mut list: Vec<([f64; 2], u32)> = Vec::new();
        for _ in 0..20_000 {
            let id = (unit(&mut rng) * 300.0) as u32;
            match (unit(&mut rng) * 4.0) as u32 {
                0 | 1 => {
                    // Few first numbers, so that the second one decides often.
                    let key = [(unit(&mut rng) * 5.0).floor(), unit(&mut rng)];
                    list.retain(|entry| entry.1 != id);
                    list.push((key, id));
                    queue.set(id, key);
                }
                2 => {
                    list.retain(|entry| entry.1 != id);
                    queue.remove(id);
                }
                _ => {
                    list.sort_by(|a, b| b.partial_cmp(a).unwrap());
                    assert_eq!(queue.pop(), list.pop());
                }
            }
            let least = list.iter().min_by(|a, b| a.partial_cmp(b).unwrap());
            assert_eq!(queue.first(), least.copied());
        }
    }
}
