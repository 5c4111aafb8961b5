//! Standard output and standard error: the one place that writes to them.
//!
//! What cannot be written does not keep a command from its work: files are written, and the program ends with status 2.
//! A reader that has gone away, as `head` does, has read what it wanted: that is no error, and changes no status. A
//! descriptor that is closed (`>&-`) is as `/dev/null`, as the standard library opens that in its place.

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The status where something could not be written.
const UNWRITTEN: u8 = 2;

/// The first failure of each stream.
static FAILURES: Mutex<[Option<io::Error>; 2]> = Mutex::new([None, None]);

/// One of the two.
#[derive(Clone, Copy, Debug)]
enum Stream {
    Output,
    Error,
}

/// Whether an output that is called so goes to standard output.
pub fn is_standard_output(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]
        .map(Path::new)
        .contains(&path)
}

/// Writes a result to standard output.
pub fn print(text: &str) {
    print_by(|out| out.write_all(text.as_bytes()));
}

/// Writes to standard output what `write` writes.
pub fn print_by(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let mut out = io::stdout().lock();
    let written = write(&mut out).and_then(|()| out.flush());
    note(Stream::Output, written);
}

/// Writes a message to standard error.
pub fn tell(text: &str) {
    let stream = io::stderr();
    let text = super::paint::message(text, &stream);
    let written = stream.lock().write_all(text.as_bytes());
    note(Stream::Error, written);
}

/// Says what is amiss and does not keep from going on.
pub fn warn(message: &str) {
    tell(&format!("warning: {message}\n"));
}

/// Shows the help, the version or the error that the command line has come to, and returns its status.
pub fn show(answer: &clap::Error) -> u8 {
    let is_error = answer.use_stderr();
    let written = answer.print().and_then(|()| io::stdout().flush());
    let stream = if is_error {
        Stream::Error
    } else {
        Stream::Output
    };
    note(stream, written);
    u8::try_from(answer.exit_code()).unwrap_or(UNWRITTEN)
}

/// The status that the program ends with instead of `status`, where a stream could not be written to.
pub fn status(status: u8) -> u8 {
    let failure = failures()[Stream::Output as usize].take();
    if let Some(error) = &failure {
        tell(&format!(
            "error: cannot write to standard output: {error}\n"
        ));
    }
    match failure.is_some() || failures()[Stream::Error as usize].is_some() {
        true => UNWRITTEN,
        false => status,
    }
}

fn failures() -> std::sync::MutexGuard<'static, [Option<io::Error>; 2]> {
    FAILURES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Remembers a failure.
fn note(stream: Stream, written: io::Result<()>) {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            failures()[stream as usize].get_or_insert(error);
        }
        _ => {}
    }
}
