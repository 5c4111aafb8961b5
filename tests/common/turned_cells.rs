//! Where the cells of a turned map lie, by the definition.

use prolate::world::GridMap;

pub type Point = [f64; 2];

/// A place in cells along the map's rows and columns, in the plane.
pub fn place(map: &GridMap, [column, row]: Point) -> Point {
    let (sin, cos) = map.yaw.sin_cos();
    let (u, v) = (map.resolution * column, map.resolution * row);
    [
        map.origin[0] + u * cos - v * sin,
        map.origin[1] + u * sin + v * cos,
    ]
}
