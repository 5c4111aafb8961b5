//! What the program did when these files were last written, and is to do still, to the last bit: runs, their pictures
//! and what commands say. A file that differs says so, and is written anew with
//!
//! ```text
//! BLESS=1 cargo test --release --test golden
//! ```
//!
//! These tests do not say what is right: others do. They say that something has changed, which then is to be meant.

#[path = "../common/mod.rs"]
mod common;

mod commands;
mod runs;

use std::path::Path;

/// Whether `lines` are those of the file `name`; with `BLESS` set they become them.
fn compare(name: &str, lines: &[String]) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    let text = lines.join("\n") + "\n";
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        return;
    }
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    let known: Vec<&str> = known.lines().collect();
    let differ = |i: &usize| known.get(*i).copied() != lines.get(*i).map(String::as_str);
    let count = known.len().max(lines.len());
    let different: Vec<usize> = (0..count).filter(differ).collect();
    let Some(&first) = different.first() else {
        return;
    };
    panic!(
        "{} of {count} lines of {name} differ; line {}\nwas {}\nis  {}",
        different.len(),
        first + 1,
        known.get(first).unwrap_or(&"(nothing)"),
        lines.get(first).map_or("(nothing)", String::as_str),
    );
}

/// FNV-1a of 64 bits (Fowler, Noll & Vo 1991).
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
        self
    }

    fn number(self, number: u64) -> Self {
        self.bytes(&number.to_le_bytes())
    }

    fn numbers<'a>(self, numbers: impl IntoIterator<Item = &'a f64>) -> Self {
        numbers
            .into_iter()
            .fold(self, |hash, x| hash.number(x.to_bits()))
    }

    /// Eight digits of it.
    fn told(&self) -> String {
        format!("{:08x}", (self.0 >> 32) ^ (self.0 & 0xffff_ffff))
    }
}
