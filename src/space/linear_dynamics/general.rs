//! Steering by numbers, for any controllable system.
//!
//! The cost of arriving at time t is c(t) = t + r(t)' G(t)^-1 r(t), where r is what the drift lacks and G the Gramian
//! (Webb & van den Berg 2012, equation 10). Both come from `spans.rs`, in coordinates in which nothing grows and G is
//! known by a factor alone: with G = L L' the cost is t + |L^-1 r|^2, the costate (L L')^-1 r.
//!
//! The least cost over all times is sought octave by octave. A few costs, one at the start of each octave, bound the
//! least one from above. How fast the drift can bring the states together bounds from below what arriving earlier
//! costs, so that the search begins late enough; it ends at a time above the least cost known, since c(t) >= t, or once
//! all exponentials are below rounding and the cost is t plus a constant. Between, the slope c'(t) = 1 - 2 (A x1 + c)'
//! d - d' B R^-1 B' d with d = G^-1 r (equation 12) is computed beside the cost at times so close that the fastest mode
//! that is alive moves by a third of a radian. A state may be within reach at one moment only, so that a minimum is far
//! narrower than that and far below the costs around it; the slopes show it all the same. Where they turn from falling
//! to rising, Newton's method within that bracket brings the slope to zero.
//!
//! What doubles cannot certify is computed again in numbers of twice the precision (`twofold.rs`), by the same code.
//!
//! **Guarantee.** A connection that is returned satisfies its own certificate: the first-order bound on what rounding
//! does to its cost is below [`UNCERTAINTY`], and the Hamiltonian, which is zero all along an optimal motion, is zero
//! at both ends up to the same. Where that is not to be had, for a system that is uncontrollable up to rounding or a
//! pair of states that only a mode that has long decayed tells apart, the pair does not connect, and is counted; so is
//! one whose motion would take too many pieces to follow (`sweep.rs`). No time that was looked at costs less: what
//! rounding makes too low a bound is found out at the end, and the search is repeated without such bounds.
//!
//! The paper integrates the Gramian by Runge-Kutta for each pair of states, forward in time.

pub use super::arriving::UNCERTAINTY;
use super::arriving::{Arriving, Look, Pair};
use super::model::{Fault, Model};
use super::span::Span;
use super::spans::{Spans, Vector};
use super::sweep;
use super::twofold::Twofold;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Relative: what another minimum must gain to be sought, far below what is promised.
const FLAT: f64 = 1e-9;
/// Relative: costs that rounding may have changed by more are computed again.
const DOUBT: f64 = 1e-8;
/// Relative: how far above the least cost of the times that were looked at a minimum still counts. Rounding has changed
/// such a cost by 8e-6.
const SLACK: f64 = 1e-3;

/// The numerical method for one system.
#[derive(Debug)]
pub struct General {
    model: Model,
    spans: Spans,
    /// The same in twofold numbers, once they are needed.
    refined: OnceLock<Option<Spans<Twofold>>>,
    refused: AtomicU64,
}

/// A search for the least cost.
struct Search<'a> {
    general: &'a General,
    ends: [&'a [f64]; 2],
    pair: Pair<'a>,
    refined: Option<Pair<'a, Twofold>>,
    /// Nothing that costs as much is sought.
    budget: f64,
    /// The least cost at the times that were looked at: the least one is no more.
    bound: f64,
    /// Whether costs at times that were looked at bound the least one; otherwise only certain ones do.
    trusts_looks: bool,
    best: Option<Arriving>,
    /// The least cost that is not certain: of a minimum that fails its certificate, or of times that were not looked
    /// at.
    uncertain: f64,
}

impl General {
    /// The method for a system; `None` where its eigenvalues are not to be had.
    pub fn new(model: &Model) -> Option<Self> {
        Some(Self {
            model: model.clone(),
            spans: Spans::of(model)?,
            refined: OnceLock::new(),
            refused: AtomicU64::new(0),
        })
    }

    /// The spans of the system.
    pub fn spans(&self) -> &Spans {
        &self.spans
    }

    fn refined(&self) -> Option<&Spans<Twofold>> {
        let refined = || self.spans.refined(&self.model);
        self.refined.get_or_init(refined).as_ref()
    }

    /// How many pairs of states were not connected for want of certainty so far.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// The least condition of the equilibrated factors over all times: what the rounding of states grows by at least.
    pub fn condition(&self) -> f64 {
        let n = self.spans.series.size;
        let octaves = 0..self.spans.count();
        let conditions = octaves.map(|k| self.spans.power(k).condition(n));
        conditions.fold(f64::INFINITY, f64::min)
    }

    /// The method for a system that it can steer.
    ///
    /// # Errors
    /// A system whose eigenvalues are not to be had, and one that no time leaves controllable up to rounding.
    pub fn steering(model: &Model) -> Result<Self, Fault> {
        let general = Self::new(model).ok_or(Fault::NoEigenvalues)?;
        let mut octaves = 0..general.spans.count();
        if octaves.any(|k| general.spans.power(k).is_known) {
            return Ok(general);
        }
        Err(Fault::NearlyUncontrollable(general.condition()))
    }

    /// The least cost below `budget` and its arrival time.
    pub fn connect(&self, from: &[f64], to: &[f64], budget: f64) -> Option<(f64, f64)> {
        let mut search = Search {
            general: self,
            ends: [from, to],
            pair: Pair::new(&self.spans, from, to),
            refined: None,
            budget,
            bound: budget,
            trusts_looks: true,
            best: None,
            uncertain: f64::INFINITY,
        };
        search.run();
        if search.least() > search.bound * (1.0 + UNCERTAINTY) {
            search.again();
        }
        let is_followed = |best: &Arriving| sweep::pieces(&self.spans, best.time).is_some();
        if search.uncertain < search.least() * (1.0 - UNCERTAINTY)
            || !search.best.as_ref().is_none_or(is_followed)
        {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        search.best.map(|best| (best.cost, best.time))
    }

    /// The costate of the motion that takes `time`, in split coordinates: of the steady coordinates that at the end, of
    /// the growing ones that at the start.
    pub fn costate(&self, from: &[f64], to: &[f64], time: f64) -> (Span, Vector) {
        let span = self.spans.at(time);
        let costate = Pair::new(&self.spans, from, to).costate(&span);
        (span, costate)
    }

    /// The costates at the end and at the start of the motion that takes `time`.
    pub fn costates(&self, from: &[f64], to: &[f64], time: f64) -> (Vec<f64>, Vec<f64>) {
        let (n, steady) = (self.spans.series.size, self.spans.series.steady);
        let (span, d) = self.costate(from, to, time);
        let (mut end, mut first) = (d, d);
        span.growing_to_end(&mut end[..n], steady);
        span.steady_to_begin(&mut first[..n], steady);
        let back = self.spans.split.to.transposed();
        (back.times_vector(&end[..n]), back.times_vector(&first[..n]))
    }

    /// As for graded systems: the least of t + r(t)^2 over all times, where at time t a ball of the measure is reached
    /// for r^2.
    ///
    /// What is reached only grows, so that the sum falls first and then rises: the best octave's start, and then the
    /// times of the octaves around it.
    pub fn cost_of_measure(&self, measure: f64) -> f64 {
        let spans = &self.spans;
        let n = spans.series.size;
        let log_of_ball = libm::log(measure / crate::geometry::unit_ball_measure(n));
        let log = log_of_ball - spans.log_of_change();
        let cost = |span: &Span| {
            let radius = (log - spans.log_of_measure(span)) / n as f64;
            span.time + libm::exp(2.0 * radius)
        };
        let known = (0..spans.count()).filter(|k| spans.power(*k).is_known);
        let begins = known.map(|k| (cost(spans.power(k)), k));
        let Some((first, k)) = begins.min_by(|a, b| a.0.total_cmp(&b.0)) else {
            return f64::INFINITY;
        };
        let around = k.saturating_sub(1).max(spans.lowest())..=k.min(spans.count() - 1);
        let octaves = around.filter_map(|k| spans.octave(k)).flatten();
        octaves.map(cost).fold(first, f64::min)
    }
}

impl Search<'_> {
    /// The least certain cost so far, or the budget.
    fn least(&self) -> f64 {
        self.best.map_or(self.budget, |best| best.cost)
    }

    /// The cost of arriving at the end of a span, where that bounds the least one.
    fn known_cost(&self, span: &Span) -> f64 {
        match self.trusts_looks {
            true => self.pair.known_cost(span),
            false => f64::INFINITY,
        }
    }

    /// The first octave that may hold the least cost.
    fn first_octave(&self) -> usize {
        let spans = &self.general.spans;
        let mut bound = self.budget;
        for k in spans.middle()..spans.count() {
            if spans.begin(k) >= bound.min(spans.settled()) {
                break;
            }
            bound = bound.min(self.known_cost(spans.power(k)));
        }
        let mut k = spans.middle();
        while k > spans.lowest() {
            let span = spans.power(k);
            if self.pair.least_within(span) >= bound {
                break;
            }
            bound = bound.min(self.known_cost(span));
            k -= 1;
        }
        k
    }

    /// Searches again without what rounding may have made too low.
    fn again(&mut self) {
        self.bound = self.budget;
        self.trusts_looks = false;
        self.best = None;
        self.uncertain = f64::INFINITY;
        self.run();
    }

    fn run(&mut self) {
        let spans = &self.general.spans;
        let mut before: Option<Look> = None;
        for k in self.first_octave()..spans.count() {
            let Some(octave) = spans.octave(k) else {
                self.uncertain = self.uncertain.min(spans.begin(k));
                return;
            };
            for span in octave {
                let here = self.pair.look(span);
                if let Some(before) = before.filter(|before| before.falls() && !here.falls()) {
                    self.look_between(&before, &here);
                }
                if before.is_some_and(|before| before.time >= self.bound.min(self.least())) {
                    return;
                }
                if span.time >= spans.settled() {
                    self.settle(span);
                    return;
                }
                if span.is_known && self.trusts_looks {
                    self.bound = self.bound.min(here.cost);
                }
                before = Some(here);
            }
        }
    }

    /// Seeks a minimum between two times, where there may be one that counts.
    fn look_between(&mut self, before: &Look, after: &Look) {
        let enough = self
            .best
            .map_or(0.0, |best| best.uncertainty.max(FLAT * best.cost));
        if before.least_until(after) >= self.least() - enough {
            return;
        }
        let times = [before.time, after.time];
        let Some(found) = self.pair.minimum(times) else {
            return;
        };
        self.weigh(found, |pair| pair.minimum(times));
    }

    /// Weighs what arriving when all exponentials are below rounding costs: from then on the cost only grows with the
    /// time, whatever rounding makes of its slope.
    fn settle(&mut self, span: &Span) {
        let found = self.pair.arriving(span).flat();
        let time = span.time;
        self.weigh(found, |pair| Some(pair.arriving(&pair.at(time)).flat()));
    }

    /// Takes a minimum, or what `again` finds in its place where rounding may have changed it.
    fn weigh(&mut self, found: Arriving, again: impl Fn(&Pair<'_, Twofold>) -> Option<Arriving>) {
        let least = self.least();
        let is_certain = found.is_certain();
        let counts = found.at_least() < least.min(self.bound * (1.0 + SLACK));
        let cannot_gain = is_certain && found.cost >= least - found.uncertainty.max(FLAT * least);
        if !counts || (cannot_gain && least < f64::INFINITY) {
            return;
        }
        let found = match is_certain && found.uncertainty <= DOUBT * found.cost {
            true => Some(found),
            false => self
                .refined()
                .and_then(again)
                .or(is_certain.then_some(found)),
        };
        let Some(found) = found else { return };
        if !found.is_certain() {
            self.uncertain = self.uncertain.min(found.at_least());
        } else if found.cost < least {
            self.best = Some(found);
        }
    }

    fn refined(&mut self) -> Option<&Pair<'_, Twofold>> {
        if self.refined.is_none() {
            let spans = self.general.refined()?;
            self.refined = Some(Pair::new(spans, self.ends[0], self.ends[1]));
        }
        self.refined.as_ref()
    }
}
