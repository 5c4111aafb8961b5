//! BMP images of every kind that is read, against the same pixels written by hand.

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

pub const GREYS: [[u8; 3]; 3] = [[0; 3], [255; 3], [128; 3]];

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
    let masks = [0xff_0000, 0xff00, 0xff, 0xff00_0000];
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
