//! Map files: ROS map_server YAML with a PGM, PNG or BMP image, and MovingAI `.map`.
//!
//! A file is read whole, its size is checked before anything is allocated for it, and whatever its bytes are, the
//! answer is a map or an error that says where, what is wrong and what would be legal: of a text, all that is wrong
//! with it at once.
//!
//! - `problem.rs`: what is wrong, with the line that it stands in.
//! - `movingai.rs`: the benchmark maps of grid search.
//! - `yaml.rs`: YAML as the map server's parser reads it, with the places of keys and values.
//! - `settings.rs`: the keys of a map_server YAML.
//! - `ros.rs`: what its thresholds and modes make of an image's pixels.
//! - `pgm.rs`, `png.rs`, `bmp.rs`: images as rasters of samples (`raster.rs`).

mod bmp;
mod movingai;
mod pgm;
mod png;
mod problem;
mod raster;
mod ros;
mod settings;
mod yaml;

use super::shape::GridMap;
pub use problem::{MapError, MapPlace, MapProblem};
use std::io::Read;
use std::path::{Path, PathBuf};

/// A map has at most this many cells: a quarter of a gigabyte.
pub const MAX_CELLS: usize = 1 << 28;

/// A file has at most this many bytes: an ASCII image of [`MAX_CELLS`] pixels of three digits fits.
const MAX_BYTES: u64 = 1 << 30;

/// Reads the map in `path`: a MovingAI map where the name ends in `.map`, a map_server map where it ends in `.yaml` or
/// `.yml`. The image that a YAML names is looked for relative to the YAML.
///
/// # Errors
/// Where a file cannot be read or is not such a map; see [`MapError`].
pub fn load(path: &Path, unknown_is_blocked: bool) -> Result<GridMap, MapError> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    let map = match extension.to_ascii_lowercase().as_str() {
        "map" => {
            let bytes = read(path)?;
            movingai::parse(without_mark(&bytes)).map_err(|problems| of(path, problems))?
        }
        "yaml" | "yml" => {
            let bytes = read(path)?;
            let settings =
                settings::parse(without_mark(&bytes)).map_err(|problems| of(path, problems))?;
            let image = path.parent().unwrap_or(Path::new("")).join(&settings.image);
            if settings.image.is_absolute() && !image.exists() {
                return Err(of(path, vec![absolute(path, &settings)]));
            }
            let bytes = read(&image)?;
            let raster = raster::decode(&bytes).map_err(|problem| of(&image, vec![problem]))?;
            drop(bytes);
            ros::map(&settings, &raster)
        }
        "pgm" | "png" | "bmp" => {
            let problem = MapProblem::new(
                "an image alone does not say how large its pixels are",
                "name the map_server YAML that belongs to it (keys image, resolution, origin, negate, occupied_thresh, free_thresh)",
            );
            return Err(of(path, vec![problem]));
        }
        _ => {
            let problem = MapProblem::new(
                "the name does not say what kind of map this is",
                "legal are a ROS map_server .yaml or .yml and a MovingAI .map",
            );
            return Err(of(path, vec![problem]));
        }
    };
    Ok(GridMap {
        file: path.display().to_string(),
        unknown_is_blocked,
        ..map
    })
}

/// The image that the bytes of a map_server YAML name, as they write it; `None` where they are no such YAML.
pub fn image_of(bytes: &[u8]) -> Option<PathBuf> {
    settings::parse(without_mark(bytes)).ok().map(|s| s.image)
}

/// The problem of an image's absolute path at which there is nothing: it is often that of the machine that made the
/// map.
fn absolute(yaml: &Path, settings: &settings::Settings) -> MapProblem {
    let beside = |name: &std::ffi::OsStr| yaml.with_file_name(name).is_file();
    let help = match settings.image.file_name() {
        Some(name) if beside(name) => {
            let name = name.to_string_lossy();
            format!("`{name}` lies beside this YAML: write `image: {name}`")
        }
        _ => "write a path that is relative to this YAML".to_owned(),
    };
    let problem = "the path of the image is absolute, and no file is there";
    MapProblem {
        place: Some(settings.image_at.clone()),
        ..MapProblem::new(problem, help)
    }
}

/// The error of these problems of a file.
fn of(file: &Path, problems: Vec<MapProblem>) -> MapError {
    MapError {
        file: file.to_owned(),
        problems,
    }
}

/// A text without the mark by which some editors begin one in UTF-8.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The bytes of a file of at most [`MAX_BYTES`].
fn read(path: &Path) -> Result<Vec<u8>, MapError> {
    let unreadable = |error: std::io::Error| {
        let help =
            "check the path, which is relative to the file that names it, and the permissions";
        of(
            path,
            vec![MapProblem::new(format!("cannot be read: {error}"), help)],
        )
    };
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        let problem = MapProblem::new("the file is too large", "at most a gigabyte is read");
        return Err(of(path, vec![problem]));
    }
    Ok(bytes)
}

/// The number of cells of a map of this size.
fn cell_count(width: usize, height: usize) -> Result<usize, MapProblem> {
    match width.checked_mul(height) {
        Some(count) if (1..=MAX_CELLS).contains(&count) => Ok(count),
        _ => Err(MapProblem::new(
            format!("a map of {width} x {height} cells"),
            format!("legal are sides of at least 1 and at most {MAX_CELLS} cells in all"),
        )),
    }
}
