//! The worlds against independent answers: integer arithmetic, dense sampling, brute force over cells.

mod bad_map_files;
mod dense;
mod lattice;
mod map_files;
mod maps;
mod regions;
mod touching;
