//! Nothing: `cargo build --package omq-libzmq` here builds the shared library at the version that is pinned.
