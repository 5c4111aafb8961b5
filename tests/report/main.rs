//! Experiments read back, drawn and reported.

mod batch;
mod command;
mod folders;
mod page;
mod pictures;
mod seen;
