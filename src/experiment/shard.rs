//! The part of one machine of several.
//!
//! What is dealt out are pairs of a scenario and a run, so that all planners meet a pair on the same machine and paired
//! comparisons stay fair; counted scenario by scenario, so that each shard gets nearly the same number of each.

use super::Experiment;
use std::fmt;
use std::str::FromStr;

/// Shard `index` of `count`, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    /// Which one, from 1.
    pub index: u64,
    /// Of how many.
    pub count: u64,
}

impl Shard {
    /// Whether a run, from 1, on a scenario, from 0, is one of this shard's.
    pub fn holds(&self, scenario: usize, run: u64, experiment: &Experiment) -> bool {
        let pair = scenario as u64 * experiment.runs + (run - 1);
        pair % self.count == self.index - 1
    }

    /// `stem.I-of-N.ending`, a file of the shard.
    pub fn file(shard: Option<Self>, stem: &str, ending: &str) -> String {
        match shard {
            None => format!("{stem}.{ending}"),
            Some(Self { index, count }) => format!("{stem}.{index}-of-{count}.{ending}"),
        }
    }

    /// The shard that wrote the file `stem.I-of-N.ending`; `None` for any other name.
    pub fn of_file(name: &str, stem: &str, ending: &str) -> Option<Self> {
        let part = name.strip_prefix(stem)?.strip_prefix('.')?;
        let part = part.strip_suffix(ending)?.strip_suffix('.')?;
        let (index, count) = part.split_once("-of-")?;
        Self::new(index, count)
    }

    fn new(index: &str, count: &str) -> Option<Self> {
        let (index, count) = (index.parse().ok()?, count.parse().ok()?);
        (1 <= index && index <= count).then_some(Self { index, count })
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split_once('/')
            .and_then(|(index, count)| Self::new(index, count))
            .ok_or_else(|| "a shard is I/N with I from 1 to N, for example 2/8".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_read_as_it_is_written_and_so_are_its_files() {
        let shard: Shard = "2/8".parse().unwrap();
        assert_eq!(shard.to_string(), "2/8");
        let file = Shard::file(Some(shard), "runs", "csv");
        assert_eq!(file, "runs.2-of-8.csv");
        assert_eq!(Shard::of_file(&file, "runs", "csv"), Some(shard));
        for text in ["", "1", "0/3", "4/3", "1/0", "a/b", "-1/2", "1/2/3"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
        for name in [
            "runs.csv",
            "runs.3-of-2.csv",
            "convergence.1-of-2.csv",
            "runs.1-of-2.json",
        ] {
            assert_eq!(Shard::of_file(name, "runs", "csv"), None, "{name}");
        }
    }
}
