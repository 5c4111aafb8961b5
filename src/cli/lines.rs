//! Lines that fit a terminal of 80 columns.

/// Columns of a terminal as it has always been.
pub const WIDTH: usize = 80;

/// The text folded at spaces into lines of at most [`WIDTH`] columns, those after the first one indented by `indent`;
/// `used` columns of the first line are taken already. A word that is longer than a line has one of its own; what
/// stands in brackets stays together where a line holds it.
pub fn folded(text: &str, used: usize, indent: usize) -> String {
    folded_to(text, WIDTH, used, indent)
}

/// As [`folded`], for a terminal of `width` columns.
pub fn folded_to(text: &str, width: usize, used: usize, indent: usize) -> String {
    let mut out = String::new();
    let mut column = used;
    let mut is_first = true;
    for word in pieces(text, width.saturating_sub(indent)) {
        let length = word.chars().count();
        if !is_first && column + 1 + length > width {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else if !is_first {
            out.push(' ');
            column += 1;
        }
        out.push_str(&word);
        column += length;
        is_first = false;
    }
    out
}

/// The words of a text, those of a bracket as one where they are at most `most` long.
fn pieces(text: &str, most: usize) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut pieces = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let closes = |word: &&str| word.contains(')');
        let end = words[i..].iter().position(closes).map_or(i, |n| i + n);
        let whole = words[i..=end].join(" ");
        let is_bracket = words[i].starts_with('(') && whole.chars().count() <= most;
        let end = if is_bracket { end } else { i };
        pieces.push(words[i..=end].join(" "));
        i = end + 1;
    }
    pieces
}

/// A line `key value`, the value from column `indent` on and folded there.
pub fn entry(key: &str, value: &str, indent: usize) -> String {
    let width = indent.saturating_sub(1);
    let begin = format!("{key:width$} ");
    let used = begin.chars().count();
    format!("{begin}{}\n", folded(value, used, indent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_a_terminal_is_wide_and_no_word_is_lost() {
        let words: Vec<String> = (0..200).map(|n| "x".repeat(1 + n * 7 % 30)).collect();
        let text = words.join(" ");
        let told = entry("a key", &text, 17);
        assert!(told.lines().all(|line| line.chars().count() <= WIDTH));
        let kept: Vec<&str> = told.split_whitespace().skip(2).collect();
        assert_eq!(kept, words);
        let mut lines = told.lines().skip(1);
        assert!(lines.all(|line| line.starts_with(&" ".repeat(17)) && !line.ends_with(' ')));
    }

    #[test]
    fn what_stands_in_brackets_stays_together_where_it_fits() {
        let text = format!("{} (4 of these, 5 of those), and more", "x".repeat(60));
        let told = folded(&text, 0, 4);
        assert!(
            told.ends_with("\n    (4 of these, 5 of those), and more"),
            "{told}"
        );
        let long = format!("(a {})", "y ".repeat(60));
        assert!(folded(&long, 0, 4).lines().count() == 2);
    }

    #[test]
    fn a_word_that_is_too_long_stands_alone() {
        let long = "y".repeat(100);
        assert_eq!(
            folded(&format!("a {long} b"), 0, 2),
            format!("a\n  {long}\n  b")
        );
    }
}
