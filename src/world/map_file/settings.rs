//! The keys of a map_server YAML, read as the map server reads them; all problems of the file are reported at once.
//!
//! Keys that are not known are passed over, as the map server does: others write their own into these files. The two
//! thresholds stand in any order, since a pixel is asked first whether it is occupied.

use super::problem::{MapPlace, MapProblem};
use super::yaml::{self, Node, Value};
use std::path::PathBuf;

/// The YAML has a handful of short keys; the parser's time grows with the square of malicious nesting.
const MAX_YAML_BYTES: usize = 1 << 15;
/// The largest magnitude of a coordinate, as in scenarios.
const LARGEST: f64 = 1e100;

const LEGAL: &str = "a map_server YAML has the keys image, resolution, origin, negate, occupied_thresh and free_thresh, and \
                     may have mode";

/// What a pixel's shade means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Trinary,
    Scale,
    Raw,
}

/// The contents of the YAML file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Settings {
    pub image: PathBuf,
    /// Where the image is named.
    pub image_at: MapPlace,
    pub resolution: f64,
    pub origin: [f64; 2],
    /// In radians, as it is written.
    pub yaw: f64,
    pub negate: bool,
    pub occupied_thresh: f64,
    pub free_thresh: f64,
    pub mode: Mode,
}

/// Reads the YAML.
pub(super) fn parse(bytes: &[u8]) -> Result<Settings, Vec<MapProblem>> {
    let whole = |problem: &str, help: &str| Err(vec![MapProblem::new(problem, help)]);
    if bytes.len() > MAX_YAML_BYTES {
        return whole("the YAML file is too large", LEGAL);
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return whole("the file is in UTF-16", "save it as UTF-8");
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return whole("this is not text", LEGAL);
    };
    let keys = yaml::mapping(text, LEGAL).map_err(|problem| vec![problem])?;
    let mut file = Keys {
        keys: &keys,
        problems: Vec::new(),
    };
    file.repeated();
    let image = file.required("image", "the path of a PGM, PNG or BMP image", |node| {
        let path = node.text().filter(|path| !path.is_empty())?;
        Some((PathBuf::from(path), node.at.clone()))
    });
    let side = |node: &Node| {
        let side = finite(node).filter(|side| *side > 0.0)?;
        side.recip().is_finite().then_some(side)
    };
    let resolution = file.required("resolution", "the side of a pixel, positive", side);
    let origin = file.required("origin", "three numbers [x, y, yaw]", |node| {
        let Value::List(items) = &node.value else {
            return None;
        };
        let numbers: Vec<f64> = items.iter().map(finite).collect::<Option<_>>()?;
        <[f64; 3]>::try_from(numbers).ok()
    });
    let negate = file.required("negate", "0, 1, false or true", Node::flag);
    let threshold = "a number from 0 to 1";
    let share = |node: &Node| finite(node).filter(|share| (0.0..=1.0).contains(share));
    let occupied_thresh = file.required("occupied_thresh", threshold, share);
    let free_thresh = file.required("free_thresh", threshold, share);
    let mode = match file.find("mode") {
        None => Some(Mode::Trinary),
        Some(_) => file.required("mode", "trinary, scale or raw", mode),
    };
    if !file.problems.is_empty() {
        let line = |problem: &MapProblem| problem.place.as_ref().map_or(usize::MAX, |p| p.line);
        file.problems.sort_by_key(line);
        return Err(file.problems);
    }
    let all = || {
        let ((image, image_at), [x, y, yaw]) = (image?, origin?);
        Some(Settings {
            image,
            image_at,
            resolution: resolution?,
            origin: [x, y],
            yaw,
            negate: negate?,
            occupied_thresh: occupied_thresh?,
            free_thresh: free_thresh?,
            mode: mode?,
        })
    };
    // Not reached: a key is missing only where something was said about it.
    all().ok_or_else(|| vec![MapProblem::new("the file is not complete", LEGAL)])
}

fn finite(node: &Node) -> Option<f64> {
    node.number().filter(|x| x.abs() <= LARGEST)
}

fn mode(node: &Node) -> Option<Mode> {
    match node.text()?.to_ascii_lowercase().as_str() {
        "trinary" => Some(Mode::Trinary),
        "scale" => Some(Mode::Scale),
        "raw" => Some(Mode::Raw),
        _ => None,
    }
}

/// The keys, and what is wrong with them.
struct Keys<'a> {
    keys: &'a [(Node, Node)],
    problems: Vec<MapProblem>,
}

impl<'a> Keys<'a> {
    fn find(&self, key: &str) -> Option<&'a (Node, Node)> {
        self.keys.iter().find(|(name, _)| name.text() == Some(key))
    }

    /// Notes the keys that stand twice: readers differ in which of the two counts.
    fn repeated(&mut self) {
        for (i, (key, _)) in self.keys.iter().enumerate() {
            let Some(name) = key.text() else { continue };
            let first = self.keys[..i].iter().find(|(k, _)| k.text() == Some(name));
            if let Some((first, _)) = first {
                let problem = format!("the key `{name}` stands twice");
                let help = format!("it is also in line {}; leave one of them", first.at.line);
                self.problems
                    .push(MapProblem::new(problem, help).at(key.at.clone()));
            }
        }
    }

    /// The value of a key, read by `get`, which gives none where it is not legal.
    fn required<T>(
        &mut self,
        key: &str,
        legal: &str,
        get: impl Fn(&Node) -> Option<T>,
    ) -> Option<T> {
        let Some((_, value)) = self.find(key) else {
            let problem = format!("the key `{key}` is missing");
            self.problems
                .push(MapProblem::new(problem, format!("it is {legal}")));
            return None;
        };
        let found = get(value);
        if found.is_none() {
            let problem = match not_a_number(value) {
                Some(node) => {
                    return self.wrong(
                        key,
                        node,
                        &format!("is `{}`, not a number", node.shown()),
                        legal,
                    );
                }
                None => format!("`{key}: {}` is not legal", value.shown()),
            };
            let help = format!("it must be {legal}");
            self.problems
                .push(MapProblem::new(problem, help).at(value.at.clone()));
        }
        found
    }

    fn wrong<T>(&mut self, key: &str, node: &Node, what: &str, legal: &str) -> Option<T> {
        let problem = format!("`{key}` {what}");
        let help = format!("it must be {legal}");
        self.problems
            .push(MapProblem::new(problem, help).at(node.at.clone()));
        None
    }
}

/// The NaN that a value is, or that stands in a list.
fn not_a_number(node: &Node) -> Option<&Node> {
    match &node.value {
        Value::List(items) => items.iter().find_map(not_a_number),
        _ => node.number().is_some_and(f64::is_nan).then_some(node),
    }
}
