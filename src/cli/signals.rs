//! SIGINT, SIGTERM and SIGHUP. Where a command keeps what it found, the first one asks it to end and the second one
//! ends the program at once; elsewhere the first one does. No temporary file is left behind.

use crate::files;
use signal_hook::consts::{SIGINT, SIGTERM};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

/// Whether the command keeps what it found when a signal comes.
static IS_ANSWERED: AtomicBool = AtomicBool::new(false);
/// Whether a signal has come that it is to answer.
static IS_SEEN: AtomicBool = AtomicBool::new(false);
/// That signal.
static NUMBER: AtomicU8 = AtomicU8::new(0);

/// Begins to watch for signals.
///
/// # Errors
/// Where the system refuses it.
#[cfg(unix)]
pub fn watch() -> io::Result<()> {
    use signal_hook::consts::SIGHUP;
    let mut signals = vec![SIGINT, SIGTERM];
    if !is_ignored(SIGHUP) {
        signals.push(SIGHUP);
    }
    let mut queue = signal_hook::iterator::Signals::new(signals)?;
    in_background(move || queue.forever().for_each(answer))
}

/// As above, for systems on which signals cannot be waited for.
#[cfg(not(unix))]
pub fn watch() -> io::Result<()> {
    use std::sync::Arc;
    const BETWEEN: std::time::Duration = std::time::Duration::from_millis(20);
    let flags = [SIGINT, SIGTERM].map(|signal| (signal, Arc::new(AtomicBool::new(false))));
    for (signal, flag) in &flags {
        signal_hook::flag::register(*signal, flag.clone())?;
    }
    in_background(move || {
        loop {
            for (signal, flag) in &flags {
                if flag.swap(false, Ordering::SeqCst) {
                    answer(*signal);
                }
            }
            std::thread::sleep(BETWEEN);
        }
    })
}

fn in_background(watch: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let thread = std::thread::Builder::new().name("signals".to_owned());
    thread.spawn(watch).map(|_| ())
}

/// Asks the command to end, or ends the program.
fn answer(signal: i32) {
    // All of them are below 128.
    let number = signal as u8;
    if IS_ANSWERED.load(Ordering::SeqCst) && !IS_SEEN.load(Ordering::SeqCst) {
        NUMBER.store(number, Ordering::SeqCst);
        IS_SEEN.store(true, Ordering::SeqCst);
    } else {
        files::exit(128 + i32::from(number));
    }
}

/// Whether whoever has started the program wants it not to hear the signal, as `nohup` does. Where the system does not
/// tell, as if that were so.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_none_or(|mask| mask >> (signal - 1) & 1 == 1)
}

/// The first signal that came.
#[derive(Clone, Copy, Debug)]
pub struct Signals;

impl Signals {
    /// From here on the command keeps what it found.
    pub fn listen() -> Self {
        IS_ANSWERED.store(true, Ordering::SeqCst);
        Self
    }

    /// Whether a signal has come.
    pub fn seen(self) -> bool {
        IS_SEEN.load(Ordering::Relaxed)
    }

    /// What is set when a signal comes.
    pub fn flag(self) -> &'static AtomicBool {
        &IS_SEEN
    }

    /// The signal that came.
    pub fn number(self) -> Option<u8> {
        self.seen().then(|| NUMBER.load(Ordering::SeqCst))
    }
}
