//! The neighbour index against a scan of all points.
//!
//! Points lie on small lattices, so that they coincide and share coordinates and distances, or anywhere; they are given
//! at once or inserted one by one, with queries in between. Distances are compared as the index computes them, ties are
//! broken by the ids: there is one right answer.

use crate::for_all;
use prolate::geometry::{Aabb, State, squared_distance};
use prolate::neighbours::{Neighbour, NeighbourIndex};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

/// A coordinate: of a small lattice, or of a lattice that is left by a share of a step.
fn coordinate(is_on_lattice: bool, steps: i32) -> impl Strategy<Value = f64> {
    (0..steps, 0.0..1.0).prop_map(move |(step, share)| {
        let at = f64::from(step) + if is_on_lattice { 0.0 } else { share };
        at / 4.0
    })
}

/// A question that the index is asked after so many of the points are in it.
#[derive(Clone, Debug)]
struct Question<const D: usize> {
    after: usize,
    at: State<D>,
    to: State<D>,
    radius: f64,
    k: usize,
}

#[derive(Clone, Debug)]
struct Case<const D: usize> {
    points: Vec<State<D>>,
    /// How many points the index is built of at once.
    given: usize,
    questions: Vec<Question<D>>,
}

fn states<const D: usize>(is_on_lattice: bool, steps: i32) -> impl Strategy<Value = State<D>> {
    let coordinates = vec(coordinate(is_on_lattice, steps), D);
    coordinates.prop_map(|x| std::array::from_fn(|i| x[i]))
}

fn cases<const D: usize>() -> impl Strategy<Value = Case<D>> {
    let kinds = (any::<bool>(), 1..9i32, prop_oneof![0..70usize, 0..400usize]);
    kinds.prop_flat_map(|(is_on_lattice, steps, most)| {
        let state = move || states::<D>(is_on_lattice, steps);
        let radius = prop_oneof![
            4 => coordinate(is_on_lattice, steps),
            1 => Just(f64::INFINITY),
            1 => Just(-1.0)
        ];
        let question = (0..=most, state(), state(), radius, 0..=most + 2);
        let question = question.prop_map(|(after, at, to, radius, k)| Question {
            after,
            at,
            to,
            radius,
            k,
        });
        let parts = (vec(state(), 0..=most), 0..=most, vec(question, 1..12));
        parts.prop_map(|(points, given, questions)| Case {
            given: given.min(points.len()),
            points,
            questions,
        })
    })
}

/// All points by distance, and where that is the same by id.
fn scan<const D: usize>(points: &[State<D>], x: &State<D>) -> Vec<(f64, u32)> {
    let with_ids = points.iter().zip(0..);
    let mut all: Vec<_> = with_ids
        .map(|(p, id)| (squared_distance(p, x), id))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    all
}

/// The answer in the scan's order.
fn sorted(found: &[Neighbour]) -> Vec<(f64, u32)> {
    let mut found: Vec<_> = found.iter().map(|n| (n.squared_distance, n.id)).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    found
}

fn is_answered<const D: usize>(
    index: &NeighbourIndex<D>,
    points: &[State<D>],
    question: &Question<D>,
) -> TestCaseResult {
    let Question {
        at, to, radius, k, ..
    } = question;
    let all = scan(points, at);
    prop_assert_eq!(index.len(), points.len());
    let nearest = index.nearest(at).map(|n| (n.squared_distance, n.id));
    prop_assert_eq!(nearest, all.first().copied(), "the nearest");

    // What an earlier query left behind is not part of the answer.
    let stale = Neighbour {
        id: u32::MAX,
        squared_distance: 0.0,
    };
    let mut found = vec![stale];
    index.within(at, *radius, &mut found);
    let inside = |n: &&(f64, u32)| *radius >= 0.0 && n.0 <= radius * radius;
    let expected: Vec<_> = all.iter().filter(inside).copied().collect();
    prop_assert_eq!(sorted(&found), expected, "within a radius");

    let mut found = vec![stale];
    index.k_nearest(at, *k, &mut found);
    let expected = &all[..all.len().min(*k)];
    prop_assert_eq!(&sorted(&found)[..], expected, "k nearest");
    let farthest = found.last().map(|n| (n.squared_distance, n.id));
    prop_assert_eq!(
        farthest,
        expected.last().copied(),
        "the farthest is the last"
    );

    let limit = radius.abs();
    index.k_nearest_within(at, *k, limit, &mut found);
    let inside = all.partition_point(|n| n.0 <= limit);
    prop_assert_eq!(
        &sorted(&found)[..],
        &all[..inside.min(*k)],
        "k nearest within"
    );

    let region = Aabb::new(
        std::array::from_fn(|i| at[i].min(to[i])),
        std::array::from_fn(|i| at[i].max(to[i])),
    );
    let mut found = vec![7];
    index.within_box(&region, &mut found);
    found.sort_unstable();
    let holds = |p: &State<D>| (0..D).all(|i| region.min[i] <= p[i] && p[i] <= region.max[i]);
    let with_ids = points.iter().zip(0u32..).filter(|(p, _)| holds(p));
    let expected: Vec<u32> = with_ids.map(|(_, id)| id).collect();
    prop_assert_eq!(found, expected, "within a box");
    Ok(())
}

fn answers_are_exact<const D: usize>(case: Case<D>) -> TestCaseResult {
    let Case {
        points,
        given,
        questions,
    } = case;
    let mut index = match given {
        0 => NeighbourIndex::new(),
        _ => NeighbourIndex::from_points(points[..given].to_vec()),
    };
    for now in given..=points.len() {
        for question in &questions {
            // What is asked later than there are points is asked at the end, what is asked earlier at the beginning.
            if question.after.clamp(given, points.len()) == now {
                is_answered(&index, &points[..now], question)?;
            }
        }
        if let Some(x) = points.get(now) {
            prop_assert_eq!(index.insert(x), now as u32);
        }
    }
    prop_assert_eq!(index.points(), &points[..]);
    Ok(())
}

/// The ids of an index along its cells are its own, so that only distances and places can be told beforehand.
fn along_cells_nothing_is_lost<const D: usize>(case: Case<D>) -> TestCaseResult {
    let index = NeighbourIndex::along_cells(case.points.clone());
    prop_assert_eq!(index.points().first(), case.points.first());
    let in_order = |points: &[State<D>]| {
        let mut points = points.to_vec();
        points.sort_by(|a, b| a.partial_cmp(b).expect("no coordinate is NaN"));
        points
    };
    prop_assert_eq!(in_order(index.points()), in_order(&case.points));
    let points = index.points().to_vec();
    let mut questions = case.questions.iter();
    questions.try_for_each(|question| is_answered(&index, &points, question))
}

macro_rules! in_dimensions {
    ($($name:ident: $d:literal),*) => {
        $(#[test]
        fn $name() {
            for_all(150, cases::<$d>(), answers_are_exact);
            for_all(50, cases::<$d>(), along_cells_nothing_is_lost);
        })*
    };
}

in_dimensions! {
    the_index_answers_as_a_scan_on_a_line: 1,
    the_index_answers_as_a_scan_in_the_plane: 2,
    the_index_answers_as_a_scan_in_space: 3,
    the_index_answers_as_a_scan_in_four_dimensions: 4,
    the_index_answers_as_a_scan_in_five_dimensions: 5,
    the_index_answers_as_a_scan_in_six_dimensions: 6
}
