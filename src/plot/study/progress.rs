//! Success over median cost, stacked, against time, iterations or collision checks.
//!
//! Above: the share of runs that have a solution, with its Clopper-Pearson band. Below: the median of all runs' best
//! costs, unsolved ones being infinite, with its band of order statistics; it begins where half of the runs are solved,
//! and its band where the lower rank is. A cross is the median of place and cost of the first solutions, with the
//! interval of each. A curve ends with the planner's last run; a run that ended earlier keeps its cost.

use super::super::axis::Axis;
use super::super::canvas::Point;
use super::super::convergence::OPTIMUM;
use super::super::figure::{Figure, Layer};
use super::super::item::{Item, Markers};
use super::super::legend::{Entry, Sign};
use super::super::number::figure;
use super::super::style::Look;
use super::variants::variants;
use super::{Chart, MOST_BANDS, Measure, Plot, Study, axes, events, file_name};
use crate::experiment::stored::{Results, Run};
use crate::statistics::{Curve, Estimate, Sample, proportion};

/// A planner's curve.
pub struct Course {
    /// The planner, as an index into the results'.
    pub planner: usize,
    /// The curve.
    pub curve: Curve,
    /// Where its last run ended.
    pub end: f64,
    /// Where the first solutions were found: the place's median.
    pub place: Estimate,
    /// The first solutions' costs: their median.
    pub cost: Estimate,
    /// Where the first of all was found.
    pub earliest: f64,
}

/// The curves of all planners with runs of the scenario, but for batch planners whose number of samples is swept: each
/// of their runs has one cost only, which the frontier shows.
pub fn courses(study: &Study<'_>, scenario: &Results, measure: Measure) -> Vec<Course> {
    let course = |planner: usize| course(study, planner, &scenario.runs[planner], measure);
    let batches = variants(study, scenario, "samples");
    let swept = |p: &usize| {
        batches
            .iter()
            .any(|line| line.members.iter().any(|m| m.1 == *p))
    };
    let present = study.present(scenario).into_iter();
    present.filter(|p| !swept(p)).map(course).collect()
}

fn course(study: &Study<'_>, planner: usize, runs: &[Run], measure: Measure) -> Course {
    let confidence = study.settings.confidence;
    let all: Vec<_> = runs.iter().map(|run| events(run, measure)).collect();
    let firsts = |i: usize| {
        Sample::new(
            all.iter()
                .map(|e| e.first().map_or(f64::INFINITY, |e| e[i])),
        )
    };
    let last = |e: &Vec<[f64; 2]>| e.last().map_or(0.0, |e| e[0]);
    let ends = runs.iter().map(|run| measure.end(run));
    let ends = ends
        .chain(all.iter().map(last))
        .filter(|end| end.is_finite());
    let place = firsts(0);
    Course {
        planner,
        end: ends.fold(0.0, f64::max),
        place: place.median(confidence),
        cost: firsts(1).median(confidence),
        earliest: place.values().first().copied().unwrap_or(f64::INFINITY),
        curve: Curve::new(&all, confidence),
    }
}

/// The axis across for these curves.
pub fn across(courses: &[Course], measure: Measure) -> Axis {
    let first = courses
        .iter()
        .map(|c| c.earliest)
        .fold(f64::INFINITY, f64::min);
    let end = courses.iter().map(|c| c.end).fold(0.0, f64::max);
    axes::effort(measure, first, end)
}

/// The plot; `None` where no run has this measure.
pub fn plot(study: &Study<'_>, scenario: &Results, measure: Measure) -> Option<Plot> {
    let courses = courses(study, scenario, measure);
    let axis = across(&courses, measure);
    if courses.iter().all(|c| c.end <= 0.0) {
        return None;
    }
    let bands = courses.len() <= MOST_BANDS;
    let curves: Vec<_> = courses.iter().map(|c| (&c.curve, c.end)).collect();
    let firsts: Vec<f64> = courses.iter().map(|c| c.cost.value).collect();
    let costs = axes::cost(&curves, &axis, scenario.optimum, &firsts);
    let [mut success, mut cost] = [Vec::new(), Vec::new()];
    if bands {
        for course in &courses {
            let look = study.looks[course.planner];
            if course.curve.runs > 1 {
                success.push(success_band(study, course, &axis, look));
            }
            cost.extend(cost_band(course, look, |c| c));
        }
    }
    let optimum = scenario.optimum.filter(|o| o.is_finite());
    cost.extend(optimum.map(|y| Item::Rule { y, stroke: OPTIMUM }));
    for (i, course) in courses.iter().enumerate() {
        let look = study.looks[course.planner];
        let markers = Markers::Spread(i as f64 / courses.len() as f64);
        let corners = shares(course, &axis, |k, n| k as f64 / n as f64);
        success.push(Item::Line {
            corners,
            look,
            markers,
            shift: 0.0,
        });
    }
    cost.extend(median_lines(study, &courses, |c| c));
    for course in courses.iter().filter(|c| c.place.value.is_finite()) {
        let look = study.looks[course.planner];
        cost.push(Item::Cross {
            x: course.place,
            y: course.cost,
            look,
            shift: 0.0,
        });
    }
    let finite = |c: &Course| c.curve.levels.iter().any(|l| l.cost.value.is_finite());
    let nothing = !courses.iter().any(finite);
    if nothing {
        cost.clear();
    }
    let mut legend: Vec<Entry> = courses.iter().map(|c| study.entry(c.planner)).collect();
    if let Some(optimum) = optimum.filter(|_| !nothing) {
        legend.push(Entry::new(
            Sign::Line(OPTIMUM),
            format!("optimum {}", figure(optimum, 5)),
        ));
    }
    let percent = study.percent();
    let single = courses.iter().all(|c| c.curve.runs == 1);
    let note = if single {
        "one run each; marker: first path".to_owned()
    } else if bands {
        format!(
            "medians and {percent} bands, {}; crosses: first paths",
            study.count(scenario)
        )
    } else {
        format!(
            "medians, {}; crosses: first paths, {percent}",
            study.count(scenario)
        )
    };
    let layers = vec![
        Layer {
            label: "solved".to_owned(),
            axis: Axis::linear(-0.06, 1.06),
            height: 170.0,
            items: success,
            level: &[0.0, 1.0],
            words: None,
        },
        Layer {
            label: "median cost".to_owned(),
            axis: costs,
            height: 330.0,
            items: cost,
            level: &[],
            words: nothing.then(|| "at no time were half of the runs solved".to_owned()),
        },
    ];
    Some(Plot {
        file: format!("{}-{}", file_name(&scenario.name), measure.word()),
        caption: format!(
            "Share of solved runs (with its {percent} Clopper-Pearson band) and median cost (with its {percent} band of order \
             statistics, unsolved runs counted as infinite) against {}. Crosses: medians of the first solutions.",
            measure.label().trim_end_matches(" [s]")
        ),
        chart: Chart::Figure(Figure {
            width: study.settings.width,
            title: scenario.name.clone(),
            note,
            legend,
            axis,
            label: measure.label().to_owned(),
            footnotes: Vec::new(),
            layers,
        }),
    })
}

/// The steps of a figure of the solved runs, from the axis' lower end.
fn shares(course: &Course, axis: &Axis, of: impl Fn(u64, u64) -> f64) -> Vec<Point> {
    let n = course.curve.runs as u64;
    let start = axis.low.min(course.end);
    let before = course
        .curve
        .levels
        .partition_point(|level| level.place <= start);
    let solved = before
        .checked_sub(1)
        .map_or(0, |i| course.curve.levels[i].solved);
    let mut corners = vec![[start, of(solved as u64, n)]];
    let mut last = solved;
    for level in &course.curve.levels[before..] {
        if level.solved != last {
            let value = of(level.solved as u64, n);
            corners.extend([
                [level.place, corners[corners.len() - 1][1]],
                [level.place, value],
            ]);
            last = level.solved;
        }
    }
    corners.push([course.end, corners[corners.len() - 1][1]]);
    corners
}

fn success_band(study: &Study<'_>, course: &Course, axis: &Axis, look: Look) -> Item {
    let interval = |k, n| proportion(k, n, study.settings.confidence).interval;
    Item::Band {
        low: shares(course, axis, |k, n| interval(k, n).low),
        high: shares(course, axis, |k, n| interval(k, n).high),
        look,
    }
}

/// The steps of the median from where it is finite, each cost shown as `of` it.
fn medians(course: &Course, of: impl Fn(f64) -> f64) -> Vec<Point> {
    let levels = course
        .curve
        .levels
        .iter()
        .filter(|l| l.cost.value.is_finite());
    steps(levels.map(|l| [l.place, of(l.cost.value)]), course.end)
}

/// The medians of all courses that have one: before half of the runs are solved there is none.
pub fn median_lines(study: &Study<'_>, courses: &[Course], of: impl Fn(f64) -> f64) -> Vec<Item> {
    let line = |(i, course): (usize, &Course)| Item::Line {
        corners: medians(course, &of),
        look: study.looks[course.planner],
        markers: Markers::Spread(i as f64 / courses.len() as f64),
        shift: 0.0,
    };
    let has_corners =
        |item: &Item| !matches!(item, Item::Line { corners, .. } if corners.is_empty());
    let lines = courses.iter().enumerate().map(line);
    lines.filter(has_corners).collect()
}

/// The band of the median from where its lower end is finite.
pub fn cost_band(course: &Course, look: Look, of: impl Fn(f64) -> f64 + Copy) -> Option<Item> {
    let levels = || {
        let finite = |l: &&crate::statistics::Level| l.cost.interval.low.is_finite();
        course.curve.levels.iter().filter(finite)
    };
    let low = steps(
        levels().map(|l| [l.place, of(l.cost.interval.low)]),
        course.end,
    );
    let high = steps(
        levels().map(|l| [l.place, of(l.cost.interval.high)]),
        course.end,
    );
    (!low.is_empty()).then_some(Item::Band { low, high, look })
}

fn steps(levels: impl Iterator<Item = Point>, end: f64) -> Vec<Point> {
    let levels: Vec<Point> = levels.collect();
    super::super::step(&levels, end)
}
