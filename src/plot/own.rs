//! Pictures that this program has made, recognised by how their files begin.
//!
//! A PNG bears the program's name as its software. An SVG begins with an element whose attributes are ours.

use super::{style, svg};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The keyword and the text of the mark in a PNG.
pub const SOFTWARE: [&str; 2] = ["Software", "prolate"];
/// The mark stands within this many bytes from the beginning.
const HEAD: u64 = 1024;

/// Whether the file is a picture of this program.
pub fn is_own(file: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(file).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    if read.is_err() {
        return false;
    }
    let has = |mark: &str| head.windows(mark.len()).any(|it| it == mark.as_bytes());
    let of_png = format!("tEXt{}", SOFTWARE.join("\0"));
    let of_svg = format!("font-family=\"{}\" {}>\n<rect ", style::FONT, svg::LINES);
    match head.starts_with(b"\x89PNG") {
        true => has(&of_png),
        false => head.starts_with(b"<svg ") && has(&of_svg),
    }
}
