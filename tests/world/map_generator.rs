//! Random maps, mostly good ones, in every spelling and format, against a second reader that shares nothing with the
//! first.

use crate::bmp_images::Bmp;
use crate::map_files::{Folder, png_image, shown};
use crate::second_reader::read;

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) % n
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize].clone()
    }
}

/// A YAML and its image.
fn draw(dice: &mut Dice) -> (String, Vec<u8>) {
    let share = |dice: &mut Dice| format!("{}", dice.below(101) as f64 / 100.0);
    let quoted = |dice: &mut Dice, text: String| match dice.below(4) {
        0 => format!("'{text}'"),
        1 => format!("\"{text}\""),
        _ => text,
    };
    let good = dice.below(8) > 0;
    let resolution = dice.of(if good {
        &["0.05", "1", ".5", "2.5e-1", "+1.0", "010"][..]
    } else {
        &["0", "-1", "wide", ".nan", "1e999"][..]
    });
    let x = dice.of(&["-10.5", "0", "3.", "1e1", "-.25"]);
    let y = dice.of(&["2", "-0.0", "7.75"]);
    let legal = dice.below(30) > 0;
    let yaw = dice.of(if legal {
        &[
            "0",
            "0.0",
            "6.283185307179586",
            "1e-12",
            "-0",
            "1.5707963267948966",
            "-1.5707963268",
            "3.141592653589793",
            "11",
            "-.25",
            "1e-8",
        ][..]
    } else {
        &[".nan", "0,1", ".inf"][..]
    });
    let items = [x, y, yaw].map(|item| quoted(dice, item.to_owned()));
    let negate = dice.of(&["0", "1", "yes", "No", "true", "FALSE", "on", "Off", "2"]);
    let mut lines = vec![
        format!("image: {}", quoted(dice, "image".to_owned())),
        format!("resolution: {}", quoted(dice, resolution.to_owned())),
        format!("origin: [{}]", items.join(", ")),
        format!("negate: {}", quoted(dice, negate.to_owned())),
        format!("occupied_thresh: {}", share(dice)),
        format!("free_thresh: {}", share(dice)),
    ];
    match dice.below(40) {
        0 => lines.push("negate: 0".to_owned()),
        1 => drop(lines.pop()),
        2 => lines.push("free_thresh : 2".to_owned()),
        n if n < 15 => lines.push(format!(
            "mode: {}",
            dice.of(&["trinary", "scale", "raw", "Raw"])
        )),
        n if n < 20 => lines.push("# a remark: with a colon".to_owned()),
        _ => {}
    }
    let by = dice.below(lines.len() as u64) as usize;
    lines.rotate_left(by);
    let end = dice.of(&["\n", "\r\n"]);
    let mark = dice.of(&["", "", "\u{feff}"]);
    (format!("{mark}{}{end}", lines.join(end)), draw_image(dice))
}

fn draw_image(dice: &mut Dice) -> Vec<u8> {
    let (width, height) = (1 + dice.below(6) as usize, 1 + dice.below(5) as usize);
    let max = dice.of(&[255, 255, 100, 1, 1000, 65535]);
    let above = u64::from(dice.below(20) == 0);
    let mut pixels = || -> Vec<u64> {
        (0..width * height)
            .map(|_| dice.below(max + 1 + above))
            .collect()
    };
    let pixels = pixels();
    let bytes = |pixels: &[u64]| {
        pixels
            .iter()
            .map(|p| (p * 255 / max).min(255) as u8)
            .collect::<Vec<u8>>()
    };
    let header = |kind: &str, dice: &mut Dice| {
        let end = dice.of(&["\n", "\r\n", " ", "\n# remark\n"]);
        format!("{kind}{end}{width} {height}{end}{max}{end}").into_bytes()
    };
    let mut image = match dice.below(4) {
        0 => {
            let numbers: Vec<String> = pixels.iter().map(u64::to_string).collect();
            let between = dice.of(&[" ", "\n", "\r\n", " # c\n"]);
            [
                header("P2", dice),
                numbers.join(between).into_bytes(),
                b"\n".to_vec(),
            ]
            .concat()
        }
        1 => {
            let samples = pixels.iter().flat_map(|p| match max > 255 {
                true => vec![(p >> 8) as u8, *p as u8],
                false => vec![*p as u8],
            });
            [header("P5", dice), samples.collect()].concat()
        }
        2 => png_image(
            png::ColorType::Grayscale,
            png::BitDepth::Eight,
            (width as u32, height as u32),
            &bytes(&pixels),
        ),
        _ => {
            let bits = dice.of(&[8, 24, 32]);
            let samples = bytes(&pixels);
            let row = |row: &[u8]| {
                let each = bits as usize / 8;
                let mut line: Vec<u8> = row.iter().flat_map(|p| vec![*p; each]).collect();
                line.resize(line.len().div_ceil(4) * 4, 9);
                line
            };
            let mut rows: Vec<Vec<u8>> = samples.chunks(width).map(row).collect();
            let down = dice.below(2) == 0;
            if !down {
                rows.reverse();
            }
            let tall = if down {
                -(height as i32)
            } else {
                height as i32
            };
            let palette = (0..=255)
                .map(|p| [p; 3])
                .take(if bits == 8 { 256 } else { 0 })
                .collect();
            Bmp {
                palette,
                ..Bmp::new(width as i32, tall, bits, &rows.concat())
            }
            .bytes()
        }
    };
    match dice.below(30) {
        0 => image.push(b'7'),
        1 => drop(image.pop()),
        _ => {}
    }
    image
}

#[test]
fn random_maps_are_read_as_a_second_reader_reads_them() {
    let folder = Folder::new("generator");
    let mut dice = Dice(20);
    // So many, or for so many seconds.
    let seconds = std::env::var("FUZZ_SECONDS").map_or(0.0, |s| s.parse().unwrap());
    let (begin, mut accepted, mut turned, mut all) = (std::time::Instant::now(), 0, 0, 0);
    while all < 1_000 || begin.elapsed().as_secs_f64() < seconds {
        all += 1;
        let (yaml, image) = draw(&mut dice);
        let expected = read(&yaml, &image);
        let found = folder.load(&yaml, &image);
        let cells = |map: &prolate::world::GridMap| {
            (
                map.width,
                map.height,
                map.resolution,
                map.origin,
                map.yaw,
                shown(map),
            )
        };
        match (&found, &expected) {
            (Ok(map), Some(expected)) => {
                let (width, height, resolution, [x, y], yaw, shown) = cells(map);
                let off = (x - expected.3[0]).abs().max((y - expected.3[1]).abs());
                assert!(off < 1e-12, "{yaml}\n{image:?}");
                let found = (width, height, resolution, expected.3, yaw, shown);
                assert_eq!(found, *expected, "{yaml}\n{image:?}");
                turned += usize::from(yaw != 0.0);
            }
            (Err(_), None) => {}
            _ => panic!("{found:?}\n{expected:?}\n{yaml}\n{image:?}"),
        }
        accepted += usize::from(expected.is_some());
    }
    assert!(
        10 * accepted > 7 * all && accepted < all && 10 * turned > all,
        "{accepted} of {all}, {turned} are turned"
    );
}
