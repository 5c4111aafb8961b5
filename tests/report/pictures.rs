//! The plots' curves pass through values that are known.

use crate::batch::{Batch, read, two_planners};
use prolate::experiment::stored::Stored;
use prolate::plot::canvas;
use prolate::plot::study::{Chart, Plot, Settings, Study};

fn plot_of(stored: &Stored, file: &str) -> Plot {
    let study = Study::new(stored, Settings::default());
    let plots = stored
        .scenarios
        .iter()
        .flat_map(|scenario| study.of(scenario));
    let mut plots = plots.chain(study.across());
    plots
        .find(|plot| plot.file == file)
        .unwrap_or_else(|| panic!("no {file}"))
}

/// The corners of the thick lines in a group of the picture.
fn corners(svg: &str, group: &str) -> Vec<[f64; 2]> {
    let document = roxmltree::Document::parse(svg).expect("well-formed");
    let node = document
        .descendants()
        .find(|n| n.attribute("id") == Some(group))
        .expect(group);
    let paths = node
        .descendants()
        .filter(|n| n.attribute("stroke-width") == Some("3.5"));
    paths
        .filter_map(|n| n.attribute("d"))
        .flat_map(path)
        .collect()
}

/// The corners of an SVG path of the commands M, l, h, v and z.
fn path(d: &str) -> Vec<[f64; 2]> {
    let mut corners: Vec<[f64; 2]> = Vec::new();
    let mut at = [0.0, 0.0];
    let mut rest = d;
    while !rest.is_empty() {
        let (command, tail) = rest.split_at(1);
        let end = tail.find(|c| "Mlhvz".contains(c)).unwrap_or(tail.len());
        let numbers: Vec<f64> = tail[..end]
            .split(' ')
            .filter_map(|n| n.parse().ok())
            .collect();
        match (command, &numbers[..]) {
            ("M", [x, y]) => at = [*x, *y],
            ("l", [x, y]) => at = [at[0] + x, at[1] + y],
            ("h", [x]) => at[0] += x,
            ("v", [y]) => at[1] += y,
            ("z", []) => at = corners[0],
            _ => panic!("{command}{}", &tail[..end]),
        }
        corners.push(at);
        rest = &tail[end..];
    }
    corners
}

/// Where a figure shows a place and a value: by the frame of its panel and its axes.
fn at(plot: &Plot, svg: &str, panel: usize, place: f64, value: f64) -> [f64; 2] {
    let Chart::Figure(figure) = &plot.chart else {
        panic!("a figure")
    };
    // The frames are the closed lines of the panels; the paper's rectangle is no path.
    let document = roxmltree::Document::parse(svg).unwrap();
    let frames: Vec<_> = document
        .descendants()
        .filter_map(|n| n.attribute("d"))
        .flat_map(|d| {
            d.split('M')
                .filter(|part| !part.is_empty())
                .map(|part| path(&format!("M{part}")))
                .collect::<Vec<_>>()
        })
        .filter(|corners| corners.len() == 5 && near(corners[0], corners[4]))
        .collect();
    let frame = &frames[panel];
    let share = [
        figure.axis.place(place),
        figure.layers[panel].axis.place(value),
    ];
    let size = [frame[1][0] - frame[0][0], frame[2][1] - frame[1][1]];
    [
        frame[0][0] + share[0] * size[0],
        frame[2][1] - share[1] * size[1],
    ]
}

fn near(a: [f64; 2], b: [f64; 2]) -> bool {
    (0..2).all(|i| (a[i] - b[i]).abs() < 0.6)
}

#[test]
fn the_curves_pass_through_the_share_of_solved_runs_and_the_median_cost() {
    let stored = read(&two_planners());
    let plot = plot_of(&stored, "world-iterations");
    let svg = canvas::svg(&plot.chart).unwrap();
    // Bands come first, one for each planner, and then the lines.
    let success = corners(&svg, "panel-0-item-3");
    let cost = corners(&svg, "panel-1-item-3");
    let through = |line: &[[f64; 2]], at: [f64; 2]| line.iter().any(|corner| near(*corner, at));
    for k in 1..=9 {
        let solved = at(&plot, &svg, 0, f64::from(20 * k), f64::from(k) / 10.0);
        assert!(through(&success, solved), "{k} solved");
    }
    // Half of the ten runs are solved with the fifth, whose cost is then the largest of five; the next ones are dearer.
    let first = at(&plot, &svg, 1, 100.0, 3.5);
    assert!(near(cost[0], first), "{:?} {first:?}", cost[0]);
    // From iteration 500 on the median of nine costs and one infinite one is the fifth.
    assert!(through(&cost, at(&plot, &svg, 1, 500.0, 2.05)));
    assert!(through(&cost, at(&plot, &svg, 1, 1000.0, 2.05)));
}

#[test]
fn the_time_ratio_is_that_of_runs_with_the_same_seed() {
    let stored = read(&two_planners());
    let plot = plot_of(&stored, "world-ratio");
    let svg = canvas::svg(&plot.chart).unwrap();
    let line = corners(&svg, "panel-0-item-0");
    for (corner, iteration) in line.iter().zip([1.0, 10.0, 100.0, 1000.0]) {
        assert!(near(*corner, at(&plot, &svg, 0, iteration, 4.0)));
    }
    assert_eq!(line.len(), 4);
}

#[test]
fn a_sweep_shows_the_median_of_each_value() {
    let mut batch = Batch::new();
    for (factor, cost) in [(1, 3.0), (2, 2.0), (40, 2.5)] {
        for run in 1..=9 {
            let label = format!("rrt-star rewire-factor={factor}");
            batch.add(
                "world",
                &label,
                run,
                1.0,
                &[(50, cost + run as f64 / 100.0)],
            );
        }
    }
    let stored = read(&batch);
    let plot = plot_of(&stored, "world-sweep-rewire-factor");
    let Chart::Figure(figure) = &plot.chart else {
        panic!("a figure")
    };
    assert!(figure.axis.logarithmic);
    let svg = canvas::svg(&plot.chart).unwrap();
    let line = corners(&svg, "panel-1-item-0");
    let expected = [(1.0, 3.05), (2.0, 2.05), (40.0, 2.55)].map(|(x, y)| at(&plot, &svg, 1, x, y));
    assert!(
        line.iter().zip(expected).all(|(a, b)| near(*a, b)),
        "{line:?} {expected:?}"
    );
}

#[test]
fn growth_is_drawn_against_the_number_in_the_names() {
    let mut batch = Batch::new();
    for width in [200_u64, 400, 800] {
        for run in 1..=9 {
            batch.add(
                &format!("width-{width}"),
                "rrt-star",
                run,
                1.0,
                &[(width / 2 + run, 1.0)],
            );
        }
    }
    let plot = plot_of(&read(&batch), "width-growth-width");
    let svg = canvas::svg(&plot.chart).unwrap();
    let line = corners(&svg, "panel-0-item-0");
    let expected = [200.0, 400.0, 800.0].map(|w| at(&plot, &svg, 0, w, w / 2.0 + 5.0));
    assert!(
        line.iter().zip(expected).all(|(a, b)| near(*a, b)),
        "{line:?} {expected:?}"
    );
}
