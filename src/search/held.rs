//! Samples of states whose places are drawn from regions, or that are held at a value.
//!
//! With dynamics a state is more than a place: the scenario's sampling regions are sets of places, and the rest of such
//! a state is drawn as of any other. States held at a value are drawn there always; what a planner then finds among
//! samples of fewer dimensions it finds sooner, at the price that no vertex but the goal moves otherwise.

use super::sampler::{Biased, Sampler};
use crate::geometry::State;
use crate::problem::Oracle;
use crate::random::{self, Rng};
use crate::space::Space;
use crate::world::Place;

/// Draws a place of a region.
pub type PlaceSource = Box<dyn Fn(&mut Rng) -> Place + Send + Sync>;

/// What a scenario says of samples, beyond where they lie by default.
#[derive(Default)]
pub struct Held {
    /// Regions of places, each with its share of the samples.
    pub regions: Vec<(PlaceSource, f64)>,
    /// Which states are the place.
    pub position: Vec<usize>,
    /// States and the values that they are held at.
    pub fixed: Vec<(usize, f64)>,
}

impl Held {
    /// Draws a state from `sampler`; where the draw falls to a region its place is from there.
    pub fn draw<S: Space<D>, const D: usize>(
        &self,
        sampler: &mut Biased<'_, S, D>,
        oracle: &Oracle<S, D>,
        best: f64,
        rng: &mut Rng,
    ) -> State<D> {
        let mut left = random::unit(rng);
        let mut x = sampler.draw(oracle, best, rng);
        for (source, share) in &self.regions {
            if left < *share {
                let place = source(rng);
                for (p, &i) in place.iter().zip(&self.position) {
                    x[i] = *p;
                }
                break;
            }
            left -= share;
        }
        for &(i, value) in &self.fixed {
            x[i] = value;
        }
        x
    }
}
