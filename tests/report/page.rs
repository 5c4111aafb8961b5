//! The page and the table of figures: what they hold, and what they survive.

use crate::batch::{Batch, read, two_planners};
use prolate::experiment::stored;
use prolate::plot::study::Settings;
use prolate::report;
use prolate::statistics::{median_ranks, proportion};
use std::fs;
use tempfile::TempDir;

#[test]
fn statistics_csv_holds_the_figures_with_their_intervals() {
    let stored = read(&two_planners());
    let text = report::statistics_csv(&stored, 0.95);
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let header = rows.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| -> f64 {
        let column = header
            .iter()
            .position(|h| h == name)
            .unwrap_or_else(|| panic!("{name}"));
        rows[row][column].parse().unwrap()
    };
    let star = rows.iter().position(|row| &row[1] == "rrt-star").unwrap();
    let success = proportion(9, 10, 0.95);
    assert_eq!(cell(star, "success"), 0.9);
    assert_eq!(cell(star, "success_low"), success.interval.low);
    assert_eq!(cell(star, "cost"), 2.05);
    // At 95 % and ten runs the ranks are 2 and 9.
    assert_eq!(median_ranks(10, 0.95), Some([2, 9]));
    assert_eq!(
        [cell(star, "cost_low"), cell(star, "cost_high")],
        [2.02, 2.09]
    );
    assert_eq!(cell(star, "first_time_s"), 4.0 * 0.1);
}

/// Draws everything and returns the page, which must be XML and need nothing from elsewhere.
fn page(batch: &Batch) -> String {
    let folder = TempDir::new().unwrap();
    let stored = stored::read(&[batch.write(folder.path())]).unwrap();
    report::draw(&stored, folder.path(), &Settings::default()).unwrap();
    for entry in fs::read_dir(folder.path().join("plots")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "svg") {
            let svg = fs::read_to_string(&path).unwrap();
            assert!(
                !svg.contains("NaN") && !svg.contains("inf\""),
                "{}",
                path.display()
            );
            roxmltree::Document::parse(&svg).expect("well-formed");
        }
    }
    let page = fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(
        !page.contains("http:") && !page.contains("https:"),
        "a page without a network"
    );
    for reference in ["src=", "@import", "url(", "href=\"/", "<link"] {
        assert!(!page.contains(reference), "{reference}");
    }
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..Default::default()
    };
    let document = roxmltree::Document::parse_with_options(&page, options).expect("well-formed");
    let mut ids = std::collections::HashSet::new();
    assert!(
        document
            .descendants()
            .filter_map(|n| n.attribute("id"))
            .all(|id| ids.insert(id))
    );
    page
}

#[test]
fn the_page_is_whole_and_has_tables_pictures_and_commands() {
    let page = page(&two_planners());
    for words in [
        "<h2>world</h2>",
        "class=\"sortable\"",
        "<svg",
        "Seed by seed",
        "prolate plot",
        "9 of 10",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn names_are_escaped_wherever_they_stand() {
    let mut batch = Batch::new();
    let name = "a <b> & \"c\" ]]> </script>";
    for run in 1..=3 {
        batch.add(name, "<i>rrt</i>", run, 1.0, &[(30, 2.0)]);
        batch.add(name, "rrt-star", run, 1.0, &[(30, 1.0)]);
    }
    let page = page(&batch);
    assert!(page.contains("a &lt;b&gt; &amp; &quot;c&quot;"));
    assert!(!page.contains("<i>rrt") && page.contains("&lt;i&gt;rrt&lt;/i&gt;"));
}

#[test]
fn everything_survives_what_is_missing() {
    // One run; unsolved everywhere; zero costs and times; equal costs; two scenarios of which one has one planner.
    let mut one = Batch::new();
    one.add("w", "rrt", 1, 1.0, &[(30, 2.0)]);
    page(&one);
    let mut unsolved = Batch::new();
    for run in 1..=12 {
        unsolved.add("w", "rrt", run, 1.0, &[]);
        unsolved.add("w", "rrt-star", run, 1.0, &[]);
    }
    assert!(page(&unsolved).contains("at no time were half of the runs solved"));
    let mut zero = Batch::new();
    for run in 1..=12 {
        zero.add("w", "rrt", run, 0.0, &[(1, 0.0)]);
        zero.add("w", "rrt-star", run, 0.0, &[(1, 0.0)]);
        zero.add("v", "rrt", run, 1e-9, &[(1000, 1e300)]);
    }
    page(&zero);
    // Many planners, long names.
    let mut many = Batch::new();
    for planner in 0..24 {
        for run in 1..=3 {
            let label = format!(
                "a planner with a name that is much longer than anyone should make it {planner}"
            );
            many.add("w", &label, run, 1.0, &[(10 + planner, 2.0)]);
        }
    }
    page(&many);
    // Without convergence there are tables.
    let folder = TempDir::new().unwrap();
    two_planners().write(folder.path());
    fs::remove_file(folder.path().join("convergence.csv")).unwrap();
    let stored = stored::read(&[folder.path().to_path_buf()]).unwrap();
    assert!(stored.warnings[0].contains("no convergence.csv"));
    report::draw(&stored, folder.path(), &Settings::default()).unwrap();
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let folder = TempDir::new().unwrap();
    let stored = stored::read(&[two_planners().write(folder.path())]).unwrap();
    let draw = |name: &str| {
        let output = folder.path().join(name);
        report::draw(&stored, &output, &Settings::default()).unwrap();
        let plot = output.join("plots/world-time.png");
        [
            output.join("report.html"),
            output.join("statistics.csv"),
            plot,
        ]
        .map(|file| fs::read(file).unwrap())
    };
    assert!(draw("a") == draw("b"));
}
