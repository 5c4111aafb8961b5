//! The times of the first solutions, as boxes.
//!
//! A row for each planner: the box from the 25th to the 75th percentile, a line at the median, whiskers from the 5th to
//! the 95th, and a dot for every run where there are at most 200 of them. Unsolved runs are infinite and no less
//! counted: a box or whisker that they reach runs to the right edge, and their number stands there.

use super::super::axis::Axis;
use super::super::canvas::{Pen, Picture, Point, Stroke, Surface, Type};
use super::super::clip::Window;
use super::super::figure::Width;
use super::super::panel::Panel;
use super::super::style::{self, Look};
use super::Measure;
use super::{Chart, Plot, Study, axes, file_name, short};
use crate::experiment::stored::{Results, Run};
use crate::statistics::Sample;
use plotters_backend::text_anchor::{HPos, VPos};

/// Height of a row.
const ROW: f64 = 54.0;
/// With more runs their dots would be a bar.
const MOST_DOTS: usize = 200;
/// The share of the width that labels may take.
const LABELS: f64 = 0.4;
const MARGIN: f64 = 16.0;
const TOP: f64 = 86.0;
const FOOT: f64 = 86.0;

/// The picture.
pub struct Boxes {
    width: Width,
    title: String,
    note: String,
    axis: Axis,
    rows: Vec<Line>,
}

struct Line {
    label: String,
    look: Look,
    sample: Sample,
}

/// The plot; `None` where nothing was solved.
pub fn plot(study: &Study<'_>, scenario: &Results) -> Option<Plot> {
    let row = |planner: usize| Line {
        label: short(&study.stored.planners[planner].label),
        look: study.looks[planner],
        sample: Sample::new(scenario.runs[planner].iter().map(Run::first_time)),
    };
    let rows: Vec<Line> = study.present(scenario).into_iter().map(row).collect();
    let times = rows.iter().flat_map(|row| row.sample.values());
    let times = times.copied().filter(|t| t.is_finite());
    let (low, high) = times.fold((f64::INFINITY, 0.0), |(a, b): (f64, f64), t| {
        (a.min(t), b.max(t))
    });
    if !low.is_finite() {
        return None;
    }
    let has_dots = rows.iter().any(|row| row.sample.len() <= MOST_DOTS);
    let dots = if has_dots { " (dots)" } else { "" };
    Some(Plot {
        file: format!("{}-first", file_name(&scenario.name)),
        caption: "Times of the first solutions: quartiles with the median, whiskers from the 5th to the 95th percentile, a dot a \
                  run. Unsolved runs are counted as infinite; what they reach runs to the right edge."
            .to_owned(),
        chart: Chart::Boxes(Boxes {
            width: study.settings.width,
            title: scenario.name.clone(),
            note: format!("first paths, {}{dots}: quartiles, 5th to 95th percentile", study.count(scenario)),
            axis: axes::effort(Measure::Time, low, 1.25 * high),
            rows,
        }),
    })
}

impl Picture for Boxes {
    fn size(&self) -> (u32, u32) {
        let height = TOP + self.rows.len() as f64 * ROW + 12.0 + FOOT;
        (self.width.pixels() as u32, height as u32)
    }

    fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        let width = self.width.pixels();
        let inner = width - 2.0 * MARGIN;
        let bold = Type {
            bold: true,
            ..Type::plain(style::LABEL)
        };
        pen.text([MARGIN, 36.0], &self.title, bold.fitted(&self.title, inner));
        let soft = Type::plain(style::TICK).coloured(style::SOFT);
        pen.text([MARGIN, 68.0], &self.note, soft.fitted(&self.note, inner));
        let plain = Type::plain(style::TICK);
        let most = LABELS * width;
        let widest = self
            .rows
            .iter()
            .map(|row| plain.width_of(&row.label).min(most));
        let left = widest.fold(60.0, f64::max) + MARGIN + 14.0;
        let unsolved = |row: &Line| row.sample.len() - row.sample.finite();
        let right = width
            - if self.rows.iter().any(|row| unsolved(row) > 0) {
                150.0
            } else {
                34.0
            };
        let bottom = TOP + self.rows.len() as f64 * ROW + 12.0;
        let panel = Panel {
            window: Window {
                min: [left, TOP],
                max: [right, bottom],
            },
            x: self.axis,
            y: Axis::linear(0.0, 1.0),
            down: true,
        };
        let ticks = self.axis.ticks(5);
        panel.grid(pen, [&ticks, &[]]);
        for (i, row) in self.rows.iter().enumerate() {
            let y = TOP + 6.0 + (i as f64 + 0.5) * ROW;
            let kind = plain.fitted(&row.label, most);
            pen.text(
                [left - 14.0, y],
                &row.label,
                kind.at(HPos::Right, VPos::Center),
            );
            pen.group(&format!("row-{i}"), |pen| row.draw(pen, &panel, y));
            if unsolved(row) > 0 {
                let words = format!("{} unsolved", unsolved(row));
                let kind = soft.fitted(&words, width - right - 16.0);
                pen.text([right + 10.0, y], &words, kind.at(HPos::Left, VPos::Center));
            }
        }
        panel.frame(pen, [&ticks, &[]]);
        let foot = [0.5 * (left + right), bottom + 48.0];
        let kind = Type::plain(style::LABEL);
        pen.text(
            foot,
            "time of the first path [s]",
            kind.at(HPos::Center, VPos::Top),
        );
    }
}

impl Line {
    fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>, panel: &Panel, y: f64) {
        let x = |time: f64| {
            if time.is_finite() {
                let x = panel.at(time, 0.0)[0];
                x.clamp(panel.window.min[0], panel.window.max[0])
            } else {
                panel.window.max[0]
            }
        };
        let at = |percent: f64| self.sample.percentile(percent);
        if self.sample.len() <= MOST_DOTS {
            let colour = style::faint(self.look.colour, 0.35);
            for (k, time) in self
                .sample
                .values()
                .iter()
                .filter(|t| t.is_finite())
                .enumerate()
            {
                // Four heights by turns, so that dots of equal times can be told apart.
                let height = y + [-9.0, 3.0, -3.0, 9.0][k % 4];
                pen.disc([x(*time), height], 3.0, colour);
            }
        }
        let stroke = Stroke::solid(self.look.colour, 2.5);
        let [whisker, low, median, high, end] = [5.0, 25.0, 50.0, 75.0, 95.0].map(at);
        let half = 0.32 * ROW;
        if low.is_finite() {
            let fill = style::faint(self.look.colour, 0.2);
            pen.rectangle([x(low), y - half], [x(high), y + half], fill);
            for (from, to) in [(whisker, low), (high, end)] {
                pen.line(&[[x(from), y], [x(to), y]], stroke);
            }
            let sides = [
                [x(low), y - half],
                [x(high), y - half],
                [x(high), y + half],
                [x(low), y + half],
            ];
            let mut outline: Vec<Point> = sides.to_vec();
            outline.push(sides[0]);
            if !high.is_finite() {
                // Open to the right.
                outline = vec![sides[1], sides[0], sides[3], sides[2]];
            }
            pen.line(&outline, stroke);
        } else if whisker.is_finite() {
            pen.line(&[[x(whisker), y], [x(f64::INFINITY), y]], stroke);
        }
        for time in [whisker, end].into_iter().filter(|t| t.is_finite()) {
            pen.line(
                &[[x(time), y - 0.4 * half], [x(time), y + 0.4 * half]],
                stroke,
            );
        }
        if median.is_finite() {
            let line = [[x(median), y - half], [x(median), y + half]];
            pen.line(&line, Stroke::solid(style::INK, 4.0));
        }
    }
}
