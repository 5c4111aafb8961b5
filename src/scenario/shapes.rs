//! Decoding shapes: obstacles, and regions of weight and sampling.
//!
//! Each is a map with one key that names the shape; a region has a second one beside it, its weight or share.

use super::decode::Decoder;
use super::polygon::{self, Fault};
use super::reader::Fields;
use super::report::{Place, Problem};
use super::tree::Tree;
use super::words::{axis, brief, full, list};
use crate::world::Shape;
use crate::world::map_file::{self, MapError, MapProblem};
use std::path::Path;
use std::sync::Arc;

pub(super) const SHAPES: [&str; 4] = ["box", "ball", "polygon", "map"];

/// What a map with one naming key says: which, and its value.
pub(crate) type Variant<'t> = (&'static str, &'t Tree, &'t Tree);

impl<'t> Decoder<'t, '_> {
    /// The obstacles that could be read, each with its list item.
    pub(crate) fn obstacles(&mut self, fields: Fields<'t>) -> Vec<(&'t Tree, Shape)> {
        let Some(at) = fields.get("obstacles") else {
            return Vec::new();
        };
        let items = self.reader.list(at, "`obstacles`").unwrap_or_default();
        let mut obstacles = Vec::with_capacity(items.len());
        for item in items {
            if let Some((shape, _)) = self.shape(item, "an obstacle", &[]) {
                obstacles.push((item, shape));
            }
        }
        obstacles
    }

    /// A map with exactly one of `names`, and perhaps some of `others`.
    pub(crate) fn variant(
        &mut self,
        at: &'t Tree,
        what: &str,
        names: &[&'static str],
        others: &[&str],
    ) -> Option<(Variant<'t>, Fields<'t>)> {
        // `- box:` with `min:` below it, not indented: the rest of the map is not worth telling.
        let bare = |(k, v): &&(Tree, Tree)| {
            *v == Tree::Null && matches!(k, Tree::Text(word) if names.contains(&word.as_str()))
        };
        if let Tree::Map(entries) = at
            && let Some((key, _)) = entries.iter().find(bare)
        {
            self.reader
                .error(key, format!("this key of {what} has no value"))
                .label("what belongs to it must be indented deeper");
            return None;
        }
        let before = self.reader.count();
        let keys: Vec<&str> = names.iter().chain(others).copied().collect();
        let fields = self.reader.map(at, what, &keys)?;
        let mut found = names
            .iter()
            .filter_map(|name| fields.entry(name).map(|(key, value)| (*name, key, value)));
        let Some(first) = found.next() else {
            if self.reader.count() == before {
                self.reader
                    .error(at, format!("{what} does not say what it is"))
                    .label(format!("add one of {}", list(names)));
            }
            return None;
        };
        if let Some((name, key, _)) = found.next() {
            self.reader
                .error(key, format!("{what} can only be one of {}", list(names)))
                .label(format!("`{name}` beside `{}`", first.0))
                .help("each one needs its own list item or its own key");
            return None;
        }
        Some((first, fields))
    }

    /// A shape, and the map it stands in.
    pub(crate) fn shape(
        &mut self,
        at: &'t Tree,
        what: &str,
        others: &[&str],
    ) -> Option<(Shape, Fields<'t>)> {
        let ((name, _, value), fields) = self.variant(at, what, &SHAPES, others)?;
        let shape = match name {
            "box" => {
                let (min, max) = self.corners(value)?;
                Shape::Box { min, max }
            }
            "ball" => {
                let (center, radius) = self.ball(value, "the ball")?;
                Shape::Ball { center, radius }
            }
            "polygon" => Shape::Polygon {
                vertices: self.polygon(value)?,
            },
            _ => self.grid_map(value)?,
        };
        Some((shape, fields))
    }

    /// The corners of a box.
    pub(crate) fn corners(&mut self, at: &'t Tree) -> Option<(Vec<f64>, Vec<f64>)> {
        let fields = self.reader.map(at, "a box", &["min", "max"])?;
        let corner = |decoder: &mut Self, key: &str, example: &str| {
            let at = decoder.reader.required(&fields, "a box", key, example)?;
            Some((at, decoder.vector(at, &format!("the box's `{key}`"))?))
        };
        let min = corner(self, "min", "min: [0.0, 0.0]");
        let max = corner(self, "max", "max: [1.0, 1.0]");
        let ((at, min), (_, max)) = (min?, max?);
        let d = min.len();
        if max.len() != d {
            // Only where the dimension is not known.
            self.reader
                .error(at, "the box's corners differ in their number of dimensions");
            return None;
        }
        let before = self.reader.count();
        for i in (0..d).filter(|i| min[*i] > max[*i]) {
            let place = match at {
                Tree::List(items) => &items[i],
                other => other,
            };
            let (min, max, axis) = (full(min[i]), full(max[i]), axis(i, d));
            self.reader
                .error(place, format!("the box's corners are swapped in {axis}"))
                .label(format!("min is {min}, above max, which is {max}"));
        }
        (self.reader.count() == before).then_some((min, max))
    }

    /// Centre and radius of a ball.
    pub(crate) fn ball(&mut self, at: &'t Tree, what: &str) -> Option<(Vec<f64>, f64)> {
        let fields = self.reader.map(at, what, &["center", "radius"])?;
        let center = self
            .reader
            .required(&fields, what, "center", "center: [0.0, 0.0]");
        let center = center.and_then(|at| self.vector(at, &format!("the centre of {what}")));
        let radius = self
            .reader
            .required(&fields, what, "radius", "radius: 0.1")?;
        let r = self
            .reader
            .number(radius, &format!("the radius of {what}"))?;
        if r <= 0.0 {
            let finding = self
                .reader
                .error(radius, format!("the radius of {what} must be above 0"));
            if what == "the goal" {
                finding.help("for a single goal state write `goal: {state: […]}`");
            }
            return None;
        }
        Some((center?, r))
    }

    fn in_the_plane(&mut self, at: &'t Tree, what: &str) -> Option<()> {
        match self.dimension {
            Some((d, from)) if d != 2 => {
                self.reader
                    .error(at, format!("{what} needs a space of 2 dimensions"))
                    .line_of(from)
                    .label(format!(" gives {d} dimensions"));
                None
            }
            _ => Some(()),
        }
    }

    fn polygon(&mut self, at: &'t Tree) -> Option<Vec<[f64; 2]>> {
        self.in_the_plane(at, "a polygon")?;
        let fields = self.reader.map(at, "a polygon", &["vertices"])?;
        let example = "vertices: [[0, 0], [1, 0], [0, 1]]";
        let at = self
            .reader
            .required(&fields, "a polygon", "vertices", example)?;
        let items = self.reader.list(at, "the vertices of a polygon")?;
        let corners: Vec<_> = items
            .iter()
            .map(|item| <[f64; 2]>::try_from(self.vector(item, "a vertex")?).ok())
            .collect();
        let vertices: Vec<[f64; 2]> = corners.into_iter().collect::<Option<_>>()?;
        let Some(fault) = polygon::fault(&vertices) else {
            return Some(vertices);
        };
        let number = |i: usize| i % vertices.len() + 1;
        let edge = |i: usize| format!("the edge from vertex {} to {}", number(i), number(i + 1));
        match fault {
            Fault::TooFew => self
                .reader
                .error(at, "a polygon needs at least 3 vertices")
                .label(format!("there are {}", vertices.len())),
            Fault::Flat => self
                .reader
                .error(at, "a polygon needs an area")
                .label("all vertices lie on one line"),
            Fault::Repeated(0) => self
                .reader
                .error(
                    &items[vertices.len() - 1],
                    "the last vertex of the polygon is the first one",
                )
                .label("leave it out")
                .help("polygons close by themselves"),
            Fault::Repeated(i) => self
                .reader
                .error(&items[i], "a vertex of the polygon stands twice in a row")
                .label(format!("vertices {i} and {} are the same", i + 1)),
            Fault::Spike(i) => self
                .reader
                .error(&items[i], "the polygon turns back on itself")
                .label(format!("at vertex {}, counted from 1", i + 1)),
            Fault::Crossing(i, j, [x, y]) => self
                .reader
                .error(
                    &items[i],
                    "the polygon is not simple: two of its edges meet",
                )
                .label(format!("{} meets", edge(i)))
                .label(format!(" {} near [{}, {}]", edge(j), brief(x), brief(y)))
                .help("vertices count from 1; list them in order along the outline"),
        };
        None
    }

    fn grid_map(&mut self, at: &'t Tree) -> Option<Shape> {
        self.in_the_plane(at, "a grid map")?;
        if let Tree::Text(file) = at {
            self.reader
                .error(at, "a grid map must be a mapping of keys")
                .label(format!("write `{{file: {file}}}`"));
            return None;
        }
        let fields = self.reader.map(at, "a grid map", &["file", "unknown"])?;
        let unknown = match fields.get("unknown") {
            Some(at) => self.reader.word(at, "`unknown`", &["occupied", "free"]),
            None => Some(0),
        };
        let at = self
            .reader
            .required(&fields, "a grid map", "file", "file: maps/depot.yaml")?;
        let file = self.reader.text(at, "the map's `file`")?;
        let blocked = unknown? == 0;
        let key = (file.to_owned(), blocked);
        if !self.maps.contains_key(&key) {
            let loaded = match map_file::load(&self.folder.join(file), blocked) {
                Ok(map) => Some(Arc::new(map)),
                Err(error) => {
                    self.map_error(at, error, &self.folder.join(file));
                    None
                }
            };
            self.maps.insert(key.clone(), loaded);
        }
        self.maps.get(&key)?.clone().map(Shape::Map)
    }

    /// Notes what is wrong with the map in `path`: here, if that is the file as a whole, else in the lines of that
    /// file.
    fn map_error(&mut self, at: &'t Tree, error: MapError, path: &Path) {
        let whole = error.file == path && error.problems.len() == 1;
        for told in error.problems {
            if whole && told.place.is_none() {
                let MapProblem { problem, help, .. } = told;
                self.reader
                    .error(at, "the map cannot be used")
                    .label(format!("{}: {problem}; {help}", error.file.display()))
                    .help("the path is relative to the scenario's file");
                continue;
            }
            let problem = Problem {
                file: Some(error.file.clone()),
                title: told.problem,
                place: told.place.map(|place| Place {
                    line: place.line,
                    column: place.column,
                    width: place.width,
                    source: place.source,
                }),
                label: String::new(),
                help: Some(told.help),
            };
            self.reader.error_elsewhere(at, problem);
        }
    }
}
