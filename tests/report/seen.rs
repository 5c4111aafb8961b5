//! What a legend names is seen in every panel, or the figure says where it is.

use crate::batch::{Batch, read};
use prolate::experiment::stored::Stored;
use prolate::plot::axis::Axis;
use prolate::plot::canvas;
use prolate::plot::clip::Window;
use prolate::plot::figure::Figure;
use prolate::plot::item::Item;
use prolate::plot::legend::Sign;
use prolate::plot::study::{Chart, Settings, Study};
use prolate::random::{self, unit};
use prolate::statistics::Interval;

/// So many experiments are drawn by each test.
const SEEDS: u64 = 16;

/// The figures of all plots of the results, with their names.
fn figures(stored: &Stored) -> Vec<(String, Figure)> {
    let study = Study::new(stored, Settings::default());
    let of_each = stored.scenarios.iter().flat_map(|s| study.of(s));
    let plots = of_each.chain(study.across());
    plots
        .filter_map(|plot| match plot.chart {
            Chart::Figure(figure) => Some((plot.file, figure)),
            Chart::Boxes(_) => None,
        })
        .collect()
}

/// An experiment whose planners' costs and times have wildly different magnitudes; some runs find nothing, and some
/// planners do exactly what another one does.
fn wild(seed: u64) -> Stored {
    let labels = [
        "rrt",
        "rrt-star",
        "rrt-star range=0.2",
        "rrt-sharp",
        "informed-rrt-star",
        "prm-star",
        "fmt-star samples=100",
        "fmt-star samples=200",
        "some-other",
        "and-another",
    ];
    let mut rng = random::seeded(seed);
    let mut draw = move |low: f64, high: f64| low + (high - low) * unit(&mut rng);
    let mut batch = Batch::new();
    let runs = 1 + (draw(0.0, 14.0) as u64);
    let spread = draw(0.0, 4.0);
    let mut before: Vec<(Vec<(u64, f64)>, f64)> = Vec::new();
    for world in ["world-100", "world-200", "world-400"] {
        for label in labels {
            let scale = 10.0_f64.powf(draw(-spread, spread));
            let slowness = 10.0_f64.powf(draw(-3.0, 3.0));
            let unsolved = draw(-0.6, 1.0);
            let is_twin = draw(0.0, 1.0) < 0.25 && !before.is_empty();
            let mut own = Vec::new();
            for _ in 0..runs {
                let mut events = Vec::new();
                let mut place = 1 + draw(0.0, 300.0) as u64;
                let mut cost = scale * (1.0 + draw(0.0, 3.0));
                while place < 1000 && draw(0.0, 1.0) > 0.1 {
                    events.push((place, cost));
                    place += 1 + draw(0.0, 200.0) as u64;
                    cost *= draw(0.3, 1.0);
                }
                if draw(0.0, 1.0) < unsolved {
                    events.clear();
                }
                own.push((events, slowness));
            }
            if !is_twin || before.len() < own.len() {
                before = own;
            }
            for (run, (events, slowness)) in (1..=runs).zip(&before) {
                batch.add(world, label, run, *slowness, events);
            }
        }
    }
    let mut stored = read(&batch);
    for scenario in &mut stored.scenarios {
        let costs = scenario.runs.iter().flatten().map(|run| run.cost());
        let least = costs.fold(f64::INFINITY, f64::min);
        let optimum = Some(draw(0.2, 1.0) * least).filter(|o| o.is_finite());
        scenario.optimum = optimum.filter(|_| draw(0.0, 1.0) < 0.7);
    }
    stored
}

/// The pixels of a picture: width and bytes of red, green and blue.
fn pixels(figure: &Figure) -> (usize, Vec<u8>) {
    let bytes = canvas::png(figure).expect("a PNG");
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
        .read_info()
        .expect("a header");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("pixels");
    (reader.info().width as usize, pixels)
}

/// How many pixels of a window have exactly this colour.
fn ink(picture: &(usize, Vec<u8>), window: &Window, (r, g, b): (u8, u8, u8)) -> usize {
    let (width, pixels) = picture;
    let range = |i: usize| window.min[i] as usize + 1..window.max[i] as usize;
    let all = range(1).flat_map(|y| range(0).map(move |x| 3 * (y * width + x)));
    all.filter(|at| pixels[*at..at + 3] == [r, g, b]).count()
}

/// Whether a sentence below the figure names the entry in a panel of this label.
fn is_named(figure: &Figure, label: &str, words: &str) -> bool {
    let label = label.trim_end_matches(" [s]");
    figure.remarks().iter().any(|remark| {
        let Some((about, names)) = remark.split_once(": ") else {
            return false;
        };
        let mut names = names.trim_end_matches('.').split([',', ';']).map(str::trim);
        about.contains(label)
            && names.any(|name| {
                name == "all curves" || name == words || name.starts_with(&format!("{words} (ends"))
            })
    })
}

#[test]
fn every_curve_of_a_legend_is_seen_in_every_panel_or_the_figure_names_it() {
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..SEEDS {
        for (file, figure) in figures(&wild(seed)) {
            let picture = pixels(&figure);
            let rest = file.split_once("00-").map_or(&file[..], |(_, rest)| rest);
            kinds.insert(rest.to_owned());
            for (layer, window) in figure.layers.iter().zip(figure.windows()) {
                if layer.words.is_some() {
                    continue;
                }
                for entry in &figure.legend {
                    let Sign::Curve(look) = entry.sign else {
                        continue;
                    };
                    let seen = ink(&picture, &window, look.colour.rgb) >= 4;
                    let label = &layer.label;
                    assert!(
                        seen || is_named(&figure, label, &entry.words),
                        "seed {seed}, {file}, {label}: {} is not seen\n{:#?}",
                        entry.words,
                        figure.remarks()
                    );
                }
            }
        }
    }
    // Plots of every kind were looked at; the ratio needs runs of the same seeds.
    for kind in [
        "time",
        "iterations",
        "checks",
        "gap",
        "frontier",
        "sweep-samples",
        "ratio",
    ] {
        assert!(kinds.contains(kind), "{kind}: {kinds:?}");
    }
    assert!(
        kinds.iter().any(|kind| kind.contains("growth")),
        "{kinds:?}"
    );
}

#[test]
fn legends_name_what_is_drawn_and_nothing_else() {
    for seed in 0..SEEDS {
        for (file, figure) in figures(&wild(seed)) {
            let looks: Vec<_> = figure
                .legend
                .iter()
                .filter_map(|entry| match entry.sign {
                    Sign::Curve(look) => Some(look),
                    _ => None,
                })
                .collect();
            for (i, look) in looks.iter().enumerate() {
                assert!(!looks[..i].contains(look), "{file}: two look the same");
            }
            let items = || figure.layers.iter().flat_map(|layer| &layer.items);
            for item in items() {
                let named = match item {
                    Item::Rule { .. } => {
                        (figure.legend.iter()).any(|entry| matches!(entry.sign, Sign::Line(_)))
                    }
                    item => item.look().is_some_and(|look| looks.contains(&look)),
                };
                assert!(
                    named,
                    "seed {seed}, {file}: something is drawn that the legend lacks"
                );
            }
            for entry in &figure.entries() {
                let drawn = match entry.sign {
                    Sign::Curve(look) => items().any(|item| item.look() == Some(look)),
                    Sign::Line(_) => items().any(|item| matches!(item, Item::Rule { .. })),
                    // Whether something is cut is another test's.
                    _ => true,
                };
                assert!(drawn, "seed {seed}, {file}: {} is not drawn", entry.words);
            }
            // What is left out of it is named.
            let left_out = figure.legend.iter().filter(|entry| {
                let mut drawn = figure.entries().into_iter();
                !drawn.any(|other| other.words == entry.words)
            });
            for entry in left_out {
                let label = |layer: &prolate::plot::figure::Layer| {
                    layer.words.is_some() || is_named(&figure, &layer.label, &entry.words)
                };
                assert!(figure.layers.iter().all(label), "{file}: {}", entry.words);
            }
        }
    }
}

#[test]
fn every_row_of_the_boxes_shows_something_or_says_that_nothing_was_solved() {
    let mut looked_at = 0;
    for seed in 0..SEEDS {
        let stored = wild(seed);
        let study = Study::new(&stored, Settings::default());
        let plots = stored.scenarios.iter().flat_map(|s| study.of(s));
        for plot in plots.filter(|plot| matches!(plot.chart, Chart::Boxes(_))) {
            let svg = canvas::svg(&plot.chart).expect("an SVG");
            let document = roxmltree::Document::parse(&svg).expect("well-formed");
            let rows = document.descendants().filter(|n| {
                let id = n.attribute("id");
                id.is_some_and(|id| id.starts_with("row-"))
            });
            let empty = rows.filter(|row| !row.children().any(|n| n.is_element()));
            let unsolved = svg.matches(" unsolved<").count();
            assert!(empty.count() <= unsolved, "seed {seed}, {}", plot.file);
            looked_at += 1;
        }
    }
    assert!(looked_at > 20);
}

/// Whether a value lies within an axis.
fn holds(axis: &Axis, value: f64) -> bool {
    (-1e-9..=1.0 + 1e-9).contains(&axis.place(value))
}

#[test]
fn whatever_the_frame_cuts_is_marked_and_nothing_else() {
    let (mut marked, mut whole) = (0, 0);
    for seed in 0..SEEDS {
        for (file, figure) in figures(&wild(seed)) {
            let x = &figure.axis;
            let [mut is_cut, mut is_within] = [false, true];
            for layer in &figure.layers {
                let y = &layer.axis;
                for item in &layer.items {
                    let corners: Vec<[f64; 2]> = match item {
                        Item::Line { corners, .. } => corners.clone(),
                        Item::Band { low, high, .. } => [low.clone(), high.clone()].concat(),
                        Item::Cross {
                            x: across, y: up, ..
                        } => {
                            let ends = |i: Interval| match i {
                                Interval::UNBOUNDED => Vec::new(),
                                i => vec![i.low, i.high],
                            };
                            let (a, b) = (across.value, up.value);
                            let mut all = vec![[a, b]];
                            all.extend(ends(across.interval).iter().map(|end| [*end, b]));
                            all.extend(ends(up.interval).iter().map(|end| [a, *end]));
                            is_cut |= holds(x, a)
                                && holds(y, b)
                                && all.iter().any(|p| !holds(x, p[0]) || !holds(y, p[1]));
                            all
                        }
                        Item::Rule { .. } => Vec::new(),
                    };
                    let outside = |p: &[f64; 2]| !holds(x, p[0]) || !holds(y, p[1]);
                    let beyond = corners.iter().filter(|p| outside(p)).count();
                    is_within &= beyond == 0;
                    if let Item::Line { .. } = item {
                        is_cut |= beyond > 0 && beyond < corners.len();
                    }
                    if let Item::Band { low, high, .. } = item {
                        let pairs = low.iter().zip(high);
                        // A stretch of no length is not seen.
                        let level = pairs.filter(|(a, b)| {
                            a[0] == b[0] && holds(x, a[0]) && holds(y, a[1]) && !holds(y, b[1])
                        });
                        let places: Vec<f64> = level.map(|(a, _)| x.place(a[0])).collect();
                        let longest = places.windows(2).map(|p| p[1] - p[0]);
                        is_cut |= low.len() == high.len()
                            && longest.fold(0.0, f64::max) > 0.01
                            && low.len() == 2;
                    }
                }
            }
            let svg = canvas::svg(&figure).expect("an SVG");
            let says = svg.contains("beyond the axis");
            assert!(says || !is_cut, "seed {seed}, {file}: a cut is not marked");
            assert!(!says || !is_within, "seed {seed}, {file}: nothing is cut");
            marked += usize::from(says);
            whole += usize::from(is_within);
        }
    }
    assert!(marked > 20 && whole > 20, "{marked} {whole}");
}

#[test]
fn curves_that_coincide_are_said_to() {
    let mut batch = Batch::new();
    for run in 1..=9 {
        let events = |last: f64| [(10 * run, 8.0), (300, last + run as f64 / 100.0)];
        batch.add("world", "rrt-star", run, 1.0, &events(5.0));
        batch.add("world", "rrt-sharp", run, 1.0, &events(5.0));
        let other = [(10 * run, 6.5), (200, 3.0 + run as f64 / 100.0)];
        batch.add("world", "informed-rrt-star", run, 1.0, &other);
    }
    let all = figures(&read(&batch));
    let (_, figure) = all
        .iter()
        .find(|(file, _)| file == "world-iterations")
        .unwrap();
    let remarks = figure.remarks();
    let says = |words: &str| remarks.iter().any(|remark| remark == words);
    assert!(
        says(
            "Within a line\u{2019}s width of each other in \u{201c}median cost\u{201d}: rrt-star, rrt-sharp."
        ),
        "{remarks:?}"
    );
}

#[test]
fn a_curve_above_the_axis_is_named_with_its_end() {
    let mut batch = Batch::new();
    for run in 1..=9 {
        let near = run as f64 / 100.0;
        batch.add("world", "rrt", run, 1.0, &[(10, 5000.0)]);
        batch.add(
            "world",
            "rrt-star",
            run,
            1.0,
            &[(10, 2.0), (20, 1.1 + near)],
        );
        batch.add(
            "world",
            "rrt-sharp",
            run,
            1.0,
            &[(10, 2.0), (20, 1.5 + near)],
        );
        batch.add(
            "world",
            "fmt-star",
            run,
            1.0,
            &[(10, 2.0), (20, 1.3 + near)],
        );
        batch.add("world", "prm-star", run, 1.0, &[]);
    }
    let all = figures(&read(&batch));
    let (_, figure) = all
        .iter()
        .find(|(file, _)| file == "world-iterations")
        .unwrap();
    let svg = canvas::svg(figure).expect("an SVG");
    for words in [
        "Above the axis of \u{201c}median cost\u{201d}: rrt (ends at 5000).",
        "No \u{201c}median cost\u{201d}, for fewer than half of the runs have one: prm-star.",
    ] {
        assert!(
            figure.remarks().iter().any(|r| r == words),
            "{:?}",
            figure.remarks()
        );
        // The words may be broken into lines.
        let first: String = words.chars().take(24).collect();
        assert!(svg.contains(&first), "{first}");
    }
}
