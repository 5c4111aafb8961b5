//! The samples of a batch, arranged so that those near one are found: in a grid for the radius rule in one to three
//! dimensions, in the k-d tree otherwise. Both give the same samples.

use super::near::Nearness;
use crate::geometry::State;
use crate::neighbours::{Grid, Neighbour, NeighbourIndex};

/// The most dimensions in which a grid is faster than the tree.
const MOST_IN_A_GRID: usize = 3;

/// The samples of a batch by id, and the rule which ones are near.
pub struct Samples<const D: usize> {
    nearness: Nearness,
    arrangement: Arrangement<D>,
}

enum Arrangement<const D: usize> {
    Grid(Grid<D>),
    Tree(NeighbourIndex<D>),
}

/// No samples.
impl<const D: usize> Default for Samples<D> {
    fn default() -> Self {
        Self {
            nearness: Nearness::Nearest(0),
            arrangement: Arrangement::Tree(NeighbourIndex::new()),
        }
    }
}

impl<const D: usize> Samples<D> {
    /// The samples with ids so that what is kept by id lies near each other where they do, the first sample excepted.
    pub fn arranged(points: Vec<State<D>>, nearness: Nearness) -> Self {
        let arrangement = match nearness {
            Nearness::Within(radius) if D <= MOST_IN_A_GRID => {
                Arrangement::Grid(Grid::along_cells(points, radius))
            }
            _ => Arrangement::Tree(NeighbourIndex::along_cells(points)),
        };
        Self {
            nearness,
            arrangement,
        }
    }

    /// Puts the samples near `x`, itself among them, into `out`. With the k-nearest rule these are `x` and k others, the
    /// farthest of them the last.
    pub fn near(&self, x: u32, out: &mut Vec<Neighbour>) {
        let x = self.point(x);
        match (&self.arrangement, self.nearness) {
            (Arrangement::Grid(grid), _) => grid.within(x, out),
            (Arrangement::Tree(tree), Nearness::Within(radius)) => tree.within(x, radius, out),
            (Arrangement::Tree(tree), Nearness::Nearest(k)) => tree.k_nearest(x, k + 1, out),
        }
    }

    /// Adds a sample and returns its id.
    pub fn insert(&mut self, x: &State<D>) -> u32 {
        if let Arrangement::Grid(grid) = &mut self.arrangement {
            // All places in a grid are taken.
            let points = grid.points().to_vec();
            self.arrangement = Arrangement::Tree(NeighbourIndex::from_points(points));
        }
        match &mut self.arrangement {
            Arrangement::Tree(tree) => tree.insert(x),
            Arrangement::Grid(_) => unreachable!("has become a tree"),
        }
    }

    /// The rule which ones are near.
    #[inline]
    pub fn nearness(&self) -> Nearness {
        self.nearness
    }

    /// The samples by id.
    #[inline]
    pub fn points(&self) -> &[State<D>] {
        match &self.arrangement {
            Arrangement::Grid(grid) => grid.points(),
            Arrangement::Tree(tree) => tree.points(),
        }
    }

    /// The sample with this id.
    #[inline]
    pub fn point(&self, id: u32) -> &State<D> {
        &self.points()[id as usize]
    }

    /// The samples by id, and no more.
    pub fn into_points(self) -> Vec<State<D>> {
        match self.arrangement {
            Arrangement::Grid(grid) => grid.into_points(),
            Arrangement::Tree(tree) => tree.into_points(),
        }
    }

    /// The bytes held.
    pub fn memory(&self) -> usize {
        match &self.arrangement {
            Arrangement::Grid(grid) => grid.memory(),
            Arrangement::Tree(tree) => tree.memory(),
        }
    }
}
