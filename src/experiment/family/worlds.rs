//! The worlds of the families, one function each.

use super::{Corners, Member, World, neat, slab};
use crate::random;

pub(super) fn empty(member: &Member) -> Result<World, String> {
    Ok(World {
        dimension: member.dimension(),
        half_width: member.value("width") / 2.0,
        boxes: Vec::new(),
        reach: 0.5,
        optimum: Some((1.0, "the straight line")),
    })
}

/// The toy problem of Gammell et al. (2014), Fig. 5a, and (2018): start and goal 1 apart. The least cost is that of the
/// plane in every dimension: passing the cube's faces takes a coordinate to w/2, and one is enough.
pub(super) fn centred_box(member: &Member) -> Result<World, String> {
    let dimension = member.dimension();
    let size = member.value_or_drawn("size", [0.25, 0.5]);
    let half = size / 2.0;
    Ok(World {
        dimension,
        half_width: member.value("width") / 2.0,
        boxes: vec![slab(dimension, &[], [-half, half])],
        reach: 0.5,
        optimum: Some((
            2.0 * (0.5 - half).hypot(half) + size,
            "closed form, taut over two edges of the cube",
        )),
    })
}

pub(super) fn random_boxes(member: &Member) -> Result<World, String> {
    /// Between any two boxes, so that there is always a way in the plane.
    const BETWEEN: f64 = 0.01;
    /// Around start and goal.
    const AROUND_ENDS: f64 = 0.04;
    /// The first box: its side, and how far from the origin its centre may be along each axis.
    const FIRST: [f64; 2] = [0.3, 0.1];
    /// Draws for one box before there is said to be no room.
    const TRIES: usize = 10_000;

    let dimension = member.dimension();
    let half_width = member.value("width") / 2.0;
    let (count, smallest, largest) = (
        member.value("boxes") as usize,
        member.value("smallest"),
        member.value("largest"),
    );
    if smallest > largest {
        return Err(format!(
            "`smallest` is {smallest}, above `largest`, {largest}"
        ));
    }
    let mut rng = member.rng();
    let mut boxes: Vec<Corners> = Vec::with_capacity(count);
    let between = |rng: &mut _, low: f64, high: f64| low + random::unit(rng) * (high - low);
    for number in 0..count {
        let found = (0..TRIES).find_map(|_| {
            let mut corners = [Vec::new(), Vec::new()];
            for _ in 0..dimension {
                let (side, centre) = match number {
                    0 => (FIRST[0], between(&mut rng, -FIRST[1], FIRST[1])),
                    _ => {
                        let side = between(&mut rng, smallest, largest);
                        let room = (half_width - side / 2.0).max(0.0);
                        (side, between(&mut rng, -room, room))
                    }
                };
                corners[0].push(neat(centre - side / 2.0));
                corners[1].push(neat(centre + side / 2.0));
            }
            let apart = |other: &Corners, by: f64| {
                (0..dimension)
                    .any(|i| corners[0][i] > other[1][i] + by || other[0][i] > corners[1][i] + by)
            };
            let end = |x: f64| slab(dimension, &[[x, x]], [0.0, 0.0]);
            let free = boxes.iter().all(|other| apart(other, BETWEEN));
            (free && apart(&end(-0.5), AROUND_ENDS) && apart(&end(0.5), AROUND_ENDS))
                .then_some(corners)
        });
        boxes.push(
            found
                .ok_or_else(|| format!("there is no room for {count} boxes, only for {number}"))?,
        );
    }
    Ok(World {
        dimension,
        half_width,
        boxes,
        reach: 0.5,
        optimum: None,
    })
}

/// The wall gap of Planner Developer Tools, with a window instead of a gap from three dimensions on. The least way
/// through a convex window is mirrored by the wall's middle, so it passes the window's point that is nearest to the
/// start: 2 hypot(0.2, offset) + 0.2, and above the wall at 0.3 likewise.
pub(super) fn wall_gap(member: &Member) -> Result<World, String> {
    /// Half the wall's thickness, its height, half the width of the window along further axes, and beyond the bounds.
    const WALL: [f64; 2] = [-0.1, 0.1];
    const HEIGHT: f64 = 0.3;
    const WINDOW: f64 = 0.32;
    const BEYOND: f64 = 0.6;

    let dimension = member.dimension();
    let low = member.value_or_drawn("offset", [0.04, 0.12]);
    let high = low + member.value("gap");
    let all = [-BEYOND, BEYOND];
    let mut boxes = vec![
        slab(dimension, &[WALL, [-BEYOND, low]], all),
        slab(dimension, &[WALL, [high, HEIGHT]], all),
    ];
    for axis in 2..dimension {
        for beside in [[-BEYOND, -WINDOW], [WINDOW, BEYOND]] {
            let mut ranges = vec![all; dimension];
            ranges[..2].copy_from_slice(&[WALL, [-BEYOND, HEIGHT]]);
            ranges[axis] = beside;
            boxes.push(slab(dimension, &ranges, all));
        }
    }
    Ok(World {
        dimension,
        half_width: 0.5,
        boxes,
        reach: 0.3,
        optimum: Some((
            2.0 * 0.2_f64.hypot(low) + 0.2,
            "closed form, convex programme over the window's faces",
        )),
    })
}

/// The double enclosure of Planner Developer Tools: 0.15 between the boxes, which open on the whole of the face that
/// looks away. A path leaves the start's box, of outer side a and inner side b, over its rim, and a + 0.15 + a lie
/// between the openings: 2 hypot(a/2, b/2) + (a - b) + 2 a + 0.15, in every dimension as in the plane.
pub(super) fn double_enclosure(member: &Member) -> Result<World, String> {
    const BETWEEN: f64 = 0.15;

    let dimension = member.dimension();
    let (inner, wall) = (member.value("opening"), member.value("thickness"));
    let outer = inner + 2.0 * wall;
    let (near, far) = (BETWEEN / 2.0, BETWEEN / 2.0 + outer);
    let (b, a) = (inner / 2.0, outer / 2.0);
    let mut boxes = Vec::new();
    for mirrored in [true, false] {
        let along = |from: f64, to: f64| if mirrored { [-to, -from] } else { [from, to] };
        boxes.push(slab(dimension, &[along(near, near + wall)], [-a, a]));
        for axis in 1..dimension {
            for side in [[b, a], [-a, -b]] {
                let mut ranges = vec![[-a, a]; dimension];
                ranges[0] = along(near, far);
                ranges[axis] = side;
                boxes.push(slab(dimension, &ranges, [-a, a]));
            }
        }
    }
    Ok(World {
        dimension,
        half_width: 0.5,
        boxes,
        reach: near + a,
        optimum: Some((
            2.0 * a.hypot(b) + 2.0 * wall + 2.0 * outer + BETWEEN,
            "closed form, the planar optimum is a lower bound in every dimension",
        )),
    })
}
