//! What holds for any input: random and mutated ones, the same in every run.
//!
//! `PROPTEST_RNG_SEED=7 PROPTEST_CASES=10000 cargo test -p zmq-tests --test properties` tries others, and more of them.
#![cfg(unix)]

mod encodings;
mod endpoints;
mod handshakes;
mod mutation;
mod pickles;
mod servers;
mod tampering;
mod topics;
#[cfg(feature = "ws")]
mod websockets;
mod zap;

use std::env;

use proptest::test_runner::{Config, RngSeed};

/// As many cases, all in another process: an abort, or a case that takes two minutes, is then a failure whose input is
/// shrunk and shown, like any other.
fn isolated(cases: u32) -> Config {
    Config { fork: true, timeout: 120_000, max_shrink_iters: 30, ..in_process(cases) }
}

/// As many cases of what is safe Rust all through.
fn in_process(cases: u32) -> Config {
    let default = Config::default();
    let cases = if env::var_os("PROPTEST_CASES").is_some() { default.cases } else { cases };
    let seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20),
        chosen => chosen,
    };
    Config { cases, rng_seed: seed, failure_persistence: None, ..default }
}
