//! Progress bars, of a run and of a batch: on a terminal only, on standard error.

use super::signals::Signals;
use crate::numbers;
use crate::record::TracePoint;
use crate::run::{Budget, Observer};
use crate::scenario::words;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// Shows how far a run has come, and passes signals on to it.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    budget: Budget,
    signals: Signals,
}

impl Progress {
    /// A bar over `budget`, hidden where `quiet` or where standard error is no terminal.
    pub fn new(budget: &Budget, quiet: bool, signals: Signals) -> Self {
        /// The bar's length: the share done, in thousandths.
        const STEPS: u64 = 1000;
        let bar = if quiet || !std::io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(STEPS)
        };
        let style = ProgressStyle::with_template("{bar:20} {percent:>3} %  {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self {
            bar,
            budget: *budget,
            signals,
        }
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Progress {
    fn is_interrupted(&self) -> bool {
        self.signals.seen()
    }

    fn progress(&mut self, now: &TracePoint) {
        if self.bar.is_hidden() {
            return;
        }
        let time = self.budget.time.map(|most| now.time_s / most);
        let count = self
            .budget
            .iterations
            .map(|most| now.iteration as f64 / most as f64);
        let share = time.into_iter().chain(count).fold(0.0, f64::max);
        self.bar.set_position((1000.0 * share.min(1.0)) as u64);
        let cost = if now.cost.is_finite() {
            format!("cost {}", numbers::cost(now.cost))
        } else {
            "no path yet".into()
        };
        self.bar.set_message(format!(
            "{:.1} s  {}  {}  {cost}",
            now.time_s,
            words::count(now.iteration, "iteration"),
            words::count_of(now.vertices, "vertex", "vertices")
        ));
    }
}

/// A bar over the runs of a batch: those done and the time to come.
pub fn of_runs(all: usize, done: usize, quiet: bool) -> ProgressBar {
    let bar = if quiet || !std::io::stderr().is_terminal() {
        ProgressBar::hidden()
    } else {
        ProgressBar::new(all as u64)
    };
    let style =
        ProgressStyle::with_template("{wide_bar} {pos}/{len} runs, {elapsed} gone, {eta} to go");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_position(done as u64);
    // The time to come is that of this session's runs.
    bar.reset_eta();
    bar.enable_steady_tick(std::time::Duration::from_millis(500));
    bar
}
