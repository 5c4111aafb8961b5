//! How much memory a run may take where nobody says it, and what is said of a run that ended at that limit.

use crate::experiment::machine::available_memory;
use crate::scenario::memory_text;

/// The share of the available memory that the planners may take: the rest is for the results, and for the rest of the
/// machine.
const SHARE: f64 = 0.9;

/// What each of so many runs at a time may take, in bytes.
pub fn default_limit(jobs: usize) -> Option<u64> {
    available_memory().map(|available| (SHARE * available as f64 / jobs.max(1) as f64) as u64)
}

/// Why a run ended that has reached its limit, and what to do.
pub fn reason(limit: Option<u64>, is_given: bool) -> String {
    let limit = limit.unwrap_or(u64::MAX);
    if is_given {
        format!("its memory may not exceed {}", memory_text(limit))
    } else {
        let megabytes = limit / 1_000_000;
        format!(
            "its memory may not exceed {megabytes} MB, a share of what was available on this machine; results that hold for every \
             machine need a limit of their own (--max-memory)"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_at_a_time_share_what_is_available() {
        let (one, thousand) = (default_limit(1).unwrap(), default_limit(1_000).unwrap());
        // What is available changes meanwhile, but hardly by half.
        assert!(thousand > one / 2_000 && thousand < one / 500);
    }
}
