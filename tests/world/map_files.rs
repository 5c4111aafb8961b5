//! Map files: every pixel rule against a table computed by hand.

use prolate::world::map_file::{MapError, load};
use prolate::world::{Cell, GridMap, Obstacles, Robot, Shape, World};
use std::path::PathBuf;
use std::sync::Arc;

/// A folder of this test's own, gone at its end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("prolate-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Loads a YAML with this image.
    pub fn load(&self, yaml: &str, image: &[u8]) -> Result<GridMap, MapError> {
        self.write("image", image);
        load(&self.write("map.yaml", yaml), true)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub const YAML: &str = "image: image\nresolution: 0.5\norigin: [1, -2.5, 0]\nnegate: 0\noccupied_thresh: 0.65\nfree_thresh: 0.25\n";

/// `F`, `X` and `?` for free, occupied and unknown, row 0 first.
pub fn shown(map: &GridMap) -> String {
    let letter = |cell: &Cell| match cell {
        Cell::Free => 'F',
        Cell::Occupied => 'X',
        Cell::Unknown => '?',
    };
    map.cells.iter().map(letter).collect()
}

#[test]
fn the_bottom_row_of_the_image_is_the_row_of_least_y() {
    let folder = Folder::new("rows");
    let map = folder
        .load(
            YAML,
            b"P5\n# made by hand\n3 2 # w h\n255\n\xff\xff\x00\x00\x80\xff",
        )
        .unwrap();
    assert_eq!(
        (map.width, map.height, map.resolution, map.origin),
        (3, 2, 0.5, [1.0, -2.5])
    );
    assert_eq!(shown(&map), "X?FFFX");
    assert!(!map.y_down && map.unknown_is_blocked);
    assert_eq!(map.extent(), [[1.0, -2.5], [2.5, -1.5]]);
    let text = folder
        .load(YAML, b"P2 3 2 # c\n# d\n255 255 255 0\n0 128 255")
        .unwrap();
    assert_eq!(text.cells, map.cells);
    let wide = folder
        .load(
            YAML,
            b"P5 3 2 65535\n\xff\xff\xff\xff\0\0\0\0\x80\0\xff\xff",
        )
        .unwrap();
    assert_eq!(wide.cells, map.cells);
    let wide = folder
        .load(YAML, b"P2 3 2 1000 1000 1000 0 0 502 1000")
        .unwrap();
    assert_eq!(wide.cells, map.cells);
}

#[test]
fn the_image_is_turned_about_its_lower_left_corner_and_quarter_turns_turn_the_cells() {
    let folder = Folder::new("yaws");
    let image = b"P5 3 2 255\n\xff\xff\x00\x00\x80\xff";
    let load = |yaw: &str| {
        let yaml = YAML.replace("-2.5, 0]", &format!("-2.5, {yaw}]"));
        folder.load(&yaml, image).unwrap()
    };
    // The cells are `X?F` below `FFX`, half a unit wide, from (1, -2.5).
    for yaw in ["1e-9", "-1e-9", "6.283185307179586", "-12.566370614"] {
        assert_eq!(load(yaw), load("0"), "{yaw}");
    }
    for (yaw, width, origin, cells) in [
        ("1.5707963267948966", 2, [0.0, -2.5], "FXF?XF"),
        ("-4.7123889804", 2, [0.0, -2.5], "FXF?XF"),
        ("3.141592653589793", 3, [-0.5, -3.5], "XFFF?X"),
        ("-1.570796327", 2, [1.0, -4.0], "FX?FXF"),
    ] {
        let map = load(yaw);
        let found = (map.width, map.height, map.origin, map.yaw);
        assert_eq!(found, (width, 6 / width, origin, 0.0), "{yaw}");
        assert_eq!(shown(&map), cells, "{yaw}");
    }
    for yaw in ["0.1", "-2", "2e-9", "1.57079633", "100"] {
        let map = load(yaw);
        assert_eq!((map.width, map.origin), (3, [1.0, -2.5]));
        assert_eq!(map.yaw, yaw.parse::<f64>().unwrap());
        assert_eq!(shown(&map), "X?FFFX");
    }
}

/// occ = 1 - v/255: 0 -> 1, 89 -> 0.65098, 90 -> 0.647, 191 -> 0.25098, 192 -> 0.247, 205 -> 0.196, 254 -> 0.004.
#[test]
fn the_modes_follow_the_map_servers_rules() {
    let folder = Folder::new("modes");
    let values = [
        0u8, 1, 50, 89, 90, 91, 100, 101, 128, 190, 191, 192, 205, 254, 255,
    ];
    let mut image = format!("P5 {} 1 255\n", values.len()).into_bytes();
    image.extend(values);
    for (extra, expected) in [
        ("", "XXXX???????FFFF"),
        ("mode: trinary\n", "XXXX???????FFFF"),
        ("mode: TRINARY\nunheard_of: 7\n", "XXXX???????FFFF"),
        // 90 gives (0.647 - 0.25) / 0.4 = 99.26 -> 99; 191 gives 0.245 -> 0, which is free; 190 gives 1.2 -> 1.
        ("mode: scale\n", "XXXX??????FFFFF"),
        // The shade itself: 0 is free, 100 occupied, all else neither.
        ("mode: raw\n", "F?????X????????"),
    ] {
        let map = folder.load(&format!("{YAML}{extra}"), &image).unwrap();
        assert_eq!(shown(&map), expected, "{extra}");
    }
    // Negated, occ = v/255: 63 -> 0.247, 64 -> 0.25098, 165 -> 0.647, 166 -> 0.65098.
    for negate in ["1", "true"] {
        let yaml = YAML.replace("negate: 0", &format!("negate: {negate}"));
        let image = [&b"P5 6 1 255\n"[..], &[0, 63, 64, 165, 166, 255]].concat();
        assert_eq!(shown(&folder.load(&yaml, &image).unwrap()), "FF??XX");
        let raw = folder.load(&format!("{yaml}mode: raw\n"), &image).unwrap();
        assert_eq!(shown(&raw), "F?????");
    }
    // The usual grey 205 is unknown with the threshold 0.196 and free with 0.25.
    let yaml = YAML.replace("0.25", "0.196");
    assert_eq!(
        shown(&folder.load(&yaml, b"P5 1 1 255\n\xcd").unwrap()),
        "?"
    );
}

pub fn png_image(
    color: png::ColorType,
    depth: png::BitDepth,
    size: (u32, u32),
    data: &[u8],
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.0, size.1);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == png::ColorType::Indexed {
        encoder.set_palette(vec![0u8, 0, 0, 255, 255, 255, 128, 128, 128]);
        encoder.set_trns(vec![255u8, 255, 0]);
    }
    encoder
        .write_header()
        .unwrap()
        .write_image_data(data)
        .unwrap();
    bytes
}

#[test]
pub fn png_images_of_every_kind_are_read() {
    use png::{BitDepth, ColorType};
    let folder = Folder::new("png");
    let cells = |mode: &str, image: Vec<u8>| {
        shown(
            &folder
                .load(&format!("{YAML}mode: {mode}\n"), &image)
                .unwrap(),
        )
    };
    let grey = |depth, data: &[u8], w| png_image(ColorType::Grayscale, depth, (w, 1), data);
    assert_eq!(
        cells("trinary", grey(BitDepth::One, &[0b0100_0000], 2)),
        "XF"
    );
    assert_eq!(
        cells("trinary", grey(BitDepth::Two, &[0b0001_1011], 4)),
        "XX?F"
    );
    assert_eq!(
        cells("trinary", grey(BitDepth::Four, &[0x0f, 0x80], 3)),
        "XF?"
    );
    assert_eq!(
        cells("trinary", grey(BitDepth::Eight, &[0, 255, 128], 3)),
        "XF?"
    );
    assert_eq!(
        cells(
            "trinary",
            grey(BitDepth::Sixteen, &[0, 0, 255, 255, 128, 0], 3)
        ),
        "XF?"
    );
    let rgb = png_image(
        ColorType::Rgb,
        BitDepth::Eight,
        (3, 1),
        &[0, 0, 0, 255, 255, 255, 255, 128, 0],
    );
    assert_eq!(cells("trinary", rgb), "XF?");
    // With alpha, `trinary` takes the mean of three colours and alpha: opaque black is 0.25, transparent white 0.75.
    let data = [0, 255, 255, 255, 255, 0, 0, 0];
    let alpha = || png_image(ColorType::GrayscaleAlpha, BitDepth::Eight, (4, 1), &data);
    assert_eq!(cells("trinary", alpha()), "XF?X");
    assert_eq!(cells("scale", alpha()), "XF??");
    assert_eq!(cells("raw", alpha()), "F??F");
    let data = [0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 254];
    let rgba = png_image(ColorType::Rgba, BitDepth::Eight, (3, 1), &data);
    assert_eq!(cells("scale", rgba), "XF?");
    // A palette of black, white and transparent grey.
    let palette = || png_image(ColorType::Indexed, BitDepth::Two, (3, 1), &[0b0001_1000]);
    assert_eq!(cells("scale", palette()), "XF?");
    assert_eq!(cells("raw", palette()), "F??");
    let two_rows = png_image(ColorType::Grayscale, BitDepth::Eight, (1, 2), &[0, 255]);
    assert_eq!(cells("trinary", two_rows), "FX");
}

/// 51 of 255 is the double 0.2: what is on a threshold is neither above nor below it.
#[test]
fn a_pixel_on_a_threshold_is_on_neither_side_of_it() {
    let folder = Folder::new("thresholds");
    let image = b"P5 4 1 255\n\x32\x33\x34\xff";
    let load = |occupied: &str, free: &str| {
        let yaml = format!(
            "image: image\nresolution: 1\norigin: [0, 0, 0]\nnegate: 1\noccupied_thresh: {occupied}\nfree_thresh: {free}\n"
        );
        shown(&folder.load(&yaml, image).unwrap())
    };
    assert_eq!(load("0.2", "0.1"), "??XX");
    assert_eq!(load("0.5", "0.2"), "F??X");
}

#[test]
fn a_movingai_map_has_y_down_and_one_unit_a_cell() {
    let folder = Folder::new("movingai");
    for text in [
        "type octile\nheight 2\nwidth 3\nmap\n.@T\nGSW\n",
        "type octile\r\nwidth 3\r\nheight 2\r\nmap\r\n.@T\r\nGSW\r\n\r\n",
        "type octile\nheight 2\nwidth 3\nmap\n.@T\nGSW",
    ] {
        let map = load(&folder.write("a.map", text), false).unwrap();
        assert_eq!(
            (map.width, map.height, map.resolution, map.origin),
            (3, 2, 1.0, [0.0; 2])
        );
        assert_eq!(shown(&map), "FXXFXX");
        assert!(map.y_down && !map.unknown_is_blocked);
    }
}

/// Real maps, where there are some: they load, and their documented sizes and free points are as they should be.
#[test]
fn real_maps_load() {
    let Some(folder) = std::env::var_os("PROLATE_MAPS").map(PathBuf::from) else {
        println!("skipped: PROLATE_MAPS is not set");
        return;
    };
    let free = |map: GridMap, a: [f64; 2], b: [f64; 2]| {
        let world = Obstacles::<2>::new(&[Shape::Map(Arc::new(map))], &Robot::Ball { radius: 0.0 });
        world.point_is_free(&a) && world.point_is_free(&b)
    };
    let depot = load(&folder.join("ros/depot.yaml"), true).unwrap();
    assert_eq!((depot.width, depot.height), (604, 307));
    let warehouse = load(&folder.join("ros/warehouse.yaml"), true).unwrap();
    assert!(
        (warehouse.extent()[1][0] - 15.1).abs() < 0.05,
        "{:?}",
        warehouse.extent()
    );
    let sandbox = load(&folder.join("ros/tb3_sandbox.yaml"), true).unwrap();
    let unknown = sandbox
        .cells
        .iter()
        .filter(|c| **c == Cell::Unknown)
        .count();
    assert!(2 * unknown > sandbox.cells.len());
    for (name, a, b) in [
        ("arena", [1.5, 7.5], [47.5, 46.5]),
        ("Berlin_0_256", [9.5, 25.5], [245.5, 251.5]),
        ("64room_000", [20.5, 20.5], [490.5, 490.5]),
        ("maze512-32-0", [10.5, 10.5], [500.5, 500.5]),
        ("random512-10-0", [5.5, 5.5], [505.5, 505.5]),
        ("den520d", [244.5, 2.5], [18.5, 204.5]),
    ] {
        let map = load(&folder.join(format!("movingai/{name}.map")), true).unwrap();
        assert!(free(map, a, b), "{name}");
    }
}
