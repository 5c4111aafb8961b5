//! Words for messages: lists, nearest names, short numbers, the names of the axes.

use std::fmt::Display;

/// `` `a`, `b`, `c` ``.
pub(crate) fn list(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

/// The question whether the nearest legal word was meant; empty where none is near.
pub(crate) fn did_you_mean(word: &str, legal: &[&str]) -> String {
    nearest(word, legal).map_or_else(String::new, |near| format!("did you mean `{near}`?"))
}

/// What people of the field call the same thing, in small letters, `*` and `#` in words, without any sign between
/// words.
const SYNONYMS: [(&str, &str); 48] = [
    ("circle", "ball"),
    ("disc", "ball"),
    ("disk", "ball"),
    ("sphere", "ball"),
    ("hypersphere", "ball"),
    ("rectangle", "box"),
    ("rect", "box"),
    ("square", "box"),
    ("cuboid", "box"),
    ("cube", "box"),
    ("aabb", "box"),
    ("poly", "polygon"),
    ("grid", "map"),
    ("gridmap", "map"),
    ("occupancygrid", "map"),
    ("lower", "min"),
    ("low", "min"),
    ("upper", "max"),
    ("high", "max"),
    ("position", "center"),
    ("halfsize", "half-extents"),
    ("points", "vertices"),
    ("stepsize", "range"),
    ("maxstep", "range"),
    ("maxdistance", "range"),
    ("eta", "range"),
    ("goalprobability", "goal-bias"),
    ("goalsamplerate", "goal-bias"),
    ("gamma", "rewire-factor"),
    ("timeout", "time"),
    ("maxtime", "time"),
    ("maxiterations", "iterations"),
    ("nsamples", "samples"),
    ("maxsamples", "samples"),
    ("prune", "pruning"),
    ("irrtstar", "informed-rrt-star"),
    ("irrt", "informed-rrt-star"),
    ("fmt", "fmt-star"),
    ("prm", "prm-star"),
    ("rrg", "rrt-sharp"),
    ("kinodynamic", "kinodynamic-rrt-star"),
    ("krrt", "kinodynamic-rrt-star"),
    ("krrtstar", "kinodynamic-rrt-star"),
    ("kinodynamicrrt", "kinodynamic-rrt-star"),
    ("informedrrt", "informed-rrt-star"),
    ("birrt", "rrt-connect"),
    ("rrtx", "rrt-sharp"),
    ("kinorrtstar", "kinodynamic-rrt-star"),
];

/// Small letters and digits alone, `*` and `#` as planners' names write them.
fn bare(word: &str) -> String {
    let word = word.to_lowercase();
    let word = word.replace('*', "star").replace(['#', '♯'], "sharp");
    word.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What is said where there is no such word: the nearest legal one, and all of them.
pub(crate) fn no_such(kind: &str, word: &str, legal: &[&str]) -> String {
    let question = match nearest(word, legal) {
        Some(near) => format!("did you mean `{near}`? "),
        None => String::new(),
    };
    let all = legal.join(", ");
    format!("there is no {kind} `{word}`; {question}legal are {all}")
}

/// The legal word that is the same but for signs and capitals, or that the field's synonym stands for; else the one
/// that takes the fewest changes of a letter, if that is at most a third of the letters.
pub(crate) fn nearest<'a>(word: &str, legal: &[&'a str]) -> Option<&'a str> {
    // A distance to a long word costs the product of the lengths, and means nothing.
    if word.len() > 40 {
        return None;
    }
    let plain = bare(word);
    let synonym = SYNONYMS.iter().find(|(of, _)| *of == plain);
    let meant = |l: &&&str| bare(l) == plain || synonym.is_some_and(|(_, means)| means == *l);
    if let Some(same) = legal.iter().find(meant).filter(|_| !plain.is_empty()) {
        return Some(same);
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
pub(crate) fn count(n: impl Display, of: &str) -> String {
    count_of(n, of, &format!("{of}s"))
}

/// `1 vertex`, `2 vertices`.
pub(crate) fn count_of(n: impl Display, one: &str, many: &str) -> String {
    let n = n.to_string();
    let what = if n == "1" { one } else { many };
    format!("{n} {what}")
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
            ("Half Extents", Some("half-extents")),
            ("half_size", Some("half-extents")),
            ("max_step", Some("range")),
            ("#", None),
            ("half_extent", Some("half-extents")),
            ("weather", None),
            ("", None),
        ] {
            assert_eq!(nearest(typo, &legal), meant, "{typo}");
        }
    }

    #[test]
    fn what_the_field_says_finds_its_word() {
        let planners = [
            "rrt",
            "rrt-connect",
            "rrt-star",
            "rrt-sharp",
            "informed-rrt-star",
        ];
        for (word, meant) in [
            ("rrtstar", "rrt-star"),
            ("RRT*", "rrt-star"),
            ("rrt_star", "rrt-star"),
            ("RRT#", "rrt-sharp"),
            ("Informed RRT*", "informed-rrt-star"),
            ("RRTConnect", "rrt-connect"),
            ("BiRRT", "rrt-connect"),
        ] {
            assert_eq!(nearest(word, &planners), Some(meant), "{word}");
        }
        let shapes = ["box", "ball", "polygon", "map"];
        for (word, meant) in [("circle", "ball"), ("rectangle", "box"), ("Sphere", "ball")] {
            assert_eq!(nearest(word, &shapes), Some(meant), "{word}");
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
