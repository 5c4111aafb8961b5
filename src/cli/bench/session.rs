//! `machine.json`: the machine, and each time that it worked on the batch.

use super::{Failure, Shard};
use crate::experiment::machine::{Machine, Session};
use crate::files;
use std::path::Path;

/// What the file says of former sessions; `None` where there is none.
///
/// # Errors
/// Where it cannot be read, and where what is there is no such file.
pub fn former(folder: &Path, shard: Option<Shard>) -> Result<Option<Machine>, Failure> {
    let path = folder.join(Shard::file(shard, "machine", "json"));
    if !path.exists() {
        return Ok(None);
    }
    let text = files::read_text(&path)?;
    let former = serde_json::from_str(&text)
        .map_err(|error| format!("{} is damaged: {error}", path.display()))?;
    Ok(Some(former))
}

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
    let former = self::former(folder, shard)?;
    let mut sessions = former.map_or_else(Vec::new, |former| former.sessions);
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
