//! `prolate bench`: many runs, each on disk as soon as it is done, and what they say together.

mod merge;
mod session;
mod told;

use super::signals::Signals;
use super::{Failure, Outcome, foresight, input, memory, print, progress, streams};
use crate::experiment::batch::{Outcome as Ended, run_all};
use crate::experiment::folder::Folder;
use crate::experiment::machine::{Machine, Session};
use crate::experiment::resolved;
use crate::experiment::rows::{RunKey, RunRow, TraceRow, trace_rows};
use crate::experiment::running::Running;
use crate::experiment::shard::Shard;
use crate::experiment::stored;
use crate::experiment::{self, Configuration, Entry, Experiment, Job};
use crate::plot::study::Settings;
use crate::record::{Keep, StopReason};
use crate::report;
use crate::results::Summary;
use crate::results::foreign::Foreign;
use crate::run::Budget;
use crate::scenario::dispatch::Setup;
use crate::scenario::{self, Document};
use crate::verify::of_run::verify_run;
use indicatif::ProgressBar;
use serde_json::json;
use std::collections::HashSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Arguments of `prolate bench`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// An experiment, or scenarios, one of which may be `-`, standard input; with --merge, folders of results
    #[arg(required = true, value_name = "EXPERIMENT|SCENARIO|DIR")]
    inputs: Vec<PathBuf>,
    /// The planners, as A,B,… [default: the experiment's, else the scenarios']
    #[arg(
        short,
        long = "planner",
        value_name = "A,B,…",
        value_delimiter = ',',
        help_heading = "Problem"
    )]
    planners: Vec<String>,
    /// Runs of each planner on each scenario [default: the experiment's, else 10]
    #[arg(short, long, help_heading = "Problem", allow_hyphen_values = true, value_parser = super::plan::at_least_one)]
    runs: Option<u64>,
    /// The seed that every run's seed comes from [default: the experiment's, else 1]
    #[arg(short, long, help_heading = "Problem", allow_hyphen_values = true, value_parser = super::plan::seed)]
    seed: Option<u64>,
    /// Stop each run after this time: 2s, 500ms, 1m or a number of seconds; a time, a number or a cost given here
    /// replaces those of every other `stop`
    /// [default: the experiment's, else the scenario's, else 5s]
    #[arg(short, long, help_heading = "Budget", allow_hyphen_values = true, value_parser = scenario::parse_time)]
    time: Option<f64>,
    /// Stop each run after this many iterations; for fmt-star and prm-star, plan over this many samples
    #[arg(short = 'n', long, help_heading = "Budget", allow_hyphen_values = true, value_parser = super::plan::at_least_one)]
    iterations: Option<u64>,
    /// Stop each run at this cost
    #[arg(long, value_name = "COST", help_heading = "Budget", allow_hyphen_values = true, value_parser = super::plan::positive)]
    target_cost: Option<f64>,
    /// Stop each run before its planner takes more memory than this: 2GB, 500MiB; replaces the memory of every `stop`
    /// and no other limit [default: the experiment's, else the scenario's, else nine tenths of what is available,
    /// divided by the runs at a time]
    #[arg(long, value_name = "SIZE", help_heading = "Budget", allow_hyphen_values = true, value_parser = scenario::parse_memory)]
    max_memory: Option<u64>,
    /// Runs at a time [default: the experiment's; else one for each core, and where runs end by the clock one for each
    /// idle physical core]
    #[arg(short, long, help_heading = "Running", allow_hyphen_values = true, value_parser = jobs)]
    jobs: Option<u64>,
    /// Do only part I of N of the runs, for N machines
    #[arg(
        long,
        value_name = "I/N",
        help_heading = "Running",
        allow_hyphen_values = true
    )]
    shard: Option<Shard>,
    /// Join the results of shards into the folder of -o
    #[arg(long, help_heading = "Running", requires = "output", conflicts_with_all = ["planners", "runs", "seed", "time", "iterations", "target_cost", "max_memory", "jobs", "shard"])]
    merge: bool,
    /// With --merge, leave out rows that cannot be right instead of stopping there
    #[arg(long, help_heading = "Running", requires = "merge")]
    lenient: bool,
    /// Where to write; what is done there is not done again [default: out/EXPERIMENT]
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Draw no plots and write no report; `prolate plot` does it later
    #[arg(long, help_heading = "Output")]
    no_plots: bool,
    /// Print JSON instead of text: for each scenario and planner its runs and their medians
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// No progress and no summary, only errors
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

/// How many runs go on at a time.
fn jobs(text: &str) -> Result<u64, String> {
    match scenario::parse_count(text)? {
        jobs @ 1..=4096 => Ok(jobs),
        _ => Err("from 1 to 4096 are legal".into()),
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let output = super::output_folder(arguments.output.as_ref())?;
    if let (true, Some(output)) = (arguments.merge, &output) {
        return merge::run(&arguments.inputs, output, arguments);
    }
    let experiment = chosen_experiment(arguments)?;
    let warnings = foresight::of_experiment(&experiment)?;
    if !arguments.quiet {
        warnings.iter().for_each(|it| super::warn(it));
    }
    // Among others, a scenario without a way is a result.
    let mut entries = experiment.scenarios.iter();
    let is_hopeless = entries.all(|entry| entry.known.has_no_path);
    let path = output.unwrap_or_else(|| experiment.default_folder());
    let shard = arguments.shard;
    let is_mine =
        |job: &Job| shard.is_none_or(|shard| shard.holds(job.scenario, job.key.run, &experiment));
    let all = experiment.jobs()?.filter(is_mine).count();
    check_report(&path, &experiment, !arguments.no_plots && shard.is_none())?;
    // A report that tells of fewer runs than there will be is to go.
    let is_report_ours = |finished: &HashSet<RunKey>| match finished.len() < all {
        true => report::former::check(&path),
        false => Ok(()),
    };
    let (mut folder, finished) = Folder::open_if(&path, shard, &experiment, is_report_ours)?;
    session::former(&path, shard)?;
    let left = all - finished.len();
    let (running, begun) = Running::open(&path, shard, &finished)?;
    if let Some(warning) = told::left_behind(&begun).filter(|_| !arguments.quiet) {
        super::warn(&warning);
    }

    let machine = Machine::here();
    let threads = chosen_threads(arguments, &experiment, &machine);
    let threads = threads.min(left).max(1);
    if !arguments.quiet {
        let plan = told::plan(&experiment, shard, all, left, threads, &machine);
        streams::tell(&plan);
    }
    let given = arguments.max_memory;
    let limit = memory::default_limit(threads);
    let within_limit = |mut job: Job| {
        job.is_limit_given = given.or(job.budget.memory).is_some();
        job.budget.memory = given.or(job.budget.memory).or(limit);
        job
    };
    let jobs = experiment.jobs()?.filter(is_mine);
    let jobs = jobs.filter(|job| !finished.contains(&job.key));
    if left > 0 {
        // It would tell of fewer runs than there are.
        report::former::remove(&path)?;
    }
    let signals = Signals::listen();
    let mut session = Session::begin(threads);
    let began = Instant::now();
    let bar = progress::of_runs(all, finished.len(), arguments.quiet);
    let outcome = run_all(
        jobs.map(within_limit),
        threads,
        |job| {
            running.note(&job.key, job.seed);
            work(&experiment, job, signals)
        },
        |ended| -> Result<(), Failure> {
            let rows: Vec<_> = ended
                .into_iter()
                .map(|(job, ended)| rows(&job, ended, &bar, arguments.quiet))
                .collect();
            folder.append(&rows)?;
            session.runs += rows.len();
            bar.inc(rows.len() as u64);
            Ok(())
        },
    );
    bar.finish_and_clear();
    session.time_s = began.elapsed().as_secs_f64();
    let done = finished.len() + session.runs;
    let recorded = session::record(&path, shard, machine, session);
    let ended = running.end();
    outcome?;
    ended?;

    if let Some(signal) = signals.number() {
        if !arguments.quiet {
            streams::tell(&format!(
                "interrupted: {done} of {all} runs are done; the same command does the others\n"
            ));
        }
        recorded?;
        return Ok(Outcome::Signalled(signal));
    }
    let crashed = folder.complete()?;
    let Some(shard) = arguments.shard else {
        let outcome = conclude(&path, arguments)?;
        recorded?;
        return Ok(if is_hopeless {
            Outcome::Negative
        } else {
            outcome
        });
    };
    if arguments.json {
        let told =
            json!({"folder": path.display().to_string(), "shard": shard.to_string(), "runs": done});
        print(&format!("{told:#}\n"));
    } else if !arguments.quiet {
        let folder = path.display();
        print(&format!(
            "shard {shard} is done: {}\n{done} runs in     {folder}\nwhen all are    prolate bench --merge {folder} -o {folder}\n",
            experiment.name
        ));
    }
    recorded?;
    Ok(match crashed || is_hopeless {
        true => Outcome::Negative,
        false => Outcome::Success,
    })
}

/// Sees, before anything is made, that the batch may draw its report into the folder, and in one that is not begun that
/// it may remove what tells of no runs.
///
/// # Errors
/// A file that is not the program's own.
fn check_report(path: &Path, experiment: &Experiment, draws: bool) -> Result<(), Foreign> {
    let entries = experiment.scenarios.iter();
    let families = entries.clone().flat_map(|entry| &entry.parameters);
    let families = families.filter(|(key, _)| key == "family");
    let families: Vec<String> = families.map(|(_, family)| family.to_string()).collect();
    let names = entries.map(|entry| entry.scenario.name.as_str());
    let names: Vec<&str> = names.chain(families.iter().map(String::as_str)).collect();
    match draws {
        true => report::check(path, &names),
        false if path.join(resolved::FILE).exists() => Ok(()),
        false => report::former::check(path),
    }
}

/// Draws and tells what a complete folder holds.
fn conclude(path: &Path, arguments: &Arguments) -> Result<Outcome, Failure> {
    let plots = !arguments.no_plots;
    let stored = stored::read(&[path.to_owned()])?;
    let mut told = told::summary(&stored);
    let _ = writeln!(told, "written to      {}", path.display());
    told.push_str("  runs.csv, convergence.csv, experiment.yaml\n");
    // Last, for it takes the longest: whoever cannot wait has the results.
    let drawn = plots.then(|| report::draw(&stored, path, &Settings::default()));
    if let Some(Ok(_)) = drawn {
        told.push_str("look at         report.html, plots/\n");
    }
    if arguments.json {
        print(&format!("{:#}\n", told::summary_json(&stored, path)));
    } else if !arguments.quiet {
        print(&told);
    }
    drawn.transpose()?;
    let mut runs = stored
        .scenarios
        .iter()
        .flat_map(|s| s.runs.iter().flatten());
    Ok(match runs.any(|run| run.row.has_crashed()) {
        true => Outcome::Negative,
        false => Outcome::Success,
    })
}

/// The experiment of the command line: a file's or one on scenarios, with what the options change.
fn chosen_experiment(arguments: &Arguments) -> Result<Experiment, Failure> {
    input::read_once(&arguments.inputs)?;
    let documents: Vec<_> = arguments
        .inputs
        .iter()
        .map(|it| input::document(it))
        .collect();
    let is_experiment = |it: &&Document| experiment::is_experiment(&it.text);
    let mut experiment = match documents.iter().flatten().find(is_experiment) {
        None => Experiment::of_scenarios(documents)?,
        Some(one) if documents.len() == 1 => {
            experiment::parse(one).map_err(|reports| super::joined(&reports))?
        }
        Some(one) => {
            return Err(format!(
                "{} is an experiment and runs alone; experiments may name any number of scenarios",
                one.file.display()
            )
            .into());
        }
    };
    if !arguments.planners.is_empty() {
        experiment.planners.clear();
        for name in &arguments.planners {
            let name = name.trim();
            super::named(name)?;
            if experiment.planners.iter().any(|p| p.label == name) {
                return Err(format!("-p names `{name}` twice").into());
            }
            experiment.planners.extend(Configuration::named(name));
        }
    }
    let given = Budget {
        time: arguments.time,
        iterations: arguments.iterations,
        cost: arguments.target_cost,
        // It is for this machine, as the number of jobs is, and no part of the experiment.
        memory: None,
    };
    experiment.stop = given.over(experiment.stop);
    experiment.runs = arguments.runs.unwrap_or(experiment.runs);
    experiment.seed = arguments.seed.unwrap_or(experiment.seed);
    experiment.settle()?;
    Ok(experiment)
}

/// Runs at a time. Runs that end by the clock are not to share a core with anything.
fn chosen_threads(arguments: &Arguments, experiment: &Experiment, machine: &Machine) -> usize {
    let given = arguments.jobs.map(|jobs| jobs as usize);
    given
        .or(experiment.jobs)
        .unwrap_or(if experiment.is_timed() {
            machine.idle_cores()
        } else {
            machine.logical_cores
        })
}

/// One run; `None` where a signal ended it, for then it is not what its budget would have made of it.
fn work(experiment: &Experiment, job: &Job, signals: Signals) -> Option<(RunRow, Vec<TraceRow>)> {
    if signals.seen() {
        return None;
    }
    let Entry {
        scenario, known, ..
    } = &experiment.scenarios[job.scenario];
    let setup = Setup {
        spec: &job.spec,
        seed: job.seed,
        budget: &job.budget,
        keep: Keep::Nothing,
    };
    let record = foresight::run(scenario, known, &setup, &mut signals.flag());
    if record.stop == StopReason::Interrupted {
        return None;
    }
    let verdict = verify_run(scenario, &record);
    let summary = Summary::new(scenario, &job.spec, job.seed, &record).judged(verdict.as_ref());
    let row = RunRow::new(&job.key, &summary);
    let mut trace = trace_rows(&job.key, &record);
    if row.is_refuted() {
        trace.iter_mut().for_each(|row| row.cost = None);
    }
    Some((row, trace))
}

/// The rows of a run that ended, one way or the other.
fn rows(
    job: &Job,
    ended: Ended<(RunRow, Vec<TraceRow>)>,
    bar: &ProgressBar,
    quiet: bool,
) -> (RunRow, Vec<TraceRow>) {
    match ended {
        Ended::Done(rows) => {
            if rows.0.stop_reason == StopReason::Memory.name() && !quiet {
                let why = memory::reason(job.budget.memory, job.is_limit_given);
                let run = &job.key;
                bar.suspend(|| super::warn(&format!("{run} ended early: {why}")));
            }
            rows
        }
        Ended::Crashed(message) => {
            let run = &job.key;
            bar.suspend(|| super::warn(&format!("{run} crashed: {message}")));
            (RunRow::crashed(&job.key, job.seed), Vec::new())
        }
    }
}
