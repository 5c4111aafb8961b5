//! Which curves of a panel lie on each other, and whose markers stand at one place.
//!
//! Lines are given by places along them, a pixel or two apart. Each is drawn into a map of the panel's pixels, as wide
//! as the lines are, and all others are looked up in it: the share of a line that one other covers, and what all others
//! cover between them. Linear in the number of places for each pair of lines.

use super::canvas::Point;
use super::panel::Panel;
use super::style;

/// The share of a line that one other covers from which on it is said.
const COVERED: f64 = 0.5;
/// The share of a line that all others cover between them from which on it is said.
const HIDDEN: f64 = 0.85;
/// The share of a hidden line that one other covers from which on that one is named.
const NAMED: f64 = 0.2;
/// Markers whose places are nearer than this hide each other.
const SAME_PLACE: f64 = 5.0;

/// Groups of curves that lie on each other; places at a value of `level` do not count, and where there are such values
/// only what is hidden does.
pub fn of_lines(lines: &[Vec<Point>], panel: &Panel, level: &[f64]) -> Vec<Vec<usize>> {
    let window = &panel.window;
    let levels = level.iter().map(|y| panel.at(panel.x.low, *y)[1]);
    let levels: Vec<f64> = levels.collect();
    let lines: Vec<Vec<Point>> = lines
        .iter()
        .map(|line| {
            let counts = |p: &&Point| levels.iter().all(|y| (p[1] - y).abs() > style::CURVE);
            line.iter().filter(counts).copied().collect()
        })
        .collect();
    let [width, height] = window.size().map(|side| side.ceil() as usize + 1);
    let cell = |p: &Point| {
        let [x, y] = [0, 1].map(|i| (p[i] - window.min[i]).round().max(0.0) as usize);
        [x.min(width - 1), y.min(height - 1)]
    };
    let reach = style::CURVE.round() as usize;
    // Whether others are on each place of each line, and how much of it each of them is on.
    let mut is_covered: Vec<Vec<bool>> = lines.iter().map(|l| vec![false; l.len()]).collect();
    let mut shares = vec![vec![0.0; lines.len()]; lines.len()];
    for (i, line) in lines.iter().enumerate() {
        let mut near = vec![false; width * height];
        for p in line {
            let [x, y] = cell(p);
            for row in y.saturating_sub(reach)..=(y + reach).min(height - 1) {
                let columns = x.saturating_sub(reach)..=(x + reach).min(width - 1);
                near[row * width..][columns].fill(true);
            }
        }
        for (j, other) in lines.iter().enumerate().filter(|(j, _)| *j != i) {
            let mut common = 0;
            for (p, covered) in other.iter().zip(&mut is_covered[j]) {
                let [x, y] = cell(p);
                if near[y * width + x] {
                    *covered = true;
                    common += 1;
                }
            }
            shares[j][i] = common as f64 / other.len().max(1) as f64;
        }
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (i, covered) in is_covered.iter().enumerate() {
        let count = covered.iter().filter(|c| **c).count();
        if count < 2 {
            continue;
        }
        let is_hidden = count as f64 >= HIDDEN * covered.len() as f64;
        let most = shares[i].iter().copied().fold(0.0, f64::max);
        let least = if is_hidden {
            NAMED.min(most)
        } else if level.is_empty() {
            COVERED
        } else {
            // Steep rises from one level to the other lie close together by nature; the markers tell them apart.
            continue;
        };
        let group: Vec<usize> = (0..lines.len())
            .filter(|j| *j == i || shares[i][*j] >= least)
            .collect();
        if group.len() < 2 {
            continue;
        }
        join(&mut groups, group);
    }
    groups
}

/// Groups of curves one of whose markers lies on another's.
pub fn of_markers(markers: &[Vec<Point>]) -> Vec<Vec<usize>> {
    let close = |a: &Point, b: &Point| (0..2).all(|i| (a[i] - b[i]).abs() < SAME_PLACE);
    let meet = |i: usize, j: usize| {
        let own = &markers[i];
        let mut others = markers[j].iter();
        others.any(|b| own.iter().any(|a| close(a, b)))
    };
    let mut groups = Vec::new();
    for i in 0..markers.len() {
        let group: Vec<usize> = (0..markers.len())
            .filter(|j| *j == i || meet(i, *j))
            .collect();
        if group.len() > 1 {
            join(&mut groups, group);
        }
    }
    groups
}

/// Adds a group; groups with a curve in common are one.
fn join(groups: &mut Vec<Vec<usize>>, mut group: Vec<usize>) {
    let meets = |other: &Vec<usize>| other.iter().any(|j| group.contains(j));
    let (same, mut others): (Vec<_>, Vec<_>) = groups.drain(..).partition(meets);
    group.extend(same.into_iter().flatten());
    group.sort_unstable();
    group.dedup();
    others.push(group);
    others.sort();
    *groups = others;
}
