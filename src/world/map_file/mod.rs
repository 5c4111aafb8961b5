//! Map files: ROS map_server YAML with a PGM or PNG image, and MovingAI `.map`.
//!
//! A file is read whole, its size is checked before anything is allocated for it, and whatever its bytes are, the answer is a
//! map or an error that says where, what is wrong and what would be legal.
//!
//! - `movingai.rs`: the benchmark maps of grid search.
//! - `ros.rs`: the YAML and what its thresholds and modes make of an image's pixels.
//! - `pgm.rs`, `png.rs`: images as rasters of samples (`raster.rs`).

mod movingai;
mod pgm;
mod png;
mod raster;
mod ros;

use super::shape::GridMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A map has at most this many cells: a quarter of a gigabyte.
pub const MAX_CELLS: usize = 1 << 28;

/// A file has at most this many bytes: an ASCII image of [`MAX_CELLS`] pixels of three digits fits.
const MAX_BYTES: u64 = 1 << 30;

/// What is wrong with a map file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapError {
    /// The file with the problem: the one that was asked for, or the image that it names.
    pub file: PathBuf,
    /// The line, from 1, where one can be named.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: String,
    /// What would be legal, or what to do.
    pub help: String,
}

impl std::fmt::Display for MapError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}; {}", self.problem, self.help)
    }
}

impl std::error::Error for MapError {}

/// A problem before the file is known: line, what is wrong, what would be legal.
#[derive(Debug)]
struct Problem {
    line: Option<usize>,
    problem: String,
    help: String,
}

impl Problem {
    fn new(problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            line: None,
            problem: problem.into(),
            help: help.into(),
        }
    }

    fn at(self, line: usize) -> Self {
        Self {
            line: Some(line),
            ..self
        }
    }

    fn of(self, file: &Path) -> MapError {
        MapError {
            file: file.to_owned(),
            line: self.line,
            problem: self.problem,
            help: self.help,
        }
    }
}

/// Reads the map in `path`: a MovingAI map where the name ends in `.map`, a map_server map where it ends in `.yaml` or `.yml`.
/// The image that a YAML names is looked for relative to the YAML.
///
/// # Errors
/// Where a file cannot be read or is not such a map; see [`MapError`].
pub fn load(path: &Path, unknown_is_blocked: bool) -> Result<GridMap, MapError> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    match extension.to_ascii_lowercase().as_str() {
        "map" => {
            let map = movingai::parse(&read(path)?).map_err(|problem| problem.of(path))?;
            Ok(GridMap {
                file: path.display().to_string(),
                unknown_is_blocked,
                ..map
            })
        }
        "yaml" | "yml" => {
            let settings = ros::parse(&read(path)?).map_err(|problem| problem.of(path))?;
            let image = path.parent().unwrap_or(Path::new("")).join(&settings.image);
            let bytes = read(&image)?;
            let raster = raster::decode(&bytes).map_err(|problem| problem.of(&image))?;
            drop(bytes);
            Ok(GridMap {
                file: path.display().to_string(),
                unknown_is_blocked,
                ..ros::map(&settings, &raster)
            })
        }
        "pgm" | "png" => Err(Problem::new(
            "an image alone does not say how large its pixels are",
            "name the map_server YAML that belongs to it (keys image, resolution, origin, negate, occupied_thresh, free_thresh)",
        )
        .of(path)),
        _ => Err(Problem::new(
            "the name does not say what kind of map this is",
            "legal are a ROS map_server .yaml or .yml and a MovingAI .map",
        )
        .of(path)),
    }
}

/// The bytes of a file of at most [`MAX_BYTES`].
fn read(path: &Path) -> Result<Vec<u8>, MapError> {
    let unreadable = |error: std::io::Error| {
        Problem::new(
            format!("cannot be read: {error}"),
            "check the path, which is relative to the file that names it, and the permissions",
        )
        .of(path)
    };
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Problem::new("the file is too large", "at most a gigabyte is read").of(path));
    }
    Ok(bytes)
}

/// The number of cells of a map of this size.
fn cell_count(width: usize, height: usize) -> Result<usize, Problem> {
    let help = format!("legal are sides of at least 1 and at most {MAX_CELLS} cells in all");
    match width.checked_mul(height) {
        Some(count) if (1..=MAX_CELLS).contains(&count) => Ok(count),
        _ => Err(Problem::new(
            format!("a map of {width} x {height} cells"),
            help,
        )),
    }
}
