//! Tells the crate whether the libzmq that is linked has our functions for batches, `zmqx_*`.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-check-cfg=cfg(zmqx)");
    if std::env::var_os("DEP_ZMQ_ZMQX").is_some() {
        println!("cargo:rustc-cfg=zmqx");
    }
}
