//! Tells the crate what the libzmq that is linked has of `zmqx.h`: our functions, and messages whose inside is known because it was
//! compiled together with this crate.

use std::env::{var, var_os};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-check-cfg=cfg(zmqx, zmqx_layout)");
    if var_os("DEP_ZMQ_ZMQX").is_some() {
        println!("cargo:rustc-cfg=zmqx");
        if var("DEP_ZMQ_SOURCE").is_ok_and(|source| source == "vendored") {
            println!("cargo:rustc-cfg=zmqx_layout");
        }
    }
}
