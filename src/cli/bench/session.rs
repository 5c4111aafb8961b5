//! `machine.json`: the machine, and each time that it worked on the batch.

use super::{Failure, Shard};
use crate::experiment::machine::{Machine, Session};
use crate::files;
use std::path::Path;

/// Adds the session to the file.
///
/// # Errors
/// Where it cannot be read or written, and where what is there is no such file.
pub fn record(
    folder: &Path,
    shard: Option<Shard>,
    machine: Machine,
    session: Session,
) -> Result<(), Failure> {
    let path = folder.join(Shard::file(shard, "machine", "json"));
    let mut sessions = Vec::new();
    if path.exists() {
        let text = files::read_text(&path)?;
        let former: Machine = serde_json::from_str(&text)
            .map_err(|error| format!("{} is damaged: {error}", path.display()))?;
        sessions = former.sessions;
    }
    if session.runs > 0 || sessions.is_empty() {
        sessions.push(session);
    }
    let machine = Machine {
        sessions,
        ..machine
    };
    let mut text = serde_json::to_string_pretty(&machine)?;
    text.push('\n');
    Ok(files::replace(&path, text.as_bytes())?)
}
