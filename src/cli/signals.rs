//! SIGINT and SIGTERM: the first one asks the run to end and keep what it found, the second one ends the program at
//! once.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Remembers the first signal.
#[derive(Clone, Debug, Default)]
pub struct Signals {
    seen: Arc<AtomicBool>,
    number: Arc<AtomicUsize>,
}

impl Signals {
    /// Begins to listen.
    ///
    /// # Errors
    /// Where the system refuses it.
    pub fn listen() -> io::Result<Self> {
        let signals = Self::default();
        for signal in [SIGINT, SIGTERM] {
            // In this order: the second signal finds `seen` set.
            flag::register_conditional_shutdown(signal, 128 + signal, signals.seen.clone())?;
            flag::register(signal, signals.seen.clone())?;
            flag::register_usize(signal, signals.number.clone(), signal as usize)?;
        }
        Ok(signals)
    }

    /// Whether a signal has come.
    pub fn seen(&self) -> bool {
        self.seen.load(Ordering::Relaxed)
    }

    /// What is set when a signal comes.
    pub fn flag(&self) -> &AtomicBool {
        &self.seen
    }

    /// The signal that came.
    pub fn number(&self) -> Option<u8> {
        self.seen()
            .then(|| self.number.load(Ordering::Relaxed) as u8)
    }
}
