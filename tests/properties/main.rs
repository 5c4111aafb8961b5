//! Properties of random worlds, with shrinking: what must hold for every input, held against references that do not
//! round.
//!
//! Inputs are drawn from small lattices, where touches, shared corners and ties are frequent, from lattices that are
//! off by a rounding or two, and from all doubles. A counterexample is made as small as it can be before it is shown.
//!
//! The cases are the same on every run. `PROPTEST_CASES=10000` tries as many of each property instead of a few hundred;
//! `PROPTEST_RNG_SEED=2` draws others.

mod barely;
mod contact;
mod cuts;
mod ends;
mod exact;
mod exported;
mod neighbours;
mod rows;
mod scenes;
mod shortest;
mod trees;
mod verify;
mod visibility;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseResult, TestRunner};

/// Tries a property on so many inputs, or as many as the environment says, and fails with the smallest input that does
/// not have it.
fn for_all<S: Strategy>(cases: u32, inputs: S, property: impl Fn(S::Value) -> TestCaseResult) {
    let said = Config::default();
    let is_said = std::env::var_os("PROPTEST_CASES").is_some();
    let config = Config {
        cases: if is_said { said.cases } else { cases },
        rng_seed: match said.rng_seed {
            RngSeed::Random => RngSeed::Fixed(1),
            seed => seed,
        },
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..said
    };
    if let Err(error) = TestRunner::new(config).run(&inputs, property) {
        panic!("{error}");
    }
}
