//! `prolate plan`: one run, and the files and pictures it leaves.

mod told;
mod written;

use super::progress::Progress;
use super::signals::Signals;
use super::{Failure, Outcome, foresight, load, memory, pictures, print};
use crate::optimum::{Known, Limit};
use crate::planner::{Spec, Value};
use crate::record::{Keep, StopReason};
use crate::results::Summary;
use crate::run::Budget;
use crate::scenario::dispatch::Setup;
use crate::scenario::{self, Scenario};
use crate::verify::of_run::verify_run;
use std::path::{Path, PathBuf};

/// Arguments of `prolate plan`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The scenario, a YAML file; `-` is standard input
    scenario: PathBuf,
    /// The planner [default: the scenario's, else informed-rrt-star, with dynamics kinodynamic-rrt-star]
    #[arg(short, long, value_name = "PLANNER", help_heading = "Problem")]
    planner: Option<String>,
    /// Set a planner's parameter, as often as needed (see `prolate planners NAME`)
    #[arg(
        long,
        value_name = "KEY=VALUE",
        help_heading = "Problem",
        allow_hyphen_values = true
    )]
    set: Vec<String>,
    /// The seed [default: the scenario's, else 1]
    #[arg(short, long, help_heading = "Problem", allow_hyphen_values = true, value_parser = seed)]
    seed: Option<u64>,
    /// Stop after this time: 2s, 500ms, 1m or a number of seconds; a time, a number or a cost given here replaces those
    /// of the scenario's `stop`
    /// [default: the scenario's, else 5s]
    #[arg(short, long, help_heading = "Budget", allow_hyphen_values = true, value_parser = scenario::parse_time)]
    time: Option<f64>,
    /// Stop after this many iterations; for fmt-star and prm-star, plan over this many samples
    #[arg(short = 'n', long, help_heading = "Budget", allow_hyphen_values = true, value_parser = at_least_one)]
    iterations: Option<u64>,
    /// Stop at this cost; alone, the run has no other limit
    #[arg(long, value_name = "COST", help_heading = "Budget", allow_hyphen_values = true, value_parser = positive)]
    target_cost: Option<f64>,
    /// Stop before the planner takes more memory than this: 2GB, 500MiB; replaces the memory of the scenario's `stop`
    /// and no other limit [default: the scenario's, else nine tenths of what is available]
    #[arg(long, value_name = "SIZE", help_heading = "Budget", allow_hyphen_values = true, value_parser = scenario::parse_memory)]
    max_memory: Option<u64>,
    /// Where to write [default: out/SCENARIO/PLANNER-SEED]
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Seconds from one row of trajectory.csv to the next, with dynamics [default: the planner's setting, else 0.01]
    #[arg(long, value_name = "SECONDS", help_heading = "Output", allow_hyphen_values = true, value_parser = positive)]
    dt: Option<f64>,
    /// Write the tree too: tree.csv and tree.graphml
    #[arg(long, help_heading = "Output")]
    save_tree: bool,
    /// Draw no pictures
    #[arg(long, help_heading = "Output")]
    no_plots: bool,
    /// Print summary.json instead of text
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// No progress and no summary, only errors
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

/// A seed: below 2^53.
pub(super) fn seed(text: &str) -> Result<u64, String> {
    match scenario::parse_count(text)? {
        seed if seed < 1 << 53 => Ok(seed),
        _ => Err("a seed is below 2^53".into()),
    }
}

/// A number of iterations or runs.
pub(super) fn at_least_one(text: &str) -> Result<u64, String> {
    match scenario::parse_count(text)? {
        0 => Err("at least 1 is needed".into()),
        count if count < 1 << 53 => Ok(count),
        _ => Err("that is too large a number".into()),
    }
}

pub(super) fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x > 0.0 && x.is_finite() => Ok(x),
        _ => Err("a positive number is needed".into()),
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let output = super::output_folder(arguments.output.as_ref())?;
    let mut scenario = load(&arguments.scenario)?;
    let mut spec = chosen_planner(arguments, &scenario)?;
    let seed = arguments.seed.unwrap_or(scenario.seed);
    let given = chosen_budget(arguments, &scenario);
    let budget = Budget {
        memory: given.memory.or_else(|| memory::default_limit(1)),
        ..given
    };
    let known = Known::of(&scenario, &Limit::BRIEF);
    // The pictures show it too.
    scenario.optimum = known.reference.map(|reference| reference.cost);
    let target = foresight::unreachable_target(&scenario, &known, &budget)?;
    if !arguments.quiet {
        let goal = foresight::missed_goal(&scenario, &spec);
        let wrong = foresight::wrong_optimum(&scenario);
        let warnings = target.iter().chain(&goal).chain(&wrong);
        warnings.for_each(|it| super::warn(it));
    }
    spec.settle(budget.iterations);
    let folder = output.unwrap_or_else(|| {
        let run = format!("{}-{seed}", spec.name());
        Path::new("out").join(&scenario.name).join(run)
    });
    written::prepare(&folder)?;
    let signals = Signals::listen();
    let mut progress = Progress::new(&budget, arguments.quiet, signals);
    let has_scene = !arguments.no_plots && pictures::has_scene(&scenario);
    let setup = Setup {
        spec: &spec,
        seed,
        budget: &budget,
        keep: match arguments.save_tree {
            true => Keep::Everything,
            false if has_scene => Keep::ForPictures,
            false => Keep::Nothing,
        },
    };
    let record = foresight::run(&scenario, &known, &setup, &mut progress);
    progress.finish();
    if record.stop == StopReason::Memory && !arguments.quiet {
        let why = memory::reason(budget.memory, given.memory.is_some());
        super::warn(&format!("the run ended early: {why}"));
    }

    let verdict = verify_run(&scenario, &record);
    let mut summary = Summary::new(&scenario, &spec, seed, &record).judged(verdict.as_ref());
    if let Some(reference) = known.reference.filter(|reference| reference.is_computed) {
        summary.optimum_source = Some("computed");
        summary.optimum_width = Some(reference.width).filter(|width| *width > 0.0);
    }
    let output = written::Output {
        folder: &folder,
        has_tree: arguments.save_tree,
        has_pictures: !arguments.no_plots,
    };
    let written = written::write(&output, &scenario, &record, &summary);
    if arguments.json {
        print(&summary.to_json());
    } else if !arguments.quiet {
        let linear_cost = record.linear_cost;
        print(&told::describe(
            &summary,
            &folder,
            &written.names,
            &scenario,
            linear_cost,
        ));
    }
    if !written.failures.is_empty() {
        return Err(Failure(written.failures.join("\nerror: ")));
    }
    Ok(match signals.number() {
        Some(signal) => Outcome::Signalled(signal),
        None if record.solved() && summary.trajectory_holds != Some(false) => Outcome::Success,
        None => Outcome::Negative,
    })
}

/// The scenario's settings apply only where the command line names the same planner; `--set` comes last.
fn chosen_planner(arguments: &Arguments, scenario: &Scenario) -> Result<Spec, Failure> {
    let mut spec = match (&arguments.planner, &scenario.planner) {
        (Some(name), Some(spec)) if spec.name() == name => spec.clone(),
        (Some(name), _) => super::named(name)?,
        (None, Some(spec)) => spec.clone(),
        (None, None) => super::named(scenario.default_planner())?,
    };
    for setting in &arguments.set {
        let Some((key, value)) = setting.split_once('=') else {
            return Err(format!("--set {setting}: KEY=VALUE is needed").into());
        };
        let key = key.trim();
        let parameters = spec.parameters();
        let legal: Vec<_> = parameters.iter().map(|parameter| parameter.key).collect();
        if !legal.contains(&key) {
            let why = scenario::no_such("setting", key, &legal);
            return Err(Failure(format!("--set {setting}: {why}")));
        }
        spec.set(key, &scenario::parse_value(value)?)
            .map_err(|message| format!("--set {setting}: {message}"))?;
    }
    scenario.accepts(&spec)?;
    if let Some(dt) = arguments.dt {
        spec.set("dt", &Value::Number(dt))
            .map_err(|_| "--dt is for scenarios with dynamics")?;
    }
    Ok(spec)
}

/// A time, a number of iterations or a cost on the command line replaces all three of the scenario's `stop`, and a
/// memory its memory.
fn chosen_budget(arguments: &Arguments, scenario: &Scenario) -> Budget {
    let given = Budget {
        time: arguments.time,
        iterations: arguments.iterations,
        cost: arguments.target_cost,
        memory: arguments.max_memory,
    };
    given.over(scenario.stop).over(Budget::FALLBACK)
}
