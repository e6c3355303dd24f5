//! The project's automation: `cargo xtask COMMAND`.

fn main() {}
