//! The rows of `runs.csv` and `convergence.csv`: their columns, in order. Scripts depend on them.
//!
//! Numbers are written with as many digits as it takes to read the same number back; what is not known (an unsolved
//! run's cost) is an empty cell. A run is known by its key (scenario, planner, run): `planner` is the label of a
//! planner with its settings, which is its name where an experiment says no more.

use super::reading::Judged;
use crate::record::{RunRecord, TracePoint};
use crate::results::Summary;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::Read;

/// What tells a run from all others of an experiment; rows of finished experiments are sorted by it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunKey {
    /// The scenario's name.
    pub scenario: String,
    /// The label of the planner with its settings.
    pub planner: String,
    /// The run, from 1.
    pub run: u64,
}

impl fmt::Display for RunKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "run {} of `{}` on {}",
            self.run, self.planner, self.scenario
        )
    }
}

/// A row of `runs.csv`: a finished run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunRow {
    /// The scenario's name.
    pub scenario: String,
    /// The label of the planner with its settings.
    pub planner: String,
    /// The run, from 1.
    pub run: u64,
    /// The run's seed.
    pub seed: u64,
    /// Whether a path was found.
    pub solved: bool,
    /// When the first path was found, in seconds.
    pub first_solution_time_s: Option<f64>,
    /// The first path's cost.
    pub first_cost: Option<f64>,
    /// The last path's cost.
    pub cost: Option<f64>,
    /// How long the run took, in seconds.
    pub time_s: f64,
    /// Iterations done.
    pub iterations: u64,
    /// Vertices at the end.
    pub vertices: u64,
    /// Motions checked.
    pub motion_checks: u64,
    /// States checked.
    pub state_checks: u64,
    /// The most that the planner's containers held, in 1e6 bytes.
    pub peak_memory_mb: f64,
    /// Why the run ended: a word of [`StopReason`](crate::record::StopReason), [`CRASHED`] or
    /// [`REFUTED`].
    pub stop_reason: String,
}

/// The `stop_reason` of a run that ended in a defect of the program. It is not solved, and its figures are zero.
pub const CRASHED: &str = "crashed";

/// The `stop_reason` of a run whose trajectory does not hold. It is not solved.
pub const REFUTED: &str = "refuted";

/// A row of `convergence.csv`: where a run stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TraceRow {
    /// The scenario's name.
    pub scenario: String,
    /// The label of the planner with its settings.
    pub planner: String,
    /// The run, from 1.
    pub run: u64,
    /// Seconds since the run began.
    pub time_s: f64,
    /// Iterations done.
    pub iteration: u64,
    /// Vertices held.
    pub vertices: u64,
    /// Motions checked so far.
    pub motion_checks: u64,
    /// The best path's cost; empty before there is one.
    pub cost: Option<f64>,
}

impl RunRow {
    /// The row of a run that ended. One whose trajectory does not hold has solved nothing.
    pub fn new(key: &RunKey, summary: &Summary) -> Self {
        let refuted = summary.trajectory_holds == Some(false);
        let of_path = |figure: Option<f64>| figure.filter(|_| !refuted);
        Self {
            scenario: key.scenario.clone(),
            planner: key.planner.clone(),
            run: key.run,
            seed: summary.seed,
            solved: summary.solved && !refuted,
            first_solution_time_s: of_path(summary.first_solution_time_s),
            first_cost: of_path(summary.first_cost),
            cost: of_path(summary.cost),
            time_s: summary.time_s,
            iterations: summary.iterations,
            vertices: summary.vertices,
            motion_checks: summary.motion_checks,
            state_checks: summary.state_checks,
            peak_memory_mb: summary.peak_memory_mb,
            stop_reason: if refuted {
                REFUTED
            } else {
                summary.stop_reason
            }
            .to_owned(),
        }
    }

    /// Whether the run has found a trajectory that does not hold.
    pub fn is_refuted(&self) -> bool {
        self.stop_reason == REFUTED
    }

    /// Whether the run ended in a defect of the program.
    pub fn has_crashed(&self) -> bool {
        self.stop_reason == CRASHED
    }

    /// The row of a run that crashed.
    pub fn crashed(key: &RunKey, seed: u64) -> Self {
        Self {
            scenario: key.scenario.clone(),
            planner: key.planner.clone(),
            run: key.run,
            seed,
            solved: false,
            first_solution_time_s: None,
            first_cost: None,
            cost: None,
            time_s: 0.0,
            iterations: 0,
            vertices: 0,
            motion_checks: 0,
            state_checks: 0,
            peak_memory_mb: 0.0,
            stop_reason: CRASHED.to_owned(),
        }
    }
}

/// A row of one of the two tables, whose columns are written in the order of [`Judged::HEADER`].
pub trait Row: Serialize + Judged {
    /// What tells the row's run from all others.
    fn key(&self) -> RunKey;
}

impl Row for RunRow {
    fn key(&self) -> RunKey {
        RunKey {
            scenario: self.scenario.clone(),
            planner: self.planner.clone(),
            run: self.run,
        }
    }
}

impl Row for TraceRow {
    fn key(&self) -> RunKey {
        RunKey {
            scenario: self.scenario.clone(),
            planner: self.planner.clone(),
            run: self.run,
        }
    }
}

/// Improvements by less than this part of the cost have no row of their own.
const LEAST_IMPROVEMENT: f64 = 1e-4;

/// The rows of a run's convergence, in order: the first path, every improvement of at least 1e-4 of the cost, where the
/// run stood at iterations 1, 2, 4, 6, 10, 18, … (the record's milestones), and the end.
pub fn trace_rows(key: &RunKey, record: &RunRecord) -> Vec<TraceRow> {
    let mut kept = f64::INFINITY;
    let mut points: Vec<&TracePoint> = Vec::new();
    let mut milestones = record.milestones.iter().peekable();
    for event in &record.trace {
        while let Some(point) = milestones.next_if(|m| m.iteration < event.iteration) {
            points.push(point);
        }
        if event.cost <= kept * (1.0 - LEAST_IMPROVEMENT) || kept.is_infinite() {
            kept = event.cost;
            points.push(event);
        }
    }
    points.extend(milestones);
    if points.last() != Some(&&record.end) {
        points.push(&record.end);
    }
    points.extend(&record.shortened);
    let row = |point: &TracePoint| TraceRow {
        scenario: key.scenario.clone(),
        planner: key.planner.clone(),
        run: key.run,
        time_s: point.time_s,
        iteration: point.iteration,
        vertices: point.vertices,
        motion_checks: point.motion_checks,
        cost: point.cost.is_finite().then_some(point.cost),
    };
    points.into_iter().map(row).collect()
}

/// The rows as lines of CSV, without a header.
pub fn to_csv<T: Serialize>(rows: &[T]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).expect("a row is numbers and words");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("a row is text")
}

/// A whole table: the header and the rows.
pub fn table<T: Row>(rows: &[T]) -> String {
    format!("{}\n{}", T::HEADER, to_csv(rows))
}

/// The rows of a CSV file with its header, one after the other.
pub fn from_csv<T: DeserializeOwned>(input: impl Read) -> impl Iterator<Item = csv::Result<T>> {
    csv::Reader::from_reader(input).into_deserialize()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::StopReason;

    fn point(iteration: u64, cost: f64) -> TracePoint {
        TracePoint {
            time_s: iteration as f64,
            iteration,
            vertices: iteration,
            motion_checks: iteration,
            state_checks: iteration,
            cost,
        }
    }

    fn key() -> RunKey {
        RunKey {
            scenario: "a, \"quoted\" name".into(),
            planner: "rrt-star range=0.1".into(),
            run: 3,
        }
    }

    fn record(trace: &[(u64, f64)], milestones: &[(u64, f64)], end: (u64, f64)) -> RunRecord {
        let points = |list: &[(u64, f64)]| list.iter().map(|(i, c)| point(*i, *c)).collect();
        RunRecord {
            trace: points(trace),
            milestones: points(milestones),
            end: point(end.0, end.1),
            stop: StopReason::Iterations,
            shortened: None,
            path: Vec::new(),
            forest: None,
            trajectory: None,
            curves: None,
            linear_cost: None,
            uncertain_connections: 0,
            peak_memory: 0,
        }
    }

    #[test]
    fn rows_keep_the_improvements_that_count_the_milestones_and_the_end() {
        let none = f64::INFINITY;
        let record = record(
            &[(3, 2.0), (5, 1.9999), (7, 1.5)],
            &[(1, none), (2, none), (4, 2.0), (6, 1.9999)],
            (8, 1.5),
        );
        let rows = trace_rows(&key(), &record);
        let told: Vec<_> = rows.iter().map(|row| (row.iteration, row.cost)).collect();
        assert_eq!(
            told,
            [
                (1, None),
                (2, None),
                (3, Some(2.0)),
                (4, Some(2.0)),
                (6, Some(1.9999)),
                (7, Some(1.5)),
                (8, Some(1.5)),
            ]
        );
    }

    #[test]
    fn rows_are_read_as_they_were_written() {
        let rows = trace_rows(
            &key(),
            &record(&[(3, 0.1 + 0.2)], &[(1, f64::INFINITY)], (9, 0.1 + 0.2)),
        );
        let text = table(&rows);
        let read: Vec<TraceRow> = from_csv(text.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(read, rows);

        let crashed = vec![RunRow::crashed(&key(), 7)];
        let text = table(&crashed);
        let read: Vec<RunRow> = from_csv(text.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(read, crashed);
    }

    #[test]
    fn headers_name_the_columns_in_the_order_of_the_cells() {
        fn written<T: Row>(row: &T) -> String {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.serialize(row).unwrap();
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            text.lines().next().unwrap().to_owned()
        }
        assert_eq!(written(&RunRow::crashed(&key(), 7)), RunRow::HEADER);
        let rows = trace_rows(&key(), &record(&[], &[], (9, 1.0)));
        assert_eq!(written(&rows[0]), TraceRow::HEADER);
    }
}
