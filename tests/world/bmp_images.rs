//! BMP images of every kind that is read, against the same pixels written by hand; and every bad header is an error.

use crate::map_files::{Folder, YAML, shown};

/// The fields of a BMP, each changed where a test wants it otherwise.
#[derive(Clone)]
pub struct Bmp {
    pub size: u32,
    pub width: i32,
    pub height: i32,
    pub planes: u16,
    pub bits: u16,
    pub compression: u32,
    pub used: u32,
    pub masks: Vec<u32>,
    /// Blue, green, red of each colour.
    pub palette: Vec<[u8; 3]>,
    /// Rows as they are stored.
    pub pixels: Vec<u8>,
    /// Where the pixels are said to begin; right behind the header if none.
    pub offset: Option<u32>,
}

impl Bmp {
    pub fn new(width: i32, height: i32, bits: u16, pixels: &[u8]) -> Self {
        Self {
            size: 40,
            width,
            height,
            planes: 1,
            bits,
            compression: 0,
            used: 0,
            masks: Vec::new(),
            palette: Vec::new(),
            pixels: pixels.to_vec(),
            offset: None,
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut info = self.size.to_le_bytes().to_vec();
        if self.size == 12 {
            info.extend((self.width as u16).to_le_bytes());
            info.extend((self.height as u16).to_le_bytes());
        } else {
            info.extend(self.width.to_le_bytes());
            info.extend(self.height.to_le_bytes());
        }
        info.extend(self.planes.to_le_bytes());
        info.extend(self.bits.to_le_bytes());
        if self.size != 12 {
            for field in [self.compression, 0, 2835, 2835, self.used, 0] {
                info.extend(field.to_le_bytes());
            }
            info.extend(self.masks.iter().flat_map(|mask| mask.to_le_bytes()));
            info.resize(info.len().max(self.size as usize), 0);
        }
        for color in &self.palette {
            info.extend(color);
            info.extend(vec![0x77; usize::from(self.size != 12)]);
        }
        let offset = self.offset.unwrap_or(14 + info.len() as u32);
        let mut bytes = b"BM".to_vec();
        bytes.extend([0; 8]);
        bytes.extend(offset.to_le_bytes());
        [bytes, info, self.pixels.clone()].concat()
    }
}

const GREYS: [[u8; 3]; 3] = [[0; 3], [255; 3], [128; 3]];

#[test]
fn bmp_images_of_every_kind_are_read() {
    let folder = Folder::new("bmp");
    let cells = |bmp: &Bmp| {
        let map = folder.load(YAML, &bmp.bytes());
        shown(&map.unwrap_or_else(|error| panic!("{error}")))
    };
    // Two rows of black, white, grey and white, black, black; the lowest row, which is stored first, is the map's
    // first.
    let palette = |bits, pixels: &[u8]| Bmp {
        palette: GREYS.to_vec(),
        used: 3,
        ..Bmp::new(3, 2, bits, pixels)
    };
    let eight = palette(8, &[0, 1, 2, 9, 1, 0, 0, 9]);
    assert_eq!(cells(&eight), "XF?FXX");
    assert_eq!(
        cells(&palette(4, &[0x01, 0x20, 0, 0, 0x10, 0x00, 0, 0])),
        "XF?FXX"
    );
    let two = Bmp {
        palette: GREYS[..2].to_vec(),
        ..Bmp::new(3, 2, 1, &[0b0100_0000, 0, 0, 0, 0b1000_0000, 0, 0, 0])
    };
    assert_eq!(cells(&two), "XFXFXX");
    // From the top down, with the oldest and the newest header, and with something behind the pixels.
    assert_eq!(
        cells(&Bmp {
            height: -2,
            ..eight.clone()
        }),
        "FXXXF?"
    );
    let whole = |size| Bmp {
        size,
        used: 0,
        palette: [&GREYS[..], &[[0; 3]; 253]].concat(),
        ..eight.clone()
    };
    for size in [12, 40, 52, 56, 108, 124] {
        assert_eq!(cells(&whole(size)), "XF?FXX", "{size}");
    }
    assert_eq!(
        cells(&Bmp {
            pixels: [&eight.pixels[..], &[7; 9]].concat(),
            ..eight.clone()
        }),
        "XF?FXX"
    );
    let rows = [
        [0, 0, 0, 255, 255, 255, 0, 128, 255],
        [255, 255, 255, 0, 0, 0, 0, 0, 0],
    ];
    let pixels: Vec<u8> = rows
        .iter()
        .flat_map(|row| [&row[..], &[9; 3]].concat())
        .collect();
    assert_eq!(cells(&Bmp::new(3, 2, 24, &pixels)), "XF?FXX");
    // In 32 bits the fourth byte means nothing, unless a mask says that it is the opacity.
    let quads = |fourth: u8| -> Vec<u8> {
        let colors = rows.iter().flat_map(|row| row.chunks(3));
        colors.flat_map(|c| [c[0], c[1], c[2], fourth]).collect()
    };
    assert_eq!(cells(&Bmp::new(3, 2, 32, &quads(0))), "XF?FXX");
    let masks = vec![0xff_0000, 0xff00, 0xff, 0xff00_0000];
    let masked = |size, compression, count: usize, fourth| Bmp {
        size,
        compression,
        masks: masks[..count].to_vec(),
        ..Bmp::new(3, 2, 32, &quads(fourth))
    };
    assert_eq!(cells(&masked(40, 3, 3, 0)), "XF?FXX");
    assert_eq!(cells(&masked(52, 3, 3, 0)), "XF?FXX");
    for (size, compression) in [(40, 6), (56, 3), (108, 3), (124, 3)] {
        assert_eq!(cells(&masked(size, compression, 4, 255)), "XF?FXX");
        let scale = |fourth| {
            let image = masked(size, compression, 4, fourth).bytes();
            shown(
                &folder
                    .load(&format!("{YAML}mode: scale\n"), &image)
                    .unwrap(),
            )
        };
        assert_eq!(
            (scale(255).as_str(), scale(254).as_str()),
            ("XF?FXX", "??????")
        );
    }
    // Other orders of the bytes.
    let turned = Bmp {
        masks: vec![0xff, 0xff00, 0xff_0000, 0],
        ..masked(108, 3, 4, 0)
    };
    assert_eq!(cells(&turned), "XF?FXX");
}

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
