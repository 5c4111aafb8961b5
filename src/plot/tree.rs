//! Trees and roadmaps in pictures: edges chained into long lines, and large trees as an image.
//!
//! Each vertex hands its line on to one child; every other child begins a line of its own at its parent. The edges so
//! fall into as many lines as there are leaves, each edge in exactly one, and a vector picture needs a point for an
//! edge instead of two. Above [`MOST_EDGES`] even that is too much for viewers, and the lines are drawn into an image
//! of one byte a pixel. Above [`DENSE`], or where the edges are [`LONGEST`] in all, the image is as fine as the picture
//! and no finer: edges cover each other there, and drawing them takes most of the time that a picture takes.
//!
//! A roadmap may have a hundred million edges, which no picture can show: of more than [`MOST_OF_ROADMAP`] every k-th
//! one is drawn, and the legend says so.
//!
//! Linear in the number of vertices.

use super::canvas::{Pen, Point, Stroke, Surface};
use super::clip::Window;
use super::cover::Cover;
use super::style::{self, Colour};
use super::tile::Tile;
use super::view::{View, pixels};
use crate::record::Forest;

/// Trees with more edges are drawn into an image.
pub const MOST_EDGES: usize = 20_000;
/// Images of trees with more edges have one pixel along each of the window.
const DENSE: usize = 200_000;
/// The most edges of a roadmap that are drawn, besides those of its tree: more take seconds and cover the picture.
pub const MOST_OF_ROADMAP: usize = 100_000;
/// The most that these are long in all, in extents of the states, and trees that are drawn as lines or finely: what is
/// long takes longer to draw and covers more.
const LONGEST: f64 = 2_500.0;

/// A tree, ready to be drawn.
pub enum Tree {
    /// As lines.
    Lines(Vec<Vec<Point>>, Colour),
    /// As an image that covers the window.
    Image(Window, Tile),
}

impl Tree {
    /// The tree as seen in the view; an image has at most `zoom` pixels along each pixel of the window.
    pub fn new(forest: &Forest, view: &View, window: &Window, zoom: f64, colour: Colour) -> Self {
        let whole = forest.states.len() == forest.len() * forest.dimension
            && forest.dimension >= view.columns().len();
        if !whole {
            return Self::Lines(Vec::new(), colour);
        }
        let place = |id: u32| view.at(forest.state(id as usize));
        let known = |edge: &[u32; 2]| edge.iter().all(|v| (*v as usize) < forest.len());
        let children = forest.parents.iter().zip(0..);
        let of_tree = children.filter_map(|(parent, id)| parent.map(|parent| [parent, id]));
        let one_in = one_edge_drawn_in(forest);
        let others = forest.edges.iter().step_by(one_in).copied();
        // A roadmap may have millions: they are not to be in memory a second time.
        let edges = of_tree.chain(others.clone()).filter(known);
        let (mut count, mut length) = (0, 0.0);
        for edge in edges.clone() {
            let [a, b] = edge.map(place);
            count += 1;
            length += (b[0] - a[0]).hypot(b[1] - a[1]);
        }
        let size = window.size();
        let is_long = length > LONGEST * size[0].max(size[1]);
        if count <= MOST_EDGES && !is_long {
            let mut lines = chains(&forest.parents);
            lines.extend(others.filter(known).map(|edge| edge.to_vec()));
            let line = |chain: &Vec<u32>| chain.iter().map(|id| place(*id)).collect();
            return Self::Lines(lines.iter().map(line).collect(), colour);
        }
        let zoom = if count > DENSE || is_long {
            zoom.min(1.0)
        } else {
            zoom
        };
        // Finer lines than in small trees leave the branches apart.
        let [width, height] = pixels(window, zoom);
        let mut cover = Cover::new((width as u32, height as u32));
        let radius = 0.4 * style::EDGE * zoom;
        let pixel = |p: Point| [0, 1].map(|i| (p[i] - window.min[i]) * zoom);
        for [a, b] in edges {
            cover.capsule(pixel(place(a)), pixel(place(b)), radius);
        }
        let tile = Tile::of_coverage(width, height, cover.bytes(), colour);
        Self::Image(*window, tile)
    }

    /// Draws it.
    pub fn draw<S: Surface>(&self, pen: &mut Pen<'_, S>) {
        match self {
            Self::Lines(lines, colour) => {
                for line in lines {
                    pen.line(line, Stroke::solid(*colour, style::EDGE));
                }
            }
            Self::Image(window, tile) => {
                pen.place(window.min, window.size(), tile);
            }
        }
    }
}

/// Of how many edges of a roadmap one is drawn.
pub fn one_edge_in(forest: &Forest) -> usize {
    let edges = forest.edges.len().max(1);
    let each_stands_for = (edges + forest.edges_left_out) / edges;
    each_stands_for * one_edge_drawn_in(forest)
}

/// Of how many of the edges that are in the forest one is drawn.
fn one_edge_drawn_in(forest: &Forest) -> usize {
    /// Edges whose lengths stand for those of all.
    const SOME: usize = 1_000;
    let step = forest.edges.len().div_ceil(SOME).max(1);
    let some = forest.edges.iter().step_by(step).filter(|edge| {
        // Edges to a vertex that does not exist are not drawn.
        edge.iter().all(|v| (*v as usize) < forest.len())
    });
    let (mut count, mut sum) = (0.0, 0.0);
    let mut range = vec![[f64::INFINITY, f64::NEG_INFINITY]; forest.dimension];
    for edge in some {
        let [a, b] = edge.map(|v| forest.state(v as usize));
        for (range, x) in range.iter_mut().zip(a) {
            *range = [range[0].min(*x), range[1].max(*x)];
        }
        let parts = a.iter().zip(b).map(|(a, b)| b - a);
        sum += parts.fold(0.0, f64::hypot);
        count += 1.0;
    }
    let extent = range.iter().map(|[low, high]| high - low);
    let share = sum / count / extent.fold(0.0, f64::max);
    let most = (LONGEST / share).min(MOST_OF_ROADMAP as f64).max(1.0);
    (forest.edges.len() as f64 / most).ceil().max(1.0) as usize
}

/// The edges from parents to children as lines of vertices; an edge to a vertex that does not exist is left out.
fn chains(parents: &[Option<u32>]) -> Vec<Vec<u32>> {
    let parent = |id: usize| parents[id].filter(|p| (*p as usize) < parents.len());
    let mut heir: Vec<Option<u32>> = vec![None; parents.len()];
    for id in 0..parents.len() {
        if let Some(parent) = parent(id) {
            heir[parent as usize].get_or_insert(id as u32);
        }
    }
    let mut chains = Vec::new();
    for id in 0..parents.len() {
        let id_word = id as u32;
        let mut chain = match parent(id) {
            Some(parent) if heir[parent as usize] == Some(id_word) => continue,
            Some(parent) => vec![parent, id_word],
            None => vec![id_word],
        };
        let mut last = id;
        while let Some(next) = heir[last] {
            chain.push(next);
            last = next as usize;
        }
        if chain.len() > 1 {
            chains.push(chain);
        }
    }
    chains
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edge_is_in_exactly_one_chain() {
        // Two trees, one with a parent that has a higher number than its child.
        let parents = [
            None,
            Some(0),
            Some(5),
            Some(1),
            Some(1),
            Some(0),
            None,
            Some(6),
        ];
        let mut edges: Vec<(u32, u32)> = chains(&parents)
            .iter()
            .flat_map(|chain| chain.windows(2).map(|e| (e[0], e[1])).collect::<Vec<_>>())
            .collect();
        edges.sort_unstable();
        assert_eq!(edges, [(0, 1), (0, 5), (1, 3), (1, 4), (5, 2), (6, 7)]);
    }

    #[test]
    fn broken_parents_end_no_chain_in_a_loop() {
        assert!(chains(&[Some(1), Some(0)]).is_empty());
        assert!(chains(&[Some(9)]).is_empty());
    }
}
