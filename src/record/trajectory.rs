//! States and controls against time, in rows that are made when they are asked for.
//!
//! What a planner has found is a chain of motions: [`Motions`], which knows how long each of them takes and can say
//! where it is at rising times. Motions of linear models and motions that were made true are two kinds of it. A
//! [`Trajectory`] adds the spacing of rows: one at every multiple of `dt`, and at both ends of each motion, so that
//! there are two where motions meet, for the controls of both.
//!
//! No row is kept: [`Trajectory::visit`] makes one after the other in the same place, so that memory does not depend on
//! their number. That number is known in advance, by a formula and without a loop over rows, and
//! [`Trajectory::refusal`] says of a `dt` that would make too many of them what would be legal.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

/// The most rows of a trajectory: about a gigabyte of text.
pub const MOST_ROWS: f64 = 1e7;

/// Rows are left out where they would lie nearer than this share of `dt` to a joint: what interpolates between rows
/// dislikes rows that are all but one.
const NEAREST: f64 = 1e-3;

/// One row of a trajectory. Where two motions meet there are two of the same time, one for each motion's controls.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moment {
    /// Seconds since the start.
    pub time: f64,
    /// The state.
    pub state: Vec<f64>,
    /// The controls.
    pub control: Vec<f64>,
}

/// Is shown a state and its controls, and says whether it wants to see more.
pub type See<'a> = dyn FnMut(&[f64], &[f64]) -> ControlFlow<()> + 'a;

/// Motions one after the other, each of which begins where the one before has ended.
pub trait Motions: fmt::Debug + Send + Sync {
    /// How long each motion takes, in seconds, in order; 0 for one that stays where it is.
    fn durations(&self) -> Vec<f64>;

    /// How closely the rows of motion `i` follow each other, for rows every `dt`.
    fn pace(&self, _i: usize, dt: f64) -> Pace {
        Pace {
            spacing: dt,
            layer: Vec::new(),
        }
    }

    /// Whether controls go on where motions meet, so that one row there says all.
    fn are_continuous(&self) -> bool {
        false
    }

    /// Shows state and controls of motion `i` at each of `times`, seconds since its beginning, until `see` breaks off.
    /// The times rise; the first is 0, and one that is not before the motion's duration is its end.
    fn along(&self, i: usize, times: &mut dyn Iterator<Item = f64>, see: &mut See<'_>);
}

/// How closely the rows of a motion follow each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    /// Seconds from row to row.
    pub spacing: f64,
    /// Rows at both ends, where states and controls change faster: seconds after the start, and likewise before the
    /// end.
    pub layer: Vec<f64>,
}

impl Pace {
    /// How long the rows at one end last.
    fn depth(&self) -> f64 {
        self.layer.last().copied().unwrap_or(0.0)
    }
}

/// Motions, and how far apart in time their rows are.
#[derive(Clone, Debug)]
pub struct Trajectory {
    motions: Arc<dyn Motions>,
    legs: Vec<Leg>,
    paces: Vec<Pace>,
    dt: f64,
}

/// When a motion begins and ends, in seconds since the start.
#[derive(Clone, Copy, Debug)]
struct Leg {
    start: f64,
    duration: f64,
    /// Whether the row at its beginning is the one before's last.
    goes_on: bool,
}

impl Leg {
    fn end(&self) -> f64 {
        self.start + self.duration
    }

    /// The first multiple of `dt` that has a row between the ends, in units of `dt`, and how many there are; NaN or
    /// infinite where `dt` is too small for numbers.
    fn between(&self, dt: f64) -> (f64, f64) {
        let first = (self.start / dt + NEAREST).floor() + 1.0;
        let last = (self.end() / dt - NEAREST).ceil() - 1.0;
        let count = last - first + 1.0;
        (first, if count < 0.0 { 0.0 } else { count })
    }

    /// Rows at the ends.
    fn ends(&self) -> f64 {
        f64::from(u8::from(self.duration > 0.0) + u8::from(!self.goes_on))
    }
}

impl Trajectory {
    /// The trajectory along these motions, with rows every `dt` seconds.
    pub fn new(motions: Arc<dyn Motions>, dt: f64) -> Self {
        let mut start = 0.0;
        let durations = motions.durations().into_iter().enumerate();
        let legs = durations.map(|(i, duration)| {
            let goes_on = i > 0 && motions.are_continuous();
            let leg = Leg {
                start,
                duration,
                goes_on,
            };
            start = leg.end();
            leg
        });
        let legs: Vec<Leg> = legs.collect();
        Self {
            paces: (0..legs.len()).map(|i| motions.pace(i, dt)).collect(),
            legs,
            motions,
            dt,
        }
    }

    /// What lies between the layers of motion `i`.
    fn inner(&self, i: usize) -> Leg {
        let (leg, depth) = (self.legs[i], self.paces[i].depth());
        Leg {
            start: leg.start + depth,
            duration: leg.duration - 2.0 * depth,
            ..leg
        }
    }

    /// Seconds from the first row to the last.
    pub fn duration(&self) -> f64 {
        self.legs.last().map_or(0.0, Leg::end)
    }

    /// How many rows there are; infinite where that is beyond all numbers.
    pub fn rows(&self) -> f64 {
        let of = |i: usize| {
            let Pace { spacing, layer } = &self.paces[i];
            self.legs[i].ends() + 2.0 * layer.len() as f64 + self.inner(i).between(*spacing).1
        };
        let rows: f64 = (0..self.legs.len()).map(of).sum();
        if rows.is_nan() { f64::INFINITY } else { rows }
    }

    /// Why there are too many rows to be written; `None` where there are not.
    pub fn refusal(&self) -> Option<TooManyRows> {
        let (rows, duration) = (self.rows(), self.duration());
        let ends: f64 = self.legs.iter().map(Leg::ends).sum();
        let layers: usize = self.paces.iter().map(|pace| 2 * pace.layer.len()).sum();
        (rows > MOST_ROWS).then_some(TooManyRows {
            rows,
            duration,
            dt: self.dt,
            least: duration / (MOST_ROWS - ends - layers as f64).max(1.0),
        })
    }

    /// Shows every row in order until `see` fails. There are [`Trajectory::rows`] of them.
    ///
    /// # Errors
    /// What `see` has failed with.
    pub fn visit<E>(&self, mut see: impl FnMut(&Moment) -> Result<(), E>) -> Result<(), E> {
        for (i, leg) in self.legs.iter().enumerate() {
            let Pace { spacing, layer } = &self.paces[i];
            let (first, count) = self.inner(i).between(*spacing);
            // Rows are counted by an integer: a multiple of the spacing need not change when 1 is added to a large one.
            let inner = (0..count as u64).map(|n| (first + n as f64) * spacing);
            let begin = layer.iter().map(|time| leg.start + time);
            let end = layer.iter().rev().map(|time| leg.end() - time);
            self.leg(i, begin.chain(inner).chain(end), &mut see)?;
        }
        Ok(())
    }

    /// Shows about `count` moments that are evenly spread, and both ends of each motion, whatever `dt` is.
    pub fn sample(&self, count: usize, mut see: impl FnMut(&Moment)) {
        let whole = self.duration();
        for (i, leg) in self.legs.iter().enumerate() {
            let share = if whole > 0.0 {
                leg.duration / whole
            } else {
                0.0
            };
            let parts = (share * count as f64) as u64 + 1;
            let inner = (1..parts).map(|n| leg.start + leg.duration * (n as f64 / parts as f64));
            let shown: Result<(), std::convert::Infallible> = self.leg(i, inner, &mut |moment| {
                see(moment);
                Ok(())
            });
            let Ok(()) = shown;
        }
    }

    /// Shows the ends of motion `i` and the moments at the times between.
    fn leg<E>(
        &self,
        i: usize,
        inner: impl Iterator<Item = f64> + Clone,
        see: &mut impl FnMut(&Moment) -> Result<(), E>,
    ) -> Result<(), E> {
        let Leg {
            start,
            duration,
            mut goes_on,
        } = self.legs[i];
        let end = (duration > 0.0).then_some((start + duration, duration));
        let inner = inner.map(|time| (time, (time - start).min(duration)));
        let clocks = std::iter::once((start, 0.0)).chain(inner).chain(end);
        let mut times = clocks.clone().map(|(time, _)| time);
        let mut since = clocks.map(|(_, since)| since);
        let mut moment = Moment::default();
        let mut failure = None;
        self.motions.along(i, &mut since, &mut |state, control| {
            let Some(time) = times.next() else {
                return ControlFlow::Break(());
            };
            if std::mem::take(&mut goes_on) {
                return ControlFlow::Continue(());
            }
            moment.time = time;
            state.clone_into(&mut moment.state);
            control.clone_into(&mut moment.control);
            match see(&moment) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failure = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        failure.map_or(Ok(()), Err)
    }

    /// All rows at once, for whoever needs them side by side.
    pub fn moments(&self) -> Vec<Moment> {
        let mut moments = Vec::new();
        let Ok(()) = self.visit(|moment| -> Result<(), std::convert::Infallible> {
            moments.push(moment.clone());
            Ok(())
        });
        moments
    }
}

/// A spacing that would make more than [`MOST_ROWS`] rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooManyRows {
    /// How many; may be infinite.
    pub rows: f64,
    /// Seconds from the first row to the last.
    pub duration: f64,
    /// Seconds from row to row.
    pub dt: f64,
    /// The least spacing of so many rows as may be.
    pub least: f64,
}

impl fmt::Display for TooManyRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { duration, dt, .. } = self;
        let rows = if self.rows < 1e15 {
            self.rows.to_string()
        } else if self.rows.is_finite() {
            format!("{:.0e}", self.rows)
        } else {
            format!("more than {:.0e}", f64::MAX)
        };
        write!(
            f,
            "a row every {dt} s (dt) would make {rows} rows of a trajectory of {duration} s, and {MOST_ROWS} are the most; "
        )?;
        match rounded_up(self.least) {
            Some(least) => write!(f, "a dt of {least} or more is legal"),
            None => write!(f, "no dt is legal"),
        }
    }
}

impl std::error::Error for TooManyRows {}

/// The number with two digits, not below itself.
fn rounded_up(x: f64) -> Option<f64> {
    // Printing and reading rounds to the nearest; half of the second digit more rounds up.
    let unit = 10_f64.powf(x.log10().floor() - 1.0);
    let text = format!("{:.1e}", x + 0.5 * unit);
    text.parse()
        .ok()
        .filter(|up: &f64| up.is_finite() && *up >= x)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Motions whose one state is the time since the start.
    #[derive(Debug)]
    struct Clockwork(Vec<f64>);

    impl Motions for Clockwork {
        fn durations(&self) -> Vec<f64> {
            self.0.clone()
        }

        fn along(&self, i: usize, times: &mut dyn Iterator<Item = f64>, see: &mut See<'_>) {
            let before: f64 = self.0[..i].iter().sum();
            for time in times {
                if see(&[before + time], &[i as f64]).is_break() {
                    return;
                }
            }
        }
    }

    fn trajectory(durations: &[f64], dt: f64) -> Trajectory {
        Trajectory::new(Arc::new(Clockwork(durations.to_vec())), dt)
    }

    #[test]
    fn rows_stand_at_the_multiples_of_dt_and_on_both_sides_of_each_joint() {
        let moments = trajectory(&[0.25, 0.15], 0.1).moments();
        let times: Vec<f64> = moments.iter().map(|moment| moment.time).collect();
        assert_eq!(times, [0.0, 0.1, 0.2, 0.25, 0.25, 0.1 * 3.0, 0.4]);
        let controls: Vec<f64> = moments.iter().map(|moment| moment.control[0]).collect();
        assert_eq!(controls, [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0]);
        for moment in moments {
            assert!((moment.state[0] - moment.time).abs() < 1e-15);
        }
    }

    /// A thousandth of `dt` on either side.
    #[test]
    fn rows_close_to_a_joint_are_left_out() {
        let times = |joint: f64| -> Vec<f64> {
            let moments = trajectory(&[joint, 0.25 - joint], 0.1).moments();
            moments.iter().map(|moment| moment.time).collect()
        };
        for joint in [0.100_05, 0.099_95] {
            assert_eq!(times(joint), [0.0, joint, joint, 0.2, 0.25]);
        }
        assert_eq!(times(0.100_2), [0.0, 0.1, 0.100_2, 0.100_2, 0.2, 0.25]);
        assert_eq!(times(0.099_8), [0.0, 0.099_8, 0.099_8, 0.1, 0.2, 0.25]);
    }

    #[test]
    fn rows_are_counted_before_they_are_made() {
        let durations = [1.0, 0.3, 0.0, 0.007, 2.55, 1e-9, 0.1];
        for dt in [1e-3, 0.01, 0.1, 0.3, 1.0 / 3.0, 0.7, 5.0, 1e300] {
            let trajectory = trajectory(&durations, dt);
            let moments = trajectory.moments();
            assert_eq!(trajectory.rows(), moments.len() as f64, "{dt}");
            assert!(moments.is_sorted_by(|a, b| a.time <= b.time), "{dt}");
        }
    }

    #[test]
    fn a_spacing_of_too_many_rows_is_refused_and_the_one_that_is_named_is_legal() {
        for (durations, dt) in [
            (vec![1e6], 0.01),
            (vec![3.0, 4.0], 1e-320),
            (vec![1e300, 2.0], 1.0),
            (vec![1e-3; 1000], 1e-12),
        ] {
            let refusal = trajectory(&durations, dt).refusal().unwrap();
            assert!(refusal.rows > MOST_ROWS);
            let least = rounded_up(refusal.least).unwrap();
            assert_eq!(trajectory(&durations, least).refusal(), None, "{least}");
            assert!(trajectory(&durations, 0.8 * least).refusal().is_some());
        }
        let text = trajectory(&[150_000.0], 0.01)
            .refusal()
            .unwrap()
            .to_string();
        assert!(
            text.contains("15000001 rows") && text.contains("150000 s"),
            "{text}"
        );
        assert!(text.contains("a dt of 0.016 or more"), "{text}");
    }

    #[test]
    fn the_moments_of_a_picture_do_not_depend_on_dt() {
        let durations = [1e6, 0.0, 3e6, 1e-300];
        for dt in [1e-320, 1.0, 1e300] {
            let mut times = Vec::new();
            trajectory(&durations, dt).sample(100, |moment| times.push(moment.time));
            assert!(times.is_sorted() && (95..=110).contains(&times.len()));
            assert_eq!((times[0], times[times.len() - 1]), (0.0, 4e6));
        }
    }

    #[test]
    fn a_failure_ends_the_visit() {
        let mut seen = 0;
        let result = trajectory(&[1.0, 1.0], 0.1).visit(|moment| {
            seen += 1;
            if moment.time < 0.35 {
                Ok(())
            } else {
                Err("full")
            }
        });
        assert_eq!((result, seen), (Err("full"), 5));
    }
}
