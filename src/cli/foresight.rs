//! What can be said before a run: that there is no way, that a target is out of reach, that a goal is never hit.

use crate::experiment::{Entry, Experiment};
use crate::optimum::{Answer, Known, Limit, STATED_ROUNDING, optimum};
use crate::planner::Spec;
use crate::record::{RunRecord, StopReason};
use crate::run::{Budget, Observer, WallClock};
use crate::scenario::Scenario;
use crate::scenario::dispatch::{self, Setup};
use crate::world::Shape;

/// Ends a run before its first step.
struct AtOnce;

impl Observer for AtOnce {
    fn is_interrupted(&self) -> bool {
        true
    }
}

/// Runs a planner; not a step of it where there is no path.
pub fn run(
    scenario: &Scenario,
    known: &Known,
    setup: &Setup,
    observer: &mut dyn Observer,
) -> RunRecord {
    if !known.has_no_path {
        return dispatch::run(scenario, setup, WallClock::start, observer);
    }
    let mut record = dispatch::run(scenario, setup, WallClock::start, &mut AtOnce);
    record.stop = StopReason::NoPath;
    record
}

/// What is wrong with a target cost that no path can have; `None` where one may.
///
/// # Errors
/// The same, where no other limit ends the run.
pub fn unreachable_target(
    scenario: &Scenario,
    known: &Known,
    budget: &Budget,
) -> Result<Option<String>, String> {
    let Some(cost) = budget.cost.filter(|cost| *cost < known.lower) else {
        return Ok(None);
    };
    let least = known.reference.map_or_else(
        || {
            format!(
                "every path on {} costs at least {}",
                scenario.name, known.lower
            )
        },
        |reference| format!("the optimum of {} is {}", scenario.name, reference.cost),
    );
    let message = format!("the target cost {cost} is never reached: {least}");
    match budget.time.is_none() && budget.iterations.is_none() {
        true => Err(format!(
            "{message}; it is the only limit, so that the run would not end: give a time or a number of iterations, with \
             -t or -n"
        )),
        false => Ok(Some(message)),
    }
}

/// What is wrong with a planner that almost surely never comes into the goal; `None` where it may.
pub fn missed_goal(scenario: &Scenario, spec: &Spec) -> Option<String> {
    let flat = |shape: &Shape| match shape {
        Shape::Box { min, max } => min.iter().zip(max).any(|(a, b)| a == b),
        _ => false,
    };
    // Draws from a region without volume may be in the goal.
    let regions = scenario.sampling.iter().any(|region| flat(&region.shape));
    let no_volume = scenario.goal.iter().all(|goal| goal.has_no_volume());
    (no_volume && !regions && spec.leaves_the_goal_to_chance()).then(|| {
        format!(
            "{} with goal-bias 0 never comes into the goal of {}, which has no volume: draw a share of the samples from \
             it, or make it a ball",
            spec.name(),
            scenario.name
        )
    })
}

/// What is wrong with the optimum that a scenario states, where it is cheap to know.
pub fn wrong_optimum(scenario: &Scenario) -> Option<String> {
    let stated = scenario.optimum?;
    let Answer::Known(found) = optimum(scenario, &Limit::CHEAP) else {
        return None;
    };
    let name = &scenario.name;
    if found.upper < stated * (1.0 - STATED_ROUNDING) {
        let upper = found.upper;
        return Some(format!(
            "the optimum that {name} states, {stated}, is wrong: a path costs {upper}"
        ));
    }
    (found.lower > stated * (1.0 + STATED_ROUNDING)).then(|| {
        let lower = found.lower;
        format!(
            "the optimum that {name} states, {stated}, is wrong: no path costs less than {lower}"
        )
    })
}

/// What the planner and the limits that a scenario names itself come to nothing by, and an optimum that is wrong.
pub fn of_scenario(scenario: &Scenario) -> Vec<String> {
    let goal = scenario.planner.iter();
    let goal = goal.filter_map(|spec| missed_goal(scenario, spec));
    let known = scenario
        .stop
        .cost
        .map(|_| Known::of(scenario, &Limit::CHEAP));
    let target = known.map(|known| unreachable_target(scenario, &known, &scenario.stop));
    let target = target.and_then(|target| target.unwrap_or_else(Some));
    goal.chain(target).chain(wrong_optimum(scenario)).collect()
}

/// What is known to come to nothing in an experiment: scenarios without a way, targets and goals out of reach.
///
/// # Errors
/// Where a target cost that no path can have is the only limit of a run.
pub fn of_experiment(experiment: &Experiment) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for Entry {
        scenario, known, ..
    } in &experiment.scenarios
    {
        let budget = experiment.budget(scenario);
        if known.has_no_path {
            found.push(format!(
                "there is no path into the goal of {}: its runs end before their first iteration",
                scenario.name
            ));
        }
        found.extend(unreachable_target(scenario, known, &budget)?);
        found.extend(wrong_optimum(scenario));
        for planner in &experiment.planners {
            let spec = planner.spec(scenario)?;
            found.extend(missed_goal(scenario, &spec));
        }
    }
    Ok(found)
}
