//! Every malformed map file is an error that says where, what is wrong and what would be legal.

use crate::map_files::{Folder, YAML, png_image};
use prolate::world::map_file::load;

#[test]
fn every_malformed_movingai_map_is_an_error_with_its_line() {
    let folder = Folder::new("bad-movingai");
    for (text, line, words) in [
        ("", None, "header"),
        ("type tile\n", Some(1), "octile"),
        ("height 2\nwidth 2\nmap\n..\n..\n", Some(3), "type octile"),
        ("type octile\nwidth 2\nmap\n..\n", Some(3), "height"),
        (
            "type octile\nheight 1\nwidth x\nmap\n..\n",
            Some(4),
            "width",
        ),
        ("type octile\nheight 0\nwidth 2\nmap\n", None, "0 cells"),
        (
            "type octile\nheight 99999999999\nwidth 99999999999\nmap\n",
            None,
            "at most",
        ),
        (
            "type octile\nheight 16384\nwidth 16384\nmap\n.",
            Some(4),
            "ends before",
        ),
        (
            "type octile\nheight 2\nwidth 2\nmap\n..\n.\n",
            Some(6),
            "1 characters",
        ),
        (
            "type octile\nheight 2\nwidth 2\nmap\n..\n...\n",
            Some(6),
            "3 characters",
        ),
        (
            "type octile\nheight 2\nwidth 2\nmap\n..\n",
            Some(6),
            "0 characters",
        ),
        (
            "type octile\nheight 1\nwidth 2\nmap\n.. .\n",
            Some(5),
            "4 characters",
        ),
        (
            "type octile\nheigth 1\nwidth 2\nmap\n..\n",
            Some(2),
            "not a line",
        ),
    ] {
        let error = load(&folder.write("a.map", text), true).unwrap_err();
        assert_eq!(error.line(), line, "{error}");
        assert!(
            error.to_string().contains(words) && error.to_string().contains("a.map"),
            "{error}"
        );
    }
}

#[test]
fn every_malformed_yaml_is_an_error_with_its_line() {
    let folder = Folder::new("bad-yaml");
    let image = b"P5 1 1 255\n\xff";
    let line = |old: &str, new: &str| YAML.replace(old, new);
    for (yaml, at, words) in [
        (String::new(), None, "missing"),
        ("[1".to_owned(), None, "mapping"),
        ("just text".to_owned(), None, "mapping"),
        ("x".repeat(100_000), None, "too large"),
        ("[".repeat(30_000), None, "mapping"),
        (line("image: image\n", ""), None, "`image` is missing"),
        (line("negate: 0\n", ""), None, "`negate` is missing"),
        (line("image: image", "image: ''"), Some(1), "image"),
        (line("0.5", "0"), Some(2), "positive"),
        (line("0.5", "-1"), Some(2), "positive"),
        // The first of two.
        (
            line("0.5", "-1").replace("0.65", "1.5"),
            Some(2),
            "from 0 to 1",
        ),
        (line("0.5", ".nan"), Some(2), "positive"),
        (line("0.5", "wide"), Some(2), "resolution: wide"),
        (line("[1, -2.5, 0]", "[1, 2]"), Some(3), "three numbers"),
        (
            line("[1, -2.5, 0]", "[1, 2, .inf]"),
            Some(3),
            "three numbers",
        ),
        (line("negate: 0", "negate: maybe"), Some(4), "0, 1"),
        (line("0.65", "1.5"), Some(5), "from 0 to 1"),
        (line("0.5", ".NaN"), Some(2), "is `.NaN`, not a number"),
        (line("-2.5", ".nan"), Some(3), "is `.nan`, not a number"),
        (line("0.5", "1e101"), Some(2), "positive"),
        (line("0.5", "nan"), Some(2), "resolution: nan"),
        (line("0.5", "0x1"), Some(2), "positive"),
        (line("0.5", "1_0"), Some(2), "positive"),
        (line("0.5", "5e-324"), Some(2), "positive"),
        (line("0.5", "~"), Some(2), "positive"),
        (line("0.5", "[1]"), Some(2), "positive"),
        (
            line("[1, -2.5, 0]", "[1, 2, 0, 0]"),
            Some(3),
            "three numbers",
        ),
        (line("[1, -2.5, 0]", "[1, 2, x]"), Some(3), "three numbers"),
        (line("[1, -2.5, 0]", "{x: 1}"), Some(3), "three numbers"),
        (
            line("-2.5, 0]", "-2.5, .nan]"),
            Some(3),
            "is `.nan`, not a number",
        ),
        (line("-2.5, 0]", "-2.5, -.inf]"), Some(3), "three numbers"),
        (line("-2.5, 0]", "-2.5, 1e101]"), Some(3), "three numbers"),
        (line("negate: 0", "negate: yEs"), Some(4), "0, 1"),
        (line("negate: 0", "negate: 0.5"), Some(4), "0, 1"),
        (line("negate: 0", "negate: 08"), Some(4), "0, 1"),
        (line("negate: 0", "negate: tRUE"), Some(4), "0, 1"),
        (line("negate: 0", "negate: 0x"), Some(4), "0, 1"),
        (line("negate: 0", "negate: é"), Some(4), "0, 1"),
        (
            line("0.25", "0.25\nfree_thresh: 0.2"),
            Some(7),
            "stands twice",
        ),
        (line("0.25", "0.25\n\"negate\": 0"), Some(7), "stands twice"),
        (line("0.25", "*a"), Some(6), "YAML mapping"),
        (line("0.25", "0.25\n\tmode: raw"), None, "YAML mapping"),
        (
            format!("{YAML}mode: best\n"),
            Some(7),
            "trinary, scale or raw",
        ),
        (format!("{YAML}mode: 3\n"), Some(7), "trinary, scale or raw"),
    ] {
        let error = folder.load(&yaml, image).unwrap_err();
        if at.is_some() {
            assert_eq!(error.line(), at, "{error}");
        }
        assert!(error.to_string().contains(words), "{error}");
        assert!(
            error.file.ends_with("map.yaml") && error.problems.iter().all(|p| !p.help.is_empty()),
            "{error}"
        );
    }
}

#[test]
fn every_malformed_image_is_an_error_that_names_the_image() {
    let folder = Folder::new("bad-image");
    let grey = png_image(
        png::ColorType::Grayscale,
        png::BitDepth::Eight,
        (40, 30),
        &[7; 1200],
    );
    let mut huge = grey.clone();
    huge[16..24].fill(0x7f);
    let mut images: Vec<Vec<u8>> = [
        &b"P5 2 2 255\n\0\0\0\0\0"[..],
        b"P5 2 2 255\n\0\0\0\0\n",
        b"P5 2 2 255\r\n\0\0",
        b"P5 2 2 255\n# c\n\0\0\0",
        b"P5 2 2 255\n# c",
        b"P5 2 2 254\n\0\0\0\xff",
        b"P5 1 2 256\n\0\0\x01\x01",
        b"P2 2 2 255\n1 2 3 4 5",
        b"P2 2 2 255\n1 2 3 4 x",
        &b""[..],
        b"BM not a pgm",
        b"P5",
        b"P5 1",
        b"P5 0 5 255\n",
        b"P5 2 2 0\n\0\0\0\0",
        b"P5 2 2 65536\n\0\0\0\0",
        b"P5 2 2 255\n\0\0\0",
        b"P5 2 2 256\n\0\0\0\0",
        b"P5 99999999999999999999 99999999999999999999 255\n\0",
        b"P5 16000 16000 255\n\0",
        b"P5 -1 2 255\n\0\0\0\0",
        b"P2 2 2 255\n1 2 3",
        b"P2 2 2 255\n1 2 3 x",
        b"P2 2 2 255\n1 2 3 256",
        b"P2 16000 16000 255\n1 2 3",
        b"P6 1 1 255\n\0\0\0",
    ]
    .map(<[u8]>::to_vec)
    .to_vec();
    images.push(huge);
    // A PNG cut short anywhere before its last pixel is complete.
    images.extend((1..grey.len() - 16).map(|end| grey[..end].to_vec()));
    for image in images {
        let error = folder.load(YAML, &image).expect_err("must be refused");
        assert!(error.file.ends_with("image"), "{error}");
    }
    // A size that the file cannot hold is refused before it is allocated.
    for image in [
        &b"P2 16000 16000 255\n1 2 3"[..],
        b"P5 16000 16000 255\n1 2 3",
    ] {
        let error = folder.load(YAML, image).unwrap_err();
        assert!(error.to_string().contains("16000 x 16000"), "{error}");
    }
    // Any byte changed: an error or a map, never a panic.
    for at in 0..grey.len() {
        for value in [0, 0xff, grey[at] ^ 1] {
            let mut image = grey.clone();
            image[at] = value;
            let _ = folder.load(YAML, &image);
        }
    }
}

#[test]
fn a_file_that_is_not_there_or_of_another_kind_is_an_error() {
    let folder = Folder::new("absent");
    for (name, words) in [
        ("a.map", "cannot be read"),
        ("a.yaml", "cannot be read"),
        ("a.png", "YAML"),
        ("a", ".map"),
    ] {
        let error = load(&folder.0.join(name), true).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
    let error = load(&folder.write("map.yaml", YAML), true).unwrap_err();
    assert!(error.file.ends_with("image"), "{error}");
}
