//! The worlds against independent answers: integer arithmetic, dense sampling, brute force over cells.

mod bad_bmp_images;
mod bad_map_files;
mod bmp_images;
mod dense;
mod lattice;
mod map_files;
mod map_generator;
mod map_rules;
mod maps;
mod regions;
mod second_reader;
mod touching;
mod turned_maps;

#[path = "../common/turned_cells.rs"]
mod turned_cells;
