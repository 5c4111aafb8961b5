//! A figure: panels one above the other over a shared axis, with a title and a legend outside of them.
//!
//! Plots of experiments say what they show in their own units, as [items](super::item), and a figure draws it.
//!
//! **Sizes.** Pictures are drawn at three pixels a point: one column of a paper (3.5 in) is 756 pixels wide, two columns
//! (7.16 in) 1546. Shown at that width, labels have 8 points and tick labels 7.3, whichever it is.

use super::axis::Axis;
use super::canvas::{Pen, Picture, Surface, Type};
use super::clip::Window;
use super::item::Item;
use super::legend::{self, Entry};
use super::panel::{self, Panel};
use super::style;
use plotters_backend::text_anchor::{HPos, VPos};

/// How wide a picture is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// One column of a paper: 3.5 in.
    #[default]
    Column,
    /// Two columns: 7.16 in.
    Page,
}

impl Width {
    /// In pixels.
    pub fn pixels(self) -> f64 {
        match self {
            Self::Column => 756.0,
            Self::Page => 1546.0,
        }
    }
}

/// A panel of a figure.
pub struct Layer {
    /// What its axis shows.
    pub label: String,
    /// The axis upwards.
    pub axis: Axis,
    /// Its height in pixels.
    pub height: f64,
    /// What is in it; later ones lie above.
    pub items: Vec<Item>,
    /// What stands in the middle of a panel that has nothing to show; the axis then has no numbers.
    pub words: Option<String>,
}

/// The figure.
pub struct Figure {
    /// How wide it is.
    pub width: Width,
    /// The title.
    pub title: String,
    /// A line under the title, which says what medians and intervals are of.
    pub note: String,
    /// The legend.
    pub legend: Vec<Entry>,
    /// The axis that all panels share.
    pub axis: Axis,
    /// What it shows.
    pub label: String,
    /// The panels, uppermost first.
    pub layers: Vec<Layer>,
}

/// From the edge to the title and the legend.
const MARGIN: f64 = 16.0;
/// The baselines of title and note.
const TITLE_AT: f64 = 36.0;
const NOTE_AT: f64 = 68.0;
/// Where the legend begins.
const LEGEND_AT: f64 = 80.0;
/// Between two panels.
const GUTTER: f64 = 22.0;
/// Below the last panel: tick labels and the axis' title.
const FOOT: f64 = 86.0;

impl Figure {
    /// Where the panels begin.
    fn top(&self) -> f64 {
        let places = legend::block(&self.legend, self.width.pixels() - 2.0 * MARGIN);
        let rows = places.last().map_or(0, |(_, row)| row + 1);
        LEGEND_AT + rows as f64 * legend::ROW + 14.0
    }
}

impl Picture for Figure {
    fn size(&self) -> (u32, u32) {
        let panels: f64 = self.layers.iter().map(|layer| layer.height + GUTTER).sum();
        let height = self.top() + panels - GUTTER + FOOT;
        (self.width.pixels() as u32, height as u32)
    }

    fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        let width = self.width.pixels();
        let inner = width - 2.0 * MARGIN;
        let bold = Type {
            bold: true,
            ..Type::plain(style::LABEL)
        };
        pen.text(
            [MARGIN, TITLE_AT],
            &self.title,
            bold.fitted(&self.title, inner),
        );
        let soft = Type::plain(style::TICK).coloured(style::SOFT);
        pen.text(
            [MARGIN, NOTE_AT],
            &self.note,
            soft.fitted(&self.note, inner),
        );
        legend::draw_block(pen, &self.legend, [MARGIN, LEGEND_AT], inner);
        let most = if self.width == Width::Page { 9 } else { 5 };
        let across = self.axis.ticks(most);
        let upwards = |layer: &Layer| match layer.words {
            Some(_) => Vec::new(),
            None => layer.axis.ticks((layer.height / 55.0) as usize + 1),
        };
        let widest = self
            .layers
            .iter()
            .map(|layer| panel::widest(&upwards(layer)));
        let left = widest.fold(40.0, f64::max) + 66.0;
        // The last label across reaches beyond the frame by half of its width.
        let last = 0.5 * panel::widest(&across[across.len().saturating_sub(1)..]);
        let right = width - last.max(14.0) - 8.0;
        let mut top = self.top();
        for (i, layer) in self.layers.iter().enumerate() {
            let window = Window {
                min: [left, top],
                max: [right, top + layer.height],
            };
            let panel = Panel {
                window,
                x: self.axis,
                y: layer.axis,
                down: false,
            };
            let ticks = upwards(layer);
            panel.grid(pen, [&across, &ticks]);
            for (j, item) in layer.items.iter().enumerate() {
                pen.group(&format!("panel-{i}-item-{j}"), |pen| item.draw(pen, &panel));
            }
            let below: &[_] = if i + 1 == self.layers.len() {
                &across
            } else {
                &[]
            };
            panel.frame(pen, [below, &ticks]);
            if let Some(words) = &layer.words {
                let middle = [0.5 * (left + right), top + 0.5 * layer.height];
                let kind = soft.fitted(words, right - left - 20.0);
                pen.text(middle, words, kind.at(HPos::Center, VPos::Center));
            }
            let turned = Type {
                turned: true,
                ..Type::plain(style::LABEL)
            };
            let middle = [MARGIN - 4.0, top + 0.5 * layer.height];
            let turned = turned.fitted(&layer.label, layer.height + GUTTER);
            pen.text(middle, &layer.label, turned.at(HPos::Center, VPos::Top));
            top += layer.height + GUTTER;
        }
        let foot = [0.5 * (left + right), top - GUTTER + 48.0];
        let kind = Type::plain(style::LABEL).fitted(&self.label, right - left + 40.0);
        pen.text(foot, &self.label, kind.at(HPos::Center, VPos::Top));
    }
}
