//! Map files as the tools that write them mean them: yaml-cpp's scalars, headers of Windows, BMP, and what follows a
//! map.

use crate::map_files::{Folder, YAML, shown};
use prolate::world::map_file::{image_of, load};

/// Three pixels: black, white, grey.
const IMAGE: &[u8] = b"P5 3 1 255\n\x00\xff\x80";

fn cells(folder: &Folder, yaml: &str) -> String {
    shown(
        &folder
            .load(yaml, IMAGE)
            .unwrap_or_else(|error| panic!("{yaml}\n{error}")),
    )
}

#[test]
fn the_thresholds_stand_in_any_order_and_occupied_is_asked_first() {
    let folder = Folder::new("thresholds");
    let image = [&b"P5 4 1 255\n"[..], &[0, 128, 230, 255]].concat();
    for (occupied, free, expected) in [
        // 0 is occupied to 1, 128 to 0.498, 230 to 0.098, 255 to 0.
        ("0.1", "0.9", "XXFF"),
        ("0.5", "0.5", "XFFF"),
        ("0.65", "0.196", "X?FF"),
        ("0.0", "1.0", "XXXF"),
        ("1.0", "0.0", "????"),
    ] {
        let yaml = YAML.replace("0.65", occupied).replace("0.25", free);
        for mode in ["", "mode: scale\n"] {
            let map = folder.load(&format!("{yaml}{mode}"), &image).unwrap();
            // Between equal or crossed thresholds nothing is left to scale.
            if mode.is_empty() || occupied < free {
                assert_eq!(shown(&map), expected, "{occupied} {free}");
            }
        }
    }
}

#[test]
fn scalars_are_read_as_yaml_cpp_reads_them() {
    let folder = Folder::new("scalars");
    let with = |old: &str, new: &str| cells(&folder, &YAML.replace(old, new));
    for word in [
        "0",
        "'0'",
        "no",
        "No",
        "OFF",
        "n",
        "N",
        "false",
        "\"False\"",
        "00",
        "0x0",
        "-0",
    ] {
        assert_eq!(
            with("negate: 0", &format!("negate: {word}")),
            "XF?",
            "{word}"
        );
    }
    for word in [
        "1", "\"1\"", "yes", "Yes", "ON", "y", "true", "TRUE", "2", "-1", "0x10", "' 1 '",
    ] {
        assert_eq!(
            with("negate: 0", &format!("negate: {word}")),
            "FX?",
            "{word}"
        );
    }
    for side in [
        "'0.5'",
        "\"0.5\"",
        ".5",
        "+0.5",
        "5e-1",
        "00.5",
        "' 0.5 '",
        "!!str 0.5",
    ] {
        let map = folder.load(
            &YAML.replace("resolution: 0.5", &format!("resolution: {side}")),
            IMAGE,
        );
        assert_eq!(map.unwrap().resolution, 0.5, "{side}");
    }
    let origin = |text: &str| {
        let map = folder.load(&YAML.replace("[1, -2.5, 0]", text), IMAGE);
        map.unwrap_or_else(|error| panic!("{text}: {error}")).origin
    };
    for text in [
        "['1', \"-2.5\", '0']",
        "\n- 1\n- -2.5\n- 0.0",
        "[010e-1, -2.5, 6.283185307179586]",
        "[1, -2.5, -6.283185307]",
        "[1, -2.5, 6.283185307]",
        "[1, -2.5, -9e-10]",
        "[1, -2.5, 9e-10]",
        "[1, -2.5, -0.0]",
    ] {
        assert_eq!(origin(text), [1.0, -2.5], "{text}");
    }
    assert_eq!(with("image: image", "'image': \"image\""), "XF?");
    // What others write into these files, a byte order mark, line ends of Windows, and a second document change
    // nothing.
    let plain = cells(&folder, YAML);
    for yaml in [
        format!("\u{feff}{YAML}"),
        format!("%YAML 1.2\n---\n{YAML}"),
        format!("---\n{YAML}...\n"),
        format!("{YAML}---\nimage: another\n"),
        format!("# made by hand\n{YAML}cost: {{a: [1, {{b: 2}}]}}\n1: 2\n? [x]\n: y\n"),
        YAML.replace('\n', "\r\n"),
        format!("{{{}}}", YAML.trim().replace('\n', ", ")),
    ] {
        assert_eq!(cells(&folder, &yaml), plain, "{yaml}");
        assert_eq!(image_of(yaml.as_bytes()), Some("image".into()));
    }
}

#[test]
fn all_problems_of_a_yaml_are_told_at_once_with_their_lines() {
    let folder = Folder::new("at-once");
    let yaml = "image: image\nresolution: wide\norigin: [1, .nan, 0]\nnegate: maybe\n  # ä\nfree_thresh: 0.1\nfree_thresh: 2\n";
    let error = folder.load(yaml, IMAGE).unwrap_err();
    let told: Vec<_> = error
        .problems
        .iter()
        .map(|problem| {
            let place = problem.place.as_ref();
            place.map(|p| (p.line, p.column, p.width, p.source.as_str()))
        })
        .collect();
    let expected = [
        Some((2, 13, 4, "resolution: wide")),
        Some((3, 13, 4, "origin: [1, .nan, 0]")),
        Some((4, 9, 5, "negate: maybe")),
        Some((7, 1, 11, "free_thresh: 2")),
        None,
    ];
    assert_eq!(told, expected, "{error}");
}

#[test]
fn an_absolute_image_is_read_or_one_message_says_so_and_names_the_file_beside() {
    let folder = Folder::new("absolute");
    let there = folder.write("image", IMAGE);
    let yaml = YAML.replace("image: image", &format!("image: {}", there.display()));
    assert_eq!(cells(&folder, &yaml), "XF?");
    let yaml = YAML.replace("image: image", "image: /no/such/folder/image");
    let error = folder.load(&yaml, IMAGE).unwrap_err();
    assert_eq!((error.problems.len(), error.line()), (1, Some(1)));
    let told = error.to_string();
    assert!(
        told.contains("absolute") && told.contains("write `image: image`"),
        "{told}"
    );
    let error = folder
        .load(&yaml.replace("folder/image", "other"), IMAGE)
        .unwrap_err();
    assert!(
        error.to_string().contains("relative to this YAML"),
        "{error}"
    );
}

#[test]
fn headers_of_p5_are_read_as_they_are_meant() {
    let folder = Folder::new("headers");
    for header in [
        "P5\n3 1\n255\n",
        "P5\r\n3 1\r\n255\r\n",
        "P5 3 1 255 ",
        "P5\n3 1\n255 # white\n",
        "P5\n3 1\n255# white\n",
        "P5\n3 1\n255\n# CREATOR: by hand\n",
        "P5\n3 1\n255\n# one\n# two\n",
        "P5\r\n# one\r\n3 1\r\n255\r\n# two\r\n",
        "P5 # one\r3 1 255\n",
    ] {
        let image = [header.as_bytes(), &[0, 255, 128]].concat();
        let map = folder
            .load(YAML, &image)
            .unwrap_or_else(|error| panic!("{header:?} {error}"));
        assert_eq!(shown(&map), "XF?", "{header:?}");
    }
    // Pixels that look like a line end or a comment, where they fill the file.
    for (pixels, expected) in [
        (&b"\n\xff\x80"[..], "XF?"),
        (b"#\n\xff", "XXF"),
        (b"\r\n#", "XXX"),
    ] {
        let image = [b"P5 3 1 255\n", pixels].concat();
        assert_eq!(shown(&folder.load(YAML, &image).unwrap()), expected);
    }
    for rest in ["\n", "\n\n# the end", " \r\n"] {
        let image = format!("P2 3 1 255 0 255 128{rest}");
        assert_eq!(shown(&folder.load(YAML, image.as_bytes()).unwrap()), "XF?");
    }
}

#[test]
fn what_follows_a_movingai_map_and_spaces_behind_its_rows_are_passed_over() {
    let folder = Folder::new("movingai-tail");
    for text in [
        "type octile\nheight 2\nwidth 3\nmap\n.@T\nGSW\n\nmade by hand\n",
        "type octile\nheight 2\nwidth 3\nmap\n.@T  \nGSW\t\n...\n...\n",
        "type octile\r\nheight 2\r\nwidth 3\r\nmap\r\n.@T \r\nGSW\r\n",
        "\u{feff}type octile\nheight 2\nwidth 3\nmap\n.@T\nGSW",
        "type octile \nheight 2 \n\nwidth  3\nmap \n.@T\nGSW",
    ] {
        let map =
            load(&folder.write("a.map", text), true).unwrap_or_else(|e| panic!("{text:?} {e}"));
        assert_eq!(shown(&map), "FXXFXX", "{text:?}");
    }
    // A space within the width is a cell, and all short rows are told at once.
    let text = "type octile\nheight 3\nwidth 2\nmap\n. \n.\n...\n";
    let error = load(&folder.write("a.map", text), true).unwrap_err();
    let lines: Vec<_> = error
        .problems
        .iter()
        .map(|p| p.place.as_ref().map(|p| (p.line, p.column)))
        .collect();
    assert_eq!(lines, [Some((6, 2)), Some((7, 3))]);
}
