//! Jobs over threads.
//!
//! Threads take jobs in order, each when they are free for it; whoever called gets what they finish, in finishing order
//! and as many at once as there are, on its own thread. A job that panics is a result too, and the others go on.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

/// What became of a job.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<T> {
    /// What it gave.
    Done(T),
    /// It panicked, with these words.
    Crashed(String),
}

/// Runs `work` on every job, `threads` at a time, and hands the outcomes to `deliver` with their jobs. `work` gives
/// `None` where the batch is to end: jobs that have begun are waited for, no other one begins, and that job has no
/// outcome.
///
/// # Errors
/// The first error of `deliver`, which ends the batch likewise.
pub fn run_all<J: Send, T: Send, E>(
    jobs: impl Iterator<Item = J> + Send,
    threads: usize,
    work: impl Fn(&J) -> Option<T> + Sync,
    mut deliver: impl FnMut(Vec<(J, Outcome<T>)>) -> Result<(), E>,
) -> Result<(), E> {
    let jobs = Mutex::new(jobs.fuse());
    let ended = AtomicBool::new(false);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let sender = sender.clone();
            let (jobs, ended, work) = (&jobs, &ended, &work);
            scope.spawn(move || {
                while !ended.load(Ordering::Relaxed) {
                    let Some(job) = jobs.lock().ok().and_then(|mut jobs| jobs.next()) else {
                        break;
                    };
                    // A planner is dropped with its panic; nothing that it shared with others can be changed.
                    let outcome = match catch_unwind(AssertUnwindSafe(|| work(&job))) {
                        Ok(Some(result)) => Outcome::Done(result),
                        Ok(None) => {
                            ended.store(true, Ordering::Relaxed);
                            break;
                        }
                        Err(panic) => Outcome::Crashed(words(panic.as_ref())),
                    };
                    if sender.send((job, outcome)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut result = Ok(());
        while let Ok(first) = receiver.recv() {
            let finished = std::iter::once(first).chain(receiver.try_iter());
            let finished = finished.collect();
            if result.is_ok() {
                result = deliver(finished);
                if result.is_err() {
                    ended.store(true, Ordering::Relaxed);
                }
            }
        }
        result
    })
}

/// The message of a panic.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(
        threads: usize,
        work: impl Fn(&u32) -> Option<u32> + Sync,
    ) -> Vec<(u32, Outcome<u32>)> {
        let mut all = Vec::new();
        let deliver = |finished: Vec<(u32, Outcome<u32>)>| {
            all.extend(finished);
            Ok::<(), ()>(())
        };
        run_all(0..100, threads, work, deliver).unwrap();
        all.sort_by_key(|(job, _)| *job);
        all
    }

    #[test]
    fn every_job_has_one_outcome_for_any_number_of_threads() {
        for threads in [0, 1, 2, 7, 1_000] {
            let all = outcomes(threads, |job| Some(job * job));
            let expected = (0..100).map(|job| (job, Outcome::Done(job * job)));
            assert!(all.into_iter().eq(expected), "{threads} threads");
        }
    }

    #[test]
    fn a_job_that_panics_is_an_outcome_and_the_others_go_on() {
        let all = outcomes(2, |job| {
            assert!(job % 50 != 17, "seventeen");
            Some(*job)
        });
        assert_eq!(all.len(), 100);
        for (job, outcome) in all {
            match outcome {
                Outcome::Crashed(message) => assert!(job % 50 == 17 && message == "seventeen"),
                Outcome::Done(_) => assert!(job % 50 != 17),
            }
        }
    }

    #[test]
    fn a_job_without_a_result_ends_the_batch() {
        let all = outcomes(1, |job| (*job != 10).then_some(*job));
        assert_eq!(all.len(), 10);
    }

    #[test]
    fn an_error_of_the_receiver_ends_the_batch_and_is_handed_on() {
        let mut calls = 0;
        let deliver = |_: Vec<(u32, Outcome<u32>)>| {
            calls += 1;
            Err("disk full")
        };
        assert_eq!(
            run_all(0..1_000, 2, |job| Some(*job), deliver),
            Err("disk full")
        );
        assert_eq!(calls, 1);
    }
}
