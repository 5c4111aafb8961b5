//! Pieces of HTML that is XML too: every element is closed, and every name of the user's is escaped.

use crate::plot::number::figure;
use crate::statistics::Estimate;

/// Text with what HTML would read as its own replaced, and without characters that XML forbids.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// A figure with all of its digits, for those who point at it.
pub fn estimate_title(estimate: &Estimate) -> String {
    let number = |x: f64| {
        if x.is_finite() {
            figure(x, 10)
        } else {
            format!("{x}").replace("inf", "∞")
        }
    };
    format!(
        "{} [{}, {}]",
        number(estimate.value),
        number(estimate.interval.low),
        number(estimate.interval.high)
    )
}

/// A picture as a part of the page: without what only a file of its own needs, and without names, which must be unique
/// in a page.
pub fn inline(svg: &str) -> String {
    let plain = svg
        .replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1)
        .replacen(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"", "", 1);
    plain.replace("<g id=\"", "<g data-part=\"")
}
