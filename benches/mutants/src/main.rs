//! Which of a random sample of mutations of prolate's sources its tests catch.
//!
//! ```text
//! cargo run --release --manifest-path benches/mutants/Cargo.toml -- --seed 1 --each 40
//! ```
//!
//! from the root of the project. Of each module so many mutations are drawn, all are compiled at once into a copy in
//! `target/mutants`, each behind a switch, and every test is run once to see which it comes to. Then each mutation is
//! switched on and the tests that come to it are run, its module's own first, then the golden ones, then the quickest,
//! until one fails. What is printed is each mutation that all tests pass with, and a table;
//! `target/mutants/results.tsv` has every mutation.
//!
//! `--list` prints the sample. `--again` tries those alone that survived the last time. `--module NAME` (again for
//! more) draws of these only. `--threads N` runs so many tests at a time. `--seconds S` gives a mutation up as not
//! caught after tests of so many seconds (0: after all).

mod find;
mod tree;
mod trial;

use find::Mutant;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, io, process, thread};
use trial::{Ended, Known};

const MODULES: [&str; 14] = [
    "planner",
    "search",
    "neighbours",
    "world",
    "space",
    "optimum",
    "verify",
    "statistics",
    "experiment",
    "run",
    "files",
    "export",
    "report",
    "cli",
];

/// What is asked for.
struct Asked {
    seed: u64,
    each: usize,
    modules: Vec<String>,
    seconds: f64,
    threads: usize,
    only_list: bool,
    again: bool,
}

impl Asked {
    fn read() -> Result<Self, String> {
        let mut asked = Self {
            seed: 1,
            each: 40,
            modules: Vec::new(),
            seconds: 0.0,
            threads: thread::available_parallelism().map_or(1, usize::from),
            only_list: false,
            again: false,
        };
        let mut words = env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--list" => asked.only_list = true,
                "--again" => asked.again = true,
                _ => (),
            }
            if word == "--list" || word == "--again" {
                continue;
            }
            let value = words.next().ok_or_else(|| format!("{word}: what?"))?;
            let wrong = |_| format!("{word}: {value} is no number");
            match word.as_str() {
                "--seed" => asked.seed = value.parse().map_err(wrong)?,
                "--each" => asked.each = value.parse().map_err(wrong)?,
                "--threads" => asked.threads = value.parse().map_err(wrong)?,
                "--seconds" => {
                    asked.seconds = value.parse().map_err(|_| format!("{value} is no number"))?;
                }
                "--module" if MODULES.contains(&value.as_str()) => asked.modules.push(value),
                "--module" => return Err(format!("{value}: the modules are {MODULES:?}")),
                _ => return Err(format!("{word} is not known")),
            }
        }
        if asked.modules.is_empty() {
            asked.modules = MODULES.map(String::from).into();
        }
        Ok(asked)
    }
}

/// The files of a module, those of its tests aside.
fn sources(root: &Path, module: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from("src").join(module)];
    let single = PathBuf::from(format!("src/{module}.rs"));
    if root.join(&single).exists() {
        files.push(single);
    }
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else {
            continue;
        };
        for entry in entries {
            let name = entry?.file_name();
            let path = folder.join(&name);
            let is_of_tests = name == "tests" || name == "tests.rs";
            if root.join(&path).is_dir() && !is_of_tests {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") && !is_of_tests {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// SplitMix64 (Steele, Lea & Flood 2014).
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    for i in (1..items.len()).rev() {
        items.swap(i, (next() % (i as u64 + 1)) as usize);
    }
}

/// The mutations of a module in the order in which they are drawn.
struct Pile {
    module: String,
    all: usize,
    left: Vec<Mutant>,
}

fn overlap(a: &Mutant, b: &Mutant) -> bool {
    let (a_range, b_range) = (&a.range, &b.range);
    a.file == b.file
        && (a_range == b_range || a_range.start < b_range.end && b_range.start < a_range.end)
}

/// Draws mutations until each module has its number of those that compile.
fn draw(
    asked: &Asked,
    root: &Path,
    copy: &Path,
) -> io::Result<(Vec<Pile>, BTreeMap<usize, Mutant>)> {
    let mut piles = Vec::new();
    for module in &asked.modules {
        let mut left = Vec::new();
        for file in sources(root, module)? {
            left.extend(find::mutants(root, &file)?);
        }
        // A module's sample is the same whichever others are asked for.
        let salt = module.bytes().fold(0_u64, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(byte.into())
        });
        shuffle(&mut left, asked.seed ^ salt);
        left.reverse();
        piles.push(Pile {
            module: module.clone(),
            all: left.len(),
            left,
        });
    }
    let mut chosen: BTreeMap<usize, Mutant> = BTreeMap::new();
    let mut files = BTreeSet::from([PathBuf::from(tree::LIBRARY)]);
    let mut next_id = 0;
    loop {
        for pile in &mut piles {
            let its = |mutant: &Mutant| module_of(&mutant.file) == pile.module;
            let mut have = chosen.values().filter(|it| its(it)).count();
            while have < asked.each {
                let Some(mutant) = pile.left.pop() else { break };
                if !chosen.values().any(|it| overlap(it, &mutant)) {
                    files.insert(mutant.file.clone());
                    chosen.insert(next_id, mutant);
                    next_id += 1;
                    have += 1;
                }
            }
        }
        if asked.only_list {
            return Ok((piles, chosen));
        }
        tree::copy(root, copy, &files)?;
        tree::write(root, copy, &files, &chosen)?;
        let broken = tree::broken(copy, &chosen)?;
        eprintln!("{} of {} do not compile", broken.len(), chosen.len());
        if broken.is_empty() {
            return Ok((piles, chosen));
        }
        chosen.retain(|id, _| !broken.contains(id));
    }
}

/// `planner` of `src/planner/rrt.rs`.
fn module_of(file: &Path) -> String {
    let part = file.components().nth(1);
    let name = part.map(|it| it.as_os_str().to_string_lossy().into_owned());
    name.unwrap_or_default().trim_end_matches(".rs").to_string()
}

/// Does `work` for each of so many items in so many threads.
fn in_threads(
    threads: usize,
    count: usize,
    work: impl Fn(usize) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let failure = Mutex::new(None);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= count {
                        return;
                    }
                    if let Err(error) = work(i) {
                        failure
                            .lock()
                            .expect("no thread panics")
                            .get_or_insert(error);
                    }
                }
            });
        }
    });
    failure
        .into_inner()
        .expect("no thread panics")
        .map_or(Ok(()), Err)
}

/// What became of a mutation.
enum Fate {
    Caught(String),
    /// After so many tests of so many that come to it.
    Survived(usize, usize),
}

/// Runs the tests that come to a mutation until one fails.
fn try_one(
    asked: &Asked,
    tree: &Path,
    id: usize,
    mutant: &Mutant,
    known: &[Known],
) -> io::Result<Fate> {
    let own = format!("{}::", module_of(&mutant.file));
    let mut tests: Vec<&Known> = known.iter().filter(|it| it.reaches.contains(&id)).collect();
    let rank = |it: &Known| match &it.test {
        test if test.name.starts_with(&own) && it.seconds < 5.0 => 0,
        test if test.target == "golden" => 1,
        _ => 2,
    };
    tests.sort_by(|a, b| {
        let seconds = a.seconds.total_cmp(&b.seconds);
        rank(a).cmp(&rank(b)).then(seconds)
    });
    let mut spent = 0.0;
    for (i, known) in tests.iter().enumerate() {
        if asked.seconds > 0.0 && spent + known.seconds > asked.seconds {
            return Ok(Fate::Survived(i, tests.len()));
        }
        let most = 20.0 + 10.0 * known.seconds;
        let (ended, seconds) = trial::run(tree, &known.test, ("MUTANT", &id.to_string()), most)?;
        spent += seconds;
        let name = format!("{}: {}", known.test.target, known.test.name);
        match ended {
            Ended::Passed => (),
            Ended::Failed => return Ok(Fate::Caught(name)),
            Ended::TimedOut => return Ok(Fate::Caught(format!("{name} (takes too long)"))),
        }
    }
    Ok(Fate::Survived(tests.len(), tests.len()))
}

/// The tests that pass, with the mutations that each comes to.
fn know(asked: &Asked, copy: &Path) -> io::Result<Vec<Known>> {
    let tests = tree::tests(copy)?;
    let known = Mutex::new(Vec::new());
    in_threads(asked.threads, tests.len(), |i| {
        let test = &tests[i];
        match trial::know(copy, test, &copy.join(format!("reached.{i}")))? {
            Some(it) => known.lock().expect("no thread panics").push(it),
            None => eprintln!("fails without a mutation: {}: {}", test.target, test.name),
        }
        Ok(())
    })?;
    let known = known.into_inner().expect("no thread panics");
    let seconds: f64 = known.iter().map(|it| it.seconds).sum();
    eprintln!(
        "{} of {} tests pass, in {seconds:.0} s",
        known.len(),
        tests.len()
    );
    Ok(known)
}

/// What was caught the last time, if that counts.
fn caught_before(
    asked: &Asked,
    file: &Path,
    chosen: &BTreeMap<usize, Mutant>,
) -> BTreeMap<usize, Fate> {
    let text = match asked.again {
        true => fs::read_to_string(file).unwrap_or_default(),
        false => String::new(),
    };
    let caught = text
        .lines()
        .filter_map(|line| line.split_once("\tcaught\t"));
    let known = caught.filter_map(|(told, by)| {
        let (id, _) = chosen.iter().find(|(_, mutant)| mutant.told() == told)?;
        Some((*id, Fate::Caught(by.to_owned())))
    });
    known.collect()
}

fn write_results(
    file: &Path,
    fates: &BTreeMap<usize, Fate>,
    chosen: &BTreeMap<usize, Mutant>,
) -> io::Result<()> {
    let row = |(id, fate): (&usize, &Fate)| match fate {
        Fate::Caught(by) => format!("{}\tcaught\t{by}\n", chosen[id].told()),
        Fate::Survived(tried, of) => format!("{}\tsurvived\t{tried} of {of}\n", chosen[id].told()),
    };
    fs::write(file, fates.iter().map(row).collect::<String>())
}

fn measure(asked: &Asked) -> io::Result<()> {
    let root = env::current_dir()?;
    let copy = root.join("target/mutants");
    let results = copy.join("results.tsv");
    fs::create_dir_all(&copy)?;
    let (piles, chosen) = draw(asked, &root, &copy)?;
    if asked.only_list {
        for mutant in chosen.values() {
            println!("{}", mutant.told());
        }
        return Ok(());
    }
    let known = know(asked, &copy)?;
    let fates = caught_before(asked, &results, &chosen);
    let left: Vec<usize> = chosen
        .keys()
        .filter(|id| !fates.contains_key(id))
        .copied()
        .collect();
    let fates = Mutex::new(fates);
    in_threads(asked.threads, left.len(), |i| {
        let mutant = &chosen[&left[i]];
        let fate = try_one(asked, &copy, left[i], mutant, &known)?;
        if let Fate::Survived(tried, of) = &fate {
            println!("{}\tpasses {tried} of {of} tests", mutant.told());
        }
        let mut fates = fates.lock().expect("no thread panics");
        fates.insert(left[i], fate);
        write_results(&results, &fates, &chosen)
    })?;
    let fates = fates.into_inner().expect("no thread panics");
    println!("| module | mutations | drawn | caught |\n|---|---|---|---|");
    for pile in piles {
        let its = fates
            .iter()
            .filter(|(id, _)| module_of(&chosen[id].file) == pile.module);
        let its: Vec<&Fate> = its.map(|(_, fate)| fate).collect();
        let caught = its
            .iter()
            .filter(|it| matches!(it, Fate::Caught(_)))
            .count();
        println!(
            "| {} | {} | {} | {caught} |",
            pile.module,
            pile.all,
            its.len()
        );
    }
    Ok(())
}

fn main() {
    let result = Asked::read()
        .map_err(io::Error::other)
        .and_then(|asked| measure(&asked));
    if let Err(error) = result {
        eprintln!("mutants: {error}");
        process::exit(1);
    }
}
