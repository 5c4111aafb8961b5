//! Every bad header of a BMP is an error that says what is wrong, and no image makes the reader panic.

use crate::bmp_images::{Bmp, GREYS};
use crate::map_files::{Folder, YAML};

#[test]
fn every_bad_bmp_is_an_error() {
    let folder = Folder::new("bad-bmp");
    let good = Bmp {
        palette: GREYS.to_vec(),
        used: 3,
        ..Bmp::new(3, 2, 8, &[0, 1, 2, 9, 1, 0, 0, 9])
    };
    let rgb = Bmp::new(3, 2, 24, &[0; 24]);
    let masked = Bmp {
        compression: 3,
        ..Bmp::new(1, 1, 32, &[0; 4])
    };
    let bad = [
        (
            Bmp {
                size: 41,
                ..good.clone()
            },
            "41 bytes",
        ),
        (
            Bmp {
                size: 0,
                ..good.clone()
            },
            "0 bytes",
        ),
        (
            Bmp {
                width: 0,
                ..good.clone()
            },
            "0 x 2",
        ),
        (
            Bmp {
                width: -3,
                ..good.clone()
            },
            "width is -3",
        ),
        (
            Bmp {
                height: 0,
                ..good.clone()
            },
            "3 x 0",
        ),
        (
            Bmp {
                height: i32::MIN,
                ..good.clone()
            },
            "at most",
        ),
        (
            Bmp {
                width: i32::MAX,
                height: i32::MAX,
                ..rgb.clone()
            },
            "at most",
        ),
        (
            Bmp {
                width: 16384,
                height: 16384,
                ..rgb.clone()
            },
            "bytes of pixels",
        ),
        (
            Bmp {
                planes: 3,
                ..good.clone()
            },
            "3 planes",
        ),
        (
            Bmp {
                bits: 16,
                ..rgb.clone()
            },
            "16 bits",
        ),
        (
            Bmp {
                bits: 0,
                ..rgb.clone()
            },
            "0 bits",
        ),
        (
            Bmp {
                compression: 1,
                ..good.clone()
            },
            "compressed",
        ),
        (
            Bmp {
                compression: 3,
                ..rgb.clone()
            },
            "compressed",
        ),
        (
            Bmp {
                used: 257,
                ..good.clone()
            },
            "257 colours",
        ),
        (
            Bmp {
                used: 2,
                palette: GREYS[..2].to_vec(),
                ..good.clone()
            },
            "row 2, column 3",
        ),
        (
            Bmp {
                used: u32::MAX,
                ..good.clone()
            },
            "colours",
        ),
        (
            Bmp {
                used: 200,
                ..good.clone()
            },
            "within its header",
        ),
        (
            Bmp {
                offset: Some(50),
                ..good.clone()
            },
            "within the header",
        ),
        (
            Bmp {
                offset: Some(0),
                ..rgb.clone()
            },
            "within the header",
        ),
        (
            Bmp {
                offset: Some(u32::MAX),
                ..rgb.clone()
            },
            "0 bytes of pixels",
        ),
        (
            Bmp {
                pixels: good.pixels[..7].to_vec(),
                ..good.clone()
            },
            "7 bytes of pixels",
        ),
        (
            Bmp {
                masks: vec![0xff, 0xff, 0xff00],
                ..masked.clone()
            },
            "mask",
        ),
        (
            Bmp {
                masks: vec![0x1ff, 0xfe00, 0xff_0000],
                ..masked.clone()
            },
            "mask",
        ),
        (
            Bmp {
                masks: vec![0, 0xff00, 0xff_0000],
                ..masked.clone()
            },
            "mask",
        ),
        (
            Bmp {
                masks: vec![0xff, 0xff00, 0xff_0000],
                offset: Some(54),
                ..masked.clone()
            },
            "within the header",
        ),
    ];
    for (bmp, words) in bad {
        let error = folder.load(YAML, &bmp.bytes()).expect_err(words);
        assert!(
            error.file.ends_with("image") && error.to_string().contains(words),
            "{words}: {error}"
        );
    }
    // Cut short anywhere it is an error; any byte changed it is an error or a map.
    let whole = good.bytes();
    for end in 0..whole.len() - 1 {
        folder.load(YAML, &whole[..end]).expect_err("cut short");
    }
    for at in 0..whole.len() {
        for value in [0, 1, 0x7f, 0x80, 0xff] {
            let mut image = whole.clone();
            image[at] = value;
            let _ = folder.load(YAML, &image);
        }
    }
}
