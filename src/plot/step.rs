//! Step lines: the best cost as a function of time or iterations.
//!
//! Between two improvements the best cost does not change, so that a straight line between the events would show costs
//! that no path had. A step line holds each cost until the next event, and the last one to the end of the run.

use super::canvas::Point;

/// The corners of the step line through `events` (place, cost), held until `end`.
///
/// Events are in order; each is a corner of the line. Where the last event lies beyond `end`, the line ends with it.
pub fn step(events: &[Point], end: f64) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::with_capacity(2 * events.len() + 1);
    for event in events {
        if let Some(before) = corners.last() {
            corners.push([event[0], before[1]]);
        }
        corners.push(*event);
    }
    if let Some(last) = corners.last().copied() {
        corners.push([last[0].max(end), last[1]]);
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_line_goes_through_every_event_and_falls_only_there() {
        let events = [[0.1, 5.0], [0.4, 3.0], [0.4, 2.5], [2.0, 1.0]];
        let corners = step(&events, 3.0);
        assert!(events.iter().all(|event| corners.contains(event)));
        for pair in corners.windows(2) {
            let level = pair[0][1] == pair[1][1];
            let falls_at_an_event = events.contains(&pair[1]) && pair[0][0] == pair[1][0];
            assert!(level || falls_at_an_event);
        }
        assert_eq!(corners.last(), Some(&[3.0, 1.0]));
    }

    #[test]
    fn no_events_give_no_line_and_one_gives_a_level_one() {
        assert!(step(&[], 1.0).is_empty());
        assert_eq!(step(&[[0.0, 7.0]], 1.0), [[0.0, 7.0], [1.0, 7.0]]);
    }
}
