//! Scenarios with turned maps: whatever is asked of one is as in the same scenario with everything turned back, and as
//! among the map's cells as polygons.

mod cells;
mod messages;
mod office;
mod picture;

#[path = "../common/turned_cells.rs"]
mod turned_cells;
