//! `c-program NAME [ARGUMENT]...`: runs a program of the folder `c` and ends with its exit status.

use std::env;
use std::process::exit;

use zmq_tests::c;

fn main() {
    match c::run(env::args().skip(1)) {
        Some(status) => exit(status),
        None => {
            eprintln!("usage: c-program NAME [ARGUMENT]...; the names are:");
            c::names().for_each(|name| eprintln!("  {name}"));
            exit(2);
        }
    }
}
