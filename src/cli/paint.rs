//! Messages on a terminal: coloured as clap's own are, and folded to its width.
//!
//! Elsewhere (a file, a pipe) a message is the plain text, each paragraph in one line, as tools that search it want it.

use super::lines;
use anstream::{AutoStream, ColorChoice};
use std::io::{self, IsTerminal};
use terminal_size::{Width, terminal_size_of};

/// When messages are coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum When {
    /// On a terminal, unless NO_COLOR or TERM=dumb says no
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl When {
    /// What `--color` says, for clap's own messages, which may come before it is read; else the default.
    pub fn of_arguments(arguments: impl IntoIterator<Item = String>) -> Self {
        let mut arguments = arguments
            .into_iter()
            .take_while(|argument| argument != "--");
        let word = loop {
            match arguments.next() {
                None => return Self::Auto,
                Some(argument) if argument == "--color" => break arguments.next(),
                Some(argument) => {
                    if let Some(word) = argument.strip_prefix("--color=") {
                        break Some(word.to_owned());
                    }
                }
            }
        };
        match word.as_deref() {
            Some("always") => Self::Always,
            Some("never") => Self::Never,
            _ => Self::Auto,
        }
    }

    /// The same for clap.
    pub fn for_clap(self) -> clap::ColorChoice {
        match self {
            Self::Auto => clap::ColorChoice::Auto,
            Self::Always => clap::ColorChoice::Always,
            Self::Never => clap::ColorChoice::Never,
        }
    }

    /// Makes this the choice of the program.
    pub fn choose(self) {
        let choice = match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        };
        choice.write_global();
    }
}

const RESET: &str = "\x1b[0m";
const ERROR: &str = "\x1b[1m\x1b[31m";
const WARNING: &str = "\x1b[1m\x1b[33m";

/// The message as it is written to standard error, the stream.
pub fn message(text: &str, stream: &io::Stderr) -> String {
    let mut text = text.to_owned();
    if stream.is_terminal() {
        let width = terminal_size_of(stream).map_or(lines::WIDTH, |(Width(w), _)| w.into());
        text = folded(&text, width.max(20));
    }
    match AutoStream::choice(stream) {
        ColorChoice::Never => text,
        _ => coloured(&text),
    }
}

/// The text with the lines folded that are longer than `width`, but for those that show a file.
fn folded(text: &str, width: usize) -> String {
    let fold = |line: &str| {
        let is_source =
            line.trim_start_matches([' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        if line.chars().count() <= width || is_source.starts_with('|') {
            return line.to_owned();
        }
        let begin = line.len() - line.trim_start_matches([' ', '=']).len();
        let (begin, rest) = line.split_at(begin);
        let indent = if begin.is_empty() { 2 } else { begin.len() };
        begin.to_owned() + &lines::folded_to(rest, width, begin.len(), indent)
    };
    each_line(text, fold)
}

/// The text with its first words, and the marks below what is wrong, in colours.
fn coloured(text: &str) -> String {
    let colour = |line: &str| {
        for (word, colour) in [("error", ERROR), ("warning", WARNING)] {
            if let Some(rest) = line
                .strip_prefix(word)
                .and_then(|rest| rest.strip_prefix(':'))
            {
                return format!("{colour}{word}:{RESET}{rest}");
            }
        }
        let marks = line
            .find('^')
            .filter(|_| line.trim_start().starts_with('|'));
        match marks {
            Some(at) if line[..at].trim() == "|" => {
                format!("{}{ERROR}{}{RESET}", &line[..at], &line[at..])
            }
            _ => line.to_owned(),
        }
    };
    each_line(text, colour)
}

/// The text with each of its lines changed.
fn each_line(text: &str, change: impl Fn(&str) -> String) -> String {
    let lines: Vec<String> = text.split('\n').map(change).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "error: there is no key `x`\n --> a.yaml:1:1\n  |\n1 | x: 1\n  | ^ here\n  = legal are `a`, `b`\n";

    #[test]
    fn the_word_and_the_marks_are_coloured_and_nothing_else() {
        let painted = coloured(REPORT);
        assert!(painted.starts_with("\x1b[1m\x1b[31merror:\x1b[0m there"));
        assert!(painted.contains("  | \x1b[1m\x1b[31m^ here\x1b[0m\n"));
        assert!(coloured("warning: a^b\n").starts_with("\x1b[1m\x1b[33mwarning:\x1b[0m a^b\n"));
        let plain = painted.replace(ERROR, "").replace(RESET, "");
        assert_eq!(plain, REPORT);
    }

    #[test]
    fn long_lines_are_folded_but_for_those_of_a_file() {
        let words = "word ".repeat(30);
        let source = format!("12 | {words}");
        let text = format!("error: {words}\n{source}\n   = {words}\n");
        let told = folded(&text, 60);
        let long: Vec<&str> = told.lines().filter(|line| line.len() > 60).collect();
        assert_eq!(long, [source.as_str()]);
        assert!(told.contains("\n     word"), "{told}");
        assert_eq!(
            told.split_whitespace().count(),
            text.split_whitespace().count()
        );
    }

    #[test]
    fn the_choice_is_found_before_clap_reads_it() {
        let of = |line: &str| When::of_arguments(line.split(' ').map(str::to_owned));
        assert_eq!(of("plan a --color always"), When::Always);
        assert_eq!(of("--color=never check a"), When::Never);
        assert_eq!(of("plan a"), When::Auto);
        assert_eq!(of("plan -- --color never"), When::Auto);
    }
}
