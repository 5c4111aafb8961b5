//! What a run leaves behind, free of the dimension's type: the events, the figures, the path and the tree.

mod trajectory;

pub use trajectory::{MOST_ROWS, Moment, Motions, Pace, See, TooManyRows, Trajectory};

/// One improvement of the best cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TracePoint {
    /// Seconds since the planner began to be built.
    pub time_s: f64,
    /// Iterations done.
    pub iteration: u64,
    /// Vertices held.
    pub vertices: u64,
    /// Motions checked for collision so far.
    pub motion_checks: u64,
    /// States checked for collision so far.
    pub state_checks: u64,
    /// The best path's cost from here on.
    pub cost: f64,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The time budget was used up.
    Time,
    /// The iteration budget was used up.
    Iterations,
    /// The target cost was reached.
    Cost,
    /// The planner has nothing left to do.
    Finished,
    /// It would have taken more memory than it may.
    Memory,
    /// There is no path into the goal, which is known without planning.
    NoPath,
    /// The user or the system asked it to end.
    Interrupted,
}

impl StopReason {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::Time,
        Self::Iterations,
        Self::Cost,
        Self::Finished,
        Self::Memory,
        Self::NoPath,
        Self::Interrupted,
    ];

    /// The word for files: `time`, `iterations`, `cost`, `finished`, `memory`, `no-path`, `interrupted`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Iterations => "iterations",
            Self::Cost => "cost",
            Self::Finished => "finished",
            Self::Memory => "memory",
            Self::NoPath => "no-path",
            Self::Interrupted => "interrupted",
        }
    }
}

/// The vertices and edges that a planner holds, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    /// Numbers in one state.
    pub dimension: usize,
    /// The states, one after the other: vertex i is `states[i * dimension..][..dimension]`.
    pub states: Vec<f64>,
    /// The parent of each vertex; `None` for a root, and for a vertex that is not connected.
    pub parents: Vec<Option<u32>>,
    /// The cost of each vertex to its root; infinite where it is not known yet or there is none.
    pub costs: Vec<f64>,
    /// Further edges between vertices, of a planner whose edges are no tree.
    pub edges: Vec<[u32; 2]>,
    /// About how many more there are, where `edges` is an even sample ([`Keep::ForPictures`]); 0 where it has all.
    pub edges_left_out: usize,
}

/// What a record is to hold of the vertices and edges at the end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Nothing.
    Nothing,
    /// What a picture can show: of a roadmap's edges beside its tree a million at most.
    ForPictures,
    /// All of them.
    Everything,
}

impl Keep {
    /// The most edges beside those from parents that are kept; `None` where no vertex is, either.
    pub fn most_edges(self) -> Option<usize> {
        match self {
            Self::Nothing => None,
            Self::ForPictures => Some(1_000_000),
            Self::Everything => Some(usize::MAX),
        }
    }
}

impl Forest {
    /// Number of vertices.
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// Whether there is no vertex.
    pub fn is_empty(&self) -> bool {
        self.parents.is_empty()
    }

    /// The state of vertex `id`.
    pub fn state(&self, id: usize) -> &[f64] {
        &self.states[id * self.dimension..][..self.dimension]
    }
}

/// A finished run.
#[derive(Clone, Debug)]
pub struct RunRecord {
    /// Every improvement, in order; empty where no path was found.
    pub trace: Vec<TracePoint>,
    /// Where the run stood after 1, 2, 4, 6, 10, 18, 32, 57, 100, … iterations ([`milestone`]).
    pub milestones: Vec<TracePoint>,
    /// The figures at the end of the search; `cost` is infinite where no path was found.
    pub end: TracePoint,
    /// Why it ended.
    pub stop: StopReason,
    /// The shortened path's event, where shortening was asked for: the path's cost from then on, and all checks so far.
    pub shortened: Option<TracePoint>,
    /// The best path, shortened or not, start first; empty where none was found.
    pub path: Vec<Vec<f64>>,
    /// What the planner held at the end, where it was asked for.
    pub forest: Option<Forest>,
    /// With dynamics: the best path's states and controls against time; `None` where none was found.
    pub trajectory: Option<Trajectory>,
    /// With dynamics: the tree as places, with more of them along each edge, where the forest was asked for.
    pub curves: Option<Forest>,
    /// Where a system that is not linear is to drive its path: what the linear models' path costs, that of the
    /// trajectory or, where none could be driven, the best one.
    pub linear_cost: Option<f64>,
    /// With dynamics: how often two states were not connected, since what that costs could not be had to certainty.
    pub uncertain_connections: u64,
    /// The most that the planner's containers held, in bytes: their elements ([`crate::memory`]).
    pub peak_memory: usize,
}

/// The iteration of milestone `k`: ceil(10^(k/4)), four a decade, from 1.
pub fn milestone(k: u32) -> u64 {
    let decade = 10_u64.saturating_pow(k / 4);
    // ceil(10^(k/4)) is not 10^floor(k/4) times a rounded factor: the product is rounded, once.
    let quarter = [
        1.0,
        1.778_279_410_038_922_8,
        3.162_277_660_168_379_5,
        5.623_413_251_903_491,
    ];
    (decade as f64 * quarter[k as usize % 4]).ceil() as u64
}

impl RunRecord {
    /// The path's cost, infinite where none was found.
    pub fn cost(&self) -> f64 {
        self.last().cost
    }

    /// The last figures: those of the shortened path where there is one.
    pub fn last(&self) -> &TracePoint {
        self.shortened.as_ref().unwrap_or(&self.end)
    }

    /// The cost before the path was shortened or driven, where it was.
    pub fn raw_cost(&self) -> Option<f64> {
        let shortened = self.shortened.map(|_| self.end.cost);
        shortened.or(self.linear_cost.filter(|_| self.solved()))
    }

    /// Whether a path was found.
    pub fn solved(&self) -> bool {
        self.end.cost.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::milestone;

    #[test]
    fn milestones_are_the_quarters_of_decades_rounded_up() {
        let first: Vec<u64> = (0..13).map(milestone).collect();
        assert_eq!(
            first,
            [1, 2, 4, 6, 10, 18, 32, 57, 100, 178, 317, 563, 1_000]
        );
        assert_eq!(milestone(24), 1_000_000);
        assert_eq!(milestone(39), 5_623_413_252);
    }
}
