//! What can be said of a planner from a number of runs, and how sure one can be of it.
//!
//! Runs are a sample of what a planner does on a scenario. Costs and times are far from normal, and a run that finds no
//! path has neither, so that means and standard deviations do not exist. Everything here is therefore free of
//! distributions: it rests on ranks and on counts alone.
//!
//! - **Unsolved runs are never dropped.** A run without a path has an infinite cost, and a time that was not reached
//!   within the budget (a censored one) is infinite. Ranks do not care how large the largest values are, so that a
//!   median and its interval stay right as long as enough runs are solved, and are infinite where they are not.
//! - **Proportions**, such as the share of solved runs, have the interval of Clopper and Pearson ([`proportion`]).
//! - **Percentiles** are observed values ([`Sample::percentile`]); the median's interval lies between two order
//!   statistics ([`median_ranks`]).
//! - **Curves** ([`Curve`]) are these figures at every place where the best cost of a run changes: a step function,
//!   exactly.
//! - **Comparisons** ([`Paired`]) are made seed by seed, as two planners see the same samples under one seed.
//!
//! All intervals hold for every distribution of costs and times, with at least the stated confidence at each place
//! alone; a band of a curve is not a statement about all of its places at once.
//!
//! Sources: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
//! binomial", Biometrika 26 (1934). W. J. Conover, "Practical Nonparametric Statistics", 3rd edition (1999), sections
//! 3.1 (proportions), 3.2 (quantiles) and 3.4 (the sign test). R. J. Hyndman and Y. Fan, "Sample quantiles in
//! statistical packages", The American Statistician 50 (1996), for the percentile's definition (their number 1).

mod binomial;
mod curve;
mod order;
mod paired;

pub use binomial::{at_least, at_most, mass, proportion};
pub use curve::{Curve, Level, reached};
pub use order::{Sample, median_ranks};
pub use paired::Paired;

/// The confidence of every interval unless another is asked for.
pub const CONFIDENCE: f64 = 0.99;

/// A range of values; an end may be infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// What is known where nothing is known.
    pub const UNBOUNDED: Self = Self {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    };

    /// Whether the two have a value in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// A figure and its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The figure; infinite where more runs would be needed than were solved, not a number where there are no runs.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
}
