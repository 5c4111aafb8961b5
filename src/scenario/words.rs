//! Words for messages: lists, nearest names, short numbers, the names of the axes.

/// `` `a`, `b`, `c` ``.
pub(crate) fn list(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

/// The question whether the nearest legal word was meant; empty where none is near.
pub(crate) fn did_you_mean(word: &str, legal: &[&str]) -> String {
    nearest(word, legal).map_or_else(String::new, |near| format!("did you mean `{near}`?"))
}

/// The legal word that takes the fewest changes of a letter, if that is at most a third of the letters; `_` is `-`, and
/// capitals are small letters.
pub(crate) fn nearest<'a>(word: &str, legal: &[&'a str]) -> Option<&'a str> {
    // A distance to a long word costs the product of the lengths, and means nothing.
    if word.len() > 40 {
        return None;
    }
    let word = word.to_lowercase().replace(['_', ' '], "-");
    let distances = legal.iter().map(|l| (edits(&word, l), *l));
    let (distance, near) = distances.min_by_key(|(distance, _)| *distance)?;
    let most = (near.chars().count().max(word.chars().count()) / 3).max(1);
    (distance <= most).then_some(near)
}

/// How many letters must be put in, left out, changed or swapped with their neighbour to turn `a` into `b`.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = change.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

/// `x` with three significant digits.
pub(crate) fn brief(x: f64) -> String {
    digits(format!("{x:.2e}").parse().unwrap_or(x))
}

/// `x` with up to twelve significant digits, which hide the rounding of sums.
pub(crate) fn full(x: f64) -> String {
    digits(format!("{x:.11e}").parse().unwrap_or(x))
}

/// Two different numbers, with as many digits as tell them apart.
pub(crate) fn apart(a: f64, b: f64) -> (String, String) {
    match (full(a), full(b)) {
        (short_a, short_b) if short_a == short_b => (digits(a), digits(b)),
        both => both,
    }
}

/// All digits, with an exponent where that is shorter to read.
fn digits(x: f64) -> String {
    if x != 0.0 && !(1e-4..1e7).contains(&x.abs()) {
        format!("{x:e}")
    } else {
        format!("{x}")
    }
}

/// The name of axis `i` of `d`: x, y and z, or x0, x1, … where there are more.
pub(crate) fn axis(i: usize, d: usize) -> String {
    match ["x", "y", "z"].get(i) {
        Some(name) if d <= 3 => (*name).to_owned(),
        _ => format!("x{i}"),
    }
}

/// `1 number`, `2 numbers`.
pub(crate) fn count(n: usize, of: &str) -> String {
    format!("{n} {of}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_word_and_nonsense_none() {
        let legal = ["range", "goal-bias", "half-extents", "center"];
        for (typo, meant) in [
            ("goalbias", Some("goal-bias")),
            ("goal_bias", Some("goal-bias")),
            ("Range", Some("range")),
            ("rnage", Some("range")),
            ("centre", Some("center")),
            ("half_extent", Some("half-extents")),
            ("weather", None),
            ("", None),
        ] {
            assert_eq!(nearest(typo, &legal), meant, "{typo}");
        }
    }

    #[test]
    fn numbers_are_short() {
        for (x, text) in [
            (0.1 + 0.2, "0.3"),
            (0.030000000000000006, "0.03"),
            (12345.0, "12300"),
            (1.5e-7, "1.5e-7"),
            (0.0, "0"),
        ] {
            assert_eq!(brief(x), text);
        }
    }
}
