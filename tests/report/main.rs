//! Experiments read back, drawn and reported.

mod batch;
mod folders;
mod page;
mod pictures;
