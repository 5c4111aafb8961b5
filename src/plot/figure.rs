//! A figure: panels one above the other over a shared axis, with a title and a legend outside of them.
//!
//! Plots of experiments say what they show in their own units, as [items](super::item), and a figure draws it. What the
//! frame of a panel cuts is [marked](super::cuts), and what of the legend cannot be seen in a panel is
//! [said](super::remarks) below the figure.
//!
//! **Sizes.** Pictures are drawn at three pixels a point: one column of a paper (3.5 in) is 756 pixels wide, two
//! columns (7.16 in) 1546. Shown at that width, labels have 8 points and tick labels 7.3, whichever it is.

use super::axis::{Axis, Tick};
use super::canvas::{Pen, Picture, Surface, Type};
use super::clip::Window;
use super::item::Item;
use super::legend::{self, Entry, Sign};
use super::panel::{self, Panel};
use super::{cuts, remarks, style};
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
    /// Values at which curves lie on each other by nature, of which nothing is said.
    pub level: &'static [f64],
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
    /// All that the figure is about. What no panel has anything of is named [below](super::remarks), and not in the
    /// legend.
    pub legend: Vec<Entry>,
    /// The axis that all panels share.
    pub axis: Axis,
    /// What it shows.
    pub label: String,
    /// The panels, uppermost first.
    pub layers: Vec<Layer>,
    /// What else is said below, a sentence each.
    pub footnotes: Vec<String>,
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
/// Height of a line of remarks below that.
const REMARK: f64 = 30.0;

impl Figure {
    /// The legend as it is drawn: what some panel has something of, and what the picture itself adds.
    pub fn entries(&self) -> Vec<Entry> {
        // Where a panel begins changes nothing of what its frame cuts.
        let panels = self.panels(0.0);
        let cut = |(layer, panel): (&Layer, &Panel)| !cuts::of(&layer.items, panel).is_empty();
        let items = || self.layers.iter().flat_map(|layer| &layer.items);
        let is_drawn = |entry: &&Entry| match entry.sign {
            Sign::Curve(look) => items().any(|item| item.look() == Some(look)),
            _ => true,
        };
        let mut entries: Vec<Entry> = self.legend.iter().filter(is_drawn).cloned().collect();
        if self.layers.iter().zip(&panels).any(cut) {
            entries.push(Entry::new(Sign::Beyond, "beyond the axis"));
        }
        entries
    }

    /// Where the panels begin below this legend.
    fn top(&self, entries: &[Entry]) -> f64 {
        let places = legend::block(entries, self.width.pixels() - 2.0 * MARGIN);
        let rows = places.last().map_or(0, |(_, row)| row + 1);
        LEGEND_AT + rows as f64 * legend::ROW + 14.0
    }

    /// The ticks of the shared axis.
    fn across(&self) -> Vec<Tick> {
        self.axis
            .ticks(if self.width == Width::Page { 9 } else { 5 })
    }

    /// The panels, the uppermost of which begins at `top`.
    fn panels(&self, mut top: f64) -> Vec<Panel> {
        let across = self.across();
        let widest = self
            .layers
            .iter()
            .map(|layer| panel::widest(&layer.ticks()));
        let left = widest.fold(40.0, f64::max) + 66.0;
        // The last label across reaches beyond the frame by half of its width.
        let last = 0.5 * panel::widest(&across[across.len().saturating_sub(1)..]);
        let right = self.width.pixels() - last.max(14.0) - 8.0;
        let mut next = |layer: &Layer| {
            let window = Window {
                min: [left, top],
                max: [right, top + layer.height],
            };
            top += layer.height + GUTTER;
            Panel {
                window,
                x: self.axis,
                y: layer.axis,
                down: false,
            }
        };
        self.layers.iter().map(&mut next).collect()
    }

    /// Where the panels are in the picture, uppermost first.
    pub fn windows(&self) -> Vec<Window> {
        let panels = self.panels(self.top(&self.entries()));
        panels.iter().map(|panel| panel.window).collect()
    }

    /// What is said below, a sentence each: see [`remarks`].
    pub fn remarks(&self) -> Vec<String> {
        let panels = self.panels(0.0);
        let layers = self.layers.iter().zip(&panels);
        layers
            .flat_map(|(layer, panel)| remarks::of_layer(layer, panel, &self.legend))
            .chain(self.footnotes.iter().cloned())
            .collect()
    }

    /// The remarks in lines that fit.
    fn lines(&self) -> Vec<String> {
        let kind = Type::plain(style::TICK);
        let inner = self.width.pixels() - 2.0 * MARGIN;
        let mut lines: Vec<String> = Vec::new();
        for remark in self.remarks() {
            let mut line = String::new();
            for word in remark.split(' ') {
                let longer = if line.is_empty() {
                    word.to_owned()
                } else {
                    format!("{line} {word}")
                };
                if kind.width_of(&longer) > inner && !line.is_empty() {
                    lines.push(std::mem::replace(&mut line, word.to_owned()));
                } else {
                    line = longer;
                }
            }
            lines.push(line);
        }
        lines
    }
}

impl Layer {
    /// The ticks upwards.
    fn ticks(&self) -> Vec<Tick> {
        match self.words {
            Some(_) => Vec::new(),
            None => self.axis.ticks((self.height / 55.0) as usize + 1),
        }
    }

    /// Draws what is in the panel: bands lowest, solid lines under dashed ones, which do not hide them, and markers
    /// above.
    fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>, panel: &Panel, i: usize) {
        let height = |item: &Item| match item {
            Item::Band { .. } => 0,
            Item::Rule { .. } => 1,
            Item::Line { look, .. } if look.dashes.is_empty() => 2,
            Item::Line { .. } => 3,
            Item::Cross { .. } => 4,
        };
        let mut items: Vec<(usize, &Item)> = self.items.iter().enumerate().collect();
        items.sort_by_key(|(_, item)| height(item));
        for (j, item) in items {
            pen.group(&format!("panel-{i}-item-{j}"), |pen| item.draw(pen, panel));
        }
        for cut in cuts::of(&self.items, panel) {
            cuts::draw(pen, &cut);
        }
    }
}

impl Picture for Figure {
    fn size(&self) -> (u32, u32) {
        let panels: f64 = self.layers.iter().map(|layer| layer.height + GUTTER).sum();
        let remarks = REMARK * self.lines().len() as f64;
        let height = self.top(&self.entries()) + panels - GUTTER + FOOT + remarks;
        (self.width.pixels() as u32, height as u32)
    }

    fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        let inner = self.width.pixels() - 2.0 * MARGIN;
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
        let entries = self.entries();
        legend::draw_block(pen, &entries, [MARGIN, LEGEND_AT], inner);
        let across = self.across();
        let panels = self.panels(self.top(&entries));
        for (i, (layer, panel)) in self.layers.iter().zip(&panels).enumerate() {
            let ticks = layer.ticks();
            panel.grid(pen, [&across, &ticks]);
            layer.draw(pen, panel, i);
            let below: &[_] = if i + 1 == self.layers.len() {
                &across
            } else {
                &[]
            };
            panel.frame(pen, [below, &ticks]);
            let ([left, top], [right, bottom]) = (panel.window.min, panel.window.max);
            let middle = 0.5 * (top + bottom);
            if let Some(words) = &layer.words {
                let kind = soft.fitted(words, right - left - 20.0);
                let at = [0.5 * (left + right), middle];
                pen.text(at, words, kind.at(HPos::Center, VPos::Center));
            }
            let turned = Type {
                turned: true,
                ..Type::plain(style::LABEL)
            };
            let turned = turned.fitted(&layer.label, layer.height + GUTTER);
            let at = [MARGIN - 4.0, middle];
            pen.text(at, &layer.label, turned.at(HPos::Center, VPos::Top));
        }
        let Some(Window { min, max }) = panels.last().map(|panel| panel.window) else {
            return;
        };
        let foot = [0.5 * (min[0] + max[0]), max[1] + 48.0];
        let kind = Type::plain(style::LABEL).fitted(&self.label, max[0] - min[0] + 40.0);
        pen.text(foot, &self.label, kind.at(HPos::Center, VPos::Top));
        for (k, line) in self.lines().iter().enumerate() {
            let at = [MARGIN, max[1] + FOOT + (k as f64 + 0.7) * REMARK];
            pen.text(at, line, soft.fitted(line, inner));
        }
    }
}
