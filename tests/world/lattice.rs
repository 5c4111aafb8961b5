//! On integer coordinates contact can be decided exactly, with integers; the worlds must agree in every case, and many
//! of these cases are mere touches.

use prolate::geometry::State;
use prolate::random::{Rng, seeded, unit};
use prolate::world::{Obstacles, Robot, Shape, World};

pub const POINT: Robot = Robot::Ball { radius: 0.0 };

pub type Lattice<const D: usize> = [i64; D];

pub fn integer(rng: &mut Rng, low: i64, high: i64) -> i64 {
    low + (unit(rng) * (high - low + 1) as f64) as i64
}

fn lattice<const D: usize>(rng: &mut Rng, size: i64) -> Lattice<D> {
    std::array::from_fn(|_| integer(rng, -size, size))
}

fn state<const D: usize>(x: &Lattice<D>) -> State<D> {
    x.map(|c| c as f64)
}

/// Whether p / q <= r / s, for positive q and s.
fn at_most((p, q): (i64, i64), (r, s): (i64, i64)) -> bool {
    i128::from(p) * i128::from(s) <= i128::from(r) * i128::from(q)
}

/// Whether the segment meets the box: the latest entry is not after the earliest exit, as fractions.
pub fn meets_box<const D: usize>(
    min: &Lattice<D>,
    max: &Lattice<D>,
    a: &Lattice<D>,
    b: &Lattice<D>,
) -> bool {
    let (mut enter, mut leave) = ((0, 1), (1, 1));
    for i in 0..D {
        let d = b[i] - a[i];
        if d == 0 {
            if a[i] < min[i] || a[i] > max[i] {
                return false;
            }
            continue;
        }
        let (near, far) = if d > 0 {
            (min[i], max[i])
        } else {
            (max[i], min[i])
        };
        let fraction = |face: i64| ((face - a[i]) * d.signum(), d.abs());
        if at_most(enter, fraction(near)) {
            enter = fraction(near);
        }
        if at_most(fraction(far), leave) {
            leave = fraction(far);
        }
    }
    at_most(enter, leave)
}

/// The squared distance from a point to a segment, as a fraction.
pub fn squared_distance<const D: usize>(
    x: &Lattice<D>,
    a: &Lattice<D>,
    b: &Lattice<D>,
) -> (i64, i64) {
    let dot = |u: &Lattice<D>, v: &Lattice<D>| (0..D).map(|i| u[i] * v[i]).sum::<i64>();
    let minus =
        |u: &Lattice<D>, v: &Lattice<D>| -> Lattice<D> { std::array::from_fn(|i| u[i] - v[i]) };
    let (d, e) = (minus(b, a), minus(x, a));
    let (square, along) = (dot(&d, &d), dot(&d, &e));
    if along <= 0 {
        (dot(&e, &e), 1)
    } else if along >= square {
        let f = minus(x, b);
        (dot(&f, &f), 1)
    } else {
        (dot(&e, &e) * square - along * along, square)
    }
}

pub fn shape_box<const D: usize>(min: &Lattice<D>, max: &Lattice<D>) -> Shape {
    Shape::Box {
        min: state(min).to_vec(),
        max: state(max).to_vec(),
    }
}

fn boxes_agree<const D: usize>(seed: u64) {
    let mut rng = seeded(seed);
    let mut hits = 0;
    for _ in 0..20_000 {
        let (p, q) = (lattice::<D>(&mut rng, 4), lattice::<D>(&mut rng, 4));
        let min: Lattice<D> = std::array::from_fn(|i| p[i].min(q[i]));
        let max: Lattice<D> = std::array::from_fn(|i| p[i].max(q[i]));
        let (a, b) = (lattice(&mut rng, 7), lattice(&mut rng, 7));
        let world = Obstacles::<D>::new(&[shape_box(&min, &max)], &POINT);
        let expected = meets_box(&min, &max, &a, &b);
        hits += usize::from(expected);
        let free = world.segment_is_free(&state(&a), &state(&b));
        assert_eq!(free, !expected, "{min:?} {max:?} {a:?} {b:?}");
        let inside = (0..D).all(|i| min[i] <= a[i] && a[i] <= max[i]);
        assert_eq!(world.point_is_free(&state(&a)), !inside);
    }
    assert!(hits > 200, "{hits}");
}

#[test]
fn a_box_is_hit_exactly_where_integers_say_so() {
    boxes_agree::<2>(1);
    boxes_agree::<3>(2);
    boxes_agree::<5>(3);
}

fn balls_agree<const D: usize>(seed: u64) {
    let mut rng = seeded(seed);
    let mut touches = 0;
    for _ in 0..20_000 {
        let center = lattice::<D>(&mut rng, 3);
        let (radius, robot) = (integer(&mut rng, 1, 4), integer(&mut rng, 0, 2));
        let size = if D < 5 { 7 } else { 3 };
        let (a, b) = (lattice(&mut rng, size), lattice(&mut rng, size));
        let ball = Shape::Ball {
            center: state(&center).to_vec(),
            radius: radius as f64,
        };
        let robot = Robot::Ball {
            radius: robot as f64,
        };
        let Robot::Ball { radius: rho } = robot else {
            unreachable!()
        };
        let reach = radius + rho as i64;
        let (p, q) = squared_distance(&center, &a, &b);
        touches += usize::from(p == reach * reach * q);
        let world = Obstacles::<D>::new(&[ball], &robot);
        let free = world.segment_is_free(&state(&a), &state(&b));
        assert_eq!(
            free,
            p > reach * reach * q,
            "{center:?} {reach} {a:?} {b:?}"
        );
    }
    assert!(touches > 50, "{touches}");
}

#[test]
fn a_ball_is_hit_exactly_where_integers_say_so() {
    balls_agree::<2>(4);
    balls_agree::<3>(5);
    balls_agree::<5>(6);
}

/// The sign of the area of a triangle.
fn side(u: Lattice<2>, v: Lattice<2>, x: Lattice<2>) -> i64 {
    ((v[0] - u[0]) * (x[1] - u[1]) - (v[1] - u[1]) * (x[0] - u[0])).signum()
}

fn on_segment(u: Lattice<2>, v: Lattice<2>, x: Lattice<2>) -> bool {
    side(u, v, x) == 0 && (0..2).all(|i| u[i].min(v[i]) <= x[i] && x[i] <= u[i].max(v[i]))
}

fn segments_meet(u: Lattice<2>, v: Lattice<2>, p: Lattice<2>, q: Lattice<2>) -> bool {
    let proper = side(u, v, p) * side(u, v, q) < 0 && side(p, q, u) * side(p, q, v) < 0;
    proper
        || on_segment(u, v, p)
        || on_segment(u, v, q)
        || on_segment(p, q, u)
        || on_segment(p, q, v)
}

/// By the winding number, which the world does not use.
pub fn polygon_contains(corners: &[Lattice<2>], x: Lattice<2>) -> bool {
    let mut winding = 0;
    for (i, &u) in corners.iter().enumerate() {
        let v = corners[(i + 1) % corners.len()];
        if on_segment(u, v, x) {
            return true;
        }
        if u[1] <= x[1] && v[1] > x[1] && side(u, v, x) > 0 {
            winding += 1;
        }
        if u[1] > x[1] && v[1] <= x[1] && side(u, v, x) < 0 {
            winding -= 1;
        }
    }
    winding != 0
}

/// A simple polygon, star-shaped around the origin, often not convex and with horizontal edges; of either orientation.
pub fn polygon(rng: &mut Rng) -> Vec<Lattice<2>> {
    loop {
        let mut corners: Vec<Lattice<2>> =
            (0..integer(rng, 3, 9)).map(|_| lattice(rng, 5)).collect();
        corners.retain(|c| *c != [0, 0]);
        corners.sort_by(|p, q| {
            (p[1] as f64)
                .atan2(p[0] as f64)
                .total_cmp(&(q[1] as f64).atan2(q[0] as f64))
        });
        corners.dedup_by(|p, q| side([0, 0], *p, *q) == 0 && p[0] * q[0] + p[1] * q[1] > 0);
        let n = corners.len();
        // Around the origin, each turn below half a circle: star-shaped, so simple.
        let around = (0..n).all(|i| side([0, 0], corners[i], corners[(i + 1) % n]) > 0);
        if n >= 3 && around {
            if unit(rng) < 0.5 {
                corners.reverse();
            }
            return corners;
        }
    }
}

#[test]
fn a_polygon_is_hit_exactly_where_integers_say_so() {
    let mut rng = seeded(7);
    let mut hits = 0;
    for _ in 0..20_000 {
        let corners = polygon(&mut rng);
        let (a, b) = (lattice(&mut rng, 7), lattice(&mut rng, 7));
        let expected = polygon_contains(&corners, a)
            || (0..corners.len())
                .any(|i| segments_meet(corners[i], corners[(i + 1) % corners.len()], a, b));
        hits += usize::from(expected);
        let shape = Shape::Polygon {
            vertices: corners.iter().map(state).collect(),
        };
        let world = Obstacles::<2>::new(std::slice::from_ref(&shape), &POINT);
        let free = world.segment_is_free(&state(&a), &state(&b));
        assert_eq!(free, !expected, "{corners:?} {a:?} {b:?}");
        let inside = polygon_contains(&corners, a);
        assert_eq!(
            world.point_is_free(&state(&a)),
            !inside,
            "{corners:?} {a:?}"
        );
        let prism = Obstacles::<3>::new(&[shape], &POINT);
        let lift = |x: &Lattice<2>, z: f64| [x[0] as f64, x[1] as f64, z];
        assert_eq!(
            prism.segment_is_free(&lift(&a, -9.0), &lift(&b, 40.0)),
            !expected
        );
    }
    assert!((2_000..18_000).contains(&hits), "{hits}");
}
