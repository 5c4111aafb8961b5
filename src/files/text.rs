//! Reading text: from files, pipes and devices, once, and never more than there is room for.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The largest file that is read, in bytes: the longest trajectory of a system of twelve states fits.
const LARGEST_FILE: u64 = 4 << 30;

/// As many bytes are read of what does not say its size, and may be endless: a pipe, a device.
const LARGEST_STREAM: u64 = 1 << 30;

/// Reads a whole text from the file, the pipe or the device `path`, without a byte order mark at its beginning.
///
/// # Errors
/// Where it cannot be read, is not UTF-8, has a byte 0 or is too large.
pub fn read(path: &Path) -> io::Result<String> {
    let file = File::open(path)?;
    let there = file.metadata()?;
    if there.is_dir() {
        let why = "it is a folder, and a file is needed";
        return Err(io::Error::new(ErrorKind::IsADirectory, why));
    }
    match there.is_file() {
        true if there.len() > LARGEST_FILE => Err(too_large(LARGEST_FILE)),
        true => read_at_most(file, LARGEST_FILE),
        false => read_at_most(file, LARGEST_STREAM),
    }
}

/// As [`super::read_text`], from what is open, which is taken for a pipe.
///
/// # Errors
/// As there.
pub fn read_stream(source: impl Read) -> io::Result<String> {
    read_at_most(source, LARGEST_STREAM)
}

fn read_at_most(mut source: impl Read, most: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        let before = bytes.len();
        // By pieces, so that what is no text is known before all of it is in memory.
        let piece = (before as u64).max(1 << 16);
        let room = (most + 1 - before as u64).min(piece);
        if source.by_ref().take(room).read_to_end(&mut bytes)? == 0 {
            break;
        }
        if bytes.len() as u64 > most {
            return Err(too_large(most));
        }
        if let Some(i) = bytes[before..].iter().position(|byte| *byte == 0) {
            return Err(no_text(&bytes, before + i, "a byte 0 is not text"));
        }
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let byte = error.as_bytes()[at];
        let why = format!("the byte 0x{byte:02x} belongs to no character; save the file as UTF-8");
        no_text(error.as_bytes(), at, &why)
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

fn too_large(most: u64) -> io::Error {
    let most = most >> 30;
    let why = format!("it is too large; at most {most} GiB are read");
    io::Error::new(ErrorKind::FileTooLarge, why)
}

/// The error of bytes that are no text from `at` on.
fn no_text(bytes: &[u8], at: usize, why: &str) -> io::Error {
    let good = &bytes[..at];
    let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
    let begin = good.iter().rposition(|byte| *byte == b'\n');
    let begin = begin.map_or(0, |i| i + 1);
    let column = String::from_utf8_lossy(&good[begin..]).chars().count() + 1;
    let why = format!("line {line}, column {column}: {why}");
    io::Error::new(ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_told_by_line_and_column_as_soon_as_it_comes() {
        // An endless source.
        let zeros = read_stream(io::repeat(0)).unwrap_err();
        assert!(zeros.to_string().starts_with("line 1, column 1: a byte 0"));
        let bad = read_stream("é,1\né,\u{e9}".as_bytes()).unwrap();
        assert_eq!(bad, "é,1\né,é");
        let bad = read_stream(&b"\xc3\xa9,1\n\xc3\xa9,\xff2"[..]).unwrap_err();
        let words = bad.to_string();
        assert!(
            words.starts_with("line 2, column 3: the byte 0xff"),
            "{words}"
        );
    }

    #[test]
    fn no_more_is_read_than_there_is_room_for() {
        let text = |most| read_at_most(io::repeat(b'1').take(200_000), most);
        assert_eq!(text(200_000).unwrap().len(), 200_000);
        assert_eq!(text(199_999).unwrap_err().kind(), ErrorKind::FileTooLarge);
        let endless = read_at_most(io::repeat(b'1'), 1 << 20);
        assert_eq!(endless.unwrap_err().kind(), ErrorKind::FileTooLarge);
    }
}
