//! The edges against plain lists, and what they take.

use super::*;
use crate::random::{seeded, unit};

fn links(graph: &Adjacency, v: u32) -> Vec<(u32, Verdict)> {
    let mut walk = graph.walk(v);
    std::iter::from_fn(|| graph.next(&mut walk))
        .map(|link| (link.to, link.verdict))
        .collect()
}

/// Random graphs of few and of many edges, over several pages, with verdicts written from either end at any time,
/// against plain lists: the same neighbours with the same verdicts in the order that is promised.
#[test]
fn both_ends_walk_over_an_edge_and_know_its_verdict() {
    for (vertices, share) in [(2_000, 0.004), (400, 0.9)] {
        let mut rng = seeded(vertices);
        let mut graph = Adjacency::default();
        let mut lists: Vec<[Vec<(u32, Verdict)>; 2]> = Vec::new();
        for v in 0..vertices as u32 {
            graph.add_vertex();
            lists.push(Default::default());
            for to in (0..v).rev() {
                if unit(&mut rng) >= share {
                    continue;
                }
                let verdict = match unit(&mut rng) < 0.3 {
                    true => Verdict::Free,
                    false => Verdict::Unknown,
                };
                graph.add_edge(to, verdict);
                lists[v as usize][0].push((to, verdict));
                lists[to as usize][1].push((v, verdict));
            }
            for _ in 0..3 {
                let a = (unit(&mut rng) * f64::from(v + 1)) as u32;
                let verdict = match unit(&mut rng) < 0.5 {
                    true => Verdict::Free,
                    false => Verdict::Blocked,
                };
                let count = lists[a as usize].iter().map(Vec::len).sum::<usize>();
                let Some(steps) = count.checked_sub(1) else {
                    continue;
                };
                let steps = (unit(&mut rng) * (steps + 1) as f64) as usize;
                let mut walk = graph.walk(a);
                let link = std::iter::from_fn(|| graph.next(&mut walk)).nth(steps);
                let link = link.unwrap();
                graph.judge(a, &link, verdict);
                for (from, to) in [(a, link.to), (link.to, a)] {
                    let [own, later] = &mut lists[from as usize];
                    let entry = own.iter_mut().chain(later).find(|entry| entry.0 == to);
                    entry.unwrap().1 = verdict;
                }
            }
        }
        for (v, [own, later]) in lists.iter().enumerate() {
            let expected: Vec<_> = own.iter().chain(later.iter().rev()).copied().collect();
            assert_eq!(links(&graph, v as u32), expected, "of {v}");
        }
    }
}

/// 300 edges a vertex: an edge takes two entries, and at most a quarter more.
#[test]
fn an_edge_takes_ten_bytes_at_most() {
    let mut graph = Adjacency::default();
    let mut rng = seeded(1);
    let mut edges = 0;
    for v in 0..3_000_u32 {
        graph.add_vertex();
        let share = 300.0 / f64::from(v.max(1));
        for to in (0..v).filter(|_| unit(&mut rng) < share) {
            graph.add_edge(to, Verdict::Unknown);
            edges += 1;
        }
    }
    assert!(
        graph.memory() <= 10 * edges,
        "{} for {edges}",
        graph.memory()
    );
    assert!(graph.memory() >= 8 * edges);
}
