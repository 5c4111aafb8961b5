//! A turned map in the picture of a scene: every pixel of its image against the cells.

use crate::office::{YAWS, folder, forth, read};
use prolate::planner::Spec;
use prolate::plot::{Heading, Scene, canvas};
use prolate::record::Keep;
use prolate::run::{Budget, WallClock};
use prolate::scenario::dispatch::{Setup, run};
use prolate::world::{Cell, Shape};

/// The bytes that base64 stands for.
fn decoded(text: &str) -> Vec<u8> {
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for digit in text.chars().filter_map(|c| digits.find(c)) {
        (bits, count) = (bits << 6 | digit as u32, count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 255) as u8);
        }
    }
    bytes
}

/// Width, height and the colours with opacity of a PNG.
fn pixels(png: &[u8]) -> (usize, usize, Vec<[u8; 4]>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    let pixels = bytes.chunks_exact(4).map(|p| [p[0], p[1], p[2], p[3]]);
    (
        frame.width as usize,
        frame.height as usize,
        pixels.collect(),
    )
}

#[test]
fn every_pixel_of_the_scene_shows_the_turned_cell_at_its_place() {
    for yaw in [YAWS[0], YAWS[2]] {
        let (start, goal) = (forth([-1.6, -2.2], yaw), forth([3.0, 1.2], yaw));
        let text = format!("start: {start:?}\ngoal: {{state: {goal:?}}}\n");
        let scenario = read(&folder(yaw), &text).unwrap();
        let spec = Spec::named("rrt").unwrap();
        let setup = Setup {
            spec: &spec,
            seed: 1,
            budget: &Budget {
                iterations: Some(50),
                ..Budget::default()
            },
            keep: Keep::Nothing,
        };
        let record = run(&scenario, &setup, WallClock::start, &mut ());
        let heading = Heading {
            scenario: "office",
            planner: "rrt",
            seed: 1,
            optimum_width: 0.0,
        };
        let scene = Scene::new(&heading, &scenario, &record).unwrap();
        let svg = canvas::svg(&scene).unwrap();
        let (_, image) = svg.split_once("data:image/png;base64,").unwrap();
        let (width, height, pixels) = pixels(&decoded(image.split('"').next().unwrap()));
        let Shape::Map(map) = &scenario.obstacles[0] else {
            panic!()
        };
        let (sin, cos) = yaw.sin_cos();
        let [x, y] = [scenario.bounds[0], scenario.bounds[1]];
        let mut counts = [0; 4];
        let mut wrong = 0;
        for (index, pixel) in pixels.iter().enumerate() {
            let right = x[0] + (x[1] - x[0]) * ((index % width) as f64 + 0.5) / width as f64;
            let up = y[1] - (y[1] - y[0]) * ((index / width) as f64 + 0.5) / height as f64;
            let d = [right - map.origin[0], up - map.origin[1]];
            let cell =
                [d[0] * cos + d[1] * sin, d[1] * cos - d[0] * sin].map(|v| (v / 0.1).floor());
            let is_inside = (0.0..80.0).contains(&cell[0]) && (0.0..60.0).contains(&cell[1]);
            let kind = match is_inside {
                false => 3,
                true => match map.cells[cell[1] as usize * 80 + cell[0] as usize] {
                    Cell::Free => 0,
                    Cell::Occupied => 1,
                    Cell::Unknown => 2,
                },
            };
            counts[kind] += 1;
            // What is outside is drawn as an obstacle, unknown cells in a paler colour, free ones not at all.
            let is_so = match kind {
                0 => pixel[3] == 0,
                2 => pixel[3] == 255 && pixel[0] > 100,
                _ => pixel[3] == 255 && pixel[0] < 100,
            };
            wrong += usize::from(!is_so);
        }
        // A centre on a border may round to either side.
        assert!(wrong < 10, "{yaw}: {wrong} of {} pixels", pixels.len());
        assert!(counts.iter().all(|count| *count > 1_000), "{counts:?}");
        // The map's own share of the box around it.
        let share = 1.0 - f64::from(counts[3]) / pixels.len() as f64;
        let expected = 48.0 / ((x[1] - x[0]) * (y[1] - y[0]));
        assert!((share - expected).abs() < 2e-3, "{share} {expected}");
        assert!(canvas::png(&scene).unwrap().starts_with(b"\x89PNG"));
    }
}
