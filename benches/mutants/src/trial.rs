//! Runs of single tests, with a mutation or none.

use crate::tree::Test;
use std::collections::BTreeSet;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

/// What a test did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Passed,
    Failed,
    /// It was ended, since it took too long.
    TimedOut,
}

/// A test that passes, with how long it takes and which mutations it comes to.
#[derive(Clone, Debug)]
pub struct Known {
    pub test: Test,
    pub seconds: f64,
    pub reaches: BTreeSet<usize>,
}

/// Runs a test for so many seconds at most.
pub fn run(
    tree: &Path,
    test: &Test,
    variable: (&str, &str),
    most: f64,
) -> io::Result<(Ended, f64)> {
    let start = Instant::now();
    // A mutation may ask for all the memory there is.
    let limited = "ulimit -v 12000000; exec \"$0\" \"$@\"";
    let mut child = Command::new("sh")
        .args(["-c", limited])
        .arg(&test.file)
        .args([&test.name, "--exact", "--test-threads=1"])
        .env(variable.0, variable.1)
        .current_dir(tree)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()?;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if start.elapsed().as_secs_f64() > most {
            let group = format!("-{}", child.id());
            Command::new("kill")
                .args(["-KILL", "--", &group])
                .status()?;
            child.wait()?;
            break None;
        }
        thread::sleep(Duration::from_millis(2));
    };
    let ended = match status {
        None => Ended::TimedOut,
        Some(status) if status.success() => Ended::Passed,
        Some(_) => Ended::Failed,
    };
    Ok((ended, start.elapsed().as_secs_f64()))
}

/// What is known of a test after a run without a mutation; `None` where it fails then.
pub fn know(tree: &Path, test: &Test, scratch: &Path) -> io::Result<Option<Known>> {
    let _ = fs::remove_file(scratch);
    let variable = ("MUTANTS_REACHED", &*scratch.to_string_lossy());
    let (ended, seconds) = run(tree, test, variable, 600.0)?;
    let reached = fs::read_to_string(scratch).unwrap_or_default();
    Ok((ended == Ended::Passed).then(|| Known {
        test: test.clone(),
        seconds,
        reaches: reached.lines().filter_map(|id| id.parse().ok()).collect(),
    }))
}
