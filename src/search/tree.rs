//! A rooted tree of vertices with their costs to come.
//!
//! Vertices are numbers into vectors; vertex 0 is the root, and there may be more roots. Children hang in doubly linked
//! lists inside the vectors, so that a vertex moves to another parent in constant time and a lowered cost reaches its
//! descendants, and nothing else, by following links: no recursion, no stack, no allocation.
//!
//! Invariants, after every call: the parents lead to the root; cost(v) = cost(parent(v)) + edge(v) to the last bit;
//! the best goal vertex is one of least cost among all goal vertices, also where a rewiring far away lowered its cost.

use crate::memory::{growing_by, held};

/// Stands for "no vertex" in the links.
const NONE: u32 = u32::MAX;

/// What a cost update reads of a vertex, in one place.
#[derive(Clone, Copy, Debug)]
struct Links {
    /// The cost of the motion from the parent.
    edge: f64,
    parent: u32,
    first_child: u32,
    next: u32,
    previous: u32,
}

impl Links {
    fn alone(edge: f64) -> Self {
        Self {
            edge,
            parent: NONE,
            first_child: NONE,
            next: NONE,
            previous: NONE,
        }
    }
}

/// The tree; `M` is what replays the motion from a vertex's parent.
#[derive(Clone, Debug)]
pub struct Tree<M> {
    costs: Vec<f64>,
    links: Vec<Links>,
    motions: Vec<M>,
    /// One bit per vertex: whether it is in the goal. Read whenever a cost changes.
    goals: Vec<u64>,
    best_goal: u32,
}

#[expect(clippy::len_without_is_empty, reason = "a tree has its root")]
impl<M: Copy + Default> Tree<M> {
    /// The tree of a root alone.
    pub fn new(root_is_goal: bool) -> Self {
        let mut tree = Self::empty();
        tree.add_root(root_is_goal);
        tree
    }

    /// The tree without a vertex.
    pub fn empty() -> Self {
        Self {
            costs: Vec::new(),
            links: Vec::new(),
            motions: Vec::new(),
            goals: Vec::new(),
            best_goal: NONE,
        }
    }

    /// Adds a root, of a tree of its own where it is not the first; returns its number.
    pub fn add_root(&mut self, is_goal: bool) -> u32 {
        self.push(0.0, 0.0, M::default(), is_goal)
    }

    fn push(&mut self, cost: f64, edge: f64, motion: M, is_goal: bool) -> u32 {
        let id = self.costs.len() as u32;
        self.costs.push(cost);
        self.links.push(Links::alone(edge));
        self.motions.push(motion);
        self.push_goal(id, is_goal);
        self.consider_goal(id);
        id
    }

    /// Says of the vertex after those of which it is said whether it is in the goal.
    fn push_goal(&mut self, id: u32, is_goal: bool) {
        if id.is_multiple_of(u64::BITS) {
            self.goals.push(0);
        }
        self.goals[(id / u64::BITS) as usize] |= u64::from(is_goal) << (id % u64::BITS);
    }

    #[inline]
    fn is_goal(&self, id: u32) -> bool {
        self.goals[(id / u64::BITS) as usize] >> (id % u64::BITS) & 1 == 1
    }

    /// Number of vertices.
    pub fn len(&self) -> usize {
        self.costs.len()
    }

    /// The cost to come of `id`.
    #[inline]
    pub fn cost(&self, id: u32) -> f64 {
        self.costs[id as usize]
    }

    /// The parent of `id`, `None` for the root.
    #[inline]
    pub fn parent(&self, id: u32) -> Option<u32> {
        let parent = self.links[id as usize].parent;
        (parent != NONE).then_some(parent)
    }

    /// What replays the motion from the parent of `id`.
    pub fn motion(&self, id: u32) -> M {
        self.motions[id as usize]
    }

    /// The goal vertex of least cost.
    pub fn best_goal(&self) -> Option<u32> {
        (self.best_goal != NONE).then_some(self.best_goal)
    }

    /// The cost of the best goal vertex, infinite where there is none.
    #[inline]
    pub fn best_cost(&self) -> f64 {
        self.best_goal().map_or(f64::INFINITY, |id| self.cost(id))
    }

    /// Adds a child of `parent`, `edge` away from it; returns its number.
    pub fn add(&mut self, parent: u32, edge: f64, motion: M, is_goal: bool) -> u32 {
        let id = self.push(self.cost(parent) + edge, edge, motion, is_goal);
        self.hang(id, parent);
        id
    }

    /// Moves `id` below `parent`, `edge` away from it, and passes the new cost on to all descendants.
    /// `parent` is no descendant of `id`: its cost with the edge is below that of `id`.
    pub fn rewire(&mut self, id: u32, parent: u32, edge: f64, motion: M) {
        debug_assert!(self.cost(parent) + edge < self.cost(id));
        self.unhang(id);
        self.hang(id, parent);
        self.links[id as usize].edge = edge;
        self.motions[id as usize] = motion;
        self.update_cost(id);
        self.update_descendants(id);
    }

    /// The vertices from the root to `id`.
    pub fn path_to(&self, id: u32) -> Vec<u32> {
        let mut path: Vec<_> = std::iter::successors(Some(id), |&v| self.parent(v)).collect();
        path.reverse();
        path
    }

    /// Keeps the vertices that `is_useful` names, all their ancestors and the best path, and drops the others (leaves
    /// and whole useless branches; Gammell et al. 2018). Returns for each kept vertex its former number, in the former
    /// order.
    pub fn prune(&mut self, mut is_useful: impl FnMut(u32) -> bool) -> Vec<u32> {
        let mut keep = vec![false; self.len()];
        keep[0] = true;
        let useful = (0..self.len() as u32).filter(|&id| is_useful(id));
        for id in useful.chain(self.best_goal()) {
            let mut v = id;
            while !keep[v as usize] {
                keep[v as usize] = true;
                v = self.links[v as usize].parent;
            }
        }
        let kept: Vec<u32> = (0..self.len() as u32)
            .filter(|&v| keep[v as usize])
            .collect();
        let mut renamed = vec![NONE; self.len()];
        for (new, &old) in kept.iter().enumerate() {
            renamed[old as usize] = new as u32;
        }
        let former: Vec<Links> = kept.iter().map(|&old| self.links[old as usize]).collect();
        let goals: Vec<bool> = kept.iter().map(|&old| self.is_goal(old)).collect();
        for (new, &old) in kept.iter().enumerate() {
            let old = old as usize;
            self.costs[new] = self.costs[old];
            self.motions[new] = self.motions[old];
        }
        self.costs.truncate(kept.len());
        self.motions.truncate(kept.len());
        self.goals.clear();
        for (new, is_goal) in goals.into_iter().enumerate() {
            self.push_goal(new as u32, is_goal);
        }
        self.links.clear();
        self.links
            .extend(former.iter().map(|links| Links::alone(links.edge)));
        for (new, links) in former.iter().enumerate() {
            if links.parent != NONE {
                self.hang(new as u32, renamed[links.parent as usize]);
            }
        }
        self.best_goal = self.best_goal().map_or(NONE, |best| renamed[best as usize]);
        kept
    }

    /// Bytes that the tree's containers hold.
    pub fn memory(&self) -> usize {
        held(&self.costs) + held(&self.links) + held(&self.motions) + held(&self.goals)
    }

    /// Bytes that they may take while so many vertices are added.
    pub fn memory_ahead(&self, more: usize) -> usize {
        growing_by(&self.costs, more)
            + growing_by(&self.links, more)
            + growing_by(&self.motions, more)
            + growing_by(&self.goals, 1 + more / u64::BITS as usize)
    }

    /// Bytes that a pruning takes beside the tree at most.
    pub fn memory_to_prune(&self) -> usize {
        /// Whether a vertex is kept, whether it is a goal, its former number in a vector that grows, and its new one.
        const WHILE_PRUNING: usize = 1 + 1 + 3 * 4 + 4;
        self.len() * (WHILE_PRUNING + size_of::<Links>())
    }

    fn hang(&mut self, id: u32, parent: u32) {
        let next = std::mem::replace(&mut self.links[parent as usize].first_child, id);
        if next != NONE {
            self.links[next as usize].previous = id;
        }
        let links = &mut self.links[id as usize];
        links.parent = parent;
        links.next = next;
        links.previous = NONE;
    }

    fn unhang(&mut self, id: u32) {
        let Links {
            parent,
            next,
            previous,
            ..
        } = self.links[id as usize];
        if previous == NONE {
            self.links[parent as usize].first_child = next;
        } else {
            self.links[previous as usize].next = next;
        }
        if next != NONE {
            self.links[next as usize].previous = previous;
        }
    }

    fn update_cost(&mut self, id: u32) {
        let Links { edge, parent, .. } = self.links[id as usize];
        self.costs[id as usize] = self.costs[parent as usize] + edge;
        self.consider_goal(id);
    }

    /// Walks the descendants of `root` in depth-first order by the links alone.
    fn update_descendants(&mut self, root: u32) {
        let mut at = self.links[root as usize].first_child;
        while at != NONE {
            self.update_cost(at);
            let mut following = self.links[at as usize].first_child;
            while following == NONE && at != root {
                following = self.links[at as usize].next;
                at = self.links[at as usize].parent;
            }
            at = following;
        }
    }

    /// Costs only ever fall, so the best goal vertex can change only to one whose cost was just set.
    fn consider_goal(&mut self, id: u32) {
        if self.is_goal(id) && self.cost(id) < self.best_cost() {
            self.best_goal = id;
        }
    }
}
