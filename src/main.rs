//! The command line of prolate.

fn main() {}
