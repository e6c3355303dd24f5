//! Prints the version of libzmq.
//!
//! Type: `cargo run --example version`
//! See: `libzmq 4.3.5`.

fn main() {
    println!("libzmq {}", zmq::zmq_version());
}
